"""Growth: small projects, scope, joint data, intelligence, and the service a partnership covers.

Small contracts come first and larger ones follow as trust builds (Miller & Millar 2017, case D).
"""

from __future__ import annotations

from sim.model.enums import Phase, Scale, Service
from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import follow, level, positive, smaller
from sim.rules.delivery import absorbed_share, partnership_pace


def completes_project(partnership: PartnershipState, partnership_type: PartnershipTypeState) -> bool:
    """Return whether a small project is completed this month."""
    if partnership_type.project_months <= 0 or partnership.phase != Phase.OPERATING:
        return False
    months = partnership.months_in_phase
    return months > 0 and months == partnership_type.project_months * int(months / partnership_type.project_months)


def next_scope(partnership: PartnershipState, partnership_type: PartnershipTypeState, parameters: Parameters) -> float:
    """Return the share of the service reached a month later; incremental types grow as trust builds.

    A type of small projects takes a step with each of them, the larger the more the sides trust each other. What rests
    on a few individuals meets a limit, beyond which it needs a formal footing (Miller & Millar 2017).
    """
    if partnership.phase != Phase.OPERATING:
        return partnership.scope
    if partnership.scale == Scale.INDIVIDUAL and partnership.scope >= parameters.individual_reach:
        return partnership.scope
    months = 1.0
    if partnership_type.project_months > 0:
        if not completes_project(partnership, partnership_type):
            return partnership.scope
        months = partnership_type.project_months
    confidence = positive(partnership.relational_trust - parameters.trust_to_extend) / (
        1.0 - parameters.trust_to_extend
    )
    extended = level(partnership.scope + partnership_type.scope_growth * months * confidence)
    if partnership.scale == Scale.INDIVIDUAL:
        return smaller(extended, parameters.individual_reach)
    return extended


def next_data_quality(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, parameters: Parameters
) -> float:
    """Return a month later the quality of joint data; linking the data of several organisations takes time."""
    if partnership.phase != Phase.OPERATING:
        return partnership.data_quality
    linked = (1.0 - partnership_type.data_quality) * partnership.integration
    return level(follow(partnership.data_quality, partnership_type.data_quality + linked, parameters.following_rate))


def next_intelligence(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, parameters: Parameters
) -> float:
    """Return a month later how well the partner knows the true state of the target.

    Contact between people shows what dashboards do not (Millar et al. 2020): exploring is for that, clinicians who
    work together hear more, and joint data help.
    """
    if partnership.phase == Phase.ENDED:
        return partnership.intelligence
    rate = parameters.intelligence_rate * (partnership_type.clinical_contact + partnership.relational_trust)
    if partnership.phase == Phase.SETTING_UP:
        rate = rate * parameters.set_up_intensity
    if partnership.phase == Phase.EXPLORING:
        rate = rate + parameters.intelligence_from_exploring
    return level(follow(partnership.intelligence, 1.0, smaller(rate, 1.0)))


def next_service_performance(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, target: TrustState, parameters: Parameters
) -> float:
    """Return a month later the performance of the service a partnership covers; a redesign can work within a year.

    It goes as far as the target can take it in.

    It goes faster where nobody has to be asked for leave.
    """
    if partnership_type.service == Service.WHOLE_TRUST or partnership.phase != Phase.OPERATING:
        return partnership.service_performance
    redesign = parameters.service_reach * partnership_type.transfer * partnership.delivered_support
    redesign = redesign * absorbed_share(target, partnership_type, parameters)
    reachable = level(partnership.service_start + redesign * (1.0 - partnership.service_start))
    pace = parameters.service_rate * partnership_pace(partnership_type, parameters)
    return level(follow(partnership.service_performance, reachable, smaller(pace, 1.0)))
