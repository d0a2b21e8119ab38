"""Every command from end to end, and what it says when it is used wrongly."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from commands import refused, turnaround

import sim
from sim.cli import main
from sim.plots import figures_of_run, figures_with_content
from sim.results.run import open_run

SHORT = ("run", "no_partner", "--replicates", "2", "--no-figures")


@pytest.fixture(scope="module")
def short_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a short run, to be copied and not changed."""
    place = tmp_path_factory.mktemp("short") / "run"
    assert turnaround(*SHORT, "--out", str(place)).exit_code == 0
    return place


@pytest.fixture
def no_partner(short_run: Path, in_folder: Path) -> Path:
    """Let a test work where a short run has been made, and return the folder of its results."""
    return shutil.copytree(short_run, in_folder / "results" / "no_partner")


def test_run_leaves_tables_summary_and_figures(in_folder: Path) -> None:
    result = turnaround("run", "case_b_buddying", "--replicates", "4")
    assert result.exit_code == 0
    assert "With partnerships, Green Bay recovered within 36 months in" in result.output
    assert "held" in result.output.lower()
    outcomes = [line for line in result.output.splitlines() if line.startswith("│") and " % " in line + " "]
    assert len(result.output.splitlines()) < 30, "an answer, and not a listing"
    assert len(outcomes) <= 8
    made = in_folder / "results" / "case_b_buddying"
    assert json.loads((made / "manifest.json").read_text())["replicates"] == 4
    figures = {path.name for path in (made / "figures").iterdir()}
    shown = figures_of_run(open_run(made))
    assert {"trajectories", "partnership"} <= set(shown)
    assert figures == {f"{name}.{ending}" for name in shown for ending in ("png", "svg")}


def test_same_command_again_has_nothing_to_do(no_partner: Path) -> None:
    written = (no_partner / "manifest.json").stat().st_mtime_ns
    again = turnaround(*SHORT)
    assert "Nothing to do" in again.output
    assert (no_partner / "manifest.json").stat().st_mtime_ns == written


def test_other_inputs_into_the_same_folder_are_refused_unless_overwriting(no_partner: Path) -> None:
    assert "--overwrite" in refused("run", "no_partner", "--replicates", "3", "--no-figures")
    assert turnaround("run", "no_partner", "--replicates", "3", "--no-figures", "--overwrite").exit_code == 0


def test_either_engine_leaves_the_same_files(in_folder: Path) -> None:
    for engine in ("mesa", "ensemble"):
        shown = turnaround("run", "local_health_economy", "--engine", engine, "--replicates", "2", "--months", "60",
                           "--out", engine, "--no-figures")  # fmt: skip
        assert shown.exit_code == 0, shown.output
    for table in ("trajectories", "partnerships", "events", "outcomes", "twin_outcomes"):
        assert (in_folder / "mesa" / f"{table}.parquet").read_bytes() == (
            in_folder / "ensemble" / f"{table}.parquet"
        ).read_bytes(), table


def test_run_shows_how_many_replicates_a_precision_took(in_folder: Path) -> None:
    result = turnaround("run", "no_partner", "--replicates", "5", "--precision", "0.2", "--no-figures")
    assert "precision of 0.2 reached with" in result.output


def test_trace_gives_a_narrative_and_writes_nothing(in_folder: Path) -> None:
    result = turnaround("run", "case_b_buddying", "--trace")
    assert "Green Bay: buddying with Regency Vale is mandated." in result.output
    assert "Month 4 (October, year 1)" in result.output
    assert "buddying with Regency Vale begins to operate" in result.output
    assert list(in_folder.iterdir()) == []
    assert turnaround("run", "case_b_buddying", "--trace", "3").output != result.output


def test_shortened_run_says_what_it_does_not_check(in_folder: Path) -> None:
    result = turnaround("run", "case_b_buddying", "--months", "40", "--replicates", "2", "--no-figures")
    assert "need more than 40 months and are not checked" in result.output


def test_plot_draws_one_figure_again(no_partner: Path) -> None:
    result = turnaround("plot", "results/no_partner", "--figure", "stages", "--trust", "green_bay", "--out", "again")
    assert result.exit_code == 0
    assert {path.name for path in Path("again").iterdir()} == {"stages.png", "stages.svg"}


