"""Ratings at the start: whether those that a trust starts with can be together, its archetype's among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

from sim.config.errors import Fault, Location
from sim.model.enums import Rating, label
from sim.model.state import TrustState
from sim.rules.ratings import overall_rating
from sim.scenario.partial_scenario import Written
from sim.scenario.published_keys import settled_variables
from sim.scenario.starting_state import archetypes

OVERALL = "rating_overall"
DOMAINS = ("rating_safe", "rating_effective", "rating_caring", "rating_responsive", "rating_well_led")
WORDS = {label(rating): rating for rating in Rating}


class _Start:
    """The ratings that a trust starts with, each from itself, from what is published of it, or from its archetype.

    A rating of which nothing is said is missing: it is drawn.
    """

    def __init__(self, row: Mapping[str, Any]) -> None:
        own, published = row.get("state"), row.get("published")
        self.places: dict[str, Location] = {}
        said: dict[str, Any] = {}
        if isinstance(published, Mapping):
            self.places |= {name: ("published", *keys) for keys, name in settled_variables(published)}
            said |= _published_standing(published)
        else:
            said |= archetypes()[row.get("archetype") or "average"].state
        if isinstance(own, Mapping):
            given = {key: value for key, value in own.items() if value is not None}
            said |= given
            self.places |= {name: ("state", name) for name in given}
        self.ratings = {name: WORDS[said[name]] for name in (OVERALL, *DOMAINS) if name in said}
        self.special_measures = said.get("special_measures") is True
        self.possible = possible_overall_ratings(tuple(self.ratings.get(name) for name in DOMAINS))

    def place_of(self, location: Location, *names: str) -> Location:
        """Return where the first of some variables that the trust itself says is said; else where its archetype is."""
        return (*location, *next((self.places[name] for name in names if name in self.places), ("archetype",)))


def _published_standing(published: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ratings that are published, and whether the trust is in special measures."""
    ratings = published.get("ratings")
    rows = ratings.items() if isinstance(ratings, Mapping) else ()
    said = {f"rating_{domain}": word for domain, word in rows if word is not None}
    months = published.get("months_in_special_measures")
    return said | {"special_measures": isinstance(months, int) and months > 0}


@cache
def possible_overall_ratings(domains: tuple[Rating | None, ...]) -> frozenset[Rating]:
    """Return the overall ratings that the published aggregation can give for five domains, of which some are known."""
    trust, found = TrustState(), set()
    for ratings in product(*(Rating if rating is None else (rating,) for rating in domains)):
        for name, rating in zip(DOMAINS, ratings, strict=True):
            setattr(trust, name, rating)
        found.add(Rating(overall_rating(trust)))
    return frozenset(found)


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
    rating = start.ratings.get(OVERALL, min(start.possible))
    if start.special_measures and rating >= Rating.GOOD:
        found = f"is in special measures, and its overall rating is {label(rating)!r}"
        allowed = "inadequate or requires_improvement, or no special measures"
        place = start.place_of(location, "special_measures")
        yield Fault(place, found, allowed, other=start.place_of(location, OVERALL, *DOMAINS))


def _overall(location: Location, start: _Start) -> Iterator[Fault]:
    if OVERALL not in start.ratings or start.ratings[OVERALL] in start.possible:
        return
    known = {name: label(start.ratings[name]) for name in DOMAINS if name in start.ratings}
    domains = "the five domains" if len(known) == len(DOMAINS) else "the domains"
    rated = ", ".join(f"{name.removeprefix('rating_')} {word}" for name, word in known.items())
    found = f"an overall rating of {label(start.ratings[OVERALL])!r} is excluded by {domains}: {rated}"
    domain = next((name for name in DOMAINS if name in start.places), "")
    place = start.place_of(location, OVERALL, domain)
    other = start.place_of(location, domain if place == start.place_of(location, OVERALL) else OVERALL)
    key = start.places.get(OVERALL, (OVERALL,))[-1]
    allowed = " or ".join(label(rating) for rating in sorted(start.possible))
    yield Fault(place, found, f"{key}: {allowed}", other=other)
