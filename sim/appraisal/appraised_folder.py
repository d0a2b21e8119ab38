"""An appraisal as its folder keeps it: what was asked, the answer, the tables, and the figure drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.appraisal.appraisal_picture import benefit_figure
from sim.appraisal.appraisal_tables import TABLES
from sim.results.checked_files import ResultsError, checked_bytes, read_sealed
from sim.results.folder_kinds import APPRAISAL, KIND

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Appraised:
    """An appraisal read from its folder.

    Attributes
    ----------
    manifest : what was asked, in what, and the answer in paragraphs.
    tables : by name, as `sim.appraisal.appraisal_tables` declares them.
    """

    manifest: dict[str, Any]
    tables: dict[str, pd.DataFrame]

    def plot(self) -> Figure:
        """Return what each option brings against what its partner pays, as a matplotlib figure."""
        return benefit_figure(self.manifest["title"], self.manifest["outcome"], self.tables["appraisal"])


def read_appraised(folder: Path) -> Appraised:
    """Return the appraisal that a folder holds.

    Raises
    ------
    ResultsError : it holds none, or a table has been changed.
    """
    manifest = read_sealed(folder, "folder of an appraisal")
    if manifest.get(KIND) != APPRAISAL:
        raise ResultsError(f"{folder}: holds no appraisal")
    tables = {
        name: pd.read_csv(BytesIO(checked_bytes(folder, f"{name}.csv", manifest["files"])), converters={"option": str})
        for name in TABLES
    }
    return Appraised(manifest, tables)
