"""What only an engine can do for the rules, as the compiled engine does it.

Functions of the same names in `sim.rules.world` ask a Mesa model; where rules are compiled these take their place.
"""

from __future__ import annotations

from sim.engine.random.philox_numba import chance, relation
from sim.model.random_purposes import InitialDraw


def hold(bundle):
    """Hand a bundle of arrays on by where it is, not by what it holds (see `sim.engine.compiled.numba_linker`)."""
    return bundle


def tell(world, event, trust, link, value):
    """Note an event of this month, if there is room for events."""
    counts = world.counts
    row = counts.happenings
    counts.happenings = row + 1
    if row >= len(world.happenings):
        return
    happening = world.happenings[row]
    happening.month = world.tally.month
    happening.event = event + 0
    happening.trust = trust
    happening.value = value + 0  # a member of an enumeration becomes a number by adding nothing
    happening.named = link >= 0
    if link >= 0:
        first = world.links[world.links[link].form]
        happening.plan = first.plan
        happening.kind = first.kind
        happening.target = first.target
        happening.second = first.second
        happening.month_begun = first.month_begun


def fresh_link(world, position):
    """Put a link in its initial state at a position, and an empty partner beside it."""
    world.links[position] = world.blank_link[0]
    world.others[position] = world.blank_trust[0]


def pair_chance(world, link, purpose):
    """Return this month's chance of a purpose that concerns the two sides of a link."""
    if link.partner >= 0:
        other = world.trust_keys[link.partner]
    else:
        other = key_of_form(world, world.links[link.form])
    key = relation(world.trust_keys[link.target], other)
    return chance(world.stream, key, world.tally.month, purpose)


def key_of_form(world, first):
    """Return the key of a body outside, or of a joint form: its plan, or who founded it when."""
    if world.kinds[first.kind].outside:
        return world.kind_keys[first.kind]
    if first.plan >= 0:
        return world.plan_keys[first.plan]
    founded = relation(world.kind_keys[first.kind], world.trust_keys[first.target])
    return relation(founded, first.month_begun)


def tie_chance(world, one, other):
    """Return the chance behind the tie of two trusts before anything began, the same whoever asks."""
    lower = world.trust_keys[one]
    higher = world.trust_keys[other]
    if higher < lower:
        lower, higher = higher, lower
    return chance(world.stream, relation(lower, higher), 0, InitialDraw.PRIOR_TIE)
