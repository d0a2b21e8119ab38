"""The report of a run: the answer, the trajectories, and folded below what the answer rests on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.outcomes import OUTCOMES
from sim.report.common_sections import assumption_section, limits_section, made_section
from sim.report.rap_levels import rap_section
from sim.report.report_parts import Block, Picture, Report, ReportSection, ReportTable
from sim.report.stress_checklist import StudyFacts, stress_section
from sim.results.reported_run import ReportedRun
from sim.results.run_answer import answer_of, figure, gap_text, gap_unit, in_sentence, is_share, rounded
from sim.results.summary import SHOWN
from sim.scenario.outcome_titles import title_of
from sim.scenario.provenance import words_on_parameters
from sim.scenario.scenario_differences import differences_from_supplied
from sim.scenario.scenario_schema import POSTERIOR, Scenario

FIRST_FIGURE = "trajectories"
NO_VALUE = "–"
MOST_NAMES = 40
"""Trusts whose names are listed with their ids; of a population, ids are names."""


def run_report(run: ReportedRun, figures: Mapping[str, Path], manifest: Mapping[str, Any]) -> Report:
    """Return the report of a run.

    Parameters
    ----------
    figures : SVG files of the figures that were drawn, by name.
    manifest : versions, engine and time.
    """
    pictures = pictures_of(figures)
    first = pictures.pop(FIRST_FIGURE, None)
    facts = run_facts(run, manifest)
    parameters = parameters_of(run.scenario, not run.partnerships.empty)
    about = run.scenario.about
    return Report(
        title=run.title,
        subtitle=run.scenario.description.strip(),
        answer=list(answer_of(run)),
        picture=first,
        basis=f"{run.replicates:,} replicates of {run.months} months, seed {run.scenario.seed}. {parameters}",
        sections=[
            ReportSection("Outcomes", list(outcome_tables(run))),
            ReportSection("Who gains and who pays", list(sides_table(run.sides))),
            expectations_section(run.expectations, run.trust_names),
            ReportSection("More figures", list(pictures.values())),
            ReportSection("What was changed from the scenario supplied", list(changes_blocks(run.scenario))),
            assumption_section(parameters, about.assumptions),
            limits_section(),
            ReportSection("Names and their ids", list(names_table(run))),
            stress_section(facts),
            rap_section(bool(about.code_access)),
            made_section(f"turnaround run {run.scenario_name}", inputs_of(run), manifest.get("versions") or {}),
        ],
    )


def pictures_of(figures: Mapping[str, Path]) -> dict[str, Picture]:
    """Return figures of a run as pictures, by name; each kind says what it shows."""
    from sim.plots import FIGURES

    told = {name: FIGURES[name].summary.replace("Draw ", "", 1) for name in figures}
    return {
        name: Picture(path, told[name][0].upper() + told[name][1:], f"Figure: {told[name]}")
        for name, path in figures.items()
    }


def outcome_tables(run: ReportedRun) -> Iterator[Block]:
    """Yield a table of outcomes for each trust, in words."""
    has_twin = not run.twin_outcomes.empty
    if has_twin:
        yield (
            "Difference: mean of the paired differences from the same worlds without partnerships, with its 95 % "
            "interval. Shares and medians stand with their interval or band."
        )
    headers = ("Outcome", "Value", *(["Difference"] if has_twin else []), "Of which")
    known = run.summary[
        (run.summary["n"] > 0) & run.summary["outcome"].isin([run.scenario.main_outcome.outcome, *SHOWN])
    ]
    for trust, rows in known.groupby("trust", sort=False):
        name = run.trust_names.get(str(trust), str(trust))
        cells = [outcome_row(row, has_twin) for row in rows.to_dict("records")]
        yield ReportTable(name, headers, cells, frozenset(range(1, len(headers) - 1)))
    yield f"All {len(OUTCOMES)} outcomes are in summary.csv."


def outcome_row(row: Mapping[Any, Any], has_twin: bool) -> tuple[str, ...]:
    """Return an outcome as a row: its title with unit, value with band, difference with interval, and of which."""
    outcome = row["outcome"]
    unit = OUTCOMES[outcome].unit
    title = title_of(outcome) + ("" if unit in ("share", "months") else f" ({unit})")
    value = f"{bare(row['value'], outcome)} ({bare(row['low'], outcome)} to {bare(row['high'], outcome)})"
    gap = []
    if has_twin:
        bounds = f"{gap_text(row['difference_low'], outcome)} to {gap_text(row['difference_high'], outcome)}"
        gap = [NO_VALUE if math.isnan(row["difference"]) else f"{gap_text(row['difference'], outcome)} ({bounds})"]
    return (title, value, *gap, row["of"])


def bare(value: float, outcome: str) -> str:
    """Return a value without its unit, but a share in per cent."""
    if math.isnan(value):
        return NO_VALUE
    return figure(value, outcome) if is_share(outcome) else rounded(value)


def sides_table(sides: pd.DataFrame) -> Iterator[ReportTable]:
    """Yield what target, partner and neighbours gain or lose; nothing where nobody does."""
    if sides.empty:
        return
    rows = [
        (
            str(row["side"]).capitalize(),
            title_of(row["measure"]),
            NO_VALUE if math.isnan(row["difference"]) else
            f"{gap_text(row['difference'], row['measure'])} ({gap_text(row['low'], row['measure'])} to "
            f"{gap_text(row['high'], row['measure'])}){gap_unit(row['measure'])}",
            str(row["of"]),
        )
        for row in sides.to_dict("records")
    ]  # fmt: skip
    caption = "Difference from the same worlds without the partnerships; below zero: worse with them"
    yield ReportTable(caption, ("Side", "Measure", "Difference", "Of which"), rows, frozenset({2}))


def expectations_section(expectations: pd.DataFrame, trust_names: Mapping[str, str]) -> ReportSection:
    """Return what the scenario expects, with what was found; the heading says how many held."""
    if expectations.empty:
        return ReportSection("Expectations", [])
    counts = expectations["verdict"].value_counts(sort=False)
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    rows = [
        (
            row["statement"], row["verdict"], f"{row['expected']} ({with_names(row['measure'], trust_names)})",
            NO_VALUE if math.isnan(row["found"]) else f"{row['found']:.2f} ({row['low']:.2f} to {row['high']:.2f})",
            row["source"],
        )
        for row in expectations.to_dict("records")
    ]  # fmt: skip
    table = ReportTable(
        "What the evidence leads one to expect", ("Statement", "Verdict", "Expected", "Found", "Source"), rows
    )
    return ReportSection(f"Expectations ({told})", [table])


def with_names(text: str, trust_names: Mapping[str, str]) -> str:
    """Return a text in which names stand for the ids of outcomes and trusts."""
    names = {**{outcome: in_sentence(title_of(outcome)) for outcome in OUTCOMES}, **trust_names}
    return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), text)


def changes_blocks(scenario: Scenario) -> Iterator[Block]:
    """Yield in what a scenario differs from the supplied one that it is or extends."""
    found = differences_from_supplied(scenario)
    if found is None:
        yield "This scenario is the author's own; it extends none of those supplied with the package."
    elif not found:
        yield f"Nothing: it is the scenario {scenario.supplied} as supplied with the package."
    else:
        yield ReportTable(f"Changed from {scenario.supplied}", ("Key", "Supplied", "Here"), found)


def names_table(run: ReportedRun) -> Iterator[ReportTable]:
    """Yield the names that the report uses, with the ids that tables and files use."""
    trusts = [(name, one) for one, name in run.trust_names.items()][:MOST_NAMES]
    yield ReportTable("Trusts", ("Name", "Id"), trusts)
    yield ReportTable("Outcomes", ("Name", "Id", "Meaning"), [(title_of(n), n, o.meaning) for n, o in OUTCOMES.items()])


def inputs_of(run: ReportedRun) -> dict[str, str]:
    """Return what determines the results of a run, in words."""
    scenario = run.scenario
    return {
        "Scenario": scenario.name,
        "Source": scenario.source.strip() or NO_VALUE,
        "Replicates": f"{run.replicates:,}",
        "Months": str(run.months),
        "Seed": str(scenario.seed),
        "Parameters": scenario.parameters_from,
        "Changes by hand": ", ".join(scenario.changed) or "none",
        "Checksum of all inputs": str(run.about.get("inputs") or NO_VALUE),
    }


def parameters_of(scenario: Scenario, partnerships: bool) -> str:
    """Return where parameters come from, in a sentence."""
    told = words_on_parameters(scenario.parameters_from, partnerships)
    return told or "Parameters: defaults."


def run_facts(run: ReportedRun, manifest: Mapping[str, Any]) -> StudyFacts:
    """Return what a run says of itself for the reporting checklist."""
    main = run.scenario.main_outcome.outcome
    engine, seconds = run.about.get("engine") or "either engine", run.about.get("seconds")
    return scenario_facts(
        [run.scenario],
        outcomes=f"{len(OUTCOMES)} outcomes for each trust and replicate, first of all “{title_of(main)}” (id {main}): "
        f"{OUTCOMES[main].meaning}. The data dictionary has all.",
        differences="; ".join(f"{key}: {here} (supplied: {there})" for key, there, here in _changes(run.scenario)),
        comparison="Differences are paired with the same worlds without partnerships (twins)." if run.scenario.has_twin
        else "There is no run without partnerships.",
        execution=f"Simulated by the engine {engine}{f' in {seconds} seconds' if seconds is not None else ''}.",
        versions=manifest.get("versions") or {},
    )  # fmt: skip


def _changes(scenario: Scenario) -> list[tuple[str, str, str]]:
    return differences_from_supplied(scenario) or []


def scenario_facts(
    scenarios: Sequence[Scenario],
    outcomes: str,
    differences: str,
    comparison: str,
    execution: str,
    versions: Mapping[str, str],
    aims: str = "",
) -> StudyFacts:
    """Return what scenarios say of a study; the first is that with which others are compared, or that is varied."""
    first = scenarios[0]
    partnerships = any(scenario.has_partnerships for scenario in scenarios)
    own = ", ".join(f"{name} = {value:g}" for name, value in first.parameters.items())
    set_here = f"Set by the scenario: {own}. " if own else ""
    burn_in = f", after {first.burn_in} months of burn-in" if first.burn_in else ", without burn-in"
    trusts = len(first.described) + (sum(group.trusts for group in first.background_groups))
    over = "parameter sets and replicates" if first.parameters_from == POSTERIOR else "replicates"
    return StudyFacts(
        about=first.about.model_dump(),
        outcomes=outcomes,
        errors=f"Shares have Wilson's 95 % interval, means and differences the t interval over {over}, medians the "
        "band of 5 to 95 %.",
        aims=aims,
        scenarios=[(scenario.title, scenario.description.strip()) for scenario in scenarios],
        differences=differences or "The scenario is as supplied; what it sets is in scenario.yaml.",
        sources="; ".join(dict.fromkeys(scenario.source.strip() for scenario in scenarios if scenario.source.strip()))
        or "The scenario names no source.",
        parameters=f"{parameters_of(first, partnerships)} {set_here}All values, with source or “assumed”, are in "
        "scenario.yaml and in `turnaround list parameters`.",
        initial=f"{trusts} trusts; starting states are those of scenario.yaml, or drawn{burn_in}.",
        length=f"{first.months} months from calendar month {first.start_month}{burn_in}.",
        estimation=f"{first.replicates:,} replicates. {comparison}",
        seed=first.seed,
        execution=execution,
        versions=versions,
    )
