"""The sentences of the narrative as templates, so that the page tells a replicate in the words of the command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from sim.model.enums import Event
from sim.results.narrative import SENTENCES

TRUST, PARTNERSHIP = "{trust}", "{partnership}"
MOST_TRIED = 16
"""No choice has so many members."""

PUBLIC = frozenset({
    Event.INSPECTED, Event.SPECIAL_MEASURES_ENTERED, Event.SPECIAL_MEASURES_LEFT, Event.CHIEF_EXECUTIVE_LEFT,
    Event.PARTNERSHIP_PROPOSED, Event.PARTNERSHIP_REFUSED, Event.PARTNERSHIP_SET_UP, Event.PARTNERSHIP_OPERATING,
    Event.PARTNERSHIP_ENDED, Event.ABSORBED, Event.POLICY_CHANGED, Event.PARTNER_NOT_FOUND, Event.PARTNER_SOUGHT,
    Event.EXPLORATION_BEGAN, Event.GUIDANCE_CHANGED, Event.PROJECT_COMPLETED, Event.MEMBER_LEFT,
    Event.CAPITAL_PROJECT_FAILED, Event.DEMAND_SHOCK, Event.FUNDING_SHOCK, Event.WORKFORCE_SHOCK, Event.SHOCK_OVER,
    Event.SCANDAL, Event.GRANT_GIVEN, Event.DISSOLVED,
})  # fmt: skip
"""Events that everybody learns of; stages, recovery plans and what is recognised are known inside."""


class Placeholder(float):
    """A number that is written as its place in a template, with the way it is to be written."""

    def __format__(self, how: str) -> str:
        return f"{{value:{how}}}"


def templates() -> dict[str, Any]:
    """Return for every event its name, whether it is public, and its sentences.

    `sentences` holds those of single values; `otherwise` is that of every other value, if there are any.
    """
    return {str(int(event)): {"name": event.name.lower(), "public": event in PUBLIC, **template_of(sentence)}
            for event, sentence in SENTENCES.items()}  # fmt: skip


def template_of(sentence: Callable[[str, str, float], str]) -> dict[str, Any]:
    """Return the sentences of an event by its value, and that of most values."""
    by_value: dict[int, str] = {}
    for value in range(MOST_TRIED):
        try:
            by_value[value] = sentence(TRUST, PARTNERSHIP, Placeholder(value))
        except (ValueError, KeyError):
            continue  # no member of the choice has this value
    alike, times = Counter(by_value.values()).most_common(1)[0]
    otherwise = alike if times > 1 else None
    return {
        "otherwise": otherwise,
        "sentences": {str(value): text for value, text in by_value.items() if text != otherwise},
    }
