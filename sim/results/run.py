"""A run in memory: its tables, its summary, and how it is written to a results folder and read back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from sim.config.arguments import folder_of
from sim.report.html_page import write_page
from sim.results.checked_files import ResultsError, checked_bytes, checked_table
from sim.results.drawn_figures import draw_figures
from sim.results.folder_replacement import replace_folder
from sim.results.parquet import write_frame
from sim.results.run_answer import answer_of
from sim.results.run_folder import (
    COMPARISON,
    EVERYTHING,
    RUN,
    STREAMED,
    TABLES,
    TWIN_MONTHS,
    is_own,
    is_up_to_date,
    manifest_of,
    planned_files,
    read_manifest,
    write_about,
)
from sim.results.run_report import run_report
from sim.results.sides import no_sides, side_by_side, sides_of
from sim.results.summary import Estimate, estimate_of_precision, of_which, summarise, without_units
from sim.results.twin_months import no_twin_months
from sim.scenario.dated_marks import DatedMark, dated_marks
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import Scenario
from sim.scenario.trust_schema import shown_name

ROWS_IN_A_NOTEBOOK = 8


@dataclass(repr=False)
class Run:
    """The results of a run of a scenario.

    Attributes
    ----------
    scenario : the checked scenario as it was run.
    trajectories : a row for each replicate, month (0: the start) and trust.
    partnerships : a row for each replicate, month and partnership.
    events : a row for each event.
    outcomes : a row for each replicate and trust.
    twin_outcomes : the same for the twin, without partnerships; no rows where there is no twin.
    twin_months : for each focal trust, variable and month, the twin and what differs from it; no rows without a twin.
    durations : a row for each replicate, world, trust and kind of spell that began: how long it took, and how it ended.
    expectations : a row for each `expect:` statement, with whether it held.
    about : engine, trust class, timings.
    """

    scenario: Scenario
    trajectories: pd.DataFrame
    partnerships: pd.DataFrame
    events: pd.DataFrame
    outcomes: pd.DataFrame
    twin_outcomes: pd.DataFrame
    twin_months: pd.DataFrame
    durations: pd.DataFrame
    expectations: pd.DataFrame
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return the title of the scenario, with what was changed in it."""
        return self.scenario.shown_title

    @property
    def scenario_name(self) -> str:
        """Return the name of the scenario."""
        return self.scenario.name

    @property
    def replicates(self) -> int:
        """Return how many replicates were run."""
        return self.scenario.replicates

    @property
    def months(self) -> int:
        """Return how many months were simulated."""
        return self.scenario.months

    @property
    def seed(self) -> int:
        """Return the random seed."""
        return self.scenario.seed

    @property
    def parameters_from(self) -> str:
        """Return where parameters come from: `defaults` or `posterior`."""
        return self.scenario.parameters_from

    @property
    def start_month(self) -> int:
        """Return the calendar month of month 1."""
        return self.scenario.start_month

    @property
    def trust_names(self) -> dict[str, str]:
        """Return the name of every trust by its id, in the order of the scenario."""
        named = {trust.id: trust.name for trust in self.scenario.described}
        return {name: shown_name(name, named.get(name)) for name in trust_ids(self.scenario)}

    @property
    def focal_trusts(self) -> list[str]:
        """Return the ids of the trusts that the scenario describes one by one, and of their units."""
        return [trust.id for trust in self.scenario.described]

    @property
    def units(self) -> list[str]:
        """Return the ids of the units of trusts, which are no trusts of their own."""
        return [unit.id for unit in self.scenario.units]

    @property
    def policy_months(self) -> list[int]:
        """Return the months in which policy changes."""
        return [change.month for change in self.scenario.policy_changes]

    @property
    def dated_marks(self) -> list[DatedMark]:
        """Return what the scenario lets happen, and when, as figures mark it."""
        return dated_marks(self.scenario)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Return every outcome with its statistic, band and n."""
        return summarise(self.outcomes, self.twin_outcomes, self.focal_trusts, self.units, self.parameters_from)

    @cached_property
    def sides(self) -> pd.DataFrame:
        """Return what target, partner and neighbours gain or lose against the twin; no rows without one."""
        if self.twin_outcomes.empty:
            return no_sides()
        return side_by_side(self.outcomes, self.twin_outcomes, self.trusts_on_sides, self.months, self.replicates)

    @cached_property
    def trusts_on_sides(self) -> pd.DataFrame:
        """Return which trusts are target, partner or neighbour in each replicate: replicate, trust, side."""
        return sides_of(self.scenario, self.partnerships, self.replicates)

    @property
    def main_outcome(self) -> Estimate:
        """Return the estimate of the scenario's main outcome, with the interval to which `precision` refers."""
        main = self.scenario.main_outcome
        return estimate_of_precision(without_units(self.outcomes, self.units, main.trust), main.outcome, main.trust)

    @property
    def main_outcome_of(self) -> str:
        """Return of which replicates the main outcome is."""
        main = self.scenario.main_outcome
        trusts = 1 if main.trust else self.outcomes["trust"].nunique()
        return of_which(main.outcome, self.main_outcome.count, self.replicates, trusts)

    def __repr__(self) -> str:
        """Return a few lines: what was run, the main outcome, and the tables there are."""
        tables = ", ".join(f"{name} ({len(getattr(self, name)):,} rows)" for name in TABLES)
        return f"{self._headline}\n{self._main_text}\nTables: {tables}"

    def _repr_html_(self) -> str:
        """Return the answer, and a small table with the main outcome on top, for notebooks."""
        main = self.scenario.main_outcome
        rows = self.summary[self.summary["n"] > 0]
        of_trust = rows[rows["trust"] == (main.trust or "all trusts")]
        columns = ["outcome", "statistic", "value", "low", "high", "of"]
        first = of_trust["outcome"].ne(main.outcome)
        shown = of_trust.assign(first=first).sort_values("first", kind="stable")[columns].head(ROWS_IN_A_NOTEBOOK)
        table = shown.to_html(index=False, float_format=lambda value: f"{value:.3g}", border=0, escape=True)
        told = "".join(f"<p>{escape(sentence)}</p>" for sentence in answer_of(self))
        return f"<p><b>{escape(self._headline)}</b></p>{told}{table}"

    @property
    def _headline(self) -> str:
        return f"{self.title}: {self.replicates} replicates of {self.months} months"

    @property
    def _main_text(self) -> str:
        main, found = self.scenario.main_outcome, self.main_outcome
        about = self.trust_names[main.trust] if main.trust else "all trusts"
        spread = f"95% CI {found.low:.3g} to {found.high:.3g}, of {self.main_outcome_of}"
        return f"{main.outcome}, {about}: {found.statistic} {found.value:.3g} ({spread})"

    def plot(self, figure: str = "trajectories", **options: Any) -> Any:
        """Return one of the figures (see `sim.FIGURES`) as a matplotlib figure, for a `width` of 180 mm by default."""
        from sim.plots import draw

        return draw(self, figure, **options)

    def save(self, folder: str | Path, overwrite: bool = False, figures: bool = True) -> Path:
        """Write everything into a results folder and return its path."""
        return save_run(self, Path(folder), overwrite, figures)


