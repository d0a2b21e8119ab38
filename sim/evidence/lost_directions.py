"""Directions that hold with the defaults and are lost over the posterior sample: in which sets, and what decides it.

A direction is lost where parameter sets that fit the record disagree about it. The share of them in which it holds, and
the unknowns that it moves with, say what one would have to measure to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.evidence.assessment import committed_file, read_committed, verdicts
from sim.evidence.headline_answers import in_meanings, over_sets, unknowns_of
from sim.evidence.measures import measurements_of, take_measurements
from sim.evidence.patterns import DIFFERENCE, Band, Pattern, patterns
from sim.evidence.simulated import Assumed, Values, scenario_of
from sim.evidence.verdicts import MISS, contrasted
from sim.results.answers_of_sets import answers_of_sets
from sim.scenario.parameter_sets import sample, set_number
from sim.scenario.scenario_schema import POSTERIOR

FILE = "lost_directions.csv"
WORLDS = 80  # for each parameter set: whether a trust recovers is a matter of chance more than its performance is
KNOWN_IN = 0.9  # of the sets: in so many the figure must be known in as many worlds as are counted
COLUMNS = ("pattern", "title", "figure", "mean", "low", "high", "right_way", "wrong_way", "sets", "between_sets",
           "by_chance", "rests_on")  # fmt: skip

Progress = Callable[[int, int], None]


def lost_directions_file() -> Path:
    """Return where the committed results are."""
    return committed_file().with_name(FILE)


def lost_directions() -> list[Pattern]:
    """Return the directions that committed results miss over the sample, and that are differences of two settings."""
    missed = {name for name, verdict in verdicts(read_committed(POSTERIOR)).items() if verdict == MISS}
    return [pattern for name, pattern in patterns().items() if name in missed and pattern.contrast == DIFFERENCE
            and pattern.name.startswith("D")]  # fmt: skip


def explain_lost_directions(
    chosen: Sequence[Pattern] | None = None,
    worlds: int = WORLDS,
    threads: int = 1,
    progress: Progress = lambda done, planned: None,
) -> pd.DataFrame:
    """Return a row for each figure of each direction: in what share of the sets it holds, and what it moves with.

    `mean`, `low` and `high` (5 % and 95 %) are of the difference over parameter sets, beyond the chance of their
    worlds, in the unit of the pattern. `right_way` is the share of sets with a difference on the side of zero that the
    sources report, `wrong_way` of those on the other. `sets` is how many are counted.

    Parameters
    ----------
    chosen : directions; those that are lost over the sample if none is named.
    worlds : simulated for each parameter set, at least two.

    Raises
    ------
    ValueError : fewer than two worlds, between which chance is seen.
    """
    directions = lost_directions() if chosen is None else chosen
    rows: list[dict[str, Any]] = []
    for done, pattern in enumerate(directions, 1):
        rows += _explained(pattern, worlds, threads)
        progress(done, len(directions))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _explained(pattern: Pattern, worlds: int, threads: int) -> Iterator[dict[str, Any]]:
    sets = len(sample())
    readings = measurements_of(pattern, sets * worlds)
    values = take_measurements(readings, Assumed(source=POSTERIOR), 0, threads)
    unknowns = unknowns_of(types_of(pattern))
    pairs = contrasted(pattern, [values[reading] for reading in readings])
    numbers = [set_number(scenario_of(pattern.scenario, pattern.changes), replicate) for replicate in range(sets)]
    for band, (first, second) in zip(pattern.bands, pairs, strict=True):
        differences = np.empty((sets, worlds))
        differences[numbers] = (first - second).reshape(worlds, sets).T
        counted, known = known_of_each(differences)
        yield {"pattern": pattern.name, "title": pattern.title, "figure": band.figure,
               **_told(band, known, unknowns[counted])}  # fmt: skip


def _told(band: Band, differences: Values, unknowns: pd.DataFrame) -> dict[str, Any]:
    found = answers_of_sets(differences)
    reported = 1.0 if band.low is not None else -1.0
    return {
        "right_way": float(np.mean(reported * found.without_chance > 0.0)),
        "wrong_way": float(np.mean(reported * found.without_chance < 0.0)),
        "sets": len(differences),
        **over_sets(found, unknowns),
    }


def types_of(pattern: Pattern) -> set[str]:
    """Return the partnership types in the worlds of a pattern.

    Examples
    --------
    >>> types_of(patterns()["D08"])
    {'management_contract'}
    """
    scenarios = [scenario_of(reading.scenario, reading.changes) for reading in measurements_of(pattern, 1)]
    return {plan.type for scenario in scenarios for plan in scenario.partnerships}


def known_of_each(differences: Values) -> tuple[NDArray[np.bool_], Values]:
    """Return which sets are counted, and as many worlds of each as are known in most; at least two.

    Parameters
    ----------
    differences : an array [sets, worlds]; missing where a world does not show the figure.

    Examples
    --------
    >>> counted, known = known_of_each(np.array([[1.0, np.nan, 3.0], [4.0, 5.0, np.nan], [np.nan, np.nan, 6.0]]))
    >>> counted.tolist(), known.tolist()
    ([True, True, False], [[1.0, 3.0], [4.0, 5.0]])
    """
    shown = ~np.isnan(differences)
    count = shown.sum(axis=1)
    least = max(2, int(np.quantile(count, 1.0 - KNOWN_IN)))
    counted = count >= least
    pairs = zip(differences[counted], shown[counted], strict=True)
    return counted, np.array([own[known][:least] for own, known in pairs])


def lost_directions_in_words(table: pd.DataFrame) -> list[str]:
    """Return two sentences on each row: how often the direction holds, and what one would have to measure."""
    lines = []
    for row in table.fillna({"rests_on": "", "figure": ""}).to_dict("records"):
        name = f"{row['title']} ({row['pattern']}{', ' if row['figure'] else ''}{row['figure']})"
        lines.append(
            f"{name}: {row['mean']:+.4f} on average ({patterns()[row['pattern']].unit}; "
            f"{row['low']:+.4f} to {row['high']:+.4f} over 90 % of the sets), "
            f"the way the sources report in {100 * row['right_way']:.0f} % of the sets and the other way in "
            f"{100 * row['wrong_way']:.0f} %. It moves most with: {in_meanings(row['rests_on'])}."
        )
    return lines
