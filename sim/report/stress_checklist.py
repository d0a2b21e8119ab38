"""The STRESS-ABS checklist of a study, filled in as far as a program can.

Monks et al. (2019), "Strengthening the reporting of empirical simulation studies: Introducing the STRESS guidelines",
Journal of Simulation 13(1), 55-67. Five items are for the author, who fills them in under `about:` of the scenario.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.report.report_parts import ReportSection, ReportTable

HEADING = "Reporting checklist (STRESS-ABS)"
SOURCE = "Monks et al. (2019), Journal of Simulation 13(1), 55–67."
STUDY = "study"
"""Key under which a manifest keeps the facts of a study whose scenarios are not in its folder."""

AUTHORS_KEYS = {"1.1": "purpose", "1.3": "aims", "3.2": "preprocessing", "3.4": "assumptions", "6.1": "code_access"}
"""Items that the author fills in, with the key under `about:` of the scenario file."""

DESCRIPTION = "Model description (sim/ODD.md)"
COMPONENTS = (
    "Environment: national demand, funding and workforce, local health economies and, where there are any, care "
    "systems. Agents: trusts. Interaction: partnerships, as links between trusts, and the regulator, which sees "
    "published figures. Entry and exit: trusts may be absorbed or dissolved; none enters."
)
PHILOX = "Counter-based generator Philox"
STREAMS = (
    "replicate, month, agent and purpose have streams of their own, so that replicate k is the same world in every "
    "scenario (common random numbers)."
)
SYSTEM = (
    "Results are the same to the last bit on either engine and any number of processors; time depends on the machine."
)


@dataclass(frozen=True)
class StudyFacts:
    """What a study says of itself for the checklist, in words.

    Attributes
    ----------
    about : what the author says, by the keys of `AUTHORS_KEYS`; what is missing is asked for.
    outcomes : what is reported, with units and meanings.
    errors : how intervals are computed.
    aims : what was asked, as far as files say it.
    scenarios : name and description of each.
    differences : in what the scenarios differ.
    sources : where data come from.
    parameters : where parameters come from, and which were changed.
    initial : how worlds begin.
    length : months, burn-in and the month in which a run starts.
    estimation : replicates, and how they are compared.
    seed : of all random numbers.
    execution : engine and time.
    versions : of the packages, by name.
    """

    about: Mapping[str, str]
    outcomes: str
    errors: str
    aims: str
    scenarios: Sequence[tuple[str, str]]
    differences: str
    sources: str
    parameters: str
    initial: str
    length: str
    estimation: str
    seed: int
    execution: str
    versions: Mapping[str, str] = field(default_factory=dict)


def stress_section(facts: StudyFacts) -> ReportSection:
    """Return the checklist as a section of a report: 20 items, and how many the author still has to fill in."""
    items = stress_items(facts)
    missing = [number for number, _, answer in items if answer.startswith(ASKED)]
    told = f"All {len(items)} items are filled in." if not missing else (
        f"{len(items) - len(missing)} of {len(items)} items are filled in from the results; the author has to fill in "
        f"{', '.join(missing)}."
    )  # fmt: skip
    rows = [(f"{number} {title}", answer) for number, title, answer in items]
    return ReportSection(HEADING, [f"{told} {SOURCE}", ReportTable("STRESS-ABS in 20 items", ("Item", "Answer"), rows)])


ASKED = "For the author:"


def stress_items(facts: StudyFacts) -> list[tuple[str, str, str]]:
    """Return number, title and answer of every item of the checklist."""
    scenarios = "; ".join(f"{name}: {text}" if text else name for name, text in facts.scenarios)
    used = f"{facts.aims} Scenarios: {scenarios}".strip()
    packages = ", ".join(f"{name} {version}" for name, version in facts.versions.items() if name != "python")
    sampling = f"{PHILOX}, seed {facts.seed}: {STREAMS}"
    return [
        ("1.1", "Purpose of the model", authored(facts, "1.1")),
        ("1.2", "Model outputs", f"{facts.outcomes} {facts.errors}"),
        ("1.3", "Experimentation aims", authored(facts, "1.3", used)),
        ("2.1", "Base model overview diagram", f"The stages and the order of a month: {DESCRIPTION}, sections 1 to 3."),
        ("2.2", "Base model logic", f"{DESCRIPTION}, sections 3 and 4."),
        ("2.3", "Scenario logic", facts.differences),
        ("2.4", "Algorithms", f"Every rule is a plain function (sim/rules): {DESCRIPTION}, section 7."),
        ("2.5", "Components", f"{COMPONENTS} {DESCRIPTION}, section 2."),
        ("3.1", "Data sources", facts.sources),
        ("3.2", "Pre-processing", authored(facts, "3.2")),
        ("3.3", "Input parameters", facts.parameters),
        ("3.4", "Assumptions", authored(facts, "3.4")),
        ("4.1", "Initialisation", facts.initial),
        ("4.2", "Run length", facts.length),
        ("4.3", "Estimation approach", facts.estimation),
        ("5.1", "Software or programming language", f"Python {facts.versions.get('python', '')}; {packages}."),
        ("5.2", "Random sampling", sampling),
        ("5.3", "Model execution", facts.execution),
        ("5.4", "System specification", SYSTEM),
        ("6.1", "Computer model sharing statement", authored(facts, "6.1")),
    ]


def authored(facts: StudyFacts, item: str, known: str = "") -> str:
    """Return what the author says of an item; if nothing, what is known of it, and which key asks for it."""
    key = AUTHORS_KEYS[item]
    if said := facts.about.get(key, "").strip():
        return said
    return f"{ASKED} fill in `about: {key}:` in the scenario file. {known}".strip()
