"""The JSON Schemas mean the same to every validator: Python's, a strict one of JavaScript, and that of editors."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest
from damage import in_the_tree, tree_of
from node_packages import packages_of

from sim.appraisal.appraisal_json_schema import appraisal_json_schema
from sim.calibration.calibration_json_schema import calibration_json_schema
from sim.config.files import KINDS, FileKind
from sim.experiments.experiment_json_schema import experiment_json_schema
from sim.lever_search.search_json_schema import reach_json_schema, ways_json_schema
from sim.scenario.scenario_json_schema import scenario_json_schema

VALIDATORS = Path(__file__).with_name("validators")
SCHEMAS = {
    "scenario": scenario_json_schema,
    "experiment": experiment_json_schema,
    "calibration": calibration_json_schema,
    "appraisal": appraisal_json_schema,
    "goal search": ways_json_schema,
    "outcome search": reach_json_schema,
}
SPOILED = 40
Factory = pytest.TempPathFactory
pytestmark = pytest.mark.xdist_group("validators")  # in one process, which gets them once


@pytest.fixture(scope="module")
def validators() -> Path:
    """Return a folder with the validators of JavaScript, where Node is there and can get them."""
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    return packages_of(VALIDATORS / "package.json")


Verdicts = dict[Path, tuple[bool, bool]]
"""Whether the strict validator and that of editors accept each file."""


def supplied(kind: FileKind) -> list[Path]:
    return list(kind.shipped().values())


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: Factory) -> dict[str, dict[Path, bool]]:
    """Return spoiled files of each kind, and whether the validator of Python accepts them."""
    return {kind.noun: spoiled_files(kind, tmp_path_factory.mktemp("spoiled")) for kind in KINDS}


def spoiled_files(kind: FileKind, folder: Path) -> dict[Path, bool]:
    validator, random = jsonschema.Draft202012Validator(SCHEMAS[kind.noun]()), Random(kind.noun)
    texts = [path.read_text() for path in supplied(kind)]
    accepted = {}
    for number in range(SPOILED):
        text = in_the_tree(random.choice(texts), random)
        try:
            tree = json.loads(json.dumps(read_back(text), allow_nan=False))
        except Exception:
            continue
        if re.search(r"\d{300}", text):  # no number to JavaScript
            continue
        file = folder / f"{number}.yaml"
        file.write_text(json.dumps(tree, indent=1))
        accepted[file] = validator.is_valid(tree)
    return accepted


def read_back(text: str) -> Any:
    """Return the tree of a spoiled text; most are JSON, which is read in no time and means the same in YAML."""
    try:
        return json.loads(text, parse_constant=int)  # which refuses NaN and Infinity: in YAML they are words
    except ValueError:
        return tree_of(text)


@pytest.fixture(scope="module")
def verdicts(validators: Path, spoiled: dict[str, dict[Path, bool]], tmp_path_factory: Factory) -> dict[str, Verdicts]:
    """Return the verdicts of JavaScript on the files of each kind, supplied and spoiled, from one process."""
    jobs = [
        {"schema": SCHEMAS[kind.noun](), "files": [*map(str, supplied(kind)), *map(str, spoiled[kind.noun])]}
        for kind in KINDS
    ]
    file = tmp_path_factory.mktemp("jobs") / "jobs.json"
    file.write_text(json.dumps(jobs))
    command = ["node", str(VALIDATORS / "check.mjs"), str(file)]
    done = subprocess.run(command, cwd=validators, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    return {
        kind.noun: {Path(file): (found["ajv"], not found["editor"]) for file, found in answer.items()}
        for kind, answer in zip(KINDS, answers, strict=True)
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
def test_every_validator_accepts_every_file_that_comes_with_the_package(
    kind: FileKind, verdicts: dict[str, Verdicts]
) -> None:
    files = supplied(kind)
    assert files
    found = {file: verdicts[kind.noun][file] for file in files}
    assert set(found.values()) == {(True, True)}, found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
def test_validators_agree_on_spoiled_files(
    kind: FileKind, spoiled: dict[str, dict[Path, bool]], verdicts: dict[str, Verdicts]
) -> None:
    accepted, found = spoiled[kind.noun], verdicts[kind.noun]
    assert set(accepted.values()) == {True, False}
    differ = {file: (accepted[file], *found[file]) for file in accepted if set(found[file]) != {accepted[file]}}
    assert differ == {}, {file: file.read_text()[:400] for file in differ}
