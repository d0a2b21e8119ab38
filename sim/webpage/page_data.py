"""The data of a page: everything that Python knows of its scenarios, worked out once, when the page is written."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from sim.engine.compiled.arrays import inputs_of
from sim.results.narrative import policy_sentences, tiers_by_month
from sim.scenario.model_inputs import resolve
from sim.scenario.parameter_sets import draws_from_posterior
from sim.scenario.scenario_schema import Scenario
from sim.scenario.scenario_writer import as_own_file, scenario_digest
from sim.webpage.built import read_module
from sim.webpage.levers import Lever, levers_of
from sim.webpage.memory import ADDED, NEVER, apart, outputs_layout, workspace_layout
from sim.webpage.page_words import (
    assumed_data,
    columns_data,
    described_in_words,
    figures_data,
    outcomes_data,
    partnerships_data,
    ratings_data,
    stages_data,
    text_data,
    trusts_data,
    types_data,
)
from sim.webpage.play import play_data
from sim.webpage.record_layout import records_layout
from sim.webpage.sentences import templates
from sim.webpage.starts import Distinct, packed
from sim.webpage.writes import Written, written

FORMAT = 1
"""Version of what is in a page's data; pages carry the scripts that read them."""

CITED = (
    "The turnaround-sim developers. Turnaround: an agent-based simulation of organisational failure, turnaround and "
    "partnership in health care"
)
"""Authors and title, as in `CITATION.cff`."""

FIRST_ROOM = 64  # links, as the native engine begins with


def page_data(scenarios: Sequence[Scenario], command: str, date: str) -> dict[str, Any]:
    """Return the data of a page.

    Parameters
    ----------
    scenarios : what the page plays.
    command : the command that writes it.
    date : when it is written, as people write it.

    Raises
    ------
    ScenarioError, FaultsError : a scenario that cannot be played in a page.
    StaleError : the engine of the page belongs to another version of the theory.
    """
    made = version("turnaround-sim")
    tables = Distinct()
    played = [scenario_data(scenario, tables) for scenario in scenarios]
    return {
        "format": FORMAT,
        "version": made,
        "made": {"command": command, "date": date},
        "cite": f"{CITED}, version {made}.",
        "module": base64.b64encode(gzip.compress(read_module(), mtime=0)).decode(),
        "outcomes": outcomes_data(),
        "columns": columns_data(),
        "stages": stages_data(),
        "ratings": ratings_data(),
        "events": templates(),
        "records": records_layout(),
        "never": NEVER,
        "added": ADDED,
        "tables": [packed(np.frombuffer(table, np.uint8)) for table in tables.rows],
        "scenarios": played,
    }


def scenario_data(scenario: Scenario, tables: Distinct) -> dict[str, Any]:
    """Return what a page knows of one scenario.

    Parameters
    ----------
    tables : the large tables of the page, to which those of the scenario are added; those that are alike are kept once.

    Raises
    ------
    ValueError : it cannot be played in a page.
    """
    if draws_from_posterior(scenario):
        raise ValueError(f"{scenario.name}: a page plays one set of parameters; leave out `parameters_from: posterior`")
    levers = levers_of(scenario)
    found = written(scenario, levers)
    setting = resolve(scenario)
    inputs = inputs_of(setting)
    play = play_data(scenario, setting, found.image)
    return {
        "name": scenario.name,
        "title": scenario.shown_title,
        "description": described_in_words(scenario),
        "source": scenario.source,
        "digest": scenario_digest(scenario),
        "months": scenario.months,
        "seed": scenario.seed,
        "replicates": scenario.replicates,
        "start": {"year": None, "month": scenario.start_month},
        "main": {"trust": scenario.main_outcome.trust, "outcome": scenario.main_outcome.outcome},
        "trusts": trusts_data(scenario),
        "partnerships": partnerships_data(scenario),
        "types": types_data(scenario.types()),
        "figures": figures_data(scenario),
        "tiers": tiers_by_month(scenario),
        "policy_words": {str(month): lines for month, lines in policy_sentences(scenario).items()},
        "levers": [_lever_data(lever, row) for lever, row in zip(levers, found.levers, strict=True)],
        "assumed": assumed_data(scenario),
        "text": text_data(scenario),
        "data": as_own_file(scenario),
        "play": play,
        "memory": memory_data(found, inputs, setting, tables),
    }


def memory_data(found: Written, inputs: Any, setting: Any, tables: Distinct) -> dict[str, Any]:
    """Return the image of a scenario and how the engine takes it."""
    rest, large = apart(found.image)
    return {
        "image": packed(rest),
        "large": {name: tables.place_of(table.tobytes()) for name, table in large.items()},
        "inputs": {
            table.name: {"offset": table.offset, "itemsize": table.itemsize, "shape": list(table.shape)}
            for table in found.image.tables.values()
        },
        "workspace": workspace_layout(inputs),
        "outputs": outputs_layout(inputs),
        "starts": found.starts,
        "links": FIRST_ROOM,
        "seed": setting.seed,
        "population_seed": 0 if setting.population_seed is None else setting.population_seed,
        "draws_anew": setting.population_seed is None,
    }


def _lever_data(lever: Lever, row: dict[str, Any]) -> dict[str, Any]:
    choice = lever.kind == "choice"
    levels = list(lever.values) if lever.values and not choice else None
    return {
        "key": lever.key,
        "label": lever.label,
        "unit": lever.unit,
        "meaning": lever.meaning,
        "source": lever.source,
        "kind": lever.kind,
        "value": lever.value,
        "minimum": None if choice else (levels[0] if levels else lever.factor.low),
        "maximum": None if choice else (levels[-1] if levels else lever.factor.high),
        "step": None if choice or levels else lever.step,
        "levels": levels,
        "options": [
            {"value": value, "label": (lever.titles or {}).get(value, str(value)),
             "meaning": (lever.meanings or {}).get(value, "")}
            for value in lever.values
        ] if choice else None,
        **row,
    }  # fmt: skip
