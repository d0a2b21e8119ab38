"""Text pasted from a word processor: the character that breaks a value or the syntax is named, with what to write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.config.errors import Problem
from sim.config.text import in_ordinary_characters, lookalike, ordinary
from sim.scenario.scenario_loader import load_scenario

Write = Callable[..., Path]
Problems = Callable[..., list[Problem]]

NO_BREAK = "no-break space (U+00A0)"

BROKEN_VALUES = {
    "space before a number": (
        "months: 60",
        "months: \u00a060",
        f"line 2 has a {NO_BREAK} at column 9; write an ordinary",
    ),
    "minus": ("leadership: 0.4", "own_pressure: \u22120.1", "line 6 has a minus sign (U+2212) at column 27; write -"),
    "dash for minus": (
        "leadership: 0.4",
        "own_pressure: \u20130.1",
        "line 6 has an en dash (U+2013) at column 27; write -",
    ),
    "quoted word": (
        "type: buddying",
        "type: \u201cbuddying\u201d",
        'line 11 has a left quotation mark (U+201C) at column 11; write "',
    ),
    "quoted with single marks": ("type: buddying", "type: \u2018buddying\u2019", "(U+2018) at column 11; write '"),
    "zero width in an id": (
        "id: regency_vale",
        "id: regency\u200b_vale",
        "line 7 has a zero-width space (U+200B) at column 16; delete it",
    ),
    "zero width in a reference": (
        "target: green_bay",
        "target: green\u200bbay",
        "line 12 has a zero-width space (U+200B) at column 18",
    ),
    "hyphen in an id": (
        "id: regency_vale",
        "id: regency\u2011vale",
        "line 7 has a non-breaking hyphen (U+2011) at column 16; write -",
    ),
    "space in a word": ("archetype: failing", "archetype: failing\u00a0", f"line 5 has a {NO_BREAK} at column 23"),
    "space in a key": (
        "months: 60",
        "months\u00a0: 60",
        f"line 2 has a {NO_BREAK} at column 7; write an ordinary space",
    ),
    "key in quotes": ("months: 60", "\u201cmonths\u201d: 60", "line 2 has a left quotation mark (U+201C) at column 1"),
    "key of a table": (
        "leadership: 0.4",
        "leadership\u00ad: 0.4",
        "line 6 has a soft hyphen (U+00AD) at column 23; delete it",
    ),
    "bullet": (
        "  - id: buddying\n    type: buddying\n    target: green_bay\n    partner: regency_vale\n    start_month: 3\n",
        "  \u2013 id: buddying\n",
        "line 10 has an en dash (U+2013) at column 3; write -",
    ),
    "in double quotes": ("months: 60", 'months: "\u00a060"', f"line 2 has a {NO_BREAK} at column 10"),
    "in a folded line": (
        "type: buddying",
        "type: budd\n      ying\u200b",
        "line 12 has a zero-width space (U+200B) at column 11",
    ),
    "full-width space": (
        "months: 60",
        "months: 60\u3000",
        "line 2 has an ideographic space (U+3000) at column 11; write an",
    ),
}


@pytest.mark.parametrize("case", BROKEN_VALUES)
def test_a_character_that_breaks_a_value_is_named_where_it_stands(problems: Problems, pair: str, case: str) -> None:
    old, new, advice = BROKEN_VALUES[case]
    assert old in pair
    found = problems(pair.replace(old, new, 1))
    assert any(advice in str(problem) for problem in found), "\n".join(map(str, found))


BROKEN_SYNTAX = {
    "space after the colon": (
        "months: 60",
        "months:\u00a060",
        f"line 2 has a {NO_BREAK} at column 8; write an ordinary space",
    ),
    "indented by no-break spaces": (
        "    archetype: failing",
        "\u00a0\u00a0\u00a0\u00a0archetype: failing",
        f"line 5 has a {NO_BREAK} at column 1",
    ),
    "bullet with more lines": (
        "  - id: green_bay",
        "  \u2013 id: green_bay",
        "line 4 has an en dash (U+2013) at column 3; write -",
    ),
    "quotes around a colon": (
        "title: Two trusts",
        "title: \u201cTwo: trusts\u201d",
        "line 1 has a left quotation mark (U+201C) at column 8",
    ),
    "closing quote": (
        "title: Two trusts",
        'title: "Two trusts\u201d',
        "line 1 has a right quotation mark (U+201D) at column 19",
    ),
    "mark inside the file": ("months: 60", "\ufeffmonths:\u00a060", "line 2 has a"),
}


@pytest.mark.parametrize("case", BROKEN_SYNTAX)
def test_a_character_that_breaks_the_syntax_is_named_where_it_stands(problems: Problems, pair: str, case: str) -> None:
    old, new, advice = BROKEN_SYNTAX[case]
    assert old in pair
    (found, *_) = problems(pair.replace(old, new, 1))
    assert advice in str(found)
    (windows, *_) = problems(pair.replace(old, new, 1).replace("\n", "\r\n"))
    assert advice in str(windows)


def test_the_last_line_and_the_only_line_are_looked_at(problems: Problems, minimal: str) -> None:
    assert f"line 4 has a {NO_BREAK} at column 8" in str(problems(minimal + "months:\u00a060")[0])
    assert f"line 1 has a {NO_BREAK} at column 7" in str(problems("title:\u00a0T\n")[0])


def test_in_titles_and_descriptions_anything_is_fine(write: Write, pair: str) -> None:
    title = "St\u00a0Mary\u2019s \u2013 \u201ctwo\u201d trusts\u200b"
    text = pair.replace("Two trusts", title) + f"description: {title}\nsource: '{title}'\n"
    assert load_scenario(write(text)).title == title


def test_what_is_innocent_is_not_blamed(problems: Problems, pair: str) -> None:
    text = pair.replace("Two trusts", "Two \u2013 trusts")
    assert "U+2013" not in str(problems(text.replace("months: 60", "months: sixty"))[0])
    assert "U+2013" not in str(problems(text.replace("months: 60", "months: [60"))[0])
    assert "U+2013" not in str(problems(text.replace("Two \u2013", "Two: \u2013"))[0])
    assert "U+2013" not in str(problems(pair.replace("Two trusts", "\u2013" * 400))[0])


def test_a_set_has_no_lines(problems: Problems, pair: str) -> None:
    assert "it has an en dash (U+2013); write -" in str(problems(pair, ["months=\u20135"])[0])
    assert 'it has a left quotation mark (U+201C); write "' in str(problems(pair, ["months=\u201c5: 3\u201d: 4"])[0])


def test_the_base_that_is_named_with_other_quotes(problems: Problems) -> None:
    assert "line 1 has a left quotation mark" in str(problems("extends: \u201ccase_b_buddying\u201d\n")[0])


def test_letters_of_any_language_are_no_such_characters() -> None:
    assert [ordinary(letter) for letter in "a\u00e9\u4e2d-'\" "] == [None] * 7
    assert lookalike("Ysbyty Gwynedd \u0175\u00ea\u03b1") is None
    assert in_ordinary_characters("\u201cA\u201d\u2009\u2014\u00a0B\u2060") == '"A" - B'
