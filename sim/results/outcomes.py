"""Outcomes of every trust in one replicate, as `sim.outcomes.OUTCOMES` defines them.

Missing (NaN) means that the outcome does not apply to the trust or that the run was too short to tell (censored).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.record import ReplicateRecord
from sim.outcomes import (
    HORIZONS,
    OUTCOMES,
    RECOVERY_MONTHS,
    RELAPSE_WINDOW,
    SUPPORT_FREE_MONTHS,
    SUSTAINED_MONTHS,
    SUSTAINED_SHARE,
)
from sim.parameters import Parameters
from sim.results.partnership_outcomes import (
    integration_outcomes,
    partnership_success,
    performance_of,
    reach_outcomes,
)
from sim.vocabulary import Rating, Stage

Column = NDArray[np.float64]
FOR_EVER = 10**6
FAILING_STAGES = (Stage.DECLINE, Stage.TRIGGER, Stage.FORMULATION, Stage.RETRENCHMENT, Stage.PERMANENT_FAILURE)
DOMAINS = ("rating_safe", "rating_effective", "rating_caring", "rating_responsive", "rating_well_led")


@dataclass(frozen=True, slots=True)
class History:
    """One trust in one replicate; arrays run over months 0 to the last.

    Attributes
    ----------
    good : no stock poor, performance above the growth threshold, and not in special measures.
    failing : in a stage between decline and retrenchment, in permanent failure, or in special measures.
    in_special_measures, helped, absorbed : flags.
    months_before : months already spent in special measures at month 0.
    """

    good: NDArray[np.bool_]
    failing: NDArray[np.bool_]
    in_special_measures: NDArray[np.bool_]
    helped: NDArray[np.bool_]
    absorbed: NDArray[np.bool_]
    months_before: int

    @property
    def last(self) -> int:
        """Return the last month."""
        return len(self.good) - 1


def histories(record: ReplicateRecord, parameters: Parameters) -> list[History]:
    """Return the history of every trust of a replicate."""
    states = record.states
    weakest = np.minimum(np.minimum(states["quality"], states["access"]), states["finance"])
    special = states["special_measures"].astype(bool)
    good = (weakest >= parameters.poor_stock) & (performance_of(states) >= parameters.growth_performance) & ~special
    failing = np.isin(states["stage"], FAILING_STAGES) | special
    absorbed = states["absorbed_by"] >= 0
    helped = (states["times_helped"] > 0) & ~absorbed
    return [
        History(
            good[:, trust],
            failing[:, trust],
            special[:, trust],
            helped[:, trust],
            absorbed[:, trust],
            int(states["months_in_special_measures"][0, trust]),
        )
        for trust in range(good.shape[1])
    ]


def first(flags: NDArray[np.bool_], since: int = 0) -> int | None:
    """Return the first month from `since` in which a flag is set."""
    found = np.flatnonzero(flags[since:])
    return since + int(found[0]) if len(found) else None


def recovery_month(history: History) -> int | None:
    """Return the first of 12 consecutive good months after failing began, if they were observed."""
    began = first(history.failing)
    if began is None:
        return None
    run = 0
    for month in range(max(began, 1), history.last + 1):
        run = run + 1 if history.good[month] else 0
        if run == RECOVERY_MONTHS:
            return month - RECOVERY_MONTHS + 1
    return None


def _within(months: int | None, horizon: int, observed: int) -> float:
    """Return 1 or 0 for whether something happened within a horizon, missing if the horizon was not observed in full.

    An early yes without the whole horizon is missing too: to count it and leave out the unfinished rest would make
    every share too high.
    """
    if observed < horizon:
        return np.nan
    return float(months is not None and months <= horizon)


def exit_outcomes(history: History) -> dict[str, float]:
    """Return exit from special measures.

    Absorption before the exit is a competing end and counts as no exit; a spell that begins in a unit of a group is not
    told of. A spell that had begun before the run was not watched from its entry, so that only its length is told.
    """
    missing = {f"exit_within_{horizon}": np.nan for horizon in HORIZONS}
    missing |= {"months_to_exit": np.nan, "special_measures_again": np.nan}
    entry, dissolved = first(history.in_special_measures), first(history.absorbed)
    if entry is None or (dissolved is not None and dissolved <= entry):
        return missing
    before = history.months_before if entry == 0 else 0
    left = first(~history.in_special_measures, entry)
    if left is not None and dissolved is not None and dissolved <= left:
        left = None
    months = None if left is None else left - entry + before
    observed = history.last - entry if dissolved is None or left is not None else FOR_EVER
    found = dict(missing)
    if before == 0:
        found |= {f"exit_within_{horizon}": _within(months, horizon, observed) for horizon in HORIZONS}
    if left is not None:
        found["months_to_exit"] = float(left - entry + before)
        again = first(history.in_special_measures, left)
        back = None if again is None else again - left
        found["special_measures_again"] = _within(back, RELAPSE_WINDOW, history.last - left)
    return found


def recovery_outcomes(history: History) -> dict[str, float]:
    """Return recovery, whether it was sustained, and relapse."""
    began = first(history.failing)
    if began is None:
        never = {f"recovered_within_{horizon}": np.nan for horizon in HORIZONS}
        return {**never, "months_to_recovery": np.nan, "sustained": np.nan, "relapsed": np.nan}
    month = recovery_month(history)
    months = None if month is None else month - began
    # A recovery that begins in the last months cannot show twelve good months any more.
    observed = history.last - began - (RECOVERY_MONTHS - 1)
    found = {f"recovered_within_{horizon}": _within(months, horizon, observed) for horizon in HORIZONS}
    found["months_to_recovery"] = np.nan if months is None else float(months)
    found["sustained"] = np.nan if month is None else _sustained(history, month)
    found["relapsed"] = np.nan if month is None else _relapsed(history, month)
    return found


def _relapsed(history: History, month: int) -> float:
    """Return whether a trust that recovered in `month` failed again within 36 months, by stage or by verdict.

    A trust whose stage lagged behind its recovery has to have left it first.
    """
    out = first(~history.failing, month)
    relapse = None if out is None else first(history.failing, out)
    return _within(None if relapse is None else relapse - month, RELAPSE_WINDOW, history.last - month)


def _still_good(history: History, month: int) -> bool:
    """Return whether most of the year up to a month was good, so that one winter month does not decide."""
    year = history.good[max(0, month - 11) : month + 1]
    return bool(year.mean() >= SUSTAINED_SHARE)


def _sustained(history: History, month: int) -> float:
    checks = [month + SUSTAINED_MONTHS]
    helped = np.flatnonzero(history.helped[: month + SUSTAINED_MONTHS + 1])
    if len(helped):
        # Help that was going on two years after the recovery is followed to its own end.
        free = _end_of_help(history, int(helped[-1])) + SUPPORT_FREE_MONTHS
        checks.append(max(free, month + SUSTAINED_MONTHS))
    # A no that is seen early, where a yes could not be seen any more, would make every share too low.
    if max(checks) > history.last:
        return np.nan
    return float(all(_still_good(history, check) for check in checks))


def _end_of_help(history: History, month: int) -> int:
    """Return the last month of the spell of help that a month lies in."""
    over = first(~history.helped, month)
    return history.last if over is None else over - 1


def standing_outcomes(record: ReplicateRecord) -> dict[str, Column]:
    """Return how every trust stands at the end, in ratings, stage and structure."""
    states = record.states
    overall = states["rating_overall"]
    inadequate = np.sum([states[domain][-1] == Rating.INADEQUATE for domain in DOMAINS], axis=0)
    return {
        "months_in_special_measures": states["special_measures"][1:].sum(axis=0).astype(float),
        "permanent_failure": (states["stage"] == Stage.PERMANENT_FAILURE).any(axis=0).astype(float),
        "absorbed": (states["absorbed_by"][-1] >= 0).astype(float),
        "months_to_absorption": _first_months(states["absorbed_by"] >= 0),
        "good_or_better": (overall[-1] >= Rating.GOOD).astype(float),
        "inadequate_domains": inadequate.astype(float),
        "rating_change": (overall[-1] - overall[0]).astype(float),
    }


def _first_months(flags: NDArray[np.bool_]) -> Column:
    """Return the first month in which each trust's flag is set, missing if it never is."""
    return np.where(flags.any(axis=0), flags.argmax(axis=0), np.nan)


