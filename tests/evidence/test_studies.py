"""Studies of partnerships, support, oversight and levers: what is read, and what is committed of it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.document import study_tables
from sim.evidence.simulated import simulate_worlds
from sim.evidence.studies import contexts_study, levers_study, mixes_study, study_files, support_study
from sim.evidence.studies.contexts_study import CONTEXT, MEASURES, REFERENCE, TELLING
from sim.evidence.studies.study_list import STUDIES, studies_named
from sim.evidence.studies.study_worlds import TARGET, estimate, is_sure, planned_help
from sim.model.partnership_types import shipped_catalogue
from sim.model.state import RegulatorState
from sim.model.variables import variables
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import PlannedPartnership

TYPES = list(shipped_catalogue())
TABLES = ("contexts", "types", "support", "mixes", "levers")
WORLDS = 3


def turnaround(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let tables be written into another folder."""
    monkeypatch.setattr(study_files, "studies_folder", lambda: tmp_path)
    return tmp_path


# What is committed


@pytest.mark.parametrize("name", TABLES)
def test_every_table_says_by_which_command_it_was_made(name: str) -> None:
    command = study_files.command_of(name)
    assert command.startswith("turnaround studies ")
    assert {"n", "value", "low", "high"} <= set(study_files.read_table(name).columns)


def test_every_type_is_there_in_every_context_with_every_measure() -> None:
    table = study_files.read_table("contexts")
    assert sorted(table["type"].unique()) == sorted(TYPES)
    cells = table.groupby(["type", *CONTEXT])["measure"].agg(list)
    assert len(cells) == len(TYPES) * 27
    assert all(measures == list(MEASURES) for measures in cells)
    assert REFERENCE in {key[1:] for key in cells.index}


def test_all_replicates_count_but_for_a_service_that_did_not_operate_for_a_year() -> None:
    table = study_files.read_table("contexts")
    assert len(set(table.loc[table["measure"] != "service", "n"])) == 1
    assert len(set(study_files.read_table("support")["n"])) == 1


def test_any_two_types_differ_in_something_that_tells_them_apart() -> None:
    table = study_files.read_table("types")
    assert set(table["measure"]) <= set(TELLING)
    assert ((table["low"] > 0.0) | (table["high"] < 0.0)).all()
    found = {frozenset(pair) for pair in zip(table["first"], table["second"], strict=True)}
    assert [pair for pair in combinations(TYPES, 2) if frozenset(pair) not in found] == []


def test_support_and_every_type_stand_side_by_side_with_support_and_without() -> None:
    table = study_files.read_table("support")
    alone = table[table["option"] == support_study.ALONE]
    assert set(support_study.SUPPORT) < set(alone["support"])
    for support in (0.0, 0.4):
        assert set(TYPES) < set(table.loc[table["support"] == support, "option"])
    nothing = alone[alone["support"] == 0.0]
    assert (nothing["value"] == 0.0).all()


def test_mixes_are_those_of_the_line_and_of_the_whole_grid_for_trust_and_nation() -> None:
    table = study_files.read_table("mixes")
    for _, own in table.groupby(["of", "outcome"]):
        line, grid = own[own["what"] == "mix"], own[own["what"] == "grid"]
        assert np.allclose(line["scrutiny"] + line["support"], 1.0)
        assert len(line) == 11
        assert len(grid) == 36
        best = own.loc[own["what"] == "share of sets in which it is best", "value"]
        assert best.sum() == pytest.approx(1.0, abs=0.01)
    assert set(table["of"]) == {"failing trust", "nation"}


def test_no_lever_does_nothing() -> None:
    table = study_files.read_table("levers")
    surely = table[(table["low"] > 0.0) | (table["high"] < 0.0)]
    assert set(table["lever"]) - set(surely["lever"]) == set()


def test_every_lever_and_every_attribute_of_a_plan_is_tried() -> None:
    # Whether partners come from the own system shows where there is one.
    assert {*levers_study.REGULATOR, "within_system"} == set(variables(RegulatorState))
    attributes = set(PlannedPartnership.model_fields) - set(levers_study.WHO_AND_WHAT)
    assert set(levers_study.PLANNED) == attributes
    tried = set(study_files.read_table("levers")["lever"])
    regulator = {f"regulator.{lever}" for lever in levers_study.REGULATOR}
    planned = {f"partnerships.*.{attribute}" for attribute in levers_study.PLANNED}
    assert tried == regulator | planned | set(levers_study.SYSTEM_LEVERS)


# What is read


def test_an_estimate_is_the_mean_of_what_is_known_with_its_99_percent_interval() -> None:
    found = estimate(np.array([1.0, 2.0, 3.0, np.nan]))
    assert (found["n"], found["value"]) == (3, 2.0)
    assert found["high"] - 2.0 == pytest.approx(9.9248 / np.sqrt(3), rel=1e-4)
    assert not is_sure(found)
    assert is_sure(estimate(np.full(4, 0.1)))
    assert not is_sure(estimate(np.zeros(4)))
    assert not is_sure(estimate(np.array([0.5])))
    assert np.isnan(estimate(np.full(2, np.nan))["value"])


