"""What the sources report must come out in this direction, with the mechanism and not without it."""

from __future__ import annotations

import pytest
from directions import DIRECTIONS, contrast


@pytest.mark.parametrize("name", sorted(DIRECTIONS))
def test_direction_holds(name: str) -> None:
    direction = DIRECTIONS[name]
    found = contrast(direction)
    print(f"{name}: {found}")
    assert found.bound > 0, f"{direction.claim}: {found}"
    assert found.difference >= direction.least, f"{direction.claim}: {found}"


@pytest.mark.parametrize("name", sorted(DIRECTIONS))
def test_direction_is_gone_without_its_mechanism(name: str) -> None:
    found = contrast(DIRECTIONS[name], off=True)
    print(f"{name}, mechanism off: {found}")
    assert found.bound <= 0, f"something else makes this direction: {found}"
