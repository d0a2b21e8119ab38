"""The one table of state variables: every variable's name, unit, range and meaning.

Each entity is a class of annotated attributes and nothing else. Mesa agents inherit it, so that their attributes are
the state; type checkers read it, so that a rule cannot use a variable that is not here; documentation, output columns
and the data dictionary are read from it by `variables`.
"""

from __future__ import annotations

from typing import Annotated

from sim.model.enums import (
    Ending,
    EntryRule,
    ExitRule,
    Matching,
    Nature,
    Phase,
    ProviderType,
    Rating,
    Scale,
    Segmentation,
    Service,
    Stage,
)
from sim.model.variables import (
    LONGEST,
    Variable,
    at_start,
    choice,
    count,
    hidden,
    lasting,
    money,
    observed_once,
    partnership_type_position,
)


class TrustState:
    """A provider organisation."""

    # Fixed
    index: Annotated[int, count("position of the trust in the scenario", "number", recorded=False)]
    provider_type: Annotated[int, choice("type of provider organisation", ProviderType, ProviderType.ACUTE)]
    turnover: Annotated[float, Variable("annual income", "£m", 0.05, None, initial=400.0)]
    number_of_sites: Annotated[int, count("main hospital sites", "sites", recorded=False, low=1, initial=1)]
    unit_of: Annotated[
        int, Variable("position of the trust of which it is a unit, -1: none", "number", -1, None, initial=-1)
    ]
    local_health_economy: Annotated[int, count("position of its local health economy", "number", recorded=False)]
    easting: Annotated[float, hidden("location, eastwards", "km", None, None)]
    northing: Annotated[float, hidden("location, northwards", "km", None, None)]
    winter_exposure: Annotated[
        float,
        at_start(
            Variable("effect of winter, relative to the average", "ratio", 0.0, None, recorded=False, initial=1.0),
            0.0,
            5.0,
        ),
    ]

    building_plan: Annotated[bool, at_start(Variable("a major building project is planned or under way", "flag"))]

    # Performance
    quality: Annotated[float, at_start(Variable("safety and effectiveness of care", initial=0.55))]
    access: Annotated[float, at_start(Variable("operational performance: timely access to care", initial=0.55))]
    finance: Annotated[float, at_start(Variable("financial sustainability", initial=0.50))]

    # Published figures: what a board, a regulator and the public know of performance and staff
    published_quality: Annotated[
        float, at_start(Variable("published indicator of quality: mortality or its like", initial=0.55))
    ]
    published_access: Annotated[float, at_start(Variable("published measure of access", initial=0.55))]
    published_finance: Annotated[float, at_start(Variable("published financial position", initial=0.50))]
    published_engagement: Annotated[float, at_start(Variable("published in the last staff survey", initial=0.55))]
    published_workforce: Annotated[float, at_start(Variable("published staffing, from vacancies", initial=0.55))]
    annual_quality: Annotated[float, at_start(Variable("published quality over about a year", initial=0.55))]
    annual_access: Annotated[float, at_start(Variable("published access over about a year", initial=0.55))]
    annual_finance: Annotated[float, at_start(Variable("published finance over about a year", initial=0.50))]
    quality_case_mix: Annotated[float, lasting("what case mix and coding lastingly add to the published quality")]
    access_counting: Annotated[float, lasting("what ways of counting lastingly add to the published access")]
    finance_accounting: Annotated[float, lasting("what one-off items lastingly add to the published finance")]
    engagement_response: Annotated[float, lasting("what those who respond lastingly add to the staff survey")]
    workforce_counting: Annotated[float, lasting("what ways of counting posts lastingly add to published staffing")]
    judgement_safe: Annotated[float, lasting("error of the last inspectors' judgement: safe")]
    judgement_effective: Annotated[float, lasting("error of the last inspectors' judgement: effective")]
    judgement_caring: Annotated[float, lasting("error of the last inspectors' judgement: caring")]
    judgement_responsive: Annotated[float, lasting("error of the last inspectors' judgement: responsive")]
    judgement_well_led: Annotated[float, lasting("error of the last inspectors' judgement: well-led")]

    # What is particular to the trust, of its history and its place, and lasts for years
    own_quality: Annotated[float, lasting("what it sustains of quality beyond what its drivers do")]
    own_access: Annotated[float, lasting("what it sustains of access beyond what its drivers do")]
    own_finance: Annotated[float, lasting("what it sustains of finance beyond what its drivers do")]
    own_workforce: Annotated[float, lasting("what it sustains of staffing beyond what its drivers do")]
    own_engagement: Annotated[float, lasting("what it sustains of engagement beyond what its drivers do")]

    # People
    workforce: Annotated[float, at_start(Variable("staffing and its stability", initial=0.55))]
    engagement: Annotated[float, at_start(Variable("staff engagement", initial=0.55))]
    leadership: Annotated[float, at_start(Variable("capability of the board and its executives", initial=0.52))]
    chief_executive_tenure: Annotated[
        int, at_start(count("time in post of the incumbent chief executive", initial=24), 0, LONGEST)
    ]
    fatigue: Annotated[float, at_start(Variable("initiative fatigue of staff"))]
    strain: Annotated[float, at_start(Variable("emotional labour and exhaustion of leaders", initial=0.2))]

    # Learning
    capability: Annotated[float, at_start(Variable("improvement capability, absorptive capacity", initial=0.45))]
    frontline_adoption: Annotated[float, at_start(Variable("how far improvement has reached the wards", initial=0.45))]
    dependence: Annotated[float, at_start(Variable("own capacity lost through reliance on outside support"))]

    # Culture: a point on the simplex of the Competing Values Framework
    culture_clan: Annotated[float, at_start(Variable("share of clan values", "share", initial=0.30))]
    culture_developmental: Annotated[float, at_start(Variable("share of developmental values", "share", initial=0.22))]
    culture_hierarchical: Annotated[float, at_start(Variable("share of hierarchical values", "share", initial=0.26))]
    culture_rational: Annotated[float, at_start(Variable("share of rational values", "share", initial=0.22))]
    coherence: Annotated[float, at_start(Variable("1: one culture; low: sub-cultures side by side", initial=0.8))]

    # Standing
    reputation: Annotated[float, at_start(Variable("standing with staff, applicants and the public", initial=0.55))]
    rating_safe: Annotated[int, at_start(choice("published rating: safe", Rating, Rating.REQUIRES_IMPROVEMENT))]
    rating_effective: Annotated[int, at_start(choice("published rating: effective", Rating, Rating.GOOD))]
    rating_caring: Annotated[int, at_start(choice("published rating: caring", Rating, Rating.GOOD))]
    rating_responsive: Annotated[
        int, at_start(choice("published rating: responsive", Rating, Rating.REQUIRES_IMPROVEMENT))
    ]
    rating_well_led: Annotated[int, at_start(choice("published rating: well-led", Rating, Rating.GOOD))]
    rating_overall: Annotated[int, at_start(choice("published overall rating", Rating, Rating.REQUIRES_IMPROVEMENT))]
    special_measures: Annotated[bool, at_start(Variable("in special measures", "flag"))]
    months_in_special_measures: Annotated[
        int, at_start(count("time in the present spell of special measures"), 0, LONGEST)
    ]
    oversight_segment: Annotated[
        int,
        at_start(
            Variable(
                "segment of oversight, from 1 (most autonomy); special measures, or the programme, are the last: "
                "4 by ratings, 5 by scores",
                "segment",
                1,
                5,
                initial=2,
            )
        ),
    ]
    league_score: Annotated[
        float,
        Variable("mean score of its published figures against its peers: 1 best, 4 worst", "score", 1, 4, initial=2.5),
    ]
    league_segment: Annotated[
        int,
        Variable("segment of the last table, 1 to 4, before the programme", "segment", 1, 4, recorded=False, initial=2),
    ]
    last_league_segment: Annotated[
        int, Variable("segment of the table before that", "segment", 1, 4, recorded=False, initial=2)
    ]
    regulator: Annotated[int, count("position of the regulator it is under", "number", recorded=False)]
    system: Annotated[int, Variable("position of its system, -1: none", "number", -1, None, recorded=False, initial=-1)]
    missed_control_total: Annotated[
        float, hidden("how far its system falls short of the control total that its members share", "level", 0.0, None)
    ]
    next_inspection: Annotated[
        int, at_start(count("month of the next routine inspection", "month", recorded=False), 0, LONGEST)
    ]
    inspected: Annotated[bool, hidden("an inspection was published this month", "flag")]

    # Turnaround
    stage: Annotated[int, at_start(choice("stage of failure and turnaround", Stage, Stage.STABLE))]
    months_in_stage: Annotated[int, at_start(count("time in the present stage"), 0, LONGEST)]
    acknowledged: Annotated[float, at_start(Variable("how far leaders acknowledge that the trust is in decline"))]
    hope: Annotated[float, at_start(Variable("how far people believe that things can get better", initial=1.0))]
    plan_quality: Annotated[float, at_start(Variable("how well the recovery plan fits the causes"))]
    plan_under_way: Annotated[bool, at_start(Variable("a recovery plan is being carried out", "flag"))]
    months_of_planning: Annotated[
        int, at_start(count("time for which a recovery plan has been made or carried out", recorded=False), 0, LONGEST)
    ]
    months_poor: Annotated[int, at_start(count("consecutive months of poor performance", recorded=False), 0, LONGEST)]
    months_good: Annotated[int, at_start(count("consecutive months of good performance", recorded=False), 0, LONGEST)]
    months_failing: Annotated[
        int, at_start(count("months since the trust was last stable or growing, history included"), 0, LONGEST)
    ]
    months_in_difficulty: Annotated[
        int, at_start(count("consecutive months in segment 3 or worse by ratings, 4 or worse by scores"), 0, LONGEST)
    ]
    chief_executive_left: Annotated[bool, hidden("the chief executive left this month", "flag")]
    chief_executive_of: Annotated[
        int,
        Variable(
            "position of the trust whose chief executive leads this one, too; -1: it has its own",
            "number",
            -1,
            None,
            recorded=False,
            initial=-1,
        ),
    ]
    project_failed: Annotated[bool, hidden("a building project failed this month", "flag")]
    dissolved: Annotated[bool, Variable("its last unit was taken on by another trust, and it is no more", "flag")]
    absorbed_by: Annotated[
        int, Variable("position of the group that absorbed it, -1: none", "number", -1, None, initial=-1)
    ]
    months_absorbed: Annotated[int, count("months since it became a subsidiary of a group", recorded=False)]
    waits: Annotated[bool, hidden("it waits for its turn to find a partner this month", "flag")]
    left_out: Annotated[bool, hidden("it cannot be asked by the trust whose turn it is", "flag")]
    unmatched: Annotated[bool, hidden("no partner was found for it when one was last looked for", "flag")]

    # Pressure
    own_pressure: Annotated[float, at_start(hidden("demand pressure of its own", "pressure", None, None), -1.0, 1.0)]
    pressure: Annotated[
        float,
        Variable("demand against what the trust is funded for; 0 is the starting balance", "pressure", None, None),
    ]

    spill_over: Annotated[float, hidden("demand sent on by neighbours who cannot cope", "pressure", 0.0, None)]
    demand_relief: Annotated[float, Variable("demand that integrated care keeps away", "pressure", 0.0, None)]

    # What dated events of the scenario bring
    demand_shock: Annotated[float, hidden("demand added or taken by shocks that last", "pressure", None, None)]
    funding_shock: Annotated[float, hidden("money for its results added or taken by shocks", "level", None, None)]
    workforce_shock: Annotated[float, hidden("staffing sustained that shocks add or take", "level", None, None)]
    scandal: Annotated[bool, hidden("a scandal that the scenario dates becomes public this month", "flag")]

    # Attention ledger of the month, in shares of the leaders of an average trust
    attention_supply: Annotated[float, Variable("attention that leaders have to give", "attention", 0.0, None)]
    attention_operations: Annotated[float, Variable("attention that running the trust takes", "attention", 0.0, None)]
    attention_compliance: Annotated[float, Variable("attention that regulators take", "attention", 0.0, None)]
    attention_partnership: Annotated[float, Variable("attention that partnerships take", "attention", 0.0, None)]
    attention_free: Annotated[float, Variable("attention left to improve anything", "attention", 0.0, None)]
    overload: Annotated[float, Variable("attention asked for beyond the supply", "attention", 0.0, None)]
    effort: Annotated[float, Variable("improvement effort that reaches the organisation", "attention", 0.0, None)]

    # What partnerships ask of the trust this month
    partnership_demand: Annotated[
        float, hidden("attention asked by partnerships, before crowding", "attention", 0, None)
    ]
    approval_demand: Annotated[float, hidden("attention asked by approval of a structural deal", "attention", 0, None)]
    partnerships_active: Annotated[int, count("partnerships the trust is in", "partnerships")]
    trusts_supported: Annotated[int, count("trusts it supports as a partner", "trusts")]
    times_helped: Annotated[int, count("partnerships in which a peer helps the trust as a whole", "partnerships")]
    remedied: Annotated[bool, hidden("a structural remedy of its failure is under way", "flag")]
    group_sites: Annotated[float, hidden("burden of running the sites of its group from afar", "sites", 0.0, None)]
    attention_from_group: Annotated[
        float, Variable("attention received from the rest of the group; below 0: given", "attention", None, None)
    ]
    integrating: Annotated[bool, Variable("a structural integration is under way", "flag")]
    mixing: Annotated[float, hidden("how far two organisations are being made one here")]
    mixing_pace: Annotated[float, Variable("how quickly a common culture can come about", recorded=False, initial=1.0)]
    bridged: Annotated[bool, hidden("bridging finance flows", "flag")]
    people_programme: Annotated[float, hidden("work on values and staff that accompanies an integration")]

    # What reaches the trust from partners and the regulator
    regulator_support: Annotated[float, Variable("guide-dog support that has taken hold")]
    mentoring: Annotated[float, Variable("advice reaching the board")]
    mentored_leadership: Annotated[float, hidden("advice weighted by the gap in leadership", "level", None, None)]
    practice_transfer: Annotated[float, Variable("working practices being taken up from partners")]
    in_charge: Annotated[float, hidden("how far leaders from elsewhere take the place of its own")]
    capability_brought: Annotated[
        float, hidden("what people from elsewhere who are in charge add to its capability", "level", -1.0, 1.0)
    ]
    leadership_support: Annotated[
        float, Variable("what leaders from elsewhere add to its leadership, or take from it", "level", -1.0, 1.0)
    ]
    capacity_lent: Annotated[float, Variable("management capacity lent by partners", "attention", 0.0, None)]
    integration_dip: Annotated[float, Variable("disruption by a structural integration under way")]
    back_office_savings: Annotated[float, Variable("savings from shared support services, share of the possible")]
    identity_threat: Annotated[float, Variable("staff's sense of being taken over")]
    reputation_lift: Annotated[float, Variable("standing lent by partners")]
    service_gain: Annotated[
        float, Variable("gain of the services that partnerships cover, in proportion to scope", "level", -1.0, 1.0)
    ]
    joint_data_quality: Annotated[float, hidden("best quality of data on a joint performance board")]
    leading_load: Annotated[float, hidden("emotional labour of leading integrations and support")]
    soft_intelligence: Annotated[float, hidden("what people of both sides pass on to each other beyond the figures")]
    recruitment_network: Annotated[float, hidden("candidates that a well regarded partner knows")]
    cultures_met: Annotated[float, hidden("foreignness of all partners together", "level", 0.0, None)]
    most_foreign: Annotated[float, hidden("foreignness of the most foreign partner")]
    autonomy_ceded: Annotated[float, hidden("share of its own decisions that it has pooled with others", "share")]
    reputation_risk: Annotated[float, hidden("standing lost by association with a failing trust")]
    shift_clan: Annotated[float, hidden("pull on the culture this month: clan", "share", -1.0, 1.0)]
    shift_developmental: Annotated[float, hidden("pull on the culture: developmental", "share", -1.0, 1.0)]
    shift_hierarchical: Annotated[float, hidden("pull on the culture: hierarchical", "share", -1.0, 1.0)]
    shift_rational: Annotated[float, hidden("pull on the culture: rational", "share", -1.0, 1.0)]
    effective_leadership: Annotated[float, Variable("own leadership and what partners lend to it", initial=0.52)]

    # Money of the month
    cost_to_trust: Annotated[float, money("money the trust spends on partnerships and inspection")]
    cost_to_centre: Annotated[float, money("money the centre spends on the trust")]
    income_from_partnerships: Annotated[float, money("fees the trust earns from those it serves")]
    income_from_grants: Annotated[float, money("what counts this month of one-off grants by the centre")]


