"""Who could help a trust, on the terminal, as CSV and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.runs.partner_candidates import MEASURES, Candidates
from sim.scenario.provenance import LIKE_YOURS

if TYPE_CHECKING:
    from rich.table import Table

HEADERS = {
    "cultural_fit": "cultural fit",
    "contextual_fit": "contextual fit",
    "distance": "distance (km)",
    "attention_free": "free attention",
    "capacity": "capacity",
    "agreement": "would agree",
    "cost": "cost to it (months)",
}
FEWEST_SHOWN = 0.05
"""Share of replicates from which a reason against a partner that may lead is shown."""


def candidates_table(found: Candidates, name: str) -> Table:
    """Return the candidates with medians and 90 % ranges over the states that were drawn."""
    from rich.table import Table

    ranges = f"medians and 90 % ranges of {found.replicates} starts"
    title = f"{LIKE_YOURS}\nWho could help {name} through {found.type}: {ranges}"
    table = Table(title=title, title_justify="left", header_style="bold")
    for header in ("trust", *HEADERS.values(), "may lead", "best suited"):
        table.add_column(header, overflow="fold", justify="left" if header == "trust" else "right")
    for row in found.rows.to_dict("records"):
        table.add_row(row["name"], *(range_text(row, measure) for measure in HEADERS), share(row["may_lead"]),
                      share(row["chosen"]))  # fmt: skip
    return table


def range_text(row: dict[Any, Any], measure: str) -> str:
    """Return the median of a measure with its range."""
    digits = 0 if measure == "distance" else 2
    median, low, high = (f"{row[f'{measure}_p{percent}']:.{digits}f}" for percent in (50, 5, 95))
    return f"{median} ({low}–{high})"


def share(value: float) -> str:
    """Return a share of replicates as a percentage."""
    return f"{100 * value:.0f} %"


def candidate_lines(found: Candidates) -> Iterator[str]:
    """Yield who is excluded and why, and what the columns are."""
    rows = found.rows.to_dict("records")
    if all(row["excluded"] for row in rows):
        yield "Nobody may lead in most of the starts."
    for row in rows:
        often = {reason: part for reason, part in row["reasons"].items() if part >= FEWEST_SHOWN}
        reasons = "; ".join(f"{reason} ({share(part)})" for reason, part in often.items())
        if row["excluded"]:
            yield f"Excluded: {row['name']}: {reasons}"
        elif reasons:
            yield f"Against {row['name']}: {reasons}"
    yield "Percentages: of the starts. Best suited: chosen by the regulator's matching rule."
    yield "Cost: months of its leadership team's time in the first year of operation, by the rules and the starts."
    if found.drawn_places:
        yield "Distances are between places that are drawn, unless the scenario gives `place:`."


def as_csv(found: Candidates) -> str:
    """Return the candidates as CSV, with ranges and reasons."""
    rows = found.rows.assign(
        reasons=[
            "; ".join(f"{reason} ({part:g})" for reason, part in reasons.items()) for reasons in found.rows["reasons"]
        ],
        note=LIKE_YOURS,
    )
    return str(rows.to_csv(index=False)).rstrip("\n")


def as_json(found: Candidates) -> str:
    """Return the candidates as JSON, with the units and meanings of measures."""
    about = {measure.name: {"unit": measure.unit, "meaning": measure.meaning} for measure in MEASURES}
    content = {"note": LIKE_YOURS, "trust": found.trust, "type": found.type, "replicates": found.replicates,
               "places_are_drawn": found.drawn_places, "measures": about,
               "candidates": found.rows.to_dict("records")}  # fmt: skip
    return json.dumps(content, indent=2, ensure_ascii=False)
