"""What one scenario changes against another over time: mean paired differences with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.model.indicators import OBSERVABLES
from sim.plots.data.run_frames import RunFrames
from sim.plots.layout.captions import parameters_note
from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.palette import INK, SERIES_COLOURS
from sim.plots.layout.panels import Heading
from sim.plots.layout.scales import difference_ticks, difference_title, in_line, signed
from sim.plots.layout.sheet import Sheet, columns, on_paper
from sim.plots.layout.time_axis import AXIS_HEIGHT, shade_winters, span_months, winter_note
from sim.plots.printed_page import page, tall

ROW_HEIGHT = 26.0
ROW_GAP = 3.0
BAND_STRENGTH = 0.25
DASHES: tuple[Any, ...] = ("-", (0, (5.0, 1.5)), (0, (2.5, 1.0)), (0, (1.0, 0.8)))
"""Dashes for the lines of several scenarios: where they overlap, both remain visible."""


class Differences(Protocol):
    """A comparison of scenarios, as far as the figure reads it."""

    @property
    def reference(self) -> RunFrames:
        """Return the run that the others are compared with."""
        ...

    @property
    def runs(self) -> Sequence[RunFrames]:
        """Return everything that is compared, the reference first."""
        ...

    @property
    def names(self) -> list[str]:
        """Return what the scenarios are called in the table, the reference first."""
        ...

    @property
    def titles(self) -> list[str]:
        """Return the titles of the scenarios, the reference first."""
        ...

    @property
    def shown(self) -> list[str | None]:
        """Return the trusts to show; None for all together."""
        ...

    @property
    def replicates(self) -> int:
        """Return how many replicates are compared."""
        ...

    @property
    def over_time(self) -> pd.DataFrame:
        """Return mean difference, low and high for each scenario, trust, variable and month."""
        ...


@on_paper
def difference(compared: Differences) -> Sheet:
    """Draw how scenarios differ from the reference, a row for each variable and a column for each trust.

    If there are more scenarios than colours, only the first are drawn.
    """
    names = compared.names[1 : 1 + len(SERIES_COLOURS)]
    table = compared.over_time[compared.over_time["scenario"].isin(names)]
    variables = list(dict.fromkeys(table["variable"]))
    trusts = compared.shown[: page().most_beside()]
    headings = [heading_of(compared, trust) for trust in trusts]
    lefts, width = columns(len(headings))
    top = max(heading.height(width) for heading in headings)
    key = [KeyBlock("", key_of(compared, len(names)))]
    row_height = tall(ROW_HEIGHT)
    key_top = top + len(variables) * (row_height + ROW_GAP) + AXIS_HEIGHT
    sheet = Sheet(
        title_of(compared),
        statement_of(compared, variables),
        key_top + keys_height(key),
        notes_of(compared, len(names)),
    )
    for position, (trust, heading, left) in enumerate(zip(trusts, headings, lefts, strict=True)):
        heading.write(sheet, left, sheet.body_top, width)
        own = table[table["trust"] == (trust or "all trusts")]
        for number, name in enumerate(variables):
            place = (left, sheet.body_top + top + number * (row_height + ROW_GAP), width, row_height)
            axes = sheet.panel(*place)
            draw_panel(axes, compared.reference, own[own["variable"] == name], names)
            span_months(axes, compared.reference, width, labelled=number == len(variables) - 1)
            scale(axes, name, table[table["variable"] == name], titled=position == 0)
    draw_key_blocks(sheet, sheet.body_top + key_top, key)
    last = table[table["month"] == table["month"].max()]
    sheet.tell(*(_in_words(compared, row) for row in last.to_dict("records")))
    return sheet


def _in_words(compared: Differences, row: dict[Any, Any]) -> str:
    """Return a difference in the last month."""
    name = compared.reference.trust_names.get(row["trust"], row["trust"])
    interval = f"95 % interval {row['low']:.2g} to {row['high']:.2g}"
    scenario = compared.titles[compared.names.index(row["scenario"])]
    return f"{scenario}, {name}, {in_line(row['variable'])} in the last month: {row['difference']:+.2g} ({interval})."


def draw_panel(axes: Axes, run: RunFrames, table: pd.DataFrame, names: Sequence[str]) -> None:
    """Draw winters, the line of no difference, and a line with its band for each scenario."""
    shade_winters(axes, run)
    axes.axhline(0.0, color=INK, linewidth=0.8, zorder=2.5)
    for name, colour, dashes in zip(names, SERIES_COLOURS, DASHES, strict=False):
        drawn = table[table["scenario"] == name]
        band = (drawn["month"], drawn["low"], drawn["high"])
        axes.fill_between(*band, color=colour, alpha=BAND_STRENGTH, linewidth=0.0, zorder=2)
        axes.plot(drawn["month"], drawn["difference"], color=colour, linestyle=dashes, linewidth=1.3, zorder=3)


def scale(axes: Axes, name: str, drawn: pd.DataFrame, titled: bool) -> None:
    """Give a panel the range that all panels of its variable share; the first of a row has its title."""
    ticks = difference_ticks(name, [drawn[column].to_numpy() for column in ("low", "high")])
    axes.set_ylim(ticks[0], ticks[-1])
    axes.set_yticks(ticks, [signed(tick) for tick in ticks])
    if titled:
        axes.set_ylabel(difference_title(name), linespacing=1.1)
    else:
        axes.tick_params(labelleft=False)


def heading_of(compared: Differences, trust: str | None) -> Heading:
    """Return what stands above a column."""
    if trust is None:
        return Heading("Mean of all trusts that the scenarios have in common")
    return Heading(compared.reference.trust_names[trust])


def title_of(compared: Differences) -> str:
    """Return the title, in which both scenarios are named where there are two."""
    if len(compared.titles) == 2:
        return f"“{compared.titles[1]}” compared with “{compared.titles[0]}”"
    return f"Compared with “{compared.titles[0]}”"


def statement_of(compared: Differences, variables: Sequence[str]) -> str:
    """Return what lines and bands are, and which way is better."""
    lower = [OBSERVABLES[name].title for name in variables if name in OBSERVABLES and OBSERVABLES[name].slope < 0.0]
    but = f" (the other way round for: {'; '.join(lower)})" if lower else ""
    return (
        f"Line: mean difference in the same {compared.replicates} worlds; band: 95 % interval of that mean in each "
        f"month. Above the black line: better; below: worse{but}."
    )


def notes_of(compared: Differences, drawn: int) -> list[str]:
    """Return further notes for the reader."""
    others = len(compared.names) - 1
    left_out = f"Drawn: the first {drawn} of {others} scenarios." if drawn < others else ""
    beside = len(compared.shown[: page().most_beside()])
    fewer = f"Shown: the first {beside} of {len(compared.shown)} trusts." if beside < len(compared.shown) else ""
    return [winter_note(compared.reference), left_out, fewer, parameters_note(*compared.runs)]


def key_of(compared: Differences, drawn: int) -> list[Line2D]:
    """Return the entries of the key: a colour for each scenario, and the line of no difference for the reference."""
    styles = [*zip(SERIES_COLOURS, DASHES, [1.3] * drawn, strict=False), (INK, "-", 0.8)]
    labels = [*compared.titles[1 : 1 + drawn], f"No difference from “{compared.titles[0]}”"]
    return [
        Line2D([], [], color=colour, linestyle=dashes, linewidth=width, label=label)
        for label, (colour, dashes, width) in zip(labels, styles, strict=True)
    ]
