"""What commands share on the terminal: problems in words, exit codes, progress, and how wide it is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click

WRONG_INPUT = 2
RUNS_FAILED = 3
MISSED = 1
STOPPED = 130
STOPPED_HALFWAY = "Stopped. Completed runs have been saved; repeat the same command to resume."
RESUMED = ("sweep", "calibrate")


def fail(message: str) -> None:
    """Print a message and end with exit code 2."""
    click.echo(message, err=True)
    sys.exit(WRONG_INPUT)


def reports_problems(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the errors that users can correct into messages without a traceback."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        from sim.config.errors import ScenarioError

        try:
            return command(*args, **kwargs)
        except ScenarioError as error:
            fail(str(error))
        except KeyboardInterrupt:
            click.echo(STOPPED_HALFWAY if command.__name__ in RESUMED else "Stopped. Nothing was written.", err=True)
            sys.exit(STOPPED)
        except ValueError as error:
            fail(str(error))
        except OSError as error:
            fail(f"{error.filename or 'file'}: {error.strerror or error}")
        except Exception as error:
            if type(error).__name__ != "ResultsError":
                raise
            fail(str(error))

    return guarded


parameters_option = click.option(
    "--parameters",
    type=click.Choice(["defaults", "posterior"]),
    help="Use the default parameters, or give each replicate its own parameter set from the posterior sample. "
    "Default: as the scenario specifies.",
)


@contextmanager
def progress(title: str, rate: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show how many replicates are done and how long the rest will take; optionally with the rate per second."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    if rate:
        from sim.views.sweep_view import RateColumn

        columns.append(RateColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, planned: bar.update(task, completed=done, total=planned)


def console() -> Any:
    """Return the terminal, or a console as wide as a page if output is redirected."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 150)
