"""Factors: what is varied, over which levels or between which bounds, and what a value of it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.experiments.ranges import label_of, parameters_like
from sim.parameters import parameter_kinds, parameter_table
from sim.scenario.errors import Fault, FaultsError, Location, unknown
from sim.scenario.written import is_number, is_whole

if TYPE_CHECKING:
    from sim.experiments.schema import Range

PARAMETERS = "parameters."
PATTERNS = "uncertain_parameters"
FLAG, WHOLE, NUMBER, WORD = "flag", "whole", "number", "word"
GOLDEN = 0.6180339887498949  # of the way between two bounds there is no whole number but by accident


@dataclass(frozen=True)
class Factor:
    """One thing that is varied.

    Attributes
    ----------
    key : what it changes, as in `--set`; a name of its own where its levels change several keys.
    section : the section of the experiment file that names it, by itself or by a pattern.
    levels : the values it takes; the names of its levels where those change several keys; empty where it has bounds.
    named : what each level changes, by the level's name, where levels change several keys.
    low, high : bounds, both included, of a factor without levels.
    whole : whether it takes whole numbers only.
    log : whether equal ratios, not equal differences, are equally likely.
    """

    key: str
    section: str
    levels: tuple[Any, ...] = ()
    named: Mapping[str, Mapping[str, Any]] | None = None
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    log: bool = False

    @property
    def role(self) -> str:
        """Return `lever`, which somebody can decide about, or `uncertainty`."""
        return "lever" if self.section == "levers" else "uncertainty"

    @property
    def at(self) -> Location:
        """Return where in the experiment file it is named."""
        return (self.section,) if self.section == PATTERNS else (self.section, self.key)

    @cached_property
    def kind(self) -> str:
        """Return what its values are: `flag`, `whole`, `number`, or `word`, which is all else."""
        if not self.levels:
            return WHOLE if self.whole else NUMBER
        if all(isinstance(level, bool) for level in self.levels):
            return FLAG
        if all(is_whole(level) for level in self.levels):
            return WHOLE
        return NUMBER if all(is_number(level) for level in self.levels) else WORD

    @cached_property
    def labels(self) -> list[str]:
        """Return its levels as tables show them."""
        return [label_of(level) for level in self.levels]

    @cached_property
    def parameter(self) -> str | None:
        """Return the name of the parameter that it varies, if it varies one."""
        name = self.key.removeprefix(PARAMETERS)
        return name if self.key.startswith(PARAMETERS) and name in parameter_table() else None

    def value_of(self, cell: Any) -> Any:
        """Return the value that a cell of a design stands for."""
        if self.kind == NUMBER:
            return float(cell)
        if self.kind == WHOLE:
            return int(cell)
        return bool(cell) if self.kind == FLAG else self._by_label[cell]

    @cached_property
    def _by_label(self) -> dict[str, Any]:
        return dict(zip(self.labels, self.levels, strict=True))

    def changes_of(self, value: Any) -> Mapping[str, Any]:
        """Return what a value changes in the base, by key."""
        return {self.key: value} if self.named is None else self.named[value]


def written_factors(
    ranges: Mapping[str, Mapping[str, Range | None]], listed: Mapping[str, list[Any]]
) -> tuple[list[Factor], list[Fault]]:
    """Return the factors that an experiment file names one by one, and the faults of those that have no range.

    Parameters
    ----------
    ranges
        what the file says under `levers` and `uncertainties`.
    listed
        the values of each factor that a list of points holds, by key, which stand where no range is said.
    """
    made: list[Factor] = []
    faults: list[Fault] = []
    for section, rows in ranges.items():
        for key, spread in rows.items():
            try:
                made.append(_factor(section, key, spread, listed.get(key)))
            except FaultsError as error:
                faults += [fault.under((section, key)) for fault in error.faults]
    return made, faults


def _factor(section: str, key: str, spread: Range | None, listed: list[Any] | None) -> Factor:
    row = {} if spread is None else spread.model_dump(exclude_unset=True)
    levels = row.get("levels")
    if levels is None and not row and listed:
        return Factor(key, section, tuple(listed))
    if levels is None:
        return _bounded(section, key, row)
    return Factor(key, section, tuple(levels), levels if isinstance(levels, Mapping) else None)


def uncertain_factors(patterns: list[str], taken: set[str]) -> Iterator[Factor]:
    """Yield parameters taken by a pattern, with their bounds, but those that the file names by themselves."""
    for name in parameters_like(patterns):
        if PARAMETERS + name not in taken:
            yield _bounded(PATTERNS, PARAMETERS + name, {})


def _bounded(section: str, key: str, row: Mapping[str, Any]) -> Factor:
    """Return a factor with bounds; those that are not said are those of the table of parameters."""
    name = key.removeprefix(PARAMETERS)
    parameter = parameter_table().get(name) if key.startswith(PARAMETERS) else None
    if key.startswith(PARAMETERS) and parameter is None:
        raise FaultsError([unknown((), "parameter", name, list(parameter_table()), at_key=True)])
    bounds = {side: row.get(side, parameter and getattr(parameter, side)) for side in ("low", "high")}
    if missing := [side for side, bound in bounds.items() if bound is None]:
        raise FaultsError([_no_bounds(missing)])
    low, high = float(bounds["low"]), float(bounds["high"])
    log = row.get("scale") == "log"
    if low >= high or (log and low <= 0):
        found = f"found {low:g} to {high:g}, in part from the table of parameters"
        raise FaultsError([Fault((), found, "`low` below `high`, and above 0 with `scale: log`", at_key=True)])
    whole = row.get("whole", parameter is not None and parameter_kinds()[name] is int)
    if whole and (fractions := [side for side in ("low", "high") if bounds[side] != int(bounds[side])]):
        found = f"found {bounds[fractions[0]]:g}, and only whole numbers are meant"
        raise FaultsError([Fault((fractions[0],), found, "a whole number")])
    return Factor(key, section, (), None, low, high, whole, log)


def _no_bounds(missing: list[str]) -> Fault:
    what = "says nothing of its range" if len(missing) == 2 else f"has no `{missing[0]}`"
    allowed = "`levels`, or `low` and `high`; only `parameters.` have bounds of their own"
    return Fault((), what, allowed, at_key=True)


def telling_values(factor: Factor) -> list[tuple[tuple[str | int, ...], Any]]:
    """Return the values of a factor that stand for all others, each with where below the factor it was written.

    A number between the bounds is among them, since a key that takes whole numbers only would take the bounds.
    """
    if factor.named is not None:
        return [(("levels", name), name) for name in factor.named]
    if factor.levels:
        return [(("levels", position), level) for position, level in enumerate(factor.levels)]
    if factor.whole:
        return [(("low",), int(factor.low)), (("high",), int(factor.high))]
    between = factor.low + GOLDEN * (factor.high - factor.low)
    return [(("low",), factor.low), (("high",), factor.high), ((), between)]
