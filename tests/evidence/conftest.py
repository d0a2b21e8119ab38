"""Worlds made by hand: what trusts lived through, month by month, written so that it can be worked out on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.evidence.simulated import SimulatedWorlds
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import Scenario

Make = Callable[..., Any]


@cache
def shipped(name: str, months: int) -> Scenario:
    return load_scenario(name).model_copy(update={"months": months})


@pytest.fixture(scope="session")
def lived() -> Make:
    """Make worlds from what variables were, for each replicate a row of months for each trust; month 0 comes first.

    One replicate may be written without the brackets around it.
    """

    def _lived(
        scenario: str = "no_partner", outcomes: dict[str, Any] | None = None, **variables: Any
    ) -> SimulatedWorlds:
        rows = {name: np.atleast_3d(np.array(values, dtype=float).T).T for name, values in variables.items()}
        months = {name: values.transpose(0, 2, 1) for name, values in rows.items()}
        replicates, length, trusts = next(iter(months.values())).shape
        months.setdefault("absorbed_by", np.full((replicates, length, trusts), -1.0))
        reported = {name: np.array(values, dtype=float) for name, values in (outcomes or {}).items()}
        reported.setdefault("absorbed", np.zeros((replicates, trusts)))
        return SimulatedWorlds(shipped(scenario, length - 1), reported, months)

    return _lived


@pytest.fixture(scope="session")
def regime(lived: Make) -> Make:
    """Make worlds of one replicate from a picture of each trust: `#` a month in special measures, `.` one without.

    `before` says how many months those that start in special measures have been in them.
    """

    def _regime(*trusts: str, before: Sequence[int] = (), **more: Any) -> SimulatedWorlds:
        inside = [[mark == "#" for mark in trust] for trust in trusts]
        since = [[0] * len(trust) for trust in trusts]
        for row, months in zip(since, before, strict=False):
            row[0] = months
        return lived(special_measures=inside, months_in_special_measures=since, **more)

    return _regime


@pytest.fixture(scope="session")
def steps() -> Make:
    """Make the months of a trust from what a variable is from each month on: steps(36, {0: 0.5, 12: 0.6})."""

    def _steps(months: int, values: dict[int, float]) -> list[float]:
        row = [np.nan] * (months + 1)
        for begin, value in sorted(values.items()):
            row[begin:] = [value] * (months + 1 - begin)
        return row

    return _steps
