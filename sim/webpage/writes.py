"""What each value of a lever writes over the image of a scenario, and over the scenario as a file.

Python resolves the scenario with the lever at several values and compares. Where all that differs is the value itself,
the page writes any value at these places; elsewhere the words of each value are listed. States of described trusts are
put together from their parts (`starts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.errors import Fault, FaultsError
from sim.experiments.base_changes import Base
from sim.scenario.conditional_start import Known
from sim.scenario.model_inputs import resolve
from sim.scenario.scenario_schema import Scenario
from sim.scenario.scenario_writer import resolved
from sim.scenario.what_is_known import what_is_known
from sim.webpage.levers import Lever
from sim.webpage.memory import Image, roomy_image
from sim.webpage.starts import WORD, Starts, packed

Path = tuple[str | int, ...]
Edit = tuple[Path, Any]
REMOVED = {"removed": True}
"""In the place of a value that is no longer there."""

MOST_SETTINGS = 1500
"""Settings of levers that move one trust, all combinations counted."""


@dataclass(frozen=True)
class Written:
    """An image of a scenario with the writes of its levers, all as the page takes them."""

    image: Image
    levers: list[dict[str, Any]]
    starts: dict[str, Any]


def written(scenario: Scenario, levers: Sequence[Lever]) -> Written:
    """Return the image of a scenario and what its levers write.

    Raises
    ------
    FaultsError : levers that change how many tables or rows there are, or that change the same thing.
    """
    _refuse_same_keys(levers)
    base = Base(scenario)
    starts = Starts()
    moved = [
        (position, [made for made in levers if _moves(made, position, base)])
        for position in range(len(scenario.described))
    ]
    described = [_add_starts(starts, position, own, base) for position, own in moved if own]
    capacities = {trust.position: trust.most for trust in described}
    image = roomy_image(resolve(scenario), capacities)
    apart = _left_to_starts(image, list(capacities))
    data = resolved(scenario)
    rows = []
    for made in levers:
        values = made.probes
        changed = [base.changed(made.changes_of(value)) for value in values]
        words = [_words(made, image, resolve(other), capacities) for other in changed]
        edits = [list(differences(data, resolved(other))) for other in changed]
        rows.append(_writes(made, image.words(), words, apart) | _file_edits(made, edits))
    _refuse_overlaps(levers, rows)
    parts = starts.as_data() | {"trusts": [trust.as_data(image) for trust in described]} if described else {}
    return Written(_emptied(image, list(capacities)), rows, parts)


@dataclass(frozen=True)
class DescribedTrust:
    """Where the starts of a described trust are among those of all.

    Attributes
    ----------
    position : of the trust.
    first : of its settings.
    most : starts at any setting.
    levers : keys of the levers that move it; of their values the last is varied first.
    """

    position: int
    first: int
    most: int
    levers: tuple[str, ...]

    def as_data(self, image: Image) -> dict[str, Any]:
        """Return it as the page takes it, with its places in the image."""
        block, _ = block_of(image, self.position)
        return {
            "trust": self.position,
            "first": self.first,
            "most": self.most,
            "levers": list(self.levers),
            "block": block,
            "choices": choices_at(image, self.position),
        }


def _add_starts(starts: Starts, position: int, moving: Sequence[Lever], base: Base) -> DescribedTrust:
    """Add the starts of a trust at every setting of the levers that move it."""
    for made in moving:
        if not made.values:
            raise FaultsError([_no_lever(made, "moves the state of a trust", "`levels`, a list of values")])
    if (count := int(np.prod([len(made.values) for made in moving]))) > MOST_SETTINGS:
        found = f"{len(moving)} levers move the state of one trust, with {count} settings together"
        raise FaultsError([_no_lever(moving[-1], found, f"at most {MOST_SETTINGS}: fewer levers or `levels`")])
    first, most = len(starts.settings), 0
    for values in product(*(made.values for made in moving)):
        changes: dict[str, Any] = {}
        for made, value in zip(moving, values, strict=True):
            changes |= made.changes_of(value)
        most = max(most, starts.add(_known(base.changed(changes), position)))
    return DescribedTrust(position, first, most, tuple(made.key for made in moving))


def _known(scenario: Scenario, position: int) -> Known:
    return what_is_known(scenario.described[position])


def _moves(made: Lever, position: int, base: Base) -> bool:
    """Return whether a lever moves the start of a trust."""
    before = _known(base.scenario, position).key
    probes = made.values or (made.probes[0], made.probes[-1])
    return any(_known(base.changed(made.changes_of(value)), position).key != before for value in probes)


def _no_lever(made: Lever, what: str, allowed: str) -> Fault:
    return Fault(("page", "levers", made.key), what, allowed, at_key=True)


def _words(made: Lever, image: Image, setting: Any, capacities: Mapping[int, int]) -> NDArray[np.uint64]:
    other = roomy_image(setting, capacities)
    if other.tables != image.tables:
        names = [name for name in image.tables if other.tables[name] != image.tables[name]]
        raise FaultsError([_no_lever(made, f"changes how many {names[0]} there are", "another key")])
    return other.words()


def _left_to_starts(image: Image, positions: Sequence[int]) -> NDArray[np.bool_]:
    """Return which words of the image are put together from starts: rows of these trusts, and how many there are."""
    apart = np.zeros(len(image.words()), bool)
    for position in positions:
        first, last = block_of(image, position)
        apart[first // WORD : last // WORD] = True
        apart[choices_at(image, position) // WORD] = True
    return apart


def field_at(image: Image, table: str, row: int, name: str) -> int:
    """Return the first byte of a field of a row of a table."""
    from sim.webpage.record_layout import offset_of

    about = image.tables[table]
    return about.offset + row * about.itemsize + offset_of(table, name)


def choices_at(image: Image, position: int) -> int:
    """Return where the number of starts of a trust is."""
    return field_at(image, "starts", position, "choices")


def block_of(image: Image, position: int) -> tuple[int, int]:
    """Return the first byte of the starts of a trust, and the first behind their room."""
    rows = image.tables["described_starts"]
    first = _number(image, field_at(image, "starts", position, "first_choice"))
    firsts = [
        _number(image, field_at(image, "starts", other, "first_choice"))
        for other in range(image.tables["starts"].shape[0])
        if _number(image, choices_at(image, other)) > 0
        and _number(image, field_at(image, "starts", other, "background")) == np.uint64(2**64 - 1)
    ]
    last = min((other for other in firsts if other > first), default=rows.shape[0])
    return rows.offset + first * rows.itemsize, rows.offset + int(last) * rows.itemsize


def _number(image: Image, offset: int) -> int:
    return int(image.words()[offset // WORD])


def _emptied(image: Image, positions: Sequence[int]) -> Image:
    """Return the image without the starts that the page puts together."""
    contents = image.contents.copy()
    for position in positions:
        first, last = block_of(image, position)
        contents[first:last] = 0
    return Image(contents, image.tables)


def _writes(
    made: Lever, before: NDArray[np.uint64], words: Sequence[NDArray[np.uint64]], apart: NDArray[np.bool_]
) -> dict[str, Any]:
    """Return what a lever writes: the value itself at some places, or the words of each of its values."""
    table = np.stack(words)
    places = np.flatnonzero(((table != before) & ~apart).any(axis=0))
    for kind in ("f8", "i8"):
        if made.kind != "choice" and not made.values and _is_value(table[:, places], made.probes, kind):
            return {"writes": {"kind": kind, "at": (places * WORD).tolist()}}
    if not made.values:
        if not made.factor.whole:
            raise FaultsError([_no_lever(made, "does more than set a number", "`levels`, a list of values")])
        raise FaultsError([_no_lever(made, "does more than set a number", "`levels`, a list of whole numbers")])
    return {"writes": {"kind": "words", "at": (places * WORD).tolist(), "words": packed(table[:, places])}}


def _is_value(words: NDArray[np.uint64], values: Sequence[Any], kind: str) -> bool:
    wanted = np.array([[value] for value in values], dtype=kind).view(np.uint64)
    return bool((words == wanted).all())


def differences(one: Any, other: Any, at: Path = ()) -> Iterator[Edit]:
    """Yield what differs between two scenarios as plain data: where, and what the second has there."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys([*one, *other]):
            if key not in other:
                yield (*at, key), REMOVED
            elif key not in one:
                yield (*at, key), other[key]
            else:
                yield from differences(one[key], other[key], (*at, key))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for position, (first, second) in enumerate(zip(one, other, strict=True)):
            yield from differences(first, second, (*at, position))
    elif one != other or type(one) is not type(other):
        yield at, other


