"""The patterns: what is measured in which worlds, and the band of observed values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.evidence.simulated import Measure

CALIBRATE, FITTED_INPUT, CHECK, REPORT = "calibrate", "fitted input", "check", "report"
DIFFERENCE, RATIO, SHARE, SHARE_OF_EFFECT = "difference", "ratio", "share", "share of the effect"
PEAK = "peak and remainder"

NINETY = 1.6448536269514722  # standard errors from the middle of a normal distribution to the ends of 90 % of it


@dataclass(frozen=True, slots=True)
class Band:
    """The band of observed values of one figure; a bound is None where the band is open.

    Attributes
    ----------
    figure : which of a pattern's figures; nothing where it has one.
    """

    figure: str
    low: float | None
    high: float | None

    def holds(self, value: float) -> bool:
        """Return whether a value lies within; a missing one does not."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high) and value == value

    @property
    def in_words(self) -> str:
        """Return the bounds in words."""
        if self.low is not None and self.high is not None:
            return f"{self.low:g} to {self.high:g}"
        return f"at least {self.low:g}" if self.low is not None else f"at most {self.high:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern that a credible model reproduces.

    Attributes
    ----------
    name : P01a and so on; D for directions, C for case studies.
    title, what, unit, source : in words.
    bands : what the record allows, one for each figure; none where the scenarios' own expectations are what is held.
    use : `calibrate`, `fitted input`, `check` (in no calibration so far) or `report`.
    scale, strength : of the evidence.
    facts, mechanisms : what stands behind it.
    scenario, changes : the worlds it is read off.
    measure : the function that reads it, below `sim.evidence.statistics`.
    first, seconds : settings of a contrast; more than one second means the best of them.
    contrast : `difference`, `ratio`, `share of the effect` or `peak and remainder`, or nothing.
    forms : changes that bring about a partnership, for each figure; its effect is what is then contrasted: what is
        measured in worlds with it, less the same worlds without it.
    yes_or_no : whether each replicate says yes or no, so that the share of yes is held and no median.
    energies : how much work on values and staff goes with a merger, for the two cultural outcomes of an integration.
    cases : scenarios whose expectations are what is held.
    off : changes that switch off what is said to make a direction.
    """

    name: str
    title: str
    what: str
    unit: str
    source: str
    bands: tuple[Band, ...]
    use: str
    scale: str
    strength: str
    facts: tuple[str, ...]
    mechanisms: tuple[str, ...]
    scenario: str
    changes: tuple[str, ...]
    measure: str
    first: tuple[str, ...]
    seconds: tuple[tuple[str, ...], ...]
    contrast: str
    forms: tuple[tuple[str, ...], ...]
    yes_or_no: bool
    energies: tuple[float, ...]
    cases: tuple[str, ...]
    off: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Return whether it can be missed: what is only reported cannot."""
        return self.use != REPORT


@cache
def patterns() -> dict[str, Pattern]:
    """Return every pattern by name, in the order of the data file.

    Examples
    --------
    >>> patterns()["P03a"].unit
    'months'
    """
    from ruamel.yaml import YAML

    text = files("sim.evidence").joinpath("patterns.yaml").read_text(encoding="utf-8")
    return {name: _pattern(name, row) for name, row in YAML(typ="safe", pure=True).load(text).items()}


def _pattern(name: str, row: dict[str, Any]) -> Pattern:
    bands = row.get("bands", {"": row["band"]} if "band" in row else {})
    seconds = row.get("best_of", [row["second"]] if "second" in row else [])
    forms = row.get("forms", {})
    return Pattern(
        name=name,
        title=row["title"],
        what=row["what"],
        unit=row.get("unit", ""),
        source=row["source"],
        bands=tuple(Band(figure, low, high) for figure, (low, high) in bands.items()),
        use=row.get("use", CALIBRATE),
        scale=row.get("scale", "trust" if "cases" in row else "intervention"),
        strength=row.get("strength", "case study" if "cases" in row else "from the sources"),
        facts=tuple(row.get("facts", ())),
        mechanisms=tuple(row.get("mechanisms", ())),
        scenario=row.get("scenario", ""),
        changes=tuple(row.get("with", ())),
        measure=row.get("measure", ""),
        first=tuple(row.get("first", ())),
        seconds=tuple(tuple(second) for second in seconds),
        contrast=row.get("as", DIFFERENCE) if seconds else "",
        forms=tuple(tuple(forms[figure]) for figure in bands) if forms else (),
        yes_or_no=row.get("as") == SHARE,
        energies=tuple(row.get("energies", ())),
        cases=tuple(row.get("cases", ())),
        off=tuple(row.get("off", ())),
    )


def patterns_named(names: Iterable[str]) -> list[Pattern]:
    """Return the patterns of these names; all if none is named.

    Raises
    ------
    ValueError : a name that is no pattern.
    """
    from sim.config.naming import those_named

    return those_named(names, patterns(), "pattern")


def measure_of(name: str) -> Measure:
    """Return the function that reads a figure off worlds, by its name below `sim.evidence.statistics`."""
    found: Measure = resolve_name(f"sim.evidence.statistics.{name}")
    return found
