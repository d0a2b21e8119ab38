"""Who is tied to whom in one month of one replicate: partnerships under way, joint partnerships, and groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.model.enums import Nature, Phase, Rating, Scale, label
from sim.plots.data.partnership_life import is_joint
from sim.plots.data.run_frames import RunFrames, plain


@dataclass(frozen=True, slots=True)
class PartnershipTie:
    """A partnership under way.

    Attributes
    ----------
    title : name of its type.
    partner : id of the trust that helps; None: a joint partnership, or an external organisation.
    targets : ids of the trusts that are helped, or of the members.
    joint : whether the targets are members on equal terms.
    operating : whether it operates; it is still being explored or set up otherwise.
    """

    identifier: str
    title: str
    partner: str | None
    targets: tuple[str, ...]
    joint: bool
    nature: Nature
    scale: Scale
    operating: bool

    @property
    def trusts(self) -> tuple[str, ...]:
        """Return all trusts that take part."""
        return self.targets if self.partner is None else (*self.targets, self.partner)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One month of one replicate.

    Attributes
    ----------
    ratings : overall rating of every trust by its id.
    special : ids of the trusts in special measures.
    heads : id of the head of the group by the id of its subsidiary.
    partnerships : those under way.
    """

    replicate: int
    month: int
    ratings: dict[str, Rating]
    special: frozenset[str]
    heads: dict[str, str]
    partnerships: tuple[PartnershipTie, ...]

    def groups(self) -> dict[str, list[str]]:
        """Return the subsidiaries of each head, in the order of the scenario."""
        found: dict[str, list[str]] = {}
        for trust in self.ratings:
            if trust in self.heads:
                found.setdefault(self.heads[trust], []).append(trust)
        return found

    def tied(self) -> list[str]:
        """Return the trusts that are in a partnership or in a group, in the order of the scenario."""
        named = {trust for partnership in self.partnerships for trust in partnership.trusts}
        named |= set(self.heads) | set(self.heads.values())
        return [trust for trust in self.ratings if trust in named]


def snapshot(run: RunFrames, month: int | None, replicate: int | None) -> Snapshot:
    """Return a month of a replicate; by default of the first, the first month with the most partnerships under way.

    Raises
    ------
    ValueError
        If the run has no such month or replicate.
    """
    numbers = np.unique(run.trajectories["replicate"].to_numpy())
    chosen = int(numbers[0]) if replicate is None else replicate
    if chosen not in numbers:
        raise ValueError(f"the run has no replicate {chosen}; allowed: {_spanned(numbers)}")
    shown = busiest_month(run, chosen) if month is None else month
    if not 0 <= shown <= run.months:
        raise ValueError(f"month {shown} is outside the run; allowed: 0 (the start) to {run.months}")
    table = _at(run.trajectories, chosen, shown).set_index("trust")
    ratings = {trust: Rating[str(table.loc[trust, "rating_overall"]).upper()] for trust in run.trust_names}
    special = frozenset(trust for trust in run.trust_names if table.loc[trust, "special_measures"])
    rows = _at(run.partnerships, chosen, shown)
    under_way = rows[rows["phase"].astype(str) != label(Phase.ENDED)]
    joint = is_joint(run.partnerships[run.partnerships["replicate"] == chosen])
    return Snapshot(
        chosen, shown, ratings, special, _heads(run, table), _partnerships(under_way, joint[under_way.index])
    )


def busiest_month(run: RunFrames, replicate: int) -> int:
    """Return the first month in which most partnerships of a replicate are under way; without any, the last month."""
    table = run.partnerships
    own = table[(table["replicate"] == replicate) & (table["phase"].astype(str) != label(Phase.ENDED))]
    counts = own.groupby("month")["partnership"].nunique()
    months, numbers = counts.index.to_numpy(), counts.to_numpy()
    return int(months[numbers.argmax()]) if len(months) else run.months


def _spanned(numbers: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.intp]]) -> str:
    first, last = int(numbers[0]), int(numbers[-1])
    return f"{first} to {last}" if last > first else f"only {first}"


def _at(frame: pd.DataFrame, replicate: int, month: int) -> pd.DataFrame:
    return frame[(frame["replicate"] == replicate) & (frame["month"] == month)]


def _heads(run: RunFrames, table: pd.DataFrame) -> dict[str, str]:
    """Return the outermost head of each subsidiary."""
    names = list(run.trust_names)
    place = {trust: int(str(table.loc[trust, "absorbed_by"])) for trust in names}
    there = {trust for trust in names if not table.loc[trust, "dissolved"]}
    above = {trust: names[position] for trust, position in place.items() if position >= 0 and trust in there}
    heads = {}
    for trust, head in above.items():
        seen = {trust}
        while head in above and head not in seen:
            seen.add(head)
            head = above[head]
        heads[trust] = head
    return heads


def _partnerships(rows: pd.DataFrame, joint: pd.Series[bool]) -> tuple[PartnershipTie, ...]:
    found = []
    for identifier, held in rows.groupby(rows["partnership"].astype(str), sort=True):
        first = held.iloc[0]
        found.append(
            PartnershipTie(
                identifier=str(identifier),
                title=plain(str(first["type"])),
                partner=None if pd.isna(first["partner"]) else str(first["partner"]),
                targets=tuple(held["target"].astype(str)),
                joint=bool(joint[held.index].any()),
                nature=Nature[str(first["nature"]).upper()],
                scale=Scale[str(first["scale"]).upper()],
                operating=bool((held["phase"].astype(str) == label(Phase.OPERATING)).any()),
            )
        )
    return tuple(found)
