"""Factors from a problem as SALib describes it: names, bounds, groups and distributions, in a file or in a mapping."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.config.constraints import is_number
from sim.config.errors import Place, Problem, ScenarioError, problem_at, shorten
from sim.config.text import advice_on, lookalike
from sim.config.tree import Node

SCALE_OF = {"unif": "linear", "logunif": "log"}
"""The scale of a factor for each distribution of SALib that a design can draw from."""

NO_GROUP = ("", "NA")


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One factor of a problem as it was written; texts are still texts."""

    name: Any
    bounds: list[Any]
    group: Any
    distribution: Any
    place: Place
    path: str = ""


def read_problem(path: Path, shown: str) -> dict[str, Node]:
    """Return the factors of a problem in a text file, as SALib's `read_param_file` reads it.

    A line is a name, a lower and an upper bound, and may go on with a group and a distribution; a line that begins with
    # is a comment.

    Parameters
    ----------
    path : the file.
    shown : its name in messages.

    Returns
    -------
    dict
        the range of each factor by its key, as an experiment file would say it.

    Raises
    ------
    ScenarioError : everything that is wrong with it.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ScenarioError([problem_at(Place(shown), "", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise ScenarioError([problem_at(Place(shown), "", "is not a text file", "a problem of SALib")]) from None
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    written = [(number, line) for number, line in lines if line and not line.startswith("#")]
    separator = next((sign for sign in ",;\t" if written and sign in written[0][1]), None)
    rows, problems = [], []
    for number, line in written:
        cells = [cell.strip().strip("\"'") for cell in line.split(separator)]
        if 3 <= len(cells) <= 5:
            rows.append(_row_of_line(cells, Place(shown, number)))
        else:
            allowed = "a name, a lower and an upper bound, and at most a group and a distribution"
            problems.append(problem_at(Place(shown, number), "", f"has {len(cells)} values", allowed))
    return _ranges(rows, Place(shown), problems)


def _row_of_line(cells: list[str], place: Place) -> ProblemRow:
    group, distribution = [*cells[3:], "", ""][:2]
    return ProblemRow(cells[0], [_number(cell) for cell in cells[1:3]], group, distribution or "unif", place, cells[0])


def _number(text: str) -> Any:
    """Return a number that a text stands for, or the text."""
    try:
        return float(text) if re.fullmatch(r"[-+.0-9eE]+", text) else text
    except ValueError:
        return text


def problem_ranges(problem: Mapping[str, Any]) -> dict[str, Node]:
    """Return the factors of a problem in a mapping, as SALib's samplers take it.

    Raises
    ------
    ScenarioError : everything that is wrong with it.
    """
    place = Place("problem")
    if not isinstance(problem, Mapping):
        raise ScenarioError([problem_at(place, "", f"found {shorten(problem)}", "a mapping with names and bounds")])
    lists = {key: _listed(problem.get(key)) for key in ("names", "bounds", "groups", "dists")}
    problems = list(_shape_problems(problem, lists, place))
    if problems:
        raise ScenarioError(problems)
    count = len(lists["names"])
    rows = [
        ProblemRow(name, _listed(bounds), group, distribution, place, f"bounds[{position}]")
        for position, (name, bounds, group, distribution) in enumerate(
            zip(
                lists["names"],
                lists["bounds"],
                lists["groups"] or [""] * count,
                lists["dists"] or ["unif"] * count,
                strict=True,
            )
        )
    ]
    return _ranges(rows, place, [])


def _listed(value: Any) -> list[Any]:
    """Return a list, tuple or array as a list of plain values; an empty one of anything else."""
    plain = value.tolist() if hasattr(value, "tolist") else value
    return list(plain) if isinstance(plain, list | tuple) else []


def _shape_problems(problem: Mapping[str, Any], lists: Mapping[str, list[Any]], place: Place) -> Iterator[Problem]:
    count = len(lists["names"])
    if not count:
        yield problem_at(place, "names", f"found {shorten(problem.get('names'))}", "a list of keys of factors")
        return
    for key in ("bounds", "groups", "dists"):
        if (key == "bounds" or problem.get(key) is not None) and len(lists[key]) != count:
            found = f"has {len(lists[key])} items, and there are {count} names"
            yield problem_at(place, key, found, "an item for each name")
    if problem.get("num_vars", count) != count:
        yield problem_at(place, "num_vars", f"found {shorten(problem['num_vars'])}", f"{count}, as there are names")


def _ranges(rows: list[ProblemRow], place: Place, problems: list[Problem]) -> dict[str, Node]:
    """Return rows as ranges by the keys of their factors."""
    ranges: dict[str, Node] = {}
    if not rows and not problems:
        problems = [problem_at(place, "", "names no factors", "a line for each factor")]
    for row in rows:
        found = list(_row_problems(row, ranges))
        problems += found
        if not found:
            ranges[row.name] = _range_node(row)
    if problems:
        raise ScenarioError(problems)
    return ranges


def _row_problems(row: ProblemRow, before: Mapping[str, Node]) -> Iterator[Problem]:
    if not isinstance(row.name, str) or not row.name:
        yield problem_at(row.place, row.path, f"found {shorten(row.name)} as a name", "the key of a factor")
        return
    if row.name in before:
        yield problem_at(row.place, row.path, f"the factor {row.name} is there twice", "each factor once")
    if row.distribution not in SCALE_OF:
        found = f"found the distribution {shorten(row.distribution)} of {row.name}"
        yield problem_at(row.place, row.path, found, f"{' or '.join(SCALE_OF)}, between two bounds")
        return
    if len(row.bounds) != 2:
        yield problem_at(row.place, row.path, f"{row.name} has {len(row.bounds)} bounds", "a lower and an upper bound")
    for bound in row.bounds:
        if not is_number(bound):
            position = lookalike(bound) if isinstance(bound, str) else None
            advice = "" if position is None else f"; {advice_on(bound[position])}"
            yield problem_at(row.place, row.path, f"found {shorten(bound)} as a bound{advice}", "a number")
    if row.group is not None and not isinstance(row.group, str):
        yield problem_at(row.place, row.path, f"found {shorten(row.group)} as a group", "text")


def _range_node(row: ProblemRow) -> Node:
    said: dict[str, Any] = dict(zip(("low", "high"), row.bounds, strict=True))
    if SCALE_OF[row.distribution] != "linear":
        said["scale"] = SCALE_OF[row.distribution]
    if row.group not in (None, *NO_GROUP, row.name):
        said["group"] = row.group
    return Node({key: Node(value, row.place) for key, value in said.items()}, row.place, row.place)
