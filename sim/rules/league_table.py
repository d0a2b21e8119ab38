"""League tables: quarterly scores of published figures against peers, and what follows from them.

From 2025 every provider in England is scored each quarter on published measures against others of its type, and put
into a segment by its mean score; the worst off enter an improvement programme with room for few (NHS England 2025).
A score is relative: somebody is always in the last quarter.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import EntryRule, ExitRule, Segmentation
from sim.model.inputs import PeerInputs
from sim.model.state import TrustState
from sim.rules.arithmetic import clip, distance
from sim.rules.inspection import enter_special_measures, leave_special_measures
from sim.rules.segments import is_in_deficit, oversight_segment
from sim.rules.units import acts_alone
from sim.rules.world import World, nation, regulator_of

FIGURES = 5  # quality, access, finance, engagement, workforce
LEAST_PEERS = 10  # fewer trusts of a type than these are compared with the stationary population of their type
BEST_SCORE = 1.0
WORST_SCORE = 4.0
WIDEST = 2.5  # spreads from the mean at which a figure has the best or the worst score


def publish_league_table(world: World) -> None:
    """Publish a table each quarter, and at once where a regime of scores begins; then move trusts by it."""
    if nation(world).segmentation != Segmentation.SCORES:
        world.progress.tables = 0
        return
    calendar_month = (world.setting.start_month + world.progress.month - 2) % 12 + 1
    if calendar_month % 3 != 0 and world.progress.tables > 0:
        return
    score_all(world)
    let_out_by_segment(world)
    take_into_programme(world)
    world.progress.tables = world.progress.tables + 1


def begin_league_table(world: World) -> None:
    """Score every trust at the start, where the regime goes by scores; nobody is moved before the first table."""
    if nation(world).segmentation != Segmentation.SCORES:
        return
    score_all(world)
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        trust.last_league_segment = trust.league_segment
        trust.oversight_segment = oversight_segment(trust, regulator_of(world, trust), world.parameters)
    world.progress.tables = 1


def score_all(world: World) -> None:
    """Score every trust on its published figures against its peers; its segment is its quarter among them.

    A trust in deficit stands no better than the regime allows (British Orthopaedic Association 2025).
    """
    for position in range(len(world.trusts)):
        world.trusts[position].league_score = 0.0
    for provider_type in range(len(world.peers)):
        score_type(world, provider_type)
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        trust.last_league_segment = trust.league_segment
        segment = quarter(trust, world.trusts, world.peers[trust.provider_type])
        lowered = nation(world).deficit_segment
        if segment < lowered and is_in_deficit(trust, world.parameters):
            segment = lowered
        trust.league_segment = segment


def score_type(world: World, provider_type: int) -> None:
    """Add up the scores of the trusts of one type, figure by figure."""
    peers = world.peers[provider_type]
    number = count_peers(world.trusts, provider_type)
    if number == 0:
        return
    for item in range(FIGURES):
        mean = mean_of_peers(peers, item)
        spread = spread_of_peers(peers, item)
        if number >= LEAST_PEERS:
            mean = mean_figure(world.trusts, provider_type, item, number)
            spread = spread_of_figure(world.trusts, provider_type, item, number, mean)
        for position in range(len(world.trusts)):
            trust = world.trusts[position]
            if trust.provider_type == provider_type:
                trust.league_score = trust.league_score + score(figure(trust, item), mean, spread) / FIGURES


def figure(trust: TrustState, item: int) -> float:
    """Return one of the published figures that are scored: the latest of each, and money over about a year."""
    if item == 0:
        return trust.published_quality
    if item == 1:
        return trust.published_access
    if item == 2:
        return trust.annual_finance
    if item == 3:
        return trust.published_engagement
    return trust.published_workforce


def score(value: float, mean: float, spread: float) -> float:
    """Return the score of a figure: 1 at its best, 4 at its worst, in the middle at the mean of the peers.

    Examples
    --------
    >>> score(0.75, mean=0.5, spread=0.1), score(0.5, mean=0.5, spread=0.1)
    (1.0, 2.5)
    """
    middle = 0.5 * (BEST_SCORE + WORST_SCORE)
    if spread <= 0.0:
        return middle
    above = clip((value - mean) / spread, -WIDEST, WIDEST)
    return middle - 0.5 * (WORST_SCORE - BEST_SCORE) * above / WIDEST


def count_peers(trusts: Sequence[TrustState], provider_type: int) -> int:
    """Return the number of trusts of a type that stand for themselves."""
    number = 0
    for position in range(len(trusts)):
        if trusts[position].provider_type == provider_type and acts_alone(trusts[position]):
            number = number + 1
    return number


def mean_figure(trusts: Sequence[TrustState], provider_type: int, item: int, number: int) -> float:
    """Return the mean of a figure over the trusts of a type that stand for themselves."""
    if number <= 0:
        return 0.0
    total = 0.0
    for position in range(len(trusts)):
        if trusts[position].provider_type == provider_type and acts_alone(trusts[position]):
            total = total + figure(trusts[position], item)
    return total / number


def spread_of_figure(trusts: Sequence[TrustState], provider_type: int, item: int, number: int, mean: float) -> float:
    """Return the mean distance of a figure from its mean, over the trusts of a type that stand for themselves."""
    if number <= 0:
        return 0.0
    total = 0.0
    for position in range(len(trusts)):
        if trusts[position].provider_type == provider_type and acts_alone(trusts[position]):
            total = total + distance(figure(trusts[position], item), mean)
    return total / number


def mean_of_peers(peers: PeerInputs, item: int) -> float:
    """Return the mean of a figure in the stationary population of a type."""
    if item == 0:
        return peers.mean_quality
    if item == 1:
        return peers.mean_access
    if item == 2:
        return peers.mean_finance
    if item == 3:
        return peers.mean_engagement
    return peers.mean_workforce


def spread_of_peers(peers: PeerInputs, item: int) -> float:
    """Return the mean distance of a figure from its mean in the stationary population of a type."""
    if item == 0:
        return peers.spread_quality
    if item == 1:
        return peers.spread_access
    if item == 2:
        return peers.spread_finance
    if item == 3:
        return peers.spread_engagement
    return peers.spread_workforce


def quarter(trust: TrustState, trusts: Sequence[TrustState], peers: PeerInputs) -> int:
    """Return in which quarter of its peers a trust is by its score: 1 with the best, 4 with the worst."""
    number = count_peers(trusts, trust.provider_type)
    if number < LEAST_PEERS:
        return 1 + (
            (trust.league_score > peers.first_cut)
            + (trust.league_score > peers.second_cut)
            + (trust.league_score > peers.third_cut)
        )
    better = 0
    for position in range(len(trusts)):
        other = trusts[position]
        same = other.provider_type == trust.provider_type and acts_alone(other)
        if same and other.league_score < trust.league_score:
            better = better + 1
    # A trust that is no longer on its own can be worse than all that are.
    if better >= number:
        return 4
    return 1 + int(4.0 * better / number)


def let_out_by_segment(world: World) -> None:
    """Let trusts out of the programme that have been out of the last quarter in two tables running."""
    if nation(world).exit_rule != ExitRule.SEGMENT:
        return
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        if acts_alone(trust) and trust.special_measures and trust.league_segment < 4 and trust.last_league_segment < 4:
            leave_special_measures(world, trust)


def take_into_programme(world: World) -> None:
    """Take the worst of the last segment into the programme, as long as there is room."""
    if nation(world).entry_rule != EntryRule.LOWEST_SEGMENT:
        return
    room = int(world.parameters.support_pool)
    for position in range(len(world.trusts)):
        if acts_alone(world.trusts[position]):
            room = room - world.trusts[position].special_measures
    for _ in range(room):
        worst = worst_waiting(world)
        if worst < 0:
            return
        enter_special_measures(world, world.trusts[worst])


def worst_waiting(world: World) -> int:
    """Return the position of the worst trust that has been in the last segment for long enough, or -1."""
    worst = -1
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        stuck = trust.league_segment == 4 and trust.months_in_difficulty >= world.parameters.segment_poor_months
        waits = stuck and not trust.special_measures and acts_alone(trust)
        if waits and (worst < 0 or trust.league_score > world.trusts[worst].league_score):
            worst = position
    return worst
