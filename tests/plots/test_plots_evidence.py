"""The figures of evidence name every pattern, show pass and miss by shape and word, and draw bands as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.evidence.assessment import committed_file
from sim.evidence.evidence_files import parameter_notes
from sim.plots import save
from sim.plots.figures.evidence_figure import account, case_studies, evidence, evidence_parts, footnotes
from sim.plots.layout.rows import LedgerRow, Mark, span_of
from sim.plots.layout.text_fitting import decimals, filled, width_of, with_interval
from sim.plots.printed_page import laid_out_for, page_of

Reading = Callable[[Figure], str]
NONE = float("nan")
SPREAD, BOUND = "5-95 % of replicates", "99 % interval of the difference"
COLUMNS = (
    "pattern", "title", "figure", "use", "band_low", "band_high", "unit", "value", "low", "high", "interval", "verdict",
)  # fmt: skip
ROWS = (
    ("P11a", "Regression", NONE, "calibrate", -1.6, -1.25, "standard deviations", -1.4, -1.5, -1.3, SPREAD, "pass"),
    ("P12d", "Persistence", "engagement", "calibrate", 0.6, 0.8, "correlation", 0.7, 0.6, 0.75, SPREAD, "pass"),
    ("P12d", "Persistence", "quality", "calibrate", 0.6, 0.8, "correlation", 0.9, 0.85, 0.95, SPREAD, "miss"),
    ("P14", "Winter", NONE, "fitted input", 4.4, 7.5, "percentage points", 4.35, 4.0, 4.7, SPREAD, "miss"),
    ("P30", "Support withdrawn", NONE, "calibrate", 0.1, 0.3, "share", NONE, NONE, NONE, SPREAD, "miss"),
    ("P33", "Networks form slowly", "8 months", "report", 0.4, 0.6, "share", 1.0, 1.0, 1.0, SPREAD, "report only"),
    ("D01", "Fit helps", NONE, "calibrate", 0.02, NONE, "difference of shares", 0.36, 0.32, 0.4, BOUND, "pass"),
    ("D07", "Too many", NONE, "calibrate", NONE, -0.02, "difference of shares", -0.16, -0.19, -0.13, BOUND, "pass"),
    ("D06", "Two outcomes", "the rest", "calibrate", NONE, 0.0, "share", -0.25, NONE, NONE, BOUND, "pass"),
)  # fmt: skip
CASES = (
    ("C_A", "Case A", "a", "calibrate", 0.05, NONE, "level", 0.11, 0.07, 0.12, SPREAD, "pass"),
    ("C_C", "Case C", "b", "calibrate", NONE, 0.25, "share", 0.315, 0.29, 0.34, SPREAD, "miss"),
    ("C_C", "Case C", "c", "calibrate", -0.05, 0.05, "£m", -0.016, -0.02, -0.011, BOUND, "pass"),
)
SCENARIOS = ("case_a", "case_c_without_buddying", "case_c")
STATEMENTS = (
    "The pathway works better within 12 months",
    "Without clinical buddying before it, good within 18 months is rarer " * 2,
    "No additional resources (£0.05m in five years is the difference of an inspection here and there)",
)


def table(rows: tuple[tuple[Any, ...], ...] = ROWS) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS)).assign(scenario="england", n=200, what="as reported")


def cases() -> pd.DataFrame:
    return table(CASES).assign(scenario=SCENARIOS, what=STATEMENTS)


def graphs(figure: Figure) -> dict[str, Axes]:
    """Return the axes of each pattern's first figure, in the order of the sheet."""
    codes = [text.get_text() for text in figure.texts if text.get_text() in set(table()["pattern"]) | {""}]
    return {code: axes for code, axes in zip(codes, figure.axes, strict=True) if code}


def marker(axes: Axes) -> tuple[Any, Any]:
    """Return shape and filling of the value of a row."""
    last = axes.get_lines()[-1]
    return last.get_marker(), last.get_markerfacecolor()


