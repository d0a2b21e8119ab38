"""What an outcome is, and the marks by which one is declared next to the function that computes it."""

from __future__ import annotations

from dataclasses import dataclass

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


def share(meaning: str, better: str, needs_twin: bool = False) -> Outcome:
    """Return an outcome that is yes (1) or no (0) in a replicate, so that it is a share over replicates."""
    return Outcome(meaning, "share", "share", better, needs_twin)


def months(meaning: str, better: str) -> Outcome:
    """Return an outcome that is the time until something happened, missing where it did not happen."""
    return Outcome(meaning, "months", "months", better)


def number(meaning: str, unit: str, better: str, needs_twin: bool = False) -> Outcome:
    """Return an outcome that is a number in its unit."""
    return Outcome(meaning, unit, "number", better, needs_twin)
