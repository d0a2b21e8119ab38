"""Loading a calibration: its file, checked before anything is played."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from sim.calibration.calibration_schema import Calibration
from sim.config.errors import Fault, ScenarioError
from sim.config.files import file_of, shipped_files, shown
from sim.config.loader import NAME_IS_THAT_OF_THE_FILE, with_faults
from sim.config.merging import with_sets
from sim.config.messages import faults_of
from sim.config.yaml_tree import read_file

WHAT = "a calibration file"
LEAST = "at least `title:`, `parameters:` and `patterns:`"


def shipped_calibrations() -> dict[str, Path]:
    """Return the files of the calibrations that come with the package, by name."""
    return shipped_files("experiments/calibration")


def is_calibration(source: str) -> bool:
    """Return whether a path or name stands for a calibration: it names parameters and patterns."""
    if source in shipped_calibrations():
        return True
    try:
        root, _ = read_file(Path(source), source)
    except ScenarioError:
        return False
    return root.below("patterns") is not None


def load_calibration(source: str | Path, sets: Sequence[str] = ()) -> Calibration:
    """Return a checked calibration.

    Parameters
    ----------
    source : the path of a calibration file, or the name of a shipped one.
    sets : values that replace those of the file, as `key=value`, such as `search.evaluations=500`.

    Raises
    ------
    ScenarioError : everything that is wrong with it, each with its place.
    """
    path = file_of(source, shipped_calibrations(), "calibration")
    root, problems = read_file(path, shown(path), WHAT, LEAST)
    root, found = with_sets(root, sets)
    data = root.plain()
    faults: list[Fault] = []
    if data.pop("name", None) is not None:
        faults.append(NAME_IS_THAT_OF_THE_FILE)
    calibration = None
    try:
        calibration = Calibration.model_validate({**data, "name": path.stem})
    except ValidationError as error:
        faults += faults_of(error, Calibration)
    problems = with_faults([*problems, *found], root, faults)
    if problems or calibration is None:
        raise ScenarioError(problems)
    return calibration
