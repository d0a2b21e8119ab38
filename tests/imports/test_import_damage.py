"""Damaged, renamed and half-empty files: what is wrong by file, row and column; exit code 2; nothing is written."""

from __future__ import annotations

import builtins
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from commands import refused, turnaround
from published_files import (
    AE,
    LAST,
    InventedTrust,
    our_england,
    rating_rows,
    rows_of_csv,
    write_ae,
    write_csv,
    write_league,
    write_oversight,
    write_ratings,
    write_rtt,
    write_survey,
)

Rows = list[list[str]]
WRITERS: dict[str, Callable[[Path, list[InventedTrust]], Path]] = {
    "ae": lambda folder, england: write_ae(folder, england, LAST),
    "rtt": lambda folder, england: write_rtt(folder, england, LAST),
    "oversight": lambda folder, england: write_oversight(folder, england, LAST),
    "league": write_league,
}


@pytest.fixture(scope="module")
def england() -> list[InventedTrust]:
    return our_england(3, months=[LAST])


def message_of(path: Path | str, in_folder: Path) -> str:
    said = refused("import", "R00A", "--files", str(path))
    assert not (in_folder / "my_trust.yaml").exists()
    return said


def damaged(kind: str, folder: Path, england: list[InventedTrust], change: Callable[[Rows], Any]) -> Path:
    path = WRITERS[kind](folder, england)
    rows = rows_of_csv(path)
    change(rows)
    return write_csv(path, rows[0], rows[1:])


