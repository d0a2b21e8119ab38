"""Whether runs have the same worlds, so that a difference between them is due to the scenario."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version

from sim.results.checked_files import PACKAGE, ResultsError
from sim.results.run import Run
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_schema import Scenario

SAME = {
    "seed": ("seed", "--seed {}"),
    "months": ("months simulated", "--months {}"),
    "start_month": ("calendar month of month 1", "--set start_month={}"),
    "parameters_from": ("source of parameters", "--parameters {}"),
    "population_seed": ("seed of the background population", "--set population_seed={}"),
}
"""What compared runs must have in common, in words, and the option that sets it."""

FEWEST_REPLICATES = 2


def require_twins(names: Sequence[str], scenarios: Sequence[Scenario], versions: Sequence[str]) -> None:
    """Refuse scenarios whose replicates are not the same worlds as those of the first.

    Parameters
    ----------
    names : what each is called: a folder, or a scenario.
    versions : of this package, with which each was or will be simulated.

    Raises
    ------
    ResultsError : says what differs, where, and how to correct it.
    """
    if len(names) < 2:
        raise ResultsError(
            f"{names[0] if names else 'no scenario'}: nothing to compare with; name two or more scenarios"
        )
    faults = []
    for name, scenario, made_with in zip(names[1:], scenarios[1:], versions[1:], strict=True):
        found = [*differences(scenarios[0], scenario), *version_fault(versions[0], made_with)]
        faults += [f"{name}: cannot be compared with {names[0]}: {fault}" for fault in found]
    faults += [
        f"{name}: {scenario.replicates} replicate is too few to compare; run it with {FEWEST_REPLICATES} or more"
        for name, scenario in zip(names, scenarios, strict=True)
        if scenario.replicates < FEWEST_REPLICATES
    ]
    if faults:
        raise ResultsError("\n".join(faults))
    require_common_trusts(names, scenarios)


def differences(reference: Scenario, other: Scenario) -> list[str]:
    """Return in words what makes the worlds of two scenarios different ones."""
    faults = []
    for key, (words, option) in SAME.items():
        expected, found = (value_text(getattr(scenario, key)) for scenario in (reference, other))
        if found != expected:
            mend = option.format("null" if expected == "none" else expected)
            faults.append(f"{words}: {found}, not {expected}; run it again with {mend}")
    backgrounds = [[group.model_dump() for group in scenario.background_groups] for scenario in (reference, other)]
    if backgrounds[0] != backgrounds[1]:
        faults.append("different background population; run it again with the same `background`")
    return faults


def value_text(value: int | str | None) -> str:
    """Return a setting as a word."""
    return "none" if value is None else str(value)


def version_fault(expected: str, found: str) -> list[str]:
    """Return that two runs were made with different versions of the package, if so."""
    if found == expected:
        return []
    return [f"made with version {found} of {PACKAGE}, not {expected}; run both again with the same version"]


def version_of(run: Run) -> str:
    """Return the version of this package that a run was made with."""
    versions = run.about.get("versions") or {}
    return str(versions.get(PACKAGE, version(PACKAGE)))


def require_common_trusts(names: Sequence[str], scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios that have no trust in common.

    Raises
    ------
    ResultsError : says which trusts each has.
    """
    if not common_trusts(scenarios):
        trusts = [", ".join(trust_ids(scenario)[:3]) for scenario in scenarios]
        listed = "; ".join(f"{name} has {ids}" for name, ids in zip(names, trusts, strict=True))
        raise ResultsError(f"the scenarios have no trust in common ({listed}); compare scenarios with the same trusts")


def common_trusts(scenarios: Sequence[Scenario]) -> list[str]:
    """Return the ids of the trusts that all scenarios have, in the order of the first."""
    return common([trust_ids(scenario) for scenario in scenarios])


def common(lists: Iterable[Sequence[str]]) -> list[str]:
    """Return what is in all lists, in the order of the first."""
    first, *others = lists
    return [item for item in first if all(item in other for other in others)]
