"""Text is text: what a file says is shown as written, and nothing in it does anything to a terminal or a page."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from commands import turnaround
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.config.errors import ScenarioError
from sim.config.text import printable, refused_character
from sim.scenario.scenario_loader import load_scenario

MARKUP = ("T [/b]", "[red]gone[/red]", "[bold]", ":smile:", "$\\frac{", "<b>&amp;</b>", "]]>", "%s {0} {{x}}", "\\n")
CONTROLS = ("\\e[31m", "\\0", "\\a", "\\b", "\\r", "\\x7f", "\\x9b", "\\u202e", "\\u2028", "\\ufffe")


def scenario(title: str, name: str = "One trust") -> str:
    quoted = (text.replace("'", "''") for text in (title, name))
    return "title: '{}'\nreplicates: 2\nmonths: 12\ntrusts: [{{id: one, name: '{}', archetype: failing}}]\n".format(
        *quoted
    )


def test_brackets_and_signs_are_shown_as_written(in_folder: Path) -> None:
    together = " ".join(MARKUP)
    Path("mine.yaml").write_text(scenario(together, together))
    done = turnaround("run", "mine.yaml", "--no-figures")
    assert done.exit_code == 0
    assert done.output.count(together) >= 2, "as the title and as the name of the trust"
    Path("other.yaml").write_text(scenario(f"{together} too", together))
    compared = turnaround("compare", "mine.yaml", "other.yaml")
    assert compared.exit_code == 0
    assert f"{together} too" in compared.output


def test_figures_and_pages_are_well_formed_whatever_the_title_is(in_folder: Path) -> None:
    together = " ".join(MARKUP)
    Path("mine.yaml").write_text(scenario(together, together))
    assert turnaround("run", "mine.yaml").exit_code == 0
    drawn = sorted(Path("results/mine/figures").glob("*.svg"))
    assert drawn
    for file in drawn:
        ElementTree.parse(file)
    assert "<b>&amp;</b>" not in Path("results/mine/report.html").read_text()


@pytest.mark.parametrize("written", CONTROLS)
@pytest.mark.parametrize("place", ['title: "a{} b"', 'title: T\nsource: "x{}"', 'title: T\n"k{}ey": 1'])
def test_control_characters_are_refused_with_line_and_name(in_folder: Path, written: str, place: str) -> None:
    Path("mine.yaml").write_text(place.format(written) + "\ntrusts: [{id: one, archetype: failing}]\n")
    with pytest.raises(ScenarioError, match=r"holds the character U\+[0-9A-F]{4}") as found:
        load_scenario("mine.yaml")
    assert f"mine.yaml:{1 + place.count(chr(10))}:" in str(found.value)


def test_a_control_character_in_a_set_is_refused(in_folder: Path) -> None:
    done = turnaround("run", "no_partner", "--set", 'title="a\\e[2J"')
    assert done.exit_code == 2
    assert "U+001B (escape)" in done.output


def test_names_of_files_do_nothing_to_a_terminal(in_folder: Path) -> None:
    done = turnaround("run", "a\x1b[2Jb.yaml")
    assert done.exit_code == 2
    assert "\x1b" not in done.output
    assert "a\\x1b[2Jb.yaml" in done.output


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_what_is_printed_holds_no_control_character(text: str) -> None:
    assert all(letter.isprintable() or letter in "\n\t" for letter in printable(text))


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_title_is_kept_as_written_or_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(scenario(text), encoding="utf-8")
    if refused_character(text) is None and text.strip():
        assert load_scenario(file).title == text