def put(row: int, column: int, text: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[row - 1][column - 1] = text

    return change


@pytest.mark.parametrize(
    ("kind", "row", "column", "text", "words"),
    [
        ("ae", 2, 5, "many", "a number such as"),
        ("ae", 2, 5, "", "is empty"),
        ("ae", 2, 11, "7,1", "a number such as"),
        ("ae", 2, 1, "MSitAE-2022", "a month such as"),
        ("ae", 3, 2, "", "the code of a trust"),
        ("ae", 2, 11, "99999999", "at most all attendances"),
        ("ae", 2, 5, "-99999999", "at most all attendances"),
        ("oversight", 2, 12, "high", "a number such as"),
        ("oversight", 2, 12, "250", "a number from -30 to 30"),
        ("oversight", 2, 10, "lately", "a month such as"),
        ("oversight", 4, 12, "7", "a whole number from 1 to 5"),
        ("league", 2, 8, "none", "a number such as"),
        ("league", 2, 6, "Q9", "a month such as"),
        ("rtt", 2, 17, "few", "a number such as"),
        ("rtt", 2, 121, "", "is empty"),
        ("rtt", 2, 1, "RTT", "a month such as"),
    ],
)
def test_a_damaged_cell_is_named_by_file_row_and_column(
    in_folder: Path, england: list[InventedTrust], kind: str, row: int, column: int, text: str, words: str
) -> None:
    path = damaged(kind, in_folder, england, put(row, column, text))
    message = message_of(path, in_folder)
    header = rows_of_csv(path)[0][column - 1]
    assert f"{path.name}:{row}:" in message
    assert words in message
    if words != "at most all attendances":
        assert f"{path.name}:{row}:{column}  {header}" in message


def test_a_fault_in_the_row_of_another_trust_is_counted_and_does_no_harm(
    in_folder: Path, england: list[InventedTrust]
) -> None:
    path = damaged("ae", in_folder, england, put(4, 5, "many"))
    result = turnaround("import", "R00A", "--files", str(path))
    assert result.exit_code == 0
    assert "rows of other trusts, which are not used: 1" in result.output


@pytest.mark.parametrize("kind", WRITERS)
def test_a_renamed_column_is_named_with_what_it_was_called_and_when(
    in_folder: Path, england: list[InventedTrust], kind: str
) -> None:
    column = {"ae": 5, "rtt": 20, "oversight": 8, "league": 8}[kind]
    path = damaged(kind, in_folder, england, lambda rows: put(1, column, f"{rows[0][column - 1]} new")(rows))
    before = rows_of_csv(path)[0][column - 1].removesuffix(" new")
    message = message_of(path, in_folder)
    assert f"{path.name}:1:{column}" in message
    assert f"column '{before}'" in message
    assert f"there is a column '{before} new'" in message


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_that_was_cut_off_is_refused_at_its_last_row(
    in_folder: Path, england: list[InventedTrust], kind: str
) -> None:
    path = WRITERS[kind](in_folder, england)
    text = path.read_text().rstrip()
    path.write_text(text[: text.rindex("\n") + 1 + (len(text) - text.rindex("\n")) // 3])
    message = message_of(path, in_folder)
    assert f"{path.name}:{len(text.splitlines())}:" in message
    assert "ends before this column" in message


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_of_headers_only_is_refused(in_folder: Path, england: list[InventedTrust], kind: str) -> None:
    path = damaged(kind, in_folder, england, lambda rows: rows.__delitem__(slice(1, None)))
    assert "has no rows" in message_of(path, in_folder)


def test_a_quotation_mark_that_is_never_closed_is_refused(in_folder: Path, england: list[InventedTrust]) -> None:
    path = write_rtt(in_folder, england, LAST)
    text = path.read_text()
    path.write_text(text.replace("Part_2", '"Part_2', 1) + "x" * 200_000)
    assert f"{path.name}:" in message_of(path, in_folder)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_lines_may_end_as_on_any_system(in_folder: Path, england: list[InventedTrust], end: str) -> None:
    path = write_ae(in_folder, england, LAST)
    path.write_bytes(path.read_bytes().replace(b"\r\n", end.encode()))
    assert turnaround("import", "R00A", "--files", str(path)).exit_code == 0


@pytest.mark.parametrize("seed", range(3))
def test_damage_of_any_kind_is_refused_in_words_or_does_no_harm(
    in_folder: Path, england: list[InventedTrust], seed: int
) -> None:
    chance = random.Random(seed)
    for write in (*WRITERS.values(), write_survey, write_ratings):
        path = write(in_folder, england)
        contents = bytearray(path.read_bytes())
        for _ in range(3):
            place = chance.randrange(len(contents))
            contents[place : place + chance.randint(0, 9)] = chance.choice([b",", b'"', b"\n", b"%", b"\xff", b"9999"])
        path.write_bytes(contents)
        result = turnaround("import", "R00A", "--files", str(path))
        assert result.exit_code in (0, 2), result.output
        assert (in_folder / "my_trust.yaml").exists() == (result.exit_code == 0)
        (in_folder / "my_trust.yaml").unlink(missing_ok=True)


def test_figures_that_differ_for_one_month_are_refused_with_both_places(
    in_folder: Path, england: list[InventedTrust]
) -> None:
    path = damaged("ae", in_folder, england, lambda rows: rows.insert(2, [*rows[1][:10], "1", *rows[1][11:]]))
    message = message_of(path, in_folder)
    assert f"{path.name}:" in message
    assert "differs from that of" in message


@pytest.mark.parametrize(
    ("name", "contents", "words"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n \n", "is empty"),
        ("picture.csv", b"\x00\x01\x02" * 50, "is not text"),
        ("page.csv", b"<html><body>Not found</body></html>", "the columns of no file that is known"),
        ("other.csv", b"a,b\n1,2\n", "the columns of no file that is known"),
        ("zip.ods", b"PK\x03\x04 cut off", "is damaged"),
    ],
)
def test_a_file_that_is_something_else_is_refused(in_folder: Path, name: str, contents: bytes, words: str) -> None:
    (in_folder / name).write_bytes(contents)
    message = message_of(name, in_folder)
    assert name in message
    assert words in message


@pytest.mark.parametrize("write", [write_survey, write_ratings])
def test_a_workbook_that_was_cut_off_is_refused(
    in_folder: Path, england: list[InventedTrust], write: Callable[..., Path]
) -> None:
    path = write(in_folder, england)
    path.write_bytes(path.read_bytes()[:-200])
    assert "is damaged" in message_of(path, in_folder)


def test_a_damaged_cell_of_a_workbook_is_named_by_sheet_row_and_column(
    in_folder: Path, england: list[InventedTrust]
) -> None:
    path = write_survey(in_folder, england)
    book = openpyxl.load_workbook(path)
    book["acute"]["M2"] = "high"
    book.save(path)
    message = message_of(path, in_folder)
    assert "survey.xlsx, sheet acute:2:13  theme_engagement_2024: found 'high'" in message


def test_a_rating_that_there_is_not_is_named_with_those_that_there_are(
    in_folder: Path, england: list[InventedTrust]
) -> None:
    rows = rating_rows(england)
    rows[2][6] = "Splendid"
    message = message_of(write_ratings(in_folder, england, rows), in_folder)
    assert "ratings.ods, sheet Providers:7:7  Latest Rating: found 'Splendid'" in message
    assert "requires_improvement" in message


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("x1,acess,76,%,2025-06", "did you mean access?"),
        ("x1,engagement,70,0 to 10,2025-06", "a number from 0 to 10"),
        ("x1,engagement,7,%,2025-06", "'0 to 10'"),
        ("x1,surplus,1,£m,2025-06", "'% of turnover' or 'fraction'"),
        ("x1,rating_safe,fine,rating,2025-06", "inadequate"),
        ("x1,engagement,7,0 to 10,June", "a month such as"),
        ("x1,number_of_sites,1.5,sites,2025-06", "a whole number"),
        ("x1,access,0.76,%,2025-06", "the unit 'fraction'"),
    ],
)
def test_a_wrong_row_of_the_template_says_what_is_allowed(in_folder: Path, row: str, words: str) -> None:
    Path("figures.csv").write_text(f"code,figure,value,unit,date\n{row}\n")
    message = message_of("figures.csv", in_folder).replace("R00A", "")
    assert "no row is of trust" in message
    message = refused("import", "x1", "--files", "figures.csv")
    assert "figures.csv:2:" in message
    assert words in message


def test_every_fault_of_every_file_is_reported_at_once(in_folder: Path, england: list[InventedTrust]) -> None:
    first = damaged("ae", in_folder, england, lambda rows: (put(2, 5, "many")(rows), put(2, 6, "more")(rows)))
    second = damaged("league", in_folder, england, put(2, 8, "none"))
    message = message_of(in_folder, in_folder)
    assert message.count(first.name) == 2
    assert second.name in message


def test_a_folder_without_files_and_a_file_that_is_not_there_are_named(in_folder: Path) -> None:
    Path("nothing").mkdir()
    assert "nothing" in message_of("nothing", in_folder)
    assert "missing.csv" in message_of("missing.csv", in_folder)


def test_other_files_in_a_folder_are_passed_over_and_named(in_folder: Path, england: list[InventedTrust]) -> None:
    Path("files").mkdir()
    write_ae(Path("files"), england, LAST)
    Path("files/mine.csv").write_text("a,b\n1,2\n")
    Path("files/page.html").write_text("<p>")
    result = turnaround("import", "R00A", "--files", "files")
    assert result.exit_code == 0
    assert "Not read, since their columns are those of no file that is known: files/mine.csv" in result.output


@pytest.mark.parametrize(("write", "package"), [(write_survey, "openpyxl"), (write_ratings, "python_calamine")])
def test_a_missing_package_is_named_with_the_extra_it_comes_with(
    in_folder: Path,
    england: list[InventedTrust],
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[..., Path],
    package: str,
) -> None:
    path, load = write(in_folder, england), builtins.__import__
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)

    def without(name: str, *rest: Any, **options: Any) -> Any:
        if name.split(".")[0] == package:
            raise ImportError(name)
        return load(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    message = message_of(path, in_folder)
    assert 'python -m pip install "turnaround-sim[import]"' in message


def test_headers_of_the_file_are_those_that_are_published() -> None:
    assert len(AE) == 22
