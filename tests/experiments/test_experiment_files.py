"""What is read off an experiment file, those that are shipped, the how-to page, and the JSON Schema."""

from __future__ import annotations

import pickle
import re
import runpy
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest
from commands import turnaround
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.config.errors import ScenarioError
from sim.experiments.design import design_of, scenario_at
from sim.experiments.experiment_json_schema import experiment_json_schema
from sim.experiments.experiment_loader import load_experiment, shipped_experiments
from sim.experiments.experiment_schema import Experiment
from sim.outcomes import OUTCOMES
from sim.scenario.scenario_loader import load_scenario

Load = Callable[..., Experiment]
Write = Callable[..., Path]

HOW_TO = (Path(__file__).parents[2] / "experiments" / "README.md").read_text(encoding="utf-8")
SHIPPED = sorted(shipped_experiments())
VERY_MANY_POINTS = ("global_sensitivity", "screening", "twelve_factors")
REST = "levers:\n  regulator.support: {levels: [0, 0.5, 1]}\ndesign: {kind: grid}\n"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", HOW_TO, flags=re.DOTALL)


def plain(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def test_what_is_not_said_is_as_in_the_scenario(load: Load) -> None:
    experiment = load(REST)
    assert experiment.name == "x"
    assert (experiment.base.months, experiment.base.seed, experiment.base.replicates) == (60, 11, 30)
    assert experiment.simulates_twin
    assert experiment.outcome_names == list(OUTCOMES)


def test_what_is_said_is_in_the_base(load: Load) -> None:
    fixed = "set: {regulator.regulatory_coherence: 0.2, partnerships.help.term: 12}\n"
    experiment = load(fixed + "months: 48\nseed: 5\nreplicates: 7\nwith_twin: false\n" + REST)
    base = experiment.base
    assert (base.months, base.seed, base.replicates, base.regulator.regulatory_coherence) == (48, 5, 7, 0.2)
    assert base.partnerships[0].term == 12
    assert not experiment.simulates_twin
    assert experiment.outcome_names
    assert not any(OUTCOMES[name].needs_twin for name in experiment.outcome_names)


def test_a_twin_is_simulated_at_every_point_or_at_none(load: Load) -> None:
    experiment = load("levers: {help: {levels: {none: {partnerships: []}, as_it_is: {}}}}\ndesign: {kind: grid}\n")
    design = design_of(experiment)
    assert [scenario_at(experiment, row).has_twin for row in design.to_dict("records")] == [True, True]


def test_what_a_scenario_expects_of_itself_is_not_expected_of_its_variants(load: Load) -> None:
    assert load(REST).base.expect == []


def test_values_can_be_set_from_outside(load: Load) -> None:
    sets = [
        "replicates=3",
        "set.regulator.regulatory_coherence=0.1",
        "levers.regulator.support.levels=[0.2, 0.3]",
        "design.steps=2",
    ]
    experiment = load(REST, sets)
    assert experiment.replicates == 3
    assert experiment.base.regulator.regulatory_coherence == 0.1
    assert experiment.levers["regulator.support"].levels == [0.2, 0.3]  # type: ignore[union-attr]
    assert experiment.design.steps == 2


def test_levers_and_uncertainties_are_distinguished(load: Load) -> None:
    experiment = load(
        "uncertainties: {regulator.regulatory_coherence: {levels: [0, 1]}}\nuncertain_parameters: [gaming]\n" + REST,
        ["design.steps=3"],
    )
    assert [(factor.key, factor.role) for factor in experiment.factors] == [
        ("regulator.support", "lever"),
        ("regulator.regulatory_coherence", "uncertainty"),
        ("parameters.gaming", "uncertainty"),
    ]


def test_an_experiment_goes_to_another_process_whole(load: Load) -> None:
    experiment = load(REST)
    design_of(experiment)
    other = pickle.loads(pickle.dumps(experiment))
    assert other.base == experiment.base
    assert design_of(other).equals(design_of(experiment))


def test_a_model_of_ones_own_is_named_by_module_and_class(load: Load) -> None:
    assert load("model: my_package.my_model:BolderTrusts\n" + REST).model == "my_package.my_model:BolderTrusts"


def test_a_base_without_a_file_is_missed(load: Load) -> None:
    data = load(REST).model_dump(exclude_unset=True)
    with pytest.raises(ValueError, match="has no base scenario yet"):
        _ = Experiment.model_validate(data).base


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_experiment_opens_with_what_it_asks(name: str) -> None:
    first = shipped_experiments()[name].read_text(encoding="utf-8").split("\n\n")[0]
    assert first.startswith("#")
    assert re.search(r"\([^)]*\d{4}\)", first), "a source"
    assert load_experiment(name).question.endswith("?")


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_experiment_can_be_simulated_at_its_ends(name: str) -> None:
    experiment = load_experiment(name, ["design.points=2"] if name == "global_sensitivity" else ())
    design = design_of(experiment)
    comment = shipped_experiments()[name].read_text(encoding="utf-8")
    if "points of" in comment and name not in ("global_sensitivity", "screening"):  # whose points grow with parameters
        assert f"{len(design):,} points of {experiment.base.replicates} runs" in comment.replace("\n# ", " ")
    for row in design.iloc[[0, len(design) // 2, -1]].to_dict("records"):
        assert scenario_at(experiment, row).title == experiment.base.title


@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in VERY_MANY_POINTS])
def test_every_point_of_a_shipped_experiment_is_possible(name: str) -> None:
    experiment = load_experiment(name)
    design = design_of(experiment)
    scenarios = [scenario_at(experiment, row) for row in design.to_dict("records")]
    assert len({scenario.model_dump_json() for scenario in scenarios}) == len(design) > 0


@pytest.mark.parametrize("number", range(len(blocks("yaml"))))
def test_experiments_of_the_how_to_page_load(number: int, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(blocks("yaml")[number], encoding="utf-8")
    experiment = load_experiment(file)
    design = design_of(experiment)
    scenario_at(experiment, design.iloc[-1])
    assert schema_errors(file.read_text(encoding="utf-8")) == []


@pytest.mark.filterwarnings("default")  # as for a reader: other libraries may warn when they are imported
def test_programs_of_the_how_to_page_run_one_after_the_other(
    in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    programs = re.findall(r"```(python|sql)\n(.*?)```", HOW_TO, flags=re.DOTALL)
    assert {language for language, _ in programs} == {"python", "sql"}
    for language, program in programs:
        if language == "sql":
            assert duckdb.sql(program).fetchall()
            continue
        (in_folder / "program.py").write_text(program, encoding="utf-8")
        runpy.run_path("program.py", run_name="__main__")
        assert capsys.readouterr().out.strip()


def test_commands_of_the_how_to_page_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [line for block in blocks("bash") for line in block.splitlines()]
    assert len(commands) >= 3
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "turnaround"
        done = turnaround(*arguments)
        assert done.exit_code == 0, f"{command}\n{done.output}"


@pytest.mark.parametrize("section", ["Read the answer", "Which factors matter"])
def test_a_section_on_answers_opens_with_a_card(section: str) -> None:
    card = HOW_TO.split(f"## {section}\n")[1].strip().split("\n\n")[0]
    for part in ("Question:", "Needs:", "Time:", "It cannot tell"):
        assert f"**{part}**" in card


VALIDATOR = jsonschema.Draft202012Validator(experiment_json_schema())


def schema_errors(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(plain(text))]


def test_json_schema_is_valid_and_agrees_on_shipped_experiments() -> None:
    jsonschema.Draft202012Validator.check_schema(experiment_json_schema())
    assert shipped_experiments()
    for path in shipped_experiments().values():
        assert schema_errors(path.read_text(encoding="utf-8")) == []


def test_json_schema_offers_levers_and_parameters_with_their_meaning() -> None:
    offered = experiment_json_schema()["properties"]["levers"]["properties"]
    assert offered["regulator.scrutiny"]["description"].startswith("watch-dog emphasis")
    assert "parameters.gaming" in offered


def test_json_schema_refuses_what_loading_refuses(write: Write, minimal: str) -> None:
    changes = {
        "question: Does support help?\n": "",
        "scenario: pair": "scenario: 3",
        "levels: [0, 0.5, 1]": "levels: []",
        "levels: [0, 0.5,": "levls: [0, 0.5,",
        "{levels: [0, 0.5, 1]}": "{low: a, high: 1}",
        "kind: grid": "kind: gird",
        "{kind: grid}": "{kind: grid, trajectories: 3}",
        "{kind: grid": "{kind: saltelli, points: 1000",
        "{kind: grid}\n": "{kind: latin_hypercube}\n",
        "title: T": "title: T\nreplicates: 0",
        "title: T\n": "title: T\noutcomes: [recovery]\n",
        "title: T\nquestion": "title: T\nmodel: mine\nquestion",
    }
    for old, new in changes.items():
        assert old in minimal
        text = minimal.replace(old, new, 1)
        with pytest.raises(ScenarioError):
            load_experiment(write(text))
        assert schema_errors(text), new


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["all", "grid"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
WHOLE = {
    "title": "T",
    "question": "q",
    "scenario": "pair",
    "set": {"regulator.regulatory_coherence": 0.3},
    "levers": {
        "regulator.support": {"low": 0.1, "high": 1, "scale": "log"},
        "help": {"levels": {"none": {"partnerships": []}}},
    },
    "uncertainties": {"regulator.matching": {"levels": ["fit", None]}, "parameters.gaming": None},
    "uncertain_parameters": ["fit_*"],
    "design": {"kind": "morris", "trajectories": 2, "grid_levels": 4, "seed": 3},
    "replicates": 3,
    "months": 48,
    "outcomes": ["absorbed"],
    "trajectories": "quantiles",
    "variables": ["quality"],
}


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the locations of all values below a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for step, inner in items for place in [(*above, step), *places(inner, (*above, step))]]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_written_the_answer_is_an_experiment_or_a_list_of_problems(
    write: Write, data: st.DataObject
) -> None:
    from sim.scenario.scenario_loader import to_yaml

    whole = plain(to_yaml(WHOLE))
    for _ in range(data.draw(st.integers(0, 3))):
        *above, last = data.draw(st.sampled_from(places(whole)))
        holder = whole
        for step in above:
            holder = holder[step]
        holder[last] = data.draw(ANYTHING)
    try:
        experiment = load_experiment(write(to_yaml(whole)))
    except ScenarioError as error:
        text = str(error)
        assert not any(jargon in text for jargon in ("Input should", "validation error", "pydantic", "Traceback"))
    else:
        assert len(design_of(experiment)) > 0


def test_the_base_is_the_shipped_scenario() -> None:
    experiment = load_experiment("support_or_scrutiny")
    assert experiment.base.trusts == load_scenario("case_b_buddying").trusts


def test_a_level_of_the_base_that_another_factor_may_change_is_no_idle_one(load: Load) -> None:
    both = "partnerships.help.type: {levels: [buddying, contractual]}, partnerships.help.scale: {levels: [individual]}"
    assert len(load(f"levers: {{{both}}}\ndesign: {{kind: grid}}\n").factors) == 2
