"""`turnaround run` and `turnaround compare`: run scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.completion import scenario_names
from sim.cli.terminal import console, parameters_option, progress, reports_problems, say

if TYPE_CHECKING:
    from sim.results.run import Run
    from sim.runs.stream import Stream


@click.command()
@click.argument("scenario", shell_complete=scenario_names)
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change one value, e.g. regulator.support=0.8.")
@click.option("--replicates", type=click.IntRange(1, 1_000_000), help="Number of replicates.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Random seed.")
@click.option("--months", type=click.IntRange(1, 600), help="Number of months.")
@parameters_option
@click.option("--out", type=click.Path(path_type=Path), help="Results folder. Default: results/SCENARIO.")
@click.option(
    "--engine",
    type=click.Choice(["auto", "mesa", "ensemble"]),
    default="auto",
    help="Engine: Mesa agents, compiled code (ensemble), or the faster of the two (auto). Results are identical.",
)
@click.option(
    "--precision",
    type=click.FloatRange(0, min_open=True),
    help="Add replicates, 50 at a time, until the half-width of the 95 % CI of the main outcome is at most this value.",
)
@click.option(
    "--keep",
    type=click.Choice(["everything", "outcomes", "quantiles", "trajectories"]),
    default="everything",
    help="Data to keep. Figures need everything; otherwise memory use does not grow with the number of replicates.",
)
@click.option(
    "--variable",
    "variables",
    multiple=True,
    help="Variable to keep quantiles of (repeatable), with --keep quantiles. Default: the main variables.",
)
@click.option(
    "--float32",
    "single",
    is_flag=True,
    help="Store trajectories in single precision (7 digits, half the space), with --keep trajectories.",
)
@click.option(
    "--threads", type=click.IntRange(1), help="Number of threads (not with --keep everything). Default: all processors."
)
@click.option("--dry-run", is_flag=True, help="Report what would be run and the memory needed; run nothing.")
@click.option("--overwrite", is_flag=True, help="Replace the results of another run in the folder.")
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@click.option(
    "--trace",
    type=click.IntRange(0),
    is_flag=False,
    flag_value=0,
    default=None,
    metavar="[REPLICATE]",
    help="Print one replicate as a narrative (default: the first) and write nothing.",
)
@click.option("--verbose", is_flag=True, help="Print all outcomes and expectations; with --trace, of all trusts.")
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
    verbose: bool,
) -> None:
    """Run SCENARIO (a file, or a name from `turnaround list scenarios`); write tables, figures and a report."""
    from sim.scenario.scenario_loader import load_scenario

    check_stream_options(keep, variables, single, precision, trace)

    changes = [*sets]
    changes += [
        f"{k}={v}" for k, v in (("replicates", replicates), ("seed", seed), ("months", months)) if v is not None
    ]
    changes += [f"parameters_from={parameters}"] if parameters else []
    loaded = load_scenario(scenario, changes)
    if trace is None and months is not None and (left_out := len(load_scenario(scenario).expect) - len(loaded.expect)):
        say(f"Expectations that need more than {months} months and are not checked: {left_out}.", err=True)
    if trace is not None:
        print_narrative(loaded, trace, verbose)
        return
    folder = out or Path("results") / loaded.name
    if keep != "everything":
        from sim.runs.stream import RunOptions, Stream

        options = RunOptions(keep, variables, single) if variables else RunOptions(keep, single=single)
        stream_into(folder, Stream(loaded, options, threads, engine, ready=not dry_run), dry_run, overwrite, verbose)
        return
    from sim.results.run_folder import is_up_to_date, planned_files, refuse_unwritable
    from sim.runs.run_scenario import inputs_digest
    from sim.runs.run_scenario import run as simulate
    from sim.views.run_view import plan_of_everything

    if dry_run:
        say(plan_of_everything(loaded, engine, folder))
        return
    inputs = inputs_digest(loaded, precision=precision)
    if is_up_to_date(folder, inputs, overwrite, planned_files(figures=not no_figures)):
        say(f"{folder} already holds this run. Nothing to do.")
        return
    refuse_unwritable(folder)
    with progress(loaded.shown_title) as tick:
        made = simulate(loaded, precision=precision, engine=engine, progress=tick)
    say("Drawing and writing ..." if not no_figures else "Writing ...", err=True)
    made.save(folder, overwrite=overwrite, figures=not no_figures)
    report(made, verbose)
    say(where_the_rest_is(folder, verbose))


def where_the_rest_is(folder: Path, verbose: bool) -> str:
    """Return where the results are, and how to see more of them."""
    more = "" if verbose else "; --verbose prints all outcomes and expectations"
    return f"\nWritten to {folder}: report.html to read, summary.csv with every outcome{more}"


def check_stream_options(
    keep: str, variables: tuple[str, ...], single: bool, precision: float | None, trace: int | None
) -> None:
    """Refuse options that do not apply to what is kept."""
    if variables and keep != "quantiles":
        raise ValueError("--variable works only with --keep quantiles")
    if single and keep != "trajectories":
        raise ValueError("--float32 works only with --keep trajectories")
    if keep != "everything" and (precision is not None or trace is not None):
        raise ValueError(f"--precision and --trace work only with --keep everything, not with --keep {keep}")


def stream_into(folder: Path, made: Stream, dry_run: bool, overwrite: bool, verbose: bool) -> None:
    """Simulate a scenario straight into a folder, or report what that takes."""
    from sim.results.run_folder import refuse_unwritable
    from sim.views.run_view import opening_line, partnership_line, plan_of_stream, running_table

    if dry_run:
        say(plan_of_stream(made, folder))
        return
    if made.is_in(folder, overwrite):
        say(f"{folder} already holds this run. Nothing to do.")
        return
    refuse_unwritable(folder)
    with progress(made.scenario.shown_title) as tick:
        summary = made.simulate_into(folder, tick)
    say("\n".join([opening_line(made.scenario), *partnership_line(made.scenario, made.scenario.has_partnerships)]))
    console().print(running_table(summary, verbose))
    if made.scenario.has_twin or made.scenario.expect:
        say("Differences from no partnership and checks of expectations need --keep everything or turnaround compare.")
    say(f"\nWritten to {folder}")


def print_narrative(scenario: Any, replicate: int, all_trusts: bool) -> None:
    """Simulate one replicate and print its narrative: of the trusts that the scenario describes, or of all."""
    from sim.engine.mesa.mesa_model import TurnaroundModel
    from sim.results.narrative import narrate
    from sim.scenario.parameter_sets import draws_from_posterior, sample, set_number

    model = TurnaroundModel(scenario, replicate)
    names = {trust.identifier: trust.name for trust in model.trusts}
    if draws_from_posterior(scenario):
        number = set_number(scenario, replicate) + 1
        say(f"with parameter set {number} of {len(sample())} (posterior sample)")
    for line in narrate(scenario, model.run(), names, all_trusts):
        say(line)


def report(made: Run, verbose: bool) -> None:
    """Print the answer, a few outcomes, and expectations that did not hold; if asked, everything."""
    from sim.views import run_view

    out = console()
    out.print()
    out.print(made.title, style="bold", end="")
    out.print(f": {made.replicates} replicates of {made.months} months{run_view.own_sets(made.scenario)}")
    for line in run_view.partnership_line(made.scenario, not made.partnerships.empty):
        out.print(line)
    out.print()
    for line in run_view.answer_lines(made):
        out.print(line)
    out.print()
    if not verbose:
        out.print(run_view.few_outcomes(made))
        for line in run_view.expectation_lines(made):
            out.print(line)
        return
    out.print(run_view.outcome_table(made))
    if len(made.expectations):
        out.print(run_view.expectation_table(made))


@click.command()
@click.argument("named", nargs=-1, required=True, metavar="A B [C ...]", shell_complete=scenario_names)
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change one value in every scenario.")
@click.option("--replicates", type=click.IntRange(2, 1_000_000), help="Number of replicates of every scenario.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Random seed for every scenario.")
@click.option("--months", type=click.IntRange(1, 600), help="Number of months for every scenario.")
@parameters_option
@click.option(
    "--month",
    "read",
    multiple=True,
    type=click.IntRange(0),
    help="Month to compare (repeatable). Default: 12, 24, 36 and 60.",
)
@click.option("--trust", help="Only this trust: its id or its name.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: results/compare-A-B.")
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
    """Compare scenarios (or results folders) B, C ... with A, paired by common random numbers."""
    from sim.comparison.comparison import default_folder, is_comparison
    from sim.comparison.sources import plan_comparison
    from sim.results.run_folder import refuse_unwritable
    from sim.views.comparison_view import opening_lines, tables

    plan = plan_comparison(named, read or None, trust, sets, {**wished, "parameters_from": parameters})
    folder = out or default_folder(named)
    if is_comparison(folder, plan.digest, overwrite):
        say(f"{folder} already holds this comparison. Nothing to do.")
        return
    refuse_unwritable(folder)
    made = plan.compare(progress)
    made.save(folder, overwrite)
    for shown in (*opening_lines(made), *tables(made)):
        console().print(shown)
    say(f"\nWritten to {folder}")
