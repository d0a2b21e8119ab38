"""Whether those that were helped recovered without harm to the trusts they were with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from sim.model.state import PartnershipState
from sim.outcomes.horizons import MISSING
from sim.outcomes.outcome import HIGHER, share
from sim.outcomes.recovery_outcomes import RecoveryOutcomes
from sim.outcomes.twin_outcomes import TwinOutcomes


class SuccessOutcomes(TwinOutcomes, RecoveryOutcomes):
    """Success of the partnerships of a trust, with the outcomes it follows from."""

    partnership_success: Annotated[
        float,
        share(
            "recovered, or not failing up to then, within 60 months, and no partner lost a rating class through it",
            HIGHER,
            True,
            condition="that a partnership helped, or joined",
        ),
    ]


def compute_no_success(outcome: SuccessOutcomes) -> None:
    """Leave missing what cannot be known without the twin."""
    outcome.partnership_success = MISSING


def compute_success(outcomes: Sequence[SuccessOutcomes], links: Sequence[PartnershipState], count: int) -> None:
    """Compute whether those helped, and members, recovered while no trust they were with lost a rating class.

    It comes after the recovery of every trust and the comparison with its twin; where it is not known whether
    a trust recovered, it is missing.
    """
    for index in range(count):
        helped = outcomes[links[index].target]
        helped.partnership_success = helped.recovered_within_60
    for index in range(count):
        helped = outcomes[links[index].target]
        if helped.partnership_success == 1.0 and has_harmed(outcomes, links, index, count):
            helped.partnership_success = 0.0


def has_harmed(
    outcomes: Sequence[SuccessOutcomes], links: Sequence[PartnershipState], position: int, count: int
) -> bool:
    """Return whether the partner in a link, or another member of its joint partnership, lost a rating class."""
    link = links[position]
    if link.partner >= 0 and outcomes[link.partner].rating_lost_to_partnerships == 1.0:
        return True
    for index in range(link.first_link, count):
        if links[index].first_link != link.first_link:
            return False
        if links[index].target != link.target and outcomes[links[index].target].rating_lost_to_partnerships == 1.0:
            return True
    return False
