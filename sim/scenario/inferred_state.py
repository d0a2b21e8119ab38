"""What is inferred of a described trust: intervals of its state beside the population, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.model.state import TrustState
from sim.model.variables import variables
from sim.scenario.conditional_start import Known, level_names, levels_of_type, starts_of
from sim.scenario.scenario_schema import Scenario, TrustSection
from sim.scenario.starting_population import rows_of_type, stationary_population
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
"""The variables that are shown, in order."""
TAIL = 0.5  # per cent of trusts: figures beyond are said to be rare
FAR = 1.5  # standard deviations a figure, on average, from which no trust is like the one described
LIKE = 20  # trusts whose mean distance is looked at


def inferred_states(scenario: Scenario) -> pd.DataFrame:
    """Return what is inferred of every described trust: a row for each variable.

    Columns are trust, variable, meaning, given (missing where nothing is), the 5th, 50th and 95th percentile of what is
    inferred, and the quartiles of the stationary trusts of its type.
    """
    import pandas as pd

    return pd.DataFrame([row for trust in scenario.trusts for row in inferred_state(trust)])


def inferred_state(trust: TrustSection) -> Iterator[dict[str, Any]]:
    """Yield a row for each variable of a trust that is shown."""
    import numpy as np

    known = what_is_known(trust)
    drawn = starts_of(known)
    population = stationary_population()[rows_of_type(trust.provider_type)]
    for name in SHOWN:
        low, middle, high = np.percentile(drawn[name], [5, 50, 95])
        quartiles = np.percentile(population[name], [25, 50, 75])
        yield {
            "trust": trust.id,
            "variable": name,
            "meaning": variables(TrustState)[name].meaning,
            "given": known.exact.get(name, np.nan),
            **{f"p{percent}": value for percent, value in zip((5, 50, 95), (low, middle, high), strict=True)},
            **{f"population_p{percent}": value for percent, value in zip((25, 50, 75), quartiles, strict=True)},
        }


def doubts(trust: TrustSection) -> list[str]:
    """Return what speaks against the figures given of a trust: none like them, each or together."""
    known = what_is_known(trust)
    found = list(_rare_figures(known))
    apart = distance_to_the_nearest(known)
    if apart > FAR and not found:
        found.append(
            f"together the figures are unlike those of any trust of the population: the {LIKE} nearest differ by "
            f"{apart:.1f} standard deviations a figure"
        )
    return found


def _rare_figures(known: Known) -> Iterator[str]:
    import numpy as np

    population = stationary_population()[rows_of_type(known.provider_type)]
    for name in level_names():
        if name in known.exact:
            low, high = np.percentile(population[name], [TAIL, 100.0 - TAIL])
            if not low <= known.exact[name] <= high:
                yield (
                    f"{name}: {known.exact[name]:.2f} lies beyond 99 % of trusts of its type ({low:.2f} to {high:.2f})"
                )


def distance_to_the_nearest(known: Known) -> float:
    """Return how far the nearest trusts are from the known one, in standard deviations a figure."""
    import numpy as np

    given = [name for name in level_names() if name in known.exact]
    if not given:
        return 0.0
    table = levels_of_type(known.provider_type)
    columns = [level_names().index(name) for name in given]
    gaps = (table[:, columns] - [known.exact[name] for name in given]) / table[:, columns].std(axis=0)
    return float(np.sort(np.sqrt((gaps**2).mean(axis=1)))[:LIKE].mean())