def test_every_pattern_is_named_in_its_group(reading: Reading) -> None:
    said = reading(evidence(table()))
    for _, row in table().iterrows():
        assert f"{row['pattern']} {row['title']}" in said
    assert "Persistence: engagement" in said
    assert "– quality" in said
    groups = ("Patterns of the record", "Fitted inputs", "Directions the sources report", "Reported only")
    places = [said.index(heading) for heading in groups]
    assert places == sorted(places)
    assert places[0] < said.index("P12d") < places[1] < said.index("P14") < places[2] < said.index("D07")


def test_case_studies_stand_under_their_scenarios_with_their_statements(reading: Reading) -> None:
    said = reading(case_studies(pd.concat([table(), cases()])))
    for scenario, statement in zip(SCENARIOS, STATEMENTS, strict=True):
        assert said.index(f"(scenario {scenario.replace('_', ' ')})") < said.index(" ".join(statement.split()))
    assert "P12d" not in said


def test_headings_count_patterns_that_pass_with_every_figure() -> None:
    assert account(table()[:4]) == ": 1 of 3 patterns pass"
    assert account(table()[5:6]) == ""


def test_pass_miss_and_report_differ_in_shape_and_are_said_in_words(reading: Reading) -> None:
    figure = evidence(table())
    said = reading(figure)
    assert said.count("pass") >= 4
    assert "report only" in said
    drawn = graphs(figure)
    assert marker(drawn["P11a"])[0] == "o"
    assert marker(drawn["P14"]) == ("D", "white")
    assert marker(drawn["P33"])[0] == "s"


def test_value_interval_and_unit_stand_in_numbers(reading: Reading) -> None:
    said = reading(evidence(table()))
    assert "−1.40 (−1.50 to −1.30) SD" in said
    assert "0.36 (0.32 to 0.40) a diff. of shares" in said
    assert "cannot be determined" in said
    assert "−0.25 share" in said, "no interval, so no brackets"
    assert "SD: standard deviations." in said
    assert "5–95 % of replicates; a: 99 % interval of the difference" in said
    assert "the model (200 replicates)" in said


def test_band_ends_are_where_they_are_said_to_be(reading: Reading) -> None:
    figure = evidence(table())
    reading(figure)
    axes = graphs(figure)["P11a"]
    (band,) = axes.patches
    assert band.get_extents().transformed(axes.transData.inverted()).intervalx == pytest.approx([-1.6, -1.25])
    assert [note.get_text() for note in axes.texts] == ["−1.6", "−1.25"]


@pytest.mark.parametrize(("pattern", "side"), [("D01", 1), ("D07", 0)])
def test_an_open_band_runs_to_the_edge_and_ends_in_an_arrow(pattern: str, side: int) -> None:
    axes = graphs(evidence(table()))[pattern]
    (band,) = axes.patches
    edge = axes.get_xlim()[side]
    assert band.get_extents().transformed(axes.transData.inverted()).intervalx[side] == pytest.approx(edge)
    arrows = [line for line in axes.get_lines() if np.asarray(line.get_xdata()).tolist() == [edge]]
    assert len(arrows) == 1
    assert len(axes.texts) == 1, "the open end has no number"


def test_zero_is_on_the_axis_of_differences() -> None:
    for pattern in ("D01", "D07"):
        axes = graphs(evidence(table()))[pattern]
        assert axes.get_xlim()[0] < 0.0 < axes.get_xlim()[1]
        assert [0, 0] in [np.asarray(line.get_xdata()).tolist() for line in axes.get_lines()]


@pytest.mark.parametrize(
    ("low", "high", "mark"),
    [(0.4, 0.6, (0.9, 1.0, 1.1)), (0.02, NONE, (0.7, 0.8, 0.9)), (NONE, 0.0, (0.0, 0.0, 3.0)), (NONE, 0.0, (0.0,) * 3),
     (NONE, NONE, (1.0, 2.0, 3.0)), (0.4, 0.6, (NONE,) * 3), (NONE, -0.02, (NONE,) * 3), (NONE, NONE, (NONE,) * 3)],
)  # fmt: skip
def test_a_row_holds_its_band_and_its_value(low: float, high: float, mark: tuple[float, float, float]) -> None:
    least, most = span_of(LedgerRow("P1", "Figure", low, high, [Mark(*mark, colour="black")], "", ""))
    for number in (low, high, *mark):
        assert np.isnan(number) or least <= number <= most
    assert least < most


