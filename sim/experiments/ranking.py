"""Ranking choices of a sweep over all that is not known: one is called better only where most parameter sets agree.

Choices are the levels of some factors, by default of the levers; contexts are the combinations of all others. At one
context all choices meet the same worlds and the same parameter sets, so that each set has a difference between any two
of them. With several worlds for each set, what chance adds to the differences between sets is taken out. A verdict also
asks that the 95 % interval of the mean difference excludes 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.config.arguments import folder_of
from sim.config.naming import nearest
from sim.config.replaced_files import in_place_of
from sim.experiments.dataset import Sweep, open_experiment
from sim.experiments.factor_effects import is_full_cross
from sim.experiments.point_values import best_first, main_outcome_of, main_trust_of, outcome_behind
from sim.experiments.sweep_answer import require_complete
from sim.experiments.validation import label_of
from sim.results.answers_of_sets import answers_of_sets
from sim.results.checked_files import ResultsError
from sim.results.summary import mean as mean_with_interval
from sim.scenario.model_inputs import trust_name
from sim.scenario.parameter_sets import draws_from_posterior, sample

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Values = NDArray[np.float64]

SURE = 0.8
"""Share of parameter sets that must agree."""

BETTER, WORSE, ALIKE, OPEN = "better", "worse", "alike", "not settled"
CHOICE = "choice"
DIFFERENCE = ("difference", "mean_low", "mean_high", "low", "high", "better", "worse", "verdict")


@dataclass(frozen=True)
class Ranking:
    """Which choices are better than which, at each context.

    Attributes
    ----------
    sweep : that was simulated.
    outcome, trust : what is ranked by, and of which trust (None: the mean of all).
    by : the factors whose levels are the choices.
    against : the choice with which every other is compared in `table`.
    matters : a smaller difference counts as none.
    sure : share of parameter sets that must agree.
    table : a row for each context and choice: the mean, the difference from `against`, how many others it `beats` and
        is `beaten_by`, and its `place`, 1 plus the latter.
    pairs : a row for each context and pair of choices: the first less the second.
    remarks : what a reader must know.
    """

    sweep: Sweep
    outcome: str
    trust: str | None
    by: tuple[str, ...]
    against: str
    matters: float
    sure: float
    table: pd.DataFrame
    pairs: pd.DataFrame
    remarks: tuple[str, ...]

    @property
    def contexts(self) -> list[str]:
        """Return the factors that are no choices."""
        return [factor for factor in self.sweep.factors if factor not in self.by]

    @property
    def draws(self) -> str:
        """Return of what shares are, in words."""
        return "parameter sets" if draws_from_posterior(self.sweep.experiment.base) else "worlds"

    @property
    def about(self) -> str:
        """Return of whom the outcome is, in words."""
        return trust_name(self.trust, self.sweep.experiment.base) if self.trust else "all trusts"

    def plot(self) -> Figure:
        """Return a matplotlib figure: in what share of the parameter sets each choice is better than `against`."""
        from sim.plots.figures.ranking_figure import shares_better
        from sim.plots.layout.plain_names import outcome_title

        unit = outcome_behind(self.outcome).unit
        shown = self.table[self.table[CHOICE] != self.against]
        choice = self.by[0] if len(self.by) == 1 else CHOICE
        title = self.sweep.experiment.title
        least = f" by more than {self.matters:g}" if self.matters else ""
        statement = (
            f"Cells: % of {self.draws} in which a choice is better than {self.against}{least}, by "
            f"{outcome_title(self.outcome)} ({unit}) of {self.about}. "
            f"Bold: better in at least {100 * self.sure:.0f} %; a minus: worse in as many; "
            "=: hardly any difference in as many."
        )
        columns = shown.rename(columns={CHOICE: choice})
        return shares_better(title, statement, columns, [choice, *self.contexts], self.remarks)

    def save(self, folder: str | Path | None = None) -> Path:
        """Write `ranking.csv`, `pairs.csv` and the figure into a folder, by default `ranking` in that of the sweep."""
        from sim.plots import save

        place = self.sweep.folder / "ranking" if folder is None else Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        for name, table in (("ranking", self.table), ("pairs", self.pairs)):
            with in_place_of(place / f"{name}.csv") as file:
                table.to_csv(file, index=False, float_format=_in_four_digits)
        save(self.plot(), place, "ranking")
        return place

    def __repr__(self) -> str:
        """Return how often each choice is better and worse than the one they are compared with."""
        counts = self.verdicts.to_string()
        return f"{self.outcome}, {self.about}, against {self.against}, contexts with each verdict:\n{counts}"

    @property
    def verdicts(self) -> pd.DataFrame:
        """Return at how many contexts each choice has each verdict, and at how many no other is better than it."""
        own = self.table[self.table[CHOICE] != self.against]
        counts = pd.crosstab(own[CHOICE], own["verdict"]).reindex(columns=[BETTER, WORSE, ALIKE, OPEN], fill_value=0)
        unbeaten = self.table[self.table["place"] == 1].groupby(CHOICE).size()
        found: pd.DataFrame = counts.assign(unbeaten=unbeaten.reindex(counts.index, fill_value=0))
        return found.loc[list(dict.fromkeys(own[CHOICE]))]


def rank(
    folder: str | Path | Sweep,
    by: str | Sequence[str] | None = None,
    outcome: str | None = None,
    trust: str | None = None,
    *,
    against: str | None = None,
    matters: float = 0.0,
    sure: float = SURE,
) -> Ranking:
    """Return which choices of a sweep are better than which, at each context, and how sure that is.

    Parameters
    ----------
    folder : of a complete sweep, or the sweep itself; every combination of levels must be in it.
    by : factors whose levels are the choices; by default the levers.
    outcome : by which they are ranked; by default the main outcome.
    trust : id or name of a trust; by default that of the main outcome, or all.
    against : the choice with which all are compared; by default the first.
    matters : in units of the outcome; a smaller difference counts as none.
    sure : share of parameter sets that must agree, above one half.

    Raises
    ------
    ResultsError : runs are missing.
    ValueError : there is no such factor, outcome, trust or choice, or nothing can be ranked, with the reason.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import sim
    >>> sets = {"design.steps": 2, "replicates": 4}
    >>> with TemporaryDirectory() as folder:
    ...     done = sim.sweep("support_or_scrutiny", f"{folder}/made", sets=sets)
    ...     found = rank(f"{folder}/made", "regulator.support", "performance_shortfall")
    >>> found.against, list(found.table["choice"].unique())
    ('0.0', ['0.0', '1.0'])
    """
    sweep = folder if isinstance(folder, Sweep) else open_experiment(folder_of(folder))
    require_complete(sweep)
    if not 0.5 < sure <= 1.0 or matters < 0.0:
        raise ValueError(f"found sure {sure:g} and matters {matters:g}; allowed: sure above 0.5 to 1, matters from 0")
    factors = _factors_meant(sweep, by)
    chosen = outcome or main_outcome_of(sweep)
    of_whom = main_trust_of(sweep) if trust is None else sweep.trust_meant(trust)
    runs = _complete_runs(sweep, chosen, of_whom)
    draws, remarks = _in_draws(sweep, runs)
    labels = _choices(sweep, factors)
    names = list(dict.fromkeys(labels))
    reference = names[0] if against is None else against
    if reference not in names:
        raise nearest(reference, names, "choice")
    sign = 1.0 if best_first(chosen) else -1.0
    contexts = [factor for factor in sweep.factors if factor not in factors]
    rows: list[dict[str, Any]] = []
    pairs: list[dict[str, Any]] = []
    for levels, points in _contexts(sweep, contexts):
        values = {labels[point]: draws[point] for point in points}
        compared = {
            (first, second): compared_values(values[first] - values[second], sign, matters, sure)
            for first, second in combinations(names, 2)
        }
        pairs += [{**levels, "first": one, "second": other, **row} for (one, other), row in compared.items()]
        rows += _ranked(levels, values, reference, compared, sign, matters, sure)
    return Ranking(
        sweep, chosen, of_whom, factors, reference, matters, sure, pd.DataFrame(rows), pd.DataFrame(pairs), remarks
    )


def compared_values(differences: Values, sign: float, matters: float, sure: float) -> dict[str, Any]:
    """Return what a difference is, in how many parameter sets it is for the better or worse, and the verdict.

    Parameters
    ----------
    differences : an array [sets, worlds].
    sign : 1 where more is better, -1 where less is.

    Examples
    --------
    >>> compared_values(np.full((10, 1), 0.5), sign=-1.0, matters=0.1, sure=0.8)["verdict"]
    'worse'
    """
    found = mean_with_interval(pd.Series(differences.ravel()))
    answers = answers_of_sets(differences).without_chance if differences.shape[1] > 1 else differences.mean(axis=1)
    low, high = np.quantile(answers, [0.05, 0.95])
    better, worse = float(np.mean(sign * answers > matters)), float(np.mean(-sign * answers > matters))
    verdict = _verdict(better, worse, sorted((sign * found.low, sign * found.high)), matters, sure)
    return dict(zip(DIFFERENCE, (found.value, found.low, found.high, low, high, better, worse, verdict), strict=True))


def _verdict(better: float, worse: float, of_the_mean: Sequence[float], matters: float, sure: float) -> str:
    """Return the verdict: enough sets agree, and the 95 % interval of the mean, more being better, does too.

    Without the second, sets that do not differ would agree on what is chance in the mean of all.
    """
    low, high = of_the_mean
    if better >= sure and low > 0.0:
        return BETTER
    if worse >= sure and high < 0.0:
        return WORSE
    if 1.0 - better - worse >= sure and -matters <= low and high <= matters:
        return ALIKE
    return OPEN


def _ranked(
    levels: dict[str, Any],
    values: dict[str, Values],
    reference: str,
    compared: dict[tuple[str, str], dict[str, Any]],
    sign: float,
    matters: float,
    sure: float,
) -> Iterator[dict[str, Any]]:
    """Yield the row of each choice at one context."""
    for name, own in values.items():
        beats = sum(_verdict_of(name, pair, row) == BETTER for pair, row in compared.items())
        beaten = sum(_verdict_of(name, pair, row) == WORSE for pair, row in compared.items())
        against = compared_values(own - values[reference], sign, matters, sure)
        yield {**levels, CHOICE: name, "mean": float(own.mean()), **against, "beats": beats, "beaten_by": beaten,
               "place": 1 + beaten}  # fmt: skip


def _verdict_of(name: str, pair: tuple[str, str], row: dict[str, Any]) -> str:
    """Return the verdict on a choice in a pair; of a pair without it, none."""
    if name == pair[0]:
        return str(row["verdict"])
    opposite = {BETTER: WORSE, WORSE: BETTER}
    return opposite.get(row["verdict"], OPEN) if name == pair[1] else OPEN


def _factors_meant(sweep: Sweep, by: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the factors whose levels are the choices."""
    if not is_full_cross(sweep.design.set_index("point")):
        raise ValueError("not every combination of levels is in this sweep; choices can be ranked only in a full cross")
    levers = [factor.key for factor in sweep.experiment.factors if factor.role == "lever"]
    wanted = levers if by is None else [by] if isinstance(by, str) else list(by)
    for name in wanted:
        if name not in sweep.factors:
            raise nearest(name, sweep.factors, "factor")
    if not wanted:
        raise ValueError(f"this sweep has no levers; say by which factors: {', '.join(sweep.factors)}")
    return tuple(factor for factor in sweep.factors if factor in wanted)


