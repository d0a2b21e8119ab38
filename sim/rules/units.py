"""Units: departments or hospitals of one trust, which share its board, its money and its good name.

What staff and patients meet differs between them: quality, access, staffing, engagement, what has reached the wards,
and ratings but for well-led. A partnership may reach one of them alone. A trust's own figures are the mean of its
units, by income. A unit that another trust has taken on shares the old board no longer; a trust that has lost its last
one is dissolved.
"""

from __future__ import annotations

from sim.model.enums import Event
from sim.model.state import PartnershipState, TrustState
from sim.rules.arithmetic import add_share, clip, larger, level, smaller
from sim.rules.leadership import effective_leadership
from sim.rules.ratings import overall_rating
from sim.rules.world import World, record_event


def shares_board(trust: TrustState) -> bool:
    """Return whether it is a unit that has its trust's board, and none of its own."""
    return trust.unit_of >= 0 and trust.absorbed_by < 0


def has_board(trust: TrustState) -> bool:
    """Return whether it is an organisation with people at its top, and not a unit or a name of the past."""
    if trust.dissolved:
        return False
    return trust.unit_of < 0 or trust.absorbed_by >= 0


def acts_alone(trust: TrustState) -> bool:
    """Return whether it is a trust that acts for itself: no unit, and absorbed by none."""
    return trust.unit_of < 0 and trust.absorbed_by < 0


def is_one_side(world: World, one: int, other: int) -> bool:
    """Return whether two are the same, or one is a unit of the other; a body outside (-1) is nobody's."""
    if one < 0 or other < 0:
        return False
    return one == other or world.trusts[one].unit_of == other or world.trusts[other].unit_of == one


def part_of_trust(world: World, trust: int) -> float:
    """Return the share of a trust's income that is a unit's; of a trust itself, or a body outside (-1), all."""
    if trust < 0 or not shares_board(world.trusts[trust]):
        return 1.0
    return world.trusts[trust].turnover / world.trusts[world.trusts[trust].unit_of].turnover


def part_reached(world: World, link: PartnershipState) -> float:
    """Return how large a partnership is that reaches a unit alone, against one of a whole trust."""
    return smaller(part_of_trust(world, link.target), part_of_trust(world, link.partner))


def share_board(world: World) -> None:
    """Let units have what is their trust's, and let the trust's own figures be the mean of its units, by income."""
    for position in range(world.setting.first_unit, world.setting.first_unit + world.setting.units):
        unit = world.trusts[position]
        if shares_board(unit):
            have_board(unit, world.trusts[unit.unit_of])
    before = -1
    for position in range(world.setting.first_unit, world.setting.first_unit + world.setting.units):
        unit = world.trusts[position]
        whole = world.trusts[unit.unit_of]
        if not shares_board(unit) and not whole.dissolved:
            continue
        if unit.unit_of != before:
            clear_mean(whole)
            before = unit.unit_of
        add_to_mean(whole, unit, unit.turnover / income_of_units(world, whole))


def income_of_units(world: World, whole: TrustState) -> float:
    """Return the income of a trust's units together; of one that is dissolved, of those it had."""
    size = 0.0
    for position in range(world.setting.first_unit, world.setting.first_unit + world.setting.units):
        unit = world.trusts[position]
        if unit.unit_of == whole.index and (shares_board(unit) or whole.dissolved):
            size = size + unit.turnover
    return size


def have_board(unit: TrustState, whole: TrustState) -> None:
    """Let a unit have the leaders, the plan, the stage, the money and the good name of its trust."""
    unit.leadership = whole.leadership
    unit.chief_executive_tenure = whole.chief_executive_tenure
    unit.chief_executive_left = whole.chief_executive_left
    unit.strain = whole.strain
    unit.fatigue = whole.fatigue
    unit.capability = whole.capability
    unit.dependence = whole.dependence
    if not unit.integrating:
        # One that is being made part of another trust is no longer of one culture with its own, nor inspected with it.
        unit.coherence = whole.coherence
        unit.next_inspection = whole.next_inspection
    unit.reputation = whole.reputation
    unit.acknowledged = whole.acknowledged
    unit.hope = whole.hope
    unit.plan_quality = whole.plan_quality
    unit.plan_under_way = whole.plan_under_way
    unit.months_of_planning = whole.months_of_planning
    unit.stage = whole.stage
    unit.months_in_stage = whole.months_in_stage
    unit.months_failing = whole.months_failing
    unit.months_poor = whole.months_poor
    unit.months_good = whole.months_good
    unit.effective_leadership = effective_leadership(unit)
    have_money(unit, whole)
    have_oversight(unit, whole)
    have_pressure(unit, whole)


