"""How far partnerships reached, and what the services they cover gained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from sim.model.enums import Phase
from sim.model.state import PartnershipState
from sim.model.variables import NOT_YET
from sim.outcomes.horizons import MISSING
from sim.outcomes.outcome import HIGHER, NEITHER, number

SERVICE_MONTHS = 12  # of operating, after which the gain of a partnership's service is observed
EARLY_MONTHS = 36  # of operating, within which an early scope is reached


class ReachOutcomes:
    """Partnerships a trust was in, how far they reached and what their service gained."""

    partnerships_joined: Annotated[float, number("partnerships the trust took part in", "partnerships", NEITHER)]
    scope_reached: Annotated[
        float,
        number(
            "largest share of its service, or of the trust, that a partnership reached; 0 without one", "share", NEITHER
        ),
    ]
    scope_after_36: Annotated[
        float,
        number(
            "largest share of its service, or of the trust, reached within 36 months of operating; 0 without one",
            "share",
            NEITHER,
        ),
    ]
    partnered_service_change_12: Annotated[
        float,
        number(
            "change of the service that a partnership covers, 12 months after it began to operate; the largest",
            "level",
            HIGHER,
            condition="with a partnership that operated for 12 months",
        ),
    ]


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


def compute_no_partnerships(outcome: ReachOutcomes) -> None:
    """Set the outcomes of a trust that was in no partnership."""
    outcome.partnerships_joined = 0.0
    outcome.scope_reached = 0.0
    outcome.scope_after_36 = 0.0
    outcome.partnered_service_change_12 = MISSING


def compute_reach(outcomes: Sequence[ReachOutcomes], links: Sequence[PartnershipState], count: int) -> None:
    """Compute for every trust how many partnerships it was in, how far they reached, and what their service gained.

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
        helped.partnered_service_change_12 = larger_known(helped.partnered_service_change_12, link.service_change_12)


def is_counted_before(links: Sequence[PartnershipState], position: int, trust: int) -> bool:
    """Return whether a trust is in an earlier link of the same partnership as the link at a position."""
    for index in range(links[position].first_link, position):
        if links[index].target == trust or links[index].partner == trust:
            return True
    return False


def larger_known(known: float, found: float) -> float:
    """Return the larger of what is known, if anything is, and what a link has found, if it has yet."""
    if found == NOT_YET:
        return known
    if known != known or found > known:
        return found
    return known
