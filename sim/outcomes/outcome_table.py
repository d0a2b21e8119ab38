"""The one table of outcomes: what is read off a trust's trajectory in one replicate."""

from __future__ import annotations

from dataclasses import dataclass

HORIZONS = (12, 24, 36, 60)
"""Months at which changes and time-to-event shares are reported."""

RECOVERY_MONTHS = 12  # consecutive good months that make a recovery
SUSTAINED_MONTHS = 24  # after a recovery, at which it is looked at again
SUSTAINED_SHARE = 0.75  # of the year up to the check that must be good
SUPPORT_FREE_MONTHS = 12  # after the end of help, at which it is looked at again
RELAPSE_WINDOW = 36  # months within which failing again is a relapse
SERVICE_MONTHS = 12  # of operating, after which the gain of a partnership's service is told
EARLY_MONTHS = 36  # of operating, within which an early scope is reached
DIP_MONTHS = 12  # after the start of an integration, within which its dip is looked for
COHERENCE_MONTHS = 60  # after the start of an integration, at which coherence is told
LOSS_MONTH = 60  # at which ratings are compared with those of the twin


HIGHER, LOWER, NEITHER = "higher", "lower", "neither"
"""Which way an outcome is better; neither: it says what happened, not how well."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an outcome means.

    Attributes
    ----------
    meaning, unit : in plain words.
    kind : `share` (yes or no in each replicate), `months` (a time, missing if it did not happen), or `number`.
    better : `higher` or `lower`, whichever is better; `neither` where more is not better or worse of itself.
    needs_twin : whether it compares with the same world without the partnerships.
    """

    meaning: str
    unit: str
    kind: str
    better: str
    needs_twin: bool = False


def _horizons(name: str, meaning: str) -> dict[str, Outcome]:
    return {
        f"{name}_within_{months}": Outcome(f"{meaning} within {months} months", "share", "share", HIGHER)
        for months in HORIZONS
    }


def _changes(stock: str) -> dict[str, Outcome]:
    return {
        f"{stock}_change_{months}": Outcome(
            f"change of {stock} from the start to month {months}", "level", "number", HIGHER
        )
        for months in HORIZONS
    }


COHERENT = 0.80
"""Coherence from which an integrating organisation counts as one."""

AFTER_INTEGRATION = (12, 48)
"""Months after the start of an integration at which the change of finance is reported."""

GOOD_WITHIN = (12, 18)
"""Months after the start of an integration within which a rating of good is reported."""

OUTCOMES: dict[str, Outcome] = {
    **_horizons("exit", "special measures lifted, counted from the first month in them; absorption first counts as no"),
    "months_to_exit": Outcome(
        "months from first entry to special measures to their end, of spells that ended within the run",
        "months",
        "months",
        LOWER,
    ),
    **_horizons("recovered", "recovered, counted from the first month of failing (missing if the trust never fails)"),
    "months_to_recovery": Outcome(
        "first of 12 consecutive months with no stock poor, performance above the growth threshold, "
        "and not in special measures, counted from the first month of failing; of recoveries within the run",
        "months",
        "months",
        LOWER,
    ),
    "sustained": Outcome(
        "of those recovered: still so (9 months of 12 good) 24 months later and 12 months after the help ended",
        "share",
        "share",
        HIGHER,
    ),
    "relapsed": Outcome(
        "of those recovered: failing again (in a stage of failure or special measures) within 36 months",
        "share",
        "share",
        LOWER,
    ),
    "special_measures_again": Outcome(
        "of those that left: in special measures again within 36 months", "share", "share", LOWER
    ),
    "months_in_special_measures": Outcome("months spent in special measures", "months", "number", LOWER),
    "permanent_failure": Outcome("permanent failure was reached", "share", "share", LOWER),
    "absorbed": Outcome("the trust became a unit of a group", "share", "share", NEITHER),
    "months_to_absorption": Outcome("month in which the trust became a unit of a group", "months", "months", NEITHER),
    "good_or_better": Outcome("rated good or outstanding at the end", "share", "share", HIGHER),
    "inadequate_domains": Outcome("domains rated inadequate at the end", "number", "number", LOWER),
    "rating_change": Outcome("classes gained in overall rating from start to end", "classes", "number", HIGHER),
    "performance_shortfall": Outcome(
        "sum over months of how far performance was below the growth threshold", "level × months", "number", LOWER
    ),
    **_changes("performance"),
    **_changes("quality"),
    **_changes("access"),
    **_changes("finance"),
    **_changes("engagement"),
    "compliance_attention": Outcome("attention taken by oversight", "attention-months", "number", LOWER),
    "partnership_attention": Outcome("attention taken by partnerships", "attention-months", "number", LOWER),
    "cost_to_trust": Outcome("money the trust spent on partnerships and inspection", "£m", "number", LOWER),
    "cost_to_centre": Outcome("money the centre spent on the trust", "£m", "number", LOWER),
    "income_from_partnerships": Outcome("fees the trust earned from those it served", "£m", "number", HIGHER),
    "partnerships_joined": Outcome("partnerships the trust took part in", "partnerships", "number", NEITHER),
    "scope_reached": Outcome(
        "largest share of the organisation that a partnership reached", "share", "number", NEITHER
    ),
    "scope_after_36": Outcome(
        "largest share of the organisation that a partnership reached within 36 months of operating",
        "share",
        "number",
        NEITHER,
    ),
    "service_change_12": Outcome(
        "change of the service that a partnership covers, 12 months after it began to operate; the largest",
        "level",
        "number",
        HIGHER,
    ),
    "integration_dip": Outcome(
        "performance when a structural integration began to operate, less its lowest in the year after",
        "level",
        "number",
        LOWER,
    ),
    **{
        f"good_within_{months}": Outcome(
            f"rated good or better within {months} months of the start of a structural integration",
            "share",
            "share",
            HIGHER,
        )
        for months in GOOD_WITHIN
    },
    **{
        f"finance_change_{months}_after_integration": Outcome(
            f"change of finance from the start of a structural integration to {months} months later",
            "level",
            "number",
            HIGHER,
        )
        for months in AFTER_INTEGRATION
    },
    "months_to_coherence": Outcome(
        f"months from the start of a structural integration to a coherence of {COHERENT:g}, of those that get there",
        "months",
        "months",
        LOWER,
    ),
    "coherence_60_after_integration": Outcome(
        "coherence 60 months after the start of a structural integration", "level", "number", HIGHER
    ),
    "quality_lost_to_partnerships": Outcome(
        "quality less than in the twin without the partnerships, summed over months",
        "level × months",
        "number",
        LOWER,
        True,
    ),
    "engagement_lost_to_partnerships": Outcome(
        "engagement less than in the twin without the partnerships, summed over months",
        "level × months",
        "number",
        LOWER,
        True,
    ),
    "rating_lost_to_partnerships": Outcome(
        "rated a class or more lower at month 60, or the end, than in the twin without the partnerships",
        "share",
        "share",
        LOWER,
        True,
    ),
    "partnership_success": Outcome(
        "recovered within 60 months, and no partner lost a rating class through it", "share", "share", HIGHER, True
    ),
}
