"""Where two histories of one world part: what first differs, and what is told of each from then on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.attribution.scenario_parts import SAID_ABOUT_IT
from sim.comparison.twins import differences
from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.record_diff import Difference, first_difference
from sim.results.narrative import narrate
from sim.scenario.model_inputs import trust_ids
from sim.scenario.policies import NATION, policies
from sim.scenario.scenario_loader import change_scenario
from sim.scenario.scenario_schema import Scenario

REGULATOR, PARTNERSHIPS = "regulator", "partnerships"
WORDS = {"events": "what happens", "partnerships": "a partnership"}


@dataclass(frozen=True)
class HistoryFork:
    """Two histories of one world.

    Attributes
    ----------
    first, second : the scenarios.
    parting : what first differs, and when; None: nothing does.
    trust : name of the trust in which it differs; empty where that is no single one.
    stories : what is told of each, in lines, from the month of parting on.
    """

    first: Scenario
    second: Scenario
    parting: Difference | None
    trust: str
    stories: tuple[list[str], list[str]]

    def in_words(self) -> Iterator[str]:
        """Yield where the histories part, and both of them from there."""
        if self.parting is None:
            yield f"{self.first.name} and {self.second.name} have the same history in this world."
            return
        yield f"The histories part in month {self.parting.month}{self._at_first()}."
        for scenario, story in zip((self.first, self.second), self.stories, strict=True):
            yield ""
            yield f"{scenario.shown_title}, from then on:"
            yield from story

    def _at_first(self) -> str:
        """Return what differs first, in words; what happens is told in the stories."""
        assert self.parting is not None
        one, other = self.parting.one, self.parting.other
        if not isinstance(one, int | float) or not isinstance(other, int | float):
            return f", by {WORDS.get(self.parting.variable, 'what happens')}"
        digits = next((digits for digits in range(3, 17) if f"{one:.{digits}g}" != f"{other:.{digits}g}"), 17)
        of = f" of {self.trust}" if self.trust else ""
        return (
            f": {self.parting.variable.replace('_', ' ')}{of} is {one:.{digits}g} in {self.first.name} and "
            f"{other:.{digits}g} in {self.second.name}"
        )


def fork_histories(first: Scenario, second: Scenario, replicate: int, month: int | None = None) -> HistoryFork:
    """Return two histories of one replicate, and where they part.

    Parameters
    ----------
    month : until when the second has the history of the first: what it changes, comes then.

    Raises
    ------
    ValueError : a month that is not simulated, or a difference that cannot come in the middle of a run.
    """
    if apart := differences(first, second):
        raise ValueError(f"{first.name} and {second.name} have no world in common: {'; '.join(apart)}")
    if trust_ids(first) != trust_ids(second):
        raise ValueError(f"{first.name} and {second.name} have not the same trusts, whose histories could part")
    if month is not None:
        second = changed_from(first, second, month)
    models = [TurnaroundModel(scenario, replicate) for scenario in (first, second)]
    names = [{trust.identifier: trust.name for trust in model.trusts} for model in models]
    records = [model.run() for model in models]
    parting = first_difference(*records)
    begins = 0 if parting is None else parting.month
    stories = [
        list(lines_from(narrate(scenario, record, own), begins))
        for scenario, record, own in zip((first, second), records, names, strict=True)
    ]
    whose = "" if parting is None or parting.trust < 0 else list(names[0].values())[parting.trust]
    return HistoryFork(first, second, parting, whose, (stories[0], stories[1]))


def changed_from(first: Scenario, second: Scenario, month: int) -> Scenario:
    """Return the first scenario with the levers and partnerships of the second from a month on.

    Raises
    ------
    ValueError : the month is not simulated, or the scenarios differ in what cannot change in the middle of a run.
    """
    if not 1 <= month <= first.months:
        raise ValueError(f"month {month} is not simulated; allowed: 1 to {first.months}")
    refuse_what_cannot_change(first, second)
    before, after = (policies(scenario)[0].levers[NATION] for scenario in (first, second))
    levers = {name: value for name, value in after.items() if before.get(name) != value}
    sets = []
    if levers:
        changes = [*_plain(first, "policy_changes"), {"month": month, **levers}]
        sets.append(("policy_changes", changes))
    planned = _plain(first, PARTNERSHIPS)
    known = {row.get("id") for row in planned}
    added = [
        {**row, "start_month": max(month, row["start_month"])}
        for row in _plain(second, PARTNERSHIPS)
        if row.get("id") not in known
    ]
    if added:
        sets.append((PARTNERSHIPS, [*planned, *added]))
    changed = change_scenario(first, dict(sets))
    return changed.model_copy(update={"name": second.name, "title": second.title})


def refuse_what_cannot_change(first: Scenario, second: Scenario) -> None:
    """Refuse differences that cannot come in the middle of a run; raises `ValueError`."""
    one, other = (scenario.model_dump(mode="json", exclude_unset=True) for scenario in (first, second))
    told = ("name", "expect", *SAID_ABOUT_IT)
    apart = [
        key
        for key in dict.fromkeys((*one, *other))
        if key not in (*told, REGULATOR, PARTNERSHIPS) and one.get(key) != other.get(key)
    ]
    rows = {row["id"]: row for row in other.get(PARTNERSHIPS, [])}
    changed = [row["id"] for row in one.get(PARTNERSHIPS, []) if rows.get(row["id"]) != row]
    if changed:
        apart.append(f"partnerships that {first.name} has, too, or alone ({', '.join(sorted(changed))})")
    if apart:
        raise ValueError(
            f"{first.name} and {second.name} differ in {', '.join(apart)}; allowed with --fork: levers of the "
            "regulator, and planned partnerships that only the second has"
        )


def lines_from(lines: Iterator[str], month: int) -> Iterator[str]:
    """Yield the lines of a narrative from a month on, which begins with its heading."""
    begun = False
    for line in lines:
        begun = begun or _month_of(line) >= month
        if begun:
            yield line


def _month_of(line: str) -> int:
    if line == "Start":
        return 0
    word, _, rest = line.partition(" ")
    number = rest.partition(" ")[0].strip(",:()")
    return int(number) if word == "Month" and number.isdigit() else -1


def _plain(scenario: Scenario, section: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = scenario.model_dump(mode="json", exclude_unset=True).get(section, [])
    return rows
