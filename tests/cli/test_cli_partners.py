"""`turnaround partners`: who could help, how well it fits, what it would lose, and who may not lead and why."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from commands import refused, turnaround

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.rules.cultural_fit import contextual_fit, cultural_fit
from sim.rules.delivery import partner_capacity
from sim.rules.matching import choose_partner, may_lead
from sim.runs.partner_candidates import MEASURES, Candidates, partner_candidates
from sim.scenario.provenance import LIKE_YOURS
from sim.scenario.scenario_loader import load_scenario

SCENARIO = """
title: Who could help
trusts:
  - {id: weak, name: Weak House, archetype: failing, turnover: 300, place: {easting: 0, northing: 0}}
  - {id: near, name: Near House, archetype: high_performing, turnover: 300, place: {easting: 3, northing: 4}}
  - {id: far, name: Far House, archetype: high_performing, turnover: 900, place: {easting: 300, northing: 400}}
  - {id: poor, name: Poor House, archetype: failing, place: {easting: 1, northing: 1}}
"""
REPLICATES = 12


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "mine.yaml"
    path.write_text(SCENARIO)
    return path


@pytest.fixture(scope="module")
def found(file: Path) -> Candidates:
    return partner_candidates(load_scenario(file), replicates=REPLICATES)


def row_of(found: Candidates, trust: str) -> dict[Any, Any]:
    return {row["trust"]: row for row in found.rows.to_dict("records")}[trust]


def test_everybody_but_the_trust_itself_is_a_candidate(found: Candidates) -> None:
    assert found.trust == "weak"
    assert set(found.rows["trust"]) == {"near", "far", "poor"}


def test_measures_are_what_the_rules_say_of_the_starts(file: Path, found: Candidates) -> None:
    models = [TurnaroundModel(file, replicate) for replicate in range(REPLICATES)]
    for position, trust in ((1, "near"), (2, "far"), (3, "poor")):
        row = row_of(found, trust)
        pairs = [(model.trusts[0], model.trusts[position], model.parameters) for model in models]
        expected = {
            "cultural_fit": [cultural_fit(*pair) for pair in pairs],
            "contextual_fit": [contextual_fit(*pair) for pair in pairs],
            "attention_free": [partner.attention_free for _, partner, _ in pairs],
            "capacity": [partner_capacity(partner, parameters) for _, partner, parameters in pairs],
        }
        for measure, values in expected.items():
            assert row[f"{measure}_p50"] == pytest.approx(np.median(values)), (trust, measure)
            assert row[f"{measure}_p5"] <= row[f"{measure}_p50"] <= row[f"{measure}_p95"]
        may = [may_lead(model.trusts[position], model.regulator, model.parameters) for model in models]
        assert row["may_lead"] == pytest.approx(np.mean(may))


def test_who_may_not_lead_has_a_reason_in_every_such_start(found: Candidates) -> None:
    for row in found.rows.to_dict("records"):
        assert (row["may_lead"] == 1.0) == (row["reasons"] == {})
        assert sum(row["reasons"].values()) >= 1.0 - row["may_lead"] - 1e-3
        assert row["excluded"] == (row["may_lead"] <= 0.5)
    assert row_of(found, "poor")["excluded"]
    assert not row_of(found, "near")["excluded"]


def test_the_matching_rule_decides_who_is_best_suited(file: Path) -> None:
    scenario = load_scenario(file, {"regulator.matching": "proximity"})
    found = partner_candidates(scenario, replicates=REPLICATES)
    model = TurnaroundModel(scenario, 0)
    assert choose_partner(model.trusts[0], model.trusts[1:], model.regulator, model.parameters) == 0
    assert row_of(found, "near")["chosen"] > row_of(found, "far")["chosen"]
    assert found.rows["trust"].iloc[0] == "near"


def test_distance_costs_attention_and_is_that_of_the_map(found: Candidates) -> None:
    near, far = row_of(found, "near"), row_of(found, "far")
    assert (near["distance_p50"], far["distance_p50"]) == (5.0, 500.0)
    assert not found.drawn_places
    assert 0.0 < near["cost_p50"] < far["cost_p50"]


def test_a_larger_form_of_help_costs_the_partner_more(file: Path, found: Candidates) -> None:
    larger = partner_candidates(load_scenario(file), partnership_type="management_contract", replicates=REPLICATES)
    assert row_of(larger, "near")["cost_p50"] > row_of(found, "near")["cost_p50"]


def test_a_candidate_is_judged_alike_whoever_else_there_is(found: Candidates, tmp_path: Path) -> None:
    fewer = "\n".join(line for line in SCENARIO.splitlines() if "id: near" not in line)
    (tmp_path / "mine.yaml").write_text(fewer)
    alone = row_of(partner_candidates(load_scenario(tmp_path / "mine.yaml"), replicates=REPLICATES), "far")
    for measure in MEASURES:
        assert alone[f"{measure.name}_p50"] == row_of(found, "far")[f"{measure.name}_p50"]


def test_the_table_names_who_is_excluded_and_why(in_folder: Path, file: Path) -> None:
    shown = turnaround("partners", str(file), "--replicates", "4")
    assert shown.exit_code == 0, shown.output
    assert LIKE_YOURS in shown.output
    assert "Excluded: Poor House: " in shown.output
    assert "published figures are not good" in shown.output
    assert "Near House" in shown.output
    assert list(in_folder.iterdir()) == []


def test_json_and_csv_have_the_same_candidates(file: Path) -> None:
    as_json = json.loads(turnaround("partners", str(file), "--replicates", "3", "--json").output)
    rows = list(csv.DictReader(io.StringIO(turnaround("partners", str(file), "--replicates", "3", "--csv").output)))
    assert as_json["note"] == LIKE_YOURS
    assert {row["note"] for row in rows} == {LIKE_YOURS}
    assert [row["trust"] for row in rows] == [row["trust"] for row in as_json["candidates"]]
    for row, other in zip(rows, as_json["candidates"], strict=True):
        assert float(row["capacity_p50"]) == pytest.approx(other["capacity_p50"])
    assert set(as_json["measures"]) == {measure.name for measure in MEASURES}


@pytest.mark.parametrize("option", [(), ("--json",), ("--csv",)])
def test_an_anonymous_list_names_nobody(file: Path, option: tuple[str, ...]) -> None:
    shown = turnaround("partners", str(file), "--replicates", "2", "--anonymous", *option).output
    for word in ("House", "near", "far", "poor"):
        assert word not in shown.replace("farther", "")
    assert LIKE_YOURS in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--trust", "wek"), "did you mean 'weak'?"),
        (("--type", "budying"), "did you mean buddying?"),
        (("--type", "federation"), "no single trust helps another in it"),
        (("--json", "--csv"), "one of them"),
        (("--replicates", "0"), "--replicates"),
    ],
)
def test_wrong_use_is_refused(file: Path, arguments: tuple[str, ...], words: str) -> None:
    assert words in refused("partners", str(file), *arguments)


def test_a_scenario_with_one_trust_or_none_has_no_candidates(in_folder: Path) -> None:
    Path("one.yaml").write_text("title: One\ntrusts: [{id: a}]\n")
    for scenario, count in (("one.yaml", 1), ("england_acute", 0)):
        message = refused("partners", scenario)
        assert f"describes {count} trusts" in message
        assert "at least the trust and another" in message
