"""The figure of differences says what is compared, stays legible, and draws what it is given."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.plots import save
from sim.plots.figures.difference_figure import difference
from sim.plots.figures.trajectories_figure import VARIABLES
from sim.plots.layout.scales import WINDOWS, difference_ticks
from sim.scenario.provenance import ASSUMED_RANGES, ASSUMED_VALUES, OWN_SETS

DRAWN = ("four_hour_performance", *VARIABLES)
LONG = "A hospital trust that fails while its neighbours do well, and is helped by all of them at once " * 2


def compared(made_up: Any, others: int = 1, trusts: int = 2, size: float = 0.02, title: str = "With a buddy") -> Any:
    """Return a made-up comparison: every variable rises by a part of its window."""
    run = made_up(focal=max(trusts, 1), others=1)
    shown = run.focal_trusts[:trusts] or [None]
    names = ["alone", *(f"other_{number}" for number in range(others))]
    rows = []
    for place, name in enumerate(names[1:], start=1):
        for trust in shown:
            for variable in DRAWN:
                low, high = WINDOWS.get(variable, (0.0, 1.0))
                mean = place * size * (high - low) * np.linspace(0.0, 1.0, run.months + 1)
                about = {"scenario": name, "trust": trust or "all trusts", "variable": variable}
                numbers = {"difference": mean, "low": 0.5 * mean, "high": 1.5 * mean}
                rows.append(pd.DataFrame({"month": range(run.months + 1), **numbers}).assign(**about))
    titles = ["On its own", *(f"{title} {number}" for number in range(others))]
    return SimpleNamespace(
        reference=run, runs=[run], names=names, titles=titles, shown=shown, replicates=20, over_time=pd.concat(rows)
    )


def texts(figure: Figure) -> list[Text]:
    figure.draw_without_rendering()
    written = figure.findobj(Text)
    return [text for text in written if isinstance(text, Text) and text.get_visible() and text.get_text().strip()]


def words(figure: Figure) -> str:
    return " ".join(text.get_text().replace("\n", " ") for text in texts(figure))


def test_figure_names_both_scenarios_and_says_what_line_and_band_are(made_up: Any) -> None:
    said = words(difference(compared(made_up)))
    assert "“With a buddy 0” compared with “On its own”" in said
    assert "mean difference in the same 20 worlds; band: 95 % interval of that mean" in said
    assert "Above the black line: better" in said
    assert "No difference from “On its own”" in said
    assert "(percentage points)" in said
    assert "Shaded: winter" in said


def test_figure_says_where_parameters_come_from_and_that_partnerships_are_assumed(made_up: Any) -> None:
    given = compared(made_up)
    assert ASSUMED_VALUES in words(difference(given))
    alone = made_up(partnerships=False, parameters_from="posterior")
    given.runs = [alone, made_up(parameters_from="posterior")]
    said = words(difference(given))
    assert OWN_SETS in said
    assert ASSUMED_RANGES in said
    given.runs = [alone, alone]
    assert "partnership effects" not in words(difference(given))


def test_lines_and_bands_are_those_of_the_table(made_up: Any) -> None:
    given = compared(made_up)
    axes = difference(given).axes[0]
    zero, line = axes.get_lines()
    assert set(np.asarray(zero.get_ydata())) == {0.0}
    table = given.over_time
    own = table[(table["variable"] == DRAWN[0]) & (table["trust"] == given.shown[0])]
    assert np.asarray(line.get_ydata()).tolist() == own["difference"].tolist()
    assert axes.collections[-1].get_datalim(axes.transData).y1 == pytest.approx(own["high"].max())


def test_every_scenario_has_a_colour_of_its_own_and_what_is_left_out_is_said(made_up: Any) -> None:
    figure = difference(compared(made_up, others=5))
    lines = figure.axes[0].get_lines()
    assert len({line.get_color() for line in lines}) == 5, "four scenarios and the line of no difference"
    assert "Drawn: the first 4 of 5 scenarios." in words(figure)


@pytest.mark.parametrize(
    ("trusts", "others", "size", "title"),
    [
        (0, 1, 0.0004, LONG),
        (1, 4, 0.3, LONG),
        (2, 1, 0.0, "With a buddy"),
        (2, 1, -0.02, LONG),
        (3, 4, -0.3, "With a buddy"),
    ],
)
def test_no_text_overlaps_another_or_leaves_the_sheet(
    made_up: Any, trusts: int, others: int, size: float, title: str
) -> None:
    figure = difference(compared(made_up, others, trusts, size, title))
    written = texts(figure)
    assert min(float(text.get_fontsize()) for text in written) >= 7.0
    boxes = [(text.get_text(), text.get_window_extent()) for text in written]
    for text, box in boxes:
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= figure.bbox.width, text
        assert box.y1 <= figure.bbox.height, text
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        upwards = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across <= 0.5 or upwards <= 2.0, (one, other)


def test_axis_of_differences_shows_no_difference_and_magnifies_no_noise() -> None:
    noise = difference_ticks("four_hour_performance", [np.array([-0.01, 0.02])])
    assert noise[0] <= -1.0
    assert noise[-1] >= 1.0
    for drawn in ([-0.3, 12.0], [0.0, 0.0], [-7.0, -3.0]):
        ticks = difference_ticks("four_hour_performance", [np.array(drawn)])
        assert 0.0 in ticks
        assert ticks[0] <= min(drawn)
        assert ticks[-1] >= max(drawn)


def test_the_same_comparison_gives_the_same_files(made_up: Any, tmp_path: Path) -> None:
    given = compared(made_up)
    first, second = (save(difference(given), tmp_path / name, "difference") for name in ("one", "two"))
    assert len(first) == 2
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
