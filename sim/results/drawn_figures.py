"""The figures that come with a run, drawn by two processes at once where the machine allows it."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.plots.data.run_frames import RunFrames

PATIENCE = 120.0
"""Seconds after which this process draws what the other has not."""


def draw_figures(run: RunFrames, folder: Path) -> list[str]:
    """Draw every figure that comes with a run into a folder, as PNG and SVG; return their names.

    The first figure takes about as long as all others, so that another process draws it meanwhile. A copy of this
    process is needed for that, which has all that is simulated at hand; only Linux makes one safely.
    """
    from sim.plots import figures_of_run

    folder.mkdir(parents=True, exist_ok=True)
    names = figures_of_run(run)
    if not _can_be_copied():
        _draw(run, folder, names)
        return names
    other = multiprocessing.get_context("fork").Process(target=_draw, args=(run, folder, names[:1]), daemon=True)
    other.start()
    _draw(run, folder, names[1:])
    other.join(PATIENCE)
    if other.exitcode != 0:
        other.kill()
        _draw(run, folder, names[:1])
    return names


def _can_be_copied() -> bool:
    """Return whether there is a second processor for a copy of this process, and whether a copy may be made.

    A copy of a process with several threads may wait for ever for a lock that one of them held.
    """
    if not sys.platform.startswith("linux") or multiprocessing.current_process().daemon:
        return False
    return threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


def _draw(run: RunFrames, folder: Path, names: Sequence[str]) -> None:
    from sim.plots import draw, save
    from sim.plots.figure_files import garbage_kept

    with garbage_kept():
        for name in names:
            save(draw(run, name), folder, name)
