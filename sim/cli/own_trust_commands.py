"""Commands for a trust like one's own: from published figures to a scenario, who could help, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.completion import scenario_names
from sim.cli.terminal import console, reports_problems, say

if TYPE_CHECKING:
    from sim.hindcast.forecast_bands import ForecastSet

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


trust_option = click.option("--trust", help="Only this trust: its id or its name.")
start_option = click.option("--start", metavar="YYYY-MM", help="Calendar month of month 1, for dates.")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="[RESULTS] OBSERVED")
@click.option("--registered", type=click.Path(path_type=Path), help="Register of forecasts, in the place of RESULTS.")
@click.option("--number", type=click.IntRange(1), help="Which forecast of the register. Default: the last.")
@trust_option
@start_option
@click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: results/hindcast-RESULTS.")
@anonymous_option
@click.option("--overwrite", "--force", "overwrite", is_flag=True, help="Replace a hindcast in the folder.")
@reports_problems
def hindcast(
    paths: tuple[Path, ...],
    registered: Path | None,
    number: int | None,
    trust: str | None,
    start: str | None,
    out: Path | None,
    anonymous: bool,
    overwrite: bool,
) -> None:
    """Lay what was OBSERVED over the bands of a finished run (RESULTS, a folder), and score the bands.

    OBSERVED is a CSV file with the columns trust, month (1 for the first of the run) or date, figure, and value.
    Figures are those of `turnaround list observables`; scores stand beside those of two naive forecasts.
    """
    from sim.hindcast.forecast_bands import anonymous as without_names
    from sim.hindcast.hindcast import hindcast as compare
    from sim.hindcast.hindcast import save_hindcast
    from sim.hindcast.observed_series import read_observed, renamed
    from sim.views.hindcast_view import hindcast_lines, score_table

    if len(paths) != (1 if registered else 2):
        needed = "one file, OBSERVED, beside --registered" if registered else "RESULTS and OBSERVED"
        raise ValueError(f"hindcast: found {len(paths)} paths; allowed: {needed}")
    if registered and (trust or start or anonymous):
        raise ValueError("--trust, --start and --anonymous are for turnaround register, not for what is registered")
    if number and not registered:
        raise ValueError("--number works only with --registered")
    forecast = registered_forecast(registered, number) if registered else forecast_in(paths[0], trust, start)
    series = read_observed(paths[-1], forecast)
    if anonymous:
        forecast, called = without_names(forecast)
        series = renamed(series, called)
    made = compare(forecast, series)
    folder = out or Path("results") / f"hindcast-{(registered or paths[0]).resolve().stem}"
    save_hindcast(made, folder, overwrite)
    console().print(score_table(made))
    for line in hindcast_lines(made):
        say(line)
    say(f"\nWritten to {folder}")


def registered_forecast(path: Path, number: int | None) -> ForecastSet:
    """Return a forecast of a register."""
    from sim.hindcast.forecast_register import registered

    return registered(path, number)


def forecast_in(results: Path, trust: str | None, start: str | None) -> ForecastSet:
    """Return the bands of a results folder.

    Raises
    ------
    ValueError : the start is no month, or there is no such trust.
    """
    from sim.hindcast.forecast_bands import forecast_of
    from sim.imports.cells import month_of
    from sim.results.run import open_run

    try:
        first = None if start is None else month_of(start)
    except ValueError:
        raise ValueError(f"--start: found {start!r}; allowed: a month such as 2025-04") from None
    return forecast_of(open_run(results), trust, first)


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@trust_option
@start_option
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("forecasts.jsonl"), show_default=True,
    help="Register, to which the forecast is added.",
)  # fmt: skip
@anonymous_option
@reports_problems
def register(results: Path, trust: str | None, start: str | None, out: Path, anonymous: bool) -> None:
    """Keep the bands of a finished run (RESULTS, a folder) with date and digest, so that they can be scored later.

    Later: turnaround hindcast --registered FILE OBSERVED
    """
    from sim.hindcast.forecast_bands import anonymous as without_names
    from sim.hindcast.forecast_register import register as keep
    from sim.results.run_folder import read_manifest
    from sim.scenario.provenance import LIKE_YOURS

    forecast = forecast_in(results, trust, start)
    forecast = without_names(forecast)[0] if anonymous else forecast
    manifest = read_manifest(results)
    run = {"inputs": manifest["inputs"], "trajectories": manifest["files"]["trajectories.parquet"]["sha256"]}
    number = keep(out, forecast, run)
    say(LIKE_YOURS)
    trusts = ", ".join(forecast.trust_names.values())
    said = f"forecast {number} in {out}" if number else f"{out} already holds this forecast. Nothing to do."
    say(f"{said}: {trusts}, {forecast.months} months, run {run['inputs'][:12]}" if number else said)


@click.command()
@click.argument("scenario", shell_complete=scenario_names)
@trust_option
@click.option(
    "--type", "kind", default="buddying", show_default=True, help="Type of partnership, by which costs differ."
)
@click.option(
    "--replicates", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Number of starts to draw."
)
@click.option("--json", "as_object", is_flag=True, help="Print JSON.")
@click.option("--csv", "as_table", is_flag=True, help="Print CSV.")
@anonymous_option
@reports_problems
def partners(
    scenario: str, trust: str | None, kind: str, replicates: int, as_object: bool, as_table: bool, anonymous: bool
) -> None:
    """List who could help a trust of SCENARIO (a file or a name), how well it fits, and what it would lose.

    Candidates are the other trusts that the scenario describes. Those that may not lead are named with the reasons.
    """
    from sim.runs.partner_candidates import numbered, partner_candidates
    from sim.scenario.scenario_loader import load_scenario
    from sim.views import partners_view as view

    if as_object and as_table:
        raise ValueError("--json and --csv: allowed: one of them")
    loaded = load_scenario(scenario)
    found = partner_candidates(loaded, trust, kind, replicates)
    names = {one.id: one.name or one.id.replace("_", " ").title() for one in loaded.trusts}
    name = "the trust" if anonymous else names[found.trust]
    found = numbered(found) if anonymous else found
    if as_object or as_table:
        say(view.as_json(found) if as_object else view.as_csv(found))
        return
    console().print(view.candidates_table(found, name))
    for line in view.candidate_lines(found):
        say(line)
