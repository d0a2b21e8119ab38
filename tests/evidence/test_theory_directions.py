"""Statements of the theory about whole runs: weak leaders who take over, and stages that are names."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import sim
from sim.engine.compiled.arrays import outputs_for
from sim.evidence.statistics.special_measures_statistics import (
    mean_of_leavers,
    out_within_a_year,
    spells_of,
)
from sim.model.enums import Stage
from sim.model.state import TrustState
from sim.model.variables import field_types

Make = Callable[..., Any]

# Leaders put in charge bring their own level, up or down

WORLDS = 120
CHECKED_AFTER = 60
STRONG, FAILING = "regency_vale", "green_bay"
LEADERS = (f"trusts.{FAILING}.state.leadership=0.3", f"trusts.{STRONG}.state.leadership=0.7")


def acquired(*sets: str, target: str = STRONG, partner: str = FAILING) -> sim.Scenario:
    """Return a scenario in which one trust acquires another by plan, in the first month."""
    plan = f"{{id: deal, type: acquisition, target: {target}, partner: {partner}, start_month: 1}}"
    return sim.load_scenario("no_partner", [f"months={CHECKED_AFTER}", f"partnerships=[{plan}]", *LEADERS, *sets])


@cache
def difference_made(variable: str, *sets: str, **sides: str) -> NDArray[np.float64]:
    """Return what a deal has made of the trust that is acquired, in as many worlds: with it, less without it."""
    ensemble = sim.Ensemble(acquired(*sets, **sides), with_twin=True)
    position = {STRONG: 1, FAILING: 0}[sides.get("target", STRONG)]
    found = []
    for world in range(WORLDS):
        record, twin, _ = ensemble.record(world)
        assert twin is not None
        with_deal, without = (one.states for one in (record, twin))
        found.append(level_of(with_deal, variable, position) - level_of(without, variable, position))
    return np.array(found)


def level_of(states: dict[str, NDArray[Any]], variable: str, position: int) -> float:
    """Return the level of a trust at the end: of a variable, or of overall performance."""
    names = ("quality", "access", "finance") if variable == "performance" else (variable,)
    return float(np.mean([states[name][CHECKED_AFTER, position] for name in names]))


def surely_below_zero(differences: NDArray[np.float64]) -> bool:
    """Return whether paired differences are below zero beyond chance (three standard errors)."""
    return bool(differences.mean() + 3.0 * differences.std(ddof=1) / np.sqrt(len(differences)) < 0.0)


def test_strong_trust_that_a_failing_one_acquires_does_worse_than_it_would_have_alone() -> None:
    assert surely_below_zero(difference_made("performance"))
    assert difference_made("performance").mean() <= -0.02


NOBODY_IN_CHARGE = ("partnership_types.acquisition.substitution=0", "parameters.closed_in_group=0")


def test_it_is_the_leaders_of_the_failing_trust_who_make_it_so() -> None:
    """Without leaders put in charge from elsewhere the same deal costs nothing that can be told from chance."""
    assert surely_below_zero(difference_made("leadership_support"))
    assert np.all(difference_made("leadership_support", *NOBODY_IN_CHARGE) == 0.0)
    assert not surely_below_zero(difference_made("performance", *NOBODY_IN_CHARGE))
    assert surely_below_zero(difference_made("performance") - difference_made("performance", *NOBODY_IN_CHARGE))


def test_leaders_of_a_strong_trust_do_the_opposite_for_a_failing_one() -> None:
    sides = {"target": FAILING, "partner": STRONG}
    made = difference_made("performance", **sides)
    assert surely_below_zero(-made)
    assert surely_below_zero(difference_made("performance", *NOBODY_IN_CHARGE, **sides) - made)


# Stages are names

NAMES_ONLY = ("stage", "months_in_stage", "months_failing")
CUT_OFFS = {
    "stage_months": (1, 24),
    "stable_months": (1, 36),
    "stabilised_stock": (0.1, 0.5),
    "permanent_failure_months": (12, 120),
    "permanent_failure_level": (0.0, 1.0),
}
SETTINGS = ("england_acquisition", "local_health_economy", "case_b_buddying")


@cache
def trajectories(name: str, *sets: str) -> NDArray[Any]:
    """Return every variable of every trust in every month of a replicate."""
    scenario = sim.load_scenario(name, ["months=96", *sets])
    ensemble = sim.Ensemble(scenario, scenario.has_twin)
    outputs = outputs_for(ensemble.inputs, 1, 1)
    ensemble.simulate_into(outputs, 3, 1)
    states: NDArray[Any] = outputs.states[0].copy()
    return states


def moved(name: str, *sets: str) -> set[str]:
    """Return the variables that are not bit for bit what they are without a change."""
    usual, changed = trajectories(name), trajectories(name, *sets)
    return {field for field in field_types(TrustState) if usual[field].tobytes() != changed[field].tobytes()}


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("cut_off", CUT_OFFS)
def test_cut_off_that_only_names_a_stage_changes_no_trajectory(cut_off: str, name: str) -> None:
    for value in CUT_OFFS[cut_off]:
        assert moved(name, f"parameters.{cut_off}={value}") <= set(NAMES_ONLY)


@pytest.mark.parametrize("cut_off", CUT_OFFS)
def test_cut_off_that_names_a_stage_does_name_it(cut_off: str) -> None:
    """A cut-off that changed no name either would say nothing."""
    found = set.union(
        *(moved(name, f"parameters.{cut_off}={value}") for name in SETTINGS for value in CUT_OFFS[cut_off])
    )
    assert "stage" in found


def test_months_of_failure_and_the_stage_at_the_start_change_names_only() -> None:
    usual, changed = (sim.TurnaroundModel("case_b_buddying", 3, months=60) for _ in range(2))
    for trust in changed.trusts:
        trust.months_failing, trust.stage = 400, Stage.PERMANENT_FAILURE
    before, after = usual.run().states, changed.run().states
    assert {name for name in before if not np.array_equal(before[name][1:], after[name][1:])} <= set(NAMES_ONLY)
    assert not np.array_equal(before["months_failing"][1:], after["months_failing"][1:])


DECIDED_BY = {
    "poor_performance": 0.6,
    "poor_stock": 0.45,
    "growth_performance": 0.6,
    "enough_acknowledged": 0.6,
    "segment_poor_months": 1,
}


@pytest.mark.parametrize("parameter", DECIDED_BY)
def test_cut_off_by_which_anybody_decides_is_not_a_name_only(parameter: str) -> None:
    found = set.union(*(moved(name, f"parameters.{parameter}={DECIDED_BY[parameter]}") for name in SETTINGS))
    assert not found <= set(NAMES_ONLY)


# Those who are absorbed


def test_absorbed_trust_leaves_special_measures_and_is_not_counted_as_improved(regime: Make) -> None:
    """The first is lifted out after four months, the second is absorbed after four."""
    picture = ".." + "#" * 4 + "." * 36
    worlds = regime(picture, picture, absorbed_by=[[-1] * 42, [-1] * 6 + [0] * 36])
    spells = spells_of(worlds)
    assert spells.months.tolist() == [4, 4]
    assert spells.lifted.tolist() == [True, False]
    assert mean_of_leavers(worlds).tolist() == [4.0]
    assert out_within_a_year(worlds).tolist() == [0.5]


def test_no_unit_of_a_group_is_in_special_measures() -> None:
    states = trajectories("england_acquisition")
    units = states["absorbed_by"] >= 0
    assert units.any()
    assert not states["special_measures"][units].any()
    assert (states["months_in_special_measures"][units] == 0).all()
    entered = ~units[:-1] & units[1:]
    assert states["special_measures"][:-1][entered].any(), "some are absorbed out of special measures"
