"""Plain objects for the rules: every variable at its initial value, but for what a test says."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from sim.model.enums import Phase
from sim.model.inputs import PartnershipTypeInputs
from sim.model.partnership_types import shipped_catalogue
from sim.model.state import (
    EnvironmentState,
    HealthEconomyState,
    PartnershipState,
    PartnershipTypeState,
    RegulatorState,
    TrustState,
)
from sim.model.variables import Variable, field_types, set_initial, variables
from sim.parameters import Parameters, parameter_kinds, parameter_table

Make = Callable[..., Any]

DRIVERS = (
    "quality",
    "access",
    "finance",
    "workforce",
    "engagement",
    "leadership",
    "effective_leadership",
    "capability",
    "frontline_adoption",
    "coherence",
    "reputation",
    "annual_quality",
    "annual_access",
    "annual_finance",
)
CULTURE = ("culture_clan", "culture_developmental", "culture_hierarchical", "culture_rational")
HIGHEST_COUNT = 80


def made(entity: type, values: dict[str, Any]) -> SimpleNamespace:
    """Return an object with every variable of an entity; an unknown name is a mistake in the test."""
    holder = SimpleNamespace()
    set_initial(holder, entity)
    return changed(holder, values)


def changed(holder: Any, values: dict[str, Any]) -> Any:
    for name, value in values.items():
        if not hasattr(holder, name):
            raise AttributeError(f"no variable {name}")
        setattr(holder, name, value)
    return holder


def maker(entity: type) -> Make:
    return lambda **values: made(entity, values)


@pytest.fixture(scope="session")
def trust() -> Make:
    """Make a trust; its effective leadership is its own, and its time too, unless the test says otherwise."""

    def _trust(**values: Any) -> Any:
        if "leadership" in values:
            values.setdefault("effective_leadership", values["leadership"])
        values.setdefault("attention_supply", 1.0)
        return made(TrustState, values)

    return _trust


@pytest.fixture(scope="session")
def even_trust(trust: Make) -> Make:
    """Make a trust that does equally well, or badly, in everything."""
    return lambda level, **values: trust(**(dict.fromkeys(DRIVERS, level) | values))


@pytest.fixture(scope="session")
def cultured(trust: Make) -> Make:
    """Make a trust of a given culture: shares of clan, developmental, hierarchical and rational values."""
    return lambda *shares, **values: trust(**dict(zip(CULTURE, shares, strict=True)), **values)


@pytest.fixture(scope="session")
def partnership() -> Make:
    """Make a partnership."""
    return maker(PartnershipState)


@pytest.fixture(scope="session")
def operating() -> Make:
    """Make a partnership of two years' standing that is neither very good nor very bad at anything."""

    def _operating(**values: Any) -> Any:
        middling = {"phase": Phase.OPERATING, "months_in_phase": 24, "scope": 0.5, "partner_capacity": 0.4}
        middling |= {"relational_trust": 0.5, "motivation": 0.5, "fit": 0.5, "honoured": 0.8, "data_quality": 0.0}
        middling |= {"service_start": 0.5, "service_performance": 0.5}
        return made(PartnershipState, middling | values)

    return _operating


@pytest.fixture(scope="session")
def partnership_type() -> Make:
    """Make a partnership type: one of the catalogue by name, or one whose attributes are all zero."""

    def _kind(name: str | None = None, **attributes: Any) -> Any:
        if name is None:
            return made(PartnershipTypeState, attributes)
        return changed(shipped_catalogue()[name], attributes)

    return _kind


@pytest.fixture(scope="session")
def type_() -> Make:
    """Make a partnership type as it is simulated, which trusts may choose themselves unless the test says otherwise."""
    return lambda **attributes: made(PartnershipTypeInputs, {"voluntary": True, "becomes": -1} | attributes)


@pytest.fixture(scope="session")
def regulator() -> Make:
    """Make a regulator."""
    return maker(RegulatorState)


@pytest.fixture(scope="session")
def economy() -> Make:
    """Make a local health economy."""
    return maker(HealthEconomyState)


@pytest.fixture(scope="session")
def environment() -> Make:
    """Make an environment."""
    return maker(EnvironmentState)


@pytest.fixture(scope="session")
def parameters() -> Make:
    """Make parameters: the defaults, but for what the test says."""
    return lambda **overrides: Parameters(overrides)


@pytest.fixture(scope="session")
def any_state() -> Make:
    """Make an entity in a state drawn by a seed from inside the ranges; the ends come up often."""

    def _any_state(entity: type, seed: int) -> Any:
        random = Random(f"{entity.__name__} {seed}")
        drawn = {
            name: drawn_value(variables(entity)[name], type_, random) for name, type_ in field_types(entity).items()
        }
        if entity is TrustState:
            weights = [random.expovariate(1.0) for _ in CULTURE]
            drawn |= {name: weight / sum(weights) for name, weight in zip(CULTURE, weights, strict=True)}
        return made(entity, drawn)

    return _any_state


@pytest.fixture(scope="session")
def any_parameters() -> Make:
    """Make parameters drawn by a seed from inside their bounds."""

    def _any_parameters(seed: int, **overrides: float) -> Parameters:
        random = Random(f"parameters {seed}")
        drawn = {}
        for name, row in parameter_table().items():
            value = random.uniform(row.low, row.high)
            drawn[name] = round(value) if parameter_kinds()[name] is int else value
        return Parameters(drawn | overrides)

    return _any_parameters


def drawn_value(variable: Variable, type_: type, random: Random) -> Any:
    low = -1.0 if variable.low is None else variable.low
    high = (HIGHEST_COUNT if type_ is int else 2.0) if variable.high is None else variable.high
    if type_ is bool:
        return random.random() < 0.5
    if type_ is int:
        return random.randint(int(low), int(high))
    return float(random.choice([low, high, random.uniform(low, high), random.uniform(low, high)]))
