"""The JSON Schemas mean the same to every validator: Python's, a strict one of JavaScript, and that of editors."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from random import Random

import jsonschema
import pytest
from damage import in_the_tree
from ruamel.yaml import YAML

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
pytestmark = pytest.mark.xdist_group("validators")  # in one process, which gets them once


@pytest.fixture(scope="module")
def validators(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the validators of JavaScript, where Node is there and can get them."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node is not installed")
    place = tmp_path_factory.mktemp("validators")
    shutil.copy(VALIDATORS / "package.json", place)
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"]
    if subprocess.run(command, cwd=place, capture_output=True, timeout=120, check=False).returncode:
        pytest.skip("the packages cannot be had")
    return place


def verdicts(validators: Path, schema: dict[str, object], files: list[Path]) -> dict[str, tuple[bool, bool]]:
    """Return for each file whether the strict validator and that of editors accept it."""
    (validators / "schema.json").write_text(json.dumps(schema))
    command = ["node", str(VALIDATORS / "check.mjs"), "schema.json", *map(str, files)]
    done = subprocess.run(command, cwd=validators, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return {file: (found["ajv"], not found["editor"]) for file, found in json.loads(done.stdout).items()}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
def test_every_validator_accepts_every_file_that_comes_with_the_package(kind: FileKind, validators: Path) -> None:
    files = list(kind.shipped().values())
    assert files
    found = verdicts(validators, SCHEMAS[kind.noun](), files)
    assert set(found.values()) == {(True, True)}, found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
def test_validators_agree_on_spoiled_files(kind: FileKind, validators: Path, tmp_path: Path) -> None:
    schema, random = SCHEMAS[kind.noun](), Random(kind.noun)
    texts = [path.read_text() for path in kind.shipped().values()]
    accepted = {}
    for number in range(SPOILED):
        text = in_the_tree(random.choice(texts), random)
        try:
            tree = json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), allow_nan=False))
        except Exception:
            continue
        if re.search(r"\d{300}", text):  # no number to JavaScript
            continue
        file = tmp_path / f"{number}.yaml"
        file.write_text(json.dumps(tree, indent=1))
        accepted[str(file)] = jsonschema.Draft202012Validator(schema).is_valid(tree)
    assert set(accepted.values()) == {True, False}
    found = verdicts(validators, schema, [Path(file) for file in accepted])
    differ = {file: (accepted[file], *found[file]) for file in accepted if set(found[file]) != {accepted[file]}}
    assert differ == {}, {file: Path(file).read_text()[:400] for file in differ}
