"""The initial state of one replicate: what the scenario says, and what is drawn.

Draws are keyed by the ids of trusts and local health economies, so that adding one changes no other. The background
population is drawn anew in each replicate unless the scenario fixes `population_seed`.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from sim.engine.random.draws import initial_draws, keys_of
from sim.model.random_purposes import InitialDraw
from sim.model.state import IDENTITY, TrustState
from sim.model.variables import field_types
from sim.rules.population import choice_of, complete, draw_from_nothing, draw_place, draw_trust, place_trust
from sim.scenario.model_inputs import ModelInputs


def draw_initial_state(setting: ModelInputs, replicate: int) -> tuple[list[Any], list[Any]]:
    """Return every trust and every local health economy of a replicate in its initial state, in order."""
    trusts = [copy(trust) for trust in setting.trusts]
    economies = [copy(economy) for economy in setting.economies]
    seed, number = setting.seed, replicate
    if setting.population_seed is not None:
        seed, number = setting.population_seed, 0
    centres = initial_draws(seed, number, keys_of(setting.economy_ids))
    draws = initial_draws(seed, number, keys_of(setting.trust_ids))
    for economy, own in list(zip(economies, centres, strict=True))[setting.frame.first_background_economy :]:
        draw_place(economy, setting.backgrounds[0], own)
    for trust, start, own in zip(trusts, setting.starts, draws, strict=True):
        if start.choices > 0:
            start_from(trust, start_of(setting, start, own[InitialDraw.STATE]))
        if start.background >= 0:
            background = setting.backgrounds[start.background]
            if start.choices == 0:
                draw_from_nothing(trust, background, own)
            draw_trust(trust, background, own)
        if not start.placed:
            place_trust(trust, centres[trust.local_health_economy], own)
        complete(trust, start, setting.policies[0][trust.regulator], setting.parameters[0], own)
    return trusts, economies


def start_of(setting: ModelInputs, start: Any, chance: float) -> Any:
    """Return the row that a trust starts from: of the starting population, or of described starts."""
    choice = choice_of(start, chance)
    return (
        setting.described_starts[choice]
        if start.background < 0
        else setting.starting_population[setting.choices[choice]]
    )


def start_from(trust: Any, row: Any) -> None:
    """Give a trust the state of a row, but for what says which trust it is."""
    for name in field_types(TrustState):
        if name not in IDENTITY:
            setattr(trust, name, row[name].item())
