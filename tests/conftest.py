"""All tests, and every process they start, test the files at hand, however pytest was started."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

CHECKOUT = str(Path(__file__).resolve().parents[1])

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as commands do; threads of several workers wait for each other
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (CHECKOUT, os.environ.get("PYTHONPATH"))))
hypothesis.settings.register_profile("no test measures time", deadline=None)
hypothesis.settings.load_profile("no test measures time")
gc.set_threshold(100_000)  # as commands do; thousands of tests and modules would be looked through again and again

TESTS = Path(__file__).parent
NOT_FAST = (
    "calibration",
    "cli",
    "comparison",
    "engine/test_against_c.py",
    "engine/test_common_random_numbers.py",
    "engine/test_ensemble.py",
    "engine/test_numba_fence.py",
    "engine/test_philox_numba.py",
    "engine/test_recorder.py",
    "evidence",
    "export",
    "fuzzing",
    "hindcast",
    "imports",
    "experiments/test_backends.py",
    "experiments/test_experiment_files.py",
    "experiments/test_runs_that_end_workers.py",
    "experiments/test_sweep.py",
    "experiments/test_sweep_parameters.py",
    "plots",
    "properties",
    "regression",
    "report",
    "results",
    "rules/test_rules_compile.py",
    "runs",
    "scenario/test_parameter_sets.py",
    "test_documentation.py",
    "test_public_interface.py",
    "tutorial",
    "webpage",
)
"""Folders and files whose tests compile, start processes, use Dask, draw or run evidence; all others are `fast`."""

LONGEST_FIRST = (
    "calibration/test_history_matching.py",  # which does without the compiled model, while the other worker makes it
    "engine/test_ensemble.py",
    "test_documentation.py",
    "rules/test_rules_compile.py",
    "experiments/test_runs_that_end_workers.py",
    "calibration/test_leave_one_out.py",
    "experiments/test_sweep.py",
    "evidence/test_evidence_assessment.py",
    "fuzzing",
    "engine/test_numba_fence.py",
    "experiments/test_sweep_answer.py",
    "experiments/test_experiment_files.py",
    "cli",
    "plots",
    "analysis/test_discovery.py",
    "hindcast/test_hindcast.py",
    "report",
    "test_public_interface.py",
)
"""Folders and files that take many seconds; they begin first, and none is left to the end."""


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark the tests that a developer runs while working, and let the longest begin first.

    The tests of a file are one group, unless they name groups of their own: on two workers what they share would be
    made twice, and thousands of groups take the time of whoever hands them out.
    """
    if gone := [place for place in (*NOT_FAST, *LONGEST_FIRST) if not (TESTS / place).exists()]:
        raise pytest.UsageError(f"named for the order of tests, but not there: {', '.join(gone)}")
    for item in items:
        if not place_of(item).startswith(NOT_FAST):
            item.add_marker(pytest.mark.fast)
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(place_of(item)))
    items.sort(key=turn_of)
    yield
    for item in items:
        name_with_group(item)


def name_with_group(item: pytest.Item) -> None:
    """Let a test carry the group that xdist has given it, by which it is handed to a worker.

    xdist 3.8 writes the name to an attribute that pytest 9.2 does not read any more: without this, every group is
    spread over all workers, and each makes anew what the group is to share.
    """
    if hasattr(item, "_id") and (named := vars(item).get("_nodeid")):
        item._id = type(item.id).parse(named)


def place_of(item: pytest.Item) -> str:
    """Return the file of a test as seen from the folder of the tests."""
    return item.path.relative_to(TESTS).as_posix()


def turn_of(item: pytest.Item) -> int:
    """Return the position among `LONGEST_FIRST` of where a test is; all others come after these, in their order."""
    place = place_of(item)
    return next((turn for turn, first in enumerate(LONGEST_FIRST) if place.startswith(first)), len(LONGEST_FIRST))


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let a test work in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
