"""Commands that simulate nothing: they check files, explain names and redraw figures."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from sim.cli.completion import described_names, figure_names, list_names_of, scenario_names
from sim.cli.terminal import WRONG_INPUT, reports_problems, say


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@reports_problems
def validate(files: tuple[str, ...]) -> None:
    """Check scenario, experiment, appraisal, search and calibration files and report every problem with its place."""
    from sim.config.errors import ScenarioError

    failed = False
    for file in files:
        try:
            say(f"{file}: valid: {contents_of(file)}")
        except ScenarioError as error:
            failed = True
            say(str(error), err=True)
    if failed:
        sys.exit(WRONG_INPUT)


def counted(number: int, noun: str) -> str:
    """Return how many there are, such as `1 factor` or `3 factors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def contents_of(file: str) -> str:
    """Return a short description of what a file holds, once it has been checked."""
    from sim.appraisal.appraisal_loader import load_appraisal
    from sim.appraisal.option_list import options_of
    from sim.calibration.calibration_loader import load_calibration
    from sim.config.files import APPRAISAL, CALIBRATION, EXPERIMENT, REACH, WAYS
    from sim.config.loader import kind_meant_by
    from sim.experiments.experiment_loader import load_experiment
    from sim.lever_search.search_loader import load_reach, load_ways
    from sim.scenario.model_inputs import trust_ids
    from sim.scenario.scenario_loader import load_scenario

    kind = kind_meant_by(file)
    if kind is EXPERIMENT:
        experiment = load_experiment(file)
        factors = counted(len(experiment.factors), "factor")
        return f"{factors}, {experiment.design.kind}, {experiment.base.replicates} replicates"
    if kind is CALIBRATION:
        calibration = load_calibration(file)
        return f"{len(calibration.parameters)} free parameters, {len(calibration.patterns)} patterns"
    if kind is APPRAISAL:
        return f"{counted(len(options_of(load_appraisal(file)).options), 'option')}"
    if kind is WAYS:
        search = load_ways(file)
        return f"{counted(len(search.levers), 'lever')}, {counted(len(search.goal), 'condition')}"
    if kind is REACH:
        found = load_reach(file)
        return f"{counted(len(found.levers), 'lever')}, {counted(len(found.outcomes), 'outcome')}"
    loaded = load_scenario(file)
    return f"{counted(len(trust_ids(loaded)), 'trust')}, {loaded.months} months"


SCHEMAS = {
    "scenario": "sim.scenario.scenario_json_schema:scenario_json_schema",
    "experiment": "sim.experiments.experiment_json_schema:experiment_json_schema",
    "appraisal": "sim.appraisal.appraisal_json_schema:appraisal_json_schema",
    "ways": "sim.lever_search.search_json_schema:ways_json_schema",
    "reach": "sim.lever_search.search_json_schema:reach_json_schema",
    "calibration": "sim.calibration.calibration_json_schema:calibration_json_schema",
}
"""Which function makes the JSON Schema of a kind of file; imported when it is asked for."""


@click.command()
@click.argument("what", type=click.Choice(list(SCHEMAS)), default="scenario")
def schema(what: str) -> None:
    """Print the JSON Schema of a kind of file (default: scenario files), for use in editors."""
    from importlib import import_module

    module, _, name = SCHEMAS[what].partition(":")
    say(json.dumps(getattr(import_module(module), name)(), indent=2))


@click.command(name="list")
@click.argument("what", required=False, metavar="[WHAT]", shell_complete=list_names_of)
@click.argument("group", required=False, metavar="[GROUP]")
@click.option("--all", "everything", is_flag=True, help="Every list.")
@click.option("--scenario", help="Also list the partnership types of this scenario.")
@reports_problems
def list_names(what: str | None, group: str | None, everything: bool, scenario: str | None) -> None:
    """List scenarios, partnership-types, parameters, outcomes, glossary and more, in groups that fit a screen."""
    from sim.views.name_lists import listed_lines, overview_lines, sections

    types = types_of(scenario)
    if what is None and not everything and scenario is None:
        say("\n".join(overview_lines()))
        return
    for title in sections(what):
        say("\n".join(listed_lines(title, types, group, width())))


def width() -> int | None:
    """Return how many letters a line of the terminal has; None where output goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


@click.command()
@click.argument("name", shell_complete=described_names)
@click.argument("of", required=False, metavar="[SCENARIO]", shell_complete=scenario_names)
@click.option("--scenario", help="Also look in the partnership types of this scenario.")
@reports_problems
def describe(name: str, of: str | None, scenario: str | None) -> None:
    """Explain a name: scenario, partnership type, parameter, outcome, variable, figure, stage or term.

    `describe trust SCENARIO` shows what is inferred of the trusts that a scenario describes.
    """
    from sim.scenario.scenario_loader import load_scenario
    from sim.views.descriptions import description
    from sim.views.trust_view import described_trusts

    if of is not None:
        if name != "trust":
            raise ValueError(f"{name} {of}: only `describe trust SCENARIO` takes two words")
        for line in described_trusts(load_scenario(of)):
            say(line)
        return
    for line in description(name, types_of(scenario)):
        say(line)


def types_of(scenario: str | None) -> Any:
    """Return the partnership types of a scenario, or nothing if none is named."""
    from sim.scenario.scenario_loader import load_scenario

    return None if scenario is None else load_scenario(scenario).types()


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option(
    "--figure", "figures", multiple=True, shell_complete=figure_names, help="Figure to draw (repeatable). Default: all."
)
@click.option("--trust", help="Only this trust: its id or its name.")
@click.option(
    "--variable",
    "variables",
    multiple=True,
    help="Variable or published figure to draw (repeatable), for the trajectories figure.",
)
@click.option("--partnership", help="Id of the partnership, for the partnership figure.")
@click.option("--month", type=click.IntRange(0), help="Month, for the network. Default: that with most partnerships.")
@click.option("--replicate", type=click.IntRange(0), help="Replicate, for the network figure. Default: the first.")
@click.option("--outcome", help="Outcome, for the figure of that name. Default: the change of performance.")
@click.option(
    "--between",
    "months",
    multiple=True,
    type=click.IntRange(0),
    help="Month, for the flow figure (repeat it).",
)
@click.option(
    "--width",
    default="180mm",
    show_default=True,
    help="Printed width: 85mm (one column of a journal), 180mm (two), any other in mm, or 16:9 (a slide).",
)
@click.option(
    "--dpi", type=click.IntRange(72, 1200), default=200, show_default=True, help="Dots per inch of PNG, as printed."
)
@click.option(
    "--format",
    "formats",
    default="png,svg",
    show_default=True,
    help="Some of png, svg and pdf, with commas.",
)
@click.option("--font", default="DejaVu Sans", show_default=True, help="Font: the name of one that is installed.")
@click.option("--no-title", is_flag=True, help="Leave the title off the figure.")
@click.option("--caption-file", is_flag=True, help="Write the caption to NAME.caption.txt instead of on the figure.")
@click.option("--alt-file", is_flag=True, help="Write what the figure shows, in words, to NAME.alt.txt.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: where the figures are.")
@reports_problems
def plot(
    results: Path,
    figures: tuple[str, ...],
    variables: tuple[str, ...],
    months: tuple[int, ...],
    out: Path | None,
    width: str,
    dpi: int,
    formats: str,
    font: str,
    no_title: bool,
    caption_file: bool,
    alt_file: bool,
    **options: Any,
) -> None:
    """Redraw the figures of a results folder: of a run, a sweep, a search, a comparison and others.

    Text has 7 points at the printed width. A narrower figure is laid out anew: it shows fewer panels side by side.
    """
    from sim.plots.figure_files import FigureFiles, checked_font, checked_formats
    from sim.plots.printed_page import laid_out_for, page_of
    from sim.views.folder_figures import figures_of_folder

    own = page_of(width, checked_font(font), title=not no_title, caption=not caption_file)
    files = FigureFiles(checked_formats(formats), dpi, caption_file, alt_file)
    chosen_options = {key: value for key, value in options.items() if value is not None}
    chosen_options |= {"variables": list(variables)} if variables else {}
    chosen_options |= {"months": list(months)} if months else {}
    with laid_out_for(own):
        found = figures_of_folder(results, figures, chosen_options)
        drawn = [(name, draw()) for name, draw in found.chosen(figures).items()]
    folder = out or results / found.place
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in drawn:
        say(files.write(figure, folder, name))
