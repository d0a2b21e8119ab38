"""`turnaround sweep` and `turnaround status`: run experiments."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sim.cli.terminal import RUNS_FAILED, parameters_option, progress, reports_problems, say


@click.command()
@click.argument("experiment")
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
    if done.failed:
        sys.exit(RUNS_FAILED)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@reports_problems
def status(folder: Path) -> None:
    """Report how many runs of a sweep are done, failed and missing, and the time left."""
    from sim.experiments.estimates import sweep_status as look
    from sim.views.sweep_view import status_lines

    say("\n".join(status_lines(folder, look(folder))))
