"""One replicate in words, month by month: for debugging, and to show what makes up a trajectory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sim.engine.record import PARTNERSHIP_COLUMNS, EventRecord, ReplicateRecord
from sim.model.enums import (
    ENDING_WORDS,
    REFUSAL_WORDS,
    STAGE_TITLES,
    Ending,
    Event,
    Phase,
    Rating,
    Refusal,
    ShockOf,
    Stage,
    Trigger,
    label,
)
from sim.model.indicators import OBSERVABLES, Observable
from sim.model.partnership_types import PartnershipType
from sim.scenario.oversight_regimes import regime_of
from sim.scenario.policies import change_in_words
from sim.scenario.scenario_schema import Scenario

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
TRIGGER_WORDS = {
    Trigger.INSPECTION: "an inspection",
    Trigger.CASH_CRISIS: "a cash crisis",
    Trigger.LEADERSHIP_CRISIS: "a leadership crisis",
    Trigger.SCANDAL: "a scandal",
    Trigger.OWN_INSIGHT: "its leaders' own insight",
    Trigger.CAPITAL_PROJECT: "the failure of a building project",
}
STATE_EVERY = 6  # months between two descriptions of the state of the trusts


def rating_words(value: float) -> str:
    """Return an overall rating as people say it."""
    return label(Rating(int(value))).replace("_", " ")


def why(value: float) -> str:
    """Return in words why a partnership, or a part in it, ended."""
    return ENDING_WORDS[Ending(int(value))]


def why_left(value: float) -> str:
    """Return in words why a member left a joint partnership."""
    reasons = {
        Ending.PARTNER_WITHDREW: "it is unwilling, or has problems of its own",
        Ending.TARGET_ENDED: "it is disappointed, feels dominated, or is overloaded",
    }
    return reasons.get(Ending(int(value)), why(value))


def explored(value: float) -> str:
    """Return in words how long the parties explore the partnership."""
    return f"for {value:.0f} months" if value else "until its members agree"


TIER = "{tier}"


def hit(trust: str) -> str:
    """Return in words whom a dated event hits."""
    return trust or "All trusts"


def shock_begins(trust: str, of: ShockOf, size: float) -> str:
    """Return in words that a dated shock begins."""
    return f"{hit(trust)}: a shock of {label(of)} begins ({size:+.2f})."


SENTENCES: dict[Event, Callable[[str, str, float], str]] = {
    Event.STAGE_ENTERED: lambda trust, _, value: (
        f"{trust} enters the stage: {STAGE_TITLES[Stage(int(value))].lower()}."
    ),
    Event.TRIGGER_RECOGNISED: lambda trust, _, value: (
        f"{trust}: the decline is recognised through {TRIGGER_WORDS[Trigger(int(value))]}."
    ),
    Event.INSPECTED: lambda trust, _, value: f"{trust} is inspected and rated {rating_words(value)}.",
    Event.SPECIAL_MEASURES_ENTERED: lambda trust, _, value: f"{trust} is put into {TIER}.",
    Event.SPECIAL_MEASURES_LEFT: lambda trust, _, value: f"{trust} leaves {TIER} after {value:.0f} months.",
    Event.CHIEF_EXECUTIVE_LEFT: lambda trust, _, value: (
        f"{trust}: the chief executive leaves after {value:.0f} months in post."
    ),
    Event.PLAN_FAILED: lambda trust, _, value: f"{trust} gives up a recovery plan (quality {value:.2f}).",
    Event.PARTNERSHIP_PROPOSED: lambda trust, deal, value: f"{trust}: {deal} is {'mandated' if value else 'agreed'}.",
    Event.PARTNERSHIP_REFUSED: lambda trust, deal, value: (
        f"{trust}: {deal} is not formed: {REFUSAL_WORDS[Refusal(int(value))]}."
    ),
    Event.PARTNERSHIP_SET_UP: lambda trust, deal, value: (
        f"{trust}: {deal} is being set up, which will take {value:.0f} months."
    ),
    Event.PARTNERSHIP_OPERATING: lambda trust, deal, value: (
        f"{trust}: {deal} begins to operate, with a fit of {value:.2f}."
    ),
    Event.PARTNERSHIP_ENDED: lambda trust, deal, value: f"{trust}: {deal} ends: {why(value)}.",
    Event.ABSORBED: lambda trust, deal, value: (
        f"{trust} has become a subsidiary of the group through {deal}; coherence is {value:.2f}."
    ),
    Event.POLICY_CHANGED: lambda trust, _, value: "The regulator's policy changes:",
    Event.PARTNER_NOT_FOUND: lambda trust, _, value: f"{trust}: no partner is found.",
    Event.PARTNER_SOUGHT: lambda trust, _, value: (
        f"{trust} seeks a partner {'for help' if value else 'from a position of strength'}."
    ),
    Event.EXPLORATION_BEGAN: lambda trust, deal, value: f"{trust}: {deal} is explored {explored(value)}.",
    Event.GUIDANCE_CHANGED: lambda trust, deal, value: (
        f"{trust}: guidance on {deal} changes midway; {value:.0f} months of work are lost."
    ),
    Event.PROJECT_COMPLETED: lambda trust, deal, value: (
        f"{trust}: {deal} completes a project and reaches {value:.0%} of the organisation."
    ),
    Event.MEMBER_LEFT: lambda trust, deal, value: f"{trust} leaves {deal}: {why_left(value)}.",
    Event.CAPITAL_PROJECT_FAILED: lambda trust, _, value: f"{trust}: a major building project fails.",
    Event.DEMAND_SHOCK: lambda trust, _, value: shock_begins(trust, ShockOf.DEMAND, value),
    Event.FUNDING_SHOCK: lambda trust, _, value: shock_begins(trust, ShockOf.FUNDING, value),
    Event.WORKFORCE_SHOCK: lambda trust, _, value: shock_begins(trust, ShockOf.WORKFORCE, value),
    Event.SHOCK_OVER: lambda trust, _, value: f"{hit(trust)}: the shock of {label(ShockOf(int(value)))} is over.",
    Event.SCANDAL: lambda trust, _, value: (
        f"{trust}: a scandal becomes public and costs {value:.0%} of its reputation and of its people's hope."
    ),
    Event.GRANT_GIVEN: lambda trust, _, value: f"{hit(trust)}: the centre gives a grant of £{value:g}m.",
    Event.DISSOLVED: lambda trust, _, value: f"{trust} has no unit left and is dissolved.",
}
"""The sentence for each event, from the names of the trust and the partnership, and the event's value.

