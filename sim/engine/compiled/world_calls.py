"""What only an engine can do for the rules, as the compiled engine does it.

Functions of the same names in `sim.rules.world` ask a Mesa model; where rules are compiled these take their place.
"""

from __future__ import annotations

from sim.engine.random.philox_numba import FIRST_OF_INSPECTION, LAST_OF_INSPECTION, chance, relation, shock
from sim.model.random_purposes import InitialDraw
from sim.rules.population import month_of_noise


def by_pointer(bundle):
    """Hand a bundle of arrays on by where it is, not by what it holds (see `sim.engine.compiled.numba_linker`)."""
    return bundle


def record_event(world, event, trust, link, value):
    """Note an event of this month, if there is room for events."""
    counts = world.counts
    row = counts.events
    counts.events = row + 1
    if row >= len(world.events):
        return
    event_record = world.events[row]
    event_record.month = world.progress.month
    event_record.event = event + 0
    event_record.trust = trust
    event_record.value = value + 0  # a member of an enumeration becomes a number by adding nothing
    event_record.named = link >= 0
    if link >= 0:
        first = world.links[world.links[link].first_link]
        event_record.plan = first.plan
        event_record.type = first.type
        event_record.target = first.target
        event_record.second = first.second
        event_record.month_begun = first.month_begun


def fresh_link(world, position):
    """Put a link in its initial state at a position, and an empty partner beside it."""
    world.links[position] = world.blank_link[0]
    world.counterparts[position] = world.blank_trust[0]


def draw_for_inspection(world, trust):
    """Draw the shocks of a trust that only a month with an inspection needs."""
    month = month_of_noise(world.progress.month)
    for purpose in range(FIRST_OF_INSPECTION, LAST_OF_INSPECTION + 1):
        world.noise[trust][purpose] = shock(world.stream, world.trust_keys[trust], month, purpose)


def pair_chance(world, link, purpose):
    """Return this month's chance of a purpose that concerns the two sides of a link."""
    if link.partner >= 0:
        other = world.trust_keys[link.partner]
    else:
        other = key_of_partnership(world, world.links[link.first_link])
    key = relation(world.trust_keys[link.target], other)
    return chance(world.stream, key, world.progress.month, purpose)


def key_of_partnership(world, first):
    """Return the key of a body outside, or of a joint partnership: its plan, or who founded it when."""
    if world.types[first.type].external_body:
        return world.type_keys[first.type]
    if first.plan >= 0:
        return world.plan_keys[first.plan]
    founded = relation(world.type_keys[first.type], world.trust_keys[first.target])
    return relation(founded, first.month_begun)


def tie_chance(world, one, other):
    """Return the chance behind the tie of two trusts before anything began, the same whoever asks."""
    lower = world.trust_keys[one]
    higher = world.trust_keys[other]
    if higher < lower:
        lower, higher = higher, lower
    return chance(world.stream, relation(lower, higher), 0, InitialDraw.PRIOR_TIE)
