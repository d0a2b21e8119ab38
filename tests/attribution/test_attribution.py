"""Why two scenarios differ: planted truths, parts of scenario files, histories that part, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.attribution.attribution import WHOLE, _means_of_known, _parts_table, _places, _together_table, why
from sim.attribution.history_fork import changed_from, fork_histories
from sim.attribution.mechanism_shares import is_beyond_chance, is_switched_by_parameters
from sim.attribution.scenario_parts import ScenarioParts
from sim.evidence.mechanisms import implemented_mechanisms
from sim.scenario.model_inputs import trust_ids
from sim.scenario.policies import NATION, policies
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import Scenario

FEW = 12
HELP = "partnerships=[{id: help, type: buddying, target: green_bay, partner: regency_vale, start_month: 6}]"


def alone(*sets: str) -> Scenario:
    return load_scenario("no_partner", ["months=48", *sets])


def by_part(table: pd.DataFrame) -> dict[str, float]:
    return dict(zip(table["part"], table["difference"], strict=True))


# Planted truths


def test_costs_that_add_up_are_attributed_each_its_own() -> None:
    """What inspections and support cost the centre are two sums, whatever happens."""
    found = why(
        alone("parameters.inspection_cost_centre=0", "parameters.support_cost=0"),
        alone("parameters.inspection_cost_centre=0.2", "parameters.support_cost=1.5"),
        outcome="cost_to_centre", trust="green_bay", replicates=FEW,
    )  # fmt: skip
    inspections = why(
        alone("parameters.inspection_cost_centre=0", "parameters.support_cost=0"),
        alone("parameters.inspection_cost_centre=0.2", "parameters.support_cost=0"),
        outcome="cost_to_centre", trust="green_bay", replicates=FEW,
    )  # fmt: skip
    parts = by_part(found.parts)
    assert parts["parameters.inspection_cost_centre: 0.0 to 0.2"] == pytest.approx(by_part(inspections.parts)[WHOLE])
    assert sum(parts.values()) == pytest.approx(2 * parts[WHOLE])
    assert abs(found.together["difference"]).max() < 1e-9
    assert found.is_additive


def test_what_two_parts_do_only_together_is_shared_and_named() -> None:
    """A price and a probability: neither does anything without the other."""
    found = why(
        alone("parameters.support_cost=0", "regulator.support=0"),
        alone("parameters.support_cost=1.5", "regulator.support=0.8"),
        outcome="cost_to_centre", trust="green_bay", replicates=FEW,
    )  # fmt: skip
    (together,) = found.together.to_dict("records")
    assert together["low"] > 0.0
    assert not found.is_additive
    own = by_part(found.parts)
    assert own["parameters.support_cost: 0.0 to 1.5"] == pytest.approx(together["difference"] / 2, rel=0.3)


# Parts of scenarios


def test_each_key_and_each_planned_partnership_is_a_part() -> None:
    parts = ScenarioParts(alone(), alone("regulator.support=0.9", "regulator.scrutiny=0.2", HELP)).parts
    assert [part.title.split(":")[0] for part in parts] == [
        "regulator.scrutiny", "regulator.support", "with partnerships.help"
    ]  # fmt: skip


def test_every_subset_of_parts_is_a_sound_scenario_between_both() -> None:
    one, other = alone(), alone("regulator.support=0.9", HELP)
    between = ScenarioParts(one, other).scenarios()
    assert len(between) == 4
    assert between[0].partnerships == one.partnerships
    assert between[-1].partnerships == other.partnerships
    assert between[1].regulator.support == 0.9
    assert not between[1].partnerships


def test_parts_that_need_each_other_are_one_part() -> None:
    """A partnership with a trust that only the second scenario has."""
    trust = "trusts=[{id: green_bay, archetype: failing}, {id: new_friend, archetype: high_performing}]"
    plan = "partnerships=[{id: help, type: buddying, target: green_bay, partner: new_friend, start_month: 6}]"
    base = "trusts=[{id: green_bay, archetype: failing}]"
    parts = ScenarioParts(alone(base), alone(trust, plan, "regulator.support=0.9")).parts
    assert len(parts) == 2
    assert any("new_friend" in part.title and "help" in part.title for part in parts)


def test_many_keys_are_told_by_item_and_then_by_section() -> None:
    stocks = ("quality", "access", "finance", "engagement", "workforce", "leadership", "capability", "coherence")
    levels = [f"trusts.green_bay.state.{name}=0.41" for name in stocks]
    parts = ScenarioParts(alone(), alone(*levels, "regulator.support=0.9")).parts
    assert {part.title.partition(":")[0] for part in parts} == {"regulator.support", "trusts.green_bay (8 keys)"}


def test_what_is_said_about_a_scenario_is_no_part() -> None:
    with pytest.raises(ValueError, match="differ in nothing that is simulated"):
        ScenarioParts(alone(), alone("title=Another"))


def test_what_only_the_first_says_is_told_item_by_item_too() -> None:
    parts = ScenarioParts(alone(HELP, "parameters.gaming=0.5"), alone()).parts
    assert {part.title.partition(":")[0] for part in parts} == {"parameters.gaming", "without partnerships.help"}


def test_the_last_scenario_between_both_is_the_second() -> None:
    """Trusts that only the second has stand where they stand in it."""
    one = alone("trusts=[{id: green_bay, archetype: failing}]")
    other = alone("trusts=[{id: new_friend, archetype: high_performing}, {id: green_bay, archetype: failing}]")
    between = ScenarioParts(one, other).scenarios()
    assert [trust.id for trust in between[-1].trusts] == ["new_friend", "green_bay"]
    assert [trust.id for trust in between[0].trusts] == ["green_bay"]
    with pytest.raises(ValueError, match="the same trusts in another order"):
        ScenarioParts(
            other, alone("trusts=[{id: green_bay, archetype: failing}, {id: new_friend, archetype: failing}]")
        )


def test_units_are_in_the_mean_of_all_trusts_with_their_trust_and_not_besides() -> None:
    department = load_scenario("failing_department", ["months=24"])
    (places,) = _places([department], None)
    ids = trust_ids(department)
    assert department.units
    assert not {ids[place] for place in places} & {unit.id for unit in department.units}


def test_a_main_outcome_of_a_trust_that_only_one_has_is_refused() -> None:
    one = alone("trusts=[{id: green_bay, archetype: failing}, {id: new_friend, archetype: failing}]",
                "main_outcome={outcome: performance_shortfall, trust: new_friend}")  # fmt: skip
    with pytest.raises(ValueError, match="new_friend"):
        why(one, alone("trusts=[{id: green_bay, archetype: failing}]"), replicates=2)


def test_trusts_without_a_value_are_left_out_of_the_mean_and_not_the_whole_world() -> None:
    values = np.array([[[1.0, np.nan], [3.0, 5.0]], [[2.0, 7.0], [np.nan, 6.0]]])
    assert _means_of_known(values).tolist() == [[1.0, 5.0], [2.0, 6.0]]


# What chance does


def test_parts_that_only_add_up_seldom_seem_to_do_something_together() -> None:
    seeming = 0
    for seed in range(20):
        generator = np.random.default_rng(seed)
        outcomes = np.array([[generator.standard_normal(40)] for _ in range(2**4)])[:, 0]
        seeming += int(_together_table(list("abcd"), outcomes)["beyond_chance"].any())
    assert seeming <= 4


def test_a_difference_of_shares_that_is_the_same_in_all_worlds_is_not_certain() -> None:
    both_needed = np.array([np.zeros(20), np.zeros(20), np.zeros(20), np.ones(20)])
    table = _parts_table(["one", "other"], both_needed, is_share=True)
    assert table["difference"].tolist() == [0.5, 0.5, 1.0]
    assert (table["low"] < table["difference"]).all()


# Mechanisms


def test_a_mechanism_without_which_nothing_is_left_of_a_difference_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """What support costs, of a difference in cost that nothing but support makes; what inspections cost is no part."""
    (mechanism, *_) = [one for one in implemented_mechanisms() if is_switched_by_parameters(one)]
    price, other = (
        replace(mechanism, name=name, off=(off,))
        for name, off in (("price", "parameters.support_cost=0"), ("other", "parameters.inspection_cost_trust=0"))
    )
    monkeypatch.setattr("sim.attribution.mechanism_shares.implemented_mechanisms", lambda: [price, other])
    found = why(
        alone("regulator.support=0", "parameters.inspection_cost_centre=0"),
        alone("regulator.support=1", "parameters.inspection_cost_centre=0"),
        outcome="cost_to_centre", trust="green_bay", replicates=40, with_mechanisms=True,
    )  # fmt: skip
    (row,) = found.mechanisms.to_dict("records")
    assert row["mechanism"] == "price"
    assert row["left_without_it"] == pytest.approx(0.0, abs=1e-9)
    assert row["difference"] == pytest.approx(by_part(found.parts)[WHOLE])


@pytest.mark.parametrize(("worlds", "most"), [(4, 3), (40, 3)])
def test_chance_alone_hardly_ever_makes_a_mechanism(worlds: int, most: int) -> None:
    generator = np.random.default_rng(worlds)
    assert sum(is_beyond_chance(generator.standard_normal(worlds), 0.001) for _ in range(1000)) <= most
    assert not is_beyond_chance(np.zeros(100), 0.001)
    assert not is_beyond_chance(np.ones(3), 0.001)


# Histories


def test_histories_part_when_the_partnership_is_agreed_and_not_before() -> None:
    fork = fork_histories(alone(), alone(HELP), 0)
    assert fork.parting is not None
    assert fork.parting.month == 6
    told = list(fork.in_words())
    assert "part in month 6" in told[0]
    assert not [line for line in told if line.startswith(("Start", "Month 5 "))]


def test_with_a_fork_what_the_second_changes_comes_from_that_month() -> None:
    one, other = alone(), alone("regulator.scrutiny=0.95", HELP)
    changed = changed_from(one, other, 20)
    assert changed.policy_changes[-1].month == 20
    assert changed.partnerships[0].start_month == 20
    fork = fork_histories(one, other, 1, 20)
    assert fork.parting is not None
    assert fork.parting.month >= 20


def test_what_cannot_come_in_the_middle_of_a_run_is_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match="differ in trusts; allowed with --fork"):
        changed_from(alone(), alone("trusts.green_bay.state.leadership=0.9"), 12)
    with pytest.raises(ValueError, match="month 60 is not simulated; allowed: 1 to 48"):
        changed_from(alone(), alone("regulator.support=0.9"), 60)


def test_a_partnership_that_both_have_but_not_alike_is_refused_in_the_middle_of_a_run() -> None:
    with pytest.raises(ValueError, match="partnerships that no_partner has"):
        changed_from(alone(HELP), alone(HELP.replace("start_month: 6", "start_month: 9")), 24)


def test_a_fork_brings_the_levers_that_the_second_is_under_by_its_regime() -> None:
    one = alone("oversight_regime=recovery_support", "regulator.support=0.9")
    other = alone("oversight_regime=recovery_support")
    brought = changed_from(one, other, 12).policy_changes[-1].support
    assert brought == policies(other)[0].levers[NATION]["support"]


def test_histories_of_other_worlds_are_not_compared() -> None:
    with pytest.raises(ValueError, match="no world in common"):
        fork_histories(alone(), alone("seed=77"), 0)
    with pytest.raises(ValueError, match="not the same trusts"):
        fork_histories(alone(), alone("trusts=[{id: green_bay, archetype: failing}]"), 0)


def test_the_same_scenario_has_the_same_history() -> None:
    assert list(fork_histories(alone(), alone(), 0).in_words()) == [
        "no_partner and no_partner have the same history in this world."
    ]


# Refusals and files


def test_unknown_outcomes_and_trusts_are_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="unknown outcome 'cost_to_center': did you mean 'cost_to_centre'"):
        why(alone(), alone("regulator.support=0.9"), outcome="cost_to_center", replicates=2)
    with pytest.raises(ValueError, match="green_bay"):
        why(alone(), alone("regulator.support=0.9"), trust="green_bey", replicates=2)


def test_tables_and_the_waterfall_are_written(tmp_path: Path) -> None:
    found = why(alone(), alone("regulator.support=0.9", HELP), replicates=FEW)
    found.save(tmp_path)
    assert {"parts.csv", "together.csv", "waterfall.png", "waterfall.svg"} <= {path.name for path in tmp_path.iterdir()}
    assert pd.read_csv(tmp_path / "parts.csv")["part"].iloc[-1] == WHOLE
