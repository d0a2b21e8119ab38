"""Plays the scenarios of a page in node and natively, and tells which bytes differ."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.compiled.columns import Column
from sim.engine.compiled.ensemble import Ensemble
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import Scenario
from sim.webpage.page_data import page_data

NODE = shutil.which("node")
KEPT = ("outcomes", "twin_outcomes", "followed", "twin_followed")


def played_in_node(
    scenarios: Sequence[Scenario], folder: Path, cases: int, replicates: int, seed: int
) -> Iterator[dict[str, Any]]:
    """Yield what node gave for random settings and actions of each scenario, the first as it is."""
    data = folder / "data.json"
    data.write_text(json.dumps(page_data(scenarios, "a test", "today"), allow_nan=False))
    script = Path(__file__).parent / "play_cases.mjs"
    command = [str(NODE), str(script), str(data), str(cases), str(replicates), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    yield from map(json.loads, done.stdout.splitlines())


def differences(found: dict[str, Any], folder: Path, replicates: int) -> list[str]:
    """Return what differs between a case and its file as the native engine plays it."""
    file = folder / f"{found['scenario']}.yaml"
    file.write_text(found["yaml"], "utf-8")
    scenario = load_scenario(file)
    columns = [Column(name) for name in found["columns"]]
    made = Ensemble(scenario, with_twin=True)
    (part,) = made.parts(0, replicates, chunk=replicates, followed=columns, twins=True)
    wrong = []
    for name in KEPT:
        texts = found[name] if isinstance(found[name], list) else [found[name]]
        got = np.frombuffer(b"".join(map(base64.b64decode, texts)), np.uint8)
        wanted = np.ascontiguousarray(getattr(part, name)).reshape(-1).view(np.uint8)
        if got.shape != wanted.shape or (count := int((got != wanted).sum())):
            apart = f"{len(got)} and {len(wanted)} bytes" if got.shape != wanted.shape else f"{count} bytes"
            wrong.append(f"{found['scenario']} {found['settings']} {found['actions']}: {name}: {apart}")
    return wrong
