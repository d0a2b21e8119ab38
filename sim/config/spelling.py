"""Values as they are meant: 60.0 is the whole number 60, and `Requires improvement` the word requires_improvement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

MOST_EXACT = 2**53
"""Beyond it not every whole number can be told from its neighbour once it is written with a point."""


def as_whole(value: Any) -> Any:
    """Return a number without a fraction as a whole number, and anything else as it is.

    >>> as_whole(60.0), as_whole(60.5), as_whole(True)
    (60, 60.5, True)
    """
    is_meant = isinstance(value, float) and abs(value) <= MOST_EXACT and value.is_integer()
    return int(value) if is_meant else value


def plain_word(text: str) -> str:
    """Return a word in lower case, with _ for spaces and hyphens."""
    return re.sub("[ _-]+", "_", text.strip(" ")).lower()


def as_word(value: Any, words: Iterable[str]) -> Any:
    """Return the one of some words that is meant, however it is spelt, and anything else as it is.

    >>> as_word("Requires improvement", ["requires_improvement", "good"])
    'requires_improvement'
    """
    if not isinstance(value, str) or value in (known := list(words)):
        return value
    wanted = plain_word(value)
    return next((word for word in known if plain_word(word) == wanted), value)


def spelt_schema(words: Sequence[str]) -> dict[str, Any]:
    """Return the JSON Schema of one of some words, which editors offer, and of the same words spelt otherwise."""
    return {
        "anyOf": [{"enum": list(words)}, {"type": "string", "pattern": f"^ *({'|'.join(map(_any_case, words))}) *$"}]
    }


def _any_case(word: str) -> str:
    """Return the pattern of a word in any case; JSON Schema has no other way to say so."""
    letters = (f"[{letter.upper()}{letter.lower()}]" if letter.isalpha() else re.escape(letter) for letter in word)
    return "".join("[ _-]+" if letter == "_" else letter for letter in letters)
