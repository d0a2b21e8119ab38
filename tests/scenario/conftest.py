"""Writing scenario files for tests, and reading what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sim.config.errors import Problem, ScenarioError
from sim.scenario.scenario_loader import load_scenario

MINIMAL = """\
title: T
trusts:
  - {id: green_bay, archetype: failing}
"""

PAIR = """\
title: Two trusts
months: 60
trusts:
  - id: green_bay
    archetype: failing
    state: {leadership: 0.4}
  - id: regency_vale
    archetype: high_performing
partnerships:
  - id: buddying
    type: buddying
    target: green_bay
    partner: regency_vale
    start_month: 3
"""

Write = Callable[..., Path]
Problems = Callable[..., list[Problem]]


@pytest.fixture
def minimal() -> str:
    """Return the text of the smallest valid scenario."""
    return MINIMAL


@pytest.fixture
def pair() -> str:
    """Return the text of a scenario with two trusts and a partnership."""
    return PAIR


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a scenario file and return its path."""

    def _write(text: str | bytes, name: str = "x.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return _write


@pytest.fixture
def problems(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Problems:
    """Return what is wrong with a scenario file, as seen from its folder."""
    monkeypatch.chdir(tmp_path)

    def _problems(text: str | bytes, sets: Sequence[str] = ()) -> list[Problem]:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(write(text), sets)
        return caught.value.problems

    return _problems
