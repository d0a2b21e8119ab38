"""The command `turnaround`: parses, calls, prints. Imports are inside the commands, so that help is quick."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sim.results.run import Run
    from sim.results.streaming import Stream

WRONG_INPUT = 2
RUNS_FAILED = 3
STOPPED = 130
STOPPED_SWEEP = "Stopped. What was played is kept; the same command goes on from here."


def fail(message: str) -> None:
    """Say what is wrong and end with exit code 2."""
    click.echo(message, err=True)
    sys.exit(WRONG_INPUT)


def reports_problems(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the errors that users can mend into messages without a traceback."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        from sim.scenario.errors import ScenarioError

        try:
            return command(*args, **kwargs)
        except ScenarioError as error:
            fail(str(error))
        except KeyboardInterrupt:
            click.echo(STOPPED_SWEEP if command.__name__ == "sweep" else "Stopped. Nothing was written.", err=True)
            sys.exit(STOPPED)
        except ValueError as error:
            fail(str(error))
        except OSError as error:
            fail(f"{error.filename or 'file'}: {error.strerror or error}")
        except Exception as error:
            if type(error).__name__ != "ResultsError":
                raise
            fail(str(error))

    return guarded


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="turnaround-sim", prog_name="turnaround")
def main() -> None:
    """Simulate how failing health-care organisations decline and are turned around, and what partnerships do to that.

    Start with: turnaround run case_b_buddying
    """


@main.command()
@click.argument("scenario")
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change one value, e.g. regulator.support=0.8.")
@click.option("--replicates", type=click.IntRange(1, 1_000_000), help="How many replicates to play.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Which worlds to draw.")
@click.option("--months", type=click.IntRange(1, 600), help="How many months to play.")
@click.option("--out", type=click.Path(path_type=Path), help="Results folder; results/SCENARIO if not given.")
@click.option(
    "--engine",
    type=click.Choice(["auto", "mesa", "ensemble"]),
    default="auto",
    help="What plays the model: agents (mesa), compiled code (ensemble; the same numbers), or whichever is done first.",
)
@click.option(
    "--precision",
    type=click.FloatRange(0, min_open=True),
    help="Add replicates, 50 at a time, until half the 95 % interval of the main outcome is at most this.",
)
@click.option(
    "--keep",
    type=click.Choice(["everything", "outcomes", "quantiles", "trajectories"]),
    default="everything",
    help="What to keep. Figures need everything; all else takes the same memory however many replicates there are.",
)
@click.option("--variable", "variables", multiple=True, help="What to keep quantiles of; the usual ones if not given.")
@click.option("--float32", "single", is_flag=True, help="Keep trajectories with 7 digits, in half the space.")
@click.option("--threads", type=click.IntRange(1), help="How many processors to use; all if not given.")
@click.option("--dry-run", is_flag=True, help="Say what would be played and how much memory it takes, and do nothing.")
@click.option("--overwrite", is_flag=True, help="Replace a results folder that holds another run.")
@click.option("--no-figures", is_flag=True, help="Leave the figures out.")
@click.option(
    "--trace",
    type=click.IntRange(0),
    is_flag=False,
    flag_value=0,
    default=None,
    metavar="[REPLICATE]",
    help="Tell one replicate's story in words (the first, if no number is given) and write nothing.",
)
@reports_problems
def run(
    scenario: str,
    sets: tuple[str, ...],
    replicates: int | None,
    seed: int | None,
    months: int | None,
    out: Path | None,
    engine: str,
    precision: float | None,
    keep: str,
    variables: tuple[str, ...],
    single: bool,
    threads: int | None,
    dry_run: bool,
    overwrite: bool,
    no_figures: bool,
    trace: int | None,
) -> None:
    """Play SCENARIO (a file, or the name of a shipped one) and write tables, summary and figures."""
    from sim.scenario.loading import load_scenario

    refuse_odd_wishes(keep, variables, single, precision, trace)

    changes = [*sets]
    changes += [
        f"{k}={v}" for k, v in (("replicates", replicates), ("seed", seed), ("months", months)) if v is not None
    ]
    loaded = load_scenario(scenario, changes)
    if trace is None and months is not None and (left_out := len(load_scenario(scenario).expect) - len(loaded.expect)):
        click.echo(f"{left_out} expectations need more than {months} months and are not checked.", err=True)
    if trace is not None:
        tell_story(loaded, trace)
        return
    folder = out or Path("results") / loaded.name
    if keep != "everything":
        from sim.results.streaming import Stream, Wish

        wish = Wish(keep, variables, single) if variables else Wish(keep, single=single)
        stream_into(folder, Stream(loaded, wish, threads, engine), dry_run, overwrite)
        return
    from sim.results.folder import is_up_to_date, refuse_unwritable, written
    from sim.results.report import plan_of_everything
    from sim.results.run import inputs_digest
    from sim.results.run import run as play

    if dry_run:
        click.echo(plan_of_everything(loaded, engine, folder))
        return
    inputs = inputs_digest(loaded, precision=precision)
    if is_up_to_date(folder, inputs, overwrite, written(figures=not no_figures)):
        click.echo(f"{folder} already holds this run; nothing to do.")
        return
    refuse_unwritable(folder)
    with progress(loaded.title) as tick:
        made = play(loaded, precision=precision, engine=engine, progress=tick)
    click.echo("Drawing and writing ..." if not no_figures else "Writing ...", err=True)
    made.save(folder, overwrite=overwrite, figures=not no_figures)
    report(made)
    click.echo(f"\nWritten to {folder}")


def refuse_odd_wishes(
    keep: str, variables: tuple[str, ...], single: bool, precision: float | None, trace: int | None
) -> None:
    """Refuse options that say nothing for what is to be kept."""
    if variables and keep != "quantiles":
        raise ValueError("--variable says what to keep quantiles of; add --keep quantiles")
    if single and keep != "trajectories":
        raise ValueError("--float32 is about the numbers of trajectories; add --keep trajectories")
    if keep != "everything" and (precision is not None or trace is not None):
        raise ValueError(f"--precision and --trace need --keep everything, not --keep {keep}")


def stream_into(folder: Path, made: Stream, dry_run: bool, overwrite: bool) -> None:
    """Play a scenario straight into a folder, or say what that takes."""
    from sim.results.folder import refuse_unwritable
    from sim.results.report import plan_of_stream, running_table

    if dry_run:
        click.echo(plan_of_stream(made, folder))
        return
    if made.is_in(folder, overwrite):
        click.echo(f"{folder} already holds this run; nothing to do.")
        return
    refuse_unwritable(folder)
    with progress(made.scenario.title) as tick:
        summary = made.play_into(folder, tick)
    console().print(running_table(summary))
    if made.scenario.has_twin or made.scenario.expect:
        click.echo("Differences from the twin, and expectations, are told by --keep everything and by compare.")
    click.echo(f"\nWritten to {folder}")


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@reports_problems
def validate(files: tuple[str, ...]) -> None:
    """Check scenario files and show every problem with its place."""
    from sim.scenario.errors import ScenarioError
    from sim.scenario.loading import load_scenario

    failed = False
    for file in files:
        try:
            loaded = load_scenario(file)
        except ScenarioError as error:
            failed = True
            click.echo(str(error), err=True)
        else:
            background = loaded.background.trusts if loaded.background else 0
            click.echo(f"{file}: sound ({len(loaded.trusts) + background} trusts, {loaded.months} months)")
    if failed:
        sys.exit(WRONG_INPUT)


@main.command()
@click.argument("experiment")
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change the file, e.g. design.points=64.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the sweep; results/EXPERIMENT if not given.")
@click.option("--engine", type=click.Choice(["auto", "mesa", "ensemble"]), default="auto", help="What plays the model.")
@click.option("--workers", type=click.IntRange(1), help="Threads, or processes for Mesa; all processors if not given.")
@click.option("--dask", metavar="ADDRESS", help="Play on a Dask cluster: its address, or local.")
@click.option("--shard", metavar="I/N", help="Play only part I of N, to share a sweep between machines.")
@click.option(
    "--on-error",
    type=click.Choice(["continue", "stop"]),
    default="continue",
    help="Whether a failing run is noted (failures.parquet) and the sweep goes on, or ends it.",
)
@click.option("--extend", is_flag=True, help="Add replicates or design points to what is there; nothing is redone.")
@click.option("--retry", is_flag=True, help="Play chunks with failed runs again.")
@click.option(
    "--dry-run", is_flag=True, help="Show the plan, with time and disk from a short trial, and write nothing."
)
@reports_problems
def sweep(
    experiment: str,
    sets: tuple[str, ...],
    out: Path | None,
    engine: str,
    workers: int | None,
    dask: str | None,
    shard: str | None,
    on_error: str,
    extend: bool,
    retry: bool,
    dry_run: bool,
) -> None:
    """Play EXPERIMENT (a file, or the name of a shipped one) point by point; the same command again resumes it."""
    from sim.experiments.loading import load_experiment
    from sim.experiments.sweeping import Wishes, engine_for, shard_of
    from sim.experiments.sweeping import sweep as play
    from sim.experiments.telling import plan_lines, sweep_lines

    loaded = load_experiment(experiment, sets)
    part, parts = shard_of(shard)
    wishes = Wishes(engine, workers, dask, part, parts, on_error == "stop", extend, retry)
    folder = out or Path("results") / loaded.name
    if dry_run:
        click.echo("\n".join(plan_lines(loaded, engine_for(loaded, wishes), wishes, folder)))
        return
    with progress(loaded.title, rate=True) as tick:
        done = play(loaded, folder, wishes, tick)
    click.echo("\n".join(sweep_lines(done)))
    if done.failed:
        sys.exit(RUNS_FAILED)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@reports_problems
def status(folder: Path) -> None:
    """Say what of the sweep in FOLDER is done, failed and missing, and how long the rest takes."""
    from sim.experiments.sweeping import status as look
    from sim.experiments.telling import status_lines

    click.echo("\n".join(status_lines(folder, look(folder))))


@main.command()
@click.argument("what", type=click.Choice(["scenario", "experiment"]), default="scenario")
def schema(what: str) -> None:
    """Print the JSON Schema of scenario files, or of experiment files, for editors."""
    if what == "experiment":
        from sim.experiments.json_schema import experiment_json_schema as made
    else:
        from sim.scenario.json_schema import scenario_json_schema as made

    click.echo(json.dumps(made(), indent=2))


@main.command(name="list")
@click.argument("what", required=False, metavar="[WHAT]")
@click.option("--scenario", help="A scenario whose own partnership types are listed, too.")
@reports_problems
def list_names(what: str | None, scenario: str | None) -> None:
    """List what there is: scenarios, partnership-types, archetypes, parameters, outcomes, stages and more."""
    from sim.describe import listing, sections

    types = types_of(scenario)
    for title in sections(what):
        click.echo(title)
        for name, meaning in listing(title, types):
            click.echo(f"  {name:34} {meaning}")
        click.echo()


@main.command()
@click.argument("name")
@click.option("--scenario", help="A scenario whose own partnership types can be described, too.")
@reports_problems
def describe(name: str, scenario: str | None) -> None:
    """Explain NAME: a scenario, partnership type, parameter, outcome, variable, observable, archetype or stage."""
    from sim.describe import description

    for line in description(name, types_of(scenario)):
        click.echo(line)


def types_of(scenario: str | None) -> Any:
    """Return the partnership types of a scenario, or nothing if none is named."""
    from sim.scenario.loading import load_scenario

    return None if scenario is None else load_scenario(scenario).types()


@main.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--figure", "figures", multiple=True, help="Which figure; all if not given.")
@click.option("--trust", help="Only this trust.")
@click.option("--variable", "variables", multiple=True, help="Variable or published figure of the trajectories.")
@click.option("--partnership", help="Which partnership, by its id, for the life of one partnership.")
@click.option("--month", type=click.IntRange(0), help="Which month, for the network; the last if not given.")
@click.option("--replicate", type=click.IntRange(0), help="Which replicate, for the network; the first if not given.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the figures; RESULTS/figures if not given.")
@reports_problems
def plot(results: Path, figures: tuple[str, ...], variables: tuple[str, ...], out: Path | None, **options: Any) -> None:
    """Draw the figures of a results folder again."""
    from sim.plots import draw, fitting, save, telling
    from sim.results.folder import open_run

    opened = open_run(results)
    folder = out or results / "figures"
    chosen = figures or tuple(telling(opened))
    wishes = {key: value for key, value in options.items() if value is not None}
    wishes |= {"variables": list(variables)} if variables else {}
    drawn = [(name, draw(opened, name, **fitting(name, wishes, strict=bool(figures)))) for name in chosen]
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in drawn:
        save(figure, folder, name)
        click.echo(f"{folder / name}.png and .svg")


@main.command()
@click.argument("named", nargs=-1, required=True, metavar="A B [C ...]")
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change one value in every scenario.")
@click.option("--replicates", type=click.IntRange(2, 1_000_000), help="How many replicates of every scenario.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Which worlds to draw for every scenario.")
@click.option("--months", type=click.IntRange(1, 600), help="How many months to play every scenario.")
@click.option(
    "--month",
    "read",
    multiple=True,
    type=click.IntRange(0),
    help="Month to compare (repeat it); 12, 24, 36, 60 if not given.",
)
@click.option("--trust", help="Only this trust.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder; results/compare-A-B if not given.")
@click.option("--overwrite", is_flag=True, help="Replace a folder that holds another comparison.")
@reports_problems
def compare(
    named: tuple[str, ...],
    sets: tuple[str, ...],
    read: tuple[int, ...],
    trust: str | None,
    out: Path | None,
    overwrite: bool,
    **wished: int | None,
) -> None:
    """Compare B, C ... with A in the same worlds: scenarios, which are played, or results folders of the same seed."""
    from sim.results.comparing.folder import is_compared, usual_folder
    from sim.results.comparing.sources import planned
    from sim.results.comparing.table import opening, tables
    from sim.results.folder import refuse_unwritable

    plan = planned(named, read or None, trust, sets, wished)
    folder = out or usual_folder(named)
    if is_compared(folder, plan.digest, overwrite):
        click.echo(f"{folder} already holds this comparison; nothing to do.")
        return
    refuse_unwritable(folder)
    made = plan.compare(progress)
    made.save(folder, overwrite)
    for shown in (*opening(made), *tables(made)):
        console().print(shown)
    click.echo(f"\nWritten to {folder}")


@main.command()
@click.option("--check", is_flag=True, help="Only say whether the tables are in step with the code.")
@reports_problems
def document(check: bool) -> None:
    """Write the generated tables of the model description (sim/ODD.md) anew from the code."""
    from sim.document import is_in_step, odd_file, write_tables

    if check:
        if not is_in_step():
            fail(f"{odd_file()}: its tables are not in step with the code; run: turnaround document")
        click.echo(f"{odd_file()}: in step with the code")
        return
    write_tables()
    click.echo(f"{odd_file()}: tables written")


@main.command()
@click.option("--only", multiple=True, metavar="M...", help="Which mechanism, e.g. M33; all if not given.")
@click.option("--check", is_flag=True, help="Only say whether the committed results are those that come out now.")
@click.option("--replicates", type=click.IntRange(2, 10_000), help="Compare so many worlds, and write nothing.")
@reports_problems
def mechanisms(only: tuple[str, ...], check: bool, replicates: int | None) -> None:
    """Switch off the mechanisms that the sources report, one by one, and write what changes (sim/mechanisms.csv)."""
    from sim.results import mechanisms as table

    if check and replicates:
        raise ValueError("--check compares with the committed results, which have a number of replicates of their own")
    with progress("Mechanisms") as tick:
        found = table.compare(table.named(only), replicates, tick)
    for line in table.account(found):
        click.echo(line)
    if check:
        committed = table.read_findings()
        if stale := [name for name, row in found.items() if committed.get(name) != row]:
            fail(f"{table.results_file()}: not what comes out now for {', '.join(stale)}; run: turnaround mechanisms")
        click.echo(f"{table.results_file()}: these are what comes out now")
    elif replicates is None:
        table.write_findings(found)
        click.echo(f"Written to {table.results_file()}")


@contextmanager
def progress(title: str, rate: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show how many replicates are played and how long the rest will take; with a rate, how many in a second."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    if rate:
        from sim.experiments.telling import RateColumn

        columns.append(RateColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, planned: bar.update(task, completed=done, total=planned)


def tell_story(scenario: Any, replicate: int) -> None:
    """Play one replicate and print its story."""
    from sim.engine.mesa_model import TurnaroundModel
    from sim.results.story import tell

    model = TurnaroundModel(scenario, replicate)
    names = {trust.identifier: trust.name for trust in model.trusts}
    for line in tell(scenario, model.run(), names):
        click.echo(line)


def report(made: Run) -> None:
    """Print what came out: the main outcome, the table of outcomes, and the expectations."""
    from sim.results.report import expectation_table, main_outcome_line, outcome_table

    out = console()
    out.print(f"\n[bold]{made.title}[/bold]: {made.replicates} replicates of {made.months} months")
    out.print(main_outcome_line(made))
    out.print(outcome_table(made))
    if len(made.expectations):
        out.print(expectation_table(made))


def console() -> Any:
    """Return the terminal, or what is as wide as a page if output goes elsewhere."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 150)


if __name__ == "__main__":
    main()
