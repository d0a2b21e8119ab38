"""Colours stay apart under simulated colour-vision deficiency (Machado et al. 2009, full severity)."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.model.enums import Rating
from sim.plots.figures.network_figure import text_colour
from sim.plots.layout.palette import (
    ATTENTION_COLOURS,
    DIFFERENCE,
    INK,
    INTEGRATION_OUTCOME_COLOURS,
    MAIN,
    NATURE_COLOURS,
    PHASE_COLOURS,
    RATING_COLOURS,
    RATING_LINES,
    SERIES_COLOURS,
    STAGE_COLOURS,
    VERDICT_COLOURS,
)

VISION = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def lab(colour: str, vision: str) -> NDArray[np.float64]:
    """Return CIE L*a*b* of a colour as it is seen."""
    coded = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255.0
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(VISION[vision] @ linear, 0.0, 1.0) / np.array([0.95047, 1.0, 1.08883])
    curve = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16.0 / 116.0)
    return np.array([116.0 * curve[1] - 16.0, 500.0 * (curve[0] - curve[1]), 200.0 * (curve[1] - curve[2])])


VOCABULARIES: dict[str, dict[Any, str]] = {
    "stages": STAGE_COLOURS,
    "ratings": RATING_COLOURS,
    "rating lines": RATING_LINES,
    "phases": PHASE_COLOURS,
    "attention": ATTENTION_COLOURS,
    "outcomes": INTEGRATION_OUTCOME_COLOURS,
    "verdicts": VERDICT_COLOURS,
    "natures": NATURE_COLOURS,
    "lines of several trusts": dict(enumerate((INK, *SERIES_COLOURS))),
}


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("colours", VOCABULARIES.values(), ids=VOCABULARIES)
def test_colours_of_one_key_stay_apart(colours: dict[Any, str], vision: str) -> None:
    # A difference of about 2 is just noticeable side by side; 15 is plain even between separate areas.
    differences = {
        (one, other): float(np.linalg.norm(lab(colours[one], vision) - lab(colours[other], vision)))
        for one, other in combinations(colours, 2)
    }
    closest = min(differences, key=lambda pair: differences[pair])
    assert differences[closest] > 15.0, (closest, differences[closest])


LEAST_STEP = 12.0
"""Least difference in grey, of 100, between two colours of one vocabulary."""


def luma(colour: str) -> float:
    """Return how bright a colour is in a picture turned grey by Rec. 601, as Pillow and most printers do, of 100."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 2.55


GREYS = {"lightness": lambda colour: float(lab(colour, "normal")[0]), "luma": luma}


DASHED = "lines of several trusts"
"""Lines of these colours have dashes of their own as well, which tell them apart where their luma is close."""


@pytest.mark.parametrize("grey", GREYS)
@pytest.mark.parametrize("name", VOCABULARIES)
def test_colours_of_one_key_stay_apart_in_grey(name: str, grey: str) -> None:
    if (name, grey) == (DASHED, "luma"):
        return
    greys = sorted(GREYS[grey](colour) for colour in VOCABULARIES[name].values())
    assert min(np.diff(greys)) >= LEAST_STEP


TOGETHER = (
    {"stages", "ratings", "phases", "trajectories"},
    {"ratings", "natures"},
    {"attention", "phases"},
)
"""Vocabularies that stand in one figure."""

LINES = {"trajectory": MAIN, "difference": DIFFERENCE}


@pytest.mark.parametrize("names", TOGETHER, ids=lambda names: ", ".join(sorted(names)))
def test_vocabularies_of_one_figure_share_no_colour(names: set[str]) -> None:
    palettes = {name: LINES if name == "trajectories" else VOCABULARIES[name] for name in names}
    for one, other in combinations(sorted(palettes), 2):
        nearest = min(
            float(np.linalg.norm(lab(first, "normal") - lab(second, "normal")))
            for first in palettes[one].values()
            for second in palettes[other].values()
        )
        assert nearest > 8.0, (one, other, nearest)


@pytest.mark.parametrize("rating", RATING_COLOURS)
def test_names_on_boxes_can_be_read(rating: Rating) -> None:
    pairs = [luminance(colour) for colour in (RATING_COLOURS[rating], text_colour(rating))]
    assert (max(pairs) + 0.05) / (min(pairs) + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def luminance(colour: str) -> float:
    coded = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255.0
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return float(TO_XYZ[1] @ linear)
