"""Colours and words of the figures.

Each vocabulary has colours of its own, which no other in the same figure shares: stages run from red (failing) to
blue (recovering), ratings from magenta to green, phases of partnerships are browns. Within a vocabulary colours stay
apart in grey, by at least 12 of 100 in lightness (CIELAB), and for readers with deuteranopia, protanopia and
tritanopia; tests measure both.
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
    Stage.DECLINE: "#B82600",
    Stage.TRIGGER: "#E1C81C",
    Stage.FORMULATION: "#AB6AAE",
    Stage.RETRENCHMENT: "#13B1E1",
    Stage.GROWTH: "#004072",
    Stage.PERMANENT_FAILURE: "#1B1B1B",
}

RATING_COLOURS: dict[Rating, str] = {
    Rating.INADEQUATE: "#8E0050",
    Rating.REQUIRES_IMPROVEMENT: "#EF9EC2",
    Rating.GOOD: "#D4E4A3",
    Rating.OUTSTANDING: "#3F811A",
}

# Lines need more ink than areas: pale pink and pale green vanish on white.
RATING_LINES: dict[Rating, str] = {
    Rating.INADEQUATE: "#8E0050",
    Rating.REQUIRES_IMPROVEMENT: "#DB619E",
    Rating.GOOD: "#96C151",
    Rating.OUTSTANDING: "#317721",
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
"""Lines of several trusts in one panel, from the first."""

INTEGRATION_OUTCOME_COLOURS: dict[str, str] = {"One culture": MAIN, "Undecided": "#B6B6B6", "Sub-cultures": "#E46430"}
"""Where coherence of culture leads after integration, from high to low."""

VERDICT_COLOURS: dict[str, str] = {"pass": MAIN, "miss": "#E46430", "report only": "#393939"}
"""Colours of the verdicts on figures of the model."""

# Lines between trusts that are filled by rating: neither magenta nor green.
NATURE_COLOURS: dict[Nature, str] = {Nature.VOLUNTARY: MAIN, Nature.MANDATED: "#222222"}
