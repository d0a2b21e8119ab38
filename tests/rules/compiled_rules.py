"""Rules and outcomes as a compiler sees them: every function in Numba's nopython mode, over records, not agents."""

from __future__ import annotations

import hashlib
import inspect
import types
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import import_module
from operator import is_
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import numba
import numpy as np

from sim.engine.compiled.cache import folder_for
from sim.engine.compiled.compiler import compiled_functions, own_digest
from sim.engine.compiled.numba_linker import PartCompiler, keep_in
from sim.engine.compiled.record_types import record_type
from sim.model.inputs import (
    BackgroundInputs,
    DatedEventInputs,
    PartnershipTypeInputs,
    PeerInputs,
    PlannedPartnershipInputs,
    TrendInputs,
    TrustStartInputs,
)
from sim.model.random_purposes import FIRST_CHANCE_OF_START, InitialDraw, Purpose
from sim.model.state import (
    EnvironmentState,
    HealthEconomyState,
    PartnershipState,
    PartnershipTypeState,
    RegulatorState,
    TrustState,
)
from sim.model.variables import Variable, field_types, variables
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome_table import TrustOutcomes
from sim.outcomes.spells import TrustSpells
from sim.parameters import Parameters, parameter_kinds, parameter_table

ENTITIES: dict[str, type] = {
    entity.__name__: entity
    for entity in (
        TrustState,
        PartnershipState,
        PartnershipTypeState,
        RegulatorState,
        HealthEconomyState,
        EnvironmentState,
        PartnershipTypeInputs,
        PlannedPartnershipInputs,
        TrustStartInputs,
        BackgroundInputs,
        PeerInputs,
        DatedEventInputs,
        TrendInputs,
        Parameters,
        MonthlyObservation,
        TrustSpells,
    )
} | {group.__name__: TrustOutcomes for group in TrustOutcomes.__mro__[:-1]}
"""What an argument is by its annotation; a function that computes a group of outcomes is given room for all."""
HIGHEST_COUNT = 80
WITHOUT_MEANING = Variable("a number of the setting; -1 where a scenario says nothing", low=-1, high=None)
DRAWS = max(InitialDraw) + 1  # numbers in a row of draws of the initial state
NUMBERS = max(Purpose) + 1  # numbers in a trust's row of a month
DOMAINS = Variable("domains rated inadequate", "number", 0, 5)
MONTHS_OF_THE_PAST = {
    "since",
    "entry",
    "dissolved",
    "left",
    "began",
    "recovered",
    "until",
    "helped",
    "check",
    "start",
    "end",
}
YEAR = 12
LONG = 110  # months of a past, so that what takes years can happen in it
DRAWN = 4096  # states of each entity, from which those of a call are taken
SEVERAL = 6  # in most sequences; more than one, since an array of one stands for a single entity


def modules_of(package: str) -> list[types.ModuleType]:
    """Return the modules of a package whose functions are compiled; tables hold none."""
    tables = ("outcome", "outcome_table")
    names = [module.name for module in iter_modules(import_module(package).__path__) if module.name not in tables]
    return [import_module(f"{package}.{name}") for name in names]


def functions_of(package: str) -> dict[str, Callable[..., Any]]:
    """Return every function of a package by module and name."""
    return {
        f"{module.__name__.removeprefix('sim.')}.{name}": function
        for module in modules_of(package)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
    }


def rules() -> dict[str, Callable[..., Any]]:
    """Return every rule of the theory by module and name."""
    return functions_of("sim.rules")


def outcome_functions() -> dict[str, Callable[..., Any]]:
    """Return every function that outcomes are worked out with, by module and name."""
    return functions_of("sim.outcomes")


def simulates_a_world(function: Callable[..., Any]) -> bool:
    """Return whether a function is about a whole world, which only an engine has; engines are compared as a whole."""
    return "World" in {item.annotation for item in inspect.signature(function).parameters.values()}


@cache
def compared_one_by_one() -> dict[str, Callable[..., Any]]:
    """Return every rule and every function of outcomes that is about the entities it is given, and no others."""
    functions = rules() | outcome_functions()
    return {name: function for name, function in functions.items() if not simulates_a_world(function)}


class StepsOfParts(PartCompiler):
    """The steps by which the engine compiles a rule, but into code of its own, which can be called from Python."""

    steps = tuple(step for step in PartCompiler.steps if step.__module__ != PartCompiler.__module__)


@cache
def compiled() -> dict[str, Callable[..., Any]]:
    """Return every function compiled as the engine does it, but so that each can be called from Python.

    What was compiled of the same sources in the same way is kept beside the engine's own code.
    """
    functions = compiled_functions(
        partial(numba.njit, pipeline_class=StepsOfParts, error_model="numpy", no_cfunc_wrapper=True)
    )
    made = {name.removeprefix("sim."): function for name, function in functions.items()}
    if folder := folder_for(own_digest()):
        way = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
        for name, function in made.items():
            keep_in(function, folder / f"rules-{way}" / name)
    return made


