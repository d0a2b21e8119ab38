"""What a calibration showed: each parameter before and after it, pairs of parameters, and the fit of each pattern."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import NullFormatter
from numpy.typing import NDArray

from sim.plots.figures.evidence_figure import labels
from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.palette import FRAME, INK, MAIN, QUIET, VERDICT_COLOURS
from sim.plots.layout.rows import PITCH, LedgerRow, Mark, ledger
from sim.plots.layout.scales import keep_ticks_within
from sim.plots.layout.sheet import LINE, MARGIN, Sheet, blank, on_paper
from sim.plots.layout.text_fitting import filled, name_lines, plain_number, with_interval, written
from sim.plots.printed_page import page, tall

IDENTIFIED = {"well": "well identified", "weakly": "weakly identified", "not": "not identified"}
STRENGTHS = {"well": 0.85, "weakly": 0.5, "not": 0.25}
"""How strongly the posterior is filled."""

BINS = 20
USUAL_INTERVAL = "5–95 % of the sample"

GUTTER = 5.5
LEAST_PANEL_WIDTH = 36.0
PANEL_HEIGHT = 10.0
OVERHANG = 2.0
TICK_ROOM = 6.2

NAMES_WIDTH = 46.0
NARROW_NAMES_WIDTH = 34.0
LEAST_CELL = 9.0
CELL_GAP = 1.0
MOST_CELL = 20.0
MOST_DOTS = 300
STRONG = 0.5
FIT_GRAPH = 40.0

WAVES_HEIGHT = 45.0
WAVES_INDENT = 10.0


@on_paper
def prior_to_posterior(sample: pd.DataFrame, ranges: pd.DataFrame, notes: Sequence[str] = ()) -> Sheet:
    """Draw the prior and the posterior of each parameter.

    Parameters
    ----------
    sample : a column for each parameter, a row for each draw of the posterior.
    ranges : a row for each parameter: parameter, low, high, scale (linear or log), default, identified (yes, weakly
        or no), title, unit; those that are not in the sample are left out.
    notes : further notes for the reader.
    """
    title = "Parameters before and after calibration"
    shown = [row for _, row in ranges.iterrows() if row["parameter"] in sample]
    if not shown:
        return blank(title, "None of the parameters is in the sample, so there is nothing to show.", notes)
    texts = [words_of(row, sample[row["parameter"]]) for row in shown]
    across, width = panels_across()
    rows = [range(first, min(first + across, len(shown))) for first in range(0, len(shown), across)]
    names = [name_lines(str(row["parameter"]), width + OVERHANG) for row in shown]
    above = [PITCH * max(len(texts[place] + names[place]) for place in row) + 1.2 for row in rows]
    key = [KeyBlock("", prior_key(), 3)]
    body = 1.0 + keys_height(key) + sum(above) + len(rows) * (PANEL_HEIGHT + TICK_ROOM)
    sheet = Sheet(title, prior_statement(sample), body, notes)
    draw_key_blocks(sheet, sheet.body_top + 1.0, key)
    top = sheet.body_top + 1.0 + keys_height(key)
    for row, room in zip(rows, above, strict=True):
        for place in row:
            left = MARGIN + (place % across) * (width + GUTTER)
            # Text stands on its panel, however many lines its neighbours have.
            first = top + room - 1.2 - PITCH * len(texts[place] + names[place])
            below = sheet.write(left, first, texts[place], PITCH)
            sheet.write(left, below, names[place], PITCH, color=QUIET)
            draw_parameter(sheet, left, top + room, shown[place], sample[shown[place]["parameter"]])
        top += room + PANEL_HEIGHT + TICK_ROOM
    return sheet


def panels_across() -> tuple[int, float]:
    """Return how many panels stand beside each other, and their width in millimetres."""
    room = page().width - 2 * MARGIN
    across = page().most_beside(LEAST_PANEL_WIDTH, room, GUTTER)
    return across, (room - GUTTER * (across - 1)) / across


def draw_parameter(sheet: Sheet, left: float, top: float, row: pd.Series, drawn: pd.Series) -> None:
    """Draw the panel of a parameter at a place."""
    _, width = panels_across()
    axes = sheet.panel(left, top, width, PANEL_HEIGHT)
    draw_prior(axes, row)
    draw_posterior(axes, row, drawn)
    if row["scale"] == "log":
        middle = left + width / 2
        sheet.write(middle, top + PANEL_HEIGHT + 0.7, ["log scale"], color=QUIET, ha="center")


def words_of(row: pd.Series, drawn: pd.Series) -> list[str]:
    """Return what stands above a panel, but for the name: meaning, posterior in numbers, identification."""
    low, middle, high = drawn.quantile([0.05, 0.5, 0.95])
    number = with_interval(float(middle), float(low), float(high))
    return [*filled(meaning_of(row), panels_across()[1]), number, IDENTIFIED[row["identified"]]]


def meaning_of(row: pd.Series) -> str:
    """Return what a parameter means, with its unit if it has one."""
    unit = "" if pd.isna(row["unit"]) else str(row["unit"])
    return f"{row['title']} ({unit})" if unit else str(row["title"])


def prior_statement(sample: pd.DataFrame) -> str:
    """Return what boxes, areas and numbers are."""
    return (
        "Outlined box: before calibration (all values in the range equally likely); area: after calibration "
        f"({len(sample)} draws). Box and area have the same size: where the area rises above the box, values have "
        "become more likely. Numbers: median and 5–95 % of the draws."
    )


def prior_key() -> list[Artist]:
    """Return the entries of the key."""
    return [
        Patch(facecolor="none", edgecolor=INK, linewidth=0.8, label="Before (prior)"),
        Patch(facecolor=MAIN, alpha=STRENGTHS["well"], label="After (posterior): paler if less identified"),
        Line2D([], [], color=VERDICT_COLOURS["miss"], linewidth=1.2, linestyle=(0, (3, 1)), label="Default"),
    ]


def scaled(numbers: NDArray[np.float64] | float, row: pd.Series) -> NDArray[np.float64]:
    """Return numbers on the scale on which the prior of a parameter is even, from 0 to 1 over its range."""
    take = np.log if row["scale"] == "log" else np.asarray
    low, high = take(row["low"]), take(row["high"])
    return np.asarray((take(numbers) - low) / (high - low), dtype=float)


def draw_prior(axes: Axes, row: pd.Series) -> None:
    """Draw the range of a parameter as a box, with its ends in numbers and its default."""
    axes.set_xlim(*_with_room(scaled(row["default"], row)))
    axes.stairs([1.0], [0.0, 1.0], color=INK, linewidth=0.8, zorder=3)
    axes.axvline(
        float(scaled(row["default"], row)), color=VERDICT_COLOURS["miss"], linewidth=1.2, linestyle=(0, (3, 1))
    )
    axes.set_xticks([0.0, 1.0], [plain_number(row["low"]), plain_number(row["high"])])
    least, most = axes.get_xticklabels()
    least.set_horizontalalignment("left")
    most.set_horizontalalignment("right")
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _with_room(default: NDArray[np.float64]) -> tuple[float, float]:
    """Return the range of a panel: a little wider than the prior, and wide enough for the default."""
    return min(-0.02, float(default) - 0.02), max(1.02, float(default) + 0.02)


def draw_posterior(axes: Axes, row: pd.Series, drawn: pd.Series) -> None:
    """Draw the draws of a parameter as an area, as high above the box as they are more likely than before."""
    density, edges = np.histogram(scaled(drawn.dropna().to_numpy(), row), BINS, (0.0, 1.0), density=True)
    strength = STRENGTHS[row["identified"]]
    axes.stairs(density, edges, fill=True, facecolor=MAIN, alpha=strength, edgecolor="none", zorder=2)
    axes.set_ylim(0.0, 1.08 * max(1.0, density.max()))


@on_paper
def pairs(sample: pd.DataFrame, ranges: pd.DataFrame, most: int = 8, notes: Sequence[str] = ()) -> Sheet:
    """Draw pairs of parameters after calibration: dots below, correlations above, distributions on the diagonal.

    Parameters
    ----------
    sample, ranges : as `prior_to_posterior` takes them.
    most : how many parameters are shown at most.
    notes : further notes for the reader.
    """
    title = "Correlations between parameters after calibration"
    known = [row for _, row in ranges.iterrows() if row["parameter"] in sample]
    if len(known) < 2:
        return blank(title, "Fewer than two parameters are in the sample, so there are no pairs to show.", notes)
    drawn = pd.DataFrame({row["parameter"]: scaled(sample[row["parameter"]].to_numpy(), row) for row in known})
    correlations = drawn.corr()
    names_width = names_room()
    room = page().width - 2 * MARGIN - names_width
    shown = informative(known, correlations, min(most, int(room / LEAST_CELL)))
    cell = min(MOST_CELL, room / len(shown))
    sheet = Sheet(title, pairs_statement(sample, len(shown), len(known)), LINE + 1.0 + cell * len(shown) + 1.5, notes)
    top = sheet.body_top + LINE + 1.0
    for down, row in enumerate(shown):
        left = MARGIN + names_width + down * cell
        sheet.write(left + cell / 2, sheet.body_top, [str(down + 1)], ha="center", fontweight="bold")
        _name(sheet, top + down * cell, cell, down + 1, row, sample[row["parameter"]])
        for across, other in enumerate(shown):
            place = (MARGIN + names_width + across * cell, top + down * cell, cell - CELL_GAP, cell - CELL_GAP)
            axes = cell_of(sheet, *place)
            one, two = drawn[other["parameter"]], drawn[row["parameter"]]
            if across < down:
                _scatter(axes, one, two)
            elif across == down:
                _spread(axes, two)
            else:
                _correlation(axes, float(correlations.loc[one.name, two.name]))
    return sheet


def names_room() -> float:
    """Return the room in millimetres for the meanings of parameters before their cells."""
    return NARROW_NAMES_WIDTH if page().is_narrow else NAMES_WIDTH


def informative(known: Sequence[pd.Series], correlations: pd.DataFrame, most: int) -> list[pd.Series]:
    """Return the best identified parameters, of those alike the most correlated, in the order they came in."""
    others = correlations.abs().where(~np.eye(len(correlations), dtype=bool)).max()
    ranks = list(IDENTIFIED)

    def order(place: int) -> tuple[int, float]:
        return ranks.index(known[place]["identified"]), -float(others[known[place]["parameter"]])

    return [known[place] for place in sorted(sorted(range(len(known)), key=order)[:most])]


def pairs_statement(sample: pd.DataFrame, shown: int, known: int) -> str:
    """Return what dots, numbers and areas are."""
    dots = f"{MOST_DOTS} of {len(sample)} draws" if len(sample) > MOST_DOTS else f"{len(sample)} draws"
    chosen = f" Shown: the {shown} of {known} parameters that are best identified." if shown < known else ""
    return (
        f"Lower left: {dots} of the posterior, one dot each; the axes of a parameter run from the lowest to the "
        "highest draw, as written under its name. Diagonal: distribution of the draws. Upper right: correlation, bold "
        f"if its absolute value is {STRONG:g} or more.{chosen}"
    )


def cell_of(sheet: Sheet, left: float, top: float, width: float, height: float) -> Axes:
    """Add a framed panel without ticks."""
    axes = sheet.panel(left, top, width, height)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set(visible=True, color=FRAME, linewidth=0.4)
    return axes


def _name(sheet: Sheet, top: float, cell: float, number: int, row: pd.Series, drawn: pd.Series) -> None:
    """Write number and meaning of a parameter, and the range of its draws, before its cells."""
    log = ", log scale" if row["scale"] == "log" else ""
    span = f"{drawn.min():.2g} to {drawn.max():.2g}{log}".replace("-", "−")
    spans = filled(span, names_room() - 5.0)
    room = max(1, int((cell - CELL_GAP) / LINE) - len(spans))
    meaning = filled(meaning_of(row), names_room() - 7.0)
    if len(meaning) > room:
        meaning = [*meaning[: room - 1], f"{meaning[room - 1]} …"]
    first = top + max(0.0, (cell - CELL_GAP - LINE * (len(meaning) + len(spans))) / 2)
    sheet.write(MARGIN, first, [str(number)], fontweight="bold")
    below = sheet.write(MARGIN + 4.0, first, meaning)
    sheet.write(MARGIN + 4.0, below, spans, color=QUIET)


def _ends(drawn: pd.Series) -> tuple[float, float]:
    """Return the range of an axis: that of the draws, with a little room."""
    room = 0.05 * (drawn.max() - drawn.min()) or 0.01
    return float(drawn.min() - room), float(drawn.max() + room)


def _scatter(axes: Axes, across: pd.Series, up: pd.Series) -> None:
    """Draw draws as dots; of many, evenly chosen ones."""
    chosen = np.linspace(0, len(across) - 1, min(len(across), MOST_DOTS)).astype(int)
    dots = (across.iloc[chosen], up.iloc[chosen])
    axes.plot(*dots, linestyle="", marker="o", markersize=1.4, markeredgewidth=0.0, color=MAIN, alpha=0.5)
    axes.set_xlim(*_ends(across))
    axes.set_ylim(*_ends(up))


def _spread(axes: Axes, drawn: pd.Series) -> None:
    """Draw how many draws are where."""
    counts, edges = np.histogram(drawn.dropna(), BINS)
    axes.stairs(counts, edges, fill=True, facecolor=MAIN, alpha=STRENGTHS["well"], edgecolor="none")
    axes.set_xlim(*_ends(drawn))
    axes.set_ylim(0.0, 1.08 * counts.max())


def _correlation(axes: Axes, correlation: float) -> None:
    weight = "bold" if abs(correlation) >= STRONG else "normal"
    axes.text(0.5, 0.5, written(correlation, 2), ha="center", va="center", fontweight=weight)


@on_paper
def volume_left(waves: pd.DataFrame, notes: Sequence[str] = ()) -> Sheet:
    """Draw the share of the parameter space that is left after each wave of history matching.

    Parameters
    ----------
    waves : a row for each wave: wave, volume_left, cut, cut_reached.
    notes : further notes for the reader.
    """
    title = "What each wave leaves of the parameter space"
    if waves.empty:
        return blank(title, "There are no waves in this table, so there is nothing to show.", notes)
    said = (
        "Share of the volume of the prior that is not ruled out, on a log scale. Filled: sets within the cut "
        f"({waves['cut'].iloc[-1]:g} standard deviations) were found; open: none was, and the least bad are shown."
    )
    sheet = Sheet(title, said, tall(WAVES_HEIGHT) + TICK_ROOM, notes)
    width = page().width - 2 * MARGIN - WAVES_INDENT
    axes = sheet.panel(MARGIN + WAVES_INDENT, sheet.body_top, width, tall(WAVES_HEIGHT))
    axes.plot(waves["wave"], waves["volume_left"], color=MAIN, linewidth=1.2)
    for row in waves.to_dict("records"):
        face = MAIN if row["cut_reached"] <= row["cut"] else "white"
        axes.plot(row["wave"], row["volume_left"], marker="o", color=MAIN, markerfacecolor=face)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())
    keep_ticks_within(axes)
    axes.set_xticks(waves["wave"], [f"wave {wave}" for wave in waves["wave"]])
    return sheet


@on_paper
def pattern_fit(fit: pd.DataFrame, notes: Sequence[str] = (), interval: str = USUAL_INTERVAL) -> Sheet:
    """Draw how each pattern compares with its band before and after calibration.

    Parameters
    ----------
    fit : a row for each figure of each pattern: pattern, title, figure, band_low, band_high, unit, value with low and
        high after calibration, prior_value with prior_low and prior_high before it, and the share inside the band.
    notes : further notes for the reader.
    interval : what is between low and high.
    """
    title = "Patterns before and after calibration"
    if fit.empty:
        return blank(title, "There are no patterns in this table, so there is nothing to show.", notes)
    again = fit["pattern"].eq(fit["pattern"].shift())
    rows = [fit_row(row, *labels(row, on)) for on, (_, row) in zip(again, fit.iterrows(), strict=True)]
    said = (
        "Grey: band of observed values with its bounds; an arrow: no bound on that side. Thin line with dot: model "
        f"before calibration; thick line with marker: after calibration; both {interval}, with an arrow where they run "
        "off the axis. Circle: value in the band; open diamond: not in the band. In band: share of the sample after "
        "calibration. Each row has its own scale; short black line: zero."
    )
    return ledger(title, said, ("Figure", "After calibration", "In band"), [("", rows)], notes, graph=FIT_GRAPH)


def fit_row(row: pd.Series, code: str, label: str) -> LedgerRow:
    """Return the row of a figure before and after calibration."""
    low, high = row["band_low"], row["band_high"]
    holds = bool(pd.notna(row["value"]) and not (row["value"] < low or row["value"] > high))
    before = Mark(row["prior_low"], row["prior_value"], row["prior_high"], QUIET, "o", thickness=0.7, size=1.5)
    style = (VERDICT_COLOURS["pass"], "o") if holds else (VERDICT_COLOURS["miss"], "D")
    after = Mark(row["low"], row["value"], row["high"], *style, filled=holds, thickness=2.0)
    inside = "" if pd.isna(row["inside"]) else f"{100 * row['inside']:.0f} %"
    return LedgerRow(code, label, low, high, [before, after], str(row["unit"]), inside)