def test_plot_makes_figures_for_print_beside_those_of_the_run(no_partner: Path) -> None:
    options = ("--width", "85mm", "--format", "pdf", "--no-title", "--caption-file", "--alt-file")
    result = turnaround("plot", "results/no_partner", "--figure", "stages", *options)
    assert "stages.pdf, .caption.txt and .alt.txt" in result.output
    again = turnaround("run", "no_partner", "--replicates", "3", "--overwrite", "--no-figures")
    assert again.exit_code == 0, again.output  # what plot wrote is no foreign file
    said = refused("plot", "results/no_partner", "--width", "wide")
    assert "allowed: 80mm to 420mm" in said


def test_plot_of_one_trust_draws_every_figure(no_partner: Path) -> None:
    result = turnaround("plot", "results/no_partner", "--trust", "green_bay", "--variable", "leadership")
    assert result.exit_code == 0
    shown = figures_with_content(open_run(no_partner))
    assert len(list((no_partner / "figures").iterdir())) == 2 * len(shown)
    assert "has no option trust" in refused(
        "plot", "results/no_partner", "--figure", "attention", "--trust", "green_bay"
    )


def test_validate_shows_every_problem_of_every_file(in_folder: Path) -> None:
    (in_folder / "one.yaml").write_text("title: One\ntrusts: [{id: a, archetype: failng}]\nmonts: 3\n")
    (in_folder / "two.yaml").write_text("title: Two\ntrusts: [{id: a}]\nmonths: -3\n")
    (in_folder / "three.yaml").write_text("title: Three\ntrusts: [{id: a}]\n")
    message = refused("validate", "one.yaml", "two.yaml", "three.yaml")
    assert "one.yaml:2" in message
    assert "Did you mean 'failing'?" in message
    assert "one.yaml:3" in message
    assert "two.yaml:3" in message
    assert "three.yaml: valid" in message


def test_schema_is_json() -> None:
    assert json.loads(turnaround("schema").output)["additionalProperties"] is False


def test_list_shows_what_there_is() -> None:
    everything = turnaround("list", "--all").output
    for name in ("case_b_buddying", "management_contract", "winter_amplitude", "exit_within_36", "retrenchment"):
        assert name in everything
    assert "buddying" in turnaround("list", "partnership-types").output
    overview = turnaround("list").output.splitlines()
    assert len(overview) < 24, "it fits a screen"
    assert [line for line in overview if line.split()[:2] == ["scenarios", str(len(sim.shipped_scenarios()))]]
    assert "Did you mean 'parameters'?" in refused("list", "parameter")


def test_every_group_of_a_list_fits_a_screen_and_can_be_listed_alone() -> None:
    groups = re.split(r"\n\n", turnaround("list", "--all").output.strip())
    assert len(groups) > 40
    assert max(group.count("\n") for group in groups) <= 22
    alone = turnaround("list", "parameters", "attention").output
    assert "attention_from_support" in alone
    assert "winter_amplitude" not in alone
    assert "Did you mean 'environment'?" in refused("list", "parameters", "environmnt")


def test_verbose_prints_every_outcome_and_expectation(in_folder: Path) -> None:
    command = ("run", "case_b_buddying", "--replicates", "2", "--no-figures")
    few, everything = turnaround(*command).output, turnaround(*command, "--verbose", "--out", "again").output
    assert "partnership_attention" not in few
    assert "partnership_attention" in everything
    assert "interval or band" in everything
    assert "Expectations that held" not in everything
    assert "Expectations that held" in few
    assert "--verbose" in few


