"""Which factors of a sweep drive an outcome: indices with intervals, chance apart from factors, and what is missing.

An index whose 95 % interval is wider than a stated bound is not given; how many runs are missing is, by the rule that
an interval narrows with the square root of the number of points.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.config.arguments import folder_of
from sim.config.naming import nearest
from sim.config.replaced_files import in_place_of
from sim.experiments.dataset import Sweep, open_experiment
from sim.experiments.factors import groups_of
from sim.experiments.point_values import outcome_behind, variance_of_runs
from sim.experiments.sensitivity_indices import FEWEST, MU, MU_STAR, SIGMA, Method, method_of
from sim.experiments.sweep_answer import SweepAnswer, require_complete
from sim.experiments.sweep_answer import answer as answer_of
from sim.experiments.validation import POWERS_OF_TWO
from sim.results.checked_files import ResultsError
from sim.scenario.provenance import words_on_parameters

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.experiments.experiment_schema import Experiment
    from sim.plots.figures.sweep_figure import Answered

BOUND = 0.1
"""Half-width of the 95 % interval above which an index is not given; of effects, as a share of the largest."""

MOST_MONTHS_SHOWN = 60
MEDIAN = "q50"


@dataclass(frozen=True)
class Sensitivity:
    """How sensitive an outcome is to the factors of a sweep.

    Attributes
    ----------
    answer : of the sweep, with what each factor does.
    method : in words.
    bound : half-width of an interval above which an index is not given.
    indices : a row for each index of each factor, as computed: value, half_width, runs_missing (0: it is given).
    variance : shares of the variance of single runs: between points (`factors`), between worlds, the rest; and the
        share of chance in what lies between the means of points (`noise`).
    over_time : the same as `indices` for each month of a variable, if it was asked for.
    variable : which.
    """

    answer: SweepAnswer
    method: str
    bound: float
    indices: pd.DataFrame
    variance: dict[str, float]
    over_time: pd.DataFrame | None = None
    variable: str | None = None

    @property
    def table(self) -> pd.DataFrame:
        """Return the indices that are given; others have no number, but the runs that are missing."""
        return with_blanks(self.indices)

    @property
    def effects(self) -> pd.DataFrame:
        """Return what each factor does, on average over the others."""
        return self.answer.effects

    @property
    def runs_missing(self) -> int:
        """Return how many runs would settle every index, by the widest interval."""
        return int(self.indices["runs_missing"].max()) if len(self.indices) else 0

    @property
    def warnings(self) -> list[str]:
        """Return what a reader must know, in sentences."""
        return list(_warnings(self))

    @property
    def figures(self) -> list[str]:
        """Return the names of the figures."""
        names = ["tornado"] if len(self.effects) else []
        names = [*(["bars"] if len(self.indices) else []), *names]
        return [*names, *(["over_time"] if self.over_time is not None else [])]

    def plot(self, figure: str | None = None) -> Figure:
        """Return one of `figures` as a matplotlib figure; by default the first.

        Raises
        ------
        ValueError : there is no such figure.
        """
        from sim.plots.figures.sensitivity_figure import index_bars, indices_over_time

        name = figure or self.figures[0]
        if name not in self.figures:
            raise nearest(name, self.figures, "figure")
        if name == "tornado":
            return self.answer.plot("tornado")
        if name == "bars":
            return index_bars(self._shown, self.table, self.variance["noise"])
        assert self.over_time is not None
        return indices_over_time(self._shown, with_blanks(self.over_time), str(self.variable))

    @property
    def _shown(self) -> Answered:
        from sim.plots.figures.sweep_figure import Answered
        from sim.plots.layout.plain_names import outcome_title

        outcome = outcome_behind(self.answer.outcome)
        base = self.answer.sweep.experiment.base
        source = words_on_parameters(base.parameters_from, base.has_partnerships, bands=False, hint=False)
        notes = [f"Of {self.answer.about}.", *self.warnings, source, f"Random seed: {base.seed}."]
        experiment = self.answer.sweep.experiment
        return Answered(experiment.title, f"{outcome_title(self.answer.outcome)} ({outcome.unit})", self.method, notes)

    def save(self, folder: str | Path | None = None) -> Path:
        """Write the tables and figures into a folder, by default `sensitivity` in that of the sweep; return it."""
        from sim.plots import save

        place = self.answer.sweep.folder / "sensitivity" if folder is None else Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        tables = {"sensitivity": self.table, "effects": self.effects, "variance": pd.DataFrame([self.variance])}
        if self.over_time is not None:
            tables["over_time"] = with_blanks(self.over_time)
        for name, table in tables.items():
            with in_place_of(place / f"{name}.csv") as file:
                table.to_csv(file, index=False)
        for name in self.figures:
            save(self.plot(name), place, name)
        return place

    def __repr__(self) -> str:
        """Return a few lines: the method and the first indices."""
        head = f"{self.method} of {self.answer.outcome}, {self.answer.about}"
        return f"{head}\n{self.table.head(4).to_string(index=False)}"

    def _repr_html_(self) -> str:
        """Return the first indices as a small table, for notebooks."""
        return str(self.table.head(8).to_html(index=False, border=0, escape=True))


def sensitivity(
    folder: str | Path | Sweep,
    outcome: str | None = None,
    trust: str | None = None,
    *,
    over_time: bool = False,
    variable: str | None = None,
    half_width: float = BOUND,
) -> Sensitivity:
    """Return how sensitive an outcome is to the factors of a sweep.

    Points for Sobol' indices (`saltelli`) give these, walks (`morris`) elementary effects, one at a time the effects
    around the base; all other designs PAWN indices and rank correlations.

    Parameters
    ----------
    folder : of a complete sweep, or the sweep itself.
    outcome : that it keeps, or a difference from doing nothing; by default the main outcome.
    trust : id or name of a trust; by default that of the main outcome, or the mean of all.
    over_time : whether to measure a variable month by month as well, of which the sweep has kept trajectories.
    variable : which; by default the first that it has kept.
    half_width : of the 95 % interval, above which an index is not given; of effects, as a share of the largest.

    Raises
    ------
    ResultsError : the folder holds no complete sweep, or cannot answer the question; the message says why.
    ValueError : there is no such outcome, trust or variable, or the half-width is not above 0.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import sim
    >>> sets = {"design.steps": 5, "replicates": 2}
    >>> with TemporaryDirectory() as folder:
    ...     done = sim.sweep("support_or_scrutiny", f"{folder}/made", sets=sets)
    ...     found = sensitivity(f"{folder}/made", "performance_shortfall", half_width=0.5)
    ...     sorted(set(found.table["factor"]))
    ['regulator.scrutiny', 'regulator.support']
    """
    if not half_width > 0.0:
        raise ValueError(f"half_width: found {half_width}; allowed: a number above 0, such as 0.05")
    if variable is not None and not over_time:
        raise ValueError("variable: is only for indices over time; set over_time as well")
    sweep = folder if isinstance(folder, Sweep) else open_experiment(folder_of(folder))
    require_complete(sweep)
    answer = answer_of(sweep, outcome, trust)
    variance = variance_of_runs(answer.runs)
    if sweep.experiment.design.kind == "one_at_a_time":
        if over_time:
            raise ResultsError(f"{sweep.folder}: one at a time gives no indices, so that there are none over time")
        nothing = pd.DataFrame(columns=["factor", "index", "value", "half_width", "runs_missing"])
        return Sensitivity(answer, "effects one at a time", half_width, nothing, variance)
    method = method_of(sweep.experiment.design.kind)
    indices = _indices(sweep, method, answer.runs.mean(axis=1), answer.outcome, half_width)
    if not over_time:
        return Sensitivity(answer, method.name, half_width, indices, variance)
    name, months = followed(sweep, answer.trust, variable)
    frames = [
        _indices(sweep, method, column, name, half_width).assign(month=int(str(month)))
        for month, column in months.items()
        if np.ptp(column.dropna().to_numpy()) > 0.0
    ]
    if not frames:
        raise ResultsError(f"{sweep.folder}: {name} is the same at all points in every month")
    return Sensitivity(answer, method.name, half_width, indices, variance, pd.concat(frames, ignore_index=True), name)


def _indices(sweep: Sweep, method: Method, means: pd.Series[float], what: str, bound: float) -> pd.DataFrame:
    """Return the indices of the means of all points, those of the most influential factors first."""
    found = np.asarray(means, dtype=np.float64)
    _refuse_unfit(sweep, method, found, what)
    design = sweep.design.set_index("point")
    table = method.compute(sweep.experiment, design, found)
    missing = [_runs_missing(sweep, width) for width in _relative(table) / bound]
    table = table.assign(runs_missing=missing)
    first = table[table["index"] == method.indices[0]].set_index("factor")["value"].abs()
    order = table["factor"].map(first).fillna(-1.0)
    kind = table["index"].map({name: at for at, name in enumerate(method.indices)})
    return (
        table.assign(order=order, kind=kind)
        .sort_values(["kind", "order"], ascending=[True, False], kind="stable", ignore_index=True)
        .drop(columns=["order", "kind"])
    )


def _refuse_unfit(sweep: Sweep, method: Method, means: Any, what: str) -> None:
    """Refuse values of points of which no index can be computed.

    Raises
    ------
    ResultsError : too few have a value, or all have the same.
    """
    known = np.isfinite(means)
    if not known.all() and not method.takes_gaps:
        some = f"has no value at {int((~known).sum()):,} of {len(means):,} points"
        raise ResultsError(
            f"{sweep.folder}: {what} {some}, and {method.name} "
            "need it at every point; choose an outcome that all replicates have, or repeat failed runs with --retry"
        )
    if method.takes_gaps and known.sum() < FEWEST:
        raise ResultsError(
            f"{sweep.folder}: {what} has a value at {int(known.sum())} points, too few to compare distributions "
            f"(at least {FEWEST}); effects.csv and summary.csv say what the sweep can"
        )
    if np.ptp(means[known]) == 0.0:
        raise ResultsError(f"{sweep.folder}: {what} is the same at all points, so that no factor changes it")


def _relative(table: pd.DataFrame) -> pd.Series[float]:
    """Return half-widths as the bound has them: of effects as a share of the largest mean absolute effect."""
    effects = table["index"].isin([MU_STAR, MU])
    largest = table.loc[table["index"] == MU_STAR, "value"].max()
    scale = pd.Series(np.where(effects, largest, 1.0), index=table.index)
    return table["half_width"] / scale


def _runs_missing(sweep: Sweep, ratio: float) -> int:
    """Return how many more runs bring an interval within its bound, which it exceeds by a ratio."""
    if not ratio > 1.0:
        return 0
    experiment, points = sweep.experiment, len(sweep.design)
    size = points // _points_a_step(experiment)
    wanted = math.ceil(size * ratio**2)
    if experiment.design.kind in POWERS_OF_TWO:
        wanted = 1 << (wanted - 1).bit_length()
    return (wanted - size) * _points_a_step(experiment) * experiment.base.replicates


def _points_a_step(experiment: Experiment) -> int:
    """Return how many points a design grows by at least."""
    groups = len(set(groups_of(experiment.factors)))
    if experiment.design.kind == "morris":
        return groups + 1
    if experiment.design.kind == "saltelli":
        return 2 * groups + 2 if experiment.design.second_order else groups + 2
    return 1


def with_blanks(indices: pd.DataFrame) -> pd.DataFrame:
    """Return indices with their intervals; no numbers where an interval is too wide."""
    given = indices["runs_missing"] == 0
    shown = indices.assign(
        value=indices["value"].where(given),
        low=(indices["value"] - indices["half_width"]).where(given),
        high=(indices["value"] + indices["half_width"]).where(given),
    )
    first = [name for name in ("month", "factor", "index", "value", "low", "high") if name in shown]
    return shown[[*first, *(name for name in shown.columns if name not in first)]]


def followed(sweep: Sweep, trust: str | None, variable: str | None) -> tuple[str, pd.DataFrame]:
    """Return a variable that a sweep has kept, and its values: a row for each point, a column for each month.

    They are medians over replicates where quantiles are kept, means where all is.

    Raises
    ------
    ResultsError : it has kept no trajectories, or none of variables that are levels.
    ValueError : it has not kept the variable.
    """
    kept = sweep.experiment.trajectories
    if kept == "none":
        what = "keeps no trajectories, so that nothing is known over time"
        raise ResultsError(
            f"{sweep.folder}: {what}; say `trajectories: quantiles` in the experiment and simulate again"
        )
    name, months = (_quantiles if kept == "quantiles" else _means)(sweep, trust, variable)
    step = -(-(len(months.columns) - 1) // MOST_MONTHS_SHOWN)
    return name, months.iloc[:, ::step].reindex(pd.RangeIndex(len(sweep.design)))


def _quantiles(sweep: Sweep, trust: str | None, variable: str | None) -> tuple[str, pd.DataFrame]:
    table = sweep.dataset("quantiles").to_table(columns=["point", "trust", "variable", "month", MEDIAN]).to_pandas()
    names = list(dict.fromkeys(table["variable"]))
    if not names:
        raise ResultsError(f"{sweep.folder}: none of the variables that it keeps is a level")
    name = _meant(variable, names)
    own = table[(table["variable"] == name) & (table["trust"] == (trust or "all trusts"))]
    return name, own.pivot_table(MEDIAN, "point", "month", dropna=False)


def _means(sweep: Sweep, trust: str | None, variable: str | None) -> tuple[str, pd.DataFrame]:
    from pandas.api.types import is_numeric_dtype

    dataset = sweep.dataset("trajectories")
    schema = dataset.schema.empty_table().to_pandas()
    about = ("point", "replicate", "month", "trust")
    names = [name for name in schema.columns if name not in about and is_numeric_dtype(schema[name])]
    name = _meant(variable or next(iter(sweep.experiment.variables or names)), names)
    table = dataset.to_table(columns=["point", "month", "trust", name]).to_pandas()
    own = table if trust is None else table[table["trust"] == trust]
    return name, own.pivot_table(name, "point", "month", dropna=False)


def _meant(variable: str | None, names: list[str]) -> str:
    if variable is None:
        return names[0]
    if variable not in names:
        raise nearest(variable, names, "variable of this sweep over time")
    return variable


def _warnings(found: Sensitivity) -> Iterator[str]:
    """Yield what a reader must know of indices that are not given, and of chance."""
    wide = found.indices[found.indices["runs_missing"] > 0]
    if len(wide):
        unit = " of the largest effect" if MU_STAR in set(wide["index"]) else ""
        yield (
            f"{len(wide)} of {int((found.indices['index'] != SIGMA).sum())} indices have not converged: their 95 % "
            f"interval is wider than ±{found.bound:g}{unit}, and they are not given. About {found.runs_missing:,} more "
            "runs would settle all of them."
        )
    noise = found.variance["noise"]
    if noise == noise and noise > 0.05:
        yield (
            f"{100 * noise:.0f} % of the variance between points is chance, which more replicates would lessen; total "
            "indices of factors that do nothing may be as large as that."
        )
