"""What partnerships reached, and whether those that were helped recovered without harm to the others.

`links` are all links that were ever taken up in the run, in order of founding; the links of one joint form stand next
to each other, and `form` is the position of the first of them. Only the first `count` are real: a compiled engine keeps
room for more.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Phase
from sim.model.state import NOT_YET, PartnershipState
from sim.outcomes.horizons import MISSING
from sim.outcomes.outcome_table import EARLY_MONTHS, SERVICE_MONTHS
from sim.outcomes.trust_outcomes import TrustOutcomes


def observe_partnership(link: PartnershipState) -> None:
    """Remember of a link under way how far it reached and what its service gained; once a month, at its end."""
    if link.phase != Phase.OPERATING:
        return
    if link.scope_reached == NOT_YET:
        link.service_at_start = link.service_performance
    if link.scope > link.scope_reached:
        link.scope_reached = link.scope
    if link.months_in_phase <= EARLY_MONTHS and link.scope > link.scope_after_36:
        link.scope_after_36 = link.scope
    if link.months_in_phase == SERVICE_MONTHS:
        link.service_change_12 = link.service_performance - link.service_at_start


def compute_no_partnerships(outcome: TrustOutcomes) -> None:
    """Tell of a trust that was in no partnership."""
    outcome.partnerships_joined = 0.0
    outcome.scope_reached = MISSING
    outcome.scope_after_36 = MISSING
    outcome.service_change_12 = MISSING


def compute_reach(outcomes: Sequence[TrustOutcomes], links: Sequence[PartnershipState], count: int) -> None:
    """Tell of every trust how many partnerships it was in, how far they reached, and what their service gained.

    Both sides are in a partnership; its reach and its service are those of the trust that is helped, or of the member.
    """
    for index in range(len(outcomes)):
        compute_no_partnerships(outcomes[index])
    for index in range(count):
        link = links[index]
        helped = outcomes[link.target]
        if not is_counted_before(links, index, link.target):
            helped.partnerships_joined = helped.partnerships_joined + 1.0
        if link.partner >= 0 and not is_counted_before(links, index, link.partner):
            outcomes[link.partner].partnerships_joined = outcomes[link.partner].partnerships_joined + 1.0
        helped.scope_reached = larger_known(helped.scope_reached, link.scope_reached)
        helped.scope_after_36 = larger_known(helped.scope_after_36, link.scope_after_36)
        helped.service_change_12 = larger_known(helped.service_change_12, link.service_change_12)


def is_counted_before(links: Sequence[PartnershipState], position: int, trust: int) -> bool:
    """Return whether a trust is in an earlier link of the same partnership as the link at a position."""
    for index in range(links[position].first_link, position):
        if links[index].target == trust or links[index].partner == trust:
            return True
    return False


def larger_known(told: float, found: float) -> float:
    """Return the larger of what has been told, if anything has, and what a link has found, if it has yet."""
    if found == NOT_YET:
        return told
    if told != told or found > told:
        return found
    return told


def compute_success(outcomes: Sequence[TrustOutcomes], links: Sequence[PartnershipState], count: int) -> None:
    """Tell, of those helped and of members, whether they recovered and no trust they were with lost a rating class.

    It is told after the recovery of every trust and after the comparison with its twin; where it is not known whether
    a trust recovered, it is missing.
    """
    for index in range(count):
        helped = outcomes[links[index].target]
        helped.partnership_success = helped.recovered_within_60
    for index in range(count):
        helped = outcomes[links[index].target]
        if helped.partnership_success == 1.0 and has_harmed(outcomes, links, index, count):
            helped.partnership_success = 0.0


def has_harmed(outcomes: Sequence[TrustOutcomes], links: Sequence[PartnershipState], position: int, count: int) -> bool:
    """Return whether the partner in a link, or another member of its joint form, lost a rating class."""
    link = links[position]
    if link.partner >= 0 and outcomes[link.partner].rating_lost_to_partnerships == 1.0:
        return True
    for index in range(link.first_link, count):
        if links[index].first_link != link.first_link:
            return False
        if links[index].target != link.target and outcomes[links[index].target].rating_lost_to_partnerships == 1.0:
            return True
    return False
