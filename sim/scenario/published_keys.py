"""What the keys of `published:` stand for: variables of a trust, and published figures in their units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.model.indicators import OBSERVABLES, Observable, access_measure

LEVELS = {
    "access": "annual_access",
    "engagement": "published_engagement",
    "surplus": "annual_finance",
    "vacancy_rate": "published_workforce",
}
"""The level that each published figure stands for."""

SPELLS = {
    "months_in_special_measures": ("months_in_special_measures", "special_measures"),
    "chief_executive_tenure": ("chief_executive_tenure",),
}
"""The variables that each published length of time settles."""


def figure_of(key: str, provider_type: str) -> Observable:
    """Return the published figure that a key stands for in trusts of a type."""
    names = {"engagement": "engagement_score", "surplus": "surplus", "vacancy_rate": "vacancy_rate"}
    return access_measure(provider_type) if key == "access" else OBSERVABLES[names[key]]


def settled_variables(published: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the keys below `published` that say something, each with a variable that it settles."""
    ratings = published.get("ratings")
    if isinstance(ratings, Mapping):
        yield from ((("ratings", domain), f"rating_{domain}") for domain, word in ratings.items() if word is not None)
    for key, names in {**{key: (level,) for key, level in LEVELS.items()}, **SPELLS}.items():
        if published.get(key) is not None:
            yield from (((key,), name) for name in names)
