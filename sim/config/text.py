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
"""Names of characters that word processors put in the place of a space, a hyphen or a quotation mark."""

ORDINARY = {"Zs": " ", "Pd": "-", "Cf": ""}
"""What a keyboard gives for spaces, dashes and what cannot be seen, by their Unicode category."""

QUOTATION_MARKS = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
}


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


def ordinary(character: str) -> str | None:
    """Return what a keyboard gives where a word processor or a web page has a character, or nothing for any other.

    >>> ordinary("\u00a0"), ordinary("\u2013"), ordinary("\u200b"), ordinary("a")
    (' ', '-', '', None)
    """
    if character.isascii():
        return None
    if character in QUOTATION_MARKS:
        return QUOTATION_MARKS[character]
    return ORDINARY.get("Pd" if character == "\u2212" else unicodedata.category(character))


def lookalike(text: str) -> int | None:
    """Return the position of the first character that a word processor may have put into a text, if there is one."""
    if text.isascii():
        return None
    return next((position for position, character in enumerate(text) if ordinary(character) is not None), None)


def in_ordinary_characters(text: str) -> str:
    """Return text as it would have been typed on a keyboard."""
    if text.isascii():
        return text
    typed = (ordinary(character) for character in text)
    return "".join(character if plain is None else plain for character, plain in zip(text, typed, strict=True))


def advice_on(character: str, line: int | None = None, column: int | None = None) -> str:
    """Return where a character stands that a word processor has put there, and what to write in its place.

    >>> advice_on("\u00a0", 3, 8)
    'line 3 has a no-break space (U+00A0) at column 8; write an ordinary space'
    """
    name = LOOKALIKES.get(character) or unicodedata.name(character, "character").lower()
    where = "it" if line is None else f"line {line}"
    column_text = "" if column is None else f" at column {column}"
    article = "an" if name[0] in "aeiou" else "a"
    instead = {" ": "write an ordinary space", "": "delete it"}.get(
        plain := ordinary(character) or "", f"write {plain}"
    )
    return f"{where} has {article} {name} (U+{ord(character):04X}){column_text}; {instead}"


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
