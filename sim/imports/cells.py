"""What single cells of published files say: numbers, months and codes, however they are written."""

from __future__ import annotations

import re
from collections.abc import Collection

from sim.config.text import in_ordinary_characters

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBER = re.compile(r"[-+]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?(e[-+]?\d+)?", re.IGNORECASE)
A_NUMBER = "a number such as 1234.5 or 1,234.5"
A_MONTH = "a month such as 2025-06, 30/06/2025, June 2025 or Q1 2025/26"


def plain(text: str) -> str:
    """Return text as it is compared: without capitals, and with single spaces."""
    return " ".join(in_ordinary_characters(text).split()).casefold()


def number_of(text: str) -> float:
    """Return the number that a cell holds; of a percentage, such as `76.3%`, the number before the sign.

    Raises
    ------
    ValueError : it holds no number.
    """
    typed = in_ordinary_characters(text).replace(" ", "").removesuffix("%")
    if typed.startswith("(") and typed.endswith(")"):  # as accounts write what is below zero
        typed = f"-{typed[1:-1]}"
    if not NUMBER.fullmatch(typed) or not any(map(str.isdigit, typed)):
        raise ValueError(f"{text!r} is no number")
    return float(typed.replace(",", ""))


def is_suppressed(text: str, signs: Collection[str]) -> bool:
    """Return whether a cell says that its figure is not published."""
    return plain(text) in signs


def code_of(text: str) -> str:
    """Return the code of an organisation, in capitals."""
    return in_ordinary_characters(text).strip().upper()


def month_of(text: str) -> int:
    """Return the month that a cell names, counted from the year 0.

    A quarter is named by its last month; a financial year, such as `2025/26 plan`, by its last month, too.

    Raises
    ------
    ValueError : it names no month.
    """
    said = plain(text)
    for pattern, read in READINGS:
        if found := re.search(pattern, said):
            month = read(*found.groups())
            if 1900 * 12 <= month < 2200 * 12:
                return month
    raise ValueError(f"{text!r} is no month")


def _in_year(year: str, month: int) -> int:
    if not 1 <= month <= 12:
        raise ValueError(f"{month} is no month")
    full = int(year) + (2000 if len(year) == 2 else 0)
    return full * 12 + month - 1


def _quarter(quarter: str, year: str) -> int:
    return _in_year(year, 3) + 3 * int(quarter)


READINGS = (
    (r"^(\d{4})-(\d{1,2})(?:-\d{1,2})?(?:[t ]|$)", lambda year, month: _in_year(year, int(month))),
    (r"^\d{1,2}[/.](\d{1,2})[/.](\d{4})", lambda month, year: _in_year(year, int(month))),
    (
        rf"({'|'.join(MONTHS)})[a-z]*[ _-]+(\d{{4}}|\d{{2}})\b",
        lambda name, year: _in_year(year, MONTHS.index(name) + 1),
    ),
    (r"q([1-4])[ _-]*(\d{4})", _quarter),
    (r"(\d{4})[/-]\d{2}[ _-]*q([1-4])", lambda year, quarter: _quarter(quarter, year)),
    (r"^(\d{4})[/-]\d{2}\b", lambda year: _in_year(year, 3) + 12),
)
"""Ways of writing a month: each a pattern, and how the month is worked out from what it finds."""


def month_text(month: int) -> str:
    """Return a month as `2025-06`."""
    return f"{month // 12}-{month % 12 + 1:02d}"
