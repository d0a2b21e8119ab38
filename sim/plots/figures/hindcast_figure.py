"""What was observed over the bands that were simulated: a row for each figure, a column for each trust."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.palette import INK, MAIN, REFERENCE
from sim.plots.layout.panels import Heading
from sim.plots.layout.scales import REFERENCES, axis_title, cut_note, in_line, limits, reference_note
from sim.plots.layout.sheet import Sheet, columns, on_paper, swatch
from sim.plots.layout.time_axis import AXIS_HEIGHT, Timeline, mark_dates, shade_winters, span_months, time_note
from sim.plots.printed_page import page, tall
from sim.scenario.provenance import LIKE_YOURS

ROW_HEIGHT = 30.0
ROW_GAP = 3.0
BAND_STRENGTH = 0.22
BEYOND = "#D55E00"
MOST_TRUSTS = 3


class Band(Protocol):
    """The band of a figure of a trust, by month from the start."""

    @property
    def median(self) -> Any:
        """Return the median."""
        ...

    @property
    def low(self) -> Any:
        """Return the lower end of the 90 % band."""
        ...

    @property
    def high(self) -> Any:
        """Return the upper end of the 90 % band."""
        ...


class Bands(Timeline, Protocol):
    """The bands of some trusts."""

    @property
    def title(self) -> str:
        """Return the title of the scenario."""
        ...

    @property
    def replicates(self) -> int:
        """Return over how many replicates the bands are."""
        ...

    @property
    def trust_names(self) -> dict[str, str]:
        """Return names by id."""
        ...

    @property
    def parameters_note(self) -> str:
        """Return where the parameters come from, in a sentence."""
        ...

    def figures_of(self, trust: str) -> Any:
        """Return the bands of a trust by figure."""
        ...


class ObservedBands(Protocol):
    """A hindcast, as far as the figure reads it."""

    @property
    def forecast(self) -> Bands:
        """Return the bands."""
        ...

    @property
    def months(self) -> pd.DataFrame:
        """Return a row for each observed month of each trust and figure."""
        ...


@on_paper
def hindcast_figure(made: ObservedBands) -> Sheet:
    """Draw what was observed over the simulated bands; of many trusts the first."""
    trusts = list(dict.fromkeys(made.months["trust"]))
    shown, figures = trusts[: min(MOST_TRUSTS, page().most_beside())], list(dict.fromkeys(made.months["figure"]))
    run = made.forecast
    headings = [Heading(run.trust_names[trust]) for trust in shown]
    lefts, width = columns(len(shown))
    top = max(heading.height(width) for heading in headings)
    spans = {figure: _span(made, shown, figure) for figure in figures}
    row_height, key = tall(ROW_HEIGHT), [KeyBlock("", _key(), 4)]
    key_top = top + len(figures) * (row_height + ROW_GAP) + AXIS_HEIGHT
    statement = (
        f"Line: median; band: 5–95 % of {run.replicates} replicates. Points: observed; orange: beyond the band. "
        "About 1 point in 10 lies beyond by chance."
    )
    left_out = f"Shown: the first {len(shown)} of {len(trusts)} trusts." if len(trusts) > len(shown) else ""
    notes = [LIKE_YOURS, reference_note(figures), cut_note(spans), time_note(run), left_out, run.parameters_note]
    sheet = Sheet(f"Observed and simulated: {run.title}", statement, key_top + keys_height(key), notes)
    for position, (trust, heading, left) in enumerate(zip(shown, headings, lefts, strict=True)):
        heading.write(sheet, left, sheet.body_top, width)
        for number, figure in enumerate(figures):
            place = (left, sheet.body_top + top + number * (row_height + ROW_GAP), width, row_height)
            axes = sheet.panel(*place)
            _draw(axes, made, trust, figure, spans[figure])
            span_months(axes, run, width, labelled=number == len(figures) - 1)
            if position == 0:
                axes.set_ylabel(axis_title(figure), linespacing=1.1)
            else:
                axes.tick_params(labelleft=False)
    draw_key_blocks(sheet, sheet.body_top + key_top, key)
    for (trust, figure), rows in made.months[made.months["trust"].isin(shown)].groupby(["trust", "figure"], sort=False):
        inside = f"{int(rows['within'].sum())} of {len(rows)} observed months lie within the band"
        sheet.tell(f"{run.trust_names[str(trust)]}, {in_line(str(figure))}: {inside}.")
    return sheet


def _rows(made: ObservedBands, trust: str, figure: str) -> pd.DataFrame:
    table = made.months
    return table[(table["trust"] == trust) & (table["figure"] == figure)]


def _span(made: ObservedBands, trusts: Sequence[str], figure: str) -> tuple[float, float]:
    """Return the range of a figure's axis, over all trusts that have it."""
    drawn = [_rows(made, trust, figure)["observed"].to_numpy() for trust in trusts]
    bands = [made.forecast.figures_of(trust).get(figure) for trust in trusts]
    drawn += [end for band in bands if band is not None for end in (band.low, band.high)]
    return limits(figure, [values for values in drawn if len(values)])


def _draw(axes: Axes, made: ObservedBands, trust: str, figure: str, span: tuple[float, float]) -> None:
    """Draw one panel: winters, reference, band, median and what was observed."""
    shade_winters(axes, made.forecast)
    if figure in REFERENCES:
        axes.axhline(REFERENCES[figure][0], color=REFERENCE, linewidth=0.8, linestyle=":", zorder=1.5)
    band: Band | None = made.forecast.figures_of(trust).get(figure)
    if band is not None:
        months = range(len(band.median))
        axes.fill_between(months, band.low, band.high, color=MAIN, alpha=BAND_STRENGTH, linewidth=0.0, zorder=2)
        axes.plot(months, band.median, color=MAIN, linewidth=1.3, zorder=3)
    rows = _rows(made, trust, figure)
    axes.plot(rows["month"], rows["observed"], color=INK, linewidth=0.6, zorder=3.5)
    for inside, colour in ((True, INK), (False, BEYOND)):
        own = rows[rows["within"] == inside]
        axes.plot(
            own["month"],
            own["observed"],
            linestyle="",
            marker="o",
            markersize=2.6,
            color=colour,
            zorder=4,
            clip_on=False,
        )
    mark_dates(axes, made.forecast)
    axes.set_ylim(*span)
    axes.locator_params(axis="y", nbins=5)


def _key() -> list[Any]:
    points = [
        Line2D([], [], linestyle="", marker="o", markersize=3.0, color=colour, label=label)
        for colour, label in ((INK, "Observed, within the band"), (BEYOND, "Observed, beyond it"))
    ]
    return [
        Line2D([], [], color=MAIN, linewidth=1.3, label="Simulated, median"),
        swatch("#C7DFEE", "90 % band"),
        *points,
    ]