@cache
def fields_of(entity: type) -> dict[str, type]:
    """Return the Python type (float, int or bool) of each attribute of an entity."""
    return parameter_kinds() if entity is Parameters else field_types(entity)


def random_values(variable: Variable, kind: type, random: np.random.Generator) -> np.ndarray[Any, Any]:
    """Return as many values of a variable inside its range as are drawn; ends and thresholds come up often."""
    low = -1.0 if variable.low is None else variable.low
    high = (HIGHEST_COUNT if kind is int else 2.0) if variable.high is None else variable.high
    if kind is bool:
        return random.integers(2, size=DRAWN)
    if kind is int:
        return random.integers(int(low), int(high) + 1, size=DRAWN)
    ends, within = random.choice([low, high], DRAWN), random.uniform(low, high, DRAWN)
    return np.where(random.random(DRAWN) < 0.5, ends, within)


@cache
def known_of(entity: type) -> dict[str, Variable]:
    """Return the variables of an entity by name, which say what range each is in."""
    if entity is MonthlyObservation:
        return {**variables(TrustState), "inadequate_domains": DOMAINS}
    return dict(variables(entity))


@cache
def drawn(entity: type) -> np.ndarray[Any, Any]:
    """Return records of an entity in random states (parameters inside their bounds), from which some are taken."""
    random = np.random.default_rng(sum(map(ord, entity.__name__)))
    records = np.zeros(DRAWN, dtype=record_type(entity))
    if entity is Parameters:
        for name, parameter in parameter_table().items():
            values = random.uniform(parameter.low, parameter.high, DRAWN)
            records[name] = np.rint(values) if parameter_kinds()[name] is int else values
        return records
    for name, kind in fields_of(entity).items():
        if entity is TrustOutcomes:
            known, between = random.choice([np.nan, 0.0, 1.0], DRAWN), random.uniform(-1, 1, DRAWN)
            records[name] = np.where(random.random(DRAWN) < 0.75, known, between)
        else:
            records[name] = random_values(known_of(entity).get(name, WITHOUT_MEANING), kind, random)
    if entity is TrustState:
        cultures = [name for name in fields_of(entity) if name.startswith("culture_")]
        nobody = ~np.any([records[name] for name in cultures], axis=0)
        records["culture_clan"][nobody] = 1.0  # no trust is without any values
    return records


def random_records(entity: type, count: int, random: np.random.Generator) -> np.ndarray[Any, Any]:
    """Return an array of so many records of an entity, each in a random state."""
    return drawn(entity)[random.integers(DRAWN, size=count)]


def random_past(random: np.random.Generator) -> np.ndarray[Any, Any]:
    """Return the months of one trust; most things stay as they are from month to month, and most are well."""
    past = random_records(MonthlyObservation, LONG, random)
    for name in ("special_measures", "integrating", "times_helped"):
        past[name] = np.where(random.random(LONG) < 0.3, past[name], 0)
    past["absorbed_by"] = np.where(random.random(LONG) < 0.05, past["absorbed_by"], -1)
    for name in ("quality", "access", "finance"):
        past[name] = np.where(random.random(LONG) < 0.9, random.uniform(0.5, 1.0, LONG), past[name])
    changes = random.choice([0.02, 0.1, 0.5])
    for name in past.dtype.names:
        since = np.where(random.random(LONG) < changes, np.arange(LONG), 0)
        past[name] = past[name][np.maximum.accumulate(since)]
    return past[: random.choice([2, 40, LONG])]


def random_links(random: np.random.Generator) -> np.ndarray[Any, Any]:
    """Return links of partnerships of two and of joint partnerships between several trusts."""
    links = random_records(PartnershipState, SEVERAL, random)
    links["target"] = random.permutation(SEVERAL)
    links["partner"] = random.integers(-1, SEVERAL, SEVERAL)
    for position in range(SEVERAL):
        goes_on = position > 0 and random.random() < 0.5
        links["first_link"][position] = links["first_link"][position - 1] if goes_on else position
    return links


def random_draws(random: np.random.Generator, shocks: int, numbers: int) -> np.ndarray[Any, Any]:
    """Return a row of numbers: shocks, then chances."""
    return np.concatenate([random.normal(size=shocks), random.random(numbers - shocks)])


signature_of = cache(inspect.signature)


