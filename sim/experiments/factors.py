"""Factors: what is varied, over which levels or between which bounds, and what each value changes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sim.config.constraints import is_number, is_whole
from sim.config.errors import Fault, FaultsError, Location, unknown
from sim.experiments.base_changes import NoSingleValueError, base_value
from sim.experiments.composite_factors import BETWEEN, OF, Composite, composite_of
from sim.experiments.validation import MOST_POINTS, label_of, listed_values, parameters_like
from sim.parameters import parameter_kinds, parameter_table
from sim.scenario.scenario_schema import Scenario

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
    log : whether equal ratios, rather than equal differences, are equally likely.
    group : factors of one group are changed together where a design measures the effect of each; none: by itself.
    composite : what turns its numbers into states, where it is none of the keys of a scenario.
    """

    key: str
    section: str
    levels: tuple[Any, ...] = ()
    named: Mapping[str, Mapping[str, Any]] | None = None
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    log: bool = False
    group: str | None = None
    composite: Composite | None = None

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

    @property
    def keys(self) -> list[str]:
        """Return the keys of the scenario that any of its values changes."""
        if self.composite is not None:
            return self.composite.keys
        if self.named is None:
            return [self.key]
        return list(dict.fromkeys(key for changes in self.named.values() for key in changes))

    @cached_property
    def _by_label(self) -> dict[str, Any]:
        return dict(zip(self.labels, self.levels, strict=True))

    def changes_of(self, value: Any) -> Mapping[str, Any]:
        """Return what a value changes in the base, by key; raises `FaultsError` for what a composite cannot reach."""
        if self.composite is not None:
            return self.composite.states(float(value))
        return {self.key: value} if self.named is None else self.named[value]


def factors_as_written(
    ranges: Mapping[str, Mapping[str, Mapping[str, Any] | None]], listed: Mapping[str, list[Any]], base: Scenario
) -> tuple[list[Factor], list[Fault]]:
    """Return the factors that an experiment file names one by one, and the faults of those that have no range.

    Parameters
    ----------
    ranges
        the contents of `levers` and `uncertainties`, as plain data.
    listed
        the values of each factor that a list of points holds, by key, which are used where no range is given.
    base
        the scenario, in which composite factors have their values.
    """
    made: list[Factor] = []
    faults: list[Fault] = []
    for section, rows in ranges.items():
        for key, spread in rows.items():
            try:
                made.append(_factor(section, key, spread, listed.get(key), base))
            except FaultsError as error:
                faults += [fault.under((section, key)) for fault in error.faults]
    return made, faults


def _factor(
    section: str, key: str, spread: Mapping[str, Any] | None, listed: list[Any] | None, base: Scenario
) -> Factor:
    own = ("group", BETWEEN, OF)
    row = {name: said for name, said in (spread or {}).items() if name not in own}
    group = (spread or {}).get("group")
    composite = composite_of(key, spread or {}, base)
    levels = row.get("levels")
    if levels is None and not row and listed:
        return Factor(key, section, tuple(listed), group=group, composite=composite)
    if levels is None:
        bounds = {} if composite is None else {"low": composite.reach[0], "high": composite.reach[1]}
        return replace(_bounded(section, key, {**bounds, **row}), group=group, composite=composite)
    named = levels if isinstance(levels, Mapping) else None
    return Factor(key, section, tuple(levels), named, group=group, composite=composite)


def uncertain_factors(patterns: list[str], taken: set[str]) -> Iterator[Factor]:
    """Yield parameters taken by a pattern, with their bounds, but those that the file names by themselves."""
    for name in parameters_like(patterns):
        if PARAMETERS + name not in taken:
            yield _bounded(PATTERNS, PARAMETERS + name, {})


def _bounded(section: str, key: str, row: Mapping[str, Any]) -> Factor:
    """Return a factor with bounds; those that are omitted are those of the table of parameters."""
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
        found = f"found {low:g} to {high:g} (a bound that is omitted is that of the parameter)"
        raise FaultsError([Fault((), found, "`low` below `high`, and above 0 with `scale: log`", at_key=True)])
    whole = row.get("whole", parameter is not None and parameter_kinds()[name] is int)
    if whole and (fractions := [side for side in ("low", "high") if bounds[side] != int(bounds[side])]):
        found = f"found {bounds[fractions[0]]:g}, which is not a whole number"
        raise FaultsError([Fault((fractions[0],), found, "a whole number")])
    return Factor(key, section, (), None, low, high, whole, log)


def _no_bounds(missing: list[str]) -> Fault:
    what = "has no range" if len(missing) == 2 else f"has no `{missing[0]}`"
    allowed = "`levels`, or `low` and `high`; only `parameters.` keys have default bounds"
    return Fault((), what, allowed, at_key=True)


def representative_values(factor: Factor) -> list[tuple[tuple[str | int, ...], Any]]:
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


ENDS = 2  # levels of a factor with bounds that is varied by itself: both bounds


