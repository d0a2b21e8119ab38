"""Tables of the model description, `ODD.md`, and of its appendix."""

from __future__ import annotations

import re
from collections.abc import Callable

from sim.document.markdown import markdown
from sim.model.enums import (
    EVENT_MEANINGS,
    STAGE_MEANINGS,
    STAGE_TITLES,
    Event,
    ProviderType,
    Service,
    Stage,
    label,
)
from sim.model.indicators import OBSERVABLES
from sim.model.partnership_types import shipped_catalogue
from sim.model.services import SHARE_OF_SERVICE
from sim.model.state import ENTITIES, PartnershipTypeState, RegulatorState
from sim.model.variables import PARTNERSHIP_TYPE, Variable, variables
from sim.outcomes import OUTCOMES
from sim.parameters import parameter_groups, parameter_table
from sim.scenario.oversight_regimes import shipped_regimes
from sim.views.descriptions import range_text


def phases() -> str:
    """Return the phases of a month, in order."""
    from sim.engine.mesa.mesa_model import PHASES, TurnaroundModel

    rows = []
    for phase in PHASES:
        text = (getattr(TurnaroundModel, phase).__doc__ or "").strip().splitlines()[0]
        number, meaning = re.sub(r"^Phase (\d): ", r"\1|", text).split("|")
        rows.append((number, f"`{phase}`", meaning))
    return markdown(("", "phase", "what happens"), rows)


def state() -> str:
    """Return the state variables of every entity but the types, whose values are in the catalogue."""
    rows = []
    for entity, table in ENTITIES.items():
        if table is PartnershipTypeState:
            continue
        for name, variable in variables(table).items():
            spread = range_text(variable.low, variable.high)
            if variable.choices is not None:
                spread = ", ".join(label(choice).replace("_", " ") for choice in variable.choices)
            rows.append((entity, f"`{name}`", variable.unit, spread, variable.meaning))
    return markdown(("entity", "variable", "unit", "range", "meaning"), rows)


def parameters() -> str:
    """Return every parameter with its default, bounds, meaning and source, by process."""
    table = parameter_table()
    rows = [
        (
            process,
            f"`{name}`",
            f"{table[name].default:g}",
            range_text(table[name].low, table[name].high),
            table[name].unit,
            table[name].meaning,
            table[name].source,
        )
        for process, names in parameter_groups().items()
        for name in names
    ]
    return markdown(("process", "parameter", "default", "bounds", "unit", "meaning", "source"), rows)


def levers() -> str:
    """Return the regulator's levers with their defaults."""
    rows = [
        (f"`{name}`", variable.unit, _in_words(variable), variable.meaning, "assumed")
        for name, variable in variables(RegulatorState).items()
    ]
    return markdown(("lever", "unit", "default", "meaning", "source"), rows)


def _in_words(variable: Variable) -> str:
    """Return the initial value of a variable as files have it."""
    if variable.choices is not None:
        return label(variable.choices(int(variable.initial)))
    if variable.unit == PARTNERSHIP_TYPE:
        return "none"
    if variable.unit == "flag":
        return "true" if variable.initial else "false"
    return f"{variable.initial:g}"


def regimes() -> str:
    """Return the oversight regimes with what each sets, and the source of each value."""
    rows = [
        (f"`{name}`", regime.years, f"`{key}`", str(value).lower(), regime.sources.get(key, regime.source))
        for name, regime in shipped_regimes().items()
        for key, value in {**regime.set_levers(), **regime.parameters}.items()
    ]
    return markdown(("regime", "years", "lever or parameter", "value", "source"), rows)


def services() -> str:
    """Return the share of a trust that each service makes up, by type of provider."""
    kinds = [label(kind).replace("_", " ") for kind in ProviderType]
    rows = [
        (f"`{label(service)}`", *(f"{share:g}" for share in SHARE_OF_SERVICE[service]))
        for service in Service
        if service != Service.WHOLE_TRUST
    ]
    return markdown(("service", *kinds), rows) + "\n\nAll shares are assumed."