def test_a_band_stays_legible_whatever_other_marks_do() -> None:
    far, near = Mark(-90.0, 5.0, 100.0, "grey"), Mark(0.4, 0.5, 0.6, "black")
    least, most = span_of(LedgerRow("P1", "Figure", 0.4, 0.6, [far, near], "", ""))
    assert 0.2 / (most - least) > 0.1


def test_decimals_tell_a_value_from_the_end_that_it_misses() -> None:
    assert with_interval(0.1985, 0.147, 0.258, (0.2, 0.3)) == "0.199 (0.147 to 0.258)"
    assert with_interval(0.25, 0.2, 0.3, (0.2, 0.3)) == "0.25 (0.20 to 0.30)"
    assert with_interval(-14.18, -15.74, -12.6) == "−14.2 (−15.7 to −12.6)"
    assert with_interval(-0.0001, NONE, NONE) == "0.000"
    assert decimals(0.2, (0.2, 0.2), (0.2,)) == 2


def test_lines_fill_a_width() -> None:
    lines = filled("Networks of several members form slowly in the first year", 30.0)
    assert max(width_of(line) for line in lines) <= 30.0
    assert " ".join(lines) == "Networks of several members form slowly in the first year"


def test_most_rows_need_no_letter() -> None:
    assert footnotes(table()) == {SPREAD: "", BOUND: "a"}


def test_fifty_rows_fit_a_page_and_can_be_read(reading: Reading) -> None:
    figure = evidence(pd.concat([table()] * 6)[:50])
    reading(figure)
    assert figure.get_figheight() * 25.4 <= 265.0


def test_a_table_without_patterns_says_so(reading: Reading) -> None:
    assert "nothing to show" in reading(evidence(cases()))
    assert "nothing to show" in reading(case_studies(table()))


def test_notes_are_shown(reading: Reading) -> None:
    assert "Partnership effects: assumed ranges." in reading(
        evidence(table(), ["Partnership effects: assumed ranges."])
    )


@pytest.mark.parametrize("figure", [evidence, case_studies])
def test_the_same_table_gives_the_same_files(figure: Callable[..., Figure], tmp_path: Path) -> None:
    given = pd.concat([table(), cases()])
    first, second = (save(figure(given), tmp_path / name, "figure") for name in ("one", "two"))
    assert len(first) == 2
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def many(times: int) -> pd.DataFrame:
    """Return a table of many patterns, of which one has two figures each time."""
    return table(ROWS * times)


@pytest.mark.parametrize("width", ["85mm", "180mm"])
def test_no_part_of_many_patterns_is_taller_than_a_page_and_none_is_left_out(width: str, reading: Reading) -> None:
    found = many(20)
    with laid_out_for(page_of(width)):
        parts = evidence_parts(found)
        drawn = [evidence(found, part=part) for part in range(1, parts + 1)]
    assert parts > 1
    assert max(sheet.height for sheet in drawn) <= 240.0
    said = [reading(sheet) for sheet in drawn]
    assert f"(2 of {parts})" in said[1]
    assert "(continued)" in " ".join(said[1:])
    assert sum(text.count("Persistence: engagement") for text in said) == 20
    assert all(text.count("Persistence: engagement") == text.count("– quality") for text in said), "patterns stay whole"


def test_all_parts_of_the_committed_figure_are_shown() -> None:
    places = {path.name for path in committed_file().parent.glob("evidence*.png")}
    told = (committed_file().parents[1] / "EVIDENCE.md").read_text(encoding="utf-8")
    assert places == set(re.findall(r"evidence/(evidence\w*\.png)", told))
    found = pd.read_csv(committed_file()).fillna({"figure": "", "unit": ""})
    assert len(places) == evidence_parts(found, parameter_notes("defaults"))