IDENTITY = (
    "index",
    "unit_of",
    "dissolved",
    "provider_type",
    "local_health_economy",
    "regulator",
    "system",
    "easting",
    "northing",
)
"""The variables of a trust that say which trust it is, and that it is one; all others are its state."""


class PartnershipState:
    """The link of one trust with those it works with: a partner trust, other members, or an external organisation.

    A partnership of several members on equal terms is one link for each member; they share phase and scope.
    """

    # What it is
    index: Annotated[int, count("position of the link among all that came about", "number", recorded=False)]
    type: Annotated[int, count("position of its type in the catalogue", "number", recorded=False)]
    first_link: Annotated[int, count("position of the first link of the same partnership", "number", recorded=False)]
    size: Annotated[int, count("links of the same partnership at its founding", "number", recorded=False, initial=1)]
    plan: Annotated[
        int,
        Variable("position among those planned, -1: not planned", "number", -1, None, recorded=False, initial=-1),
    ]
    second: Annotated[
        int,
        Variable("second of the trusts that founded it, -1: none", "number", -1, None, recorded=False, initial=-1),
    ]
    month_begun: Annotated[int, count("month in which it came about", "month", recorded=False)]
    month_ended: Annotated[
        int, Variable("month in which it ended, -1: it has not", "month", -1, None, recorded=False, initial=-1)
    ]
    end_month: Annotated[
        int, Variable("month named for its end, -1: none", "month", -1, None, recorded=False, initial=-1)
    ]
    escalates: Annotated[bool, hidden("it may escalate to another type", "flag")]
    grows_out_of: Annotated[
        int,
        Variable(
            "first link of the partnership it grows out of, -1: none", "number", -1, None, recorded=False, initial=-1
        ),
    ]

    target: Annotated[int, count("position of the trust that is helped, or of the member", "number")]
    partner: Annotated[
        int,
        Variable(
            "position of the trust that helps; -1: other members, or an external organisation", "number", -1, None
        ),
    ]
    members: Annotated[int, count("trusts in the partnership", "trusts", initial=2)]
    nature: Annotated[int, choice("voluntary or mandated", Nature, Nature.VOLUNTARY)]
    insisted: Annotated[bool, Variable("mandated without a right of refusal", "flag")]
    scale: Annotated[int, choice("individual or structural", Scale, Scale.INDIVIDUAL)]
    phase: Annotated[int, choice("phase of its life", Phase, Phase.EXPLORING)]
    months_in_phase: Annotated[int, count("time in the present phase")]
    set_up_months: Annotated[int, count("time it takes to set up", recorded=False)]
    term: Annotated[int, count("months it operates before it ends; 0: open-ended", recorded=False)]
    cultural_fit: Annotated[float, Variable("likeness of the two cultures")]
    contextual_fit: Annotated[float, Variable("likeness of size, type and setting")]
    fit: Annotated[float, Variable("cultural and contextual fit together")]
    prior_relationship: Annotated[float, hidden("how well the people knew each other before")]
    relevance: Annotated[float, Variable("how far the partner is strong where the target is weak", initial=1.0)]
    intelligence: Annotated[float, Variable("how well the partner knows the true state of the target")]
    believed: Annotated[float, hidden("performance of the target as the partner first believed it to be")]
    agreed: Annotated[bool, hidden("this side has agreed to take part", "flag")]
    relational_trust: Annotated[float, Variable("trust between the people of both sides", initial=0.3)]
    motivation: Annotated[float, Variable("the partner's motivation", initial=0.5)]
    scope: Annotated[float, Variable("share it reaches of what it is about: a service, or the whole trust", "share")]
    part: Annotated[
        float, Variable("share of a trust that it reaches at most: a unit's", "share", recorded=False, initial=1.0)
    ]
    service_share: Annotated[
        float, Variable("share of the organisation that its service makes up", "share", recorded=False, initial=1.0)
    ]
    own_motive: Annotated[
        float, hidden("motivation beyond what the model gives, as the scenario plans it", "level", -1.0, 1.0)
    ]
    projects: Annotated[int, count("small projects completed together", "projects")]
    integration: Annotated[float, Variable("how far management is pooled")]
    integration_dip: Annotated[float, Variable("disruption by the transition")]
    identity_threat: Annotated[float, Variable("sense of being taken over that it causes")]
    data_quality: Annotated[float, Variable("quality of data on the joint performance board", initial=0.3)]
    service_start: Annotated[float, hidden("performance of that service when the partnership began")]
    service_performance: Annotated[float, Variable("performance of the service it covers", initial=0.5)]
    partner_capacity: Annotated[float, Variable("capacity the partner can give this month")]
    honoured: Annotated[float, Variable("share of the promised support that was given", initial=1.0)]
    delivered_support: Annotated[float, Variable("support delivered this month")]
    ending: Annotated[int, choice("why it ended", Ending, Ending.NOT_ENDED)]

    # What outcomes remember of it
    scope_reached: Annotated[float, observed_once("largest scope while it operated; -2: not yet", "share")]
    scope_after_36: Annotated[float, observed_once("largest scope within 36 months of operating; -2: not yet", "share")]
    service_at_start: Annotated[float, hidden("performance of that service in the first month of operating")]
    service_change_12: Annotated[
        float, observed_once("change of that service in the first 12 months of operating; -2: not yet")
    ]


