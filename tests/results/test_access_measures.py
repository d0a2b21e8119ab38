"""Every type of provider publishes an access measure of its own, and no other; tables, figures and words keep to it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from matplotlib.figure import Figure

import sim
from sim.config.errors import ScenarioError
from sim.model.enums import ProviderType, label
from sim.model.indicators import OBSERVABLES, access_measure, published_instead
from sim.plots import draw
from sim.results.narrative import narrate
from sim.results.tables import data_dictionary
from sim.runs.run_scenario import replicate_simulator

TYPES = [label(provider_type) for provider_type in ProviderType]
ACCESS = {name for name, item in OBSERVABLES.items() if item.level == "published_access"}
MIXED = {"acre": "acute", "bell": "ambulance", "cove": "mental_health"}


def scenario_of(types: dict[str, str], **more: object) -> sim.Scenario:
    """Return a short scenario of trusts of some types by id."""
    trusts = [{"id": name, "provider_type": provider_type} for name, provider_type in types.items()]
    return sim.Scenario(name="mixed", title="Mixed", months=24, replicates=2, trusts=trusts, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def mixed() -> sim.Run:
    return sim.run(scenario_of(MIXED), engine="mesa")


@pytest.mark.parametrize("provider_type", TYPES)
def test_every_type_publishes_one_access_measure(provider_type: str) -> None:
    assert published_instead("response_time", [provider_type]) == [access_measure(provider_type).name]


def test_a_figure_is_missing_where_the_trust_does_not_publish_it(mixed: sim.Run) -> None:
    table = mixed.trajectories
    for name, provider_type in MIXED.items():
        own = table[table["trust"] == name]
        measure = access_measure(provider_type)
        assert own[measure.name].to_numpy() == pytest.approx(measure.of(own["published_access"]))
        others = (ACCESS - {measure.name}) & set(table.columns)
        assert own[sorted(others)].isna().all(axis=None)
        assert own[["engagement_score", "surplus", "vacancy_rate"]].notna().all(axis=None)


def test_a_figure_that_no_trust_publishes_has_no_column_but_is_in_the_dictionary(mixed: sim.Run) -> None:
    published = {access_measure(provider_type).name for provider_type in MIXED.values()}
    assert ACCESS & set(mixed.trajectories.columns) == published
    listed = data_dictionary().set_index("column")
    assert set(listed.index) >= ACCESS
    assert "published by ambulance trusts" in listed.loc["response_time", "meaning"]


def test_what_is_missing_is_empty_in_the_files_too(mixed: sim.Run, tmp_path: Path) -> None:
    mixed.save(tmp_path / "made", figures=False)
    sim.stream(mixed.scenario, tmp_path / "kept", keep="trajectories", engine="mesa")
    for path in (tmp_path / "made" / "trajectories.parquet", tmp_path / "kept" / "trajectories"):
        column = pq.read_table(path, columns=["response_time"]).column(0)
        assert column.null_count == 2 * len(column) // 3
        assert not np.isnan(column.drop_null().to_numpy()).any()
    again = sim.open_run(tmp_path / "made").trajectories
    pd.testing.assert_frame_equal(again, mixed.trajectories)


def test_a_replicate_in_words_names_the_measure_of_each_trust(mixed: sim.Run) -> None:
    record = replicate_simulator(mixed.scenario, "mesa", None)(0)[0]
    lines = [line.strip() for line in narrate(mixed.scenario, record, mixed.trust_names)]
    for name, provider_type in MIXED.items():
        own = [line for line in lines if line.startswith(f"{mixed.trust_names[name]}: ") and "free attention" in line]
        assert len(own) == 5
        said = {measure for measure in ACCESS if any(OBSERVABLES[measure].title in line for line in own)}
        assert said == {access_measure(provider_type).name}
        assert not any("nan" in line for line in own)


def test_the_first_panel_is_the_access_measure_of_the_trust(mixed: sim.Run) -> None:
    for trust, title in {"acre": "A&E four-hour", "bell": "Ambulance response", "cove": "Talking therapies"}.items():
        figure = draw(mixed, "trajectories", trust=trust)
        assert figure.axes[0].get_ylabel().startswith(title)
    first, *_ = draw(mixed, "trajectories").axes
    assert first.get_ylabel().startswith("A&E four-hour"), "that of the first trust, where several are shown"


def test_a_figure_of_some_of_the_trusts_shown_says_whose_it_is(mixed: sim.Run) -> None:
    note = "A&E four-hour performance: published by acute and integrated trusts only."
    assert note in words_on(draw(mixed, "trajectories"))
    assert "published by" not in words_on(draw(mixed, "trajectories", trust="acre"))


def words_on(figure: Figure) -> str:
    """Return all that is written around the panels of a figure, as one line."""
    return " ".join(text.get_text() for text in figure.texts).replace("\n", " ")


def test_the_first_panel_of_a_population_is_the_measure_of_most_of_its_trusts() -> None:
    other = {"provider_type": "acute", "trusts": 2}
    background = {"trusts": 4, "local_health_economies": 1, "provider_type": "ambulance", "other_types": [other]}
    scenario = sim.Scenario(name="x", title="T", months=12, replicates=1, background=background)  # type: ignore[arg-type]
    figure = draw(sim.run(scenario, engine="mesa"), "trajectories")
    assert figure.axes[0].get_ylabel().startswith("Ambulance response")


@pytest.mark.parametrize(
    ("trust", "variable", "message"),
    [
        ("bell", "four_hour_performance", "four_hour_performance: Bell does not publish it; allowed: response_time"),
        ("acre", "talking_therapies_in_time", "Acre does not publish it; allowed: four_hour_performance"),
        ("acre", "treatment_in_time", "Acre does not publish it; allowed: four_hour_performance"),
        (None, "treatment_in_time", "none of the trusts shown does publish it; allowed: four_hour_performance, "),
    ],
)
def test_a_figure_that_a_trust_does_not_publish_is_refused_with_the_one_it_does(
    mixed: sim.Run, trust: str | None, variable: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        draw(mixed, "trajectories", trust=trust, variables=[variable])


def expected_of(variable: str, trust: str | None) -> list[dict[str, object]]:
    """Return an expectation of a variable of a trust, or of all."""
    row = {"statement": "s", "source": "t", "variable": variable, "month": 12, "at_least": 10}
    return [row if trust is None else {**row, "trust": trust}]


def test_an_expectation_over_all_trusts_is_of_those_that_publish_the_figure() -> None:
    run = sim.run(scenario_of(MIXED, expect=expected_of("response_time", None)), engine="mesa")
    alone = run.trajectories.query("trust == 'bell' and month == 12")["response_time"]
    assert run.expectations["found"].item() == pytest.approx(alone.median())


@pytest.mark.parametrize(
    ("variable", "trust", "allowed"),
    [
        ("response_time", "acre", "four_hour_performance"),
        ("four_hour_performance", "bell", "response_time"),
        ("treatment_in_time", None, "four_hour_performance, response_time, talking_therapies_in_time"),
    ],
)
def test_an_expectation_of_a_figure_that_is_not_published_is_refused(
    variable: str, trust: str | None, allowed: str, tmp_path: Path
) -> None:
    trusts = [{"id": name, "provider_type": provider_type} for name, provider_type in MIXED.items()]
    file = tmp_path / "x.yaml"
    file.write_text(json.dumps({"title": "T", "trusts": trusts, "expect": expected_of(variable, trust)}))
    with pytest.raises(ScenarioError) as caught:
        sim.load_scenario(file)
    (problem,) = caught.value.problems
    assert (problem.path, problem.allowed) == ("expect[0].variable", allowed)


def test_runs_are_compared_in_the_measure_of_each_trust(mixed: sim.Run) -> None:
    rows = sim.compare([mixed, sim.run(mixed.scenario, sets={"regulator.support": 1}, engine="mesa")], month=[12]).rows
    compared = rows[rows["measure"].isin(ACCESS)]
    for name, provider_type in MIXED.items():
        assert set(compared.loc[compared["trust"] == name, "measure"]) == {access_measure(provider_type).name}
    assert set(compared.loc[compared["trust"] == "all trusts", "measure"]) == ACCESS & set(mixed.trajectories.columns)


def test_a_shorter_response_time_is_better() -> None:
    alone = scenario_of({"bell": "ambulance"})
    faster = {"trusts.bell.state.access": 0.9, "trusts.bell.state.published_access": 0.9}
    compared = sim.compare([sim.run(alone, engine="mesa"), sim.run(alone, sets=faster, engine="mesa")], month=[1])
    (row,) = compared.rows[compared.rows["measure"] == "response_time"].to_dict("records")
    assert row["difference"] < 0
    assert (row["better"], row["worse"]) == (1.0, 0.0)
    assert "(the other way round for: Ambulance response time, category 2)" in words_on(compared.plot())


SWEEP = """\
title: T
question: q
scenario: base.yaml
levers: {trusts.acre.provider_type: {levels: [acute, ambulance]}}
design: {kind: grid}
replicates: 1
trajectories: all
"""


def test_a_sweep_has_the_columns_of_all_its_scenarios(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("title: T\nmonths: 36\ntrusts: [{id: acre}]\n")
    (tmp_path / "sweep.yaml").write_text(SWEEP)
    sim.sweep(tmp_path / "sweep.yaml", tmp_path / "swept", sim.SweepOptions(engine="mesa"))
    table = sim.open_experiment(tmp_path / "swept").frame("trajectories")
    for provider_type, rows in table.groupby("trusts.acre.provider_type", observed=True):
        measure = access_measure(str(provider_type)).name
        assert rows[measure].notna().all()
        assert rows[sorted(ACCESS - {measure})].isna().all(axis=None)
