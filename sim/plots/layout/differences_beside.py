"""The difference that partnerships make, in panels beside those of what it is a difference in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.plots.data.run_frames import RunFrames
from sim.plots.layout.palette import DIFFERENCE, INK, TOO_SMALL
from sim.plots.layout.scales import difference_ticks, in_line, material, signed
from sim.plots.layout.sheet import LINE, Sheet, lines_of, swatch
from sim.plots.layout.time_axis import mark_dates, span_months

ALL_TRUSTS = "all trusts"
HEADING = "Difference that partnerships make"
BAND_STRENGTH = 0.30
THIN, BOLD = 0.7, 2.0
ROW_GAP = 3.0


@dataclass(frozen=True, slots=True)
class DifferencesBeside:
    """Differences by trust and variable.

    Attributes
    ----------
    trusts : whose differences stand beside each column.
    variables : in the order of the rows.
    table : the rows of the twin of these trusts and variables.
    thresholds : difference below which one is too small to matter, by variable.
    """

    trusts: list[str]
    variables: list[str]
    table: pd.DataFrame
    thresholds: dict[str, float]

    def of(self, variable: str, position: int) -> pd.DataFrame | None:
        """Return the rows of a variable of the trust at a position; nothing if there are none."""
        table = self.table
        rows = table[(table["trust"] == self.trusts[position]) & (table["variable"] == variable)]
        return rows if len(rows) else None

    def heading_height(self, width: float) -> float:
        """Return the room in millimetres that the heading of the panels takes."""
        return LINE * len(lines_of(HEADING, width)) + 1.5

    def draw(
        self, sheet: Sheet, run: RunFrames, position: int, place: tuple[float, float, float], pitch: float
    ) -> None:
        """Draw the panels of a trust below each other from a place (left, top, width) in millimetres."""
        left, top, width = place
        heading = lines_of(HEADING, width)
        sheet.write(left, top - 1.5 - LINE * len(heading), heading)
        drawn = [variable for variable in self.variables if self.of(variable, position) is not None]
        for number, variable in enumerate(self.variables):
            rows = self.of(variable, position)
            if rows is None:
                continue
            axes = sheet.panel(left, top + number * pitch, width, pitch - ROW_GAP)
            self._draw_panel(axes, variable, rows)
            mark_dates(axes, run)
            span_months(axes, run, width, labelled=variable == drawn[-1], years=False)

    def _draw_panel(self, axes: Axes, variable: str, rows: pd.DataFrame) -> None:
        """Draw a grey band of what is too small to matter, and the mean difference, bold where it is surely larger."""
        threshold = self.thresholds[variable]
        axes.axhspan(-threshold, threshold, color=TOO_SMALL, linewidth=0.0, zorder=1)
        axes.axhline(0.0, color=INK, linewidth=0.6, zorder=2.5)
        axes.fill_between(
            rows["month"], rows["low"], rows["high"], color=DIFFERENCE, alpha=BAND_STRENGTH, linewidth=0.0, zorder=2
        )
        axes.plot(rows["month"], rows["difference"], color=DIFFERENCE, linewidth=THIN, zorder=3)
        bold = rows["difference"].where(self.is_material(variable, rows))
        axes.plot(rows["month"], bold, color=DIFFERENCE, linewidth=BOLD, zorder=3.1, solid_capstyle="butt")
        every = self.table[self.table["variable"] == variable]
        ticks = difference_ticks(variable, [every[name].dropna().to_numpy() for name in ("low", "high", "difference")])
        axes.set_ylim(ticks[0], ticks[-1])
        axes.set_yticks(ticks, [signed(tick) for tick in ticks])
        axes.yaxis.tick_right()
        axes.spines["right"].set_visible(True)
        axes.spines["left"].set_visible(False)

    def is_material(self, variable: str, rows: pd.DataFrame) -> pd.Series[bool]:
        """Return in which months the whole 95 % interval of the difference lies beyond what is too small to matter."""
        threshold = self.thresholds[variable]
        return (rows["low"] > threshold) | (rows["high"] < -threshold)

    def key(self) -> list[Artist]:
        """Return the entries of the key, of what is drawn."""
        entries: list[Artist] = [
            Line2D([], [], color=DIFFERENCE, linewidth=THIN, label="Difference (mean; band: 95 % interval)"),
            swatch(TOO_SMALL, "Too small to matter"),
        ]
        by_variable = self.table.groupby("variable", observed=True)
        if any(bool(self.is_material(str(name), rows).any()) for name, rows in by_variable):
            entries.insert(1, Line2D([], [], color=DIFFERENCE, linewidth=BOLD, label="Difference that matters"))
        return entries

    def in_words(self, position: int) -> str:
        """Return the differences of a trust in the last month, and in how many months they matter."""
        said = []
        for variable in self.variables:
            rows = self.of(variable, position)
            if rows is None:
                continue
            last, months = rows.iloc[-1], int(self.is_material(variable, rows).sum())
            matters = f"matters in {months} of {len(rows)} months" if months else "matters in no month"
            said.append(
                f"{in_line(variable)} {signed(float(f'{last.difference:.2g}'))} "
                f"(95 % interval {last.low:.2g} to {last.high:.2g}; {matters})"
            )
        return f"Difference that partnerships make, in the last month: {'; '.join(said)}." if said else ""


def differences_beside(
    run: RunFrames, trusts: Sequence[str | None], variables: Sequence[str]
) -> DifferencesBeside | None:
    """Return the differences of trusts (None: all together) in variables; nothing if the run has no twin for them."""
    if run.twin_months.empty:
        return None
    names = [trust or ALL_TRUSTS for trust in trusts]
    known = run.twin_months
    table = known[known["trust"].isin(names) & known["variable"].isin(list(variables))]
    if table.empty:
        return None
    spans = {name: (float(rows["twin"].min()), float(rows["twin"].max())) for name, rows in
             table.groupby("variable", observed=True)}  # fmt: skip
    thresholds = {name: material(name, spans[name]) for name in variables if name in spans}
    return DifferencesBeside(names, list(variables), table, thresholds)


def difference_statement(beside: DifferencesBeside | None) -> str:
    """Return what the panels beside are, and from which difference on one matters."""
    if beside is None:
        return ""
    listed = "; ".join(f"{in_line(name)} {threshold:g}" for name, threshold in beside.thresholds.items())
    return (
        "Right of each: mean difference from the same replicates without partnerships, with its 95 % interval; bold "
        f"where all of the interval lies outside the grey band of differences too small to matter ({listed}; assumed)."
    )
