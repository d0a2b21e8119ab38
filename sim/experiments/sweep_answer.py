"""The answer of a sweep: its best and worst points, what each factor does, and the tables and figures that show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.config.arguments import folder_of
from sim.config.replaced_files import in_place_of
from sim.experiments.dataset import Sweep, open_experiment
from sim.experiments.experiment_schema import difference_of
from sim.experiments.factor_effects import effects_of
from sim.experiments.factors import NUMBER, WHOLE, Factor
from sim.experiments.point_values import (
    best_first,
    estimates_at_points,
    is_difference,
    main_outcome_of,
    main_trust_of,
    not_told_apart,
    outcome_behind,
)
from sim.results.checked_files import ResultsError
from sim.scenario.model_inputs import trust_ids, trust_name
from sim.scenario.provenance import words_on_parameters

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.plots.figures.sweep_figure import Answered

MOST_CELLS = 2_000_000
"""Cells of levels in `summary.csv`; a table that would have more leaves the levels in `design.parquet`."""

SURFACES = (2, 3, 4)
"""Numbers of factors in a full cross whose response surface is drawn."""

MOST_PANELS = 16

READ_AT_ONCE = 16
"""Outcomes whose runs are read and held together."""


@dataclass(frozen=True)
class SweepAnswer:
    """What a complete sweep says of one outcome.

    Attributes
    ----------
    sweep : that was simulated.
    outcome : that it is about.
    trust : of which trust; None: the mean of all.
    """

    sweep: Sweep
    outcome: str
    trust: str | None

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Return the outcome of every run: a row for each point, a column for each replicate."""
        return self.sweep.runs(self.outcome, self.trust)

    @cached_property
    def points(self) -> pd.DataFrame:
        """Return a row for each point: its levels, the value with its 95 % interval, and its n."""
        found = estimates_at_points(self.runs, self.outcome, self.trusts)
        return self.sweep.design.join(found, on="point")

    @cached_property
    def _effects(self) -> tuple[pd.DataFrame, str]:
        design = self.sweep.design.set_index("point")
        return effects_of(self.sweep.experiment, design, self.runs)

    @property
    def effects(self) -> pd.DataFrame:
        """Return what each factor does: the mean at each level over the others, and the effect against the first."""
        return self._effects[0]

    @property
    def why_no_effects(self) -> str:
        """Return why nothing can be said of what each factor does; empty where it can."""
        return self._effects[1]

    @property
    def trusts(self) -> int:
        """Return over how many trusts values are means."""
        base = self.sweep.experiment.base
        return 1 if self.trust is not None else len(trust_ids(base)) - len(base.units)

    @property
    def about(self) -> str:
        """Return of whom the outcome is, in words."""
        return trust_name(self.trust, self.sweep.experiment.base) if self.trust else "all trusts"

    @property
    def ranked(self) -> pd.DataFrame:
        """Return the points from the best to the worst; from the highest where neither way is better."""
        known = self.points[self.points["value"].notna()]
        return known.sort_values("value", ascending=best_first(self.outcome) is False, kind="stable")

    @property
    def as_good_as_the_best(self) -> int:
        """Return how many other points cannot be told from the best, replicate by replicate."""
        ranked = self.ranked
        return not_told_apart(self.runs.loc[ranked["point"]], int(ranked["point"].iloc[0]))

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Return a row for each point and outcome: value, 95 % interval, n, and the difference from doing nothing."""
        names = self.sweep.experiment.outcome_names
        frames = [
            frame
            for first in range(0, len(names), READ_AT_ONCE)
            for frame in self._summaries_of(names[first : first + READ_AT_ONCE])
        ]
        summary = pd.concat(frames, ignore_index=True).sort_values("point", kind="stable", ignore_index=True)
        design = self.sweep.design
        if len(summary) * (len(design.columns) - 1) > MOST_CELLS:
            return summary
        return design.merge(summary, on="point")

    def _summaries_of(self, names: Sequence[str]) -> Iterator[pd.DataFrame]:
        """Yield a row for each point of some outcomes, which are read at once."""
        paired = [difference_of(name) for name in names if name in self.sweep.experiment.paired_outcomes]
        runs = self.sweep.runs_of([*names, *paired], self.trust)
        for name in names:
            yield self._summary_of(name, runs)

    def _summary_of(self, name: str, runs: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        found = estimates_at_points(runs[name], name, self.trusts)
        if self.sweep.experiment.simulates_twin:
            paired = difference_of(name)
            if paired in runs:
                gaps = estimates_at_points(runs[paired], paired, self.trusts)
            else:
                gaps = pd.DataFrame(index=found.index, columns=["value", "low", "high", "n"], dtype=float)
            names = {"value": "difference", "low": "difference_low", "high": "difference_high", "n": "difference_n"}
            found = found.join(gaps.rename(columns=names))
        outcome = outcome_behind(name)
        statistic = "share" if outcome.kind == "share" else "mean"
        told = {"trust": self.trust or "all trusts", "outcome": name, "statistic": statistic, "unit": outcome.unit}
        return found.rename_axis("point").reset_index().assign(**told)

    @property
    def figures(self) -> list[str]:
        """Return the names of the figures that the design of the sweep has, the most telling first."""
        return list(self._drawn)

    def plot(self, figure: str | None = None) -> Figure:
        """Return one of `figures` as a matplotlib figure; by default the first.

        Raises
        ------
        ValueError : the sweep has no such figure.
        """
        from sim.config.naming import nearest

        drawn = self._drawn
        name = figure or next(iter(drawn))
        if name not in drawn:
            raise nearest(name, list(drawn), "figure of this sweep")
        draw, arguments = drawn[name]
        made: Figure = draw(self._answered, *arguments)
        return made

    @property
    def _answered(self) -> Answered:
        from sim.plots.figures.sweep_figure import Answered
        from sim.plots.layout.plain_names import outcome_title

        unit = outcome_behind(self.outcome).unit
        over = "points" if self._is_spread else f"{self.runs.shape[1]:,} replicates"
        spread = f"95 % interval over {over}"
        base = self.sweep.experiment.base
        source = words_on_parameters(base.parameters_from, base.has_partnerships, bands=False, hint=False)
        meaning = f"{outcome_title(self.outcome)[:1].upper()}{outcome_title(self.outcome)[1:]}: {self._meaning}."
        notes = [f"Of {self.about}.", meaning, self.why_no_effects, source, f"Random seed: {base.seed}."]
        return Answered(self.sweep.experiment.title, f"{outcome_title(self.outcome)} ({unit})", spread, notes)

    @property
    def _meaning(self) -> str:
        less = "; less that of the same replicates without partnerships" if is_difference(self.outcome) else ""
        return f"{outcome_behind(self.outcome).meaning}{less}"

    @property
    def _is_spread(self) -> bool:
        return self.sweep.experiment.design.kind in ("latin_hypercube", "sobol_sequence", "saltelli", "morris")

    @property
    def _drawn(self) -> Mapping[str, tuple[Any, tuple[Any, ...]]]:
        """Return what draws each figure and of what, by its name."""
        from sim.plots.figures.sweep_figure import main_effects, response_surface, sweep_lines, tornado

        factors = self.sweep.experiment.factors
        drawn: dict[str, tuple[Any, tuple[Any, ...]]] = {}
        if len(factors) == 1:
            drawn["lines"] = (sweep_lines, (self.points, factors[0].key))
        elif (axes := self._axes) is not None:
            across, up, *panels = axes
            drawn["surface" if not panels else "small_multiples"] = (
                response_surface, (self.points, across, up, panels),
            )  # fmt: skip
        if self.effects["mean"].notna().any() and len(factors) > 1:
            drawn["main_effects"] = (main_effects, (self.effects,))
        if len(self.effects) or not drawn:
            drawn["tornado"] = (tornado, (self.effects,))
        return drawn

    @property
    def _axes(self) -> list[str] | None:
        """Return the factors of a full cross in the order in which a surface shows them; nothing for another design."""
        factors = self.sweep.experiment.factors
        kind = self.sweep.experiment.design.kind
        if len(factors) not in SURFACES or kind not in ("grid", "points") or self.why_no_effects:
            return None
        ordered = sorted(factors, key=lambda factor: (not _is_number(factor), -len(factor.levels)))
        axes, panels = ordered[:2], sorted(ordered[2:], key=lambda factor: len(factor.levels))
        sizes = [len(factor.levels) for factor in panels]
        if sizes and (sizes[0] > MOST_PANELS // 4 or max(sizes) > MOST_PANELS):
            return None
        return [factor.key for factor in (*axes, *panels)]

    def save(self, folder: str | Path | None = None) -> Path:
        """Write `summary.csv`, `effects.csv` and the figures into a folder, by default that of the sweep; return it."""
        from sim.plots import save

        place = self.sweep.folder if folder is None else Path(folder)
        (place / "figures").mkdir(parents=True, exist_ok=True)
        for name, table in (("summary", self.summary), ("effects", self.effects)):
            with in_place_of(place / f"{name}.csv") as file:
                table.to_csv(file, index=False)
        for name in self.figures:
            save(self.plot(name), place / "figures", name)
        return place

    def __repr__(self) -> str:
        """Return a few lines: the outcome, and its best and worst points."""
        return f"{self._headline}\n{self._best_and_worst.to_string(index=False)}"

    def _repr_html_(self) -> str:
        """Return the best and the worst point as a table, for notebooks."""
        table = self._best_and_worst.to_html(
            index=False, border=0, escape=True, float_format=lambda value: f"{value:.3g}"
        )
        return f"<p><b>{escape(self._headline)}</b></p>{table}"

    @property
    def _headline(self) -> str:
        return f"{self.outcome}, {self.about}: {len(self.points):,} points"

    @property
    def _best_and_worst(self) -> pd.DataFrame:
        return pd.concat([self.ranked.head(1), self.ranked.tail(1)])


def _is_number(factor: Factor) -> bool:
    return factor.kind in (NUMBER, WHOLE)


def answer(folder: str | Path | Sweep, outcome: str | None = None, trust: str | None = None) -> SweepAnswer:
    """Return the best and worst points, what each factor does, and figures, of one outcome of a complete sweep.

    Parameters
    ----------
    folder : of the sweep, or the sweep itself.
    outcome : an outcome that it keeps, or its difference from doing nothing; by default the main outcome.
    trust : id or name of a trust; by default that of the main outcome, or all.

    Raises
    ------
    ResultsError : runs are missing, or the outcome has no value in any of them.
    ValueError : there is no such outcome or trust.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import sim
    >>> sets = {"design.steps": 2, "replicates": 2}
    >>> with TemporaryDirectory() as folder:
    ...     done = sim.sweep("support_or_scrutiny", f"{folder}/made", sets=sets)
    ...     found = answer(f"{folder}/made", "performance_shortfall")
    ...     found.figures
    ['surface', 'main_effects', 'tornado']
    """
    sweep = folder if isinstance(folder, Sweep) else open_experiment(folder_of(folder))
    require_complete(sweep)
    chosen = outcome or main_outcome_of(sweep)
    of_whom = main_trust_of(sweep) if trust is None else sweep.trust_meant(trust)
    found = SweepAnswer(sweep, chosen, of_whom)
    if not found.runs.notna().to_numpy().any():
        raise ResultsError(f"{sweep.folder}: {chosen} of {found.about} has no value in any run; choose another outcome")
    return found


def require_complete(sweep: Sweep) -> None:
    """Refuse a sweep of which runs are missing.

    Raises
    ------
    ResultsError : it is not complete.
    """
    if not sweep.complete:
        missing = f"{sweep.played:,} of {sweep.planned:,} runs are done"
        raise ResultsError(f"{sweep.folder}: {missing}; repeat turnaround sweep to complete it, then ask again")
