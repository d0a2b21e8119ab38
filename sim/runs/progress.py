"""How far a run is: reported to a function, or shown as a bar on a terminal or in a notebook."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

from sim.config.text import printable

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

A_MOMENT = 0.1  # seconds between two updates of a bar in a notebook

Progress = Callable[[int, int], None]
"""Called with the number of replicates, or runs, done and planned."""


@contextmanager
def progress_of(asked: Progress | bool | None, title: str) -> Iterator[Progress | None]:
    """Give what is called as a run goes on: the function that was asked for, or that of a bar.

    Parameters
    ----------
    asked : a function; True for a bar; False or nothing for neither.
    title : what stands before the bar.
    """
    if asked is True:
        with progress_bar(title) as tick:
            yield tick
    else:
        yield asked or None


@contextmanager
def bar_below_cell(title: str) -> Iterator[Progress]:
    """Show a bar below the cell of a notebook, which goes when all is done; it needs no widgets."""
    from IPython.display import HTML, display

    shown = display(HTML(""), display_id=True)
    last = 0.0

    def tick(done: int, planned: int) -> None:
        nonlocal last
        if (now := time.monotonic()) - last >= A_MOMENT:
            last = now
            shown.update(HTML(bar_in_html(title, done, planned)))

    yield tick
    shown.update(HTML(""))


def bar_in_html(title: str, done: int, planned: int) -> str:
    """Return a bar as HTML."""
    label = escape(printable(title))
    return f'<label>{label} <progress value="{done}" max="{planned}"></progress> {done:,}/{planned:,}</label>'


@contextmanager
def progress_bar(title: str, *columns: ProgressColumn) -> Iterator[Progress]:
    """Show a bar with what is done and how long the rest will take, and further columns.

    In a notebook the bar is shown below the cell; elsewhere on standard error.
    """
    if "ipykernel" in sys.modules:
        with bar_below_cell(title) as tick:
            yield tick
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    usual = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr, markup=False, emoji=False)
    with Bar(*usual, *columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(printable(title), total=None)
        yield lambda done, planned: bar.update(task, completed=done, total=planned)
