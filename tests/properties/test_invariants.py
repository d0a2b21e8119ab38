"""What holds in every world: random parameters inside their bounds, random trusts, partnerships and policies."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.catalogue import shipped_catalogue
from sim.engine.mesa_model import TurnaroundModel
from sim.engine.record import ReplicateRecord
from sim.parameters import parameter_kinds, parameter_table
from sim.results.outcomes import outcomes_of
from sim.scenario.schema import Scenario
from sim.state import RegulatorState, TrustState, variables
from sim.vocabulary import Event, Nature, word

MONTHS = 30
levels = st.floats(0.0, 1.0)


@st.composite
def parameter_values(draw: st.DrawFn) -> dict[str, float]:
    """Some parameters anywhere inside their bounds; the rest at their defaults."""
    names = draw(st.lists(st.sampled_from(sorted(parameter_table())), unique=True, max_size=40))
    values: dict[str, float] = {}
    for name in names:
        low, high = parameter_table()[name].low, parameter_table()[name].high
        whole = parameter_kinds()[name] is int
        values[name] = draw(st.integers(int(low), int(high))) if whole else draw(st.floats(low, high))
    return values


@st.composite
def trusts(draw: st.DrawFn, identifier: str) -> dict[str, Any]:
    stocks = ["quality", "access", "finance", "workforce", "engagement", "leadership", "capability", "coherence"]
    return {
        "id": identifier,
        "archetype": draw(st.sampled_from(["failing", "average", "coasting", "high_performing"])),
        "sites": draw(st.integers(1, 5)),
        "turnover": draw(st.floats(20, 1500)),
        "state": {stock: draw(levels) for stock in draw(st.lists(st.sampled_from(stocks), unique=True))},
    }


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    names = ["target", "partner", "other"]
    kinds = shipped_catalogue()
    mandatable = sorted(name for name, kind in kinds.items() if Nature.MANDATED in kind.natures)
    planned = []
    for number in range(draw(st.integers(0, 3))):
        kind = kinds[draw(st.sampled_from(sorted(kinds)))]
        target, partner = draw(st.permutations(names))[:2]
        planned.append(
            {
                "id": f"deal_{number}",
                "type": kind.name,
                "target": target,
                "partner": partner,
                "start_month": draw(st.integers(1, MONTHS)),
                "nature": word(draw(st.sampled_from(kind.natures))),
                "prior_relationship": draw(levels),
            }
        )
    levers = {name: draw(levels) for name, lever in variables(RegulatorState).items() if lever.unit == "level"}
    return Scenario.model_validate(
        {
            "title": "a random world",
            "months": MONTHS,
            "seed": draw(st.integers(0, 2**32 - 1)),
            "trusts": [draw(trusts(name)) for name in names],
            "partnerships": planned,
            "regulator": {
                **levers,
                "mandated_type": draw(st.sampled_from([None, *mandatable])),
                "insisted": draw(st.booleans()),
            },
            "parameters": draw(parameter_values()),
        }
    )


def check_ranges(record: ReplicateRecord) -> None:
    for name, values in record.states.items():
        variable = variables(TrustState)[name]
        assert np.isfinite(values.astype(float)).all(), name
        if variable.low is not None:
            assert values.min() >= variable.low, name
        if variable.high is not None:
            assert values.max() <= variable.high, name


def check_ledger(record: ReplicateRecord) -> None:
    states = record.states
    asked = states["attention_operations"] + states["attention_compliance"] + states["attention_partnership"]
    gap = states["attention_supply"] + states["overload"] - asked - states["attention_free"]
    assert np.abs(gap).max() < 1e-9


def check_culture(record: ReplicateRecord) -> None:
    total = sum(record.states[f"culture_{name}"] for name in ("clan", "developmental", "hierarchical", "rational"))
    assert np.abs(total - 1).max() < 1e-9


def check_stage_months(record: ReplicateRecord) -> None:
    stage, months = record.states["stage"], record.states["months_in_stage"]
    stayed = stage[1:] == stage[:-1]
    entered = np.zeros_like(stayed)
    for happening in record.happenings:
        if happening.event == Event.STAGE_ENTERED:
            entered[happening.month - 1, happening.trust] = True
    assert (stayed == ~entered).all()
    assert (months[1:][stayed] == months[:-1][stayed] + 1).all()
    assert (months[1:][~stayed] == 0).all()


def check_absorbed_stay_absorbed(record: ReplicateRecord) -> None:
    absorbed = record.states["absorbed_by"]
    was = absorbed[:-1] >= 0
    assert (absorbed[1:][was] == absorbed[:-1][was]).all()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_every_world_keeps_the_invariants(scenario: Scenario) -> None:
    model = TurnaroundModel(scenario)
    record = model.run()
    check_ranges(record)
    check_ledger(record)
    check_culture(record)
    check_stage_months(record)
    check_absorbed_stay_absorbed(record)
    outcomes = outcomes_of(record, model.parameters)
    assert all(len(values) == 3 for values in outcomes.values())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_same_world_twice_gives_the_same_bits(scenario: Scenario) -> None:
    one, other = TurnaroundModel(scenario, 5).run(), TurnaroundModel(scenario, 5).run()
    assert all((one.states[name] == other.states[name]).all() for name in one.states)
    assert one.happenings == other.happenings
    assert one.partnership_months == other.partnership_months
