"""A partnership as a Mesa agent: its life from agreement to end, and what it does each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.catalogue import PartnershipType
from sim.engine.trust import Trust
from sim.rules import attention, culture, money, partnership, people
from sim.state import PartnershipState, set_initial
from sim.vocabulary import Event, Nature, Phase, Scale

if TYPE_CHECKING:
    from sim.engine.mesa_model import TurnaroundModel


class Partnership(mesa.Agent, PartnershipState):  # type: ignore[misc]
    """A partnership of a target and a partner."""

    model: TurnaroundModel

    def __init__(
        self, model: TurnaroundModel, identifier: str, kind: PartnershipType, target: Trust, partner: Trust
    ) -> None:
        super().__init__(model)
        set_initial(self, PartnershipState)
        self.identifier = identifier
        self.kind = kind
        self.target_trust = target
        self.partner_trust = partner
        self.target = target.index
        self.partner = partner.index
        self.end_month: int | None = None
        self.acquainted = False

    def begin(self, nature: Nature, insisted: bool, scale: Scale, prior_relationship: float) -> None:
        """Agree the partnership: fit, relational trust and motivation at the start, and the time to set it up.

        Where the two have worked together in the model before, they begin from the trust that was left, and staff do
        not meet the partner as a new one.
        """
        model, parameters, kind = self.model, self.model.parameters, self.kind
        self.nature, self.insisted, self.scale = int(nature), insisted, int(scale)
        former = [p for p in model.partnerships if {p.target, p.partner} == {self.target, self.partner}]
        self.acquainted = bool(former)
        self.prior_relationship = max([prior_relationship, *(p.relational_trust for p in former)])
        self.scope, self.term, self.data_quality = kind.scope, kind.term, kind.data_quality
        self.contextual_fit = culture.contextual_fit(self.target_trust, self.partner_trust, parameters)
        self.judge_fit()
        self.relational_trust = partnership.starting_trust(nature, insisted, self.prior_relationship, parameters)
        self.service_start = self.service_performance = self.target_trust.quality
        self.motivation = partnership.sustained_motivation(self, self.partner_trust, model.regulator, parameters)
        self.phase = Phase.SETTING_UP
        self.set_up_months = partnership.set_up_time(self, kind, model.regulator, parameters)
        if not self.acquainted:
            people.tire(self.target_trust, parameters.fatigue_new_partner * kind.novelty)

    def judge_fit(self) -> None:
        """Compare the two cultures and contexts as they are now."""
        parameters = self.model.parameters
        self.cultural_fit = culture.cultural_fit(self.target_trust, self.partner_trust, parameters)
        self.fit = culture.combined_fit(self, self.target_trust, self.partner_trust, parameters)

    def live_on(self) -> None:
        """Count the month, and begin to operate, be absorbed or end when the time has come."""
        model = self.model
        self.months_in_phase += 1
        if self.phase == Phase.ENDED:
            return
        ends = self.end_month is not None and model.month >= self.end_month
        if ends or partnership.is_over(self):
            self.end()
        elif partnership.is_set_up(self):
            self.operate()
        elif self.target_trust.absorbed_by < 0 and partnership.is_absorbed(self, self.kind, model.parameters):
            self.absorb()

    def operate(self) -> None:
        """Begin to operate; where two organisations are made one, two cultures meet and disruption begins."""
        parameters, kind = self.model.parameters, self.kind
        self.phase, self.months_in_phase = Phase.OPERATING, 0
        self.integration_dip = kind.dip
        if kind.integrates:
            shared = kind.both_ways
            culture.mix_cultures(self.target_trust, self.fit, 1.0, parameters)
            culture.mix_cultures(self.partner_trust, self.fit, shared, parameters)
        self.model.tell(Event.PARTNERSHIP_OPERATING, self.target_trust, self, self.fit)

    def absorb(self) -> None:
        """Make the target a unit of the partner's group; its other partnerships end, since it no longer acts alone."""
        unit = self.target_trust
        unit.absorbed_by = self.partner
        self.model.tell(Event.ABSORBED, unit, self, unit.coherence)
        for other in self.model.partnerships:
            if other is not self and other.phase != Phase.ENDED and unit.index in (other.target, other.partner):
                other.end()

    def end(self) -> None:
        """End the partnership; the trusts are free again."""
        operated = self.months_in_phase if self.phase == Phase.OPERATING else 0
        self.model.tell(Event.PARTNERSHIP_ENDED, self.target_trust, self, operated)
        self.phase, self.months_in_phase = Phase.ENDED, 0

    def ask_attention(self) -> None:
        """Ask both sides for attention."""
        attention.ask_attention(self, self.kind, self.target_trust, self.partner_trust, self.model.parameters)

    def exchange(self) -> None:
        """Deliver help to the target, charge the partner, and send the bills."""
        model = self.model
        self.partner_capacity = partnership.partner_capacity(self.partner_trust, model.parameters)
        self.delivered_support = partnership.delivered_support(self, self.kind, model.parameters)
        partnership.exchange(self, self.kind, self.target_trust, self.partner_trust, model.parameters)
        money.pay_for_partnership(
            self, self.kind, self.target_trust, self.partner_trust, model.regulator, model.parameters
        )

    def develop(self) -> None:
        """Move trust, motivation, scope, integration and data a month on, all from the same state."""
        parameters, kind = self.model.parameters, self.kind
        target, partner = self.target_trust, self.partner_trust
        (
            self.honoured,
            self.relational_trust,
            self.motivation,
            self.scope,
            self.integration,
            self.integration_dip,
            self.data_quality,
            self.service_performance,
            self.identity_threat,
        ) = (
            partnership.next_honoured(self, parameters),
            partnership.next_relational_trust(self, kind, parameters),
            partnership.next_motivation(self, partner, self.model.regulator, parameters),
            partnership.next_scope(self, kind, parameters),
            partnership.next_integration(self, kind, target, parameters),
            partnership.next_dip(self, parameters),
            partnership.next_data_quality(self, kind, parameters),
            partnership.next_service_performance(self, kind, parameters),
            culture.identity_threat(self, kind, parameters),
        )
        self.judge_fit()