class PartnershipTypeState:
    """Attributes of a type of partnership; one row of the catalogue."""

    mentoring: Annotated[float, Variable("advice to board and clinical leaders")]
    transfer: Annotated[float, Variable("working practices passed on")]
    substitution: Annotated[float, Variable("how far the partner's leadership takes the place of the target's")]
    capacity_lent: Annotated[float, Variable("management capacity lent", "attention")]
    culture_pull: Annotated[float, Variable("strength of the pull on the target's culture")]
    mutual_culture_pull: Annotated[float, Variable("share of that pull that works on the partner too", "share")]
    overhead_target: Annotated[float, Variable("attention it takes from the target", "attention")]
    overhead_partner: Annotated[float, Variable("attention it takes from the partner", "attention")]
    set_up_months: Annotated[int, Variable("usual time from agreement to operation", "months", 0, 120)]
    integration_dip: Annotated[float, Variable("disruption when it begins to operate")]
    savings: Annotated[float, Variable("back-office savings it makes possible")]
    scope: Annotated[float, Variable("share of that service, or of the whole trust, that it reaches at first", "share")]
    scope_growth: Annotated[float, Variable("monthly growth of scope under full trust", "share a month")]
    term: Annotated[int, Variable("months it operates before it ends; 0: open-ended", "months", 0, 600)]
    integrates: Annotated[bool, Variable("merges the two organisations into one", "flag")]
    service: Annotated[int, choice("the service it is about, or the whole trust", Service, Service.WHOLE_TRUST)]
    identity_threat: Annotated[float, Variable("sense of being taken over that the type itself gives")]
    fit_dependence: Annotated[float, Variable("how much of its effect depends on fit", "share")]
    data_quality: Annotated[float, Variable("quality of joint data it starts with")]
    commitment: Annotated[float, Variable("lock-in: how far neither side can walk away")]
    novelty: Annotated[float, Variable("how far staff see it as one more initiative")]
    approval_burden: Annotated[float, Variable("attention its approval takes from both sides", "attention")]
    joint: Annotated[bool, Variable("several members on equal terms, instead of a target and a partner", "flag")]
    least_members: Annotated[int, Variable("members below which it does not exist", "trusts", 0, 50)]
    pooled_sovereignty: Annotated[float, Variable("decisions about what it covers that are ceded to it", "share")]
    shared_risk: Annotated[float, Variable("how far members share what it gains and loses", "share")]
    demand_relief: Annotated[
        float, Variable("demand kept away where acute, community and mental health care are one", "pressure", 0.0, 1.0)
    ]
    external_body: Annotated[bool, Variable("help comes from an external organisation, not from a trust", "flag")]
    external_strength: Annotated[float, Variable("strength of that external organisation")]
    codified: Annotated[float, Variable("share of its practices written down for others to follow", "share")]
    clinical_contact: Annotated[float, Variable("how far clinicians work with their peers")]
    patient_voice: Annotated[float, Variable("how far patients report whether it works")]
    people_programme: Annotated[float, Variable("work on values, appraisal and common language that goes with it")]
    delegation: Annotated[float, Variable("how far clinical leads run it without much governance")]
    project_months: Annotated[int, Variable("length of one small project; 0: it has none", "months", 0, 60)]
    due_diligence_months: Annotated[int, Variable("time for due diligence before an agreement", "months", 0, 60)]
    escalation_trust: Annotated[float, Variable("relational trust from which it can escalate to another type")]
    escalation_months: Annotated[int, Variable("months it operates before it can escalate", "months", 0, 240)]
    shared_chief_executive: Annotated[bool, Variable("one chief executive leads both trusts", "flag")]
    sought_in_need: Annotated[float, Variable("how often trusts in difficulty seek this type", "weight", 0.0, 10.0)]
    sought_in_strength: Annotated[float, Variable("how often trusts that do well seek it", "weight", 0.0, 10.0)]
    fee: Annotated[float, Variable("fee that the target pays the partner", "£m a year", 0.0, 500.0)]
    cost_to_target: Annotated[float, Variable("money it costs the target", "£m a year", 0.0, 500.0)]
    cost_to_partner: Annotated[float, Variable("money it costs the partner", "£m a year", 0.0, 500.0)]
    cost_to_centre: Annotated[float, Variable("money it costs the centre", "£m a year", 0.0, 500.0)]


