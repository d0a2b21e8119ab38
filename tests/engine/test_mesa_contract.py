"""What Mesa's own tools ask of a model: `batch_run`, `run_model`, `DataCollector` and SolaraViz, in every version."""

from __future__ import annotations

import doctest
import gc
import inspect
import math
import pickle
import sys
import weakref
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import mesa
import numpy as np
import pytest

import sim
from sim.engine.mesa import mesa_arguments, mesa_model, record_collector
from sim.engine.record import TRUST_COLUMNS
from sim.engine.record_diff import first_difference
from sim.outcomes import OUTCOMES
from sim.scenario.scenario_loader import load_scenario

MONTHS = 40
REPEATED = pytest.mark.filterwarnings("ignore:The `iterations` keyword argument is deprecated:DeprecationWarning")


def batch(parameters: dict[str, Any], model: type[mesa.Model] = sim.TurnaroundModel, **options: Any) -> list[dict]:
    """Return the rows of `mesa.batch_run` about the failing trust."""
    given = {"scenario": "case_b_buddying", "months": MONTHS, **parameters}
    rows = mesa.batch_run(model, given, display_progress=False, **options)
    return [row for row in rows if row.get("trust", "green_bay") == "green_bay"]


def model_of(*args: Any, **kwargs: Any) -> sim.TurnaroundModel:
    return sim.TurnaroundModel("case_b_buddying", *args, **{"months": MONTHS, **kwargs})


def same(one: sim.TurnaroundModel, other: sim.TurnaroundModel) -> bool:
    return first_difference(one.run(), other.run()) is None


# mesa.batch_run


@REPEATED
@pytest.mark.parametrize("processes", [1, 2])
def test_iteration_of_a_batch_is_the_replicate_of_its_number_in_any_number_of_processes(processes: int) -> None:
    rows = batch({}, iterations=3, number_processes=processes)
    assert sorted((row["iteration"], row["replicate"]) for row in rows) == [(0, 0), (1, 1), (2, 2)]
    run = sim.run("case_b_buddying", months=MONTHS, replicates=3, engine="mesa")
    expected = run.outcomes[run.outcomes["trust"] == "green_bay"].set_index("replicate")
    assert expected["performance_change_12"].nunique() == 3
    for row in rows:
        for outcome in ("performance_change_12", "months_in_special_measures", "exit_within_24"):
            assert row[f"green_bay.{outcome}"] == pytest.approx(expected.loc[row["replicate"], outcome], nan_ok=True)


@REPEATED
def test_iterations_are_paired_over_the_levels_of_a_lever() -> None:
    rows = batch({"regulator.support": [0.1, 0.9]}, iterations=2)
    found = {(row["regulator.support"], row["replicate"]): row["green_bay.quality_change_12"] for row in rows}
    assert sorted(found) == [(0.1, 0), (0.1, 1), (0.9, 0), (0.9, 1)]
    assert len(set(found.values())) == 4


@REPEATED
def test_replicate_that_is_asked_for_is_not_the_iteration() -> None:
    assert [row["replicate"] for row in batch({"replicate": 5}, iterations=2)] == [5, 5]


@REPEATED
@pytest.mark.parametrize("seed", ["seed", "rng"])
def test_seed_of_a_batch_is_the_seed_of_the_scenario(seed: str) -> None:
    if "rng" in inspect.signature(mesa.batch_run).parameters and seed == "rng":
        rows = batch({}, rng=[7, 8])
    else:
        rows = batch({seed: [7, 8]})
    assert [row["seed"] for row in rows] == [7, 8]
    assert len({row["green_bay.quality_change_12"] for row in rows}) == 2


@REPEATED
def test_iterations_of_one_seed_are_not_the_same_run_again() -> None:
    rows = batch({"seed": 7}, iterations=3)
    assert [row["replicate"] for row in rows] == [0, 1, 2]
    assert len({row["green_bay.quality_change_12"] for row in rows}) == 3


def test_batch_ends_with_the_scenario_and_reports_its_months() -> None:
    rows = batch({}, data_collection_period=1, max_steps=1000)
    record = sim.TurnaroundModel(load_scenario("case_b_buddying", [f"months={MONTHS}"]), 0).run()
    months = [int(row["Step"]) for row in rows]
    assert months == list(range(len(months)))
    assert months[-1] in (MONTHS - 1, MONTHS), "before 3.5 Mesa leaves out the last"
    for name in ("quality", "stage", "special_measures"):
        assert [row[name] for row in rows] == record.states[name][: len(rows), 0].tolist()


