"""The levers of a page: what a reader can move, between which values, and what each is called.

A scenario names them under `page:`; where it names none, they are those that a partnership can be given with, as far as
the scenario has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from pydantic.fields import FieldInfo

from sim.config.constraints import Allowed, allowed_parameters, allowed_variable
from sim.config.errors import Fault, FaultsError, ScenarioError
from sim.config.naming import position_of
from sim.engine.compiled.numba_door import EngineError
from sim.experiments.base_changes import Base, NoSingleValueError, base_value
from sim.experiments.composite_factors import BETWEEN, NAMES, OF
from sim.experiments.factors import Factor, factors_as_written
from sim.model.partnership_types import PartnershipType
from sim.model.state import RegulatorState, TrustState
from sim.model.variables import field_types, partnership_type_variables, variables
from sim.parameters import parameter_table
from sim.scenario.scenario_schema import PlannedPartnership, Scenario

LEVELS = 11
"""Values of a lever that moves the state of a trust, from the lowest to the highest."""

STEPS = 100
"""Into how many steps the range of other numbers is cut, unless a step has a round length."""

LATEST_START = 36
"""Month up to which a partnership can be moved, unless the page says otherwise or it begins later."""


def source_of(scenario: Scenario) -> str:
    """Return where the values of a scenario come from, which are those of its levers."""
    return f"as in the scenario: {scenario.source}" if scenario.source else "as in the scenario: assumed"


NONE = "none"

MEANINGS = {
    "cultural_fit": "how well the culture of the partner fits that of the target at the start; its culture is moved",
    "partner_capacity": "capacity the partner can give at the start; its leaders, capability and tenure move",
}


@dataclass(frozen=True)
class Lever:
    """Something that a reader of a page can move.

    Attributes
    ----------
    factor : what it changes, as the factor of an experiment.
    value : its value in the scenario.
    label, unit, meaning, source : in words.
    values : the values it can have, in order; none where every step from `factor.low` to `factor.high` is one.
    titles, meanings : of values that are words.
    """

    factor: Factor
    value: Any
    label: str
    unit: str
    meaning: str
    source: str
    values: tuple[Any, ...] = ()
    titles: Mapping[str, str] | None = None
    meanings: Mapping[str, str] | None = None

    @property
    def key(self) -> str:
        """Return the key of the scenario that it sets, or its name if it sets several."""
        return self.factor.key

    @property
    def kind(self) -> str:
        """Return `choice`, `month` or `number`."""
        if self.titles is not None:
            return "choice"
        return "month" if self.key.endswith("_month") else "number"

    @cached_property
    def step(self) -> float:
        """Return the least difference of two values: a round number, 1 for whole numbers."""
        if self.factor.whole:
            return 1
        apart = (self.factor.high - self.factor.low) / STEPS
        size = 10.0 ** np.floor(np.log10(apart * 1.0000001))
        return float(min((n * size for n in (1, 2, 5, 10) if n * size >= apart * 0.9999999), default=size))

    def changes_of(self, value: Any) -> Mapping[str, Any]:
        """Return what a value changes in the scenario, by key; its own value changes nothing."""
        if value == self.value:
            return {}
        return self.factor.changes_of(None if value == NONE and self.kind == "choice" else value)

    @property
    def probes(self) -> list[Any]:
        """Return values that stand for all: those of a list, or lowest, highest and some between."""
        if self.values:
            return list(self.values)
        low, high = self.factor.low, self.factor.high
        between = [low + part * (high - low) for part in (0.1, 0.382, 0.618, 0.9)]
        found = [low, *between, high]
        return sorted({round(value) for value in found}) if self.factor.whole else found


def levers_of(scenario: Scenario) -> list[Lever]:
    """Return the levers of the page of a scenario, in order.

    Raises
    ------
    FaultsError : levers that it names and cannot have, located in the scenario.
    """
    if scenario.page is None or not scenario.page.levers:
        return list(_usual_levers(scenario))
    rows = {key: {} if row is None else row.model_dump(exclude_none=True) for key, row in scenario.page.levers.items()}
    found, faults = [], []
    for key, row in rows.items():
        try:
            found.append(lever(key, row, scenario))
        except FaultsError as error:
            faults += [fault.under(("page", "levers", key)) for fault in error.faults]
    if faults:
        raise FaultsError(faults)
    return found


def _usual_levers(scenario: Scenario) -> Iterator[Lever]:
    """Yield those of the usual levers that a scenario has."""
    for key, row in usual_rows(scenario):
        try:
            yield lever(key, row, scenario)
        except (FaultsError, EngineError):
            continue  # such as the fit of two trusts whose cultures are drawn; capacity is found by the compiled engine


def usual_rows(scenario: Scenario) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the levers that every page has as far as its scenario does, as a scenario would name them."""
    plan = next((plan for plan in scenario.partnerships if plan.target), None)
    named = f"partnerships.{plan.id}" if plan else ""
    if plan and plan.partner:
        yield "cultural_fit", {BETWEEN: [plan.target, plan.partner]}
        yield "partner_capacity", {OF: plan.partner}
    if plan:
        yield f"{named}.prior_relationship", {"label": "Relational trust at the start"}
    yield "regulator.scrutiny", {}
    yield "regulator.support", {}
    if plan:
        yield f"{named}.type", {}
        yield f"{named}.start_month", {}
    elif getattr(scenario.regulator, "mandated_type", None):
        yield "regulator.mandated_type", {}
        yield "regulator.mandate_after", {}


