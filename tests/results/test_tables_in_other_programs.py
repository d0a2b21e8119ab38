"""Tables mean the same in pandas, DuckDB and Polars: every table of every kind of results folder."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from commands import turnaround

import sim
from sim.experiments.sweep import SweepOptions, sweep

Columns = dict[str, list[Any]]

FEW: dict[str, Any] = {"replicates": 2, "months": 36, "engine": "ensemble"}
EXPERIMENT = """
title: Support and buddies
question: What does support do with and without a buddy?
scenario: case_b_buddying
levers:
  help: {levels: {none: {partnerships: []}, as_it_is: {}}}
  regulator.support: {levels: [0.2, 0.8]}
  regulator.mandated_type: {levels: [null, buddying]}
design: {kind: one_at_a_time}
replicates: 2
months: 36
"""
IMPOSSIBLE = """
title: A term for a merger
question: Does a merger end?
scenario: case_b_buddying
levers:
  partnerships.buddying.term: {levels: [12, null]}
  partnerships.buddying.type: {levels: [merger, buddying]}
design: {kind: grid}
replicates: 2
months: 36
"""
CALIBRATION = """
title: Winter
set: [months=24, background.trusts=10]
parameters:
  winter_amplitude: {low: 0.10, high: 0.20}
  stable_months: {low: 4, high: 14}
patterns: {P14: 1.0}
replicates: {national: 2, local: 2}
posterior: {walkers: 4, steps: 6, discard: 2, keep: 8}
"""


def swept(text: str) -> Callable[[Path], object]:
    def make(folder: Path) -> object:
        file = folder.with_suffix(".yaml")
        file.write_text(text, encoding="utf-8")
        return sweep(file, folder, SweepOptions(engine="ensemble"))

    return make


def streamed(scenario: str = "case_b_buddying", **kept: Any) -> Callable[[Path], object]:
    return lambda folder: sim.stream(scenario, folder, **kept, **FEW)


def run_of(scenario: str, *sets: str) -> Callable[[Path], object]:
    return lambda folder: sim.run(scenario, sets=sets, **FEW).save(folder, figures=False)


def compared(folder: Path) -> None:
    done = turnaround(
        "compare", "no_partner", "case_b_buddying", "several_partners", "--replicates", "2", "--out", str(folder)
    )
    assert done.exit_code == 0, done.output


def calibrated(folder: Path) -> None:
    file = folder.with_suffix(".yaml")
    file.write_text(CALIBRATION, encoding="utf-8")
    assert turnaround("calibrate", str(file), "--out", str(folder)).exit_code == 0
    assert turnaround("coverage", str(file), "--trials", "2", "--out", str(folder / "coverage.csv")).exit_code == 0


def assessed(folder: Path) -> None:
    assert turnaround("evidence", "P14", "C_A", "--quick", "--out", str(folder)).exit_code == 0


KINDS: dict[str, Callable[[Path], object]] = {
    "run": run_of("case_b_buddying"),
    "run without partnerships": run_of("no_partner"),
    "run without expectations": run_of("several_partners", "expect=[]"),
    "run, outcomes kept": streamed(keep="outcomes"),
    "run, quantiles kept": streamed(keep="quantiles"),
    "run, quantiles kept and no shares": streamed(keep="quantiles", variables=["quality"]),
    "run, shares kept and no quantiles": streamed(keep="quantiles", variables=["stage"]),
    "run, trajectories kept": streamed(keep="trajectories"),
    "run, trajectories kept in single precision": streamed(keep="trajectories", single=True),
    "run without partnerships, trajectories kept": streamed("no_partner", keep="trajectories"),
    "comparison": compared,
    "sweep": swept(EXPERIMENT),
    "sweep, quantiles kept": swept(EXPERIMENT + "trajectories: quantiles\n"),
    "sweep, quantiles kept and no shares": swept(EXPERIMENT + "trajectories: quantiles\nvariables: [quality]\n"),
    "sweep, shares kept and no quantiles": swept(EXPERIMENT + "trajectories: quantiles\nvariables: [stage]\n"),
    "sweep, trajectories kept": swept(EXPERIMENT + "trajectories: all\n"),
    "sweep with failures": swept(IMPOSSIBLE),
    "sweep with failures, quantiles kept": swept(IMPOSSIBLE + "trajectories: quantiles\n"),
    "sweep with failures, trajectories kept": swept(IMPOSSIBLE + "trajectories: all\n"),
    "calibration": calibrated,
    "evidence": assessed,
}  # fmt: skip
SHIPPED = [place for name in ("sim", "experiments") for place in (Path(__file__).parents[2] / name).rglob("*.csv")]


def known(value: Any) -> Any:
    """Return a value as Python's own; what pandas takes for missing, which may be a number that is none, as None."""
    return None if pd.isna(value) else value.item() if hasattr(value, "item") else value


