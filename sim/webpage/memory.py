"""A scenario as the page holds it in memory: one image of all its tables, and where each of them is.

The image has room for what a page may add: changes of policy, partnerships, dated events. A row that is not in use has
a month that never comes, so that the engine passes it over and its numbers are those of the scenario as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.arrays import Inputs, inputs_of, outputs_for, workspace_for
from sim.engine.compiled.columns import Column
from sim.engine.compiled.record_types import Records
from sim.engine.random.draws import keys_of
from sim.scenario.model_inputs import ModelInputs

NEVER = 1_000_000_000
"""A month that never comes."""

ROOM = 24
"""Rows of each kind that a page may add."""

ADDED = "play_"
"""How the ids of partnerships begin that a page adds; their numbers follow."""

ALIGNED = 16


@dataclass(frozen=True)
class Table:
    """Where a table is in the image: its name, its first byte, the bytes of an item, and its shape."""

    name: str
    offset: int
    itemsize: int
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Image:
    """All tables of a scenario, one after the other."""

    contents: NDArray[np.uint8]
    tables: dict[str, Table]

    def words(self) -> NDArray[np.uint64]:
        """Return the image as words of eight bytes."""
        return self.contents.view(np.uint64)


LARGE = 1 << 16
"""Bytes from which a table of records is written byte by byte: first bytes first, which compresses better."""


def apart(image: Image) -> tuple[NDArray[np.uint8], dict[str, NDArray[np.uint8]]]:
    """Return an image with zeros where its large tables are, and these byte by byte, by name.

    Scenarios of one page may have the same large tables, such as the trusts from which a population starts.
    """
    contents = image.contents.copy()
    large = {}
    for table in image.tables.values():
        size = table.itemsize * int(np.prod(table.shape))
        if size >= LARGE:
            rows = contents[table.offset : table.offset + size].reshape(-1, table.itemsize)
            large[table.name] = rows.T.copy().reshape(-1)
            rows[:] = 0
    return contents, large


def flattened(bundle: Any, prefix: str = "") -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the arrays of a bundle with their names, those of bundles within it at their place."""
    for name, item in zip(bundle._fields, bundle, strict=True):
        if isinstance(item, tuple):
            yield from flattened(item, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", item


def without_gaps(array: NDArray[Any]) -> NDArray[Any]:
    """Return a copy of an array whose bytes between fields, which mean nothing, are zero."""
    made = np.zeros(array.shape, array.dtype)
    for name in array.dtype.names or ():
        made[name] = array[name]
    return made if array.dtype.names else np.ascontiguousarray(array)


def image_of(inputs: Inputs) -> Image:
    """Return the image of the tables of a setting."""
    tables: dict[str, Table] = {}
    parts: list[bytes] = []
    end = 0
    for name, array in flattened(inputs):
        contents = without_gaps(array).tobytes()
        padded = contents + bytes(-len(contents) % ALIGNED)
        tables[name] = Table(name, end, array.dtype.itemsize, array.shape)
        parts.append(padded)
        end += len(padded)
    return Image(np.frombuffer(b"".join(parts), np.uint8).copy(), tables)


def roomy_image(setting: ModelInputs, capacities: Mapping[int, int] | None = None) -> Image:
    """Return the image of a setting with room for what a page may add.

    Parameters
    ----------
    capacities : room for so many starts of trusts that the scenario describes, by their positions; others have room for
        those that they have.
    """
    inputs = inputs_of(setting)
    plans, policies, events = inputs.plans, inputs.policies, inputs.dated_events
    added = [f"{ADDED}{number + 1}" for number in range(ROOM)]
    starts, rows = _starts_with_room(inputs, capacities or {})
    return image_of(
        inputs._replace(
            policies=np.concatenate([policies, np.repeat(policies[:1], ROOM, axis=0)]),
            policy_months=np.concatenate([inputs.policy_months, np.full(ROOM, NEVER)]),
            parameters=np.concatenate([inputs.parameters, np.repeat(inputs.parameters[:1], ROOM)]),
            plans=np.concatenate([plans, _unused(plans.dtype, "start_month")]),
            sides=np.concatenate([inputs.sides, np.zeros(2 * ROOM, np.int64)]),
            plan_keys=np.concatenate([inputs.plan_keys, keys_of(added, "plan ")]),
            dated_events=np.concatenate([events, _unused(events.dtype, "month")]),
            starts=starts,
            described_starts=rows,
        )
    )


def _unused(kind: np.dtype[Any], month: str) -> Records:
    rows = np.zeros(ROOM, kind)
    rows[month] = NEVER
    return rows


def _starts_with_room(inputs: Inputs, capacities: Mapping[int, int]) -> tuple[Records, Records]:
    """Return what is said of the start of every trust, and the starts of described ones, each with room of its own."""
    starts = inputs.starts.copy()
    blocks = []
    end = 0
    for position in np.flatnonzero((starts["background"] < 0) & (starts["choices"] > 0)).tolist():
        first, count = int(starts["first_choice"][position]), int(starts["choices"][position])
        block = np.zeros(max(count, capacities.get(position, 0)), inputs.described_starts.dtype)
        block[:count] = inputs.described_starts[first : first + count]
        starts["first_choice"][position] = end
        end += len(block)
        blocks.append(block)
    return starts, np.concatenate(blocks) if blocks else inputs.described_starts


Dims = list[int | str]
"""The shape of a table; a text stands for a number that is known when replicates are simulated."""


def workspace_layout(inputs: Inputs) -> list[dict[str, Any]]:
    """Return the tables for simulating: name, bytes of an item, shape, and whose memory each shares."""
    small = dict(flattened(workspace_for(inputs, 1)))
    shapes = _shapes({"links": lambda number: workspace_for(inputs, number)})
    shared = dict.fromkeys(("trust_numbers", "trust_wholes", "trust_flags"), "trusts")
    return [_entry(name, array, shapes[name]) | {"shares": shared.get(name)} for name, array in small.items()]


def outputs_layout(inputs: Inputs) -> list[dict[str, Any]]:
    """Return the tables of what is kept: name, bytes of an item and shape."""
    column = Column("quality")
    varied: dict[str, Callable[[int], Any]] = {
        "count": lambda number: outputs_for(inputs, number, 1, followed=[column], twins=True),
        "rows": lambda number: outputs_for(inputs, 1, number, followed=[column], twins=True),
        "columns": lambda number: outputs_for(inputs, 1, 1, followed=[column] * number, twins=True),
    }
    shapes = _shapes(varied)
    return [_entry(name, array, shapes[name]) for name, array in flattened(varied["rows"](1))]


def _entry(name: str, array: NDArray[Any], dims: Dims) -> dict[str, Any]:
    return {"name": name, "itemsize": array.dtype.itemsize, "dims": dims}


def _shapes(varied: Mapping[str, Callable[[int], Any]]) -> dict[str, Dims]:
    """Return the shape of every table of a bundle, with the name of each number that it depends on in its place.

    Parameters
    ----------
    varied : makes the bundle with one number varied, the others being 1.
    """
    shapes: dict[str, Dims] = {}
    for number, make in varied.items():
        two, three = (dict(flattened(make(size))) for size in (2, 3))
        for name, array in two.items():
            dims = shapes.setdefault(name, list(dict(flattened(make(1)))[name].shape))
            for axis, size in enumerate(array.shape):
                if size != three[name].shape[axis]:
                    assert (size, three[name].shape[axis]) == (2, 3), f"{name} is not as long as there are {number}"
                    dims[axis] = number
    return shapes
