"""One replicate told in words, month by month: for debugging, and for showing what a trajectory is made of."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.record import Happening, ReplicateRecord
from sim.observables import OBSERVABLES, Observable
from sim.scenario.schema import Scenario
from sim.vocabulary import STAGE_TITLES, Event, Rating, Stage, Trigger, word

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
TRIGGER_WORDS = {
    Trigger.INSPECTION: "an inspection",
    Trigger.CASH_CRISIS: "a cash crisis",
    Trigger.LEADERSHIP_CRISIS: "a leadership crisis",
    Trigger.SCANDAL: "a scandal",
    Trigger.OWN_INSIGHT: "its leaders' own insight",
}
STATE_EVERY = 6  # months between two descriptions of how the trusts stand


def rating_words(value: float) -> str:
    """Return an overall rating as people say it."""
    return word(Rating(int(value))).replace("_", " ")


def sentence(happening: Happening, trust: str, partnership: str) -> str:
    """Return what happened in one sentence."""
    value = happening.value
    match happening.event:
        case Event.STAGE_ENTERED:
            return f"{trust} enters the stage: {STAGE_TITLES[Stage(int(value))].lower()}."
        case Event.TRIGGER_RECOGNISED:
            return f"{trust}: the decline is recognised through {TRIGGER_WORDS[Trigger(int(value))]}."
        case Event.INSPECTED:
            return f"{trust} is inspected and rated {rating_words(value)}."
        case Event.SPECIAL_MEASURES_ENTERED:
            return f"{trust} is put into special measures."
        case Event.SPECIAL_MEASURES_LEFT:
            return f"{trust} leaves special measures after {value:.0f} months."
        case Event.CHIEF_EXECUTIVE_LEFT:
            return f"{trust}: the chief executive leaves after {value:.0f} months in post."
        case Event.PLAN_FAILED:
            return f"{trust} gives up a recovery plan (quality {value:.2f})."
        case Event.PARTNERSHIP_PROPOSED:
            return f"{trust}: {partnership} is {'mandated' if value else 'agreed'}."
        case Event.PARTNERSHIP_REFUSED:
            reason = "a side is not free" if value else "the partner declines"
            return f"{trust}: {partnership} does not come about: {reason}."
        case Event.PARTNERSHIP_SET_UP:
            return f"{trust}: {partnership} is being set up, which will take {value:.0f} months."
        case Event.PARTNERSHIP_OPERATING:
            return f"{trust}: {partnership} begins to operate, with a fit of {value:.2f}."
        case Event.PARTNERSHIP_ENDED:
            return f"{trust}: {partnership} ends after {value:.0f} months."
        case Event.ABSORBED:
            return f"{trust} has become a unit of the group; coherence is {value:.2f}."
        case Event.POLICY_CHANGED:
            return "The regulator's policy changes."
        case Event.PARTNER_NOT_FOUND:
            return f"{trust}: the regulator finds no partner."


def published(item: Observable, level: float) -> str:
    """Return a level as the published figure, with its sign of percentage."""
    figure = float(item.of(level))
    return f"{figure:.1f} %" if item.unit.startswith("%") else f"{figure:.2f}"


def standing(record: ReplicateRecord, month: int, trust: int, name: str) -> str:
    """Return how a trust stands at the end of a month, in the units that people publish."""
    states = record.states
    figures = [
        f"{item.title} {published(item, float(states[item.level][month, trust]))}" for item in OBSERVABLES.values()
    ]
    stage = STAGE_TITLES[Stage(int(states["stage"][month, trust]))].lower()
    special = ", in special measures" if states["special_measures"][month, trust] else ""
    rating = rating_words(states["rating_overall"][month, trust])
    attention = f"free attention {states['attention_free'][month, trust]:.2f}"
    return f"{name}: {stage}; {rating}{special}; {', '.join(figures)}; {attention}."


def tell(scenario: Scenario, record: ReplicateRecord, names: dict[str, str]) -> Iterator[str]:
    """Yield the story of a replicate line by line.

    Parameters
    ----------
    scenario : what was run.
    record : the replicate.
    names : name of every trust by id, in the order of the scenario.
    """
    titles = list(names.values())
    focal = range(len(scenario.trusts)) if scenario.trusts else range(0)
    yield f"{scenario.title}, replicate {record.replicate}"
    by_month: dict[int, list[Happening]] = {}
    for happening in record.happenings:
        by_month.setdefault(happening.month, []).append(happening)
    for month in range(scenario.months + 1):
        lines = [
            sentence(item, titles[item.trust] if item.trust >= 0 else "", item.partnership)
            for item in by_month.get(month, [])
        ]
        if month % STATE_EVERY == 0:
            lines += [standing(record, month, trust, titles[trust]) for trust in focal]
        if lines:
            yield ""
            yield heading(month, scenario.start_month)
            yield from (f"  {line}" for line in lines)


def heading(month: int, start_month: int) -> str:
    """Return a month with its name and year of the run."""
    if month == 0:
        return "Start"
    return f"Month {month} ({MONTHS[(start_month + month - 2) % 12]}, year {(month - 1) // 12 + 1})"
