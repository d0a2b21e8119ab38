"""What a name means: descriptions of scenarios, types, parameters, outcomes, variables and stages."""

from __future__ import annotations

from collections.abc import Mapping

from sim.model.enums import STAGE_MEANINGS, STAGE_TITLES, Stage, label
from sim.model.glossary import glossary
from sim.model.indicators import OBSERVABLES
from sim.model.partnership_type_ranges import attribute_ranges, never_more
from sim.model.partnership_types import PartnershipType, shipped_catalogue
from sim.model.state import ENTITIES, PartnershipTypeState
from sim.model.variables import Variable, variables
from sim.outcomes import OUTCOMES
from sim.parameters import parameter_table
from sim.scenario.oversight_regimes import shipped_regimes
from sim.scenario.policies import change_in_words
from sim.scenario.scenario_loader import load_scenario, shipped_scenarios
from sim.scenario.starting_state import archetypes
from sim.views.name_lists import SECTIONS, listed_lines, listing, names_in, nearest


def range_text(low: float | None, high: float | None) -> str:
    """Return a range in words."""
    if low is None and high is None:
        return "any number"
    if high is None:
        return f"from {low:g}"
    return f"{low:g} to {high:g}" if low is not None else f"up to {high:g}"


def description(name: str, types: Mapping[str, PartnershipType] | None = None) -> list[str]:
    """Return what a name means, with unit, range, default and source, line by line.

    Parameters
    ----------
    name : a name, or a dotted key, of which only the last part counts.
    types : the partnership types of a scenario; if omitted, the catalogue.

    Raises
    ------
    ValueError : no scenario, regime, experiment, appraisal, search, calibration, pattern, type, parameter, outcome,
        variable, archetype, stage or term has this name.
    """
    found: list[str] = []
    # Keys are described as they are written after --set, too: `regulator.support` as well as `support`.
    name = name.rsplit(".", 1)[-1]
    known_types = types or shipped_catalogue()
    if name in known_types:
        found += _type(known_types[name])
    for describe in (
        _scenario, _regime, _experiment, _appraisal, _lever_search, _calibration, _pattern, _archetype, _parameter,
        _outcome, _variable, _observable, _stage, _figure, _term, _section,
    ):  # fmt: skip
        lines = describe(name)
        if lines and found:
            found.append("")
        found += lines
    if not found:
        known = [known for section in SECTIONS for known in names_in(section, types)]
        raise ValueError(
            f"no scenario, parameter, outcome or term is called '{name}'.{nearest(name, known)} See: turnaround list"
        )
    return found


def _scenario(name: str) -> list[str]:
    if name not in shipped_scenarios():
        return []
    scenario = load_scenario(name)
    lines = [f"scenario {name}: {scenario.title}", scenario.description.strip(), f"source: {scenario.source.strip()}"]
    lines += [f"{scenario.months} months, {scenario.replicates} replicates, seed {scenario.seed}"]
    lines += [
        f"trust {trust.id}: {'as published of it' if trust.published else trust.archetype}" for trust in scenario.trusts
    ]
    lines += [
        f"unit {unit.id}: {share:.0%} of {trust.id}"
        for trust in scenario.trusts
        for unit, share in zip(trust.units, trust.unit_shares, strict=True)
    ]
    lines += [f"oversight regime: {scenario.oversight_regime}"]
    lines += [
        f"system {system.id}: {', '.join([*system.trusts, *system.local_health_economies])}"
        for system in scenario.systems
    ]
    lines += [f"from month {change.month}: {change_in_words(change, scenario)}" for change in scenario.policy_changes]
    lines += [f"month {event.month}: {event.type.replace('_', ' ')}" for event in scenario.events]
    lines += [
        f"background population: {group.trusts} trusts of type {group.provider_type}"
        for group in scenario.background_groups
    ]
    lines += [
        f"partnership {plan.id}: {plan.type} with {', '.join(plan.sides)} from month {plan.start_month}"
        for plan in scenario.partnerships
    ]
    return lines + [f"expects: {item.statement} ({item.source})" for item in scenario.expect]


