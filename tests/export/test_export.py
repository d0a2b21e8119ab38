"""Tables for other programs: nothing is lost or left unexplained, and nothing in a cell can run."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import refused, turnaround
from openpyxl import load_workbook

import sim
from sim.experiments.sweep_answer import answer
from sim.export.csv_files import CsvFormat
from sim.export.export_folder import ExportOptions, export_tables
from sim.export.stata_files import stata_names
from sim.export.table_shapes import dates_of

EVIL = '=HYPERLINK("http://example.org";"£3m")'
SCENARIO = f"""
title: '{EVIL}'
description: '@SUM(1+1) costs £3m'
replicates: 3
months: 36
start_month: 4
trusts: [{{id: one, name: '+one', archetype: failing}}, {{id: two, name: '=1+1', archetype: average}}]
partnerships: [{{id: help, type: buddying, target: one, partner: two, start_month: 3}}]
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a run, a comparison, a sweep and a run that keeps quantiles."""
    place = tmp_path_factory.mktemp("results")
    (place / "evil.yaml").write_text(SCENARIO, encoding="utf-8")
    run = sim.run(place / "evil.yaml")
    run.save(place / "run", figures=False)
    sim.compare([run, place / "evil.yaml"], names=["one", "other"]).save(place / "comparison")
    sim.sweep("support_or_scrutiny", place / "sweep", sets={"design.steps": 2, "replicates": 2})
    found = answer(place / "sweep")
    found.summary.to_csv(place / "sweep" / "summary.csv", index=False)
    found.effects.to_csv(place / "sweep" / "effects.csv", index=False)
    sim.stream(place / "evil.yaml", place / "kept", keep="quantiles")
    return place


def read(path: Path, **options: object) -> pd.DataFrame:
    return pd.read_csv(path, encoding="utf-8-sig", **options)


@pytest.mark.parametrize("kind", ["run", "comparison", "sweep", "kept"])
def test_every_column_of_every_table_is_explained(results: Path, kind: str, tmp_path: Path) -> None:
    done = export_tables(results / kind, tmp_path, ExportOptions(shape="both", first_year=2013))
    dictionary = read(tmp_path / "csv" / "data_dictionary.csv")
    assert len(done.files) >= 5
    for file in done.files:
        own = dictionary[dictionary["table"] == file.stem]
        if file.stem != "data_dictionary":
            columns = list(read(file, nrows=0).columns)
            assert [name for name in own["column"] if ": " not in name] == columns
    assert dictionary["meaning"].str.len().min() > 4


def test_words_stand_beside_their_numbers_and_names_beside_ids(results: Path, tmp_path: Path) -> None:
    export_tables(results / "run", tmp_path, ExportOptions(tables=["trajectories"], first_year=2013))
    found = read(tmp_path / "csv" / "trajectories.csv")
    trajectories = sim.open_run(results / "run").trajectories
    assert found["stage"].tolist() == trajectories["stage"].astype(str).tolist()
    assert found["stage_code"].tolist() == trajectories["stage"].cat.codes.tolist()
    assert set(zip(found["trust"], found["trust_name"], strict=True)) == {("one", "'+one"), ("two", "'=1+1")}
    np.testing.assert_array_equal(found["quality"], trajectories["quality"])
    assert found["special_measures"].tolist() == trajectories["special_measures"].astype(int).tolist()
    codes = read(tmp_path / "csv" / "data_dictionary.csv").set_index("column")["codes"]
    assert codes["stage"].startswith("0 stable; 1 decline")
    assert codes["special_measures"] == "0 no; 1 yes"


def test_long_holds_what_wide_holds(results: Path, tmp_path: Path) -> None:
    export_tables(results / "run", tmp_path, ExportOptions(tables=["outcomes"], shape="both"))
    wide, long = (read(tmp_path / "csv" / f"{name}.csv") for name in ("outcomes", "outcomes_long"))
    keys = ["replicate", "world", "trust"]
    assert set(wide["world"]) == {"scenario", "twin"}
    again = long.pivot_table("value", keys, "variable", dropna=False)[list(sim.OUTCOMES)]
    pd.testing.assert_frame_equal(again, wide.set_index(keys)[list(sim.OUTCOMES)].sort_index(), check_names=False,
                                  check_dtype=False)  # fmt: skip
    shares = long[long["variable"] == "exit_within_12"]
    assert set(zip(shares["value"], shares["words"], strict=True)) <= {(0.0, "no"), (1.0, "yes")}
    assert set(shares["unit"]) == {"yes or no"}


def test_excel_is_told_that_it_is_utf8_and_numbers_can_be_written_as_on_the_continent(
    results: Path, tmp_path: Path
) -> None:
    how = CsvFormat(decimal="comma", decimals=2, dates="uk")
    export_tables(results / "run", tmp_path, ExportOptions(tables=["trajectories"], first_year=2013, csv=how))
    contents = (tmp_path / "csv" / "data_dictionary.csv").read_bytes()
    assert contents.startswith("\ufeff".encode())
    assert "£m".encode() in contents
    table = (tmp_path / "csv" / "trajectories.csv").read_text(encoding="utf-8-sig")
    first = pd.read_csv(io.StringIO(table), sep=";", decimal=",", dtype={"turnover": str})
    assert first["date"].head(3).tolist() == ["01/03/2013", "01/03/2013", "01/04/2013"], "the start, and month 1: April"
    assert set(first["turnover"].str[-3]) == {","}


def test_no_cell_can_run_in_a_spreadsheet(results: Path, tmp_path: Path) -> None:
    done = export_tables(results / "run", tmp_path, ExportOptions(formats=["csv", "xlsx", "rds-ready"]))
    for file in done.files:
        if file.suffix == ".csv":
            texts = read(file, dtype=str, keep_default_na=False)
            cells = {*texts.columns, *(cell for name in texts for cell in texts[name])}
            words = {cell for cell in cells if cell and not is_number(cell)}
            assert not [cell for cell in words if cell[0] in "=+-@\t\r"], file.name
    book = load_workbook(tmp_path / "xlsx" / "run.xlsx")
    assert book["about"]["B1"].value == EVIL
    names = {cell.value for cell in book["outcomes"]["E"][1:]}
    assert names == {"+one", "=1+1"}
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "inlineStr", "n"}, "text and numbers, and no formula"


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_a_workbook_has_a_sheet_for_each_table_and_real_dates(results: Path, tmp_path: Path) -> None:
    options = ExportOptions(formats=["xlsx"], tables=["summary", "events"], first_year=2013)
    done = export_tables(results / "run", tmp_path, options)
    book = load_workbook(done.files[0])
    assert book.sheetnames == ["about", "summary", "events", "data_dictionary"]
    headings = [cell.value for cell in book["events"][1]]
    date = book["events"].cell(2, headings.index("date") + 1)
    assert date.is_date
    assert date.value.year == 2013
    assert book["events"].freeze_panes == "A2"


def test_stata_reads_labelled_values_and_variables(results: Path, tmp_path: Path) -> None:
    done = export_tables(results / "run", tmp_path, ExportOptions(formats=["stata"]))
    trajectories = sim.open_run(results / "run").trajectories
    with pd.read_stata(tmp_path / "stata" / "trajectories.dta", iterator=True) as file:
        assert file.variable_labels()["turnover"] == "annual income (£m)"
        found = file.read()
    assert found["stage"].astype(str).tolist() == trajectories["stage"].astype(str).tolist()
    assert found["special_measures"].tolist() == np.where(trajectories["special_measures"], "yes", "no").tolist()
    np.testing.assert_array_equal(found["quality"], trajectories["quality"])
    assert len(done.files) == 9


def test_names_that_stata_would_cut_alike_stay_apart() -> None:
    found = stata_names([f"{'a' * 40}_{end}" for end in "xyz"])
    assert len(set(found.values())) == 3
    assert max(map(len, found.values())) == 32


def test_dates_follow_the_month_in_which_a_run_starts() -> None:
    months = pd.Series([0.0, 1.0, 10.0, np.nan])
    assert dates_of(months, 4, 2013).dt.strftime("%Y-%m").tolist()[:3] == ["2013-03", "2013-04", "2014-01"]
    assert pd.isna(dates_of(months, 4, 2013)[3])


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed (Debian: r-base-core)")
def test_the_script_for_r_keeps_levels_dates_and_text(results: Path, tmp_path: Path) -> None:
    export_tables(results / "run", tmp_path, ExportOptions(formats=["rds-ready"], first_year=2013))
    place = tmp_path / "rds-ready"
    subprocess.run(["Rscript", str(place / "read_tables.R")], check=True, capture_output=True)
    asked = (
        f"x <- readRDS('{place / 'tables.rds'}'); cat(levels(x$trajectories$stage)[2], class(x$events$date), "
        "attr(x$trajectories$turnover, 'unit'), unique(x$outcomes$trust_name), nrow(x$trajectories), sep = '|')"
    )
    said = subprocess.run(["Rscript", "-e", asked], check=True, capture_output=True, text=True).stdout
    assert said == f"decline|Date|£m|+one|=1+1|{len(sim.open_run(results / 'run').trajectories)}"


def test_export_writes_beside_the_results_and_again_in_their_place(results: Path, in_folder: Path) -> None:
    shutil.copytree(results / "run", in_folder / "results" / "mine")
    for _ in range(2):
        done = turnaround("export", "results/mine", "--csv", "--table", "summary")
        assert done.exit_code == 0, done.output
        assert "Written to results/export-mine: csv" in done.output
    names = {path.name for path in (in_folder / "results" / "export-mine" / "csv").iterdir()}
    assert names == {"summary.csv", "data_dictionary.csv"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "--csv, --xlsx, --stata, --rds-ready"),
        (("--csv", "--table", "outcoms"), "outcomes"),
        (("--csv", "--dates", "uk"), "--dates needs --first-year"),
    ],
)
def test_what_cannot_be_exported_is_refused_and_nothing_written(
    results: Path, in_folder: Path, options: tuple[str, ...], words: str
) -> None:
    shutil.copytree(results / "run", in_folder / "mine")
    assert words in refused("export", "mine", *options)
    assert [path.name for path in in_folder.iterdir()] == ["mine"]


def test_a_damaged_table_or_no_results_at_all_is_refused(results: Path, in_folder: Path) -> None:
    shutil.copytree(results / "run", in_folder / "mine")
    (in_folder / "mine" / "events.parquet").write_bytes(b"PAR1")
    assert "events.parquet" in refused("export", "mine", "--csv")
    assert "no such results folder" in refused("export", "nowhere", "--csv")
    (in_folder / "plain").mkdir()
    assert "is not a results folder" in refused("export", "plain", "--csv")
