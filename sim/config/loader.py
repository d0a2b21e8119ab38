"""Loading a user's file of any kind: find it, read it, apply changes, check it, and locate every fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.config.errors import Fault, Place, Problem, ScenarioError, problem_at
from sim.config.fields import Section
from sim.config.files import (
    SCENARIO,
    SUFFIXES,
    FileKind,
    a_or_an,
    file_of,
    kind_of_keys,
    kind_of_name,
    shown,
)
from sim.config.merging import steps_at_dots, with_sets
from sim.config.messages import faults_of, is_complete
from sim.config.tree import Node, located
from sim.config.yaml_tree import read_file

M = TypeVar("M", bound=Section)
Data = dict[str, Any]


def read_file_of(kind: FileKind, path: Path, called: str | None = None) -> tuple[Node, list[Problem]]:
    """Return the tree of a file of a kind, and its faults as far as the rest can still be read.

    Raises
    ------
    ScenarioError : it cannot be read at all, or is something else; then nothing that it holds is shown.
    """
    named = called or shown(path)
    try:
        root, problems = read_file(path, named, kind.noun, kind.least)
    except ScenarioError:
        if path.is_file() and path.suffix not in SUFFIXES:
            raise ScenarioError([_not_ours(named, kind)]) from None
        raise
    keys = root.value
    if not any(key in keys for key in ("title", *kind.marks)):
        raise ScenarioError([_not_ours(named, kind)])
    other = kind_of_keys(keys)
    if other not in (None, kind) and other.noun not in kind.narrows:
        allowed = f"{a_or_an(kind.noun)} {kind.noun} file; try {other.command} {named}"
        raise ScenarioError([problem_at(root.place, "", f"is {a_or_an(other.noun)} {other.noun}", allowed)])
    return root, problems


def _not_ours(named: str, kind: FileKind) -> Problem:
    what = f"is not {a_or_an(kind.noun)} {kind.noun} file"
    return problem_at(Place(named), "", what, f"a YAML file with {kind.least}")


def read_changed(
    kind: FileKind, source: str | Path, sets: Sequence[str], split: Callable[[Node, str], list[str]] = steps_at_dots
) -> tuple[Path, Node, list[Problem]]:
    """Return the file behind a path or name, its tree with values set by `key=value`, and what is wrong.

    Parameters
    ----------
    kind : what is to be in the file.
    source : a path, or the name of a file that comes with the package.
    sets : values that replace those of the file.
    split : returns the steps of a key through a file.
    """
    path = file_of(source, kind)
    root, problems = read_file_of(kind, path)
    root, found = with_sets(root, sets, split)
    return path, root, [*problems, *found]


def kind_meant_by(source: str) -> FileKind:
    """Return which kind of file a path or name stands for, by its name or by the keys in it; a scenario if unclear."""
    if (kind := kind_of_name(source)) is not None:
        return kind
    try:
        root, _ = read_file(Path(source), source, "scenario", "")
    except ScenarioError:
        return SCENARIO
    return kind_of_keys(root.value) or SCENARIO


def _no_faults(data: Data) -> Iterable[Fault]:
    return ()


def validated(
    model: type[M], data: Data, name: str, cross_faults: Callable[[Data], Iterable[Fault]] = _no_faults
) -> tuple[M | None, list[Fault]]:
    """Return what plain data describe, and every fault in them.

    Parameters
    ----------
    model : what the data should describe.
    data : the contents of a file.
    name : what it is called; that is the name of its file.
    cross_faults : returns contradictions between parts; called if the model could not get to them.
    """
    faults: list[Fault] = []
    data = model.meant(data)
    if data.pop("name", None) is not None:
        faults.append(Fault(("name",), "unknown key 'name'", "no `name`; the name of the file is used", at_key=True))
    try:
        return model.model_validate({**data, "name": name}), faults
    except ValidationError as error:
        faults += faults_of(error, model)
        if not is_complete(error):
            faults += cross_faults(data)
    return None, faults


def with_faults(problems: list[Problem], root: Node, faults: Iterable[Fault]) -> list[Problem]:
    """Return problems with the faults of a tree among them; what could not be read is reported once, by the reader."""
    reported = {(problem.file, problem.line, problem.column) for problem in problems if problem.line is not None}
    found = [located(root, fault) for fault in faults]
    return problems + [p for p in found if (p.file, p.line, p.column) not in reported]
