"""Loading an appraisal: its file and its scenario, checked before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sim.appraisal.appraisal_schema import Appraisal, Between
from sim.config.arguments import Sets, set_texts
from sim.config.errors import Fault, FaultsError, Location, ScenarioError, unknown
from sim.config.files import APPRAISAL, file_beside
from sim.config.loader import read_changed, validated, with_faults
from sim.config.merging import steps_at_dots
from sim.config.tree import Node
from sim.experiments.base_changes import Base, Change
from sim.scenario.scenario_loader import load_scenario, shipped_scenarios
from sim.scenario.scenario_schema import Scenario


def shipped_appraisals() -> dict[str, Path]:
    """Return the files of the appraisals that come with the package, by name.

    Examples
    --------
    >>> "best_partner" in shipped_appraisals()
    True
    """
    return APPRAISAL.shipped()


def load_appraisal(source: str | Path, sets: Sets = ()) -> Appraisal:
    """Return a checked appraisal with its scenario.

    Parameters
    ----------
    source : the path of an appraisal file, or the name of a shipped one.
    sets : values that replace those of the file: a dict, `key=value` texts, or one such text.

    Raises
    ------
    ScenarioError : everything that is wrong with it, each with its place.

    Examples
    --------
    >>> load_appraisal("best_partner").options.target
    'green_bay'
    """
    path, root, problems = read_changed(APPRAISAL, source, set_texts(sets), _steps)
    appraisal, faults = validated(Appraisal, root.plain(), path.stem)
    problems = with_faults(problems, root, faults)
    if problems or appraisal is None:
        raise ScenarioError(problems)
    try:
        scenario = _named_scenario(appraisal, path)
        appraisal._base = _base_of(appraisal, scenario)
        if faults := list(_option_faults(appraisal)):
            raise FaultsError(faults)
    except FaultsError as error:
        raise ScenarioError(with_faults([], root, error.faults)) from None
    return appraisal


def _steps(root: Node, path: str) -> list[str]:
    """Return the steps of a key through an appraisal; keys below `set` and `uncertainties` have dots of their own."""
    head, dot, rest = path.partition(".")
    if dot and head == "uncertainties":
        key, _, last = rest.rpartition(".")
        return [head, key, last] if last in Between.model_fields else [head, rest]
    return [head, rest] if dot and head == "set" else steps_at_dots(root, path)


def _named_scenario(appraisal: Appraisal, path: Path) -> Scenario:
    shipped = shipped_scenarios()
    found = file_beside(appraisal.scenario, path.parent, shipped)
    if found is None:
        raise FaultsError([unknown(("scenario",), "scenario", appraisal.scenario, list(shipped))])
    return load_scenario(found)


def _base_of(appraisal: Appraisal, scenario: Scenario) -> Scenario:
    """Return the scenario with what is set in all options; raises `FaultsError` located in the appraisal."""
    changes = [Change(key, value, ("set", key), ("set", key)) for key, value in appraisal.set.items()]
    changes += [
        Change(key, value, (key,), (key,))
        for key in ("months", "seed")
        if (value := getattr(appraisal, key)) is not None
    ]
    base = Base(scenario).checked(changes, ("set",))
    return base.model_copy(update={"parameters_from": appraisal.parameters})


def _option_faults(appraisal: Appraisal) -> Iterator[Fault]:
    """Yield what is wrong with the names in the options, and with what options of one's own set."""
    said, base = appraisal.options, appraisal.base
    described = [one.id for one in base.described]
    names = [*described, *(one.name for one in base.described if one.name)]
    places: list[tuple[Location, str]] = [(("options", "target"), said.target)]
    places += [(("options", "partners", at), partner) for at, partner in enumerate(said.partners or [])]
    yield from (unknown(place, "trust", name, described) for place, name in places if name not in names)
    types = list(base.types())
    yield from (
        unknown(("options", "types", at), "partnership type", name, types)
        for at, name in enumerate(said.types or [])
        if name not in types
    )
    if said.start_month > base.months:
        yield Fault(
            ("options", "start_month"), f"found {said.start_month}", f"1 to {base.months}, the months simulated"
        )
    yield from _uncertainty_faults(appraisal)
    for name, option in said.also.items():
        at = ("options", "also", name, "set")
        try:
            Base(base).checked([Change(key, value, (*at, key), (*at, key)) for key, value in option.set.items()], at)
        except FaultsError as error:
            yield from error.faults


def _uncertainty_faults(appraisal: Appraisal) -> Iterator[Fault]:
    """Yield what is wrong with the keys and the ranges of values that are not known."""
    base = Base(appraisal.base)
    for key, between in appraisal.uncertainties.items():
        at = ("uncertainties", key)
        if key in appraisal.set:
            yield Fault(at, "is also fixed under `set`", "each key either uncertain or fixed", at_key=True)
        for side in ("low", "high"):
            try:
                base.checked([Change(key, getattr(between, side), (*at, side), at)], at)
            except FaultsError as error:
                yield from error.faults
                break
