"""Scenario discovery: where in the factors of a sweep a condition holds."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.boxes import Box, Limit, prim_boxes, tree_boxes
from sim.analysis.conditions_read import Condition, condition_of
from sim.config.arguments import whole_number
from sim.experiments.dataset import Sweep, open_experiment
from sim.experiments.experiment_schema import Experiment
from sim.experiments.factors import Factor
from sim.model.state import RegulatorState, TrustState
from sim.model.variables import variables
from sim.parameters import parameter_table

LEAST_POINTS = 30
LEAST_OF_EACH = 5  # points where it holds, and where it does not
FEW = 2 * LEAST_OF_EACH  # good points, below which a half has fewer than are asked for of a whole sweep


@dataclass(repr=False)
class Discovery:
    """Where a condition holds.

    Attributes
    ----------
    question : the title of the sweep, and what was looked for.
    points : a row for each design point: the level of every factor, the value compared, and whether it holds.
    boxes : PRIM's, one after the other, then those of a tree, which are a check of the first.
    trade_off : coverage, density, points and limits of every box on PRIM's way to the first.
    units : the unit of each factor, where it has one.
    remarks : what a reader must know.
    """

    question: str
    condition: Condition
    points: pd.DataFrame
    boxes: list[Box]
    trade_off: pd.DataFrame
    units: dict[str, str]
    remarks: list[str]

    def __repr__(self) -> str:
        """Return what was looked for and each box in words."""
        return "\n".join([self.headline, *self.words])

    def _repr_html_(self) -> str:
        """Return the table of boxes under what was looked for, for notebooks."""
        return f"<p>{escape(self.headline)}</p>{self.table.to_html(index=False, border=0, escape=True)}"

    @property
    def headline(self) -> str:
        """Return what was looked for, and at how many points it holds."""
        good = int(self.points["good"].sum())
        return f"{self.question}: {self.condition} holds at {good} of {len(self.points)} points"

    @property
    def words(self) -> list[str]:
        """Return each box as a sentence."""
        if not self.boxes:
            return ["No box was found in which it holds clearly more often than elsewhere."]
        return [in_words(box, self.units) for box in self.boxes]

    @property
    def table(self) -> pd.DataFrame:
        """Return a row for each box and factor that it limits."""
        rows = [
            {
                "box": number, "method": box.method, "coverage": box.coverage, "density": box.density,
                "points": box.points, "factor": limit.factor, "unit": self.units.get(limit.factor, ""),
                "low": limit.low, "high": limit.high, "levels": ", ".join(limit.words),
                "quasi_p": limit.quasi_p, "stability": limit.stability,
            }
            for number, box in enumerate(self.boxes, start=1)
            for limit in box.limits
        ]  # fmt: skip
        columns = ["box", "method", "coverage", "density", "points", "factor", "unit", "low", "high", "levels"]
        return pd.DataFrame(rows, columns=[*columns, "quasi_p", "stability"])

    def plot(self) -> Any:
        """Return the trade-off of coverage and density, and the first box, as a matplotlib figure."""
        from sim.plots.figures.discovery_figure import discovery_boxes

        return discovery_boxes(self)

    def save(self, folder: str | Path) -> Path:
        """Write boxes, trade-off and points as CSV and the figure as PNG and SVG into a folder, and return its path."""
        from sim.plots.figure_files import save

        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        self.table.to_csv(place / "boxes.csv", index=False)
        self.trade_off.to_csv(place / "trade_off.csv", index=False)
        self.points.to_csv(place / "points.csv", index=False)
        save(self.plot(), place, "discovery")
        return place


def discover(folder: str | Path | Sweep, where: str, *, trust: str | None = None, seed: int = 1) -> Discovery:
    """Find where in the factors of a sweep a condition holds.

    Parameters
    ----------
    folder : of a sweep, or the sweep itself.
    where : one statistic over replicates compared with one number, such as `recovered_within_36 > 0.5` (the mean, which
        of yes and no is the share) or `median(cost_to_trust) < 2`.
    trust : id or name of one trust; by default that of the main outcome of the scenario, or all together.
    seed : of the resampling.

    Raises
    ------
    ResultsError : the folder holds no sweep.
    ValueError : it is no such condition; there is nothing to discover; or the extra `analysis` is not installed.

    Examples
    --------
    >>> import sim
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     done = sim.sweep("support_duration", f"{place}/made", sets={"replicates": 1})
    ...     discover(f"{place}/made", "exit_within_36 > 2")
    Traceback (most recent call last):
    ValueError: nothing to discover: exit_within_36 > 2 holds at none of ... points...
    """
    sweep = folder if isinstance(folder, Sweep) else open_experiment(folder)
    condition = condition_of(where, sweep.experiment.outcome_names)
    points, remarks = judged_points(sweep, condition, trust)
    return discovered(
        sweep.experiment.title, condition, points, units_of(sweep.experiment), remarks, whole_number("seed", seed) or 0
    )


def judged_points(sweep: Sweep, condition: Condition, trust: str | None) -> tuple[pd.DataFrame, list[str]]:
    """Return the level of every factor at each point, the value compared, and whether the condition holds there."""
    base = sweep.experiment.base
    chosen = trust or base.main_outcome.trust
    frame = sweep.frame(columns=[condition.outcome], trust=chosen)
    units = [unit.id for unit in base.units]
    own = frame if chosen is not None else frame[~frame["trust"].isin(units)]
    values = own.groupby("point")[condition.outcome].agg(condition.statistic)
    table = sweep.design.set_index("point")[sweep.factors].assign(value=values)
    known = table[table["value"].notna()].reset_index(drop=True)
    remarks = [f"Values are of {chosen}." if chosen else "Values are means over all trusts."]
    if missing := len(table) - len(known):
        remarks.append(f"Left out: {missing} of {len(table)} points, at which {condition.outcome} is not known.")
    return known.assign(good=condition.holds(known["value"])), remarks


def discovered(
    question: str,
    condition: Condition,
    points: pd.DataFrame,
    units: dict[str, str],
    remarks: list[str],
    seed: int = 1,
) -> Discovery:
    """Return the boxes of points that are judged.

    Parameters
    ----------
    points : a column for each factor, then `value` and `good`.

    Raises
    ------
    ValueError : there is nothing to discover; the message says why.
    """
    refuse_hopeless(condition, points)
    levels = as_numbers_and_words(points.drop(columns=["value", "good"]))
    good = points["good"].to_numpy(dtype=np.bool_)
    boxes, trade_off = prim_boxes(levels, good, seed)
    remarks = [*remarks, *CAUTIONS, *remarks_on_few(int(good.sum()))]
    return Discovery(question, condition, points, [*boxes, *tree_boxes(levels, good, seed)], trade_off, units, remarks)


def remarks_on_few(good: int) -> list[str]:
    """Return what a reader must know where few points are good."""
    if good >= FEW:
        return []
    return [
        f"Only {good} points are good, and {-(-good // 2)} in each half: treat limits as hints; simulate more points."
    ]


CAUTIONS = (
    "Coverage: share of the good points in the box. Density: share of its points that are good.",
    "Quasi-p: chance of so much density by one limit alone, were it drawn at random.",
    "Stability: share of 10 halves of the points in which the factor is limited, too.",
    "Boxes say where, and not why; they are of this sweep's ranges, and were fitted to the points they are judged by.",
)


def refuse_hopeless(condition: Condition, points: pd.DataFrame) -> None:
    """Refuse points that no box can be told from.

    Raises
    ------
    ValueError : always with the reason.
    """
    good, count = int(points["good"].sum()), len(points)
    spread = f"; {condition.outcome} is {points['value'].min():.3g} to {points['value'].max():.3g}" if count else ""
    factors = points.drop(columns=["value", "good"])
    if count and not varied_factors(factors):
        raise ValueError("nothing to discover: every factor has one level; vary one in the sweep")
    if good in (0, count) and count:
        which = "all" if good else "none"
        raise ValueError(f"nothing to discover: {condition} holds at {which} of {count} points{spread}")
    if count < LEAST_POINTS:
        raise ValueError(
            f"nothing to discover: {count} points are too few to tell a box from chance; allowed: {LEAST_POINTS} or "
            "more (a design of kind sobol_sequence or latin_hypercube)"
        )
    if min(good, count - good) < LEAST_OF_EACH:
        raise ValueError(
            f"nothing to discover: {condition} holds at {good} of {count} points; allowed: at least {LEAST_OF_EACH} at "
            f"which it holds and {LEAST_OF_EACH} at which it does not{spread}"
        )


def varied_factors(levels: pd.DataFrame) -> list[str]:
    """Return the factors that have more than one level."""
    return [str(name) for name in levels if len(levels[name].unique()) > 1]


def as_numbers_and_words(levels: pd.DataFrame) -> pd.DataFrame:
    """Return the factors that vary, each as numbers or as words, which is all that the libraries tell apart."""
    varied = varied_factors(levels)
    is_number = {name: pd.api.types.is_numeric_dtype(levels[name]) and levels[name].dtype != bool for name in varied}
    return pd.DataFrame(
        {
            name: levels[name].astype(float) if is_number[name] else pd.Categorical(levels[name].astype(str))
            for name in varied
        }
    )


def units_of(experiment: Experiment) -> dict[str, str]:
    """Return the unit of each factor whose key ends with the name of a parameter, a lever, or a variable of trusts."""
    return {factor.key: unit for factor in experiment.factors if (unit := unit_of_factor(factor))}


def unit_of_factor(factor: Factor) -> str:
    """Return the unit of a factor, or nothing where its key is of something else."""
    *of, name = factor.key.split(".")
    if factor.parameter is not None:
        return str(parameter_table()[factor.parameter].unit)
    table = variables(RegulatorState) if of == ["regulator"] else variables(TrustState) if "state" in of else {}
    if name in table:
        return str(table[name].unit)
    return "months" if name in ("term", "start_month", "months") else ""


def in_words(box: Box, units: dict[str, str]) -> str:
    """Return a box as a sentence."""
    where = ", and ".join(limit_in_words(limit, units.get(limit.factor, "")) for limit in box.limits)
    found = f"{box.method}: where {where}: {box.coverage:.0%} of the good cases, {box.density:.0%} pure"
    sure = [
        f"{limit.factor} quasi-p {limit.quasi_p:.1g}, limited in {limit.stability:.0%} of halves of the points too"
        for limit in box.limits
        if limit.quasi_p is not None and limit.stability is not None
    ]
    return f"{found} ({box.points} points{''.join('; ' + text for text in sure)})"


def limit_in_words(limit: Limit, unit: str) -> str:
    """Return a limit in words, with the unit of its factor."""
    if limit.words:
        return f"{limit.factor} is {' or '.join(limit.words)}"
    said = f" ({unit})" if unit else ""
    if limit.low is not None and limit.high is not None:
        return f"{limit.factor} is from {limit.low:.3g} to {limit.high:.3g}{said}"
    if limit.low is not None:
        return f"{limit.factor} is above {limit.low:.3g}{said}"
    return f"{limit.factor} is below {limit.high:.3g}{said}"
