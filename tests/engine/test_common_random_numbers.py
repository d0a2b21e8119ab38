"""Every comparison is a comparison of twins: the same worlds, whatever else the scenario says."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.record import ReplicateRecord
from sim.scenario.scenario_loader import load_scenario

NOTHING = (
    "partnership_types.nothing={title: Nothing}",
    "partnerships.buddying.type=nothing",
    "partnerships.buddying.nature=voluntary",
)
BOOKKEEPING = ("partnerships_active", "trusts_supported", "times_helped")
"""Counts of partnerships: they differ whenever one exists, whatever it does."""


def simulate(scenario: str, *sets: str, replicate: int = 0) -> ReplicateRecord:
    return TurnaroundModel(load_scenario(scenario, sets), replicate).run()


def first_difference(one: ReplicateRecord, other: ReplicateRecord, trusts: slice = slice(None)) -> int | None:
    """Return the first month in which any variable of any trust differs in any bit."""
    months = [
        int(np.flatnonzero((one.states[name][:, trusts] != other.states[name][:, trusts]).any(axis=1))[0])
        for name in one.states
        if name not in BOOKKEEPING and (one.states[name][:, trusts] != other.states[name][:, trusts]).any()
    ]
    return min(months) if months else None


def test_replicate_meets_the_same_demand_in_two_scenarios() -> None:
    # Partnerships bear on demand through what neighbours do together, and through nothing else.
    apart = ("parameters.eased_by_collaboration=0", "parameters.spill_over=0")
    alone, buddied = simulate("no_partner", *apart, replicate=3), simulate("case_b_buddying", *apart, replicate=3)
    assert (alone.states["pressure"] == buddied.states["pressure"]).all()
    assert (alone.states["quality"] != buddied.states["quality"]).any()


def test_replicates_differ() -> None:
    assert (simulate("no_partner").states["pressure"] != simulate("no_partner", replicate=1).states["pressure"]).any()


def test_partnership_that_does_nothing_changes_no_bit() -> None:
    nothing = simulate("case_b_buddying", *NOTHING)
    assert nothing.states["partnerships_active"].max() == 1
    assert first_difference(simulate("no_partner"), nothing) is None


def test_policy_change_to_the_present_policy_changes_no_bit() -> None:
    policy = load_scenario("no_partner").regulator
    same = f"policy_changes=[{{month: 10, scrutiny: {policy.scrutiny}, support: {policy.support}}}]"
    changed = simulate("no_partner", same)
    assert any(event_record.month == 10 and event_record.trust == -1 for event_record in changed.events)
    assert first_difference(simulate("no_partner"), changed) is None


@pytest.mark.parametrize("start", [4, 20, 45])
def test_partnership_changes_no_bit_before_its_first_month(start: int) -> None:
    buddied = simulate("case_b_buddying", f"partnerships.buddying.start_month={start}")
    assert first_difference(simulate("no_partner"), buddied) == start


def test_policy_change_changes_no_bit_before_its_month() -> None:
    changed = simulate("no_partner", "policy_changes=[{month: 30, support: 0.0}]")
    assert first_difference(simulate("no_partner"), changed) == 30


def test_adding_a_trust_changes_nobody_else(tmp_path: Path) -> None:
    joined = tmp_path / "joined.yaml"
    joined.write_text("extends: no_partner\ntrusts: [{id: newcomer, archetype: coasting}]\n")
    few, more = simulate("no_partner"), simulate(str(joined))
    assert more.states["quality"].shape[1] == 3
    assert first_difference(few, more, slice(0, 2)) is None


def test_adding_background_trusts_changes_nobody_else() -> None:
    few = simulate("england_acute", "months=24", "background.trusts=20")
    more = simulate("england_acute", "months=24", "background.trusts=23")
    assert few.states
    assert all((few.states[name] == more.states[name][:, :20]).all() for name in few.states)


def test_adding_another_type_changes_nobody_else() -> None:
    # Neighbours do share what happens in a place, and the newcomers are put into the places that there are.
    apart = ("months=24", "background.trusts=20", "parameters.spill_over=0", "parameters.eased_by_collaboration=0")
    other = "background.other_types=[{provider_type: ambulance, trusts: 3, turnover_median: 200}]"
    few, more = simulate("england_acute", *apart), simulate("england_acute", *apart, other)
    assert more.states["quality"].shape[1] == 23
    assert first_difference(few, more, slice(0, 20)) is None


def test_longer_run_begins_with_the_shorter_one() -> None:
    short, long = simulate("no_partner", "months=60"), simulate("no_partner", "months=90")
    assert short.states
    assert all((short.states[name] == long.states[name][:61]).all() for name in short.states)


def test_population_seed_gives_every_replicate_the_same_start() -> None:
    fixed = [simulate("england_acute", "months=2", "population_seed=9", replicate=k) for k in (0, 1)]
    drawn = [simulate("england_acute", "months=2", replicate=k) for k in (0, 1)]
    assert (fixed[0].states["quality"][0] == fixed[1].states["quality"][0]).all()
    assert (fixed[0].states["quality"][2] != fixed[1].states["quality"][2]).any()
    assert (drawn[0].states["quality"][0] != drawn[1].states["quality"][0]).any()


class Backwards(list):
    """A list that is visited from its end, while everybody keeps the position by which others know it."""

    def __iter__(self) -> Iterator[Any]:
        return reversed(self)


class BackwardsModel(TurnaroundModel):
    """Visits the trusts in the opposite order in every phase in which they do not ask for partners."""


def visited_backwards(phase: str) -> Callable[[TurnaroundModel], None]:
    """Return a phase of the model in which the trusts are visited from the last to the first."""

    def simulate_backwards(model: TurnaroundModel) -> None:
        forwards = model.trusts
        model.trusts = Backwards(forwards)
        getattr(TurnaroundModel, phase)(model)
        model.trusts = forwards

    return simulate_backwards


for visited in ("meet_environment", "regulate", "keep_ledgers", "exchange", "develop", "turn"):
    setattr(BackwardsModel, visited, visited_backwards(visited))


def test_order_of_visits_never_matters() -> None:
    scenario = load_scenario("england_acute", ["months=36", "regulator.mandated_type=buddying"])
    forwards, backwards = TurnaroundModel(scenario).run(), BackwardsModel(scenario).run()
    assert forwards.links, "trusts were helped"
    assert first_difference(forwards, backwards) is None


PROGRAM = """
import hashlib, sim
made = sim.run("case_b_buddying", replicates=2, months=60, engine="mesa")
text = made.trajectories.to_csv() + made.events.to_csv() + made.outcomes.to_csv() + made.partnerships.to_csv()
digest = hashlib.sha256(text.encode()).hexdigest()
"""
HERE: dict[str, str] = {}


def test_hash_seed_of_python_changes_nothing() -> None:
    exec(PROGRAM, HERE)  # with the seed that Python has drawn for this process
    assert HERE["digest"] == digest_in_a_process("12345")


def digest_in_a_process(seed: str) -> str:
    command = [sys.executable, "-c", f"{PROGRAM}print(digest)"]
    done = subprocess.run(command, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
    return done.stdout.strip()
