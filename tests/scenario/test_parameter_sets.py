"""Uncertain parameters: which set a replicate has, what a scenario keeps to itself, and that any set runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.state import PartnershipTypeState
from sim.model.variables import field_types
from sim.parameters import parameter_kinds
from sim.scenario import parameter_sets
from sim.scenario.parameter_sets import sample, set_number, with_drawn_parameters
from sim.scenario.policies import policies
from sim.scenario.provenance import ASSUMED_RANGES, ASSUMED_VALUES, OWN_SETS, words_on_parameters
from sim.scenario.scenario_loader import (
    load_scenario,
    resolved,
    scenario_digest,
    scenario_of,
    shipped_scenarios,
    to_yaml,
)
from sim.scenario.scenario_schema import Scenario

Write = Callable[..., Path]
POSTERIOR = ["parameters_from=posterior"]
NOISE, MENTORING = "parameters.rating_noise", "partnership_types.buddying.mentoring"
CONTRACT = "partnership_types.management_contract.mentoring"
MADE_UP = tuple({NOISE: 0.01 * number, MENTORING: 0.1 * number, CONTRACT: 0.05 * number} for number in range(1, 6))

OWN_TYPES = """
title: Types of one's own
parameters_from: posterior
trusts:
  - {id: green_bay, archetype: failing}
partnership_types:
  seconded_team: {extends: buddying, capacity_lent: 0.15}
  buddying_at_a_distance: {extends: seconded_team, mentoring: 0.33}
"""


@pytest.fixture
def made_up_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sample be five made-up sets."""
    monkeypatch.setattr(parameter_sets, "sample", lambda: MADE_UP)


def loaded(name: str, *sets: str) -> Scenario:
    return load_scenario(name, [*POSTERIOR, *sets])


def mentoring(scenario: Scenario, kind: str) -> float:
    return float(scenario.types()[kind].attributes()["mentoring"])


def by_hand_as(number: int) -> list[str]:
    """Return a set of the sample as changes by hand; what counts something is whole."""
    known = {**parameter_kinds(), **field_types(PartnershipTypeState)}
    row = sample()[number]
    return [f"{key}={round(row[key]) if known[key.split('.')[-1]] is int else row[key]}" for key in row]


def test_with_defaults_every_replicate_simulates_the_scenario_as_it_is() -> None:
    scenario = load_scenario("case_b_buddying")
    assert with_drawn_parameters(scenario, 3) is scenario


def test_replicate_k_has_the_same_set_in_every_scenario() -> None:
    one, other = (with_drawn_parameters(loaded(name), 4) for name in ("no_partner", "case_b_buddying"))
    assert one.parameters == other.parameters
    assert one.partnership_types == other.partnership_types
    assert one.parameters_from == "defaults", "what is drawn is not drawn again"


def test_replicates_have_sets_of_their_own_which_the_seed_shifts() -> None:
    scenario = loaded("no_partner", "seed=1")
    assert with_drawn_parameters(scenario, 0).parameters != with_drawn_parameters(scenario, 1).parameters
    assert (
        with_drawn_parameters(scenario, 1).parameters
        == with_drawn_parameters(loaded("no_partner", "seed=2"), 0).parameters
    )


def test_every_set_comes_equally_often() -> None:
    scenario = loaded("no_partner", "seed=4294967295")
    counts = Counter(set_number(scenario, replicate) for replicate in range(2 * len(sample())))
    assert set(counts) == set(range(len(sample())))
    assert set(counts.values()) == {2}


def test_a_twin_has_the_set_of_its_replicate() -> None:
    scenario = loaded("case_b_buddying")
    world, twin = (TurnaroundModel(scenario, 5, without_partnerships=without) for without in (False, True))
    assert world.config.parameters == twin.config.parameters == with_drawn_parameters(scenario, 5).parameters


