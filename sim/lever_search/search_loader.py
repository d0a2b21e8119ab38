"""Loading a search over levers: its file, its levers in their base scenario, checked before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from sim.config.arguments import Sets, set_texts
from sim.config.errors import Fault, Place, Problem, ScenarioError, unknown
from sim.config.files import REACH, WAYS, FileKind
from sim.config.loader import read_changed, validated, with_faults
from sim.config.tree import Node, node_of
from sim.experiments.experiment_loader import experiment_in, steps_of
from sim.experiments.validation import measure_faults
from sim.lever_search.search_schema import LeverSearch, ReachSearch, WaysSearch

S = TypeVar("S", bound=LeverSearch)

OF_EXPERIMENTS = ("title", "question", "description", "scenario", "set", "levers", "seed", "months")
"""Keys that mean what they mean in an experiment file."""

ANY_DESIGN = {"kind": "sobol_sequence", "points": 1}
"""The settings are those of the search; an experiment has to have some."""


def shipped_ways() -> dict[str, Path]:
    """Return the files of the searches for ways that come with the package, by name."""
    return WAYS.shipped()


def shipped_reaches() -> dict[str, Path]:
    """Return the files of the searches for outcomes that come with the package, by name."""
    return REACH.shipped()


def load_ways(source: str | Path, sets: Sets = ()) -> WaysSearch:
    """Return a checked search for all the ways to a goal.

    Parameters
    ----------
    source : the path of a file, or the name of a shipped one.
    sets : values that replace those of the file: a dict, `key=value` texts, or one such text.

    Raises
    ------
    ScenarioError : everything that is wrong with it, each with its place.
    """
    return _loaded(WAYS, WaysSearch, source, sets)


def load_reach(source: str | Path, sets: Sets = ()) -> ReachSearch:
    """Return a checked search for the combinations of outcomes that can be reached; arguments as for `load_ways`.

    Raises
    ------
    ScenarioError : everything that is wrong with it, each with its place.
    """
    return _loaded(REACH, ReachSearch, source, sets)


def _loaded(kind: FileKind, model: type[S], source: str | Path, sets: Sets) -> S:
    path, root, problems = read_changed(kind, source, set_texts(sets), steps_of)
    search, faults = validated(model, root.plain(), path.stem)
    problems = with_faults(problems, root, faults)
    try:
        experiment = experiment_in(_as_experiment(root, search), path, [])
    except ScenarioError as error:
        raise ScenarioError([*problems, *_not_reported(problems, error.problems)]) from None
    if search is not None:
        search._experiment = experiment
        problems = with_faults(problems, root, [*_measure_faults(search), *_lever_faults(search)])
    if problems or search is None:
        raise ScenarioError(problems)
    return search


def _as_experiment(root: Node, search: LeverSearch | None) -> Node:
    """Return what of a file an experiment has, too, with what it must have beside."""
    beside: dict[str, object] = {"design": ANY_DESIGN}
    if search is not None and any(measure.needs_twin for measure in search.measures):
        beside = {**beside, "with_twin": True}
    kept = {key: node for key, node in root.value.items() if key in OF_EXPERIMENTS}
    added = node_of(beside, Place(root.place.file))
    return Node({**kept, **added.value}, root.place)


def _not_reported(there: list[Problem], more: list[Problem]) -> Iterator[Problem]:
    """Yield problems at places where none has been reported."""
    places = {(problem.file, problem.line, problem.column) for problem in there}
    yield from (problem for problem in more if (problem.file, problem.line, problem.column) not in places)


def _measure_faults(search: LeverSearch) -> Iterator[Fault]:
    """Yield what is wrong with what is measured, given the base scenario."""
    base = search.experiment.base
    described = [one.id for one in base.described]
    names = [*described, *(one.name for one in base.described if one.name)]
    for at, measure in enumerate(search.measures):
        here = (search.measured_under, at)
        for fault in measure_faults([measure.outcome], base.months, simulates_twin=True):
            yield Fault((*here, "outcome"), fault.what, fault.allowed, fault.nearest)
        if measure.trust is not None and measure.trust not in names:
            yield unknown((*here, "trust"), "trust", measure.trust, described)


def _lever_faults(search: LeverSearch) -> Iterator[Fault]:
    """Yield the fault of levers none of which is a number: what can be listed needs no search."""
    factors = search.experiment.factors
    if all(factor.levels for factor in factors):
        found = "are all choices, whose combinations can be simulated one by one"
        allowed = "a lever with `low` and `high`; or turnaround sweep, with `design: {kind: grid}`"
        yield Fault(("levers",), found, allowed, at_key=True)
