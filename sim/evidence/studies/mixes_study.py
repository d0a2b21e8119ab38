"""Mixes of scrutiny and support: whether an inner one does better than either corner, for a trust and for the nation.

Reported only, never tuned to. On the mixes scrutiny and support sum to 1; the grid has both from none to all. A mix is
chosen in some worlds and scored in others, so that the best of many is not best by chance. Over the posterior the same
is done for one set of parameters after another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.evidence.simulated import SimulatedWorlds, Values, mean_over, simulate_worlds
from sim.evidence.statistics.partnership_statistics import PERFORMANCE
from sim.evidence.studies.study_worlds import (
    HORIZON,
    LEVEL,
    MONTHS,
    TARGET,
    Progress,
    estimate,
    performance,
    recovered,
)
from sim.parameters import Parameters
from sim.scenario.parameter_sets import PARAMETERS, sample, set_number, with_drawn_parameters
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import POSTERIOR, Scenario

LINE = tuple(round(0.1 * tenth, 1) for tenth in range(11))  # scrutiny; support is the rest
GRID = tuple(round(0.2 * fifth, 1) for fifth in range(6))
CORNERS = {"no scrutiny": 0, "full scrutiny": len(LINE) - 1}
INNER = range(1, len(LINE) - 1)
QUANTILES = {"5 %": 0.05, "median": 0.5, "95 %": 0.95}
PUBLISHED = tuple(f"annual_{name}" for name in PERFORMANCE)

Read = Callable[[SimulatedWorlds], dict[str, Values]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where mixes are tried.

    Attributes
    ----------
    scenario, months : what is simulated.
    read : the outcomes of each world.
    worlds, sets, worlds_a_set : into how many parts the worlds that are asked for are divided, to give the worlds with
        the defaults, the parameter sets, and the worlds with each of them.
    """

    scenario: str
    months: int
    read: Read
    worlds: int
    sets: int
    worlds_a_set: int


def of_trust(worlds: SimulatedWorlds) -> dict[str, Values]:
    """Return recovery and performance of the failing trust."""
    return {"recovery": recovered(worlds), "performance": performance(worlds, TARGET)}


def of_nation(worlds: SimulatedWorlds) -> dict[str, Values]:
    """Return mean performance of all trusts, and the share whose published performance is poor."""
    published = np.array([worlds.months[name][:, HORIZON] for name in PUBLISHED]).mean(axis=0)
    poor = published < Parameters(worlds.scenario.parameters).poor_performance
    return {"performance": performance(worlds), "share poor": mean_over(poor, (1,))}


LOWER_IS_BETTER = ("share poor",)
PLACES = {
    "failing trust": Place("no_partner", MONTHS, of_trust, 1, 4, 4),
    "nation": Place("england_all", HORIZON, of_nation, 20, 20, 100),
}


def study_mixes(worlds: int, threads: int, progress: Progress) -> dict[str, pd.DataFrame]:
    """Return the table `mixes`."""
    rows: list[dict[str, Any]] = []
    plans = [(name, place, part) for name, place in PLACES.items() for part in (with_defaults, over_posterior)]
    for done, (name, place, part) in enumerate(plans, start=1):
        rows += [{"of": name, **row} for row in part(place, worlds, threads)]
        progress(done, len(plans))
    return {"mixes": pd.DataFrame(rows)}


def with_defaults(place: Place, worlds: int, threads: int) -> list[dict[str, Any]]:
    """Return the outcomes on the grid and on the mixes, and what the chosen mix gains, with the default parameters."""
    base, count = load_scenario(place.scenario, [f"months={place.months}"]), part_of(worlds, place.worlds)
    rows = []
    for scrutiny in GRID:
        for support in GRID:
            read = outcomes_of(place, base, scrutiny, support, count, 0, threads)
            about = {"parameters": "defaults", "what": "grid", "scrutiny": scrutiny, "support": support}
            rows += [{**about, "outcome": outcome, **estimate(values)} for outcome, values in read.items()]
    chosen_in, scored_in = (on_the_line(place, base, count, first, threads) for first in (0, count))
    for outcome, lines in chosen_in.items():
        for at, scrutiny in enumerate(LINE):
            rows.append(row_of("defaults", "mix", outcome, estimate(lines[at]), scrutiny))
        best = best_inner(outcome, lines)
        for corner, at in CORNERS.items():
            gain = estimate(better(outcome, scored_in[outcome])[best] - better(outcome, scored_in[outcome])[at])
            rows.append(row_of("defaults", f"chosen mix, gain over {corner}", outcome, gain, LINE[best]))
    return rows


def over_posterior(place: Place, worlds: int, threads: int) -> list[dict[str, Any]]:
    """Return how often an inner mix beats both corners over parameter sets, and where the optimum lies."""
    drawn = load_scenario(place.scenario, [f"months={place.months}", f"parameters_from={POSTERIOR}"])
    count = part_of(worlds, place.worlds_a_set)
    numbers = range(min(part_of(worlds, place.sets), len(sample())))
    found: dict[str, list[tuple[int, bool, bool]]] = {}
    for number in numbers:
        base = with_drawn_parameters(drawn, number)
        chosen_in, scored_in = (on_the_line(place, base, count, first, threads) for first in (0, count))
        for outcome, lines in chosen_in.items():
            found.setdefault(outcome, []).append(judged(better(outcome, lines), better(outcome, scored_in[outcome])))
    sets = [sample()[set_number(drawn, number)] for number in numbers]
    return [row for outcome, own in found.items() for row in rows_over_sets(outcome, own, sets)]


