"""What partnerships cost or brought a trust, against the same world without them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from sim.outcomes.horizons import MISSING, yes_or_no
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome import LOWER, number, share

LOSS_MONTH = 60  # at which ratings are compared with those of the twin


class TwinOutcomes:
    """What partnerships cost or brought a trust, against the twin."""

    quality_lost_to_partnerships: Annotated[
        float,
        number(
            "quality less than in the twin without the partnerships, summed over months", "level × months", LOWER, True
        ),
    ]
    engagement_lost_to_partnerships: Annotated[
        float,
        number(
            "engagement less than in the twin without the partnerships, summed over months",
            "level × months",
            LOWER,
            True,
        ),
    ]
    rating_lost_to_partnerships: Annotated[
        float,
        share(
            "rated a class or more lower at month 60, or the end, than in the twin without the partnerships",
            LOWER,
            True,
        ),
    ]


def compute_no_twin(outcome: TwinOutcomes) -> None:
    """Leave missing what cannot be known without the twin."""
    outcome.quality_lost_to_partnerships = MISSING
    outcome.engagement_lost_to_partnerships = MISSING
    outcome.rating_lost_to_partnerships = MISSING


def compute_twin_differences(
    outcome: TwinOutcomes, past: Sequence[MonthlyObservation], twin_past: Sequence[MonthlyObservation]
) -> None:
    """Compute what was lost (level × months, in the order of months) and whether a rating class was lost.

    The twin is the same trust over the same months in the same world without the partnerships.
    """
    quality = 0.0
    engagement = 0.0
    for month in range(len(past)):
        quality = quality + (twin_past[month].quality - past[month].quality)
        engagement = engagement + (twin_past[month].engagement - past[month].engagement)
    compared = LOSS_MONTH
    if compared > len(past) - 1:
        compared = len(past) - 1
    outcome.quality_lost_to_partnerships = quality
    outcome.engagement_lost_to_partnerships = engagement
    outcome.rating_lost_to_partnerships = yes_or_no(past[compared].rating_overall < twin_past[compared].rating_overall)