class RegulatorState:
    """The regulator's policy levers. A scenario sets them and may change them in any month."""

    scrutiny: Annotated[float, Variable("watch-dog emphasis: targets, inspection, reporting", initial=0.6)]
    support: Annotated[float, Variable("guide-dog emphasis: improvement director, training, funding", initial=0.4)]
    publicity: Annotated[float, Variable("how publicly verdicts are given", initial=1.0)]
    regulatory_coherence: Annotated[
        float, Variable("regulatory coherence: 1 one voice, 0 conflicting messages", initial=0.8)
    ]
    autonomy: Annotated[float, Variable("how far an integrating group is left alone", initial=0.3)]
    bridging_finance: Annotated[float, Variable("money that eases structural integration", initial=0.3)]
    partner_incentive: Annotated[float, Variable("reward for a partner that helps", initial=0.2)]
    partner_limit: Annotated[int, Variable("most trusts one partner may support", "trusts", 0, 10, initial=2)]
    mandated_type: Annotated[int, partnership_type_position("type of partnership the regulator mandates")]
    matching: Annotated[int, choice("how the partner is picked", Matching, Matching.PERFORMANCE)]
    insisted: Annotated[bool, Variable("mandates are imposed rather than offered", "flag")]
    mandate_after: Annotated[int, Variable("months in special measures before a mandate", "months", 0, 600, initial=1)]
    assessment: Annotated[float, Variable("how carefully causes are assessed before a partner is matched", initial=0.3)]
    remedy_type: Annotated[int, partnership_type_position("structural remedy for persistent failure")]
    remedy_after: Annotated[
        int, Variable("months in difficulty (mandated support) before that remedy", "months", 0, 600, initial=36)
    ]
    deadline: Annotated[int, Variable("months an integrating partner is given; 0: none", "months", 0, 120)]
    rating_grace: Annotated[
        int, Variable("months a trust that was acquired is left out of the group's rating", "months", 0, 60, initial=24)
    ]
    joint_oversight: Annotated[
        float, Variable("how far regulators sit on joint boards instead of asking for separate reports", initial=0.2)
    ]
    empowerment: Annotated[float, Variable("part of support that goes to front-line staff", "share", initial=0.1)]
    system_engagement: Annotated[
        float, Variable("how openly mandates are explained and the wider system engaged", initial=0.3)
    ]
    system_planning: Annotated[float, Variable("how far planning for the whole system promotes deals")]
    partnering_climate: Annotated[float, Variable("how common it is to seek partners; 0: nobody does")]
    inspects: Annotated[bool, Variable("inspectors rate trusts", "flag", initial=True)]
    segmentation: Annotated[int, choice("what segments of oversight go by", Segmentation, Segmentation.RATINGS)]
    deficit_segment: Annotated[
        int, Variable("best segment open to a trust in deficit; 0: no such rule", "segment", 0, 4)
    ]
    entry_rule: Annotated[
        int, choice("what puts a trust into special measures, or the programme", EntryRule, EntryRule.RATINGS)
    ]
    exit_rule: Annotated[
        int, choice("what lets a trust out of special measures, or the programme", ExitRule, ExitRule.REINSPECTION)
    ]
    trust_pays: Annotated[float, Variable("share of the cost of support that the trust pays itself", "share")]
    freedom: Annotated[float, Variable("reporting that trusts in the first segment are spared", "share")]
    within_system: Annotated[bool, Variable("mandated partners come from the trust's own system", "flag")]


