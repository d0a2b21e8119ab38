"""The noise of one replicate, drawn before the first month and handed out month by month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.engine.noise import entity_key, standard_normal, uniforms
from sim.engine.purposes import PAIR_CHANCES, TRUST_CHANCES, TRUST_SHOCKS, InitialDraw, Purpose

Keys = NDArray[np.uint64]
NATION = "the nation"
NUMBERS_AT_ONCE = 4096  # rows (a trust in a month) drawn in one call: few calls, little memory


class MonthNoise:
    """Common random numbers of a replicate.

    Attributes
    ----------
    trusts : a row for each trust, indexed by `Purpose`: shocks below 32, chances from 32.
    economies : a shock for each local health economy.
    nation : the shock of the whole nation.
    """

    def __init__(
        self, seed: int, replicate: int, months: int, trust_ids: Sequence[str], economy_ids: Sequence[str]
    ) -> None:
        self.seed, self.replicate, self.months = seed, replicate, months
        self.trusts: list[list[float]] = []
        self.economies: list[float] = []
        self.nation = 0.0
        self._trust_keys = _keys(trust_ids)
        self._economy_keys = _keys(["economy " + identifier for identifier in economy_ids])
        self._nation_key = _keys([NATION])
        self._pairs: dict[tuple[str, str], list[list[float]]] = {}
        self._ties: dict[str, list[float]] = {}
        self._month = 0
        self._first = 0
        self._block = min(months, max(12, NUMBERS_AT_ONCE // max(1, len(trust_ids))))

    def turn_to(self, month: int) -> None:
        """Hand out the numbers of a month, from 1."""
        if not self._first <= month < self._first + self._block or self._first == 0:
            self._draw(month)
        self._month = month
        row = month - self._first
        self.trusts = self._trust_rows[row]
        self.economies = self._economy_rows[row]
        self.nation = self._nation_rows[row][0]

    def between(self, one: str, other: str, purpose: Purpose) -> float:
        """Return the chance of this month that concerns a pair: two trusts, or a trust and a joint form or body.

        All months of a pair are drawn when it is first asked for, since a partnership lives for years.
        """
        pair = (one, other)
        if pair not in self._pairs:
            months, purposes = range(self.months + 1), [int(chance) for chance in PAIR_CHANCES]
            table = uniforms(self.seed, self.replicate, _keys([pair]), months, purposes)
            self._pairs[pair] = table[:, 0, :].tolist()
        return self._pairs[pair][self._month][PAIR_CHANCES.index(purpose)]

    def ties(self, one: str, others: Sequence[str]) -> list[float]:
        """Return a chance for the prior tie of a trust to each of the others, the same whoever asks."""
        if one not in self._ties:
            keys = _keys([(min(one, other), max(one, other)) for other in others])
            table = uniforms(self.seed, self.replicate, keys, [0], [int(InitialDraw.PRIOR_TIE)])
            self._ties[one] = table[0, :, 0].tolist()
        return self._ties[one]

    def _draw(self, first: int) -> None:
        months = range(first, first + self._block)
        self._first = first
        purposes = [int(purpose) for purpose in TRUST_SHOCKS + TRUST_CHANCES]
        numbers = uniforms(self.seed, self.replicate, self._trust_keys, months, purposes)
        shocks = len(TRUST_SHOCKS)
        # One column for each purpose number, so that a purpose is its own index.
        table = np.zeros((self._block, len(self._trust_keys), max(purposes) + 1))
        table[:, :, purposes[:shocks]] = standard_normal(numbers[:, :, :shocks])
        table[:, :, purposes[shocks:]] = numbers[:, :, shocks:]
        self._trust_rows: list[list[list[float]]] = table.tolist()
        self._economy_rows = self._shocks(self._economy_keys, months, Purpose.REGIONAL_PRESSURE)
        self._nation_rows = self._shocks(self._nation_key, months, Purpose.NATIONAL_PRESSURE)

    def _shocks(self, keys: Keys, months: range, purpose: Purpose) -> list[list[float]]:
        numbers = uniforms(self.seed, self.replicate, keys, months, [int(purpose)])
        rows: list[list[float]] = standard_normal(numbers[:, :, 0]).tolist()
        return rows


def _keys(names: Sequence[str | tuple[str, ...]]) -> Keys:
    keys = [entity_key(*((name,) if isinstance(name, str) else name)) for name in names]
    return np.array(keys, dtype=np.uint64)
