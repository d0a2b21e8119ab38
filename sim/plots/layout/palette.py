"""Colours and words of the figures.

Each vocabulary has colours of its own, which no other in the same figure shares: stages run from red (failing) to
blue (recovering), ratings from magenta to green, phases of partnerships are browns. Within a vocabulary colours stay
apart in grey, by at least 12 of 100 both in lightness (CIELAB) and in luma (Rec. 601, by which most programs turn
pictures grey), and for readers with deuteranopia, protanopia and tritanopia; tests measure all three.
"""

from __future__ import annotations

from sim.model.enums import Nature, Phase, Rating, Stage

INK = "#222222"
QUIET = "#595959"
FRAME = "#8C8C8C"
GRID = "#E2E2E2"
WINTER = "#EFEFEF"
MAIN = "#0068A1"
REFERENCE = "#8C8C8C"
DIFFERENCE = "#007A78"
TOO_SMALL = "#DCDCDC"

STAGE_COLOURS: dict[Stage, str] = {
    Stage.STABLE: "#EBEBEB",
    Stage.DECLINE: "#AE2300",
    Stage.TRIGGER: "#E2C91F",
    Stage.FORMULATION: "#A161A6",
    Stage.RETRENCHMENT: "#58B1DB",
    Stage.GROWTH: "#003363",
    Stage.PERMANENT_FAILURE: "#090A0B",
}

RATING_COLOURS: dict[Rating, str] = {
    Rating.INADEQUATE: "#8E0050",
    Rating.REQUIRES_IMPROVEMENT: "#EF9EC2",
    Rating.GOOD: "#D5E6A5",
    Rating.OUTSTANDING: "#3D8019",
}

# Lines need more ink than areas: pale pink and pale green vanish on white.
RATING_LINES: dict[Rating, str] = {
    Rating.INADEQUATE: "#8E0050",
    Rating.REQUIRES_IMPROVEMENT: "#D75E9A",
    Rating.GOOD: "#98C253",
    Rating.OUTSTANDING: "#317822",
}

PHASE_COLOURS: dict[Phase, str] = {
    Phase.EXPLORING: "#F7F0E1",
    Phase.SETTING_UP: "#DFBB8B",
    Phase.OPERATING: "#744918",
    Phase.ENDED: "#8E8E8E",
}

SPECIAL_MEASURES = "#3A3A3A"

ATTENTION_COLOURS: dict[str, str] = {
    "attention_operations": "#B0B0B0",
    "attention_compliance": "#D3471B",
    "attention_partnership": "#045890",
    "attention_free": "#D9F0E6",
}

ATTENTION_TITLES: dict[str, str] = {
    "attention_operations": "Running the trust",
    "attention_compliance": "Compliance with oversight",
    "attention_partnership": "Partnerships",
    "attention_free": "Free to improve",
}

SERIES_COLOURS: tuple[str, ...] = (MAIN, "#E37028", "#60CD90", "#69256F")
"""Lines of several trusts in one panel, from the first; each has dashes of its own, since the luma of some is close."""

INTEGRATION_OUTCOME_COLOURS: dict[str, str] = {"One culture": MAIN, "Undecided": "#B6B6B6", "Sub-cultures": "#E46430"}
"""Where coherence of culture leads after integration, from high to low."""

VERDICT_COLOURS: dict[str, str] = {"pass": MAIN, "miss": "#E46430", "report only": "#2F2F2F"}
"""Colours of the verdicts on figures of the model."""

# Lines between trusts that are filled by rating: neither magenta nor green.
NATURE_COLOURS: dict[Nature, str] = {Nature.VOLUNTARY: MAIN, Nature.MANDATED: "#222222"}
