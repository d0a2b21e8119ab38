"""What the points of each design are, and the scenario at each of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.config.errors import ScenarioError
from sim.experiments.design import design_of, numbers_of, problem_of, scenario_at
from sim.experiments.experiment_schema import Experiment
from sim.parameters import parameter_table
from sim.scenario.scenario_loader import change_scenario, resolved
from sim.scenario.scenario_schema import Scenario

Load = Callable[..., Experiment]

FACTORS = """\
levers:
  regulator.support: {low: 0, high: 1}
  regulator.partner_limit: {low: 1, high: 4, whole: true}
  regulator.insisted: {levels: [true, false]}
  partnerships.help.type: {levels: [buddying, management_contract, merger]}
uncertainties:
  trusts.green_bay.turnover: {low: 100, high: 900, scale: log}
  regulator.mandated_type: {levels: [null, buddying]}
  trusts.regency_vale.sites: {levels: [1, 3]}
  culture:
    levels:
      as_it_is: {}
      foreign: {trusts.regency_vale.state.culture_clan: 0.5, trusts.regency_vale.state.culture_developmental: 0.3,
                trusts.regency_vale.state.culture_hierarchical: 0.1, trusts.regency_vale.state.culture_rational: 0.1}
uncertain_parameters: [gaming, stable_months]
"""
SAMPLED = [
    "{kind: latin_hypercube, points: 60}",
    "{kind: sobol_sequence, points: 64}",
    "{kind: saltelli, points: 8}",
    "{kind: saltelli, points: 8, second_order: true}",
    "{kind: morris, trajectories: 6, grid_levels: 8}",
]
SUPPORT = "levers: {regulator.support: {low: 0, high: 1}, regulator.regulatory_coherence: {low: 0.2, high: 0.8}}\n"


def with_design(design: str, factors: str = FACTORS) -> str:
    return f"{factors}design: {design}\n"


def test_a_grid_has_every_level_with_every_other_the_last_factor_changing_fastest(load: Load) -> None:
    factors = "levers: {regulator.matching: {levels: [fit, need]}, regulator.partner_limit: {levels: [1, 2, 4]}}\n"
    design = design_of(load(with_design("{kind: grid}", factors)))
    assert list(design.itertuples(index=False, name=None)) == list(product(["fit", "need"], [1, 2, 4]))


def test_a_grid_puts_equal_steps_between_bounds(load: Load) -> None:
    factors = (
        "levers: {regulator.support: {low: 0, high: 1}, regulator.partner_limit: {low: 1, high: 4, whole: true}}\n"
        "uncertainties: {trusts.green_bay.turnover: {low: 10, high: 1000, scale: log}}\n"
    )
    design = design_of(load(with_design("{kind: grid, steps: 11}", factors)))
    assert sorted(set(design["regulator.support"])) == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    assert sorted(set(design["regulator.partner_limit"])) == [1, 2, 3, 4]
    ratios = np.unique(design["trusts.green_bay.turnover"])[1:] / np.unique(design["trusts.green_bay.turnover"])[:-1]
    assert np.allclose(ratios, 100 ** (1 / 10))


def test_listed_points_are_simulated_as_they_are_listed(load: Load) -> None:
    text = (
        "levers: {regulator.support: , regulator.matching: , regulator.mandated_type: {levels: [null, buddying]}}\n"
        "design: {kind: points, points: [\n"
        "  {regulator.support: 0.3, regulator.matching: need, regulator.mandated_type: null},\n"
        "  {regulator.support: 1, regulator.mandated_type: buddying, regulator.matching: fit}]}\n"
    )
    experiment = load(text)
    design = design_of(experiment)
    assert list(design["regulator.support"]) == [0.3, 1.0]
    assert list(design["regulator.matching"]) == ["need", "fit"]
    assert list(design["regulator.mandated_type"]) == ["nothing", "buddying"]
    assert scenario_at(experiment, design.loc[0]).regulator.mandated_type is None


def test_one_at_a_time_begins_with_the_base_and_changes_one_factor_in_each_other_point(load: Load) -> None:
    experiment = load(with_design("{kind: one_at_a_time}"))
    design = design_of(experiment)
    first = design.iloc[0]
    assert first["trusts.green_bay.turnover"] == "nothing"  # the file leaves it to be drawn
    assert first["regulator.support"] == experiment.base.regulator.support
    assert first["parameters.gaming"] == 0.3
    assert first["partnerships.help.type"] == "buddying"
    changed = design.astype(str).ne(design.astype(str).iloc[0]).sum(axis=1)
    assert list(changed) == [0] + [1] * (len(design) - 1)
    assert resolved(scenario_at(experiment, first)) == resolved(experiment.base)


def test_one_at_a_time_leaves_out_a_level_that_is_that_of_the_base(load: Load) -> None:
    factors = (
        "levers: {regulator.partner_limit: {levels: [1, 2, 3]}}\n"
        "uncertainties: {trusts.green_bay.state.leadership: {levels: [0.4, 1]}}\n"
    )
    design = design_of(load(with_design("{kind: one_at_a_time}", factors)))
    assert list(design["regulator.partner_limit"]) == [2, 1, 3, 2]
    assert list(design["trusts.green_bay.state.leadership"]) == [0.4, 0.4, 0.4, 1.0]


@pytest.mark.parametrize("kind", SAMPLED)
def test_sampled_values_are_typed_and_within_their_range(kind: str, load: Load) -> None:
    experiment = load(with_design(kind))
    design = design_of(experiment)
    assert design.index.name == "point"
    assert list(design.index) == list(range(len(design)))
    assert [str(dtype) for dtype in design.dtypes] == [
        "float64", "int64", "bool", "category", "float64", "category", "int64", "category", "float64", "int64",
    ]  # fmt: skip
    assert set(design["regulator.partner_limit"]) == {1, 2, 3, 4}
    assert set(design["partnerships.help.type"]) == {"buddying", "management_contract", "merger"}
    assert set(design["trusts.regency_vale.sites"]) == {1, 3}
    assert design["trusts.green_bay.turnover"].between(100, 900).all()
    assert design["parameters.gaming"].between(0, 1).all()


def test_numbers_of_points(load: Load) -> None:
    assert [len(design_of(load(with_design(kind)))) for kind in SAMPLED] == [60, 64, 8 * 12, 8 * 22, 6 * 11]


@pytest.mark.parametrize("kind", SAMPLED)
def test_a_design_is_always_the_same_and_another_with_another_seed(kind: str, load: Load) -> None:
    once, again = (design_of(load(with_design(kind))) for _ in range(2))
    pd.testing.assert_frame_equal(once, again)
    other = design_of(load(with_design(kind.replace("}", ", seed: 2}"))))
    assert not once.equals(other)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("{kind: sobol_sequence, points: 16}", "{kind: sobol_sequence, points: 64}"),
        ("{kind: saltelli, points: 4}", "{kind: saltelli, points: 16}"),
        ("{kind: morris, trajectories: 3}", "{kind: morris, trajectories: 9}"),
    ],
)
def test_a_longer_design_begins_with_the_shorter(short: str, long: str, load: Load) -> None:
    first, whole = (design_of(load(with_design(kind))) for kind in (short, long))
    pd.testing.assert_frame_equal(first, whole.iloc[: len(first)])


def test_words_and_whole_numbers_have_equal_parts_of_what_is_drawn(load: Load) -> None:
    design = design_of(load(with_design("{kind: sobol_sequence, points: 4096}")))
    assert design["partnerships.help.type"].value_counts(normalize=True).between(0.33, 0.34).all()
    assert (design["regulator.partner_limit"].value_counts(normalize=True) == 0.25).all()
    assert (design["regulator.insisted"].value_counts(normalize=True) == 0.5).all()


def test_each_latin_hypercube_point_has_a_part_of_each_factor_for_itself(load: Load) -> None:
    design = design_of(load(with_design("{kind: latin_hypercube, points: 50}", SUPPORT)))
    assert sorted((design["regulator.support"] * 50).astype(int)) == list(range(50))


def test_a_step_of_a_walk_changes_one_factor(load: Load) -> None:
    design = design_of(load(with_design("{kind: morris, trajectories: 4}", SUPPORT)))
    walks = design.to_numpy().reshape(4, 3, 2)
    assert (np.count_nonzero(np.diff(walks, axis=1), axis=2) == 1).all()


def test_sobol_indices_of_a_known_function_come_out(load: Load) -> None:
    from SALib.analyze import sobol

    experiment = load(with_design("{kind: saltelli, points: 512}", SUPPORT))
    numbers = numbers_of(experiment, design_of(experiment))
    found = sobol.analyze(problem_of(experiment), numbers @ [1.0, 2.0], calc_second_order=False, seed=1)
    # variances 1/12 and 4 * 0.36/12
    assert np.allclose(found["S1"], [1 / 2.44, 1.44 / 2.44], atol=0.02)


def test_the_problem_speaks_of_the_numbers_of_the_design(load: Load) -> None:
    experiment = load(with_design("{kind: morris, trajectories: 20}"))
    problem = problem_of(experiment)
    numbers = numbers_of(experiment, design_of(experiment))
    assert problem["names"] == [factor.key for factor in experiment.factors]
    assert problem["num_vars"] == numbers.shape[1] == 10
    assert np.allclose(numbers.min(axis=0), [low for low, _ in problem["bounds"]])
    assert np.allclose(numbers.max(axis=0), [high for _, high in problem["bounds"]])


def test_uncertain_parameters_are_all_those_of_the_table(load: Load) -> None:
    experiment = load("uncertain_parameters: all\ndesign: {kind: morris, trajectories: 1}\n")
    assert [factor.parameter for factor in experiment.factors] == list(parameter_table())
    assert {factor.role for factor in experiment.factors} == {"uncertainty"}


def test_parameters_that_are_named_or_fixed_are_not_taken_by_a_pattern(load: Load) -> None:
    experiment = load(
        "set: {parameters.gaming: 0.1}\nlevers: {parameters.fit_from_culture: {levels: [0, 1]}}\n"
        "uncertain_parameters: [gaming, fit_from_culture, cultural_range]\ndesign: {kind: morris, trajectories: 1}\n"
    )
    assert [factor.key for factor in experiment.factors] == ["parameters.fit_from_culture", "parameters.cultural_range"]
    assert experiment.base.parameters["gaming"] == 0.1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(0, 63), as_series=st.booleans())
def test_the_scenario_at_a_point_is_the_base_with_its_values_set(position: int, as_series: bool, load: Load) -> None:
    experiment = load(with_design("{kind: sobol_sequence, points: 64}"))
    design = design_of(experiment)
    row: Any = design.loc[position] if as_series else design.to_dict("records")[position]
    sets = []
    for factor in experiment.factors:
        changes = factor.changes_of(factor.value_of(row[factor.key]))
        sets += [f"{key}={json.dumps(value)}" for key, value in changes.items()]
    assert_same(scenario_at(experiment, row), change_scenario(experiment.base, sets))


PUBLISHED = """\
set:
  trusts.green_bay.archetype: null
  trusts.green_bay.published: {access: 76, history: [{months_ago: 12, access: 80}]}
