"""Reading a sweep: its design, its tables with the levels of the factors joined to them, its failures."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.dataset as ds

from sim.config.arguments import folder_of
from sim.config.naming import nearest, one_meant
from sim.experiments.experiment_schema import Experiment, difference_of
from sim.experiments.manifest import POINT, SweepManifest, read_sweep_manifest
from sim.experiments.store import failures_in, read_part_bytes
from sim.results.checked_files import ResultsError
from sim.scenario.model_inputs import trust_ids, trust_name

ROWS_IN_A_NOTEBOOK = 5
FACTORS_SHOWN = 6


class Sweep:
    """The sweep in a folder; tables are read only when, and as far as, they are needed.

    Any program that reads parquet can read the folder as well: `outcomes/*.parquet` joined to `design.parquet` by
    `point`. Reading one that is not complete warns.
    """

    def __init__(self, plan: SweepManifest) -> None:
        self._plan = plan

    def __repr__(self) -> str:
        """Return a few lines: the question, the factors, and how far the sweep is."""
        return "\n".join((f"{self.experiment.title}: {self.experiment.question}", *self._lines))

    def _repr_html_(self) -> str:
        """Return how far the sweep is and the first design points, for notebooks."""
        points = self.design.head(ROWS_IN_A_NOTEBOOK).to_html(index=False, border=0, escape=True)
        lines = "<br>".join(map(escape, self._lines))
        return f"<p><b>{escape(self.experiment.title)}</b>: {escape(self.experiment.question)}<br>{lines}</p>{points}"

    @property
    def _lines(self) -> tuple[str, str]:
        shown = ", ".join(self.factors[:FACTORS_SHOWN])
        more = f" and {len(self.factors) - FACTORS_SHOWN} more" if len(self.factors) > FACTORS_SHOWN else ""
        runs = f"{self.played:,} of {self.planned:,} runs done"
        return (f"{len(self.design):,} design points of {shown}{more}", runs)

    @property
    def experiment(self) -> Experiment:
        """Return the experiment, with every key written out."""
        return self._plan.experiment

    @property
    def design(self) -> pd.DataFrame:
        """Return a row for each design point: its number, `point`, and the level of every factor."""
        return self._plan.design.rename_axis(POINT).reset_index()

    @property
    def factors(self) -> list[str]:
        """Return the keys of the factors, levers first."""
        return list(self._plan.design.columns)

    @property
    def planned(self) -> int:
        """Return how many runs the sweep consists of."""
        return self._plan.plan.runs

    @property
    def played(self) -> int:
        """Return how many of its runs are done, those that failed among them."""
        return sum(self._plan.plan.chunk(number).runs for number in self._plan.store.done())

    @property
    def complete(self) -> bool:
        """Return whether all its runs are done."""
        return self.played == self.planned

    def dataset(self, table: str = "outcomes") -> Any:
        """Return a table as a pyarrow dataset, read lazily; the length of its files is checked, and not their contents.

        Raises
        ------
        ResultsError : the sweep keeps no such table, or nothing has been simulated yet.
        """
        return ds.dataset([str(file) for file in self._files(table)], format="parquet")

    def _files(self, table: str) -> list[Path]:
        """Return the files of a table, and warn if some are still missing."""
        if table not in self.kept:
            raise ResultsError(f"{self._plan.folder}: this sweep keeps no {table}; it keeps {', '.join(self.kept)}")
        whole = self._plan.store.done()  # a process that is killed leaves a chunk whose other tables are missing
        files = [file for number, file in self._plan.store.files(table) if number in whole]
        if not files:
            raise ResultsError(f"{self._plan.folder}: nothing has been simulated yet")
        if len(whole) < self._plan.plan.chunks:
            warnings.warn(
                f"{self._plan.folder}: {self.played:,} of {self.planned:,} runs are done; repeat turnaround sweep to "
                "complete it",
                stacklevel=3,
            )
        return files

    def frame(
        self,
        table: str = "outcomes",
        columns: Sequence[str] | None = None,
        rows: Any = None,
        trust: str | None = None,
    ) -> pd.DataFrame:
        """Return a table with the levels of every factor joined to it, in the order of points and replicates.

        Parameters
        ----------
        table : `outcomes`, or another table that the experiment keeps.
        columns : which columns to read; if omitted, all. Points, replicates, months and trusts are always included.
        rows : a pyarrow filter, such as `pyarrow.dataset.field("replicate") < 10`.
        trust : id or name of one trust; if omitted, all.

        Raises
        ------
        ResultsError : the sweep keeps no such table or column, or nothing has been simulated yet.
        ValueError : there is no such trust.
        """
        if trust is not None:
            of_trust = ds.field("trust") == self.trust_meant(trust)
            rows = of_trust if rows is None else of_trust & rows
        for file in (files := self._files(table)):
            read_part_bytes(file)  # refuses what is not as it was written
        dataset = ds.dataset([str(file) for file in files], format="parquet")
        names = dataset.schema.names
        if unknown := [name for name in columns or () if name not in (*names, *self.factors)]:
            raise ResultsError(
                f"{self._plan.folder}: table {table} has no column {unknown[0]}; it has {', '.join(names)}"
            )
        wanted = (
            names if columns is None else [n for n in names if n in ("point", "replicate", "month", "trust", *columns)]
        )
        found = dataset.to_table(columns=wanted, filter=rows).to_pandas()
        order = [name for name in ("point", "replicate", "month", "trust") if name in found.columns]
        joined = found.sort_values(order, kind="stable", ignore_index=True).merge(
            self.design, on=POINT, how="left", suffixes=("", " (factor)")
        )
        columns_in_order = [*order, *self.factors, *(name for name in found.columns if name not in order)]
        ordered: pd.DataFrame = joined[columns_in_order]
        return ordered

    def runs(self, column: str, trust: str | None = None) -> pd.DataFrame:
        """Return an outcome of every run: a row for each design point, a column for each replicate.

        Parameters
        ----------
        column : an outcome, or its difference from doing nothing.
        trust : id or name of one trust; if omitted, each value is the mean over all trusts but units.

        Raises
        ------
        ResultsError : nothing has been simulated yet.
        ValueError : the sweep does not keep the outcome, or there is no such trust.
        """
        return self.runs_of([column], trust)[column]

    def runs_of(self, columns: Sequence[str], trust: str | None = None) -> dict[str, pd.DataFrame]:
        """Return several outcomes of every run by name, read at once: each as `runs` gives it.

        Parameters
        ----------
        columns : outcomes, or their differences from doing nothing.
        trust : id or name of one trust; if omitted, each value is the mean over all trusts but units.
        """
        kept = self.columns
        for column in columns:
            if column not in kept:
                raise nearest(column, kept, "outcome")
        units = [unit.id for unit in self.experiment.base.units]
        rows = ~ds.field("trust").isin(units) if units else None
        if trust is not None:
            rows = ds.field("trust") == self.trust_meant(trust)
        for file in (files := self._files("outcomes")):
            read_part_bytes(file)
        dataset = ds.dataset([str(file) for file in files], format="parquet")
        found = dataset.to_table(columns=[POINT, "replicate", *columns], filter=rows).to_pandas()
        means = found.pivot_table(list(columns), POINT, "replicate", dropna=False)
        points = pd.RangeIndex(len(self._plan.design), name=POINT)
        return {column: means[column].reindex(points) for column in columns}

    @property
    def columns(self) -> list[str]:
        """Return the outcomes that the sweep keeps, and their differences from doing nothing."""
        paired = [difference_of(name) for name in self.experiment.paired_outcomes]
        return [*self.experiment.outcome_names, *paired]

    @property
    def kept(self) -> list[str]:
        """Return the names of the tables that the sweep keeps, outcomes first."""
        return list(reversed(self._plan.store.tables))

    @property
    def versions(self) -> dict[str, str]:
        """Return the versions of the packages that made it, by name."""
        return dict(self._plan.manifest.get("versions", {}))

    @property
    def written(self) -> str:
        """Return when its plan was written."""
        return str(self._plan.manifest["frozen"])

    @property
    def folder(self) -> Path:
        """Return the folder of the sweep."""
        return self._plan.folder

    def trust_meant(self, wanted: str) -> str:
        """Return the id of a trust that is named; raises `ValueError` where there is none."""
        base = self.experiment.base
        return one_meant(wanted, {found: trust_name(found, base) for found in trust_ids(base)}, "trust")

    @property
    def outcomes(self) -> pd.DataFrame:
        """Return every outcome of every run and trust, with the levels of every factor."""
        return self.frame()

    @property
    def failures(self) -> pd.DataFrame:
        """Return the runs that failed, with the levels of their factors and the traceback."""
        found: pd.DataFrame = failures_in(self._plan.store).to_pandas()
        return found


def open_experiment(folder: str | Path) -> Sweep:
    """Return the sweep that a folder holds, finished or not.

    Raises
    ------
    ResultsError : the folder holds no sweep, or its plan is damaged.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import sim
    >>> with TemporaryDirectory() as folder:
    ...     done = sim.sweep("support_duration", f"{folder}/made", sets={"replicates": 1})
    ...     open_experiment(f"{folder}/made").complete
    True
    """
    return Sweep(read_sweep_manifest(folder_of(folder)))
