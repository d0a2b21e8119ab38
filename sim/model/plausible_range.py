"""The range of what is plausible, with where its bounds come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlausibleRange:
    """What is plausible of a parameter, or of an attribute of a partnership type.

    Attributes
    ----------
    whence : where the bounds come from.
    """

    low: float
    high: float
    whence: str
