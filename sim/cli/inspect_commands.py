"""Commands that simulate nothing: they check files, explain names and redraw figures."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

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
@click.argument("what", required=False, metavar="[WHAT]")
@click.option("--scenario", help="Also list the partnership types of this scenario.")
@reports_problems
def list_names(what: str | None, scenario: str | None) -> None:
    """List scenarios, partnership-types, parameters, outcomes, glossary and more."""
    from sim.views.descriptions import listed_lines, sections

    types = types_of(scenario)
    for title in sections(what):
        say("\n".join([title, *listed_lines(title, types), ""]))


@click.command()
@click.argument("name")
@click.argument("of", required=False, metavar="[SCENARIO]")
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
@click.option("--figure", "figures", multiple=True, help="Figure to draw (repeatable). Default: all.")
@click.option("--trust", help="Only this trust: its id or its name.")
@click.option(
    "--variable",
    "variables",
    multiple=True,
    help="Variable or published figure to draw (repeatable), for the trajectories figure.",
)
@click.option("--partnership", help="Id of the partnership, for the partnership figure.")
@click.option("--month", type=click.IntRange(0), help="Month, for the network figure. Default: the last.")
@click.option("--replicate", type=click.IntRange(0), help="Replicate, for the network figure. Default: the first.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: where the figures are.")
@reports_problems
def plot(results: Path, figures: tuple[str, ...], variables: tuple[str, ...], out: Path | None, **options: Any) -> None:
    """Redraw the figures of a results folder: of a run, a sweep, a comparison, a calibration or an assessment."""
    from sim.plots import save
    from sim.views.folder_figures import figures_of_folder

    chosen_options = {key: value for key, value in options.items() if value is not None}
    chosen_options |= {"variables": list(variables)} if variables else {}
    found = figures_of_folder(results, figures, chosen_options)
    folder = out or results / found.place
    drawn = [(name, draw()) for name, draw in found.chosen(figures).items()]
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in drawn:
        save(figure, folder, name)
        say(f"{folder / name}.png and .svg")
