"""Text as it is: which characters a file may hold, and how text is shown that may hold others."""

from __future__ import annotations

import unicodedata

ALLOWED_CONTROLS = "\n\t"
REFUSED = ("Cc", "Cs", "Zl", "Zp")
"""Unicode categories: controls, halves of pairs, and separators of lines."""

REORDERING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that show a line in another order than it is written in."""

CONTROL_NAMES = {0: "null", 7: "bell", 8: "backspace", 11: "vertical tab", 12: "form feed", 13: "carriage return",
                 27: "escape", 127: "delete", 133: "next line", 155: "control sequence"}  # fmt: skip

LOOKALIKES = {
    "\u00a0": "no-break space", "\u202f": "narrow no-break space", "\u2007": "figure space",
    "\u200b": "zero-width space",
    "\u2010": "hyphen", "\u2011": "non-breaking hyphen", "\u2012": "figure dash", "\u2013": "en dash",
    "\u2014": "em dash", "\u2212": "minus sign", "\u2018": "left quotation mark", "\u2019": "right quotation mark",
    "\u201c": "left quotation mark", "\u201d": "right quotation mark", "\ufeff": "byte order mark",
}  # fmt: skip
"""Characters that word processors put in the place of a space, a hyphen or a quotation mark."""


def character_name(character: str) -> str:
    """Return a character by its number and name, such as `U+001B (escape)`."""
    code = ord(character)
    known = CONTROL_NAMES.get(code) or LOOKALIKES.get(character) or unicodedata.name(character, "").lower()
    return f"U+{code:04X}" + (f" ({known})" if known else "")


def refused_character(text: str) -> str | None:
    r"""Return the first character of a text that no file may hold, or nothing if there is none.

    >>> refused_character("a title"), refused_character("gone \x1b[31m")
    (None, '\x1b')
    """
    if text.isprintable():  # most text is, and then has none of them
        return None
    return next((character for character in text if _is_refused(character)), None)


def _is_refused(character: str) -> bool:
    if character in ALLOWED_CONTROLS:
        return False
    is_none = (
        ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    )  # what Unicode calls a noncharacter
    return is_none or character in REORDERING or unicodedata.category(character) in REFUSED


def lookalike(text: str) -> str | None:
    """Return the first character that a word processor may have put into a text, or nothing if there is none."""
    return next((character for character in text if character in LOOKALIKES), None)


def printable(text: str) -> str:
    r"""Return text with what would do something to a terminal written as an escape sequence of Python.

    >>> printable("a\x1b[31m title")
    'a\\x1b[31m title'
    """
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or character in ALLOWED_CONTROLS
        else character.encode("unicode_escape").decode()
        for character in text
    )
