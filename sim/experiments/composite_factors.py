"""Composite factors: what the model makes of several states together, set to a value by the states behind it.

Cultural fit and partner capacity are no keys of a scenario. A composite factor gives them in numbers, as the base has
them at the start, and turns each number into the states of a partner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import SimpleNamespace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.config.errors import Fault, FaultsError, Location, shorten, unknown
from sim.config.naming import position_of
from sim.parameters import Parameters
from sim.rules.cultural_fit import cultural_distance
from sim.rules.delivery import partner_capacity
from sim.scenario.conditional_start import level_at
from sim.scenario.model_inputs import trust_ids
from sim.scenario.policies import policies
from sim.scenario.scenario_loader import scenario_digest
from sim.scenario.scenario_schema import DEFAULTS, Scenario
from sim.scenario.scenario_writer import starting_state
from sim.scenario.starting_state import CULTURE
from sim.scenario.trust_schema import TrustSection

BETWEEN, OF = "between", "of"
NAMES = {"cultural_fit": BETWEEN, "partner_capacity": OF}
"""Composite factors by the names that they usually have, and the key that says of whom each is."""

ABLE = ("leadership", "capability", "coherence", "chief_executive_tenure")
"""The states behind the capacity of a partner."""

LEDGER = (
    "attention_free",
    "attention_partnership",
    "overload",
    "attention_supply",
    "attention_compliance",
    "trusts_supported",
)
"""What capacity depends on besides, as the model has it at the start."""

PERCENTILES = np.unique([0.0, 1.0, *np.linspace(2.5, 97.5, 39), 99.0, 100.0])
"""At which capacity is computed; between them it is interpolated."""

WORLDS = 100
"""Replicates over which capacity at the start is averaged."""

ROUNDING = 1e-9


class Composite(Protocol):
    """Something that the model computes of a trust, and the states that give it a value."""

    @property
    def keys(self) -> list[str]:
        """Return the keys of the scenario that it sets."""
        ...

    @property
    def reach(self) -> tuple[float, float]:
        """Return the lowest and the highest value that it can take."""
        ...

    @property
    def at_base(self) -> float:
        """Return its value in the base."""
        ...

    def states(self, value: float) -> dict[str, float]:
        """Return the values of its keys that give it a value; raises `FaultsError` for one beyond its reach."""
        ...


def composite_of(key: str, row: Mapping[str, Any], base: Scenario) -> Composite | None:
    """Return the composite factor that a range asks for; nothing for any other factor.

    Raises
    ------
    FaultsError : trusts that are not there or whose states are not known, located below the factor.
    """
    if row.get(BETWEEN) is not None:
        return cultural_fit_between(row[BETWEEN], base)
    if row.get(OF) is not None:
        return PartnerCapacity(base, described_trust(row[OF], (OF,), base))
    if key in NAMES and not isinstance(row.get("levels"), Mapping):
        said = "`between: [target, partner]`" if NAMES[key] == BETWEEN else "`of: partner`"
        raise FaultsError([Fault((), "does not say of which trusts", f"{said}, or levels with names", at_key=True)])
    return None


def described_trust(wanted: str, at: Location, base: Scenario) -> TrustSection:
    """Return a trust that a scenario describes, by its id or its name.

    Raises
    ------
    FaultsError : it describes no such trust.
    """
    found = position_of([(trust.id, trust.name) for trust in base.trusts], wanted)
    if found is None and wanted in trust_ids(base):
        what = f"{wanted} is not described one by one, so that its state is drawn anew in each replicate"
        raise FaultsError([Fault(at, what, "a trust under `trusts`")])
    if found is None:
        raise FaultsError([unknown(at, "trust", wanted, [trust.id for trust in base.trusts])])
    return base.trusts[found]


def parameters_at_start(base: Scenario) -> Parameters:
    """Return the parameters of a scenario at its start, those that are drawn at their defaults."""
    return Parameters(policies(base)[0].parameters)


def beyond_reach(what: str, value: float, reach: tuple[float, float]) -> FaultsError:
    """Return the fault of a value that no states give, with those that some do."""
    low, high = np.ceil(1000 * (reach[0] - ROUNDING)) / 1000, np.floor(1000 * (reach[1] + ROUNDING)) / 1000
    return FaultsError([Fault((), f"found {shorten(value)}, which {what} cannot reach", f"{low:g} to {high:g}")])


@dataclass(frozen=True)
class CulturalFit:
    """How well the culture of a partner fits that of a target at the start.

    The culture of the partner moves on the line through both cultures, as far as no share of it falls below 0.

    Attributes
    ----------
    target, partner : ids of the trusts.
    culture : of the target, four shares that sum to 1.
    away : what the culture of the partner has more or less than that.
    farthest : distance at which no culture fits.
    """

    target: str
    partner: str
    culture: NDArray[np.float64]
    away: NDArray[np.float64]
    farthest: float

    @property
    def keys(self) -> list[str]:
        """Return the keys of the culture of the partner."""
        return [f"trusts.{self.partner}.state.{name}" for name in CULTURE]

    @property
    def distance(self) -> float:
        """Return how far apart the cultures are in the base."""
        one, other = (_trust_with(dict(zip(CULTURE, end, strict=True))) for end in (self.culture, self._at(1.0)))
        return float(cultural_distance(one, other))

    @property
    def reach(self) -> tuple[float, float]:
        """Return the fit where a share of the partner's culture is used up, and that of two like cultures."""
        falling = self.away < 0.0
        most = float((self.culture[falling] / -self.away[falling]).min())
        return max(0.0, 1.0 - most * self.distance / self.farthest), 1.0

    @property
    def at_base(self) -> float:
        """Return the fit of the cultures of the base."""
        return max(0.0, 1.0 - self.distance / self.farthest)

    def states(self, value: float) -> dict[str, float]:
        """Return the culture of the partner that fits so well."""
        if not self.reach[0] - ROUNDING <= value <= 1.0:
            raise beyond_reach(f"the fit of {self.partner} with {self.target}", value, self.reach)
        moved = self._at((1.0 - value) * self.farthest / self.distance)
        return dict(zip(self.keys, np.clip(moved, 0.0, 1.0).tolist(), strict=True))

    def _at(self, part: float) -> NDArray[np.float64]:
        """Return a culture on the line: 0 that of the target, 1 that of the partner."""
        return self.culture + part * self.away


