"""Lists of names in groups, each of which fits a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from sim.outcomes import TrustOutcomes
from sim.parameters import parameter_groups
from sim.scenario.scenario_loader import load_scenario

SCREEN = 22
"""Lines of a group at most."""

Groups = dict[str, list[str]]


def groups_of(section: str, names: Sequence[str]) -> Groups:
    """Return the names of a list by group, each name once; groups that are longer than a screen are cut in parts.

    Parameters
    ----------
    section : the list, such as `parameters`.
    names : all its names, in its order.
    """
    found = GROUPED[section](names) if section in GROUPED else {section: list(names)}
    return {title: part for group, own in found.items() for title, part in parts_of(group, own)}


def parts_of(group: str, names: Sequence[str]) -> Iterable[tuple[str, list[str]]]:
    """Return a group, or its parts of about the same length where a screen has no room for it, with their titles."""
    parts = -(-len(names) // SCREEN)
    if parts <= 1:
        return [(group, list(names))]
    each = -(-len(names) // parts)
    return [(f"{group}-{part + 1}", list(names[part * each : (part + 1) * each])) for part in range(parts)]


def _by(key: Callable[[str], str]) -> Callable[[Sequence[str]], Groups]:
    def grouped(names: Sequence[str]) -> Groups:
        found: Groups = {}
        for name in names:
            found.setdefault(key(name), []).append(name)
        return found

    return grouped


def _kind_of_scenario(name: str) -> str:
    if name.startswith("case_"):
        return "case-studies"
    return "national" if load_scenario(name).background is not None else "single-trusts-and-economies"


def _outcomes(names: Sequence[str]) -> Groups:
    groups = {group.__name__.removesuffix("Outcomes"): group.__annotations__ for group in TrustOutcomes.__bases__[::-1]}
    return {_spaced(title): [name for name in names if name in own] for title, own in groups.items()}


def _spaced(title: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in title).lstrip("-")


def _parameters(names: Sequence[str]) -> Groups:
    return {title: [name for name in own if name in names] for title, own in parameter_groups().items()}


def _patterns(names: Sequence[str]) -> Groups:
    from sim.evidence.patterns import patterns

    return _by(lambda name: patterns()[name].use.replace(" ", "-"))(names)


def _alphabetical(names: Sequence[str]) -> Groups:
    """Return names by their first letters, as many letters together as fit a screen."""
    found: Groups = {}
    letters: list[str] = []
    held: list[str] = []
    for letter, own in groupby(sorted(names, key=str.lower), key=lambda name: name[0].lower()):
        more = list(own)
        if held and len(held) + len(more) > SCREEN:
            found[_span(letters)] = held
            letters, held = [], []
        letters, held = [*letters, letter], [*held, *more]
    return {**found, **({_span(letters): held} if held else {})}


def _span(letters: Sequence[str]) -> str:
    return letters[0] if len(letters) == 1 else f"{letters[0]}-to-{letters[-1]}"


GROUPED: Mapping[str, Callable[[Sequence[str]], Groups]] = {
    "scenarios": _by(_kind_of_scenario),
    "outcomes": _outcomes,
    "parameters": _parameters,
    "patterns": _patterns,
    "variables": _alphabetical,
    "glossary": _alphabetical,
}
"""How the names of long lists are grouped."""