Where `TIER` stands, the regime of the month has its own name for its most intensive support.
"""


def listed(names: Sequence[str]) -> str:
    """Return names as a list in words."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def partnership_names(
    record: ReplicateRecord, types: Mapping[str, PartnershipType], names: Sequence[str]
) -> dict[str, str]:
    """Return what every partnership is called in the narrative: by its type and who is in it.

    Parameters
    ----------
    record : the replicate.
    types : the partnership types of the scenario.
    names : the trusts' names in the order of the scenario.
    """
    target_at, partner_at = (3 + PARTNERSHIP_COLUMNS.index(name) for name in ("target", "partner"))
    members: dict[str, list[int]] = {}
    type_of: dict[str, str] = {}
    for row in record.partnership_months:
        sides = [row[target_at], row[partner_at]]
        type_of[row[1]] = row[2]
        known = members.setdefault(row[1], [])
        known += [side for side in sides if side >= 0 and side not in known]
    called = {}
    for identifier, sides in members.items():
        partnership_type = types[type_of[identifier]]
        title = partnership_type.title.lower() if partnership_type.title[1:].islower() else partnership_type.title
        others = sides if partnership_type.joint else sides[1:]
        joined = (
            f" {'of' if partnership_type.joint else 'with'} {listed([names[side] for side in others])}"
            if others
            else ""
        )
        called[identifier] = f"{title}{joined}"
    return called


def sentence(event_record: EventRecord, titles: Sequence[str], called: Mapping[str, str]) -> str:
    """Return what happened in one sentence."""
    trust = titles[event_record.trust] if event_record.trust >= 0 else ""
    # What was refused has left no rows to read its members from; its id has them, and ends with the month.
    unnamed = re.sub(r"_\d+$", "", event_record.partnership).replace("_", " ")
    partnership = called.get(event_record.partnership, unnamed)
    return SENTENCES[event_record.event](trust, partnership, event_record.value)


def published(item: Observable, level: float) -> str:
    """Return a level as the published figure, with its unit if that is per cent or minutes."""
    figure, unit = float(item.of(level)), item.unit.partition(" ")[0].rstrip(",")
    return f"{figure:.1f} {unit}" if unit in ("%", "minutes") else f"{figure:.2f}"