def lever(key: str, row: Mapping[str, Any], scenario: Scenario) -> Lever:
    """Return one lever.

    Parameters
    ----------
    key : a key of the scenario as in `--set`, or `cultural_fit`, or `partner_capacity`.
    row : what the page says of it: its range or values, its label, and of whom it is.

    Raises
    ------
    FaultsError : it cannot be one, located below the lever.
    """
    own = dict(row)
    label = own.pop("label", None)
    about = _about(key, scenario)
    if not {"levels", BETWEEN, OF} & set(own) and key not in NAMES:
        own = {**about.range, **own}
    (factor,), faults = _factors(key, own, scenario)
    if faults:
        raise FaultsError(faults)
    value = _value_in(scenario, factor)
    titles = about.titles(factor.levels) if factor.levels and not _are_numbers(factor.levels) else None
    if titles is not None:
        value = NONE if value is None else value
        factor_levels = [NONE if level is None else level for level in factor.levels]
        values: tuple[Any, ...] = tuple(dict.fromkeys([*factor_levels, value]))
        titles = {**titles, **about.titles([value])}
    else:
        values = _numbers(factor, value)
    made = Lever(
        factor, value, label or about.label, about.unit, about.meaning, about.source, values, titles, about.meanings
    )
    _check_values(made, Base(scenario))
    return made


def _factors(key: str, row: dict[str, Any], scenario: Scenario) -> tuple[list[Factor], list[Fault]]:
    made, faults = factors_as_written({"levers": {key: row}}, {}, scenario)
    shortened = [Fault(f.location[2:], f.what, f.allowed, f.nearest, f.at_key or len(f.location) <= 2) for f in faults]
    return made or [Factor(key, "levers")], shortened


def _are_numbers(levels: tuple[Any, ...]) -> bool:
    return all(isinstance(level, int | float) and not isinstance(level, bool) for level in levels)


def _value_in(scenario: Scenario, factor: Factor) -> Any:
    if factor.composite is not None:
        return factor.composite.at_base
    try:
        return base_value(scenario, factor.key)
    except NoSingleValueError:
        raise FaultsError([Fault((), "is not a single value of the scenario", "a key of one", at_key=True)]) from None


def _numbers(factor: Factor, value: Any) -> tuple[Any, ...]:
    """Return the values of a lever that cannot have any value: listed ones, or steps of what sets several states."""
    if factor.levels:
        return tuple(sorted({*factor.levels, *(() if value is None else (value,))}))
    if factor.composite is None and not factor.key.startswith("trusts."):
        return ()
    steps = np.linspace(factor.low, factor.high, LEVELS).round(3)
    kept = np.clip(steps, factor.low, factor.high).tolist()
    if value is not None:
        kept[int(np.abs(np.array(kept) - value).argmin())] = value
    return tuple(sorted({round(number) for number in kept} if factor.whole else set(kept)))


def _check_values(made: Lever, base: Base) -> None:
    """Refuse values that the scenario cannot have."""
    for value in (made.probes[0], made.probes[-1], *made.probes):
        try:
            base.changed(made.changes_of(value))
        except FaultsError as error:
            raise FaultsError([_fault_of(value, fault.what, fault.allowed) for fault in error.faults[:1]]) from None
        except ScenarioError as error:
            raise FaultsError([_fault_of(value, p.what, p.allowed) for p in error.problems[:1]]) from None


def _fault_of(value: Any, what: str, allowed: str) -> Fault:
    return Fault((), f"the scenario cannot have the value {value}: {what}", allowed, at_key=True)


@dataclass(frozen=True)
class _About:
    """What is known of a key: its words, and the range that it can have."""

    label: str
    unit: str
    meaning: str
    source: str
    range: Mapping[str, Any]
    types: Mapping[str, PartnershipType] | None = None

    def titles(self, levels: Any) -> dict[str, str]:
        """Return the title of each of some values that are words."""
        named = self.types or {}
        return {
            NONE if level is None else level: named[level].title if level in named else _in_words(str(level or NONE))
            for level in levels
        }

    @property
    def meanings(self) -> dict[str, str] | None:
        """Return what each type means, if the values are types."""
        return None if self.types is None else {name: kind.meaning for name, kind in self.types.items()}