@pytest.mark.usefixtures("made_up_sample")
def test_what_the_scenario_sets_itself_stays() -> None:
    free = with_drawn_parameters(loaded("case_b_buddying", "seed=0"), 2)
    assert free.parameters["rating_noise"] == MADE_UP[2][NOISE]
    assert mentoring(free, "buddying") == MADE_UP[2][MENTORING]
    fixed = with_drawn_parameters(loaded("case_b_buddying", "seed=0", f"{NOISE}=0.0321", f"{MENTORING}=0.77"), 2)
    assert fixed.parameters["rating_noise"] == 0.0321
    assert mentoring(fixed, "buddying") == 0.77
    assert mentoring(fixed, "management_contract") == MADE_UP[2][CONTRACT], "all else is drawn"


@pytest.mark.usefixtures("made_up_sample")
def test_a_type_of_ones_own_inherits_what_is_drawn_for_the_type_it_extends(write: Write) -> None:
    scenario = with_drawn_parameters(load_scenario(write(OWN_TYPES), ["seed=0"]), 3)
    assert mentoring(scenario, "seconded_team") == MADE_UP[3][MENTORING]
    assert scenario.types()["seconded_team"].attributes()["capacity_lent"] == 0.15
    assert mentoring(scenario, "buddying_at_a_distance") == 0.33


@pytest.mark.usefixtures("made_up_sample")
def test_a_type_that_is_made_of_another_has_what_is_drawn_for_that_one() -> None:
    scenario = loaded("case_b_buddying", "seed=0", "partnership_types.buddying.extends=management_contract")
    assert mentoring(with_drawn_parameters(scenario, 3), "buddying") == MADE_UP[3][CONTRACT]
    same = loaded("case_b_buddying", "seed=0", "partnership_types.buddying.extends=buddying")
    assert mentoring(with_drawn_parameters(same, 3), "buddying") == MADE_UP[3][MENTORING]


def test_what_the_first_regime_sets_ends_with_it_and_the_set_holds(write: Write) -> None:
    text = (
        "title: T\ntrusts: [{id: green_bay}]\nparameters_from: posterior\noversight_regime: recovery_support\n"
        "policy_changes:\n  - {month: 6, oversight_regime: none}\n"
        "  - {month: 9, oversight_regime: oversight_framework}\n"
        "  - {month: 12, parameters: {interval_good: 20}}\n  - {month: 15, oversight_regime: special_measures}\n"
    )
    scenario = load_scenario(write(text))
    drawn = sample()[set_number(scenario, 3)]
    held = [policy.parameters for policy in policies(with_drawn_parameters(scenario, 3))]
    own = drawn["parameters.interval_good"]
    assert [row["interval_good"] for row in held] == [48.0, own, 48.0, 20.0, 20.0]
    own = drawn["parameters.interval_requires_improvement"]
    assert [row["interval_requires_improvement"] for row in held] == [30.0, own, 30.0, 30.0, own]


def test_drawing_leaves_the_scenario_as_it_was() -> None:
    scenario = loaded("case_b_buddying")
    before = resolved(scenario)
    with_drawn_parameters(scenario, 0)
    assert resolved(scenario) == before


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_any_shipped_scenario_is_sound_with_a_set_of_the_sample(name: str) -> None:
    made = with_drawn_parameters(loaded(name), 1)
    again = scenario_of(made.model_dump(exclude_unset=True, exclude={"name"}), name)
    assert resolved(again) == resolved(made)


def test_every_set_of_the_sample_makes_a_sound_scenario() -> None:
    scenario = loaded("no_partner")
    for replicate in range(len(sample())):
        made = with_drawn_parameters(scenario, replicate)
        scenario_of(made.model_dump(exclude_unset=True, exclude={"name"}), made.name)


def test_keys_of_the_sample_are_keys_as_in_set() -> None:
    by_hand = load_scenario("no_partner", by_hand_as(1))
    made = with_drawn_parameters(loaded("no_partner", "seed=0"), 1)
    assert by_hand.parameters == made.parameters
    assert by_hand.partnership_types == made.partnership_types


