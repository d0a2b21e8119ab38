"""The studies: files are sound, findings quote what is committed, and the last steps tell planted truths."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from itertools import combinations
from math import prod
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from sim.document.findings_tables import read_table, studies_folder
from sim.experiments.design import design_of
from sim.experiments.experiment_loader import load_experiment
from sim.experiments.experiment_schema import Experiment
from sim.scenario.parameter_sets import draws_from_posterior, sample
from sim.scenario.scenario_loader import load_scenario

STUDIES = sorted(path.parent for path in studies_folder().glob("*/findings.md"))
FILES = sorted(path for folder in STUDIES for path in folder.glob("*.yaml"))
EXPERIMENTS = [path for path in FILES if "design:" in path.read_text(encoding="utf-8")]
NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
EXPLAINED = {
    "5": "of 100, or the lower end of the middle 90 %",
    "25": "% of executives' time that compliance may take; mixes in steps of a quarter of each lever",
    "80": "% of the sets that must agree",
    "95": "% intervals, and the upper end of the middle 90 %",
    "0": "an interval that excludes it",
    "100": "points of 100",
    "136": "acute trusts of England",
}


@cache
def loaded(path: Path) -> tuple[Experiment, int]:
    """Return an experiment and its number of points."""
    experiment = load_experiment(path)
    return experiment, len(design_of(experiment))


def names(paths: list[Path]) -> list[str]:
    return [f"{path.parent.name}/{path.name}" for path in paths]


@pytest.mark.parametrize("path", EXPERIMENTS, ids=names(EXPERIMENTS))
def test_experiments_of_the_studies_are_sound_and_have_whole_rounds_of_parameter_sets(path: Path) -> None:
    experiment, points = loaded(path)
    base = experiment.base
    assert points > 0
    assert not draws_from_posterior(base) or base.replicates % len(sample()) == 0


@pytest.mark.parametrize("path", [path for path in FILES if path not in EXPERIMENTS], ids=lambda path: path.stem)
def test_scenarios_of_the_studies_are_sound(path: Path) -> None:
    assert load_scenario(path).months == 72


def prose_of(page: str) -> str:
    """Return what a page says outside its generated tables, commands and links."""
    text = re.sub(r"<!-- table: .*?<!-- end -->|```.*?```|\]\([^)]*\)", " ", page, flags=re.DOTALL)
    return re.sub(r"`[^`]*`", " ", text)


@pytest.mark.parametrize("folder", STUDIES, ids=lambda folder: folder.name)
def test_every_number_in_the_words_of_a_page_is_of_its_design_and_none_is_a_result(folder: Path) -> None:
    page = (folder / "findings.md").read_text(encoding="utf-8")
    known = set(EXPLAINED)
    for path in folder.glob("*.yaml"):
        known |= set(NUMBER.findall(path.read_text(encoding="utf-8")))
    for command in re.findall(r"```console\n(.*?)```", page, flags=re.DOTALL):
        known |= set(NUMBER.findall(command.replace("=", " ")))
    for path in [path for path in EXPERIMENTS if path.parent == folder]:
        known |= sizes_of(path)
    assert [number for number in NUMBER.findall(prose_of(page)) if number not in known] == []


def sizes_of(path: Path) -> set[str]:
    """Return the numbers of points, runs, sets, worlds, levels and combinations of levels of an experiment."""
    experiment, points = loaded(path)
    replicates = experiment.base.replicates
    levels = [len(factor.levels) for factor in experiment.factors if factor.levels]
    some = [chosen for count in range(1, len(levels) + 1) for chosen in combinations(levels, count)]
    parameters = sum(factor.key.startswith("parameters.") for factor in experiment.factors)
    sizes = [points, points * replicates, len(sample()), replicates // len(sample()), parameters, *map(prod, some)]
    return {f"{size:,}" for size in sizes}


@pytest.mark.parametrize("folder", STUDIES, ids=lambda folder: folder.name)
def test_commands_of_a_page_name_files_that_are_there_and_tables_and_figures_that_they_leave(folder: Path) -> None:
    page = (folder / "findings.md").read_text(encoding="utf-8")
    root = folder.parents[2]
    inputs = re.findall(r"experiments/studies/\S+\.(?:yaml|py)", page)
    assert inputs
    assert [name for name in inputs if not (root / name).is_file()] == []
    left = re.findall(r"turnaround rank .*--out \S+/(\w+)", page)
    assert [name for name in left if not (folder / f"{name}.csv").is_file()] == []
    figures = re.findall(r"!\[.+?\]\((\S+)\)", page)
    assert figures
    assert all((folder / name).stat().st_size < 250_000 for name in figures)


@pytest.mark.parametrize("outcome", ["performance_change_60", "performance_shortfall"])
def test_what_is_seen_of_partnerships_is_the_sum_of_its_parts(outcome: str) -> None:
    table = read_table("offered_or_insisted", "selection")
    parts = table[table["outcome"] == outcome].pivot_table("value", "policy", "part").fillna(0.0)
    assert len(parts) == 10
    assert np.allclose(parts["gap"], parts[["effect", "selection", "others"]].sum(axis=1), atol=2e-4)


def script(study: str, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, studies_folder() / study / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_planted_effect_and_a_planted_choice_of_the_worse_are_told_apart() -> None:
    selection = script("offered_or_insisted", "selection")
    generator = np.random.default_rng(3)
    twin = generator.standard_normal(4000)
    partnered = twin + generator.standard_normal(4000) < 0.0  # who does badly looks for a partner
    effect = np.where(partnered, 0.3, -0.05)
    failing = pd.DataFrame({"replicate": np.arange(4000) % 40, "partnered": partnered,
                            "gain": twin + effect, "gain_difference": effect})  # fmt: skip
    found = selection.parts_of(selection.sums_by_replicate(failing, "gain").sum())
    assert found["effect"] == pytest.approx(0.3)
    assert found["others"] == pytest.approx(0.05)
    assert found["selection"] < -0.8
    assert found["gap"] == pytest.approx(found["effect"] + found["selection"] + found["others"])
    assert found["reach"] == pytest.approx(0.5, abs=0.05)


def test_a_planted_gain_of_support_and_the_assumption_it_goes_with_are_found() -> None:
    mixes = script("scrutiny_or_support", "mixes_compared")
    generator = np.random.default_rng(4)
    design = pd.DataFrame({"one": np.linspace(0.0, 1.0, 200), "two": generator.random(200)})
    gains = pd.DataFrame(design["one"].to_numpy()[:, None] - 0.25 + 0.01 * generator.standard_normal((200, 30)))
    found = dict(mixes.statistics(gains, 0.25))
    assert found["share of points with a gain"] == pytest.approx(0.75, abs=0.06)
    assert found["share with a gain that matters"] == pytest.approx(0.5, abs=0.06)
    assert mixes.goes_with(gains.mean(axis=1), design)[0][0] == "goes with one"
