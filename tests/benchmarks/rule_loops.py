"""One rule at a time, as it is timed: a compiled loop that calls it for all trusts in several months of a replicate."""

from __future__ import annotations

import inspect
import time
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numba
import numpy as np

import sim
from sim.engine.compiled.arrays import Inputs, Workspace, outputs_for, workspace_for
from sim.engine.compiled.compiler import compiled_functions, full_name
from sim.engine.compiled.numba_linker import Program, WholeCompiler

MONTHS = slice(12, 120, 18)  # months whose states a rule is called for: unlike each other, and they fit into a cache
ENOUGH_LINKS = 1 << 14
ENTITIES = {
    "TrustState": "trusts[position]",
    "HealthEconomyState": "economies[trusts[position].local_health_economy]",
    "RegulatorState": "regulators[0]",
    "EnvironmentState": "environments[0]",
    "Parameters": "parameters[0]",
}
NUMBERS = {
    "shock": "shocks[position]",
    "chance": "chances[position]",
    "usable": "trusts[position].attention_free",
    "usable_attention": "trusts[position].attention_free",
    "trigger": "triggers[position]",
}


class Records(NamedTuple):
    """What rules are called with: states of trusts, what they live in, and numbers; and room for what they return."""

    trusts: Any
    economies: Any
    regulators: Any
    environments: Any
    parameters: Any
    shocks: Any
    chances: Any
    triggers: Any
    results: Any

    def fresh(self) -> Records:
        """Return a copy, for rules that write."""
        return self._replace(trusts=self.trusts.copy(), results=np.zeros_like(self.results))


def simulated(name: str) -> tuple[Inputs, Workspace, Records]:
    """Simulate a replicate of a scenario; return its tables, its memory at the end, and states on the way."""
    scenario = sim.load_scenario(name)
    ensemble = sim.Ensemble(scenario, scenario.has_twin)
    given, seed = ensemble.inputs, ensemble.setting.seed
    room, kept = workspace_for(given, ENOUGH_LINKS), outputs_for(given, 1, 1)
    ensemble.simulate(tuple(given), tuple(room), tuple(kept), seed, 0, True, 0, 1, 2 if scenario.has_twin else 1)
    trusts = kept.states[0][MONTHS].ravel()
    random = np.random.default_rng(seed)
    records = Records(
        trusts, room.economies[0], room.regulators[:1], room.environments[:1], given.parameters,
        random.normal(size=len(trusts)), random.random(len(trusts)), np.zeros(len(trusts), np.int64),
        np.zeros(len(trusts)),
    )  # fmt: skip
    return given, room, records


class ApartCompiler(WholeCompiler):
    """The ensemble's compiler, which may assume that no two arrays share memory, as with `restrict` in C."""

    def define_pipelines(self) -> Any:
        """Return the steps."""
        self.state.flags.noalias = True
        return super().define_pipelines()


def whole(function: Callable[..., Any]) -> Any:
    """Return a function compiled together with all it calls of the theory and the engine, as the ensemble is."""
    program = Program()
    parts = compiled_functions(program.part)
    space = {
        name: parts.get(full_name(item), item) if inspect.isfunction(item) else item
        for name, item in function.__globals__.items()
    }
    compiler = type("ApartCompiler", (ApartCompiler,), {"program": program})
    bare = types.FunctionType(function.__code__, space, function.__name__)
    return numba.njit(bare, error_model="numpy", no_cfunc_wrapper=True, pipeline_class=compiler)


@contextmanager
def one_trust_at_a_time() -> Iterator[None]:
    """Let loops be compiled so that they take one trust at a time, as the ensemble's do.

    A loop over a single rule is simple enough for a compiler to take eight trusts at once, field by field from eight
    far ends of memory, which is slower; the loops of a month are not.
    """
    config: Any = numba.config
    before = config.LOOP_VECTORIZE
    config.LOOP_VECTORIZE = 0
    try:
        yield
    finally:
        config.LOOP_VECTORIZE = before


def loop_over(rule: Callable[..., Any]) -> Callable[[Records, int], None]:
    """Return a compiled loop that calls a rule for every trust, so many times over, and keeps what it returns."""
    parameters = inspect.signature(rule).parameters.items()
    arguments = ", ".join(ENTITIES.get(item.annotation) or NUMBERS[name] for name, item in parameters)
    returns = inspect.signature(rule).return_annotation
    number = " + 0" if returns == "int" else ""  # a member of an enumeration becomes a number by adding nothing
    space: dict[str, Any] = {"rule": rule}
    text = f"""
def loop({", ".join(Records._fields)}, times):
    for _ in range(times):
        for position in range(len(trusts)):
            {"results[position] = " if returns != "None" else ""}rule({arguments}){number}
"""
    exec(text, space)
    made = whole(space["loop"])

    def call(records: Records, times: int) -> None:
        with one_trust_at_a_time():
            made(*records, times)

    return call


def nanoseconds(call: Callable[[int], object], times: int) -> float:
    """Return how long something takes that is done so many times over in one call."""
    started = time.perf_counter_ns()
    call(times)
    return (time.perf_counter_ns() - started) / times
