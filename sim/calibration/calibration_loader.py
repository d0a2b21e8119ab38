"""Loading a calibration: its file, checked before anything is simulated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.calibration.calibration_schema import Calibration
from sim.config.errors import ScenarioError
from sim.config.loader import FileKind, validated, with_faults

CALIBRATION = FileKind(
    "calibration", "experiments/calibration", "at least `title:`, `parameters:` and `patterns:`", ("patterns",)
)


def shipped_calibrations() -> dict[str, Path]:
    """Return the files of the calibrations that come with the package, by name."""
    return CALIBRATION.shipped()


def load_calibration(source: str | Path, sets: Sequence[str] = ()) -> Calibration:
    """Return a checked calibration.

    Parameters
    ----------
    source : the path of a calibration file, or the name of a shipped one.
    sets : values that replace those of the file, as `key=value`, such as `search.evaluations=500`.

    Raises
    ------
    ScenarioError : every fault in it, each with its place.
    """
    path, root, problems = CALIBRATION.read_changed(source, sets)
    calibration, faults = validated(Calibration, root.plain(), path.stem)
    problems = with_faults(problems, root, faults)
    if problems or calibration is None:
        raise ScenarioError(problems)
    return calibration
