"""Durations of runs and sweeps, put into the groups that are compared: scenarios, worlds, or levels of a factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sim.comparison.comparison import distinct_names
from sim.config.arguments import folder_of
from sim.config.naming import nearest, one_meant
from sim.experiments.dataset import Sweep, open_experiment
from sim.experiments.manifest import KIND
from sim.results.checked_files import ResultsError, checked_bytes, checked_table, read_sealed
from sim.results.durations import SCENARIO, TWIN, WORLDS
from sim.results.run import Run
from sim.results.run_folder import COMPARISON
from sim.scenario.model_inputs import own_trusts, trust_ids, trust_name
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import Scenario

Source = str | Path | Run | Sweep
"""What leaves durations: a folder of a run or a sweep, or one that is open."""

WORLD = "world"
MOST_GROUPS = 6
DURATIONS = "durations.parquet"


@dataclass(frozen=True, slots=True)
class Durations:
    """The durations that one run or sweep has left.

    Attributes
    ----------
    name : what it is called.
    scenario : of the run, or the base of the sweep.
    table : a row for each spell, with the levels of every factor in a sweep.
    design : a row for each design point of a sweep, with the levels of its factors; one row and no factor of a run.
    """

    name: str
    scenario: Scenario
    table: pd.DataFrame
    design: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(index=[0]))

    @property
    def factors(self) -> list[str]:
        """Return the keys of the factors."""
        return list(self.design.columns)


@dataclass(frozen=True, slots=True)
class GroupedSpells:
    """Spells of one kind in groups.

    Attributes
    ----------
    table : replicate, trust, group, months and cause of each spell.
    groups : their names in order; the first is the reference.
    possible : how many trusts were simulated in each group, over all replicates.
    scenario : whose worlds they are; of several, the first.
    """

    table: pd.DataFrame
    groups: tuple[str, ...]
    possible: dict[str, int]
    scenario: Scenario


def durations_of(source: Source) -> Durations:
    """Return the durations of a run or a sweep.

    Raises
    ------
    ResultsError : the folder holds neither, or none that left durations.
    TypeError : it is no folder.
    """
    if isinstance(source, Run):
        return Durations(source.scenario_name, source.scenario, source.durations)
    if isinstance(source, Sweep):
        return _of_sweep(source)
    place = folder_of(source)
    manifest = read_sealed(place, "results folder")
    if manifest.get("kind") == KIND:
        return _of_sweep(open_experiment(place))
    if "inputs" not in manifest or COMPARISON in manifest:
        raise ResultsError(f"{place}: holds no run and no sweep; name folders of turnaround run or turnaround sweep")
    checked_bytes(place, "scenario.yaml", manifest["files"])
    scenario = load_scenario(place / "scenario.yaml").model_copy(update={"name": manifest["scenario"]})
    return Durations(place.name, scenario, checked_table(place, DURATIONS, manifest["files"]))


def _of_sweep(sweep: Sweep) -> Durations:
    base = sweep.experiment.base
    return Durations(sweep.experiment.name, base, sweep.frame("durations"), sweep.design[sweep.factors])


def grouped_spells(sources: Sequence[Source], of: str, by: str | None, trust: str | None) -> GroupedSpells:
    """Return the spells of one kind in the groups that are compared.

    Parameters
    ----------
    by : `world`, the key of a factor, or none: several folders are compared with each other, a run with its twin, and
        a sweep by its only factor.
    trust : id or name of one trust; none: all together.

    Raises
    ------
    ResultsError : folders cannot be compared in pairs.
    ValueError : there is no such factor or trust, or a factor has too many levels.
    """
    found = [durations_of(source) for source in sources]
    if len(found) > 1:
        return _by_scenario(found, of, by, trust)
    (one,) = found
    factor = by or (one.factors[0] if len(one.factors) == 1 else WORLD if not one.factors else None)
    if factor is None:
        raise ValueError(f"{one.name}: has {len(one.factors)} factors; choose one with --by: {', '.join(one.factors)}")
    return _by_world(one, of, trust) if factor == WORLD else _by_factor(one, factor, of, trust)


def _by_scenario(found: Sequence[Durations], of: str, by: str | None, trust: str | None) -> GroupedSpells:
    if by is not None:
        raise ValueError(f"--by {by}: works with one folder; several are compared with each other")
    first = found[0].scenario
    for other in found[1:]:
        for key in ("seed", "months"):
            here, there = getattr(first, key), getattr(other.scenario, key)
            if here != there:
                raise ResultsError(
                    f"{other.name}: has {key} {there}, and {found[0].name} has {here}; run both with the same, so that "
                    "replicates meet the same random events"
                )
    names = distinct_names([one.name for one in found])
    pieces = [_of_kind(one, of, trust, SCENARIO).assign(group=name) for one, name in zip(found, names, strict=True)]
    possible = {name: _possible(one, trust) for one, name in zip(found, names, strict=True)}
    return GroupedSpells(pd.concat(pieces, ignore_index=True), tuple(names), possible, first)


def _by_world(one: Durations, of: str, trust: str | None) -> GroupedSpells:
    titles = {TWIN: "without partnerships (twin)", SCENARIO: "as the scenario says"}
    worlds = [world for world in (TWIN, SCENARIO) if world == SCENARIO or one.scenario.has_twin]
    pieces = [_of_kind(one, of, trust, world).assign(group=titles[world]) for world in worlds]
    groups = tuple(titles[world] for world in worlds)
    return GroupedSpells(
        pd.concat(pieces, ignore_index=True), groups, dict.fromkeys(groups, _possible(one, trust)), one.scenario
    )


def _by_factor(one: Durations, factor: str, of: str, trust: str | None) -> GroupedSpells:
    if factor not in one.factors:
        raise nearest(factor, [*one.factors, WORLD], "factor")
    points = one.design[factor].value_counts(sort=False).sort_index()
    levels = points.index.tolist()
    if len(levels) > MOST_GROUPS:
        raise ValueError(
            f"--by {factor}: has {len(levels)} levels; allowed: at most {MOST_GROUPS}. turnaround discover looks at "
            "factors of many levels"
        )
    table = _of_kind(one, of, trust, SCENARIO)
    names = {level: f"{factor} {level:g}" if isinstance(level, float) else f"{factor} {level}" for level in levels}
    grouped = table.assign(group=[names[level] for level in table[factor]])
    of_a_point = _possible(one, trust) // len(one.design)
    possible = {names[level]: of_a_point * int(count) for level, count in points.items()}
    return GroupedSpells(grouped, tuple(names.values()), possible, one.scenario)


def _of_kind(one: Durations, of: str, trust: str | None, world: str) -> pd.DataFrame:
    table = one.table
    assert world in WORLDS
    chosen = table[(table["spell"] == of) & (table["world"] == world)]
    if trust is not None:
        names = trust_ids(one.scenario)
        own = [names[position] for position in own_trusts(one.scenario)]
        chosen = chosen[chosen["trust"] == one_meant(trust, {x: trust_name(x, one.scenario) for x in own}, "trust")]
    return chosen.astype({"trust": str, "cause": str})


def _possible(one: Durations, trust: str | None) -> int:
    trusts = len(own_trusts(one.scenario)) if trust is None else 1
    return trusts * one.scenario.replicates * len(one.design)
