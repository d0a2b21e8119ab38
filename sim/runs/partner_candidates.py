"""Who could help a trust: the other trusts of a scenario as partners, by the rules by which partners are chosen.

Starting states are drawn, in as many replicates as are asked for. Nothing is simulated: what a partner would give and
lose is what the rules say of the first year in which the partnership operates, with both sides as they start.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Any

import pandas as pd

from sim.config.naming import one_meant, those_named
from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.mesa.trust_agent import Trust
from sim.model.enums import Nature, Phase, ProviderType, Rating, label
from sim.rules.cultural_fit import contextual_fit, cultural_fit, squared_distance
from sim.rules.delivery import partner_capacity
from sim.rules.integration import set_up_time
from sim.rules.matching import agreement_chance, choose_partner, may_lead
from sim.rules.partnership_burden import ask_attention
from sim.rules.partnership_founding import begin, draft_pair, has_service, tie
from sim.rules.published_figures import is_good
from sim.scenario.scenario_schema import Scenario

PERCENTS = (5, 50, 95)
YEAR = 12
USUAL_TYPE = "buddying"


@dataclass(frozen=True, slots=True)
class Measure:
    """What is said of a candidate."""

    name: str
    unit: str
    meaning: str


MEASURES = (
    Measure("cultural_fit", "level", "likeness of the two cultures"),
    Measure("contextual_fit", "level", "likeness of size, type and setting"),
    Measure("distance", "km", "distance between the two trusts"),
    Measure("attention_free", "leadership teams", "the partner's free attention before it helps"),
    Measure("capacity", "level", "what the partner could give to each trust it supports"),
    Measure("agreement", "share", "the chance that the partner agrees to a mandate that is offered"),
    Measure(
        "cost", "leadership-team months", "what the partnership takes of the partner in its first year of operation"
    ),
)
"""What is said of every candidate, in order."""


@dataclass(frozen=True)
class Candidates:
    """Who could help a trust.

    Attributes
    ----------
    trust, type : id of the trust, and the type of partnership.
    rows : a row for each candidate, those that the regulator's matching rule would choose most often first: of each
        measure the median and the 90 % range over replicates (`_p50`, `_p5`, `_p95`), `may_lead` and `chosen` as shares
        of replicates, whether it is `excluded` (in most of them), and `reasons` with their shares.
    replicates : how many states were drawn.
    drawn_places : whether distances are between places that are drawn, since the scenario does not say them.
    """

    trust: str
    type: str
    rows: pd.DataFrame
    replicates: int
    drawn_places: bool


def partner_candidates(
    scenario: Scenario, trust: str | None = None, partnership_type: str = USUAL_TYPE, replicates: int = 50
) -> Candidates:
    """Return the other trusts that a scenario describes as partners for one of them.

    Parameters
    ----------
    trust : id or name of the trust to be helped; if omitted: that of the main outcome, or else the first.
    partnership_type : the type of help, by which costs differ.

    Raises
    ------
    ValueError : there is no such trust or type, nobody else, or the type has no single partner.
    """
    described = [one.id for one in scenario.trusts]
    if len(described) < 2:
        raise ValueError(f"{scenario.name}: describes {len(described)} trusts; allowed: at least the trust and another")
    names = {one.id: one.name or one.id.replace("_", " ").title() for one in scenario.trusts}
    target = one_meant(trust, names, "trust") if trust else scenario.main_outcome.trust or described[0]
    refuse_without_partner(scenario, partnership_type)
    found = [row for number in range(replicates) for row in _in_replicate(scenario, number, target, partnership_type)]
    rows = pd.DataFrame([_summary(own, names) for _, own in pd.DataFrame(found).groupby("trust", sort=False)])
    order = ["excluded", "chosen", "may_lead", "capacity_p50"]
    ordered = rows.sort_values(order, ascending=[True, False, False, False], kind="stable", ignore_index=True)
    drawn = any(one.place is None for one in scenario.trusts)
    return Candidates(target, partnership_type, ordered, replicates, drawn)


def refuse_without_partner(scenario: Scenario, partnership_type: str) -> None:
    """Refuse a type that there is not, or in which no single trust helps another.

    Raises
    ------
    ValueError : it is such a type.
    """
    (kind,) = those_named([partnership_type], scenario.types(), "partnership type")
    attributes = kind.attributes()
    if attributes["joint"] or attributes["external_body"]:
        helped = [name for name, other in scenario.types().items()
                  if not other.attributes()["joint"] and not other.attributes()["external_body"]]  # fmt: skip
        raise ValueError(f"{partnership_type}: no single trust helps another in it; allowed: {', '.join(helped)}")


def _in_replicate(scenario: Scenario, replicate: int, trust: str, type_name: str) -> Iterator[dict[str, Any]]:
    """Yield a row for each candidate, as one replicate starts."""
    model = TurnaroundModel(scenario, replicate)
    described = model.trusts[: len(scenario.trusts)]
    target = next(one for one in described if one.identifier == trust)
    kind = model.resolved.type_names.index(type_name)
    others = [one for one in described if one is not target]
    suited = choose_partner(target, others, model.regulator, model.parameters)
    for position, partner in enumerate(others):
        reasons = [*why_not(partner, model), *without_service(model, kind, target, partner)]
        yield {
            "trust": partner.identifier,
            "provider_type": label(ProviderType(partner.provider_type)),
            "cultural_fit": cultural_fit(target, partner, model.parameters),
            "contextual_fit": contextual_fit(target, partner, model.parameters),
            "distance": sqrt(squared_distance(target, partner)),
            "attention_free": partner.attention_free,
            "capacity": partner_capacity(partner, model.parameters),
            "agreement": agreement_chance(partner, model.regulator, model.parameters),
            "cost": cost_to_partner(model, kind, target, partner),
            "may_lead": not reasons,
            "chosen": position == suited,
            "reasons": reasons,
        }
    model.be_forgotten()


def why_not(partner: Trust, model: TurnaroundModel) -> list[str]:
    """Return in words why a trust may not lead, by each condition of the rule; nothing where it may."""
    regulator, parameters = model.regulator, model.parameters
    if may_lead(partner, regulator, parameters):
        return []
    least = label(Rating(int(parameters.rating_to_lead))).replace("_", " ")
    conditions = (
        (not is_good(partner, parameters), "its published figures are not good"),
        (partner.rating_overall < Rating.GOOD, "it is rated below good overall"),
        (bool(partner.special_measures), "it is in special measures"),
        (partner.rating_well_led < parameters.rating_to_lead, f"it is rated below {least} for being well led"),
        (partner.absorbed_by >= 0, "it is a unit of a group"),
        (partner.trusts_supported >= regulator.partner_limit, "it supports as many trusts as it may"),
    )
    return [words for applies, words in conditions if applies]


def without_service(model: TurnaroundModel, kind: int, target: Trust, partner: Trust) -> list[str]:
    """Return that a side has nothing of the service that a type is about, if so."""
    lacking = [side for side in (target, partner) if not has_service(model, kind, side.index)]
    return [f"{label(ProviderType(side.provider_type)).replace('_', ' ')} trusts have nothing of the service"
            for side in lacking]  # fmt: skip


def cost_to_partner(model: TurnaroundModel, kind: int, target: Trust, partner: Trust) -> float:
    """Return the attention that a partnership takes of the partner in its first year of operation, in months."""
    fatigue = target.fatigue
    link = draft_pair(model, kind, target.index, partner.index)
    scale = model.types[kind].first_scale
    begin(model, link, Nature.MANDATED, False, scale, tie(model, target.index, partner.index))
    link.phase = Phase.OPERATING
    link.set_up_months = set_up_time(model.types[kind], target, partner, model.regulator, model.parameters)
    for month in range(YEAR):
        link.months_in_phase = month
        ask_attention(link, model.types[kind], target, partner, model.regulator, model.parameters)
    taken = partner.partnership_demand
    target.fatigue = fatigue
    model.keep_ledgers()  # so that the next candidate is met as it starts
    return float(taken)


def _summary(own: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Return medians, ranges and shares over replicates of a candidate."""
    identifier = str(own["trust"].iloc[0])
    summary: dict[str, Any] = {"trust": identifier, "name": names[identifier],
                               "provider_type": own["provider_type"].iloc[0]}  # fmt: skip
    for measure in MEASURES:
        for percent in PERCENTS:
            summary[f"{measure.name}_p{percent}"] = float(own[measure.name].quantile(percent / 100.0))
    summary |= {"may_lead": float(own["may_lead"].mean()), "chosen": float(own["chosen"].mean())}
    counts = own["reasons"].explode().value_counts()
    reasons = {str(reason): round(int(count) / len(own), 4) for reason, count in counts.items()}
    return {**summary, "excluded": summary["may_lead"] <= 0.5, "reasons": reasons}


def numbered(candidates: Candidates) -> Candidates:
    """Return the same with trusts numbered in the place of ids and names."""
    places = [f"partner_{number}" for number in range(1, len(candidates.rows) + 1)]
    names = [f"Partner {number}" for number in range(1, len(candidates.rows) + 1)]
    rows = candidates.rows.assign(trust=places, name=names)
    return Candidates("trust", candidates.type, rows, candidates.replicates, candidates.drawn_places)