@pytest.mark.parametrize("name", TYPES)
def test_help_of_each_type_is_planned_for_the_same_trust_in_the_same_month(name: str) -> None:
    (planned,) = load_scenario("local_health_economy", [planned_help(name)]).partnerships
    assert (planned.type, planned.start_month) == (name, 6)
    assert TARGET in planned.sides


@pytest.mark.parametrize("name", ["acquisition", "contractual", "federation", "consultancy"])
def test_effects_are_those_of_the_partnership_in_the_same_worlds(name: str) -> None:
    scenario = next(one for kind, context, one in contexts_study.contexts() if kind == name and context == REFERENCE)
    assert [plan.type for plan in scenario.partnerships] == [name]
    alone = scenario.model_copy(update={"partnerships": []})
    without = simulate_worlds(alone, WORLDS, contexts_study.FOLLOWED)
    read = contexts_study.effects(scenario, without, WORLDS, threads=1)
    assert list(read) == list(MEASURES)
    assert (read["attention_of_target"] > 0.0).all()
    assert (read["scope"] <= 1.0).all()
    assert (read["months_to_operating"] >= scenario.types()[name].set_up_months * 0.5).all()
    outside = scenario.types()[name].external_body
    assert (read["attention_of_partner"] == 0.0).all() == outside
    about_a_service = name in ("contractual", "federation")
    assert np.isnan(read["service"]).all() != about_a_service
    if about_a_service:
        assert (read["scope"] < 0.5).all()
    nothing = contexts_study.effects(
        alone.model_copy(update={"partnerships": scenario.partnerships}), without, WORLDS, 1
    )
    assert all(np.array_equal(read[measure], nothing[measure], equal_nan=True) for measure in MEASURES)


SHARED = "partnerships=[{id: help, type: federation, members: [green_bay, north_hill, west_field], start_month: 6}]"


def test_a_partnership_that_never_operates_reaches_nothing_and_took_the_whole_run() -> None:
    scenario = load_scenario("several_partners", [SHARED]).model_copy(update={"months": 7})
    read = contexts_study.reached(scenario, 2)
    assert read["scope"].tolist() == [0.0, 0.0]
    assert read["months_to_operating"].tolist() == [1.0, 1.0]
    assert np.isnan(read["service"]).all()


def test_types_are_compared_world_by_world() -> None:
    worlds = np.linspace(0.0, 1.0, 10)
    noise = 0.001 * np.tile([1.0, -1.0], 5)
    first, second = ({name: worlds.copy() for name in MEASURES} for _ in range(2))
    first["performance"] = worlds + 0.02 + noise
    second["recovery"] = worlds + 30.0 * noise
    rows = contexts_study.differences({"one": first, "other": second}).to_dict("records")
    assert [(row["first"], row["second"], row["measure"]) for row in rows] == [("one", "other", "performance")]
    assert rows[0]["value"] == pytest.approx(0.02)


def test_a_third_trust_leaves_the_failing_one_as_it_is() -> None:
    alone = load_scenario("no_partner").model_copy(update={"months": 24})
    with_third = support_study.failing_trust().model_copy(update={"months": 24})
    first, second = (simulate_worlds(one, 3, ["quality"]).months["quality"][:, :, 0] for one in (alone, with_third))
    assert np.array_equal(first, second)


def test_an_option_is_compared_with_neither_and_with_its_support_alone() -> None:
    none, alone = (support_study.Option(support_study.ALONE, support) for support in (0.0, 0.4))
    buddied = support_study.Option("buddying", 0.4)
    read = {
        option: {"performance": np.full(3, level)} for option, level in ((none, 0.3), (alone, 0.4), (buddied, 0.45))
    }
    assert [row["value"] for row in support_study.rows_of(buddied, read)] == pytest.approx([0.15, 0.05])
    assert [row["value"] for row in support_study.rows_of(alone, read)] == pytest.approx([0.1])


def line(**means: float) -> np.ndarray:
    """Return what each mix gives in two worlds: nothing, but for those named by their tenths of scrutiny."""
    values = np.zeros((11, 2))
    for tenth, mean in means.items():
        values[int(tenth.removeprefix("at"))] = [mean - 0.001, mean + 0.001]
    return values


def test_an_inner_mix_is_chosen_in_some_worlds_and_scored_in_others() -> None:
    assert mixes_study.judged(line(at3=0.5), line(at3=0.5)) == (3, True, True)
    assert mixes_study.judged(line(at3=0.5), line(at7=0.5)) == (3, False, False)
    assert mixes_study.judged(line(at0=0.9, at3=0.5), line(at0=0.9, at3=0.5)) == (0, False, False)
    assert mixes_study.judged(line(at10=0.9, at3=0.5), line(at10=0.4, at3=0.5)) == (10, True, True)


def test_fewer_poor_trusts_are_better() -> None:
    shares = np.ones((11, 2))
    shares[4] = 0.2
    assert mixes_study.best_inner("share poor", shares) == 4
    assert mixes_study.best_inner("performance", -shares) == 4


