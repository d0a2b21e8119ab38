"""From the factors as they are written to the factors as a design plays them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.experiments.base_values import NoSingleValueError, base_value
from sim.experiments.factors import Factor, uncertain_factors, written_factors
from sim.experiments.ranges import label_of, listed_values
from sim.scenario.errors import Fault, FaultsError
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from sim.experiments.schema import Experiment

ENDS = 2  # levels of a factor with bounds that is varied by itself: both bounds


def factors_of(experiment: Experiment) -> tuple[Factor, ...]:
    """Return the factors of an experiment as its design plays them.

    They are levers, uncertainties, and the parameters taken by a pattern. A grid gives factors with bounds their steps
    as levels; one at a time, the value of the base comes first.

    Raises
    ------
    FaultsError : factors that the design cannot vary.
    """
    ranges = {"levers": experiment.levers, "uncertainties": experiment.uncertainties}
    taken = {*experiment.set, *experiment.levers, *experiment.uncertainties}
    listed = listed_values(experiment.model_dump(include={"design"}))
    written, faults = written_factors(ranges, listed)
    planned: list[Factor] = []
    for factor in (*written, *uncertain_factors(experiment.uncertain_parameters, taken)):
        try:
            planned.append(_planned(factor, experiment, listed))
        except FaultsError as error:
            faults += error.faults
    if faults:
        raise FaultsError(faults)
    return tuple(planned)


def _planned(factor: Factor, experiment: Experiment, listed: Mapping[str, list[Any]]) -> Factor:
    kind, steps = experiment.design.kind, experiment.design.steps
    if kind == "grid":
        return factor if factor.levels else _stepped(factor, steps)
    if kind == "one_at_a_time":
        return _from_base(factor if factor.levels else _stepped(factor, steps or ENDS), experiment.base)
    if kind == "points":
        return factor if factor.levels else replace(factor, levels=tuple(listed[factor.key]))
    return factor


def _stepped(factor: Factor, steps: int | None) -> Factor:
    """Return a factor with equal steps between its bounds as levels."""
    if steps is None:
        found = "has bounds, and the design 'grid' no `steps` between them"
        raise FaultsError([Fault(factor.at, found, "`steps` of the design, or `levels` of the factor", at_key=True)])
    import numpy as np  # here, since checking an experiment needs no arrays otherwise

    spaced = np.geomspace if factor.log else np.linspace
    # Without the last digits, so that a tenth thrice is 0.3 in every table.
    numbers = [float(f"{number:.12g}") for number in spaced(factor.low, factor.high, steps)]
    numbers[0], numbers[-1] = factor.low, factor.high
    levels: list[Any] = list(dict.fromkeys(round(number) for number in numbers)) if factor.whole else numbers
    return replace(factor, levels=tuple(levels))


def _from_base(factor: Factor, base: Scenario) -> Factor:
    """Return a factor whose first level is that of the base."""
    if factor.named is not None:
        same = [name for name, changes in factor.named.items() if not changes]
        if not same:
            found = "has no level that stands for the base, and each factor is varied by itself"
            raise FaultsError(
                [Fault(factor.at, found, "a level that changes nothing, such as `as_it_is: {}`", at_key=True)]
            )
        return replace(factor, levels=(same[0], *(name for name in factor.levels if name != same[0])))
    try:
        first = base_value(base, factor.key)
    except NoSingleValueError:
        found = "is no single value in the base, and each factor is varied by itself"
        raise FaultsError(
            [Fault(factor.at, found, "levels with names, of which one changes nothing", at_key=True)]
        ) from None
    others = [level for level in factor.levels if label_of(level) != label_of(first) and level != first]
    return replace(factor, levels=(first, *others))