def have_money(unit: TrustState, whole: TrustState) -> None:
    """Let a unit have the money of its trust, as it is and as it is published; it builds nothing by itself."""
    unit.finance = whole.finance
    unit.own_finance = whole.own_finance
    unit.published_finance = whole.published_finance
    unit.annual_finance = whole.annual_finance
    unit.finance_accounting = whole.finance_accounting
    unit.building_plan = False


def have_oversight(unit: TrustState, whole: TrustState) -> None:
    """Let a unit be overseen as its trust is, and be as well led, which counts in its overall rating."""
    unit.rating_well_led = whole.rating_well_led
    unit.judgement_well_led = whole.judgement_well_led
    unit.special_measures = whole.special_measures
    unit.months_in_special_measures = whole.months_in_special_measures
    unit.oversight_segment = whole.oversight_segment
    unit.months_in_difficulty = whole.months_in_difficulty
    unit.rating_overall = overall_rating(unit)
    unit.regulator_support = whole.regulator_support


def have_pressure(unit: TrustState, whole: TrustState) -> None:
    """Let a unit be where its trust is, and meet the demand that its trust meets."""
    unit.easting = whole.easting
    unit.northing = whole.northing
    unit.winter_exposure = whole.winter_exposure
    unit.own_pressure = whole.own_pressure
    unit.spill_over = whole.spill_over
    unit.pressure = whole.pressure


def clear_mean(whole: TrustState) -> None:
    """Begin the mean of a trust's units, in what is theirs; one that is dissolved has no money of its own either."""
    whole.quality = 0.0
    whole.access = 0.0
    whole.workforce = 0.0
    whole.engagement = 0.0
    whole.frontline_adoption = 0.0
    whole.culture_clan = 0.0
    whole.culture_developmental = 0.0
    whole.culture_hierarchical = 0.0
    whole.culture_rational = 0.0
    if whole.dissolved:
        whole.finance = 0.0


def add_to_mean(whole: TrustState, unit: TrustState, weight: float) -> None:
    """Add a unit to the mean of its trust, by its share of the income."""
    whole.quality = whole.quality + weight * unit.quality
    whole.access = whole.access + weight * unit.access
    whole.workforce = whole.workforce + weight * unit.workforce
    whole.engagement = whole.engagement + weight * unit.engagement
    whole.frontline_adoption = whole.frontline_adoption + weight * unit.frontline_adoption
    whole.culture_clan = whole.culture_clan + weight * unit.culture_clan
    whole.culture_developmental = whole.culture_developmental + weight * unit.culture_developmental
    whole.culture_hierarchical = whole.culture_hierarchical + weight * unit.culture_hierarchical
    whole.culture_rational = whole.culture_rational + weight * unit.culture_rational
    if whole.dissolved:
        whole.finance = whole.finance + weight * unit.finance


def gather_demands(world: World) -> None:
    """Let boards carry what partnerships ask of their units, and units be part of what befalls their trust."""
    for position in range(world.setting.first_unit, world.setting.first_unit + world.setting.units):
        unit = world.trusts[position]
        if shares_board(unit):
            carry_demands(world.trusts[unit.unit_of], unit)
    for position in range(world.setting.first_unit, world.setting.first_unit + world.setting.units):
        unit = world.trusts[position]
        if shares_board(unit):
            be_part(unit, world.trusts[unit.unit_of])


def carry_demands(whole: TrustState, unit: TrustState) -> None:
    """Add to a trust what partnerships ask of a unit of it; how large they are is in what they ask."""
    whole.partnership_demand = whole.partnership_demand + unit.partnership_demand
    whole.approval_demand = whole.approval_demand + unit.approval_demand
    whole.partnerships_active = whole.partnerships_active + unit.partnerships_active
    whole.trusts_supported = whole.trusts_supported + unit.trusts_supported


def be_part(unit: TrustState, whole: TrustState) -> None:
    """Let a unit be part of the partnerships of its trust as a whole."""
    unit.times_helped = unit.times_helped + whole.times_helped
    unit.integrating = unit.integrating or whole.integrating
    unit.people_programme = larger(unit.people_programme, whole.people_programme)
    if whole.mixing > unit.mixing:
        unit.mixing = whole.mixing
        unit.mixing_pace = whole.mixing_pace


