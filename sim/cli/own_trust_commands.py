"""Commands for a trust like one's own: from published figures to a scenario, who could help, and what came of it."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.terminal import console, reports_problems, say

anonymous_option = click.option("--anonymous", is_flag=True, help="Leave out names and codes of trusts.")


def listed(text: str | None) -> list[str]:
    """Return codes that are separated by commas."""
    return [code.strip() for code in (text or "").split(",") if code.strip()]


@click.command(name="import")
@click.argument("code", required=False)
@click.option("--files", multiple=True, type=click.Path(path_type=Path), help="File, or folder of files (repeatable).")
@click.option("--partners", metavar="CODES", help="Codes of trusts that might help, separated by commas.")
@click.option(
    "--neighbours", metavar="CODES", help="Codes of trusts around. Default: a few of its region, where files say it."
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("my_trust.yaml"), show_default=True, help="Scenario file."
)
@anonymous_option
@click.option("--overwrite", "--force", "overwrite", is_flag=True, help="Replace the scenario file if it is there.")
@click.option("--template", is_flag=True, help="Print a CSV file to fill in, for other countries and years.")
@reports_problems
def import_figures(
    code: str | None,
    files: tuple[Path, ...],
    partners: str | None,
    neighbours: str | None,
    out: Path,
    anonymous: bool,
    overwrite: bool,
    template: bool,
) -> None:
    """Make a scenario of a trust like CODE from published files that you have downloaded. Nothing is fetched.

    Files are known by their columns: oversight framework (trust data and league table), monthly A&E attendances,
    referral to treatment, staff survey benchmark workbook, the regulator's latest ratings, and our own template.
    Workbooks need the extra `import`: python -m pip install "turnaround-sim[import]"
    """
    from sim.imports.file_readers import template_lines
    from sim.imports.import_trust import import_trust
    from sim.results.atomic_files import write_file
    from sim.views.import_view import import_lines, imported_table

    if template:
        say("\n".join(template_lines()))
        return
    if code is None or not files:
        raise ValueError("import needs the code of a trust and --files, or --template: see turnaround import --help")
    refuse_to_replace(out, overwrite)
    made = import_trust(code, files, listed(partners), listed(neighbours), anonymous)
    write_file(out, made.text.encode())
    console().print(imported_table(made))
    for line in import_lines(made, anonymous):
        say(line)
    say(f"\nWritten to {out}. Next: turnaround describe trust {out}; turnaround run {out}")


def refuse_to_replace(out: Path, overwrite: bool) -> None:
    """Refuse to replace a file, or to write where there is no folder.

    Raises
    ------
    ValueError : a file is there and may not be replaced, or its folder is not.
    """
    if out.is_dir():
        raise ValueError(f"{out}: is a folder; --out names a file")
    if out.exists() and not overwrite:
        raise ValueError(f"{out}: is there already. Use --overwrite to replace it, or --out for another file")
    if not out.parent.is_dir():
        raise ValueError(f"{out.parent}: there is no such folder for {out.name}")
