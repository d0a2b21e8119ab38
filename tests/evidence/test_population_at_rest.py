"""A population without dated causes stays what it is, declines in every season, and gives its own trusts back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.evidence.simulated import Assumed, SimulatedWorlds, simulate_worlds
from sim.evidence.statistics.population_statistics import median_tenure
from sim.model.enums import Rating, Stage
from sim.parameters import parameter_table
from sim.scenario.conditional_start import Known, starts_of
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.starting_population import rows_of_type, stationary_population

Values = NDArray[np.float64]
FOLLOWED = (
    "rating_overall",
    "special_measures",
    "chief_executive_tenure",
    "stage",
    "provider_type",
    "annual_quality",
    "annual_access",
    "annual_finance",
    "chief_executive_left",
)
YEARS = 10


@pytest.fixture(scope="module")
def at_rest() -> SimulatedWorlds:
    """Return Englands without dated causes."""
    return simulate_worlds(load_scenario("england_all", ["environment.trends=[]"]), 60, FOLLOWED, threads=2)


def slope(yearly: Values) -> tuple[float, float]:
    """Return the mean slope a year over replicates, of an array [replicates, years], and its 99 % half-width."""
    years = np.arange(yearly.shape[1]) - (yearly.shape[1] - 1) / 2.0
    slopes = (yearly * years).sum(axis=1) / (years**2).sum()
    return float(slopes.mean()), float(2.58 * slopes.std(ddof=1) / np.sqrt(len(slopes)))


def by_year(values: Values) -> Values:
    """Return means over trusts and the months of each year, an array [replicates, years]."""
    months = values[:, 1:].mean(axis=2)
    means: Values = months.reshape(len(months), YEARS, 12).mean(axis=2)
    return means


def test_ratings_tenure_and_special_measures_have_no_slope(at_rest: SimulatedWorlds) -> None:
    months = at_rest.months
    tenure = np.median(months["chief_executive_tenure"][:, 12::12], axis=2)
    found = {
        "good or better": slope(by_year((months["rating_overall"] >= Rating.GOOD).astype(float))),
        "inadequate": slope(by_year((months["rating_overall"] == Rating.INADEQUATE).astype(float))),
        "special measures": slope(by_year(months["special_measures"])),
        "median tenure": slope(tenure),
    }
    assert {name: abs(mean) <= half for name, (mean, half) in found.items()} == dict.fromkeys(found, True), found
    assert 2.0 < float(np.nanmedian(median_tenure(at_rest))) < 3.5


def test_a_dated_cause_makes_ratings_drift(at_rest: SimulatedWorlds) -> None:
    drifting = simulate_worlds(load_scenario("england_all"), 30, FOLLOWED, threads=2)
    mean, half = slope(by_year((drifting.months["rating_overall"] >= Rating.GOOD).astype(float))[:, :4])
    assert mean > half


def declines(worlds: SimulatedWorlds) -> NDArray[np.bool_]:
    """Return the months in which a trust turns from sound to poor: an array [replicates, months, trusts]."""
    figures = [worlds.months[name] for name in ("annual_quality", "annual_access", "annual_finance")]
    stage = worlds.months["stage"]
    sound = (stage == Stage.STABLE) | (stage == Stage.GROWTH)
    entered: NDArray[np.bool_] = sound[:, :-1] & ~sound[:, 1:] & (np.min(figures, axis=0)[:, 1:] < 1.0)
    return entered


def test_decline_is_no_matter_of_one_season(at_rest: SimulatedWorlds) -> None:
    entered = declines(at_rest)
    calendar = (at_rest.scenario.start_month - 2 + np.arange(1, entered.shape[1] + 1)) % 12 + 1
    assert entered.sum() > 500
    assert entered[:, np.isin(calendar, (5, 6))].sum() / entered.sum() < 0.25


def test_crises_of_care_of_money_and_of_leaders_each_occur(at_rest: SimulatedWorlds) -> None:
    entered, months = declines(at_rest), at_rest.months
    poor = parameter_table()["sound_figure"].default
    recently = np.lib.stride_tricks.sliding_window_view(months["chief_executive_left"][:, 1:], 6, axis=1).max(axis=-1)
    recently = np.concatenate([np.zeros_like(recently[:, :5]), recently], axis=1) > 0.5
    crises: Mapping[str, Any] = {
        "care": months["annual_quality"][:, 1:] < poor,
        "access": months["annual_access"][:, 1:] < poor,
        "money": months["annual_finance"][:, 1:] < poor,
        "leaders": recently,
    }
    of_type = months["provider_type"][:, 1:]
    for name, crisis in crises.items():
        shares = [
            crisis[entered & (of_type == kind)].mean() for kind in range(5) if (entered & (of_type == kind)).any()
        ]
        assert max(shares) >= 0.10, name


GIVEN = ("annual_access", "annual_finance", "published_engagement")


def test_a_trust_given_by_its_figures_moves_no_more_than_the_population_regresses() -> None:
    trust = {"id": "a", "published": {"access": 68, "engagement": 6.5, "surplus": -6,
             "ratings": {"overall": "requires_improvement"}}}  # fmt: skip
    scenario = load_scenario("no_partner").model_copy(update={"partnerships": []})
    described = type(scenario).model_validate({"title": "A trust", "months": 12, "trusts": [trust]})
    later = simulate_worlds(described, 1000, GIVEN, threads=2).months
    population = simulate_worlds(
        load_scenario("england_acute", ["months=12", "environment.trends=[]"]), 60, GIVEN, threads=2
    ).months
    for name in GIVEN:
        start, end = later[name][:, 0, 0].mean(), later[name][:, 12, 0].mean()
        own, a_year_on = population[name][:, 0].ravel(), population[name][:, 12].ravel()
        slope_of_all, level = np.polyfit(own, a_year_on, 1)
        expected = slope_of_all * start + level - start
        assert end - start <= expected + 0.005, name
        assert end - start >= -0.02, name


HIDDEN = ("quality", "access", "finance", "workforce", "engagement", "capability", "leadership", "reputation")
SEEN = ("annual_access", "annual_finance", "published_engagement", "published_workforce")
ERRORS = ("quality_error", "access_error", "finance_error", "engagement_error", "workforce_error")


@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_intervals_of_the_inferred_state_hold_the_true_one(factor: float) -> None:
    assumed = Assumed({name: factor * parameter_table()[name].default for name in ERRORS})
    scenario = assumed.of(load_scenario("england_acute", ["months=60", "seed=77", "environment.trends=[]"]))
    worlds = simulate_worlds(scenario, 4, (*HIDDEN, *SEEN, "rating_overall", "special_measures"), threads=2).months
    random, trials = np.random.default_rng(1), 300
    hits = dict.fromkeys(HIDDEN, 0)
    narrower = dict.fromkeys(HIDDEN, 0.0)
    for _ in range(trials):
        at = (random.integers(4), 60, random.integers(worlds["quality"].shape[2]))
        seen = {name: float(worlds[name][at]) for name in SEEN}
        seen |= {name: int(worlds[name][at]) for name in ("rating_overall", "special_measures")}
        drawn = starts_of(Known("acute", seen))
        everybody = stationary_population()[rows_of_type("acute")]
        for name in HIDDEN:
            low, high = np.percentile(drawn[name], [5, 95])
            hits[name] += low <= worlds[name][at] <= high
            narrower[name] += (high - low) / np.subtract(*np.percentile(everybody[name], [95, 5])) / trials
    coverage = {name: count / trials for name, count in hits.items()}
    assert {name: 0.85 <= share <= 0.98 for name, share in coverage.items()} == dict.fromkeys(HIDDEN, True), coverage
    assert all(width < 1.05 for width in narrower.values()), narrower
    assert narrower["access"] < 0.6
