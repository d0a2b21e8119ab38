"""`turnaround evidence`, `calibrate` and `answers`: model output beside observed data, and what it leaves open."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from sim.cli.terminal import MISSED, console, progress, reports_problems, say


@click.command()
@click.argument("patterns", nargs=-1, metavar="[PATTERN...]")
@click.option("--quick", is_flag=True, help="Use fewer replicates; takes about a minute.")
@click.option("--strict", is_flag=True, help="Exit with code 1 if a pattern is missed.")
@click.option(
    "--check", is_flag=True, help="Exit with code 1 if a pattern that passed in the committed results is now missed."
)
@click.option(
    "--parameters",
    "source",
    type=click.Choice(["defaults", "posterior"]),
    default="defaults",
    show_default=True,
    help="Use the default parameters, or give each replicate its own parameter set from the posterior sample.",
)
@click.option("--commit", is_flag=True, help="Replace the committed results (sim/evidence).")
@click.option(
    "--against", type=click.Path(path_type=Path), help="Results folder of another assessment, to be compared with."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("results/evidence"),
    show_default=True,
    help="Results folder.",
)
@click.option("--threads", type=click.IntRange(1), help="Number of threads. Default: all processors.")
@reports_problems
def evidence(
    patterns: tuple[str, ...],
    quick: bool,
    strict: bool,
    check: bool,
    source: str,
    commit: bool,
    against: Path | None,
    out: Path,
    threads: int | None,
) -> None:
    """Compare model output with observed data, pattern by pattern (default: all); write a table and figures.

    A missed pattern is reported but is not an error unless --strict or --check is given.
    """
    from sim.evidence.assessment import FULL, QUICK, assess_patterns, assessment_summary, lost_patterns, read_committed
    from sim.evidence.evidence_files import read_evidence, write_evidence
    from sim.evidence.patterns import patterns_named
    from sim.evidence.predictive import compared_with, score_of
    from sim.evidence.simulated import Assumed
    from sim.results.run_folder import refuse_unwritable
    from sim.views.evidence_view import evidence_table

    chosen = patterns_named(patterns)
    if commit and (quick or patterns):
        raise ValueError("--commit needs a full run: omit --quick and the names of patterns")
    other = None if against is None else read_evidence(against)
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
    score, figures = score_of(found)
    if figures:
        say(f"Score over {figures} figures of the record: {score:.3f} (0 is best)")
    if other is not None:
        say("\n".join(compared_with(found, other)))
    write_evidence(found, out, source, commit)
    say(f"Written to {out}")
    gone = lost_patterns(found, read_committed()) if check else []
    if gone:
        say(f"Passed in the committed results but now missed: {', '.join(gone)}", err=True)
    if gone or (strict and (found["verdict"] == "miss").any()):
        sys.exit(MISSED)


@click.command()
@click.argument("calibration")
@click.option(
    "--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change one value, e.g. search.evaluations=500."
)
@click.option("--out", type=click.Path(path_type=Path), help="Results folder. Default: results/CALIBRATION.")
@click.option(
    "--threads",
    type=click.IntRange(1),
    help="Number of parameter sets to evaluate at a time. Default: the number of processors.",
)
@click.option(
    "--commit",
    is_flag=True,
    help="Also write the results beside the calibration file, and the posterior sample into the package.",
)
@reports_problems
def calibrate(calibration: str, sets: tuple[str, ...], out: Path | None, threads: int | None, commit: bool) -> None:
    """Run CALIBRATION (a file, or a name from `turnaround list calibrations`). Repeat the command to resume."""
    from sim.calibration.calibrate import calibrate as carry_out
    from sim.calibration.calibration_files import write_shipped_sample
    from sim.calibration.calibration_loader import load_calibration, shipped_calibrations
    from sim.calibration.calibration_schema import HISTORY_MATCHING
    from sim.views.calibration_view import calibration_tables

    loaded = load_calibration(calibration, sets)
    has_sample = loaded.posterior is not None or loaded.method == HISTORY_MATCHING
    if commit and (sets or loaded.name not in shipped_calibrations() or not has_sample):
        raise ValueError("--commit needs an unchanged shipped calibration with a posterior: omit --set")
    with progress(loaded.title, rate=True) as tick:
        found = carry_out(loaded, out, threads, tick)
    for shown in calibration_tables(found):
        console().print(shown)
    say(f"\nWritten to {found.folder}")
    if commit:
        for path in write_shipped_sample(found, shipped_calibrations()[loaded.name].with_suffix("")):
            say(f"Written: {path}")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("patterns", nargs=-1, required=True)
@click.option("--threads", type=click.IntRange(1), help="Number of parameter sets to evaluate at a time.")
@click.option("--commit", is_flag=True, help="Also write the table beside the calibration file of the same name.")
@reports_problems
def refit(folder: Path, patterns: tuple[str, ...], threads: int | None, commit: bool) -> None:
    """Repeat the calibration in FOLDER without each of PATTERNS, to check what it predicts of them."""
    import json
    import os
    import shutil

    from sim.calibration.calibration_loader import shipped_calibrations
    from sim.calibration.refit import FILE
    from sim.calibration.refit import refit as carry_out
    from sim.results.checked_files import MANIFEST
    from sim.views.calibration_view import refits_table

    with progress("Refits") as tick:
        console().print(refits_table(carry_out(folder, patterns, threads or os.cpu_count() or 1, tick)))
    say(f"\nWritten: {folder / FILE}")
    if commit:
        name = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["content"]["name"]
        home = shipped_calibrations()[name].with_suffix("") / FILE
        shutil.copyfile(folder / FILE, home)
        say(f"Written: {home}")


@click.command()
@click.option(
    "--directions",
    is_flag=True,
    help="Instead, examine directions reported by the sources that hold with the default parameters but not over the "
    "posterior sample: in which parameter sets they hold.",
)
@click.option(
    "--worlds",
    type=click.IntRange(2, 10_000),
    help="Number of worlds for each parameter set of the posterior sample. Default: 8; 80 with --directions.",
)
@click.option("--threads", type=click.IntRange(1), help="Number of threads. Default: all processors.")
@click.option("--commit", is_flag=True, help="Replace the committed answers (sim/evidence).")
@reports_problems
def answers(directions: bool, worlds: int | None, threads: int | None, commit: bool) -> None:
    """Answer the headline questions over all that the record leaves possible, and say what the answers rest on."""
    from sim.config.replaced_files import in_place_of
    from sim.evidence import headline_answers, lost_directions
    from sim.evidence.evidence_files import DIGITS

    with progress("Answers") as tick:
        given = (threads or os.cpu_count() or 1, tick)
        if directions:
            found = lost_directions.explain_lost_directions(None, worlds or lost_directions.WORLDS, *given)
            file, words = lost_directions.lost_directions_file(), lost_directions.lost_directions_in_words(found)
        else:
            found = headline_answers.headline_answers(worlds or headline_answers.WORLDS, *given)
            file, words = headline_answers.answers_file(), headline_answers.answers_in_words(found)
    say("\n".join(words))
    if commit:
        with in_place_of(file) as replaced:
            found.to_csv(replaced, index=False, float_format=f"%.{DIGITS}g")
        say(f"Written: {file}")
