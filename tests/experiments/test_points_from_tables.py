"""Design points that users hold already: in CSV as their spreadsheet writes it, in parquet, in a data frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

import sim
from sim.config.errors import Problem, ScenarioError
from sim.experiments.design import design_of, scenario_at
from sim.experiments.experiment_json_schema import experiment_json_schema
from sim.experiments.experiment_loader import load_experiment
from sim.experiments.experiment_schema import Experiment

Write = Callable[..., Path]

FILE = """\
title: T
question: Which of these is best?
scenario: pair
levers:
  regulator.support:
  partnerships.help.term:
design: {kind: points, file: points.csv}
"""

PLAIN = "regulator.support,partnerships.help.term\n0.5,12\n0.25,24\n"


@pytest.fixture
def load(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Experiment]:
    """Load an experiment with a table beside it, as seen from its folder."""
    monkeypatch.chdir(tmp_path)

    def _load(table: str | bytes, text: str = FILE, sets: Sequence[str] = ()) -> Experiment:
        (tmp_path / "points.csv").write_bytes(table.encode() if isinstance(table, str) else table)
        return load_experiment(write(text), sets)

    return _load


@pytest.fixture
def refused(load: Callable[..., Experiment]) -> Callable[..., list[Problem]]:
    """Return what is wrong with an experiment with a table beside it."""

    def _refused(table: str | bytes, text: str = FILE) -> list[Problem]:
        with pytest.raises(ScenarioError) as caught:
            load(table, text)
        return caught.value.problems

    return _refused


def points_of(experiment: Experiment) -> list[tuple[Any, ...]]:
    """Return the points of an experiment, each the values of its factors in their order."""
    return list(design_of(experiment).itertuples(index=False, name=None))


POINTS = [(0.5, 12), (0.25, 24)]

DIALECTS = {
    "comma": PLAIN,
    "semicolon": PLAIN.replace(",", ";"),
    "decimal comma": "regulator.support;partnerships.help.term\n0,5;12\n0,25;24\n",
    "byte order mark": "\ufeff" + PLAIN,
    "windows line ends": PLAIN.replace("\n", "\r\n"),
    "old line ends": PLAIN.replace("\n", "\r"),
    "no last line end": PLAIN.rstrip("\n"),
    "empty lines": "\n\n" + PLAIN.replace("\n", "\n\n").replace("\n\n0.25", "\n,\n  \n0.25"),
    "empty rows of a spreadsheet": PLAIN + ",\n,\n",
    "quoted": PLAIN.replace("regulator.support", '"regulator.support"').replace("0.5", '"0.5"'),
    "decimal comma in quotes": 'regulator.support;partnerships.help.term\n"0,5";"12"\n"0,25";24\n',
    "spaces": " regulator.support , partnerships.help.term\n 0.5 , 12\n0.25,\t24\n",
    "other order": "partnerships.help.term,regulator.support\n12,0.5\n24,0.25\n",
    "index": "point,regulator.support,partnerships.help.term\n7,0.5,12\n3,0.25,24\n",
    "empty column": "regulator.support,partnerships.help.term,,\n0.5,12,,\n0.25,24,,\n",
    "whole numbers with a point": "regulator.support,partnerships.help.term\n0.5,12.0\n0.25,2.4e1\n",
    "leading zeros and signs": "regulator.support,partnerships.help.term\n+.5,012\n25e-2,+24\n",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_points_are_those_of_the_file_however_a_spreadsheet_writes_it(
    load: Callable[..., Experiment], dialect: str
) -> None:
    experiment = load(DIALECTS[dialect])
    assert points_of(experiment) == POINTS
    assert list(design_of(experiment).dtypes) == [np.float64, np.int64]
    assert scenario_at(experiment, design_of(experiment).iloc[1]).partnerships[0].term == 24


def test_a_single_column_may_have_decimal_commas(load: Callable[..., Experiment]) -> None:
    text = FILE.replace("  partnerships.help.term:\n", "")
    assert points_of(load("regulator.support\r\n0,5\r\n0,25\r\n", text)) == [(0.5,), (0.25,)]


def test_words_flags_nothing_and_codes_are_taken_as_the_base_wants_them(
    load: Callable[..., Experiment], tmp_path: Path
) -> None:
    text = FILE.replace("  regulator.support:\n  partnerships.help.term:\n", "  partnerships.help.partner:\n"
                        "  partnerships.help.type:\n  regulator.mandated_type:\n  regulator.insisted:\n")  # fmt: skip
    head = "partnerships.help.partner,partnerships.help.type,regulator.mandated_type,regulator.insisted\n"
    with pytest.raises(ScenarioError):
        load(head + "5E3,Buddying,null,TRUE\n", text)
    base = (tmp_path / "pair.yaml").read_text()
    load_ = load_experiment
    more = base.replace("partnerships:\n", "  - {id: '5E3', name: Third}\n  - {id: '001'}\npartnerships:\n")
    (tmp_path / "more.yaml").write_text(more)
    (tmp_path / "points.csv").write_text(head + "5E3,Buddying,null,TRUE\n001,management contract,Merger,false\n"
                                         "Regency Vale,merger,nothing,False\n")  # fmt: skip
    (tmp_path / "x.yaml").write_text(text.replace("scenario: pair", "scenario: more"))
    experiment = load_(tmp_path / "x.yaml")
    assert points_of(experiment) == [
        ("5E3", "buddying", "nothing", True),
        ("001", "management_contract", "merger", False),
        ("regency_vale", "merger", "nothing", False),
    ]
    first = scenario_at(experiment, design_of(experiment).iloc[0])
    assert (first.partnerships[0].partner, first.regulator.mandated_type) == ("5E3", None)


def test_levels_with_names_and_bounds_hold_for_the_file(
    load: Callable[..., Experiment], refused: Callable[..., list[Problem]]
) -> None:
    text = FILE.replace("regulator.support:", "regulator.support: {levels: [0, 0.5, 1.0]}")
    text = text.replace("partnerships.help.term:", "stance: {levels: {'2': {}, soft: {regulator.scrutiny: 0.1}}}")
    assert points_of(load("regulator.support,stance\n1,2\n0.0,soft\n0.50,2\n", text)) == [
        (1.0, "2"),
        (0.0, "soft"),
        (0.5, "2"),
    ]
    (found,) = refused("regulator.support,stance\n0.5,sof\n", text)
    assert str(found) == "points.csv:2  column stance: unknown level 'sof'; allowed: 2, soft. Did you mean 'soft'?"
    bounded = FILE.replace("regulator.support:", "regulator.support: {low: 0.1, high: 0.4}")
    assert str(refused(PLAIN, bounded)[0]) == (
        "points.csv:2  column regulator.support: found 0.5; allowed: a number from 0.1 to 0.4"
    )


REFUSED = {
    "unknown column": (
        PLAIN.replace("regulator.support", "regulator.suport"),
        ("points.csv:1  unknown column 'regulator.suport'; allowed: regulator.support, partnerships.help.term. "
        "Did you mean 'regulator.support'?"),
    ),
    "missing column": (
        "regulator.support\n0.5\n",
        "points.csv:1  column partnerships.help.term: is missing; allowed: a column for every factor",
    ),
    "column twice": (
        "regulator.support,partnerships.help.term,regulator.support\n0.5,12,0.5\n",
        "points.csv:1  column regulator.support: is there twice; allowed: each column once",
    ),
    "column without a name": (
        "regulator.support,partnerships.help.term,\n0.5,12,3\n",
        "points.csv:1  column 3 has no name; allowed: the key of a factor",
    ),
    "missing value": (
        "regulator.support,partnerships.help.term\n0.5,12\n\n0.25,\n",
        "points.csv:4  column partnerships.help.term: has no value; allowed: a value for every factor",
    ),
    "short row": (
        "partnerships.help.term,regulator.support\n12\n",
        "points.csv:2  column regulator.support: has no value; allowed: a value for every factor",
    ),
    "long row": (
        "regulator.support,partnerships.help.term\n0,5,12\n",
        ("points.csv:2  has 3 values, and there are 2 columns; allowed: a value in each column; "
        "a value with the separator in it stands in double quotes"),
    ),
    "text for a number": (
        PLAIN.replace("0.25", "a quarter"),
        "points.csv:3  column regulator.support: found 'a quarter'; allowed: a number from 0 to 1",
    ),
    "not available": (
        PLAIN.replace("0.25", "NA"),
        "points.csv:3  column regulator.support: found 'NA'; allowed: a number from 0 to 1",
    ),
    "thousands": (
        PLAIN.replace("24", '"2,400"'),
        "points.csv:3  column partnerships.help.term: found '2,400'; allowed: a whole number from 0 to 600",
    ),
    "fraction for a whole number": (
        PLAIN.replace("24", "24.5"),
        "points.csv:3  column partnerships.help.term: found 24.5; allowed: a whole number from 0 to 600",
    ),
    "flag for a number": (
        PLAIN.replace("24", "true"),
        "points.csv:3  column partnerships.help.term: found true; allowed: a whole number from 0 to 600",
    ),
    "beyond bounds": (
        PLAIN.replace("0.25", "1.25"),
        "points.csv:3  column regulator.support: found 1.25; allowed: a number from 0 to 1",
    ),
    "minus of a word processor": (
        PLAIN.replace("0.25", "\u22120.25"),
        ("points.csv:3  column regulator.support: found '\u22120.25'; it has a minus sign (U+2212); write -; "
        "allowed: a number from 0 to 1"),
    ),
    "same point": (
        PLAIN + "0.50,12.0\n",
        "points.csv:4  is the same point as line 2; allowed: each point once",
    ),
    "same number": (
        "point,regulator.support,partnerships.help.term\n1,0.5,12\n1,0.25,24\n",
        "points.csv:3  column point: '1' is the number of line 2, too; allowed: each number once",
    ),
    "control character": (
        PLAIN.replace("0.25", "0.25\x07"),
        ("points.csv:3  column regulator.support: holds the character U+0007 (bell); "
        "allowed: text without control characters"),
    ),
    "open quotes": (PLAIN.replace("0.25", '"0.25'), "points.csv:3  is not CSV: unexpected end of data"),
    "no points": ("regulator.support,partnerships.help.term\n", ("points.csv:1  holds no points; "
                  "allowed: a row for each point")),
    "empty": ("\n", "points.csv:1  is empty; allowed: names of factors, and a row for each point"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_mistake_in_a_file_is_named_with_its_line_and_column(
    refused: Callable[..., list[Problem]], case: str
) -> None:
    table, message = REFUSED[case]
    assert str(refused(table)[0]) == message


def test_other_encodings_are_no_tables(refused: Callable[..., list[Problem]]) -> None:
    for encoding in ("utf-16", "cp1252"):
        (found,) = refused(PLAIN.replace("0.25", "\u00bc").encode(encoding))
        assert str(found) == "points.csv  is not a text file; allowed: CSV in UTF-8"


def test_all_mistakes_of_a_file_are_reported_at_once(refused: Callable[..., list[Problem]]) -> None:
    found = refused(PLAIN.replace("0.5", "2").replace("24", "x"))
    assert [(problem.line, problem.path) for problem in found] == [
        (2, "column regulator.support"),
        (3, "column partnerships.help.term"),
    ]
    assert len(refused(PLAIN + ",1\n" * 1000)) < 200


def test_a_line_is_counted_where_its_row_begins(refused: Callable[..., list[Problem]]) -> None:
    (found,) = refused('regulator.support,partnerships.help.term\n0.5,"\n12\n"\n2,24\n')
    assert (found.line, found.path) == (5, "column regulator.support")


@pytest.mark.parametrize("name", ["other.csv", "points.xlsx", ".", "a/b.csv"])
def test_a_file_that_is_not_there_or_no_table(refused: Callable[..., list[Problem]], name: str) -> None:
    (found,) = refused(PLAIN, FILE.replace("points.csv", f'"{name}"'))
    assert (found.line, found.column, found.path) == (7, 30, "design.file")
    assert found.what.startswith("there is no file")
    assert found.allowed == "points.csv"


def test_a_workbook_is_no_table(refused: Callable[..., list[Problem]], tmp_path: Path) -> None:
    (tmp_path / "points.xlsx").write_bytes(b"PK")
    (found,) = refused(PLAIN, FILE.replace("points.csv", "points.xlsx"))
    assert str(found) == "points.xlsx  is no table of points; allowed: a file .csv or .parquet"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "file:",
            "points: [{regulator.support: 1}], file:",
            "stands beside `points`; allowed: either `points` or `file`",
        ),
        ("kind: points", "kind: saltelli, points: 8", "is not a key of the design 'saltelli', only of points"),
        ("points.csv", "3", "found 3; allowed: text"),
    ],
)
def test_a_file_belongs_to_points_and_stands_alone(
    refused: Callable[..., list[Problem]], old: str, new: str, message: str
) -> None:
    found = [str(problem) for problem in refused(PLAIN, FILE.replace(old, new))]
    assert any(f"design.file: {message}" in text for text in found), found


def test_points_without_points_may_have_a_file(refused: Callable[..., list[Problem]]) -> None:
    found = [str(problem) for problem in refused(PLAIN, FILE.replace(", file: points.csv", ""))]
    assert any("design.points: is missing" in text and "or `file`, a table of them" in text for text in found)


def test_the_json_schema_agrees_with_the_reader() -> None:
    schema = jsonschema.Draft202012Validator(experiment_json_schema())
    read = YAML(typ="safe", pure=True).load
    assert schema.is_valid(read(FILE))
    assert not schema.is_valid(read(FILE.replace("file:", "points: [{regulator.support: 1}], file:")))
    assert not schema.is_valid(read(FILE.replace("kind: points", "kind: grid")))
    assert not schema.is_valid(read(FILE.replace(", file: points.csv", "")))
    assert not schema.is_valid(read(FILE.replace("points.csv", "3")))


FRAME = pd.DataFrame({"regulator.support": [0.5, 0.25], "partnerships.help.term": [12, 24]})


@pytest.mark.parametrize(
    "frame",
    [
        FRAME,
        FRAME.rename_axis("point"),
        FRAME.rename_axis("point").reset_index(),
        FRAME.astype({"partnerships.help.term": float}),
        FRAME.astype({"partnerships.help.term": "Int64"}),
        FRAME.astype({"partnerships.help.term": np.int8, "regulator.support": np.float32}),
        FRAME.astype(object).map(lambda cell: Decimal(str(cell))),
        FRAME.set_index(pd.Index(["a", "b"])),
    ],
)
def test_points_of_a_frame_or_a_parquet_file(
    frame: pd.DataFrame, load: Callable[..., Experiment], write: Write, tmp_path: Path
) -> None:
    frame.to_parquet(tmp_path / "points.parquet")
    from_file = load(PLAIN, FILE.replace("points.csv", "points.parquet"))
    from_frame = load_experiment(write(FILE.partition("design:")[0]), points=frame)
    for experiment in (from_file, from_frame):
        assert points_of(experiment) == POINTS
        assert [scenario_at(experiment, row).partnerships[0].term for row in from_records(experiment)] == [12, 24]


def from_records(experiment: Experiment) -> list[dict[str, Any]]:
    """Return the points of an experiment as mappings."""
    records: list[dict[str, Any]] = design_of(experiment).to_dict("records")  # type: ignore[assignment]
    return records


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.assign(other=1), "points  unknown column 'other'; allowed: regulator.support"),
        (lambda f: f.drop(columns="regulator.support"), "points  column regulator.support: is missing"),
        (lambda f: f.replace(0.25, np.nan), "points  row 2, column regulator.support: has no value"),
        (lambda f: f.astype(str), "points  row 1, column partnerships.help.term: found '12'; ~; remove the quotes"),
        (lambda f: f.astype({"partnerships.help.term": bool}), "row 1, column partnerships.help.term: found true"),
        (lambda f: f * 3, "points  row 1, column regulator.support: found 1.5; allowed: a number from 0 to 1"),
        (lambda f: pd.concat([f, f]), "points  row 3: is the same point as row 1"),
        (lambda f: f.iloc[:0], "points  holds no points"),
        (lambda f: f.set_axis(["regulator.support"] * 2, axis=1), "points  column regulator.support: is there twice"),
    ],
)
def test_a_mistake_in_a_frame_is_named_with_its_row_and_column(
    write: Write, change: Callable[[pd.DataFrame], pd.DataFrame], message: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_experiment(write(FILE), points=change(FRAME))
    first, _, last = message.partition("~")
    assert any(first in str(found) and str(found).endswith(last) for found in caught.value.problems), caught.value


def test_what_is_no_frame_is_refused(write: Write) -> None:
    with pytest.raises(TypeError, match="points: found list; allowed: a pandas DataFrame"):
        load_experiment(write(FILE), points=[{"regulator.support": 1}])  # type: ignore[arg-type]


def test_a_damaged_parquet_file_is_refused(refused: Callable[..., list[Problem]], tmp_path: Path) -> None:
    (tmp_path / "points.parquet").write_bytes(b"PAR1 no more")
    (found,) = refused(PLAIN, FILE.replace("points.csv", "points.parquet"))
    assert str(found) == "points.parquet  is not a parquet file; allowed: a table of points"


def test_a_finished_sweep_depends_on_no_file_and_its_design_is_a_table_of_points(
    load: Callable[..., Experiment], tmp_path: Path
) -> None:
    experiment = load(PLAIN, FILE + "replicates: 2\nmonths: 12\n")
    sim.sweep(experiment, tmp_path / "made")
    (tmp_path / "points.csv").unlink()
    made = sim.open_experiment(tmp_path / "made")
    assert points_of(made.experiment) == POINTS
    assert "points.csv" not in (tmp_path / "made" / "manifest.json").read_text()
    again = load_experiment(tmp_path / "x.yaml", ["design.file=made/design.parquet"])
    assert points_of(again) == POINTS


def test_points_with_words_and_nothing_return_from_the_design_of_a_sweep(
    load: Callable[..., Experiment], tmp_path: Path
) -> None:
    text = FILE.replace("regulator.support:", "regulator.mandated_type: {levels: [null, merger]}")
    experiment = load("regulator.mandated_type,partnerships.help.term\nnull,12\nmerger,24\n", text)
    design = design_of(experiment).rename_axis("point").reset_index()
    design.to_csv(tmp_path / "made.csv", index=False)
    design.to_parquet(tmp_path / "made.parquet")
    for name in ("made.csv", "made.parquet"):
        again = load_experiment(tmp_path / "x.yaml", [f"design.file={name}"])
        assert points_of(again) == points_of(experiment)
        assert scenario_at(again, design_of(again).iloc[0]).regulator.mandated_type is None


def test_levels_are_shown_as_the_one_word(load: Callable[..., Experiment], write: Write) -> None:
    levers = "partnerships.help.type: {levels: [Buddying, Management contract]}\n  partnerships.help.partner:"
    text = FILE.replace("regulator.support:", levers).replace("  partnerships.help.term:\n", "")
    point = "{partnerships.help.type: BUDDYING, partnerships.help.partner: Regency vale}"
    text = text.replace("file: points.csv", f"points: [{point}]")
    assert points_of(load_experiment(write(text))) == [("buddying", "regency_vale")]