def test_the_range_of_a_mix_is_that_of_the_parameter_which_moves_the_optimum_most() -> None:
    sets = [
        {"parameters.a": value, "parameters.b": 1.0, "partnership_types.c": value} for value in (0.1, 0.2, 0.3, 0.4)
    ]
    rows = mixes_study.ranges_where_best("recovery", np.array([0.0, 0.0, 0.5, 0.5]), sets)
    assert rows[0]["what"].endswith("parameters.a")
    assert [(row["scrutiny"], row["low"], row["high"]) for row in rows[1:]] == [(0.0, 0.1, 0.2), (0.5, 0.3, 0.4)]


def test_the_largest_clear_change_of_a_share_or_level_counts() -> None:
    unsure, small, large = np.array([9.0, -8.0, 5.0]), np.full(3, 0.01), np.full(3, -0.02)
    found = {("a", "absorbed"): unsure, ("a", "performance_change_60"): small, ("b", "performance_change_60"): large}
    assert (
        levers_study.largest_change({**found, ("a", "cost_to_centre"): np.full(3, 4.0)})[1] == "performance_change_60"
    )
    assert levers_study.largest_change(found) == ("b", "performance_change_60")


def test_where_no_share_or_level_changes_clearly_the_clearest_change_of_all_counts() -> None:
    worlds = np.tile([1.0, -1.0], 50)
    sure, money = 0.3 + worlds, np.full(100, 4.0)
    assert is_sure(estimate(sure))
    assert levers_study.largest_change({("a", "absorbed"): sure}) == ("a", "absorbed")
    assert levers_study.largest_change({("a", "absorbed"): sure, ("a", "cost_to_centre"): money})[1] == "cost_to_centre"
    assert levers_study.largest_change({("a", "absorbed"): np.zeros(3)}) is None


def test_a_lever_that_changes_nothing_is_shown_to_change_nothing() -> None:
    scenario = load_scenario("no_partner").model_copy(update={"months": 12})
    row = levers_study.row_of_contrast(levers_study.Contrast("none", ("0", "1"), (scenario, scenario), 1), 3, 1)
    assert (row["outcome"], row["value"], row["low"], row["high"]) == ("", 0.0, 0.0, 0.0)


def test_what_a_scenario_does_not_allow_is_not_tried() -> None:
    clinicians = [one for one in levers_study.contrasts() if one.scenarios[0].name == "case_a_clinician_led"]
    assert "partnerships.*.motivation" in {one.lever for one in clinicians}
    assert "partnerships.*.nature" not in {one.lever for one in clinicians}  # two clinicians are never mandated


# The command, and the tables of the evidence


def test_command_writes_its_table_and_notes_itself_beside_it(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support_study, "shipped_catalogue", lambda: {"buddying": shipped_catalogue()["buddying"]})
    result = turnaround("studies", "support", "--worlds", "3", "--threads", "1")
    assert result.exit_code == 0
    assert {file.name for file in elsewhere.iterdir()} == {"support.csv", "commands.csv"}
    assert study_files.command_of("support") == "turnaround studies support --worlds 3"
    assert set(study_files.read_table("support")["n"]) == {3}


def test_usual_number_of_worlds_needs_no_option() -> None:
    for study in STUDIES.values():
        assert study.command(study.worlds) == f"turnaround studies {study.name}"


@pytest.mark.parametrize(("wrong", "near"), [("context", "contexts"), ("lever", "levers"), ("Mixes", "mixes")])
def test_wrong_name_gives_the_nearest_and_nothing_is_simulated(wrong: str, near: str) -> None:
    result = turnaround("studies", "support", wrong)
    assert result.exit_code == 2
    assert f"there is no study {wrong!r}; allowed: {', '.join(STUDIES)}; did you mean {near}?" in result.output


def test_without_a_name_all_studies_are_carried_out_in_order() -> None:
    assert [study.name for study in studies_named([])] == ["contexts", "support", "mixes", "regimes", "levers"]
    assert [study.name for study in studies_named(["levers", "support"])] == ["levers", "support"]


def test_tables_of_the_evidence_have_a_row_for_each() -> None:
    types = [line for line in study_tables.types_compared().splitlines() if line.startswith("| `")]
    assert len(types) == len(TYPES) + study_tables.CLOSEST
    shown = study_tables.levers()
    assert all(f"| `{lever}` |" in shown for lever in study_files.read_table("levers")["lever"])
    assert study_tables.support_compared().count("| support alone |") == len(support_study.SUPPORT) + 1
    assert study_tables.mixes().count("\n| nation |") == 2


def test_a_lever_that_shows_nowhere_is_shown_as_such() -> None:
    assert study_tables.lever_row("regulator.idle", [])[-1] == "no scenario"


def test_a_value_that_is_missing_or_certain_has_no_interval() -> None:
    row = {"value": 0.25, "low": 0.125, "high": 0.375}
    assert study_tables.in_words(row) == "0.25 [0.125, 0.375]"
    assert study_tables.in_words({**row, "low": 0.25, "high": 0.25}) == "0.25"
    assert study_tables.in_words(pd.Series({"value": np.nan, "low": np.nan, "high": np.nan}).to_dict()) == "–"
