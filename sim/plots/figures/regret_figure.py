"""A regret map: what a choice costs over two unknowns, and which option is best in each part of their ranges."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from sim.plots.figures.sweep_figure import PALE_TO_DARK
from sim.plots.layout.palette import INK
from sim.plots.layout.sheet import LEFT, LINE, RIGHT, Sheet, lines_of, on_paper
from sim.plots.printed_page import page, tall

HEIGHT = 60.0
SCALE_ROOM = 13.0
AXIS = 11.0
DARK = 0.55
"""Part of the scale above which text on it is white."""


@on_paper
def regret_map(
    title: str, outcome: str, cells: pd.DataFrame, unknowns: tuple[str, str], options: Sequence[str], chosen: int,
    notes: Sequence[str] = (),
) -> Sheet:  # fmt: skip
    """Draw the regret of one option over two unknowns; numbers say which option is best in each part.

    Parameters
    ----------
    outcome : in which regret is counted, in words with its unit.
    cells : a row for each part of both ranges: across_low, across_high, up_low, up_high, regret, best, futures.
    unknowns : the unknown across and the one upwards, in words.
    options : titles of the options, which `best` counts from 0.
    chosen : position of the option whose regret is shown.
    notes : further notes for the reader.
    """
    width = page().width - LEFT - RIGHT - SCALE_ROOM
    numbers = {option: number for number, option in enumerate(sorted({chosen, *cells["best"]}), start=1)}
    named = [line for option, number in numbers.items()
             for line in lines_of(f"{number}  {options[option]}", page().width - LEFT - RIGHT)]  # fmt: skip
    statement = (
        f"Cells: what “{options[chosen]}” loses on average against the best option of each future ({outcome}), darker "
        "where it loses more; numbers: the option with the least regret there. Each unknown is cut into parts of "
        f"about equally many futures; in all {int(cells['futures'].sum()):,} futures."
    )
    sheet = Sheet(title, statement, tall(HEIGHT) + AXIS + LINE * (len(named) + 1), notes)
    axes = sheet.panel(LEFT, sheet.body_top + 1.0, width, tall(HEIGHT))
    scale = Normalize(0.0, max(float(cells["regret"].max()), 1e-9))
    for row in cells.to_dict("records"):
        wide, high = row["across_high"] - row["across_low"], row["up_high"] - row["up_low"]
        axes.add_patch(
            Rectangle(
                (row["across_low"], row["up_low"]), wide, high, facecolor=PALE_TO_DARK(scale(row["regret"])),
                edgecolor="white", linewidth=0.6,
            )
        )  # fmt: skip
        axes.text(
            row["across_low"] + wide / 2, row["up_low"] + high / 2, str(numbers[row["best"]]), ha="center",
            va="center_baseline", color="white" if scale(row["regret"]) > DARK else INK,
        )  # fmt: skip
    axes.set_xlim(cells["across_low"].min(), cells["across_high"].max())
    axes.set_ylim(cells["up_low"].min(), cells["up_high"].max())
    axes.grid(visible=False)
    axes.locator_params(nbins=5)
    axes.set_xlabel(unknowns[0])
    axes.set_ylabel("\n".join(lines_of(unknowns[1], tall(HEIGHT))))
    bar = sheet.panel(page().width - RIGHT - SCALE_ROOM + 3.0, sheet.body_top + 1.0, 3.0, tall(HEIGHT))
    sheet.colorbar(ScalarMappable(scale, PALE_TO_DARK), cax=bar)
    sheet.write(LEFT, sheet.body_top + tall(HEIGHT) + AXIS, named)
    for option, number in numbers.items():
        sheet.tell(f"Option {number}, {options[option]}, is best in {int((cells['best'] == option).sum())} of "
                   f"{len(cells)} parts.")  # fmt: skip
    return sheet
