"""The mechanisms that the sources report: which rule represents each, and what changes when it is switched off.

`mechanisms.yaml` describes each in words and settings; `mechanisms.csv` holds the results. A mechanism counts as
represented only if switching it off changes a named outcome in a named scenario. Both runs meet the same worlds
(common random numbers), so that a difference between them is due to the mechanism.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from io import StringIO
from itertools import groupby
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import numpy as np
import pandas as pd

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.record import ReplicateRecord
from sim.engine.replicate_outcomes import outcomes_of
from sim.model.indicators import OBSERVABLES
from sim.parameters import Parameters
from sim.results.summary import mean
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import Scenario

FOLDER = Path(__file__).parent
ROUNDING = 1e-9
DIGITS = 6
RAISES, LOWERS, SHIFTS = "raises", "lowers", "shifts"
EFFECTS = (RAISES, LOWERS, SHIFTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """A mechanism, and how to see it at work.

    Attributes
    ----------
    name : M1 and so on.
    what, source : what is reported, in our words, and where.
    rule : the function that represents it, below `sim` or `sim.rules`.
    scenario, trust : where it shows; without a trust, the mean over all trusts.
    outcome : what is read off each replicate; or else `variable` in `month`.
    effect : what the mechanism does to that outcome: raises, lowers, or shifts it without a direction in the sources.
    off : the changes that switch it off.
    changes : changes made in both runs, without which it would not show.
    replicates : how many worlds are compared.
    left_out : the argument for leaving it out; then there is no rule.
    """

    name: str
    what: str
    source: str
    rule: str = ""
    scenario: str = ""
    trust: str = ""
    outcome: str = ""
    variable: str = ""
    month: int = 0
    effect: str = ""
    off: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    replicates: int = 0
    left_out: str = ""

    @property
    def measure(self) -> str:
        """Return what is compared, in words."""
        measure = self.outcome or f"{self.variable} in month {self.month}"
        return f"{measure}, {self.trust}" if self.trust else f"{measure}, mean of all trusts"


@dataclass(frozen=True, slots=True)
class Finding:
    """What switching off one mechanism changed: a row of the committed results, all as text."""

    mechanism: str
    scenario: str
    both: str
    off: str
    measure: str
    effect: str
    replicates: str
    differ: str
    mean_on: str
    mean_off: str
    difference: str
    low: str
    high: str

    @property
    def represented(self) -> bool:
        """Return whether the outcome differs in at least one replicate by more than rounding."""
        return int(self.differ) > 0

    @property
    def contradicts(self) -> bool:
        """Return whether the 95 % interval of the difference lies wholly on the side that the sources do not report."""
        if self.low == "" or self.effect == SHIFTS:
            return False
        return float(self.high) < 0.0 if self.effect == RAISES else float(self.low) > 0.0

    @property
    def in_words(self) -> str:
        """Return the difference with its interval, and in how many replicates there is one."""
        if not self.difference:
            return f"no replicate has a value in both runs; {self.differ} of {self.replicates} differ"
        numbers = (float(number) for number in (self.difference, self.low, self.high))
        value, low, high = (f"{number:.3g}" for number in numbers)
        return f"{value} [{low}, {high}]; {self.differ} of {self.replicates} differ"


@cache
def mechanisms() -> dict[str, Mechanism]:
    """Return every mechanism by name, in the order of the data file."""
    from ruamel.yaml import YAML

    data = YAML(typ="safe", pure=True).load(FOLDER / "mechanisms.yaml")
    usual = data["replicates"]
    return {name: _mechanism(name, row, usual) for name, row in data["mechanisms"].items()}


def _mechanism(name: str, row: dict[str, Any], replicates: int) -> Mechanism:
    fields = {"replicates": replicates, **row}
    fields["off"] = tuple(row.get("off", ()))
    fields["changes"] = tuple(fields.pop("with", ()))
    return Mechanism(name=name, **fields)


def implemented_mechanisms() -> list[Mechanism]:
    """Return the mechanisms that a rule stands for."""
    return [mechanism for mechanism in mechanisms().values() if not mechanism.left_out]


def mechanisms_named(names: Iterable[str]) -> list[Mechanism]:
    """Return the mechanisms of these names; all that a rule stands for if none is named.

    Raises
    ------
    ValueError : a name that is no mechanism, or one that is left out.
    """
    names, table = list(names), mechanisms()
    for name in names:
        if name not in table:
            raise ValueError(f"there is no mechanism {name!r}; allowed: M1 to M{len(table)}")
        if table[name].left_out:
            raise ValueError(f"{name} is left out of the model: {table[name].left_out}")
    return [table[name] for name in names] or implemented_mechanisms()


def rule_of(mechanism: Mechanism) -> Callable[..., Any]:
    """Return the function that represents a mechanism.

    Raises
    ------
    AttributeError, ImportError : there is no such function.
    """
    found: Callable[..., Any] = resolve_name(f"sim.rules.{mechanism.rule}")
    return found


def mechanism_scenario(mechanism: Mechanism, switched_off: bool) -> Scenario:
    """Return the scenario of a mechanism with it at work, or switched off."""
    return load_scenario(mechanism.scenario, [*mechanism.changes, *(mechanism.off if switched_off else ())])


def compare_mechanisms(
    chosen: Sequence[Mechanism],
    replicates: int | None = None,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> dict[str, Finding]:
    """Return what switching off each mechanism changes; those with the same worlds share the runs with all at work."""
    found: dict[str, Finding] = {}

    def shared(mechanism: Mechanism) -> tuple[str, tuple[str, ...], int]:
        return mechanism.scenario, mechanism.changes, replicates or mechanism.replicates

    for (_, _, count), alike in groupby(sorted(chosen, key=shared), key=shared):
        group = list(alike)
        scenario = mechanism_scenario(group[0], switched_off=False)
        records = simulate_mechanism(scenario, count)
        for mechanism in group:
            without = mechanism_scenario(mechanism, switched_off=True)
            values = measured_outcome(mechanism, scenario, records)
            found[mechanism.name] = finding(
                mechanism, values, measured_outcome(mechanism, without, simulate_mechanism(without, count))
            )
            progress(len(found), len(chosen))
    return {mechanism.name: found[mechanism.name] for mechanism in chosen}


def simulate_mechanism(scenario: Scenario, replicates: int) -> list[ReplicateRecord]:
    """Return the first replicates of a scenario."""
    return [TurnaroundModel(scenario, replicate).run() for replicate in range(replicates)]


def measured_outcome(mechanism: Mechanism, scenario: Scenario, records: Sequence[ReplicateRecord]) -> pd.Series:
    """Return what a mechanism is judged by, one value for each replicate."""
    parameters = Parameters(scenario.parameters)
    trusts = trust_ids(scenario)
    values = []
    for record in records:
        row = pd.Series(_of_trusts(mechanism, record, parameters), index=trusts, dtype=float)
        values.append(row[mechanism.trust] if mechanism.trust else row.mean())
    return pd.Series(values, dtype=float)


def _of_trusts(mechanism: Mechanism, record: ReplicateRecord, parameters: Parameters) -> Any:
    if mechanism.outcome:
        return outcomes_of(record, parameters)[mechanism.outcome]
    observable = OBSERVABLES.get(mechanism.variable)
    if observable is None:
        return record.states[mechanism.variable][mechanism.month]
    return observable.of(record.states[observable.level][mechanism.month])


def finding(mechanism: Mechanism, on: pd.Series, off: pd.Series) -> Finding:
    """Return the row of a mechanism from the values with it at work and switched off, replicate by replicate."""
    differ = (on.isna() != off.isna()) | ((on - off).abs() > ROUNDING)
    difference = mean(on - off)
    numbers = (on.mean(), off.mean(), difference.value, difference.low, difference.high)
    return Finding(
        mechanism.name,
        mechanism.scenario,
        "; ".join(mechanism.changes),
        "; ".join(mechanism.off),
        mechanism.measure,
        mechanism.effect,
        str(len(on)),
        str(int(differ.sum())),
        *map(_number, numbers),
    )


def _number(value: float) -> str:
    """Return a number as it is written: six digits, no minus before a nought, nothing if it is missing."""
    return "" if np.isnan(value) else f"{value + 0.0:.{DIGITS}g}"


def results_file() -> Path:
    """Return the path of the committed results."""
    return FOLDER / "mechanisms.csv"


def read_findings() -> dict[str, Finding]:
    """Return the committed results by the name of the mechanism."""
    path = results_file()
    if not path.exists():
        return {}
    return {row["mechanism"]: Finding(**row) for row in csv.DictReader(StringIO(path.read_text(encoding="utf-8")))}


def write_findings(found: dict[str, Finding]) -> None:
    """Write results over the committed ones; those of mechanisms not among them stay."""
    together = {**read_findings(), **found}
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(Finding))
    for mechanism in implemented_mechanisms():
        if mechanism.name in together:
            writer.writerow(astuple(together[mechanism.name]))
    results_file().write_text(text.getvalue(), encoding="utf-8")


def mechanism_summary(found: dict[str, Finding]) -> list[str]:
    """Return in words how many mechanisms are represented, which not, and which do the opposite of what is reported."""
    silent = [name for name, row in found.items() if not row.represented]
    opposite = [name for name, row in found.items() if row.contradicts]
    left_out = [name for name, item in mechanisms().items() if item.left_out]
    lines = [f"{len(found) - len(silent)} of {len(found)} mechanisms change their outcome when they are switched off."]
    lines += [f"No change for: {', '.join(silent)}"] if silent else []
    lines += [f"Effect opposite to that in the sources: {', '.join(opposite)}"] if opposite else []
    return [*lines, f"Left out of the model, with reasons: {', '.join(left_out)}"]
