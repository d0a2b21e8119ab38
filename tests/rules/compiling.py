"""Rules as a compiler sees them: every rule in Numba's nopython mode, over records instead of agents."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import numba
import numpy as np

import sim.rules
from sim.parameters import Parameters, parameter_kinds, parameter_table
from sim.state import (
    EnvironmentState,
    HealthEconomyState,
    PartnershipState,
    PartnershipTypeState,
    RegulatorState,
    TrustState,
    Variable,
    kinds,
    variables,
)

ENTITIES: dict[str, type] = {
    entity.__name__: entity
    for entity in (
        TrustState,
        PartnershipState,
        PartnershipTypeState,
        RegulatorState,
        HealthEconomyState,
        EnvironmentState,
        Parameters,
    )
}
HIGHEST_COUNT = 80
SEVERAL = 6  # in every sequence; more than one, since an array of one stands for a single entity


def rule_modules() -> list[types.ModuleType]:
    """Return all modules of the theory."""
    return [import_module(f"sim.rules.{module.name}") for module in iter_modules(sim.rules.__path__)]


def rules() -> dict[str, Callable[..., Any]]:
    """Return every rule by module and name."""
    return {
        f"{module.__name__.removeprefix('sim.rules.')}.{name}": function
        for module in rule_modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
    }


@cache
def compiled_rules() -> dict[str, Callable[..., Any]]:
    """Return every rule compiled, calling compiled rules and nothing else."""
    dispatchers: dict[Callable[..., Any], Callable[..., Any]] = {}
    namespaces = {module.__name__: dict(vars(module)) for module in rule_modules()}
    for function in rules().values():
        namespace = namespaces[function.__module__]
        bare = types.FunctionType(function.__code__, namespace, function.__name__)
        dispatchers[function] = numba.njit(bare)
    for namespace in namespaces.values():
        for name, value in list(namespace.items()):
            if inspect.isfunction(value) and value in dispatchers:
                namespace[name] = dispatchers[value]
    return {name: dispatchers[function] for name, function in rules().items()}


@cache
def record_type(entity: type) -> np.dtype[Any]:
    """Return the record of an entity, a field for each variable."""
    fields = parameter_kinds() if entity is Parameters else kinds(entity)
    return np.dtype([(name, {float: "f8", int: "i8", bool: "?"}[kind]) for name, kind in fields.items()])


def random_value(variable: Variable, kind: type, random: np.random.Generator) -> Any:
    """Return a value of a variable inside its range; ends and thresholds come up often."""
    low = -1.0 if variable.low is None else variable.low
    high = (HIGHEST_COUNT if kind is int else 2.0) if variable.high is None else variable.high
    if kind is bool:
        return bool(random.integers(2))
    if kind is int:
        return int(random.integers(int(low), int(high) + 1))
    return float(random.choice([low, high, random.uniform(low, high), random.uniform(low, high)]))


def random_record(entity: type, random: np.random.Generator) -> np.ndarray[Any, Any]:
    """Return an array of one record of an entity in a random state (parameters inside their bounds)."""
    record = np.zeros(1, dtype=record_type(entity))
    if entity is Parameters:
        for name, parameter in parameter_table().items():
            value = random.uniform(parameter.low, parameter.high)
            record[name] = round(value) if parameter_kinds()[name] is int else value
        return record
    for name, kind in kinds(entity).items():
        record[name] = random_value(variables(entity)[name], kind, random)
    return record


def random_arguments(function: Callable[..., Any], random: np.random.Generator) -> dict[str, Any]:
    """Return random arguments for a rule; entities, alone or in a sequence, as arrays of records."""
    parameters = inspect.signature(function).parameters
    return {name: random_argument(name, parameter.annotation, random) for name, parameter in parameters.items()}


def random_argument(name: str, annotation: str, random: np.random.Generator) -> Any:
    """Return a random value for one argument, by its annotation and its name."""
    if annotation == "Sequence[float]":
        return random.uniform(0, 1, SEVERAL)
    if annotation.startswith("Sequence["):
        entity = ENTITIES[annotation.removeprefix("Sequence[").removesuffix("]")]
        records = np.concatenate([random_record(entity, random) for _ in range(SEVERAL)])
        if entity is TrustState:
            records["index"] = np.arange(SEVERAL)
        return records
    if annotation in ENTITIES:
        return random_record(ENTITIES[annotation], random)
    if name.endswith("shock"):
        return float(random.normal())
    if name == "calendar_month":
        return int(random.integers(1, 13))
    if annotation == "int":
        return int(random.integers(0, SEVERAL - 1))
    if annotation == "bool":
        return bool(random.integers(2))
    return float(random.uniform(0, 1))


class Holder:
    """A plain object with the attributes of one record, as a person's agent would have them."""

    def __init__(self, record: Any) -> None:
        for name in record.dtype.names:
            setattr(self, name, record[name].item())


def for_a_person(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with plain objects in place of records, and lists in place of arrays."""
    return {name: plain(value) if isinstance(value, np.ndarray) else value for name, value in arguments.items()}


def plain(array: np.ndarray[Any, Any]) -> Any:
    """Return an array as a person would have it: a list of numbers, one object, or a list of objects."""
    if not array.dtype.names:
        return array.tolist()
    if len(array) == 1:
        return Holder(array[0])
    return [Holder(record) for record in array]


def for_a_compiler(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with copies of the records; an array of one is that record."""
    return {
        name: (value.copy() if len(value) > 1 else value.copy()[0]) if isinstance(value, np.ndarray) else value
        for name, value in arguments.items()
    }


def values_of(arguments: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every value that a rule may have written, by argument and variable, as plain numbers."""
    for name, value in arguments.items():
        holders = list(value) if isinstance(value, list) or (isinstance(value, np.ndarray) and value.ndim) else [value]
        for position, holder in enumerate(holders):
            if isinstance(holder, Holder):
                yield from ((f"{name}[{position}].{key}", exact(item)) for key, item in vars(holder).items())
            elif isinstance(holder, np.void | np.record):
                yield from ((f"{name}[{position}].{key}", exact(holder[key])) for key in holder.dtype.names)


def exact(value: Any) -> Any:
    """Return a value so that equality means the same bits."""
    number = value.item() if isinstance(value, np.generic) else value
    return float(number).hex() if isinstance(number, float) else int(number)
