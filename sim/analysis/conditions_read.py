"""A condition such as `recovered_within_36 > 0.5`: one statistic of one outcome, compared with one number."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.config.naming import nearest

COMPARISONS: dict[str, Callable[[Any, float], Any]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
STATISTICS = ("mean", "median")
FORM = re.compile(
    r"\s*(?:(?P<statistic>\w+)\s*\(\s*(?P<inner>\w+)\s*\)|(?P<bare>\w+))\s*(?P<sign>>=|<=|>|<)\s*"
    r"(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*"
)
ALLOWED = 'OUTCOME > NUMBER, or median(OUTCOME) > NUMBER, with >, >=, < or <=, such as "recovered_within_36 > 0.5"'


@dataclass(frozen=True, slots=True)
class Condition:
    """What is looked for at a design point.

    Attributes
    ----------
    outcome, statistic : whose mean (of yes and no: the share) or median over replicates is compared.
    sign, number : how, and with what.
    """

    outcome: str
    statistic: str
    sign: str
    number: float

    def __str__(self) -> str:
        """Return it as it may be written."""
        what = self.outcome if self.statistic == "mean" else f"{self.statistic}({self.outcome})"
        return f"{what} {self.sign} {self.number:g}"

    def holds(self, values: pd.Series) -> pd.Series:
        """Return whether it holds for the statistics of some points."""
        found: pd.Series = COMPARISONS[self.sign](values, self.number)
        return found


def condition_of(text: str, outcomes: Sequence[str]) -> Condition:
    """Return the condition that a text says; nothing in it is ever evaluated as a program.

    Parameters
    ----------
    outcomes : the names that it may use.

    Raises
    ------
    ValueError : it is no such comparison, or names an outcome or a statistic that there is not.
    """
    found = FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"--where {text!r}: is no comparison of one outcome with a number; allowed: {ALLOWED}")
    statistic, outcome = found["statistic"] or "mean", found["inner"] or found["bare"]
    if statistic not in STATISTICS:
        raise nearest(statistic, list(STATISTICS), "statistic")
    if outcome not in outcomes:
        raise nearest(outcome, list(outcomes), "outcome")
    return Condition(outcome, statistic, found["sign"], float(found["number"]))
