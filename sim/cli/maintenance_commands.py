"""Commands that keep the project's own tables up to date with its code."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.terminal import fail, progress, reports_problems, say


@click.command()
@click.option("--check", is_flag=True, help="Only report whether the tables are up to date.")
@reports_problems
def document(check: bool) -> None:
    """Rewrite the generated tables of ODD.md, its appendix, EVIDENCE.md, GUIDE.md and findings.md."""
    from sim.document import DOCUMENTS, is_in_step, write_tables

    for path in DOCUMENTS:
        if not check:
            write_tables(path)
            say(f"{path}: tables written")
        elif is_in_step(path):
            say(f"{path}: up to date")
        else:
            fail(f"{path}: its tables are out of date; run: turnaround document")


@click.command()
@click.option("--only", multiple=True, metavar="M...", help="Mechanism, e.g. M33 (repeatable). Default: all.")
@click.option("--check", is_flag=True, help="Only report whether the committed results are up to date.")
@click.option("--replicates", type=click.IntRange(2, 10_000), help="Number of replicates; results are not written.")
@reports_problems
def mechanisms(only: tuple[str, ...], check: bool, replicates: int | None) -> None:
    """Switch off each mechanism in turn and record what changes."""
    from sim.evidence import mechanisms as table

    if check and replicates:
        raise ValueError("--check uses the number of replicates of the committed results: omit --replicates")
    with progress("Mechanisms") as tick:
        found = table.compare_mechanisms(table.mechanisms_named(only), replicates, tick)
    for line in table.mechanism_summary(found):
        say(line)
    if check:
        committed = table.read_findings()
        if stale := [name for name, row in found.items() if committed.get(name) != row]:
            fail(f"{table.results_file()}: out of date for {', '.join(stale)}; run: turnaround mechanisms")
        say(f"{table.results_file()}: up to date")
    elif replicates is None:
        table.write_findings(found)
        say(f"Written to {table.results_file()}")


@click.command()
@click.argument("names", nargs=-1, metavar="[MECHANISM...]")
@click.option("--threads", type=click.IntRange(1), help="Number of threads. Default: all processors.")
@reports_problems
def ablation(names: tuple[str, ...], threads: int | None) -> None:
    """Switch off mechanisms (default: all) and report which patterns are lost without them."""
    import os

    from sim.calibration import ablation as table
    from sim.calibration.calibration_loader import load_calibration
    from sim.evidence.mechanisms import mechanisms_named

    with progress("Ablation") as tick:
        found = table.ablate(
            load_calibration("national"), mechanisms_named(names), threads or os.cpu_count() or 1, tick
        )
    for row in found[found["lost"] != ""].to_dict("records"):
        made_up = f", with {row['made_up_by']} refitted: {row['still_lost'] or 'none'}" if row["made_up_by"] else ""
        say(f"{row['mechanism']} {row['what']}\n    lost without it: {row['lost']}{made_up}")
    say(f"Not needed by any pattern or case: {', '.join(table.unneeded_mechanisms(found)) or 'none of these'}")
    if not names:
        found.to_csv(table.ablation_file(), index=False)
        say(f"Written to {table.ablation_file()}")


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option("--worlds", type=click.IntRange(2, 100_000), help="Number of worlds a setting. Default: the study's own.")
@click.option("--threads", type=click.IntRange(1), help="Number of threads. Default: all processors.")
@reports_problems
def studies(names: tuple[str, ...], worlds: int | None, threads: int | None) -> None:
    """Carry out studies (contexts, support, mixes, levers; default: all) and write their tables into the package."""
    import os

    from sim.evidence.studies.study_files import write_tables
    from sim.evidence.studies.study_list import studies_named

    for study in studies_named(names):
        count = worlds or study.worlds
        with progress(study.title) as tick:
            tables = study.carry_out(count, threads or os.cpu_count() or 1, tick)
        for path in write_tables(tables, study.command(count)):
            say(f"Written to {path}")


@click.command()
@click.argument("calibration")
@click.option(
    "--trials",
    type=click.IntRange(2, 10_000),
    default=120,
    show_default=True,
    help="Number of true parameter sets to draw.",
)
@click.option("--out", type=click.Path(path_type=Path), help="CSV file. Default: results/CALIBRATION-coverage.csv.")
@click.option(
    "--threads", type=click.IntRange(1), help="Number of trials to run at a time. Default: the number of processors."
)
@click.option(
    "--compare",
    is_flag=True,
    help="Compare sampling and history matching on the same data, with the errors of the real bands.",
)
@reports_problems
def coverage(calibration: str, trials: int, out: Path | None, threads: int | None, compare: bool) -> None:
    """Test the calibration method: how often its 90 % intervals contain known true parameters."""
    import os

    from sim.calibration.calibration_loader import load_calibration
    from sim.calibration.coverage import check_coverage, compare_methods, compared
    from sim.calibration.coverage import coverage as share_of

    loaded = load_calibration(calibration)
    with progress(loaded.title) as tick:
        carry_out = compare_methods if compare else check_coverage
        found = carry_out(loaded, trials, threads or os.cpu_count() or 1, tick)
    if compare:
        say(compared(found).to_string(index=False, float_format="%.3g"))
    else:
        share, low, high = share_of(found)
        say(
            f"{100 * share:.1f} % of the 90 % intervals contain the true value ({100 * low:.1f} to {100 * high:.1f} %)."
        )
    path = out or Path("results") / f"{loaded.name}-{'methods' if compare else 'coverage'}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    found.to_csv(path, index=False, float_format="%.6g")
    say(f"Written to {path}")


@click.command()
@click.argument("parameters", nargs=-1, metavar="[PARAMETER...]")
@click.option(
    "--blocks",
    type=click.IntRange(2, 1000),
    default=6,
    show_default=True,
    help="Number of times each parameter is moved, each time in other worlds.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("results/screen"), show_default=True, help="Results folder."
)
@click.option("--threads", type=click.IntRange(1), help="Number of threads. Default: all processors.")
@reports_problems
def screen(parameters: tuple[str, ...], blocks: int, out: Path, threads: int | None) -> None:
    """Find the parameters that move a pattern or a headline outcome by more than its own error (default: of all).

    Each is moved from its default to both ends of a plausible range. Repeat the command to resume.
    """
    import os

    from sim.calibration.screening import FILE, PRIORS, free_parameters
    from sim.calibration.screening import screen as carry_out

    with progress("Screening", rate=True) as tick:
        table = carry_out(out, parameters, blocks, threads=threads or os.cpu_count() or 1, progress=tick)
    free = free_parameters(table)
    say(f"{len(free)} of {table['parameter'].nunique()} parameters are free: {', '.join(free) or 'none'}")
    say(f"Written to {out / FILE}; their priors for a calibration file: {out / PRIORS}")


@click.command()
@reports_problems
def population() -> None:
    """Simulate the stationary population anew, from which trusts start."""
    import numpy as np

    from sim.calibration.stationary import simulate_stationary_population
    from sim.scenario.starting_population import population_file

    with progress("Stationary population") as tick:
        trusts = simulate_stationary_population(tick)
    with open(str(population_file()), "wb") as file:
        np.save(file, trusts)
    say(f"{len(trusts)} trusts written to {population_file()}")
