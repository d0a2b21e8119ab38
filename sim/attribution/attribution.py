"""Why two scenarios differ: what each part in which they differ adds to the difference, and what parts do together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.attribution.mechanism_shares import is_beyond_chance, mechanism_shares
from sim.attribution.scenario_parts import ScenarioParts
from sim.attribution.shapley import Values, interactions, shapley_values
from sim.comparison.comparison import trust_groups
from sim.comparison.pairs import interval_of, without_rounding
from sim.comparison.twins import common_trusts, require_twins
from sim.config.arguments import Sets, set_texts
from sim.config.naming import nearest
from sim.config.replaced_files import in_place_of
from sim.engine.compiled.ensemble import outcomes_of_settings
from sim.outcomes import OUTCOMES
from sim.results.checked_files import PACKAGE
from sim.results.summary import wilson
from sim.runs.run_scenario import changed_scenario
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_schema import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REPLICATES = 200
WHOLE = "whole difference"
ERROR = 0.05  # probability that any two parts of an additive difference seem to do something together
ROUNDED = 12  # digits, beyond which sums over subsets are not exact
COLUMNS = ("part", "difference", "low", "high", "share", "n")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Attribution:
    """What the difference of a scenario from another is due to.

    Attributes
    ----------
    first, second : names of the scenarios; differences are of the second, less the first.
    outcome, trust : what differs, and of which trust; None: the mean of all that both have.
    parts : a row for each part, and the whole: what it adds, with a 95 % interval, and as a share of the whole.
    together : a row for each two parts: what they do together beyond what each does alone, with a 95 % interval.
    mechanisms : a row for each mechanism without which the difference is another one; empty unless asked for.
    left_out : replicates without a value in some scenario between both.
    """

    first: str
    second: str
    outcome: str
    trust: str | None
    parts: pd.DataFrame
    together: pd.DataFrame
    left_out: int
    mechanisms: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def of_whom(self) -> str:
        """Return whose outcome it is, in words."""
        return self.trust or "all trusts"

    @property
    def is_additive(self) -> bool:
        """Return whether no two parts do more together than chance explains."""
        return self.interacting.empty

    @property
    def interacting(self) -> pd.DataFrame:
        """Return the pairs of parts that do more together than chance explains, the strongest first."""
        beyond = self.together[self.together["beyond_chance"].astype(bool)]
        return beyond.sort_values("difference", key=np.abs, ascending=False, ignore_index=True)

    def told_together(self, most: int) -> list[str]:
        """Return sentences on the pairs of parts that do something together."""
        return [
            f"Together, beyond what each does alone: {row['part']} and {row['other']} {row['difference']:+.3g} "
            f"({row['low']:+.3g} to {row['high']:+.3g})."
            for row in self.interacting.head(most).to_dict("records")
        ]

    def plot(self) -> Figure:
        """Return the waterfall from the first scenario to the second as a matplotlib figure."""
        from sim.plots.figures.waterfall_figure import Steps, waterfall

        title = f"From {self.first} to {self.second}"
        made: Figure = waterfall(Steps(title, self.outcome, self.of_whom, self.parts, self.told_together(2)))
        return made

    def save(self, folder: str | Path) -> Path:
        """Write the tables and the waterfall into a folder; return it."""
        from sim.plots import save

        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        tables = {"parts": self.parts, "together": self.together, "mechanisms": self.mechanisms}
        (place / "mechanisms.csv").unlink(missing_ok=True)  # of another question, asked before
        for name, table in ((name, table) for name, table in tables.items() if name != "mechanisms" or len(table)):
            with in_place_of(place / f"{name}.csv") as file:
                table.to_csv(file, index=False)
        save(self.plot(), place, "waterfall")
        return place


def why(
    first: str | Path | Scenario,
    second: str | Path | Scenario,
    *,
    outcome: str | None = None,
    trust: str | None = None,
    replicates: int = REPLICATES,
    sets: Sets = (),
    with_mechanisms: bool = False,
    threads: int = 1,
    progress: Progress = lambda done, planned: None,
) -> Attribution:
    """Return what the difference between two scenarios is due to.

    Every scenario between both is simulated in the same worlds, so that what a part adds is known world by world. The
    parts add up to the whole difference.

    Parameters
    ----------
    first, second : names of shipped scenarios, files, or loaded scenarios; of the same worlds, as for `sim.compare`.
    outcome : which outcome; by default the main outcome of the first.
    trust : id or name of one trust; by default that of the main outcome, or all that both have.
    replicates : of each scenario.
    sets : changes made in both.
    with_mechanisms : whether to switch off every mechanism in turn, too.
    threads : how many scenarios are simulated at a time.

    Raises
    ------
    ResultsError : their worlds are not the same.
    ScenarioError : one of them is not sound.
    ValueError : they differ in nothing, or in too much; or there is no such outcome or trust.

    Examples
    --------
    >>> from sim.scenario.scenario_loader import load_scenario
    >>> strict = load_scenario("no_partner", {"regulator.scrutiny": 0.9, "regulator.support": 0.1})
    >>> kind = load_scenario("no_partner", {"regulator.scrutiny": 0.3, "regulator.support": 0.9})
    >>> why(strict, kind, replicates=4).parts["part"].tolist()
    ['regulator.scrutiny: 0.9 to 0.3', 'regulator.support: 0.1 to 0.9', 'whole difference']
    """
    texts = set_texts(sets)
    scenarios = [changed_scenario(source, texts) for source in (first, second)]
    one, other = (scenario.model_copy(update={"replicates": replicates}) for scenario in scenarios)
    require_twins([one.name, other.name], [one, other], [version(PACKAGE)] * 2)
    main = one.main_outcome
    chosen = outcome or main.outcome
    if chosen not in OUTCOMES:
        raise nearest(chosen, list(OUTCOMES), "outcome")
    wanted = trust or main.trust
    whom = None if wanted is None else trust_groups([one, other], wanted)[0]
    parts = ScenarioParts(one, other)
    between = parts.scenarios()
    with_trusts = _outcomes_of(between, replicates, chosen, whom, threads, progress)
    values = _means_of_known(with_trusts)
    known = ~np.isnan(values).any(axis=0)
    if known.sum() < 2:
        raise ValueError(f"{chosen} has a value in fewer than two replicates of all scenarios between both")
    values = values[:, known]
    titles = [part.title for part in parts.parts]
    is_share = OUTCOMES[chosen].kind == "share"
    shares = pd.DataFrame()
    if with_mechanisms:
        shares = mechanism_shares(
            one,
            other,
            lambda settings: _means_of_known(_outcomes_of(settings, replicates, chosen, whom, threads, progress)),
        )
    return Attribution(
        one.name, other.name, chosen, whom, _parts_table(titles, values, is_share), _together_table(titles, values),
        int((~known).sum()), shares,
    )  # fmt: skip


def _places(scenarios: Sequence[Scenario], whom: str | None) -> list[list[int]]:
    """Return the positions of the trusts whose mean is taken, in each scenario; units are in that of their trust."""
    units = {unit.id for scenario in scenarios for unit in scenario.units}
    wanted = [trust for trust in common_trusts(scenarios) if trust not in units] if whom is None else [whom]
    return [[trust_ids(scenario).index(trust) for trust in wanted] for scenario in scenarios]


def _outcomes_of(
    scenarios: Sequence[Scenario],
    replicates: int,
    outcome: str,
    whom: str | None,
    threads: int,
    progress: Progress,
) -> Values:
    """Return an outcome of every scenario in the same worlds, an array [scenarios, replicates, trusts]."""
    column, found, places = list(OUTCOMES).index(outcome), [], _places(scenarios, whom)
    simulated = outcomes_of_settings(scenarios, replicates, threads)
    for done, (outcomes, own) in enumerate(zip(simulated, places, strict=True), 1):
        found.append(outcomes[:, own, column])
        progress(done, len(scenarios))
    return np.array(found)


def _means_of_known(values: Values) -> Values:
    """Return means over trusts that have a value in all scenarios, an array [scenarios, replicates]."""
    known = ~np.isnan(values).any(axis=0)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=2)
    means: Values = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    return means


def _parts_table(titles: Sequence[str], values: Values, is_share: bool) -> pd.DataFrame:
    whole = values[-1] - values[0]
    added = shapley_values(values)
    rows = [_row(title, own, float(whole.mean()), is_share) for title, own in zip(titles, added, strict=True)]
    return pd.DataFrame([*rows, _row(WHOLE, whole, float(whole.mean()), is_share)], columns=list(COLUMNS))


def _row(title: str, differences: Values, whole: float, is_share: bool) -> tuple[object, ...]:
    found = interval_of(np.round(differences, ROUNDED), is_share, 1)
    low, high = found.low, found.high
    if is_share and low == high:  # the same in all worlds that were simulated, and not for sure in all there are
        certain, _ = wilson(found.count, found.count)
        low, high = max(-1.0, found.value - (1.0 - certain)), min(1.0, found.value + (1.0 - certain))
    share = found.value / whole if whole else np.nan
    return title, found.value, low, high, share, found.count


def _together_table(titles: Sequence[str], values: Values) -> pd.DataFrame:
    rows, pairs = [], interactions(values)
    for (one, other), own in pairs.items():
        cleared = without_rounding(own)
        found = interval_of(cleared, False, 1)
        beyond = is_beyond_chance(cleared, ERROR / len(pairs))
        rows.append((titles[one], titles[other], found.value, found.low, found.high, beyond))
    return pd.DataFrame(rows, columns=["part", "other", "difference", "low", "high", "beyond_chance"])
