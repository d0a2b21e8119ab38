"""Trajectories show what they would be without partnerships, and mark a difference that is large enough to matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.plots import draw
from sim.plots.layout.differences_beside import DifferencesBeside, difference_statement, differences_beside
from sim.plots.layout.palette import DIFFERENCE
from sim.plots.layout.scales import bounded_note, material, with_room
from sim.plots.printed_page import laid_out_for, page_of

from .conftest import read
from .made_up_twins import HALF_WIDTH, SIZES

Maker = Callable[..., Any]
TARGET = "trust_0"


def beside(made_up: Maker, *variables: str) -> DifferencesBeside:
    found = differences_beside(made_up(), [TARGET], variables)
    assert found is not None
    return found


def test_a_difference_matters_once_its_whole_interval_is_beyond_the_threshold(made_up: Maker) -> None:
    found = beside(made_up, "quality")
    rows = found.of("quality", 0)
    assert rows is not None
    assert found.thresholds["quality"] == pytest.approx(0.02)
    size = SIZES["quality"]
    first = np.ceil(24.0 * (0.02 + HALF_WIDTH * size) / size)
    assert rows.loc[found.is_material("quality", rows), "month"].min() == first


def test_a_difference_that_is_certain_but_small_does_not_matter(made_up: Maker) -> None:
    found = beside(made_up, "surplus")
    rows = found.of("surplus", 0)
    assert rows is not None
    assert rows["low"].iloc[-1] > 0.0  # surely above nought
    assert not found.is_material("surplus", rows).any()
    assert "Difference that matters" not in [entry.get_label() for entry in found.key()]


def test_a_loss_matters_as_a_gain_does(made_up: Maker) -> None:
    found = beside(made_up, "engagement_score")
    rows = found.of("engagement_score", 0)
    assert rows is not None
    assert found.is_material("engagement_score", rows).iloc[-1]
    assert "Difference that matters" in [entry.get_label() for entry in found.key()]


def test_the_threshold_is_stated_as_assumed(made_up: Maker) -> None:
    said = difference_statement(beside(made_up, "quality", "surplus"))
    assert "(Quality of care 0.02; Surplus 0.4; assumed)" in said
    assert material("surplus", (0.0, 1.0)) == pytest.approx(0.4)


def test_differences_stand_beside_the_trajectories_of_a_run_with_a_twin_only(made_up: Maker) -> None:
    assert "Difference that partnerships make" in read(draw(made_up(months=48), "trajectories"))
    without = draw(made_up(partnerships=False), "trajectories")
    assert "Difference" not in read(without)
    lines = [line for axes in without.axes for line in axes.lines if line.get_color() == DIFFERENCE]
    assert not lines


def test_panels_of_one_variable_share_their_scales(made_up: Maker) -> None:
    with laid_out_for(page_of("180mm")):
        figure = draw(made_up(), "trajectories")
    drawn = [axes for axes in figure.axes if any(line.get_color() == DIFFERENCE for line in axes.lines)]
    assert len(drawn) == 8  # four variables of two trusts
    for one, other in zip(drawn[:4], drawn[4:], strict=True):
        assert one.get_ylim() == other.get_ylim()


def test_nothing_is_cut_at_the_highest_value_that_a_measure_can_have() -> None:
    at_top = [np.array([90.0, 100.0])]
    assert with_room((40.0, 100.0), [at_top])[1] > 100.0
    assert with_room((40.0, 100.0), [[np.array([50.0, 90.0])]]) == (40.0, 100.0)
    assert bounded_note({"four_hour_performance": at_top}) == "A&E four-hour performance cannot exceed 100."
    assert bounded_note({"four_hour_performance": [np.array([50.0])]}) == ""


def test_words_give_the_difference_and_in_how_many_months_it_matters(made_up: Maker) -> None:
    said = draw(made_up(), "trajectories").alt  # type: ignore[attr-defined]
    assert "Quality of care +0.05 (95 % interval 0.045 to 0.055; matters in" in said
    assert "Surplus +0.2 (95 % interval 0.18 to 0.22; matters in no month)" in said
