"""Worlds that patterns are read off: replicates of a scenario, trust by trust and month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.columns import Column
from sim.engine.compiled.ensemble import Ensemble
from sim.outcomes import OUTCOMES
from sim.scenario.parameter_sets import draws_from_posterior, with_drawn_parameters
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import DEFAULTS, Scenario

Values = NDArray[np.float64]


@dataclass(frozen=True)
class SimulatedWorlds:
    """Replicates of one scenario.

    Attributes
    ----------
    scenario : that was simulated.
    outcomes : every outcome by name, an array [replicates, trusts].
    months : the variables that were asked for by name, an array [replicates, months + 1, trusts] each.
    first : the number of the first replicate.
    """

    scenario: Scenario
    outcomes: Mapping[str, Values]
    months: Mapping[str, Values]
    first: int = 0

    @property
    def replicates(self) -> int:
        """Return how many there are."""
        return len(next(iter(self.outcomes.values())))

    def attribute(self, partnership_type: str, name: str) -> Values:
        """Return an attribute of a partnership type in each replicate, which may have parameters of its own."""
        simulated = range(self.first, self.first + self.replicates)
        if not draws_from_posterior(self.scenario):
            return np.full(self.replicates, getattr(self.scenario.types()[partnership_type], name))
        return np.array(
            [
                getattr(with_drawn_parameters(self.scenario, replicate).types()[partnership_type], name)
                for replicate in simulated
            ]
        )

    def in_calendar(self, *calendar_months: int) -> NDArray[np.int64]:
        """Return the months of the run that fall in some calendar months (1 for January); not the start."""
        simulated = np.arange(1, self.scenario.months + 1)
        calendar = (self.scenario.start_month - 2 + simulated) % 12 + 1
        months: NDArray[np.int64] = simulated[np.isin(calendar, calendar_months)]
        return months

    def year_means(self, variable: str) -> Values:
        """Return means over whole years, an array [replicates, years, trusts]."""
        values = self.months[variable][:, 1:]
        years = values.shape[1] // 12
        means: Values = values[:, : 12 * years].reshape(len(values), years, 12, values.shape[2]).mean(axis=2)
        return means


Measure = Callable[[SimulatedWorlds], Values]
"""Reads a figure off worlds: an array [replicates], or [replicates, figures]."""

_FOLLOWED: dict[Measure, tuple[str, ...]] = {}


def needed_variables(*variables: str) -> Callable[[Measure], Measure]:
    """Say which variables a measure needs month by month."""

    def noted(measure: Measure) -> Measure:
        _FOLLOWED[measure] = variables
        return measure

    return noted


def variables_needed_by(measure: Measure) -> tuple[str, ...]:
    """Return the variables that a measure needs month by month; none where outcomes are enough."""
    return _FOLLOWED.get(measure, ())


@cache
def scenario_of(name: str, changes: tuple[str, ...]) -> Scenario:
    """Return a scenario with changes; read once."""
    return load_scenario(name, list(changes))


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is assumed of parameters, where a scenario says nothing itself.

    Attributes
    ----------
    parameters : values that differ from the defaults, by name.
    source : `defaults`, or `posterior`: every replicate has a set of its own.
    """

    parameters: Mapping[str, float] = field(default_factory=dict)
    source: str = DEFAULTS

    def of(self, scenario: Scenario) -> Scenario:
        """Return a scenario under these assumptions."""
        update = {"parameters": {**self.parameters, **scenario.parameters}, "parameters_from": self.source}
        return scenario.model_copy(update=update)


AS_SHIPPED = Assumed()


def simulate_worlds(
    scenario: Scenario,
    replicates: int,
    variables: Iterable[str] = (),
    first: int = 0,
    threads: int = 1,
    as_twins: bool = False,
) -> SimulatedWorlds:
    """Simulate replicates of a scenario from `first` on and follow variables of every trust.

    Parameters
    ----------
    variables : that are followed month by month.
    threads : how many replicates are simulated at a time.
    as_twins : whether the same worlds are simulated without partnerships instead.
    """
    names = tuple(variables)
    columns = [Column(name) for name in names]
    chunk = max(1, -(-replicates // threads))
    ensemble = Ensemble(scenario, scenario.has_twin and not as_twins, as_twins)
    parts = list(ensemble.parts(first, replicates, threads, chunk, followed=columns))
    outcomes = np.concatenate([part.outcomes for part in parts])
    followed = np.concatenate([part.followed for part in parts]) if names else None
    return SimulatedWorlds(
        scenario,
        {name: outcomes[:, :, at] for at, name in enumerate(OUTCOMES)},
        {} if followed is None else {name: followed[:, at] for at, name in enumerate(names)},
        first,
    )


def mean_over(values: NDArray[Any], axes: tuple[int, ...]) -> Values:
    """Return means over some axes; missing where there is nothing to take a mean of."""
    count = np.prod([values.shape[axis] for axis in axes])
    total = values.sum(axis=axes, dtype=np.float64)
    means: Values = total / count if count else np.full_like(total, np.nan)
    return means
