"""Units, break-ups and groups over whole runs, in both engines."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.config.errors import ScenarioError
from sim.results.narrative import narrate
from sim.results.run import Run
from sim.runs.stream import RunOptions, Stream
from sim.scenario.scenario_loader import load_scenario

ENGINES = ("mesa", "ensemble")

UNITS = """\
title: A trust of two units and two others
months: 96
replicates: 4
trusts:
  - id: good
    archetype: average
    units:
      - {id: maternity, share: 0.2, state: {quality: 0.3}}
      - {id: rest}
  - {id: peer, archetype: high_performing}
  - {id: other, archetype: high_performing}
"""

GROUP = """\
title: A head that takes on three
months: 120
replicates: 4
trusts:
  - {id: head, archetype: high_performing}
  - {id: one, archetype: failing}
  - {id: two, archetype: failing}
  - {id: three, archetype: failing}
"""


def deal(target: str, partner: str, month: int, kind: str = "acquisition") -> str:
    name = f"{kind}_of_{target}"
    return f"  - {{id: {name}, type: {kind}, target: {target}, partner: {partner}, start_month: {month}}}\n"


def simulated(folder: Path, text: str, engine: str) -> Run:
    file = folder / "world.yaml"
    file.write_text(text)
    return sim.run(file, engine=engine)


def months_of(run: Run, event: str) -> pd.Series[int]:
    """Return the month of an event by replicate and trust."""
    found = run.events[run.events["event"] == event]
    return found.set_index(["replicate", "trust"])["month"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("months", [(6, 30, 60), (6, 7, 8), (6, 6, 6)])
def test_head_takes_on_each_trust_at_its_date(months: tuple[int, ...], engine: str, tmp_path: Path) -> None:
    targets = ("one", "two", "three")
    plans = "".join(deal(target, "head", month) for target, month in zip(targets, months, strict=True))
    run = simulated(tmp_path, GROUP + "partnerships:\n" + plans, engine)
    assert not (run.events["event"] == "partnership_refused").any()
    begun = months_of(run, "partnership_proposed")
    absorbed = months_of(run, "absorbed")
    for target, month in zip(targets, months, strict=True):
        assert set(begun.xs(target, level="trust")) == {month}
        assert len(absorbed.xs(target, level="trust")) == run.replicates


def test_head_that_is_absorbed_itself_is_refused_before_the_run(tmp_path: Path) -> None:
    plans = deal("one", "head", 6) + deal("head", "two", 60)
    with pytest.raises(ScenarioError, match=r"world.yaml:\d+:\d+ .*is absorbed by 'two', and itself absorbs 'one'"):
        simulated(tmp_path, GROUP + "partnerships:\n" + plans, "mesa")


@pytest.mark.parametrize("engine", ENGINES)
def test_break_up_dissolves_a_trust_and_its_units_go_to_those_who_take_them_on(engine: str, tmp_path: Path) -> None:
    plans = deal("maternity", "peer", 6) + deal("rest", "other", 6)
    run = simulated(tmp_path, UNITS + "partnerships:\n" + plans, engine)
    last = run.trajectories[run.trajectories["month"] == run.months].set_index(["replicate", "trust"])["absorbed_by"]
    gone = months_of(run, "dissolved")
    absorbed = months_of(run, "absorbed")
    for replicate in range(run.replicates):
        assert (last[replicate, "maternity"], last[replicate, "rest"]) == (1, 2)
        assert last[replicate, "good"] in (1, 2)
        assert gone[replicate, "good"] == max(absorbed[replicate, "maternity"], absorbed[replicate, "rest"])
    outcome = run.outcomes.set_index(["replicate", "trust"])["absorbed"]
    assert (outcome.xs("good", level="trust") == 1).all()


def test_dissolved_trust_has_no_events_of_its_own_any_more(tmp_path: Path) -> None:
    plans = deal("maternity", "peer", 6) + deal("rest", "other", 6)
    run = simulated(tmp_path, UNITS + "partnerships:\n" + plans, "mesa")
    gone = months_of(run, "dissolved")
    for replicate in range(run.replicates):
        own = run.events[(run.events["replicate"] == replicate) & (run.events["trust"] == "good")]
        assert own["month"].max() <= gone[replicate, "good"]


def test_trust_that_loses_one_unit_goes_on_with_the_other(tmp_path: Path) -> None:
    run = simulated(tmp_path, UNITS + "partnerships:\n" + deal("maternity", "peer", 6), "mesa")
    last = run.trajectories[run.trajectories["month"] == run.months].set_index(["replicate", "trust"])
    assert (last.xs("good", level="trust")["absorbed_by"] == -1).all()
    whole, rest = (last.xs(name, level="trust") for name in ("good", "rest"))
    assert whole["quality"].tolist() == pytest.approx(rest["quality"].tolist())
    assert whole["turnover"].tolist() == pytest.approx(rest["turnover"].tolist())


def test_figures_of_a_trust_are_the_mean_of_its_units_in_every_month(tmp_path: Path) -> None:
    run = simulated(tmp_path, UNITS + "partnerships:\n" + deal("maternity", "peer", 6, "buddying"), "mesa")
    table = run.trajectories.set_index(["replicate", "month", "trust"])
    whole, part, rest = (table.xs(name, level="trust") for name in ("good", "maternity", "rest"))
    for name in ("quality", "access", "workforce", "engagement", "frontline_adoption", "culture_clan"):
        mean = 0.2 * part[name] + 0.8 * rest[name]
        assert whole[name].tolist() == pytest.approx(mean.tolist(), abs=1e-6)
    for name in ("finance", "leadership", "capability", "reputation", "stage", "special_measures", "attention_free"):
        assert whole[name].tolist() == part[name].tolist() == rest[name].tolist()


def test_partnership_with_one_unit_helps_it_and_hardly_the_other(tmp_path: Path) -> None:
    run = simulated(tmp_path, UNITS + "partnerships:\n" + deal("maternity", "peer", 3, "service_level_chain"), "mesa")
    gaps = (
        run.outcomes.set_index(["replicate", "trust"])["performance_change_36"]
        - run.twin_outcomes.set_index(["replicate", "trust"])["performance_change_36"]
    ).groupby(level="trust", observed=True)  # fmt: skip
    gained = gaps.mean()
    assert gained["maternity"] > 0.02
    assert abs(gained["rest"]) < 0.1 * gained["maternity"]


def test_units_are_rated_when_their_trust_is_inspected(tmp_path: Path) -> None:
    run = simulated(tmp_path, UNITS, "mesa")
    inspected = run.events[run.events["event"] == "inspected"]
    by_trust = {trust: set(zip(rows["replicate"], rows["month"], strict=True)) for trust, rows in
                inspected.groupby("trust", observed=True)}  # fmt: skip
    assert by_trust["good"] == by_trust["maternity"] == by_trust["rest"] != set()
    own = {"stage_entered", "special_measures_entered", "chief_executive_left", "trigger_recognised", "plan_failed"}
    assert not run.events[run.events["event"].isin(own)]["trust"].isin(["maternity", "rest"]).any()


BACKGROUND = "background: {trusts: 3, local_health_economies: 1}\n"


def test_units_have_rows_of_their_own_and_are_not_among_all_trusts(tmp_path: Path) -> None:
    run = simulated(tmp_path, UNITS + BACKGROUND, "mesa")
    assert run.focal_trusts == ["good", "peer", "other", "maternity", "rest"]
    assert run.units == ["maternity", "rest"]
    summary = run.summary.set_index(["trust", "outcome"])["value"]
    trusts = run.outcomes[~run.outcomes["trust"].isin(run.units)]["performance_shortfall"]
    assert summary["all trusts", "performance_shortfall"] == pytest.approx(trusts.median())
    assert {"maternity", "rest"} <= set(run.summary["trust"])
    assert "in 4 replicates" in str(run.summary.set_index(["trust", "outcome"])["of"]["all trusts", "absorbed"])
    assert "24 trusts" in str(run.summary.set_index(["trust", "outcome"])["of"]["all trusts", "absorbed"])


def test_expectation_of_all_trusts_is_not_of_units(tmp_path: Path) -> None:
    expect = "expect:\n  - {statement: a, source: b, variable: quality, month: 0, statistic: mean, at_least: 0}\n"
    run = simulated(tmp_path, UNITS + BACKGROUND + expect, "mesa")
    start = run.trajectories[(run.trajectories["month"] == 0) & ~run.trajectories["trust"].isin(run.units)]
    assert run.expectations["found"][0] == pytest.approx(start["quality"].mean())


@pytest.mark.parametrize("engine", ENGINES)
def test_streamed_run_counts_trusts_as_one_that_is_kept_whole(engine: str, tmp_path: Path) -> None:
    run = simulated(tmp_path, UNITS + BACKGROUND, "mesa")
    scenario = load_scenario(tmp_path / "world.yaml")
    stream = Stream(scenario, RunOptions(keep="quantiles", variables=("quality",)), engine=engine)
    table = stream.simulate_into(tmp_path / engine).set_index(["trust", "outcome"])
    whole = run.summary.set_index(["trust", "outcome"])
    assert table["value"].tolist() == pytest.approx(whole["value"].tolist(), nan_ok=True)
    assert table["of"].tolist() == whole["of"].tolist()
    assert stream.counts is not None
    assert stream.counts.counts[0, -1, 0].sum() == 6 * run.replicates
    assert stream.counts.counts[0, 3, 0].sum() == run.replicates


def test_story_has_units_by_the_name_of_their_trust(tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text(UNITS + "partnerships:\n" + deal("maternity", "peer", 6))
    model = sim.TurnaroundModel(tmp_path / "world.yaml", 0)
    names = dict(zip(model.resolved.trust_ids, model.resolved.trust_names, strict=True))
    story = "\n".join(narrate(model.config, model.run(), names))
    assert "Good: Maternity: " in story
    assert "Good: Maternity has become a subsidiary of the group" in story