NOT_TOLD = ("expect", "title", "twin")
"""Keys of a scenario that a lever does not set, though a changed scenario may differ in them."""


def _file_edits(made: Lever, edits: Sequence[list[Edit]]) -> dict[str, Any]:
    """Return what a lever changes in the scenario as a file, for any value or for each."""
    kept = [
        [(path, value) for path, value in own if path[0] not in NOT_TOLD and not _is_type_removed(path, value)]
        for own in edits
    ]
    if not made.values:
        paths = list(dict.fromkeys(path for own in kept for path, _ in own))
        wrong = [path for own, probe in zip(kept, made.probes, strict=True) for path, value in own if value != probe]
        if wrong:
            raise FaultsError([_no_lever(made, f"does more than set {wrong[0]}", "`levels`, a list of values")])
        return {"paths": [list(path) for path in paths]}
    return {"edits": [[[list(path), value] for path, value in own] for own in kept]}


def _is_type_removed(path: Path, value: Any) -> bool:
    """Return whether a type of partnership is merely no longer in use."""
    return path[0] == "partnership_types" and value is REMOVED


def _refuse_same_keys(levers: Sequence[Lever]) -> None:
    """Refuse levers that set the same key of the scenario, such as fit and a part of the culture behind it."""
    taken: dict[str, Lever] = {}
    for made in levers:
        for key in made.factor.keys:
            if key in taken:
                raise FaultsError([_no_lever(made, f"sets {key}, as {taken[key].key} does", "one of the two")])
            taken[key] = made


def _refuse_overlaps(levers: Sequence[Lever], rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuse levers that write to the same places, so that one would undo the other."""
    taken: dict[int, Lever] = {}
    for made, row in zip(levers, rows, strict=True):
        for place in row["writes"]["at"]:
            if place in taken:
                raise FaultsError([_no_lever(made, f"sets what {taken[place].key} sets", "one of the two")])
            taken[place] = made
