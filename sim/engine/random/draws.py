"""The noise of one replicate, drawn before the first month and handed out month by month."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.random.philox import entity_key, relation_key, relation_keys, standard_normal, uniforms
from sim.model.random_purposes import (
    FIRST_CHANCE_OF_START,
    PAIR_CHANCES,
    TRUST_CHANCES,
    TRUST_SHOCKS,
    InitialDraw,
    Purpose,
)
from sim.model.state import PartnershipState
from sim.scenario.model_inputs import ModelInputs

Keys = NDArray[np.uint64]
NUMBERS_AT_ONCE = 4096  # rows (a trust in a month) drawn in one call: few calls, little memory


def keys_of(names: list[str], prefix: str = "") -> Keys:
    """Return the keys of entities."""
    return np.array([entity_key(prefix + name) for name in names], dtype=np.uint64)


def trust_keys(setting: ModelInputs) -> Keys:
    """Return the key of every trust."""
    return keys_of(setting.trust_ids)


def economy_keys(setting: ModelInputs) -> Keys:
    """Return the key of every local health economy, for the noise of its months."""
    return keys_of(setting.economy_ids, "economy ")


def type_keys(setting: ModelInputs) -> Keys:
    """Return the key of every type of partnership."""
    return keys_of(setting.type_names, "type ")


def plan_keys(setting: ModelInputs) -> Keys:
    """Return the key of every planned partnership."""
    return keys_of(setting.plan_ids, "plan ")


NATION_KEY = keys_of(["the nation"])


def initial_draws(seed: int, replicate: int, keys: Keys) -> list[list[float]]:
    """Return a row for each entity, indexed by `InitialDraw`: shocks below 96, chances from 96."""
    purposes = [int(draw) for draw in InitialDraw]
    numbers = uniforms(seed, replicate, keys, [0], purposes)[0]
    table = np.zeros((len(keys), max(purposes) + 1))
    table[:, purposes] = numbers
    shocks = [purpose for purpose in purposes if purpose < FIRST_CHANCE_OF_START]
    table[:, shocks] = standard_normal(numbers[:, : len(shocks)])
    rows: list[list[float]] = table.tolist()
    return rows


class MonthNoise:
    """Common random numbers of a replicate.

    Attributes
    ----------
    trusts : a row for each trust, indexed by `Purpose`: shocks below 32, chances from 32.
    economies : a shock for each local health economy.
    nation : the shock to demand of the whole nation.
    funding : the shock to its funding.
    """

    def __init__(self, setting: ModelInputs, replicate: int) -> None:
        self.seed, self.replicate, self.months = setting.seed, replicate, setting.frame.months
        self.trusts: list[list[float]] = []
        self.economies: list[float] = []
        self.nation = 0.0
        self.funding = 0.0
        self.trust_keys = trust_keys(setting)
        self._economy_keys = economy_keys(setting)
        self._kinds = setting.types
        self._key_of_trust: list[int] = self.trust_keys.tolist()
        self._key_of_kind: list[int] = type_keys(setting).tolist()
        self._key_of_plan: list[int] = plan_keys(setting).tolist()
        self._founded: dict[tuple[int, int, int], int] = {}
        self._relations: dict[tuple[int, int], list[list[float]]] = {}
        self._ties: dict[int, list[float]] = {}
        self._month = 0
        self._first = 0
        self._block = min(self.months, max(12, NUMBERS_AT_ONCE // max(1, len(self.trust_keys))))

    def turn_to(self, month: int) -> None:
        """Hand out the numbers of a month, from 1."""
        if not self._first <= month < self._first + self._block or self._first == 0:
            self._draw(month)
        self._month = month
        row = month - self._first
        self.trusts = self._trust_table[row].tolist()
        self.economies = self._economy_rows[row]
        self.nation = self._nation_rows[row][0]
        self.funding = self._funding_rows[row][0]

    def chance_between(self, link: PartnershipState, first: PartnershipState, purpose: Purpose) -> float:
        """Return this month's chance about the two sides of a link; `first` is the first of its partnership."""
        other = self._key_of_trust[link.partner] if link.partner >= 0 else self._key_of_partnership(first)
        return self.between(self._key_of_trust[link.target], other, purpose)

    def _key_of_partnership(self, first: PartnershipState) -> int:
        """Return the key of a body outside, or of a joint partnership: its plan, or who founded it when."""
        if self._kinds[first.type].external_body:
            return self._key_of_kind[first.type]
        if first.plan >= 0:
            return self._key_of_plan[first.plan]
        founding = (first.type, first.target, first.month_begun)
        if founding not in self._founded:
            founder = relation_key(self._key_of_kind[first.type], self._key_of_trust[first.target])
            self._founded[founding] = relation_key(founder, first.month_begun)
        return self._founded[founding]

    def between(self, one: int, other: int, purpose: Purpose) -> float:
        """Return this month's chance about a relation, by the keys of both: two trusts, or trust and partnership.

        All months of a relation are drawn when it is first asked for, since a partnership lives for years.
        """
        if (one, other) not in self._relations:
            key = np.array([relation_key(one, other)], dtype=np.uint64)
            purposes = [int(chance) for chance in PAIR_CHANCES]
            table = uniforms(self.seed, self.replicate, key, range(self.months + 1), purposes)
            self._relations[one, other] = table[:, 0, :].tolist()
        return self._relations[one, other][self._month][PAIR_CHANCES.index(purpose)]

    def tie(self, one: int, other: int) -> float:
        """Return a chance for the prior tie of two trusts, by their positions; the same whoever asks."""
        if one not in self._ties:
            own = np.full_like(self.trust_keys, self.trust_keys[one])
            keys = relation_keys(np.minimum(own, self.trust_keys), np.maximum(own, self.trust_keys))
            table = uniforms(self.seed, self.replicate, keys, [0], [int(InitialDraw.PRIOR_TIE)])
            self._ties[one] = table[0, :, 0].tolist()
        return self._ties[one][other]

    def _draw(self, first: int) -> None:
        months = range(first, first + self._block)
        self._first = first
        purposes = [int(purpose) for purpose in TRUST_SHOCKS + TRUST_CHANCES]
        numbers = uniforms(self.seed, self.replicate, self.trust_keys, months, purposes)
        shocks = len(TRUST_SHOCKS)
        # One column for each purpose number, so that a purpose is its own index.
        table = np.zeros((self._block, len(self.trust_keys), max(purposes) + 1))
        table[:, :, purposes[:shocks]] = standard_normal(numbers[:, :, :shocks])
        table[:, :, purposes[shocks:]] = numbers[:, :, shocks:]
        self._trust_table = table
        self._economy_rows = self._shocks(self._economy_keys, months, Purpose.REGIONAL_PRESSURE)
        self._nation_rows = self._shocks(NATION_KEY, months, Purpose.NATIONAL_PRESSURE)
        self._funding_rows = self._shocks(NATION_KEY, months, Purpose.NATIONAL_FUNDING)

    def _shocks(self, keys: Keys, months: range, purpose: Purpose) -> list[list[float]]:
        numbers = uniforms(self.seed, self.replicate, keys, months, [int(purpose)])
        rows: list[list[float]] = standard_normal(numbers[:, :, 0]).tolist()
        return rows
