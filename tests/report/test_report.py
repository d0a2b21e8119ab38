"""The report: the answer first, in sentences that the results bear out; then what it rests on; for every reader."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from commands import refused, turnaround
from docx import Document
from node_packages import packages_of
from pages import browser, found_by_axe, words_of
from rocrate.rocrate import ROCrate

import sim
from sim.experiments.sweep_answer import answer
from sim.experiments.sweep_report import write_sweep_report
from sim.report.html_page import page_of
from sim.report.rap_levels import LEVELS, statement
from sim.report.report_parts import Report, ReportSection, ReportTable
from sim.report.stress_checklist import AUTHORS_KEYS, stress_items
from sim.results.run_answer import answer_of
from sim.results.run_report import run_facts, run_report
from sim.runs.run_scenario import inputs_digest
from sim.scenario.outcome_titles import title_of
from sim.scenario.scenario_differences import differences_from_supplied

ABOUT = {f"about.{key}": f"What the author says of {key}." for key in AUTHORS_KEYS.values()}


@pytest.fixture(scope="module")
def run() -> sim.Run:
    return sim.run("case_b_buddying", replicates=6, sets={"regulator.support": 0.45})


@pytest.fixture(scope="module")
def folder(run: sim.Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run.save(tmp_path_factory.mktemp("report") / "made")


def test_answer_says_what_happened_with_and_without_how_sure_and_who_paid(run: sim.Run) -> None:
    told = answer_of(run)
    own, twin = (
        table[table["trust"] == "green_bay"]["recovered_within_36"] for table in (run.outcomes, run.twin_outcomes)
    )
    assert f"Green Bay recovered within 36 months in {100 * own.mean():.0f} % of replicates" in told.happened
    assert told.happened.endswith(f"without, in {100 * twin.mean():.0f} %.")
    assert "6 pairs of the same worlds" in told.sure
    assert "assumed" in told.sure
    partner = run.sides.set_index("side").loc["partner"]
    assert f"{abs(partner.difference):.3f} {'lower' if partner.difference < 0 else 'higher'}" in told.paid
    assert "Regency Vale" in told.paid


def test_answer_without_partnerships_says_that_there_is_nothing_to_compare_with() -> None:
    told = answer_of(sim.run("no_partner", replicates=3))
    assert "With partnerships" not in told.happened
    assert "no run without partnerships" in told.sure
    assert "No partner paid" in told.paid


def test_a_difference_can_be_distinguished_from_zero_only_where_its_interval_can(run: sim.Run) -> None:
    gained = {"main_outcome.outcome": "partnership_attention", "main_outcome.trust": "regency_vale"}
    sure = answer_of(sim.run("case_b_buddying", replicates=6, sets=gained)).sure
    assert "can be distinguished from zero" in sure
    never = {"main_outcome.outcome": "permanent_failure"}
    assert "cannot be distinguished from zero" in answer_of(sim.run("case_b_buddying", replicates=6, sets=never)).sure


def test_every_outcome_has_a_title_of_its_own() -> None:
    titles = [title_of(name) for name in sim.OUTCOMES]
    assert len(set(titles)) == len(titles)
    assert not [title for title in titles if "_" in title]


def test_page_begins_with_the_answer_and_folds_the_rest(folder: Path, run: sim.Run) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    words = words_of(page)
    assert words.index("The answer") < words.index("not a forecast for any named trust") < words.index("Outcomes")
    before = page[: page.index("<details")]
    assert before.count("<svg") == 1
    for sentence in answer_of(run):
        assert sentence.replace("'", "&#39;") in before
    assert "<script" not in page
    assert "green_bay" not in words_of(before), "names, and no ids"
    assert "recovered_within_36 in" not in words
    assert "regulator.support 0.4 0.45" in words, "what was changed from the scenario supplied"
    assert (folder / "report.html").stat().st_size < 5_000_000


def test_what_was_changed_is_seen_in_a_folder_and_behind_extends(run: sim.Run, folder: Path, tmp_path: Path) -> None:
    changed = [("regulator.support", "0.4", "0.45")]
    assert differences_from_supplied(run.scenario) == changed
    assert differences_from_supplied(sim.open_run(folder).scenario) == changed
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: case_b_buddying\ntitle: Mine\nregulator: {support: 0.45}\n", encoding="utf-8")
    assert differences_from_supplied(sim.load_scenario(mine)) == changed
    mine.write_text("title: Mine\ntrusts: [{id: a, archetype: failing}]\n", encoding="utf-8")
    assert differences_from_supplied(sim.load_scenario(mine)) is None
    assert differences_from_supplied(sim.load_scenario("case_b_buddying")) == []


def test_the_checklist_has_twenty_items_and_asks_the_author_for_five(run: sim.Run) -> None:
    asked = {number for number, _, answer in stress_items(run_facts(run, {})) if answer.startswith("For the author")}
    assert len(stress_items(run_facts(run, {}))) == 20
    assert asked == set(AUTHORS_KEYS)


def test_what_the_author_says_fills_the_checklist_and_changes_no_result(run: sim.Run) -> None:
    said = sim.load_scenario("case_b_buddying", {"regulator.support": 0.45, "replicates": 6, **ABOUT})
    told = replace(run, scenario=said)
    answers = {number: answer for number, _, answer in stress_items(run_facts(told, {}))}
    assert {answers[number] for number in AUTHORS_KEYS} == set(ABOUT.values())
    assert inputs_digest(said) == run.about["inputs"]


def test_the_level_of_reproducibility_is_not_claimed_without_review_and_publication() -> None:
    assert "peer reviewed" in statement(is_published=True)
    assert "none" in statement(is_published=True)
    assert "published in the open" in statement(is_published=False)
    assert [len(criteria) for criteria in LEVELS.values()] == [5, 9, 4]


def test_word_document_has_headings_tables_and_figures_with_captions_and_alternatives(folder: Path) -> None:
    assert turnaround("report", str(folder), "--word").exit_code == 0
    document = Document(str(folder / "report.docx"))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert "Heading 1" in styles
    assert document.tables
    shown = len(document.inline_shapes)
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption" and p.text.startswith("Figure ")]
    assert shown == len(captions) == len(list((folder / "figures").glob("*.svg")))
    assert all(shape._inline.docPr.get("descr") for shape in document.inline_shapes)


def test_a_report_written_again_says_the_same(folder: Path) -> None:
    before = (folder / "report.html").read_text(encoding="utf-8")
    turnaround("report", str(folder))
    again = (folder / "report.html").read_text(encoding="utf-8")
    assert words_of(again) == words_of(before)
    assert sim.open_run(folder).replicates == 6, "the folder is as it was"


def test_a_repository_can_read_what_a_folder_holds(folder: Path) -> None:
    crate = ROCrate(folder)
    assert "Case B" in crate.name
    held = {entity.id for entity in crate.data_entities}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert held <= there
    assert {"outcomes.parquet", "scenario.yaml", "figures/stages.png"} <= held
    assert json.loads((folder / "manifest.json").read_text())["drawn"].count("ro-crate-metadata.json") == 1


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a comparison and a sweep."""
    place = tmp_path_factory.mktemp("others")
    sim.compare(["no_partner", "case_b_buddying"], replicates=6).save(place / "comparison")
    sim.sweep("support_or_scrutiny", place / "sweep", sets={"design.steps": 2, "replicates": 2})
    found = answer(place / "sweep")
    found.save()
    write_sweep_report(found)
    return place


