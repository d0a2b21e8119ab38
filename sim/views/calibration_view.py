"""A calibration on the terminal: how it went, how the patterns fit, and what the evidence identifies."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.calibration.calibration_files import CalibrationResult

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table


def calibration_tables(found: CalibrationResult) -> Iterator[Table | str]:
    """Yield the results of a calibration, in tables and sentences."""
    diagnostics = found.diagnostics
    yield f"{diagnostics['evaluations']} parameter sets evaluated in {diagnostics['seconds']:.0f} seconds."
    yield fit_table(found)
    if len(found.identified):
        yield identified_table(found)
    if len(found.waves):
        yield waves_table(found)
        yield settling_told(diagnostics)
        yield from conflicts_told(found)
    elif len(found.identified):
        yield (
            f"Autocorrelation time {diagnostics['autocorrelation_time']:.0f} steps; effective sample size "
            f"{diagnostics['effective_sample_size']:.0f}; the halves of the chains differ by at most "
            f"{diagnostics['split_chain_difference']:.2f} standard deviations."
        )


def settling_told(diagnostics: Mapping[str, Any]) -> str:
    """Return in words how the sample was settled by simulations, and where the defaults stand in it."""
    shares = ("accepted", "moved", "moved_three_times", "defaults_standing")
    accepted, moved, three_times, defaults = (f"{100 * diagnostics[name]:.0f} %" for name in shares)
    return (
        f"{accepted} of the moves were accepted: {moved} of the sets moved at least once, {three_times} three times. "
        f"The log fit was {diagnostics['log_fit_first_half']:.1f} on average in the first half of the steps and "
        f"{diagnostics['log_fit_second_half']:.1f} in the second (spread between sets "
        f"{diagnostics['log_fit_spread']:.1f}). Means of parameters differ by at most "
        f"{diagnostics['halves_of_sets_apart']:.2f} standard deviations between halves of the sets, and "
        f"{diagnostics['halves_of_steps_apart']:.2f} between half way and the end. "
        f"{defaults} of the sets fit no better than the defaults."
    )


def waves_table(found: CalibrationResult) -> Table:
    """Return what each wave left of the volume, and what ruled out most."""
    from rich.table import Table

    table = Table(title="Waves", title_justify="left", header_style="bold")
    for header in ("wave", "sets simulated", "volume left", "cut", "reached", "rules out most"):
        table.add_column(header, overflow="fold")
    for row in found.waves.to_dict("records"):
        numbers = (row["wave"], row["evaluations"], f"{100 * row['volume_left']:.2g} %")
        table.add_row(*map(str, numbers), _shown(row["cut"]), _shown(row["cut_reached"]), row["rules_out_most"])
    return table


def refits_table(refits: pd.DataFrame) -> Table:
    """Return what is predicted of figures without their pattern, by weights and by a refit."""
    from rich.table import Table

    table = Table(title="Without the pattern", title_justify="left", header_style="bold")
    for header in ("pattern", "", "band", "by weights", "by a refit", "tail by weights", "tail by a refit"):
        table.add_column(header, overflow="fold")
    for row in refits.to_dict("records"):
        band = f"{_shown(row['band_low'], 'open')} to {_shown(row['band_high'], 'open')}"
        predicted = (f"{_shown(row[by])} (spread {_shown(row[f'{by}_spread'])})" for by in ("left_out", "refit"))
        tails = (_shown(row[f"{by}_tail"]) for by in ("left_out", "refit"))
        table.add_row(row["pattern"], f"{row['title']} {row['figure']}".strip(), band, *predicted, *tails)
    return table


def conflicts_told(found: CalibrationResult) -> Iterator[str]:
    """Yield in words whether a region meets every pattern, and what conflicts with what."""
    last = found.waves.iloc[-1]
    if last["cut_reached"] > last["cut"]:
        yield f"No region meets everything within the cut; the least bad is {last['cut_reached']:.1f} away."
    for row in found.conflicts.to_dict("records"):
        if row["other"]:
            both = f"{row['figure']} and {row['other']}"
            yield f"Conflict: {both} cannot be met together (at best {row['together']:.1f})."
        else:
            yield f"Out of reach: {row['figure']} cannot be met (at best {row['together']:.1f})."


def fit_table(found: CalibrationResult) -> Table:
    """Return how each pattern fits: its band, the best point, and the posterior."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title="Patterns", title_justify="left", header_style="bold")
    for header in ("pattern", "", "band", "best point", "posterior, 5-95 %", "share inside", "point"):
        table.add_column(header, overflow="fold")
    for row in found.fit.to_dict("records"):
        low, high = (_shown(row[bound], "open") for bound in ("band_low", "band_high"))
        spread = f"{_shown(row['low'])} to {_shown(row['high'])}"
        inside = Text("inside", style="green") if row["point_inside"] else Text("outside", style="red")
        table.add_row(
            row["pattern"], " ".join((row["title"], row["figure"])).strip(), f"{low} to {high}",
            _shown(row["at_point"]), spread, f"{100 * row['inside']:.0f} %", inside,
        )  # fmt: skip
    return table


def identified_table(found: CalibrationResult) -> Table:
    """Return how far the evidence narrows each parameter's prior, and whether it identifies the parameter."""
    from rich.table import Table

    table = Table(title="Parameters", title_justify="left", header_style="bold")
    for header in ("parameter", "prior", "best point", "posterior, 5-95 %", "of the prior's width", "identified?"):
        table.add_column(header, overflow="fold")
    for row in found.identified.to_dict("records"):
        table.add_row(
            row["parameter"],
            f"{_shown(row['low'])} to {_shown(row['high'])}",
            _shown(row["point"]),
            f"{_shown(row['posterior_low'])} to {_shown(row['posterior_high'])}",
            f"{100 * row['width_left']:.0f} %",
            row["identified"],
        )
    return table


def _shown(value: float, missing: str = "-") -> str:
    return missing if math.isnan(value) else f"{value:.3g}"
