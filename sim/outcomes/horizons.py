"""Yes, no and missing: what can be said of a time that was observed for so long and no longer."""

from __future__ import annotations

HORIZONS = (12, 24, 36, 60)
"""Months at which changes and time-to-event shares are reported."""

RELAPSE_WINDOW = 36  # months within which failing again is a relapse
MISSING = float("nan")
NEVER = -1  # in place of a month: it did not happen


def yes_or_no(happened: bool) -> float:
    """Return 1 for yes and 0 for no."""
    if happened:
        return 1.0
    return 0.0


def happened_within(months: int, horizon: int, observed: int) -> float:
    """Return 1 or 0 for whether something happened within a horizon, missing if that was not observed in full.

    `months` is the time until it happened, or NEVER; all three are in months.
    """
    return answer_at(months != NEVER and months <= horizon, horizon, observed)


def answer_at(answer: bool, horizon: int, observed: int) -> float:
    """Return the answer at a horizon as 1 or 0, missing if that was not observed in full.

    An early yes without the whole horizon is missing too: to count it and leave out the unfinished rest would make
    every share too high.
    """
    if observed < horizon:
        return MISSING
    return yes_or_no(answer)


def time_or_end(months: int, observed: int) -> float:
    """Return a time in months as an outcome: all the time that was observed if it did not happen by then.

    So that every replicate counts: a mean over only those in which it happened says nothing of how often it does.
    """
    if months == NEVER:
        return float(observed)
    return float(months)
