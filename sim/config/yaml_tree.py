"""From the text of a file to a tree of values that know where they were written.

The YAML events are read one by one, without building any object, so that nothing in a file is ever run, and a file that
would expand without end, or nests without end, is refused before it does.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import ScalarNode

from sim.config.errors import (
    Place,
    Problem,
    ScenarioError,
    names_text,
    nearest_name,
    problem_at,
    shorten,
    shorten_text,
)
from sim.config.files import a_or_an, what_a_folder_is
from sim.config.text import (
    advice_on,
    character_name,
    in_ordinary_characters,
    lookalike,
    printable,
    refused_character,
)
from sim.config.tree import Node, advised

MOST_BYTES = 1_000_000
MOST_VALUES = 20_000
DEEPEST = 40
LONGEST_WITH_ADVICE = 200
"""Longer text is prose, in which any character is fine."""

MOST_TRIED = 20
TAG_HELP = "plain values; YAML tags are not supported"


def read_file(path: Path, shown: str, noun: str, least: str) -> tuple[Node, list[Problem]]:
    """Return the tree of a file, and its faults as far as the rest can still be read.

    Parameters
    ----------
    path
        the file.
    shown
        its name in messages.
    noun
        what kind of file it should be: a scenario, an experiment or a calibration.
    least
        the least that such a file must contain.

    Raises
    ------
    ScenarioError : a file that cannot be read at all.
    """
    place = Place(shown)
    file = f"{a_or_an(noun)} {noun} file"
    if path.is_dir():
        raise ScenarioError([problem_at(place, "", *what_a_folder_is(path, f"{file} (.yaml)"))])
    if not path.is_file() and os.path.lexists(path):
        raise ScenarioError([problem_at(place, "", "is not a regular file, or a link that leads to none", file)])
    if not path.is_file():
        raise ScenarioError([problem_at(place, "", "no such file", *_neighbours(path))])
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ScenarioError([problem_at(place, "", "is larger than 1 MB", f"{file} of at most 1 MB")])
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ScenarioError([problem_at(place, "", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise ScenarioError([problem_at(place, "", "is not a text file", "YAML in UTF-8")]) from None
    root, problems = read_text(text, place)
    if root.value is None:
        raise ScenarioError([*problems, problem_at(root.place, "", "is empty", least)])
    if not isinstance(root.value, dict):
        what = "the file holds a list" if isinstance(root.value, list) else "the file holds no keys"
        what = advised(what, root.advice)
        raise ScenarioError([problem_at(root.place, "", what, "a mapping of keys, such as `title: …`")])
    return root, problems


def _neighbours(path: Path) -> tuple[str, str | None]:
    """Return the scenario files beside a path that does not exist, and the one it may have meant."""
    try:
        names = sorted(found.name for found in path.parent.glob("*.yaml"))
    except OSError:
        return "", None
    nearest = nearest_name(path.name, names)
    return (names_text(names, path.name) if names else ""), nearest and str(path.parent / nearest)


def read_text(text: str, place: Place, lined: bool = True) -> tuple[Node, list[Problem]]:
    """Return the tree of one YAML document, and its faults as far as the rest can still be read.

    Parameters
    ----------
    text
        the document.
    place
        the file it is from.
    lined
        whether lines and columns of the text mean anything; they do not for a `--set`.

    Raises
    ------
    ScenarioError : text that is not YAML, or that exceeds the limits of a scenario.
    """
    root, problems = _read_once(text, place, lined)
    return root, list(problems)


@lru_cache(maxsize=64)
def _read_once(text: str, place: Place, lined: bool) -> tuple[Node, tuple[Problem, ...]]:
    """Return what `read_text` does; whoever compares settings loads the same few files many times over."""
    reader = _Reader(place, lined)
    try:
        return reader.read(text), tuple(reader.problems)
    except YAMLError as error:
        raise ScenarioError([*reader.problems, _syntax_problem(error, text, place, lined)]) from None
    except (ValueError, ArithmeticError, LookupError, AttributeError, AssertionError) as error:
        # The YAML library lets some malformed escapes and directives escape as errors of its own code.
        what = f"is not YAML: {shorten_text(str(error))}"
        raise ScenarioError([*reader.problems, problem_at(reader.last, "", what)]) from None


def _syntax_problem(error: YAMLError, text: str, place: Place, lined: bool) -> Problem:
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be understood"
    context = getattr(error, "context", None)
    described = f"is not YAML: {what}, {context}" if context else f"is not YAML: {what}"
    line, column = _place_of_error(error, text)
    described = advised(described, _advice_on_syntax(text, line, lined))
    return Problem(place.file, line, column, "", described) if lined else problem_at(place, "", described)


def _place_of_error(error: YAMLError, text: str) -> tuple[int, int]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return mark.line + 1, mark.column + 1
    before = text[: getattr(error, "position", 0) or 0]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _advice_on_syntax(text: str, line: int, lined: bool) -> str:
    """Return advice on the character of a word processor without which the text would be read beyond an error.

    A dash in a title is none of its business, so each line with such characters is tried in ordinary ones.
    """
    lines = _Lines(text).lines
    suspects = [number for number in range(min(line, len(lines))) if lookalike(lines[number]) is not None]
    for number in reversed(suspects[-MOST_TRIED:]):
        tried = "\n".join([*lines[:number], in_ordinary_characters(lines[number]), *lines[number + 1 :]])
        if _first_error_line(tried) > line:
            advice = _Lines(text).first_advice(number, number)
            return advice if lined else advice_on(lines[number][lookalike(lines[number]) or 0])
    return ""


def _first_error_line(text: str) -> float:
    """Return the line of the first error of syntax; infinity if there is none."""
    try:
        for _ in YAML(typ="safe", pure=True).parse(text):
            pass
    except YAMLError as error:
        return _place_of_error(error, text)[0]
    except (ValueError, ArithmeticError, LookupError, AttributeError, AssertionError):
        return 0
    return float("inf")


class _Reader:
    """Builds the tree of one document from its events, and notes what is wrong on the way."""

    def __init__(self, place: Place, lined: bool) -> None:
        self.source = place
        self.lined = lined
        self.last = place
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node | None] = {}
        self.count = 0
        self.yaml = YAML(typ="safe", pure=True)
        self.lines = _Lines("")

    def read(self, text: str) -> Node:
        self.lines = _Lines(text)
        events = iter(self.yaml.parse(text))
        root: Node | None = None
        for event in events:
            self.last = self._place(event)
            if isinstance(event, DocumentStartEvent):
                if event.version is not None and tuple(event.version) != (1, 2):
                    raise self._stop("declares another version of YAML", "YAML 1.2, without a %YAML line")
                if root is not None:
                    raise self._stop("a second document begins here", "one document in a file")
            elif isinstance(event, NodeEvent):
                root = self._node(event, events, 1)
        return root or Node(None, Place(self.source.file, 1, 1) if self.lined else self.source)

    def _place(self, event: Any) -> Place:
        if not self.lined:
            return self.source
        return Place(self.source.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _stop(self, what: str, allowed: str) -> ScenarioError:
        """Return the error of a file that is not worth reading on."""
        return ScenarioError([*self.problems, problem_at(self.last, "", what, allowed)])

    def _note(self, place: Place, what: str, allowed: str) -> None:
        self.problems.append(problem_at(place, "", what, allowed))

    def _node(self, event: NodeEvent, events: Iterator[Any], level: int) -> Node:
        """Return the node that begins with an event."""
        self.last = place = self._place(event)
        if isinstance(event, AliasEvent):
            node = self._alias(event, level)
        else:
            self._grow(1, level)
            tag = getattr(event, "tag", None)
            if tag is not None:
                self._note(place, f"the tag {shorten(_written_tag(tag))} is not allowed", TAG_HELP)
            if event.anchor is not None:
                self.anchors[event.anchor] = None
            node = self._contents(event, events, level)
            if event.anchor is not None:
                self.anchors[event.anchor] = node
        return node

    def _contents(self, event: NodeEvent, events: Iterator[Any], level: int) -> Node:
        place = self._place(event)
        if isinstance(event, MappingStartEvent):
            return self._mapping(place, events, level)
        if isinstance(event, SequenceStartEvent):
            nodes = [self._node(inner, events, level + 1) for inner in _until_end(events)]
            return _branch(nodes, nodes, place)
        assert isinstance(event, ScalarEvent)
        return Node(self._scalar(event, place), place, advice=self._advice(event))

    def _grow(self, size: int, level: int) -> None:
        self.count += size
        if self.count > MOST_VALUES:
            raise self._stop("too many values, aliases (*) counted in full", f"at most {MOST_VALUES:,}")
        if level > DEEPEST:
            raise self._stop("nested too deeply", f"at most {DEEPEST} levels")

    def _alias(self, event: AliasEvent, level: int) -> Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            inside = event.anchor in self.anchors
            what = "refers to itself" if inside else "has no anchor"
            raise self._stop(
                f"the alias '*{shorten_text(event.anchor)}' {what}", "the name of an anchor (&) defined before it"
            )
        self._grow(node.size, level + node.depth - 1)
        return replace(node, key_place=None)

    def _mapping(self, place: Place, events: Iterator[Any], level: int) -> Node:
        nodes: dict[str, Node] = {}
        for event in _until_end(events):
            key = self._node(event, events, level + 1)
            value = self._node(next(events), events, level + 1)
            if not isinstance(key.value, str):
                what = f"found {shorten(key.plain())} as a key"
                self._note(key.place, what, "text; put it in quotes if it is a name")
            elif key.value in nodes:
                first = nodes[key.value].key_place
                line = f", first on line {first.line}" if first and first.line else ""
                self._note(key.place, f"the key {shorten(key.value)} appears twice{line}", "each key once")
            else:
                nodes[key.value] = replace(value, key_place=key.place, key_advice=key.advice)
        return _branch(nodes, list(nodes.values()), place)

    def _scalar(self, event: ScalarEvent, place: Place) -> Any:
        """Return the value of a scalar as YAML 1.2 reads it; dates, which its core schema does not know, as text."""
        text: str = event.value
        if (refused := refused_character(text)) is not None:
            self._note(place, f"holds the character {character_name(refused)}", "text without control characters")
            text = printable(text)
        if event.tag is not None or not event.implicit[0]:
            return text
        tag = str(self.yaml.resolver.resolve(ScalarNode, text, event.implicit))
        node = ScalarNode(None, text, event.start_mark, event.end_mark)
        kind = tag.rpartition(":")[2]
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind not in ("int", "float"):
            return text
        try:
            value = self.yaml.constructor.construct_yaml_int(node) if kind == "int" else float(text.replace("_", ""))
        except ValueError:
            value = float("nan")  # the YAML forms .nan and .inf, and numbers of more digits than Python reads
        if abs(value) > sys.float_info.max:  # a whole number beyond all that is reckoned with
            value = float("nan")
        if value - value != 0:
            self._note(place, f"found {shorten_text(text)}", "a finite number")
        return value

    def _advice(self, event: ScalarEvent) -> str:
        """Return where in a scalar there is a character that a word processor has put there, and what to write."""
        if len(event.value) > LONGEST_WITH_ADVICE or (position := lookalike(event.value)) is None:
            return ""
        if not self.lined:
            return advice_on(event.value[position])
        return self.lines.first_advice(event.start_mark.line, event.end_mark.line, event.start_mark.column)


class _Lines:
    """The lines of a text, as YAML counts them."""

    def __init__(self, text: str) -> None:
        self.lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", text)

    def first_advice(self, first: int, last: int, column: int = 0) -> str:
        """Return advice on the first character that a word processor has put into some lines, counted from 0."""
        for number in range(first, min(last + 1, len(self.lines))):
            start = column if number == first else 0
            if (position := lookalike(self.lines[number][start:])) is not None:
                at = start + position
                return advice_on(self.lines[number][at], number + 1, at + 1)
        return ""


def _branch(value: Any, nodes: list[Node], place: Place) -> Node:
    size = 1 + sum(node.size for node in nodes)
    return Node(value, place, None, size, 1 + max((node.depth for node in nodes), default=0))


def _until_end(events: Iterator[Any]) -> Iterator[NodeEvent]:
    for event in events:
        if not isinstance(event, NodeEvent):
            return
        yield event


def _written_tag(tag: Any) -> str:
    return str(tag).replace("tag:yaml.org,2002:", "!!")