def share_ledger(world: World) -> None:
    """Let units have what attention their trust's leaders have left."""
    for position in range(world.setting.first_unit, world.setting.first_unit + world.setting.units):
        unit = world.trusts[position]
        if shares_board(unit):
            have_ledger(unit, world.trusts[unit.unit_of])


def have_ledger(unit: TrustState, whole: TrustState) -> None:
    """Let a unit have the attention ledger of its trust."""
    unit.attention_supply = whole.attention_supply
    unit.attention_operations = whole.attention_operations
    unit.attention_compliance = whole.attention_compliance
    unit.attention_partnership = whole.attention_partnership
    unit.attention_from_group = whole.attention_from_group
    unit.attention_free = whole.attention_free
    unit.overload = whole.overload


def share_what_reaches(world: World) -> None:
    """Let what reaches a trust reach its units, and what reaches a unit reach its trust so far as the unit is of it.

    What units spend and earn is the money of their trust.
    """
    for position in range(world.setting.first_unit, world.setting.first_unit + world.setting.units):
        unit = world.trusts[position]
        if shares_board(unit):
            receive_help(unit, world.trusts[unit.unit_of])
            receive_rest(unit, world.trusts[unit.unit_of])
            unit.chief_executive_of = unit.unit_of
    before = -1
    for position in range(world.setting.first_unit, world.setting.first_unit + world.setting.units):
        unit = world.trusts[position]
        if not shares_board(unit):
            continue
        whole = world.trusts[unit.unit_of]
        if unit.unit_of != before:
            clear_reach(whole)
            before = unit.unit_of
        add_help(whole, unit, part_of_trust(world, position))
        add_rest(whole, unit, part_of_trust(world, position))
        pay_for_unit(whole, unit)


def receive_help(unit: TrustState, whole: TrustState) -> None:
    """Let a unit receive what helps its trust as a whole, besides what it receives alone."""
    unit.mentoring = add_share(unit.mentoring, whole.mentoring)
    unit.mentored_leadership = unit.mentored_leadership + whole.mentored_leadership
    unit.practice_transfer = add_share(unit.practice_transfer, whole.practice_transfer)
    if whole.in_charge > unit.in_charge:
        unit.in_charge = whole.in_charge
        unit.leadership_support = whole.leadership_support
        unit.capability_brought = whole.capability_brought
    unit.capacity_lent = unit.capacity_lent + whole.capacity_lent
    unit.back_office_savings = level(unit.back_office_savings + whole.back_office_savings)
    unit.reputation_lift = level(unit.reputation_lift + whole.reputation_lift)
    unit.service_gain = clip(unit.service_gain + whole.service_gain, -1.0, 1.0)
    unit.joint_data_quality = larger(unit.joint_data_quality, whole.joint_data_quality)
    unit.soft_intelligence = larger(unit.soft_intelligence, whole.soft_intelligence)
    unit.recruitment_network = larger(unit.recruitment_network, whole.recruitment_network)
    unit.demand_relief = larger(unit.demand_relief, whole.demand_relief)


def receive_rest(unit: TrustState, whole: TrustState) -> None:
    """Let a unit receive what unsettles its trust as a whole, and what pulls on its culture."""
    unit.integration_dip = add_share(unit.integration_dip, whole.integration_dip)
    unit.identity_threat = add_share(unit.identity_threat, whole.identity_threat)
    unit.reputation_risk = level(unit.reputation_risk + whole.reputation_risk)
    unit.cultures_met = unit.cultures_met + whole.cultures_met
    unit.most_foreign = larger(unit.most_foreign, whole.most_foreign)
    unit.autonomy_ceded = add_share(unit.autonomy_ceded, whole.autonomy_ceded)
    unit.leading_load = add_share(unit.leading_load, whole.leading_load)
    unit.shift_clan = unit.shift_clan + whole.shift_clan
    unit.shift_developmental = unit.shift_developmental + whole.shift_developmental
    unit.shift_hierarchical = unit.shift_hierarchical + whole.shift_hierarchical
    unit.shift_rational = unit.shift_rational + whole.shift_rational


