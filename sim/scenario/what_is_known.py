"""What is known of a described trust: its archetype, what is published of it, and what the scenario says itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.model.enums import Rating
from sim.model.state import TrustState
from sim.model.variables import field_types, initial_values, variables
from sim.scenario.conditional_start import Known, level_at
from sim.scenario.published_keys import LEVELS, figure_of
from sim.scenario.starting_population import HISTORY, winter_exposures
from sim.scenario.starting_state import archetypes, implied_state
from sim.scenario.trust_schema import Published, PublishedErrors, PublishedFigures, TrustSection


def what_is_known(trust: TrustSection) -> Known:
    """Return what is known of a trust: values that it starts with, levels that it is likely to have, and errors."""
    archetype = archetypes()[trust.archetype]
    published = trust.published or Published()
    said = {**({} if trust.published else archetype.state), **ratings_of(published), **spells_of(published)}
    said |= {name: in_numbers(name, value) for name, value in trust.state.items()}
    exact = {name: in_numbers(name, value) for name, value in {**said, **implied_state(said)}.items()}
    figures = dict(levels_of(trust.provider_type, published))
    errors = dict(errors_of(trust.provider_type, published.errors))
    lasting = {
        "turnover": initial_values(TrustState)["turnover"] if trust.turnover is None else trust.turnover,
        "number_of_sites": trust.sites,
        "winter_exposure": winter_exposures()[trust.provider_type],
        "building_plan": False,
    }
    likely = {} if trust.published else {
        name: level_at(name, percent, trust.provider_type)
        for name, percent in archetype.percentiles.items()
        if name not in exact
    }  # fmt: skip
    for past in published.history:
        for name, level in levels_of(trust.provider_type, past):
            likely[HISTORY[name, past.months_ago]] = level
    return Known(trust.provider_type, {**lasting, **figures, **exact}, likely, errors)


def in_numbers(name: str, value: Any) -> Any:
    """Return the value of a variable as a number; words of choices are turned into theirs."""
    choices = variables(TrustState)[name].choices
    if choices is not None and isinstance(value, str):
        value = choices[value.upper()]
    return field_types(TrustState)[name](value)


def ratings_of(published: Published) -> dict[str, Any]:
    """Return the ratings that are published."""
    said = published.ratings.model_dump(exclude_none=True)
    return {f"rating_{domain}": int(Rating[word.upper()]) for domain, word in said.items()}


def spells_of(published: Published) -> dict[str, Any]:
    """Return what is published of special measures and of the chief executive."""
    said: dict[str, Any] = {}
    if published.months_in_special_measures is not None:
        said["special_measures"] = published.months_in_special_measures > 0
        said["months_in_special_measures"] = published.months_in_special_measures
    if published.chief_executive_tenure is not None:
        said["chief_executive_tenure"] = published.chief_executive_tenure
    return said


def levels_of(provider_type: str, figures: PublishedFigures) -> Iterator[tuple[str, float]]:
    """Yield the levels that published figures stand for, with the variables that hold them.

    A level is kept within its range, even where a figure can be worse or better than any level stands for.
    """
    for figure, level in LEVELS.items():
        value = getattr(figures, figure, None)
        if value is not None:
            yield level, min(1.0, max(0.0, figure_of(figure, provider_type).level_of(value)))


def errors_of(provider_type: str, errors: PublishedErrors) -> Iterator[tuple[str, float]]:
    """Yield the standard errors of published figures as errors of levels."""
    for figure, level in LEVELS.items():
        value = getattr(errors, figure)
        if value is not None:
            yield level, value / abs(figure_of(figure, provider_type).slope)
