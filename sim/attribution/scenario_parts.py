"""What two scenarios differ in, part by part, and scenarios between them that have some of the parts.

A part is one key with a value of its own, or a whole item that only one scenario has, such as a planned partnership.
Where there are too many, keys of the same item, and then of the same section, are one part. Parts that make no sound
scenario without each other are one part, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.attribution.shapley import subsets
from sim.config.errors import FaultsError, shorten
from sim.config.merging import LISTS
from sim.experiments.base_changes import NoSingleValueError, base_value
from sim.scenario.scenario_loader import scenario_of
from sim.scenario.scenario_schema import Scenario

MOST_PARTS = 8
SAID_ABOUT_IT = ("title", "description", "source", "replicates")
"""What is said about a scenario, and changes nothing in it."""

Path = tuple[str, ...]
MISSING = object()


@dataclass(frozen=True, slots=True)
class Part:
    """Something in which the second scenario differs from the first.

    Attributes
    ----------
    title : in words.
    changes : values of the second by their paths; `MISSING` where it has none.
    """

    title: str
    changes: tuple[tuple[Path, Any], ...]


class ScenarioParts:
    """Two scenarios and the parts in which they differ.

    Parameters
    ----------
    first, second : two scenarios of the same worlds.

    Raises
    ------
    ValueError : they differ in nothing, in more parts than can be told apart, or in parts that do not go together.
    """

    def __init__(self, first: Scenario, second: Scenario) -> None:
        self.first, self.second = first, second
        self._base, other = _plain(first), _plain(second)
        self._orders = {section: _order(section, self._base, other) for section in LISTS}
        changes = {path: value for path, value in _differences(self._base, other, ()) if path[0] not in SAID_ABOUT_IT}
        if not changes:
            raise ValueError(f"{first.name} and {second.name} differ in nothing that is simulated")
        self.parts = self._sound(_grouped(changes, self._base, first))

    def scenario(self, chosen: Sequence[int]) -> Scenario:
        """Return the first scenario with some of the parts of the second.

        Raises
        ------
        FaultsError : those parts make no sound scenario without others.
        """
        tree = self._base
        for number in chosen:
            for path, value in self.parts[number].changes:
                tree = _with_value(tree, path, value)
        for section, order in self._orders.items():
            if order and section in tree:
                tree = {**tree, section: sorted(tree[section], key=lambda item: order.index(item["id"]))}
        return scenario_of(tree, self.first.name)

    def scenarios(self) -> list[Scenario]:
        """Return a scenario for every subset of the parts, in the order of `sim.attribution.shapley.subsets`."""
        return [self.scenario(chosen) for chosen in subsets(len(self.parts))]

    def _sound(self, parts: list[Part]) -> list[Part]:
        """Return parts of which every subset makes a sound scenario."""
        self.parts = parts
        while True:
            torn = next((chosen for chosen in subsets(len(self.parts)) if not self._is_sound(chosen)), None)
            if torn is None:
                return self.parts
            if len(torn) in (0, len(self.parts)):
                raise ValueError(
                    f"{self.first.name} with all that {self.second.name} changes is no sound scenario; name scenarios "
                    "that have their trusts in common"
                )
            self.parts = self._joined(torn)

    def _joined(self, torn: tuple[int, ...]) -> list[Part]:
        """Return the parts with one of an unsound subset and the one that it lacks made a single part."""
        missing = [number for number in range(len(self.parts)) if number not in torn]
        helper = next((number for number in missing if self._is_sound((*torn, number))), missing[0])
        one = next((number for number in torn if self._is_sound([other for other in torn if other != number])), torn[0])
        together = _together([self.parts[one], self.parts[helper]])
        return [together, *(part for number, part in enumerate(self.parts) if number not in (one, helper))]

    def _is_sound(self, chosen: Sequence[int]) -> bool:
        try:
            self.scenario(chosen)
        except FaultsError:
            return False
        return True


def _plain(scenario: Scenario) -> dict[str, Any]:
    return scenario.model_dump(mode="json", exclude_unset=True, exclude={"name", "expect", "main_outcome"})


def _order(section: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    """Return the ids of a list of both scenarios, in the order of the second; none where its items have no ids.

    Raises
    ------
    ValueError : what both have stands in another order in each, so that it is not the same.
    """
    one, other = (_by_key(scenario.get(section, [])) for scenario in (first, second))
    if one is None or other is None:
        return []
    shared = [[item for item in mine if item in theirs] for mine, theirs in ((one, other), (other, one))]
    if shared[0] != shared[1]:
        raise ValueError(f"the scenarios name the same {section} in another order; write them in the same order")
    order = list(other)
    for before, item in zip([None, *one], one, strict=False):
        if item not in other:
            order.insert(0 if before is None else order.index(before) + 1, item)
    return order


def _differences(first: Any, second: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield the paths at which a tree differs from another, with the value there."""
    one, other = _by_key(first), _by_key(second)
    if one is None or other is None or not (one or other):
        if first != second:
            yield path, second
        return
    for key in dict.fromkeys((*one, *other)):
        # A section that only one says something in differs key by key, or item by item.
        empty = _nothing_of(one.get(key, other.get(key)), key) if path == () else None
        if key in one and key in other:
            yield from _differences(one[key], other[key], (*path, key))
        elif empty is not None and (_by_key(one.get(key, other.get(key))) is not None):
            yield from _differences(one.get(key, empty), other.get(key, empty), (key,))
        else:
            yield (*path, key), other.get(key, MISSING)


