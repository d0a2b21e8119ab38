"""Worlds for the rules about several agents: small scenarios in their first month, brought into the state needed."""

from __future__ import annotations

from pathlib import Path

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.mesa.partnership_agent import Partnership
from sim.model.enums import Event, Nature, Phase, Scale
from sim.rules.partnership_founding import begin, draft, draft_pair, make_joint, take_up
from sim.rules.world import members_of
from sim.scenario.scenario_loader import load_scenario

EVERY_TYPE = str(Path(__file__).parents[1] / "patterns" / "every_type.yaml")
"""Green Bay (0) fails and Regency Vale (1) does well; beside them a community (2) and a mental health trust (3)."""


def world_of(scenario: str = EVERY_TYPE, *sets: str, replicate: int = 0) -> TurnaroundModel:
    """Return a world in its first month, before partnerships have their turn."""
    model = TurnaroundModel(load_scenario(scenario, ("main_outcome.outcome=performance_shortfall", *sets)), replicate)
    model.progress.month = 1
    model.meet_environment()
    return model


def position_of_type(model: TurnaroundModel, name: str) -> int:
    """Return the position of a type of partnership."""
    return model.resolved.type_names.index(name)


def recorded(model: TurnaroundModel, event: Event) -> list[tuple[int, float]]:
    """Return of whom an event was recorded, and its value."""
    return [(event_record.trust, event_record.value) for event_record in model.events if event_record.event == event]


def always(model: TurnaroundModel, chance: float) -> None:
    """Let every chance that concerns two sides come out the same."""
    model.chance_between = lambda link, purpose: chance  # type: ignore[method-assign]


def pair(
    model: TurnaroundModel,
    partnership_type: str = "buddying",
    target: int = 0,
    partner: int = 1,
    phase: int = Phase.OPERATING,
) -> Partnership:
    """Return a partnership of a trust with another, or (-1) with a body outside, in a phase of its life."""
    position = model.progress.links
    link = draft_pair(model, position_of_type(model, partnership_type), target, partner)
    begin(model, link, Nature.VOLUNTARY, False, Scale.STRUCTURAL, 0.25)
    take_up(model, link, False)
    link.phase = phase
    model.events.clear()
    return model.links[position]


def joint(
    model: TurnaroundModel,
    partnership_type: str = "federation",
    members: tuple[int, ...] = (0, 1, 2, 3),
    phase: int = Phase.OPERATING,
) -> list[Partnership]:
    """Return the links of a joint partnership in a phase of its life."""
    position = model.progress.links
    for number, member in enumerate(members):
        draft(model, position + number, position_of_type(model, partnership_type), member, -1)
    first = make_joint(model, len(members))
    for link in members_of(model, first):
        begin(model, link, Nature.VOLUNTARY, False, Scale.STRUCTURAL, 0.25)
    take_up(model, first, False)
    for link in members_of(model, first):
        link.phase = phase
    model.events.clear()
    return model.links[position : position + len(members)]
