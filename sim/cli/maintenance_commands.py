"""Commands that keep the project's own tables in step with its code."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.terminal import fail, progress, reports_problems


@click.command()
@click.option("--check", is_flag=True, help="Only say whether the tables are in step with the code.")
@reports_problems
def document(check: bool) -> None:
    """Write the generated tables of sim/ODD.md and sim/EVIDENCE.md anew from code and committed results."""
    from sim.document import DOCUMENTS, is_in_step, write_tables

    for path in DOCUMENTS:
        if not check:
            write_tables(path)
            click.echo(f"{path}: tables written")
        elif is_in_step(path):
            click.echo(f"{path}: in step with the code")
        else:
            fail(f"{path}: its tables are not in step with the code; run: turnaround document")


@click.command()
@click.option("--only", multiple=True, metavar="M...", help="Which mechanism, e.g. M33; all if not given.")
@click.option("--check", is_flag=True, help="Only say whether the committed results are those that come out now.")
@click.option("--replicates", type=click.IntRange(2, 10_000), help="Compare so many worlds, and write nothing.")
@reports_problems
def mechanisms(only: tuple[str, ...], check: bool, replicates: int | None) -> None:
    """Switch off the mechanisms that the sources report, one by one, and write what changes."""
    from sim.evidence import mechanisms as table

    if check and replicates:
        raise ValueError("--check compares with the committed results, which have a number of replicates of their own")
    with progress("Mechanisms") as tick:
        found = table.compare_mechanisms(table.mechanisms_named(only), replicates, tick)
    for line in table.mechanism_summary(found):
        click.echo(line)
    if check:
        committed = table.read_findings()
        if stale := [name for name, row in found.items() if committed.get(name) != row]:
            fail(f"{table.results_file()}: not what comes out now for {', '.join(stale)}; run: turnaround mechanisms")
        click.echo(f"{table.results_file()}: these are what comes out now")
    elif replicates is None:
        table.write_findings(found)
        click.echo(f"Written to {table.results_file()}")


@click.command()
@click.argument("names", nargs=-1, metavar="[MECHANISM...]")
@click.option("--threads", type=click.IntRange(1), help="How many processors to use; all if not given.")
@reports_problems
def ablation(names: tuple[str, ...], threads: int | None) -> None:
    """Switch off mechanisms (all, or those named), and say which patterns of the evidence are lost without them."""
    import os

    from sim.calibration import ablation as table
    from sim.calibration.calibration_loader import load_calibration
    from sim.evidence.mechanisms import mechanisms_named

    with progress("Ablation") as tick:
        found = table.ablate(
            load_calibration("national"), mechanisms_named(names), threads or os.cpu_count() or 1, tick
        )
    for row in found[found["lost"] != ""].to_dict("records"):
        made_up = f", with {row['made_up_by']} fitted anew: {row['still_lost'] or 'none'}" if row["made_up_by"] else ""
        click.echo(f"{row['mechanism']} {row['what']}\n    lost without it: {row['lost']}{made_up}")
    click.echo(f"Needed by no pattern and no case: {', '.join(table.unneeded_mechanisms(found)) or 'none of these'}")
    if not names:
        found.to_csv(table.ablation_file(), index=False)
        click.echo(f"Written to {table.ablation_file()}")


@click.command()
@click.argument("calibration")
@click.option(
    "--trials", type=click.IntRange(2, 10_000), default=120, show_default=True, help="How many truths to draw."
)
@click.option("--out", type=click.Path(path_type=Path), help="CSV file; results/CALIBRATION-coverage.csv if not given.")
@click.option("--threads", type=click.IntRange(1), help="How many trials at a time; all processors if not given.")
@reports_problems
def coverage(calibration: str, trials: int, out: Path | None, threads: int | None) -> None:
    """Check the calibrator itself: how often 90 % intervals of CALIBRATION hold parameters that are known."""
    import os

    from sim.calibration.calibration_loader import load_calibration
    from sim.calibration.coverage import check_coverage
    from sim.calibration.coverage import coverage as share_of

    loaded = load_calibration(calibration)
    with progress(loaded.title) as tick:
        found = check_coverage(loaded, trials, threads or os.cpu_count() or 1, tick)
    share, low, high = share_of(found)
    click.echo(f"{100 * share:.1f} % of the 90 % intervals hold the truth ({100 * low:.1f} to {100 * high:.1f} %).")
    path = out or Path("results") / f"{loaded.name}-coverage.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    found.to_csv(path, index=False, float_format="%.6g")
    click.echo(f"Written to {path}")
