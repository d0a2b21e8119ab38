"""What a figure needs of a run, and its trajectories as arrays.

A figure asks for a few columns of a long table. Turning a column into an array [replicate, trust, month] once makes
every summary a plain array operation, which keeps figures of national populations quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.config.naming import nearest as nearest
from sim.config.naming import one_meant
from sim.model.enums import STAGE_TITLES, Stage, label
from sim.plots.printed_page import page
from sim.scenario.dated_marks import DatedMark

MOST_TRUSTS = 3


class RunFrames(Protocol):
    """The results of a run, as far as figures read them."""

    @property
    def title(self) -> str:
        """Return the title of the scenario."""
        ...

    @property
    def scenario_name(self) -> str:
        """Return the name of the scenario."""
        ...

    @property
    def replicates(self) -> int:
        """Return how many replicates were run."""
        ...

    @property
    def months(self) -> int:
        """Return how many months were simulated."""
        ...

    @property
    def parameters_from(self) -> str:
        """Return where parameters come from: `defaults`, or `posterior`, a set of its own for each replicate."""
        ...

    @property
    def seed(self) -> int:
        """Return the random seed."""
        ...

    @property
    def start_month(self) -> int:
        """Return the calendar month, 1 to 12, of month 1."""
        ...

    @property
    def trust_names(self) -> dict[str, str]:
        """Return names for display by trust id, in the order of the scenario."""
        ...

    @property
    def focal_trusts(self) -> list[str]:
        """Return the ids of trusts described one by one; empty for a national population."""
        ...

    @property
    def policy_months(self) -> list[int]:
        """Return the months in which the regulator's policy changes."""
        ...

    @property
    def dated_marks(self) -> list[DatedMark]:
        """Return what the scenario lets happen, and when."""
        ...

    @property
    def trajectories(self) -> pd.DataFrame:
        """Return a row for each replicate, month (0 is the start) and trust."""
        ...

    @property
    def partnerships(self) -> pd.DataFrame:
        """Return a row for each replicate, month and partnership under way."""
        ...

    @property
    def twin_months(self) -> pd.DataFrame:
        """Return a row for each focal trust, variable and month: the twin, and the difference; none without a twin."""
        ...

    @property
    def outcomes(self) -> pd.DataFrame:
        """Return a row for each replicate and trust, with every outcome."""
        ...

    @property
    def twin_outcomes(self) -> pd.DataFrame:
        """Return the same without partnerships; no rows without a twin."""
        ...

    @property
    def events(self) -> pd.DataFrame:
        """Return a row for each event."""
        ...


def has_partnerships(run: RunFrames) -> bool:
    """Return whether there was any partnership in any replicate."""
    return not run.partnerships.empty


def has_network(run: RunFrames) -> bool:
    """Return whether more than two trusts are in partnerships: of two, every other figure says who helps whom."""
    sides = (run.partnerships[side].dropna().unique() for side in ("target", "partner"))
    return len({trust for side in sides for trust in side}) > 2


def has_outcomes(run: RunFrames) -> bool:
    """Return whether there are outcomes of more than one replicate."""
    return run.replicates > 1 and not run.outcomes.empty


def has_integrations(run: RunFrames) -> bool:
    """Return whether a structural integration was under way in any trust."""
    return bool(run.trajectories["integrating"].any())


def shown_trusts(run: RunFrames, trust: str | None, most: int = MOST_TRUSTS) -> list[str]:
    """Return the trusts a figure shows one by one: the one asked for, or the first focal trusts; none: a population.

    Those that are supported come first, then those that support them, then the rest, as many as the page has room for.
    """
    if trust is None:
        return focal_first(run)[: min(most, page().most_beside())]
    return [one_meant(trust, run.trust_names, "trust")]


def focal_first(run: RunFrames) -> list[str]:
    """Return the focal trusts: those that are supported, those that support them, and the others."""
    helped = set(run.partnerships["target"].dropna().unique())
    helping = set(run.partnerships["partner"].dropna().unique())
    return sorted(run.focal_trusts, key=lambda trust: 0 if trust in helped else 1 if trust in helping else 2)


def types_of_trusts(run: RunFrames, trusts: Sequence[str]) -> dict[str, str]:
    """Return the types of provider of some trusts, in words, by id."""
    table = run.trajectories
    first = table[(table["month"] == 0) & (table["replicate"] == table["replicate"].iloc[0])]
    types = dict(zip(first["trust"].astype(str), first["provider_type"].astype(str), strict=True))
    return {trust: types[trust] for trust in trusts}


def _positions(values: pd.Series[Any], names: Sequence[str]) -> NDArray[np.intp]:
    """Return the position of each value in `names`, -1 where it is not one of them."""
    held = values if isinstance(values.dtype, pd.CategoricalDtype) else values.astype("category")
    place = {name: position for position, name in enumerate(names)}
    lookup = np.array([place.get(category, -1) for category in held.cat.categories] + [-1], dtype=np.intp)
    return lookup[held.cat.codes.to_numpy()]


class TrustMonths:
    """Columns of a long table as arrays [replicate, trust, month].

    Parameters
    ----------
    run : the run; its replicates may carry any numbers.
    trusts : ids of the trusts to keep, in the order of the second axis.
    """

    def __init__(self, run: RunFrames, trusts: Sequence[str]) -> None:
        self.trusts = list(trusts)
        self.replicates: NDArray[np.intp] = np.unique(run.trajectories["replicate"].to_numpy())
        self.shape = (len(self.replicates), len(self.trusts), run.months + 1)
        self.frame = run.trajectories
        self.rows, self.place = self.locate(self.frame, "trust")

    def locate(self, frame: pd.DataFrame, trust: str) -> tuple[NDArray[np.intp], tuple[NDArray[np.intp], ...]]:
        """Return which rows of a table are about these trusts (by column `trust`), and their places in the arrays."""
        positions = _positions(frame[trust], self.trusts)
        rows = np.flatnonzero(positions >= 0)
        replicates = np.searchsorted(self.replicates, frame["replicate"].to_numpy()[rows])
        return rows, (replicates, positions[rows], frame["month"].to_numpy()[rows])

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return a numeric column; not-a-number where there is no row."""
        held = np.full(self.shape, np.nan)
        held[self.place] = self.frame[name].to_numpy(dtype=np.float64)[self.rows]
        return held

    def choices(self, name: str, choices: type[IntEnum]) -> NDArray[np.int64]:
        """Return a column of words as the numbers of their vocabulary; -1 where there is no row."""
        held = np.full(self.shape, -1, dtype=np.int64)
        held[self.place] = _positions(self.frame[name], [label(member) for member in choices])[self.rows]
        return held

    def absorbed(self) -> NDArray[np.bool_]:
        """Return in which months a trust was a subsidiary of a group."""
        held = np.zeros(self.shape, dtype=np.bool_)
        held[self.place] = self.frame["absorbed_by"].to_numpy()[self.rows] >= 0
        return held


def plain(name: str) -> str:
    """Return a name of the vocabulary as plain words: `setting_up` becomes `Setting up`."""
    return name.replace("_", " ").capitalize()


def title_of(member: IntEnum) -> str:
    """Return how a member of the vocabulary is called on a figure."""
    return STAGE_TITLES[member] if isinstance(member, Stage) else plain(member.name)
