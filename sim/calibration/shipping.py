"""The posterior sample that comes with the package: what a calibration left possible, and assumed ranges for the rest.

No record identifies what partnership types bring and cost. Each of their attributes is therefore drawn, independently
of all others, between half and one and a half times its value in the catalogue, within its bounds. What is nought or
full, such as the scope of a merger, says what the form is and stays.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from sim.calibration.writing import Calibrated
from sim.catalogue import shipped_catalogue
from sim.scenario.drawing import PARAMETERS, TYPES, sample_file
from sim.state import PartnershipTypeState, kinds, variables

LEAST, MOST = 0.5, 1.5  # of the catalogue's value: the assumed range of an attribute
DIGITS = 3
SEED = 1


def assumed_ranges() -> dict[str, tuple[float, float]]:
    """Return the range over which each attribute of each shipped partnership type is drawn, by its key."""
    kind, about = kinds(PartnershipTypeState), variables(PartnershipTypeState)
    ranges = {}
    for name, form in shipped_catalogue().items():
        for attribute, value in form.attributes().items():
            bound = about[attribute].high
            if kind[attribute] is float and value > 0.0 and value != bound:
                high = MOST * value if bound is None else min(MOST * value, bound)
                ranges[f"{TYPES}{name}.{attribute}"] = (LEAST * value, high)
    return ranges


def shipped_sample(calibrated: pd.DataFrame) -> pd.DataFrame:
    """Return the sample of a calibration with a value for every attribute of a partnership type beside it."""
    from scipy.stats import qmc

    ranges = assumed_ranges()
    # Evenly spread, so that a few hundred sets cover every range.
    shares = qmc.LatinHypercube(len(ranges), rng=np.random.default_rng(SEED)).random(len(calibrated))
    drawn = {key: low + (high - low) * shares[:, at] for at, (key, (low, high)) in enumerate(ranges.items())}
    return pd.concat([calibrated.add_prefix(PARAMETERS), pd.DataFrame(drawn, index=calibrated.index)], axis=1)


def ship(found: Calibrated, home: Path) -> list[Path]:
    """Write a calibration's tables and figures beside its file, and its sample into the package.

    Parameters
    ----------
    home : the folder of the committed results.

    Returns
    -------
    What was written.
    """
    home.mkdir(exist_ok=True)
    written = [file for file in sorted(found.folder.iterdir()) if file.suffix in (".csv", ".json")]
    written += sorted((found.folder / "figures").glob("*.png"))
    for file in written:
        shutil.copyfile(file, home / file.name)
    shipped_sample(found.sample).to_csv(sample_file(), index=False, float_format=f"%.{DIGITS}g")
    return [*(home / file.name for file in written), sample_file()]