def save_run(run: Run, folder: Path, overwrite: bool = False, figures: bool = True) -> Path:
    """Write a run into a folder: tables, summary, resolved scenario, data dictionary, figures, manifest.

    Raises
    ------
    ResultsError : the folder holds another run and `overwrite` is false, or is not a results folder.
    """
    if is_up_to_date(folder, run.about["inputs"], overwrite, planned_files(figures)):
        return folder
    manifest = manifest_of(run.scenario, run.about)
    with replace_folder(folder, is_own(RUN)) as partial:
        for table in TABLES:
            write_frame(getattr(run, table), partial / f"{table}.parquet")
        run.summary.to_csv(partial / "summary.csv", index=False)
        drawn = draw_figures(run, partial / "figures") if figures else []
        figures_drawn = {name: partial / "figures" / f"{name}.svg" for name in drawn}
        write_page(run_report(run, figures_drawn, manifest), partial)
        write_about(partial, run.scenario, manifest)
    return folder


def open_run(folder: str | Path) -> Run:
    """Return the run that a results folder holds.

    Raises
    ------
    ResultsError : the folder is not a results folder, or a table is missing or damaged.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import sim
    >>> with TemporaryDirectory() as place:
    ...     sim.run("no_partner", replicates=2, months=36).save(f"{place}/made", figures=False).name
    ...     open_run(f"{place}/made").months
    'made'
    36
    """
    place = folder_of(folder)
    manifest = read_manifest(place)
    if COMPARISON in manifest:
        raise ResultsError(f"{place}: holds a comparison, not a run")
    if (keep := manifest.get("keep", EVERYTHING)) != EVERYTHING:
        tables_there = ", ".join(name for name in STREAMED if (place / name).exists())
        read = f"read its tables with pandas.read_parquet: {tables_there}"
        raise ResultsError(f"{place}: was run with --keep {keep}; {read}")
    files = manifest["files"]
    checked_bytes(place, "scenario.yaml", files)
    scenario = load_scenario(place / "scenario.yaml").model_copy(update={"name": manifest["scenario"]})
    scenario._supplied = manifest.get("supplied", "")
    there = [table for table in TABLES if table != TWIN_MONTHS or f"{table}.parquet" in files]
    tables = {TWIN_MONTHS: no_twin_months()}  # which folders of before it was kept do not have
    tables |= {table: checked_table(place, f"{table}.parquet", files) for table in there}
    kept = ("keep", "engine", "trust_class", "precision", "inputs", "seconds", "versions")
    return Run(scenario=scenario, **tables, about={key: manifest.get(key) for key in kept})
