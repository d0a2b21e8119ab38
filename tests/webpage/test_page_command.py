"""`turnaround page`: one file, or a message that says what is wrong and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import refused, turnaround

from sim.config.errors import FaultsError
from sim.scenario.scenario_loader import load_scenario
from sim.webpage.levers import lever
from sim.webpage.page import page
from sim.webpage.writes import written

LEVERS = """extends: no_partner
title: Levers of its own
page:
  levers:
    regulator.scrutiny: {label: How closely it looks, low: 0.2, high: 0.8}
    parameters.gaming:
"""


def scenario_with(folder: Path, levers: str) -> str:
    path = folder / "own.yaml"
    path.write_text(f"extends: no_partner\ntitle: Levers of its own\npage:\n  levers:\n{levers}", "utf-8")
    return str(path)


def test_the_command_writes_a_page_with_the_levers_that_the_scenario_names(tmp_path: Path) -> None:
    path, out = tmp_path / "own.yaml", tmp_path / "page.html"
    path.write_text(LEVERS, "utf-8")
    result = turnaround("page", str(path), "--out", str(out))
    assert result.exit_code == 0, result.output
    text = out.read_text("utf-8")
    assert "How closely it looks" in text
    assert '"key":"parameters.gaming"' in text
    assert '"key":"regulator.support"' not in text
    assert "already" in refused("page", str(path), "--out", str(out))


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        ("    regulator.scrutny:", "own.yaml:5"),
        ("    months:", "cannot be a lever of a page"),
        ("    regulator.support: {low: 0.5, high: 3}", "the scenario cannot have the value 3"),
        ("    trusts.green_bay.state.hope: {levels: [0.1, 7]}", "the scenario cannot have the value 7"),
        ("    cultural_fit:", "between"),
        ("    cultural_fit: {between: [green_bay, nobody]}", "unknown trust 'nobody'"),
        ("    partnerships.buddying.type:", "no planned partnership 'buddying'"),
        ("    regulator.support: {lowest: 0.5}", "unknown key 'lowest'"),
    ],
)
def test_a_lever_that_cannot_be_is_refused_at_its_place_in_the_file(tmp_path: Path, levers: str, message: str) -> None:
    path, out = scenario_with(tmp_path, levers), tmp_path / "page.html"
    found = refused("page", path, "--out", str(out))
    assert message in found
    assert "own.yaml:5" in found
    assert not out.exists()


def test_levers_that_set_the_same_key_are_refused() -> None:
    scenario = load_scenario("no_partner")
    support, named_twice = (lever("regulator.support", {}, scenario) for _ in range(2))
    with pytest.raises(FaultsError, match=r"sets regulator\.support, as regulator\.support does"):
        written(scenario, [support, named_twice])


def test_a_page_plays_one_set_of_parameters(tmp_path: Path) -> None:
    command = ("page", "no_partner", "--set", "parameters_from=posterior", "--out", str(tmp_path / "page.html"))
    assert "leave out `parameters_from: posterior`" in refused(*command)


@pytest.mark.parametrize(
    "names", [("england_all", "england_today", "england_buddying", "england_voluntary"), ("local_health_economy",)]
)
def test_the_largest_pages_are_small_enough_to_send(names: tuple[str, ...]) -> None:
    """Scenarios of a country share the trusts from which its population starts."""
    assert len(page(*names).text.encode()) < 1_500_000
