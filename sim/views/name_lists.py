"""Lists of the names there are, each with its meaning: scenarios, types, parameters, outcomes, variables and stages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches

from sim.config.files import APPRAISAL, CALIBRATION, EXPERIMENT, REACH, SCENARIO, WAYS
from sim.model.enums import STAGE_MEANINGS, Stage, label
from sim.model.glossary import glossary
from sim.model.indicators import OBSERVABLES
from sim.model.partnership_types import PartnershipType, shipped_catalogue
from sim.model.state import RegulatorState, TrustState
from sim.model.variables import variables
from sim.outcomes import OUTCOMES
from sim.parameters import parameter_table
from sim.scenario.oversight_regimes import shipped_regimes
from sim.scenario.scenario_loader import load_scenario, shipped_scenarios
from sim.scenario.starting_state import archetypes
from sim.views.name_groups import groups_of

FIRST_NAMES = 3
HOW_TO_LIST = (
    "What there is: turnaround list NAME shows a list, turnaround list NAME GROUP a part of it,",
    "turnaround list --all everything, and turnaround describe NAME explains any name.",
)

Rows = Iterable[tuple[str, str]]


def _scenarios() -> Rows:
    return [(name, load_scenario(name).title) for name in sorted(shipped_scenarios())]


def _experiments() -> Rows:
    from sim.experiments.experiment_loader import load_experiment, shipped_experiments

    return [(name, load_experiment(name).question) for name in sorted(shipped_experiments())]


def _calibrations() -> Rows:
    from sim.calibration.calibration_loader import load_calibration, shipped_calibrations

    return [(name, load_calibration(name).title) for name in sorted(shipped_calibrations())]


def _appraisals() -> Rows:
    from sim.appraisal.appraisal_loader import load_appraisal, shipped_appraisals

    return [(name, load_appraisal(name).question) for name in sorted(shipped_appraisals())]


def _ways() -> Rows:
    from sim.lever_search.search_loader import load_ways, shipped_ways

    return [(name, load_ways(name).question) for name in sorted(shipped_ways())]


def _reaches() -> Rows:
    from sim.lever_search.search_loader import load_reach, shipped_reaches

    return [(name, load_reach(name).question) for name in sorted(shipped_reaches())]


def _patterns() -> Rows:
    from sim.evidence.patterns import patterns

    return [(name, pattern.title) for name, pattern in patterns().items()]


def _types(types: Mapping[str, PartnershipType] | None = None) -> Rows:
    return [(name, partnership_type.meaning) for name, partnership_type in (types or shipped_catalogue()).items()]


def _figures() -> Rows:
    from sim.plots import FIGURES

    return [(name, figure.summary) for name, figure in FIGURES.items()]


def _variables() -> Rows:
    return [(name, variable.meaning) for name, variable in variables(TrustState).items()]


SECTIONS: dict[str, Callable[[], Rows]] = {
    "scenarios": _scenarios,
    "experiments": _experiments,
    "appraisals": _appraisals,
    "ways": _ways,
    "reach": _reaches,
    "calibrations": _calibrations,
    "patterns": _patterns,
    "partnership-types": _types,
    "archetypes": lambda: [(name, archetype.title) for name, archetype in archetypes().items()],
    "parameters": lambda: [(name, parameter.meaning) for name, parameter in parameter_table().items()],
    "oversight-regimes": lambda: [(name, regime.meaning) for name, regime in shipped_regimes().items()],
    "regulator": lambda: [(name, variable.meaning) for name, variable in variables(RegulatorState).items()],
    "outcomes": lambda: [(name, outcome.meaning) for name, outcome in OUTCOMES.items()],
    "variables": _variables,
    "observables": lambda: [(item.name, f"{item.title}, {item.unit}") for item in OBSERVABLES.values()],
    "stages": lambda: [(label(stage), STAGE_MEANINGS[stage]) for stage in Stage],
    "figures": _figures,
    "glossary": lambda: [(name, term.meaning) for name, term in glossary().items()],
}


FILES = {
    "scenarios": SCENARIO,
    "experiments": EXPERIMENT,
    "appraisals": APPRAISAL,
    "ways": WAYS,
    "reach": REACH,
    "calibrations": CALIBRATION,
}
"""Lists of files; their names are known without reading the files."""


def nearest(name: str, allowed: Iterable[str]) -> str:
    """Return a hint at the nearest allowed name, or nothing."""
    close = get_close_matches(name, list(allowed), n=1)
    return f" Did you mean '{close[0]}'?" if close else ""


def sections(what: str | None) -> list[str]:
    """Return the names of the lists to show; all if none is named.

    Raises
    ------
    ValueError : there is no such list.
    """
    if what is None:
        return list(SECTIONS)
    if what not in SECTIONS:
        raise ValueError(f"there is no list of '{what}'; allowed: {', '.join(SECTIONS)}.{nearest(what, SECTIONS)}")
    return [what]


def listing(section: str, types: Mapping[str, PartnershipType] | None = None) -> Rows:
    """Return names and meanings of one list; `types` are those of a scenario, if it has some of its own."""
    return _types(types) if section == "partnership-types" else SECTIONS[section]()


def names_in(section: str, types: Mapping[str, PartnershipType] | None = None) -> list[str]:
    """Return the names of one list, without reading what they mean from files."""
    return sorted(FILES[section].shipped()) if section in FILES else [name for name, _ in listing(section, types)]


def listed_lines(
    section: str, types: Mapping[str, PartnershipType] | None = None, group: str | None = None, width: int | None = None
) -> list[str]:
    """Return one list line by line: a heading for each group, and the names with their meanings under each other.

    Parameters
    ----------
    types : the partnership types of a scenario, if it has some of its own.
    group : the only group to show, with all its parts; None: all.
    width : letters of a line, to which meanings are shortened; None: they are whole.

    Raises
    ------
    ValueError : the list has no such group.
    """
    rows = dict(listing(section, types))
    groups = groups_of(section, list(rows))
    chosen = [title for title in groups if group is None or title == group or title.startswith(f"{group}-")]
    if not chosen:
        raise ValueError(
            f"{section} has no group '{group}'; allowed: {', '.join(groups)}.{nearest(str(group), groups)}"
        )
    lines: list[str] = []
    for title in chosen:
        heading = section if len(groups) == 1 else f"{section}: {title}"
        longest = max(len(name) for name in groups[title])
        shown = [f"  {name:{longest}}  {rows[name]}" for name in groups[title]]
        lines += [heading, *(shortened(line, width) for line in shown), ""]
    return lines


def shortened(line: str, width: int | None) -> str:
    """Return a line that fits a width."""
    return line if width is None or len(line) <= width else f"{line[: width - 1]}…"


def overview_lines() -> list[str]:
    """Return what can be listed: each list with how many names it has, and its first ones."""
    lines = []
    for section in SECTIONS:
        names = names_in(section)
        more = " …" if len(names) > FIRST_NAMES else ""
        lines.append(f"  {section:18} {len(names):4}  {', '.join(names[:FIRST_NAMES])}{more}")
    return [*HOW_TO_LIST, "", *lines]
