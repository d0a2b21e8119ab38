"""What was read is held against its band as the pattern says, and what cannot be determined is no pass."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence.assessment import assessment_summary, pattern_row, verdicts
from sim.evidence.measures import Measurement, measurements_of
from sim.evidence.patterns import Band, Pattern, patterns
from sim.evidence.simulated import Values
from sim.evidence.verdicts import (
    MISS,
    PASS,
    REPORTED,
    Found,
    best_mean,
    difference_verdict,
    median_verdict,
    pathway_figures,
    pattern_verdicts,
    ratio_verdict,
    share_verdict,
)

NAN = float("nan")
ANY = Band("", None, 100.0)


def found_in(pattern: Pattern, *values: Values) -> list[Found]:
    """Return what is found for each figure of a pattern, were these the values of its readings."""
    readings = measurements_of(pattern, len(values[0]))
    return pattern_verdicts(pattern, readings, dict(zip(readings, values, strict=True)))


def held(pattern: Pattern, *values: Values) -> list[bool]:
    """Return whether each figure of a pattern holds, were these the values of its readings."""
    return [bool(found.holds) for found in found_in(pattern, *values)]


@pytest.mark.parametrize(
    ("low", "high", "inside", "outside"),
    [
        (0.2, 0.4, [0.2, 0.3, 0.4], [0.19, 0.41, NAN]),
        (0.2, None, [0.2, 9.0], [0.19, -1.0, NAN]),
        (None, 0.4, [-9.0, 0.4], [0.41, NAN]),
    ],
)
def test_bounds_belong_to_their_band_and_an_open_end_has_none(
    low: float | None, high: float | None, inside: list[float], outside: list[float]
) -> None:
    band = Band("", low, high)
    assert all(band.holds(value) for value in inside)
    assert not any(band.holds(value) for value in outside)


def test_bounds_are_said_in_words() -> None:
    assert Band("", 0.02, 0.2).in_words == "0.02 to 0.2"
    assert Band("", 3, None).in_words == "at least 3"
    assert Band("", None, 0).in_words == "at most 0"


def test_the_median_is_held_and_the_interval_is_that_of_single_replicates() -> None:
    found = median_verdict(Band("", 4, 6), np.append(np.arange(11.0), [NAN, NAN]))
    assert (found.value, found.low, found.high) == pytest.approx((5.0, 0.5, 9.5))
    assert found.count == 11
    assert found.holds
    assert not median_verdict(Band("", 6, 7), np.arange(11.0)).holds


def test_the_error_of_a_median_is_that_of_normal_samples() -> None:
    samples = np.random.default_rng(1).standard_normal((4000, 101))
    spread = np.median(samples, axis=1).std()
    assert np.mean([median_verdict(ANY, sample).error for sample in samples[:200]]) == pytest.approx(spread, rel=0.05)


@pytest.mark.parametrize("values", [[], [NAN, NAN]])
def test_nothing_known_is_a_miss(values: list[float]) -> None:
    none = np.array(values)
    for found in (median_verdict(ANY, none), share_verdict(ANY, none), difference_verdict(ANY, none, none),
                  ratio_verdict(ANY, none, none)):  # fmt: skip
        assert np.isnan(found.value)
        assert found.count == 0
        assert not found.holds


def test_one_replicate_has_a_median_without_an_error() -> None:
    found = median_verdict(ANY, np.array([3.0]))
    assert found.value == 3.0
    assert np.isnan(found.error)


@given(yes=st.integers(0, 20), no=st.integers(0, 20), unknown=st.integers(0, 5))
def test_a_share_is_that_of_yes_among_what_is_known(yes: int, no: int, unknown: int) -> None:
    if yes + no == 0:
        return
    found = share_verdict(ANY, np.array([1.0] * yes + [0.0] * no + [NAN] * unknown))
    assert found.value == pytest.approx(yes / (yes + no))
    assert 0.0 <= found.low <= found.value <= found.high <= 1.0


def test_networks_are_judged_by_their_share_and_not_by_a_median_of_yes_and_no() -> None:
    formed = np.array([[0.0, 0.0]] * 9 + [[0.0, 1.0]] + [[1.0, 1.0]] * 10)
    assert held(patterns()["P33"], formed) == [True, True]  # half, and 55 %


def test_a_difference_is_between_the_same_worlds() -> None:
    worlds = np.array([0.0, 10.0, 20.0, 30.0])
    found = difference_verdict(Band("", 0.5, None), worlds + np.array([1.0, 1.1, 0.9, 1.0]), worlds)
    assert found.value == pytest.approx(1.0)
    assert found.error == pytest.approx(np.std([0.0, 0.1, -0.1, 0.0], ddof=1) / 2)
    assert found.low == pytest.approx(1.0 - 2.326348 * found.error)
    assert found.holds


def test_a_world_that_reports_one_setting_only_is_left_out() -> None:
    found = difference_verdict(Band("", 0.5, None), np.array([1.0, NAN, 1.0, 1.0]), np.array([0.0, 0.0, NAN, 0.0]))
    assert found.count == 2
    assert found.value == 1.0


def test_in_the_band_but_not_surely_beyond_zero_is_a_miss() -> None:
    helped = np.array([1.0, 1.0, 0.0, 0.0])
    unsure = difference_verdict(Band("", 0.02, None), helped, np.array([0.0, 0.0, 1.0, 0.0]))
    assert unsure.value == 0.25
    assert unsure.low < 0.0
    assert not unsure.holds
    sure = difference_verdict(Band("", 0.02, None), np.tile(helped, 100), np.tile([0.0, 0.0, 1.0, 0.0], 100))
    assert sure.value == 0.25
    assert sure.low > 0.0
    assert sure.holds


def test_beyond_zero_but_too_small_is_a_miss() -> None:
    first = np.full(400, 0.51)
    assert not difference_verdict(Band("", 0.02, None), first, np.full(400, 0.50)).holds
    assert difference_verdict(Band("", 0.005, None), first, np.full(400, 0.50)).holds


def test_where_less_is_claimed_the_upper_bound_has_to_be_below_zero() -> None:
    noise = np.array([0.5, -0.5, 0.1, -0.1])
    assert difference_verdict(Band("", None, -0.02), -1.0 + noise, np.zeros(4)).holds
    assert not difference_verdict(Band("", None, -0.02), -0.1 + noise, np.zeros(4)).holds
    assert not difference_verdict(Band("", None, -0.02), 1.0 + noise, np.zeros(4)).holds
    assert difference_verdict(Band("", None, 0), -1.0 + noise, np.zeros(4)).holds


def test_a_ratio_is_that_of_means_and_not_the_mean_of_ratios() -> None:
    found = ratio_verdict(Band("", 0.5, 1.0), np.array([1.0, 0.0, 1.0, 1.0]), np.array([1.0, 1.0, 1.0, 1.0]))
    assert found.value == pytest.approx(0.75)
    assert found.low <= found.value <= found.high
    assert ratio_verdict(ANY, np.array([1.0, 3.0]), np.array([0.0, 2.0])).value == 2.0


def test_a_ratio_to_nothing_is_missing() -> None:
    found = ratio_verdict(ANY, np.ones(5), np.zeros(5))
    assert np.isnan(found.value)
    assert not found.holds


def test_a_ratio_rests_on_worlds_that_report_both() -> None:
    found = ratio_verdict(ANY, np.array([1.0, NAN, 1.0]), np.array([2.0, 2.0, 2.0]))
    assert found.count == 2
    assert found.value == 0.5


def test_the_best_of_several_is_that_of_the_largest_mean_where_less_is_claimed() -> None:
    poor, fair, unknown = np.array([0.0, 0.2, NAN]), np.array([NAN, 0.5, 0.5]), np.full(3, NAN)
    for order in ([poor, fair, unknown], [unknown, fair, poor]):
        assert best_mean(order, Band("", None, -0.02)) is fair
        assert best_mean(order, Band("", 0.02, None)) is poor


def test_three_partners_are_held_against_the_best_one_of_them() -> None:
    pattern = patterns()["D07"]
    three, worst, middle, best_one = (np.tile([share, share, 0.0], 200) for share in (0.5, 0.1, 0.4, 0.9))
    assert held(pattern, three, worst, middle, best_one) == [True]
    assert held(pattern, three, worst, middle, middle) == [False]


def effects(*forms: tuple[float, float], spread: float = 0.001) -> list[Values]:
    """Return readings in which each form has such effects in the first and in the second setting, nearly everywhere."""
    worlds = np.linspace(0.2, 0.8, 100)
    noise = spread * np.tile([1.0, -1.0], 50)
    with_forms = [worlds + effect + sign * noise for both in forms for effect, sign in zip(both, (1, -1), strict=True)]
    return [worlds, worlds, *with_forms]


def test_what_burden_takes_is_a_share_of_the_effect_without_it() -> None:
    pattern = patterns()["D12"]
    assert [band.low for band in pattern.bands] == [0.05, 0.05, 0.05, 0]
    readings = effects((0.10, 0.08), (0.10, 0.096), (0.10, 0.10), (0.01, 0.0096))
    values = dict(zip(measurements_of(pattern, 100), readings, strict=True))
    found = pattern_verdicts(pattern, list(values), values)
    assert [one.value for one in found] == pytest.approx([0.2, 0.04, 0.0, 0.04])
    assert [one.holds for one in found] == [True, False, False, False]  # too little, none, and the last not surely
    assert held(pattern, *effects((0.10, 0.08), (0.10, 0.09), (0.10, 0.09), (0.01, 0.0096), spread=1e-5)) == [True] * 4


def test_a_share_of_an_effect_that_is_none_is_a_miss() -> None:
    assert held(patterns()["D12"], *effects(*[(-0.01, -0.02)] * 4)) == [False] * 4


def test_worlds_without_a_partnership_differ_between_settings_too() -> None:
    pattern = patterns()["D15a"]
    without_first, without_second, *with_forms = effects(*[(0.05, 0.04)] * 3)
    assert held(pattern, without_first, without_second, *with_forms) == [True] * 3
    assert held(pattern, without_first + 0.03, without_second, *with_forms) == [False] * 3


def settings(*shares: tuple[float, float], count: int = 100) -> list[Values]:
    """Return readings of the shares in which so many are in sub-cultures, and so many of one culture."""
    read = []
    for sub, one in shares:
        values = np.zeros((count, 2))
        values[: round(sub * count), 0] = 1.0
        values[count - round(one * count) :, 1] = 1.0
        read.append(values)
    return read


def test_two_outcomes_with_something_between_and_steady_shares_hold() -> None:
    shares = settings((0.80, 0.10), (0.60, 0.30), (0.45, 0.45), (0.20, 0.70), (0.05, 0.90))
    assert held(patterns()["D06"], *shares) == [True] * 7


@pytest.mark.parametrize(
    ("shares", "missed"),
    [
        # One outcome only: nobody is in sub-cultures at any energy.
        ([(0.0, 0.40), (0.0, 0.50), (0.0, 0.60), (0.0, 0.70), (0.0, 0.90)], [0, 2]),
        # Nothing between the shares.
        ([(0.80, 0.20), (0.60, 0.40), (0.50, 0.50), (0.30, 0.70), (0.10, 0.90)], [1]),
        # One hump in the middle.
        ([(0.50, 0.05), (0.40, 0.20), (0.25, 0.25), (0.10, 0.40), (0.05, 0.50)], [2]),
        # A jump.
        ([(0.80, 0.10), (0.70, 0.20), (0.60, 0.20), (0.20, 0.70), (0.05, 0.90)], [5]),
        # Energy makes no difference.
        ([(0.45, 0.45)] * 5, [6]),
        # More energy, and fewer of one culture.
        ([(0.80, 0.10), (0.30, 0.50), (0.45, 0.40), (0.20, 0.70), (0.05, 0.90)], [4]),
    ],
)
def test_each_way_of_not_having_two_outcomes_is_missed(shares: list[tuple[float, float]], missed: list[int]) -> None:
    holds = held(patterns()["D06"], *settings(*shares))
    assert [figure for figure, yes in enumerate(holds) if not yes] == missed


def test_the_tipping_point_is_where_the_rarer_outcome_is_most_frequent() -> None:
    shares = np.array([[0.7, 0.2], [0.5, 0.3], [0.1, 0.8]])
    sub, undecided, dip, one, smallest, largest, whole = pathway_figures(shares)
    assert (sub, undecided, dip, one) == pytest.approx((0.5, 0.2, 0.2 - 0.3, 0.3))
    assert (smallest, largest, whole) == pytest.approx((0.1, 0.5, 0.6))


def bimodality_verdicts(shares: list[Values]) -> list[tuple[float, float]]:
    pattern = patterns()["D06"]
    readings = measurements_of(pattern, len(shares[0]))
    return [
        (found.value, found.error)
        for found in pattern_verdicts(pattern, readings, dict(zip(readings, shares, strict=True)))
    ]


def test_the_error_of_an_integration_outcome_is_that_of_a_share_and_a_difference_has_one_too() -> None:
    found = bimodality_verdicts(settings((0.80, 0.10), (0.45, 0.45), (0.05, 0.90), (0.05, 0.90), (0.05, 0.90)))
    assert found[3][1] == pytest.approx(np.sqrt(0.45 * 0.55 / 100), rel=0.1)
    assert found[2][0] < 0.0
    assert found[2][1] > 0.02


def test_worlds_whose_integration_outcome_was_not_seen_are_left_out_of_all_settings() -> None:
    shares = settings((0.80, 0.10), (0.60, 0.30), (0.45, 0.45), (0.20, 0.70), (0.05, 0.90))
    shares[0][:4] = NAN
    shares[3][4:10] = NAN
    found = bimodality_verdicts(shares)
    assert found[3][0] == pytest.approx(45 / 90)
    assert not np.isnan(found).any()
    for values in shares:
        values[:] = NAN
    assert np.isnan(bimodality_verdicts(shares)).all()


def test_a_pattern_of_several_figures_is_judged_figure_by_figure() -> None:
    values = np.tile([0.20, 0.02], (5, 1))
    assert held(patterns()["P34"], values) == [True, False]


def rows(**values: Values) -> list[dict[str, object]]:
    """Return the rows of the table for patterns, from the values of their readings."""
    found = []
    for name, own in values.items():
        pattern = patterns()[name]
        reading = Measurement(pattern.scenario, pattern.changes, pattern.measure, len(own))
        found += [pattern_row(pattern, one) for one in pattern_verdicts(pattern, [reading], {reading: own})]
    return found


def test_what_is_only_reported_is_neither_passed_nor_missed() -> None:
    verdict = {row["pattern"]: row["verdict"] for row in rows(P05=np.full(5, 0.9), P02=np.full(5, 0.9))}
    assert verdict == {"P05": REPORTED, "P02": MISS}


def test_a_pattern_passes_only_if_all_its_figures_do() -> None:
    table = pd.DataFrame(
        rows(P12d=np.tile([0.7, 0.9], (5, 1)), P02=np.full(5, 0.05), P15=np.full(5, 8.0), P05=np.full(5, 0.3))
    )
    assert verdicts(table) == {"P12d": MISS, "P02": PASS, "P15": PASS, "P05": REPORTED}
    reported = assessment_summary(table)
    assert reported[0] == "Patterns of the record, calibrated to: 1 of 2 pass; missed: P12d"
    assert reported[1].endswith("1 of 1 pass")
    assert reported[-1].endswith("P05")


def test_bands_of_a_contrast_have_one_end_so_that_it_is_clear_which_side_of_zero_is_claimed() -> None:
    """Or they lie on both sides of zero, where it is claimed that there is hardly a difference."""
    differences = [pattern for pattern in patterns().values() if pattern.contrast == "difference"]
    assert differences
    for pattern in differences:
        low, high = pattern.bands[0].low, pattern.bands[0].high
        about_nothing = low is not None and high is not None and low < 0.0 < high
        assert about_nothing or (low is None) != (high is None), pattern.name


@pytest.mark.parametrize(("values", "holds"), [([-0.01, 0.012], True), ([0.03, 0.031], False), ([-0.2, -0.21], False)])
def test_that_there_is_hardly_a_difference_need_not_be_beyond_zero(values: list[float], holds: bool) -> None:
    found = difference_verdict(Band("", -0.10, 0.02), np.array(values), np.zeros(2))
    assert found.holds is holds


def peaks(*years: float) -> list[Found]:
    """Return what is found for a label whose effect is the same in all replicates."""
    return found_in(patterns()["N24"], np.tile(years, (5, 1)), np.zeros((5, 4)))


@pytest.mark.parametrize(
    ("years", "peak", "left", "holds"),
    [
        ([0.1, 0.2, 0.1, 0.05], 2, 0.25, [True, True]),
        ([0.1, 0.2, 0.3, 0.4], 4, 1.0, [False, False]),
        ([0.2, 0.1, 0.0, -0.1], 1, -0.5, [True, False]),
    ],
)
def test_an_effect_peaks_in_a_year_and_leaves_a_share(
    years: list[float], peak: int, left: float, holds: list[bool]
) -> None:
    found = peaks(*years)
    assert [one.value for one in found] == pytest.approx([peak, left])
    assert [one.holds for one in found] == holds
    assert [one.error for one in found] == pytest.approx([0.0, 0.0])


def test_what_never_helps_has_no_peak() -> None:
    assert np.isnan([one.value for one in peaks(-0.1, 0.0, -0.2, -0.1)]).all()
    assert not any(one.holds for one in peaks(-0.1, 0.0, -0.2, -0.1))


def test_a_peak_is_that_of_the_mean_over_replicates_and_its_error_comes_from_them() -> None:
    first = np.array([[4.0, 0.0, 1.0, 0.0], [0.0, 4.0, 1.0, 0.0], [0.0, 4.0, 1.0, 4.0], [np.nan] * 4])
    peak, left = found_in(patterns()["N24"], first, np.zeros((4, 4)))
    assert (peak.value, left.value) == pytest.approx((2.0, 4 / 8))
    assert peak.count == 3
    assert peak.error > 0.0
