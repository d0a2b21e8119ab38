"""The sources of a comparison: scenarios to simulate, and folders that hold runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sim.comparison.comparison import (
    Comparison,
    checked_months,
    compare_runs,
    comparison_digest,
    distinct_names,
    trust_groups,
)
from sim.comparison.twins import require_twins, version_of
from sim.config.arguments import Sets, list_of, set_texts, source_of, whole_number
from sim.results.checked_files import PACKAGE, ResultsError
from sim.results.run import Run, open_run
from sim.results.run_folder import EVERYTHING, read_manifest
from sim.runs.progress import Progress, progress_of
from sim.runs.run_scenario import NUMBERS, changed_scenario, inputs_digest
from sim.runs.run_scenario import run as simulate
from sim.scenario.scenario_loader import shipped_scenarios
from sim.scenario.scenario_schema import Scenario

Named = str | Path | Scenario | Run
"""What can be compared: a name, a scenario file, a results folder, or what was loaded or run."""

Bar = Callable[[str], AbstractContextManager[Progress | None]]
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
            with bar(source.scenario.shown_title) as tick:
                runs.append(simulate(source.scenario, progress=tick))
        return compare_runs(runs, self.months, self.trust, self.names)


def compare(
    named: Sequence[Named],
    *,
    month: int | Sequence[int] | None = None,
    trust: str | None = None,
    names: Sequence[str] | None = None,
    sets: Sets = (),
    replicates: int | None = None,
    seed: int | None = None,
    months: int | None = None,
    parameters: str | None = None,
    progress: Progress | bool | None = None,
) -> Comparison:
    """Compare scenarios, or runs of them, with the first, replicate by replicate under the same random events.

    Parameters
    ----------
    named : two or more names of shipped scenarios, scenario files, results folders, loaded scenarios or runs.
    month : in which months variables are compared; by default 12, 24, 36 and 60, as far as they were simulated.
    trust : id of one trust; by default each that the scenarios describe, and all together.
    names : what they are called in the tables; by default what they are named by.
    sets : changes made in every scenario that is run.
    replicates, seed, months, parameters : override those of every scenario that is run.
    progress : called with the number of replicates done and planned; True shows a bar, in notebooks too.

    Raises
    ------
    ResultsError : they are not twins; the message says what differs, and what would mend it.
    ScenarioError : a scenario is not sound.
    TypeError : a single name in the place of a list, or an argument of another wrong type.
    ValueError : a month that was not simulated, or a trust that not all have.

    Examples
    --------
    >>> found = compare(["no_partner", "case_b_buddying"], replicates=2, months=36)
    >>> found.names
    ['no_partner', 'case_b_buddying']
    """
    chosen = list_of("named", named, "names of scenarios, files, folders, scenarios or runs")
    if len(chosen) < 2:
        raise ValueError(f"found {len(chosen)} to be compared; allowed: two or more")
    asked = {"replicates": replicates, "seed": seed, "months": months}
    numbers = {**{key: whole_number(key, value) for key, value in asked.items()}, "parameters_from": parameters}
    read = None if month is None else [month] if isinstance(month, int) else list_of("month", month, "months")
    plan = plan_comparison(chosen, read, trust, set_texts(sets), numbers, names)
    return plan.compare(lambda title: progress_of(progress, title))


def plan_comparison(
    named: Sequence[Named],
    months: Sequence[int] | None,
    trust: str | None,
    sets: Sequence[str],
    numbers: Mapping[str, int | str | None],
    names: Sequence[str] | None = None,
) -> ComparisonPlan:
    """Return the comparison of the named sources, fully checked; nothing is simulated yet.

    Parameters
    ----------
    named, sets, numbers : as for `sources`.
    months, trust : as for `compare_runs`.

    Raises
    ------
    ResultsError, ScenarioError, ValueError : as `sources` and `compare_runs` do.
    """
    found = sources(named, sets, {key: value for key, value in numbers.items() if value is not None}, names)
    scenarios = [source.scenario for source in found]
    groups = trust_groups(scenarios, trust)
    return ComparisonPlan(found, checked_months(months, scenarios[0].months), None if trust is None else groups[0])


def sources(
    named: Sequence[Named], sets: Sequence[str], numbers: Mapping[str, int | str], names: Sequence[str] | None = None
) -> list[Source]:
    """Return what is named for a comparison, checked to be twins.

    Seed, months, replicates and the source of parameters are those of the first folder, or of the first scenario where
    there is no folder.

    Parameters
    ----------
    named : names of shipped scenarios, scenario files, results folders, loaded scenarios or runs.
    sets : changes made in every scenario, as `key=value`; not in folders.
    numbers : replicates, seed, months and parameters_from of every scenario, where they are asked for.
    names : what they are called; by default what they are named by.

    Raises
    ------
    ResultsError : they are not twins, or a folder cannot be read.
    ScenarioError : a scenario is not valid.
    """
    opened = [opened_run(one) for one in named]
    if all(opened) and (sets or numbers):
        raise ResultsError("options cannot change results folders or runs, which are simulated already; name scenarios")
    refuse_same_names(named)
    first = next((run.scenario for run in opened if run is not None), None)
    first = first or changed_source(named[0], sets, numbers)
    of_first = {key: getattr(first, key) for key in (*NUMBERS, "parameters_from")}
    found = []
    for one, run, name in zip(named, opened, distinct_names(names or [name_of(one) for one in named]), strict=True):
        scenario = changed_source(one, sets, {**of_first, **numbers}) if run is None else run.scenario
        found.append(Source(name, scenario, run or kept_run(scenario)))
    versions = [version(PACKAGE) if source.run is None else version_of(source.run) for source in found]
    require_twins([source.name for source in found], [source.scenario for source in found], versions)
    return found


def changed_source(one: Named, sets: Sequence[str], numbers: Mapping[str, int | str]) -> Scenario:
    """Return the scenario of a source with changes made; what was run already stays as it is."""
    return one.scenario if isinstance(one, Run) else changed_scenario(one, sets, **numbers)


def name_of(one: Named) -> str:
    """Return what a scenario or a run is called."""
    return one.scenario_name if isinstance(one, Run) else one.name if isinstance(one, Scenario) else str(one)


def opened_run(one: Named) -> Run | None:
    """Return a run, or the run that a folder holds; nothing for a scenario or the name of one."""
    if isinstance(one, Run | Scenario):
        return one if isinstance(one, Run) else None
    source_of("scenario", one, Scenario, "a name, a path, a folder, a Scenario or a Run")
    return open_run(one) if str(one) not in shipped_scenarios() and Path(one).is_dir() else None


def kept_run(scenario: Scenario) -> Run | None:
    """Return the run of a scenario if its usual results folder holds exactly this one, whole."""
    folder = Path("results") / scenario.name
    try:
        manifest = read_manifest(folder)
        is_whole = manifest.get("keep", EVERYTHING) == EVERYTHING
        return open_run(folder) if is_whole and manifest["inputs"] == inputs_digest(scenario) else None
    except ResultsError:  # there is none, or it is damaged: the scenario is simulated again
        return None


def refuse_same_names(named: Sequence[Named]) -> None:
    """Refuse to compare something with itself.

    Raises
    ------
    ResultsError : a name comes twice.
    """
    texts = [str(one) for one in named if isinstance(one, str | Path)]
    if twice := [name for at, name in enumerate(texts) if name in texts[:at]]:
        raise ResultsError(f"{twice[0]}: is named twice; name different scenarios")
