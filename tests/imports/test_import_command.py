"""`turnaround import`: from published files to a scenario that loads, runs and says where its figures come from."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from commands import refused, turnaround
from published_files import (
    LAST,
    InventedTrust,
    our_england,
    write_ae,
    write_everything,
    write_oversight,
    write_rtt,
    write_survey,
)
from ruamel.yaml import YAML

from sim.imports.observations import UNITS
from sim.scenario.provenance import LIKE_YOURS
from sim.scenario.scenario_loader import load_scenario


@pytest.fixture(scope="module")
def england() -> list[InventedTrust]:
    return our_england(8)


@pytest.fixture(scope="module")
def folder(england: list[InventedTrust], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_everything(tmp_path_factory.mktemp("all") / "downloads", england, rtt=False)


def imported(folder: Path, *arguments: str) -> str:
    result = turnaround("import", "R00A", "--files", str(folder), *arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def few(england: list[InventedTrust], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two files, for what does not depend on how many there are."""
    place = tmp_path_factory.mktemp("few")
    write_ae(place, england, LAST)
    write_survey(place, england)
    return place


@pytest.fixture(scope="module")
def plain_import(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the scenario of a trust that all files make, and what the command shows."""
    file = tmp_path_factory.mktemp("plain") / "my_trust.yaml"
    return file, imported(folder, "--out", str(file))


@pytest.fixture(scope="module")
def import_with_partners(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the same with two partners."""
    file = tmp_path_factory.mktemp("partners") / "my_trust.yaml"
    return file, imported(folder, "--partners", "r00b, R00C", "--out", str(file))


def test_the_scenario_has_the_trust_its_partners_and_a_few_neighbours(import_with_partners: tuple[Path, str]) -> None:
    file, shown = import_with_partners
    scenario = load_scenario(file)
    assert [trust.id for trust in scenario.trusts] == ["R00A", "R00B", "R00C", "R00D", "R00G"]
    assert scenario.main_outcome.trust == "R00A"
    local = [trust.id for trust in scenario.trusts if trust.local_health_economy == "local_area"]
    assert local == ["R00A", "R00D", "R00G"]
    assert LIKE_YOURS in shown
    assert LIKE_YOURS in file.read_text()


def test_figures_are_those_of_the_last_year_and_of_the_years_before(
    plain_import: tuple[Path, str], england: list[InventedTrust]
) -> None:
    trust, published = england[0], load_scenario(plain_import[0]).trusts[0].published
    assert published is not None
    for ago, figures in ((0, published), *((past.months_ago, past) for past in published.history)):
        months = [trust.attendances[month] for month in range(LAST - ago - 11, LAST - ago + 1)]
        late, whole = sum(late for _, late in months), sum(whole for whole, _ in months)
        assert figures.access == pytest.approx(100 * (1 - late / whole), abs=1e-6)
        assert figures.engagement == trust.engagement[2024 - ago // 12]
        assert figures.surplus == trust.surplus[LAST - ago]
    assert [past.months_ago for past in published.history] == [12, 24]
    assert published.ratings.model_dump() == {
        name.lower().replace("-", "_"): word for name, word in trust.ratings.items()
    }


def test_every_value_has_its_file_row_date_and_unit_as_a_comment(plain_import: tuple[Path, str]) -> None:
    lines = [line.strip() for line in plain_import[0].read_text().splitlines()]
    valued = [at for at, line in enumerate(lines)
              if line.split(":")[0] in ("access", "engagement", "surplus", "overall", "well_led")]  # fmt: skip
    assert len(valued) > 10
    for at in valued:
        comment = ""
        while lines[at - 1].startswith("#"):
            at -= 1
            comment = f"{lines[at][1:]}{comment}"
        assert ", row " in comment
        assert "; 202" in comment
        assert comment.split(";")[0].strip() in UNITS.values()


def test_what_is_missing_is_said_on_the_terminal_and_in_the_file(plain_import: tuple[Path, str]) -> None:
    file, shown = plain_import
    assert "Missing of R00A, and inferred: vacancy_rate" in shown
    assert "#   R00A: vacancy_rate" in file.read_text()


def test_the_scenario_runs(in_folder: Path, import_with_partners: tuple[Path, str]) -> None:
    result = turnaround("run", str(import_with_partners[0]), "--replicates", "2", "--months", "36", "--no-figures")
    assert result.exit_code == 0, result.output


def test_an_anonymous_scenario_holds_no_name_and_no_code(
    in_folder: Path, folder: Path, england: list[InventedTrust]
) -> None:
    shown = imported(folder, "--partners", "R00B", "--anonymous")
    text = Path("my_trust.yaml").read_text()
    for trust in england:
        for word in (trust.code, trust.code.lower(), trust.name, trust.region):
            assert word not in text
            assert word not in shown
    assert "row " not in text
    assert [trust.id for trust in load_scenario("my_trust.yaml").trusts][:3] == ["trust", "partner_1", "neighbour_1"]
    assert LIKE_YOURS in text


def test_a_scenario_file_is_replaced_only_if_asked(in_folder: Path, few: Path) -> None:
    Path("my_trust.yaml").write_text("mine")
    assert "--overwrite" in refused("import", "R00A", "--files", str(few))
    assert Path("my_trust.yaml").read_text() == "mine"
    for option in ("--overwrite", "--force"):
        imported(few, option)
        assert load_scenario("my_trust.yaml").trusts


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("R00Z",), "no row is of trust 'R00Z'"),
        (("R00A", "--partners", "R00ZZ"), "no row is of trust 'R00ZZ'"),
        (("R00A", "--partners", "R00A"), "named twice"),
        (("R00A", "--neighbours", "R00B,r00b"), "named twice"),
        (("R00A", "--out", "nowhere/my.yaml"), "no such folder"),
        ((), "needs the code of a trust"),
    ],
)
def test_wrong_use_is_refused_and_nothing_written(
    in_folder: Path, few: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert words in refused("import", *arguments, "--files", str(few))
    assert list(in_folder.iterdir()) == []


def test_the_type_of_a_trust_decides_which_access_measure_is_read(in_folder: Path) -> None:
    trust = InventedTrust("R00S", "Invented Heart Hospital", "specialist", "Ours", engagement={2024: 7.0})
    trust.surplus, trust.ratings = {LAST: 1.0}, {}
    trust.waiting = {LAST: (1000, 250)}
    Path("files").mkdir()
    write_rtt(Path("files"), [trust], LAST)
    write_oversight(Path("files"), [trust], LAST)
    assert turnaround("import", "R00S", "--files", "files").exit_code == 0
    made = load_scenario("my_trust.yaml").trusts[0]
    assert made.provider_type == "specialist"
    assert made.published is not None
    assert made.published.access == 75.0


def test_a_file_is_known_by_its_columns_whatever_it_is_called(in_folder: Path, england: list[InventedTrust]) -> None:
    Path("files").mkdir()
    write_ae(Path("files"), england, LAST).rename("files/notes.txt")
    write_survey(Path("files"), england).rename("files/workbook")
    assert turnaround("import", "R00A", "--files", "files").exit_code == 0
    published = load_scenario("my_trust.yaml").trusts[0].published
    assert published is not None
    assert published.access is not None
    assert published.engagement == england[0].engagement[2024]


def test_the_template_lists_every_figure_and_is_read_when_filled_in(in_folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(turnaround("import", "--template").output)))
    assert {"access", "engagement", "surplus", "vacancy_rate", "rating_overall", "turnover"} <= {
        row["figure"] for row in rows
    }
    values = {"access": "76", "surplus": "-1.5", "turnover": "310", "number_of_sites": "2", "rating_safe": "Inadequate",
              "vacancy_rate": "12.5", "months_in_special_measures": "0", "chief_executive_tenure": "9"}  # fmt: skip
    with open("figures.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        for row in rows:
            writer.writerow({**row, "code": "oslo-1", "value": values.get(row["figure"], "")})
        writer.writerow({**rows[0], "code": "oslo-1", "value": "0.81", "unit": "fraction", "date": "June 2024"})
    result = turnaround("import", "OSLO-1", "--files", "figures.csv")
    assert result.exit_code == 0, result.output
    trust = load_scenario("my_trust.yaml").trusts[0]
    assert (trust.id, trust.turnover, trust.sites) == ("OSLO_1", 310.0, 2)
    published = trust.published
    assert published is not None
    assert (published.access, published.surplus, published.vacancy_rate) == (76.0, -1.5, 12.5)
    assert (published.months_in_special_measures, published.chief_executive_tenure) == (0, 9)
    assert published.ratings.safe == "inadequate"
    assert [(past.months_ago, past.access) for past in published.history] == [(12, 81.0)]


def test_ratings_that_exclude_each_other_lose_the_overall_one_and_say_so(in_folder: Path) -> None:
    domains = ("safe", "effective", "caring", "responsive", "well_led")
    lines = ["code,figure,value,unit,date", *(f"x1,rating_{domain},good,rating,2025-01" for domain in domains)]
    lines += ["x1,rating_overall,inadequate,rating,2024-01"]
    Path("figures.csv").write_text("\n".join(lines))
    result = turnaround("import", "x1", "--files", "figures.csv")
    assert result.exit_code == 0, result.output
    assert "figures.csv:7" in result.output
    assert "left out" in result.output
    published = load_scenario("my_trust.yaml").trusts[0].published
    assert published is not None
    assert published.ratings.overall is None


def test_the_file_is_plain_yaml(plain_import: tuple[Path, str]) -> None:
    data = YAML(typ="safe", pure=True).load(plain_import[0].read_text())
    assert set(data) == {"title", "description", "source", "start_month", "main_outcome", "local_health_economies",
                         "trusts"}  # fmt: skip
    assert data["start_month"] == 4
