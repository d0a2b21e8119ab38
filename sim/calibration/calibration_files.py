"""What a calibration leaves in its folder: tables and figures."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.calibration.objective import Batch
from sim.config.replaced_files import in_place_of
from sim.model.partnership_type_ranges import attribute_ranges, is_plausible_together
from sim.results.checked_files import ResultsError
from sim.scenario.parameter_sets import PARAMETERS, TYPES, sample_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DIGITS = 6
DRAWN = 36  # parameters at most, of which a figure shows what came of each


@dataclass(frozen=True)
class CalibrationResult:
    """What a calibration found.

    Attributes
    ----------
    folder : where it is written.
    point : the values of the best point, by parameter.
    sample : parameter sets of the posterior, a row each; empty without one.
    identified : what the evidence says of each parameter; empty without a posterior.
    fit : how each pattern fits.
    diagnostics : how it went: evaluations, seconds, convergence.
    waves, conflicts : of history matching: a row for each wave, and for each two figures that cannot be met together.
    left_out : of history matching: what each figure would have been predicted to be, had it not been fitted.
    """

    folder: Path
    point: dict[str, float]
    sample: pd.DataFrame
    identified: pd.DataFrame
    fit: pd.DataFrame
    diagnostics: dict[str, Any]
    waves: pd.DataFrame = field(default_factory=pd.DataFrame)
    conflicts: pd.DataFrame = field(default_factory=pd.DataFrame)
    left_out: pd.DataFrame = field(default_factory=pd.DataFrame)


def write_calibration(found: CalibrationResult, batches: Sequence[Batch]) -> None:
    """Write the point, the sample, what is identified, how patterns fit, the log, and figures of them."""
    from sim.plots.figure_files import save

    folder = found.folder
    tables = {
        "point": pd.DataFrame(found.point.items(), columns=["parameter", "value"]),
        "pattern_fit": found.fit,
        "log": log_frame(batches),
    }
    if len(found.sample):
        tables |= {"posterior": found.sample, "identified": found.identified}
    if len(found.waves):
        tables |= {"waves": found.waves, "conflicts": found.conflicts, "left_out": found.left_out}
    for name, table in tables.items():
        with in_place_of(folder / f"{name}.csv") as file:
            table.to_csv(file, index=False, float_format=f"%.{DIGITS}g")
    with in_place_of(folder / "diagnostics.json") as file:
        file.write_text(json.dumps(found.diagnostics, indent=2) + "\n", encoding="utf-8")
    figures = folder / "figures"
    if len(found.sample):
        for name, draw in calibration_figures(found.fit, found.sample, found.identified).items():
            save(draw(), figures, name)
    if len(found.waves):
        from sim.plots.figures.calibration_figure import volume_left

        save(volume_left(found.waves), figures, "volume_left")


def calibration_figures(
    fit: pd.DataFrame, sample: pd.DataFrame, identified: pd.DataFrame
) -> dict[str, Callable[[], Figure]]:
    """Return what draws each figure of a calibration with a posterior, by name."""
    from sim.plots.figures.calibration_figure import pairs, pattern_fit, prior_to_posterior

    narrowed = identified.loc[identified["width_left"].nsmallest(DRAWN).index.sort_values()]
    fewer = (
        f"Shown: the {DRAWN} of {len(identified)} parameters that the data narrow most; the others keep their range."
    )
    notes = [fewer] if len(narrowed) < len(identified) else []
    return {
        "pattern_fit": lambda: pattern_fit(fit),
        "prior_to_posterior": lambda: prior_to_posterior(sample, narrowed, notes),
        "pairs": lambda: pairs(sample, identified),
    }


def read_calibration_tables(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the fit, the sample and what is identified of a calibration in a folder.

    Raises
    ------
    ResultsError : it is not complete, or has no posterior, without which there is nothing to draw.
    """
    tables = [folder / f"{name}.csv" for name in ("pattern_fit", "posterior", "identified")]
    if missing := [table.name for table in tables if not table.exists()]:
        what = f"has no {missing[0]}, since the calibration is not complete or has no posterior"
        raise ResultsError(f"{folder}: {what}; there is nothing to draw")
    fit, sample, identified = (pd.read_csv(table) for table in tables)
    return fit, sample, identified


def log_frame(batches: Sequence[Batch]) -> pd.DataFrame:
    """Return a row for each batch of evaluations: how many there were so far, and how well they fitted."""
    done = np.cumsum([len(batch.fits) for batch in batches])
    best = [batch.fits.max() for batch in batches]
    median = [np.median(batch.fits) for batch in batches]
    return pd.DataFrame({"evaluations": done, "best_fit": best, "median_fit": median})


SAMPLE_DIGITS = 3
SEED = 1
DRAWN_FOR_ONE = 40  # sets of attributes, of which not all are plausible together


def sample_to_ship(calibrated: pd.DataFrame) -> pd.DataFrame:
    """Return the sets of a calibration, and a value for every attribute of a partnership type."""
    sets = calibrated.reset_index(drop=True)
    attributes = plausible_attributes(len(sets)).add_prefix(TYPES)
    return pd.concat([sets.add_prefix(PARAMETERS), attributes], axis=1)


def plausible_attributes(sets: int) -> pd.DataFrame:
    """Return sets of attributes of partnership types: drawn over their ranges, and plausible together."""
    ranges = attribute_ranges()
    low, high = (np.array([getattr(span, bound) for span in ranges.values()]) for bound in ("low", "high"))
    shares = np.random.default_rng(SEED).random((DRAWN_FOR_ONE * sets, len(ranges)))
    drawn = low + (high - low) * shares
    together = [is_plausible_together(dict(zip(ranges, row, strict=True))) for row in drawn.tolist()]
    kept = pd.DataFrame(drawn, columns=list(ranges))[together]
    assert len(kept) >= sets, f"of {len(drawn)} sets only {len(kept)} are plausible together"
    return kept.iloc[:sets].reset_index(drop=True)


def write_shipped_sample(found: CalibrationResult, home: Path) -> list[Path]:
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
    sample_to_ship(found.sample).to_csv(sample_file(), index=False, float_format=f"%.{SAMPLE_DIGITS}g")
    return [*(home / file.name for file in written), sample_file()]
