"""A page plays what the command plays, to the last bit: whatever is moved, and whoever plays it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from headless_chromium import CHROMIUM, chromium_page
from page_equality import NODE, differences, played_in_node

import sim
from sim.engine.compiled.ensemble import Ensemble
from sim.experiments.base_changes import Base
from sim.scenario.model_inputs import resolve
from sim.scenario.scenario_loader import load_scenario, scenario_digest, shipped_scenarios
from sim.webpage import built
from sim.webpage.levers import levers_of
from sim.webpage.memory import roomy_image
from sim.webpage.page import Page, in_script, page_text
from sim.webpage.page_data import CITED, page_data

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")
pytestmark = pytest.mark.xdist_group("page")


def test_what_the_package_carries_is_made_from_the_rules_and_scripts_that_are_here() -> None:
    assert built.read_module()[:4] == b"\0asm"
    assert set(built.read_bundle()) >= {built.BUNDLE, built.WORKER, built.TEMPLATE, built.STYLE, built.LICENCES}


def test_the_page_in_the_repository_plays_the_model_that_is_here() -> None:
    text = (ROOT / "experiments" / "pages" / "case_b.html").read_text("utf-8")
    data = json.loads(text.partition('id="page-data">')[2].partition("</script>")[0])
    advice = "run: python -m sim.webpage.build pages"
    assert in_script(built.read_bundle()[built.BUNDLE]) in text, advice
    assert gzip.decompress(base64.b64decode(data["module"])) == built.read_module(), advice
    assert data["scenarios"][0]["digest"] == scenario_digest(load_scenario("case_b_buddying")), advice


def test_a_page_is_cited_as_the_repository_says() -> None:
    title = next(line for line in (ROOT / "CITATION.cff").read_text("utf-8").splitlines() if line.startswith("title:"))
    assert title.partition(": ")[2].strip('"') in CITED


def test_an_engine_that_was_made_from_other_rules_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    changed = tmp_path / "rules" / "hope.py"
    changed.parent.mkdir()
    changed.write_text("def next_hope(): ...\n")
    monkeypatch.setattr(built, "PACKAGE", tmp_path)
    monkeypatch.setattr(built, "module_sources", lambda: [changed])
    built.read_module.cache_clear()
    with pytest.raises(built.StaleError, match=r"was built from other sources.*python -m sim\.webpage\.build"):
        built.read_module()


@needs_node
def test_random_moves_in_a_page_give_the_bits_of_the_command_given_its_file(tmp_path: Path) -> None:
    scenarios = [load_scenario(name) for name in ("case_b_buddying", "system_with_control_total")]
    wrong = []
    for found in played_in_node(scenarios, tmp_path, cases=4, replicates=2, seed=7):
        wrong += differences(found, tmp_path, replicates=2)
    assert wrong == []


def test_a_level_set_in_play_leaves_systems_theirs_whatever_that_is() -> None:
    for level in (0.0, 0.123456789, 1.0):
        own = load_scenario("system_with_control_total", [f"systems.0.regulator.support={level}"])
        (data,) = page_data([own], "a test", "today")["scenarios"]
        assert data["play"]["policy"]["reach"]["support"] == [[[0]]], level


@needs_node
@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_random_moves_give_the_same_bits_in_every_shipped_scenario(name: str, tmp_path: Path) -> None:
    wrong = []
    for found in played_in_node([load_scenario(name)], tmp_path, cases=2, replicates=1, seed=11):
        wrong += differences(found, tmp_path, replicates=1)
    assert wrong == []


def wrong_tables(names: Sequence[str], folder: Path) -> list[str]:
    """Return which tables differ from those that Python makes of the file, for every lever at three values."""
    scenarios = [load_scenario(name) for name in names]
    data = page_data(scenarios, "a test", "today")
    levers = [{lever.key: lever for lever in levers_of(scenario)} for scenario in scenarios]
    file = folder / "data.json"
    file.write_text(json.dumps(data, allow_nan=False))
    done = subprocess.run(
        [str(NODE), str(HERE / "lever_images.mjs"), str(file)], capture_output=True, text=True, check=True
    )
    wrong = []
    for found in map(json.loads, done.stdout.splitlines()):
        number = found["scenario"]
        changes = levers[number][found["lever"]].changes_of(found["value"])
        starts = data["scenarios"][number]["memory"]["starts"]
        room = {one["trust"]: one["most"] for one in starts.get("trusts", [])}
        image = roomy_image(resolve(Base(scenarios[number]).changed(changes)), room)
        for table in image.tables.values():
            end = table.offset + table.itemsize * int(np.prod(table.shape))
            digest = hashlib.sha256(image.contents[table.offset : end].tobytes()).hexdigest()
            if digest != found["tables"][table.name]:
                wrong.append(f"{names[number]}: {found['lever']} at {found['value']}: {table.name}")
    return wrong


@needs_node
def test_every_lever_writes_what_python_makes_of_the_scenario_with_that_value(tmp_path: Path) -> None:
    assert wrong_tables(["case_b_buddying", "local_health_economy"], tmp_path) == []


@pytest.mark.slow
@needs_node
@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_every_lever_of_every_shipped_scenario_writes_what_python_makes_of_it(name: str, tmp_path: Path) -> None:
    assert wrong_tables([name], tmp_path) == []


IN_THE_PAGE = """
(async () => {
  const engine = await turnaround.openEngine(turnaround.data(), { workers: 2 });
  const text = (numbers) => {
    let letters = "";
    for (const byte of new Uint8Array(numbers.buffer)) letters += String.fromCharCode(byte);
    return btoa(letters);
  };
  const parts = [];
  await engine.play({ scenario: 0, first: 0, count: 40, columns: ["quality"] }, { onBatch: (b) => parts.push(b) });
  engine.close();
  return parts.map((part) => [part.first, part.count, text(part.outcomes.with), text(part.outcomes.without)]);
})()
"""


@pytest.fixture(scope="module")
def case_b() -> dict[str, Any]:
    return page_data([load_scenario("case_b_buddying")], "a test", "today")


@pytest.fixture(scope="module")
def page_file(case_b: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Page(page_text(case_b)).save(tmp_path_factory.mktemp("page") / "page.html")


@needs_node
def test_the_engine_keeps_its_promises_to_the_interface(case_b: dict[str, Any], tmp_path: Path) -> None:
    data = tmp_path / "data.json"
    data.write_text(json.dumps(case_b, allow_nan=False))
    done = subprocess.run(
        [str(NODE), "--test", str(HERE / "engine_promises.mjs")],
        capture_output=True, text=True, check=False, env=os.environ | {"PAGE_DATA": str(data)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_in_chromium_the_page_asks_for_nothing_and_its_workers_give_the_bits_of_the_command(page_file: Path) -> None:
    with chromium_page() as opened:
        opened.open(page_file)
        parts = opened.run(IN_THE_PAGE)
        requests, complaints = opened.requests, opened.complaints
    assert [url for url in requests if url != page_file.as_uri() and not url.startswith("blob:null/")] == []
    assert complaints == []
    (native,) = Ensemble(load_scenario("case_b_buddying"), with_twin=True).parts(0, 40, chunk=40, twins=True)
    for column, wanted in ((2, native.outcomes), (3, native.twin_outcomes)):
        assert b"".join(base64.b64decode(part[column]) for part in parts) == wanted.tobytes()
    assert [part[0] for part in parts] == np.cumsum([0, *(part[1] for part in parts)])[:-1].tolist()


def test_a_page_is_one_small_file_that_may_load_nothing(page_file: Path) -> None:
    text = page_file.read_text("utf-8")
    assert len(text.encode()) < 1_500_000
    assert "default-src 'none'" in text
    assert "http:" not in text.replace("http://www.w3.org/", "")
    assert " src=" not in text
    assert "ISC" in text  # licences of the libraries that it holds


def test_a_notebook_shows_the_page_of_a_run_in_a_cell() -> None:
    made = sim.page(sim.run("no_partner", replicates=2, months=36))
    assert made._repr_html_().startswith('<iframe srcdoc="&lt;!doctype html&gt;')
