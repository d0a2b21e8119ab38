"""Where the record lies in what the model would show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.evidence.assessment import read_committed
from sim.evidence.patterns import NINETY
from sim.evidence.predictive import (
    observation_error,
    predictive_table,
    record_of,
    score_of,
    spread_between_replicates,
    tail_and_score,
)
from sim.evidence.verdicts import BOUND, SPREAD
from sim.scenario.scenario_schema import POSTERIOR


def assessed(value: float, half: float, low: float = 0.4, high: float = 0.6, **other: Any) -> pd.DataFrame:
    """Return an assessment of one figure whose replicates spread so far to each side."""
    row = {"pattern": "P99", "title": "a figure", "figure": "", "use": "calibrate", "unit": "share", "interval": SPREAD}
    shown = {
        "value": value,
        "low": value - half,
        "high": value + half,
        "error": 0.01,
        "band_low": low,
        "band_high": high,
    }
    return pd.DataFrame([{**row, **shown, **other}])


def test_record_in_the_middle_of_what_is_shown_is_no_surprise_and_one_far_off_is() -> None:
    tails = [predictive_table(assessed(value, 0.1), assessed(value, 0.1))["tail"][0] for value in (0.5, 0.6, 0.9)]
    assert tails[0] == pytest.approx(1.0)
    assert tails[0] > tails[1] > 0.05 > tails[2]


def test_three_reasons_are_told_apart() -> None:
    row = predictive_table(assessed(0.5, 0.5), assessed(0.5, 0.3)).iloc[0]
    assert row["replicates"] == pytest.approx(0.3 / NINETY)
    assert row["parameters"] == pytest.approx(0.4 / NINETY), "variances add up: 0.5² = 0.3² + 0.4²"
    assert row["observation"] == pytest.approx(0.1 / NINETY)


def test_wide_prediction_scores_less_than_a_sharp_one_that_is_right_and_more_than_a_sharp_one_that_is_wrong() -> None:
    sharp, wide, wrong = (score_of(assessed(value, half))[0] for value, half in ((0.5, 0.01), (0.5, 0.5), (0.9, 0.01)))
    assert 0.0 > sharp > wide > wrong


def test_open_band_asks_how_likely_it_is_to_be_met() -> None:
    met, missed = (tail_and_score(value, 0.1, 0.0, 0.4, np.nan)[0] for value in (0.6, 0.2))
    assert met > 0.95
    assert missed < 0.05
    assert tail_and_score(0.2, 0.0, 0.0, 0.4, np.nan) == (0.0, -np.inf)
    assert (record_of(0.4, np.nan), record_of(np.nan, 0.6)) == (0.4, 0.6)
    assert observation_error(0.4, np.nan) == 0.0


def test_figure_that_is_a_mean_over_replicates_varies_by_its_own_error() -> None:
    assert spread_between_replicates(0.0, 1.0, 0.02, BOUND) == 0.02
    assert spread_between_replicates(0.0, 1.0, np.nan, BOUND) == 0.0


def test_least_likely_figures_of_the_committed_results_come_first() -> None:
    table = predictive_table(read_committed(POSTERIOR), read_committed())
    assert len(table) > 20
    assert table["tail"].is_monotonic_increasing
    assert table["tail"].between(0.0, 1.0).all()
    assert set(table["pattern"].str[0]) <= {"P", "N"}