def test_an_expectation_that_does_not_hold_is_printed(in_folder: Path) -> None:
    wrong = ("title: Wrong\nreplicates: 2\nmonths: 36\ntrusts: [{id: a, archetype: failing}]\nexpect:\n"
             "  - {statement: It is sound, source: me, outcome: performance_shortfall, at_most: 0}\n")  # fmt: skip
    (in_folder / "wrong.yaml").write_text(wrong, encoding="utf-8")
    output = turnaround("run", "wrong.yaml", "--no-figures").output
    assert "Not held: It is sound (expected at most 0, found" in output
    assert "Expectations that held: 0 of 1" in output


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("turnaround run case_b", {"case_b_buddying"}),
        ("turnaround sweep support_or", {"support_or_scrutiny"}),
        ("turnaround why a b --outcome recovered_within_3", {"recovered_within_36"}),
        ("turnaround plot folder --figure trajec", {"trajectories"}),
        ("turnaround describe winter_amp", {"winter_amplitude"}),
    ],
)
def test_a_shell_completes_names(words: str, completed: set[str]) -> None:
    given = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1), "_TURNAROUND_COMPLETE": "bash_complete"}
    said = CliRunner().invoke(main, prog_name="turnaround", env=given).output
    assert {line.partition(",")[2] for line in said.splitlines()} == completed


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("case_b_buddying", "Miller & Millar (2017), case B"),
        ("buddying", "£742k"),
        ("failing", "leadership"),
        ("dip_kept", "source: Millar et al. (2020)"),
        ("recovered_within_60", "unit: share"),
        ("stage", "one of stable, decline"),
        ("surplus", "% of turnover"),
        ("retrenchment", "quick wins"),
        ("scrutiny", "watch-dog"),
        ("stages", "permanent_failure"),
        ("regulator.support", "guide-dog"),
        ("trajectories", "figure"),
        ("partnership-types", "overhead_partner"),
    ],
)
def test_describe_explains_a_name(name: str, words: str) -> None:
    assert words in turnaround("describe", name).output


def test_describe_trust_shows_every_described_trust_in_ascii() -> None:
    output = turnaround("describe", "trust", "case_b_buddying").output
    assert [line.split(":")[0] for line in output.splitlines() if "what is given" in line] == [
        "green_bay",
        "regency_vale",
    ]
    assert output.count("four_hour_performance") == 2
    assert output.isascii()


def test_every_name_that_is_listed_can_be_described() -> None:
    rows = [line.strip() for line in turnaround("list", "--all").output.splitlines() if line.startswith("  ")]
    listed = [re.split(r"\s{2,}", row)[0] for row in rows]
    assert "common random numbers" in listed
    for name in set(listed):
        assert turnaround("describe", name).exit_code == 0, name


@pytest.mark.parametrize("name", ["cultural fit", "cultural-fit", "cultural_fit", "watch-dog regulation"])
def test_a_term_is_found_however_its_words_are_joined(name: str) -> None:
    assert "\nsource: " in turnaround("describe", name).output


