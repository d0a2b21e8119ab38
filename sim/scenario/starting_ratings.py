"""Ratings at the start: whether those that a trust starts with can be together, its archetype's among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.config.errors import Fault, Location
from sim.model.enums import Rating, label
from sim.model.state import TrustState
from sim.model.variables import initial_values
from sim.rules.ratings import overall_rating
from sim.scenario.partial_scenario import Written
from sim.scenario.starting_state import archetypes

OVERALL = "rating_overall"
DOMAINS = ("rating_safe", "rating_effective", "rating_caring", "rating_responsive", "rating_well_led")
WORDS = {label(rating): rating for rating in Rating}


class _Start(TrustState):
    """The ratings that a trust starts with, each from itself, its archetype, or the table of state variables."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        own = row.get("state")
        self.own = {key: value for key, value in own.items() if value is not None} if isinstance(own, Mapping) else {}
        said = {**archetypes()[row.get("archetype") or "average"].state, **self.own}
        for name in (OVERALL, *DOMAINS):
            setattr(self, name, WORDS[said[name]] if name in said else int(initial_values(TrustState)[name]))
        self.special_measures = said.get("special_measures") is True

    def place_of(self, location: Location, *names: str) -> Location:
        """Return where the first of some variables that the trust itself says is said; else where its archetype is."""
        said = next((name for name in names if name in self.own), None)
        return (*location, "archetype") if said is None else (*location, "state", said)


def rating_faults(written: Written) -> Iterator[Fault]:
    """Yield ratings at the start that exclude each other, or special measures."""
    for location, row in written.items("trusts"):
        try:
            start = _Start(row)
        except (KeyError, TypeError):  # an archetype or a rating that does not exist has a fault of its own
            continue
        yield from _special_measures(location, start)
        yield from _overall(location, start)


def _special_measures(location: Location, start: _Start) -> Iterator[Fault]:
    if start.special_measures and start.rating_overall >= Rating.GOOD:
        rating = label(Rating(start.rating_overall))
        found = f"is in special measures, and its overall rating is {rating!r}"
        allowed = "inadequate or requires_improvement, or no special measures"
        place = start.place_of(location, "special_measures")
        yield Fault(place, found, allowed, other=start.place_of(location, OVERALL))


def _overall(location: Location, start: _Start) -> Iterator[Fault]:
    made = Rating(overall_rating(start))
    if start.rating_overall == made:
        return
    rated = ", ".join(f"{name.removeprefix('rating_')} {label(Rating(getattr(start, name)))}" for name in DOMAINS)
    found = f"an overall rating of {label(Rating(start.rating_overall))!r} is excluded by the five domains: {rated}"
    domain = next((name for name in DOMAINS if name in start.own), "")
    place = start.place_of(location, OVERALL, domain)
    other = start.place_of(location, domain if place[-1] == OVERALL else OVERALL)
    yield Fault(place, found, f"{OVERALL}: {label(made)}", other=other)
