"""Time to exit, recovery and relapse: planted hazards are recovered, pairs are compared, and refusals say why."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import turnaround

import sim
from sim.analysis.spells_read import GroupedSpells
from sim.analysis.survival import curves_of, differences_of, incidence_at
from sim.scenario.scenario_loader import load_scenario

EXIT, ABSORPTION, CENSORING = 0.03, 0.02, 0.01
MONTHS = 60


def planted(spells: int, seed: int = 1, exit_hazard: float = EXIT, competing: float = ABSORPTION) -> pd.DataFrame:
    """Return spells of constant monthly hazards of exit, absorption and censoring."""
    random = np.random.default_rng(seed)
    ends = {"event": exit_hazard, "absorption": competing, "end of run": CENSORING}
    drawn = {
        cause: random.geometric(hazard, spells) if hazard else np.full(spells, 10**6) for cause, hazard in ends.items()
    }
    times = np.stack(list(drawn.values()))
    causes = np.array(list(ends))[times.argmin(axis=0)]
    months = times.min(axis=0)
    late = months > MONTHS
    return pd.DataFrame(
        {
            "replicate": np.arange(spells),
            "trust": "a",
            "months": np.where(late, MONTHS, months),
            "cause": np.where(late, "end of run", causes),
        }
    )


def grouped(**groups: pd.DataFrame) -> GroupedSpells:
    table = pd.concat([spells.assign(group=name) for name, spells in groups.items()], ignore_index=True)
    possible = {name: len(spells) for name, spells in groups.items()}
    return GroupedSpells(table, tuple(groups), possible, load_scenario("no_partner", ["months=60"]))


def true_incidence(months: np.ndarray, hazard: float, other: float) -> np.ndarray:
    """Return the cumulative incidence of the first of two causes, where the first wins a tie."""
    ends = 1 - (1 - hazard) * (1 - other)
    return hazard * (1 - (1 - ends) ** months) / ends


def test_cumulative_incidence_of_known_competing_hazards_is_recovered() -> None:
    curves = curves_of(grouped(all=planted(20_000)))
    exits = curves[curves["event"] == "event"].set_index("month")
    assert set(exits["estimator"]) == {"Aalen-Johansen"}
    months = np.array([6, 12, 24, 36, 48])
    assert exits.loc[months, "incidence"].to_numpy() == pytest.approx(
        true_incidence(months, EXIT, ABSORPTION), abs=0.012
    )
    absorbed = curves[curves["event"] == "absorption"].set_index("month")
    together = exits.loc[48, "incidence"] + absorbed.loc[48, "incidence"]
    assert together == pytest.approx(1 - ((1 - EXIT) * (1 - ABSORPTION)) ** 48, abs=0.012)


def test_to_take_the_competing_end_for_censoring_would_be_wrong_by_more_than_the_stated_error() -> None:
    naive = 1 - (1 - EXIT) ** 48
    assert naive - true_incidence(np.array([48]), EXIT, ABSORPTION)[0] > 0.1


def test_without_competing_ends_it_is_one_less_kaplan_and_meier() -> None:
    curves = curves_of(grouped(all=planted(20_000, competing=0.0)))
    assert set(curves["event"]) == {"event"}
    assert set(curves["estimator"]) == {"Kaplan-Meier"}
    by_month = curves.set_index("month")["incidence"]
    assert by_month[36] == pytest.approx(1 - (1 - EXIT) ** 36, abs=0.012)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    truth = true_incidence(np.array([24]), EXIT, ABSORPTION)[0]
    held = 0
    for seed in range(60):
        curves = curves_of(grouped(all=planted(150, seed)))
        at = curves[(curves["event"] == "event") & (curves["month"] <= 24)].iloc[-1]
        held += at["low"] <= truth <= at["high"]
    assert 51 <= held <= 60


def test_numbers_at_risk_count_those_who_are_still_followed() -> None:
    spells = planted(3).assign(months=[5, 9, 9], cause=["event", "end of run", "event"])
    curves = curves_of(grouped(all=spells)).set_index("month")
    assert curves["at_risk"].to_dict() == {0: 3, 5: 3, 9: 2}
    assert curves.loc[0, "incidence"] == 0.0


def test_where_all_have_ended_nothing_changes_any_more_and_where_not_it_is_not_known() -> None:
    ended = planted(2).assign(months=[5, 9], cause=["event", "absorption"])
    cut_off = planted(2).assign(months=[5, 9], cause=["event", "end of run"])
    last = curves_of(grouped(ended=ended, cut_off=cut_off)).groupby("group")["month"].max()
    assert last.to_dict() == {"ended": 60, "cut_off": 9}


@pytest.mark.parametrize("causes", [["absorption", "end of run"], ["end of run", "end of run"]])
def test_what_never_happened_has_an_incidence_of_none(causes: list[str]) -> None:
    curves = curves_of(grouped(all=planted(2).assign(months=[5, 9], cause=causes)))
    assert (curves.loc[curves["event"] == "event", "incidence"] == 0.0).all()


def test_causes_that_are_missing_leave_no_gap() -> None:
    codes, times = np.array([1, 3, 1, 0]), np.array([2.0, 4.0, 6.0, 9.0])
    assert incidence_at(codes, times, [1, 2, 9]).tolist() == [0.0, 0.25, 0.5]


@pytest.mark.parametrize("competing", [ABSORPTION, 0.0])
def test_incidence_of_resamples_is_that_of_the_curves(competing: float) -> None:
    spells = planted(300, competing=competing)
    curve = curves_of(grouped(all=spells))
    curve = curve[curve["event"] == "event"]
    codes = spells["cause"].map({"event": 1, "absorption": 2, "end of run": 0}).to_numpy()
    found = incidence_at(codes, spells["months"].to_numpy(dtype=float), list(curve["month"]))
    assert found == pytest.approx(curve["incidence"].to_numpy(), abs=1e-12)


def test_paired_difference_is_found_with_an_interval_over_replicates() -> None:
    slow, fast = planted(800, 3), planted(800, 4, exit_hazard=0.06)
    found = differences_of(grouped(slow=slow, fast=fast), [12, 24])
    truth = true_incidence(np.array([12, 24]), 0.06, ABSORPTION) - true_incidence(np.array([12, 24]), EXIT, ABSORPTION)
    assert found["difference"].to_numpy() == pytest.approx(truth, abs=0.06)
    assert (found["low"] < truth).all()
    assert (truth < found["high"]).all()
    assert (found["low"] > 0).all()


def test_what_is_the_same_in_every_replicate_differs_by_nothing() -> None:
    same = planted(50)
    found = differences_of(grouped(one=same, other=same), [24])
    assert found[["difference", "low", "high"]].to_numpy().tolist() == [[0.0, 0.0, 0.0]]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("survival")
    for name in ("case_b_buddying", "no_partner"):
        sim.stream(name, home / name, replicates=12, months=60, seed=4)
    sim.sweep("support_duration", home / "sweep", sets={"replicates": 10, "set.months": 48})
    return {name: home / name for name in ("case_b_buddying", "no_partner", "sweep")}


@pytest.mark.parametrize("of", ["exit", "recovery", "relapse"])
def test_command_leaves_tables_and_a_figure_of_a_run_and_its_twin(
    of: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    place = tmp_path / "found"
    done = turnaround("survival", str(folders["case_b_buddying"]), "--of", of, "--months", "12,24", "--out", str(place))
    assert done.exit_code == 0, done.output
    assert "without partnerships (twin)" in done.output
    curves = pd.read_csv(place / "survival.csv")
    assert curves["incidence"].between(0, 1).all()
    assert {path.name for path in place.iterdir()} == {
        "survival.csv", "differences.csv", "survival.png", "survival.svg",
    }  # fmt: skip


def test_several_folders_are_compared_with_the_first(folders: dict[str, Path], in_folder: Path) -> None:
    done = turnaround("survival", str(folders["no_partner"]), str(folders["case_b_buddying"]), "--trust", "green_bay")
    assert done.exit_code == 0, done.output
    assert "case_b_buddying, less no_partner" in done.output
    assert (in_folder / "results" / "survival-no_partner-case_b_buddying-exit" / "survival.csv").exists()


def test_sweep_is_compared_by_the_levels_of_its_factor(folders: dict[str, Path]) -> None:
    swept = sim.open_experiment(folders["sweep"])
    found = sim.survival(swept, trust="green_bay", by=swept.factors[0], months=[12])
    assert len(found.groups) == len(swept.design[swept.factors[0]].unique())
    assert set(found.differences["reference"]) <= {found.groups[0]}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"of": "exits"}, "unknown time 'exits': did you mean 'exit'"),
        ({"trust": "green_by"}, "did you mean 'green_bay'"),
        ({"months": [61]}, "months: found 61; allowed: 1 to 60"),
        ({"by": "no_such_factor"}, "unknown factor"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_reason(
    options: dict, message: str, folders: dict[str, Path]
) -> None:
    with pytest.raises(ValueError, match=message):
        sim.survival(folders["case_b_buddying"], **options)


def test_scenarios_of_other_worlds_are_not_compared(folders: dict[str, Path], tmp_path: Path) -> None:
    sim.stream("no_partner", tmp_path / "other", replicates=2, months=60, seed=5)
    done = turnaround("survival", str(folders["no_partner"]), str(tmp_path / "other"))
    assert done.exit_code == 2
    assert "has seed 5" in done.output


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = turnaround("survival", str(tmp_path / "empty"))
    assert done.exit_code == 2
    assert "manifest.json" in done.output


def test_a_missing_library_is_asked_for_by_the_name_of_the_extra(
    folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sksurv.nonparametric", None)
    done = turnaround("survival", str(folders["case_b_buddying"]))
    assert done.exit_code == 2
    assert "turnaround-sim[analysis]" in done.output