def in_pandas(table: str) -> Columns:
    frame = pd.read_csv(table) if table.endswith(".csv") else read_parquet(table)
    assert frame.index.equals(pd.RangeIndex(len(frame)))
    assert frame.index.name is None
    return {name: [known(value) for value in frame[name].astype(object)] for name in frame.columns}


def read_parquet(table: str) -> pd.DataFrame:
    return pd.read_parquet(table.removesuffix("/*.parquet"))


def in_duckdb(table: str) -> Columns:
    found = duckdb.sql(f"select * from '{table}'")
    rows = found.fetchall()
    return {name: [row[at] for row in rows] for at, name in enumerate(found.columns)}


def in_polars(table: str) -> Columns:
    frame = polars.read_csv(table) if table.endswith(".csv") else polars.read_parquet(table)
    return {name: frame[name].to_list() for name in frame.columns}


def tables_in(folder: Path) -> list[str]:
    """Return every table of a folder: each file, and each folder of parts, which is one table, too."""
    files = [path for path in folder.rglob("*") if path.suffix in (".parquet", ".csv")]
    folders = {path.parent for path in files if path.name.startswith("part-")}
    return sorted([*map(str, files), *(f"{place}/*.parquet" for place in folders)])


def differences(one: Columns, other: Columns) -> list[str]:
    """Return the columns in which two programs read other values; True is not 1, and NaN is not missing."""
    return [name for name in one if list(map(repr, as_numbers(one[name]))) != list(map(repr, as_numbers(other[name])))]


def as_numbers(values: list[Any]) -> list[Any]:
    """Return whole numbers as others, since pandas has no missing values among the first."""
    return [float(value) if isinstance(value, int) and not isinstance(value, bool) else value for value in values]


@pytest.fixture(scope="module", params=KINDS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables") / "made"
    KINDS[request.param](folder)
    return folder


def test_every_table_of_a_folder_is_the_same_in_every_program(made: Path) -> None:
    tables = tables_in(made)
    assert tables
    for table in tables:
        means_the_same(table)


def means_the_same(table: str) -> None:
    """Check that three programs read the same columns, rows and values."""
    expected = in_pandas(table)
    assert not [name for name in expected if name in ("index", "") or name.startswith(("Unnamed", "__"))], table
    for read in (in_duckdb, in_polars):
        found = read(table)
        assert list(found) == list(expected), (table, read.__name__)
        assert not differences(expected, found), (table, read.__name__)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_every_table_that_is_supplied_is_the_same_in_every_program(file: Path) -> None:
    means_the_same(str(file))


def test_every_column_has_a_type_of_its_own_also_without_rows(made: Path) -> None:
    for file in made.rglob("*.parquet"):
        schema = pq.read_schema(file)
        untyped = [field.name for field in schema if pa.types.is_null(getattr(field.type, "value_type", field.type))]
        assert untyped == [], file


def test_missing_outcomes_count_for_nothing_in_every_program(tmp_path: Path) -> None:
    sim.stream("case_b_buddying", tmp_path / "made", **FEW)
    parts, name = f"{tmp_path}/made/outcomes/*.parquet", "partnered_service_change_12"
    values = read_parquet(parts)[name]
    mean = values.mean()
    assert values.isna().any()
    assert math.isfinite(mean)
    assert duckdb.sql(f"select avg({name}) from '{parts}'").fetchall() == [(pytest.approx(mean),)]
    assert polars.read_parquet(parts)[name].mean() == pytest.approx(mean)


def test_the_design_of_a_sweep_is_joined_by_a_column(tmp_path: Path) -> None:
    swept(EXPERIMENT)(tmp_path / "made")
    made = sim.open_experiment(tmp_path / "made")
    assert list(made.design.columns) == ["point", *made.factors]
    pd.testing.assert_frame_equal(made.design, pd.read_parquet(tmp_path / "made" / "design.parquet"))
