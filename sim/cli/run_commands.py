"""`turnaround run` and `turnaround compare`: scenarios are played."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.terminal import console, parameters_option, progress, reports_problems

if TYPE_CHECKING:
    from sim.results.run import Run
    from sim.runs.stream import Stream


@click.command()
@click.argument("scenario")
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change one value, e.g. regulator.support=0.8.")
@click.option("--replicates", type=click.IntRange(1, 1_000_000), help="How many replicates to play.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Which worlds to draw.")
@click.option("--months", type=click.IntRange(1, 600), help="How many months to play.")
@parameters_option
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
    help="Tell one replicate as a narrative (the first, if no number is given) and write nothing.",
)
@reports_problems
def run(
    scenario: str,
    sets: tuple[str, ...],
    replicates: int | None,
    seed: int | None,
    months: int | None,
    parameters: str | None,
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
    from sim.scenario.scenario_loader import load_scenario

    check_stream_options(keep, variables, single, precision, trace)

    changes = [*sets]
    changes += [
        f"{k}={v}" for k, v in (("replicates", replicates), ("seed", seed), ("months", months)) if v is not None
    ]
    changes += [f"parameters_from={parameters}"] if parameters else []
    loaded = load_scenario(scenario, changes)
    if trace is None and months is not None and (left_out := len(load_scenario(scenario).expect) - len(loaded.expect)):
        click.echo(f"{left_out} expectations need more than {months} months and are not checked.", err=True)
    if trace is not None:
        print_narrative(loaded, trace)
        return
    folder = out or Path("results") / loaded.name
    if keep != "everything":
        from sim.runs.stream import RunOptions, Stream

        options = RunOptions(keep, variables, single) if variables else RunOptions(keep, single=single)
        stream_into(folder, Stream(loaded, options, threads, engine, ready=not dry_run), dry_run, overwrite)
        return
    from sim.results.run_folder import is_up_to_date, planned_files, refuse_unwritable
    from sim.runs.run_scenario import inputs_digest
    from sim.runs.run_scenario import run as play
    from sim.views.run_view import plan_of_everything

    if dry_run:
        click.echo(plan_of_everything(loaded, engine, folder))
        return
    inputs = inputs_digest(loaded, precision=precision)
    if is_up_to_date(folder, inputs, overwrite, planned_files(figures=not no_figures)):
        click.echo(f"{folder} already holds this run; nothing to do.")
        return
    refuse_unwritable(folder)
    with progress(loaded.title) as tick:
        made = play(loaded, precision=precision, engine=engine, progress=tick)
    click.echo("Drawing and writing ..." if not no_figures else "Writing ...", err=True)
    made.save(folder, overwrite=overwrite, figures=not no_figures)
    report(made)
    click.echo(f"\nWritten to {folder}")


def check_stream_options(
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
    from sim.results.run_folder import refuse_unwritable
    from sim.views.run_view import opening_line, partnership_line, plan_of_stream, running_table

    if dry_run:
        click.echo(plan_of_stream(made, folder))
        return
    if made.is_in(folder, overwrite):
        click.echo(f"{folder} already holds this run; nothing to do.")
        return
    refuse_unwritable(folder)
    with progress(made.scenario.title) as tick:
        summary = made.play_into(folder, tick)
    click.echo(
        "\n".join([opening_line(made.scenario), *partnership_line(made.scenario, made.scenario.has_partnerships)])
    )
    console().print(running_table(summary))
    if made.scenario.has_twin or made.scenario.expect:
        click.echo("Differences from the twin, and expectations, are told by --keep everything and by compare.")
    click.echo(f"\nWritten to {folder}")


def print_narrative(scenario: Any, replicate: int) -> None:
    """Play one replicate and print its narrative."""
    from sim.engine.mesa.mesa_model import TurnaroundModel
    from sim.results.narrative import narrate
    from sim.scenario.parameter_sets import draws_from_posterior, sample, set_number

    model = TurnaroundModel(scenario, replicate)
    names = {trust.identifier: trust.name for trust in model.trusts}
    if draws_from_posterior(scenario):
        number = set_number(scenario, replicate) + 1
        click.echo(f"with parameter set {number} of {len(sample())} (posterior sample)")
    for line in narrate(scenario, model.run(), names):
        click.echo(line)


def report(made: Run) -> None:
    """Print what came out: the main outcome, the table of outcomes, and the expectations."""
    from sim.views.run_view import expectation_table, main_outcome_line, outcome_table, own_sets, partnership_line

    out = console()
    sets = own_sets(made.scenario)
    out.print(f"\n[bold]{made.title}[/bold]: {made.replicates} replicates of {made.months} months{sets}")
    for line in partnership_line(made.scenario, not made.partnerships.empty):
        out.print(line)
    out.print(main_outcome_line(made))
    out.print(outcome_table(made))
    if len(made.expectations):
        out.print(expectation_table(made))


@click.command()
@click.argument("named", nargs=-1, required=True, metavar="A B [C ...]")
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change one value in every scenario.")
@click.option("--replicates", type=click.IntRange(2, 1_000_000), help="How many replicates of every scenario.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Which worlds to draw for every scenario.")
@click.option("--months", type=click.IntRange(1, 600), help="How many months to play every scenario.")
@parameters_option
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
    parameters: str | None,
    out: Path | None,
    overwrite: bool,
    **wished: int | None,
) -> None:
    """Compare B, C ... with A in the same worlds: scenarios, which are played, or results folders of the same seed."""
    from sim.comparison.comparison import default_folder, is_comparison
    from sim.comparison.sources import plan_comparison
    from sim.results.run_folder import refuse_unwritable
    from sim.views.comparison_view import opening_lines, tables

    plan = plan_comparison(named, read or None, trust, sets, {**wished, "parameters_from": parameters})
    folder = out or default_folder(named)
    if is_comparison(folder, plan.digest, overwrite):
        click.echo(f"{folder} already holds this comparison; nothing to do.")
        return
    refuse_unwritable(folder)
    made = plan.compare(progress)
    made.save(folder, overwrite)
    for shown in (*opening_lines(made), *tables(made)):
        console().print(shown)
    click.echo(f"\nWritten to {folder}")
