"""The figures of searches over levers can be read, whatever was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from sim.lever_search.outcome_cells import OutcomeCells
from sim.plots.figures.reach_figure import cells_reached
from sim.plots.figures.ways_figure import ranges_of_ways, ticks_of

from .conftest import read

LONG = "trusts.university_hospitals_of_northmoor.state.frontline_adoption"
LEVERS = pd.DataFrame(
    [("regulator.support", 0.0, 1.0, False, ""), (LONG, 0.01, 10.0, True, ""),
     ("partnerships.help.type", 0.0, 0.0, False, "buddying, management_contract, acquisition")],
    columns=["lever", "low", "high", "log", "levels"],
)  # fmt: skip


@dataclass
class FoundWays:
    regions: int
    title: str = "Ways to recovery"
    headline: str = "Goal: performance shortfall of green bay at most 0.7. Regions reach it."
    words: tuple[str, ...] = ("No region of the levers was found that reaches the goal.",)
    remarks: tuple[str, ...] = ("320 settings were searched.",)
    ranges: pd.DataFrame = field(default_factory=lambda: LEVERS)

    @property
    def table(self) -> pd.DataFrame:
        rows = [(number, 0.1, 40, 38, 0.8, 1.0) for number in range(1, self.regions + 1)]
        return pd.DataFrame(rows, columns=["region", "share", "fresh", "reached", "low", "high"])

    @property
    def bounds(self) -> pd.DataFrame:
        rows = [
            row
            for region in range(1, self.regions + 1)
            for row in (
                (region, "regulator.support", "level", True, 0.4, 0.9, "", 0.2, 1.0, 0.7),
                (region, LONG, "", False, 0.01, 10.0, "", 0.01, 10.0, 3.0),
                (region, "partnerships.help.type", "", True, np.nan, np.nan, "buddying, acquisition", np.nan, np.nan,
                 "buddying"),
            )
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["region", "lever", "unit", "matters", "low", "high", "levels", "region_low",
                                           "region_high", "example"])  # fmt: skip


@pytest.mark.parametrize("regions", [1, 3, 8])
def test_the_ranges_of_ways_can_be_read(regions: int) -> None:
    told = read(ranges_of_ways(FoundWays(regions)))
    assert "Region 1" in told
    assert "does not matter" in told
    assert "buddying (example) or acquisition" in told
    assert ("2 further regions" in told) == (regions == 8)


def test_where_there_is_no_way_the_figure_says_so() -> None:
    assert "No region" in read(ranges_of_ways(FoundWays(0)))


@pytest.mark.parametrize(
    ("bounds", "log", "ticks"),
    [((0.05, 0.6), False, ["0.05", "0.6", "1"]), ((0.0, 1.0), False, ["0", "1"]),
     ((0.4, 0.45), False, ["0", "0.4 to 0.45", "1"]), ((0.1, 1.0), True, ["0.01", "0.1", "1"])],
)  # fmt: skip
def test_bounds_are_kept_as_ticks_and_ends_beside_them_left_out(
    bounds: tuple[float, float], log: bool, ticks: list[str]
) -> None:
    lever = dict(zip(("low", "high"), bounds, strict=True))
    assert list(ticks_of(lever, {"low": 0.01 if log else 0.0, "high": 1.0, "log": log}).values()) == ticks


@dataclass
class Outcome:
    title: str
    better: str = "lower"


@dataclass
class FoundCells:
    shape: tuple[int, ...]
    statuses: dict[int, str]
    title: str = "Gain and loss"
    headline: str = "Outcomes: gain; loss. 3 cells were reached."
    words: tuple[str, ...] = ("Not reached is not impossible.",)
    remarks: tuple[str, ...] = ()
    levers: pd.DataFrame = field(default_factory=lambda: LEVERS)

    @property
    def outcomes(self) -> list[Outcome]:
        return [Outcome(f"difference in performance shortfall of trust {number}") for number in range(len(self.shape))]

    @property
    def cells(self) -> OutcomeCells:
        return OutcomeCells([np.linspace(0.0, 1.0, count + 1) for count in self.shape])

    @property
    def table(self) -> pd.DataFrame:
        rows = [
            {"cell": cell, "status": self.statuses.get(cell, "not reached"), "regulator.support": 0.37, LONG: 1.0,
             "partnerships.help.type": "acquisition"}
            for cell in range(self.cells.count)
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def range_in_words(self, axis: int, position: int) -> str:
        return f"cell {position} of outcome {axis}"


def filled(axes: Any) -> int:
    white = (1.0, 1.0, 1.0, 1.0)
    return sum(isinstance(patch, Rectangle) and patch.get_facecolor() != white for patch in axes.patches)


def test_each_lever_has_a_panel_with_the_example_of_each_cell_that_was_reached() -> None:
    figure = cells_reached(FoundCells((4, 5), {0: "reached", 7: "reached", 9: "not shown again"}))
    told = read(figure)
    assert [filled(axes) for axes in figure.axes] == [2, 2, 2, 2]
    assert told.count("0.37") == 2
    assert "3 acquisition" in told
    assert "not: impossible" in told


def test_three_outcomes_have_a_panel_for_each_slice_in_which_something_was_reached() -> None:
    figure = cells_reached(FoundCells((3, 3, 2), {1: "reached", 17: "reached", 4: "not shown again"}))
    assert len(figure.axes) == 1
    assert filled(figure.axes[0]) == 2
    assert "cell 1 of outcome 2" in read(figure)
