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
    kind : `share` (yes or no in each replicate), or `number`.
    better : `higher` or `lower`, whichever is better; `neither` where more is not better or worse of itself.
    needs_twin : whether it compares with the same world without the partnerships.
    condition : of which replicates it is known, such as `that recovered`; empty: of all. What a lever does to the
        condition is not seen in such an outcome, so that its name says the condition too.
    """

    meaning: str
    unit: str
    kind: str
    better: str
    needs_twin: bool = False
    condition: str = ""

    @property
    def among(self) -> str:
        """Return in words of which replicates the outcome is known."""
        return f"those {self.condition}" if self.condition else "all replicates"


def share(meaning: str, better: str, needs_twin: bool = False, condition: str = "") -> Outcome:
    """Return an outcome that is yes (1) or no (0) in a replicate, so that it is a share over replicates."""
    return Outcome(meaning, "share", "share", better, needs_twin, condition)


def number(meaning: str, unit: str, better: str, needs_twin: bool = False, condition: str = "") -> Outcome:
    """Return an outcome that is a number in its unit."""
    return Outcome(meaning, unit, "number", better, needs_twin, condition)
