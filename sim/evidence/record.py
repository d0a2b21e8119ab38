"""The model held against the record: every pattern over enough replicates to be sure, as one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.evidence.cases import checked_case
from sim.evidence.judging import MISS, PASS, REPORTED, Found, judged
from sim.evidence.patterns import Pattern
from sim.evidence.readings import read, readings_of
from sim.evidence.worlds import scenario_of
from sim.observables import OBSERVABLES
from sim.outcomes import OUTCOMES
from sim.scenario.schema import Expectation
from sim.state import TrustState, variables

COLUMNS = (
    "pattern", "title", "figure", "use", "scale", "strength", "scenario", "band", "band_low", "band_high", "unit",
    "value", "low", "high", "interval", "n", "error", "verdict", "source", "what",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effort:
    """How many replicates patterns rest on: of national scenarios, and of those of a few trusts."""

    national: int
    local: int

    def replicates(self, scenario: str) -> int:
        """Return the replicates of a scenario."""
        return self.national if scenario.startswith("england") else self.local


FULL = Effort(national=200, local=1000)
QUICK = Effort(national=40, local=300)


def held_against_record(
    patterns: Sequence[Pattern],
    effort: Effort = FULL,
    parameters: Mapping[str, float] | None = None,
    first: int = 0,
    threads: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> pd.DataFrame:
    """Return a row for each figure of each pattern: the band, what the model shows, and the verdict.

    Parameters
    ----------
    parameters : values that differ from the defaults, by name.
    first : the number of the first replicate.
    progress : called with what is done and planned.
    """
    readings = {pattern.name: readings_of(pattern, effort.replicates(pattern.scenario)) for pattern in patterns
                if not pattern.cases}  # fmt: skip
    distinct = {reading for own in readings.values() for reading in own}
    cases = [(pattern, case) for pattern in patterns for case in pattern.cases]
    done, planned = 0, len(distinct) + len(cases)

    def tick() -> None:
        nonlocal done
        done += 1
        progress(done, planned)

    values = read(distinct, parameters or {}, first, threads, tick)
    rows: list[dict[str, Any]] = []
    for pattern in patterns:
        if not pattern.cases:
            found = judged(pattern, readings[pattern.name], values)
            rows += [row_of(pattern, one) for one in found]
        for case in pattern.cases:
            checked = checked_case(case, parameters or {}, effort.local, first, threads)
            expected = scenario_of(case, ()).expect
            rows += [
                row_of_case(pattern, case, *both) for both in zip(expected, checked.to_dict("records"), strict=True)
            ]
            tick()
    return pd.DataFrame(rows, columns=list(COLUMNS))


def row_of(pattern: Pattern, found: Found) -> dict[str, Any]:
    """Return the row of one figure of a pattern."""
    return {
        **_about(pattern),
        "figure": found.band.figure,
        "scenario": pattern.scenario,
        "band": found.band.in_words,
        "band_low": found.band.low,
        "band_high": found.band.high,
        "unit": pattern.unit,
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "interval": found.interval,
        "n": found.count,
        "error": found.error,
        "verdict": (PASS if found.holds else MISS) if pattern.counts else REPORTED,
        "what": pattern.what,
    }


def row_of_case(pattern: Pattern, case: str, expectation: Expectation, checked: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the row of an expectation of a case study, from the row of `check_expectations`."""
    return {
        **_about(pattern),
        "figure": checked["measure"],
        "scenario": case,
        "band": checked["expected"],
        "band_low": expectation.at_least,
        "band_high": expectation.at_most,
        "unit": OUTCOMES[expectation.outcome].unit if expectation.outcome else unit_of(str(expectation.variable)),
        "value": checked["found"],
        "low": checked["low"],
        "high": checked["high"],
        "interval": checked["band"],
        "n": checked["n"],
        "error": float("nan"),
        "verdict": PASS if checked["verdict"] == "held" else MISS,
        "source": checked["source"],
        "what": checked["statement"],
    }


def unit_of(variable: str) -> str:
    """Return the unit of a variable or published figure."""
    return OBSERVABLES[variable].unit if variable in OBSERVABLES else variables(TrustState)[variable].unit


def _about(pattern: Pattern) -> dict[str, Any]:
    return {
        "pattern": pattern.name,
        "title": pattern.title,
        "use": pattern.use,
        "scale": pattern.scale,
        "strength": pattern.strength,
        "source": pattern.source,
    }


def verdicts(table: pd.DataFrame) -> dict[str, str]:
    """Return the verdict of each pattern: a pass only if every figure of it passes."""
    found = {}
    for name, rows in table.groupby("pattern", sort=False):
        own = set(rows["verdict"])
        found[str(name)] = MISS if MISS in own else PASS if PASS in own else REPORTED
    return found


def account(table: pd.DataFrame) -> list[str]:
    """Return in words how many patterns pass, and which are missed."""
    by_pattern = verdicts(table)
    lines = []
    for title, chosen in GROUPS.items():
        own = {name: verdict for name, verdict in by_pattern.items() if chosen(name, table)}
        if own:
            missed = [name for name, verdict in own.items() if verdict == MISS]
            tail = f"; missed: {', '.join(missed)}" if missed else ""
            lines.append(f"{title}: {len(own) - len(missed)} of {len(own)} pass{tail}")
    reported = [name for name, verdict in by_pattern.items() if verdict == REPORTED]
    return [*lines, f"Reported only, never tuned to: {', '.join(reported)}"] if reported else lines


def _of_use(use: str, letter: str) -> Callable[[str, pd.DataFrame], bool]:
    def chosen(name: str, table: pd.DataFrame) -> bool:
        return name.startswith(letter) and table.loc[table["pattern"] == name, "use"].iloc[0] == use

    return chosen


GROUPS: dict[str, Callable[[str, pd.DataFrame], bool]] = {
    "Patterns of the record (calibrated to)": _of_use("calibrate", "P"),
    "Fitted inputs (one parameter meets each; no success)": _of_use("fitted input", "P"),
    "Directions the sources report": _of_use("calibrate", "D"),
    "Case studies": _of_use("calibrate", "C"),
}