def planned_factors(written: Mapping[str, Any], base: Scenario) -> tuple[Factor, ...]:
    """Return the factors of an experiment as its design simulates them.

    They are levers, uncertainties, and the parameters taken by a pattern. A grid gives factors with bounds their steps
    as levels; one at a time, the value of the base comes first.

    Parameters
    ----------
    written
        the experiment file, checked, as plain data.
    base
        the scenario that it varies.

    Raises
    ------
    FaultsError : factors that the design cannot vary.
    """
    ranges = {section: written.get(section, {}) for section in ("levers", "uncertainties")}
    taken = {*written.get("set", {}), *ranges["levers"], *ranges["uncertainties"]}
    listed = listed_values(written)
    named, faults = factors_as_written(ranges, listed, base)
    planned: list[Factor] = []
    for factor in (*named, *uncertain_factors(written.get("uncertain_parameters", []), taken)):
        try:
            planned.append(_planned(factor, written["design"], base, listed))
        except FaultsError as error:
            faults += error.faults
    if faults:
        raise FaultsError(faults)
    return tuple(planned)


def _planned(factor: Factor, design: Mapping[str, Any], base: Scenario, listed: Mapping[str, list[Any]]) -> Factor:
    kind, steps = design["kind"], design.get("steps")
    if kind == "grid":
        return factor if factor.levels else _stepped(factor, steps)
    if kind == "one_at_a_time":
        return _from_base(factor if factor.levels else _stepped(factor, steps or ENDS), base)
    if kind == "points":
        return factor if factor.levels else replace(factor, levels=tuple(listed[factor.key]))
    return factor


def _stepped(factor: Factor, steps: int | None) -> Factor:
    """Return a factor with equal steps between its bounds as levels."""
    if steps is None:
        found = "has bounds, but the design 'grid' has no `steps`"
        raise FaultsError([Fault(factor.at, found, "`steps` in the design, or `levels` in the factor", at_key=True)])
    import numpy as np  # here, since checking an experiment needs no arrays otherwise

    spaced = np.geomspace if factor.log else np.linspace
    # Without the last digits, so that a tenth thrice is 0.3 in every table.
    numbers = [float(f"{number:.12g}") for number in spaced(factor.low, factor.high, steps)]
    numbers[0], numbers[-1] = factor.low, factor.high
    levels: list[Any] = list(dict.fromkeys(round(number) for number in numbers)) if factor.whole else numbers
    return replace(factor, levels=tuple(levels))


def _from_base(factor: Factor, base: Scenario) -> Factor:
    """Return a factor whose first level is that of the base."""
    if factor.named is not None:
        same = [name for name, changes in factor.named.items() if not changes]
        if not same:
            found = "has no level that leaves the base unchanged, but the design 'one_at_a_time' needs one"
            raise FaultsError(
                [Fault(factor.at, found, "a level that changes nothing, such as `as_it_is: {}`", at_key=True)]
            )
        return replace(factor, levels=(same[0], *(name for name in factor.levels if name != same[0])))
    try:
        first = base_value(base, factor.key) if factor.composite is None else factor.composite.at_base
    except NoSingleValueError:
        found = "is not a single value in the base, but the design 'one_at_a_time' needs one"
        raise FaultsError(
            [Fault(factor.at, found, "named levels, one of which changes nothing", at_key=True)]
        ) from None
    others = [level for level in factor.levels if label_of(level) != label_of(first) and level != first]
    return replace(factor, levels=(first, *others))


GROUPED = ("saltelli", "morris")
"""Designs that change the factors of a group together."""

MOST_CELLS = 250_000_000
"""Values in a design, all factors together: 2 GB."""


def groups_of(factors: Sequence[Factor]) -> list[str]:
    """Return the group of each factor; one that is in none is a group by itself."""
    return [factor.key if factor.group is None else factor.group for factor in factors]


def are_grouped(factors: Sequence[Factor]) -> bool:
    """Return whether any factor is in a group."""
    return any(factor.group is not None for factor in factors)


def group_faults(factors: Sequence[Factor], design: Mapping[str, Any]) -> list[Fault]:
    """Return the fault of groups that leave a design nothing to compare."""
    if design["kind"] not in GROUPED or not are_grouped(factors) or len(set(groups_of(factors))) > 1:
        return []
    return [Fault(("design",), "has all its factors in one group", "two groups or more", at_key=True)]


def number_of_points(factors: Sequence[Factor], design: Mapping[str, Any]) -> int:
    """Return how many points a design has.

    Parameters
    ----------
    factors
        the factors as the design simulates them.
    design
        the design as the experiment file gives it.
    """
    kind, count = design["kind"], len(set(groups_of(factors)))
    if kind == "grid":
        return math.prod(len(factor.levels) for factor in factors)
    if kind == "one_at_a_time":
        return 1 + sum(len(factor.levels) - 1 for factor in factors)
    if kind == "morris":
        return int(design["trajectories"] * (count + 1))
    points = design["points"]
    if kind == "saltelli":
        return int(points * (2 * count + 2 if design.get("second_order") else count + 2))
    return int(points) if isinstance(points, int) else len(points)


def size_faults(factors: Sequence[Factor], design: Mapping[str, Any]) -> list[Fault]:
    """Return the fault of a design that is too large to be planned."""
    points = number_of_points(factors, design)
    most = min(MOST_POINTS, MOST_CELLS // max(len(factors), 1))
    if points <= most:
        return []
    found = f"has {points:,} points of {len(factors)} factors"
    return [Fault(("design",), found, f"at most {most:,} points with so many factors", at_key=True)]
