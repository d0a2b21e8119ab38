"""The notebooks of the tutorial run, show what they show, and are kept without noise."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from notebook_files import NOTEBOOKS, texts_of, without_noise

from sim.runs.progress import bar_in_html

nbformat = pytest.importorskip("nbformat", reason="nbclient and ipykernel are in the extra `notebooks`")
UPDATE = os.environ.get("UPDATE_NOTEBOOKS") == "1"


RUN = [
    pytest.param(path, id=path.stem, marks=() if path.stem == "tutorial" else pytest.mark.slow) for path in NOTEBOOKS
]
"""All notebooks; those of single jobs take seconds more, and run on demand."""


@pytest.mark.parametrize("path", RUN)
def test_notebook_runs_and_shows_what_is_kept(path: Path, tmp_path: Path) -> None:
    if find_spec("nbclient") is None or find_spec("ipykernel") is None:
        pytest.skip("nbclient or ipykernel is not installed: pip install 'turnaround-sim[notebooks]'")
    command = [sys.executable, str(Path(__file__).with_name("run_notebook.py")), str(tmp_path), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = without_noise(nbformat.read(tmp_path / path.name, as_version=4))
    if UPDATE:
        nbformat.write(found, path)
    kept = texts_of(nbformat.read(path, as_version=4))
    assert texts_of(found) == kept, "run: UPDATE_NOTEBOOKS=1 python -m pytest tests/tutorial -m 'slow or not slow'"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_noise_and_with_what_it_shows(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert nbformat.writes(without_noise(notebook)) == text.rstrip("\n")
    words = " ".join(texts_of(notebook))
    assert words, "it has been run"
    assert not re.search(r"0x[0-9a-f]{6,}|/(tmp|home|root|Users)/|\d\d:\d\d:\d\d", words)
    assert len(text) < 1_000_000


def test_there_is_a_tutorial_and_a_notebook_for_each_job() -> None:
    assert {path.stem for path in NOTEBOOKS} == {"tutorial", "which_partner", "support_or_scrutiny", "hand_over"}


def test_a_bar_in_a_notebook_is_text_and_shows_how_far_a_run_is() -> None:
    shown = bar_in_html("<b>Case</b>", 3, 1200)
    assert "&lt;b&gt;Case" in shown
    assert 'value="3" max="1200"' in shown
    assert "3/1,200" in shown
