"""How far a run is: reported to a function, or shown as a bar on a terminal or in a notebook."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.config.text import printable

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

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
def progress_bar(title: str, *columns: ProgressColumn) -> Iterator[Progress]:
    """Show a bar with what is done and how long the rest will take, and further columns.

    In a notebook the bar is shown below the cell; elsewhere on standard error.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    usual = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    stream = None if "ipykernel" in sys.modules else sys.stderr
    console = Console(file=stream, markup=False, emoji=False)
    is_shown = console.is_terminal or console.is_jupyter
    with Bar(*usual, *columns, console=console, transient=True, disable=not is_shown) as bar:
        task = bar.add_task(printable(title), total=None)
        yield lambda done, planned: bar.update(task, completed=done, total=planned)