def change_outcomes(record: ReplicateRecord, parameters: Parameters) -> dict[str, Column]:
    """Return changes of level since the start, and the shortfall of performance."""
    performance = performance_of(record.states)
    shortfall = np.maximum(0.0, parameters.growth_performance - performance[1:])
    result: dict[str, Column] = {"performance_shortfall": shortfall.sum(axis=0)}
    levels = {
        "performance": performance,
        **{name: record.states[name] for name in ("quality", "access", "finance", "engagement")},
    }
    for name, level in levels.items():
        for horizon in HORIZONS:
            known = horizon < len(level)
            missing = np.full(level.shape[1], np.nan)
            result[f"{name}_change_{horizon}"] = level[horizon] - level[0] if known else missing
    return result


def cost_outcomes(record: ReplicateRecord) -> dict[str, Column]:
    """Return what turnaround and partnership took: attention-months and £m."""
    states = record.states
    return {
        "compliance_attention": states["attention_compliance"][1:].sum(axis=0),
        "partnership_attention": states["attention_partnership"][1:].sum(axis=0),
        "cost_to_trust": states["cost_to_trust"][1:].sum(axis=0),
        "cost_to_centre": states["cost_to_centre"][1:].sum(axis=0),
        "income_from_partnerships": states["income_from_partnerships"][1:].sum(axis=0),
    }


