"""Joint partnerships: federation, joint venture, integrated care: several members on equal terms.

Members pool sovereignty over what the type covers and share its risks and benefits (Dalton 2014; Millar et al. 2020).
To each member the others are the partner.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Nature, Phase, ProviderType
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import larger, level, positive, smaller


def gather_counterpart(
    counterpart: TrustState, trusts: Sequence[TrustState], links: Sequence[PartnershipState], position: int
) -> None:
    """Make `counterpart` the mean of all members but the one at `position`: what that member meets as its partner.

    `links` are those of the joint partnership; who has left it is passed over.
    """
    own = trusts[links[position].target]
    counterpart.provider_type = own.provider_type
    count = 0.0
    independent = False
    for index in range(len(links)):
        if index == position or links[index].phase == Phase.ENDED:
            continue
        member = trusts[links[index].target]
        count = count + 1.0
        # Others of several types are met as unlike as the most unlike of them.
        if member.provider_type != own.provider_type:
            if counterpart.provider_type == own.provider_type:
                counterpart.provider_type = member.provider_type
            if member.provider_type == ProviderType.INDEPENDENT:
                independent = True
    if independent:
        counterpart.provider_type = ProviderType.INDEPENDENT
    clear_counterpart(counterpart)
    sites = 0.0
    tenure = 0.0
    for index in range(len(links)):
        if index != position and links[index].phase != Phase.ENDED:
            member = trusts[links[index].target]
            add_to_counterpart(counterpart, member, count)
            sites = sites + member.number_of_sites / count
            tenure = tenure + member.chief_executive_tenure / count
    counterpart.number_of_sites = int(sites + 0.5)
    counterpart.chief_executive_tenure = int(tenure + 0.5)


def clear_counterpart(counterpart: TrustState) -> None:
    """Begin the mean of the other members."""
    counterpart.easting = 0.0
    counterpart.northing = 0.0
    counterpart.turnover = 0.0
    counterpart.quality = 0.0
    counterpart.access = 0.0
    counterpart.finance = 0.0
    counterpart.annual_quality = 0.0
    counterpart.annual_access = 0.0
    counterpart.annual_finance = 0.0
    counterpart.leadership = 0.0
    counterpart.capability = 0.0
    counterpart.coherence = 0.0
    counterpart.reputation = 0.0
    counterpart.strain = 0.0
    counterpart.culture_clan = 0.0
    counterpart.culture_developmental = 0.0
    counterpart.culture_hierarchical = 0.0
    counterpart.culture_rational = 0.0
    counterpart.attention_supply = 0.0
    counterpart.attention_compliance = 0.0
    counterpart.attention_free = 0.0
    counterpart.attention_partnership = 0.0
    counterpart.overload = 0.0


def add_to_counterpart(counterpart: TrustState, member: TrustState, count: float) -> None:
    """Add a member to the mean of `count` counterpart."""
    counterpart.easting = counterpart.easting + member.easting / count
    counterpart.northing = counterpart.northing + member.northing / count
    counterpart.turnover = counterpart.turnover + member.turnover / count
    counterpart.quality = counterpart.quality + member.quality / count
    counterpart.access = counterpart.access + member.access / count
    counterpart.finance = counterpart.finance + member.finance / count
    counterpart.annual_quality = counterpart.annual_quality + member.annual_quality / count
    counterpart.annual_access = counterpart.annual_access + member.annual_access / count
    counterpart.annual_finance = counterpart.annual_finance + member.annual_finance / count
    counterpart.leadership = counterpart.leadership + member.leadership / count
    counterpart.capability = counterpart.capability + member.capability / count
    counterpart.coherence = counterpart.coherence + member.coherence / count
    counterpart.reputation = counterpart.reputation + member.reputation / count
    counterpart.strain = counterpart.strain + member.strain / count
    counterpart.culture_clan = counterpart.culture_clan + member.culture_clan / count
    counterpart.culture_developmental = counterpart.culture_developmental + member.culture_developmental / count
    counterpart.culture_hierarchical = counterpart.culture_hierarchical + member.culture_hierarchical / count
    counterpart.culture_rational = counterpart.culture_rational + member.culture_rational / count
    counterpart.attention_supply = counterpart.attention_supply + member.attention_supply / count
    counterpart.attention_compliance = counterpart.attention_compliance + member.attention_compliance / count
    counterpart.attention_free = counterpart.attention_free + member.attention_free / count
    counterpart.attention_partnership = counterpart.attention_partnership + member.attention_partnership / count
    counterpart.overload = counterpart.overload + member.overload / count


def joining_chance(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    regulator: RegulatorState,
    parameters: Parameters,
) -> float:
    """Return the chance that a trust that has been asked to join agrees this month.

    Networks of many form slowly: 13 of 29 pathology networks had agreed eight months after the date, 16 after 22 (HSJ
    2019). Autonomy that is to be ceded is resisted, often in the name of patients (Dalton 2014); a mandate presses. Who
    may not refuse says no more slowly: members that are insisted on agree no sooner.
    """
    ready = parameters.joining_base + parameters.joining_from_fit * partnership.fit
    pressed = regulator.partnering_climate + regulator.system_planning
    if partnership.nature == Nature.MANDATED:
        pressed = pressed + 1.0
    ready = ready + parameters.joining_when_pressed * pressed
    resisted = parameters.autonomy_defended * partnership_type.pooled_sovereignty
    return level(ready * (1.0 - resisted))


def pool_progress(links: Sequence[PartnershipState], partnership_type: PartnershipTypeState) -> None:
    """Let all members have one scope, one degree of integration and one quality of data.

    Where sovereignty is pooled the type goes at the mean pace of its members; else the slowest holds up the rest.
    """
    slowest = 1.0
    narrowest = 1.0
    poorest = 1.0
    total = 0.0
    count = 0.0
    for index in range(len(links)):
        if links[index].phase != Phase.ENDED:
            slowest = smaller(slowest, links[index].integration)
            narrowest = smaller(narrowest, links[index].scope)
            poorest = smaller(poorest, links[index].data_quality)
            total = total + links[index].integration
            count = count + 1.0
    if count < 1.0:
        return
    together = slowest + partnership_type.pooled_sovereignty * positive(total / count - slowest)
    for index in range(len(links)):
        if links[index].phase != Phase.ENDED:
            links[index].integration = together
            links[index].scope = narrowest
            links[index].data_quality = poorest


def share_risk(
    links: Sequence[PartnershipState], partnership_type: PartnershipTypeState, parameters: Parameters
) -> None:
    """Move every member's service towards the mean of all: a service run as one comes to be one, for good and ill."""
    total = 0.0
    count = 0.0
    for index in range(len(links)):
        if links[index].phase != Phase.ENDED:
            total = total + links[index].service_performance
            count = count + 1.0
    for index in range(len(links)):
        link = links[index]
        if link.phase != Phase.ENDED:
            moved = parameters.following_rate * partnership_type.shared_risk * link.integration
            service = link.service_performance
            link.service_performance = level(service + moved * (total / count - service))


def sector_breadth(trusts: Sequence[TrustState], links: Sequence[PartnershipState]) -> float:
    """Return how many of acute, community and mental health care are brought together: 0 one of them, 1 all three."""
    acute = 0.0
    community = 0.0
    mental_health = 0.0
    for index in range(len(links)):
        if links[index].phase == Phase.ENDED:
            continue
        provider = trusts[links[index].target].provider_type
        if provider == ProviderType.ACUTE or provider == ProviderType.SPECIALIST:
            acute = 1.0
        if provider == ProviderType.COMMUNITY or provider == ProviderType.INTEGRATED:
            community = 1.0
        if provider == ProviderType.MENTAL_HEALTH:
            mental_health = 1.0
    return larger(acute + community + mental_health - 1.0, 0.0) / 2.0


def relieve_demand(
    member: TrustState,
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    breadth: float,
) -> None:
    """Keep demand away from a member where care across sectors is one (Millar et al. 2020)."""
    kept = partnership_type.demand_relief * partnership.integration * breadth
    member.demand_relief = larger(member.demand_relief, kept)
