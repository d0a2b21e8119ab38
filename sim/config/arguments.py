"""What the functions of the Python interface are given: as much as is clear is taken, and the rest is a clear error."""

from __future__ import annotations

import json
import operator
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.config.errors import shorten

Sets = str | Sequence[str] | Mapping[str, Any]
"""Changes of a file: `{"months": 60}`, `["months=60"]`, or `"months=60"`."""


def set_texts(sets: Sets) -> list[str]:
    """Return changes as `key=value` texts, as `--set` takes them.

    Raises
    ------
    TypeError : they are no mapping, no list of texts and no text.

    Examples
    --------
    >>> set_texts({"regulator.support": 0.8, "trusts.a.name": "5e3"})
    ['regulator.support=0.8', 'trusts.a.name="5e3"']
    """
    if isinstance(sets, str):
        return [sets]
    if isinstance(sets, Mapping):
        return [f"{key}={_yaml(key, value)}" for key, value in sets.items()]
    if isinstance(sets, Iterable) and not isinstance(sets, bytes):
        texts = list(sets)
        if all(isinstance(text, str) for text in texts):
            return texts
    raise wrong_type("sets", sets, "a dict of keys and values, a list of 'key=value' texts, or one such text")


def _yaml(key: str, value: Any) -> str:
    """Return a value as JSON, which is YAML; numbers of NumPy as numbers."""
    try:
        return json.dumps(value, ensure_ascii=False, default=_plain)
    except TypeError:
        allowed = "a number, True or False, text, None, or a list or mapping of these"
        raise TypeError(f"{key}: is of type {type(value).__qualname__}; allowed: {allowed}") from None


def _plain(value: Any) -> Any:
    """Return the plain value of a number of NumPy's, as levels are often made with NumPy."""
    if not hasattr(value, "tolist"):  # NumPy itself is not loaded for this, as it takes long
        raise TypeError
    return value.tolist()


def whole_number(name: str, value: Any) -> int | None:
    """Return an argument as a whole number, or nothing if it was not given.

    Raises
    ------
    TypeError : it is no number; text is not turned into one.
    ValueError : it is no whole number.
    """
    if value is None:
        return None
    if isinstance(value, float):
        if not value.is_integer():
            raise ValueError(f"{name}: {value} is not a whole number")
        return int(value)
    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise wrong_type(name, value, "a whole number") from None


def list_of(name: str, values: Any, what: str) -> list[Any]:
    """Return an argument as a list.

    Raises
    ------
    TypeError : it is a single text or path, or no list at all.
    """
    if isinstance(values, str | bytes | os.PathLike) or not isinstance(values, Iterable):
        raise wrong_type(name, values, f"a list of {what}")
    return list(values)


def source_of(name: str, value: Any, loaded: type, what: str) -> Any:
    """Return what stands for a file: what was loaded from one, or a name or path.

    Raises
    ------
    TypeError : it is neither.
    """
    if isinstance(value, loaded | str | Path):
        return value
    if isinstance(value, os.PathLike):
        return Path(value)
    raise wrong_type(name, value, what)


def folder_of(value: Any) -> Path:
    """Return a folder as a path.

    Raises
    ------
    TypeError : it is neither text nor path.
    """
    if isinstance(value, str | os.PathLike):
        return Path(value)
    raise wrong_type("folder", value, "the path of a folder")


def wrong_type(name: str, value: Any, allowed: str) -> TypeError:
    """Return the error of an argument of the wrong type."""
    found = "None" if value is None else f"{shorten(value)} ({type(value).__name__})"
    return TypeError(f"{name}: found {found}; allowed: {allowed}")
