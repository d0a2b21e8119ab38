"""Every kind of mistake in a scenario is refused with its place, what was found, what is allowed, and a near name."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sim.config.errors import GONE, GONE_AFTER, MERGED_INTO, Problem, ScenarioError, unknown
from sim.parameters import parameter_table
from sim.scenario.scenario_loader import load_scenario

Problems = Callable[..., list[Problem]]

CASES: dict[str, dict[str, str]] = YAML(typ="safe", pure=True).load(Path(__file__).with_name("refusals.yaml"))


def matches(problem: Problem, pattern: str) -> bool:
    """Return whether a message is as written, with `~` for anything."""
    parts = [re.escape(part) for part in pattern.split("~")]
    return re.fullmatch(".*".join(parts), str(problem)) is not None


@pytest.mark.parametrize("name", CASES)
def test_mistake_is_named(name: str, problems: Problems, minimal: str, pair: str) -> None:
    case = CASES[name]
    if "added" in case:
        text = minimal + case["added"]
    elif "old" in case:
        assert case["old"] in pair
        text = pair.replace(case["old"], case["new"], 1)
    else:
        keys = case["expectation"].replace("\n", "\n    ")
        text = pair + f"expect:\n  - statement: s\n    source: t\n    {keys}\n"
    found = problems(text)
    assert any(matches(problem, case["message"]) for problem in found), "\n".join(map(str, found))


@pytest.mark.parametrize("old", GONE)
def test_name_that_is_gone_is_refused_with_its_version_and_what_there_is_instead(old: str) -> None:
    fault = unknown((), "parameter", old, list(parameter_table()))
    assert fault.what == f"unknown parameter '{old}', a name of version {GONE_AFTER}; {GONE[old]}"


@pytest.mark.parametrize("old", MERGED_INTO)
def test_parameter_that_was_merged_is_refused_with_the_parameter_in_its_place(old: str) -> None:
    fault = unknown((), "parameter", old, list(parameter_table()))
    assert fault.nearest == MERGED_INTO[old]
    assert fault.allowed.startswith(MERGED_INTO[old])
    assert unknown((), "key", old, ["months", "seed"]).nearest is None, "it is no parameter here"


def test_numbers_of_many_digits(problems: Problems, minimal: str) -> None:
    (found,) = problems(minimal + f"seed: {'9' * 5000}\n")
    assert (found.line, found.column, found.allowed) == (4, 7, "a finite number")
    (found,) = problems(minimal + f"seed: {'9' * 300}\n")
    assert found.what == "found a number of more than 60 digits"


def test_difference_needs_a_twin(problems: Problems, minimal: str) -> None:
    row = "{statement: s, source: t, outcome: absorbed, statistic: difference, at_least: 0}"
    (found,) = problems(minimal + f"expect: [{row}]\n")
    assert found.what == "'difference' needs the matched run without partnerships (twin), but the scenario has none"
    assert found.allowed == "twin: true"


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_lines(problems: Problems, pair: str) -> None:
    text = pair.replace("months: 60", "months: sixty").replace("vale\n    archetype", "vale\n    archtype")
    found = problems(
        text.replace("target: green_bay", "target: grene_bay") + "title: Again\nregulator: {regulatory_coherence: 2}\n"
    )
    assert [problem.line for problem in found] == [2, 8, 12, 15, 16]


def test_no_trusts(problems: Problems) -> None:
    (found,) = problems("title: T\n")
    assert str(found) == (
        "x.yaml:1:1  trusts: there are no trusts; allowed: at least one under `trusts` or `background`"
    )


def test_background_without_trusts_of_any_type(problems: Problems) -> None:
    text = (
        "title: T\nbackground:\n  trusts: 0\n  local_health_economies: 1\n"
        "  ratings: {inadequate: 0, requires_improvement: 0.5, good: 0.5, outstanding: 0}\n"
        "  other_types: [{provider_type: community, trusts: 0}]\n"
    )
    (found,) = problems(text)
    assert "there are no trusts" in found.what


def test_ids_of_the_background_are_kept_for_it(problems: Problems, minimal: str) -> None:
    background = (
        "background: {trusts: 3, local_health_economies: 1, "
        "ratings: {inadequate: 0, requires_improvement: 0.5, good: 0.5, outstanding: 0}}\n"
    )
    (found,) = problems(minimal.replace("green_bay", "trust_001") + background)
    assert found.path == "trusts[0].id"


def test_types_in_a_circle(problems: Problems, minimal: str) -> None:
    types = "partnership_types:\n  a: {extends: b}\n  b: {extends: a}\n"
    found = problems(minimal + types)
    assert [str(problem) for problem in found] == [
        "x.yaml:5:16  partnership_types.a.extends: circular `extends`: a extends b extends a",
        "x.yaml:6:16  partnership_types.b.extends: circular `extends`: b extends a extends b",
    ]


def test_files_that_cannot_be_scenarios(problems: Problems, minimal: str) -> None:
    assert "is empty" in str(problems("")[0])
    assert "is empty" in str(problems("# only a comment\n")[0])
    assert "the file holds a list" in str(problems("- a\n")[0])
    assert "the file holds no keys" in str(problems("text\n")[0])
    assert "is not a text file" in str(problems(b"\x00\xff\xfe\x80")[0])
    assert "is not a text file" in str(problems(minimal.encode("utf-16"))[0])
    assert "larger than 1 MB" in str(problems(minimal + "#" * 1_000_001)[0])
    assert "declares another version of YAML" in str(problems("%YAML 1.1\n---\n" + minimal)[0])


def test_missing_file_names_its_neighbours(tmp_path: Path, minimal: str) -> None:
    (tmp_path / "case_b.yaml").write_text(minimal)
    with pytest.raises(ScenarioError, match=r"no such file; allowed: case_b\.yaml\. Did you mean '.*case_b\.yaml'\?"):
        load_scenario(tmp_path / "case_a.yaml")
    with pytest.raises(ScenarioError, match="is a directory"):
        load_scenario(tmp_path)


def test_unreadable_file(tmp_path: Path, minimal: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(minimal)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(ScenarioError, match="cannot be read: Permission denied"):
        load_scenario(path)


def test_bombs_are_refused(problems: Problems) -> None:
    aliases = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    (found,) = problems("a0: &a0 [x]\n" + aliases)
    assert "too many values, aliases (*) counted in full; allowed: at most 20,000" in str(found)
    (found,) = problems("a: " + "[" * 20_000)
    assert "nested too deeply; allowed: at most 40 levels" in str(found)
    (found,) = problems("- " * 5_000)
    assert "nested too deeply" in str(found)
    (found,) = problems("a: [" + "1, " * 20_001 + "]")
    assert "too many values" in str(found)
    nested = "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 50))
    (found,) = problems("a0: &a0 [x]\n" + nested)
    assert "nested too deeply" in str(found)


def test_of_thousands_of_mistakes_the_first_are_shown(problems: Problems, minimal: str) -> None:
    (found,) = problems(minimal + "parameters: {" + ",".join(f"gamin{n}: 1" for n in range(1000)) + "}\n")
    assert found.what == "found 1000 keys"
    found = problems(minimal + "".join(f"mnths{n}: 1\n" for n in range(1000)))
    assert len(found) > 100
    assert str(ScenarioError(found)).endswith("\nand further problems not shown")


def test_long_values_are_shortened(problems: Problems, minimal: str) -> None:
    (found,) = problems(minimal + f"months: {'x' * 5000}\n")
    assert len(str(found)) < 200
    assert "…" in str(found)
