"""What is observed, what is computed, and the table say the same."""

from __future__ import annotations

import ast
import re
from math import isnan
from pathlib import Path
from types import SimpleNamespace
from typing import get_type_hints

import pytest

import sim.outcomes
from sim.model.enums import Rating
from sim.model.state import TrustState
from sim.model.variables import field_types, set_initial
from sim.outcomes import HORIZONS, OUTCOMES
from sim.outcomes.compute import compute_outcomes
from sim.outcomes.observation import MonthlyObservation, count_inadequate_domains, observe
from sim.outcomes.outcome_table import TrustOutcomes


def test_every_outcome_is_a_number_with_a_meaning_and_a_unit() -> None:
    assert set(field_types(TrustOutcomes)) == set(OUTCOMES)
    assert set(field_types(TrustOutcomes).values()) == {float}
    assert all(outcome.meaning and outcome.unit for outcome in OUTCOMES.values())


@pytest.mark.parametrize(
    "name", ["exit_within", "absorbed_before_exit_within", "recovered_within", "quality_change", "performance_change"]
)
def test_what_is_reported_at_horizons_is_reported_at_each(name: str) -> None:
    declared = [int(outcome.rsplit("_", 1)[1]) for outcome in OUTCOMES if re.fullmatch(rf"{name}_\d+", outcome)]
    assert tuple(declared) == HORIZONS


@pytest.mark.parametrize("name", [name for name in OUTCOMES if re.search(r"_\d+(_|$)", name)])
def test_meaning_of_an_outcome_names_the_months_in_its_name(name: str) -> None:
    (months,) = re.findall(r"_(\d+)(?:_|$)", name)
    assert re.search(rf"\b{months}\b", OUTCOMES[name].meaning)


def test_every_outcome_is_reported_as_a_float_and_twin_and_partnerships_come_later(past, computed, parameters) -> None:
    found = vars(computed(compute_outcomes, past(120, failing=[(3, 9)], good=[(10, 100)]), parameters))
    assert set(found) == set(OUTCOMES)
    assert all(isinstance(value, float) for value in found.values())
    of_twins = [name for name, outcome in OUTCOMES.items() if outcome.needs_twin]
    assert of_twins
    assert all(isnan(found[name]) for name in of_twins)
    assert found["partnerships_joined"] == 0.0
    assert found["recovered_within_12"] == 1.0


SAYS_ITS_CONDITION = re.compile("once_recovered|after_integration|integration_dip|partnered|partnership_success")


@pytest.mark.parametrize("name", list(OUTCOMES))
def test_outcome_of_some_replicates_only_says_so_in_its_name_and_no_other_does(name: str) -> None:
    assert bool(SAYS_ITS_CONDITION.search(name)) is bool(OUTCOMES[name].condition)
    assert OUTCOMES[name].among == (
        f"those {OUTCOMES[name].condition}" if OUTCOMES[name].condition else "all replicates"
    )


@pytest.mark.parametrize(
    "spans",
    [
        {},
        {"failing": [(0, 90)]},
        {"failing": [(85, 90)]},
        {"failing": [(0, 20)], "good": [(21, 90)]},
        {"in_special_measures": [(0, 90)]},
        {"in_special_measures": [(40, 50)], "absorbed": [(45, 90)]},
        {"absorbed": [(0, 90)]},
        {"integrating": [(80, 90)]},
        {"integrating": [(30, 90)], "absorbed": [(30, 90)], "failing": [(0, 90)]},
    ],
)
def test_whatever_befalls_a_trust_it_counts_in_every_outcome_without_a_condition(
    spans, past, computed, parameters
) -> None:
    found = vars(computed(compute_outcomes, past(90, **spans), parameters))
    missing = {name for name, value in found.items() if isnan(value)}
    assert not {name for name in missing if not OUTCOMES[name].condition and not OUTCOMES[name].needs_twin}


def test_only_what_some_outcome_reads_is_observed() -> None:
    read = {
        node.attr
        for file in Path(sim.outcomes.__path__[0]).glob("*.py")
        if file.stem != "observation"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    assert set(get_type_hints(MonthlyObservation)) - read == set()


def test_month_is_observed_as_the_trust_stands() -> None:
    trust, month = SimpleNamespace(), SimpleNamespace()
    set_initial(trust, TrustState)
    for position, name in enumerate(get_type_hints(MonthlyObservation)):
        if name != "inadequate_domains":
            setattr(trust, name, field_types(TrustState)[name](position + 1))
    observe(month, trust)
    assert set(vars(month)) == set(get_type_hints(MonthlyObservation))
    assert {name: value for name, value in vars(month).items() if name != "inadequate_domains"} == {
        name: getattr(trust, name) for name in vars(month) if name != "inadequate_domains"
    }
    assert month.inadequate_domains == 0


def test_five_domains_are_counted_and_the_overall_rating_is_not() -> None:
    trust = SimpleNamespace()
    set_initial(trust, TrustState)
    trust.rating_overall = int(Rating.INADEQUATE)
    domains = [name for name in field_types(TrustState) if name.startswith("rating_") and name != "rating_overall"]
    for position, domain in enumerate(domains):
        assert count_inadequate_domains(trust) == position
        setattr(trust, domain, int(Rating.INADEQUATE))
    assert count_inadequate_domains(trust) == 5
