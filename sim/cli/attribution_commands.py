"""`turnaround why` and `turnaround appraise`: what a difference is due to, and which option to choose."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.completion import appraisal_names, outcome_names, scenario_names
from sim.cli.terminal import console, progress, reports_problems, say


@click.command()
@click.argument("first", metavar="A", shell_complete=scenario_names)
@click.argument("second", metavar="B", shell_complete=scenario_names)
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change one value in both scenarios.")
@click.option("--outcome", shell_complete=outcome_names, help="Outcome to explain. Default: the main outcome of A.")
@click.option("--trust", help="Of this trust: its id or its name. Default: that of the main outcome.")
@click.option(
    "--replicates", type=click.IntRange(2, 1_000_000), default=200, show_default=True, help="Number of replicates."
)
@click.option("--mechanisms", is_flag=True, help="Also switch off each mechanism in turn, in both scenarios.")
@click.option("--replicate", type=click.IntRange(0), help="Tell where the two histories of this one replicate part.")
@click.option(
    "--fork", type=click.IntRange(1, 600), metavar="MONTH",
    help="With --replicate: B has the history of A until this month, and what B changes comes then.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: results/why-A-B.")
@click.option("--threads", type=click.IntRange(1), help="Number of threads. Default: all processors.")
@reports_problems
def why(
    first: str,
    second: str,
    sets: tuple[str, ...],
    outcome: str | None,
    trust: str | None,
    replicates: int,
    mechanisms: bool,
    replicate: int | None,
    fork: int | None,
    out: Path | None,
    threads: int | None,
) -> None:
    """Attribute the difference between scenarios A and B to each thing in which they differ."""
    import os

    from sim.attribution.attribution import why as attribute
    from sim.attribution.history_fork import fork_histories
    from sim.runs.run_scenario import changed_scenario
    from sim.views.attribution_view import attribution_lines

    if fork is not None and replicate is None:
        raise ValueError("--fork needs --replicate: which world is told of")
    if replicate is not None:
        asked = {"--outcome": outcome, "--trust": trust, "--mechanisms": mechanisms, "--out": out, "--threads": threads}
        if unused := [name for name, value in asked.items() if value]:
            raise ValueError(f"{', '.join(unused)}: not with --replicate, which tells of one world")
        one, other = (changed_scenario(source, sets) for source in (first, second))
        say("\n".join(fork_histories(one, other, replicate, fork).in_words()))
        return
    with progress(f"{first} and {second}") as tick:
        found = attribute(
            first, second, outcome=outcome, trust=trust, replicates=replicates, sets=sets, with_mechanisms=mechanisms,
            threads=threads or os.cpu_count() or 1, progress=tick,
        )  # fmt: skip
    for line in attribution_lines(found):
        console().print(line)
    place = found.save(out or Path("results") / f"why-{Path(first).stem}-{Path(second).stem}")
    say(f"\nWritten to {place}")


@click.command()
@click.argument("appraisal", metavar="FILE", shell_complete=appraisal_names)
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change one value, e.g. worlds.most=1000.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: results/FILE.")
@click.option("--word", is_flag=True, help="Also write the page for a board as a Word document.")
@click.option("--threads", type=click.IntRange(1), help="Number of threads. Default: all processors.")
@reports_problems
def appraise(appraisal: str, sets: tuple[str, ...], out: Path | None, word: bool, threads: int | None) -> None:
    """Appraise the options of FILE (or a shipped name): which has the least regret, and what would tip the choice."""
    import os

    from sim.appraisal.appraisal import appraise as carry_out
    from sim.appraisal.appraisal_files import refuse_other_results, write_appraisal
    from sim.appraisal.appraisal_loader import load_appraisal
    from sim.report.word_document import needs_docx
    from sim.results.run_folder import refuse_unwritable
    from sim.views.appraisal_view import appraisal_lines

    if word:
        needs_docx()
    loaded = load_appraisal(appraisal, sets)
    place = out or Path("results") / loaded.name
    refuse_other_results(place)
    refuse_unwritable(place)
    with progress(loaded.title) as tick:
        found = carry_out(loaded, (), threads or os.cpu_count() or 1, tick)
    for line in appraisal_lines(found):
        console().print(line)
    write_appraisal(found, place, word)
    say(f"\nWritten to {place}")
