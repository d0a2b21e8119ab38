"""The page on scenarios: its commands lead from downloaded files to figures, as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd
from commands import turnaround
from published_files import LAST, our_england, write_ae, write_league, write_oversight, write_ratings, write_survey

from sim.imports.layouts import layouts

PAGE = (Path(__file__).parents[2] / "scenarios" / "README.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## A trust like yours, from published files")[1].split("\n## ")[0]


def commands(language: str) -> list[list[str]]:
    lines = [
        line for block in re.findall(rf"```{language}\n(.*?)```", SECTION, re.DOTALL) for line in block.splitlines()
    ]
    return [shlex.split(line.removeprefix("$ "))[1:] for line in lines]


def test_three_commands_lead_from_five_files_to_a_first_figure_and_further_ones_to_a_hindcast(in_folder: Path) -> None:
    england = our_england(5, months=[LAST])
    for trust, code in zip(england, ("RXX", "RYY", "RZZ"), strict=False):
        trust.code = code
    downloads = Path("downloads")
    downloads.mkdir()
    write_ae(downloads, england, LAST)
    write_oversight(downloads, england, LAST)
    for write in (write_league, write_survey, write_ratings):
        write(downloads, england)
    assert len(list(downloads.iterdir())) == 5
    first = commands("bash")
    assert len(first) == 3
    for command in first:
        result = turnaround(*command)
        assert result.exit_code == 0, result.output
    assert Path("results/my_trust/figures/trajectories.png").is_file()
    rows = [("RXX", month, "access", 70.0) for month in range(1, 13)]
    pd.DataFrame(rows, columns=["trust", "month", "figure", "value"]).to_csv("observed.csv", index=False)
    later = commands("console")
    assert [command[0] for command in later] == ["partners", "hindcast", "register", "hindcast"]
    for command in later:
        result = turnaround(*command)
        assert result.exit_code == 0, result.output


def test_every_kind_of_file_that_is_read_is_listed() -> None:
    rows = [line.split("|")[1] for line in SECTION.splitlines() if line.startswith("|")]
    for layout in layouts().values():
        named = "--template" if layout.kind == "template" else layout.title
        assert any(named in row for row in rows), layout.title
