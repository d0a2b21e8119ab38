"""`turnaround ways` and `turnaround reach`: all the ways to a goal, and which combinations of outcomes there can be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sim.cli.terminal import console, progress, reports_problems, say


def search_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a search over levers."""
    for option in (
        click.option("--workers", type=click.IntRange(1), help="Number of threads. Default: all processors."),
        click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: results/FILE."),
        click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change one value: search.rounds=6."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("search", metavar="FILE")
@search_options
@reports_problems
def ways(search: str, sets: tuple[str, ...], out: Path | None, workers: int | None) -> None:
    """Find all regions of the levers that reach the goal of FILE (or a shipped name). Repeat the command to resume."""
    from sim.lever_search.search_loader import load_ways
    from sim.lever_search.ways import ways as carry_out
    from sim.results.run_folder import refuse_unwritable
    from sim.views.lever_search_view import ways_lines

    loaded = load_ways(search, sets)
    place = out or Path("results") / loaded.name
    refuse_unwritable(place)
    with progress(loaded.title) as tick:
        found = carry_out(loaded, place, workers=workers, progress=tick)
    for line in ways_lines(found):
        console().print(line)
    say(f"\nWritten to {found.save(place)}")


@click.command()
@click.argument("search", metavar="FILE")
@search_options
@reports_problems
def reach(search: str, sets: tuple[str, ...], out: Path | None, workers: int | None) -> None:
    """Find which combinations of the outcomes of FILE (or a shipped name) can be reached. Repeat it to resume."""
    from sim.lever_search.reach import reach as carry_out
    from sim.lever_search.search_loader import load_reach
    from sim.results.run_folder import refuse_unwritable
    from sim.views.lever_search_view import reach_lines

    loaded = load_reach(search, sets)
    place = out or Path("results") / loaded.name
    refuse_unwritable(place)
    with progress(loaded.title) as tick:
        found = carry_out(loaded, place, workers=workers, progress=tick)
    for line in reach_lines(found):
        console().print(line)
    say(f"\nWritten to {found.save(place)}")
