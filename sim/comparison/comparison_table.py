"""The table of differences: every outcome, and a few variables by month, of one run less another in the same worlds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.comparison.pairs import Values, band_over_time, means_of_worlds, paired_difference
from sim.comparison.twins import common
from sim.model.indicators import OBSERVABLES, published_instead
from sim.model.state import TrustState
from sim.model.variables import variables
from sim.outcomes import HIGHER, LOWER, OUTCOMES
from sim.plots.data.run_frames import TrustMonths, types_of_trusts
from sim.plots.figures.trajectories_figure import VARIABLES
from sim.results.run import Run
from sim.results.summary import counted
from sim.scenario.provenance import band_in_words, words_on_parameters

ALL_TRUSTS = "all trusts"
ENTERED = "entered_special_measures"
OF_THOSE_IN_ANYWAY = (
    "recovered_within_36",
    "recovered_within_60",
    "exit_within_36",
    "absorbed_before_exit_within_36",
    "months_in_special_measures",
    "special_measures_again",
    "performance_shortfall",
)
"""Outcomes that are also compared over those that would have entered special measures anyway."""

ACCESS = "four_hour_performance"
"""One of the access measures, for which a trust of another type publishes another."""

COLUMNS = {
    "scenario": "the scenario or folder that is compared",
    "reference": "the scenario or folder it is compared with",
    "trust": "id of a trust; all trusts: mean within each replicate of the trusts that all scenarios have",
    "measure": "an outcome, or a variable in a month",
    "month": "month in which a variable is measured; empty for an outcome",
    "difference": "mean over replicates of scenario minus reference in the same world",
    "low": "lower end of the 95 % interval",
    "high": "upper end of the 95 % interval",
    "band": "what low and high are",
    "parameters": "source of the parameters, and which of them are assumed",
    "better": "share of replicates in which the scenario is better; empty where neither direction is better",
    "worse": "share of replicates in which it is worse",
    "replicates_that_settle": "number of replicates at which the interval would just exclude 0, and six would differ, "
    "if mean and spread stay the same; inf: no difference on average; empty: fewer than six replicates have a value",
    "settled": "whether that number is reached; with fewer replicates, even an interval without 0 may be chance",
    "n": "replicates that have a value",
    "of": "which replicates, or trusts in them, the difference is of: all, those of which a condition holds in both "
    "worlds, or those that would have entered special measures anyway, as they did in the reference",
    "differ": "replicates with a value in which there is a difference",
    "pairs": "pairs of a trust in one world that have a value",
    "left_out": "pairs left out because a value is missing: it does not apply, or the run was too short",
    "to_yes": "pairs in which no became yes (shares only)",
    "to_no": "pairs in which yes became no (shares only)",
    "unit": "unit of the difference",
    "meaning": "what the measure means",
}
"""Columns of the table of differences, and what they mean."""


@dataclass(frozen=True, slots=True)
class ComparedWorlds:
    """What a run holds of the replicates and trusts that all runs have: arrays [replicate, trust, outcome or month]."""

    outcomes: Values
    variables: dict[str, Values]


def trust_places(group: str | None, shared: Sequence[str], units: Sequence[str]) -> list[int]:
    """Return where the trusts of a group are among those that all runs have; units are not among all of them."""
    if group is not None:
        return [shared.index(group)]
    return [place for place, name in enumerate(shared) if name not in units]


def compared_variables(runs: Sequence[Run], trusts: Sequence[str]) -> list[str]:
    """Return what is compared month by month: the access measures that some trusts publish in all runs, and more."""
    published: list[list[str]] = [
        published_instead(ACCESS, sorted(set(types_of_trusts(run, trusts).values()))) for run in runs
    ]
    return [*common(published), *VARIABLES]


def compared_worlds(
    run: Run, replicates: Sequence[int], trusts: Sequence[str], measured: Sequence[str]
) -> ComparedWorlds:
    """Return what a run holds of some replicates and trusts in outcomes and some variables."""
    table = run.outcomes.assign(trust=run.outcomes["trust"].astype(str)).set_index(["replicate", "trust"])
    order = pd.MultiIndex.from_product([replicates, trusts], names=["replicate", "trust"])
    values = table.reindex(order)[list(OUTCOMES)].to_numpy(dtype=np.float64)
    held = TrustMonths(run, trusts)
    kept = np.isin(held.replicates, list(replicates))
    return ComparedWorlds(
        outcomes=values.reshape(len(replicates), len(trusts), len(OUTCOMES)),
        variables={name: held.numbers(name)[kept] for name in measured},
    )


def comparison_rows(
    reference: ComparedWorlds, other: ComparedWorlds, places: Sequence[int], months: Sequence[int]
) -> Iterator[dict[str, Any]]:
    """Give the differences of some trusts in every outcome, and in every variable in every chosen month.

    Figures that none of the trusts publishes are left out.
    """
    for at, (name, outcome) in enumerate(OUTCOMES.items()):
        values = (reference.outcomes[:, places, at], other.outcomes[:, places, at])
        found = paired_difference(*values, outcome.better, outcome.kind == "share")
        condition = f"{outcome.condition} in both" if outcome.condition else ""
        of = counted(found.pairs, len(values[0]), values[0].shape[1], condition)
        yield {"measure": name, "month": None, **about_outcome(name), "of": of, **asdict(found)}
    for name in published_by(reference, other, places):
        for month in months:
            values = (reference.variables[name][:, places, month], other.variables[name][:, places, month])
            found = paired_difference(*values, better_of(name), is_share=False)
            of = counted(found.pairs, len(values[0]), values[0].shape[1])
            yield {"measure": name, "month": month, **about_variable(name), "of": of, **asdict(found)}


def rows_of_those_in_anyway(
    reference: ComparedWorlds, other: ComparedWorlds, places: Sequence[int]
) -> Iterator[dict[str, Any]]:
    """Give the differences over those that would have entered special measures anyway: that did in the reference.

    A lever changes who enters, so that those who did in each scenario are not the same. Where all entered in the
    reference, or none did, there is nothing to tell apart.
    """
    entered = reference.outcomes[:, places, list(OUTCOMES).index(ENTERED)] == 1.0
    if entered.all() or not entered.any():
        return
    condition = "that would have entered special measures anyway (did in the reference)"
    for measure in OF_THOSE_IN_ANYWAY:
        at, outcome = list(OUTCOMES).index(measure), OUTCOMES[measure]
        before, after = (np.where(entered, world.outcomes[:, places, at], np.nan) for world in (reference, other))
        found = paired_difference(before, after, outcome.better, outcome.kind == "share")
        of = counted(found.pairs, len(entered), entered.shape[1], condition)
        yield {"measure": measure, "month": None, **about_outcome(measure), "of": of, **asdict(found)}


def about_outcome(name: str) -> dict[str, str]:
    """Return unit and meaning of an outcome."""
    return {"unit": OUTCOMES[name].unit, "meaning": OUTCOMES[name].meaning}


def published_by(reference: ComparedWorlds, other: ComparedWorlds, places: Sequence[int]) -> list[str]:
    """Return the variables that some trusts have a value of in both of two runs."""
    return [
        name
        for name, values in reference.variables.items()
        if not np.isnan(other.variables[name][:, places] - values[:, places]).all()
    ]


def better_of(name: str) -> str:
    """Return which way is better of a variable that is compared: lower only for a figure such as waiting minutes."""
    return LOWER if name in OBSERVABLES and OBSERVABLES[name].slope < 0.0 else HIGHER


def about_variable(name: str) -> dict[str, str]:
    """Return unit and meaning of a variable or published figure."""
    if name in OBSERVABLES:
        return {"unit": OBSERVABLES[name].unit, "meaning": OBSERVABLES[name].title}
    known = variables(TrustState)[name]
    return {"unit": known.unit, "meaning": known.meaning}


def comparison_frames(
    reference: ComparedWorlds, other: ComparedWorlds, places: Sequence[int]
) -> Iterator[pd.DataFrame]:
    """Give the mean difference of some trusts over time, a table for each variable."""
    for name in published_by(reference, other, places):
        gaps = other.variables[name][:, places] - reference.variables[name][:, places]
        by_month = np.stack([means_of_worlds(gaps[..., month]) for month in range(gaps.shape[-1])], axis=1)
        average, low, high = band_over_time(by_month)
        yield pd.DataFrame(
            {"variable": name, "month": range(len(average)), "difference": average, "low": low, "high": high}
        )


def comparison_table(rows: list[dict[str, Any]], runs: Sequence[Run]) -> pd.DataFrame:
    """Return rows as the table of differences, which says where the parameters of the runs come from."""
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"month": "Int64", "to_yes": "Int64", "to_no": "Int64"})
    source = runs[0].parameters_from
    table["band"] = [band_in_words(band, source) for band in table["band"]]
    partnerships = any(not run.partnerships.empty for run in runs)
    return table.assign(parameters=words_on_parameters(source, partnerships, bands=False))
