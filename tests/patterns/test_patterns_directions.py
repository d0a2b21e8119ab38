"""What the sources report must come out in this direction, with the mechanism and not without it."""

from __future__ import annotations

from types import ModuleType

import pytest

NAMES = [
    "fit helps",
    "partner capacity helps",
    "scrutiny without support hurts",
    "support helps",
    "support that ends too early",
    "the partner pays",
    "special measures hurt staffing",
]


def test_all_directions_are_tested(directions: ModuleType) -> None:
    assert list(directions.DIRECTIONS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_direction_holds(directions: ModuleType, name: str) -> None:
    direction = directions.DIRECTIONS[name]
    found = directions.contrast(direction)
    print(f"{name}: {found}")
    assert found.bound > 0, f"{direction.claim}: {found}"
    assert found.difference >= direction.least, f"{direction.claim}: {found}"


@pytest.mark.parametrize("name", NAMES)
def test_direction_is_gone_without_its_mechanism(directions: ModuleType, name: str) -> None:
    found = directions.contrast(directions.DIRECTIONS[name], off=True)
    print(f"{name}, mechanism off: {found}")
    assert found.bound <= 0, f"something else makes this direction: {found}"