def test_batch_that_is_stopped_early_has_no_outcomes_yet() -> None:
    (row,) = batch({}, max_steps=10)
    assert row["Step"] <= 11
    assert math.isnan(row["green_bay.months_in_special_measures"])


def test_levels_made_with_numpy_and_scenarios_in_a_list_are_taken() -> None:
    scenario = load_scenario("case_b_buddying", [f"months={MONTHS}"])
    parameters = {"scenario": [scenario], "months": np.array([36, 40]), "regulator.support": np.linspace(0.2, 0.8, 2)}
    rows = batch(parameters)
    assert [(row["months"], row["regulator.support"]) for row in rows] == [(36, 0.2), (36, 0.8), (40, 0.2), (40, 0.8)]


def test_scenario_that_batch_run_takes_apart_is_refused_with_the_way_to_give_it() -> None:
    with pytest.raises(TypeError, match=r"scenario is of type builtins.tuple; allowed: .*in a list: \[scenario\]"):
        batch({"scenario": load_scenario("case_b_buddying")})


def test_batch_whose_iterations_cannot_be_told_apart_is_refused() -> None:
    batchrunner: dict[str, Any] = {"__name__": "mesa.batchrunner", "make": model_of}
    exec("def run(*given, **named): return make(*given, **named)", batchrunner)
    with pytest.raises(RuntimeError, match="give batch_run a `replicate`"):
        batchrunner["run"]()
    assert batchrunner["run"](2).replicate == 2


# run_model, running and step


def test_model_runs_to_the_end_of_its_scenario_and_not_beyond() -> None:
    model = model_of()
    assert model.running
    model.run_model()
    assert (model.running, model.month, model.steps) == (False, MONTHS, MONTHS)
    before = model.recorded()
    model.step()
    assert model.month == MONTHS
    assert first_difference(model.leave(), before) is None


def test_run_goes_on_from_the_month_that_was_reached() -> None:
    stepped = model_of()
    for _ in range(5):
        stepped.step()
    assert stepped.running
    assert same(stepped, model_of())


@pytest.mark.parametrize("tool", ["run_model", "datacollector"])
def test_model_that_has_ended_is_forgotten(tool: str) -> None:
    gc.freeze()  # only what is made here is looked through
    model = model_of()
    model.run_model()
    getattr(model, tool)
    gone = weakref.ref(model)
    del model
    gc.collect()
    gc.unfreeze()
    assert gone() is None


# What a model is made from


