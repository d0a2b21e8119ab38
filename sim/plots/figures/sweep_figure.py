"""The answer of a sweep: lines, response surfaces and small multiples, main effects, and a tornado of effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Patch

from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.palette import FRAME, INK, MAIN
from sim.plots.layout.plain_names import factor_titles
from sim.plots.layout.scales import keep_ticks_within
from sim.plots.layout.sheet import LEFT, LINE, MARGIN, RIGHT, Sheet, blank, columns, on_paper
from sim.plots.layout.text_fitting import filled, width_of
from sim.plots.printed_page import page, tall

LINE_HEIGHT = 55.0
BAND = 0.22
GAP = 4.0
SCALE_ROOM = 14.0
"""Room in millimetres of the scale of colours beside surfaces."""
CELL = 4.2
"""Least height of a row of a surface."""

ACROSS = 3
SMALL_HEIGHT = 24.0
SMALL_BELOW = 12.0
MOST_LINES = 3
"""Lines that the name of a level takes at most."""

MOST_SMALL = 12
MOST_BARS = 30
BAR = 4.6
MOST_LEVEL = 0.35
"""Part of the axis that the levels on one side of the bars take at most."""

MOST_NAMES = 0.36
"""Part of the page that names of factors take at most."""

FALLS, RISES = "#D9D9D9", MAIN
PALE_TO_DARK = LinearSegmentedColormap.from_list("pale_to_dark", ["#F2F7FB", "#8CC0E0", "#2F7FB8", "#08306B"])
"""Lighter and darker in grey as in colour."""


@dataclass(frozen=True)
class Answered:
    """What the figures of a sweep are of.

    Attributes
    ----------
    title : of the experiment.
    outcome : in words, with its unit.
    spread : what intervals are, of how many replicates.
    notes : what else a reader must know.
    """

    title: str
    outcome: str
    spread: str
    notes: Sequence[str] = field(default=())

    def widest(self, points: pd.DataFrame) -> str:
        """Return how wide the intervals of points are at most, for figures that cannot draw them."""
        half = ((points["high"] - points["low"]) / 2.0).max()
        return f" ({self.spread}: at most ± {half:.2g})" if half == half else ""

    @property
    def axis(self) -> str:
        """Return the title of an axis of the outcome."""
        return "\n".join(filled(self.outcome, LINE_HEIGHT - 8.0))


@on_paper
def sweep_lines(about: Answered, points: pd.DataFrame, factor: str) -> Sheet:
    """Draw the outcome along one factor, with the interval of each point."""
    points, (factor,) = in_titles(points, [factor])
    sheet = Sheet(
        about.title,
        f"Line: {about.outcome} at each point; band: {about.spread}.",
        tall(LINE_HEIGHT) + 12.0,
        about.notes,
    )
    axes = sheet.panel(LEFT + 6.0, sheet.body_top + 2.0, page().width - LEFT - RIGHT - 9.0, tall(LINE_HEIGHT))
    _draw_line(axes, points[factor], points)
    if pd.api.types.is_numeric_dtype(points[factor]):
        keep_ticks_within(axes)
    axes.set_ylabel(about.axis)
    axes.set_xlabel(factor)
    sheet.tell(*best_and_worst(points, [factor]))
    return sheet


def in_titles(points: pd.DataFrame, factors: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """Return points whose columns of factors have their titles, and these titles."""
    titles = factor_titles(factors)
    return points.rename(columns=titles), [titles[factor] for factor in factors]


def best_and_worst(points: pd.DataFrame, factors: Sequence[str]) -> list[str]:
    """Return at which levels the outcome is highest, and at which it is lowest."""
    known = points.dropna(subset=["value"]).sort_values("value", kind="stable")
    if known.empty:
        return []
    return [
        f"{word} at {', '.join(f'{factor} {_label(row[factor])}' for factor in factors)}: {row['value']:.3g}."
        for word, row in (("Highest", known.iloc[-1]), ("Lowest", known.iloc[0]))
    ]


def _draw_line(axes: Axes, at: pd.Series, rows: pd.DataFrame) -> None:
    """Draw values with their intervals: along numbers a line with a band, of words a marker with a bar each."""
    numbers = pd.api.types.is_numeric_dtype(at) and not pd.api.types.is_bool_dtype(at)
    if numbers:
        shown = rows.assign(at=at).sort_values("at")
        axes.fill_between(shown["at"], shown["low"], shown["high"], color=MAIN, alpha=BAND, linewidth=0.0)
        axes.plot(shown["at"], shown["value"], color=MAIN, linewidth=1.3, marker="o", markersize=2.6)
        return
    places = np.arange(len(rows))
    axes.vlines(places, rows["low"], rows["high"], color=MAIN, linewidth=1.2)
    axes.plot(places, rows["value"], linestyle="", color=MAIN, marker="o", markersize=3.6)
    room = (page().width - LEFT - RIGHT) / max(1, len(rows))
    axes.set_xticks(places, ["\n".join(filled(str(label).replace("_", " "), room)) for label in at])
    axes.set_xlim(-0.5, len(rows) - 0.5)


@on_paper
def response_surface(about: Answered, points: pd.DataFrame, across: str, up: str, panels: Sequence[str] = ()) -> Sheet:
    """Draw the outcome over two factors as cells, a panel for each combination of the levels of up to two others."""
    points, (across, up, *panels) = in_titles(points, [across, up, *panels])
    columns_of, rows_of = [*panels, None, None][:2]
    across_panels = _levels(points, columns_of)
    down_panels = _levels(points, rows_of)
    width = (page().width - LEFT - RIGHT - SCALE_ROOM - GAP * len(across_panels)) / len(across_panels)
    lefts = [LEFT + GAP + place * (width + GAP) for place in range(len(across_panels))]
    height = tall(max(22.0 if panels else LINE_HEIGHT, CELL * points[up].nunique()))
    names = {
        (down, over): _panel_name({rows_of: down, columns_of: over}, width)
        for down in down_panels
        for over in across_panels
    }
    above = max(map(len, names.values())) * LINE + 1.5 if panels else 1.0
    statement = f"Cells: {about.outcome} at each point, darker where it is larger{about.widest(points)}."
    sheet = Sheet(about.title, statement, len(down_panels) * (height + above) + 11.0, about.notes)
    scale = Normalize(float(points["value"].min()), float(points["value"].max()))
    for row, down in enumerate(down_panels):
        for column, over in enumerate(across_panels):
            top = sheet.body_top + row * (height + above) + above
            axes = sheet.panel(lefts[column], top, width, height)
            chosen = _of_levels(points, {columns_of: over, rows_of: down})
            _draw_cells(axes, chosen, across, up, scale, width)
            name = names[down, over]
            sheet.write(lefts[column], top - len(name) * LINE - 0.8, name, fontweight="bold")
            axes.tick_params(labelleft=column == 0, labelbottom=row == len(down_panels) - 1)
            if column == 0:
                axes.set_ylabel("\n".join(filled(up, height)))
            if row == len(down_panels) - 1:
                axes.set_xlabel(across if len(across_panels) == 1 else shortened(across, width)[0])
    bar = sheet.panel(page().width - 14.0, sheet.body_top + above, 3.0, height)
    sheet.colorbar(ScalarMappable(scale, PALE_TO_DARK), cax=bar)
    sheet.tell(*best_and_worst(points, [across, up, *panels]))
    return sheet


def _levels(points: pd.DataFrame, factor: str | None) -> list[object]:
    return [None] if factor is None else list(dict.fromkeys(points[factor]))


def _of_levels(points: pd.DataFrame, levels: dict[str | None, object]) -> pd.DataFrame:
    for factor, level in levels.items():
        if factor is not None:
            points = points[points[factor] == level]
    return points


def _panel_name(levels: dict[str | None, object], width: float) -> list[str]:
    """Return the levels that a panel is of, in as many lines as they need."""
    name = ", ".join(f"{key} {_label(level)}" for key, level in levels.items() if key)
    if width_of(name, "bold") <= width:
        return [name]
    return filled(name, width, weight="bold")


def shortened(text: str, width: float) -> list[str]:
    """Return as much of a text as fits a width in one line."""
    lines = filled(text, width, weight="bold")
    return lines if len(lines) == 1 else [f"{filled(text, width - 2.0, weight='bold')[0]} …"]


def _draw_cells(axes: Axes, points: pd.DataFrame, across: str, up: str, scale: Normalize, width: float) -> None:
    """Draw a cell for each pair of levels, with its value where there is room for it."""
    table = points.pivot_table("value", up, across, sort=False, observed=True, dropna=False)
    axes.pcolormesh(table.to_numpy(), cmap=PALE_TO_DARK, norm=scale, edgecolor="white", linewidth=0.3)
    places = [[place + 0.5 for place in range(size)] for size in table.shape]
    step = max(1, int(np.ceil(table.shape[1] * 7.5 / width)))
    labels = [_label(level) for level in table.columns]
    axes.set_xticks(places[1][::step], labels[::step])
    axes.set_yticks(places[0], [_label(level) for level in table.index])
    axes.grid(False)
    if width / table.shape[1] < 8.0:
        return
    for (row, column), value in np.ndenumerate(table.to_numpy()):
        if np.isfinite(value):
            dark = scale(value) > 0.55
            axes.text(column + 0.5, row + 0.5, f"{value:.2g}", ha="center", va="center",
                      color="white" if dark else INK)  # fmt: skip


def _label(level: object) -> str:
    return f"{level:.3g}" if isinstance(level, float) else str(level)


@on_paper
def main_effects(about: Answered, effects: pd.DataFrame) -> Sheet:
    """Draw the mean of the outcome over all other factors at each level, a small panel for each factor."""
    effects = effects.assign(factor=effects["factor"].map(factor_titles(list(dict.fromkeys(effects["factor"])))))
    known = effects[effects["mean"].notna()]
    span = known.groupby("factor", sort=False)["mean"].agg(np.ptp).sort_values(ascending=False, kind="stable")
    shown = list(span.index[:MOST_SMALL])
    left_out = f" Shown: the {len(shown)} of {len(span)} that change it most." if len(span) > len(shown) else ""
    statement = (
        f"Line or marker: mean of {about.outcome} over all other factors; band or bar: {about.spread}.{left_out}"
    )
    across = page().most_beside(gap=12.0) if page().is_narrow else ACROSS
    lefts, width = columns(across, gap=12.0)
    rows = -(-len(shown) // across)
    pitch = tall(SMALL_HEIGHT) + SMALL_BELOW + 2 * LINE
    sheet = Sheet(about.title, statement, rows * pitch, [numbered_levels(known, shown, width), *about.notes])
    ends = known[["low", "mean", "high"]].to_numpy(dtype=float)  # of one replicate there are no intervals
    low, high = float(np.nanmin(ends)), float(np.nanmax(ends))
    room = 0.05 * (high - low) or 0.05
    for place, factor in enumerate(shown):
        own = known[known["factor"] == factor].rename(columns={"mean": "value"})
        top = sheet.body_top + place // across * pitch
        sheet.write(lefts[place % across], top + LINE, shortened(factor, width), fontweight="bold")
        axes = sheet.panel(lefts[place % across], top + 2 * LINE + 0.8, width, tall(SMALL_HEIGHT))
        axes.set_ylim(low - room, high + room)
        _draw_small(axes, own, width)
        if own["at"].notna().all():
            keep_ticks_within(axes)
    sheet.tell(*(f"{factor}: means differ by up to {span[factor]:.3g}." for factor in shown))
    return sheet


def level_names(rows: pd.DataFrame, width: float) -> list[str]:
    """Return the names of levels in lines that fit below a panel; nothing if one does not fit."""
    room = width / max(1, len(rows))
    lines = [filled(str(label).replace("_", " "), room) for label in rows["level"]]
    fits = all(len(own) <= MOST_LINES and all(width_of(line) <= room for line in own) for own in lines)
    return ["\n".join(own) for own in lines] if fits else []


def numbered_levels(known: pd.DataFrame, factors: Sequence[str], width: float) -> str:
    """Return what the numbers stand for that levels have where their names do not fit."""
    said = []
    for factor in factors:
        own = known[known["factor"] == factor]
        if own["at"].isna().any() and not level_names(own, width):
            numbers = [f"{number} {str(level).replace('_', ' ')}" for number, level in enumerate(own["level"], start=1)]
            said.append(f"{factor}: {', '.join(numbers)}")
    return f"Numbers of levels: {'; '.join(said)}." if said else ""


def _draw_small(axes: Axes, rows: pd.DataFrame, width: float) -> None:
    if rows["at"].notna().all():
        _draw_line(axes, rows["at"], rows)
        return
    places = np.arange(len(rows))
    axes.vlines(places, rows["low"], rows["high"], color=MAIN, linewidth=1.2)
    axes.plot(places, rows["value"], linestyle="", color=MAIN, marker="o", markersize=3.0)
    named = level_names(rows, width)
    axes.set_xticks(places, named or [str(place + 1) for place in places])
    axes.set_xlim(-0.5, len(rows) - 0.5)


@on_paper
def tornado(about: Answered, effects: pd.DataFrame) -> Sheet:
    """Draw the largest fall and the largest rise that the levels of each factor make, the most effective on top."""
    effects = effects.assign(factor=effects["factor"].map(factor_titles(list(dict.fromkeys(effects["factor"])))))
    known = effects[effects["effect"].notna()]
    if known.empty:
        return blank(about.title, "No effect of any factor is known, so there is nothing to show.", about.notes)
    ends = known.groupby("factor", sort=False)["effect"].agg(lambda own: float(np.ptp([0.0, *own])))
    shown = list(ends.sort_values(ascending=False, kind="stable").index[:MOST_BARS])
    more = f" Shown: the {len(shown)} of {len(ends)} factors with the largest." if len(ends) > len(shown) else ""
    walks = known["mean"].isna().all()
    against = "over the whole range" if walks else "against the first level"
    beside = "" if walks else "; beside them the level"
    statement = (
        f"Bars: change of {about.outcome} {against} of each factor, averaged over the other factors; "
        f"lines: {about.spread}{beside}.{more}"
    )
    bar, names, key = tall(BAR), room_of_names(shown), [KeyBlock("", _key_of_bars(known), 2)]
    width = page().width - names - RIGHT - 4.0
    sheet = Sheet(about.title, statement, bar * len(shown) + 12.0 + keys_height(key), about.notes)
    axes = sheet.panel(names, sheet.body_top + 1.0, width, bar * len(shown))
    for place, factor in enumerate(shown):
        _draw_bars(axes, known[known["factor"] == factor], place, MOST_LEVEL * width)
        sheet.write(MARGIN, sheet.body_top + 1.5 + bar * place, shortened(factor, names - MARGIN - 2.0))
    falls, rises = (known.loc[known["effect"] * sign > 0.0, "level"].astype(str) for sign in (-1.0, 1.0))
    rooms = [max((width_of(level.replace("_", " ")) for level in levels), default=0.0) for levels in (falls, rises)]
    _frame_bars(axes, len(shown), about.outcome, width, (rooms[0], rooms[1]))
    draw_key_blocks(sheet, sheet.body_top + bar * len(shown) + 12.0, key)
    sheet.tell(*(f"{factor}: changes it by up to {ends[factor]:.3g}." for factor in shown))
    return sheet


def room_of_names(factors: Sequence[str]) -> float:
    """Return the room in millimetres for the names of factors: as much as they need, but not too much of the page."""
    widest = max(width_of(factor, "bold") for factor in factors)
    return min(MARGIN + 3.0 + widest, MOST_NAMES * page().width)


def _draw_bars(axes: Axes, own: pd.DataFrame, place: int, room: float) -> None:
    """Draw the lowest and the highest effect of a factor, with their intervals and, in a room, their levels."""
    ordered = own.sort_values("effect", kind="stable")
    lowest, highest = ordered.iloc[0], ordered.iloc[-1]
    for row, colour, side in ((lowest, FALLS, "right"), (highest, RISES, "left")):
        if row["effect"] == 0.0 or (row["effect"] > 0.0) != (colour == RISES):
            continue
        axes.barh(place, row["effect"], height=0.62, color=colour, edgecolor=FRAME, linewidth=0.4, zorder=2)
        axes.hlines(place, row["effect_low"], row["effect_high"], color=INK, linewidth=0.8, zorder=3)
        end = (
            np.nanmax([row["effect"], row["effect_high"]])
            if colour == RISES
            else np.nanmin([row["effect"], row["effect_low"]])
        )
        shift = 2.0 if colour == RISES else -2.0
        level = shortened(str(row["level"]).replace("_", " "), room - 2.0)[0]
        axes.annotate(level, (end, place), (shift, 0.0), textcoords="offset points", ha=side, va="center")


def _frame_bars(axes: Axes, count: int, title: str, width: float, levels: tuple[float, float]) -> None:
    """Give bars their axis, with room in millimetres for the levels that stand on either side of them."""
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color="#E2E2E2", linewidth=0.4)
    axes.axvline(0.0, color=INK, linewidth=0.8, zorder=4)
    low, high = axes.get_xlim()
    parts = [min((room + 2.0) / width, MOST_LEVEL) for room in levels]
    scale = (high - low) / (1.0 - sum(parts))
    axes.set_xlim(low - parts[0] * scale, high + parts[1] * scale)
    axes.set_xlabel("\n".join(filled(f"change of {title}", width + 20.0)[:2]))
    keep_ticks_within(axes)


def _key_of_bars(known: pd.DataFrame) -> list[Patch]:
    """Return the entries of bars that are drawn."""
    bars = ((FALLS, "Lower", (known["effect"] < 0.0).any()), (RISES, "Higher", (known["effect"] > 0.0).any()))
    return [
        Patch(facecolor=colour, edgecolor=FRAME, linewidth=0.4, label=label) for colour, label, there in bars if there
    ]