def random_arguments(function: Callable[..., Any], random: np.random.Generator) -> dict[str, Any]:
    """Return random arguments for a function; entities, alone or in a sequence, as arrays of records."""
    parameters = signature_of(function).parameters
    arguments = {name: random_argument(name, item.annotation, random) for name, item in parameters.items()}
    if "twin_past" in arguments:
        months = min(len(arguments["past"]), len(arguments["twin_past"]))
        arguments |= {name: arguments[name][:months] for name in ("past", "twin_past")}
    if "past" in arguments:
        # A month in which something began, or up to which something is looked at, is one of the past.
        months = len(arguments["past"])
        arguments |= {name: int(random.integers(months)) for name in MONTHS_OF_THE_PAST & arguments.keys()}
    if "check" in arguments:
        # The year up to a month that is looked at lies in the past as a whole.
        arguments["past"] = np.resize(arguments["past"], LONG)
        arguments["check"] = int(random.integers(YEAR - 1, LONG))
    return arguments


def random_argument(name: str, annotation: str, random: np.random.Generator) -> Any:
    """Return a random value for one argument, by its annotation and its name."""
    if annotation == "Sequence[float]":
        if name == "noise":
            return random_draws(random, Purpose.DEPARTURE, NUMBERS)
        return random_draws(random, FIRST_CHANCE_OF_START, DRAWS)
    if annotation == f"Sequence[{MonthlyObservation.__name__}]":
        return random_past(random)
    if annotation == "Sequence[PartnershipState]":
        return random_links(random)
    if annotation.startswith("Sequence["):
        entity = ENTITIES[annotation.removeprefix("Sequence[").removesuffix("]")]
        records = random_records(entity, SEVERAL, random)
        if entity is TrustState:
            records["index"] = np.arange(SEVERAL)
        return records
    if annotation in ENTITIES:
        return random_records(ENTITIES[annotation], 1, random)
    if name.endswith("shock"):
        return float(random.normal())
    if name == "calendar_month":
        return int(random.integers(1, 13))
    if name == "claims":
        return float(random.choice([0.0, random.uniform(0, 60)]))
    if name == "months":
        return int(random.choice([-1, 0, 12, 13, 36, 60, 200]))
    if name == "count":
        # In a mean, something is counted; of a sequence, as many are real as are counted.
        return float(random.integers(1, SEVERAL + 1)) if annotation == "float" else int(random.integers(SEVERAL + 1))
    if annotation == "int":
        return int(random.integers(0, SEVERAL - 1))
    if annotation == "bool":
        return bool(random.integers(2))
    return float(random.uniform(0, 1))


class Holder:
    """A plain object with the attributes of one record, as a person's agent would have them.

    Attributes
    ----------
    given : the values that it had at first.
    """

    __slots__ = ("__dict__", "given")

    def __init__(self, names: tuple[str, ...], values: tuple[Any, ...]) -> None:
        self.given = values
        self.__dict__ = dict(zip(names, values, strict=True))

    @property
    def is_untouched(self) -> bool:
        """Return whether every value is the very object that was given."""
        return len(self.__dict__) == len(self.given) and all(map(is_, self.__dict__.values(), self.given))


def for_a_person(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with plain objects in place of records, and lists in place of arrays."""
    return {name: plain(value) if isinstance(value, np.ndarray) else value for name, value in arguments.items()}


def plain(array: np.ndarray[Any, Any]) -> Any:
    """Return an array as a person would have it: a list of numbers, one object, or a list of objects."""
    if not array.dtype.names:
        return array.tolist()
    holders = [Holder(array.dtype.names, values) for values in array.tolist()]
    return holders if len(holders) > 1 else holders[0]


def for_a_compiler(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with copies of the records; an array of one is that record."""
    return {
        name: (value.copy() if len(value) > 1 else value.copy()[0]) if isinstance(value, np.ndarray) else value
        for name, value in arguments.items()
    }


def untouched(arguments: dict[str, Any], plain: dict[str, Any], records: dict[str, Any]) -> set[str]:
    """Return the names of the arguments in which neither a person nor a compiler has written anything."""
    return {
        name
        for name, given in arguments.items()
        if isinstance(given, np.ndarray) and given.dtype.names
        if given.tobytes() == records[name].tobytes()
        if all(holder.is_untouched for holder in (plain[name] if isinstance(plain[name], list) else [plain[name]]))
    }


def values_of(arguments: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every value that a function may have written, by argument and variable, as plain numbers."""
    for name, value in arguments.items():
        holders = list(value) if isinstance(value, list) or (isinstance(value, np.ndarray) and value.ndim) else [value]
        for position, holder in enumerate(holders):
            if isinstance(holder, Holder):
                yield f"{name}[{position}]", {key: exact(item) for key, item in vars(holder).items()}
            elif isinstance(holder, np.void | np.record):
                items = zip(holder.dtype.names, holder.item(), strict=True)
                yield f"{name}[{position}]", {key: exact(item) for key, item in items}


def exact(value: Any) -> Any:
    """Return a value so that equality means the same bits."""
    return float(value).hex() if isinstance(value, float) else int(value)