def judged(chosen_in: Values, scored_in: Values) -> tuple[int, bool, bool]:
    """Return the best mix where it is chosen, and whether the best inner one beats both corners where it is scored.

    The last says whether it does so beyond 99 % bounds.
    """
    inner = INNER[int(chosen_in[list(INNER)].mean(axis=1).argmax())]
    gains = [estimate(scored_in[inner] - scored_in[corner]) for corner in CORNERS.values()]
    beats = all(gain["value"] > 0.0 for gain in gains)
    return int(chosen_in.mean(axis=1).argmax()), beats, all(gain["low"] > 0.0 for gain in gains)


def rows_over_sets(
    outcome: str, own: Sequence[tuple[int, bool, bool]], sets: Sequence[Mapping[str, float]]
) -> list[dict[str, Any]]:
    """Return the rows of one outcome over parameter sets."""
    best = np.array([LINE[at] for at, _, _ in own])
    rows = []
    for what, at in (("share of sets in which an inner mix beats both corners", 1), ("the same, surely", 2)):
        rows.append(row_of(POSTERIOR, what, outcome, share_of(np.array([one[at] for one in own]))))
    for name, share in QUANTILES.items():
        placed = {"n": len(best), "value": float(np.quantile(best, share))}
        rows.append(row_of(POSTERIOR, f"scrutiny of the best mix, {name}", outcome, placed))
    for scrutiny in LINE:
        is_best = share_of(best == scrutiny)
        rows.append(row_of(POSTERIOR, "share of sets in which it is best", outcome, is_best, scrutiny))
    return rows + ranges_where_best(outcome, best, sets)


def ranges_where_best(outcome: str, best: Values, sets: Sequence[Mapping[str, float]]) -> list[dict[str, Any]]:
    """Return over which range of the parameter that moves the optimum most each mix is best."""
    correlations = {
        name: rank_correlation(np.array([own[name] for own in sets]), best)
        for name in sets[0]
        if name.startswith(PARAMETERS)
    }
    name = max(correlations, key=lambda parameter: abs(correlations[parameter]))
    values = np.array([own[name] for own in sets])
    about = {"n": len(best), "value": correlations[name]}
    rows = [row_of(POSTERIOR, f"rank correlation of the best mix with {name}", outcome, about)]
    for scrutiny in LINE:
        if (inside := values[best == scrutiny]).size:
            spread = {"n": inside.size, "value": np.median(inside), "low": inside.min(), "high": inside.max()}
            what = f"{name} where it is best: median, least and most"
            rows.append(row_of(POSTERIOR, what, outcome, spread, scrutiny))
    return rows


def rank_correlation(first: Values, second: Values) -> float:
    """Return Spearman's correlation; none where one of the two does not vary."""
    ranks = [pd.Series(values).rank().to_numpy() for values in (first, second)]
    if any(np.ptp(rank) == 0.0 for rank in ranks):
        return 0.0
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def share_of(said: NDArray[np.bool_]) -> dict[str, float]:
    """Return the share of yes, with Wilson's 99 % interval."""
    from scipy.stats import binomtest

    interval = binomtest(int(said.sum()), len(said)).proportion_ci(LEVEL, method="wilson")
    return {"n": len(said), "value": float(said.mean()), "low": float(interval.low), "high": float(interval.high)}


def row_of(
    parameters: str, what: str, outcome: str, found: Mapping[str, float], scrutiny: float = np.nan
) -> dict[str, Any]:
    """Return a row about a mix, or about all of them."""
    support = round(1.0 - scrutiny, 1)
    return {
        "parameters": parameters,
        "what": what,
        "scrutiny": scrutiny,
        "support": support,
        "outcome": outcome,
        **found,
    }


def on_the_line(place: Place, base: Scenario, count: int, first: int, threads: int) -> dict[str, Values]:
    """Return each outcome of every mix in the same worlds, an array [mixes, worlds]."""
    read = [outcomes_of(place, base, mix, round(1.0 - mix, 1), count, first, threads) for mix in LINE]
    return {outcome: np.array([own[outcome] for own in read]) for outcome in read[0]}


def outcomes_of(
    place: Place, base: Scenario, scrutiny: float, support: float, count: int, first: int, threads: int
) -> dict[str, Values]:
    """Return the outcomes under one mix."""
    regulator = base.regulator.model_copy(update={"scrutiny": scrutiny, "support": support})
    scenario = base.model_copy(update={"regulator": regulator})
    return place.read(simulate_worlds(scenario, count, (*PERFORMANCE, *PUBLISHED), first, threads))


def better(outcome: str, values: Values) -> Values:
    """Return values turned so that more is better."""
    return -values if outcome in LOWER_IS_BETTER else values


def best_inner(outcome: str, lines: Values) -> int:
    """Return the position of the best mix that is no corner."""
    return INNER[int(better(outcome, lines)[list(INNER)].mean(axis=1).argmax())]


def part_of(worlds: int, parts: int) -> int:
    """Return a part of the worlds that are asked for; two at least, so that there is an interval."""
    return max(2, worlds // parts)
