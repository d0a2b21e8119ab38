"""Statistics of partnerships are what their names say, by hand and against what happened in replicates in full."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.engine.compiled.ensemble import Ensemble
from sim.evidence.patterns import patterns
from sim.evidence.simulated import scenario_of, simulate_worlds
from sim.evidence.statistics import partnership_statistics
from sim.model.enums import Event

Make = Callable[..., Any]
NOTHING = [0.0] * 61


def test_recovery_relapse_and_success_are_those_of_the_target(lived: Make) -> None:
    reported = {
        "recovered_within_60": [[1.0, 0.0], [np.nan, 1.0]],
        "relapsed_once_recovered": [[0.0, 1.0], [1.0, 0.0]],
        "partnership_success": [[1.0, np.nan], [0.0, np.nan]],
    }
    worlds = lived(outcomes=reported, quality=np.zeros((2, 2, 3)))
    assert partnership_statistics.recovered_within_60(worlds) == pytest.approx([1.0, np.nan], nan_ok=True)
    assert partnership_statistics.relapsed(worlds) == pytest.approx([0.0, 1.0])
    assert partnership_statistics.successful(worlds) == pytest.approx([1.0, 0.0])


def test_the_partners_third_year_is_months_25_to_36_of_all_three_stocks(lived: Make, steps: Make) -> None:
    quality, access = steps(40, {0: 0.0, 25: 0.6, 37: 0.0}), steps(40, {0: 0.0, 25: 0.3, 31: 0.5, 37: 0.0})
    worlds = lived(quality=[[1.0] * 41, quality], access=[[1.0] * 41, access], finance=[[1.0] * 41, [0.2] * 41])
    assert partnership_statistics.partner_performance_in_third_year(worlds) == pytest.approx((0.6 + 0.4 + 0.2) / 3)


def test_performance_at_60_and_quality_two_years_on_are_the_targets(lived: Make, steps: Make) -> None:
    quality, access = steps(60, {0: 0.0, 30: 0.7, 31: 0.1, 60: 0.6}), steps(60, {0: 0.9, 60: 0.3})
    worlds = lived(quality=[quality, NOTHING], access=[access, NOTHING], finance=[steps(60, {0: 0.3}), NOTHING])
    assert partnership_statistics.performance_at_60(worlds) == pytest.approx(0.4)
    assert partnership_statistics.quality_two_years_on(worlds) == pytest.approx(0.7)


def test_the_partners_third_year_is_missing_where_there_is_none(lived: Make) -> None:
    rows = [[0.5] * 20] * 2
    assert np.isnan(
        partnership_statistics.partner_performance_in_third_year(lived(quality=rows, access=rows, finance=rows))
    )


def test_staffing_is_looked_at_twelve_months_after_entry(regime: Make, steps: Make) -> None:
    staff = steps(60, {0: 0.9, 17: 0.4, 18: 0.9})
    worlds = regime("." * 5 + "#" * 20 + "." * 10 + "#" * 26, workforce=[staff])
    assert partnership_statistics.workforce_a_year_after_entry(worlds) == pytest.approx(0.4)


def test_an_entry_before_the_run_was_not_seen(regime: Make, steps: Make) -> None:
    staff = steps(60, {0: 0.9, 42: 0.4, 43: 0.9})
    assert np.isnan(partnership_statistics.workforce_a_year_after_entry(regime("#" * 61, workforce=[staff])))
    again = regime("#" * 20 + "." * 10 + "#" * 31, workforce=[staff])
    assert partnership_statistics.workforce_a_year_after_entry(again) == pytest.approx(0.4)


@pytest.mark.parametrize("trust", ["." * 61, "." * 49 + "#" * 12])
def test_staffing_after_entry_is_missing_without_one_or_without_a_year_after_it(regime: Make, trust: str) -> None:
    assert np.isnan(partnership_statistics.workforce_a_year_after_entry(regime(trust, workforce=[[0.5] * 61])))


def test_the_last_month_can_be_a_year_after_entry(regime: Make, steps: Make) -> None:
    worlds = regime("." * 48 + "#" * 13, workforce=[steps(60, {0: 0.9, 60: 0.4})])
    assert partnership_statistics.workforce_a_year_after_entry(worlds) == pytest.approx(0.4)


def test_coherence_is_waited_for_from_the_start_of_the_integration(lived: Make, steps: Make) -> None:
    under_way = steps(60, {0: 0, 10: 1, 40: 0})
    worlds = lived(
        integrating=[[under_way], [under_way], [NOTHING]],
        coherence=[[steps(60, {0: 0.9, 10: 0.5, 33: 0.8})], [steps(60, {0: 0.9, 10: 0.5})], [[0.9] * 61]],
    )
    # Reached after 23 months; not reached in all of the months 10 to 60; and no integration to wait for.
    assert partnership_statistics.months_to_coherence(worlds) == pytest.approx([23.0, 51.0, np.nan], nan_ok=True)


def test_the_integration_outcomes_are_distinguished_by_coherence_five_years_on(lived: Make) -> None:
    reported = [[0.44], [0.45], [0.70], [0.71], [np.nan]]
    worlds = lived(outcomes={"coherence_60_after_integration": reported}, quality=np.zeros((5, 1, 2)))
    expected = [[1, 0], [0, 0], [0, 0], [0, 1], [np.nan, np.nan]]
    assert partnership_statistics.integration_pathways(worlds) == pytest.approx(np.array(expected), nan_ok=True)


def test_savings_of_a_year_are_shares_of_the_target_for_a_year(lived: Make, steps: Make) -> None:
    target = scenario_of("case_e_merger", ()).types()["merger"].savings
    saved = [target * share for share in steps(60, {0: 0.9, 10: 0.2, 16: 0.5, 22: 0.7, 34: 1.0})]
    worlds = lived("case_e_merger", integrating=[steps(60, {0: 0, 10: 1})], back_office_savings=[saved])
    assert partnership_statistics.savings_in_first_and_second_year(worlds) == pytest.approx(np.array([[0.35, 0.7]]))


def test_savings_are_missing_without_a_merger_and_of_years_that_are_not_over(lived: Make, steps: Make) -> None:
    under_way = [[NOTHING], [steps(60, {0: 0, 37: 1})], [steps(60, {0: 0, 38: 1})], [steps(60, {0: 0, 50: 1})]]
    worlds = lived("case_e_merger", integrating=under_way, back_office_savings=[[NOTHING]] * 4)
    expected = [[np.nan, np.nan], [0.0, 0.0], [0.0, np.nan], [np.nan, np.nan]]
    assert partnership_statistics.savings_in_first_and_second_year(worlds) == pytest.approx(
        np.array(expected), nan_ok=True
    )


def test_deals_are_counted_when_they_come_into_force_and_once(lived: Make, steps: Make) -> None:
    joined, half = steps(24, {0: 0, 13: 1}), steps(24, {0: 0, 13: 0.5})
    worlds = lived("england_voluntary", mixing=[joined, half, [0.0] * 25, [0.0] * 25])
    # Three trusts for two years, and one for the 13 months until it joined another.
    assert partnership_statistics.deals_a_trust_year(worlds) == pytest.approx(1 / (3 * 2 + 13 / 12))


def test_trusts_that_had_joined_before_the_run_are_no_trusts(lived: Make) -> None:
    assert partnership_statistics.deals_a_trust_year(lived("england_voluntary", mixing=[[0.0] * 25, [1.0] * 25])) == [
        0.0
    ]
    assert np.isnan(partnership_statistics.deals_a_trust_year(lived("england_voluntary", mixing=[[1.0] * 25])))


def test_deals_are_those_that_happened_in_replicates_in_full() -> None:
    scenario = scenario_of("england_voluntary", ("months=60",))
    found = partnership_statistics.deals_a_trust_year(simulate_worlds(scenario, 2, ["mixing"]))
    assert len(found) == 2
    for replicate, rate in enumerate(found):
        record = Ensemble(scenario, with_twin=False).record(replicate)[0]
        structural = {row[1] for row in record.partnership_months if row[2] in ("merger", "acquisition")}
        begun = [
            event_record
            for event_record in record.events
            if event_record.event == Event.PARTNERSHIP_OPERATING and event_record.partnership in structural
        ]
        assert len(begun) > 0
        trusts = record.states["quality"].shape[1]
        months = trusts * 60 - sum(60 - event_record.month for event_record in begun)
        assert rate == pytest.approx(len(begun) / (months / 12))


def test_the_partners_attention_is_that_of_twelve_months_from_the_fourth(lived: Make, steps: Make) -> None:
    given = steps(40, {0: 0.5, 4: 0.1, 10: 0.2, 16: 0.5})
    worlds = lived(attention_partnership=[[9.0] * 41, given])
    assert partnership_statistics.partner_attention_in_first_year(worlds) == pytest.approx(6 * 0.1 + 6 * 0.2)


def test_a_network_has_formed_when_the_last_has_agreed(lived: Make, steps: Make) -> None:
    planned = scenario_of("case_b_buddying", ()).partnerships[0].start_month
    early, late, never = (steps(60, values) for values in (
        {0: 0, planned + 8: 0.02, planned + 12: 0}, {0: 0, planned + 9: 0.02, planned + 20: 0}, {0: 0},
    ))  # fmt: skip
    worlds = lived("case_b_buddying", approval_demand=[[early, early], [early, late], [early, never]])
    assert partnership_statistics.formed_in_time(worlds) == pytest.approx(
        np.array([[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]])
    )


def test_networks_have_formed_when_the_replicates_in_full_say_so() -> None:
    pattern = patterns()["P33"]
    scenario = scenario_of(pattern.scenario, pattern.changes)
    found = partnership_statistics.formed_in_time(simulate_worlds(scenario, 30, ["approval_demand"]))
    planned = scenario.partnerships[0].start_month
    assert len(found) == 30
    for replicate, formed in enumerate(found):
        happened = Ensemble(scenario, with_twin=False).record(replicate)[0].events
        agreed = [one.month for one in happened if one.event == Event.PARTNERSHIP_PROPOSED]
        without_some = any(one.event == Event.MEMBER_LEFT and one.month <= agreed[0] for one in happened)
        for months, yes in zip((8, 22), formed, strict=True):
            assert yes == (bool(agreed) and not without_some and agreed[0] <= planned + months)
    assert found[:, 1].sum() > found[:, 0].sum()


def test_deals_have_a_failing_side_if_either_had_been_in_special_measures_before(lived: Make) -> None:
    """Trusts 0, 1 and 2 join trusts 3, 4 and 5; trust 6 has not been absorbed yet."""
    joined = [[float(month >= 5 and trust in (0, 1, 2, 6)) for month in range(11)] for trust in range(7)]
    group = [[float(trust + 3) if month >= 8 and trust < 3 else -1.0 for month in range(11)] for trust in range(7)]
    when = {0: [1], 4: [2], 5: [7], 6: [1]}  # the leader of the third only after the deal
    inside = [[float(month in when.get(trust, [])) for month in range(11)] for trust in range(7)]
    worlds = lived("england_voluntary", mixing=joined, absorbed_by=group, special_measures=inside)
    assert partnership_statistics.deals_with_a_failing_side(worlds) == pytest.approx([2 / 3])


def test_without_a_completed_deal_no_side_has_failed(lived: Make) -> None:
    worlds = lived("england_voluntary", mixing=[[1.0] * 5], special_measures=[[1.0] * 5])
    assert np.isnan(partnership_statistics.deals_with_a_failing_side(worlds)).all()


def test_dissolution_is_counted_from_the_first_entry_and_from_before_the_run(regime: Make) -> None:
    pictures = ["..#####.###...", "##############", "..############", "........######"]
    joins = {0: 12, 1: 6, 3: 4}  # the third never joins; the fourth joined before it entered
    mixing = [[float(trust in joins and month >= joins[trust]) for month in range(14)] for trust in range(4)]
    worlds = regime(*pictures, before=[0, 30], mixing=mixing)
    assert partnership_statistics.months_from_entry_to_dissolution(worlds) == pytest.approx([(10 + 36) / 2])


def test_where_nobody_joins_there_is_no_dissolution(regime: Make) -> None:
    worlds = regime("..####", mixing=[[0.0] * 6])
    assert np.isnan(partnership_statistics.months_from_entry_to_dissolution(worlds)).all()


def test_the_surplus_of_a_year_of_help_is_that_of_the_target_from_month_7_to_18(lived: Make, steps: Make) -> None:
    target = steps(24, {0: 0.9, 7: 0.5, 13: 0.6, 19: 0.9})
    worlds = lived(published_finance=[target, [0.1] * 25])
    assert partnership_statistics.surplus_in_the_year_of_help(worlds) == pytest.approx([20.0 * 0.55 - 10.0])


def test_quality_of_a_year_is_that_of_the_twelve_months_around_it(lived: Make, steps: Make) -> None:
    target = steps(60, {0: 0.9, 7: 0.1, 19: 0.2, 31: 0.3, 43: 0.4, 55: 0.9})
    worlds = lived(published_quality=[target, [0.5] * 61])
    assert partnership_statistics.quality_in_each_year(worlds) == pytest.approx(np.array([[0.1, 0.2, 0.3, 0.4]]))
