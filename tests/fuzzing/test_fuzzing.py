"""Whatever is done to a file or a folder, a command answers in words and leaves nothing behind.

A small dose is in the suite. A large one on demand: `FUZZED_FILES=10000 FUZZED_FOLDERS=1000 python -m pytest
tests/fuzzing -n 2`.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from damage import damaged_copy, spoiled
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import sim
from sim.cli import main
from sim.config.files import KINDS

FILES, FOLDERS = (int(os.environ.get(name, few)) for name, few in (("FUZZED_FILES", 30), ("FUZZED_FOLDERS", 8)))
CHECKED = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
FEW_FILES = settings(max_examples=FILES, deadline=None, suppress_health_check=CHECKED, phases=[Phase.generate])
FEW_FOLDERS = settings(max_examples=FOLDERS, deadline=None, suppress_health_check=CHECKED, phases=[Phase.generate])
FILES_BESIDE = ("base.yaml", "other.yaml", "x.yaml")
SEEDS = st.integers(0, 2**63 - 1)

SCENARIO = """
title: Two trusts
replicates: 2
months: 36
trusts: [{id: green_bay, archetype: failing}, {id: regency_vale, archetype: high_performing}]
partnerships: [{id: help, type: buddying, target: green_bay, partner: regency_vale, start_month: 6}]
"""
EXPERIMENT = """
title: T
question: Q
scenario: base.yaml
levers: {regulator.support: {levels: [0.2, 0.8]}}
design: {kind: grid}
replicates: 2
"""


STARTED = {
    "scenario": ("run", "x.yaml", "--dry-run"),
    "experiment": ("sweep", "x.yaml", "--shard", "0/1"),
    "calibration": ("calibrate", "x.yaml", "--set", "seed=-1"),
    "appraisal": ("appraise", "x.yaml", "--set", "seed=-1"),
    "goal search": ("ways", "x.yaml", "--set", "seed=-1"),
    "outcome search": ("reach", "x.yaml", "--set", "seed=-1"),
}
"""How far each kind of file is taken: as far as to be refused, or to say what would be done."""


@cache
def texts() -> list[tuple[str, str]]:
    """Return the text of every file that comes with the package, with the noun of its kind."""
    found = [(kind.noun, path.read_text()) for kind in KINDS for path in kind.shipped().values()]
    assert len(found) > 20
    return found


def answer(folder: Path, *arguments: str) -> str:
    """Return what a command says, made sure that it says it in words, and with an exit code it may have."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        done = CliRunner().invoke(main, arguments)
    finally:
        os.chdir(before)
    assert done.exception is None or isinstance(done.exception, SystemExit), (arguments, repr(done.exception))
    assert done.exit_code in (0, 1, 2, 3), (arguments, done.output)
    assert "Traceback" not in done.output
    return done.output


@FEW_FILES
@given(SEEDS)
def test_a_spoiled_file_is_valid_or_refused_in_words(seed: int) -> None:
    random = Random(seed)
    noun, text = random.choice(texts())
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "x.yaml").write_text(spoiled(text, random), encoding="utf-8", errors="surrogatepass")
        answer(folder, "validate", "x.yaml")
        assert answer(folder, *STARTED[noun])
        assert {path.name for path in folder.iterdir()} <= {"x.yaml", "results"}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with results of a run, of a run kept in parts, of a comparison and of a sweep."""
    place = tmp_path_factory.mktemp("sound")
    (place / "base.yaml").write_text(SCENARIO)
    (place / "other.yaml").write_text("extends: base\ntitle: Early\nregulator: {support: 0.9}\n")
    (place / "x.yaml").write_text(EXPERIMENT)
    sim.run(place / "base.yaml").save(place / "run")
    sim.stream(place / "base.yaml", place / "kept", keep="trajectories")
    sim.sweep(place / "x.yaml", place / "sweep")
    sim.compare([place / "base.yaml", place / "other.yaml"]).save(place / "compare")
    return place


def foreign_in(folder: Path) -> list[Path]:
    """Return the files of somebody else in a folder."""
    return sorted(path for path in folder.rglob("mine") if path.is_file())


COMMANDS = {
    "run": [
        ("plot", "hurt", "--figure", "stages"),
        ("compare", "hurt", "other.yaml", "--out", "out"),
        ("status", "hurt"),
        ("run", "base.yaml", "--out", "hurt", "--no-figures"),
    ],
    "kept": [("plot", "hurt"), ("run", "base.yaml", "--keep", "trajectories", "--out", "hurt")],
    "sweep": [("status", "hurt"), ("plot", "hurt"), ("sweep", "x.yaml", "--out", "hurt")],
    "compare": [
        ("plot", "hurt"),
        ("compare", "base.yaml", "other.yaml", "--out", "hurt"),
    ],
}


@pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and links are those of POSIX")
@FEW_FOLDERS
@given(SEEDS)
def test_a_damaged_folder_is_mended_or_refused_in_words(sound: Path, seed: int) -> None:
    random = Random(seed)
    kind = random.choice(sorted(COMMANDS))
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name in FILES_BESIDE:
            (folder / name).write_text((sound / name).read_text())
        done = damaged_copy(sound / kind, folder / "hurt", random)
        foreign = foreign_in(folder / "hurt")
        for command in COMMANDS[kind]:
            answer(folder, *command)
        there = {path.name for path in folder.iterdir()}
        assert there <= {*FILES_BESIDE, "hurt", "out", "results"}, (done, there)
        assert foreign_in(folder / "hurt") == foreign, done