def cultural_fit_between(named: Sequence[str], base: Scenario) -> CulturalFit:
    """Return the fit between a target and a partner of a scenario.

    Raises
    ------
    FaultsError : trusts that are not there, whose cultures are not stated, or are the same.
    """
    target, partner = (described_trust(name, (BETWEEN, at), base) for at, name in enumerate(named))
    cultures = [culture_of(trust, (BETWEEN, at)) for at, trust in enumerate((target, partner))]
    away = cultures[1] - cultures[0]
    if not np.abs(away).max() > ROUNDING:
        found = f"{target.id} and {partner.id} have one culture, so that no line leads from one to the other"
        raise FaultsError([Fault((BETWEEN,), found, "two trusts whose cultures differ")])
    return CulturalFit(target.id, partner.id, cultures[0], away, parameters_at_start(base).cultural_range)


def culture_of(trust: TrustSection, at: Location) -> NDArray[np.float64]:
    """Return the culture in which a trust starts, four shares that sum to 1.

    Raises
    ------
    FaultsError : neither the trust nor its archetype says what it is.
    """
    said = starting_state(trust)
    if missing := [name for name in CULTURE if name not in said]:
        found = f"the culture of {trust.id} is drawn anew in each replicate, since nothing says {missing[0]}"
        allowed = "a trust whose four shares of culture are in its `state` or its archetype"
        raise FaultsError([Fault(at, found, allowed)])
    shares = np.array([float(said[name]) for name in CULTURE])
    culture: NDArray[np.float64] = shares / shares.sum()
    return culture


