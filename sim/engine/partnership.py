"""A partnership as a Mesa agent: its life from agreement to end, and what it does each month.

A partnership of several members on equal terms is one agent for each member; the first of them lives for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.catalogue import PartnershipType
from sim.engine.others import Others
from sim.engine.purposes import Purpose
from sim.engine.trust import Trust
from sim.rules import (
    burden,
    coherence,
    due_diligence,
    ending,
    exchange,
    fit,
    group,
    growth,
    identity,
    integration,
    joint,
    money,
    people,
    regulation,
    relationship,
)
from sim.rules.delivery import partner_capacity
from sim.rules.escalation import escalation_hazard
from sim.state import PartnershipState, set_initial
from sim.vocabulary import Ending, Event, Nature, Phase, Scale

if TYPE_CHECKING:
    from sim.engine.mesa_model import TurnaroundModel

LONGEST_SEARCH = 36  # months after which a joint form goes ahead with those who have agreed, or is given up


class Partnership(mesa.Agent, PartnershipState):  # type: ignore[misc]
    """The link of a trust with its partner, with the other members of a joint form, or with a body outside."""

    model: TurnaroundModel

    def __init__(
        self, model: TurnaroundModel, identifier: str, kind: PartnershipType, target: Trust, partner: Trust | Others
    ) -> None:
        super().__init__(model)
        set_initial(self, PartnershipState)
        self.identifier = identifier
        self.kind = kind
        self.target_trust = target
        self.partner_trust = partner
        self.target = target.index
        self.partner = partner.index
        self.links: list[Partnership] = [self]
        self.end_month: int | None = None
        self.escalates = False
        self.grows_out_of: list[Partnership] = []

    # Coming about

    def begin(self, nature: Nature, insisted: bool, scale: Scale, prior_relationship: float) -> None:
        """Take up contact: fit, relational trust, knowledge of each other and motivation at the start.

        Where the two have worked together in the model before, they begin from the trust that was left, and staff do
        not meet the partner as a new one.
        """
        model, parameters, kind = self.model, self.model.parameters, self.kind
        self.nature, self.insisted, self.scale = int(nature), insisted, int(scale)
        former = [p for p in model.partnerships if self.is_with_the_same(p)]
        self.prior_relationship = max([prior_relationship, *(p.relational_trust for p in former)])
        self.scope, self.term, self.data_quality = kind.scope, kind.term, kind.data_quality
        self.contextual_fit = fit.contextual_fit(self.target_trust, self.partner_trust, parameters)
        self.judge_fit()
        self.believed = due_diligence.believed_performance(self.target_trust, parameters)
        known = due_diligence.starting_intelligence(self.prior_relationship, parameters)
        self.intelligence = max([known, *(p.intelligence for p in former)])
        self.relational_trust = relationship.starting_trust(self, self.target_trust, self.partner_trust, parameters)
        if former:
            self.relational_trust = former[-1].relational_trust
        self.service_start = self.service_performance = self.target_trust.quality
        self.motivation = relationship.sustained_motivation(self, kind, self.partner_trust, model.regulator, parameters)
        if not former:
            people.tire(self.target_trust, parameters.fatigue_new_partner * kind.novelty)

    def is_with_the_same(self, other: Partnership) -> bool:
        """Return whether another partnership is, or was, between the same two trusts, or with the same body."""
        if self.kind.joint or other.kind.joint:
            return False
        if self.kind.outside or other.kind.outside:
            return self.kind.name == other.kind.name and self.target == other.target
        return {self.target, self.partner} == {other.target, other.partner}

    def judge_fit(self) -> None:
        """Compare cultures, contexts, and strengths with needs, as they are now."""
        parameters = self.model.parameters
        self.cultural_fit = fit.cultural_fit(self.target_trust, self.partner_trust, parameters)
        self.fit = fit.combined_fit(self, self.target_trust, self.partner_trust, parameters)
        self.relevance = fit.relevance(self.target_trust, self.partner_trust, parameters)

    def meet_the_others(self) -> None:
        """See, in a joint form, the other members as they are now."""
        if self.kind.joint:
            members = [link.target_trust for link in self.links]
            joint.gather_others(self.partner_trust, members, self.links.index(self))

    def enter(self, phase: Phase) -> None:
        """Let all links enter a phase."""
        for link in self.links:
            link.phase, link.months_in_phase = int(phase), 0

    def set_up(self) -> None:
        """Agree the partnership, and begin to set it up."""
        model = self.model
        months = integration.set_up_time(self.kind, model.regulator, model.parameters)
        self.enter(Phase.SETTING_UP)
        for link in self.links:
            link.set_up_months = months
        model.tell(Event.PARTNERSHIP_SET_UP, self.target_trust, self, months)

    # Living on

    def live_on(self) -> None:
        """Count the month, and pass on to the next phase, or end, when the time has come."""
        for link in self.links:
            link.months_in_phase += 1
        if self.phase == Phase.EXPLORING:
            self.explore()
        elif self.phase == Phase.SETTING_UP:
            self.go_on_setting_up()
        elif self.phase == Phase.OPERATING:
            self.go_on_operating()

    def chance(self, purpose: Purpose) -> float:
        """Return this month's chance of a purpose that concerns the two sides."""
        other = self.identifier if self.kind.joint else self.partner_trust.identifier
        return self.model.month_noise.between(self.target_trust.identifier, other, purpose)

    def explore(self) -> None:
        """Look into each other: break off, wait for members, or agree."""
        model, kind, parameters = self.model, self.kind, self.model.parameters
        if self.kind.joint:
            self.gather_members()
            return
        diligence = self.chance(Purpose.DUE_DILIGENCE)
        if due_diligence.breaks_off(self, kind, self.target_trust, parameters, diligence):
            self.end(Ending.DUE_DILIGENCE)
        elif self.months_in_phase >= due_diligence.exploring_time(kind, self.nature, parameters):
            model.tell(Event.PARTNERSHIP_PROPOSED, self.target_trust, self, self.nature)
            self.set_up()

    def gather_members(self) -> None:
        """Ask the members of a joint form who have not agreed yet; set up once all have, or enough for long enough."""
        model = self.model
        for link in self.links:
            ready = joint.joining_chance(link, self.kind, link.target_trust, model.regulator, model.parameters)
            link.agreed = link.agreed or link.chance(Purpose.JOINING) < ready
        willing = [link for link in self.links if link.agreed]
        waited = self.months_in_phase >= LONGEST_SEARCH
        if self.months_in_phase < self.kind.due_diligence_months or (len(willing) < len(self.links) and not waited):
            return
        for link in [link for link in self.links if not link.agreed]:
            link.leave(Ending.PARTNER_WITHDREW)
        if self.phase == Phase.EXPLORING:
            first = willing[0]
            model.tell(Event.PARTNERSHIP_PROPOSED, first.target_trust, first, first.nature)
            first.set_up()

    def go_on_setting_up(self) -> None:
        """Do part of the approval again if guidance has changed; begin to operate when all is set up."""
        model, parameters = self.model, self.model.parameters
        if self.has_to_end():
            return
        hazard = integration.guidance_hazard(self, self.kind, model.regulator, parameters)
        if self.chance(Purpose.GUIDANCE) < hazard:
            lost = integration.months_lost_to_guidance(self, parameters)
            for link in self.links:
                link.months_in_phase -= lost
            model.tell(Event.GUIDANCE_CHANGED, self.target_trust, self, lost)
        if integration.is_set_up(self):
            self.operate()

    def go_on_operating(self) -> None:
        """Be absorbed, end, or grow into another form when the time has come."""
        parameters = self.model.parameters
        if self.target_trust.absorbed_by < 0 and integration.is_absorbed(self, self.kind, parameters):
            self.absorb()
            return
        if self.has_to_end():
            return
        for link in list(self.links):
            # In a joint form it is a member that stays or leaves.
            giver = link.target_trust if self.kind.joint else link.partner_trust
            chance = link.chance(Purpose.EARLY_END)
            why = ending.early_ending(link, self.kind, link.target_trust, giver, parameters, chance)
            if why != Ending.NOT_ENDED:
                link.leave(Ending(why))
        if self.phase == Phase.OPERATING:
            self.grow_into_another_form()

    def has_to_end(self) -> bool:
        """End if the month that was named for it has come, or the term is over; return whether it has ended."""
        if self.end_month is not None and self.model.month >= self.end_month:
            self.end(Ending.PLANNED)
        elif ending.is_over(self):
            self.end(Ending.TERM)
        return self.phase == Phase.ENDED

    def operate(self) -> None:
        """Begin to operate; where two organisations are made one, two cultures meet and disruption begins."""
        parameters, kind = self.model.parameters, self.kind
        for link in self.links:
            link.integration_dip = integration.starting_dip(link, kind, parameters)
            link.motivation = due_diligence.sobered(link, link.target_trust, parameters)
        self.enter(Phase.OPERATING)
        self.take_over_from_what_came_before()
        if kind.integrates and isinstance(self.partner_trust, Trust):
            unit = self.target_trust
            unit.next_inspection = regulation.inspection_by_deadline(unit, self.model.regulator, self.model.month)
            coherence.mix_cultures(unit, self.fit, 1.0, parameters)
            coherence.mix_cultures(self.partner_trust, self.fit, kind.both_ways, parameters)
        self.model.tell(Event.PARTNERSHIP_OPERATING, self.target_trust, self, self.fit)

    def take_over_from_what_came_before(self) -> None:
        """End what this grew out of, and keep the trust and knowledge that came of it.

        Where two organisations are made one, all that the two did together goes on within what they become.
        """
        for smaller in self.grows_out_of:
            self.relational_trust = max(self.relational_trust, smaller.relational_trust)
            self.intelligence = max(self.intelligence, smaller.intelligence)
        together = [p for p in self.model.partnerships_of(self.target_trust) if self.is_with_the_same(p)]
        for other in self.grows_out_of + (together if self.kind.integrates else []):
            if other is not self and other.phase != Phase.ENDED:
                other.end(Ending.GREW)

    def grow_into_another_form(self) -> None:
        """Become the form that the type names, between the same two, if trust and the moment are there."""
        model, kind = self.model, self.kind
        if not self.escalates or kind.escalates_to is None or not isinstance(self.partner_trust, Trust):
            return
        if any(self in other.grows_out_of for other in model.current if other.phase != Phase.ENDED):
            return
        hazard = escalation_hazard(self, kind, self.target_trust, model.regulator, model.parameters)
        if self.chance(Purpose.ESCALATION) < hazard:
            model.formation.escalate(self, model.types[kind.escalates_to])

    # Ending

    def absorb(self) -> None:
        """Make the target a unit of the partner's group; its other partnerships end, since it no longer acts alone."""
        unit = self.target_trust
        unit.absorbed_by = self.partner
        self.model.tell(Event.ABSORBED, unit, self, unit.coherence)
        for other in self.model.partnerships_of(unit):
            if other is not self:
                other.leave(Ending.ABSORBED)

    def leave(self, why: Ending) -> None:
        """Let the target of this link leave; a joint form goes on while enough members are left."""
        if len(self.links) - 1 < max(2, self.kind.least_members):
            self.end(why if len(self.links) == 1 else Ending.DISSOLVED)
            return
        self.model.tell(Event.MEMBER_LEFT, self.target_trust, self, why)
        self.phase, self.months_in_phase, self.ending = int(Phase.ENDED), 0, int(why)
        rest = [link for link in self.links if link is not self]
        self.links = [self]
        for link in rest:
            link.links, link.members = rest, len(rest)

    def end(self, why: Ending) -> None:
        """End the partnership for all; the trusts are free again."""
        self.model.tell(Event.PARTNERSHIP_ENDED, self.target_trust, self, why)
        self.enter(Phase.ENDED)
        for link in self.links:
            link.ending = int(why)

    # The month

    def ask_attention(self) -> None:
        """Ask both sides for attention."""
        model = self.model
        burden.ask_attention(self, self.kind, self.target_trust, self.partner_trust, model.regulator, model.parameters)

    def exchange(self) -> None:
        """Deliver help to the target, charge the partner, and send the bills."""
        model, kind, parameters = self.model, self.kind, self.model.parameters
        target, partner = self.target_trust, self.partner_trust
        self.partner_capacity = partner_capacity(partner, parameters)
        exchange.exchange(self, kind, target, partner, parameters)
        if target.absorbed_by >= 0:
            group.lead_from_group(target, partner, parameters)
        if kind.joint and kind.demand_relief > 0.0:
            breadth = joint.sector_breadth([link.target_trust for link in self.links])
            joint.relieve_demand(target, self, kind, breadth, parameters)
        money.pay_for_partnership(self, kind, target, partner, model.regulator, parameters)

    def develop(self) -> None:
        """Move trust, motivation, scope, integration and data a month on, all from the same state."""
        model, kind, parameters = self.model, self.kind, self.model.parameters
        target, partner, regulator = self.target_trust, self.partner_trust, self.model.regulator
        before = self.projects
        following = {
            "projects": before + growth.completes_project(self, kind),
            "honoured": relationship.next_honoured(self, parameters),
            "relational_trust": relationship.next_relational_trust(self, kind, parameters),
            "motivation": relationship.next_motivation(self, kind, partner, regulator, parameters),
            "scope": growth.next_scope(self, kind, parameters),
            "integration": integration.next_integration(self, kind, target, regulator, parameters),
            "integration_dip": integration.next_dip(self, parameters),
            "data_quality": growth.next_data_quality(self, kind, parameters),
            "intelligence": growth.next_intelligence(self, kind, parameters),
            "service_performance": growth.next_service_performance(self, kind, target, parameters),
            "identity_threat": identity.identity_threat(self, kind, target, partner, regulator, parameters),
        }
        for name, value in following.items():
            setattr(self, name, value)
        if self.projects > before:
            model.tell(Event.PROJECT_COMPLETED, target, self, self.scope)
        self.judge_fit()

    def pool(self) -> None:
        """Bring the members of a joint form together in pace, data and risk."""
        joint.pool_progress(self.links, self.kind)
        if self.phase == Phase.OPERATING:
            joint.share_risk(self.links, self.kind, self.model.parameters)
