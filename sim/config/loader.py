"""Loading a file of any kind that a user writes: find it, read it, make changes, check it, say what is wrong where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.config.errors import Fault, Problem, ScenarioError
from sim.config.fields import Section
from sim.config.files import file_of, shipped_files, shown
from sim.config.merging import steps_at_dots, with_sets
from sim.config.messages import faults_of, is_complete
from sim.config.tree import Node, located
from sim.config.yaml_tree import read_file

M = TypeVar("M", bound=Section)
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: a scenario, an experiment or a calibration.

    Attributes
    ----------
    noun : what one is called in messages.
    folder : where those lie that come with the package.
    least : what such a file says at least, in words.
    marks : keys that only such a file has.
    """

    noun: str
    folder: str
    least: str
    marks: tuple[str, ...] = ()

    def shipped(self) -> dict[str, Path]:
        """Return the files that come with the package, by name."""
        return shipped_files(self.folder)

    def is_meant_by(self, source: str) -> bool:
        """Return whether a path or name stands for a file of this kind, by its name or by a key in it."""
        if source in self.shipped():
            return True
        try:
            root, _ = self.read(Path(source), source)
        except ScenarioError:
            return False
        return any(root.below(key) is not None for key in self.marks)

    def read(self, path: Path, called: str | None = None) -> tuple[Node, list[Problem]]:
        """Return the tree of a file, and what is wrong with it where the rest can still be read."""
        return read_file(path, called or shown(path), self.noun, self.least)

    def read_changed(
        self, source: str | Path, sets: Sequence[str], split: Callable[[Node, str], list[str]] = steps_at_dots
    ) -> tuple[Path, Node, list[Problem]]:
        """Return the file behind a path or name, its tree with values set by `key=value`, and what is wrong.

        Parameters
        ----------
        source : a path, or the name of a file that comes with the package.
        sets : values that replace those of the file.
        split : returns the steps of a key through a file.
        """
        path = file_of(source, self.shipped(), self.noun)
        root, problems = self.read(path)
        root, found = with_sets(root, sets, split)
        return path, root, [*problems, *found]


def _no_faults(data: Data) -> Iterable[Fault]:
    return ()


def validated(
    model: type[M], data: Data, name: str, cross_faults: Callable[[Data], Iterable[Fault]] = _no_faults
) -> tuple[M | None, list[Fault]]:
    """Return what plain data describe, and everything that is wrong with it.

    Parameters
    ----------
    model : what the data are to be.
    data : what a file says.
    name : what it is called; that is the name of its file.
    cross_faults : what parts say of each other; asked for where the model could not come to it.
    """
    faults: list[Fault] = []
    data = model.meant(data)
    if data.pop("name", None) is not None:
        faults.append(Fault(("name",), "unknown key 'name'", "no name, as it is that of the file", at_key=True))
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
