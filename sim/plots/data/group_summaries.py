"""Summaries over replicates and trusts: quantiles, shares, and the phases of partnerships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.enums import Phase, Rating, label
from sim.plots.data.run_frames import RunFrames, TrustMonths, title_of

INNER = (0.25, 0.75)
OUTER = (0.05, 0.95)

# Where a trust has several partnerships of a type, the one that is furthest into its life is shown.
PHASE_ORDER: tuple[Phase, ...] = (Phase.ENDED, Phase.EXPLORING, Phase.SETTING_UP, Phase.OPERATING)


@dataclass(frozen=True, slots=True)
class Group:
    """Trajectories that are summarised together.

    Attributes
    ----------
    label : how the figure calls it.
    members : which trajectories belong to it, an array [replicate, trust].
    rating : the overall rating at the start that its trusts share, if that is what makes them a group.
    """

    label: str
    members: NDArray[np.bool_]
    rating: Rating | None = None

    @property
    def trusts(self) -> float:
        """Return how many trusts are in the group, on average over replicates."""
        return float(self.members.sum() / len(self.members))


def single_trusts(run: RunFrames, held: TrustMonths) -> list[Group]:
    """Return a group for each trust."""
    groups = []
    for position, trust in enumerate(held.trusts):
        members = np.zeros(held.shape[:2], dtype=np.bool_)
        members[:, position] = True
        groups.append(Group(run.trust_names[trust], members))
    return groups


def everyone(held: TrustMonths) -> Group:
    """Return the group of all trusts."""
    return Group(f"All {len(held.trusts)} trusts", np.ones(held.shape[:2], dtype=np.bool_))


def by_first_rating(held: TrustMonths) -> list[Group]:
    """Return groups of trusts by their overall rating at the start of each replicate; empty groups are left out."""
    first = held.choices("rating_overall", Rating)[:, :, 0]
    groups = [Group(title_of(rating), first == rating, rating) for rating in Rating]
    return [group for group in groups if group.members.any()]


def quantiles(values: NDArray[np.float64], members: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the 5, 25, 50, 75 and 95 % points of each month over a group, an array [5, month]."""
    wanted = (OUTER[0], INNER[0], 0.5, INNER[1], OUTER[1])
    chosen = values[members]
    if (missing := np.isnan(chosen)).any():
        chosen = chosen[~missing.all(axis=1)]  # without trusts that do not publish the figure
    if not len(chosen):
        return np.full((len(wanted), values.shape[-1]), np.nan)
    # The variant that skips gaps is far slower, and almost no run has gaps.
    take = np.nanquantile if np.isnan(chosen).any() else np.quantile
    return np.asarray(take(chosen, wanted, axis=0), dtype=np.float64)


def shares(codes: NDArray[np.int64], count: int, members: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the percentage of a group at each of the first `count` choices in each month, an array [choice, month].

    Higher numbers are none of these choices, and count in the whole; -1 is a gap in the data, and does not.
    """
    chosen = codes[members]
    counts = np.array([(chosen == choice).sum(axis=0) for choice in range(count)], dtype=np.float64)
    percentages: NDArray[np.float64] = 100.0 * counts / np.maximum((chosen >= 0).sum(axis=0), 1)
    return percentages


def shares_apart(
    codes: NDArray[np.int64], count: int, members: NDArray[np.bool_], apart: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return `shares` of what is not `apart`, then of what is: an array [2 x choice, month], summing to 100."""
    return shares(np.where(apart & (codes >= 0), codes + count, codes), 2 * count, members)


def means(values: NDArray[np.float64], members: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the mean of each month over a group."""
    chosen = values[members]
    return np.asarray(np.nanmean(chosen, axis=0), dtype=np.float64)


def partnership_types(partnerships: pd.DataFrame, trusts: list[str], as_partner: bool) -> list[str]:
    """Return the types of partnership that trusts are in, the most common first."""
    about = partnerships["target"].isin(trusts)
    if as_partner:
        about |= partnerships["partner"].isin(trusts)
    counts = partnerships.loc[about, "type"].astype(str).value_counts()
    return sorted(counts.index, key=lambda name: (-int(counts[name]), name))


def phases(run: RunFrames, held: TrustMonths, partnership_type: str, as_partner: bool) -> NDArray[np.int64]:
    """Return the phase of each trust's partnership of a type, an array [replicate, trust, month].

    Parameters
    ----------
    partnership_type : name of the type of partnership.
    as_partner : whether being the partner counts as well as being the target.

    Returns
    -------
    Numbers of `Phase`. 4 where there is none yet; ended from the month of the end onwards.
    """
    table = run.partnerships[run.partnerships["type"].astype(str) == partnership_type]
    return lasting(ranks_of_phases(table, held, ("target", "partner") if as_partner else ("target",)))


def ranks_of_phases(table: pd.DataFrame, held: TrustMonths, sides: Sequence[str]) -> NDArray[np.int64]:
    """Return how far into their lives the partnerships in a table are, an array [replicate, trust, month].

    Parameters
    ----------
    table : rows of partnerships.
    sides : columns by which a row is about a trust.

    Returns
    -------
    The place in `PHASE_ORDER`, counted from 1, of what is furthest; 0 where there is no row.
    """
    ranks = np.zeros(held.shape, dtype=np.int64)
    order = {label(phase): rank for rank, phase in enumerate(PHASE_ORDER, start=1)}
    rank_of_row = table["phase"].astype(str).map(order).to_numpy(dtype=np.int64)
    for side in sides:
        rows, place = held.locate(table, side)
        np.maximum.at(ranks, place, rank_of_row[rows])
    return ranks


def lasting(ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return ranks [..., month] as numbers of `Phase`, 4 where there is none yet; what has ended stays ended."""
    has_ended = np.logical_or.accumulate(ranks == 1, axis=-1)
    shown = np.where((ranks == 0) & has_ended, 1, ranks)
    return np.array([len(Phase), *PHASE_ORDER], dtype=np.int64)[shown]
