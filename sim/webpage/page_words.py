"""What a page says: names, units and meanings of all that it shows, from the tables where they are declared."""

from __future__ import annotations

import re
from typing import Any

from sim.engine.compiled.columns import Column, column_places
from sim.engine.record import TRUST_COLUMNS
from sim.model.enums import STAGE_MEANINGS, STAGE_TITLES, Nature, ProviderType, Rating, Stage, label
from sim.model.indicators import OBSERVABLES
from sim.model.partnership_types import PartnershipType
from sim.model.state import TrustState
from sim.model.variables import variables
from sim.outcomes import HIGHER, LOWER, OUTCOMES
from sim.parameters import parameter_table
from sim.parameters.parameter import ASSUMED
from sim.plots.layout.palette import RATING_COLOURS, STAGE_COLOURS
from sim.scenario.model_inputs import trust_ids, trust_name
from sim.scenario.provenance import LIKE_YOURS
from sim.scenario.scenario_loader import load_scenario, shipped_scenarios
from sim.scenario.scenario_schema import Scenario

PUBLISHED = ("special_measures", "oversight_segment", *(name for name in TRUST_COLUMNS if name.startswith("rating_")))
"""Columns that everybody knows, besides published figures."""


def in_words(name: str) -> str:
    """Return a name of ours as words, with a capital."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def outcome_title(name: str) -> str:
    """Return the name of an outcome as a heading; a number at its end is one of months."""
    return in_words(name) + (" months" if re.search(r"_[0-9]+$", name) else "")


def outcomes_data() -> list[dict[str, Any]]:
    """Return every outcome in the order in which the engine computes them."""
    better = {HIGHER: True, LOWER: False}
    return [
        {
            "name": name,
            "label": outcome_title(name),
            "unit": outcome.unit,
            "meaning": outcome.meaning,
            "higher_is_better": better.get(outcome.better),
            "kind": "money" if outcome.unit.startswith("£") else "months" if outcome.unit == "months" else outcome.kind,
            "monetised": outcome.unit.startswith("£"),
            "needs_twin": outcome.needs_twin,
            "among": outcome.among,
            "condition": outcome.condition,
        }
        for name, outcome in OUTCOMES.items()
    ]


def columns_data() -> list[dict[str, Any]]:
    """Return every variable of a trust that can be followed month by month, with its place in the record."""
    places = column_places([Column(name) for name in TRUST_COLUMNS])
    levels = {item.level for item in OBSERVABLES.values()}
    return [
        {
            "name": name,
            "label": in_words(name),
            "meaning": (about := variables(TrustState)[name]).meaning,
            "unit": "" if about.choices else about.unit,
            "minimum": about.low,
            "maximum": about.high,
            "published": name in levels or name in PUBLISHED,
            "kind": "code" if about.choices else "flag" if about.unit == "flag" else "number",
            "choices": about.choices and [{"code": int(one), "name": in_words(label(one))} for one in about.choices],
            "place": [int(row["kind"]), int(row["place"])],
        }
        for name, row in zip(TRUST_COLUMNS, places, strict=True)
    ]


def figures_data(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the published figures of the trusts of a scenario, each with the level that it stands for."""
    kinds = [trust.provider_type for trust in scenario.described]
    kinds += [group.provider_type for group in scenario.background_groups for _ in range(group.trusts)]
    figures = []
    for item in OBSERVABLES.values():
        publishers = [at for at, kind in enumerate(kinds) if item.is_published_by(ProviderType[kind.upper()])]
        if publishers:
            figures.append(
                {
                    "name": item.name,
                    "of": item.level,
                    "label": item.title,
                    "unit": item.unit,
                    "at_zero": item.at_zero,
                    "slope": item.slope,
                    "minimum": item.low,
                    "maximum": item.high,
                    "published": True,
                    "trusts": publishers,
                }
            )
    return figures


def stages_data() -> list[dict[str, Any]]:
    """Return the stages in their order, with the colours of the figures."""
    return [
        {
            "code": int(stage),
            "name": STAGE_TITLES[stage],
            "meaning": STAGE_MEANINGS[stage],
            "colour": STAGE_COLOURS[stage],
        }
        for stage in Stage
    ]


