"""Scenario discovery: a planted box is recovered and told in words, and what is hopeless is refused with the reason."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import turnaround

import sim
from sim.analysis.boxes import Box, Limit
from sim.analysis.conditions_read import Condition, condition_of
from sim.analysis.discovery import Discovery, discovered, in_words, refuse_hopeless
from sim.outcomes import OUTCOMES

CONDITION = Condition("recovered_within_36", "mean", ">", 0.5)
LOW, HIGH = 0.3, 0.6  # attention has to be above, ties below
NOISE = 0.08


def planted(points: int = 240) -> pd.DataFrame:
    random = np.random.default_rng(2)
    table = pd.DataFrame(random.random((points, 3)), columns=["attention", "ties", "chance"])
    table["kind"] = random.choice(["buddy", "merger", "none"], points)
    inside = (table["attention"] > LOW) & (table["ties"] < HIGH) & (table["kind"] != "none")
    good = np.where(random.random(points) < NOISE, ~inside, inside)
    return table.assign(value=good.astype(float), good=good.astype(bool))


@pytest.fixture(scope="module")
def found() -> Discovery:
    return discovered("Planted", CONDITION, planted(), {"attention": "attention"}, [])


def test_planted_box_is_recovered_within_stated_error(found: Discovery) -> None:
    box = found.boxes[0]
    limits = {limit.factor: limit for limit in box.limits}
    assert set(limits) == {"attention", "ties", "kind"}
    assert limits["attention"].low == pytest.approx(LOW, abs=0.07)
    assert limits["attention"].high is None or limits["attention"].high > 0.9
    assert limits["ties"].high == pytest.approx(HIGH, abs=0.07)
    assert limits["kind"].words == ("buddy", "merger")
    assert box.density > 0.8
    assert box.coverage > 0.6
    assert all(limit.quasi_p < 0.05 for limit in box.limits)
    assert all(limit.stability >= 0.5 for limit in box.limits)


def test_a_factor_of_chance_is_no_limit_of_the_first_box(found: Discovery) -> None:
    assert "chance" not in {limit.factor for limit in found.boxes[0].limits}


def test_density_and_coverage_are_those_of_the_points(found: Discovery) -> None:
    points, box = planted(), found.boxes[0]
    inside = pd.Series(True, index=points.index)
    for limit in box.limits:
        if limit.words:
            inside &= points[limit.factor].isin(limit.words)
            continue
        inside &= points[limit.factor] >= (-np.inf if limit.low is None else limit.low)
        inside &= points[limit.factor] <= (np.inf if limit.high is None else limit.high)
    assert int(inside.sum()) == box.points
    assert points.loc[inside, "good"].mean() == pytest.approx(box.density)
    assert points.loc[inside, "good"].sum() / points["good"].sum() == pytest.approx(box.coverage)


def rare(points: int, good: int) -> pd.DataFrame:
    """Return points of which few are good: those with the most attention and the fewest ties together."""
    random = np.random.default_rng(2)
    table = pd.DataFrame(random.random((points, 4)), columns=["attention", "ties", "chance", "other"])
    holds = np.zeros(points, dtype=bool)
    holds[np.argsort(np.minimum(table["attention"], 1.0 - table["ties"]))[-good:]] = True
    return table.assign(value=holds.astype(float), good=holds)


@pytest.mark.parametrize(("points", "good"), [(100, 14), (240, 28), (1000, 60)])
def test_limits_that_hold_all_of_few_good_points_are_found_again(points: int, good: int) -> None:
    box = discovered("Rare", CONDITION, rare(points, good), {}, []).boxes[0]
    assert box.coverage == 1.0
    assert {"attention", "ties"} == {limit.factor for limit in box.limits}
    assert all(limit.stability >= 0.8 for limit in box.limits)


@pytest.mark.parametrize("good", [5, 6, 9])
def test_so_few_good_points_that_a_half_might_have_none_are_halved_like_the_others(good: int) -> None:
    made = discovered("Rare", CONDITION, rare(100, good), {}, [])
    assert all(limit.stability > 0.0 for box in made.boxes[:1] for limit in box.limits if limit.stability is not None)
    assert any(f"Only {good} points are good" in remark for remark in made.remarks)


def test_a_tree_finds_the_same_factors(found: Discovery) -> None:
    leaves = [box for box in found.boxes if box.method == "CART"]
    assert leaves
    assert {"attention", "ties"} <= {limit.factor for leaf in leaves for limit in leaf.limits}
    assert all(leaf.density > 0.5 for leaf in leaves)


def test_found_is_shown_saved_and_drawn(found: Discovery, tmp_path: Path) -> None:
    assert "PRIM: where" in repr(found)
    assert "<table" in found._repr_html_()
    found.save(tmp_path / "made")
    names = {"boxes.csv", "trade_off.csv", "points.csv", "discovery.png", "discovery.svg"}
    assert {path.name for path in (tmp_path / "made").iterdir()} == names
    assert pd.read_csv(tmp_path / "made" / "boxes.csv")["density"].between(0, 1).all()


def test_discovery_leaves_the_random_numbers_of_others_alone() -> None:
    np.random.seed(5)  # noqa: NPY002
    expected = np.random.RandomState(5).random()
    discovered("Planted", CONDITION, planted(40), {}, [])
    assert np.random.random() == expected  # noqa: NPY002


def test_box_is_told_with_units() -> None:
    limits = (
        Limit("partner's free attention", 0.3, None, (), 0.001, 1.0),
        Limit("prior ties", 0.4, 0.9, (), 0.02, 0.9),
        Limit("term", None, 24.0, ()),
        Limit("type", None, None, ("buddying", "merger")),
    )
    said = in_words(Box("PRIM", 0.81, 0.74, 35, limits), {"term": "months"})
    assert said.startswith(
        "PRIM: where partner's free attention is above 0.3, and prior ties is from 0.4 to 0.9, and term is below 24 "
        "(months), and type is buddying or merger: 81% of the good cases, 74% pure (35 points"
    )
    assert "prior ties quasi-p 0.02, limited in 90% of halves of the points too" in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("recovered_within_36 > 0.5", Condition("recovered_within_36", "mean", ">", 0.5)),
        ("recovered_within_36>=.5", Condition("recovered_within_36", "mean", ">=", 0.5)),
        (" median( cost_to_trust ) < -1e2 ", Condition("cost_to_trust", "median", "<", -100.0)),
        ("mean(cost_to_trust) <= 3", Condition("cost_to_trust", "mean", "<=", 3.0)),
    ],
)
def test_conditions_are_one_outcome_compared_with_one_number(text: str, expected: Condition) -> None:
    assert condition_of(text, list(OUTCOMES)) == expected
    assert condition_of(str(expected), list(OUTCOMES)) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("recoverd_within_36 > 0.5", "unknown outcome .*did you mean 'recovered_within_36'"),
        ("medain(cost_to_trust) > 1", "unknown statistic .*did you mean 'median'"),
        ("recovered_within_36", "is no comparison"),
        ("recovered_within_36 > much", "is no comparison"),
        ("recovered_within_36 > nan", "is no comparison"),
        ("0.5 < recovered_within_36", "is no comparison"),
        ("recovered_within_36 > 0.5 and absorbed < 1", "is no comparison"),
        ("__import__('os').system('true') > 0", "is no comparison"),
        ("", "is no comparison"),
    ],
)
def test_anything_else_is_refused_and_never_evaluated(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        condition_of(text, list(OUTCOMES))


def of_points(good: int, bad: int, levels: int = 100) -> pd.DataFrame:
    count = good + bad
    holds = np.arange(count) < good
    return pd.DataFrame({"support": np.arange(count) % levels, "value": holds * 1.0, "good": holds})


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (of_points(50, 0), "holds at all of 50 points; .* is 1 to 1"),
        (of_points(0, 50), "holds at none of 50 points"),
        (of_points(10, 10), "20 points are too few"),
        (of_points(4, 50), "holds at 4 of 54 points; allowed: at least 5"),
        (of_points(50, 4), "at least 5 at which it holds and 5 at which it does not"),
        (of_points(30, 30, levels=1), "every factor has one level"),
        (of_points(0, 0), "0 points are too few"),
    ],
)
def test_where_there_is_nothing_to_discover_the_reason_is_said(points: pd.DataFrame, message: str) -> None:
    with pytest.raises(ValueError, match=f"nothing to discover: .*{message}"):
        refuse_hopeless(CONDITION, points)


SMALL = """\
title: Support and scrutiny
question: Where does the failing trust do better?
scenario: case_b_buddying
set: {months: 48, twin: false}
levers:
  regulator.support: {low: 0, high: 1}
  partnerships.buddying.type: {levels: [buddying, management_contract]}
