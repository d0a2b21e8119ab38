"""Every figure draws for every kind of run, says what it shows, and is the same file twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib.style
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.model.enums import Nature, Scale
from sim.plots import FIGURES, draw, save
from sim.scenario.dated_marks import DatedMark
from sim.scenario.provenance import ASSUMED_RANGES, ASSUMED_VALUES, OWN_SETS

# Identifier, type, targets, partner (-1: none), nature and scale.
OUTSIDE = ("advisers", "consultancy", (0,), -1, Nature.MANDATED, Scale.INDIVIDUAL)
SEVERAL_TYPES = (
    ("north_federation", "federation", (0, 1, 2), -1, Nature.VOLUNTARY, Scale.STRUCTURAL),
    ("network_of_five", "clinical_network", (1, 5, 6, 7, 8), -1, Nature.VOLUNTARY, Scale.INDIVIDUAL),
    ("takeover", "acquisition", (9,), 10, Nature.MANDATED, Scale.STRUCTURAL),
    OUTSIDE,
)
GROUPS = ((11, 10),)
DATED = tuple(
    DatedMark(month, after, f"month {month}, chief executive replaced (University Hospitals of Northmoor {month})")
    for month, after in ((1, 25), (3, None), (25, None), (40, 46), (58, 90))
)
KINDS: dict[str, dict[str, Any]] = {
    "one focal trust": {"focal": 1, "others": 1},
    "two focal trusts": {"focal": 2, "replicates": 12, "months": 84},
    "three focal trusts": {
        "focal": 3,
        "months": 120,
        "partnership_type": "clinician_led_partnering",
        "policy_months": (25, 31),
    },
    "five focal trusts": {"focal": 5, "months": 60},
    "population": {"focal": 0, "others": 40, "replicates": 4, "months": 120},
    "no partnerships": {"focal": 2, "partnerships": False},
    "one replicate": {"focal": 2, "replicates": 1, "months": 36, "policy_months": ()},
    "population, one replicate": {"focal": 0, "others": 12, "replicates": 1, "months": 12},
    "a trust that is absorbed": {"focal": 2, "absorbed": True, "partnership_type": "acquisition"},
    "an acquisition with a long title": {
        "focal": 2,
        "months": 96,
        "partnership_type": "acquisition",
        "title": "A hospital trust that fails while its neighbours do well " * 3,
    },
    "a joint partnership, a group and an external organisation": {
        "focal": 3,
        "others": 9,
        "replicates": 6,
        "further": SEVERAL_TYPES,
        "groups": GROUPS,
    },
    "a joint partnership only": {"focal": 3, "replicates": 6, "partnerships": False, "further": SEVERAL_TYPES[:1]},
    "an external organisation only": {"focal": 1, "replicates": 6, "partnerships": False, "further": (OUTSIDE,)},
    "dated events and parameters of their own": {
        "focal": 3,
        "months": 60,
        "partnership_type": "acquisition",
        "dated_marks": DATED,
        "parameters_from": "posterior",
    },
}
of_every_kind = pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.xdist_group(f"figures of {kind}")) for kind in KINDS]
)
"""All tests of a kind of run are in one process, which draws each figure once."""
AXES = {
    "trajectories": "A&E four-hour",
    "stages": "Share of",
    "ratings": "Share of",
    "attention": "Attention (leaders",
}
"""Figures that show focal trusts over time, and what stands at their vertical axis."""

COARSE = 50
"""Dots per inch that suffice to see whether two pictures are the same."""

Maker = Callable[..., Any]
Written = Callable[[str, str], list[Text]]


def texts(figure: Figure) -> list[Text]:
    """Return the texts that are drawn, with their places known."""
    drawn: list[Text] = []
    plain_draw: Callable[..., None] = Text.draw

    def noted(self: Text, renderer: Any, *arguments: Any, **options: Any) -> None:
        if self.get_visible() and self.get_text().strip():
            drawn.append(self)
        plain_draw(self, renderer, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", noted)
        figure.draw_without_rendering()
    return drawn


def words(figure: Figure) -> str:
    """Return all that is written on a figure."""
    return joined(texts(figure))


def joined(written: list[Text]) -> str:
    """Return what texts say, in one line."""
    return " ".join(text.get_text().replace("\n", " ") for text in written)


@pytest.fixture(scope="session")
def written(made_up: Maker) -> Callable[[str, str], list[Text]]:
    """Return the texts of a figure of a kind of run; each is drawn once."""
    return cache(lambda kind, name: texts(draw(made_up(**KINDS[kind]), name)))


@pytest.mark.parametrize("name", FIGURES)
@of_every_kind
def test_no_text_overlaps_another_or_leaves_the_sheet(written: Written, kind: str, name: str) -> None:
    shown = written(kind, name)
    sheet = shown[0].get_figure(root=True)
    assert sheet is not None
    width, height = sheet.bbox.width, sheet.bbox.height
    boxes = [(text.get_text(), text.get_window_extent()) for text in shown]
    for text, box in boxes:
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        upwards = min(first.y1, second.y1) - max(first.y0, second.y0)
        # Boxes have room for letters that hang below the line, so a sliver in common is no overlap of ink.
        assert across <= 0.5 or upwards <= 2.0, (one, other)


@pytest.mark.parametrize("name", FIGURES)
@of_every_kind
def test_text_is_at_least_seven_points(written: Written, kind: str, name: str) -> None:
    assert min(float(text.get_fontsize()) for text in written(kind, name)) >= 7.0


@pytest.mark.parametrize("name", FIGURES)
@of_every_kind
def test_title_says_which_run(made_up: Maker, written: Written, kind: str, name: str) -> None:
    assert made_up(**KINDS[kind]).title in joined(written(kind, name))


@pytest.mark.parametrize("name", AXES)
@of_every_kind
def test_axes_of_figures_over_time_are_named(written: Written, kind: str, name: str) -> None:
    said = joined(written(kind, name))
    assert "Months" in said
    assert AXES[name] in said


def test_trajectories_say_what_line_and_bands_are(written: Written) -> None:
    many = joined(written("two focal trusts", "trajectories"))
    assert "Line: median; bands: 25–75 % (dark) and 5–95 % (light) of all 12 replicates." in many
    assert "Line: the single replicate; no bands." in joined(written("one replicate", "trajectories"))
    pooled = joined(written("population", "trajectories"))
    assert "band: 25–75 %" in pooled
    assert "40 trusts in all 4 replicates" in pooled


@pytest.mark.parametrize("name", ["stages", "ratings"])
def test_shares_say_of_how_many(written: Written, name: str) -> None:
    assert "share of all 12 replicates" in joined(written("two focal trusts", name))
    assert "(40 trusts in all 4 replicates)" in joined(written("population", name))


def test_attention_says_that_it_is_a_mean(written: Written) -> None:
    said = joined(written("two focal trusts", "attention"))
    assert "mean of all 12 replicates" in said
    assert "supports others through buddying" in said
    assert "Partnership operating" in said


@pytest.mark.parametrize("name", AXES)
def test_what_is_left_out_is_said(written: Written, name: str) -> None:
    assert "the first 3 of 5 focal trusts" in joined(written("five focal trusts", name))


def test_absorbed_trusts_are_hatched(written: Written) -> None:
    for name in ("trajectories", "stages", "ratings"):
        assert "subsidiary of a group" in joined(written("a trust that is absorbed", name))
        assert "subsidiary of a group" not in joined(written("two focal trusts", name))


def test_partnerships_have_a_strip_with_their_type(written: Written) -> None:
    assert "Buddying" in joined(written("two focal trusts", "trajectories"))
    assert "Partnership" not in joined(written("no partnerships", "trajectories"))


def test_one_trust_and_other_variables_can_be_asked_for(made_up: Maker) -> None:
    run = made_up(**KINDS["population"])
    said = words(draw(run, "trajectories", trust="trust_5", variables=["vacancy_rate", "leadership"]))
    assert "Trust 5" in said
    assert "Vacancy rate" in said
    assert "Leadership" in said
    assert "four-hour" not in said
    assert words(draw(run, "stages", trust="TRUST 5")) == words(draw(run, "stages", trust="trust_5"))
    with pytest.raises(ValueError, match="did you mean 'leadership'"):
        draw(run, "trajectories", variables=["leadershp"])
    with pytest.raises(ValueError, match="did you mean 'trust_5'"):
        draw(run, "stages", trust="trust5")


def test_an_unknown_figure_is_answered_with_the_nearest(made_up: Maker) -> None:
    with pytest.raises(ValueError, match="unknown figure 'trajectory': did you mean 'trajectories'"):
        draw(made_up(), "trajectory")


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("kind", ["two focal trusts", "population"])
def test_the_same_run_gives_the_same_files(made_up: Maker, tmp_path: Path, kind: str, name: str) -> None:
    run = made_up(**KINDS[kind])
    first = save(draw(run, name), tmp_path / "first", name, dots_per_inch=COARSE)
    with matplotlib.style.context("dark_background"):
        second = save(draw(run, name), tmp_path / "second", name, dots_per_inch=COARSE)
    assert [path.name for path in first] == [f"{name}.png", f"{name}.svg"]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert first[1].stat().st_size < 1_000_000


def test_figures_show_themselves_in_notebooks(made_up: Maker) -> None:
    assert draw(made_up(), "stages")._repr_png_().startswith(b"\x89PNG")  # type: ignore[attr-defined]


def test_drawing_leaves_the_run_as_it_was(made_up: Maker) -> None:
    run = made_up(**KINDS["two focal trusts"])
    before = run.trajectories.copy(), run.partnerships.copy()
    for name in FIGURES:
        draw(run, name)
    assert before[0].equals(run.trajectories)
    assert before[1].equals(run.partnerships)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("source", ["defaults", "posterior"])
def test_every_figure_says_where_parameters_come_from_and_that_partnerships_are_assumed(
    made_up: Any, name: str, source: str
) -> None:
    said = words(draw(made_up(partnership_type="merger", parameters_from=source), name))
    assert (OWN_SETS in said) == (source == "posterior")
    assert (ASSUMED_RANGES in said) == (source == "posterior")
    assert (ASSUMED_VALUES in said) == (source == "defaults")
    alone = words(draw(made_up(partnerships=False, parameters_from=source), name))
    assert (OWN_SETS in alone) == (source == "posterior")
    assert "partnership effects" not in alone
