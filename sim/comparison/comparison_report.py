"""The report of a comparison: what happened in each scenario, how sure the differences are, who paid, and the rest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from sim.comparison.comparison_table import ALL_TRUSTS
from sim.outcomes import OUTCOMES
from sim.report.common_sections import assumption_section, limits_section, made_section
from sim.report.rap_levels import rap_section
from sim.report.report_parts import Block, Picture, Report, ReportSection, ReportTable
from sim.report.stress_checklist import STUDY, StudyFacts, stress_section
from sim.results.reported_run import ReportedRun
from sim.results.run_answer import (
    ANY_TRUST,
    NOUGHT,
    gap_text,
    gap_unit,
    happened,
    in_sentence,
    sure_of_difference,
)
from sim.results.run_report import NO_VALUE, scenario_facts, sides_table
from sim.results.sides import PARTNER
from sim.results.summary import Estimate, estimate_of_precision, without_units
from sim.scenario.outcome_titles import title_of
from sim.scenario.provenance import words_on_parameters
from sim.scenario.scenario_differences import differences_between

ANSWER, CHANGES = "answer", "changes"
ALTERNATIVE = "Figure: differences from {} month by month, a row for each variable, with 95 % intervals"


class ReportedComparison(Protocol):
    """What a report needs from a comparison; see `sim.comparison.comparison.Comparison`."""

    @property
    def runs(self) -> Sequence[ReportedRun]:
        """Return what is compared; the first is the reference."""

    @property
    def names(self) -> list[str]:
        """Return the names of the runs."""

    @property
    def titles(self) -> list[str]:
        """Return the titles of the scenarios."""

    @property
    def replicates(self) -> int:
        """Return how many replicates all runs have."""

    @property
    def rows(self) -> pd.DataFrame:
        """Return a row for each scenario, trust and measure."""

    @property
    def sides(self) -> pd.DataFrame:
        """Return what target, partner and neighbours gain or lose in each scenario."""

    @property
    def main(self) -> tuple[str, str | None]:
        """Return the outcome that is shown first, and of which trust; None stands for all."""


def told_in_manifest(comparison: ReportedComparison) -> dict[str, Any]:
    """Return what the manifest of a comparison keeps for its report: the answer, what differs, and the facts."""
    reference = comparison.runs[0].scenario
    changes = {
        name: differences_between(reference, run.scenario)
        for name, run in zip(comparison.names[1:], comparison.runs[1:], strict=True)
    }
    return {ANSWER: answer_of_comparison(comparison), CHANGES: changes, STUDY: asdict(facts_of(comparison, changes))}


def answer_of_comparison(comparison: ReportedComparison) -> list[str]:
    """Return the answer: the main outcome in each scenario, how sure the differences are, and who paid."""
    outcome, trust = comparison.main
    whom = comparison.runs[0].trust_names[trust] if trust else ANY_TRUST
    found = []
    for title, run in zip(comparison.titles, comparison.runs, strict=True):
        outcomes = run.outcomes[run.outcomes["replicate"] < comparison.replicates]
        estimate = estimate_of_precision(without_units(outcomes, run.units, trust), outcome, trust)
        found.append(f"“{title}”: {happened(outcome, whom, estimate)}.")
    return [" ".join(found), " ".join(_sure(comparison, outcome, trust)), " ".join(_paid(comparison, trust))]


def _rows(comparison: ReportedComparison, name: str, measure: str, trust: str | None) -> pd.DataFrame:
    rows = comparison.rows
    return rows[(rows["scenario"] == name) & (rows["measure"] == measure) & (rows["trust"] == (trust or ALL_TRUSTS))]


def _sure(comparison: ReportedComparison, outcome: str, trust: str | None) -> Iterator[str]:
    over_sets = comparison.runs[0].parameters_from == "posterior"
    for name, title in zip(comparison.names[1:], comparison.titles[1:], strict=True):
        row = _rows(comparison, name, outcome, trust).iloc[0]
        gap = Estimate("mean", row["difference"], row["low"], row["high"], row["band"], int(row["n"]))
        told = sure_of_difference(gap, outcome, over_sets)
        yield told if len(comparison.names) == 2 else f"“{title}”: {in_words(told)}"


def in_words(sentence: str) -> str:
    """Return a sentence as it stands behind a colon."""
    return sentence[0].lower() + sentence[1:]


def _paid(comparison: ReportedComparison, trust: str | None) -> Iterator[str]:
    for name, title in zip(comparison.names[1:], comparison.titles[1:], strict=True):
        sides = comparison.sides[(comparison.sides["scenario"] == name) & (comparison.sides["side"] == PARTNER)]
        told = []
        for row in sides[sides["n"] > 0].to_dict("records"):
            bounds = f"{gap_text(row['low'], row['measure'])} to {gap_text(row['high'], row['measure'])}"
            measure = in_sentence(title_of(row["measure"]))
            told.append(
                f"{measure} of the partner differed by {gap_text(row['difference'], row['measure'])} ({bounds})"
            )
        for measure, who in (("cost_to_trust", "the trust"), ("cost_to_centre", "the centre")):
            gap = float(_rows(comparison, name, measure, trust)["difference"].iloc[0])
            if abs(gap) > NOUGHT:
                told.append(f"{who} paid £{abs(gap):.2f}m {'more' if gap > 0.0 else 'less'}")
        paid = ", ".join(told) or "nobody paid more or less that the model counts"
        yield f"In “{title}” {paid}."


def facts_of(comparison: ReportedComparison, changes: Mapping[str, list[tuple[str, str, str]]]) -> StudyFacts:
    """Return what a comparison says of itself for the reporting checklist."""
    outcome, _ = comparison.main
    keys = {name: ", ".join(key for key, _, _ in rows[:12]) for name, rows in changes.items()}
    return scenario_facts(
        [run.scenario for run in comparison.runs],
        outcomes=f"{len(OUTCOMES)} outcomes for each trust and replicate, first of all “{title_of(outcome)}”; "
        "differences in comparison.csv.",
        aims=f"Scenarios are compared with {comparison.runs[0].title}.",
        differences="; ".join(f"{name} differs in {told or 'nothing'}" for name, told in keys.items()),
        comparison="Differences are paired by replicate: replicate k is the same world in every scenario.",
        execution="; ".join(f"{run.scenario_name} by the engine {run.about.get('engine')}" for run in comparison.runs),
        versions={},
    )


def comparison_report(folder: Path, manifest: Mapping[str, Any]) -> Report:
    """Return the report of the comparison in a folder, which need not have its manifest yet."""
    rows = pd.read_csv(folder / "comparison.csv", converters={"trust": str, "scenario": str})
    sides = pd.read_csv(folder / "side_by_side.csv", converters={"scenario": str})
    drawn = manifest["drawn_from"]
    titles = dict(zip([one["name"] for one in manifest["comparison"]], drawn["titles"], strict=True))
    reference, *others = titles
    facts = StudyFacts(**{**manifest[STUDY], "versions": manifest["versions"]})
    parameters = words_on_parameters(drawn["parameters_from"], drawn["has_partnerships"]) or "Parameters: defaults."
    caption = f"Differences from “{titles[reference]}” over time, with 95 % intervals."
    alternative = ALTERNATIVE.format(titles[reference])
    return Report(
        title=f"{', '.join(titles[name] for name in others)}, compared with {titles[reference]}",
        subtitle=" ".join(manifest["remarks"][:1]) if len(others) > 1 else "",
        answer=manifest[ANSWER],
        picture=Picture(folder / "difference.svg", caption, alternative),
        basis=f"{manifest['replicates']:,} replicates of {manifest['months']} months in each, seed {manifest['seed']}, "
        f"paired by common random numbers. {parameters}",
        sections=[
            ReportSection("Differences", list(tables_of_differences(rows, others, titles, drawn))),
            ReportSection("Who gains and who pays", list(_sides(sides, others, titles))),
            ReportSection("In what the scenarios differ", list(_changes(manifest[CHANGES], titles))),
            assumption_section(parameters, facts.about.get("assumptions", "")),
            limits_section(manifest["remarks"]),
            stress_section(facts),
            rap_section(bool(facts.about.get("code_access"))),
            made_section(f"turnaround compare {' '.join(titles)}", inputs_of(manifest), manifest["versions"]),
        ],
    )


def tables_of_differences(
    rows: pd.DataFrame, names: Sequence[str], titles: Mapping[str, str], drawn: Mapping[str, Any]
) -> Iterator[Block]:
    """Yield the outcomes in which scenarios differ from the reference: a table for each scenario and trust."""
    of_outcomes = rows[rows["month"].isna() & (rows["n"] > 0) & rows["measure"].isin(list(OUTCOMES))]
    headers = ("Outcome", "Difference", "Better", "Worse", "Of which")
    for name in names:
        for trust in [trust or ALL_TRUSTS for trust in drawn["shown"]]:
            own = of_outcomes[(of_outcomes["scenario"] == name) & (of_outcomes["trust"] == trust)]
            cells = [difference_row(row) for row in own[own["differ"] > 0].to_dict("records")]
            who = drawn["trust_names"].get(trust, trust)
            yield ReportTable(f"{titles[name]}: {who}", headers, cells, frozenset({1, 2, 3}))
            if same := [title_of(measure) for measure in own[own["differ"] == 0]["measure"]]:
                yield f"No difference in any replicate: {'; '.join(dict.fromkeys(same))}."


def difference_row(row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Return a difference as a row: outcome, difference with interval, shares better and worse, and of which."""
    outcome = row["measure"]
    bounds = f"{gap_text(row['low'], outcome)} to {gap_text(row['high'], outcome)}"
    shares = [NO_VALUE if math.isnan(row[way]) else f"{100 * row[way]:.0f} %" for way in ("better", "worse")]
    unit = gap_unit(outcome).strip()
    title = f"{title_of(outcome)} ({unit})" if unit else title_of(outcome)
    return (title, f"{gap_text(row['difference'], outcome)} ({bounds})", *shares, row["of"])


def _sides(sides: pd.DataFrame, others: list[str], titles: Mapping[str, str]) -> Iterator[Block]:
    for name in others:
        if len(own := sides[sides["scenario"] == name]):
            yield titles[name]
            yield from sides_table(own)


def _changes(changes: Mapping[str, list[list[str]]], titles: Mapping[str, str]) -> Iterator[Block]:
    for name, rows in changes.items():
        if rows:
            yield ReportTable(f"{titles[name]}: changed from the reference", ("Key", "Reference", "Here"), rows)
        else:
            yield f"{titles[name]} is the same scenario as the reference."


def inputs_of(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return what determines the results of a comparison, in words."""
    runs = {one["title"]: f"{one['name']}, checksum {one['inputs']}" for one in manifest["comparison"]}
    return {**runs, "Replicates": f"{manifest['replicates']:,}", "Seed": str(manifest["seed"])}
