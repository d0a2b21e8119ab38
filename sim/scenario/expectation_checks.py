"""Checks of what a scenario wants measured: its main outcome, and what it expects to come out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sim.config.errors import Fault, Location
from sim.config.naming import reference_faults
from sim.outcomes import OUTCOMES
from sim.scenario.partial_scenario import Written, late, reference
from sim.scenario.recorded_measures import measured_variables, recorded_variables

STATISTICS = ("share", "mean", "median", "difference")
HORIZON = re.compile(r"_(?:within|change)_(\d+)$")


def months_needed(row: Mapping[str, Any]) -> int:
    """Return the shortest run in which an expectation, as it was written, can be checked."""
    if isinstance(row.get("month"), int):
        return int(row["month"])
    return horizon_of(str(row.get("outcome")))


def horizon_of(outcome: str) -> int:
    """Return the months that an outcome looks ahead, by its name; 0 where it looks at the whole run."""
    horizon = HORIZON.search(outcome)
    return int(horizon[1]) if horizon else 0


def expectation_faults(written: Written) -> Iterator[Fault]:
    """Yield what is wrong with the main outcome and the expectations of a scenario."""
    main = written.mapping("main_outcome")
    yield from _trust(written, ("main_outcome",), main)
    yield from _outcome(written, ("main_outcome", "outcome"), main.get("outcome"))
    for location, row in written.items("expect"):
        yield from _trust(written, location, row)
        yield from _outcome(written, (*location, "outcome"), row.get("outcome"))
        yield from _one_measure(location, row)
        yield from _variable(written, location, row)
        yield from _statistic(written, location, row)
        yield from _bounds(location, row)


def _trust(written: Written, location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    yield from reference_faults((*location, "trust"), "trust", row.get("trust"), written.trusts)


def _outcome(written: Written, location: Location, name: Any) -> Iterator[Fault]:
    if not isinstance(name, str) or name not in OUTCOMES:
        return
    horizon = HORIZON.search(name)
    if horizon and int(horizon[1]) > written.months:
        found = f"{name!r} needs {horizon[1]} months, the scenario has {written.months}"
        shorter = [n for n in OUTCOMES if n.startswith(name[: horizon.start(1)])]
        fitting = [n for n in shorter if int(n.rsplit("_", 1)[1]) <= written.months]
        yield Fault(location, found, ", ".join(fitting) or "an outcome without a horizon, or more months")
    if OUTCOMES[name].needs_twin and not written.has_twin:
        yield Fault(location, f"{name!r} compares with a twin without partnerships, and there is none", "twin: true")


def _one_measure(location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    both = "either `outcome`, or `variable` and `month`"
    if row.get("outcome") is None and row.get("variable") is None:
        yield Fault(location, "says nothing to measure", both)
    elif row.get("outcome") is not None and row.get("variable") is not None:
        yield Fault((*location, "variable"), "stands beside `outcome`", both)
    elif row.get("variable") is not None and row.get("month") is None:
        yield Fault((*location, "month"), "is missing", "the month in which the variable is read")
    elif row.get("outcome") is not None and row.get("month") is not None:
        yield Fault((*location, "month"), "an outcome is not read in a month", both, at_key=True)


def _variable(written: Written, location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    name = row.get("variable")
    if name not in recorded_variables():
        yield from reference((*location, "variable"), "variable", name, list(measured_variables()))
    yield from late((*location, "month"), row.get("month"), written.months)


def _statistic(written: Written, location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    statistic, name = row.get("statistic"), row.get("outcome")
    if statistic not in STATISTICS:
        return
    place: Location = (*location, "statistic")
    if statistic == "difference" and not written.has_twin:
        yield Fault(place, "a difference needs a twin without partnerships, and there is none", "twin: true")
    outcome = OUTCOMES.get(name) if isinstance(name, str) else None
    yes_or_no = outcome is not None and outcome.kind == "share"
    fitting = ["share", "mean"] if yes_or_no else ["mean", "median"]
    if outcome is None or not outcome.needs_twin:
        fitting.append("difference")
    if statistic not in fitting:
        yield Fault(place, f"{statistic!r} does not suit {name or row.get('variable')!r}", ", ".join(fitting))


def _bounds(location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    low, high = row.get("at_least"), row.get("at_most")
    if low is None and high is None:
        yield Fault(location, "has no bound", "`at_least`, `at_most` or both")
    elif isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        yield Fault((*location, "at_most"), f"found {high:g}, which is below `at_least`", f"a number from {low:g} up")
