"""What published files have in them beside figures: sums, junk, suppressed values, fractions, repetitions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from published_files import (
    AE,
    LAST,
    LEAGUE,
    OLD_AE,
    RATED,
    InventedTrust,
    ae_row,
    our_england,
    rating_rows,
    rows_of_csv,
    rtt_rows,
    write_ae,
    write_csv,
    write_oversight,
    write_ratings,
    write_rtt,
)

from sim.imports.cells import month_of, number_of
from sim.imports.import_trust import import_trust, read_published
from sim.imports.layouts import layouts
from sim.imports.observations import Reading

Rows = list[list[str]]


@pytest.fixture(scope="module")
def england() -> list[InventedTrust]:
    return our_england(6, months=range(LAST - 1, LAST + 1))


def read(*paths: Path) -> Reading:
    reading, not_read = read_published(paths)
    assert not_read == []
    return reading


def values(reading: Reading, figure: str) -> dict[str, float | str]:
    return {row.code: row.value for row in reading.observations if row.figure == figure}


def changed_ae(folder: Path, england: list[InventedTrust], change: Callable[[Rows], None], **options: str) -> Path:
    """Return a month of A&E attendances in which something was changed."""
    path = write_ae(folder, england, LAST)
    headers, *rows = rows_of_csv(path)
    change(rows)
    return write_csv(path, headers, rows, **options)


def four_hours(england: list[InventedTrust]) -> dict[str, float]:
    return {t.code: 100.0 * (t.attendances[LAST][0] - t.attendances[LAST][1]) / t.attendances[LAST][0] for t in england}


def test_rows_that_add_up_others_are_no_trusts(tmp_path: Path, england: list[InventedTrust]) -> None:
    def totals(rows: Rows) -> None:
        rows.append(["Total", "-", "-", "England", *rows[-1][4:]])
        rows.append(["MSitAE-MARCH-2025", "", "", "ENGLAND TOTAL", *rows[-1][4:]])

    assert values(read(changed_ae(tmp_path, england, totals)), "four_hour_performance") == four_hours(england)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_letters_beyond_ascii_are_read_in_any_common_encoding(
    tmp_path: Path, england: list[InventedTrust], encoding: str
) -> None:
    def rename(rows: Rows) -> None:
        rows[0][3] = "Hôpital Général"

    reading = read(changed_ae(tmp_path, england, rename, encoding=encoding))
    assert reading.trusts["R00A"].name == "Hôpital Général"
    assert values(reading, "four_hour_performance") == four_hours(england)


def test_columns_without_names_and_lines_of_notes_are_passed_over(tmp_path: Path, england: list[InventedTrust]) -> None:
    path = write_ae(tmp_path, england, LAST)
    text = path.read_text().splitlines()
    path.write_text("\n".join(["Monthly A&E", "", *(f"{line},,junk" for line in text), "", "Source: ours", ",,"]))
    reading = read(path)
    assert values(reading, "four_hour_performance") == four_hours(england)
    assert {row.where.row for row in reading.observations} == set(range(4, 4 + len(england)))


def test_numbers_with_thousands_separators_are_read(tmp_path: Path, england: list[InventedTrust]) -> None:
    def separate(rows: Rows) -> None:
        rows[:] = [[*row[:4], *(f"{int(cell):,}" if cell else "" for cell in row[4:])] for row in rows]

    assert values(read(changed_ae(tmp_path, england, separate)), "four_hour_performance") == four_hours(england)


def test_codes_are_found_in_capitals_or_not(tmp_path: Path, england: list[InventedTrust]) -> None:
    def lower(rows: Rows) -> None:
        rows[:] = [[row[0], f" {row[1].lower()} ", *row[2:]] for row in rows]

    assert values(read(changed_ae(tmp_path, england, lower)), "four_hour_performance") == four_hours(england)


@pytest.mark.parametrize("sign", ["*", "-", "n/a"])
def test_a_suppressed_count_leaves_its_month_out_and_is_reported(
    tmp_path: Path, england: list[InventedTrust], sign: str
) -> None:
    def suppress(rows: Rows) -> None:
        rows[0][10] = sign

    earlier = write_ae(tmp_path, england, LAST - 1)
    made = import_trust("R00A", [earlier, changed_ae(tmp_path, england, suppress)])
    trust = england[0].attendances[LAST - 1]
    assert made.members[0].figures.published["access"].value == pytest.approx(100 * (1 - trust[1] / trust[0]))
    assert [(note.line, note.column, note.path) for note in made.notes] == [(2, 11, AE[10])]


def test_a_row_that_is_there_twice_counts_once_and_is_reported(tmp_path: Path, england: list[InventedTrust]) -> None:
    path = changed_ae(tmp_path, england, lambda rows: rows.insert(1, rows[0]))
    made = import_trust("R00A", [path])
    assert made.members[0].figures.published["access"].value == pytest.approx(four_hours(england)["R00A"])
    assert [note.line for note in made.notes] == [3]


def test_a_month_that_is_in_two_files_counts_once(tmp_path: Path, england: list[InventedTrust]) -> None:
    path = write_ae(tmp_path, england, LAST)
    (tmp_path / "again.csv").write_bytes(path.read_bytes())
    figure = import_trust("R00A", [tmp_path]).members[0].figures.published["access"]
    assert figure.value == pytest.approx(four_hours(england)["R00A"])
    assert len(figure.places) == 1


def test_columns_of_files_before_2019_are_known(tmp_path: Path, england: list[InventedTrust]) -> None:
    rows = []
    for trust in england:
        row = ae_row(trust, LAST)
        rows.append([row[0], *row[1:4], row[4] + row[7], *row[5:7], *row[10:13]])
    path = write_csv(tmp_path / "old.csv", OLD_AE, rows)
    assert values(read(path), "four_hour_performance") == four_hours(england)


def test_every_name_of_a_column_has_the_years_it_holds_for_where_there_are_several() -> None:
    several = [column.called for layout in layouts().values() for column in layout.columns if len(column.called) > 1]
    assert len(several) > 5
    assert all(name.first or name.last for called in several for name in called if called[-1] is not name)


def test_percentages_that_are_fractions_are_read_as_percentages(tmp_path: Path, england: list[InventedTrust]) -> None:
    whole = values(read(write_oversight(tmp_path, england, LAST)), "surplus")
    headers, *rows = rows_of_csv(tmp_path / "oversight.csv")
    for row in rows:
        if row[7] == "OF0079":
            row[11] = repr(float(row[11]) / 100)
    (tmp_path / "fractions").mkdir()
    reading = read(write_csv(tmp_path / "fractions" / "oversight.csv", headers, rows))
    assert values(reading, "surplus") == pytest.approx(whole)
    assert {row.remark for row in reading.observations if row.figure == "surplus"} == {
        "as planned, a fraction in the file"
    }


def test_a_percentage_with_its_sign_is_no_fraction(tmp_path: Path, england: list[InventedTrust]) -> None:
    write_oversight(tmp_path, england, LAST)
    headers, *rows = rows_of_csv(tmp_path / "oversight.csv")
    for row in rows:
        row[11] = "0.2%" if row[7] == "OF0079" else row[11]
    reading = read(write_csv(tmp_path / "oversight.csv", headers, rows))
    assert set(values(reading, "surplus").values()) == {0.2}


def test_a_metric_known_by_number_and_words_is_not_read_by_its_number_alone(
    tmp_path: Path, england: list[InventedTrust]
) -> None:
    path = write_oversight(tmp_path, england, LAST)
    headers, *rows = rows_of_csv(path)
    for description, found in (("Percentage seen within 4 hours", 3), ("Something else", 0)):
        more = [[*row[:7], "OF0013", description, *row[9:11], "0.71", *row[12:]] for row in rows[:9:3]]
        reading = read(write_csv(path, headers, [*rows, *more]))
        four = values(reading, "four_hour_performance")
        assert len(four) == found
        assert set(four.values()) <= {71.0}


def test_sums_of_specialties_are_not_added_to_their_parts(tmp_path: Path, england: list[InventedTrust]) -> None:
    path = write_rtt(tmp_path, england, LAST)
    with_sums = values(read(path), "treatment_in_time")
    headers, *rows = rows_of_csv(path)
    parts_only = write_csv(path, headers, [row for row in rows if row[11] != "C_999"])
    assert values(read(parts_only), "treatment_in_time") == with_sums
    sums_of_one = [row for row in rows if row[11] == "C_999" or row[7] == "C1"]
    assert values(read(write_csv(path, headers, sums_of_one)), "treatment_in_time") == with_sums


def test_the_total_of_incomplete_pathways_may_be_blank_and_completed_ones_are_not_read(
    tmp_path: Path, england: list[InventedTrust]
) -> None:
    rows = rtt_rows(england[0], LAST)
    assert {row[-3] for row in rows if row[9] == "Part_2"} == {""}
    whole, late = england[0].waiting[LAST]
    reading = read(write_rtt(tmp_path, england[:1], LAST))
    assert [(row.part, row.whole) for row in reading.observations] == [(whole - late, whole)]


def test_the_latest_of_several_ratings_counts(tmp_path: Path, england: list[InventedTrust]) -> None:
    rows = rating_rows(england[:1])
    old = [[*row[:6], "Inadequate", "01/02/2019", *row[8:]] for row in rows]
    reading = read(write_ratings(tmp_path, england[:1], [*rows, *old]))
    chosen = import_trust("R00A", [tmp_path / "ratings.ods"]).members[0].figures.published
    assert {key: figure.value for key, figure in chosen.items()} == {
        f"rating_{domain.lower().replace('-', '_')}": word for domain, word in england[0].ratings.items()
    }
    assert len(reading.observations) == 12


def test_a_provider_that_is_not_rated_has_no_rating_and_it_is_reported(
    tmp_path: Path, england: list[InventedTrust]
) -> None:
    rows = rating_rows(england[:1])
    rows[1][6] = "Inspected but not rated"
    made = import_trust("R00A", [write_ratings(tmp_path, england[:1], rows)])
    assert "rating_safe" not in made.members[0].figures.published
    assert [(note.line, note.path) for note in made.notes] == [(6, RATED[6])]


def test_a_figure_published_anew_takes_the_place_of_the_earlier(tmp_path: Path, england: list[InventedTrust]) -> None:
    write_oversight(tmp_path, england, LAST, "a.csv")
    headers, *rows = rows_of_csv(tmp_path / "a.csv")
    anew = [[*row[:11], "-3.25" if row[7] == "OF0079" else row[11], *row[12:16], "Q1 2025/26"] for row in rows]
    write_csv(tmp_path / "0.csv", headers, anew)
    assert import_trust("R00A", [tmp_path]).members[0].figures.published["surplus"].value == -3.25


def test_a_league_table_gives_segment_and_score_as_remarks_only(tmp_path: Path) -> None:
    row = ["North", "Acute trust", "Acute - large", "X1", "One", "Q2 2025/26", "2.31", "3", "Yes", "88"]
    made = import_trust("x1", [write_csv(tmp_path / "t.csv", LEAGUE, [row])])
    assert made.members[0].figures.published == {}
    assert "# segment 3, not used" in made.text


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234", 1234.0), ("1,234.5", 1234.5), ("-3", -3.0), ("(2.5)", -2.5), ("\u22121.5", -1.5), ("76.3%", 76.3),
     (" 12 ", 12.0), ("1 234", 1234.0), (".5", 0.5), ("1e3", 1000.0)],
)  # fmt: skip
def test_numbers_are_read_however_they_are_written(text: str, number: float) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["", "abc", "7,1", "1,23", "12,34,567", "nan", "inf", "1.2.3", "--1", "%", "1-2"])
def test_what_is_no_number_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is no number"):
        number_of(text)


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [("MSitAE-APRIL-2022", 2022, 4), ("RTT-April-2024", 2024, 4), ("2025-06-30", 2025, 6), ("30/06/2025", 2025, 6),
     ("Mar-26", 2026, 3), ("June 2025", 2025, 6), ("Q1 2025/26", 2025, 6), ("Q4 2025/26", 2026, 3),
     ("2025/26 Q2", 2025, 9), ("2025/26 plan", 2026, 3), ("2025-06", 2025, 6), ("2024-11-03T00:00:00", 2024, 11),
     ("01 September 2025", 2025, 9), ("Sept 2025", 2025, 9)],
)  # fmt: skip
def test_months_are_read_however_they_are_written(text: str, year: int, month: int) -> None:
    assert month_of(text) == 12 * year + month - 1


@pytest.mark.parametrize("text", ["", "soon", "2025-13-01", "31/13/2025", "Q5 2025/26", "9999-01"])
def test_what_is_no_month_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is no month"):
        month_of(text)
