"""The past of a trust as plain objects, in spans of months; links of partnerships; and outcomes to be computed."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, get_type_hints

import pytest

from sim.model.enums import Phase, Stage
from sim.model.state import PartnershipState, TrustState
from sim.model.variables import set_initial, variables
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome_table import TrustOutcomes
from sim.parameters import Parameters

Spans = list[tuple[int, int]]
Make = Callable[..., Any]

STOCKS = ("quality", "access", "finance")
PUBLISHED = ("annual_quality", "annual_access", "annual_finance")
IN_A_SPAN: dict[str, dict[str, Any]] = {
    "good": dict.fromkeys((*STOCKS, *PUBLISHED), 0.6),
    "failing": {"stage": int(Stage.DECLINE)},
    "in_special_measures": {"special_measures": True},
    "helped": {"times_helped": 1},
    "absorbed": {"absorbed_by": 1},
    "integrating": {"integrating": True},
}


def changed(holder: Any, values: dict[str, Any]) -> Any:
    """Return an object with some values set; an unknown name is a mistake in the test."""
    for name, value in values.items():
        if not hasattr(holder, name):
            raise AttributeError(f"no variable {name}")
        setattr(holder, name, value)
    return holder


@pytest.fixture(scope="session")
def month() -> Make:
    """Make one month of a trust that stands as trusts do at first, but for what is said; it is not doing well."""

    def _month(**values: Any) -> Any:
        start = {
            name: variables(TrustState)[name].initial for name in get_type_hints(MonthlyObservation) if name in known
        }
        poor = {"inadequate_domains": 0} | dict.fromkeys((*STOCKS, *PUBLISHED), 0.3)
        return changed(SimpleNamespace(**start | poor), values)

    known = variables(TrustState)
    return _month


@pytest.fixture(scope="session")
def past(month: Make) -> Make:
    """Make the past of a trust up to a month, from spans (first month, last month) in which something holds."""

    def _past(months: int, **spans: Spans) -> Any:
        lived = [month() for _ in range(months + 1)]
        for name, stretches in spans.items():
            for begin, end in stretches:
                for held in lived[begin : end + 1]:
                    changed(held, IN_A_SPAN[name])
        return lived

    return _past


@pytest.fixture(scope="session")
def over_months(month: Make) -> Make:
    """Make the past of a trust from what a variable is from each month on: quality={0: 0.5, 10: 0.3}."""

    def _over_months(months: int, **values: dict[int, Any]) -> Any:
        lived = [month() for _ in range(months + 1)]
        for name, steps in values.items():
            for begin, value in steps.items():
                for held in lived[begin:]:
                    changed(held, {name: value})
        return lived

    return _over_months


@pytest.fixture(scope="session")
def link() -> Make:
    """Make a link that operates; what is not said is at its initial value."""

    def _link(**values: Any) -> Any:
        holder = SimpleNamespace()
        set_initial(holder, PartnershipState)
        return changed(holder, {"phase": int(Phase.OPERATING), **values})

    return _link


@pytest.fixture(scope="session")
def outcomes() -> Make:
    """Make so many outcomes to be computed, with numbers in them that are meant to be written over."""

    def _outcomes(count: int = 1) -> Any:
        return [SimpleNamespace(**dict.fromkeys(get_type_hints(TrustOutcomes), -99.0)) for _ in range(count)]

    return _outcomes


@pytest.fixture(scope="session")
def computed(outcomes: Make) -> Make:
    """Return the outcomes that a function computes of a past."""

    def _computed(compute: Make, *given: Any) -> Any:
        outcome = outcomes()[0]
        compute(outcome, *given)
        return SimpleNamespace(**{name: value for name, value in vars(outcome).items() if value != -99.0})

    return _computed


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    """Return the parameters at their defaults."""
    return Parameters()
