"""`turnaround hindcast` and `turnaround register`: observed series over bands, scored, with what surprised named."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from commands import refused, turnaround

import sim
from sim.hindcast.forecast_bands import ForecastSet, forecast_of
from sim.hindcast.hindcast import FILES, MODEL, hindcast
from sim.hindcast.naive_forecasts import PERSISTENCE, REGRESSION
from sim.hindcast.observed_series import Observed, ObservedSeries
from sim.results.run import Run
from sim.scenario.provenance import LIKE_YOURS

MONTHS = 36
REPLICATES = 160


@pytest.fixture(scope="module")
def run() -> Run:
    return sim.run("case_b_buddying", replicates=REPLICATES, months=MONTHS)


@pytest.fixture(scope="module")
def folder(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run.save(tmp_path_factory.mktemp("made") / "run", figures=False)


@pytest.fixture(scope="module")
def others() -> Run:
    """Return the same scenario with other chances: what might as well have been observed."""
    return sim.run("case_b_buddying", replicates=60, months=MONTHS, seed=77)


def series_of(rows: list[Observed]) -> ObservedSeries:
    return ObservedSeries(tuple(rows), 0, None, False)


def observed_in(run: Run, replicate: int, forecast: ForecastSet) -> list[Observed]:
    table = run.trajectories[run.trajectories["replicate"] == replicate]
    rows = []
    for one in forecast.forecasts:
        own = table.loc[table["trust"] == one.trust, ["month", one.figure]]
        rows += [Observed(one.trust, one.figure, int(month), float(value), 1) for month, value in own.to_numpy()]
    return rows


def write(path: str, rows: list[dict[str, Any]]) -> str:
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def median_rows(run: Run, figure: str = "four_hour_performance", trust: str = "green_bay") -> list[dict[str, Any]]:
    forecast = forecast_of(run)
    medians = forecast.figures_of(trust)[figure].median
    return [{"trust": trust, "month": month, "figure": figure, "value": round(float(medians[month]), 6)}
            for month in range(1, MONTHS + 1)]  # fmt: skip


def test_nine_of_ten_months_of_the_model_itself_lie_within_its_bands(run: Run, others: Run) -> None:
    forecast = forecast_of(run)
    found = pd.concat(
        [hindcast(forecast, series_of(observed_in(others, number, forecast))).months for number in range(60)]
    )
    assert len(found) == 60 * MONTHS * 8
    assert 0.85 <= found["within"].mean() <= 0.95
    for figure, own in found.groupby("figure"):
        assert 0.82 <= own["within"].mean() <= 0.97, figure


def test_the_model_beats_both_naive_forecasts_of_itself(run: Run, others: Run) -> None:
    forecast = forecast_of(run, "green_bay")
    scores = pd.concat(
        [hindcast(forecast, series_of(observed_in(others, number, forecast))).scores for number in range(60)]
    )
    means = scores[scores["figure"] == "four_hour_performance"].groupby("forecast")[["crps", "interval_score"]].mean()
    for measure in ("crps", "interval_score"):
        assert means.loc[MODEL, measure] < means.loc[[PERSISTENCE, REGRESSION], measure].min()


def test_naive_forecasts_hold_about_their_share_of_the_population_at_rest(others: Run) -> None:
    national = sim.run("england_acute", replicates=2, months=36, sets={"background.trusts": 136}, engine="ensemble")
    within: dict[str, list[bool]] = {PERSISTENCE: [], REGRESSION: []}
    for trust in list(national.trust_names)[:68]:
        forecast = forecast_of(national, trust)
        rows = [row for row in observed_in(national, 0, forecast) if row.figure == "four_hour_performance"]
        months = hindcast(forecast, series_of(rows)).months
        for name in within:
            within[name] += list(months[f"within {name}"])
    for name, inside in within.items():
        assert 0.75 <= np.mean(inside) <= 0.99, name


def test_a_planted_break_is_named_with_its_month_distance_and_figure(in_folder: Path, run: Run, folder: Path) -> None:
    rows = median_rows(run)
    low = forecast_of(run).figures_of("green_bay")["four_hour_performance"].low
    for row in rows[19:]:
        row["value"] = round(float(low[row["month"]]) - 7.5, 6)
    result = turnaround("hindcast", str(folder), write("observed.csv", rows), "--out", "made")
    assert result.exit_code == 0, result.output
    said = (in_folder / "made" / "surprises.txt").read_text()
    assert "A&E four-hour performance of Green Bay is first beyond the 90 % band in month 20" in said
    assert "7.5 below the band" in said
    assert f"stays there for {MONTHS - 19} observed months in a row" in said
    assert LIKE_YOURS in said
    assert said.splitlines()[0] in result.output


def test_a_single_month_beyond_is_said_to_be_chance_perhaps(in_folder: Path, run: Run, folder: Path) -> None:
    rows = median_rows(run)
    rows[4]["value"] = 99.9
    shown = turnaround("hindcast", str(folder), write("observed.csv", rows)).output
    assert "first beyond the 90 % band in month 5" in shown
    assert "by chance alone" in shown


def test_a_series_that_stays_within_surprises_nobody(in_folder: Path, run: Run, folder: Path) -> None:
    shown = turnaround("hindcast", str(folder), write("observed.csv", median_rows(run))).output
    assert "Nothing surprised" in shown
    assert LIKE_YOURS in shown
    assert "100 %" in shown


def test_tables_and_figure_are_left_in_a_folder(in_folder: Path, run: Run, folder: Path) -> None:
    assert turnaround("hindcast", str(folder), write("observed.csv", median_rows(run))).exit_code == 0
    made = in_folder / "results" / "hindcast-run"
    assert {path.name for path in made.iterdir()} == set(FILES)
    for table in ("hindcast.csv", "scores.csv"):
        assert set(pd.read_csv(made / table)["note"]) == {LIKE_YOURS}
    assert LIKE_YOURS in (made / "hindcast.svg").read_text()
    assert "--overwrite" in refused("hindcast", str(folder), "observed.csv")
    assert turnaround("hindcast", str(folder), "observed.csv", "--overwrite").exit_code == 0
    (made / "mine.txt").write_text("mine")
    assert "mine.txt" in refused("hindcast", str(folder), "observed.csv", "--overwrite")


def test_dates_are_counted_from_the_start_month(in_folder: Path, run: Run, folder: Path) -> None:
    rows = [{"date": f"{2025 + (row['month'] + 5) // 12}-{(row['month'] + 5) % 12 + 1:02d}", **row}
            for row in median_rows(run)]  # fmt: skip
    for row in rows:
        row.pop("month")
    write("observed.csv", rows)
    shown = turnaround("hindcast", str(folder), "observed.csv").output
    assert "Month 1 is 2025-07, taken from the first date" in shown
    months = pd.read_csv("results/hindcast-run/hindcast.csv")["month"]
    assert list(months) == list(range(1, MONTHS + 1))
    later = turnaround("hindcast", str(folder), "observed.csv", "--start", "2024-07", "--out", "later").output
    assert "not scored: 12 values" in later
    assert "calendar month 7, not 5" in refused("hindcast", str(folder), "observed.csv", "--start", "2025-05")


@pytest.mark.parametrize("origin", [70.0, None])
def test_naive_forecasts_go_on_from_the_last_value_before_the_start(run: Run, origin: float | None) -> None:
    forecast = forecast_of(run, "green_bay")
    start = forecast.figures_of("green_bay")["four_hour_performance"].median[0]
    before = [] if origin is None else [Observed("green_bay", "four_hour_performance", -1, origin, 1)]
    rows = [*before, Observed("green_bay", "four_hour_performance", 1, start if origin is None else origin, 2)]
    scores = hindcast(forecast, series_of(rows)).scores.set_index("forecast")
    assert scores.loc[PERSISTENCE, "crps"] <= scores.loc[REGRESSION, "crps"]
    assert scores.loc[PERSISTENCE, "n"] == 1


def test_an_anonymous_hindcast_names_nobody(in_folder: Path, run: Run, folder: Path) -> None:
    observed = write("observed.csv", median_rows(run))
    shown = turnaround("hindcast", str(folder), observed, "--anonymous", "--out", "made")
    assert shown.exit_code == 0, shown.output
    texts = [shown.output, *(path.read_text() for path in (in_folder / "made").iterdir() if path.suffix != ".png")]
    for text in texts:
        assert "Green Bay" not in text
        assert "green_bay" not in text
        assert LIKE_YOURS in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("trust,month,figure\na,1,surplus\n", "column 'value' is missing"),
        ("trust,figure,value\na,surplus,1\n", "column 'month or date' is missing"),
        ("month,figure,value\n1,surplus,1\n", "column 'trust' is missing"),
        ("trust,month,figure,value\ngreen_by,1,surplus,1\n", "observed.csv:2:1  trust"),
        ("trust,month,figure,value\ngreen_by,1,surplus,1\n", "Did you mean 'green_bay'?"),
        ("trust,month,figure,value\ngreen_bay,soon,surplus,1\n", "observed.csv:2:2  month: found 'soon'"),
        ("trust,month,figure,value\ngreen_bay,1.5,surplus,1\n", "a whole number"),
        ("trust,month,figure,value\ngreen_bay,1,surplos,1\n", "Did you mean 'surplus'?"),
        ("trust,month,figure,value\ngreen_bay,1,response_time,9\n", "four_hour_performance"),
        ("trust,month,figure,value\ngreen_bay,1,surplus,many\n", "observed.csv:2:4  value: found 'many'"),
        ("trust,month,figure,value\ngreen_bay,1,access,140\n", "a number from 0 to 100"),
        ("trust,date,figure,value\ngreen_bay,lately,access,70\n", "a month such as"),
        ("trust,month,figure,value\ngreen_bay,1,surplus,1\nGreen Bay,1,surplus,2\n", "given in row 2, too"),
        ("trust,month,figure,value\n", "has no row"),
        ("trust,month,figure,value\ngreen_bay,40,surplus,1\n", "no observed value lies in months 1 to 36"),
        ("", "is empty"),
    ],
)
def test_a_wrong_file_is_refused_by_row_and_column(in_folder: Path, folder: Path, text: str, words: str) -> None:
    Path("observed.csv").write_text(text)
    assert words in refused("hindcast", str(folder), "observed.csv")
    assert [path.name for path in in_folder.iterdir()] == ["observed.csv"]


def test_a_registered_forecast_is_scored_as_its_run_is(in_folder: Path, run: Run, folder: Path) -> None:
    kept = turnaround("register", str(folder), "--start", "2025-07")
    assert kept.exit_code == 0, kept.output
    assert LIKE_YOURS in kept.output
    assert "forecast 1 in forecasts.jsonl" in kept.output
    write("observed.csv", median_rows(run))
    turnaround("hindcast", str(folder), "observed.csv", "--out", "from_run")
    result = turnaround("hindcast", "--registered", "forecasts.jsonl", "observed.csv", "--out", "from_register")
    assert result.exit_code == 0, result.output
    scores = [Path(name, "scores.csv").read_bytes() for name in ("from_run", "from_register")]
    assert scores[0] == scores[1]


def test_a_register_is_only_added_to_and_says_when_it_was_changed(in_folder: Path, run: Run, folder: Path) -> None:
    turnaround("register", str(folder))
    first = Path("forecasts.jsonl").read_text()
    assert "already holds this forecast" in turnaround("register", str(folder)).output
    assert Path("forecasts.jsonl").read_text() == first
    turnaround("register", str(folder), "--trust", "green_bay")
    both = Path("forecasts.jsonl").read_text()
    assert both.startswith(first)
    entry = json.loads(both.splitlines()[0])
    assert entry["run"].keys() == {"inputs", "trajectories"}
    assert entry["note"] == LIKE_YOURS
    assert entry["registered"].startswith("20")
    write("observed.csv", median_rows(run))
    Path("forecasts.jsonl").write_text(both.splitlines()[1] + "\n")
    assert "has been changed or taken out" in refused("hindcast", "--registered", "forecasts.jsonl", "observed.csv")
    Path("forecasts.jsonl").write_text(both.replace('"months": 36', '"months": 35', 1))
    assert "forecasts.jsonl:1" in refused("register", str(folder))
    Path("forecasts.jsonl").write_text("mine\n")
    assert "is no entry" in refused("register", str(folder))
    assert Path("forecasts.jsonl").read_text() == "mine\n"


def test_an_anonymous_registration_names_nobody(in_folder: Path, folder: Path) -> None:
    shown = turnaround("register", str(folder), "--anonymous").output
    assert "Green Bay" not in shown + Path("forecasts.jsonl").read_text()
    assert "green_bay" not in Path("forecasts.jsonl").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere", "observed.csv"), "no such results folder"),
        (("observed.csv",), "RESULTS and OBSERVED"),
        (("a", "observed.csv", "--registered", "f.jsonl"), "one file, OBSERVED"),
        (("observed.csv", "--registered", "f.jsonl"), "no such register"),
        (("observed.csv", "--registered", "f.jsonl", "--anonymous"), "turnaround register"),
        (("a", "observed.csv", "--number", "1"), "only with --registered"),
    ],
)
def test_wrong_use_is_refused(in_folder: Path, arguments: tuple[str, ...], words: str) -> None:
    assert words in refused("hindcast", *arguments)
    assert list(in_folder.iterdir()) == []
