"""An appraisal carried out: options simulated in the same worlds, ranked by regret, with what would tip the choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.appraisal.appraisal_loader import load_appraisal
from sim.appraisal.appraisal_picture import benefit_figure
from sim.appraisal.appraisal_schema import Appraisal, Enough
from sim.appraisal.elimination import Spent, spend
from sim.appraisal.option_list import Option, OptionList, options_of
from sim.appraisal.regret import Values, regrets, shares_best
from sim.appraisal.regret_cells import regret_cells
from sim.appraisal.uncertain_values import UncertainValues
from sim.appraisal.value_of_information import Tipping, tippings, value_of_knowing
from sim.comparison.pairs import interval_of
from sim.config.arguments import Sets
from sim.engine.compiled.columns import Column
from sim.engine.compiled.ensemble import Ensemble
from sim.outcomes import HIGHER, HORIZONS, OUTCOMES
from sim.scenario.model_inputs import resolve, trust_ids
from sim.scenario.parameter_sets import PARAMETERS, TYPES, draws_from_posterior, sample, set_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WORST = 0.05
IN_A_NOTEBOOK = 5  # options in a table
MONTHLY = ("cost_to_trust", "income_from_partnerships", "cost_to_centre")
TARGET, PARTNER, NEIGHBOURS = "target", "partner", "neighbours"
MOST_UNKNOWNS = 8  # whose value of knowing is worked out: those that move the difference most

Progress = Callable[[int, int], None]


@dataclass
class _Simulated:
    """An option with what was simulated of it: outcomes [worlds, trusts, outcomes], money [worlds, kinds, trusts]."""

    option: Option
    ensemble: Ensemble
    outcomes: list[Values]
    money: list[Values]


@dataclass(frozen=True, repr=False)
class AppraisalResult:
    """What an appraisal found.

    Attributes
    ----------
    appraisal : with the question.
    listed : the options, for whom they are, and who cannot help.
    spent : payoffs of all options, and how many worlds it took.
    outcomes : of each option, an array [worlds, trusts, outcomes].
    money : of each option, discounted, an array [worlds, kinds of money, trusts], in £m.
    """

    appraisal: Appraisal
    listed: OptionList
    spent: Spent
    outcomes: list[Values]
    money: list[Values]

    def __repr__(self) -> str:
        """Return a few lines: the question, and the options with the least regret."""
        return f"{self.appraisal.title}: {self.appraisal.question}\n{self._first.to_string(index=False)}"

    def _repr_html_(self) -> str:
        """Return the options with the least regret as a table, for notebooks."""
        table = self._first.to_html(index=False, border=0, escape=True, float_format=lambda value: f"{value:.3g}")
        return f"<p><b>{escape(self.appraisal.title)}</b>: {escape(self.appraisal.question)}</p>{table}"

    @property
    def _first(self) -> pd.DataFrame:
        return self.table[["title", "regret", "best_in", "gain", "gain_low", "gain_high"]].head(IN_A_NOTEBOOK)

    def plot(self) -> Figure:
        """Return what each option brings against what its partner pays, as a matplotlib figure."""
        return benefit_figure(self.appraisal.title, self.appraisal.outcome, self.table)

    @property
    def options(self) -> list[Option]:
        """Return the options; doing nothing comes first."""
        return self.listed.options

    @cached_property
    def table(self) -> pd.DataFrame:
        """Return a row for each option, least regret first: what it brings to whom, at whose cost, and how sure."""
        lost, best = regrets(self.spent.payoffs), shares_best(self.spent.payoffs)
        rows = [
            {
                "option": option.name,
                "title": option.title,
                "still_in": number in self.spent.left,
                "worlds": len(self.spent.payoffs[number]),
                "regret": float(np.nanmean(lost[number])),
                "regret_90": float(np.nanquantile(lost[number], 0.9)),
                "best_in": float(best[number]),
                "good_enough_in": self.good_enough(number),
                **self._of_target(number),
                **self._of_others(number),
                **self._of_money(number),
            }
            for number, option in enumerate(self.options)
        ]
        return pd.DataFrame(rows).sort_values(["still_in", "regret"], ascending=[False, True], ignore_index=True)

    def good_enough(self, number: int) -> float:
        """Return the share of futures in which an option is good enough in all that is asked; missing if nothing is."""
        if not self.appraisal.enough:
            return np.nan
        met = np.ones(len(self.outcomes[number]), dtype=bool)
        for name, bounds in self.appraisal.enough.items():
            met &= within(self.outcomes[number][:, self._target, _column(name)], bounds)
        return float(met.mean())

    def _of_target(self, number: int) -> dict[str, float]:
        payoff = self._gap(number, self.appraisal.outcome, [self._target])
        found = interval_of(payoff, False, 1)
        worst = np.sort(self.spent.payoffs[number])[: max(1, round(WORST * len(self.spent.payoffs[number])))]
        sign = sign_of(self.appraisal.outcome)
        horizon = self._horizon
        recovered = self.outcomes[number][:, self._target, _column(f"recovered_within_{horizon}")]
        return {
            "gain": sign * found.value + 0.0,  # not minus nought
            "gain_low": min(sign * found.low, sign * found.high) + 0.0,
            "gain_high": max(sign * found.low, sign * found.high) + 0.0,
            "worst_5_percent": sign * float(worst.mean()),
            "recovered": float(np.nanmean(recovered)),
            "speed": float(self._gap(number, f"performance_change_{min(24, horizon)}", [self._target]).mean()),
            "quality": float(self._gap(number, f"quality_change_{horizon}", [self._target]).mean()),
            "engagement": float(self._gap(number, f"engagement_change_{horizon}", [self._target]).mean()),
        }

    def _of_others(self, number: int) -> dict[str, float]:
        partner = self.options[number].partner
        whom = {PARTNER: [self._ids.index(partner)] if partner else [], NEIGHBOURS: self._neighbours(partner)}
        found = {}
        for side, places in whom.items():
            for what in ("quality", "engagement"):
                gap = self._gap(number, f"{what}_change_{self._horizon}", places) if places else np.array([np.nan])
                found[f"{side}_{what}"] = float(gap.mean())
            taken = self._gap(number, "partnership_attention", places) if places else np.array([np.nan])
            found[f"{side}_leaders_months"] = float(taken.mean())
        found["target_leaders_months"] = float(self._gap(number, "partnership_attention", [self._target]).mean())
        return found

    def _of_money(self, number: int) -> dict[str, float]:
        both = min(len(self.money[0]), len(self.money[number]))
        gap = self.money[number][:both] - self.money[0][:both]
        spent, earned, centre = (gap[:, kind] for kind in range(3))
        bias = 1.0 + self.appraisal.money.optimism_bias
        partner = self.options[number].partner
        place = self._ids.index(partner) if partner else None
        return {
            "cost_to_target": bias * float(spent[:, self._target].mean()),
            "cost_to_partner": np.nan
            if place is None
            else bias * float(spent[:, place].mean()) - float(earned[:, place].mean()),
            "cost_to_centre": bias * float(centre.sum(axis=1).mean()),
        }

    def tippings(self) -> list[Tipping]:
        """Return what tips the choice between the best option and the next, the strongest first."""
        return self._tippings

    @cached_property
    def _tippings(self) -> list[Tipping]:  # shuffles take seconds, and tables, page and words all ask
        first, second = self.first_two
        both = min(len(self.spent.payoffs[first]), len(self.spent.payoffs[second]))
        return tippings(self.spent.payoffs[first][:both] - self.spent.payoffs[second][:both], self._unknowns(both))

    def worth_knowing(self) -> dict[str, float]:
        """Return what knowing an unknown for certain would add to the outcome, for those that move the choice."""
        return self._worth_knowing

    @cached_property
    def _worth_knowing(self) -> dict[str, float]:
        left = [number for number in self.spent.left if len(self.spent.payoffs[number]) == self.spent.worlds]
        payoffs = np.array([self.spent.payoffs[number] for number in left])
        unknowns = self._unknowns(self.spent.worlds)
        if len(left) < 2:
            return {}
        names = [tipping.unknown for tipping in self.tippings()[:MOST_UNKNOWNS]]
        worth = {name: value_of_knowing(payoffs, unknowns[name].to_numpy()) for name in names}
        return dict(sorted(((name, value) for name, value in worth.items() if value > 0.0), key=lambda item: -item[1]))

    def regret_map(self) -> tuple[pd.DataFrame, tuple[str, str], int] | None:
        """Return the regret of the best option over the two unknowns that move the choice most, if there are two.

        Compared are the options that were simulated in every future.

        Returns
        -------
        What `regret_cells` returns, the keys of both unknowns, and the position of the option. Positions are those
        in `options`.
        """
        names = [tipping.unknown for tipping in self.tippings()[:2]]
        full = [number for number, own in enumerate(self.spent.payoffs) if len(own) == self.spent.worlds]
        chosen = self.first_two[0]
        if len(names) < 2 or chosen not in full or len(full) < 2:
            return None
        across, up = (self._unknowns(self.spent.worlds)[name].to_numpy(dtype=float) for name in names)
        cells = regret_cells([self.spent.payoffs[number] for number in full], across, up, full.index(chosen))
        if cells.empty:
            return None
        return cells.assign(best=[full[place] for place in cells["best"]]), (names[0], names[1]), chosen

    @property
    def first_two(self) -> tuple[int, int]:
        """Return the positions of the option with the least regret, and of the next."""
        names = self.table["option"].tolist()
        position = {option.name: number for number, option in enumerate(self.options)}
        return position[names[0]], position[names[1]]

    @property
    def is_separated(self) -> bool:
        """Return whether the evidence separates the best option from the next."""
        return len(self.spent.left) == 1

    def _unknowns(self, worlds: int) -> pd.DataFrame:
        """Return what is unknown in each world: parameters, values of the scenario, attributes of the first types."""
        scenario = self.appraisal.base
        drawn = appraisal_values(self.appraisal).drawn.head(worlds) if self.appraisal.uncertainties else pd.DataFrame()
        if not draws_from_posterior(scenario):
            return drawn if len(drawn) else pd.DataFrame(index=range(worlds))
        types = {self.options[number].type for number in self.first_two} - {""}
        prefixes = (PARAMETERS, *(f"{TYPES}{name}." for name in sorted(types)))
        rows = [sample()[set_number(scenario, world)] for world in range(worlds)]
        sets = pd.DataFrame([{key: value for key, value in row.items() if key.startswith(prefixes)} for row in rows])
        return sets.drop(columns=list(drawn.columns.intersection(sets.columns))).join(drawn)

    def _gap(self, number: int, outcome: str, places: list[int]) -> Values:
        """Return how far an outcome of some trusts differs from business as usual, in the worlds that both were in."""
        both = min(len(self.outcomes[0]), len(self.outcomes[number]))
        column = _column(outcome)
        own, usual = (self.outcomes[one][:both][:, places, column].mean(axis=1) for one in (number, 0))
        gaps: Values = own - usual
        return gaps[~np.isnan(gaps)] if not np.isnan(gaps).all() else np.array([np.nan, np.nan])

    @cached_property
    def _ids(self) -> list[str]:
        return trust_ids(self.options[0].scenario)

    @cached_property
    def _target(self) -> int:
        return self._ids.index(self.listed.target)

    def _neighbours(self, partner: str) -> list[int]:
        """Return the other trusts of the target's local health economy that are in none of it."""
        trusts = resolve(self.options[0].scenario).trusts
        home = trusts[self._target].local_health_economy
        own = {self._target, self._ids.index(partner) if partner else -1}
        return [
            place
            for place, trust in enumerate(trusts)
            if trust.local_health_economy == home and trust.unit_of < 0 and place not in own
        ]

    @property
    def _horizon(self) -> int:
        """Return the last horizon that was simulated far enough to know who has recovered by then."""
        recovered = [horizon for horizon in HORIZONS if self._is_known(f"recovered_within_{horizon}")]
        return max(recovered, default=HORIZONS[0])

    def _is_known(self, outcome: str) -> bool:
        return bool((~np.isnan(self.outcomes[0][:, self._target, _column(outcome)])).any())