@pytest.mark.parametrize("name", ["case_b_buddying", "local_health_economy"])
def test_both_engines_give_the_same_bits(name: str) -> None:
    mesa, compiled = (
        sim.run(name, parameters="posterior", replicates=3, months=40, engine=engine) for engine in ("mesa", "ensemble")
    )
    for table in ("trajectories", "partnerships", "events", "outcomes", "twin_outcomes"):
        assert getattr(mesa, table).equals(getattr(compiled, table)), table


def test_a_replicate_is_simulated_as_if_its_set_had_been_set_by_hand() -> None:
    sets = by_hand_as(set_number(loaded("case_b_buddying"), 1))
    by_hand = sim.run("case_b_buddying", sets=sets, replicates=2)
    own = sim.run("case_b_buddying", parameters="posterior", replicates=2)
    one, other = (made.outcomes[made.outcomes["replicate"] == 1] for made in (by_hand, own))
    for name in ("performance_shortfall", "quality_change_36", "quality_lost_to_partnerships"):
        assert np.array_equal(one[name], other[name], equal_nan=True)


def test_the_ensemble_and_several_settings_draw_as_the_scenario_says() -> None:
    scenarios = [loaded("case_b_buddying", "months=40"), load_scenario("case_b_buddying", ["months=40"])]
    own, same = sim.outcomes_of_settings(scenarios, replicates=3)
    assert np.array_equal(own, sim.Ensemble(scenarios[0], True).outcomes(0, 3, threads=2, chunk=1), equal_nan=True)
    assert not np.array_equal(own, same, equal_nan=True)


def test_written_out_and_loaded_again_it_draws_the_same(write: Write) -> None:
    scenario = loaded("case_b_buddying", f"{NOISE}=0.03", f"{MENTORING}=0.4")
    again = load_scenario(write(to_yaml(resolved(scenario))))
    assert scenario_digest(again) == scenario_digest(scenario)
    assert resolved(with_drawn_parameters(again, 7)) == resolved(with_drawn_parameters(scenario, 7))


def test_digest_holds_that_of_the_sample_where_it_is_drawn_from(monkeypatch: pytest.MonkeyPatch) -> None:
    scenarios = [loaded("no_partner"), load_scenario("no_partner")]
    before = [scenario_digest(scenario) for scenario in scenarios]
    monkeypatch.setattr(parameter_sets, "digest_of_sample", lambda: "another sample")
    after = [scenario_digest(scenario) for scenario in scenarios]
    assert before[0] != after[0]
    assert before[1] == after[1]


@pytest.mark.parametrize(
    ("source", "partnerships", "said", "unsaid"),
    [
        ("posterior", True, (OWN_SETS, ASSUMED_RANGES), (ASSUMED_VALUES,)),
        ("posterior", False, (OWN_SETS,), ("partnership effects",)),
        ("defaults", True, (ASSUMED_VALUES, "--parameters posterior"), (OWN_SETS,)),
        ("defaults", False, (), ("a",)),
    ],
)
def test_what_is_assumed_is_said_in_words(
    source: str, partnerships: bool, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    words = words_on_parameters(source, partnerships)
    assert all(text in words for text in said)
    assert not any(text in words for text in unsaid)


def test_a_type_that_joined_the_catalogue_since_is_drawn_over_its_assumed_range() -> None:
    key, known = "partnership_types.alliance.mentoring", "parameters.quality_noise"
    filled = parameter_sets.with_new_types([{known: 0.1}, {known: 0.2}, {known: 0.3}, {known: 0.4}], {key: (0.2, 0.6)})
    assert sorted(row[key] for row in filled) == pytest.approx([0.25, 0.35, 0.45, 0.55])
    assert [row[known] for row in filled] == [0.1, 0.2, 0.3, 0.4]


def test_what_the_sample_knows_stays_as_it_is() -> None:
    key = "partnership_types.buddying.mentoring"
    assert parameter_sets.with_new_types([{key: 0.9}], {key: (0.2, 0.6)}) == ({key: 0.9},)
