"""Patterns that are more than a difference of two means: two roads after integration, and too many partners."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from directions import CONFIDENCE, SEVERAL_PARTNERS, recovered_within_60

from sim.engine.mesa_model import TurnaroundModel
from sim.parameters import Parameters
from sim.results.outcomes import outcomes_of
from sim.scenario.loading import load_scenario

REPLICATES = 100
ENERGIES = (0.0, 0.25, 0.5, 0.75, 1.0)
SUB_CULTURES, ONE_CULTURE = 0.45, 0.70


@cache
def coherence_after_five_years(programme: float, *sets: str) -> np.ndarray:
    """Return coherence 60 months after the merger of case E began, with so much work on values and staff."""
    changes = ["months=100", f"partnership_types.merger.people_programme={programme}", *sets]
    scenario = load_scenario("case_e_merger", changes)
    parameters = Parameters(scenario.parameters)
    records = (TurnaroundModel(scenario, replicate).run() for replicate in range(REPLICATES))
    found = np.array([outcomes_of(record, parameters)["coherence_60_after"][0] for record in records])
    return found[~np.isnan(found)]


def roads(coherence: np.ndarray) -> tuple[float, float, float]:
    """Return the shares that ended in sub-cultures, undecided, and as one culture."""
    low, high = float((coherence < SUB_CULTURES).mean()), float((coherence > ONE_CULTURE).mean())
    return low, 1.0 - low - high, high


def test_near_the_watershed_an_integration_takes_one_of_two_roads() -> None:
    """D06: two modes, and some mass in between (Millar et al. 2020)."""
    low, undecided, high = roads(coherence_after_five_years(0.25))
    print(f"two roads: sub-cultures {low:.2f}, undecided {undecided:.2f}, one culture {high:.2f}")
    assert low >= 0.15
    assert high >= 0.15
    assert 0.02 <= undecided < min(low, high)


def test_the_roads_shift_continuously_with_the_energy_an_integration_starts_with() -> None:
    shares = [roads(coherence_after_five_years(energy))[2] for energy in ENERGIES]
    print("share of one culture by work on values and staff:", [f"{share:.2f}" for share in shares])
    steps = np.diff(shares)
    assert (steps > -0.05).all()
    assert steps.max() < 0.45
    assert shares[-1] - shares[0] > 0.4


def test_without_the_pull_of_what_is_already_common_there_are_no_two_roads() -> None:
    sets = ("parameters.energy_from_coherence=0", "parameters.coherence_rate=0.02")
    low, undecided, high = roads(coherence_after_five_years(0.25, *sets))
    assert undecided > min(low, high)


def recovery_with(partners: tuple[str, ...], *sets: str) -> np.ndarray:
    """Return whether Green Bay recovered within 60 months, in each replicate, with these buddies at once."""
    buddies = [
        f"{{id: buddy_{name}, type: buddying, target: green_bay, partner: {name}, start_month: 4, nature: mandated}}"
        for name in partners
    ]
    scenario = load_scenario(SEVERAL_PARTNERS, ["months=72", f"partnerships=[{', '.join(buddies)}]", *sets])
    records = (TurnaroundModel(scenario, replicate).run() for replicate in range(REPLICATES))
    return np.array([recovered_within_60(record, scenario) for record in records])


BUDDIES = ("regency_vale", "north_hill", "west_field")
NO_CROWDING = (
    "partnership_types.buddying.overhead_target=0",
    *(f"parameters.{name}=0" for name in ("partnership_crowding", "adoption_lost_to_confusion",
                                          "plan_lost_to_confusion", "fatigue_new_partner")),
)  # fmt: skip


def lower_bound(difference: np.ndarray) -> float:
    """Return the lower 99 % bound of the mean of paired differences."""
    known = difference[~np.isnan(difference)]
    return float(known.mean() - CONFIDENCE * known.std(ddof=1) / np.sqrt(len(known)))


@pytest.mark.parametrize(("sets", "holds"), [((), True), (NO_CROWDING, False)], ids=["as it is", "mechanism off"])
def test_three_partners_at_once_help_less_than_the_best_of_them_alone(sets: tuple[str, ...], holds: bool) -> None:
    """D07: several cultures to be understood at once may be an unfeasible expectation (Miller & Millar 2017)."""
    alone = max((recovery_with((partner,), *sets) for partner in BUDDIES), key=np.nanmean)
    together = recovery_with(BUDDIES, *sets)
    difference = alone - together
    print(f"best alone {np.nanmean(alone):.2f}, three at once {np.nanmean(together):.2f}")
    assert (lower_bound(difference) > 0 and np.nanmean(difference) >= 0.02) == holds
