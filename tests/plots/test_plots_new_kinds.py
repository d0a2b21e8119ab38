"""Moves between stages, time in them, fans, outcomes, regret and tail probabilities: what is drawn is what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.enums import Stage
from sim.plots import draw, figures_of_run, figures_with_content
from sim.plots.figures import attention_figure
from sim.plots.figures.dwell_times_figure import months_in_stages
from sim.plots.figures.fan_figure import points_of, spread_out
from sim.plots.figures.flow_figure import chosen_months, moves_between
from sim.plots.figures.outcome_figure import values_of
from sim.plots.figures.regret_figure import regret_map
from sim.plots.figures.tail_figure import tail_parts, tail_probabilities
from sim.plots.layout.plain_names import factor_titles, outcome_title
from sim.plots.printed_page import laid_out_for, page_of

from .conftest import read

Maker = Callable[..., Any]


def test_moves_leave_and_arrive_where_replicates_were() -> None:
    codes = np.array([[Stage.DECLINE, Stage.TRIGGER, Stage.GROWTH], [Stage.DECLINE, Stage.DECLINE, Stage.GROWTH]])
    moves = moves_between(codes)
    assert moves[0][Stage.DECLINE, Stage.TRIGGER] == 50.0
    assert moves[0][Stage.DECLINE, Stage.DECLINE] == 50.0
    assert moves[1][:, Stage.GROWTH].sum() == 100.0
    assert (moves[0].sum(axis=0) == moves[1].sum(axis=1)).all()


def test_months_of_moves_are_those_asked_for(made_up: Maker) -> None:
    run = made_up(months=48)
    assert chosen_months(run, None) == [0, 12, 24, 36, 48]
    assert chosen_months(run, [40, 6]) == [6, 40]
    with pytest.raises(ValueError, match="month 60 was not simulated; allowed: 0 to 48"):
        chosen_months(run, [0, 60])
    with pytest.raises(ValueError, match="two months at least"):
        draw(run, "flow", months=[12])


def test_time_in_stages_is_counted_over_all_visits() -> None:
    codes = np.array([[Stage.STABLE, Stage.DECLINE, Stage.STABLE, Stage.STABLE]])
    spent = months_in_stages(codes)[0]
    assert spent[Stage.STABLE] == 3
    assert spent[Stage.DECLINE] == 1
    assert spent.sum() == 4


def test_bands_of_a_fan_hold_the_share_that_names_them() -> None:
    points = points_of(np.arange(101.0)[:, None])[:, 0]
    assert points.tolist() == [5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0]


@given(st.lists(st.floats(0.0, 50.0), min_size=1, max_size=8))
def test_names_of_bands_keep_their_order_and_stand_apart(places: list[float]) -> None:
    moved = spread_out(np.sort(places), 3.0)
    assert (np.diff(moved) >= 3.0 - 1e-9).all()
    assert moved.mean() == pytest.approx(np.mean(places))


def test_an_outcome_is_paired_replicate_by_replicate(made_up: Maker) -> None:
    found = values_of(made_up(), None, None)
    assert found.name == "performance_change_60"
    assert found.of_whom == "Northmoor Hospitals NHS Trust"
    assert len(found.gaps) == 20
    assert found.gaps.mean() == pytest.approx(0.02, abs=0.01)
    with pytest.raises(ValueError, match="unknown outcome that is a number 'recovered_within_36'"):
        draw(made_up(), "outcome", outcome="recovered_within_36")


def test_without_partnerships_there_is_one_curve_and_no_difference(made_up: Maker) -> None:
    said = read(draw(made_up(partnerships=False), "outcome"))
    assert "Without them" not in said
    assert "Pairs of replicates" not in said


def test_a_run_draws_a_network_only_of_more_than_two_trusts(made_up: Maker) -> None:
    assert "network" not in figures_of_run(made_up(focal=2))
    assert "network" in figures_of_run(made_up(focal=2, others=5))
    assert {"flow", "dwell_times", "fan", "outcome"} <= set(figures_with_content(made_up()))
    assert "flow" not in figures_of_run(made_up())


CELLS = pd.DataFrame(
    [(0.0, 0.5, 0.0, 1.0, 0.0, 1, 40), (0.5, 1.0, 0.0, 1.0, 0.04, 2, 40)],
    columns=["across_low", "across_high", "up_low", "up_high", "regret", "best", "futures"],
)


@pytest.mark.parametrize("width", ["85mm", "180mm"])
def test_a_regret_map_names_the_options_that_are_best_somewhere(width: str) -> None:
    options = ["No partner", "Buddying with Regency Vale", "Merger with Regency Vale"]
    with laid_out_for(page_of(width)):
        figure = regret_map("Who should help?", "change of performance (level)", CELLS,
                            ("culture pull", "capacity lent"), options, 1)  # fmt: skip
    said = read(figure)
    assert "1 Buddying with Regency Vale" in " ".join(said.split())
    assert "2 Merger with Regency Vale" in " ".join(said.split())
    assert "No partner" not in said
    assert "culture pull" in said
    assert "80 futures" in figure.caption


@pytest.mark.parametrize("width", ["85mm", "180mm"])
def test_tail_probabilities_count_what_is_unlikely(width: str) -> None:
    rows = [(f"P{place:02d}", f"Pattern number {place}", "", use, tail) for place, (use, tail) in
            enumerate((("check", 1e-6), ("calibrate", 0.03), ("calibrate", 0.6)))]  # fmt: skip
    table = pd.DataFrame(rows, columns=["pattern", "title", "figure", "use", "tail"])
    with laid_out_for(page_of(width)):
        figure = tail_probabilities(table)
    said = read(figure)
    assert "2 of 3 figures lie below it" in figure.caption
    assert "P01 Pattern number 1" in said
    assert "Not used to calibrate" in said


def test_overload_too_small_to_be_seen_is_not_drawn_and_not_in_the_key(
    made_up: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = made_up(months=48)
    assert "Overload: demand beyond supply" in read(attention_figure.attention(run))
    monkeypatch.setattr(attention_figure, "LEAST_SEEN", 1.0)
    unseen = attention_figure.attention(run)
    assert "Overload" not in read(unseen)
    assert attention_figure.UNSEEN_NOTE in unseen.caption


def test_keys_are_written_in_words() -> None:
    assert outcome_title("performance_change_60") == "performance change by month 60"
    assert outcome_title("coherence_60_after_integration") == "coherence 60 months after integration"
    assert factor_titles(["regulator.support", "trusts.green_bay.start.quality"]) == {
        "regulator.support": "support",
        "trusts.green_bay.start.quality": "quality",
    }


def test_many_tail_probabilities_are_drawn_in_parts_that_have_room_on_a_page() -> None:
    tails = [row / 120 for row in range(1, 120)]
    table = pd.DataFrame(
        {"pattern": "P01", "title": "Entry into special measures", "figure": "", "use": "check", "tail": tails}
    )
    parts = tail_parts(table)
    drawn = [tail_probabilities(table, part=part) for part in range(1, parts + 1)]
    assert parts > 1
    assert max(sheet.height for sheet in drawn) <= 240.0
    assert sum(len(sheet.texts) for sheet in drawn) > 119, "every figure is named"
