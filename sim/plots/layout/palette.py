"""Colours and words of the figures.

Colours are from or near the set of Okabe & Ito (2008) and stay apart for readers with deuteranopia, protanopia and
tritanopia; a test simulates each. Stages run from warm (failing) to blue (recovering), so that a reader without the key
sees where a trust stands.
"""

from __future__ import annotations

from sim.model.enums import Nature, Phase, Rating, Stage

INK = "#222222"
QUIET = "#595959"
FRAME = "#8C8C8C"
GRID = "#E2E2E2"
WINTER = "#EFEFEF"
MAIN = "#0072B2"
REFERENCE = "#8C8C8C"
DIFFERENCE = "#8A2D6B"
TOO_SMALL = "#DCDCDC"

STAGE_COLOURS: dict[Stage, str] = {
    Stage.STABLE: "#E0E0E0",
    Stage.DECLINE: "#D55E00",
    Stage.TRIGGER: "#F0E442",
    Stage.FORMULATION: "#CC79A7",
    Stage.RETRENCHMENT: "#62BDEE",
    Stage.GROWTH: "#0068A8",
    Stage.PERMANENT_FAILURE: "#222222",
}

RATING_COLOURS: dict[Rating, str] = {
    Rating.INADEQUATE: "#C85200",
    Rating.REQUIRES_IMPROVEMENT: "#F3B54A",
    Rating.GOOD: "#8CCBEE",
    Rating.OUTSTANDING: "#0068A8",
}

# Lines need more ink than areas: pale yellow-orange and pale blue vanish on white.
RATING_LINES: dict[Rating, str] = {
    Rating.INADEQUATE: "#C85200",
    Rating.REQUIRES_IMPROVEMENT: "#E69F00",
    Rating.GOOD: "#56B4E9",
    Rating.OUTSTANDING: "#004C7D",
}

PHASE_COLOURS: dict[Phase, str] = {
    Phase.EXPLORING: "#FAFAF0",
    Phase.SETTING_UP: "#8ED1BC",
    Phase.OPERATING: "#00664C",
    Phase.ENDED: "#8F8F8F",
}

SPECIAL_MEASURES = "#3A3A3A"

ATTENTION_COLOURS: dict[str, str] = {
    "attention_operations": "#9C9C9C",
    "attention_compliance": "#D55E00",
    "attention_partnership": "#0072B2",
    "attention_free": "#CFE8DC",
}

ATTENTION_TITLES: dict[str, str] = {
    "attention_operations": "Running the trust",
    "attention_compliance": "Compliance with oversight",
    "attention_partnership": "Partnerships",
    "attention_free": "Free to improve",
}

SERIES_COLOURS: tuple[str, ...] = (MAIN, "#D55E00", "#009E73", "#CC79A7")
"""Lines of several trusts in one panel, from the first."""

INTEGRATION_OUTCOME_COLOURS: dict[str, str] = {"One culture": MAIN, "Undecided": "#8C8C8C", "Sub-cultures": "#D55E00"}
"""Where coherence of culture leads after integration, from high to low."""

VERDICT_COLOURS: dict[str, str] = {"pass": MAIN, "miss": "#D55E00", "report only": QUIET}
"""Colours of the verdicts on figures of the model."""

# Lines between trusts that are filled by rating: neither warm nor blue.
NATURE_COLOURS: dict[Nature, str] = {Nature.VOLUNTARY: "#009E73", Nature.MANDATED: "#222222"}
