"""`turnaround survival` and `turnaround discover`: answers from what runs and sweeps have left."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.terminal import console, reports_problems, say


def numbers(context: click.Context, option: click.Parameter, text: str) -> list[int]:
    """Return whole numbers that are written with commas between them."""
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise click.BadParameter(f"{text!r} is no list of whole numbers such as 12,24,36") from None


@click.command()
@click.argument("folders", nargs=-1, required=True, metavar="FOLDER...", type=click.Path(path_type=Path))
@click.option("--of", type=click.Choice(["exit", "recovery", "relapse"]), default="exit", help="What is waited for.")
@click.option("--by", metavar="FACTOR", help="Factor of a sweep whose levels are compared, or `world`: with the twin.")
@click.option("--trust", help="Only this trust: its id or its name.")
@click.option(
    "--months", default="12,24,36", callback=numbers, help="Months at which differences are given. Default: 12,24,36."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: results/survival-FOLDER...-OF.")
@reports_problems
def survival(
    folders: tuple[Path, ...], of: str, by: str | None, trust: str | None, months: list[int], out: Path | None
) -> None:
    """Estimate the time to exit, recovery or relapse from the results of runs or of a sweep in FOLDER...

    Several folders are compared with the first, one run with its twin, a sweep by the levels of a factor.
    """
    from sim.analysis.survival import survival as estimate
    from sim.views.analysis_view import survival_lines, survival_table

    found = estimate(folders, of=of, by=by, trust=trust, months=months)
    console().print(survival_table(found, months))
    say("\n".join(survival_lines(found)))
    place = out or Path("results") / "-".join(["survival", *(folder.resolve().name for folder in folders), of])
    say(f"\nWritten to {found.save(place)}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--where", required=True, metavar="CONDITION", help='What is looked for, e.g. "recovered_within_36 > 0.5".'
)
@click.option("--trust", help="Only this trust: its id or its name. Default: that of the main outcome, or all.")
@click.option("--seed", type=click.IntRange(0), default=1, help="Random seed of the resampling.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: results/discover-FOLDER.")
@reports_problems
def discover(folder: Path, where: str, trust: str | None, seed: int, out: Path | None) -> None:
    """Find where in the factors of the sweep in FOLDER a condition holds: boxes, told in words."""
    from sim.analysis.discovery import discover as look
    from sim.views.analysis_view import discovery_lines

    found = look(folder, where, trust=trust, seed=seed)
    say("\n".join(discovery_lines(found)))
    place = out or Path("results") / f"discover-{folder.resolve().name}"
    say(f"\nWritten to {found.save(place)}")
