"""The comparison of runs of the same worlds: every outcome, and a few variables by month, as paired differences."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.comparison.comparison_remarks import remarks_on, remarks_on_conditions
from sim.comparison.comparison_report import comparison_report, told_in_manifest
from sim.comparison.comparison_table import (
    ALL_TRUSTS,
    COLUMNS,
    compared_variables,
    compared_worlds,
    comparison_frames,
    comparison_rows,
    comparison_table,
    rows_of_those_in_anyway,
    trust_places,
)
from sim.comparison.drawn_comparison import DRAWN_FROM
from sim.comparison.twins import common, common_trusts, require_twins, version_of
from sim.config.naming import one_meant
from sim.outcomes import HORIZONS
from sim.plots.data.run_frames import MOST_TRUSTS
from sim.report.html_page import write_page
from sim.report.research_crate import write_crate
from sim.results.checked_files import PACKAGE
from sim.results.folder_replacement import replace_folder
from sim.results.run import Run
from sim.results.run_folder import (
    COMPARED,
    COMPARISON,
    MEANINGS,
    OVER_TIME,
    files_written,
    is_own,
    is_up_to_date,
    write_manifest,
)
from sim.results.sides import side_by_side, sides_of, sides_together
from sim.scenario.model_inputs import trust_name
from sim.scenario.scenario_schema import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
    def main(self) -> tuple[str, str | None]:
        """Return the outcome that is shown first, and of which trust; None stands for all."""
        main = self.reference.scenario.main_outcome
        return main.outcome, main.trust if main.trust in self.trusts else self.trusts[0]

    @property
    def _main_rows(self) -> pd.DataFrame:
        outcome, group = self.main
        rows = self.rows[(self.rows["measure"] == outcome) & (self.rows["trust"] == (group or ALL_TRUSTS))]
        return rows[["scenario", "trust", "measure", "difference", "low", "high", "of"]]

    def plot(self) -> Figure:
        """Return the differences over time as a matplotlib figure."""
        from sim.plots.figures.difference_figure import difference

        return difference(self)

    def save(self, folder: str | Path, overwrite: bool = False) -> Path:
        """Write table, figure and manifest into a folder and return its path."""
        return save_comparison(self, Path(folder), overwrite)


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
    units = runs[0].units
    replicates = range(min(run.replicates for run in runs))
    measured = compared_variables(runs, shared)
    worlds = [compared_worlds(run, replicates, shared, measured) for run in runs]
    rows: list[dict[str, Any]] = []
    over_time: list[pd.DataFrame] = []
    for name, other in zip(called[1:], worlds[1:], strict=True):
        for group in groups:
            about = {"scenario": name, "reference": called[0], "trust": group or ALL_TRUSTS}
            places = trust_places(group, shared, units)
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
        remarks=[*remarks_on(called, runs, shared), *remarks_on_conditions(called, worlds, groups, shared, units)],
    )


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
    focal: list[str | None] = list(common([[one.id for one in scenario.described] for scenario in scenarios]))
    return focal if len(focal) == len(shared) == 1 else [*focal, None]


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
        comparison.over_time.to_csv(partial / OVER_TIME, index=False)
        save(comparison.plot(), partial, "difference")
        manifest = comparison_manifest(comparison, digest)
        report = comparison_report(partial, manifest)
        write_page(report, partial)
        write_crate(partial, report.title, report.answer[0], manifest, MEANINGS)
        write_manifest(partial, manifest)
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
        DRAWN_FROM: {
            "titles": comparison.titles,
            "shown": comparison.shown,
            "start_month": comparison.reference.start_month,
            "trust_names": comparison.reference.trust_names,
            "parameters_from": comparison.reference.parameters_from,
            "has_partnerships": comparison.has_partnerships,
        },
        **told_in_manifest(comparison),
        "inputs": digest,
        **files_written(),
    }
