"""Outcomes in words: what is said of a trust in a sentence, and the title of a row of a table."""

from __future__ import annotations

import re

from sim.outcomes.outcome_table import OUTCOMES

SAID = {
    "entered_special_measures": "was in special measures",
    "special_measures_again": "entered special measures a second time",
    "sustained_once_recovered": "stayed recovered",
    "relapsed_once_recovered": "relapsed after recovery",
    "permanent_failure": "failed permanently",
    "absorbed": "was absorbed",
    "good_or_better": "was rated good or better at the end",
    "rating_lost_to_partnerships": "was rated lower because of partnerships",
    "partnership_success": "recovered without a partner losing a rating",
}
"""What is said of a trust where the answer is yes; outcomes by a month are below."""

SAID_BY = {
    "exit_within": "left special measures within {} months",
    "absorbed_before_exit_within": "was absorbed before it left special measures, within {} months",
    "recovered_within": "recovered within {} months",
    "good_within": "was rated good or better within {} months of integration",
    "bottom_to_top_fifth_within": "rose from the bottom to the top fifth for staff engagement within {} months",
}

TITLES = {
    "months_in_special_measures": "Months in special measures",
    "months_before_absorption": "Months before absorption",
    "inadequate_domains": "Domains rated inadequate",
    "rating_change": "Rating classes gained",
    "performance_shortfall": "Performance shortfall",
    "compliance_attention": "Leaders' time taken by oversight",
    "partnership_attention": "Leaders' time taken by partnerships",
    "cost_to_trust": "Cost to the trust",
    "cost_to_centre": "Cost to the centre",
    "income_from_partnerships": "Income from partnerships",
    "partnerships_joined": "Partnerships joined",
    "scope_reached": "Largest reach of a partnership",
    "integration_dip": "Dip after integration",
    "quality_lost_to_partnerships": "Quality lost to partnerships",
    "engagement_lost_to_partnerships": "Staff engagement lost to partnerships",
}
"""Titles of outcomes that are numbers; those by a month are below."""

TITLES_BY = {
    r"(\w+)_change_(\d+)_after_integration": "{0} gained in {1} months from integration",
    r"partnered_service_change_(\d+)": "Gain of the partnered service in {0} months",
    r"(\w+)_change_(\d+)": "{0} gained by month {1}",
    r"scope_after_(\d+)": "Reach of a partnership after {0} months",
    r"coherence_(\d+)_after_integration": "Coherence {0} months after integration",
    r"months_to_coherence_after_integration": "Months from integration to coherence",
}

PATTERN_OF_SHARE = re.compile(r"(\w+)_(\d+)")


def said_of(outcome: str) -> str:
    """Return what is said of a trust in whose replicate the answer is yes.

    Examples
    --------
    >>> said_of("recovered_within_36")
    'recovered within 36 months'
    """
    if outcome in SAID:
        return SAID[outcome]
    by_month = PATTERN_OF_SHARE.fullmatch(outcome)
    assert by_month is not None, outcome
    return SAID_BY[by_month[1]].format(by_month[2])


def title_of(outcome: str) -> str:
    """Return the title of an outcome in a table.

    Examples
    --------
    >>> title_of("performance_change_60"), title_of("exit_within_36")
    ('Performance gained by month 60', 'Left special measures within 36 months')
    """
    if OUTCOMES[outcome].kind == "share":
        said = said_of(outcome)
        return said[0].upper() + said[1:]
    if outcome in TITLES:
        return TITLES[outcome]
    for pattern, title in TITLES_BY.items():
        if found := re.fullmatch(pattern, outcome):
            return title.format(*(part.replace("_", " ").capitalize() for part in found.groups()))
    raise KeyError(outcome)
