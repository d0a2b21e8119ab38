"""What a text names: a trust or partnership by its id or name, in capitals or not, or an entry of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeVar

from sim.config.errors import Fault, Location, nearest_name, unknown
from sim.config.text import in_ordinary_characters

Item = TypeVar("Item")


def ids_meant(found: str, names: Mapping[str, str]) -> list[str]:
    """Return the ids that a text may stand for: one, or none, or several that have the same name.

    Parameters
    ----------
    found : what somebody wrote.
    names : the name of each thing by its id.
    """
    if found in names:
        return [found]
    wanted = _plain(found)
    by_id = [identifier for identifier in names if _plain(identifier) == wanted]
    return by_id or [identifier for identifier, name in names.items() if _plain(name) == wanted]


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", in_ordinary_characters(text)).strip().casefold()


def id_or_text(found: str, names: Mapping[str, str]) -> str:
    """Return the id that a text stands for, or the text where it stands for none or several."""
    meant = ids_meant(found, names)
    return meant[0] if len(meant) == 1 else found


def reference_faults(location: Location, noun: str, found: object, names: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the fault of a text that names nothing, or several; what is not text has a fault of its own."""
    if not isinstance(found, str) or len(meant := ids_meant(found, names)) == 1:
        return
    if meant:
        yield Fault(location, f"{found!r} is the name of {len(meant)} {noun}s", f"an id: {', '.join(meant)}")
        return
    fault = unknown(location, noun, found, list(names))
    yield Fault(location, fault.what, fault.allowed, fault.nearest or nearest_name(found, names.values()))


def one_meant(wanted: str, names: Mapping[str, str], kind: str) -> str:
    """Return the id that a text stands for.

    Raises
    ------
    ValueError : it stands for none, or for several.
    """
    meant = ids_meant(wanted, names)
    if len(meant) > 1:
        raise ValueError(f"{kind} {wanted!r}: is the name of {len(meant)} {kind}s; use an id: {', '.join(meant)}")
    if not meant:
        raise nearest(wanted, list(names), kind, list(names.values()))
    return meant[0]


def those_named(names: Iterable[str], table: Mapping[str, Item], kind: str) -> list[Item]:
    """Return the items of a table of these names; all if none is named.

    Raises
    ------
    ValueError : a name that is not in the table.
    """
    for name in (names := list(names)):
        if name not in table:
            near = nearest_name(name, table)
            hint = f"; did you mean {near}?" if near else ""
            raise ValueError(f"there is no {kind} {name!r}; allowed: {', '.join(table)}{hint}")
    return [table[name] for name in names] or list(table.values())


def nearest(wanted: str, names: Sequence[str], kind: str, others: Sequence[str] = ()) -> ValueError:
    """Return the error for an unknown name; it says which known name, or other name of the same, is most like it."""
    close = get_close_matches(wanted.lower(), names, n=1, cutoff=0.0)
    likely = nearest_name(wanted, names) or nearest_name(wanted, others)
    hint = f"did you mean {likely or close[0]!r}? " if close else ""
    listed = ", ".join(names) if len(names) <= 12 else f"{len(names)} names, {names[0]} to {names[-1]}"
    return ValueError(f"unknown {kind} {wanted!r}: {hint}known: {listed or 'none'}")


def position_of(items: Sequence[tuple[str | None, str | None]], step: str) -> int | None:
    """Return where in a list the item is that a step of a key names: by its id, its name or its position.

    Where an id consists of digits only, positions are not meant, so that a mistyped id is never taken for one.

    Parameters
    ----------
    items : id and name of each item.
    step : what somebody wrote.
    """
    ids = [identifier for identifier, _ in items]
    if step in ids:
        return ids.index(step)
    if re.fullmatch("[0-9]{1,5}", step) and not any(re.fullmatch("[0-9]+", name or "") for name in ids):
        return int(step) if int(step) < len(items) else None
    meant = ids_meant(step, {identifier: name or identifier for identifier, name in items if identifier})
    return ids.index(meant[0]) if len(meant) == 1 else None
