"""What a parameter is."""

from __future__ import annotations

from dataclasses import dataclass

ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the theory.

    Attributes
    ----------
    default : the value where a scenario sets none.
    low, high : bounds that a scenario may not leave.
    unit, meaning : in plain words.
    source : where the default comes from; `assumed` where no evidence fixes it.
    """

    default: float
    low: float
    high: float
    unit: str
    meaning: str
    source: str = ASSUMED
