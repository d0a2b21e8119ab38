"""Merging a scenario with what it extends and with values set by hand, without losing where each was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sim.config.errors import (
    Location,
    Place,
    Problem,
    ScenarioError,
    key_path,
    names_text,
    nearest_name,
    problem_at,
    shorten,
    shorten_text,
)
from sim.config.naming import position_of
from sim.config.tree import Node
from sim.config.yaml_tree import DEEPEST, read_text

NOT_INHERITED = ("expect", "extends")
LISTS = ("local_health_economies", "systems", "trusts", "partnerships", "policy_changes", "events", "expect")


def merged(base: Node, over: Node) -> Node:
    """Return a whole scenario merged over the one it extends: see `merged_values` for the rules."""
    kept = {key: node for key, node in base.value.items() if key not in NOT_INHERITED}
    return merged_values(replace(base, value=kept), over)


def merged_values(base: Node, over: Node) -> Node:
    """Return a value merged over another.

    Mappings merge key by key; a key with an empty value is removed. Lists whose items have an `id` merge item by item,
    new ids at the end; an empty list and any other value replace what was there.
    """
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        values = dict(base.value)
        for key, node in over.value.items():
            if key not in values:
                values[key] = node
            elif node.value is None:
                del values[key]
            else:
                values[key] = merged_values(values[key], node)
        return replace(over, value=values)
    if over.value and _has_ids(base) and _has_ids(over):
        return _merged_lists(base, over)
    return over


def _has_ids(node: Node) -> bool:
    return isinstance(node.value, list) and all(_id(item) is not None for item in node.value)


def _id(item: Node) -> str | None:
    return _text(item, "id")


def _text(item: Node, key: str) -> str | None:
    found = item.value.get(key) if isinstance(item.value, dict) else None
    return found.value if found is not None and isinstance(found.value, str) else None


def _merged_lists(base: Node, over: Node) -> Node:
    items = list(base.value)
    position = {_id(item): at for at, item in reversed(list(enumerate(items)))}
    for item in over.value:
        # An id that comes twice in one list is merged once; the second stays, to be reported.
        at = position.pop(_id(item), None)
        if at is None:
            items.append(item)
        else:
            items[at] = merged_values(items[at], item)
    return replace(over, value=items)


def steps_at_dots(root: Node, path: str) -> list[str]:
    """Return the steps of a dotted path through a scenario."""
    return path.split(".")


def are_steps(steps: Sequence[str]) -> bool:
    """Return whether steps can lead through a file at all."""
    return all(steps) and len(steps) <= DEEPEST


def with_sets(
    root: Node, sets: Sequence[str], split: Callable[[Node, str], list[str]] = steps_at_dots
) -> tuple[Node, list[Problem]]:
    """Return a scenario with values set by `key=value` texts, in their order, and what is wrong with those.

    Keys are dotted paths; an item of a list is named by its id or its name, or by its position from 0.

    Parameters
    ----------
    root : the scenario, or another file.
    sets : the texts.
    split : returns the steps of a key through a file.
    """
    problems: list[Problem] = []
    for written in sets:
        place = Place(f"--set {shorten_text(written, 100)}")
        path, equals, text = written.partition("=")
        steps = split(root, path.strip())
        if not equals or not are_steps(steps):
            problems.append(
                problem_at(place, "", "is not in the form key=value", "key=value, such as regulator.scrutiny=0.9")
            )
            continue
        if not text.strip():
            problems.append(problem_at(place, path.strip(), "has no value", "a value, or null for the default"))
            continue
        try:
            value, found = read_text(text, place, lined=False)
            problems.extend(found)
            root = _placed(root, steps, (), replace(value, key_place=place), place)
        except ScenarioError as error:
            problems.extend(error.problems)
    return root, problems


def with_value(root: Node, steps: Sequence[str], value: Node) -> Node:
    """Return a tree with a value put where steps lead, as `--set` does.

    Raises
    ------
    ScenarioError : steps that lead nowhere, at the place of the value.
    """
    return _placed(root, list(steps), (), value, value.place)


def _placed(node: Node, steps: list[str], above: Location, value: Node, place: Place) -> Node:
    """Return a copy of a node with a value placed below it."""
    if not steps:
        return value
    if isinstance(node.value, list):
        return _placed_in_list(node, steps, above, value, place)
    if not isinstance(node.value, dict) and node.value is not None:
        what = f"is {shorten(node.value)}, so it has no keys below it"
        raise ScenarioError([problem_at(place, key_path(above), what)])
    values = dict(node.value or {})
    step, rest = steps[0], steps[1:]
    if not rest and value.value is None and step in values:
        del values[step]
    else:
        # What is not there yet becomes a mapping, or an empty list where the schema has a list.
        missing = Node([] if not above and step in LISTS else {}, place, place)
        values[step] = _placed(values.get(step, missing), rest, (*above, step), value, place)
    return replace(node, value=values)


def place_in_list(node: Node, step: str) -> int | None:
    """Return the position of the item of a list that a step names, if there is one."""
    return position_of([(_id(item), _text(item, "name")) for item in node.value], step)


def _placed_in_list(node: Node, steps: list[str], above: Location, value: Node, place: Place) -> Node:
    step, rest = steps[0], steps[1:]
    at = place_in_list(node, step)
    if at is None:
        names = [_id(item) or str(position) for position, item in enumerate(node.value)]
        what = f"has no item {shorten(step)}"
        raise ScenarioError(
            [problem_at(place, key_path(above), what, names_text(names, step), nearest_name(step, names))]
        )
    items = list(node.value)
    if not rest and value.value is None:
        del items[at]
    else:
        items[at] = _placed(items[at], rest, (*above, at), value, place)
    return replace(node, value=items)
