"""`turnaround evidence` and `turnaround calibrate`: model output beside observed data."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from sim.cli.terminal import MISSED, console, progress, reports_problems, say


@click.command()
@click.argument("patterns", nargs=-1, metavar="[PATTERN...]")
@click.option("--quick", is_flag=True, help="Fewer replicates: about a minute.")
@click.option("--strict", is_flag=True, help="Exit with code 1 if a pattern is missed.")
@click.option("--check", is_flag=True, help="Exit with code 1 if a pattern of the committed results is lost.")
@click.option(
    "--parameters",
    "source",
    type=click.Choice(["defaults", "posterior"]),
    default="defaults",
    help="The defaults, or a different posterior parameter set for every replicate.",
)
@click.option("--commit", is_flag=True, help="Replace the committed results (sim/evidence).")
@click.option("--out", type=click.Path(path_type=Path), default=Path("results/evidence"), show_default=True)
@click.option("--threads", type=click.IntRange(1), help="Number of processors. Default: all.")
@reports_problems
def evidence(
    patterns: tuple[str, ...],
    quick: bool,
    strict: bool,
    check: bool,
    source: str,
    commit: bool,
    out: Path,
    threads: int | None,
) -> None:
    """Compare model output with observed data, pattern by pattern (default: all), as table, CSV and figures.

    A pattern that is missed is a finding and no error, unless --strict or --check says otherwise.
    """
    from sim.evidence.assessment import FULL, QUICK, assess_patterns, assessment_summary, lost_patterns, read_committed
    from sim.evidence.evidence_files import write_evidence
    from sim.evidence.patterns import patterns_named
    from sim.evidence.simulated import Assumed
    from sim.results.run_folder import refuse_unwritable
    from sim.views.evidence_view import evidence_table

    chosen = patterns_named(patterns)
    if commit and (quick or patterns):
        raise ValueError("--commit writes a whole run: leave out --quick and names of patterns")
    refuse_unwritable(out)
    with progress("Evidence") as tick:
        found = assess_patterns(
            chosen,
            QUICK if quick else FULL,
            Assumed(source=source),
            threads=threads or os.cpu_count() or 1,
            progress=tick,
        )
    console().print(evidence_table(found))
    say("\n".join(assessment_summary(found)))
    write_evidence(found, out, source, commit)
    say(f"Written to {out}")
    gone = lost_patterns(found, read_committed()) if check else []
    if gone:
        say(f"Lost since the committed results: {', '.join(gone)}", err=True)
    if gone or (strict and (found["verdict"] == "miss").any()):
        sys.exit(MISSED)


@click.command()
@click.argument("calibration")
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change the file, e.g. search.evaluations=500.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: results/CALIBRATION.")
@click.option("--threads", type=click.IntRange(1), help="Number of parameter sets evaluated at a time.")
@click.option("--commit", is_flag=True, help="Write results beside the file, and the sample into the package.")
@reports_problems
def calibrate(calibration: str, sets: tuple[str, ...], out: Path | None, threads: int | None, commit: bool) -> None:
    """Calibrate parameters as CALIBRATION (a file, or a shipped name) says. Repeat the command to resume."""
    from sim.calibration.calibrate import calibrate as carry_out
    from sim.calibration.calibration_files import write_shipped_sample
    from sim.calibration.calibration_loader import load_calibration, shipped_calibrations
    from sim.views.calibration_view import calibration_tables

    loaded = load_calibration(calibration, sets)
    if commit and (sets or loaded.name not in shipped_calibrations() or loaded.posterior is None):
        raise ValueError("--commit is for a shipped calibration with a posterior, as it is: leave out --set")
    with progress(loaded.title, rate=True) as tick:
        found = carry_out(loaded, out, threads, tick)
    for shown in calibration_tables(found):
        console().print(shown)
    say(f"\nWritten to {found.folder}")
    if commit:
        for path in write_shipped_sample(found, shipped_calibrations()[loaded.name].with_suffix("")):
            say(f"Written: {path}")
