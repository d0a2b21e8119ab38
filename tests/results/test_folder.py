"""The results folder: written whole or not at all, never overwritten silently, and readable again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.plots import figures_with_content
from sim.results import run as run_module
from sim.results import run_folder as folder_module
from sim.results.run_folder import is_up_to_date, planned_files, refuse_unwritable
from sim.runs.run_scenario import inputs_digest
from sim.scenario.scenario_loader import load_scenario


@pytest.fixture(scope="module")
def run() -> sim.Run:
    return sim.run("case_b_buddying", replicates=3)


def test_folder_opens_as_the_run_that_wrote_it(run: sim.Run, tmp_path: Path) -> None:
    opened = sim.open_run(run.save(tmp_path / "made", figures=False))
    for table in folder_module.TABLES:
        pd.testing.assert_frame_equal(getattr(opened, table), getattr(run, table))
    assert opened.title == run.title
    assert opened.scenario_name == "case_b_buddying"


def test_folder_describes_itself(run: sim.Run, tmp_path: Path) -> None:
    place = run.save(tmp_path / "made", figures=False)
    manifest = json.loads((place / "manifest.json").read_text())
    assert manifest["seed"] == 2013
    assert manifest["replicates"] == 3
    assert {"turnaround-sim", "python", "mesa", "numpy"} <= set(manifest["versions"])
    assert load_scenario(place / "scenario.yaml").months == 84
    assert (place / "data_dictionary.csv").stat().st_size > 1000


def test_other_inputs_are_refused_without_overwrite(run: sim.Run, tmp_path: Path) -> None:
    place = run.save(tmp_path / "made", figures=False)
    other = sim.run("case_b_buddying", replicates=2)
    with pytest.raises(sim.ResultsError, match="--overwrite"):
        other.save(place, figures=False)
    other.save(place, overwrite=True, figures=False)
    assert sim.open_run(place).replicates == 2


def test_same_inputs_are_recognised(run: sim.Run, tmp_path: Path) -> None:
    place = run.save(tmp_path / "made", figures=False)
    same = inputs_digest(load_scenario("case_b_buddying", ["replicates=3"]))
    other = inputs_digest(load_scenario("case_b_buddying", ["replicates=3", "regulator.support=0.5"]))
    assert is_up_to_date(place, same, overwrite=False, names=planned_files(figures=False))
    assert not is_up_to_date(place, same, overwrite=False, names=planned_files(figures=True)), (
        "figures are asked for and missing"
    )
    assert other != same


def test_folder_that_is_no_results_folder_is_never_replaced(run: sim.Run, tmp_path: Path) -> None:
    precious = tmp_path / "thesis"
    precious.mkdir()
    (precious / "chapter.txt").write_text("years of work")
    for overwrite in (False, True):
        with pytest.raises(sim.ResultsError, match="not a results folder"):
            run.save(precious, overwrite=overwrite, figures=False)
    assert (precious / "chapter.txt").read_text() == "years of work"


def test_failure_while_writing_leaves_nothing(run: sim.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(run_module, "write_about", break_down)
    with pytest.raises(OSError, match="disk full"):
        run.save(tmp_path / "made", figures=False)
    assert list(tmp_path.iterdir()) == []


def test_failure_while_replacing_keeps_the_old_run(
    run: sim.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = run.save(tmp_path / "made", figures=False)

    def break_down(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run_module, "write_about", break_down)
    with pytest.raises(KeyboardInterrupt):
        run.save(place, overwrite=True, figures=False)
    assert sim.open_run(place).replicates == 3
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda place: (place / "manifest.json").unlink(), "not a results folder"),
        (lambda place: (place / "manifest.json").write_text("{"), "cannot be read"),
        (lambda place: (place / "manifest.json").write_text("[]"), "not the manifest of a run"),
        (lambda place: (place / "outcomes.parquet").unlink(), "outcomes.parquet"),
        (lambda place: (place / "events.parquet").write_bytes(b"PAR1 no more"), "events.parquet"),
    ],
)
def test_damaged_folder_is_refused_with_the_reason(run: sim.Run, tmp_path: Path, spoil, complaint: str) -> None:
    place = run.save(tmp_path / "made", figures=False)
    spoil(place)
    with pytest.raises(sim.ResultsError, match=complaint):
        sim.open_run(place)


def test_trusts_of_ones_own_are_never_taken_for_others_of_the_same_name(tmp_path: Path) -> None:
    def trusts_with(level: float) -> type[sim.Trust]:
        class Mine(sim.Trust):
            def next_engagement(self) -> float:
                return level

        return Mine

    one, other = (sim.run("no_partner", replicates=2, trust_class=trusts_with(level)) for level in (0.9, 0.1))
    one.save(tmp_path / "made", figures=False)
    with pytest.raises(sim.ResultsError, match="other inputs"):
        other.save(tmp_path / "made", figures=False)


def test_files_that_no_run_wrote_are_never_deleted(run: sim.Run, tmp_path: Path) -> None:
    place = run.save(tmp_path / "made", figures=False)
    (place / "notes.md").write_text("mine")
    with pytest.raises(sim.ResultsError, match=r"notes\.md"):
        run.save(place, overwrite=True, figures=False)
    assert (place / "notes.md").read_text() == "mine"


def test_unwritable_place_is_refused_before_simulating_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(sim.ResultsError, match="cannot be written"):
        refuse_unwritable(tmp_path / "file" / "made")
    refuse_unwritable(tmp_path / "deep" / "er" / "made")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_dollar_in_a_title_is_money_and_not_mathematics(tmp_path: Path) -> None:
    made = sim.run("no_partner", replicates=2, sets=[r"title='Saves $5m, not \\frac{ and $6m'"])
    assert (made.save(tmp_path / "made") / "figures" / "stages.svg").exists()


def test_report_is_one_page_with_the_figures_inside(run: sim.Run, tmp_path: Path) -> None:
    page = (run.save(tmp_path / "made") / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") == len(figures_with_content(run))
    assert "not a forecast for any named trust" in page
    assert "Buddying itself makes a small difference" in page
    assert "http://" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    )
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "figures do not share ids"
    wanted = set(re.findall(r'(?:href="#|url\(#)([^")]+)', page))
    assert wanted <= set(ids)


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(sim.ResultsError, match="no such results folder"):
        sim.open_run(tmp_path / "nowhere")
