"""Which engine plays: Mesa for a person, the compiled ensemble for many runs."""

from __future__ import annotations

import logging

from sim.engine.compiled.compiler import is_available, is_compiled, own_digest
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_schema import Scenario

AUTO, MESA, ENSEMBLE = "auto", "mesa", "ensemble"
ENGINES = (AUTO, MESA, ENSEMBLE)

# What the choice reckons with, in seconds; rough, since a wrong guess costs time and changes no number.
MESA_TRUST_MONTH = 35e-6
COMPILE = 20.0
LOAD = 1.0

log = logging.getLogger("sim")


def chosen_engine(engine: str, scenario: Scenario, replicates: int, own_class: bool) -> str:
    """Return the engine that plays a scenario: `mesa` or `ensemble`.

    Parameters
    ----------
    engine : `auto` takes Mesa for trusts of one's own class, where Numba is missing, and where the work is smaller than
        the compiling it would need.
    own_class : whether trusts are made of a class of one's own, which only Mesa can play.

    Raises
    ------
    ValueError : an unknown engine, or the ensemble where it cannot play.
    """
    if engine not in ENGINES:
        raise ValueError(f"there is no engine {engine!r}; allowed is one of {', '.join(ENGINES)}")
    if engine == MESA:
        return MESA
    if engine == ENSEMBLE:
        if own_class:
            raise ValueError("the ensemble plays the rules as they are; a trust class of one's own needs engine='mesa'")
        if not is_available():
            raise ValueError(
                "the ensemble needs Numba, which is not installed here (pip install numba); or engine='mesa'"
            )
        return ENSEMBLE
    if own_class:
        return MESA
    seconds = replicates * scenario.months * len(trust_ids(scenario)) * (1 + scenario.has_twin) * MESA_TRUST_MONTH
    if not is_available():
        if seconds > COMPILE:
            log.warning("Numba is not installed: Mesa plays this, which takes about %.0f minutes.", seconds / 60)
        return MESA
    return ENSEMBLE if seconds > (LOAD if is_compiled(own_digest()) else COMPILE) else MESA
