"""What the sources report must come out in this direction because of its mechanism, and not without it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.evidence.measures import measurements_of, take_measurements
from sim.evidence.patterns import patterns
from sim.evidence.verdicts import pattern_verdicts

DIRECTIONS = [name for name in patterns() if name.startswith("D")]
REPLICATES = 300


@pytest.mark.parametrize("name", DIRECTIONS)
def test_direction_is_gone_without_its_mechanism(name: str) -> None:
    pattern = patterns()[name]
    assert pattern.off
    without = replace(
        pattern,
        first=(*pattern.first, *pattern.off),
        seconds=tuple((*second, *pattern.off) for second in pattern.seconds),
        changes=(*pattern.changes, *pattern.off),
    )
    readings = measurements_of(without, REPLICATES)
    found = pattern_verdicts(without, readings, take_measurements(readings, threads=2))
    if pattern.contrast:
        still = [one for one in found if (one.low > 0.0 if one.band.low is not None else one.high < 0.0)]
        assert not still, f"something else makes this direction: {still}"
    else:
        assert not all(one.holds for one in found), f"something else makes the two outcomes: {found}"
