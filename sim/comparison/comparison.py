"""The comparison of runs of the same worlds: every outcome, and a few variables by month, as paired differences."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.comparison.pairs import Values, band_over_time, means_of_worlds, paired_difference
from sim.comparison.twins import common, common_trusts, require_twins, version_of
from sim.config.naming import one_meant
from sim.model.indicators import OBSERVABLES, published_instead
from sim.model.state import TrustState
from sim.model.variables import variables
from sim.outcomes import HIGHER, HORIZONS, LOWER, OUTCOMES
from sim.plots.data.run_frames import MOST_TRUSTS, TrustMonths, types_of_trusts
from sim.plots.figures.trajectories_figure import VARIABLES
from sim.results.checked_files import PACKAGE
from sim.results.folder_replacement import replace_folder
from sim.results.run import Run
from sim.results.run_folder import COMPARED, COMPARISON, files_written, is_own, is_up_to_date, write_manifest
from sim.results.sides import side_by_side, sides_of, sides_together
from sim.results.summary import counted
from sim.scenario.model_inputs import trust_name
from sim.scenario.provenance import band_in_words, words_on_parameters
from sim.scenario.scenario_schema import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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


@dataclass(frozen=True, repr=False)
class Comparison:
    """Scenarios compared with a reference in the same worlds.

    Attributes
    ----------
    runs, names : what is compared; the first is the reference.
    months : in which variables are measured.
    trust : id of the one trust that was requested, if any.
    trusts : ids of the trusts that have rows of their own; None stands for all that the runs have in common.
    replicates : how many replicates all runs have.
    rows : a row for each scenario, trust, and measure (see `COLUMNS`).
    over_time : mean difference and 95 % interval for each scenario, trust, variable and month.
    sides : what target, partner and neighbours gain or lose in each scenario (see `sim.results.sides`).
    remarks : what was left out, and what is compared of some replicates only, in sentences.
    """

    runs: list[Run]
    names: list[str]
    months: list[int]
    trust: str | None
    trusts: list[str | None]
    replicates: int
    rows: pd.DataFrame
    over_time: pd.DataFrame
    sides: pd.DataFrame
    remarks: list[str]

    @property
    def reference(self) -> Run:
        """Return the run that the others are compared with."""
        return self.runs[0]

    @property
    def has_partnerships(self) -> bool:
        """Return whether any of the scenarios has partnerships."""
        return any(not run.partnerships.empty for run in self.runs)

    @property
    def titles(self) -> list[str]:
        """Return the titles of the scenarios; with their names where titles are alike."""
        titles = [run.title for run in self.runs]
        if len(set(titles)) == len(titles):
            return titles
        return [f"{title} ({name})" for title, name in zip(titles, self.names, strict=True)]

    @property
    def shown(self) -> list[str | None]:
        """Return the trusts that table and figure show: each of a few, or all together."""
        single = [trust for trust in self.trusts if trust is not None]
        return list(single) if 0 < len(single) <= MOST_TRUSTS else [None]

    def __repr__(self) -> str:
        """Return a few lines: what is compared, and the difference in the main outcome of each scenario."""
        return "\n".join((self._headline, *self._main_rows.to_string(index=False).splitlines()))

    def _repr_html_(self) -> str:
        """Return a small table with the difference in the main outcome, for notebooks."""
        table = self._main_rows.to_html(index=False, border=0, escape=True, float_format=lambda value: f"{value:.3g}")
        return f"<p><b>{escape(self._headline)}</b></p>{table}"

    @property
    def _headline(self) -> str:
        others = ", ".join(self.names[1:])
        return f"{others} compared with {self.names[0]}: {self.replicates} pairs of replicates"

    @property
    def _main_rows(self) -> pd.DataFrame:
        main = self.reference.scenario.main_outcome
        group = main.trust if main.trust in self.trusts else self.trusts[0]
        rows = self.rows[(self.rows["measure"] == main.outcome) & (self.rows["trust"] == (group or ALL_TRUSTS))]
        return rows[["scenario", "trust", "measure", "difference", "low", "high", "of"]]

    def plot(self) -> Figure:
        """Return the differences over time as a matplotlib figure."""
        from sim.plots.figures.difference_figure import difference

        return difference(self)

    def save(self, folder: str | Path, overwrite: bool = False) -> Path:
        """Write table, figure and manifest into a folder and return its path."""
        return save_comparison(self, Path(folder), overwrite)


@dataclass(frozen=True, slots=True)
class ComparedWorlds:
    """What a run holds of the replicates and trusts that all runs have: arrays [replicate, trust, outcome or month]."""

    outcomes: Values
    variables: dict[str, Values]


def compare_runs(
    runs: Sequence[Run],
    months: Sequence[int] | None = None,
    trust: str | None = None,
    names: Sequence[str] | None = None,
) -> Comparison:
    """Compare runs with the first of them, replicate by replicate in the same worlds.

    Parameters
    ----------
    runs : two or more, with the same seed, months, start month, source of parameters, background population and package
        version.
    months : in which access measures, quality, surplus and engagement score are compared; by default 12, 24, 36 and 60,
        as far as they were simulated.
    trust : id or name of one trust; by default each that the scenarios describe, and all together.
    names : names of the runs; by default those of their scenarios.

    Raises
    ------
    ResultsError : they are not runs of the same worlds; the message says what differs, and how to correct it.
    ValueError : a month that was not simulated, or a trust that not all runs have.
    """
    called = distinct_names(names or [run.scenario_name for run in runs])
    scenarios = [run.scenario for run in runs]
    require_twins(called, scenarios, [version_of(run) for run in runs])
    read = checked_months(months, runs[0].months)
    shared, groups = common_trusts(scenarios), trust_groups(scenarios, trust)
    replicates = range(min(run.replicates for run in runs))
    measured = compared_variables(runs, shared)
    worlds = [compared_worlds(run, replicates, shared, measured) for run in runs]
    rows: list[dict[str, Any]] = []
    over_time: list[pd.DataFrame] = []
    for name, other in zip(called[1:], worlds[1:], strict=True):
        for group in groups:
            about = {"scenario": name, "reference": called[0], "trust": group or ALL_TRUSTS}
            places = trust_places(group, shared)
            rows += [about | row for row in comparison_rows(worlds[0], other, places, read)]
            rows += [about | row for row in rows_of_those_in_anyway(worlds[0], other, places)]
            over_time += [frame.assign(**about) for frame in comparison_frames(worlds[0], other, places)]
    return Comparison(
        runs=list(runs),
        names=called,
        months=read,
        trust=None if trust is None else groups[0],
        trusts=groups,
        replicates=len(replicates),
        rows=comparison_table(rows, runs),
        over_time=pd.concat(over_time, ignore_index=True),
        sides=sides_compared(called, runs, len(replicates)),
        remarks=[*remarks_on(called, runs, shared), *remarks_on_conditions(called, worlds, groups, shared)],
    )


def comparison_table(rows: list[dict[str, Any]], runs: Sequence[Run]) -> pd.DataFrame:
    """Return rows as the table of differences, which says where the parameters of the runs come from."""
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"month": "Int64", "to_yes": "Int64", "to_no": "Int64"})
    source = runs[0].parameters_from
    table["band"] = [band_in_words(band, source) for band in table["band"]]
    partnerships = any(not run.partnerships.empty for run in runs)
    return table.assign(parameters=words_on_parameters(source, partnerships, bands=False))


def distinct_names(names: Sequence[str]) -> list[str]:
    """Return names with a number behind those that came before."""
    before = [list(names[:at]).count(name) for at, name in enumerate(names)]
    return [f"{name} ({count + 1})" if count else name for name, count in zip(names, before, strict=True)]


def checked_months(months: Sequence[int] | None, simulated: int) -> list[int]:
    """Return the months in which variables are read.

    Raises
    ------
    ValueError : one was not simulated.
    """
    if months is None:
        return [month for month in HORIZONS if month <= simulated]
    if late := [month for month in months if not 0 <= month <= simulated]:
        raise ValueError(f"month {late[0]} was not simulated; allowed: 0 to {simulated}")
    return sorted(set(months))


def trust_groups(scenarios: Sequence[Scenario], trust: str | None) -> list[str | None]:
    """Return the trusts that get rows of their own; None for all together.

    Raises
    ------
    ValueError : a trust is asked for that not all scenarios have.
    """
    shared = common_trusts(scenarios)
    if trust is not None:
        return [one_meant(trust, {shared_id: trust_name(shared_id, scenarios[0]) for shared_id in shared}, "trust")]
    focal: list[str | None] = list(common([[described.id for described in scenario.trusts] for scenario in scenarios]))
    return focal if len(focal) == len(shared) == 1 else [*focal, None]


def trust_places(group: str | None, shared: Sequence[str]) -> slice:
    """Return where the trusts of a group are among those that all runs have."""
    return slice(None) if group is None else slice(shared.index(group), shared.index(group) + 1)


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
    reference: ComparedWorlds, other: ComparedWorlds, places: slice, months: Sequence[int]
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
    reference: ComparedWorlds, other: ComparedWorlds, places: slice
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


def published_by(reference: ComparedWorlds, other: ComparedWorlds, places: slice) -> list[str]:
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


def comparison_frames(reference: ComparedWorlds, other: ComparedWorlds, places: slice) -> Iterator[pd.DataFrame]:
    """Give the mean difference of some trusts over time, a table for each variable."""
    for name in published_by(reference, other, places):
        gaps = other.variables[name][:, places] - reference.variables[name][:, places]
        by_month = np.stack([means_of_worlds(gaps[..., month]) for month in range(gaps.shape[-1])], axis=1)
        average, low, high = band_over_time(by_month)
        yield pd.DataFrame(
            {"variable": name, "month": range(len(average)), "difference": average, "low": low, "high": high}
        )


def remarks_on(names: Sequence[str], runs: Sequence[Run], shared: Sequence[str]) -> list[str]:
    """Return what is left out because not all runs have it."""
    remarks = []
    counts = [run.replicates for run in runs]
    if min(counts) < max(counts):
        counted = ", ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True))
        remarks.append(f"Only the {min(counts)} replicates that all have are compared (of {counted}).")
    for name, run in zip(names, runs, strict=True):
        if alone := [trust for trust in run.trust_names if trust not in shared]:
            remarks.append(f"Left out, because not all scenarios have them: {', '.join(alone[:5])} (in {name}).")
    return remarks


def remarks_on_conditions(
    names: Sequence[str], worlds: Sequence[ComparedWorlds], groups: Sequence[str | None], shared: Sequence[str]
) -> list[str]:
    """Return which outcomes are known of other replicates in a scenario than in the reference, and so say less."""
    remarks = []
    for name, world in zip(names[1:], worlds[1:], strict=True):
        unlike = [
            f"{group or ALL_TRUSTS}, {words}"
            for group in groups
            for words in unlike_conditions(worlds[0], world, trust_places(group, shared))
        ]
        if unlike:
            remarks.append(
                f"Known of other replicates in {name} than in {names[0]}, and compared over those known in both: "
                f"{'; '.join(unlike)}."
            )
    return remarks


def unlike_conditions(reference: ComparedWorlds, other: ComparedWorlds, places: slice) -> Iterator[str]:
    """Give the conditional outcomes that are not known of the same pairs in two runs, with how many each has."""
    for at, (name, outcome) in enumerate(OUTCOMES.items()):
        before, after = (~np.isnan(world.outcomes[:, places, at]) for world in (reference, other))
        if outcome.condition and (before != after).any():
            yield f"{name} ({before.sum():,} and {after.sum():,}; {(before & after).sum():,} in both)"


def sides_compared(names: Sequence[str], runs: Sequence[Run], replicates: int) -> pd.DataFrame:
    """Return what target, partner and neighbours gain or lose in each scenario against the reference.

    The sides are those of the partnerships of either; what is gained is that of the scenario less the reference.
    """
    sides = [sides_of(run.scenario, run.partnerships, replicates) for run in runs]
    frames = [
        side_by_side(run.outcomes, runs[0].outcomes, sides_together(sides[0], own), runs[0].months, replicates).assign(
            scenario=name, reference=names[0]
        )
        for name, run, own in zip(names[1:], runs[1:], sides[1:], strict=True)
    ]
    table = pd.concat(frames, ignore_index=True)
    return table[["scenario", "reference", *table.columns[:-2]]]


def comparison_digest(names: Sequence[str], inputs: Sequence[str], months: Sequence[int], trust: str | None) -> str:
    """Return a digest of everything that determines the contents of the folder of a comparison."""
    parts = [*names, *inputs, repr(list(months)), repr(trust), version(PACKAGE)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def scenarios_digest(comparison: Comparison) -> str:
    """Return the digest of a comparison that was made."""
    inputs = [str(run.about.get("inputs")) for run in comparison.runs]
    return comparison_digest(comparison.names, inputs, comparison.months, comparison.trust)


def default_folder(names: Sequence[str]) -> Path:
    """Return the default folder of a comparison."""
    return Path("results") / "-".join(["compare", *(re.sub(r"\.ya?ml$", "", Path(name).name) for name in names)])


def is_comparison(folder: Path, digest: str, overwrite: bool) -> bool:
    """Return whether a folder already holds the comparison with this digest.

    Raises
    ------
    ResultsError : it holds something else and may not be overwritten.
    """
    return is_up_to_date(folder, digest, overwrite, COMPARED, COMPARISON)


def save_comparison(comparison: Comparison, folder: Path, overwrite: bool = False) -> Path:
    """Write table, figure and manifest of a comparison into a folder.

    Raises
    ------
    ResultsError : the folder holds something else and `overwrite` is false, or is not one of a comparison.
    """
    from sim.plots import save

    digest = scenarios_digest(comparison)
    if is_comparison(folder, digest, overwrite):
        return folder
    with replace_folder(folder, is_own(COMPARISON)) as partial:
        comparison.rows.to_csv(partial / "comparison.csv", index=False)
        comparison.sides.to_csv(partial / "side_by_side.csv", index=False)
        save(comparison.plot(), partial, "difference")
        write_manifest(partial, comparison_manifest(comparison, digest))
    return folder


def comparison_manifest(comparison: Comparison, digest: str) -> dict[str, Any]:
    """Return what the manifest of a comparison says: what was compared, and what the columns of the table mean."""
    reference = comparison.reference.scenario
    compared = [
        {"name": name, "title": run.title, "replicates": run.replicates, "inputs": run.about.get("inputs")}
        for name, run in zip(comparison.names, comparison.runs, strict=True)
    ]
    return {
        "scenario": f"{', '.join(comparison.names[1:])}, less {comparison.names[0]}",
        COMPARISON: compared,
        "replicates": comparison.replicates,
        "months": reference.months,
        "seed": reference.seed,
        "read_in_months": comparison.months,
        "remarks": comparison.remarks,
        "columns": COLUMNS,
        "inputs": digest,
        **files_written(),
    }
