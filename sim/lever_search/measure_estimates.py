"""What a measure is at one setting, with its interval, and what has to be said wherever it is shown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.lever_search.lever_space import Values
from sim.lever_search.search_schema import Measure
from sim.outcomes import OUTCOMES
from sim.results.summary import Estimate, mean, share

ASSUMED = (
    "What partnerships and regulators do is assumed in part; this is of the model, within the ranges of its levers, "
    "and no forecast."
)


def estimate_of(measure: Measure, values: Values) -> Estimate:
    """Return the mean of a measure over worlds with its interval; of yes and no of one trust, Wilson's.

    Examples
    --------
    >>> estimate_of(Measure(outcome="recovered_within_36"), np.array([1.0, 1.0, 0.0, 1.0])).value
    0.75
    """
    known = pd.Series(values[~np.isnan(values)])
    is_share = OUTCOMES[measure.outcome].kind == "share" and not measure.difference
    return share(known) if is_share and known.isin((0.0, 1.0)).all() else mean(known)