def _complete_runs(sweep: Sweep, outcome: str, trust: str | None) -> pd.DataFrame:
    """Return the outcome of every run; refuse one that some runs do not have, or of which neither way is better."""
    runs = sweep.runs(outcome, trust)
    if best_first(outcome) is None:
        raise ValueError(f"neither more nor less of {outcome} is better, so that nothing can be ranked by it")
    if missing := int(runs.isna().to_numpy().sum()):
        what = f"{outcome} has no value in {missing:,} of {runs.size:,} runs"
        raise ResultsError(f"{sweep.folder}: {what}; choose an outcome that all have")
    return runs


def _in_draws(sweep: Sweep, runs: pd.DataFrame) -> tuple[Values, tuple[str, ...]]:
    """Return the runs as an array [points, sets, worlds], and what a reader must know of it."""
    values = runs.to_numpy(dtype=float)
    points, replicates = values.shape
    if not draws_from_posterior(sweep.experiment.base):
        remark = "Parameters are those of the scenario: shares are of worlds, and say nothing of what is not known."
        return values[:, :, None], (f"{replicates:,} worlds.", remark)
    sets = len(sample())
    worlds = replicates // sets
    if worlds < 2:
        remark = (
            f"Fewer than {2 * sets} replicates: chance of the worlds is in the shares, which are too near one half."
        )
        return values[:, :, None], (f"{replicates:,} parameter sets, one world each.", remark)
    # Replicates have the sets in turn.
    by_set = values[:, : sets * worlds].reshape(points, worlds, sets).swapaxes(1, 2)
    return by_set, (f"{sets} parameter sets, {worlds} worlds each.",)


def _choices(sweep: Sweep, factors: Sequence[str]) -> list[str]:
    """Return the choice of every point: the level of one factor, or those of several with their names."""
    design = sweep.design[list(factors)]
    if len(factors) == 1:
        return [label_of(level) for level in design[factors[0]]]
    short = [factor.rpartition(".")[2] for factor in factors]
    return [
        ", ".join(f"{name} {label_of(level)}" for name, level in zip(short, levels, strict=True))
        for levels in design.itertuples(index=False, name=None)
    ]


def _contexts(sweep: Sweep, contexts: Sequence[str]) -> Iterator[tuple[dict[str, Any], list[int]]]:
    """Yield the levels of each context with the points that have it."""
    design = sweep.design
    if not contexts:
        yield {}, design["point"].tolist()
        return
    for levels, own in design.groupby(list(contexts), sort=False, observed=True):
        yield dict(zip(contexts, levels, strict=True)), own["point"].tolist()


def _in_four_digits(value: Any) -> str:
    """Return a number for a table; whole ones keep their point, so that readers do not take a column for counts."""
    return repr(float(f"{value:.4g}"))
