"""Sixteen ideas of a researcher can be written: each is valid and simulates alike on both engines, or is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim.config.errors import ScenarioError
from sim.engine.compiled.ensemble import Ensemble
from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.record_diff import first_difference
from sim.scenario.scenario_loader import load_scenario, to_yaml

IDEAS: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(Path(__file__).with_name("ideas.yaml"))


def written(name: str, folder: Path) -> Path:
    file = folder / "idea.yaml"
    file.write_text(to_yaml({key: value for key, value in IDEAS[name].items() if key != "refused"}), encoding="utf-8")
    return file


def test_there_are_sixteen_of_them() -> None:
    assert len(IDEAS) == 16


@pytest.mark.parametrize("name", [name for name, idea in IDEAS.items() if "refused" not in idea])
def test_idea_can_be_written_and_simulated(name: str, tmp_path: Path) -> None:
    scenario = load_scenario(written(name, tmp_path))
    record, _, _ = Ensemble(scenario, False).record(0)
    assert first_difference(TurnaroundModel(scenario, 0).run(), record) is None


@pytest.mark.parametrize("name", [name for name, idea in IDEAS.items() if "refused" in idea])
def test_idea_that_cannot_be_is_refused_with_the_reason(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as error:
        load_scenario(written(name, tmp_path))
    assert IDEAS[name]["refused"] in str(error.value)