def _experiment(name: str) -> list[str]:
    from sim.experiments.experiment_loader import load_experiment, shipped_experiments
    from sim.views.sweep_view import factor_lines

    if name not in shipped_experiments():
        return []
    experiment = load_experiment(name)
    size = f"{experiment.design.kind}, {experiment.base.replicates} replicates of each point"
    return [
        f"experiment {name}: {experiment.title}",
        experiment.question,
        f"base: {experiment.base.shown_title}; {size}",
        *factor_lines(experiment),
    ]


def _type(described: PartnershipType) -> list[str]:
    lines = [
        f"partnership type {described.name}: {described.title}",
        described.meaning,
        f"source: {described.source}",
    ]
    lines += [f"natures: {', '.join(map(label, described.natures))}; scales: {', '.join(map(label, described.scales))}"]
    if described.escalates_to is not None:
        lines += [f"may escalate to: {described.escalates_to}"]
    for attribute, value in described.attributes_in_words().items():
        variable = variables(PartnershipTypeState)[attribute]
        span = attribute_ranges().get(f"{described.name}.{attribute}")
        over = "" if span is None else f"; plausible {span.low:.3g} to {span.high:.3g}: {span.whence}"
        source = described.source_of(attribute)
        lines.append(f"  {attribute:18} {value!s:6} {variable.unit:14} {variable.meaning} [{source}{over}]")
    lines += [
        f"never more than {rule.than} in {', '.join(rule.attributes)}: {rule.why}"
        for rule in never_more()
        if rule.type == described.name
    ]
    return lines


def _appraisal(name: str) -> list[str]:
    from sim.appraisal.appraisal_loader import load_appraisal, shipped_appraisals

    if name not in shipped_appraisals():
        return []
    appraisal = load_appraisal(name)
    return [
        f"appraisal {name}: {appraisal.title}",
        appraisal.question,
        f"for {appraisal.options.target}, in {appraisal.scenario}, by {appraisal.outcome}",
    ]


def _lever_search(name: str) -> list[str]:
    from sim.lever_search.search_loader import load_reach, load_ways, shipped_reaches, shipped_ways

    for shipped, load in ((shipped_ways, load_ways), (shipped_reaches, load_reach)):
        if name in shipped():
            search = load(name)
            told = f"levers: {', '.join(search.levers)}; in {search.scenario}"
            return [f"search {name}: {search.title}", search.question, told]
    return []


def _calibration(name: str) -> list[str]:
    from sim.calibration.calibration_loader import load_calibration, shipped_calibrations

    if name not in shipped_calibrations():
        return []
    calibration = load_calibration(name)
    return [
        f"calibration {name}: {calibration.title}",
        calibration.description.strip(),
        f"free parameters: {', '.join(calibration.parameters)}",
        f"patterns: {', '.join(calibration.patterns)}",
    ]


def _pattern(name: str) -> list[str]:
    from sim.evidence.facts import facts
    from sim.evidence.patterns import patterns

    pattern = patterns().get(name)
    if pattern is None:
        return []
    bands = [
        f"band {f'of {band.figure} ' if band.figure else ''}{band.in_words} {pattern.unit}" for band in pattern.bands
    ]
    known = facts().set_index("id")["statement"]
    return [
        f"pattern {name}: {pattern.title} ({pattern.use}; evidence: {pattern.strength})",
        pattern.what,
        *bands,
        f"measured in: {pattern.scenario or ', '.join(pattern.cases)}",
        f"source: {pattern.source}",
        *(f"fact {fact}: {known[fact]}" for fact in pattern.facts),
    ]


