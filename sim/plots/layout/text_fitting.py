"""Text where room is scarce: its true width, lines that fill a width, and numbers with the decimals they need."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from sim.plots.printed_page import FALLBACK, MILLIMETRES_PER_INCH, TEXT_SIZE, page

POINTS_PER_INCH = 72.0
HINTED = 1.04
"""Letters on a screen are set on whole dots, and may come out that much wider."""

SCALES = ((0.1, 3), (10.0, 2), (100.0, 1))
"""Below which size a number has how many decimals."""

MOST_DECIMALS = 4


def width_of(text: str, weight: str = "normal") -> float:
    """Return the width of text of 7 points in the font of the page, in millimetres."""
    return _width_of(text, weight, page().font)


@cache
def _width_of(text: str, weight: str, font: str) -> float:
    letters = FontProperties(family=[font, FALLBACK], size=TEXT_SIZE, weight=weight)
    points: float = text_to_path.get_text_width_height_descent(text, letters, False)[0]
    return HINTED * points * MILLIMETRES_PER_INCH / POINTS_PER_INCH


def filled(text: str, width: float, joint: str = " ", weight: str = "normal") -> list[str]:
    """Return text broken into lines that fill a width in millimetres; a word that is too wide is broken, too."""
    lines: list[str] = []
    taken = 0.0  # widths of words are known from before, those of lines would have to be found anew
    space = width_of(f"n{joint}n", weight) - width_of("nn", weight) if joint else 0.0
    words = [part for word in text.split() for part in _fitting(word, width, weight)]
    for word in words:
        wide = width_of(word, weight)
        if lines and taken + space + wide <= width:
            lines[-1] = f"{lines[-1]}{joint}{word}"
            taken += space + wide
        else:
            lines.append(word)
            taken = wide
    return lines


def _fitting(word: str, width: float, weight: str) -> list[str]:
    """Return a word, or its parts up to dots and underscores if it is too wide; what is still too wide stays whole."""
    if width_of(word, weight) <= width:
        return [word]
    lines = [""]
    for part in re.findall(r"[^._]*[._]?", word):
        if lines[-1] and width_of(lines[-1] + part, weight) > width:
            lines.append("")
        lines[-1] += part
    return lines


def name_lines(name: str, width: float) -> list[str]:
    """Return a name of the program in lines that fill a width in millimetres, broken after underscores."""
    return filled(name.replace("_", "_ "), width, joint="")


def decimals(value: float, interval: Sequence[float], ends: Sequence[float] = ()) -> int:
    """Return how many decimals a value needs; more where it must differ from the end of a band that it misses."""
    sizes = [abs(number) for number in (value, *interval) if np.isfinite(number)]
    places = next((places for size, places in SCALES if max(sizes) < size), 0)
    others = [end for end in ends if end != value]
    while places < MOST_DECIMALS and any(round(value, places) == round(end, places) for end in others):
        places += 1
    return places


def written(number: float, places: int) -> str:
    """Return a number with a number of decimals, and a proper minus."""
    text = f"{number:.{places}f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def with_interval(value: float, low: float, high: float, ends: Sequence[float] = ()) -> str:
    """Return a value with its interval, if it has one."""
    places = decimals(value, (low, high), ends)
    if not (np.isfinite(low) and np.isfinite(high)):
        return written(value, places)
    return f"{written(value, places)} ({written(low, places)} to {written(high, places)})"


def plain_number(number: float) -> str:
    """Return a number as short as it is, and with a proper minus."""
    return f"{number:.6g}".replace("-", "−")
