"""Many replicates straight into a folder: the numbers of a run that keeps everything, and memory that does not grow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.outcomes import OUTCOMES
from sim.results.checked_files import ResultsError
from sim.results.parquet import table_of
from sim.runs.online_statistics import RunningMoments
from sim.runs.stream import RunOptions, Stream, outcomes_table, write_part
from sim.runs.streamed_quantiles import WrittenOutcomes, quantiles
from sim.scenario.scenario_loader import load_scenario

REPLICATES = 7


@pytest.fixture(scope="module")
def whole() -> sim.Run:
    return sim.run("case_b_buddying", replicates=REPLICATES, engine="mesa")


@pytest.mark.parametrize("engine", ["mesa", "ensemble"])
def test_outcomes_are_those_of_a_run_that_keeps_everything(whole: sim.Run, engine: str, tmp_path: Path) -> None:
    sim.stream("case_b_buddying", tmp_path / "kept", replicates=REPLICATES, engine=engine)
    kept = pd.read_parquet(tmp_path / "kept" / "outcomes")
    pd.testing.assert_frame_equal(kept, whole.outcomes, check_categorical=False)


HELD_BY_BOTH = ["trust", "outcome", "statistic", "value", "low", "high", "band", "n", "of", "unit", "meaning"]


@pytest.mark.parametrize("keep", ["outcomes", "quantiles", "trajectories"])
def test_whatever_is_kept_the_summary_says_the_same(keep: str, whole: sim.Run, tmp_path: Path) -> None:
    kept = sim.stream("case_b_buddying", tmp_path / "kept", keep=keep, replicates=REPLICATES, engine="mesa")
    pd.testing.assert_frame_equal(kept, whole.summary[HELD_BY_BOTH])
    assert set(kept["statistic"]) == {"median", "share"}


@pytest.mark.parametrize("trusts", [1, 20])
def test_the_summary_of_trusts_without_a_name_is_that_of_a_run_that_keeps_everything(
    trusts: int, tmp_path: Path
) -> None:
    asked = {"replicates": 6, "months": 60, "sets": [f"background.trusts={trusts}"], "engine": "ensemble"}
    whole = sim.run("england_acute", **asked).summary
    kept = sim.stream("england_acute", tmp_path / "kept", **asked)
    assert (whole["value"] > 0).sum() > 3
    pd.testing.assert_frame_equal(kept, whole[HELD_BY_BOTH])


def test_quantiles_of_more_values_than_are_held_are_those_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(1).normal(size=999)
    values = np.concatenate([noise, -noise[:5], np.zeros(300), -np.zeros(7), np.repeat(12.0, 200), [1e-300, 1e300]])
    shares = (0.0, 0.05, 0.5, 0.95, 1.0)
    monkeypatch.setattr("sim.runs.streamed_quantiles.MOST_AT_ONCE", 100)
    found = quantiles(lambda: iter(np.array_split(values, 7)), len(values), shares)
    assert found.tolist() == np.quantile(values, shares).tolist()


@pytest.mark.parametrize(("most", "parts"), [(100, [[1, 2, 4, 5]]), (1, [[1, 2], [4, 5]])])
def test_what_is_written_is_read_part_by_part_where_it_cannot_be_held(
    most: int, parts: list[list[float]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.runs.streamed_quantiles.MOST_AT_ONCE", most)
    for number, first in enumerate((0, 3)):
        outcomes = np.arange(first, first + 3.0)[:, None, None] + np.zeros((3, 2, len(OUTCOMES)))
        outcomes[0, 1] = np.nan
        write_part(tmp_path / "outcomes", number, outcomes_table(first, outcomes, ["a", "b"]))
    written, name = WrittenOutcomes(tmp_path / "outcomes", 2), next(iter(OUTCOMES))
    assert [values.tolist() for values in written.known(name, [1])()] == parts
    assert sorted(np.concatenate(list(written.known(name, [0, 1])()))) == [0, 1, 1, 2, 2, 3, 4, 4, 5, 5]


@pytest.mark.parametrize("engine", ["mesa", "ensemble"])
def test_quantiles_are_those_of_the_trajectories(whole: sim.Run, engine: str, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    sim.stream("case_b_buddying", place, keep="quantiles", replicates=REPLICATES, engine=engine)
    kept = pd.read_parquet(place / "quantiles.parquet")
    own = kept[(kept["trust"] == "green_bay") & (kept["variable"] == "quality")].set_index("month")
    values = whole.trajectories[whole.trajectories["trust"] == "green_bay"].groupby("month")["quality"]
    for column, share in (("q05", 0.05), ("q50", 0.5), ("q95", 0.95)):
        exact = values.quantile(share, interpolation="lower")
        assert np.abs(own[column] - exact).max() <= 0.00051
    assert set(own["n"]) == {REPLICATES}
    assert set(kept[kept["trust"] == "all trusts"]["n"]) == {2 * REPLICATES}


def test_shares_are_those_of_the_trajectories(whole: sim.Run, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    sim.stream("case_b_buddying", place, keep="quantiles", variables=["stage"], replicates=REPLICATES)
    kept = pd.read_parquet(place / "shares.parquet")
    growing = kept[(kept["trust"] == "all trusts") & (kept["value"] == "growth")].set_index("month")["share"]
    exact = (whole.trajectories["stage"] == "growth").groupby(whole.trajectories["month"]).mean()
    assert np.abs(growing - exact).max() == 0.0
    assert len(pd.read_parquet(place / "quantiles.parquet")) == 0


def test_trajectories_partnerships_and_events_are_kept_whole(whole: sim.Run, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    sim.stream("case_b_buddying", place, keep="trajectories", replicates=REPLICATES)
    for name in ("trajectories", "partnerships", "events"):
        kept, expected = pd.read_parquet(place / name), getattr(whole, name)
        pd.testing.assert_frame_equal(kept, expected, check_categorical=False, check_dtype=False)


def test_parts_with_few_and_with_many_partnerships_are_read_as_one_table(tmp_path: Path) -> None:
    for number, words in enumerate((100, 300, 0)):
        frame = pd.DataFrame({"partnership": pd.Categorical([f"partnership_{at}" for at in range(words)])})
        write_part(tmp_path / "parts", number, table_of(frame))
    read = pd.read_parquet(tmp_path / "parts")["partnership"]
    assert (len(read), read.nunique(), read.isna().sum()) == (400, 300, 0)


def test_float32_keeps_trajectories_with_seven_digits(whole: sim.Run, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    sim.stream("case_b_buddying", place, keep="trajectories", single=True, replicates=REPLICATES)
    kept = pd.read_parquet(place / "trajectories")
    assert kept["quality"].dtype == np.float32
    assert np.abs(kept["quality"] - whole.trajectories["quality"]).max() < 1e-7


def test_neither_threads_nor_parts_change_a_file(tmp_path: Path) -> None:
    for threads in (1, 2):
        sim.stream("no_partner", tmp_path / str(threads), keep="quantiles", replicates=40, threads=threads,
                   engine="ensemble")  # fmt: skip
    one, two = ((tmp_path / str(threads)) for threads in (1, 2))
    assert len(list((one / "outcomes").iterdir())) != len(list((two / "outcomes").iterdir()))
    pd.testing.assert_frame_equal(pd.read_parquet(one / "outcomes"), pd.read_parquet(two / "outcomes"))
    for name in ("quantiles.parquet", "shares.parquet"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_the_same_again_has_nothing_to_do_and_another_wish_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "kept"
    first = sim.stream("no_partner", place, replicates=2)
    written = (place / "manifest.json").stat().st_mtime_ns
    again = sim.stream("no_partner", place, replicates=2)
    assert (place / "manifest.json").stat().st_mtime_ns == written
    pd.testing.assert_frame_equal(first, again, check_dtype=False)
    with pytest.raises(ResultsError, match="holds a run with other inputs"):
        sim.stream("no_partner", place, keep="quantiles", replicates=2)
    sim.stream("no_partner", place, keep="quantiles", replicates=2, overwrite=True)
    assert json.loads((place / "manifest.json").read_text())["keep"] == "quantiles"


def test_a_folder_that_keeps_less_is_not_opened_as_if_it_kept_everything(tmp_path: Path) -> None:
    sim.stream("no_partner", tmp_path / "kept", replicates=2)
    with pytest.raises(ResultsError, match="was run with --keep outcomes"):
        sim.open_run(tmp_path / "kept")


def test_a_folder_that_is_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    link = tmp_path / "results"
    link.symlink_to(tmp_path / "scratch")
    sim.stream("no_partner", link, replicates=2)
    assert link.is_symlink()
    assert (tmp_path / "scratch" / "manifest.json").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"scratch", "results"}


def test_what_has_no_range_or_no_name_is_refused() -> None:
    scenario = load_scenario("no_partner", ["replicates=2"])
    with pytest.raises(ValueError, match=r"pressure has no upper bound.*allowed: .*quality"):
        Stream(scenario, RunOptions("quantiles", ("pressure",)))
    with pytest.raises(ValueError, match="no variable 'qualty'"):
        RunOptions("quantiles", ("qualty",))
    with pytest.raises(ValueError, match="keep: found 'all'"):
        RunOptions("all")


def test_moments_kept_up_are_those_of_all_values_at_once() -> None:
    values = np.random.default_rng(1).normal(5.0, 2.0, size=(100, 1))
    values[::7] = np.nan
    moments = RunningMoments(1)
    for rows in np.split(values, [3, 4, 60]):
        moments.add(rows)
    known = values[~np.isnan(values)]
    assert moments.count[0] == len(known)
    assert moments.mean[0] == pytest.approx(known.mean())
    assert moments.deviations[0] / (len(known) - 1) == pytest.approx(known.var(ddof=1))


PEAK = """
import sim, sys
from pathlib import Path
from sim.runs.stream import Stream, RunOptions
# A year takes as much room for outcomes as ten do.
year = {"replicates": int(sys.argv[1]), "months": 12, "main_outcome.outcome": "recovered_within_12"}
scenario = sim.load_scenario("case_b_buddying", year)
stream = Stream(scenario, RunOptions("outcomes"), threads=1, engine="ensemble")
stream.simulate_into(Path(sys.argv[2]))
# What the system calls the peak of a process's children counts the memory of who started them as well; this does not.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
print(int(peak) * 1024, stream.plan.memory)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is reported in other ways elsewhere")
def test_peak_memory_is_as_planned_and_does_not_grow_with_replicates(tmp_path: Path) -> None:
    sim.Ensemble(load_scenario("case_b_buddying"), True).outcomes(0, 1)  # so that compiling does not count
    peaks = []
    for replicates in (40_000, 80_000):  # from where parts have their full size
        command = [sys.executable, "-c", PEAK, str(replicates), str(tmp_path / str(replicates))]
        reported = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        peak, planned = map(float, reported)
        assert peak < 1.15 * planned
        peaks.append(peak)
    assert peaks[1] < 1.1 * peaks[0]


def test_a_trust_with_a_code_that_looks_like_a_number_keeps_its_code_in_the_summary(tmp_path: Path) -> None:
    text = "title: T\nmonths: 12\nreplicates: 2\ntrusts:\n  - {id: '5E3'}\n  - {id: '001'}\n"
    (tmp_path / "codes.yaml").write_text(text)
    first = sim.stream(tmp_path / "codes.yaml", tmp_path / "kept")
    again = sim.stream(tmp_path / "codes.yaml", tmp_path / "kept")
    assert list(again["trust"]) == list(first["trust"])
    assert {"5E3", "001"} <= set(again["trust"])
