"""Who is target, partner and neighbour in each replicate, and what each side gains against the twin."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from sim.results.sides import each_once, neighbours_of, planned_sides, side_by_side, sides_of

NONE = pd.DataFrame({"replicate": [], "target": [], "partner": []})


def table(*rows: tuple[int, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["replicate", "trust", "side"])


def outcomes(**by_trust: list[float]) -> pd.DataFrame:
    rows = [(k, trust, value) for trust, values in by_trust.items() for k, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["replicate", "trust", "performance_change_36"])


def test_sides_of_a_plan_are_those_of_every_replicate_whether_or_not_it_comes_about() -> None:
    found = sides_of(sim.load_scenario("case_b_buddying"), NONE, 3)
    assert found[found["trust"] == "green_bay"].to_numpy().tolist() == [[k, "green_bay", "target"] for k in range(3)]
    assert (found["trust"] == "regency_vale").sum() == 3


def test_members_of_a_joint_partnership_are_all_helped() -> None:
    joint = sim.load_scenario(
        "several_partners",
        ["partnerships=[{id: pool, type: federation, members: [green_bay, north_hill, west_field], start_month: 2}]"],
    )
    assert {side for _, side in planned_sides(joint)} == {"target"}
    assert {trust for trust, _ in planned_sides(joint)} == {"green_bay", "north_hill", "west_field"}


def test_partnerships_that_nobody_planned_count_where_they_occur() -> None:
    met = pd.DataFrame({"replicate": [1, 1, 1], "target": ["green_bay"] * 3, "partner": ["port_royal"] * 2 + [np.nan]})
    found = sides_of(sim.load_scenario("local_health_economy"), met, 2)
    assert set(found["replicate"]) == {1}
    assert found.set_index("trust")["side"].to_dict() == {
        "green_bay": "target",
        "port_royal": "partner",
        "riverside": "neighbours",
        "saltmarsh_community": "neighbours",
        "harbour_mental_health": "neighbours",
        "coastal_ambulance": "neighbours",
    }


def test_trust_that_is_helped_and_helps_counts_once_as_a_target() -> None:
    found = each_once(table((0, "a", "partner"), (0, "a", "target"), (1, "a", "partner")))
    assert sorted(found.to_numpy().tolist()) == [[0, "a", "target"], [1, "a", "partner"]]


def test_neighbours_share_the_place_of_a_target_and_are_in_no_partnership() -> None:
    own = table((0, "a", "target"), (0, "b", "partner"), (1, "c", "target"))
    found = neighbours_of(own, {"a": 1, "b": 1, "c": 1, "d": 1, "far": 2})
    assert sorted(found[["replicate", "trust"]].to_numpy().tolist()) == [
        [0, "c"],
        [0, "d"],
        [1, "a"],
        [1, "b"],
        [1, "d"],
    ]


def test_each_side_has_its_mean_paired_difference_with_interval_and_number() -> None:
    sides = table(
        *((k, "a", "target") for k in range(3)),
        *((k, "b", "partner") for k in range(3)),
        (0, "c", "neighbours"),
        (0, "d", "neighbours"),
        (2, "c", "neighbours"),
    )
    without = outcomes(a=[0.0, 0.0, 0.0], b=[0.1, 0.1, 0.1], c=[0.0, 9.0, 0.0], d=[0.0, 9.0, 0.0])
    with_it = outcomes(a=[0.1, 0.2, 0.3], b=[0.0, 0.0, 0.0], c=[0.2, 0.0, -0.1], d=[0.0, 0.0, 0.0])
    found = side_by_side(with_it, without, sides, 40, 3).set_index("side")
    assert found["difference"].to_dict() == pytest.approx({"target": 0.2, "partner": -0.1, "neighbours": 0.0})
    assert found["n"].to_dict() == {"target": 3, "partner": 3, "neighbours": 2}
    assert found.loc["target", ["low", "high"]].tolist() == pytest.approx([0.2 - 0.2484, 0.2 + 0.2484], abs=1e-3)
    assert found.loc["partner", "of"] == "all 3 replicates"
    assert found.loc["neighbours", "of"].startswith("the 2 of 3 replicates with other trusts")
    assert set(found["measure"]) == {"performance_change_36"}, "the last horizon that was simulated"


def test_run_too_short_for_a_horizon_and_one_without_partnerships_have_no_sides() -> None:
    assert side_by_side(outcomes(a=[0.0]), outcomes(a=[0.0]), table((0, "a", "target")), 11, 1).empty
    assert sim.run("no_partner", replicates=2, months=36).sides.empty


def test_report_sets_the_sides_side_by_side_and_says_of_which_replicates(tmp_path) -> None:
    made = sim.run("case_b_buddying", replicates=4, months=40)
    page = (made.save(tmp_path / "made", figures=False) / "report.html").read_text()
    assert "Who gains and who pays" in page
    assert made.sides["side"].tolist() == ["target", "partner", "neighbours"]
    assert all(f'<th scope="row">{side}</th>' in page for side in ("Target", "Partner", "Neighbours"))
    assert "<td>all 4 replicates</td>" in page
    outcomes = page.partition("Names and their ids")[0]
    assert "of 4 replicates that recovered, and were followed for long enough" in outcomes or "Relapsed" not in outcomes