def test_document_check_passes() -> None:
    assert "up to date" in turnaround("document", "--check").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "case_b_budying"), "case_b_buddying"),
        (("run", "missing.yaml"), "missing.yaml"),
        (("run", "no_partner", "--set", "regulator.scrutny=0.5"), "Did you mean 'scrutiny'?"),
        (("run", "no_partner", "--set", "regulator.scrutiny=5"), "0"),
        (("run", "no_partner", "--set", "regulator.scrutiny=.nan"), "scrutiny"),
        (("run", "no_partner", "--set", "nonsense"), "nonsense"),
        (("run", "no_partner", "--set", "regulator.support="), "has no value"),
        (("run", "no_partner", "--months", "0"), "--months"),
        (("run", "no_partner", "--replicates", "-1"), "--replicates"),
        (("run", "no_partner", "--engine", "abacus"), "--engine"),
        (("run", "no_partner", "--precision", "0"), "--precision"),
        (("describe", "buddyng"), "Did you mean 'buddying'?"),
        (("describe", "trust", "case_b_budying"), "case_b_buddying"),
        (("describe", "trust", "england_acute"), "describes no trust; its trusts are all drawn"),
        (("describe", "quality", "no_partner"), "only `describe trust SCENARIO` takes two words"),
        (("plot", "nowhere"), "no such results folder"),
        (("validate",), "FILE"),
        (("ran",), "ran"),
    ],
)
def test_wrong_use_is_refused_with_a_clear_message(in_folder: Path, arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(*arguments)
    assert list(in_folder.iterdir()) == []


def test_plot_refuses_unknown_figures_and_trusts(no_partner: Path) -> None:
    assert "stages" in refused("plot", "results/no_partner", "--figure", "stage")
    assert "green_bay" in refused("plot", "results/no_partner", "--figure", "stages", "--trust", "green_by")
    assert not (no_partner / "figures").exists()


def test_results_folder_that_is_a_file_is_refused(in_folder: Path) -> None:
    (in_folder / "notes").write_text("text")
    refused("run", "no_partner", "--replicates", "2", "--no-figures", "--out", "notes")
    assert (in_folder / "notes").read_text() == "text"


def test_help_imports_nothing_heavy() -> None:
    program = "import sys, sim.cli; print([m for m in ('mesa', 'pandas', 'numpy', 'matplotlib') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize(("asked", "found"), [(None, "1"), ("3", "3")])
def test_matrices_take_one_thread_unless_the_user_asks_for_more(
    monkeypatch: pytest.MonkeyPatch, asked: str | None, found: str
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if asked:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", asked)
    turnaround("list", "scenarios")
    assert os.environ["OPENBLAS_NUM_THREADS"] == found


@pytest.mark.parametrize("keep", ["outcomes", "quantiles", "trajectories"])
def test_run_keeps_what_it_is_asked_to(in_folder: Path, keep: str) -> None:
    command = ("run", "no_partner", "--replicates", "3", "--keep", keep)
    planned = turnaround(*command, "--dry-run")
    assert "peak memory about" in planned.output
    assert not (in_folder / "results").exists()
    result = turnaround(*command)
    assert result.exit_code == 0
    assert "Written to" in result.output
    assert json.loads((in_folder / "results/no_partner/manifest.json").read_text())["keep"] == keep
    assert "Nothing to do" in turnaround(*command).output


def test_a_dry_run_of_everything_says_that_memory_grows(in_folder: Path) -> None:
    few, many = (turnaround("run", "no_partner", "--replicates", n, "--dry-run").output for n in ("10", "100000"))
    assert "growing with replicates" in few
    assert "GB" in many
    assert not (in_folder / "results").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--variable", "quality"), "--variable works only with --keep quantiles"),
        (("--float32",), "--float32 works only with --keep trajectories"),
        (
            ("--keep", "outcomes", "--precision", "0.1"),
            "--precision and --trace work only with --keep everything, not with --keep outcomes",
        ),
        (
            ("--keep", "outcomes", "--trace"),
            "--precision and --trace work only with --keep everything, not with --keep outcomes",
        ),
        (("--keep", "quantiles", "--variable", "qualty"), "no variable 'qualty'"),
        (("--keep", "quantiles", "--variable", "pressure"), "pressure has no upper bound"),
    ],
)
def test_wishes_that_say_nothing_are_refused(in_folder: Path, options: tuple[str, ...], message: str) -> None:
    assert message in refused("run", "no_partner", "--replicates", "2", *options)
    assert not (in_folder / "results").exists()


SMALL = """
title: A little support
question: Does it help?
scenario: no_partner
levers:
  regulator.support: {levels: [0.2, 0.8]}
design: {kind: grid}
replicates: 3
"""


def test_sweep_simulates_an_experiment_and_status_reports_it(in_folder: Path) -> None:
    (in_folder / "little.yaml").write_text(SMALL)
    planned = turnaround("sweep", "little.yaml", "--dry-run")
    assert "2 design points x 3 replicates = 6 runs" in planned.output
    assert not (in_folder / "results").exists()
    done = turnaround("sweep", "little.yaml")
    assert done.exit_code == 0
    assert "6 of 6 runs simulated" in done.output
    assert "6 of 6 runs done (100%)" in turnaround("status", "results/little").output
    assert "Nothing to do" in turnaround("sweep", "little.yaml").output


def test_experiments_are_listed_described_and_validated(in_folder: Path) -> None:
    assert "screening" in turnaround("list", "experiments").output
    assert "regulator.scrutiny" in turnaround("describe", "support_or_scrutiny").output
    (in_folder / "little.yaml").write_text(SMALL)
    assert "little.yaml: valid: 1 factor, grid, 3 replicates" in turnaround("validate", "little.yaml").output
    (in_folder / "bad.yaml").write_text(SMALL.replace("regulator.support", "regulator.suport"))
    assert "bad.yaml:6:3" in refused("validate", "little.yaml", "bad.yaml")


def test_what_a_sweep_cannot_do_is_refused(in_folder: Path) -> None:
    (in_folder / "little.yaml").write_text(SMALL)
    assert "no shipped experiment or file is called 'littel'" in refused("sweep", "littel")
    assert "allowed: I/N" in refused("sweep", "little.yaml", "--shard", "5")
    assert "is not a sweep folder" in refused("status", ".")
    (in_folder / "bad.yaml").write_text(SMALL.replace("0.8", "1.8"))
    assert "bad.yaml:6" in refused("sweep", "bad.yaml")
    assert not (in_folder / "results").exists()
