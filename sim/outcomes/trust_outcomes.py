"""Where the outcomes of one trust are written down."""

from __future__ import annotations


class TrustOutcomes:
    """A number for every outcome of one trust in one replicate, NaN where it is missing.

    Names, order, units and meaning are those of the table (`outcome_table.OUTCOMES`). Shares are 1 for yes and 0
    for no.
    """

    exit_within_12: float
    exit_within_24: float
    exit_within_36: float
    exit_within_60: float
    months_to_exit: float
    recovered_within_12: float
    recovered_within_24: float
    recovered_within_36: float
    recovered_within_60: float
    months_to_recovery: float
    sustained: float
    relapsed: float
    special_measures_again: float
    months_in_special_measures: float
    permanent_failure: float
    absorbed: float
    months_to_absorption: float
    good_or_better: float
    inadequate_domains: float
    rating_change: float
    performance_shortfall: float
    performance_change_12: float
    performance_change_24: float
    performance_change_36: float
    performance_change_60: float
    quality_change_12: float
    quality_change_24: float
    quality_change_36: float
    quality_change_60: float
    access_change_12: float
    access_change_24: float
    access_change_36: float
    access_change_60: float
    finance_change_12: float
    finance_change_24: float
    finance_change_36: float
    finance_change_60: float
    engagement_change_12: float
    engagement_change_24: float
    engagement_change_36: float
    engagement_change_60: float
    compliance_attention: float
    partnership_attention: float
    cost_to_trust: float
    cost_to_centre: float
    income_from_partnerships: float
    partnerships_joined: float
    scope_reached: float
    scope_after_36: float
    service_change_12: float
    integration_dip: float
    good_within_12: float
    good_within_18: float
    finance_change_12_after_integration: float
    finance_change_48_after_integration: float
    months_to_coherence: float
    coherence_60_after_integration: float
    quality_lost_to_partnerships: float
    engagement_lost_to_partnerships: float
    rating_lost_to_partnerships: float
    partnership_success: float
