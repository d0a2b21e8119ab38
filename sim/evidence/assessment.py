"""Model output compared with observed data: every pattern, over enough replicates, as one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.evidence.cases import checked_case
from sim.evidence.measures import measurements_of, take_measurements
from sim.evidence.patterns import Pattern
from sim.evidence.simulated import AS_SHIPPED, Assumed, scenario_of
from sim.evidence.verdicts import MISS, PASS, REPORTED, Found, pattern_verdicts
from sim.model.indicators import OBSERVABLES
from sim.model.state import TrustState
from sim.model.variables import variables
from sim.outcomes import OUTCOMES
from sim.results.text_columns import read_csv_with_text
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_schema import DEFAULTS, Expectation

COLUMNS = (
    "pattern", "title", "figure", "use", "scale", "strength", "scenario", "band", "band_low", "band_high", "unit",
    "value", "low", "high", "interval", "n", "error", "verdict", "source", "what",
)  # fmt: skip


NATION = 100  # trusts from which a scenario is national


def is_national(scenario: str) -> bool:
    """Return whether a scenario is about a nation of trusts and not about a few."""
    return len(trust_ids(scenario_of(scenario, ()))) >= NATION


@dataclass(frozen=True, slots=True)
class Effort:
    """How many replicates patterns rest on: of national scenarios, and of those of a few trusts."""

    national: int
    local: int

    def replicates(self, scenario: str) -> int:
        """Return the replicates of a scenario."""
        return self.national if is_national(scenario) else self.local


FULL = Effort(national=200, local=1000)
QUICK = Effort(national=100, local=500)


def assess_patterns(
    patterns: Sequence[Pattern],
    effort: Effort = FULL,
    assumed: Assumed = AS_SHIPPED,
    first: int = 0,
    threads: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> pd.DataFrame:
    """Return a row for each figure of each pattern: the band, what the model shows, and the verdict.

    Parameters
    ----------
    assumed : assumptions about parameters.
    first : the number of the first replicate.
    progress : called with what is done and planned.

    Examples
    --------
    >>> from sim.evidence.patterns import patterns_named
    >>> found = assess_patterns(patterns_named(["P03a"]), Effort(2, 2))
    >>> list(found["pattern"])
    ['P03a']
    """
    readings = {pattern.name: measurements_of(pattern, effort.replicates(pattern.scenario)) for pattern in patterns
                if not pattern.cases}  # fmt: skip
    distinct = {reading for own in readings.values() for reading in own}
    done, planned = 0, len(distinct) + sum(len(pattern.cases) for pattern in patterns)

    def tick() -> None:
        nonlocal done
        done += 1
        progress(done, planned)

    values = take_measurements(distinct, assumed, first, threads, tick)
    rows: list[dict[str, Any]] = []
    for pattern in patterns:
        if not pattern.cases:
            rows += [pattern_row(pattern, found) for found in pattern_verdicts(pattern, readings[pattern.name], values)]
        for case in pattern.cases:
            checked = checked_case(case, assumed, effort.local, first, threads, pattern.changes)
            rows += [case_row(pattern, case, *both) for both in checked]
            tick()
    return pd.DataFrame(rows, columns=list(COLUMNS))


def pattern_row(pattern: Pattern, found: Found) -> dict[str, Any]:
    """Return the row of one figure of a pattern."""
    about = {"scenario": pattern.scenario, "unit": pattern.unit, "source": pattern.source, "what": pattern.what}
    return {**_about(pattern), **about, **_told(pattern, found)}


def case_row(pattern: Pattern, case: str, expectation: Expectation, found: Found) -> dict[str, Any]:
    """Return the row of an expectation of a case study."""
    unit = OUTCOMES[expectation.outcome].unit if expectation.outcome else pattern_unit(str(expectation.variable))
    about = {"scenario": case, "unit": unit, "source": expectation.source, "what": expectation.statement}
    return {**_about(pattern), **about, **_told(pattern, found)}


def _told(pattern: Pattern, found: Found) -> dict[str, Any]:
    return {
        "figure": found.band.figure,
        "band": found.band.in_words,
        "band_low": found.band.low,
        "band_high": found.band.high,
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "interval": found.interval,
        "n": found.count,
        "error": found.error,
        "verdict": (PASS if found.holds else MISS) if pattern.counts else REPORTED,
    }


def pattern_unit(variable: str) -> str:
    """Return the unit of a variable or published figure."""
    return OBSERVABLES[variable].unit if variable in OBSERVABLES else variables(TrustState)[variable].unit


def _about(pattern: Pattern) -> dict[str, Any]:
    return {
        "pattern": pattern.name,
        "title": pattern.title,
        "use": pattern.use,
        "scale": pattern.scale,
        "strength": pattern.strength,
    }


CHANCE = 3.0  # standard errors by which a figure may leave its band without being lost


def lost_patterns(found: pd.DataFrame, committed: pd.DataFrame) -> list[str]:
    """Return the patterns that held in the committed results and are now missed by more than chance explains."""
    held = {name for name, verdict in verdicts(committed).items() if verdict == PASS}
    missed = found[(found["verdict"] == MISS) & found["pattern"].isin(held)]
    slack = CHANCE * missed["error"].fillna(0.0)
    outside = (missed["value"] < missed["band_low"] - slack) | (missed["value"] > missed["band_high"] + slack)
    return list(dict.fromkeys(missed.loc[outside | missed["value"].isna(), "pattern"]))


def committed_file(source: str = DEFAULTS) -> Path:
    """Return the path of the committed results, with the defaults or over the posterior sample."""
    return Path(__file__).with_name(f"with_{source}.csv")


def read_committed(source: str = DEFAULTS) -> pd.DataFrame:
    """Return the committed results of a full run."""
    return read_csv_with_text(committed_file(source), "figure", "unit")


def verdicts(table: pd.DataFrame) -> dict[str, str]:
    """Return the verdict of each pattern: a pass only if every figure of it passes."""
    found = {}
    for name, rows in table.groupby("pattern", sort=False):
        own = set(rows["verdict"])
        found[str(name)] = MISS if MISS in own else PASS if PASS in own else REPORTED
    return found


def assessment_summary(table: pd.DataFrame) -> list[str]:
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
    return [*lines, f"Reported only, not calibrated to: {', '.join(reported)}"] if reported else lines


def _of_use(use: str, letters: str) -> Callable[[str, pd.DataFrame], bool]:
    def chosen(name: str, table: pd.DataFrame) -> bool:
        return name[0] in letters and table.loc[table["pattern"] == name, "use"].iloc[0] == use

    return chosen


GROUPS: dict[str, Callable[[str, pd.DataFrame], bool]] = {
    "Patterns of the record, calibrated to": _of_use("calibrate", "PN"),
    "Patterns of the record, in no calibration so far": _of_use("check", "PN"),
    "Fitted inputs (each is set by one parameter, so agreement is by construction)": _of_use("fitted input", "PN"),
    "Directions the sources report": _of_use("calibrate", "D"),
    "Case studies": _of_use("calibrate", "C"),
}
