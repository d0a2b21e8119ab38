"""The answer of a run in three sentences: what happened with and without partnerships, how sure that is, who paid."""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd

from sim.outcomes import OUTCOMES
from sim.results.reported_run import ReportedRun
from sim.results.sides import PARTNER
from sim.results.summary import Estimate, difference_from_twin, estimate_of_precision, mean, of_trust, without_units
from sim.scenario.outcome_titles import said_of, title_of

NOUGHT = 0.005  # £m, or months of leaders' time, below which nothing is said to be paid


ANY_TRUST = "A trust"
MINUS = "−"
MONEY = "£m"
TITLES = frozenset(map(title_of, OUTCOMES))


class Answer(NamedTuple):
    """What happened, how sure that is, and who paid: a sentence or two each."""

    happened: str
    sure: str
    paid: str


def answer_of(run: ReportedRun) -> Answer:
    """Return the answer of a run about its main outcome, against its twin where there is one."""
    main, whom = run.scenario.main_outcome, whom_of(run)
    own = run.main_outcome
    if run.twin_outcomes.empty:
        return Answer(as_sentence(happened(main.outcome, whom, own)), sure_alone(run, own), paid_alone(run))
    twins = without_units(run.twin_outcomes, run.units, main.trust)
    without = estimate_of_precision(twins, main.outcome, main.trust)
    with_it = happened(main.outcome, whom, own)
    against = f"{'in ' if is_share(main.outcome) else ''}{figure(without.value, main.outcome)}"
    outcomes = without_units(run.outcomes, run.units, main.trust)
    gap = difference_from_twin(outcomes, twins, main.outcome, main.trust)
    told = f"With partnerships, {with_it}; without, {against}."
    return Answer(told, sure_of_difference(gap, main.outcome, run.parameters_from == "posterior"), paid_with(run))


def whom_of(run: ReportedRun) -> str:
    """Return the name of the trust that the main outcome is about; of several trusts, `A trust`."""
    main = run.scenario.main_outcome.trust
    names = list(run.trust_names.values())
    return run.trust_names[main] if main else names[0] if len(names) == 1 else ANY_TRUST


def is_share(outcome: str) -> bool:
    """Return whether an outcome is yes or no in each replicate."""
    return OUTCOMES[outcome].kind == "share"


def happened(outcome: str, whom: str, found: Estimate, how: str = "") -> str:
    """Return what happened, as the beginning of a sentence."""
    whom = in_sentence(whom)
    if is_share(outcome):
        if math.isnan(found.value):
            return f"it is known of no replicate whether {whom} {said_of(outcome)}"
        interval = f"95 % interval {figure(found.low, outcome)} to {figure(found.high, outcome)}"
        return f"{whom} {said_of(outcome)} in {figure(found.value, outcome)} of replicates{how} ({interval})"
    title = in_sentence(title_of(outcome))
    if math.isnan(found.value):
        return f"{title} of {whom} is known of no replicate"
    interval = f"95 % interval {rounded(found.low)} to {rounded(found.high)}"
    return f"{title} of {whom} came to {figure(found.value, outcome)}{how} ({interval})"


def in_sentence(words: str) -> str:
    """Return a title, or `A trust`, as it stands within a sentence; names of trusts stay as they are."""
    return words[0].lower() + words[1:] if words == ANY_TRUST or words in TITLES else words


def as_sentence(words: str) -> str:
    """Return words as a sentence: with a capital, and a full stop."""
    return f"{words[0].upper()}{words[1:]}."


def figure(value: float, outcome: str) -> str:
    """Return a value of an outcome with its unit; a share in per cent."""
    if math.isnan(value):
        return "an unknown value"
    if is_share(outcome):
        return f"{100 * value:.0f} %"
    if OUTCOMES[outcome].unit == MONEY:
        return f"£{rounded(value)}m"
    return f"{rounded(value)}{unit_of_value(outcome)}"


def rounded(value: float, sign: str = "") -> str:
    """Return a number with as many digits as a reader needs: at most three behind the point."""
    digits = 3 if abs(value) < 1.0 else 2 if abs(value) < 10.0 else 1 if abs(value) < 100.0 else 0
    return f"{value:{sign},.{digits}f}".replace("-", MINUS)


def unit_of_value(outcome: str) -> str:
    """Return the unit of an outcome as it follows a number; levels and counts have none."""
    unit = OUTCOMES[outcome].unit
    return "" if unit in ("level", "number", "share", "classes", "partnerships") else f" {unit}"