def test_scenario_is_given_by_name_by_path_or_loaded(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("extends: case_b_buddying\n")
    loaded = load_scenario("case_b_buddying")
    for given in (file, str(file), loaded):
        assert same(sim.TurnaroundModel(given, 1, months=MONTHS), model_of(1)), given
    assert sim.TurnaroundModel(loaded).config is loaded


LEVERS: list[dict[str, Any]] = [
    {"months": 48},
    {"regulator.support": 0.9},
    {"regulator.insisted": True},
    {"partnerships.buddying.type": "merger"},
    {"parameters_from": "posterior"},
    {"trusts.green_bay.state": {"quality": 0.2}},
    {"regulator.mandated_type": None},
]


@pytest.mark.parametrize("levers", LEVERS, ids=lambda levers: next(iter(levers)))
@pytest.mark.parametrize("loaded", [False, True], ids=["by name", "loaded"])
def test_levers_are_those_of_the_command_line(levers: dict[str, Any], loaded: bool) -> None:
    words = {True: "true", None: "null"}
    ((key, value),) = levers.items()
    text = f"{key}={words.get(value, value) if not isinstance(value, dict) else value}"
    scenario = load_scenario("case_b_buddying") if loaded else "case_b_buddying"
    expected = load_scenario("case_b_buddying", [text])
    assert same(sim.TurnaroundModel(scenario, **levers), sim.TurnaroundModel(expected))


@pytest.mark.parametrize(
    ("keyword", "nearest"),
    [("mnths", "months"), ("replicat", "replicate"), ("trust_clas", "trust_class"), ("regulater.support", "regulator")],
)
def test_unknown_keyword_is_refused_with_the_nearest_that_there_is(keyword: str, nearest: str) -> None:
    with pytest.raises(TypeError, match=rf"unknown keyword '{keyword}'; allowed: .*Did you mean '{nearest}'\?"):
        sim.TurnaroundModel("case_b_buddying", **{keyword: 1})


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        ({"regulator.suport": 0.8}, "Did you mean 'support'?"),
        ({"regulator.support": 8}, "regulator.support: found 8; allowed: a number from 0 to 1"),
        ({"months": "24"}, "months: found '24'"),
        ({"seed": 2**32}, "a whole number from 0 to 4294967295"),
    ],
)
def test_lever_that_the_scenario_cannot_have_is_its_error(levers: dict[str, Any], message: str) -> None:
    with pytest.raises(sim.ScenarioError) as refused:
        sim.TurnaroundModel("case_b_buddying", **levers)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"months": object()}, TypeError, "months: is of type object; allowed: a number, True or False"),
        ({"rng": 1, "seed": 2}, ValueError, "rng and seed both choose the seed"),
        ({"rng": "seven"}, TypeError, "rng is 'seven'; allowed: a whole number from 0"),
        ({"rng": -1}, TypeError, "rng is -1"),
        ({"rng": np.random.default_rng(1)}, TypeError, "rng is Generator"),
        ({"replicate": -1}, ValueError, "replicate must be an integer"),
        ({"replicate": 1.5}, ValueError, "replicate must be an integer"),
        ({"scenario": 5}, TypeError, "scenario is of type builtins.int; allowed: a name, a path"),
    ],
)
def test_what_no_model_can_be_made_from_is_refused(given: dict[str, Any], error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        sim.TurnaroundModel(**{"scenario": "case_b_buddying", **given})


def test_names_of_keywords_are_those_of_the_model() -> None:
    assert [*mesa_arguments.KEYWORDS, "kwargs"] == list(inspect.signature(sim.TurnaroundModel).parameters)


def test_rng_and_seed_choose_the_seed_of_the_scenario() -> None:
    scenario = load_scenario("case_b_buddying", ["seed=7", f"months={MONTHS}"])
    for seed in ({"rng": 7}, {"seed": 7}, {"rng": np.int64(7)}):
        assert same(model_of(**seed), sim.TurnaroundModel(scenario, 0)), seed
    assert model_of(rng=None, seed=None).config.seed == load_scenario("case_b_buddying").seed


LARGE_SEEDS: list[Any] = [2**32, 2**62 + 1, [7], [1, 2], np.random.SeedSequence(7)]


@pytest.mark.parametrize("rng", LARGE_SEEDS, ids=repr)
def test_what_mesa_takes_for_a_seed_always_stands_for_the_same_seed(rng: Any) -> None:
    seeds = {model_of(rng=rng).config.seed for _ in range(2)}
    assert len(seeds) == 1
    assert seeds.isdisjoint(model_of(rng=other).config.seed for other in (7, 8, 2**62))


# DataCollector


def test_collector_has_every_recorded_variable_of_every_trust_in_every_month() -> None:
    model = model_of()
    model.run_model()
    table = model.datacollector.get_agent_vars_dataframe()
    assert list(table.columns) == ["trust", *TRUST_COLUMNS]
    assert set(table.index.get_level_values("AgentID")) == {trust.unique_id for trust in model.trusts}
    states = model.leave().states
    assert len(model.trusts) == 2
    for at, trust in enumerate(model.trusts):
        own = table.xs(trust.unique_id, level="AgentID")
        assert list(own.index) == list(range(MONTHS + 1))
        assert set(own["trust"]) == {trust.identifier}
        assert all(own[name].tolist() == states[name][:, at].tolist() for name in TRUST_COLUMNS)


def test_collector_has_the_outcomes_of_the_focal_trusts_once_the_scenario_has_ended() -> None:
    model, run = model_of(2), sim.run("case_b_buddying", months=MONTHS, replicates=3, engine="mesa")
    names = [name for name, outcome in OUTCOMES.items() if not outcome.needs_twin]
    columns = ["seed", "replicate", *(f"{trust.identifier}.{name}" for trust in model.trusts for name in names)]
    model.step()
    early = model.datacollector.get_model_vars_dataframe()
    assert list(early.columns) == columns
    assert len(columns) == 2 + 2 * len(names) > 2
    assert len(early) == 2
    assert early[columns[2:]].isna().all(axis=None)
    model.run_model()
    table = model.datacollector.get_model_vars_dataframe()
    assert len(table) == MONTHS + 1
    expected = run.outcomes[run.outcomes["replicate"] == 2].set_index("trust")
    for trust in model.trusts:
        found = table[[f"{trust.identifier}.{name}" for name in names]].to_numpy(dtype=float)
        np.testing.assert_array_equal(
            found, np.tile(expected.loc[trust.identifier, names].to_numpy(float), (MONTHS + 1, 1))
        )


def test_collector_has_the_mean_outcomes_of_a_population() -> None:
    sets = ["months=24", "background.trusts=30"]
    model = sim.TurnaroundModel(load_scenario("england_acute", sets), 1)
    model.run_model()
    last = model.datacollector.get_model_vars_dataframe().iloc[-1]
    outcomes = sim.run("england_acute", sets=sets, replicates=2, engine="mesa").outcomes
    expected = outcomes[outcomes["replicate"] == 1].mean(numeric_only=True)
    for name in ("months_in_special_measures", "quality_change_12", "relapsed_once_recovered"):
        assert last[name] == pytest.approx(expected[name], nan_ok=True)


def test_nothing_is_collected_unless_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def collect(*_: Any) -> None:
        raise AssertionError("collected")

    monkeypatch.setattr(mesa_model, "RecordCollector", type("RecordCollector", (), {"__init__": collect}))
    model_of().run()
    with pytest.raises(AssertionError, match="collected"):
        _ = model_of().datacollector


def test_collector_does_not_change_what_is_simulated() -> None:
    watched = model_of()
    for _ in range(MONTHS):
        assert len(watched.datacollector.get_model_vars_dataframe()) == watched.month + 1
        watched.step()
        watched.datacollector.collect(watched)
    assert len(watched.datacollector.get_model_vars_dataframe()) == MONTHS + 1
    assert same(watched, model_of())


def test_reporters_can_be_sent_to_another_process() -> None:
    reporters = pickle.loads(pickle.dumps(record_collector.AGENT_REPORTERS))
    assert reporters["quality"](SimpleNamespace(quality=0.4)) == 0.4
    model = model_of()
    model.run_model()
    assert pickle.loads(pickle.dumps(model.datacollector)).model_vars.keys() == model.datacollector.model_vars.keys()


class Observed(sim.TurnaroundModel):
    """A model with a data collector of its own, as in Mesa's tutorials."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.datacollector = mesa.DataCollector(model_reporters={"quality": quality_of_first_trust})
        self.datacollector.collect(self)

    def step(self) -> None:
        super().step()
        self.datacollector.collect(self)


def quality_of_first_trust(model: sim.TurnaroundModel) -> float:
    return model.trusts[0].quality


@REPEATED
def test_data_collector_of_ones_own_is_left_as_it_is() -> None:
    model = Observed("case_b_buddying", months=MONTHS)
    model.run_model()
    table = model.datacollector.get_model_vars_dataframe()
    assert table["quality"].tolist() == model.leave().states["quality"][:, 0].tolist()
    rows = batch({}, Observed, iterations=2, data_collection_period=1)
    assert len({row["quality"] for row in rows if row["Step"] == 10}) == 2


# SolaraViz


def solara_viz(model: mesa.Model, *, model_params: dict[str, Any]) -> mesa.Model:
    """Do with a model what SolaraViz does: check its keywords, step to the end and past it, and start it anew."""
    accepted = inspect.signature(type(model).__init__).parameters
    assert not any(keyword.kind == inspect.Parameter.VAR_POSITIONAL for keyword in accepted.values())
    needed = {name for name, keyword in accepted.items() if keyword.default is inspect.Parameter.empty}
    assert needed - {"self", "kwargs"} <= set(model_params)
    assert all(name in accepted or "kwargs" in accepted for name in model_params)
    for _ in range(3):
        while model.running:
            for _ in range(5):
                model.step()
        assert model.steps >= model.month
        # Mesa 3.5 would put its own scenario in the place of ours.
        assert not getattr(model, "scenario", None)
        model = type(model)(**{name: getattr(value, "value", value) for name, value in model_params.items()})
    return model


def test_solara_viz_steps_a_model_past_its_end_and_starts_it_anew_with_changed_levers() -> None:
    parameters = {"scenario": "case_b_buddying", "months": MONTHS, "replicate": 3, "regulator.support": 0.9}
    model = solara_viz(model_of(), model_params=parameters)
    assert (model.month, model.steps, model.running) == (0, 0, True)
    assert model.config.regulator.support == 0.9
    assert same(model, model_of(3, **{"regulator.support": 0.9}))


def test_examples_of_the_docstring_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    visualization = ModuleType("mesa.visualization")
    vars(visualization).update(SolaraViz=solara_viz, Slider=lambda label, **about: SimpleNamespace(**about))
    monkeypatch.setitem(sys.modules, "mesa.visualization", visualization)
    (example,) = doctest.DocTestFinder(recurse=False).find(sim.TurnaroundModel, "TurnaroundModel")
    assert len(example.examples) >= 12
    assert doctest.DocTestRunner().run(example).failed == 0
