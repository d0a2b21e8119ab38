"""The stationary population: where trusts start of which a scenario says little.

A population begins where the model itself comes to rest without partnerships, trend or events, and drifts only for
reasons that a scenario states. The rows are trusts of many simulated Englands after a long burn-in, which is simulated
once for all that share it (`turnaround population`) and comes with the package.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from sim.model.enums import ProviderType, Rating
from sim.model.state import TrustState
from sim.model.variables import field_types, initial_values, record_fields
from sim.scenario.trust_schema import Background, RatingShares

FIGURES = ("annual_access", "annual_finance", "published_engagement")
AGES = (12, 24)
HISTORY = {(name, age): f"{name}_{age}_months_ago" for name in FIGURES for age in AGES}
"""Further columns of the stationary population: published figures of the past, by figure and age in months."""

OF_NONE = ("unit_of", "dissolved", "regulator", "system")
"""Variables that say nothing of the population: none is a unit or dissolved, and all are under the nation alone."""
CHOICES = 2000  # among which a trust of a group with given shares of ratings is drawn


def population_file() -> Any:
    """Return the file with the stationary population."""
    return files("sim.scenario").joinpath("stationary_population.npy")


def kept_variables() -> list[str]:
    """Return the variables of a trust that the stationary population is kept with."""
    return [name for name in field_types(TrustState) if name not in OF_NONE]


@cache
def stationary_population() -> Any:
    """Return the trusts of the stationary population, a structured array with the variables of a trust.

    Raises
    ------
    ValueError : the file is of another version of the model.
    """
    import numpy as np

    with population_file().open("rb") as file:
        rows = np.load(file)
    if set(rows.dtype.names) != {*kept_variables(), *HISTORY.values()}:
        raise ValueError(f"{population_file()} is of another version of the model; run: turnaround population")
    return rows


@cache
def no_starts() -> Any:
    """Return no record of the state of a trust, where nobody starts from any."""
    import numpy as np

    return np.zeros(0, np.dtype(record_fields(field_types(TrustState)), align=True))


@cache
def starting_records() -> Any:
    """Return the trusts of the stationary population as records, as engines take them; not to be changed."""
    import numpy as np

    rows = stationary_population()
    records = np.zeros(len(rows), no_starts().dtype)
    for name in OF_NONE:
        records[name] = initial_values(TrustState)[name]
    for name in kept_variables():
        records[name] = rows[name]
    return records


def records_together(parts: Sequence[Any]) -> Any:
    """Return arrays of records of one kind as one array."""
    import numpy as np

    # As bytes, since field by field takes thirty times as long.
    return np.concatenate([part.view(np.uint8) for part in parts]).view(parts[0].dtype)


@cache
def background_data() -> dict[str, Any]:
    """Return the shipped data about trusts of the background."""
    from ruamel.yaml import YAML

    text = files("sim.scenario").joinpath("population.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return table


def spreads() -> dict[str, float]:
    """Return the spreads between trusts of the background in what lasts."""
    return {name: value for name, value in background_data().items() if isinstance(value, float)}


def winter_exposures() -> dict[str, float]:
    """Return how far winter weighs on each type of provider, relative to an acute trust."""
    exposures: dict[str, float] = background_data()["winter_exposure"]
    return exposures


@cache
def rows_of_type(provider_type: str) -> Any:
    """Return the positions of the stationary trusts of a type; those of every type for one that has none."""
    import numpy as np

    own = np.flatnonzero(stationary_population()["provider_type"] == ProviderType[provider_type.upper()])
    return own if len(own) else np.arange(len(stationary_population()))


def choices_of(groups: Sequence[Background]) -> tuple[list[int], list[tuple[int, int]]]:
    """Return the choices of all groups of a background, and of each where its own begin and how many they are."""
    choices: list[int] = []
    ranges = []
    for group in groups:
        own = rows_of_type(group.provider_type)
        if group.ratings:
            own = choices_with_ratings(group.provider_type, group.ratings)
        ranges.append((len(choices), len(own)))
        choices += [int(row) for row in own]
    return choices, ranges


def choices_with_ratings(provider_type: str, shares: RatingShares) -> list[int]:
    """Return rows of the stationary population among which overall ratings have the given shares.

    Where no trust of the type has a rating, those of other types stand in.
    """
    import numpy as np

    ratings = stationary_population()["rating_overall"]
    own = rows_of_type(provider_type)
    wanted = [shares.inadequate, shares.requires_improvement, shares.good, shares.outstanding]
    ends = np.rint(np.cumsum(wanted) / np.sum(wanted) * CHOICES).astype(int)
    chosen: list[int] = []
    for rating, end in zip(Rating, ends, strict=True):
        rows = own[ratings[own] == rating]
        if not len(rows):
            rows = np.flatnonzero(ratings == rating)
        room = int(end) - len(chosen)
        chosen += [int(rows[number * len(rows) // room]) for number in range(room)]
    return chosen
