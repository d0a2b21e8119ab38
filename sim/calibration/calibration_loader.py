"""Loading a calibration: its file, checked before anything is simulated."""

from __future__ import annotations

from pathlib import Path

from sim.calibration.calibration_schema import Calibration
from sim.config.arguments import Sets, set_texts
from sim.config.errors import ScenarioError
from sim.config.files import CALIBRATION
from sim.config.loader import read_changed, validated, with_faults


def shipped_calibrations() -> dict[str, Path]:
    """Return the files of the calibrations that come with the package, by name.

    Examples
    --------
    >>> "national" in shipped_calibrations()
    True
    """
    return CALIBRATION.shipped()


def load_calibration(source: str | Path, sets: Sets = ()) -> Calibration:
    """Return a checked calibration.

    Parameters
    ----------
    source : the path of a calibration file, or the name of a shipped one.
    sets : values that replace those of the file: a dict, `key=value` texts, or one such text.

    Raises
    ------
    ScenarioError : everything that is wrong with it, each with its place.
    TypeError : a source that is no text and no path, or sets that are neither dict nor texts.

    Examples
    --------
    >>> load_calibration("reduced", {"search.evaluations": 500}).search.evaluations
    500
    """
    path, root, problems = read_changed(CALIBRATION, source, set_texts(sets))
    calibration, faults = validated(Calibration, root.plain(), path.stem)
    problems = with_faults(problems, root, faults)
    if problems or calibration is None:
        raise ScenarioError(problems)
    return calibration