def _about(key: str, scenario: Scenario) -> _About:
    """Return what is known of a key.

    Raises
    ------
    FaultsError : it is none of those that can be a lever.
    """
    section, *rest = key.split(".")
    if key in NAMES:
        return _About(_in_words(key), "share", MEANINGS[key], source_of(scenario), {})
    if section == "regulator" and rest and rest[0] in variables(RegulatorState):
        return _about_lever(rest[0], scenario)
    if section == "parameters" and rest and rest[0] in parameter_table():
        source = parameter_table()[rest[0]].source
        return _about_allowed(_in_words(rest[0]), allowed_parameters()[rest[0]], source)
    if section == "trusts" and len(rest) == 3 and rest[1] == "state" and rest[2] in variables(TrustState):
        kind = field_types(TrustState)[rest[2]]
        allowed = allowed_variable(variables(TrustState)[rest[2]], kind)
        return _about_allowed(_in_words(rest[2]), allowed, source_of(scenario))
    if section == "partnerships" and len(rest) == 2 and rest[1] in PlannedPartnership.model_fields:
        return _about_plan(rest[0], rest[1], scenario)
    allowed_keys = "regulator., parameters., partnerships.<id>. or trusts.<id>.state. keys, or " + ", ".join(NAMES)
    raise FaultsError([Fault((), "cannot be a lever of a page", allowed_keys, at_key=True)])


def _about_lever(name: str, scenario: Scenario) -> _About:
    variable = variables(RegulatorState)[name]
    if name in partnership_type_variables(RegulatorState):
        types = scenario.types()
        levels = [None, *(known for known in types if _is_mandated(types[known]))]
        return _About(_in_words(name), "", variable.meaning, source_of(scenario), {"levels": levels}, types)
    return _about_allowed(
        _in_words(name),
        allowed_variable(variable, field_types(RegulatorState)[name]),
        source_of(scenario),
        scenario.months,
    )


def _is_mandated(kind: PartnershipType) -> bool:
    from sim.model.enums import Nature

    return Nature.MANDATED in kind.natures and not kind.joint


def _about_allowed(label: str, allowed: Allowed, source: str, most: int | None = None) -> _About:
    """Return what is known of a key by what it may be; counts of months go no further than the run."""
    if allowed.words or allowed.kind is bool:
        levels: list[Any] = list(allowed.words) or [False, True]
        return _About(label, "", allowed.meaning, source, {"levels": levels})
    whole = allowed.kind is int
    high = allowed.high if most is None or not whole or allowed.high is None else min(allowed.high, most)
    bounds = {side: bound for side, bound in (("low", allowed.low), ("high", high)) if bound is not None}
    return _About(label, allowed.unit, allowed.meaning, source, {**bounds, "whole": whole})


def _about_plan(named: str, name: str, scenario: Scenario) -> _About:
    at = position_of([(plan.id, plan.id) for plan in scenario.partnerships], named)
    if at is None:
        ids = ", ".join(plan.id for plan in scenario.partnerships) or "none"
        raise FaultsError([Fault((), f"there is no planned partnership {named!r}", ids, at_key=True)])
    plan, field = scenario.partnerships[at], PlannedPartnership.model_fields[name]
    title = _in_words(name)
    label = title if len(scenario.partnerships) == 1 else f"{_in_words(named)}: {title[:1].lower()}{title[1:]}"
    meaning = field.description or ""
    if name == "type":
        types = scenario.types()
        return _About(label, "", meaning, source_of(scenario), {"levels": list(_possible_types(at, scenario))}, types)
    if name.endswith("_month"):
        latest = min(scenario.months, max(LATEST_START, plan.start_month))
        return _About(label, "month", meaning, source_of(scenario), {"low": 1, "high": latest, "whole": True})
    bounds = {mark: _bound(field, mark) for mark in ("ge", "le")}
    if None in bounds.values():
        raise FaultsError([Fault((), "is neither a number nor a type", "another key", at_key=True)])
    whole = "int" in str(field.annotation)
    high = min(bounds["le"], scenario.months) if whole else bounds["le"]
    return _About(
        label,
        "months" if whole else "share",
        meaning,
        source_of(scenario),
        {"low": bounds["ge"], "high": high, "whole": whole},
    )


def _bound(field: FieldInfo, name: str) -> Any:
    return next((getattr(mark, name) for mark in field.metadata if hasattr(mark, name)), None)


def _possible_types(position: int, scenario: Scenario) -> Iterator[str]:
    """Yield the types that a planned partnership can have with the sides and the nature that it has."""
    base, plan = Base(scenario), scenario.partnerships[position]
    for name in scenario.types():
        try:
            base.changed({f"partnerships.{plan.id}.type": name})
        except (FaultsError, ScenarioError):
            continue
        yield name


TITLES = {
    "type": "type of partnership",
    "start_month": "month in which it starts",
    "end_month": "month in which it ends",
    "mandated_type": "type that is mandated",
    "mandate_after": "months until a mandate",
}
"""What keys are called that do not read well by themselves."""


def _in_words(name: str) -> str:
    words = TITLES.get(name, name).replace("_", " ")
    return words[:1].upper() + words[1:]
