"""The README and the how-to pages do what they say; the model description is in step with the code."""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from commands import turnaround

import sim
from sim.document import DOCUMENTS, HOME, is_in_step, with_tables
from sim.parameters import parameter_table
from sim.scenario.scenario_loader import load_scenario, shipped_scenarios

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (HOME / "GUIDE.md").read_text(encoding="utf-8")
HOW_TO = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")
EXPERIMENTS = (ROOT / "experiments" / "README.md").read_text(encoding="utf-8")
ODD = HOME / "ODD.md"
OTHER_PROGRAM = re.compile("duckdb|polars", re.IGNORECASE)
OF_THE_SHELL = re.compile(r"[$`;&|<>*?~\\]")
IN_QUOTES = re.compile(r'"[^"$`\\]*"')  # nothing in them is of the shell
INSTALLING = re.compile(r"venv|pip install|pytest")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def lines_to_run(text: str) -> list[str]:
    """Return the commands of the shell blocks of a page but those that install and test."""
    commands = [line.split("  #")[0].strip() for block in blocks(text, "bash") for line in block.splitlines()]
    return [command for command in commands if command and not INSTALLING.search(command)]


def test_readme_installs_and_runs_and_tests_with_two_blocks() -> None:
    first, second = blocks(README, "bash")[:2]
    assert "venv" in first
    assert "turnaround run scenarios/case_b_buddying.yaml" in first
    assert '".[test]"' in second
    assert "python -m pytest" in second


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=name, marks=pytest.mark.xdist_group(f"shell lines of {name}"))
        for name, page in (("README", README), ("GUIDE", GUIDE))
    ],
)
def test_shell_lines_of_a_page_run_one_after_the_other(page: str, in_folder: Path) -> None:
    """The first in a shell, as a reader would; the others in this process, which has all libraries at hand."""
    (in_folder / "scenarios").symlink_to(ROOT / "scenarios")
    first, *commands = lines_to_run(page)
    assert len(commands) >= 4
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    typed = subprocess.run(first, shell=True, env=environment, capture_output=True, text=True, check=False)
    assert typed.returncode == 0, f"{first}\n{typed.stdout}\n{typed.stderr}"
    for command in commands:
        assert not OF_THE_SHELL.search(IN_QUOTES.sub("", command)), command
        program, *arguments = shlex.split(command)
        assert program == "turnaround"
        done = turnaround(*arguments)
        assert done.exit_code == 0, f"{command}\n{done.output}"
    if page == README:
        assert [answer for answer, is_shown in answers(in_folder / "results").items() if not is_shown] == []


def answers(results: Path) -> dict[str, bool]:
    """Return the answers that the commands of the README give now, and whether it shows them."""
    compared = pd.read_csv(results / "compare-no_partner-case_b_buddying" / "comparison.csv")
    found = compared[compared["month"].isna()].set_index(["trust", "measure"])
    recovered, gained = (
        found.loc[("green_bay", "recovered_within_60")],
        found.loc[("green_bay", "performance_change_60")],
    )
    time, lost = (
        found.loc[("regency_vale", "partnership_attention")],
        found.loc[("regency_vale", "performance_change_60")],
    )
    by_trust = {
        f"differed in {recovered.differ:.0f} of all {recovered.n} pairs",
        f"{gained.difference:.3f} higher with a buddy (95% CI {gained.low:.3f} to {gained.high:.3f})",
        f"{time.difference:.2f} months of its leadership team's time",
        f"{-lost.difference:.3f} lower (95% CI {-lost.high:.3f} to {-lost.low:.3f})",
    }
    assessed = pd.read_csv(results / "evidence" / "evidence.csv").set_index("pattern").loc["P03a"]
    by_pattern = {
        f"The accepted band is {assessed.band} months. The model gives {assessed.value:.0f} months",
        f"(5th to 95th percentile of replicates: {assessed.low:.0f} to {assessed.high:.0f})",
    }
    swept = sim.open_experiment(results / "support_or_scrutiny").outcomes
    failing = swept[swept["trust"] == "green_bay"]
    shares = failing.pivot_table("recovered_within_60", "regulator.scrutiny", "regulator.support")
    rows = {
        f"| scrutiny {scrutiny:g} | " + " | ".join(f"{100 * shares.loc[scrutiny, at]:.0f}%" for at in (0.0, 0.5, 1.0))
        for scrutiny in (0.0, 0.5, 1.0)
    }
    shown = " ".join(README.split())
    return {answer: answer in shown for answer in by_trust | by_pattern | rows}