def standing(record: ReplicateRecord, month: int, trust: int, name: str, tier: str) -> str:
    """Return the state of a trust at the end of a month, in the figures that it publishes."""
    states = record.states
    figures = [
        f"{item.title} {published(item, float(states[item.level][month, trust]))}"
        for item in OBSERVABLES.values()
        if item.is_published_by(int(states["provider_type"][month, trust]))
    ]
    stage = STAGE_TITLES[Stage(int(states["stage"][month, trust]))].lower()
    special = f", in {tier}" if states["special_measures"][month, trust] else ""
    segment = f"segment {states['oversight_segment'][month, trust]:.0f}"
    rating = f"{rating_words(states['rating_overall'][month, trust])}, {segment}"
    attention = f"free attention {states['attention_free'][month, trust]:.2f}"
    return f"{name}: {stage}; {rating}{special}; {', '.join(figures)}; {attention}."


def relation(row: tuple[Any, ...], titles: Sequence[str], called: Mapping[str, str]) -> str:
    """Return the state of a partnership at the end of a month."""
    figures = dict(zip(PARTNERSHIP_COLUMNS, row[3:], strict=True))
    phase = label(Phase(figures["phase"])).replace("_", " ")
    shown = ("relational_trust", "fit", "delivered_support", "scope", "integration", "intelligence")
    levels = ", ".join(f"{name.replace('_', ' ')} {figures[name]:.2f}" for name in shown)
    return f"{titles[figures['target']]}, {called[row[1]]}: {phase}; {levels}."


def tiers_by_month(scenario: Scenario) -> list[str]:
    """Return what the most intensive support is called in each month, from the start on."""
    tiers = [regime_of(scenario.oversight_regime, scenario.oversight_regimes).tier] * (scenario.months + 1)
    for change in sorted(scenario.policy_changes, key=lambda change: change.month):
        if change.oversight_regime is not None:
            tier = regime_of(change.oversight_regime, scenario.oversight_regimes).tier
            tiers[change.month :] = [tier] * (scenario.months + 1 - change.month)
    return tiers


def policy_sentences(scenario: Scenario) -> dict[int, list[str]]:
    """Return in words what each change of policy changes, by month."""
    found: dict[int, list[str]] = {}
    for change in scenario.policy_changes:
        found.setdefault(change.month, []).append(f"  {change_in_words(change, scenario)}.")
    return found


def told_of(record: ReplicateRecord, focal: Sequence[int]) -> Callable[[EventRecord], bool]:
    """Return what says of an event whether it is about some trusts, a partnership of theirs, or everybody."""
    sides = [3 + PARTNERSHIP_COLUMNS.index(name) for name in ("target", "partner")]
    deals = {row[1] for row in record.partnership_months if any(row[side] in focal for side in sides)}
    return lambda event: event.trust < 0 or event.trust in focal or event.partnership in deals


def narrate(
    scenario: Scenario, record: ReplicateRecord, names: dict[str, str], all_trusts: bool = False
) -> Iterator[str]:
    """Yield the narrative of a replicate line by line.

    Parameters
    ----------
    scenario : what was run.
    record : the replicate.
    names : name of every trust by id, in the order of the scenario.
    all_trusts : whether to tell of all trusts, and not only of those that the scenario describes one by one.
    """
    titles = list(names.values())
    focal = range(len(scenario.described))
    yield f"{scenario.shown_title}, replicate {record.replicate}"
    called = partnership_names(record, scenario.types(), titles)
    by_month: dict[int, list[EventRecord]] = {}
    is_told = told_of(record, focal) if focal and not all_trusts else lambda event: True
    for event_record in filter(is_told, record.events):
        by_month.setdefault(event_record.month, []).append(event_record)
    deals: dict[int, list[tuple[Any, ...]]] = {}
    for row in record.partnership_months:
        deals.setdefault(row[0], []).append(row)
    tiers, changes = tiers_by_month(scenario), policy_sentences(scenario)
    for month in range(scenario.months + 1):
        tier = tiers[month]
        lines = [sentence(item, titles, called).replace(TIER, tier) for item in by_month.get(month, [])]
        lines += changes.get(month, [])
        if month % STATE_EVERY == 0:
            lines += [standing(record, month, trust, titles[trust], tier) for trust in focal]
            lines += [relation(row, titles, called) for row in deals.get(month, []) if focal]
        if lines:
            yield ""
            yield heading(month, scenario.start_month)
            yield from (f"  {line}" for line in lines)


def heading(month: int, start_month: int) -> str:
    """Return a month with its name and year of the run."""
    if month == 0:
        return "Start"
    return f"Month {month} ({MONTHS[(start_month + month - 2) % 12]}, year {(month - 1) // 12 + 1})"
