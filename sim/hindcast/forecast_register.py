"""A register of forecasts, so that they can be scored once the months have passed.

A register is a file of lines that are only ever added: each holds a forecast with its date, the digests of its run and
the digest of the line before, so that a change of what was forecast shows.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from sim.hindcast.forecast_bands import MEMBERS, Forecast, ForecastSet
from sim.model.indicators import OBSERVABLES
from sim.results.checked_files import MEND, ResultsError, read_bytes
from sim.scenario.dated_marks import DatedMark
from sim.scenario.provenance import LIKE_YOURS

FORMAT = 1
FIRST = "0" * 64
"""What the first line has in the place of the digest of the one before."""


def register(path: Path, forecast: ForecastSet, run: dict[str, str]) -> int | None:
    """Add a forecast to a register, which is made if it is not there; return its number.

    Parameters
    ----------
    run : digests of the run.

    Returns
    -------
    The number of the forecast, from 1; nothing if the register holds it already.

    Raises
    ------
    ResultsError : the file is no register, has been changed, or cannot be written.
    """
    try:
        with FileLock(f"{path}.lock"):
            entries = read_register(path) if path.exists() else []
            content = content_of(forecast, run)
            if any(_without_date(entry) == _without_date(content) for entry in entries):
                return None
            before = entries[-1]["digest"] if entries else FIRST
            _append(path, _sealed({**content, "before": before}))
            return len(entries) + 1
    except OSError as error:
        raise ResultsError(f"{path}: cannot be written ({error.strerror or error})") from None
    finally:
        Path(f"{path}.lock").unlink(missing_ok=True)


def content_of(forecast: ForecastSet, run: dict[str, str]) -> dict[str, Any]:
    """Return a forecast as it is kept."""
    return {
        "format": FORMAT,
        "note": LIKE_YOURS,
        "registered": datetime.now(UTC).isoformat(timespec="seconds"),
        "run": run,
        **{name: getattr(forecast, name) for name in ABOUT},
        "forecasts": [
            {
                "trust": one.trust,
                "figure": one.figure,
                "provider_type": one.provider_type,
                "quantiles": one.quantiles.tolist(),
            }
            for one in forecast.forecasts
        ],
    }


ABOUT = ("title", "months", "start_month", "start", "replicates", "trust_names", "policy_months",
         "dated_marks", "parameters_note")  # fmt: skip
DATED = ("registered", "before", "digest")
"""What differs between two entries of the same forecast."""


def _without_date(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in DATED}


def _sealed(content: dict[str, Any]) -> str:
    return json.dumps({**content, "digest": _digest(content)}, ensure_ascii=False)


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _append(path: Path, line: str) -> None:
    """Add a line at the end of a file, and make sure that it is on the disk."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())


def read_register(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a register, made sure to be what was written.

    Raises
    ------
    ResultsError : it is not there, is no register, or an entry has been changed or taken out.
    """
    if not path.exists():
        raise ResultsError(f"{path}: there is no such register; turnaround register makes one")
    entries: list[dict[str, Any]] = []
    before = FIRST
    for number, line in enumerate(read_bytes(path).decode("utf-8", errors="replace").splitlines(), start=1):
        try:
            entry = json.loads(line)
            stated = entry.pop("digest")
            whole = entry["format"] == FORMAT and _digest(entry) == stated and entry["before"] == before
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise ResultsError(f"{path}:{number}: is no entry of a register of forecasts; {MEND}") from None
        if not whole:
            raise ResultsError(
                f"{path}:{number}: this forecast, or one before it, has been changed or taken out; {MEND}"
            )
        entries.append({**entry, "digest": stated})
        before = stated
    return entries


def registered(path: Path, number: int | None) -> ForecastSet:
    """Return a forecast of a register: the last, or that of a number, from 1.

    Raises
    ------
    ResultsError : as `read_register`, or it holds none of that number.
    """
    entries = read_register(path)
    if not entries or (number is not None and number > len(entries)):
        raise ResultsError(f"{path}: holds {len(entries)} forecasts; there is no number {number or 1}")
    entry = entries[-1 if number is None else number - 1]
    forecasts = [
        Forecast(one["trust"], one["figure"], one["provider_type"], np.array(one["quantiles"], dtype=float))
        for one in entry["forecasts"]
    ]
    if any(one.figure not in OBSERVABLES or len(one.quantiles) != MEMBERS for one in forecasts):
        raise ResultsError(f"{path}: forecast {number or len(entries)} was written by another version of this program")
    about = {name: entry[name] for name in ABOUT}
    marks = [DatedMark(*mark) for mark in entry["dated_marks"]]
    return ForecastSet(forecasts=forecasts, **{**about, "dated_marks": marks})
