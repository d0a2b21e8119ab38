"""What the figure of a comparison is drawn from, read from its folder: it can be drawn again without its runs."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from sim.results.checked_files import ResultsError, checked_bytes
from sim.results.run_folder import COMPARISON, OVER_TIME, read_manifest

DRAWN_FROM = "drawn_from"


@dataclass(frozen=True)
class ComparedRun:
    """A run as far as the figure of a comparison reads it; of partnerships, only whether there are any."""

    months: int
    start_month: int
    trust_names: dict[str, str]
    parameters_from: str
    seed: int
    partnerships: pd.DataFrame


@dataclass(frozen=True)
class DrawnComparison:
    """A comparison as far as its figure reads it."""

    reference: Any
    names: list[str]
    titles: list[str]
    shown: list[str | None]
    replicates: int
    over_time: pd.DataFrame

    @property
    def runs(self) -> list[Any]:
        """Return what stands for all runs: where their parameters come from is the same."""
        return [self.reference]


def open_comparison(folder: Path) -> DrawnComparison:
    """Return what the figure of the comparison in a folder is drawn from.

    Raises
    ------
    ResultsError : it holds no comparison, one of before differences over time were kept, or one that is damaged.
    """
    manifest = read_manifest(folder)
    if COMPARISON not in manifest:
        raise ResultsError(f"{folder}: holds a run, not a comparison")
    if DRAWN_FROM not in manifest:
        what = "keeps no differences over time, as another version made it"
        raise ResultsError(f"{folder}: {what}; compare again with --overwrite")
    about = manifest[DRAWN_FROM]
    contents = checked_bytes(folder, OVER_TIME, manifest["files"])
    some = pd.DataFrame(index=range(int(about["has_partnerships"])))
    reference = ComparedRun(
        manifest["months"],
        about["start_month"],
        about["trust_names"],
        about["parameters_from"],
        manifest["seed"],
        some.assign(any=True),
    )
    names = [one["name"] for one in manifest[COMPARISON]]
    over_time = pd.read_csv(BytesIO(contents))
    return DrawnComparison(reference, names, about["titles"], about["shown"], manifest["replicates"], over_time)
