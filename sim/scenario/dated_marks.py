"""The dated events of a scenario as figures mark them, each with when, what and whom in words."""

from __future__ import annotations

from typing import NamedTuple

from sim.scenario.model_inputs import trust_name
from sim.scenario.scenario_schema import DatedEvent, Scenario


class DatedMark(NamedTuple):
    """A dated event as figures mark it: its month, the first month after it if it lasts, and what it is in words."""

    month: int
    after: int | None
    words: str


def dated_marks(scenario: Scenario) -> list[DatedMark]:
    """Return a mark for every dated event, in the order of their months."""
    return [_mark(event, scenario) for event in sorted(scenario.events, key=lambda event: event.month)]


def _mark(event: DatedEvent, scenario: Scenario) -> DatedMark:
    what, whom = event.type.replace("_", " "), whom_in_words(event, scenario)
    if event.months is None:
        return DatedMark(event.month, None, f"month {event.month}, {what} ({whom})")
    after = event.month + event.months
    moved = f"{what} of {event.of} {event.size:+g} ({whom})"
    return DatedMark(event.month, after, f"months {event.month} to {after - 1}, {moved}")


def whom_in_words(event: DatedEvent, scenario: Scenario) -> str:
    """Return whom an event hits, in words."""
    if event.trust is not None:
        return trust_name(event.trust, scenario)
    if event.provider_type is not None:
        return f"{event.provider_type.replace('_', ' ')} trusts"
    places = {place.id: place.name or place.id for place in scenario.local_health_economies}
    return "all trusts" if event.local_health_economy is None else places[event.local_health_economy]
