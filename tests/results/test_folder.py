"""The results folder: written whole or not at all, never overwritten silently, and readable again."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.plots import figures_of_run
from sim.results import run as run_module
from sim.results import run_folder as folder_module
from sim.results.folder_replacement import lock_of, put_right, replace_folder
from sim.results.run_folder import is_up_to_date, planned_files, refuse_unwritable
from sim.runs.run_scenario import inputs_digest
from sim.scenario.scenario_loader import load_scenario


@pytest.fixture(scope="module")
def run() -> sim.Run:
    return sim.run("case_b_buddying", replicates=3)


@pytest.fixture(scope="module")
def saved_once(run: sim.Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run.save(tmp_path_factory.mktemp("saved") / "made", figures=False)


@pytest.fixture(scope="module")
def drawn(run: sim.Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder to which the run was saved with its figures, to be read only."""
    return run.save(tmp_path_factory.mktemp("drawn") / "made")


@pytest.fixture
def place(saved_once: Path, tmp_path: Path) -> Path:
    """Return a folder `made` to which the run was saved, for a test to do with as it likes."""
    return shutil.copytree(saved_once, tmp_path / "made")


def test_folder_opens_as_the_run_that_wrote_it(run: sim.Run, tmp_path: Path) -> None:
    opened = sim.open_run(run.save(tmp_path / "made", figures=False))
    for table in folder_module.TABLES:
        pd.testing.assert_frame_equal(getattr(opened, table), getattr(run, table))
    assert opened.title == run.title
    assert opened.scenario_name == "case_b_buddying"


def test_folder_describes_itself(place: Path) -> None:
    manifest = json.loads((place / "manifest.json").read_text())
    assert manifest["seed"] == 2013
    assert manifest["replicates"] == 3
    assert {"turnaround-sim", "python", "mesa", "numpy"} <= set(manifest["versions"])
    assert load_scenario(place / "scenario.yaml").months == 84
    assert (place / "data_dictionary.csv").stat().st_size > 1000


def test_other_inputs_are_refused_without_overwrite(place: Path, run: sim.Run) -> None:
    other = sim.run("case_b_buddying", replicates=2)
    with pytest.raises(sim.ResultsError, match="--overwrite"):
        other.save(place, figures=False)
    other.save(place, overwrite=True, figures=False)
    assert sim.open_run(place).replicates == 2


def test_same_inputs_are_recognised(place: Path) -> None:
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
        with pytest.raises(sim.ResultsError, match=r"chapter\.txt, which was not written by a run"):
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
    place: Path, run: sim.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

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
        (lambda place: (place / "manifest.json").write_text("[]"), "not one of a results folder"),
        (lambda place: (place / "outcomes.parquet").unlink(), "outcomes.parquet"),
        (lambda place: (place / "events.parquet").write_bytes(b"PAR1 no more"), "events.parquet"),
    ],
)
def test_damaged_folder_is_refused_with_the_reason(place: Path, spoil, complaint: str) -> None:
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


FOREIGN = ("notes.md", "figures/mine.png", "figures/deep/mine.png", "outcomes/mine.parquet", "mine/")


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("overwrite", [True, False])
def test_files_that_no_run_wrote_are_never_deleted(place: Path, run: sim.Run, name: str, overwrite: bool) -> None:
    mine = place / name
    mine.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith("/"):
        mine.mkdir()
    else:
        mine.write_text("mine")
    with pytest.raises(sim.ResultsError, match="which was not written by a run"):
        run.save(place, overwrite=overwrite, figures=False)
    assert mine.exists()


def test_a_link_in_a_results_folder_and_what_it_leads_to_stay(run: sim.Run, tmp_path: Path) -> None:
    place, away = run.save(tmp_path / "made", figures=False), tmp_path / "away"
    away.mkdir()
    (away / "stages.png").write_text("mine")
    (place / "figures").symlink_to(away)
    with pytest.raises(sim.ResultsError, match="holds figures, which was not written by a run"):
        run.save(place, overwrite=True, figures=False)
    assert (away / "stages.png").read_text() == "mine"


def test_what_somebody_puts_into_a_folder_while_it_is_replaced_is_kept(
    place: Path, run: sim.Run, tmp_path: Path
) -> None:
    replacing = replace_folder(place, folder_module.is_own("run"))
    (replacing.__enter__() / "summary.csv").write_text("new")
    (place / "notes.md").write_text("mine")
    with pytest.raises(sim.ResultsError, match="was replaced; files that this program did not write are kept in"):
        replacing.__exit__(None, None, None)
    assert (place / "summary.csv").read_text() == "new"
    (kept,) = tmp_path.glob(".made.old-*/*")
    assert kept.read_text() == "mine"


