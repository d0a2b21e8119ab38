"""What a model is made from: a scenario with levers, a seed as Mesa gives it, and the replicate it is one of."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.config.arguments import set_texts
from sim.config.errors import names_text, nearest_name
from sim.scenario.scenario_loader import scenario_from
from sim.scenario.scenario_schema import Scenario

KEYWORDS = ("scenario", "replicate", "trust_class", "without_partnerships", "rng")
"""The keywords of a model that are not levers."""

SEEDS = 2**32
"""How many seeds a scenario can have."""


def chosen_scenario(scenario: str | Path | Scenario, rng: Any, levers: Mapping[str, Any]) -> Scenario:
    """Return a scenario, loaded if it is not yet, with its levers changed and a seed from `rng`.

    Parameters
    ----------
    scenario : a shipped scenario's name, a path to a scenario file, or a loaded scenario.
    rng : a seed as Mesa gives it; nothing: the scenario's own.
    levers : values by key as in `--set`; a seed of nothing is the scenario's own.

    Raises
    ------
    TypeError, ValueError : a keyword, a seed or a kind of scenario that there is not.
    ScenarioError : the scenario is not sound.
    """
    if not isinstance(scenario, str | Path | Scenario):
        found = f"{type(scenario).__module__}.{type(scenario).__qualname__}"
        allowed = "a name, a path, or a loaded sim.Scenario, which mesa.batch_run takes in a list: [scenario]"
        raise TypeError(f"scenario is of type {found}; allowed: {allowed}")
    levers = {key: value for key, value in levers.items() if key != "seed" or value is not None}
    if rng is not None:
        if "seed" in levers:
            raise ValueError("rng and seed both choose the seed of the scenario; allowed: one of them")
        levers["seed"] = seed_of(rng)
    return scenario_from(scenario, lever_texts(levers))


def lever_texts(levers: Mapping[str, Any]) -> list[str]:
    """Return levers as `key=value` texts, their values as JSON, which is YAML as well."""
    for key in levers:
        if key.partition(".")[0] not in Scenario.model_fields:
            raise unknown_keyword(key)
    return set_texts(levers)


def unknown_keyword(key: str) -> TypeError:
    """Return the error for a keyword that is neither the model's own nor a key of a scenario."""
    names = [*KEYWORDS, *(field for field in Scenario.model_fields if field != "name")]  # that of its file
    nearest = nearest_name(key, names)
    hint = f". Did you mean {nearest!r}?" if nearest else ""
    allowed = f"{names_text(names, key)}, and what is below them with dots, as in **{{'regulator.support': 0.8}}"
    return TypeError(f"unknown keyword {key!r}; allowed: {allowed}{hint}")


def seed_of(rng: Any) -> int:
    """Return the seed that `rng` chooses: itself where a scenario can have it, otherwise one that follows from it.

    Mesa advises drawing seeds of up to 63 bits, and takes all that `numpy.random.SeedSequence` takes.
    """
    if isinstance(rng, int | np.integer) and 0 <= rng < SEEDS:
        return int(rng)
    try:
        sequence = rng if isinstance(rng, np.random.SeedSequence) else np.random.SeedSequence(rng)
    except (TypeError, ValueError):
        allowed = "a whole number from 0, several of them, or a numpy.random.SeedSequence"
        raise TypeError(f"rng is {rng!r}; allowed: {allowed}") from None
    return int(sequence.generate_state(1)[0])


def chosen_replicate(replicate: int | None) -> int:
    """Return the replicate that is asked for, else the iteration of `mesa.batch_run`, else the first."""
    if replicate is not None:
        return replicate
    iteration = iteration_of_batch_run()
    return 0 if iteration is None else iteration


def iteration_of_batch_run() -> int | None:
    """Return the iteration for which `mesa.batch_run` is making a model; outside of it nothing.

    Mesa gives a model no sign of its iteration: before 3.4 nothing at all, since then `rng=None`. Were it counted, or
    drawn, processes would repeat each other, or no run could be repeated. So it is read where `batch_run` has it.

    Raises
    ------
    RuntimeError : a Mesa whose iterations cannot be told apart, so that all would be the same replicate.
    """
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__") != "mesa.batchrunner":
        frame = frame.f_back
    if frame is None:
        return None
    if "iteration" not in frame.f_locals:
        raise RuntimeError("this version of Mesa does not say which iteration it runs; give batch_run a `replicate`")
    iteration: int = frame.f_locals["iteration"]
    return iteration
