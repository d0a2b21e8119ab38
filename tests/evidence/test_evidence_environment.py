"""Statistics of national shocks are those of the published figures before and after, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from sim.evidence.simulated import SimulatedWorlds, scenario_of
from sim.evidence.statistics import environment_statistics
from sim.model.enums import ProviderType

Make = Callable[..., Any]
ACUTE, AMBULANCE = float(ProviderType.ACUTE), float(ProviderType.AMBULANCE)


def surveyed(*autumns: float) -> list[float]:
    """Return the months of a run that starts in April, from the score of each November (month 8, 20, ...)."""
    row = [0.0] * (12 * len(autumns) + 1)
    for year, score in enumerate(autumns):
        row[12 * year + 8] = score
    return row


def yearly(*levels: float) -> list[float]:
    return [9.0, *(level for level in levels for _ in range(12))]


def test_after_a_pandemic_the_second_survey_counts_as_the_first(lived: Make) -> None:
    # 2020 and 2025 are beyond what the source has; in 2024 the order of two trusts has changed.
    years = [[0.9, 0.1, 0.1, 0.1, 0.1, 0.9], [0.1, 0.2, 0.2, 0.2, 0.3, 0.1], [0.2, 0.3, 0.3, 0.3, 0.2, 0.9]]
    worlds = lived("pandemic", published_engagement=[surveyed(*own) for own in years])
    assert environment_statistics.engagement_persists_after_a_pandemic(worlds) == pytest.approx(
        np.array([[0.5, 0.5 / ((1.0 + 1.0 + 0.5) / 3)]])
    )


def test_the_national_swing_is_in_spreads_of_2021(lived: Make) -> None:
    worlds = lived(
        "pandemic", published_engagement=[surveyed(0.9, 0.4, 0.1, 0.1, 0.6), surveyed(0.9, 0.6, 0.1, 0.1, 0.7)]
    )
    assert environment_statistics.national_swing_of_engagement(worlds) == pytest.approx([0.15 / 0.1])


def test_the_slope_is_that_of_the_gain_on_the_shortfall(lived: Make) -> None:
    # Two points behind the mean gain one more than two points ahead of it: a quarter of a point per point, less.
    before, gains = np.array([-0.02, 0.0, 0.02]), np.array([0.015, 0.01, 0.005])
    rows = [yearly(0.5 + one, 0.5 + one + gain) for one, gain in zip(before, gains, strict=True)]
    assert environment_statistics.gain_on_shortfall(lived("england_acute", published_access=rows)) == pytest.approx(
        [-0.25]
    )


def test_slopes_of_several_pairs_of_years_are_averaged(lived: Make) -> None:
    rows = [yearly(0.4, 0.4, 0.45), yearly(0.6, 0.6, 0.55)]
    assert environment_statistics.gain_on_shortfall(lived("england_acute", published_access=rows)) == pytest.approx(
        [(0.0 - 0.5) / 2]
    )


def reset_in_month_25(*trusts: Sequence[float]) -> SimulatedWorlds:
    """Return worlds with a reset in month 25, from the yearly levels of finance of each trust."""
    event = "events=[{month: 25, type: shock, of: funding, size: 0.06, months: 36}]"
    months = np.array([yearly(*own) for own in trusts]).T[None]
    scenario = scenario_of("england_all", (f"months={months.shape[1] - 1}", event))
    return SimulatedWorlds(scenario, {"absorbed": np.zeros((1, len(trusts)))}, {"published_finance": months})


def test_the_fall_of_deficits_is_the_largest_from_the_year_of_the_reset_on() -> None:
    surplus, deficit = 0.6, 0.4
    worlds = reset_in_month_25(
        [deficit, surplus, surplus, surplus],
        [deficit, surplus, surplus, surplus],
        [deficit, deficit, surplus, surplus],
        [deficit, deficit, deficit, deficit],
    )
    assert environment_statistics.fall_of_deficits_after_a_reset(worlds) == pytest.approx([-0.25])  # and not -0.5


def test_deficits_that_rise_after_all_are_no_fall() -> None:
    worlds = reset_in_month_25([0.6, 0.6, 0.4], [0.6, 0.6, 0.6])
    assert environment_statistics.fall_of_deficits_after_a_reset(worlds) == pytest.approx([0.5])


def test_deficits_of_the_second_year_are_those_of_acute_trusts(lived: Make) -> None:
    finance = [yearly(0.6, 0.4), yearly(0.4, 0.6), yearly(0.4, 0.6), yearly(0.4, 0.4)]
    types = [[ACUTE] * 25, [ACUTE] * 25, [ACUTE] * 25, [AMBULANCE] * 25]
    worlds = lived("england_today", published_finance=finance, provider_type=types)
    assert environment_statistics.acute_deficits_in_the_second_year(worlds) == pytest.approx([1 / 3])
