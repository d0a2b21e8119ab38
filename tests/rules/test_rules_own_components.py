"""What a trust sustains of a stock for reasons of its own: it lasts for years and is no other trust's or stock's."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from sim.model.random_purposes import Purpose
from sim.rules.own_components import move_own_components
from sim.rules.people import sustained_engagement, sustained_workforce
from sim.rules.performance import sustained_access, sustained_finance, sustained_quality

Make = Callable[..., object]

STOCKS = ("quality", "access", "finance", "workforce", "engagement")


def noise(**shocks: float) -> list[float]:
    """Return a trust's row of a month: nothing, but for what is said by stock."""
    row = [0.0] * (max(Purpose) + 1)
    for name, value in shocks.items():
        row[Purpose[name.upper()]] = value
    return row


@pytest.mark.parametrize("stock", STOCKS)
def test_what_is_its_own_fades_over_years(stock: str, trust: Make, parameters: Make) -> None:
    here = trust(**{f"own_{stock}": 0.1})
    for _ in range(12):
        move_own_components(here, parameters(own_kept=0.98), noise())
    assert getattr(here, f"own_{stock}") == pytest.approx(0.1 * 0.98**12)


@pytest.mark.parametrize("stock", STOCKS)
def test_each_stock_has_chance_of_its_own(stock: str, trust: Make, parameters: Make) -> None:
    def later(shock: float, **overrides: float) -> list[float]:
        here = trust()
        move_own_components(here, parameters(**overrides), noise(**{stock: shock}))
        return [getattr(here, f"own_{name}") for name in STOCKS]

    position = STOCKS.index(stock)
    assert later(-1.0)[position] < 0.0 < later(1.0)[position]
    assert [value for name, value in zip(STOCKS, later(3.0), strict=True) if name != stock] == [0.0] * 4
    assert later(3.0, **{f"{stock}_noise": 0.0}) == [0.0] * 5


@pytest.mark.parametrize("stock", STOCKS)
def test_what_is_its_own_is_sustained_above_or_below_what_drivers_give(
    stock: str, trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    sustained = {
        "quality": lambda here: sustained_quality(here, parameters()),
        "access": lambda here: sustained_access(here, parameters()),
        "finance": lambda here: sustained_finance(here, regulator(), parameters()),
        "workforce": lambda here: sustained_workforce(here, regulator(), environment(), parameters()),
        "engagement": lambda here: sustained_engagement(here, regulator(), parameters()),
    }[stock]
    low, usual, high = (sustained(trust(**{f"own_{stock}": own})) for own in (-0.1, 0.0, 0.1))
    assert (low, high) == pytest.approx((usual - 0.1, usual + 0.1))
    others = {f"own_{name}": 0.2 for name in STOCKS if name != stock}
    assert sustained(trust(**others)) == usual


def test_spread_between_trusts_neither_grows_nor_vanishes(trust: Make, parameters: Make) -> None:
    """A first-order autoregression settles at noise / sqrt(1 - kept squared)."""
    random, values = Random(0), parameters(own_kept=0.9, quality_noise=0.02)
    here, squares = trust(), 0.0
    for _ in range(4000):
        move_own_components(here, values, noise(quality=random.gauss(0.0, 1.0)))
        squares += here.own_quality**2
    assert (squares / 4000) ** 0.5 == pytest.approx(0.02 / (1.0 - 0.81) ** 0.5, rel=0.1)