def test_report_of_a_comparison_tells_each_scenario_and_what_differs(others: Path) -> None:
    words = words_of((others / "comparison" / "report.html").read_text(encoding="utf-8"))
    rows = pd.read_csv(others / "comparison" / "comparison.csv").set_index(["trust", "measure"])
    gap = 100 * rows.loc[("green_bay", "recovered_within_36"), "difference"]
    assert f"The difference of {gap:+.1f} percentage points" in words
    assert "partnerships.buddying.type – buddying" in words
    assert "the partner differed by" in words


def test_report_of_a_sweep_tells_its_best_and_worst_points(others: Path) -> None:
    words = words_of((others / "sweep" / "report.html").read_text(encoding="utf-8"))
    assert re.search(r"% at the (best|highest) point \(scrutiny \d, support \d\), and \d+ % at the", words)
    assert "cannot be told from it" in words


def test_a_folder_without_a_report_is_refused(others: Path, in_folder: Path) -> None:
    assert "no such results folder" in refused("report", "nowhere")
    (others / "comparison" / "comparison.csv").write_text("changed")
    assert "comparison.csv" in refused("report", str(others / "comparison"))


@pytest.fixture(scope="module")
def axe() -> Path:
    """Return axe-core, where a browser is there and npm can get it."""
    if browser() is None:
        pytest.skip("Chromium is not installed")
    wanted = Path(__file__).parent / "accessibility" / "package.json"
    return packages_of(wanted) / "node_modules" / "axe-core" / "axe.min.js"


def test_axe_finds_nothing_in_a_report_and_it_fits_a_telephone(folder: Path, axe: Path, tmp_path: Path) -> None:
    found = found_by_axe(folder / "report.html", axe, tmp_path, width=400)
    assert found["violations"] == []
    assert found["needed"] <= 400


@pytest.mark.slow
def test_axe_would_find_faint_letters(axe: Path, tmp_path: Path) -> None:
    page = page_of(Report("T", "", ["A."], [ReportSection("S", [ReportTable("C", ("a", "b"), [("1", "2")])])]))
    (tmp_path / "faint.html").write_text(page.replace("color: #4a4a4a", "color: #ddd").replace("#1c1c1c", "#eee"))
    found = found_by_axe(tmp_path / "faint.html", axe, tmp_path, width=400)
    assert [name for _, name, *_ in found["violations"]] == ["color-contrast"]


def test_text_of_a_scenario_is_text_in_the_page(run: sim.Run) -> None:
    said = sim.load_scenario("case_b_buddying", {"description": "<b>bold</b> & more", "replicates": 6})
    page = page_of(run_report(replace(run, scenario=said), {}, {}))
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; more" in page


def test_what_no_replicate_knows_is_said_so_and_numbers_have_units() -> None:
    never = {"main_outcome.outcome": "coherence_60_after_integration"}
    assert "is known of no replicate" in answer_of(sim.run("no_partner", replicates=2, sets=never)).happened
    long = {"main_outcome.outcome": "months_in_special_measures"}
    assert re.search(
        r"came to [\d.]+ months \(95 % interval", answer_of(sim.run("no_partner", replicates=3, sets=long)).happened
    )
