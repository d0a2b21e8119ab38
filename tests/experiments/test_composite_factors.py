"""Cultural fit and partner capacity as factors: the model has the value that the axis says, and all else as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.config.errors import Problem
from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.experiments.design import design_of, scenario_at
from sim.experiments.experiment_schema import Experiment
from sim.rules.cultural_fit import cultural_fit
from sim.rules.delivery import partner_capacity
from sim.scenario.scenario_writer import starting_state

Load = Callable[..., Experiment]
Problems = Callable[..., list[Problem]]
Write = Callable[..., Path]

FIT = "cultural_fit: {between: [green_bay, regency_vale], levels: [0.2, 0.5, 0.8, 1]}"
CAPACITY = "partner_capacity: {of: regency_vale, levels: [0.2, 0.4, 0.65]}"


def file_with(*factors: str, design: str = "{kind: grid}") -> str:
    return "uncertainties:\n" + "".join(f"  {factor}\n" for factor in factors) + f"design: {design}\n"


def states(scenario: sim.Scenario, trust: int) -> dict[str, Any]:
    return starting_state(scenario.trusts[trust])


@pytest.mark.parametrize("fit", [0.2, 0.5, 0.8, 1.0])
def test_the_model_has_the_cultural_fit_of_the_axis(load: Load, fit: float) -> None:
    experiment = load(file_with(FIT))
    scenario = scenario_at(experiment, {"cultural_fit": fit})
    target, partner = TurnaroundModel(scenario, 3).trusts
    assert cultural_fit(target, partner, TurnaroundModel(scenario, 3).parameters) == pytest.approx(fit, abs=1e-12)
    assert states(scenario, 0) == states(experiment.base, 0)
    changed = {name for name, value in states(scenario, 1).items() if states(experiment.base, 1).get(name) != value}
    assert changed <= {"culture_clan", "culture_developmental", "culture_hierarchical", "culture_rational"}


def test_the_culture_of_the_partner_moves_on_the_line_to_that_of_the_target(load: Load) -> None:
    experiment = load(file_with(FIT))
    target, partner, moved = (
        np.array([states(scenario, at)[f"culture_{name}"] for name in ("clan", "developmental", "hierarchical")])
        for scenario, at in (
            (experiment.base, 0), (experiment.base, 1), (scenario_at(experiment, {"cultural_fit": 0.8}), 1))
    )  # fmt: skip
    parts = (moved - target) / (partner - target)
    assert np.allclose(parts, parts[0])
    assert 0 < parts[0] < 1


@pytest.mark.parametrize("capacity", [0.2, 0.4, 0.65])
def test_the_model_has_the_partner_capacity_of_the_axis_on_average(load: Load, capacity: float) -> None:
    experiment = load(file_with(CAPACITY))
    scenario = scenario_at(experiment, {"partner_capacity": capacity})
    models = [TurnaroundModel(scenario, replicate) for replicate in range(60)]
    found = np.mean([partner_capacity(model.trusts[1], model.parameters) for model in models])
    assert found == pytest.approx(capacity, abs=0.01)
    assert states(scenario, 0) == states(experiment.base, 0)


def test_capacity_comes_of_states_that_rise_together(load: Load) -> None:
    experiment = load(file_with(CAPACITY))
    rows = [states(scenario_at(experiment, {"partner_capacity": value}), 1) for value in (0.2, 0.4, 0.65)]
    for name in ("leadership", "capability", "coherence", "chief_executive_tenure"):
        assert rows[0][name] < rows[1][name] < rows[2][name]


def test_without_bounds_a_composite_factor_takes_all_it_can_reach(load: Load) -> None:
    (factor,) = load(file_with("fit: {between: [green_bay, regency_vale]}", design="{kind: grid, steps: 3}")).factors
    assert (factor.low, factor.high) == (pytest.approx(1 - 0.4 / 0.45), 1.0)


def test_composite_factors_have_numbers_in_the_design(load: Load, tmp_path: Path) -> None:
    experiment = load(file_with(FIT, CAPACITY) + "replicates: 1\nmonths: 36\noutcomes: [exit_within_36]\n")
    assert list(design_of(experiment).dtypes) == [np.dtype(float)] * 2
    sim.sweep(experiment, tmp_path / "made")
    frame = sim.open_experiment(tmp_path / "made").frame(trust="green_bay")
    assert set(frame["cultural_fit"]) == {0.2, 0.5, 0.8, 1.0}
    assert len(frame) == 12


def test_one_at_a_time_begins_at_the_fit_of_the_base(load: Load) -> None:
    experiment = load(file_with(FIT, design="{kind: one_at_a_time}"))
    first = scenario_at(experiment, {"cultural_fit": experiment.factors[0].levels[0]})
    for name, value in states(experiment.base, 1).items():
        assert states(first, 1)[name] == (pytest.approx(value) if isinstance(value, float) else value)


REFUSED = {
    "cultural_fit: {between: [green_bay, regency_vale], low: 0, high: 1}":
        "x.yaml:5:59  uncertainties.cultural_fit.low: found 0.0, which the fit of regency_vale with green_bay cannot "
        "reach; allowed: 0.112 to 1",
    "cultural_fit: {between: [green_bay, regency_vale], levels: [0.5, 1.1]}":
        "x.yaml:5:68  uncertainties.cultural_fit.levels[1]: found 1.1, which .* cannot reach; allowed: 0.112 to 1",
    "cultural_fit: {between: [green_bay, gren_bay], low: 0.5, high: 1}":
        "x.yaml:5:39  uncertainties.cultural_fit.between[1]: unknown trust 'gren_bay'; .* Did you mean 'green_bay'?",
    "cultural_fit: {between: [green_bay, green_bay], low: 0.5, high: 1}":
        "x.yaml:5:27  uncertainties.cultural_fit.between: green_bay and green_bay have one culture, .*",
    "cultural_fit: {between: [green_bay], low: 0.5, high: 1}":
        "x.yaml:5:27  uncertainties.cultural_fit.between: .*",
    "cultural_fit: {low: 0.5, high: 1}":
        "x.yaml:5:3  uncertainties.cultural_fit: does not say of which trusts; allowed: `between: .*",
    "partner_capacity: {levels: [0.5, 1]}":
        "x.yaml:5:3  uncertainties.partner_capacity: does not say of which trusts; allowed: `of: partner`.*",
    "partner_capacity: {of: regency_vale, low: 0.3, high: 0.99}":
        "x.yaml:5:56  uncertainties.partner_capacity.high: found 0.99, which the capacity of regency_vale cannot "
        r"reach; allowed: 0\.\d+ to 0\.\d+",
    "partner_capacity: {of: regency_vale, between: [green_bay, regency_vale]}":
        "x.yaml:5:.*  uncertainties.partner_capacity.of: stands beside `between`; .*",
    "partner_capacity: {of: regency_vale, levels: [low, high]}":
        r"x.yaml:5:49  uncertainties.partner_capacity.levels\[0\]: found 'low'; allowed: a number between 0 and 1",
    "partner_capacity: {of: regency_vale, levels: {low: {}}}":
        "x.yaml:5:48  uncertainties.partner_capacity.levels: found names of levels beside `of`; .*",
}  # fmt: skip


@pytest.mark.parametrize("factor", REFUSED)
def test_what_cannot_be_is_refused_with_its_place(problems: Problems, factor: str) -> None:
    head = "title: T\nquestion: q\nscenario: pair\n"
    found = list(map(str, problems(head + file_with(factor, design="{kind: grid, steps: 3}"))))
    pattern = REFUSED[factor].replace("[1]", r"\[1\]").replace("?", r"\?")
    assert any(re.fullmatch(pattern, one) for one in found), found


def test_a_state_is_not_moved_by_two_factors(problems: Problems) -> None:
    both = file_with(CAPACITY, "trusts.regency_vale.state.leadership: {levels: [0.5, 0.6]}")
    (found,) = problems("title: T\nquestion: q\nscenario: pair\n" + both)
    assert "is also changed by factor `partner_capacity`" in str(found)


def test_a_culture_that_nobody_states_is_no_end_of_a_line(write: Write, problems: Problems) -> None:
    text = (write("").parent / "pair.yaml").read_text().replace("high_performing", "average")
    write(text, "drawn.yaml")
    (found,) = problems("title: T\nquestion: q\nscenario: drawn\n" + file_with(FIT))
    assert "the culture of regency_vale is drawn anew in each replicate" in str(found)


def test_a_trust_with_published_figures_has_capacity_too(write: Write, load: Load, tmp_path: Path) -> None:
    text = (write("").parent / "pair.yaml").read_text()
    published = "archetype: high_performing\n", "published: {surplus: 1.0}\n"
    write(text.replace(*published), "figures.yaml")
    described = write("title: T\nquestion: q\nscenario: figures\n" + file_with(CAPACITY))
    experiment = sim.load_experiment(described)
    scenario = scenario_at(experiment, {"partner_capacity": 0.4})
    assert scenario.trusts[1].published is not None
    models = [TurnaroundModel(scenario, replicate) for replicate in range(60)]
    found = np.mean([partner_capacity(model.trusts[1], model.parameters) for model in models])
    assert found == pytest.approx(0.4, abs=0.01)


def test_a_trust_of_the_background_has_no_capacity_of_its_own(problems: Problems) -> None:
    text = "title: T\nquestion: q\nscenario: england_acute\nuncertainties:\n  partner_capacity: {of: trust_004}\n"
    (found,) = problems(text + "design: {kind: grid, steps: 2}\n")
    assert "trust_004 is not described one by one" in str(found)