def clear_reach(whole: TrustState) -> None:
    """Begin the mean of what reaches a trust's units; whose chief executive leads it stays as it is."""
    whole.mentoring = 0.0
    whole.mentored_leadership = 0.0
    whole.practice_transfer = 0.0
    whole.in_charge = 0.0
    whole.leadership_support = 0.0
    whole.capability_brought = 0.0
    whole.capacity_lent = 0.0
    whole.back_office_savings = 0.0
    whole.reputation_lift = 0.0
    whole.service_gain = 0.0
    whole.joint_data_quality = 0.0
    whole.soft_intelligence = 0.0
    whole.recruitment_network = 0.0
    whole.demand_relief = 0.0
    whole.integration_dip = 0.0
    whole.identity_threat = 0.0
    whole.reputation_risk = 0.0
    whole.cultures_met = 0.0
    whole.most_foreign = 0.0
    whole.autonomy_ceded = 0.0
    whole.leading_load = 0.0
    whole.shift_clan = 0.0
    whole.shift_developmental = 0.0
    whole.shift_hierarchical = 0.0
    whole.shift_rational = 0.0


def add_help(whole: TrustState, unit: TrustState, part: float) -> None:
    """Add to a trust what helps a unit of it, by the unit's share of the income."""
    whole.mentoring = whole.mentoring + part * unit.mentoring
    whole.mentored_leadership = whole.mentored_leadership + part * unit.mentored_leadership
    whole.practice_transfer = whole.practice_transfer + part * unit.practice_transfer
    whole.in_charge = whole.in_charge + part * unit.in_charge
    whole.leadership_support = whole.leadership_support + part * unit.leadership_support
    whole.capability_brought = whole.capability_brought + part * unit.capability_brought
    whole.capacity_lent = whole.capacity_lent + part * unit.capacity_lent
    whole.back_office_savings = whole.back_office_savings + part * unit.back_office_savings
    whole.reputation_lift = whole.reputation_lift + part * unit.reputation_lift
    whole.service_gain = whole.service_gain + part * unit.service_gain
    whole.joint_data_quality = whole.joint_data_quality + part * unit.joint_data_quality
    whole.soft_intelligence = whole.soft_intelligence + part * unit.soft_intelligence
    whole.recruitment_network = whole.recruitment_network + part * unit.recruitment_network
    whole.demand_relief = whole.demand_relief + part * unit.demand_relief


def add_rest(whole: TrustState, unit: TrustState, part: float) -> None:
    """Add to a trust what unsettles a unit of it and pulls on its culture, by the unit's share of the income."""
    whole.integration_dip = whole.integration_dip + part * unit.integration_dip
    whole.identity_threat = whole.identity_threat + part * unit.identity_threat
    whole.reputation_risk = whole.reputation_risk + part * unit.reputation_risk
    whole.cultures_met = whole.cultures_met + part * unit.cultures_met
    whole.most_foreign = whole.most_foreign + part * unit.most_foreign
    whole.autonomy_ceded = whole.autonomy_ceded + part * unit.autonomy_ceded
    whole.leading_load = whole.leading_load + part * unit.leading_load
    whole.shift_clan = whole.shift_clan + part * unit.shift_clan
    whole.shift_developmental = whole.shift_developmental + part * unit.shift_developmental
    whole.shift_hierarchical = whole.shift_hierarchical + part * unit.shift_hierarchical
    whole.shift_rational = whole.shift_rational + part * unit.shift_rational


def pay_for_unit(whole: TrustState, unit: TrustState) -> None:
    """Let a trust spend and earn what its unit does; what the centre spends is for the trust, too."""
    whole.cost_to_trust = whole.cost_to_trust + unit.cost_to_trust
    whole.income_from_partnerships = whole.income_from_partnerships + unit.income_from_partnerships
    whole.cost_to_centre = whole.cost_to_centre + unit.cost_to_centre


def leave_trust(world: World, unit: TrustState) -> None:
    """Let a unit that has been taken on leave its trust, with its income and its sites."""
    whole = world.trusts[unit.unit_of]
    left = 0
    for position in range(world.setting.first_unit, world.setting.first_unit + world.setting.units):
        if world.trusts[position].unit_of == whole.index and shares_board(world.trusts[position]):
            left = left + 1
    if left == 0:
        dissolve(world, whole, unit.absorbed_by)
        return
    whole.turnover = whole.turnover - unit.turnover
    if whole.number_of_sites > unit.number_of_sites:
        whole.number_of_sites = whole.number_of_sites - unit.number_of_sites


def dissolve(world: World, whole: TrustState, last: int) -> None:
    """Dissolve a trust that has no unit left; who has taken on the last stands for its successor."""
    whole.dissolved = True
    whole.absorbed_by = last
    whole.special_measures = False
    whole.months_in_special_measures = 0
    whole.oversight_segment = 1
    record_event(world, Event.DISSOLVED, whole.index, -1, 1.0)
