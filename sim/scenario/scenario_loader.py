"""Loading a scenario: find its file, read it and what it extends, merge, set and check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.config.arguments import Sets, set_texts
from sim.config.errors import (
    Fault,
    FaultsError,
    Place,
    Problem,
    ScenarioError,
    names_text,
    nearest_name,
    problem_at,
    shorten,
)
from sim.config.files import SCENARIO, file_beside, file_of, followed
from sim.config.loader import read_file_of, validated, with_faults
from sim.config.merging import merged, with_sets
from sim.config.tree import Node, advised, node_of
from sim.scenario.changes import changes_together
from sim.scenario.expectation_checks import months_needed
from sim.scenario.scenario_checks import cross_faults
from sim.scenario.scenario_schema import Scenario
from sim.scenario.scenario_writer import resolved, scenario_digest, to_yaml

__all__ = [
    "change_scenario",
    "load_scenario",
    "located_faults",
    "resolved",
    "scenario_digest",
    "scenario_from",
    "shipped_scenarios",
    "to_yaml",
]


def shipped_scenarios() -> dict[str, Path]:
    """Return the files of the scenarios that come with the package, by name.

    Examples
    --------
    >>> "case_b_buddying" in shipped_scenarios()
    True
    """
    return SCENARIO.shipped()


def load_scenario(source: str | Path, sets: Sets = ()) -> Scenario:
    """Return a checked scenario with everything it extends merged in.

    Parameters
    ----------
    source
        the path of a scenario file, or the name of a shipped scenario.
    sets
        values that replace those of the file: a dict of keys and values, `key=value` texts, or one such text.

    Raises
    ------
    ScenarioError : everything that is wrong with the scenario, each with its place.
    TypeError : a source that is no text and no path, or sets that are neither dict nor texts.

    Examples
    --------
    >>> load_scenario("case_b_buddying", {"trusts.green_bay.state.leadership": 0.6, "months": 60}).months
    60
    """
    path = file_of(source, SCENARIO)
    root, problems, supplied = _read_with_bases(path)
    texts = set_texts(sets)
    root, set_problems = _with_changes(root, texts)
    return with_changes_noted(_checked(root, path.stem, [*problems, *set_problems]), (), texts, supplied)


def located_faults(source: str | Path, sets: Sets, faults: Iterable[Fault]) -> ScenarioError:
    """Return faults that were found in a loaded scenario as an error that says where in its file each is.

    Parameters
    ----------
    source, sets : as it was loaded.
    faults : what was found, such as levers that its page cannot have.
    """
    root, _, _ = _read_with_bases(file_of(source, SCENARIO))
    root, _ = _with_changes(root, set_texts(sets))
    return ScenarioError(with_faults([], root, faults))


def change_scenario(scenario: Scenario, sets: Sets) -> Scenario:
    """Return a scenario with some values replaced, as `load_scenario` does with `sets`.

    Raises
    ------
    ScenarioError : every fault in the changed scenario.
    """
    place = Place(f"scenario {scenario.name or scenario.title!r}")
    texts = set_texts(sets)
    root = node_of(scenario.model_dump(exclude_unset=True, exclude={"name"}), place)
    root, problems = _with_changes(root, texts)
    return with_changes_noted(_checked(root, scenario.name, problems), scenario.changed, texts, scenario.supplied)


def with_changes_noted(scenario: Scenario, before: Sequence[str], sets: Sequence[str], supplied: str = "") -> Scenario:
    """Return a scenario that says what was changed in it by hand, before and now, and of which supplied one it is."""
    scenario._changed, scenario._supplied = changes_together(before, sets), supplied
    return scenario


def scenario_from(source: str | Path | Scenario, sets: Sequence[str]) -> Scenario:
    """Return a scenario, loaded if it is not yet, with some values replaced.

    Raises
    ------
    ScenarioError : everything that is wrong with the scenario.
    """
    if isinstance(source, Scenario):
        return change_scenario(source, sets) if sets else source
    return load_scenario(source, sets)


def _with_changes(root: Node, sets: Sequence[str]) -> tuple[Node, list[Problem]]:
    """Return the tree with the changes made.

    If the run is made shorter than the scenario, expectations that need more months are left out; in a file, such an
    expectation is a fault.
    """
    changed, problems = with_sets(root, sets)
    months, expected = changed.below("months"), changed.below("expect")
    shortened = any(text.partition("=")[0].strip() == "months" for text in sets)
    if not shortened or months is None or expected is None or not isinstance(expected.value, list):
        return changed, problems
    if not isinstance(months.value, int):
        return changed, problems
    rows = [(node, node.plain()) for node in expected.value]
    kept = [node for node, row in rows if not isinstance(row, dict) or months_needed(row) <= months.value]
    return replace(changed, value={**changed.value, "expect": replace(expected, value=kept)}), problems


def _checked(root: Node, name: str, problems: list[Problem]) -> Scenario:
    """Return the scenario that a tree of values describes; `problems` are those known before."""
    try:
        scenario = scenario_of(root.plain(), name)
    except FaultsError as error:
        raise ScenarioError(with_faults(problems, root, error.faults)) from None
    if problems:
        raise ScenarioError(problems)
    return scenario


def scenario_of(data: dict[str, Any], name: str) -> Scenario:
    """Return the scenario that plain data describe, merged and with all changes made.

    Raises
    ------
    FaultsError : every fault in it.
    """
    scenario, faults = validated(Scenario, data, name, cross_faults)
    if faults or scenario is None:
        raise FaultsError(faults)
    return scenario


def _read_with_bases(path: Path) -> tuple[Node, list[Problem], str]:
    """Return a file merged over everything it extends, what is wrong on the way, and the first of them supplied."""
    layers: list[Node] = []
    problems: list[Problem] = []
    chain: list[Path] = []
    next_path: Path | None = path
    while next_path is not None:
        chain.append(followed(next_path))
        root, found = read_file_of(SCENARIO, next_path)
        layers.append(root)
        problems += found
        try:
            next_path = _base_file(root, next_path, chain)
        except ScenarioError as error:
            # Without its base a file would seem to lack most of what it needs, so it is not checked further.
            raise ScenarioError([*problems, *error.problems]) from None
    whole = layers.pop()
    whole = replace(whole, value={key: node for key, node in whole.value.items() if key != "extends"})
    while layers:
        over = layers.pop()
        whole = merged(whole, replace(over, value={k: node for k, node in over.value.items() if k != "extends"}))
    names = {followed(file): name for name, file in shipped_scenarios().items()}
    return whole, problems, next((names[file] for file in chain if file in names), "")


def _base_file(root: Node, path: Path, chain: list[Path]) -> Path | None:
    """Return the file that a scenario extends, if it extends one."""
    node = root.value.get("extends")
    if node is None or node.value is None:
        return None
    shipped = shipped_scenarios()
    if not isinstance(node.value, str) or not node.value or "\0" in node.value:
        what = f"found {shorten(node.value)}"
        allowed = "the name of a scenario, or the path of its file"
        raise ScenarioError([problem_at(node.place, "extends", what, allowed)])
    found = file_beside(node.value, path.parent, shipped)
    if found is None:
        siblings = [file.stem for file in sorted(path.parent.glob("*.yaml")) if followed(file) != followed(path)]
        names = list(dict.fromkeys((*siblings, *shipped)))
        what = advised(f"there is no scenario {shorten(node.value)}", node.advice)
        nearest = nearest_name(Path(node.value).stem, names)
        raise ScenarioError([problem_at(node.place, "extends", what, names_text(names, node.value), nearest)])
    if followed(found) in chain:
        names = [file.stem for file in (*chain, found)]
        what = f"circular `extends`: {' extends '.join(names)}"
        raise ScenarioError([problem_at(node.place, "extends", what)])
    return found
