"""Readings: a measure of some worlds; all readings of the same worlds share them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from sim.evidence.patterns import Pattern, measure_of
from sim.evidence.simulated import AS_SHIPPED, Assumed, Values, scenario_of, simulate_worlds, variables_needed_by
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_schema import Scenario

TRUSTS_AT_ONCE = 4000  # of all replicates simulated in one go; their months fit into memory


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measure of the worlds of a scenario with changes.

    Attributes
    ----------
    replicates : how many worlds.
    """

    scenario: str
    changes: tuple[str, ...]
    measure: str
    replicates: int


def measurements_of(pattern: Pattern, replicates: int) -> list[Measurement]:
    """Return the readings that a pattern rests on, in the order in which they are judged."""
    settings: list[tuple[str, ...]] = [()]
    if pattern.contrast:
        settings = [pattern.first, *pattern.seconds]
        # Worlds without a partnership come first: all forms share them.
        settings += [(*form, *setting) for form in pattern.forms for setting in (pattern.first, *pattern.seconds)]
    elif pattern.energies:
        settings = [(f"partnership_types.merger.people_programme={energy}",) for energy in pattern.energies]
    measure = "partnership_statistics.integration_pathways" if pattern.energies else pattern.measure
    return [Measurement(pattern.scenario, (*pattern.changes, *setting), measure, replicates) for setting in settings]


def take_measurements(
    readings: Iterable[Measurement],
    assumed: Assumed = AS_SHIPPED,
    first: int = 0,
    threads: int = 1,
    progress: Callable[[], None] = lambda: None,
) -> dict[Measurement, Values]:
    """Return the values of readings, each an array [replicates] or [replicates, figures].

    Parameters
    ----------
    assumed : what is assumed of parameters.
    first : the number of the first replicate.
    threads : how many replicates are simulated at a time.
    progress : called after each reading.
    """
    found: dict[Measurement, Values] = {}

    def worlds(reading: Measurement) -> tuple[str, tuple[str, ...], int]:
        return reading.scenario, reading.changes, reading.replicates

    for (name, changes, replicates), alike in groupby(sorted(set(readings), key=worlds), key=worlds):
        scenario = assumed.of(scenario_of(name, changes))
        group = list(alike)
        for reading, values in zip(group, _values(scenario, group, replicates, first, threads), strict=True):
            found[reading] = values
            progress()
    return found


def _values(
    scenario: Scenario, readings: Sequence[Measurement], replicates: int, first: int, threads: int
) -> list[Values]:
    """Return the values of readings of the same worlds, a part of the replicates at a time."""
    measures = [measure_of(reading.measure) for reading in readings]
    variables = sorted({name for measure in measures for name in variables_needed_by(measure)})
    at_once = max(threads, TRUSTS_AT_ONCE // len(trust_ids(scenario)))
    parts: list[list[Values]] = [[] for _ in measures]
    for start in range(0, replicates, at_once):
        worlds = simulate_worlds(scenario, min(at_once, replicates - start), variables, first + start, threads)
        for part, measure in zip(parts, measures, strict=True):
            part.append(measure(worlds))
    return [np.concatenate(part) for part in parts]