def _archetype(name: str) -> list[str]:
    archetype = archetypes().get(name)
    if archetype is None:
        return []
    lines = [f"archetype {name}: {archetype.title}", f"source: {archetype.source}"]
    lines += [f"  {level:24} percentile {percent:g}" for level, percent in archetype.percentiles.items()]
    return lines + [f"  {variable:24} {value}" for variable, value in archetype.state.items()]


def _parameter(name: str) -> list[str]:
    parameter = parameter_table().get(name)
    if parameter is None:
        return []
    return [
        f"parameter {name}: {parameter.meaning}",
        f"default {parameter.default:g}, range {range_text(parameter.low, parameter.high)}, unit: {parameter.unit}",
        f"source: {parameter.source}",
    ]


def _outcome(name: str) -> list[str]:
    outcome = OUTCOMES.get(name)
    if outcome is None:
        return []
    twin = "; needs the matched run without partnerships (twin)" if outcome.needs_twin else ""
    about = f"unit: {outcome.unit}; better: {outcome.better}; of {outcome.among}{twin}"
    return [f"outcome {name}: {outcome.meaning}", about]


def _variable(name: str) -> list[str]:
    lines = []
    for entity, table in ENTITIES.items():
        if name in variables(table):
            lines += _variable_lines(entity, name, variables(table)[name])
    return lines


def _variable_lines(entity: str, name: str, variable: Variable) -> list[str]:
    if variable.choices is not None:
        allowed = ", ".join(label(choice) for choice in variable.choices)
        start = label(variable.choices(int(variable.initial)))
        return [f"variable {name} of a {entity}: {variable.meaning}", f"one of {allowed}; default {start}"]
    spread = range_text(variable.low, variable.high)
    return [
        f"variable {name} of a {entity}: {variable.meaning}",
        f"unit: {variable.unit}, range {spread}, default {variable.initial:g} [assumed]",
    ]


def _observable(name: str) -> list[str]:
    item = OBSERVABLES.get(name)
    if item is None:
        return []
    return [
        f"observable {name}: {item.title}, {item.unit}",
        f"{item.at_zero:g} + {item.slope:g} x {item.level}, limited to {range_text(item.low, item.high)}",
        *([f"published by: {item.publishers} trusts"] if item.published_by else []),
        f"source: {item.source}",
    ]


def _regime(name: str) -> list[str]:
    if name not in shipped_regimes():
        return []
    regime = shipped_regimes()[name]
    lines = [
        f"oversight regime {name}: {regime.title} ({regime.years})",
        f"{regime.meaning}",
        f"source: {regime.source}",
    ]
    values = {**regime.set_levers(), **regime.parameters}
    return lines + [f"{key}: {value} ({regime.sources.get(key, regime.source)})" for key, value in values.items()]


def _stage(name: str) -> list[str]:
    for stage in Stage:
        if label(stage) == name:
            return [f"stage {name}: {STAGE_TITLES[stage]}", STAGE_MEANINGS[stage], "source: Walshe et al. (2004)"]
    return []


def _figure(name: str) -> list[str]:
    from sim.plots import FIGURES

    if name not in FIGURES:
        return []
    return [f"figure {name}: {line}" for line in dict(listing("figures")).get(name, "").splitlines()]


def _term(name: str) -> list[str]:
    """Terms are found however their words are joined: `cultural fit`, `cultural-fit` or `cultural_fit`."""
    joined = {known.replace("-", " "): known for known in glossary()}
    known = joined.get(name.replace("-", " ").replace("_", " "))
    return (
        [] if known is None else [f"term {known}: {glossary()[known].meaning}", f"source: {glossary()[known].source}"]
    )


def _section(name: str) -> list[str]:
    if name == "partnership-types":
        table = variables(PartnershipTypeState)
        return ["attributes of partnership types:"] + [
            f"  {attribute:18} {variable.unit:14} {range_text(variable.low, variable.high):12} {variable.meaning}"
            for attribute, variable in table.items()
        ]
    if name not in SECTIONS:
        return []
    return listed_lines(name)[:-1]