def ratings_data() -> list[dict[str, Any]]:
    """Return the ratings in their order, with the colours of the figures."""
    return [
        {"code": int(rating), "name": in_words(label(rating)), "colour": RATING_COLOURS[rating]} for rating in Rating
    ]


def types_data(types: dict[str, PartnershipType]) -> list[dict[str, Any]]:
    """Return the types of partnership in the order of the catalogue; the code is the position."""
    return [
        {
            "code": code,
            "name": name,
            "title": kind.title,
            "called": kind.title.lower() if kind.title[1:].islower() else kind.title,
            "description": kind.meaning,
            "source": kind.source,
            "natures": [label(Nature(nature)) for nature in kind.natures],
            "joint": bool(kind.joint),
            "external": bool(kind.external_body),
            "integrates": bool(kind.integrates),
            "term": kind.term,
        }
        for code, (name, kind) in enumerate(types.items())
    ]


def trusts_data(scenario: Scenario) -> list[dict[str, Any]]:
    """Return every trust, and unit of one, in the order of the arrays, with its part in the planned partnerships."""
    described = {trust.id: trust for trust in scenario.described}
    groups = [group.provider_type for group in scenario.background_groups for _ in range(group.trusts)]
    ids = trust_ids(scenario)
    targets = {plan.target for plan in scenario.partnerships}
    sides = {side for plan in scenario.partnerships for side in plan.sides}
    unit_of = {unit.id: position for position, trust in enumerate(scenario.trusts) for unit in trust.units}
    return [
        {
            "id": name,
            "name": trust_name(name, scenario),
            "kind": described[name].provider_type if name in described else groups[position - len(described)],
            "role": "target" if name in targets else "partner" if name in sides else "other",
            "unit_of": unit_of.get(name, -1),
        }
        for position, name in enumerate(ids)
    ]


def partnerships_data(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the planned partnerships."""
    types = scenario.types()
    return [
        {
            "id": plan.id,
            "type": plan.type,
            "label": types[plan.type].title,
            "target": plan.target,
            "partners": [side for side in plan.sides if side != plan.target],
            "month": plan.start_month,
            "nature": plan.nature,
        }
        for plan in scenario.partnerships
    ]


def assumed_data(scenario: Scenario) -> list[str]:
    """Return in sentences what is assumed, and what the page is not."""
    table = parameter_table()
    assumed = sum(parameter.source.startswith(ASSUMED) for parameter in table.values())
    return [
        *([LIKE_YOURS] if any(trust.published for trust in scenario.trusts) else []),
        "What partnerships bring and cost is assumed: no data identify it.",
        f"Of {len(table)} parameters of the model, {assumed} are assumed; the others have a source.",
        *([f"The scenario: {scenario.source}."] if scenario.source else []),
    ]


def as_sentence(text: str) -> str:
    """Return words as a sentence: with a capital, and a full stop at their end."""
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def described_in_words(scenario: Scenario) -> str:
    """Return the description of a scenario; other scenarios that it names are called by their titles."""

    def title(found: re.Match[str]) -> str:
        named = found[0] in shipped_scenarios()
        return f"\u201c{load_scenario(found[0]).title}\u201d" if named else found[0]

    return re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", title, " ".join(scenario.description.split()))


def text_data(scenario: Scenario) -> list[str]:
    """Return the scenario in words, a paragraph each."""
    types, ids = scenario.types(), {name: trust_name(name, scenario) for name in trust_ids(scenario)}
    paragraphs = [described_in_words(scenario)] if scenario.description else []
    for plan in scenario.partnerships:
        kind = types[plan.type]
        others = [ids[side] for side in plan.sides if side != plan.target]
        whom = (
            f"{ids[plan.target]} with {' and '.join(others)}"
            if plan.target and others
            else " and ".join(ids[side] for side in plan.sides)
        )
        how = "mandated" if plan.nature == "mandated" else "agreed"
        paragraphs.append(f"{kind.title}: {whom}, {how} in month {plan.start_month}. {as_sentence(kind.meaning)}")
    return paragraphs