@pytest.mark.parametrize("protected", [".", "outcomes.parquet"])
def test_write_protected_results_stay(place: Path, run: sim.Run, tmp_path: Path, protected: str) -> None:
    (place / protected).chmod(0o555)
    with pytest.raises(sim.ResultsError, match="is write-protected; nothing was replaced"):
        run.save(place, overwrite=True, figures=False)
    (place / protected).chmod(0o755)
    assert sim.open_run(place).replicates == 3
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_remains_of_processes_that_were_killed_are_put_right(place: Path, run: sim.Run, tmp_path: Path) -> None:
    killed_while_writing = tmp_path / ".made.partial-0123abcd"
    killed_while_writing.mkdir()
    (killed_while_writing / "summary.csv").touch()
    lock_of(killed_while_writing).touch()
    killed_between_renames = place.rename(tmp_path / ".made.old-0123abcd")
    put_right(place, folder_module.is_own("run"))
    assert sim.open_run(place).replicates == 3
    assert not killed_between_renames.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_what_another_process_is_writing_is_left_alone(run: sim.Run, tmp_path: Path) -> None:
    place = tmp_path / "made"
    with replace_folder(place, folder_module.is_own("run")) as partial:
        run.save(place, figures=False)
        assert partial.is_dir()
        shutil.rmtree(place)
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def edited(path: Path) -> None:
    contents = bytearray(path.read_bytes())
    contents[len(contents) // 2] ^= 1
    path.write_bytes(contents)


def lost(path: Path) -> None:
    path.unlink()


def renamed(path: Path) -> None:
    path.rename(path.with_name("events-1.parquet"))


def swapped(path: Path) -> None:
    path.write_bytes(path.with_name("twin_outcomes.parquet").read_bytes())


def replaced_by_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def replaced_by_a_device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def replaced_by_a_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def replaced_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


HARM = (cut_off, emptied, edited, lost, renamed, swapped, replaced_by_a_pipe, replaced_by_a_device,
        replaced_by_a_link_to_itself, replaced_by_a_folder)  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and links are those of POSIX")
@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("name", ["manifest.json", "scenario.yaml", "events.parquet", "outcomes.parquet"])
def test_damage_of_any_kind_is_refused_with_its_file_and_what_mends_it(
    place: Path, name: str, harm: Callable[[Path], None]
) -> None:
    harm(place / name)
    with pytest.raises(sim.ResultsError, match=re.escape(name)) as found:
        sim.open_run(place)
    assert "make these results again" in str(found.value) or "it has no manifest.json" in str(found.value)


@pytest.mark.parametrize("harm", [cut_off, emptied, edited, lost])
@pytest.mark.parametrize("name", ["summary.csv", "scenario.yaml", "events.parquet"])
def test_a_damaged_folder_is_not_up_to_date_and_is_mended(
    place: Path, run: sim.Run, name: str, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    harm(place / name)
    run.save(place, figures=False)
    assert name in caplog.text
    assert sim.open_run(place).outcomes.equals(run.outcomes)
    assert is_up_to_date(place, run.about["inputs"], overwrite=False, names=planned_files(figures=False))


def test_the_manifest_lists_data_with_digests_and_what_is_drawn_apart(drawn: Path) -> None:
    manifest = json.loads((drawn / "manifest.json").read_text())
    data = {*folder_module.ALWAYS, *(f"{table}.parquet" for table in folder_module.TABLES)} - {"manifest.json"}
    assert set(manifest["files"]) == data
    assert "report.html" in manifest["drawn"]
    assert "figures/stages.png" in manifest["drawn"]
    there = {path.relative_to(drawn).as_posix() for path in drawn.rglob("*") if path.is_file()}
    assert there == {*manifest["files"], *manifest["drawn"], "manifest.json"}


def test_results_of_an_earlier_layout_are_refused_with_the_version_that_wrote_them(place: Path) -> None:
    manifest = json.loads((place / "manifest.json").read_text())
    del manifest["digest"], manifest["format"], manifest["files"]
    manifest["versions"]["turnaround-sim"] = "0.0.9"
    (place / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(sim.ResultsError, match=r"written by version 0\.0\.9 .* pip install turnaround-sim==0\.0\.9"):
        sim.open_run(place)


def test_unwritable_place_is_refused_before_simulating_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(sim.ResultsError, match="cannot be written"):
        refuse_unwritable(tmp_path / "file" / "made")
    refuse_unwritable(tmp_path / "deep" / "er" / "made")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_dollar_in_a_title_is_money_and_not_mathematics(tmp_path: Path) -> None:
    made = sim.run("no_partner", replicates=2, months=36, sets=[r"title='Saves $5m, not \\frac{ and $6m'"])
    assert (made.save(tmp_path / "made") / "figures" / "stages.svg").exists()


def test_report_is_one_page_with_the_figures_inside(run: sim.Run, drawn: Path) -> None:
    page = (drawn / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") == len(figures_of_run(run))
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
