"""Figures are laid out for the page they are printed on, with text of the same size on every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sim.plots import FIGURES, draw, save
from sim.plots.data.run_frames import focal_first
from sim.plots.figure_files import FigureFiles, checked_font, checked_formats
from sim.plots.layout.sheet import Sheet
from sim.plots.printed_page import SLIDE_RATIO, laid_out_for, page_of

from .conftest import make_run, read

Maker = Callable[..., Any]

TWO = {"focal": 2, "replicates": 12, "months": 84}
POPULATION = {"focal": 0, "others": 40, "replicates": 4, "months": 120}
JOINT = {"focal": 3, "others": 2, "replicates": 6, "partnership_type": "acquisition"}
KINDS = {"two trusts": TWO, "population": POPULATION, "acquisition": JOINT}
POINTS_PER_MILLIMETRE = 72.0 / 25.4


@cache
def in_one_column(kind: str, name: str) -> Sheet:
    """Return a figure of a kind of run in one column; each is drawn once."""
    return drawn(make_run(**KINDS[kind]), name, "85mm")


def drawn(run: Any, name: str, width: str, **options: Any) -> Sheet:
    with laid_out_for(page_of(width, **options)):
        made = draw(run, name)
    assert isinstance(made, Sheet)
    return made


COLUMNS = [
    *((kind, name) for kind in ("two trusts", "population") for name in FIGURES if name != "subcultures"),
    *(("acquisition", name) for name in ("subcultures", "partnership", "network")),
]


@pytest.mark.parametrize(("kind", "name"), COLUMNS)
def test_text_in_one_column_of_a_journal_is_as_large_as_in_two(kind: str, name: str) -> None:
    figure = in_one_column(kind, name)
    assert figure.get_figwidth() * 25.4 == pytest.approx(85.0)
    read(figure)  # which refuses text of less than 7 points, over other text, or off the sheet


@pytest.mark.parametrize("name", ["stages", "outcome"])
def test_a_slide_has_its_proportions_and_legible_text(made_up: Maker, name: str) -> None:
    figure = drawn(made_up(**TWO), name, "16:9")
    assert figure.get_figwidth() / figure.get_figheight() == pytest.approx(SLIDE_RATIO)
    read(figure)


def test_a_narrow_page_shows_fewer_trusts_and_says_so(made_up: Maker) -> None:
    run = made_up(focal=3, months=60)
    assert "Shown: the first 2 of 3 focal trusts." in read(drawn(run, "stages", "85mm"))
    assert "Shown: the first" not in read(drawn(run, "stages", "180mm"))


def test_trusts_that_are_supported_come_first_then_those_that_support(made_up: Maker) -> None:
    further = (("help", "buddying", (2,), 1),)
    run = made_up(focal=3, partnerships=False, further=further)
    assert focal_first(run) == ["trust_2", "trust_1", "trust_0"]


@pytest.mark.parametrize("name", FIGURES)
def test_captions_are_for_readers_of_a_paper(name: str) -> None:
    caption = in_one_column("acquisition" if name == "subcultures" else "two trusts", name).caption
    assert "Random seed: 2013." in caption
    assert name == "network" or re.search(r"\b(6|12) replicates", caption)
    assert "partnership effects: assumed values" in caption
    assert not re.search(r"--|\w_\w|\.csv|\.parquet", caption)


def test_title_and_caption_can_be_left_off_and_are_kept_for_the_text(made_up: Maker) -> None:
    figure = drawn(made_up(**TWO), "stages", "85mm", title=False, caption=False)
    said = read(figure)
    assert "Stages of failure" not in said
    assert "Areas:" not in said
    assert figure.caption.startswith("Stages of failure and turnaround: Northmoor in special measures, with a buddy.")
    assert "Areas: share of all 12 replicates" in figure.caption


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_says_in_words_what_its_data_show(name: str) -> None:
    figure = in_one_column("acquisition" if name == "subcultures" else "two trusts", name)
    assert [sentence for sentence in figure.alt.split(". ") if sentence.rstrip(".") not in figure.caption]


def test_words_of_stages_are_the_shares_that_are_drawn(made_up: Maker) -> None:
    run = made_up(**TWO)
    last = run.trajectories[(run.trajectories["month"] == 84) & (run.trajectories["trust"] == "trust_0")]
    share = 100.0 * (last["stage"] == "stable").mean()
    assert share > 0.0
    said = drawn(run, "stages", "180mm").alt
    assert f"Northmoor Hospitals NHS Trust at the end: stable {share:.0f} %" in said


def test_files_hold_title_and_words_and_the_printed_size(made_up: Maker, tmp_path: Path) -> None:
    figure = drawn(made_up(**TWO), "stages", "85mm")
    png, svg, pdf = save(figure, tmp_path, "stages", ("png", "svg", "pdf"), 300)
    with Image.open(png) as picture:
        assert picture.width == int(85.0 / 25.4 * 300)
        assert picture.text["Description"] == figure.alt  # type: ignore[attr-defined]
    assert figure.alt.split(".")[1] in svg.read_text(encoding="utf-8")
    assert b"MediaBox [ 0 0 %.2f" % (85.0 * POINTS_PER_MILLIMETRE) in pdf.read_bytes()
    assert pdf.read_bytes() == save(figure, tmp_path / "again", "stages", ("pdf",))[0].read_bytes()


def test_caption_and_words_can_have_files_of_their_own(made_up: Maker, tmp_path: Path) -> None:
    figure = drawn(made_up(**TWO), "stages", "85mm")
    told = FigureFiles(("png",), caption=True, alt=True).write(figure, tmp_path, "stages")
    assert told.endswith("stages.png, .caption.txt and .alt.txt")
    assert (tmp_path / "stages.caption.txt").read_text(encoding="utf-8") == f"{figure.caption}\n"
    assert (tmp_path / "stages.alt.txt").read_text(encoding="utf-8") == f"{figure.alt}\n"


@pytest.mark.parametrize(("width", "said"), [("wide", "no number of millimetres"), ("30mm", "80mm to 420mm")])
def test_a_width_that_nothing_fits_is_refused_with_what_is_allowed(width: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        page_of(width)


def test_formats_and_fonts_are_checked() -> None:
    assert checked_formats("pdf,png,pdf") == ("pdf", "png")
    with pytest.raises(ValueError, match="did you mean 'svg'"):
        checked_formats("svgz")
    assert checked_font("dejavu serif") == "DejaVu Serif"
    with pytest.raises(ValueError, match="unknown font 'Comic Sons'"):
        checked_font("Comic Sons")


def test_another_font_changes_the_letters_and_nothing_runs_over(made_up: Maker) -> None:
    figure = drawn(made_up(**TWO), "attention", "85mm", font="DejaVu Serif")
    read(figure)
    assert {text.get_fontfamily()[0] for text in figure.texts} == {"DejaVu Serif"}
