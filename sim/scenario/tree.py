"""Values that know where they were written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.scenario.errors import Place


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
    """

    value: Any
    place: Place
    key_place: Place | None = None
    size: int = 1
    depth: int = 1

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