class HealthEconomyState:
    """A local health economy: trusts of one area that share demand, causes of failure and tensions."""

    structural_pressure: Annotated[float, Variable("lasting demand pressure in the area", "pressure", None, None)]
    regional_pressure: Annotated[float, Variable("temporary demand pressure in the area", "pressure", None, None)]
    collaboration: Annotated[float, Variable("how far neighbours take shared responsibility", initial=0.5)]
    members: Annotated[int, count("trusts in the area", "trusts", recorded=False)]
    turned_away: Annotated[float, hidden("demand that trusts in the area cannot cope with", "pressure", 0.0, None)]
    partnered: Annotated[int, count("trusts in the area that work in partnerships", "trusts", recorded=False)]


class SystemState:
    """An integrated care system: trusts that are planned for together and may share a control total."""

    control_total: Annotated[float, Variable("published financial position that its members are to reach together")]
    pooling: Annotated[float, Variable("share of differences in money that its members level out in a year", "share")]
    has_control_total: Annotated[bool, hidden("its members share a control total", "flag")]
    income: Annotated[float, hidden("annual income of its members", "£m", 0.0, None)]
    position: Annotated[float, hidden("published financial position of its members over a year, by income")]
    money: Annotated[float, hidden("financial sustainability of its members, by income")]


class EnvironmentState:
    """The national environment, the same for every trust."""

    demand_trend: Annotated[float, Variable("growth of demand less funding since the start", "pressure", None, None)]
    funding_trend: Annotated[
        float, Variable("growth of money for all trusts' results since the start", "level", None, None)
    ]
    rating_trend: Annotated[
        float, Variable("how far trusts have learnt what is asked of a good one since the start", "level", None, None)
    ]
    national_pressure: Annotated[float, Variable("temporary national demand pressure", "pressure", None, None)]
    season: Annotated[float, Variable("winter 1, summer below 0", "ratio", -1.0, 1.0)]
    labour_shortage: Annotated[float, Variable("national shortage of staff", initial=0.35)]
    national_funding: Annotated[
        float, Variable("national money above or below its long-run level", "level", None, None)
    ]


ENTITIES: dict[str, type] = {
    "trust": TrustState,
    "partnership": PartnershipState,
    "partnership type": PartnershipTypeState,
    "regulator": RegulatorState,
    "local health economy": HealthEconomyState,
    "system": SystemState,
    "environment": EnvironmentState,
}
