"""Units of trusts in scenario files: what they may say, what is refused, and that other parts can name them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.config.errors import Problem
from sim.model.state import TrustState
from sim.model.variables import variables
from sim.scenario.model_inputs import resolve, trust_ids
from sim.scenario.scenario_loader import change_scenario, load_scenario
from sim.scenario.scenario_writer import as_own_file, resolved, scenario_digest, to_yaml
from sim.scenario.starting_state import OF_A_UNIT, allowed_state, allowed_unit_state

Problems = Callable[..., list[Problem]]
Write = Callable[..., Path]

UNITS = """\
title: A trust of two units
months: 120
trusts:
  - id: good
    name: Good Trust
    turnover: 200
    state: {quality: 0.7}
    units:
      - {id: maternity, name: Maternity, share: 0.2, state: {quality: 0.3}}
      - {id: rest}
  - {id: peer}
  - {id: other}
  - {id: ambulances, provider_type: ambulance}
"""


def deals(*plans: str) -> str:
    """Return planned partnerships as a part of a file; each is `type target partner month`, and what else it says."""
    rows = []
    for number, plan in enumerate(plans):
        kind, target, partner, month, *more = plan.split(maxsplit=4)
        sides = f"type: {kind}, target: {target}, partner: {partner}, start_month: {month}"
        rows.append(f"  - {{id: deal_{number}, {sides}{''.join(more)}}}\n")
    return "partnerships:\n" + "".join(rows)


def test_units_stand_after_all_trusts_and_before_the_background(write: Write) -> None:
    background = "background: {trusts: 2, local_health_economies: 1}\n"
    scenario = load_scenario(write(UNITS + background))
    ids = ["good", "peer", "other", "ambulances", "maternity", "rest", "trust_001", "trust_002"]
    inputs = resolve(scenario)
    assert trust_ids(scenario) == inputs.trust_ids == ids
    assert [trust.unit_of for trust in inputs.trusts] == [-1, -1, -1, -1, 0, 0, -1, -1]
    assert (inputs.frame.first_unit, inputs.frame.units) == (4, 2)


def test_last_unit_has_the_rest_of_the_income(write: Write) -> None:
    scenario = load_scenario(write(UNITS))
    assert scenario.trusts[0].unit_shares == pytest.approx([0.2, 0.8])
    assert [unit.turnover for unit in scenario.units] == pytest.approx([40.0, 160.0])


def test_shares_that_are_all_given_make_up_the_trust_whatever_their_rounding(write: Write) -> None:
    thirds = UNITS.replace("share: 0.2", "share: 0.333").replace("{id: rest}", "{id: rest, share: 0.664}")
    assert sum(load_scenario(write(thirds)).trusts[0].unit_shares) == pytest.approx(1.0)


def test_what_a_trust_says_holds_for_units_that_say_nothing_else(write: Write) -> None:
    maternity, rest = load_scenario(write(UNITS)).units
    assert (maternity.state["quality"], rest.state["quality"]) == (0.3, 0.7)


def test_unit_is_drawn_with_the_name_of_its_trust(write: Write) -> None:
    inputs = resolve(load_scenario(write(UNITS)))
    assert inputs.trust_names[-2:] == ["Good Trust: Maternity", "Good Trust: Rest"]


def test_unit_can_be_named_by_its_name_wherever_a_trust_can(write: Write) -> None:
    expect = "{statement: a, source: b, trust: Maternity, variable: quality, month: 12, at_least: 0.1}"
    more = f"main_outcome: {{trust: Maternity}}\nexpect:\n  - {expect}\n" + deals("buddying Maternity Peer 3")
    scenario = load_scenario(write(UNITS + more))
    named = (scenario.main_outcome.trust, scenario.expect[0].trust, scenario.partnerships[0].target)
    assert named == ("maternity",) * 3


def test_value_of_a_unit_can_be_set_by_hand_and_by_a_file_that_extends_another(write: Write, tmp_path: Path) -> None:
    base = write(UNITS)
    by_hand = load_scenario(base, {"trusts.good.units.maternity.state.quality": 0.1})
    assert by_hand.units[0].state["quality"] == 0.1
    assert change_scenario(by_hand, {"trusts.good.units.Maternity.share": 0.5}).trusts[0].units[0].share == 0.5
    over = tmp_path / "over.yaml"
    over.write_text(
        f"extends: {base.name}\ntitle: B\ntrusts:\n- {{id: good, units: [{{id: maternity, state: {{access: 0.2}}}}]}}\n"
    )
    assert load_scenario(over).units[0].state == {"quality": 0.3, "access": 0.2}


def test_scenario_that_is_written_out_means_the_same(write: Write, tmp_path: Path) -> None:
    scenario = load_scenario(write(UNITS))
    again = tmp_path / "again.yaml"
    again.write_text(to_yaml(as_own_file(scenario)))
    assert scenario_digest(load_scenario(again)) == scenario_digest(scenario)
    assert [unit["share"] for unit in resolved(scenario)["trusts"][0]["units"]] == pytest.approx([0.2, 0.8])
    assert "units" not in resolved(scenario)["trusts"][1]


def test_state_of_a_unit_is_a_part_of_the_state_of_a_trust() -> None:
    assert set(OF_A_UNIT) == set(allowed_unit_state())
    assert set(OF_A_UNIT) < set(allowed_state()) < set(variables(TrustState))


@pytest.mark.parametrize("name", [name for name in allowed_state() if name not in OF_A_UNIT])
def test_what_all_units_share_is_set_in_the_trust(name: str, problems: Problems) -> None:
    found = problems(UNITS.replace("state: {quality: 0.3}", f"state: {{{name}: 0}}"))
    assert [problem.what for problem in found] == [f"'{name}' is the same in all units of a trust"]
    assert found[0].allowed == f"`{name}` in the `state` of the trust"


REFUSED = {
    "one unit only": (UNITS.replace("      - {id: rest}\n", ""), ":8:5", "has one unit", "at least two"),
    "shares above 1": (
        UNITS.replace("{id: rest}", "{id: rest, share: 0.9}"), "", "sum to 1.1", "a sum of 1 within 0.005"),
    "nothing left": (UNITS.replace("share: 0.2", "share: 1"), "", "leaves nothing for 'rest'", "at most 0.99"),
    "share missing": (UNITS.replace("share: 0.2, ", ""), "", "is missing", "only that of the last"),
    "negative share": (UNITS.replace("share: 0.2", "share: -0.2"), ":9:", "found -0.2", "from 0.01 to 1"),
    "id of a trust": (UNITS.replace("{id: rest}", "{id: peer}"), ":10:", "'peer' is used twice", "a unique id"),
    "name of another unit": (
        UNITS.replace("{id: rest}", "{id: rest, name: maternity}"), ":10:", "the name of two", "name of its own"),
    "misspelt variable": (UNITS.replace("{quality: 0.3}", "{qualty: 0.3}"), ":9:", "unknown variable", "quality"),
    "part of a culture": (UNITS.replace("{quality: 0.3}", "{culture_clan: 0.3}"), ":9:", "missing", "all four"),
    "part that is no unit": (UNITS + deals("acquisition maternty peer 3"), ":15:", "unknown trust", "maternity"),
    "own trust as acquirer": (UNITS + deals("acquisition maternity good 3"), ":15:", "are of one trust", "other than"),
    "own trust as partner": (UNITS + deals("buddying good maternity 3"), ":15:", "are of one trust", "other than"),
    "two units of one trust": (UNITS + deals("buddying maternity rest 3"), ":15:", "are of one trust", "other than"),
    "unit as acquirer": (UNITS + deals("acquisition peer maternity 3"), ":15:", "a unit, which absorbs no", "'good'"),
    "part named twice": (
        UNITS + deals("acquisition maternity peer 3", "acquisition maternity other 50"), ":16:",
        "'maternity' is absorbed by 'peer', too", "absorbed once"),
    "part of what is absorbed": (
        UNITS + deals("acquisition maternity peer 3", "acquisition good other 50"), ":16:",
        "is a unit of 'good', which is absorbed by 'other'", "absorbed once"),
    "break-up of a head": (
        UNITS + deals("acquisition maternity peer 3", "acquisition other good 50"), ":16:",
        "is a unit of 'good', which itself absorbs 'other'", "absorbed once"),
    "service that a unit has nothing of": (
        UNITS + deals("service_level_chain maternity ambulances 3"), ":15:", "has nothing", "a trust of type"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_units_cannot_say_is_refused_with_its_place(name: str, problems: Problems) -> None:
    text, place, what, allowed = REFUSED[name]
    line = str(problems(text)[0])
    assert place in line
    assert what in line
    assert allowed in line


def test_break_up_by_two_acquirers_is_allowed(write: Write) -> None:
    plans = deals("acquisition maternity peer 3", "acquisition rest other 3")
    assert len(load_scenario(write(UNITS + plans)).partnerships) == 2


def test_acquisition_for_which_there_is_no_room_is_refused(problems: Problems) -> None:
    plans = deals("acquisition maternity peer 3", "acquisition rest peer 9")
    line = str(problems(UNITS + "most_partnerships: 1\n" + plans)[0])
    assert "no room for it in month 9: 1 that last" in line
    assert "`most_partnerships` of at least 2" in line
