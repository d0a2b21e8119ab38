"""The page shows the figures that the commands print, of the same outcomes; and its own tests pass."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.comparison.pairs import band_over_time, paired_difference
from sim.engine.compiled.columns import Column
from sim.engine.compiled.ensemble import Ensemble, Part
from sim.model.enums import Stage
from sim.outcomes import OUTCOMES
from sim.results.sides import NEIGHBOURS, planned_sides, side_by_side, sides_of
from sim.results.summary import mean, share
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_loader import load_scenario

HERE = Path(__file__).parent
NODE = shutil.which("node")
COLUMNS = ("quality", "stage", "special_measures", "absorbed_by")
WORLDS = 60
TARGET = 0

pytestmark = [
    pytest.mark.skipif(NODE is None, reason="node is not installed"),
    pytest.mark.xdist_group("page"),
]


def test_the_pages_own_tests_pass() -> None:
    tests = sorted(str(file) for file in HERE.glob("*.test.mjs"))
    assert tests
    done = subprocess.run([str(NODE), "--test", *tests], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def plain(value: Any) -> Any:
    """Return arrays as lists, and what is missing by its name, which JSON has none for."""
    if isinstance(value, np.ndarray):
        return ["NaN" if np.isnan(one) else float(one) for one in value.ravel()]
    return value


class Played:
    """A scenario, what was simulated of it, and what the page makes of that."""

    def __init__(self, name: str) -> None:
        self.scenario = load_scenario(name)
        followed = [Column(column) for column in COLUMNS]
        self.own = self._part(Ensemble(self.scenario, with_twin=True), followed)
        self.twin = self._part(Ensemble(self.scenario, with_twin=False, without_partnerships=True), followed)
        self.shown = self._shown()

    def _part(self, ensemble: Ensemble, followed: list[Column]) -> Part:
        (part,) = ensemble.parts(0, WORLDS, chunk=WORLDS, followed=followed, twins=True)
        return part

    def _shown(self) -> dict[str, Any]:
        sides = dict(planned_sides(self.scenario))
        names = {"target": "target", "partner": "partner"}
        given = {
            "shape": {
                "outcomes": list(OUTCOMES), "trusts": self.own.outcomes.shape[1], "columns": COLUMNS,
                "asked": list(range(self.own.outcomes.shape[1])), "months": self.scenario.months,
            },
            "batches": [self._batch(0, 20), self._batch(20, WORLDS)],
            "outcomes": [{"name": name, "kind": outcome.kind} for name, outcome in OUTCOMES.items()],
            "stages": [int(stage) for stage in Stage],
            "trust": TARGET,
            "trusts": [{"name": name, "role": names.get(sides.get(name, ""), "other")} for name in self.trusts],
            "horizon": "performance_change_60",
        }  # fmt: skip
        command = [str(NODE), str(HERE / "statistics_of_outcomes.mjs")]
        done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def _batch(self, first: int, end: int) -> dict[str, Any]:
        return {
            "first": first,
            "count": end - first,
            "outcomes": {
                "with": plain(self.own.outcomes[first:end]),
                "without": plain(self.own.twin_outcomes[first:end]),
            },
            "months": {
                "with": plain(self.own.followed[first:end]),
                "without": plain(self.twin.followed[first:end]),
            },
        }

    @property
    def trusts(self) -> list[str]:
        return list(trust_ids(self.scenario))

    def frame(self, outcomes: np.ndarray) -> pd.DataFrame:
        keys = pd.MultiIndex.from_product([range(WORLDS), self.trusts], names=["replicate", "trust"])
        return pd.DataFrame(outcomes.reshape(-1, len(OUTCOMES)), index=keys, columns=list(OUTCOMES)).reset_index()


@pytest.fixture(scope="module", params=["case_b_buddying", "case_c_acquisition"])
def played(request: pytest.FixtureRequest) -> Played:
    return Played(request.param)


def same(found: Any, expected: Any) -> None:
    values = [np.nan if value == "NaN" else value for value in np.ravel(np.array(found, dtype=object))]
    np.testing.assert_allclose(np.array(values, dtype=float), np.ravel(expected), rtol=1e-9, atol=1e-12)


def test_each_outcome_has_the_share_or_mean_that_a_run_prints(played: Played) -> None:
    for at, (name, outcome) in enumerate(OUTCOMES.items()):
        values = pd.Series(played.own.outcomes[:, TARGET, at])
        expected = (share if outcome.kind == "share" else mean)(values)
        found = played.shown["outcomes"][name]["estimate"]
        same(
            [found[key] for key in ("value", "low", "high", "count")],
            [expected.value, expected.low, expected.high, expected.count],
        )


def test_each_outcome_has_the_paired_difference_that_a_comparison_prints(played: Played) -> None:
    for at, (name, outcome) in enumerate(OUTCOMES.items()):
        pair = (played.own.twin_outcomes[:, [TARGET], at], played.own.outcomes[:, [TARGET], at])
        expected = asdict(paired_difference(*pair, outcome.better, outcome.kind == "share"))
        found = played.shown["outcomes"][name]["difference"]
        same(
            [found[key] for key in ("value", "count", "differ")],
            [expected[key] for key in ("difference", "n", "differ")],
        )
        if expected["n"] > 1:  # of one world there is no interval
            same([found["low"], found["high"]], [expected["low"], expected["high"]])
        if outcome.kind == "share":
            assert (found["toYes"], found["toNo"]) == (expected["to_yes"], expected["to_no"])


def test_trajectories_have_the_quantiles_and_the_band_of_differences_of_the_figures(played: Played) -> None:
    own, twin = (part.followed[:, 0, :, TARGET] for part in (played.own, played.twin))
    same(played.shown["quantiles"], np.quantile(own, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0).T)
    average, low, high = band_over_time(own - twin)
    same([row["value"] for row in played.shown["difference"]], average)
    same([row["low"] for row in played.shown["difference"]], low)
    same([row["high"] for row in played.shown["difference"]], high)


def test_stages_are_shares_of_all_worlds(played: Played) -> None:
    stage = played.own.followed[:, 1, :, TARGET]
    same(played.shown["stages"], np.stack([(stage == code).mean(axis=0) for code in Stage], axis=1))


@pytest.mark.parametrize("months", [12, 24, 36, 60])
@pytest.mark.parametrize(("shown", "outcome"), [("exit", "exit_within"), ("absorbed", "absorbed_before_exit_within")])
def test_cumulative_incidence_is_that_of_the_outcomes(played: Played, shown: str, outcome: str, months: int) -> None:
    at = list(OUTCOMES).index(f"{outcome}_{months}")
    expected = share(pd.Series(played.own.outcomes[:, TARGET, at]))
    found = played.shown[shown][months]
    same([found["value"], found["low"], found["high"]], [expected.value, expected.low, expected.high])


def test_who_gains_and_who_pays_is_that_of_a_run(played: Played) -> None:
    frames = [played.frame(outcomes) for outcomes in (played.own.outcomes, played.own.twin_outcomes)]
    no_others = pd.DataFrame({"replicate": [], "target": [], "partner": []})
    sides = sides_of(played.scenario, no_others, WORLDS)
    expected = side_by_side(*frames, sides, 60, WORLDS).set_index("side")
    for found in played.shown["sides"]:
        row = expected.loc[NEIGHBOURS if found["side"] == "other" else found["side"]]
        same([found["value"], found["low"], found["high"]], [row["difference"], row["low"], row["high"]])