@dataclass(frozen=True)
class PartnerCapacity:
    """The capacity that a partner can give at the start, on average over replicates.

    Its leadership, capability, coherence and tenure stand at one percentile of the stationary trusts of its type; the
    rest of it, and the burden of regulation, is as in the base.
    """

    base: Scenario
    trust: TrustSection

    @property
    def keys(self) -> list[str]:
        """Return the keys of the states behind it."""
        return [f"trusts.{self.trust.id}.state.{name}" for name in ABLE]

    @property
    def reach(self) -> tuple[float, float]:
        """Return the capacity at the lowest and at the highest percentile."""
        return float(self._capacities[0]), float(self._capacities[-1])

    @property
    def at_base(self) -> float:
        """Return the capacity of the trust as it is in the base."""
        return capacity_at_start(self.base, self.trust.id)

    def states(self, value: float) -> dict[str, float]:
        """Return the states at the percentile at which capacity is so large."""
        low, high = self.reach
        if not low - ROUNDING <= value <= high + ROUNDING:
            raise beyond_reach(f"the capacity of {self.trust.id}", value, self.reach)
        percent = float(np.interp(value, self._capacities, PERCENTILES))
        return dict(zip(self.keys, states_at(percent, self.trust.provider_type), strict=True))

    @cached_property
    def _capacities(self) -> NDArray[np.float64]:
        return capacities_at_percentiles(Start(scenario_digest(self.base), self.trust.id, self.base))


def states_at(percent: float, provider_type: str) -> list[float]:
    """Return the states behind capacity at a percentile of a type; tenure in whole months."""
    *levels, tenure = (level_at(name, percent, provider_type) for name in ABLE)
    return [*levels, round(tenure)]


@dataclass(frozen=True)
class Start:
    """A trust in a scenario; the same where the digests of the scenarios are."""

    digest: str
    trust: str
    scenario: Scenario = field(compare=False)


@lru_cache(maxsize=8)
def capacities_at_percentiles(start: Start) -> NDArray[np.float64]:
    """Return the capacity of a trust at the start with its states at each of `PERCENTILES`; it never falls."""
    position = next(at for at, trust in enumerate(start.scenario.trusts) if trust.id == start.trust)
    trust = start.scenario.trusts[position]
    found = []
    for percent in PERCENTILES.tolist():
        states = dict(zip(ABLE, states_at(percent, trust.provider_type), strict=True))
        moved = trust.model_copy(update={"state": {**trust.state, **states}})
        trusts = [*start.scenario.trusts[:position], moved, *start.scenario.trusts[position + 1 :]]
        found.append(capacity_at_start(start.scenario.model_copy(update={"trusts": trusts}), start.trust))
    capacities: NDArray[np.float64] = np.maximum.accumulate(found)
    return capacities


def capacity_at_start(scenario: Scenario, trust: str) -> float:
    """Return the capacity that a trust can give in month 0, on average over replicates."""
    from sim.engine.compiled.columns import Column
    from sim.engine.compiled.ensemble import Ensemble

    begun = scenario.model_copy(update={"months": 1, "parameters_from": DEFAULTS})
    columns = [*ABLE, *LEDGER]
    (part,) = Ensemble(begun, False).parts(0, WORLDS, chunk=WORLDS, followed=[Column(name) for name in columns])
    states = part.followed[:, :, 0, trust_ids(scenario).index(trust)]
    parameters = parameters_at_start(scenario)
    worlds = (_trust_with(dict(zip(columns, row.tolist(), strict=True))) for row in states)
    return float(np.mean([partner_capacity(world, parameters) for world in worlds]))


def _trust_with(variables: Mapping[str, float]) -> Any:
    """Return what a rule takes for a trust that reads no other variables of it."""
    return SimpleNamespace(**variables)
