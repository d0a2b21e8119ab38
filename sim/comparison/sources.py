"""What is named for a comparison: scenarios to be simulated, and folders that hold their runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sim.comparison.comparison import Comparison, checked_months, compare, comparison_digest, trust_groups
from sim.comparison.twins import require_twins, version_of
from sim.results.checked_files import PACKAGE, ResultsError
from sim.results.run import Run, open_run
from sim.results.run_folder import EVERYTHING, read_manifest
from sim.runs.run_scenario import Progress, inputs_digest
from sim.runs.run_scenario import run as simulate
from sim.scenario.scenario_loader import load_scenario, shipped_scenarios
from sim.scenario.scenario_schema import Scenario

Bar = Callable[[str], AbstractContextManager[Progress]]
"""Gives a progress bar with a title."""


@dataclass(frozen=True, slots=True)
class Source:
    """A scenario that is compared, as it is called on the command line, and its run if a folder holds it."""

    name: str
    scenario: Scenario
    run: Run | None

    @property
    def inputs(self) -> str:
        """Return the digest of what decides the numbers of its run."""
        return inputs_digest(self.scenario) if self.run is None else str(self.run.about["inputs"])


@dataclass(frozen=True, slots=True)
class ComparisonPlan:
    """A comparison that can be made: twins, the months in which variables are read, and the one trust asked for."""

    sources: list[Source]
    months: list[int]
    trust: str | None

    @property
    def names(self) -> list[str]:
        """Return what the sources are called."""
        return [source.name for source in self.sources]

    @property
    def digest(self) -> str:
        """Return a digest of everything that decides what comes of it."""
        return comparison_digest(self.names, [source.inputs for source in self.sources], self.months, self.trust)

    def compare(self, bar: Bar) -> Comparison:
        """Simulate what no folder holds, and compare."""
        runs = []
        for source in self.sources:
            if source.run is not None:
                runs.append(source.run)
                continue
            with bar(source.scenario.title) as tick:
                runs.append(simulate(source.scenario, progress=tick))
        return compare(runs, self.months, self.trust, self.names)


def plan_comparison(
    named: Sequence[str],
    months: Sequence[int] | None,
    trust: str | None,
    sets: Sequence[str],
    numbers: Mapping[str, int | str | None],
) -> ComparisonPlan:
    """Return the comparison of what is named, checked in everything; nothing is simulated yet.

    Parameters
    ----------
    named, sets, numbers : as for `sources`.
    months, trust : as for `compare`.

    Raises
    ------
    ResultsError, ScenarioError, ValueError : as `sources` and `compare` do.
    """
    found = sources(named, sets, {key: value for key, value in numbers.items() if value is not None})
    scenarios = [source.scenario for source in found]
    groups = trust_groups(scenarios, trust)
    return ComparisonPlan(found, checked_months(months, scenarios[0].months), None if trust is None else groups[0])


def sources(named: Sequence[str], sets: Sequence[str], numbers: Mapping[str, int | str]) -> list[Source]:
    """Return what is named for a comparison, checked to be twins.

    Seed, months, replicates and the source of parameters are those of the first folder, or of the first scenario where
    there is no folder.

    Parameters
    ----------
    named : names of shipped scenarios, scenario files, or results folders.
    sets : changes made in every scenario, as `key=value`; not in folders.
    numbers : replicates, seed, months and parameters_from of every scenario, where they are asked for.

    Raises
    ------
    ResultsError : they are not twins, or a folder cannot be read.
    ScenarioError : a scenario is not sound.
    """
    opened = {name: open_run(name) for name in dict.fromkeys(named) if is_folder(name)}
    if len(opened) == len(set(named)) and (sets or numbers):
        raise ResultsError("only folders are compared: what was simulated cannot be changed any more; name scenarios")
    first = next(iter(opened.values())).scenario if opened else load_scenario(named[0], [*sets, *as_sets(numbers)])
    of_first = {key: getattr(first, key) for key in ("replicates", "seed", "months", "parameters_from")}
    shared = {**of_first, **numbers}
    found = []
    for name in named:
        run = opened.get(name)
        scenario = load_scenario(name, [*sets, *as_sets(shared)]) if run is None else run.scenario
        found.append(Source(name, scenario, run or kept_run(scenario)))
    refuse_same_names(named)
    versions = [version(PACKAGE) if source.run is None else version_of(source.run) for source in found]
    require_twins(named, [source.scenario for source in found], versions)
    return found


def is_folder(name: str) -> bool:
    """Return whether a name is that of a folder and not of a shipped scenario."""
    return name not in shipped_scenarios() and Path(name).is_dir()


def as_sets(numbers: Mapping[str, int | str]) -> list[str]:
    """Return numbers, and other values, as changes of a scenario."""
    return [f"{key}={value}" for key, value in numbers.items()]


def kept_run(scenario: Scenario) -> Run | None:
    """Return the run of a scenario if its usual results folder holds exactly this one, whole."""
    folder = Path("results") / scenario.name
    try:
        manifest = read_manifest(folder)
        is_whole = manifest.get("keep", EVERYTHING) == EVERYTHING
        return open_run(folder) if is_whole and manifest["inputs"] == inputs_digest(scenario) else None
    except ResultsError:  # there is none, or it is damaged: the scenario is simulated again
        return None


def refuse_same_names(named: Sequence[str]) -> None:
    """Refuse to compare something with itself.

    Raises
    ------
    ResultsError : a name comes twice.
    """
    if twice := [name for at, name in enumerate(named) if name in named[:at]]:
        raise ResultsError(f"{twice[0]}: is named twice; a scenario does not differ from itself")
