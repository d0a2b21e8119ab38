"""What loading a scenario, an experiment and a calibration have in common."""

from __future__ import annotations

from collections.abc import Iterable

from sim.config.errors import Fault, Problem
from sim.config.tree import Node, located

NAME_IS_THAT_OF_THE_FILE = Fault(("name",), "unknown key 'name'", "no name, as it is that of the file", at_key=True)


def with_faults(problems: list[Problem], root: Node, faults: Iterable[Fault]) -> list[Problem]:
    """Return problems with the faults of a tree among them; what could not be read is reported once, by the reader."""
    reported = {(problem.file, problem.line, problem.column) for problem in problems if problem.line is not None}
    found = [located(root, fault) for fault in faults]
    return problems + [p for p in found if (p.file, p.line, p.column) not in reported]
