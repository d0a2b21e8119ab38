"""What the tables of an appraisal hold: the rows and columns of each CSV file, with units and meanings."""

from __future__ import annotations

from dataclasses import dataclass

from sim.appraisal.effects_by_kind import KINDS

OF_OUTCOME = "unit of the outcome"


@dataclass(frozen=True)
class AppraisalTable:
    """A table of an appraisal.

    Attributes
    ----------
    keys_of_rows : columns that identify a row.
    meanings : unit and meaning of every column, in their order.
    """

    keys_of_rows: tuple[str, ...]
    meanings: dict[str, tuple[str, str]]


TABLES = {
    "appraisal": AppraisalTable(
        ("option", "title"),
        {
            "option": ("", "the option, as it is called in tables"),
            "title": ("", "the option in words"),
            "still_in": ("flag", "whether the worlds simulated do not separate it from the best option"),
            "worlds": ("number", "worlds in which it was simulated"),
            "regret": (OF_OUTCOME, "mean loss by it against the best option of each world"),
            "regret_90": (OF_OUTCOME, "loss by it that nine worlds in ten stay below"),
            "best_in": ("share", "share of worlds in which it is the best option"),
            "good_enough_in": ("share", "share of worlds in which it is good enough in all that is asked; if any"),
            "gain": (OF_OUTCOME, "mean gain over business as usual in the same worlds; above 0 is better"),
            "gain_low": (OF_OUTCOME, "lower end of the 95 % interval of the gain"),
            "gain_high": (OF_OUTCOME, "upper end of the 95 % interval of the gain"),
            "worst_5_percent": (OF_OUTCOME, "mean of the outcome in the worst twentieth of its worlds"),
            "recovered": ("share", "share of worlds in which the trust has recovered by the last horizon"),
            "speed": ("level", "performance of the trust after 24 months, less business as usual"),
            "quality": ("level", "quality of the trust at the last horizon, less business as usual"),
            "engagement": ("level", "staff engagement of the trust at the last horizon, less business as usual"),
            "partner_quality": ("level", "quality of the partner at the last horizon, less business as usual"),
            "partner_engagement": ("level", "staff engagement of the partner, less business as usual"),
            "partner_leaders_months": (
                "attention-months",
                "time of the partner's leadership team, less business as usual",
            ),
            "neighbours_quality": ("level", "mean quality of the neighbours, less business as usual"),
            "neighbours_engagement": ("level", "mean staff engagement of the neighbours, less business as usual"),
            "neighbours_leaders_months": (
                "attention-months",
                "time of the neighbours' leadership teams, less business as usual",
            ),
            "target_leaders_months": (
                "attention-months",
                "time of the trust's own leadership team, less business as usual",
            ),
            "cost_to_target": ("£m", "cost to the trust, discounted and raised for optimism; below 0 it saves"),
            "cost_to_partner": ("£m", "cost to the partner less what it earns, discounted; below 0 it earns"),
            "cost_to_centre": ("£m", "cost to the centre, discounted and raised for optimism; below 0 it saves"),
        },
    ),
    "effects_by_kind": AppraisalTable(
        ("option", "title", "kind", "whom", "what"),
        {
            "option": ("", "the option, as it is called in tables"),
            "title": ("", "the option in words"),
            "kind": ("", "; ".join(f"{kind}: {meaning}" for kind, meaning in KINDS.items())),
            "whom": ("", "target, partner, centre, neighbours, or the public"),
            "what": ("", "what is counted"),
            "amount": ("as in the column unit", "mean over worlds less business as usual; empty: there is none"),
            "unit": ("", "unit of the amount"),
        },
    ),
    "switching_values": AppraisalTable(
        ("unknown",),
        {
            "unknown": ("", "what is not known: a parameter, or an attribute of a type of partnership"),
            "at": ("", "value at which the best option and the next are level; empty: one stays ahead"),
            "above": ("flag", "whether the best option is ahead above that value"),
            "low": ("", "lower end of the values that were drawn"),
            "high": ("", "upper end of the values that were drawn"),
            "share": ("share", "share of how the two options differ between worlds that it accounts for"),
            "ahead_low": (OF_OUTCOME, "by how much the best option is ahead at the lower end"),
            "ahead_high": (OF_OUTCOME, "by how much the best option is ahead at the upper end"),
        },
    ),
    "worth_knowing": AppraisalTable(
        ("unknown",),
        {
            "unknown": ("", "what is not known: a parameter, or an attribute of a type of partnership"),
            "gain": (OF_OUTCOME, "what the choice would gain if it were known for certain"),
        },
    ),
}
"""The tables by the names of their files."""
