"""The life of one partnership as arrays: what its rows, and the trajectories of its sides, say of each month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.config.naming import one_meant
from sim.model.enums import ENDING_WORDS, Phase, label
from sim.plots.data.group_summaries import INNER, OUTER, lasting, ranks_of_phases
from sim.plots.data.run_frames import RunFrames, TrustMonths, plain

LEAST_FOR_BANDS = 5
"""Replicates under way below which no band is drawn."""


def chosen_partnership(run: RunFrames, wanted: str | None) -> str | None:
    """Return the partnership asked for; by default the one that occurs in most replicates, of those the longest.

    Raises
    ------
    ValueError
        If there is none of that id.
    """
    table = run.partnerships
    if wanted is not None:
        known = sorted(table["partnership"].astype(str).unique())
        return one_meant(wanted, {name: name for name in known}, "partnership")
    if table.empty:
        return None
    by_id = table.groupby(table["partnership"].astype(str), sort=True)
    ranking = by_id.agg(occurs=("replicate", "nunique"), lasts=("month", "nunique"), begins=("month", "min"))
    ranked = ranking.sort_values(["occurs", "lasts", "begins"], ascending=[False, False, True], kind="stable")
    return str(ranked.index[0])


def is_joint(table: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows of partnerships are about a member of a joint partnership."""
    # One that has lost all members but one is still not external.
    most = table.groupby(["replicate", table["partnership"].astype(str)])["members"].transform("max")
    return table["partner"].isna() & (most > 1)


class Life:
    """One partnership in all replicates.

    Parameters
    ----------
    run : the results.
    identifier : id of the partnership.

    Attributes
    ----------
    table : its rows.
    members : the trusts that are helped, or the members, in the order of the scenario.
    partners : the trusts that help; none where the members are equal or an external organisation helps.
    joint : whether it has several members on equal terms.
    """

    def __init__(self, run: RunFrames, identifier: str) -> None:
        self.table = run.partnerships[run.partnerships["partnership"].astype(str) == identifier]
        self.members = self._trusts(run, "target")
        self.partners = self._trusts(run, "partner")
        self.joint = bool(is_joint(self.table).any())
        self._sides = {side: TrustMonths(run, trusts) for side, trusts in self._by_side().items()}

    def _trusts(self, run: RunFrames, side: str) -> list[str]:
        present = set(self.table[side].dropna().astype(str))
        return [trust for trust in run.trust_names if trust in present]

    def _by_side(self) -> dict[str, list[str]]:
        return {side: trusts for side, trusts in (("target", self.members), ("partner", self.partners)) if trusts}

    def under_way(self, side: str) -> NDArray[np.bool_]:
        """Return in which months the partnership is under way for a trust, an array [replicate, trust, month]."""
        return ranks_of_phases(self.table, self._sides[side], (side,)) > 1

    def phases(self) -> NDArray[np.int64]:
        """Return the phase of the partnership as a whole, an array [replicate, month]; 4 where there is none yet."""
        # A member that has left does not end what goes on without it.
        return lasting(ranks_of_phases(self.table, self._sides["target"], ("target",)).max(axis=1))

    def own(self, name: str) -> NDArray[np.float64]:
        """Return a column of the partnership, an array [replicate, member, month]; not-a-number if not under way."""
        held = self._sides["target"]
        values = np.full(held.shape, np.nan)
        rows, place = held.locate(self.table, "target")
        values[place] = self.table[name].to_numpy(dtype=np.float64)[rows]
        return np.where(self.under_way("target"), values, np.nan)

    def of_side(self, side: str, name: str) -> NDArray[np.float64]:
        """Return a column of the trajectories of a side while the partnership is under way; gaps as in `own`."""
        return np.where(self.under_way(side), self._sides[side].numbers(name), np.nan)

    def occurs(self) -> int:
        """Return in how many replicates the partnership occurs."""
        return int(self.table["replicate"].nunique())

    def nature_and_scale(self) -> str:
        """Return nature and scale in a few words; the most common ones over its rows."""
        words = [str(self.table[name].astype(str).value_counts().index[0]) for name in ("nature", "scale")]
        return f"{words[0]}, {words[1]} scale"

    def title(self) -> str:
        """Return the name of its type."""
        return plain(str(self.table["type"].astype(str).iloc[0]))

    def ending_note(self) -> str:
        """Return in how many replicates it ended, and why."""
        going = self.table["phase"].astype(str) != label(Phase.ENDED)
        order = self.table.assign(going=going).sort_values(["month", "going"], kind="stable")
        last = order.drop_duplicates("replicate", keep="last")
        reasons = last.loc[~last["going"], "ending"].astype(str).value_counts()
        if reasons.empty:
            return f"It is still under way at the end in {_all(len(last))}."
        meanings = {label(ending): meaning for ending, meaning in ENDING_WORDS.items()}
        listed = sorted(reasons.items(), key=lambda item: (-item[1], str(item[0])))
        in_words = "; ".join(f"{count} × {meanings[str(reason)]}" for reason, count in listed)
        return f"Before the end of the run it ended in {int(reasons.sum())} of {_all(len(last), '')} ({in_words})."


def _all(count: int, every: str = "all ") -> str:
    return f"{every}{count} replicates in which it occurs" if count > 1 else "the one replicate in which it occurs"


def mean_over(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over trusts, an array [replicate, month]; not-a-number only where all are."""
    counts = np.isfinite(values).sum(axis=1)
    return np.where(counts > 0, np.nansum(values, axis=1) / np.maximum(counts, 1), np.nan)


def quantiles_under_way(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the 5, 25, 50, 75 and 95 % points over replicates with a value, an array [5, month].

    All are not-a-number where no replicate has a value, and all but the median where few have.
    """
    points = np.full((5, values.shape[1]), np.nan)
    wanted = (OUTER[0], INNER[0], 0.5, INNER[1], OUTER[1])
    for month, column in enumerate(values.T):
        present = column[np.isfinite(column)]
        if len(present) >= LEAST_FOR_BANDS:
            points[:, month] = np.quantile(present, wanted)
        elif len(present):
            points[2, month] = np.median(present)
    return points


def listed(names: Sequence[str], most: int = 6) -> str:
    """Return names in a sentence; the rest of many is counted."""
    if len(names) > most:
        return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
