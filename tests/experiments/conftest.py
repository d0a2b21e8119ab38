"""Writing experiment files for tests, and reading what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sim.config.errors import Problem, ScenarioError
from sim.experiments.experiment_loader import load_experiment
from sim.experiments.experiment_schema import Experiment

SCENARIO = """\
title: Two trusts
months: 60
replicates: 30
seed: 11
parameters: {gaming: 0.3}
trusts:
  - id: green_bay
    archetype: failing
    state: {leadership: 0.4}
  - id: regency_vale
    archetype: high_performing
partnerships:
  - id: help
    type: buddying
    target: green_bay
    partner: regency_vale
    start_month: 3
expect:
  - {statement: s, source: t, outcome: exit_within_36, statistic: difference, at_least: -1}
"""

MINIMAL = """\
title: T
question: Does support help?
scenario: pair
levers:
  regulator.support: {levels: [0, 0.5, 1]}
design: {kind: grid}
"""

HEAD = """\
title: T
question: Does support help?
scenario: pair
"""

Write = Callable[..., Path]
Load = Callable[..., Experiment]
Problems = Callable[..., list[Problem]]


@pytest.fixture
def minimal() -> str:
    """Return the text of a small valid experiment, whose base is the scenario `pair` beside it."""
    return MINIMAL


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write an experiment file beside its base scenario and return its path."""
    (tmp_path / "pair.yaml").write_text(SCENARIO)

    def _write(text: str, name: str = "x.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return _write


@pytest.fixture
def load(write: Write) -> Load:
    """Load an experiment from the text under its title, question and scenario."""

    def _load(text: str, sets: Sequence[str] = ()) -> Experiment:
        return load_experiment(write(HEAD + text), sets)

    return _load


@pytest.fixture
def problems(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Problems:
    """Return what is wrong with an experiment file, as seen from its folder."""
    monkeypatch.chdir(tmp_path)

    def _problems(text: str, sets: Sequence[str] = ()) -> list[Problem]:
        with pytest.raises(ScenarioError) as caught:
            load_experiment(write(text), sets)
        return caught.value.problems

    return _problems