uncertainties:
  trusts.green_bay.state.leadership: {low: 0.2, high: 0.8}
design: {kind: latin_hypercube, points: 48}
replicates: 2
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("discovery")
    (home / "small.yaml").write_text(SMALL)
    sim.sweep(home / "small.yaml", home / "swept")
    return home / "swept"


def test_command_finds_boxes_in_a_sweep(swept: Path, in_folder: Path) -> None:
    values = sim.open_experiment(swept).frame(columns=["performance_change_24"], trust="green_bay")
    middle = values.groupby("point")["performance_change_24"].mean().median()
    done = turnaround(
        "discover", str(swept), "--where", f"performance_change_24 > {middle:.4f}", "--trust", "green_bay"
    )
    assert done.exit_code == 0, done.output
    assert "PRIM: where" in done.output
    boxes = pd.read_csv(in_folder / "results" / "discover-swept" / "boxes.csv")
    assert "trusts.green_bay.state.leadership" in set(boxes["factor"])


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("performance_change_24 > 5", "holds at none of 48 points"),
        ("performance_change_25 > 0", "did you mean 'performance_change_24'"),
        ("performance_change_60 > 0", "0 points"),
    ],
)
def test_refusals_end_with_a_message_and_code_2(where: str, message: str, swept: Path) -> None:
    done = turnaround("discover", str(swept), "--where", where)
    assert done.exit_code == 2
    assert message in done.output
    assert "Traceback" not in done.output


def test_a_missing_library_is_asked_for_by_the_name_of_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis.prim", None)
    with pytest.raises(ValueError, match=r"pip install 'turnaround-sim\[analysis\]'"):
        discovered("Planted", CONDITION, planted(40), {}, [])
