"""Values that know where they were written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sim.config.errors import Fault, Location, Place, Problem, key_path, problem_at


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it was written.

    Attributes
    ----------
    value : text, a number, true, false or None; or a dict or list of nodes.
    place : where the value begins.
    key_place : where its key begins, if it has one.
    size : values in it, itself included, aliases counted in full.
    depth : levels below it, itself included.
    advice : on a character in it that a word processor has put there; empty where there is none.
    key_advice : the same on its key.
    """

    value: Any
    place: Place
    key_place: Place | None = None
    size: int = 1
    depth: int = 1
    advice: str = ""
    key_advice: str = ""

    def plain(self) -> Any:
        """Return the value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def below(self, step: str | int) -> Node | None:
        """Return the node under a key or at a position, if there is one."""
        if isinstance(self.value, dict) and isinstance(step, str):
            return self.value.get(step)
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            found: Node = self.value[step]
            return found
        return None


def node_of(value: Any, place: Place) -> Node:
    """Return plain data as a tree all of which is at one place."""
    if isinstance(value, dict):
        return Node({key: node_of(inner, place) for key, inner in value.items()}, place)
    if isinstance(value, list):
        return Node([node_of(inner, place) for inner in value], place)
    return Node(value, place)


def located(root: Node, fault: Fault) -> Problem:
    """Return a fault of a tree as a problem at the place where it was written."""
    place = place_of(root, fault.location, fault.at_key)
    named = _with_other_line(root, fault, place)
    what = advised(named.what, _advice_at(root, fault))
    return problem_at(place, key_path(fault.location), what, fault.allowed, fault.nearest)


def _with_other_line(root: Node, fault: Fault, place: Place) -> Fault:
    """Return a fault that says where what it contradicts was written: in which line, and of which file if another."""
    there = None if fault.other is None else place_of(root, fault.other)
    if there is None or there.line is None:
        return fault.without_lines()
    line = f"line {there.line}" if there.file == place.file else Place(there.file, there.line)
    return replace(fault, what=f"{fault.what}; the other begins in {line}", other=None)


def advised(what: str, advice: str) -> str:
    """Return what is wrong, with advice on a character that may be to blame."""
    return f"{what}; {advice}" if advice else what


def _advice_at(root: Node, fault: Fault) -> str:
    """Return the advice on what is at fault: a key, a value, or the first key of a mapping that should be none."""
    node: Node | None = root
    for step in fault.location:
        node = node and node.below(step)
    if node is None:
        return ""
    if fault.at_key or node.advice:
        return node.key_advice if fault.at_key else node.advice
    inner = node.value.values() if isinstance(node.value, dict) else ()
    return next((below.key_advice for below in inner if below.key_advice), "")


def place_of(root: Node, location: Location, at_key: bool = False) -> Place:
    """Return where a location was written, or as far towards it as anything was."""
    node = root
    for step in location:
        below = node.below(step)
        if below is None:
            return node.key_place or node.place
        node = below
    return (node.key_place or node.place) if at_key else node.place
