"""Which variables of a trust a scenario may set, and within which bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sim.config.constraints import Allowed, allowed_variable, checked_table
from sim.config.errors import Fault, FaultsError
from sim.model.enums import Stage
from sim.model.state import TrustState
from sim.model.variables import field_types, variables


@dataclass(frozen=True, slots=True)
class Archetype:
    """A typical trust: what it is, where its levels come from, and its starting state.

    `percentiles` says at which percentile of the stationary trusts of its type a level lies.
    """

    title: str
    source: str
    percentiles: dict[str, float]
    state: dict[str, bool | int | float | str]


@cache
def archetypes() -> dict[str, Archetype]:
    """Return the shipped archetypes by name.

    Raises
    ------
    FaultsError : a state that a scenario could not have either.
    """
    from ruamel.yaml import YAML

    text = files("sim.scenario").joinpath("archetypes.yaml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(text)
    return {
        name: Archetype(
            row["title"], row["source"], row.get("percentiles") or {}, checked_state(row.get("state") or {})
        )
        for name, row in rows.items()
    }


def archetype_names() -> tuple[str, ...]:
    """Return the names of the shipped archetypes."""
    return tuple(archetypes())


ACKNOWLEDGED = {"trigger": 0.3, "formulation": 1.0, "retrenchment": 1.0}
"""How far leaders acknowledge a decline in a stage in which a trust starts."""


def implied_state(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return what follows from the stage in which a trust starts, for variables of which nothing is said.

    A decline is acknowledged as far as the stage says, and a plan is carried out in retrenchment and in the return to
    growth.
    """
    if "stage" not in state:
        return {}
    stage = state["stage"]
    name = stage if isinstance(stage, str) else Stage(stage).name.lower()
    implied = {
        "acknowledged": ACKNOWLEDGED.get(name, 0.0),
        "plan_under_way": name in ("retrenchment", "growth") and state.get("plan_quality", 0.0) > 0.0,
    }
    return {name: value for name, value in implied.items() if name not in state}


CULTURE = ("culture_clan", "culture_developmental", "culture_hierarchical", "culture_rational")
CULTURE_TOLERANCE = 0.01


@cache
def allowed_state() -> dict[str, Allowed]:
    """Return what each variable that a scenario may set may be, by name, in the order of the state table."""
    return {
        name: allowed_variable(variable, field_types(TrustState)[name], *variable.start)
        for name, variable in variables(TrustState).items()
        if variable.start is not None
    }


def checked_state(value: Any) -> dict[str, bool | int | float | str]:
    """Return the starting state of a trust: levels as numbers, ratings and stage as words.

    Raises
    ------
    FaultsError : unknown variables, values out of bounds, and shares of culture that do not sum to 1.
    """
    return _checked(value, allowed_state)


def _shared(name: str) -> Fault:
    """Return the fault of a variable that is the trust's, and not a unit's."""
    found = f"{name!r} is the same in all units of a trust"
    return Fault((name,), found, f"`{name}` in the `state` of the trust", at_key=True)


def _checked(value: Any, allowed: Callable[[], Mapping[str, Allowed]]) -> dict[str, bool | int | float | str]:
    faults: list[Fault] = []
    try:
        checked = checked_table(value, allowed, "variable")
    except FaultsError as found:
        faults.extend(found.faults)
    if isinstance(value, Mapping):
        faults.extend(_culture_faults(value))
    if faults:
        raise FaultsError(faults)
    return checked


OF_A_UNIT = (
    *("quality", "access", "workforce", "engagement", "frontline_adoption"),
    *("published_quality", "published_access", "published_workforce", "published_engagement"),
    *("annual_quality", "annual_access"),
    *CULTURE,
    *("rating_safe", "rating_effective", "rating_caring", "rating_responsive"),
)
"""What a unit has of its own; all else is its trust's."""


@cache
def allowed_unit_state() -> dict[str, Allowed]:
    """Return what each variable that a scenario may set of a unit may be, by name, in the order of the state table."""
    return {name: allowed for name, allowed in allowed_state().items() if name in OF_A_UNIT}


def checked_unit_state(value: Any) -> dict[str, bool | int | float | str]:
    """Return the starting state of a unit, in what is its own.

    Raises
    ------
    FaultsError : the same as for a trust, and variables that are those of its trust.
    """
    given = value if isinstance(value, Mapping) else {}
    if shared := [name for name in given if name in allowed_state() and name not in OF_A_UNIT]:
        raise FaultsError([_shared(name) for name in shared])
    return _checked(value, allowed_unit_state)


def _culture_faults(state: Mapping[str, Any]) -> list[Fault]:
    given = {name: state[name] for name in CULTURE if state.get(name) is not None}
    if not given:
        return []
    absent = [name for name in CULTURE if name not in given]
    if absent:
        return [Fault((next(iter(given)),), f"{', '.join(absent)} missing", "all four culture shares, or none")]
    if not all(allowed_state()[name].fits(share) for name, share in given.items()):
        return []
    total = sum(given.values())
    if abs(total - 1.0) > CULTURE_TOLERANCE:
        return [Fault((CULTURE[0],), f"the four culture shares sum to {total:.4g}", "a sum of 1 within 0.01")]
    return []
