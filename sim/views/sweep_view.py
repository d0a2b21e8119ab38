"""A sweep in words: its plan, its result, and its progress."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import ProgressColumn, Task
from rich.text import Text

from sim.experiments.point_values import best_first, outcome_behind
from sim.scenario.parameter_sets import draws_from_posterior
from sim.scenario.provenance import OWN_SETS
from sim.views.run_view import partnership_line, size

if TYPE_CHECKING:
    from sim.experiments.estimates import SweepStatus
    from sim.experiments.experiment_schema import Experiment
    from sim.experiments.sweep import SweepOptions, SweepReport
    from sim.experiments.sweep_answer import SweepAnswer

FEW = 8  # factors that are named one by one


class RateColumn(ProgressColumn):
    """The number of runs simulated per second."""

    def render(self, task: Task) -> Text:
        """Return the rate, once there is one."""
        return Text(f"{task.speed:,.0f} runs/s" if task.speed else "")


def duration(seconds: float) -> str:
    """Return a time in words."""
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


def factor_lines(experiment: Experiment) -> list[str]:
    """Return the factors of an experiment, levers apart from uncertainties."""
    lines = []
    for title, chosen in (
        ("levers", [factor for factor in experiment.factors if factor.role == "lever"]),
        ("uncertainties", [factor for factor in experiment.factors if factor.role != "lever"]),
    ):
        if not chosen:
            continue
        lines.append(f"{title}: {len(chosen)}")
        for factor in chosen[:FEW]:
            spread = ", ".join(factor.labels) if factor.levels else f"{factor.low:g} to {factor.high:g}"
            lines.append(f"  {factor.key}: {spread}")
        if len(chosen) > FEW:
            lines.append(f"  and {len(chosen) - FEW} more")
    return lines


def parameter_lines(experiment: Experiment) -> list[str]:
    """Return the notes that each replicate has its own parameter set, and that partnership effects are assumed."""
    base = experiment.base
    parts = [f"{OWN_SETS}; values of factors take precedence"] if draws_from_posterior(base) else []
    return [*parts, *partnership_line(base, base.has_partnerships)]


def plan_lines(experiment: Experiment, engine: str, options: SweepOptions, folder: Path) -> list[str]:
    """Return what a sweep would do, with time and disk from a short trial."""
    from sim.experiments.estimates import estimate_sweep

    found = estimate_sweep(experiment, engine)
    workers = options.workers or os.cpu_count() or 1
    size_of_it = f"{found.points:,} design points x {found.replicates:,} replicates = {found.runs:,} runs"
    time = f"about {duration(found.seconds / workers)} on {workers} workers"
    return [
        f"{experiment.title}: {experiment.question}",
        f"base: {experiment.base.shown_title} ({experiment.base.months} months)",
        *parameter_lines(experiment),
        *factor_lines(experiment),
        f"{experiment.design.kind}: {size_of_it}",
        f"engine: {engine}; {time}, about {size(found.disk)} on disk",
        f"would be written to {folder}; nothing was written",
    ]


def sweep_lines(done: SweepReport) -> list[str]:
    """Return how a sweep ended."""
    lines = [f"{line}" for line in done.mended]
    if done.simulated:
        rate = done.simulated / max(done.seconds, 1e-9)
        lines.append(
            f"{done.simulated:,} of {done.runs:,} runs simulated in {duration(done.seconds)} ({rate:,.0f} per second)"
        )
    else:
        lines.append(f"{done.folder} already holds all {done.runs:,} runs. Nothing to do.")
    if done.failed:
        lines.append(f"{done.failed:,} runs failed: see {done.folder / 'failures.parquet'}; --retry repeats them")
    lines.append(f"Written to {done.folder}")
    return lines


def answer_lines(found: SweepAnswer) -> list[str]:
    """Return the answer of a sweep: its best and worst points, and what each factor does over the others."""
    unit, ranked = outcome_behind(found.outcome).unit, found.ranked
    first, last = ("highest", "lowest") if best_first(found.outcome) is None else ("best", "worst")
    lines = [f"{found.outcome}, {found.about} ({unit}):"]
    for word, row in ((first, ranked.iloc[0]), (last, ranked.iloc[-1])):
        levels = ", ".join(f"{key}={cell_text(row[key])}" for key in found.sweep.factors[:FEW])
        more = ", ..." if len(found.sweep.factors) > FEW else ""
        lines.append(f"  {word}: {interval_text(row['value'], row['low'], row['high'], unit)}  {levels}{more}")
    lines.append(f"  {found.as_good_as_the_best} of {len(ranked) - 1} other points cannot be told from the {first}")
    if found.why_no_effects:
        return [*lines, f"what each factor does: {found.why_no_effects}"]
    return [*lines, "what each factor does, on average over the others (95 % interval):", *effect_lines(found, unit)]


def effect_lines(found: SweepAnswer, unit: str) -> list[str]:
    """Return a line for each factor, those with the largest effects first."""
    effects = found.effects
    spans = effects.groupby("factor", sort=False)["effect"].agg(lambda own: own.abs().max())
    ordered = spans.sort_values(ascending=False, kind="stable", na_position="last").index
    lines = []
    for factor in ordered[:FEW]:
        own = effects[effects["factor"] == factor]
        row = own.loc[own["effect"].abs()[::-1].idxmax()] if own["effect"].notna().any() else own.iloc[-1]
        start = "" if len(own) == 1 else f"{own['level'].iloc[0]} -> "
        gap = interval_text(row["effect"], row["effect_low"], row["effect_high"], unit, signed=True)
        lines.append(f"  {factor}: {start}{row['level']}: {gap}")
    return lines if len(ordered) <= FEW else [*lines, f"  and {len(ordered) - FEW} more in effects.csv"]


def cell_text(cell: object) -> str:
    """Return a level of a factor in words."""
    return f"{cell:.3g}" if isinstance(cell, float) else str(cell)


def interval_text(value: float, low: float, high: float, unit: str, signed: bool = False) -> str:
    """Return a value with its interval, a share in per cent."""
    factor, digits = (100, 1) if unit == "share" else (1, 3 if abs(value) < 1 else 2)
    sign = "+" if signed else ""
    shown = [f"{factor * number:{sign}.{digits}f}" for number in (value, low, high)]
    of = "" if unit != "share" else " points of 100" if signed else " %"
    if math.isnan(value):
        return "not known"
    return f"{shown[0]}{of} ({'no interval' if math.isnan(low) else f'{shown[1]} to {shown[2]}'})"


def status_lines(folder: Path, found: SweepStatus) -> list[str]:
    """Return how far a sweep is."""
    share = found.done / found.runs if found.runs else 1.0
    lines = [f"{folder}: {found.done:,} of {found.runs:,} runs done ({share:.0%}), {found.runs - found.done:,} missing"]
    if found.failed:
        lines.append(f"{found.failed:,} runs failed; turnaround sweep ... --retry repeats them")
    lines.append("a process is running this sweep" if found.running else "no process is running this sweep")
    if found.done < found.runs and found.seconds_left is not None:
        lines.append(f"about {duration(found.seconds_left)} left at the current pace")
    return lines
