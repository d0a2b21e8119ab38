"""The choice of engine: Mesa for inspection and small work, the compiled ensemble for many runs."""

from __future__ import annotations

import logging

from sim.engine.compiled.cache import is_compiled
from sim.engine.compiled.compiler import own_digest
from sim.engine.compiled.numba_door import EngineError, import_fault
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_schema import Scenario

AUTO, MESA, ENSEMBLE = "auto", "mesa", "ensemble"
ENGINES = (AUTO, MESA, ENSEMBLE)

# Estimates behind the choice, in seconds; rough, since a wrong guess costs time and changes no result. To import Mesa
# takes about as long as to load what is compiled, so that Mesa is the sooner for a few replicates only.
MESA_TRUST_MONTH = 35e-6
COMPILE = 20.0
LOAD = 0.1

log = logging.getLogger("sim")


def chosen_engine(engine: str, scenario: Scenario, replicates: int, own_class: bool) -> str:
    """Return the engine that simulates a scenario, `mesa` or `ensemble`, as far as is known without compiling.

    Parameters
    ----------
    engine : `auto` uses Mesa for a user-defined trust class, where the compiled engine cannot be used, and where the
        work is smaller than compiling would be.
    own_class : whether the trust class is user-defined, which only Mesa can simulate.

    Raises
    ------
    ValueError : an unknown engine, or the ensemble where it cannot simulate.
    """
    if engine not in ENGINES:
        raise ValueError(f"there is no engine {engine!r}; allowed: {', '.join(ENGINES)}")
    if engine == MESA:
        return MESA
    if engine == ENSEMBLE:
        if own_class:
            raise ValueError("the compiled engine cannot simulate a user-defined trust class; use engine='mesa'")
        if fault := import_fault():
            raise EngineError(f"the compiled engine cannot be used: {fault}; use engine='mesa'")
        return ENSEMBLE
    seconds = mesa_seconds(scenario, replicates)
    if own_class or seconds <= LOAD:
        return MESA
    if fault := import_fault():
        warn_of_mesa(fault, seconds)
        return MESA
    return ENSEMBLE if seconds > COMPILE or is_compiled(own_digest()) else MESA


def ready_engine(engine: str, scenario: Scenario, replicates: int, own_class: bool) -> str:
    """Return the engine that simulates a scenario, compiled and compared with Mesa if it is the ensemble.

    Raises
    ------
    ValueError : as `chosen_engine`; or the ensemble is requested but does not compile, or differs from Mesa.
    """
    chosen = chosen_engine(engine, scenario, replicates, own_class)
    if chosen == MESA:
        return MESA
    from sim.engine.self_check import check_fault

    fault = check_fault()
    if fault is None:
        return ENSEMBLE
    if engine == ENSEMBLE:
        raise EngineError(f"the compiled engine cannot be used: {fault}; use engine='mesa'")
    warn_of_mesa(fault, mesa_seconds(scenario, replicates))
    return MESA


def mesa_seconds(scenario: Scenario, replicates: int) -> float:
    """Return about how many seconds Mesa takes to simulate a scenario."""
    return replicates * scenario.months * len(trust_ids(scenario)) * (1 + scenario.has_twin) * MESA_TRUST_MONTH


def warn_of_mesa(fault: str, seconds: float) -> None:
    """Log why Mesa is used instead of the ensemble, and how long it takes."""
    time = f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"
    log.warning(
        "The compiled engine cannot be used (%s). The Mesa engine is used instead, which takes about %s.", fault, time
    )
