"""The options of an appraisal: every eligible partner, type and nature, doing nothing, and the least one can do."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.appraisal.appraisal_schema import Appraisal, Options
from sim.config.errors import FaultsError
from sim.config.naming import one_meant, those_named
from sim.experiments.base_changes import Base
from sim.model.enums import label
from sim.model.partnership_types import PartnershipType
from sim.runs.partner_candidates import partner_candidates
from sim.scenario.model_inputs import trust_name
from sim.scenario.scenario_schema import Scenario

USUAL = "business_as_usual"
NEW_LEADER = "new_chief_executive"
SUPPORT = "support_only"
PLAN = "option"
STARTS = 20  # states of the trusts that are drawn, to see who may lead
FULL_SUPPORT = 1.0


@dataclass(frozen=True)
class Option:
    """What can be done.

    Attributes
    ----------
    name : as it is called in tables.
    title : in words.
    scenario : in which it is done.
    partner, type, nature : of a partnership; empty where it is none.
    """

    name: str
    title: str
    scenario: Scenario = field(repr=False)
    partner: str = ""
    type: str = ""
    nature: str = ""


@dataclass(frozen=True)
class OptionList:
    """The options, with the trust they are for, and who cannot help.

    Attributes
    ----------
    target : id of the trust.
    options : doing nothing comes first.
    excluded : trusts that may not lead, and partnerships that cannot be, with the reasons.
    """

    target: str
    options: list[Option]
    excluded: dict[str, str]


def options_of(appraisal: Appraisal) -> OptionList:
    """Return the options of an appraisal.

    Raises
    ------
    ValueError : there is no such trust or type, or no option beside doing nothing.
    """
    said, base = appraisal.options, Base(appraisal.base)
    scenario = appraisal.base
    names = {one.id: trust_name(one.id, scenario) for one in scenario.described}
    target = one_meant(said.target, names, "trust")
    without = _without_own_plans(base, target)
    types = chosen_types(said, scenario)
    partners, excluded = chosen_partners(said, scenario, target, names, types)
    month = said.start_month
    found = [
        Option(USUAL, "Business as usual", without.changed({})),
        Option(NEW_LEADER, "A new chief executive", without.changed(_new_leader(scenario, target, month))),
        Option(SUPPORT, "Full support by the regulator", without.changed(_supported(scenario, target, month))),
    ]
    for partnership_type in types:
        for nature in said.natures or [label(partnership_type.natures[0])]:
            if nature in map(label, partnership_type.natures):
                made, refused = _partnerships(without, partnership_type, nature, target, partners, names, month)
                found += made
                excluded |= refused
    found += [Option(name, one.title, without.changed(one.set)) for name, one in said.also.items()]
    return OptionList(target, found, excluded)


def _without_own_plans(base: Base, target: str) -> Base:
    """Return the base without plans for the target, which are what is to be decided."""
    kept = [plan for plan in base.scenario.partnerships if target not in (plan.target, *plan.members)]
    return Base(base.scenario.model_copy(update={"partnerships": kept}))


def chosen_types(said: Options, scenario: Scenario) -> list[PartnershipType]:
    """Return the types that are asked for, or all in which one trust or an outside body helps another."""
    known = scenario.types()
    if said.types is not None:
        return [those_named([name], known, "partnership type")[0] for name in said.types]
    return [one for one in known.values() if not one.joint]


def chosen_partners(
    said: Options, scenario: Scenario, target: str, names: dict[str, str], types: list[PartnershipType]
) -> tuple[list[str], dict[str, str]]:
    """Return the ids of possible partners, and who may not lead with the reasons."""
    if said.partners is not None:
        return [one_meant(partner, names, "trust") for partner in said.partners], {}
    single = next((one.name for one in types if not one.joint and not one.external_body), None)
    if single is None or len(scenario.trusts) < 2:
        return [], {}
    rows = partner_candidates(scenario, target, single, STARTS).rows
    reasons = {row["trust"]: "; ".join(row["reasons"]) for row in rows[rows["excluded"]].to_dict("records")}
    return rows.loc[~rows["excluded"].astype(bool), "trust"].tolist(), reasons


def _partnerships(
    base: Base,
    partnership_type: PartnershipType,
    nature: str,
    target: str,
    partners: list[str],
    names: dict[str, str],
    month: int,
) -> tuple[list[Option], dict[str, str]]:
    """Return a partnership of one type and nature with each partner, and why others cannot be."""
    made, refused = [], {}
    for partner in [""] if partnership_type.external_body else partners:
        plan = {"id": PLAN, "type": partnership_type.name, "target": target, "nature": nature, "start_month": month}
        if partner:
            plan["partner"] = partner
        planned = [*_rows(base.scenario, "partnerships"), plan]
        whom = f" with {names[partner]}" if partner else ""
        name = "_".join(filter(None, (partnership_type.name, partner, nature)))
        title = f"{partnership_type.title}{whom} ({nature})"
        try:
            scenario = base.changed({"partnerships": planned})
        except FaultsError as error:
            refused[name] = "; ".join(fault.what for fault in error.faults)
            continue
        made.append(Option(name, title, scenario, partner, partnership_type.name, nature))
    return made, refused


def _new_leader(scenario: Scenario, target: str, month: int) -> dict[str, object]:
    event = {"type": "chief_executive_replaced", "month": month, "trust": target}
    return {"events": [*_rows(scenario, "events"), event]}


def _supported(scenario: Scenario, target: str, month: int) -> dict[str, object]:
    change = {"month": month, "trust": target, "support": FULL_SUPPORT}
    return {"policy_changes": [*_rows(scenario, "policy_changes"), change]}


def _rows(scenario: Scenario, section: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = scenario.model_dump(mode="json", exclude_unset=True).get(section, [])
    return rows
