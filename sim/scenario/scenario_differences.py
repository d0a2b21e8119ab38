"""In which values a scenario differs from another, key by key, as its file would say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sim.scenario.scenario_loader import load_scenario, shipped_scenarios
from sim.scenario.scenario_schema import Scenario
from sim.scenario.scenario_writer import WORDS_ONLY, resolved

LEFT_OUT = frozenset({*WORDS_ONLY, "replicates", "seed", "expect", "main_outcome"})
"""What changes nothing in what is assumed."""

ABSENT = "–"


def differences_between(first: Scenario, second: Scenario) -> list[tuple[str, str, str]]:
    """Return key, value in the first and value in the second of everything in which two scenarios differ.

    Examples
    --------
    >>> more = load_scenario("no_partner", {"regulator.support": 0.9})
    >>> differences_between(load_scenario("no_partner"), more)
    [('regulator.support', '0.3', '0.9')]
    """
    one, other = (dict(_values(resolved(scenario))) for scenario in (first, second))
    keys = dict.fromkeys((*one, *other))
    return [(key, one.get(key, ABSENT), other.get(key, ABSENT)) for key in keys if one.get(key) != other.get(key)]


def differences_from_supplied(scenario: Scenario) -> list[tuple[str, str, str]] | None:
    """Return in what a scenario differs from the supplied one that it is or extends; None where there is none."""
    if scenario.supplied not in shipped_scenarios():
        return None
    return differences_between(_supplied(scenario.supplied), scenario)


@cache
def _supplied(name: str) -> Scenario:
    """Return a supplied scenario, which a report asks for more than once."""
    return load_scenario(name)


def _values(data: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield dotted key and value of everything in plain data; rows with an id go by that id."""
    for key, value in data.items():
        name = f"{before}{key}"
        if not before and key in LEFT_OUT:
            continue
        if isinstance(value, Mapping):
            yield from _values(value, f"{name}.")
        elif isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
            rows = {str(row.get("id", position)): row for position, row in enumerate(value, 1)}
            yield from _values(rows, f"{name}.")
        else:
            yield name, f"{value:g}" if isinstance(value, float) else "none" if value in (None, [], {}) else str(value)