def types() -> str:
    """Return what the partnership types stand for."""
    rows = [
        (
            f"`{partnership_type.name}`",
            partnership_type.meaning,
            ", ".join(map(label, partnership_type.natures)),
            ", ".join(map(label, partnership_type.scales)),
            partnership_type.source,
        )
        for partnership_type in shipped_catalogue().values()
    ]
    return markdown(("type", "what it stands for", "natures", "scales", "source"), rows)


def attributes() -> str:
    """Return the attributes of the partnership types; a star marks a value with a source of its own."""
    types = list(shipped_catalogue().values())
    values = {partnership_type.name: partnership_type.attributes_in_words() for partnership_type in types}
    rows = []
    for attribute, variable in variables(PartnershipTypeState).items():
        cells = []
        for partnership_type in types:
            text = _in_cell(values[partnership_type.name][attribute])
            cells.append(text + ("*" if attribute in partnership_type.sources else ""))
        rows.append((f"`{attribute}`", variable.meaning, variable.unit, *cells))
    header = ("attribute", "meaning", "unit", *(f"`{partnership_type.name}`" for partnership_type in types))
    notes = [
        f"\\* `{partnership_type.name}`, `{attribute}`: {source}."
        for partnership_type in types
        for attribute, source in partnership_type.sources.items()
    ]
    return "\n\n".join([markdown(header, rows), "All other values are assumed.", *notes])


def _in_cell(value: float | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.replace("_", " ") if isinstance(value, str) else f"{value:g}"


def stages() -> str:
    """Return the stages and what they mean."""
    return markdown(
        ("stage", "title", "meaning"),
        [(f"`{label(stage)}`", STAGE_TITLES[stage], STAGE_MEANINGS[stage]) for stage in Stage],
    )


def outcomes() -> str:
    """Return the outcomes and what they mean."""
    rows = [(f"`{name}`", item.unit, item.better, item.among, item.meaning) for name, item in OUTCOMES.items()]
    return markdown(("outcome", "unit", "better", "of", "meaning"), rows)


def observables() -> str:
    """Return how levels map to published figures."""
    return markdown(
        ("observable", "unit", "from", "source"),
        [
            (f"`{item.name}`", item.unit, f"{item.at_zero:g} + {item.slope:g} x `{item.level}`", item.source)
            for item in OBSERVABLES.values()
        ],
    )


def events() -> str:
    """Return the events and what their value means."""
    return markdown(("event", "meaning"), [(f"`{label(event)}`", EVENT_MEANINGS[event]) for event in Event])


def mechanisms() -> str:
    """Return the mechanisms that the sources report: rule, switch, outcome and difference, or why one is left out."""
    from sim.evidence.mechanisms import mechanisms as reported
    from sim.evidence.mechanisms import read_findings

    found, rows = read_findings(), []
    for name, item in reported().items():
        statement = f"{item.what} ({item.source})"
        if item.left_out:
            rows.append((name, statement, "left out", item.left_out, "", ""))
            continue
        switch = ", ".join(f"`{change}`" for change in item.off)
        where = f"{item.scenario}\\*" if item.changes else item.scenario
        came_out = found[name].in_words if name in found else "not computed"
        rows.append((name, statement, f"`{item.rule}`", switch, f"{item.measure} ({where})", came_out))
    header = ("", "mechanism", "rule", "switched off by", "outcome (scenario)", "difference that it makes")
    return markdown(header, rows) + "\n\n\\* With changes in both runs, without which it would not show."


TABLES: dict[str, Callable[[], str]] = {
    table.__name__: table for table in (phases, observables, levers, services, types, stages)
}
"""Tables within the text."""

APPENDIX: dict[str, Callable[[], str]] = {
    table.__name__: table for table in (state, regimes, attributes, events, outcomes, parameters, mechanisms)
}
"""Longer tables, in a document of their own."""
