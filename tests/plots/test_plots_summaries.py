"""Summaries of tiny tables, worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.model.enums import Phase, Stage
from sim.plots.data.group_summaries import (
    by_first_rating,
    means,
    partnership_types,
    phases,
    quantiles,
    shares,
    shares_apart,
    single_trusts,
)
from sim.plots.data.run_frames import TrustMonths, nearest, shown_trusts
from sim.plots.layout.areas import months_drawn
from sim.plots.layout.scales import axis_title, cut_note, limits
from sim.plots.layout.time_axis import end_places, event_note, event_places, policy_places, tick_step, winters
from sim.scenario.dated_marks import DatedMark


def tiny_run() -> Any:
    """Return a run of 2 replicates (numbered 3 and 7), 2 trusts and months 0 to 2, its rows in no order."""
    rows = [
        (replicate, month, trust, level, rating, stage)
        for replicate, trust, levels, rating, stages in (
            (3, "b", (0.1, 0.2, 0.3), "good", ("stable", "stable", "stable")),
            (3, "a", (0.5, 0.6, 0.7), "inadequate", ("decline", "trigger", "growth")),
            (7, "a", (0.7, 0.8, 0.9), "inadequate", ("decline", "decline", "growth")),
            (7, "b", (0.3, 0.4, 0.5), "outstanding", ("stable", "stable", "decline")),
        )
        for month, (level, stage) in enumerate(zip(levels, stages, strict=True))
    ]
    table = pd.DataFrame(rows, columns=["replicate", "month", "trust", "quality", "rating_overall", "stage"])
    table["absorbed_by"] = np.where((table["trust"] == "a") & (table["month"] == 2) & (table["replicate"] == 7), 1, -1)
    for name in ("trust", "rating_overall", "stage"):
        table[name] = table[name].astype("category")
    partnerships = pd.DataFrame(
        [
            (3, 0, "buddying", "a", "b", "setting_up"),
            (3, 1, "buddying", "a", "b", "ended"),
            (7, 1, "buddying", "a", "b", "exploring"),
            (7, 2, "buddying", "a", "b", "operating"),
            (7, 2, "merger", "b", "c", "operating"),
        ],
        columns=["replicate", "month", "type", "target", "partner", "phase"],
    )
    return SimpleNamespace(
        replicates=2,
        months=2,
        trust_names={"a": "Alpha", "b": "Beta"},
        focal_trusts=["a"],
        policy_months=[1, 2, 9],
        dated_marks=[DatedMark(2, None, "a scandal"), DatedMark(1, 3, "a shock"), DatedMark(3, None, "late")],
        trajectories=table.sample(frac=1.0, random_state=0),
        partnerships=partnerships,
        start_month=4,
    )


def test_columns_become_arrays_whatever_the_order_of_rows() -> None:
    held = TrustMonths(tiny_run(), ["a", "b"])
    assert held.numbers("quality").tolist() == [[[0.5, 0.6, 0.7], [0.1, 0.2, 0.3]], [[0.7, 0.8, 0.9], [0.3, 0.4, 0.5]]]
    assert held.choices("stage", Stage)[0, 0].tolist() == [Stage.DECLINE, Stage.TRIGGER, Stage.GROWTH]
    assert held.absorbed().sum() == 1


def test_a_missing_row_is_a_gap() -> None:
    run = tiny_run()
    run.trajectories = run.trajectories.query("not (replicate == 3 and trust == 'a' and month == 1)")
    held = TrustMonths(run, ["a"])
    assert np.isnan(held.numbers("quality")[0, 0, 1])
    everything = np.ones(held.shape[:2], dtype=bool)
    assert quantiles(held.numbers("quality"), everything)[2].tolist() == pytest.approx([0.6, 0.8, 0.8])
    assert shares(held.choices("stage", Stage), len(Stage), everything)[Stage.DECLINE].tolist() == [100.0, 100.0, 0.0]


def test_quantiles_are_over_the_members_of_a_group() -> None:
    held = TrustMonths(tiny_run(), ["a", "b"])
    alpha = single_trusts(tiny_run(), held)[0]
    points = quantiles(held.numbers("quality"), alpha.members)
    assert points[:, 0].tolist() == pytest.approx([0.51, 0.55, 0.6, 0.65, 0.69])
    assert means(held.numbers("quality"), alpha.members).tolist() == pytest.approx([0.6, 0.7, 0.8])


def test_groups_by_first_rating_follow_the_replicate() -> None:
    groups = by_first_rating(TrustMonths(tiny_run(), ["a", "b"]))
    assert [group.label for group in groups] == ["Inadequate", "Good", "Outstanding"]
    assert groups[1].members.tolist() == [[False, True], [False, False]]
    assert [group.trusts for group in groups] == [1.0, 0.5, 0.5]


def test_shares_sum_to_100_and_keep_units_of_a_group_apart() -> None:
    held = TrustMonths(tiny_run(), ["a", "b"])
    everything = np.ones((2, 2), dtype=bool)
    split = shares_apart(held.choices("stage", Stage), len(Stage), everything, held.absorbed())
    assert split.sum(axis=0).tolist() == [100.0, 100.0, 100.0]
    assert split[Stage.GROWTH, 2] == 25.0
    assert split[len(Stage) + Stage.GROWTH, 2] == 25.0
    assert split[Stage.TRIGGER].tolist() == [0.0, 25.0, 0.0]


def test_phases_stay_ended_and_count_both_sides_if_asked() -> None:
    run = tiny_run()
    held = TrustMonths(run, ["a", "b"])
    nothing = len(Phase)
    targets = phases(run, held, "buddying", as_partner=False)
    assert targets[0, 0].tolist() == [Phase.SETTING_UP, Phase.ENDED, Phase.ENDED]
    assert targets[1, 0].tolist() == [nothing, Phase.EXPLORING, Phase.OPERATING]
    assert (targets[:, 1] == nothing).all()
    assert (phases(run, held, "buddying", as_partner=True)[:, 1] == targets[:, 0]).all()


def test_types_are_listed_by_how_common_they_are() -> None:
    table = tiny_run().partnerships
    assert partnership_types(table, ["a", "b"], as_partner=False) == ["buddying", "merger"]
    assert partnership_types(table, ["c"], as_partner=False) == []
    assert partnership_types(table, ["c"], as_partner=True) == ["merger"]


def test_winters_are_december_to_march() -> None:
    assert winters(24, 4) == [(8, 4), (20, 4)]
    assert winters(6, 1) == [(0, 3)]
    assert winters(3, 5) == []


def test_policy_changes_stand_at_the_beginning_of_their_month() -> None:
    assert policy_places(tiny_run()) == [0, 1]


def test_dated_events_stand_at_the_beginning_of_their_month_and_those_after_the_end_nowhere() -> None:
    run = tiny_run()
    assert event_places(run) == [0, 1]
    assert end_places(run) == []
    assert event_note(run) == "Dotted vertical lines, events of the scenario: a scandal; a shock."
    run.months = 4
    assert end_places(run) == [2]


def test_note_names_the_first_events_and_counts_the_rest() -> None:
    run = tiny_run()
    run.dated_marks = [DatedMark(1, None, f"event {number}") for number in range(6)]
    assert event_note(run).endswith("event 0; event 1; event 2; event 3; and 2 more.")


def test_ticks_thin_out_on_narrow_axes() -> None:
    assert tick_step(84, 75.0) == 12
    assert tick_step(120, 48.0) == 24
    assert tick_step(12, 75.0) == 3


def test_axes_keep_their_window_and_widen_for_data() -> None:
    assert limits("quality", [np.array([0.4, 0.5])]) == (0.0, 1.0)
    assert limits("four_hour_performance", [np.array([70.0])]) == (40.0, 100.0)
    low, high = limits("surplus", [np.array([-17.0, 3.0])])
    assert low <= -17.0
    assert high >= 10.0
    assert "four-hour" in cut_note({"four_hour_performance": (40.0, 100.0), "quality": (0.0, 1.0)})


def test_axis_titles_have_units() -> None:
    assert axis_title("four_hour_performance").endswith("(%)")
    assert axis_title("leadership") == "Leadership\n(level, 0 to 1)"
    assert axis_title("vacancy_rate") == "Vacancy rate\n(% of posts)"


def test_unknown_names_are_answered_with_the_nearest() -> None:
    assert str(nearest("Alfa", ["alpha", "beta"], "word")).startswith("unknown word 'Alfa': did you mean 'alpha'?")
    with pytest.raises(ValueError, match=r"unknown trust 'aa'.*'a'"):
        shown_trusts(tiny_run(), "aa")
    assert shown_trusts(tiny_run(), None) == ["a"]


def test_a_layer_is_drawn_only_where_it_has_a_height() -> None:
    drawn = months_drawn(np.array([0.0, 0.0, 0.0, 5.0, 0.0, 0.0]))
    assert drawn.tolist() == [False, False, True, True, False, False]