def _nothing_of(value: Any, key: str) -> Any:
    """Return a section of the same kind with nothing in it; None for a single value."""
    return [] if key in LISTS else {} if isinstance(value, dict) else None


def _by_key(tree: Any) -> Mapping[str, Any] | None:
    """Return what is below a mapping, or a list whose items have ids; nothing below a value."""
    if isinstance(tree, dict):
        return tree
    if isinstance(tree, list) and all(isinstance(item, dict) and item.get("id") for item in tree):
        return {item["id"]: item for item in tree}
    return None


def _with_value(tree: Any, path: Path, value: Any) -> Any:
    """Return a copy of a tree with a value at a path, or without what is there."""
    key, *rest = path
    if isinstance(tree, list):
        at = next((place for place, item in enumerate(tree) if item["id"] == key), len(tree))
        below = tree[at] if at < len(tree) else None
        own = value if not rest else _with_value(below or {}, tuple(rest), value)
        return [*tree[:at], *([] if own is MISSING else [own]), *tree[at + 1 :]]
    copied = dict(tree)
    if rest:
        copied[key] = _with_value(copied.get(key, [] if key in LISTS else {}), tuple(rest), value)
    elif value is MISSING:
        copied.pop(key, None)
    else:
        copied[key] = value
    return copied


def _grouped(changes: Mapping[Path, Any], base: Mapping[str, Any], first: Scenario) -> list[Part]:
    """Return parts of single keys, or of items or sections where there would be too many."""
    for depth in (None, 2, 1):
        groups: dict[Path, list[tuple[Path, Any]]] = {}
        for path, value in changes.items():
            groups.setdefault(path[:depth], []).append((path, value))
        if len(groups) <= MOST_PARTS:
            return [Part(_title(path, own, base, first), tuple(own)) for path, own in groups.items()]
    raise ValueError(f"the scenarios differ in {len(groups)} sections; allowed: at most {MOST_PARTS} can be told apart")


def _title(path: Path, changes: Sequence[tuple[Path, Any]], base: Mapping[str, Any], first: Scenario) -> str:
    name = ".".join(path)
    if len(changes) > 1:
        return f"{name} ({len(changes)} keys)"
    value = changes[0][1]
    if isinstance(value, dict | list):
        return f"{'with' if _value_at(base, path) is MISSING else 'another'} {name}"
    if value is MISSING and isinstance(_value_at(base, path), dict | list):
        return f"without {name}"
    before = _known_value(first, name)
    return f"{name}: {before} to {'default' if value is MISSING else shorten(value)}"


def _known_value(scenario: Scenario, key: str) -> str:
    """Return the value of a key in words, with what defaults and archetypes say."""
    try:
        value = base_value(scenario, key)
    except (NoSingleValueError, AttributeError):
        return "default"
    return "default" if value is None else shorten(value)


def _value_at(tree: Any, path: Path) -> Any:
    for key in path:
        below = _by_key(tree)
        if below is None or key not in below:
            return MISSING
        tree = below[key]
    return tree


def _together(parts: Sequence[Part]) -> Part:
    return Part(" and ".join(part.title for part in parts), tuple(change for part in parts for change in part.changes))
