"""Write a page: the scenarios' data, the engine and the scripts in one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sim.config.arguments import Sets
from sim.config.errors import FaultsError, Place, ScenarioError
from sim.config.tree import located, node_of
from sim.results.atomic_files import write_file
from sim.results.run import Run
from sim.scenario.scenario_loader import load_scenario, located_faults
from sim.scenario.scenario_schema import Scenario
from sim.webpage.built import BUNDLE, LICENCES, STYLE, TEMPLATE, WORKER, read_bundle
from sim.webpage.page_data import page_data, scenario_data
from sim.webpage.starts import Distinct

MARKS = {
    "policy": "<!--PAGE_CSP-->",
    "title": "/*TITLE*/",
    "style": "/*PAGE_CSS*/",
    "data": "/*PAGE_DATA*/",
    "script": "/*PAGE_JS*/",
}
"""Where in the template what comes."""


class Page:
    """A page that plays scenarios; notebooks show it in a cell.

    Attributes
    ----------
    text : the whole file.

    Examples
    --------
    >>> import sim
    >>> made = sim.page("case_b_buddying")
    >>> made.text.startswith("<!doctype html>")
    True
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"Page({len(self.text.encode()):,} bytes)"

    def _repr_html_(self) -> str:
        framed = html.escape(self.text, quote=True)
        return f'<iframe srcdoc="{framed}" style="width: 100%; height: 900px; border: 0"></iframe>'

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, in the place of one of the same name; return its path.

        Raises
        ------
        ResultsError : it cannot be written; a file already there is unchanged.
        """
        write_file(Path(path), self.text.encode())
        return Path(path)


def page(*sources: Run | Scenario | str | Path, sets: Sets = (), command: str = "sim.page") -> Page:
    """Return a page in which scenarios can be played, in the browser or in a notebook, without a network.

    Parameters
    ----------
    sources
        runs or scenarios, or names or paths of scenario files; several are compared in one page.
    sets
        values that replace those of every scenario, as in `load_scenario`.
    command
        what the page says it was made by.

    Raises
    ------
    ScenarioError : everything that is wrong with a scenario or with the levers that it names under `page:`.
    ValueError : no scenario, or one that a page cannot play.
    StaleError : the package's engine or scripts for the page belong to other sources.

    Examples
    --------
    >>> import sim
    >>> sim.page("case_b_buddying", "no_partner").text.count("Regency Vale") > 0
    True
    """
    if not sources:
        raise ValueError("a page needs at least one scenario")
    scenarios = [_scenario_of(source, sets) for source in sources]
    try:
        data = page_data(scenarios, command, f"{date.today():%d %B %Y}")
    except FaultsError:
        raise _where_written(sources, scenarios, sets) from None
    return Page(page_text(data))


def _scenario_of(source: Run | Scenario | str | Path, sets: Sets) -> Scenario:
    if isinstance(source, Run):
        source = source.scenario
    if isinstance(source, Scenario):
        if sets:
            raise ValueError("sets apply to scenarios that are loaded: give a name or a path")
        return source
    return load_scenario(source, sets)


def _where_written(sources: Sequence[Any], scenarios: Sequence[Scenario], sets: Sets) -> ScenarioError:
    """Return the faults of the first scenario that has any, with their places in its file, if it has one."""
    for source, scenario in zip(sources, scenarios, strict=True):
        try:
            scenario_data(scenario, Distinct())
        except FaultsError as error:
            if isinstance(source, str | Path):
                return located_faults(source, sets, error.faults)
            place = node_of({}, Place(f"scenario {scenario.name or scenario.title!r}"))
            return ScenarioError([located(place, fault) for fault in error.faults])
    raise AssertionError("no scenario has a fault")


def page_text(data: dict[str, Any]) -> str:
    """Return the file of a page with its data.

    The policy in it lets the browser take nothing from anywhere: no request is made, and no script runs but its own.
    """
    built = read_bundle()
    script = in_script(built[BUNDLE])
    parts = {
        "policy": f'<meta http-equiv="Content-Security-Policy" content="{policy_for(script)}">',
        "title": html.escape(title_of(data)),
        "style": built[STYLE],
        "data": in_data(json.dumps({**data, "worker": built[WORKER]}, allow_nan=False, separators=(",", ":"))),
        "script": script,
    }
    text = built[TEMPLATE]
    for name, mark in MARKS.items():
        text = text.replace(mark, parts[name])
    return f"{text}\n<!--\n{built[LICENCES].replace('--', '- -')}-->\n"


def title_of(data: dict[str, Any]) -> str:
    """Return the title of a page: that of its scenario, or how many there are."""
    scenarios = data["scenarios"]
    return str(scenarios[0]["title"]) if len(scenarios) == 1 else f"{len(scenarios)} scenarios compared"


def policy_for(script: str) -> str:
    """Return the content security policy of a page with one script."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'sha256-{digest}' 'wasm-unsafe-eval'",
            "worker-src blob:",
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def in_script(text: str) -> str:
    """Return a script as it may stand in a page, where nothing in it may look like its end."""
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def in_data(text: str) -> str:
    """Return JSON as it may stand in a page."""
    return text.replace("<", "\\u003c")
