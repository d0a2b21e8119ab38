"""What commands share on the terminal: problems in words, exit codes, progress, and how wide it is."""

from __future__ import annotations

import codecs
import os
import signal
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click

from sim.config.text import printable

WRONG_INPUT = 2
RUNS_FAILED = 3
MISSED = 1
STOPPED, TERMINATED, PIPE_CLOSED = (128 + number for number in (2, 15, 13))  # SIGINT, SIGTERM and SIGPIPE, as shells do
STOPPED_HALFWAY = "Stopped. Completed runs have been saved; repeat the same command to resume."
RESUMED = ("sweep", "calibrate", "ways", "reach")
PLAIN = {
    "\u2026": "...", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u00d7": "x", "\u00a3": "GBP ", "\u2265": ">=",
    "\u2264": "<=", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2192": "->", "\u00b1": "+/-",
}  # fmt: skip
"""What a terminal without a character is shown in its place."""


class Stopped(KeyboardInterrupt):
    """The process was asked to end; everything that is under way is left as if it had not been begun."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def prepare_terminal() -> None:
    """Make sure that any text can be printed, and that a request to end the process ends it cleanly."""
    codecs.register_error("plain", in_plain_letters)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed before the process began
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream := getattr(sys, name), "reconfigure"):
            stream.reconfigure(errors="plain")
    for number in (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ():
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, stop_once)


def stop_once(number: int, frame: Any) -> None:
    """Stop what is under way; a second request while that is being done changes nothing."""
    for other in (signal.SIGINT, signal.SIGTERM):
        signal.signal(other, lambda *_: None)  # and not ignored, since that complains of a request already on its way
    raise Stopped(number)


def in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """Return what is printed in the place of characters that a terminal does not have."""
    assert isinstance(error, UnicodeEncodeError)
    text = error.object[error.start : error.end]
    encoding = "ascii" if error.encoding in ("ascii", "646", "us-ascii") else error.encoding
    plain = "".join(PLAIN.get(letter) or unicodedata.normalize("NFKD", letter) for letter in text)
    return plain.encode(encoding, "ignore").decode(encoding) or "?", error.end


def say(text: object = "", err: bool = False) -> None:
    """Print text as it is: what would do something to a terminal is shown and not done."""
    # Not by click, which would write UTF-8 to a terminal that asks for ASCII.
    print(printable(str(text)), file=sys.stderr if err else sys.stdout, flush=True)


def fail(message: str) -> None:
    """Say what is wrong and end with exit code 2."""
    say(message, err=True)
    sys.exit(WRONG_INPUT)


def reports_problems(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the errors that users can correct into messages without a traceback."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        from sim.config.errors import ScenarioError

        prepare_terminal()
        try:
            done = command(*args, **kwargs)
            sys.stdout.flush()
            return done
        except ScenarioError as error:
            fail(str(error))
        except KeyboardInterrupt as error:
            say(STOPPED_HALFWAY if command.__name__ in RESUMED else "Stopped. Nothing was written.", err=True)
            sys.exit(getattr(error, "exit_code", STOPPED))
        except BrokenPipeError:  # whoever read the output has seen enough
            leave_pipe()
        except ValueError as error:
            fail(str(error))
        except OSError as error:
            fail(f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error))
        except Exception as error:
            if type(error).__name__ != "ResultsError":
                raise
            fail(str(error))

    return guarded


def leave_pipe() -> None:
    """End without a word, and without another attempt to write what is still to be written."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(quiet, stream.fileno())
        except (OSError, ValueError):  # it has no file
            continue
    sys.exit(PIPE_CLOSED)


parameters_option = click.option(
    "--parameters",
    type=click.Choice(["defaults", "posterior"]),
    help="Use the default parameters, or give each replicate its own parameter set from the posterior sample. "
    "Default: as the scenario specifies.",
)


@contextmanager
def progress(title: str, rate: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show how many replicates are simulated and how long the rest will take; with a rate, how many in a second."""
    from sim.runs.progress import progress_bar

    with progress_bar(title, *(rate_columns() if rate else [])) as tick:
        yield tick


def rate_columns() -> list[Any]:
    """Return what a progress bar shows of a sweep besides; a run does without, and need not import what it takes."""
    from sim.views.sweep_view import RateColumn

    return [RateColumn()]


def console() -> Any:
    """Return the terminal, or what is as wide as a page if output goes elsewhere; text is shown as written."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 150, markup=False, emoji=False)
