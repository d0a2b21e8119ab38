"""Figures as files: in which formats, with which caption and words beside them."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from sim.config.naming import nearest
from sim.config.replaced_files import in_place_of
from sim.plots.layout.sheet import Sheet, paper
from sim.plots.printed_page import Page

DOTS_PER_INCH = 200
PNG, SVG, PDF = "png", "svg", "pdf"
FORMATS = (PNG, SVG, PDF)
"""Kinds of files that a figure can be written as."""

COMPRESSION = 3
"""Of PNG: higher levels save a tenth of the space and take three times as long."""

CAPTION, ALT = "caption.txt", "alt.txt"


def save(
    figure: Figure,
    folder: str | Path,
    name: str,
    formats: Sequence[str] = (PNG, SVG),
    dots_per_inch: int = DOTS_PER_INCH,
) -> tuple[Path, ...]:
    """Write a figure, by default as PNG and SVG; the same figure gives the same bytes.

    Parameters
    ----------
    formats : some of `FORMATS`.
    dots_per_inch : of the PNG, from which its size in print follows.

    Returns
    -------
    The paths of the files, in the order of the formats.
    """
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    own = getattr(figure, "page", Page())
    leave_bare_axes(figure)
    written = []
    with paper(own):
        for kind in formats:
            path = home / f"{name}.{kind}"
            with in_place_of(path) as file:
                about = _described(figure, name)[kind]
                packed: dict[str, Any] = {"pil_kwargs": {"compress_level": COMPRESSION}} if kind == PNG else {}
                figure.savefig(file, format=kind, dpi=dots_per_inch, metadata=about, **packed)
            written.append(path)
    return tuple(written)


def leave_bare_axes(figure: Figure) -> None:
    """Settle where the titles of axes without one would stand, which Matplotlib would work out from all their ticks."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if not axis.label.get_text():
                axis.set_label_coords(0.5, 0.5)


def _described(figure: Figure, name: str) -> dict[str, dict[str, Any]]:
    """Return what is written into each kind of file about the figure: its title, and what it shows in words."""
    title, alt = getattr(figure, "title_text", name), getattr(figure, "alt", "")
    return {
        PNG: {"Software": None, "Title": title, "Description": alt},
        SVG: {"Date": None, "Creator": None, "Title": title, "Description": alt},
        PDF: {"CreationDate": None, "Creator": None, "Producer": None, "Title": title, "Subject": alt},
    }


@contextmanager
def garbage_kept() -> Iterator[None]:
    """Let Python look for garbage only afterwards: a figure has many parts, and to look through them takes long."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def checked_formats(text: str) -> tuple[str, ...]:
    """Return kinds of files from a text with commas between them.

    Raises
    ------
    ValueError : one is not known.

    Examples
    --------
    >>> checked_formats("png, pdf")
    ('png', 'pdf')
    """
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in FORMATS:
            raise nearest(name, list(FORMATS), "format")
    if not names:
        raise ValueError(f"no format is given; allowed: {', '.join(FORMATS)}")
    return tuple(dict.fromkeys(names))


def checked_font(name: str) -> str:
    """Return the name of a font that is installed, as it is spelt.

    Raises
    ------
    ValueError : it is not installed.
    """
    from matplotlib.font_manager import fontManager

    known = {font.name.lower(): font.name for font in fontManager.ttflist}
    if name.lower() not in known:
        raise nearest(name, sorted(set(known.values())), "font")
    return known[name.lower()]


@dataclass(frozen=True, slots=True)
class FigureFiles:
    """Which files are written of each figure.

    Attributes
    ----------
    formats : some of `FORMATS`.
    dots_per_inch : of PNG, at the printed size.
    caption : whether the caption has a file of its own.
    alt : whether what the figure shows, in words, has a file of its own.
    """

    formats: tuple[str, ...] = (PNG, SVG)
    dots_per_inch: int = DOTS_PER_INCH
    caption: bool = False
    alt: bool = False

    def write(self, figure: Figure, folder: Path, name: str) -> str:
        """Write a figure into a folder; return which files there are."""
        save(figure, folder, name, self.formats, self.dots_per_inch)
        endings = list(self.formats)
        if isinstance(figure, Sheet):
            texts = {CAPTION: figure.caption if self.caption else "", ALT: figure.alt if self.alt else ""}
            for ending, text in texts.items():
                if text:
                    (folder / f"{name}.{ending}").write_text(f"{text}\n", encoding="utf-8")
                    endings.append(ending)
        last = f" and .{endings[-1]}" if len(endings) > 1 else ""
        return f"{folder / name}.{endings[0]}{''.join(f', .{ending}' for ending in endings[1:-1])}{last}"
