"""How a trust stands in ratings, stage and structure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from sim.model.enums import Rating, Stage
from sim.outcomes.conditions import first_absorbed
from sim.outcomes.horizons import time_or_end, yes_or_no
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome import HIGHER, LOWER, NEITHER, number, share


class StandingOutcomes:
    """Special measures, permanent failure, ratings and structure."""

    months_in_special_measures: Annotated[
        float, number("months spent in special measures, which absorption ends", "months", LOWER)
    ]
    permanent_failure: Annotated[float, share("permanent failure was reached", LOWER)]
    absorbed: Annotated[float, share("the trust became a subsidiary of a group", NEITHER)]
    months_before_absorption: Annotated[
        float,
        number(
            "months until the trust became a subsidiary of a group; all of the run where it did not", "months", NEITHER
        ),
    ]
    good_or_better: Annotated[float, share("rated good or outstanding at the end", HIGHER)]
    inadequate_domains: Annotated[float, number("domains rated inadequate at the end", "number", LOWER)]
    rating_change: Annotated[float, number("classes gained in overall rating from start to end", "classes", HIGHER)]


def compute_standing(outcome: StandingOutcomes, past: Sequence[MonthlyObservation]) -> None:
    """Compute special measures and permanent failure over the months, and ratings and structure at the end."""
    special = 0
    permanent = False
    for month in range(len(past)):
        if month > 0 and past[month].special_measures:
            special = special + 1
        if past[month].stage == Stage.PERMANENT_FAILURE:
            permanent = True
    last = past[len(past) - 1]
    outcome.months_in_special_measures = float(special)
    outcome.permanent_failure = yes_or_no(permanent)
    outcome.absorbed = yes_or_no(last.absorbed_by >= 0)
    outcome.months_before_absorption = time_or_end(first_absorbed(past), len(past) - 1)
    outcome.good_or_better = yes_or_no(last.rating_overall >= Rating.GOOD)
    outcome.inadequate_domains = float(last.inadequate_domains)
    outcome.rating_change = float(last.rating_overall - past[0].rating_overall)