levers:
  trusts.green_bay.published.engagement: {levels: [6.8, 7.2]}
uncertainties:
  trusts.green_bay.published.access: {low: 70, high: 85}
"""


def test_published_figures_may_be_levers_and_uncertainties(load: Load) -> None:
    experiment = load(with_design("{kind: grid, steps: 2}", PUBLISHED))
    found = [scenario_at(experiment, row).trusts[0].published for row in design_of(experiment).to_dict("records")]
    assert [(one.engagement, one.access) for one in found if one] == [(6.8, 70), (6.8, 85), (7.2, 70), (7.2, 85)]


@pytest.mark.parametrize(
    ("lever", "message"),
    [
        ("trusts.green_bay.published.access: {low: 70, high: 140}", "acute trusts publish 'A&E four-hour performance'"),
        ("trusts.green_bay.published.engagement: {levels: [7, 11]}", "found 11; allowed: a number from 0 to 10"),
        ("trusts.regency_vale.published.access: {low: 70, high: 80}", "by its archetype or by what is published of it"),
        ("trusts.green_bay.published.engagment: {low: 6, high: 7}", "Did you mean 'engagement'?"),
    ],
)
def test_a_lever_that_no_trust_can_publish_is_refused(lever: str, message: str, load: Load) -> None:
    text = PUBLISHED[: PUBLISHED.index("levers")] + f"levers: {{{lever}}}\n"
    with pytest.raises(ScenarioError) as caught:
        load(with_design("{kind: grid, steps: 2}", text))
    assert message in str(caught.value)


def assert_same(one: Scenario, other: Scenario) -> None:
    """Check that two scenarios are the same in all they say, and in what they leave to defaults."""
    assert resolved(one) == resolved(other)
    assert one.model_dump(exclude_unset=True) == other.model_dump(exclude_unset=True)


@pytest.mark.parametrize("kind", ["{kind: sobol_sequence, points: 1048576}", "{kind: grid, steps: 1000}"])
def test_a_million_points_are_planned(kind: str, load: Load) -> None:
    experiment = load(with_design(kind, SUPPORT))
    design = design_of(experiment)
    assert len(design) >= 1_000_000