def gap_text(value: float, outcome: str) -> str:
    """Return a difference with its sign; between shares in percentage points."""
    if is_share(outcome):
        return f"{100 * value:+.1f}".replace("-", MINUS)
    return rounded(value, "+")


def gap_unit(outcome: str) -> str:
    """Return the unit of a difference."""
    return " percentage points" if is_share(outcome) else unit_of_value(outcome)


def sure_of_difference(gap: Estimate, outcome: str, over_sets: bool = False) -> str:
    """Return how sure a paired difference is: its interval, whether it can be told from zero, and about what."""
    if math.isnan(gap.low):
        return "How sure the difference is cannot be said: too few replicates have a value in both worlds."
    low, high = (gap_text(bound, outcome) for bound in (gap.low, gap.high))
    apart = "can be distinguished from zero" if gap.low > 0.0 or gap.high < 0.0 else "cannot be distinguished from zero"
    about = "chance and what calibration leaves open" if over_sets else "chance alone"
    return (
        f"The difference of {gap_text(gap.value, outcome)}{gap_unit(outcome)} (95 % interval {low} to {high}, "
        f"{gap.count:,} pairs of the same worlds) {apart}. The interval is about {about}; what partnerships do is "
        "assumed."
    )


def sure_alone(run: ReportedRun, found: Estimate) -> str:
    """Return how sure a figure without a comparison is."""
    return (
        f"The interval is over {found.count:,} values and tells what chance does; it does not tell how wrong "
        "assumptions may be. There is no run without partnerships to compare with."
    )


def paid_with(run: ReportedRun) -> str:
    """Return who paid for partnerships: partners in performance and time, trusts and the centre in money."""
    told = [*_partner_lost(run), *_money(run)]
    return " ".join(told) if told else "Nobody paid anything that the model counts: no partnership came about."


def _partner_lost(run: ReportedRun) -> list[str]:
    """Return what partners gave: performance at the last horizon, and their leaders' time."""
    sides = run.sides[run.sides["side"] == PARTNER]
    if sides.empty or not sides["n"].iloc[0]:
        return []
    row = sides.iloc[0]
    partners = run.trusts_on_sides[run.trusts_on_sides["side"] == PARTNER]
    names = list(dict.fromkeys(run.trust_names[trust] for trust in partners["trust"]))
    who = f"The partner, {names[0]}," if len(names) == 1 else "A partner"
    month = str(row["measure"]).rpartition("_")[2]
    change = f"{abs(row['difference']):.3f} {'lower' if row['difference'] < 0.0 else 'higher'}"
    time = _gap_of(run, "partnership_attention", partners)
    gave = f" gave {time:.1f} months of its leadership team's time" if time > NOUGHT else " gave hardly any time"
    bounds = f"95 % interval {gap_text(row['low'], row['measure'])} to {gap_text(row['high'], row['measure'])}"
    return [f"{who}{gave}, and its performance by month {month} was {change} ({bounds})."]


def _gap_of(run: ReportedRun, outcome: str, trusts: pd.DataFrame) -> float:
    """Return the mean difference of an outcome from the twin, over trusts of replicates."""
    keys = ["replicate", "trust"]
    own, twin = (table.astype({"trust": str}).set_index(keys)[outcome] for table in (run.outcomes, run.twin_outcomes))
    gaps = (own - twin).reindex(pd.MultiIndex.from_frame(trusts[keys]))
    return float(gaps.mean())


def _money(run: ReportedRun) -> list[str]:
    """Return what partnerships cost trusts and the centre in a replicate, all trusts together."""
    own, twin = (without_units(table, run.units) for table in (run.outcomes, run.twin_outcomes))
    told = []
    for name, who in (("cost_to_trust", "trusts"), ("cost_to_centre", "the centre")):
        gap = (own.groupby("replicate")[name].sum() - twin.groupby("replicate")[name].sum()).mean()
        if abs(gap) > NOUGHT:
            told.append(f"{who} £{abs(gap):.2f}m {'more' if gap > 0.0 else 'less'}")
    return [f"It cost {' and '.join(told)} over the run."] if told else []


def paid_alone(run: ReportedRun) -> str:
    """Return what failing cost, where no partnership was part of it."""
    main = run.scenario.main_outcome
    outcomes = of_trust(without_units(run.outcomes, run.units, main.trust), main.trust)
    costs = {"it": mean(outcomes["cost_to_trust"]).value, "the centre": mean(outcomes["cost_to_centre"]).value}
    told = " and ".join(f"{who} £{value:.2f}m" for who, value in costs.items())
    whom = in_sentence(whom_of(run))
    return f"No partner paid, since no partnership is compared. Oversight and support of {whom} cost {told} on average."
