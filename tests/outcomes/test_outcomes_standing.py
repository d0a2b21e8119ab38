"""Ratings, stage and structure, costs, changes of level, and what came of an integration."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from sim.model.enums import Rating, Stage
from sim.outcomes.change_outcomes import (
    access_change,
    compute_changes,
    compute_shortfall,
    engagement_change,
    finance_change,
    performance_change,
    quality_change,
)
from sim.outcomes.cost_outcomes import compute_costs
from sim.outcomes.horizons import NEVER
from sim.outcomes.integration_outcomes import (
    BOTTOM_FIFTH,
    TOP_FIFTH,
    compute_integration,
    dip_after,
    finance_change_after,
    first_integrating,
    months_to_coherence,
    months_to_good,
    rose_from_bottom_to_top,
)
from sim.outcomes.standing_outcomes import compute_standing
from sim.scenario.starting_population import stationary_population


def test_standing_is_reported_at_the_end_and_special_measures_over_the_months_simulated(over_months, computed) -> None:
    lived = over_months(
        20,
        special_measures={0: True, 6: False},
        stage={0: int(Stage.DECLINE), 8: int(Stage.PERMANENT_FAILURE), 12: int(Stage.GROWTH)},
        rating_overall={0: int(Rating.INADEQUATE), 15: int(Rating.GOOD)},
        inadequate_domains={0: 4, 15: 1},
        absorbed_by={0: -1, 18: 3},
    )
    found = computed(compute_standing, lived)
    assert found.months_in_special_measures == 5, "month 0 was not simulated"
    assert found.permanent_failure == 1
    assert (found.absorbed, found.months_before_absorption) == (1, 18)
    assert (found.good_or_better, found.inadequate_domains, found.rating_change) == (1, 1, 2)


def test_trust_that_stays_its_own_is_so_for_all_of_the_run(past, computed) -> None:
    found = computed(compute_standing, past(20))
    assert (found.absorbed, found.permanent_failure, found.rating_change) == (0, 0, 0)
    assert found.months_before_absorption == 20


def test_costs_are_summed_over_the_months_simulated_in_their_order(over_months, computed) -> None:
    found = computed(
        compute_costs,
        over_months(
            10,
            attention_compliance={0: 0.1},
            attention_partnership={0: 0.0, 6: 0.2},
            cost_to_trust={0: 0.3},
            cost_to_centre={0: 0.5, 1: 0.0},
            income_from_partnerships={0: 0.7},
        ),
    )
    in_order = 0.0
    for _ in range(10):
        in_order += 0.1
    assert found.compliance_attention == in_order
    assert found.compliance_attention != 1.0, "no other order and no compensation gives the same bits"
    assert found.partnership_attention == pytest.approx(1.0)
    assert found.cost_to_trust == pytest.approx(3.0)
    assert found.cost_to_centre == 0.0
    assert found.income_from_partnerships == pytest.approx(7.0)


def test_shortfall_counts_months_below_the_growth_threshold_only(past, computed, parameters) -> None:
    found = computed(compute_shortfall, past(20, good=[(6, 20)]), parameters)
    assert found.performance_shortfall == pytest.approx(5 * (parameters.growth_performance - 0.3))


def test_changes_are_from_the_start_and_missing_where_the_run_ends_before(over_months, computed) -> None:
    names = ("quality", "access", "finance", "engagement")
    lived = over_months(36, **{name: {0: 0.4, 24: 0.4 + 0.1 * step} for step, name in enumerate(names)})
    found = vars(computed(compute_changes, lived))
    assert len(found) == 20
    for step, name in enumerate(names):
        assert [found[f"{name}_change_{months}"] for months in (12, 24)] == pytest.approx([0, 0.1 * step])
        assert isnan(found[f"{name}_change_60"])
    assert found["performance_change_36"] == pytest.approx(0.1)


@pytest.mark.parametrize("months", [12, 24, 36, 60])
def test_every_change_is_read_in_the_month_of_its_name(months: int, over_months, computed) -> None:
    names = ("quality", "access", "finance", "engagement")
    found = vars(computed(compute_changes, over_months(70, **{name: {0: 0.4, months: 0.6} for name in names})))
    earlier = vars(computed(compute_changes, over_months(70, **{name: {0: 0.4, months + 1: 0.6} for name in names})))
    for name in (*names, "performance"):
        assert found[f"{name}_change_{months}"] == pytest.approx(0.2)
        assert earlier[f"{name}_change_{months}"] == pytest.approx(0.0)


@pytest.mark.parametrize(
    "change", [performance_change, quality_change, access_change, finance_change, engagement_change]
)
def test_each_change_is_seen_from_the_last_month_on(change, over_months) -> None:
    levels = {name: {0: 0.4, 12: 0.6} for name in ("quality", "access", "finance", "engagement")}
    assert change(over_months(12, **levels), 12) == pytest.approx(0.2)
    assert isnan(change(over_months(11, **levels), 12))


@pytest.fixture
def integrated(over_months):
    """Make the past of a trust whose integration begins in month 10."""

    def _integrated(months: int = 80, **values) -> list:
        steps = {0: 0.5, 15: 0.4, 20: 0.6}
        return over_months(
            months,
            integrating={10: True, 50: False},
            quality=steps,
            access=steps,
            finance=steps,
            rating_overall={0: int(Rating.INADEQUATE), 25: int(Rating.GOOD)},
            coherence={0: 0.7, 40: 0.85},
            **values,
        )

    return _integrated


def test_integration_is_measured_from_its_first_month(integrated, computed) -> None:
    found = computed(compute_integration, integrated())
    assert found.integration_dip == pytest.approx(0.1)
    assert found.good_within_12 == 0.0, "good came in the 15th month"
    assert found.months_to_coherence_after_integration == 30
    assert found.coherence_60_after_integration == pytest.approx(0.85)
    assert found.finance_change_12_after_integration == pytest.approx(0.1)
    assert found.finance_change_48_after_integration == pytest.approx(0.1)


def test_what_was_not_observed_long_enough_is_missing(integrated, computed) -> None:
    found = computed(compute_integration, integrated(21))
    assert isnan(found.integration_dip)
    assert isnan(found.finance_change_12_after_integration)
    assert isnan(found.coherence_60_after_integration)
    assert found.months_to_coherence_after_integration == 11, "not coherent in the 11 months that were seen"


def test_without_an_integration_none_came_to_good_and_the_rest_is_missing(past, computed) -> None:
    assert first_integrating(past(80)) == NEVER
    found = vars(computed(compute_integration, past(80)))
    assert {name for name, value in found.items() if value == 0.0} == {
        "good_within_12",
        "bottom_to_top_fifth_within_12",
    }
    assert {name for name, value in found.items() if isnan(value)} == {name for name in found if "integration" in name}


def test_integration_may_begin_in_any_month_that_is_observed(past) -> None:
    assert [first_integrating(past(30, integrating=[(month, 30)])) for month in (0, 1, 30)] == [0, 1, 30]


def test_parts_of_an_integration(integrated) -> None:
    lived = integrated()
    assert first_integrating(lived) == 10
    assert dip_after(lived, 20) == pytest.approx(-0.2), "before month 20 it was lower than ever after"
    assert dip_after(lived, 0) == 0.0, "what was before the start is not known"
    assert isnan(dip_after(lived, 69))
    assert (months_to_good(lived, 10), months_to_coherence(lived, 10)) == (15, 30)
    assert months_to_coherence(lived[:30], 10) == NEVER
    assert months_to_good(lived[:20], 10) == NEVER
    assert finance_change_after(lived, 10, 5) == pytest.approx(-0.1)
    assert isnan(finance_change_after(lived, 10, 71))


def test_what_is_observed_to_the_last_month_of_its_time_is_reported(integrated, computed, over_months) -> None:
    assert not isnan(dip_after(integrated(22), 10))
    assert isnan(dip_after(integrated(21), 10))
    assert not isnan(finance_change_after(integrated(15), 10, 5))
    assert isnan(finance_change_after(integrated(14), 10, 5))
    assert not isnan(computed(compute_integration, integrated(70)).coherence_60_after_integration)
    assert isnan(computed(compute_integration, integrated(69)).coherence_60_after_integration)


def test_good_counts_from_the_first_to_the_twelfth_month_of_an_integration_and_not_if_it_was_so_before(
    over_months, computed
) -> None:
    for month, expected in ((9, 0), (10, 0), (11, 1), (22, 1), (23, 0)):
        lived = over_months(40, integrating={10: True}, rating_overall={0: 1, month: int(Rating.GOOD)})
        assert computed(compute_integration, lived).good_within_12 == expected, month


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({0: BOTTOM_FIFTH, 22: TOP_FIFTH}, 1),
        ({0: BOTTOM_FIFTH, 23: TOP_FIFTH}, 0),
        ({0: BOTTOM_FIFTH + 0.01, 15: TOP_FIFTH}, 0),
        ({0: 0.1, 15: TOP_FIFTH - 0.01}, 0),
        ({0: 0.1, 5: 0.6, 15: 0.9}, 0),
        ({0: 0.1, 12: 0.7, 18: 0.3}, 1),
    ],
)
def test_engagement_rises_from_bottom_to_top_within_a_year_of_an_integration(
    steps, expected, over_months, computed
) -> None:
    lived = over_months(40, integrating={10: True}, published_engagement=steps)
    assert computed(compute_integration, lived).bottom_to_top_fifth_within_12 == expected
    assert rose_from_bottom_to_top(lived, 10) is bool(expected)
    alone = over_months(40, published_engagement=steps)
    assert computed(compute_integration, alone).bottom_to_top_fifth_within_12 == 0


def test_fifths_are_those_of_the_trusts_at_rest() -> None:
    published = stationary_population()["published_engagement"]
    assert np.percentile(published, [20, 80]) == pytest.approx([BOTTOM_FIFTH, TOP_FIFTH], abs=0.015)


def test_the_dip_may_come_in_the_first_or_the_last_month_of_its_year(over_months) -> None:
    for at in (10, 22):
        steps = {0: 0.5, at: 0.2, at + 1: 0.5}
        lived = over_months(40, quality=steps, access=steps, finance=steps, integrating={10: True})
        assert dip_after(lived, 10) == pytest.approx(0.3), at


def test_the_dip_is_measured_from_the_month_before_the_start(over_months) -> None:
    for start in (1, 10):
        steps = {0: 0.9, start - 1: 0.5, start: 0.2}
        lived = over_months(40, quality=steps, access=steps, finance=steps)
        assert dip_after(lived, start) == pytest.approx(0.3), start


def test_coherence_and_rating_count_from_the_start_to_the_last_month(over_months) -> None:
    for month in (10, 30):
        lived = over_months(30, coherence={0: 0.5, month: 0.9}, rating_overall={0: 1, month: int(Rating.OUTSTANDING)})
        assert months_to_coherence(lived, 10) == month - 10
        assert months_to_good(lived, 10) == month - 10


def test_coherence_and_rating_count_from_their_very_bound(over_months) -> None:
    lived = over_months(30, coherence={0: 0.79, 20: 0.80}, rating_overall={0: 1, 25: int(Rating.GOOD)})
    assert months_to_coherence(lived, 10) == 10
    assert months_to_good(lived, 10) == 15
    assert months_to_good(lived, 25) == 0
