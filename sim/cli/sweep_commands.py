"""`turnaround sweep` and what reads its folder: `status`, `sensitivity`, `rank`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.completion import experiment_names, outcome_names
from sim.cli.terminal import RUNS_FAILED, console, parameters_option, progress, reports_problems, say

if TYPE_CHECKING:
    from sim.experiments.dataset import Sweep


@click.command()
@click.argument("experiment", shell_complete=experiment_names)
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change one value, e.g. design.points=64.")
@parameters_option
@click.option("--out", type=click.Path(path_type=Path), help="Results folder. Default: results/EXPERIMENT.")
@click.option(
    "--engine",
    type=click.Choice(["auto", "mesa", "ensemble"]),
    default="auto",
    help="Engine: Mesa agents, compiled code (ensemble), or the faster of the two (auto). Results are identical.",
)
@click.option(
    "--workers", type=click.IntRange(1), help="Number of threads (processes for Mesa). Default: all processors."
)
@click.option(
    "--dask", metavar="ADDRESS", help="Run on the Dask cluster at this address, or `local` for one on this machine."
)
@click.option("--shard", metavar="I/N", help="Run only part I of N, to share a sweep between machines.")
@click.option(
    "--on-error",
    type=click.Choice(["continue", "stop"]),
    default="continue",
    help="When a run fails: record it in failures.parquet and continue, or stop.",
)
@click.option("--extend", is_flag=True, help="Add replicates or design points to a sweep; completed runs are kept.")
@click.option("--retry", is_flag=True, help="Run failed runs again.")
@click.option("--memory-limit", metavar="SIZE", help="Memory a run may take, e.g. 2GB; a run beyond it has failed.")
@click.option("--time-limit", metavar="TIME", help="Time a run may take, e.g. 10m; a run beyond it has failed.")
@click.option(
    "--allow-model",
    multiple=True,
    metavar="MODULE",
    help="Module that `model:` may be imported from though it is not beside the file (repeatable).",
)
@click.option("--dry-run", is_flag=True, help="Report points, runs, time and disk from a short trial; write nothing.")
@reports_problems
def sweep(
    experiment: str,
    sets: tuple[str, ...],
    parameters: str | None,
    out: Path | None,
    engine: str,
    workers: int | None,
    dask: str | None,
    shard: str | None,
    on_error: str,
    extend: bool,
    retry: bool,
    memory_limit: str | None,
    time_limit: str | None,
    allow_model: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Run EXPERIMENT (a file, or a name from `turnaround list experiments`). Repeat the command to resume."""
    from sim.experiments.dataset import open_experiment
    from sim.experiments.experiment_loader import load_experiment
    from sim.experiments.sweep import SweepOptions, engine_for, shard_of
    from sim.experiments.sweep import sweep as simulate
    from sim.views.sweep_view import parameter_lines, plan_lines, sweep_lines

    changes = [*sets, *([f"set.parameters_from={parameters}"] if parameters else [])]
    loaded = load_experiment(experiment, changes)
    part, parts = shard_of(shard)
    stop = on_error == "stop"
    limits = (memory_limit, time_limit)
    options = SweepOptions(engine, workers, dask, part, parts, stop, extend, retry, *limits, allow_model)
    folder = out or Path("results") / loaded.name
    if dry_run:
        say("\n".join(plan_lines(loaded, engine_for(loaded, options), options, folder)))
        return
    with progress(loaded.title, rate=True) as tick:
        done = simulate(loaded, folder, options, tick)
    say("\n".join([*parameter_lines(loaded), *sweep_lines(done)]))
    if (found := open_experiment(folder)).complete:
        report_answer(found)
    if done.failed:
        sys.exit(RUNS_FAILED)


def report_answer(made: Sweep) -> None:
    """Print what a sweep says of its main outcome, and write its tables and figures."""
    from sim.experiments.sweep_answer import answer
    from sim.experiments.sweep_report import write_sweep_report
    from sim.results.checked_files import ResultsError
    from sim.views.sweep_view import answer_lines

    try:
        found = answer(made)
    except ResultsError as error:  # the runs are all there, whatever can be said of them
        say(str(error), err=True)
        return
    found.save()
    write_sweep_report(found)
    say("\n".join(answer_lines(found)))
    figures = ", ".join(f"figures/{name}" for name in found.figures)
    say(f"Written: report.html, summary.csv, effects.csv, {figures}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@reports_problems
def status(folder: Path) -> None:
    """Report how many runs of a sweep are done, failed and missing, and the time left."""
    from sim.experiments.estimates import sweep_status as look
    from sim.views.sweep_view import status_lines

    say("\n".join(status_lines(folder, look(folder))))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--outcome",
    shell_complete=outcome_names,
    help="Outcome, or its difference from doing nothing. Default: the main outcome.",
)
@click.option("--trust", help="Only this trust: its id or its name. Default: that of the main outcome, or all.")
@click.option("--over-time", is_flag=True, help="Also month by month, where the sweep has kept trajectories.")
@click.option("--variable", help="Variable to follow, with --over-time. Default: the first that the sweep has kept.")
@click.option(
    "--half-width",
    type=click.FloatRange(0, min_open=True),
    default=0.1,
    show_default=True,
    help="Half-width of the 95 % interval above which an index is not given; of effects, as a share of the largest.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: FOLDER/sensitivity.")
@reports_problems
def sensitivity(
    folder: Path,
    outcome: str | None,
    trust: str | None,
    over_time: bool,
    variable: str | None,
    half_width: float,
    out: Path | None,
) -> None:
    """Say which factors of the sweep in FOLDER drive an outcome; write tables and figures."""
    from sim.experiments.sensitivity import sensitivity as measure
    from sim.views.sensitivity_view import index_table, sensitivity_lines

    found = measure(folder, outcome, trust, over_time=over_time, variable=variable, half_width=half_width)
    place = found.save(out)
    if len(found.indices):
        console().print(index_table(found))
    say("\n".join([*sensitivity_lines(found), f"Written to {place}"]))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--by", multiple=True, metavar="FACTOR", help="Factor whose levels are ranked (repeatable). Default: levers."
)
@click.option("--outcome", help="Outcome by which choices are ranked. Default: the main outcome.")
@click.option("--trust", help="Only this trust: its id or its name. Default: that of the main outcome, or all.")
@click.option("--against", metavar="CHOICE", help="Choice with which the others are compared. Default: the first.")
@click.option(
    "--matters", type=click.FloatRange(0), default=0.0, show_default=True, help="A smaller difference counts as none."
)
@click.option(
    "--sure",
    type=click.FloatRange(0.5, 1, min_open=True),
    default=0.8,
    show_default=True,
    help="Share of parameter sets that must agree.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: FOLDER/ranking.")
@reports_problems
def rank(
    folder: Path,
    by: tuple[str, ...],
    outcome: str | None,
    trust: str | None,
    against: str | None,
    matters: float,
    sure: float,
    out: Path | None,
) -> None:
    """Rank the choices of the sweep in FOLDER, as far as most parameter sets agree; write tables and a figure."""
    from sim.experiments.ranking import rank as ranked
    from sim.views.ranking_view import ranking_lines, verdict_table

    found = ranked(folder, by or None, outcome, trust, against=against, matters=matters, sure=sure)
    place = found.save(out)
    console().print(verdict_table(found))
    say("\n".join([*ranking_lines(found), f"Written to {place}"]))
