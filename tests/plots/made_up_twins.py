"""What a made-up run would be without its partnerships: a difference that grows for two years, and outcomes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.model.indicators import OBSERVABLES
from sim.outcomes import OUTCOMES
from sim.results.twin_months import ALL_TRUSTS, QUALITY, no_twin_months

SIZES = {QUALITY: 0.05, "four_hour_performance": 3.0, "surplus": 0.2, "engagement_score": -0.06}
"""Difference after two years; of these, that of surplus is too small to matter."""

HALF_WIDTH = 0.1
"""Half the width of an interval, as a part of the difference after two years."""


def made_up_twin_months(trajectories: pd.DataFrame, focal: Sequence[str], trusts: int) -> pd.DataFrame:
    """Return differences that grow to a size of their own in two years."""
    frames = [no_twin_months()]
    groups = {trust: trajectories[trajectories["trust"] == trust] for trust in focal}
    groups |= {ALL_TRUSTS: trajectories} if len(focal) < trusts else {}
    for trust, rows in groups.items():
        for name in (QUALITY, *OBSERVABLES):
            middle = rows.groupby("month")[name].median()
            if middle.isna().all():
                continue
            size = SIZES.get(name, 0.5)
            gap = size * np.minimum(middle.index.to_numpy() / 24.0, 1.0)
            wide = HALF_WIDTH * abs(size)
            about = {"trust": trust, "variable": name, "month": middle.index, "twin": middle.to_numpy() - gap}
            frames.append(pd.DataFrame({**about, "difference": gap, "low": gap - wide, "high": gap + wide}))
    return pd.concat(frames[1:], ignore_index=True)


def made_up_outcomes(trusts: Sequence[str], replicates: int, gain: float) -> pd.DataFrame:
    """Return a row for each replicate and trust; the same worlds have the same chance, whatever is gained."""
    random = np.random.default_rng(5)
    about = {"replicate": np.repeat(np.arange(replicates), len(trusts)), "trust": list(trusts) * replicates}
    values = {name: random.normal(0.2, 0.1, replicates * len(trusts)) for name in OUTCOMES}
    effect = random.normal(gain, 0.3 * gain, replicates * len(trusts)) if gain else 0.0
    return pd.DataFrame({**about, **{name: column + effect for name, column in values.items()}})
