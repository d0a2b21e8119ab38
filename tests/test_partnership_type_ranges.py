"""Ranges of attributes of partnership types: argued one by one, and plausible together."""

from __future__ import annotations

import pytest

from sim.calibration.calibration_files import plausible_attributes
from sim.model.partnership_type_ranges import attribute_ranges, is_plausible_together, never_more
from sim.model.partnership_types import shipped_catalogue
from sim.model.state import PartnershipTypeState
from sim.model.variables import variables
from sim.scenario.parameter_sets import TYPES, sample

SETS = 60


@pytest.mark.parametrize("key", list(attribute_ranges()))
def test_every_attribute_has_a_range_about_its_value_within_its_bounds_and_says_why(key: str) -> None:
    name, attribute = key.split(".")
    span, bound = attribute_ranges()[key], variables(PartnershipTypeState)[attribute].high
    assert 0.0 <= span.low <= getattr(shipped_catalogue()[name], attribute) <= span.high
    assert span.low < span.high
    assert bound is None or span.high <= bound
    assert len(span.whence) > 20


@pytest.mark.parametrize("rule", never_more(), ids=lambda rule: f"{rule.type} {rule.than}")
def test_what_no_source_allows_is_about_types_that_there_are_and_holds_in_the_catalogue(rule) -> None:
    one, other = (shipped_catalogue()[name].attributes() for name in (rule.type, rule.than))
    assert rule.attributes
    for attribute in rule.attributes:
        assert one[attribute] <= other[attribute]


def test_a_set_in_which_a_buddy_does_more_than_an_acquisition_is_not_plausible() -> None:
    assert is_plausible_together({})
    assert not is_plausible_together({"buddying.mentoring": 0.7, "acquisition.mentoring": 0.6})
    assert is_plausible_together({"buddying.mentoring": 0.6, "acquisition.mentoring": 0.6})


def test_sets_are_plausible_together_and_reach_both_ends_of_their_ranges() -> None:
    drawn = plausible_attributes(SETS)
    assert len(drawn) == SETS
    assert all(is_plausible_together(row) for row in drawn.to_dict("records"))
    for key, span in attribute_ranges().items():
        third = (span.high - span.low) / 3.0
        assert drawn[key].min() < span.low + third, key
        assert drawn[key].max() > span.high - third, key


def test_the_shipped_sets_are_plausible_together() -> None:
    sets = sample()
    assert len(sets) >= 200
    for one in sets:
        assert is_plausible_together({key.removeprefix(TYPES): value for key, value in one.items()})