def twin_outcomes(record: ReplicateRecord, twin: ReplicateRecord) -> dict[str, Column]:
    """Return what the partnerships cost or brought each trust, against the same world without them."""
    month = min(60, len(record.states["quality"]) - 1)
    lost = record.states["rating_overall"][month] < twin.states["rating_overall"][month]
    return {
        "quality_forgone": (twin.states["quality"] - record.states["quality"]).sum(axis=0),
        "engagement_forgone": (twin.states["engagement"] - record.states["engagement"]).sum(axis=0),
        "rating_class_lost": lost.astype(float),
    }


def outcomes_of(
    record: ReplicateRecord, parameters: Parameters, twin: ReplicateRecord | None = None
) -> dict[str, Column]:
    """Return every outcome of every trust of a replicate, as arrays [trusts] in the order of the table.

    Parameters
    ----------
    record : the replicate.
    parameters : the thresholds of poor and of good performance are the model's own.
    twin : the same replicate without partnerships; without it the outcomes that need it are missing.
    """
    past = histories(record, parameters)
    found: dict[str, Column] = {}
    per_trust: tuple[Callable[[History], dict[str, float]], ...] = (exit_outcomes, recovery_outcomes)
    for calculate in per_trust:
        rows = [calculate(history) for history in past]
        found.update({name: np.array([row[name] for row in rows]) for name in rows[0]})
    found.update(standing_outcomes(record))
    found.update(change_outcomes(record, parameters))
    found.update(cost_outcomes(record))
    found.update(reach_outcomes(record, len(past)))
    found.update(integration_outcomes(record))
    missing = np.full(len(past), np.nan)
    if twin is not None:
        found.update(twin_outcomes(record, twin))
        found["partnership_success"] = partnership_success(
            record, found["recovered_within_60"], found["rating_class_lost"]
        )
    return {name: found.get(name, missing) for name in OUTCOMES}
