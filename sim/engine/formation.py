"""How partnerships come about: planned by the scenario, mandated by policy, or looked for by the trusts themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.catalogue import PartnershipType
from sim.engine.others import Others, body_outside
from sim.engine.partnership import Partnership
from sim.engine.purposes import Purpose
from sim.engine.trust import Trust
from sim.rules import burden, due_diligence, matching, seeking
from sim.scenario.schema import PlannedPartnership
from sim.vocabulary import Event, Nature, Phase, Refusal, Scale

if TYPE_CHECKING:
    from sim.engine.mesa_model import TurnaroundModel

MOST_INVITED = 5  # trusts in a joint form that one of them sets out to found


class Formation:
    """The ways in which partnerships come about in one replicate.

    Parameters
    ----------
    model : the model, whose partnerships are formed here.
    """

    def __init__(self, model: TurnaroundModel) -> None:
        self.model = model
        self.kinds = list(model.types.values())
        self.unmatched: set[int] = set()
        self.voluntary = [kind for kind in self.kinds if Nature.VOLUNTARY in kind.natures]

    def form(self) -> None:
        """Form what comes about this month."""
        model = self.model
        for plan in model.planned:
            if plan.start_month == model.month:
                self.schedule(plan)
        if model.without_partnerships:
            return
        regulator = model.regulator
        if regulator.remedy_type >= 0:
            waiting = [trust for trust in model.trusts if matching.awaits_remedy(trust, regulator)]
            self.mandate(self.kinds[regulator.remedy_type], waiting)
        if regulator.mandated_type >= 0:
            waiting = [trust for trust in model.trusts if matching.awaits_mandate(trust, regulator)]
            self.mandate(self.kinds[regulator.mandated_type], waiting)
        if regulator.partnering_climate > 0.0:
            self.seek()

    # Planned by the scenario

    def schedule(self, plan: PlannedPartnership) -> None:
        """Begin a partnership that the scenario plans."""
        model = self.model
        kind = model.types[plan.type]
        sides = [model.trust_named(side) for side in plan.sides]
        links = self.links_of(plan.id, kind, sides)
        if not self.is_possible(links):
            return
        assert plan.scale is not None  # a checked scenario gives every partnership its scale
        nature, scale = Nature[plan.nature.upper()], Scale[plan.scale.upper()]
        for link in links:
            link.begin(nature, plan.insisted, scale, plan.prior_relationship)
            link.motivation = link.motivation if plan.motivation is None else plan.motivation
            link.scope = link.scope if plan.scope is None else plan.scope
            link.term = link.term if plan.term is None else plan.term
            link.end_month, link.escalates = plan.end_month, plan.escalates
            link.grows_out_of = [p for p in model.current if p.identifier == plan.follows]
        self.take_up(links, explores=plan.explores)

    def links_of(self, identifier: str, kind: PartnershipType, sides: list[Trust]) -> list[Partnership]:
        """Return the links of a partnership: one, or in a joint form one for each member."""
        model = self.model
        if not kind.joint:
            partner = body_outside(kind, sides[0]) if kind.outside else sides[1]
            return [Partnership(model, identifier, kind, sides[0], partner)]
        links = [Partnership(model, identifier, kind, side, Others(identifier, kind.title)) for side in sides]
        for link in links:
            link.links, link.members = links, len(links)
        for link in links:
            link.meet_the_others()
        return links

    def is_possible(self, links: list[Partnership]) -> bool:
        """Return whether a partnership can begin; if not, note why, and let Mesa forget it."""
        model = self.model
        under_way = len({id(link.links) for link in model.current if link.phase != Phase.ENDED})
        if under_way >= model.config.most_partnerships:
            self.refuse(links, Refusal.NO_ROOM)
        elif not all(self.is_free(link) for link in links):
            self.refuse(links, Refusal.NOT_FREE)
        else:
            return True
        return False

    def is_free(self, link: Partnership) -> bool:
        """Return whether both sides can begin it.

        None is a unit of a group; no head of units is subsumed itself; none is about to be made one with another; and
        the two do not have the very form already.
        """
        model = self.model
        sides = {link.target, link.partner} - {-1}
        if any(model.trusts[side].absorbed_by >= 0 for side in sides):
            return False
        if link.kind.integrates and any(head.index == link.target for _, head in model.units()):
            return False
        under_way = [p for p in model.current if p.phase != Phase.ENDED]
        if any(p.kind is link.kind and link.is_with_the_same(p) for p in under_way):
            return False
        joining = [p for p in under_way if p.kind.integrates]
        taken = {p.target for p in joining} | {p.partner for p in joining if model.trusts[p.target].absorbed_by < 0}
        return not (link.kind.integrates and sides & taken)

    def refuse(self, links: list[Partnership], why: Refusal) -> None:
        """Note that a partnership does not come about, and let Mesa forget it."""
        self.model.tell(Event.PARTNERSHIP_REFUSED, links[0].target_trust, links[0], why)
        for link in links:
            link.remove()

    def take_up(self, links: list[Partnership], explores: bool) -> None:
        """Take a partnership into the model; its sides are at once in one partnership more."""
        model, first = self.model, links[0]
        model.partnerships += links
        model.current += links
        for link in links:
            link.target_trust.partnerships_active += 1
            if first.kind.joint:
                continue
            link.partner_trust.partnerships_active += 1
            link.target_trust.times_helped += burden.helps_the_whole_trust(first.kind)
            link.partner_trust.trusts_supported += burden.helps_the_whole_trust(first.kind)
        months = due_diligence.exploring_time(first.kind, first.nature, model.parameters)
        if first.kind.joint or (explores and months > 0):
            model.tell(Event.EXPLORATION_BEGAN, first.target_trust, first, 0 if first.kind.joint else months)
            return
        model.tell(Event.PARTNERSHIP_PROPOSED, first.target_trust, first, first.nature)
        first.set_up()

    # Mandated by policy

    def mandate(self, kind: PartnershipType, waiting: list[Trust]) -> None:
        """Find partners for trusts that await one, in an order that noise decides, as the policy asks."""
        model, regulator = self.model, self.model.regulator
        for target in sorted(waiting, key=lambda trust: trust.noise[Purpose.MANDATE_ORDER]):
            position = -1
            if not kind.outside:
                position = matching.choose_partner(target, model.trusts, regulator, model.parameters)
                if position < 0:
                    # Told once, not in every month in which nobody is found.
                    if target.index not in self.unmatched:
                        model.tell(Event.PARTNER_NOT_FOUND, target)
                    self.unmatched.add(target.index)
                    continue
            self.unmatched.discard(target.index)
            sides = [target] if kind.outside else [target, model.trusts[position]]
            links = self.links_of(self.name_of(kind, sides), kind, sides)
            if not self.is_possible(links):
                continue
            if self.declines(links[0]):
                self.refuse(links, Refusal.PARTNER_DECLINED)
                continue
            links[0].begin(Nature.MANDATED, regulator.insisted, kind.scales[0], self.tie(target, links[0].partner))
            self.take_up(links, explores=True)

    def declines(self, offered: Partnership) -> bool:
        """Return whether the partner declines a mandate that is offered."""
        model = self.model
        if model.regulator.insisted or not isinstance(offered.partner_trust, Trust):
            return False
        willing = matching.agreement_chance(offered.partner_trust, model.regulator, model.parameters)
        return offered.chance(Purpose.PARTNER_AGREES) >= willing

    def name_of(self, kind: PartnershipType, sides: list[Trust]) -> str:
        """Return the id of a partnership that no scenario has named."""
        return "_".join([kind.name, *(side.identifier for side in sides[:2]), str(self.model.month)])

    # Looked for by the trusts themselves

    def ties(self, trust: Trust) -> list[float]:
        """Return how well the people of a trust knew those of each other trust before anything began."""
        model = self.model
        chances = model.month_noise.ties(trust.identifier, [other.identifier for other in model.trusts])
        return [
            seeking.prior_tie(other.local_health_economy == trust.local_health_economy, chance, model.parameters)
            for other, chance in zip(model.trusts, chances, strict=True)
        ]

    def tie(self, trust: Trust, other: int) -> float:
        """Return how well the people of two trusts knew each other before; those of a body outside are strangers."""
        return 0.0 if other < 0 else self.ties(trust)[other]

    def seek(self) -> None:
        """Let trusts look for partners, in an order that noise decides, since several may ask the same one."""
        model = self.model
        seekers = [
            trust
            for trust in model.trusts
            if trust.noise[Purpose.SEEKING] < seeking.seeking_hazard(trust, model.regulator, model.parameters)
        ]
        for seeker in sorted(seekers, key=lambda trust: trust.noise[Purpose.SEEKING]):
            in_need = seeking.is_in_need(seeker)
            position = seeking.choose_form(self.voluntary, in_need, seeker.noise[Purpose.FORM_SOUGHT])
            if position < 0:
                continue
            model.tell(Event.PARTNER_SOUGHT, seeker, value=in_need)
            kind = self.voluntary[position]
            if kind.joint:
                self.found(kind, seeker)
            else:
                self.ask(kind, seeker, in_need)

    def ask(self, kind: PartnershipType, seeker: Trust, in_need: bool) -> None:
        """Ask the most attractive trust, or engage a body outside."""
        model = self.model
        sides = [seeker]
        if not kind.outside:
            left_out = self.with_this_form(kind, seeker)
            if kind.integrates:
                # Organisations that are made one do the same kind of work.
                left_out |= {t.index for t in model.trusts if t.provider_type != seeker.provider_type}
            position = self.candidate(seeker, in_need, left_out)
            if position < 0:
                model.tell(Event.PARTNER_NOT_FOUND, seeker)
                return
            sides = [seeker, model.trusts[position]]
            # Who looks for help is the one that is helped; else it is the one that needs it more.
            if not in_need and seeking.needs_help_more(sides[1], sides[0]):
                sides.reverse()
        links = self.links_of(self.name_of(kind, sides), kind, sides)
        if not self.is_possible(links):
            return
        offered = links[0]
        if not kind.outside and sides[1].trusts_supported >= model.regulator.partner_limit:
            self.refuse(links, Refusal.NOT_FREE)
            return
        if not kind.outside and self.is_unwilling(offered, asked=next(side for side in sides if side is not seeker)):
            self.refuse(links, Refusal.PARTNER_DECLINED)
            return
        offered.begin(Nature.VOLUNTARY, False, kind.scales[-1], self.tie(offered.target_trust, offered.partner))
        offered.escalates = True
        self.take_up(links, explores=True)

    def with_this_form(self, kind: PartnershipType, trust: Trust) -> set[int]:
        """Return the positions of the trusts with which a trust has this very form already."""
        under_way = [p for p in self.model.partnerships_of(trust) if p.kind is kind]
        return {side for p in under_way for side in (p.target, p.partner)} - {trust.index, -1}

    def candidate(self, seeker: Trust, in_need: bool, left_out: set[int]) -> int:
        """Return the position of the most attractive trust that can be asked and is not left out, or -1."""
        model = self.model
        others = [trust for trust in model.trusts if trust.index not in left_out]
        ties = self.ties(seeker)
        known = [ties[trust.index] for trust in others]
        found = seeking.choose_candidate(seeker, others, known, in_need, model.regulator, model.parameters)
        return -1 if found < 0 else others[found].index

    def is_unwilling(self, offered: Partnership, asked: Trust) -> bool:
        """Return whether the trust that is asked declines."""
        model = self.model
        tie = self.tie(offered.target_trust, offered.partner)
        target = offered.target_trust if asked.index == offered.partner else offered.partner_trust
        subsumed = offered.kind.integrates and asked.index == offered.target
        willing = seeking.willingness(asked, target, offered.kind, tie, model.regulator, model.parameters, subsumed)
        return offered.chance(Purpose.PARTNER_AGREES) >= willing

    def found(self, kind: PartnershipType, founder: Trust) -> None:
        """Invite the most attractive trusts, neighbours first, to a joint form; whether they join is up to them.

        Who is in such a form already neither founds nor is invited to another.
        """
        model = self.model
        members = {p.target for p in model.current if p.kind is kind and p.phase != Phase.ENDED}
        if founder.index in members:
            return
        invited = [founder]
        while len(invited) < max(MOST_INVITED, kind.least_members):
            left_out = members | {trust.index for trust in invited}
            if kind.demand_relief > 0.0:
                # Care is integrated across sectors, not within one.
                kinds = {trust.provider_type for trust in invited}
                left_out |= {trust.index for trust in model.trusts if trust.provider_type in kinds}
            position = self.candidate(founder, False, left_out)
            if position < 0:
                break
            other = model.trusts[position]
            near = other.local_health_economy == founder.local_health_economy
            if not near and len(invited) >= max(2, kind.least_members):
                break
            invited.append(other)
        if len(invited) < max(2, kind.least_members):
            model.tell(Event.PARTNER_NOT_FOUND, founder)
            return
        links = self.links_of(self.name_of(kind, invited), kind, invited)
        if not self.is_possible(links):
            return
        for link in links:
            tie = max(self.tie(founder, other.index) for other in invited if other is not founder)
            link.begin(Nature.VOLUNTARY, False, kind.scales[-1], tie)
        links[0].agreed = True
        self.take_up(links, explores=True)

    # Growing out of another

    def escalate(self, smaller: Partnership, kind: PartnershipType) -> None:
        """Let a partnership grow into another form between the same two; it ends when the new one begins to operate."""
        sides = [smaller.target_trust, self.model.trusts[smaller.partner]]
        links = self.links_of(self.name_of(kind, sides), kind, sides)
        if not self.is_possible(links):
            return
        nature = Nature(smaller.nature)
        links[0].begin(nature, smaller.insisted, kind.scales[-1], smaller.relational_trust)
        links[0].escalates, links[0].grows_out_of = True, [smaller]
        if kind.service_level:
            # The same service goes on under another roof.
            links[0].scope = max(links[0].scope, smaller.scope)
            links[0].service_start, links[0].service_performance = smaller.service_start, smaller.service_performance
        self.take_up(links, explores=False)