@pytest.mark.filterwarnings("default")  # as for a reader: other libraries may warn when they are imported
@pytest.mark.parametrize("program", blocks(GUIDE, "python"))
def test_python_blocks_of_the_guide_run(program: str, in_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (in_folder / "block.py").write_text(program, encoding="utf-8")
    runpy.run_path("block.py", run_name="__main__")
    assert capsys.readouterr().out


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed (Debian: r-base-core)")
def test_the_r_code_of_the_guide_reads_what_its_shell_lines_export(in_folder: Path) -> None:
    sim.run("no_partner", replicates=4).save("results/no_partner", figures=False)
    for command in (command for command in lines_to_run(GUIDE) if "turnaround export" in command):
        assert turnaround(*shlex.split(command)[1:]).exit_code == 0, command
    for program in blocks(GUIDE, "r"):
        done = subprocess.run(["Rscript", "-e", program], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "Green Bay" in done.stdout
        assert "retrenchment" in done.stdout


@pytest.mark.parametrize("page", [GUIDE, EXPERIMENTS], ids=["GUIDE", "EXPERIMENTS"])
def test_another_program_is_named_only_before_a_block_that_uses_it(page: str) -> None:
    pieces = [*re.split(r"```(\w*)\n(.*?)```", page, flags=re.DOTALL), "", ""]
    assert OTHER_PROGRAM.search(page)
    for prose, language, block in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        *before, last = prose.strip().split("\n\n")
        assert [paragraph for paragraph in before if OTHER_PROGRAM.search(paragraph)] == []
        for program in OTHER_PROGRAM.findall(last.lower()):
            assert (language, program) == ("sql", "duckdb") or f"import {program}\n" in block, last


def test_other_programs_are_named_nowhere_else() -> None:
    pages = {"README": README, "scenarios": HOW_TO}
    pages |= {str(path): path.read_text(encoding="utf-8") for path in (ROOT / "sim").rglob("*.py")}
    assert [name for name, text in pages.items() if OTHER_PROGRAM.search(text)] == []


def test_changing_the_theory_takes_under_15_lines() -> None:
    block = next(block for block in blocks(GUIDE, "python") if "class" in block)
    assert len(block.strip().splitlines()) < 15


@pytest.mark.parametrize("number", range(len(blocks(HOW_TO, "yaml"))))
def test_scenarios_of_the_how_to_page_run(number: int, tmp_path: Path) -> None:

    file = tmp_path / "mine.yaml"
    file.write_text(blocks(HOW_TO, "yaml")[number], encoding="utf-8")
    made = sim.run(file, replicates=2)
    assert made.outcomes["replicate"].nunique() == 2


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_are_in_step_with_code_and_results(path: Path) -> None:
    assert is_in_step(path), "run: turnaround document"


def test_model_description_without_a_table_is_refused() -> None:
    text = ODD.read_text(encoding="utf-8").replace("<!-- table: levers -->", "")
    with pytest.raises(ValueError, match="levers"):
        with_tables(text, DOCUMENTS[ODD])


@pytest.mark.parametrize("page", [README, ODD.read_text(encoding="utf-8")], ids=["README", "ODD"])
def test_pages_say_that_this_is_no_forecast(page: str) -> None:
    assert "not a forecast for any named trust" in page


def test_every_default_has_a_source_or_says_assumed() -> None:
    assert parameter_table()
    for name, parameter in parameter_table().items():
        said = parameter.source == "assumed" or re.search(r"\d{4}|calibrated|set by hand", parameter.source)
        assert said, name


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_shipped_scenario_opens_with_what_it_represents_and_its_source(name: str) -> None:
    first = shipped_scenarios()[name].read_text(encoding="utf-8").split("\n\n")[0]
    assert first.startswith("#")
    scenario = load_scenario(name)
    assert scenario.description
    assert scenario.source
