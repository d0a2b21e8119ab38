"""Checks of what a scenario measures: its main outcome and its expectations."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.config.constraints import is_number
from sim.config.errors import Fault, Location
from sim.config.naming import reference_faults
from sim.model.enums import ProviderType, label
from sim.model.state import TrustState
from sim.model.variables import Variable, variables
from sim.outcomes import OUTCOMES
from sim.scenario.partial_scenario import Written, late, reference
from sim.scenario.recorded_measures import measured_variables, recorded_variables

if TYPE_CHECKING:
    from sim.model.indicators import Observable

STATISTICS = ("share", "mean", "median", "difference")
NEEDS_TWIN = "needs the matched run without partnerships (twin)"
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
    """Yield the faults in the main outcome and the expectations of a scenario."""
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
        yield from _reach(location, row)


def _trust(written: Written, location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    yield from reference_faults((*location, "trust"), "trust", row.get("trust"), written.trusts)


def _outcome(written: Written, location: Location, name: Any) -> Iterator[Fault]:
    if not isinstance(name, str) or name not in OUTCOMES:
        return
    horizon = HORIZON.search(name)
    if horizon and int(horizon[1]) > written.months:
        found = f"{name!r} looks {horizon[1]} months ahead, but the run lasts only {written.months} months"
        alike = [n for n in OUTCOMES if n.startswith(name[: horizon.start(1)])]
        fitting = [n for n in alike if int(n.rsplit("_", 1)[1]) <= written.months]
        longer = f"a run of at least {horizon[1]} months"
        shorter = " or ".join([*fitting[-1:], "an outcome with a shorter horizon"])
        yield Fault(location, found, f"{shorter}, or {longer} (--months)", fitting[-1] if fitting else None)
    if OUTCOMES[name].needs_twin and not written.has_twin:
        yield Fault(location, f"{name!r} {NEEDS_TWIN}, but the scenario has none", "twin: true")


def _one_measure(location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    both = "either `outcome`, or `variable` and `month`"
    if row.get("outcome") is None and row.get("variable") is None:
        yield Fault(location, "does not name anything to measure", both)
    elif row.get("outcome") is not None and row.get("variable") is not None:
        yield Fault((*location, "variable"), "cannot be combined with `outcome`", both)
    elif row.get("variable") is not None and row.get("month") is None:
        yield Fault((*location, "month"), "is missing", "the month in which the variable is measured")
    elif row.get("outcome") is not None and row.get("month") is not None:
        yield Fault((*location, "month"), "applies only to `variable`, not to `outcome`", both, at_key=True)


def _variable(written: Written, location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    name = row.get("variable")
    if name not in recorded_variables():
        yield from reference((*location, "variable"), "variable", name, list(measured_variables()))
        yield from _publishers(written, location, row)
    yield from late((*location, "month"), row.get("month"), written.months)


def _publishers(written: Written, location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the fault of a figure that no trust publishes, or that the one it is expected of does not."""
    from sim.model.indicators import OBSERVABLES, published_instead

    name, trust = row.get("variable"), row.get("trust")
    types = _provider_types(written, trust)
    if not isinstance(name, str) or name not in OBSERVABLES or not types or None in types:
        return  # has a fault of its own
    published = published_instead(name, [str(provider_type) for provider_type in types])
    if name not in published:
        who = "none of its trusts is one" if trust is None else f"{trust!r} is not one"
        found = f"{name!r} is a figure of {OBSERVABLES[name].publishers} trusts, and {who}"
        yield Fault((*location, "variable"), found, ", ".join(published))


def _provider_types(written: Written, trust: Any) -> list[str | None]:
    """Return the types of a trust, or of all trusts; nothing for one that does not exist, None for no type at all."""
    rows = [row for _, row in written.items("trusts") if trust is None or row.get("id") == written.trust_of(trust)]
    rows += [row for _, row in written.groups if trust is None and row]
    words = [label(provider_type) for provider_type in ProviderType]
    said = [label(ProviderType.ACUTE) if row.get("provider_type") is None else row["provider_type"] for row in rows]
    return [word if word in words else None for word in said]


def _statistic(written: Written, location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    statistic, name = row.get("statistic"), row.get("outcome")
    if statistic not in STATISTICS:
        return
    place: Location = (*location, "statistic")
    if statistic == "difference" and not written.has_twin:
        yield Fault(place, f"{statistic!r} {NEEDS_TWIN}, but the scenario has none", "twin: true")
    outcome = OUTCOMES.get(name) if isinstance(name, str) else None
    yes_or_no = outcome is not None and outcome.kind == "share"
    fitting = ["share", "mean"] if yes_or_no else ["mean", "median"]
    if outcome is None or not outcome.needs_twin:
        fitting.append("difference")
    if statistic not in fitting:
        yield Fault(place, f"{statistic!r} cannot be used for {name or row.get('variable')!r}", ", ".join(fitting))


def _bounds(location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    low, high = row.get("at_least"), row.get("at_most")
    if low is None and high is None:
        yield Fault(location, "needs `at_least` or `at_most`", "`at_least`, `at_most` or both")
    elif isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        found, allowed = f"found {high:g}, which is below `at_least`", f"a number of {low:g} or more"
        yield Fault((*location, "at_most"), found, allowed, other=(*location, "at_least"))


def _reach(location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield bounds that nothing that is measured can keep, such as a share of at least 1.2."""
    low, high = _range_of(row)
    if row.get("statistic") == "difference":
        low, high = low - high, high - low
    measured = "outcome" if row.get("outcome") is not None else "variable"
    allowed, other = f"a number from {low:g} to {high:g}", (*location, measured)
    bounds: tuple[tuple[str, Any], ...] = (("at_least", row.get("at_least")), ("at_most", row.get("at_most")))
    for key, bound in bounds:
        if is_number(bound) and (bound > high if key == "at_least" else bound < low):
            found = f"found {bound:g}, which {row[measured]!r} never reaches"
            yield Fault((*location, key), found, allowed, other=other)


def _range_of(row: Mapping[str, Any]) -> tuple[float, float]:
    """Return between which numbers what an expectation measures always lies; infinite where there is no bound."""
    outcome, variable = OUTCOMES.get(str(row.get("outcome"))), str(row.get("variable"))
    if outcome is not None and outcome.unit == "share":
        return 0.0, 1.0
    if row.get("outcome") is not None or variable not in measured_variables():
        return -math.inf, math.inf
    about = _about(variable)
    return (-math.inf if about.low is None else about.low), (math.inf if about.high is None else about.high)


def _about(variable: str) -> Variable | Observable:
    """Return what is declared of a variable that is recorded, or of a published figure."""
    if variable in recorded_variables():
        return variables(TrustState)[variable]
    from sim.model.indicators import OBSERVABLES

    return OBSERVABLES[variable]
