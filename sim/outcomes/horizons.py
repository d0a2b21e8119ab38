"""Yes, no and missing: what can be said of a time that was observed for so long and no longer."""

from __future__ import annotations

HORIZONS = (12, 24, 36, 60)
"""Months at which changes and time-to-event shares are reported."""

RELAPSE_WINDOW = 36  # months within which failing again is a relapse
MISSING = float("nan")
NEVER = -1  # in place of a month: it did not happen
FOR_EVER = 1000000  # months observed, where what comes later cannot change the answer


def yes_or_no(happened: bool) -> float:
    """Return 1 for yes and 0 for no."""
    if happened:
        return 1.0
    return 0.0


def happened_within(months: int, horizon: int, observed: int) -> float:
    """Return 1 or 0 for whether something happened within a horizon, missing if that was not observed in full.

    `months` is the time until it happened, or NEVER; all three are in months. An early yes without the whole horizon is
    missing too: to count it and leave out the unfinished rest would make every share too high.
    """
    if observed < horizon:
        return MISSING
    return yes_or_no(months != NEVER and months <= horizon)


def time_or_missing(months: int) -> float:
    """Return a time in months as an outcome: missing if it did not happen."""
    if months == NEVER:
        return MISSING
    return float(months)
