"""What is inferred of a described trust: intervals of its state beside the population, and what cannot be."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.config.arguments import Sets, set_texts, source_of
from sim.model.state import TrustState
from sim.model.variables import variables
from sim.scenario.conditional_start import Known, level_names, starts_of
from sim.scenario.published_keys import LEVELS, figure_of
from sim.scenario.scenario_loader import scenario_from
from sim.scenario.scenario_schema import Scenario
from sim.scenario.starting_population import HISTORY, rows_of_type, stationary_population
from sim.scenario.trust_schema import TrustSection
from sim.scenario.what_is_known import what_is_known

if TYPE_CHECKING:
    import pandas as pd

SHOWN = (
    "quality",
    "access",
    "finance",
    "workforce",
    "engagement",
    "leadership",
    "capability",
    "frontline_adoption",
    "coherence",
    "reputation",
    "hope",
    "published_quality",
    "annual_access",
    "annual_finance",
    "published_engagement",
    "published_workforce",
    "chief_executive_tenure",
)
"""The variables that are shown, in order; levels behind published figures are shown in the units of the figures."""
KEYS = {level: key for key, level in LEVELS.items()}
PERCENTS, QUARTILES = (5, 50, 95), (25, 50, 75)
TAIL = 0.5  # per cent of trusts: figures beyond are said to be rare
TOGETHER = 0.005  # share of trusts: figures that are as unusual together in fewer are said to be doubtful


def describe_trusts(scenario: str | Path | Scenario, sets: Sets = ()) -> pd.DataFrame:
    """Return what is inferred of every trust that a scenario describes: a row for each variable or published figure.

    Columns are trust, variable, unit, meaning, given (missing where nothing is), the 5th, 50th and 95th percentile of
    what is inferred (p5, p50, p95), and the quartiles of the stationary trusts of its type (population_p25 and so on).

    Parameters
    ----------
    scenario : a shipped scenario's name, a path to a scenario file, or a loaded scenario.
    sets : changes as on the command line: `{"months": 60}`, `["months=60"]` or `"months=60"`.

    Raises
    ------
    ScenarioError : the scenario is not sound.
    TypeError : an argument of the wrong type.
    ValueError : it describes no trust.

    Examples
    --------
    >>> inferred = describe_trusts("case_b_buddying").set_index(["trust", "variable"])
    >>> bool(inferred.loc[("green_bay", "quality"), "p50"] < inferred.loc[("regency_vale", "quality"), "p50"])
    True
    """
    import pandas as pd

    source = source_of("scenario", scenario, Scenario, "the name of a scenario, the path of a file, or a Scenario")
    loaded = scenario_from(source, set_texts(sets))
    return pd.DataFrame([row for trust in described(loaded) for row in inferred_state(trust)])


def described(scenario: Scenario) -> list[TrustSection]:
    """Return the trusts that a scenario describes, and their units.

    Raises
    ------
    ValueError : it describes none.
    """
    if not scenario.trusts:
        raise ValueError(f"{scenario.name}: describes no trust; its trusts are all drawn")
    return scenario.described


def inferred_state(trust: TrustSection) -> Iterator[dict[str, Any]]:
    """Yield a row for each variable of a trust that is shown."""
    import numpy as np

    known = what_is_known(trust)
    drawn = starts_of(known)
    population = stationary_population()[rows_of_type(trust.provider_type)]
    for name in SHOWN:
        scale = scale_of(name, trust.provider_type)
        inferred = np.percentile(scale.of(drawn[name]), PERCENTS)
        quartiles = np.percentile(scale.of(population[name]), QUARTILES)
        yield {
            "trust": trust.id,
            "variable": scale.name,
            "unit": scale.unit,
            "meaning": scale.meaning,
            "given": given_of(name, trust, known),
            **{f"p{percent}": value for percent, value in zip(PERCENTS, inferred, strict=True)},
            **{f"population_p{percent}": value for percent, value in zip(QUARTILES, quartiles, strict=True)},
        }


@dataclass(frozen=True, slots=True)
class Scale:
    """How a variable is shown: itself, or as the published figure that it stands for."""

    name: str
    unit: str
    meaning: str
    of: Callable[[Any], Any]


def scale_of(name: str, provider_type: str) -> Scale:
    """Return how a variable of trusts of a type is shown."""
    if name in KEYS:
        figure = figure_of(KEYS[name], provider_type)
        return Scale(figure.name, figure.unit, figure.title, figure.of)
    about = variables(TrustState)[name]
    return Scale(name, about.unit, about.meaning, lambda level: level)


def given_of(name: str, trust: TrustSection, known: Known) -> float:
    """Return what is given of a variable as it is shown; a published figure as it was written, not a number if none."""
    said = getattr(trust.published, KEYS.get(name, ""), None)
    if said is not None:
        return float(said)
    return float(scale_of(name, trust.provider_type).of(known.exact[name])) if name in known.exact else math.nan


def doubts(trust: TrustSection) -> list[str]:
    """Return what speaks against the figures given of a trust: none like them, each or together.

    What an archetype says is not given of the trust itself.
    """
    known = what_is_known(trust)
    levels = {**known.likely, **known.exact}
    own = [*trust.state, *HISTORY.values(), *(KEYS if trust.published else ())]
    given = {name: levels[name] for name in (*level_names(), *HISTORY.values()) if name in levels and name in own}
    found = list(_rare_figures(trust, known, given))
    if len(given) > 1 and not found and share_as_unusual(trust.provider_type, given) < TOGETHER:
        found.append(
            f"the figures hardly go together: fewer than {1000 * TOGETHER:.0f} in 1000 trusts of its type have ones as "
            "unusual"
        )
    return found


def _rare_figures(trust: TrustSection, known: Known, given: Mapping[str, float]) -> Iterator[str]:
    """Yield the figures and levels of today that hardly any trust of its type has."""
    import numpy as np

    population = stationary_population()[rows_of_type(trust.provider_type)]
    for name, level in given.items():
        low, high = np.percentile(population[name], [TAIL, 100.0 - TAIL])
        if low <= level <= high or name not in known.exact:
            continue
        scale = scale_of(name, trust.provider_type)
        usual = sorted(float(scale.of(bound)) for bound in (low, high))
        found, begins = given_of(name, trust, known), float(scale.of(level))
        beyond = "" if math.isclose(found, begins) else f"; the nearest with which the model can begin is {begins:.2f}"
        yield (
            f"{scale.name}: {found:.2f} lies beyond 99 % of trusts of its type ({usual[0]:.2f} to {usual[1]:.2f})"
            f"{beyond}"
        )


def share_as_unusual(provider_type: str, given: Mapping[str, float]) -> float:
    """Return the share of the stationary trusts of a type that lie as far from the usual as what is given.

    Distances are those of Mahalanobis: they allow for what usually goes together.
    """
    import numpy as np

    population = stationary_population()[rows_of_type(provider_type)]
    table = np.stack([population[name] for name in given], axis=1)
    apart = np.vstack([table, list(given.values())]) - table.mean(axis=0)
    distances = np.einsum("ij,jk,ik->i", apart, np.linalg.pinv(np.cov(table.T)), apart)
    return float((distances[:-1] >= distances[-1]).mean())