def sign_of(outcome: str) -> float:
    """Return 1 where more of an outcome is better, and -1 where less is."""
    return 1.0 if OUTCOMES[outcome].better == HIGHER else -1.0


def within(values: Values, bounds: Enough) -> Any:
    """Return whether values are good enough."""
    low = -np.inf if bounds.at_least is None else bounds.at_least
    high = np.inf if bounds.at_most is None else bounds.at_most
    return (values >= low) & (values <= high)


def _column(outcome: str) -> int:
    return list(OUTCOMES).index(outcome)


def appraise(
    source: str | Path | Appraisal,
    sets: Sets = (),
    threads: int = 1,
    progress: Progress = lambda done, planned: None,
) -> AppraisalResult:
    """Return what an appraisal finds: options simulated in the same worlds, with worlds spent where they decide.

    Parameters
    ----------
    source : a shipped appraisal's name, a path, or a loaded appraisal.
    sets : values that replace those of the file.
    threads : how many parts of an option's worlds are simulated at a time.
    progress : called with the number of worlds simulated, and of those that may be.

    Raises
    ------
    ScenarioError : the file is not sound.
    ValueError : there is no such trust or type.

    Examples
    --------
    >>> found = appraise("best_partner", {"worlds": {"first": 8, "most": 8}, "options.types": ["buddying"]})
    >>> found.options[0].name
    'business_as_usual'
    """
    appraisal = source if isinstance(source, Appraisal) else load_appraisal(source, sets)
    listed = options_of(appraisal)
    made = [_Simulated(option, Ensemble(option.scenario, False), [], []) for option in listed.options]
    target = trust_ids(appraisal.base).index(listed.target)
    column, sign = _column(appraisal.outcome), sign_of(appraisal.outcome)
    discount = discounts(appraisal.base.months, appraisal.money.discount_rate)
    most, done = appraisal.worlds.most * len(made), 0

    def simulate(number: int, first: int, count: int) -> Values:
        nonlocal done
        one = made[number]
        chunk = max(1, -(-count // threads))
        followed_columns = [Column(name) for name in MONTHLY]
        if appraisal.uncertainties:
            own = appraisal.options.also.get(one.option.name)
            decided = own.set if own else ()
            values = appraisal_values(appraisal)
            parts = values.parts(one.option.scenario, decided, first, count, threads, followed_columns)
        else:
            parts = list(one.ensemble.parts(first, count, threads, chunk, followed=followed_columns))
        outcomes = np.concatenate([part.outcomes for part in parts])
        followed = np.concatenate([part.followed for part in parts])
        one.outcomes.append(outcomes)
        one.money.append(np.einsum("wkmt,m->wkt", followed, discount))
        done += count
        progress(done, most)
        payoff: Values = sign * outcomes[:, target, column]
        return payoff

    worlds = appraisal.worlds
    spent = spend(simulate, len(made), worlds.first, worlds.most, worlds.matters, worlds.error, reference=0)
    return AppraisalResult(
        appraisal, listed, spent, [np.concatenate(one.outcomes) for one in made],
        [np.concatenate(one.money) for one in made],
    )  # fmt: skip


def appraisal_values(appraisal: Appraisal) -> UncertainValues:
    """Return the values of an appraisal that are not known."""
    return UncertainValues(appraisal.uncertainties, appraisal.worlds.most, appraisal.base.seed)


def discounts(months: int, rate: float) -> Values:
    """Return what money of each month is worth at the start; of the start itself there is none."""
    found: Values = (1.0 + rate) ** (-np.arange(months + 1) / 12.0)
    found[0] = 0.0
    return found
