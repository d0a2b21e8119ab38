"""The report of a sweep: its best and worst points, how sure that is, what it costs, and what each factor does."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.experiments.experiment_schema import difference_of
from sim.experiments.point_values import best_first, outcome_behind
from sim.experiments.sweep_answer import SweepAnswer
from sim.outcomes import OUTCOMES
from sim.report.common_sections import assumption_section, limits_section, made_section
from sim.report.html_page import write_page
from sim.report.rap_levels import rap_section
from sim.report.report_parts import Block, Picture, Report, ReportSection, ReportTable
from sim.report.research_crate import write_crate
from sim.report.stress_checklist import StudyFacts, stress_section
from sim.results.run_answer import figure, gap_text, gap_unit, in_sentence
from sim.results.run_report import NO_VALUE, changes_blocks, parameters_of, scenario_facts
from sim.scenario.outcome_titles import title_of

COSTS = ("cost_to_trust", "cost_to_centre", "partnership_attention")
MOST_POINTS = 12  # at either end
MOST_FACTORS = 6  # whose levels are told in a sentence
CAPTIONS = {
    "lines": "The main outcome at each level of the factor, with its 95 % interval.",
    "surface": "The main outcome at each combination of two factors.",
    "small_multiples": "The main outcome at each combination of the factors, a panel for each level of the others.",
    "main_effects": "The main outcome at each level of a factor, averaged over the other factors.",
    "tornado": "The change in the main outcome that each factor makes, the largest first, with its 95 % interval.",
}
"""What the figures of a sweep show, by name."""

MEANINGS = {
    "design.parquet": "the levels of every factor at each point",
    "scenario.yaml": "the base scenario with every value written out",
    "summary.csv": "each outcome at each point, with its interval",
    "effects.csv": "what each factor does, averaged over the others",
    "report.html": "the report, on one page",
}
"""What the files of a sweep are."""


def sweep_report(found: SweepAnswer) -> Report:
    """Return the report of a complete sweep, whose figures have been drawn in its folder."""
    experiment, folder = found.sweep.experiment, found.sweep.folder
    base = experiment.base
    facts = sweep_facts(found)
    pictures = [picture_of(folder, name) for name in found.figures]
    rows = {
        "Base": base.shown_title, "Design": experiment.design.kind, "Points": f"{len(found.points):,}",
        "Replicates of each": f"{base.replicates:,}", "Seed": str(base.seed),
    }  # fmt: skip
    return Report(
        title=experiment.title,
        subtitle=experiment.question,
        answer=[_best_and_worst(found), _how_sure(found), _cost(found)],
        picture=pictures[0] if pictures else None,
        basis=f"{len(found.points):,} points of {base.replicates:,} replicates each, {base.months} months, seed "
        f"{base.seed}. {parameters_of(base, base.has_partnerships)}",
        sections=[
            ReportSection("What each factor does", list(effects_blocks(found))),
            ReportSection("Best and worst points", [points_table(found)]),
            ReportSection("More figures", pictures[1:]),
            ReportSection("What was changed from the scenario supplied", list(changes_blocks(base))),
            assumption_section(parameters_of(base, base.has_partnerships), base.about.assumptions),
            limits_section(["Nothing is said of values outside the ranges of the design."]),
            stress_section(facts),
            rap_section(bool(base.about.code_access)),
            made_section(f"turnaround sweep {experiment.name}", rows, facts.versions),
        ],
    )


def write_sweep_report(found: SweepAnswer) -> Path:
    """Write `report.html`, and what a repository reads, into the folder of a sweep whose answer was saved."""
    experiment = found.sweep.experiment
    path = write_page(sweep_report(found), found.sweep.folder)
    about = {"written": found.sweep.written, "versions": found.sweep.versions}
    write_crate(found.sweep.folder, experiment.title, experiment.question, about, MEANINGS)
    return path


def picture_of(folder: Path, name: str) -> Picture:
    """Return a figure of a sweep as a picture."""
    caption = CAPTIONS[name]
    return Picture(folder / "figures" / f"{name}.svg", caption, f"Figure: {caption[0].lower()}{caption[1:-1]}")


def name_of(outcome: str) -> str:
    """Return an outcome, or its difference from doing nothing, in words."""
    if outcome in OUTCOMES:
        return title_of(outcome)
    return f"{title_of(outcome.removesuffix(difference_of('')))}, difference from no partnerships"


def levels_text(found: SweepAnswer, row: Any) -> str:
    """Return the levels of a point, such as `support 0.8, scrutiny 1`; with whole keys where ends are alike."""
    keys = [factor.key for factor in found.sweep.experiment.factors]
    short = [key.rpartition(".")[2].replace("_", " ") for key in keys]
    names = short if len(set(short)) == len(short) else keys
    shown = [f"{name} {_level(row[key])}" for name, key in zip(names, keys, strict=True)]
    return ", ".join([*shown[:MOST_FACTORS], *(["…"] if len(shown) > MOST_FACTORS else [])])


def _level(cell: Any) -> str:
    return f"{cell:.3g}" if isinstance(cell, float) else str(cell)


def value_text(found: SweepAnswer, value: float) -> str:
    """Return a value of the outcome of a sweep with its unit; a difference with its sign."""
    if found.outcome in OUTCOMES:
        return figure(value, found.outcome)
    behind = found.outcome.removesuffix(difference_of(""))
    return f"{gap_text(value, behind)}{gap_unit(behind)}"


def _best_and_worst(found: SweepAnswer) -> str:
    ranked = found.ranked
    first, last = ("highest", "lowest") if best_first(found.outcome) is None else ("best", "worst")
    told = [
        f"{value_text(found, row['value'])} at the {word} point ({levels_text(found, row)})"
        for word, row in ((first, ranked.iloc[0]), (last, ranked.iloc[-1]))
    ]
    return f"{name_of(found.outcome)}, {found.about}: {told[0]}, and {told[1]}."


def _how_sure(found: SweepAnswer) -> str:
    best = found.ranked.iloc[0]
    interval = f"{value_text(found, best['low'])} to {value_text(found, best['high'])}"
    alike, others = found.as_good_as_the_best, len(found.ranked) - 1
    known = "" if math.isnan(best["low"]) else f"The 95 % interval of the first is {interval}. "
    return (
        f"{known}{alike:,} of {others:,} other points cannot be told from it, replicate by replicate. This is about "
        "chance; what partnerships do is assumed."
    )


def _cost(found: SweepAnswer) -> str:
    """Return what the best point costs against the worst, as far as the sweep keeps costs."""
    ranked, summary = found.ranked, found.summary
    told = []
    for name in COSTS:
        values = summary[summary["outcome"] == name].set_index("point")["value"]
        if len(values):
            one, other = (values[ranked["point"].iloc[at]] for at in (0, -1))
            told.append(f"{in_sentence(title_of(name))} {figure(one, name)} against {figure(other, name)}")
    if not told:
        kept = "cost_to_trust and cost_to_centre"
        return f"Who paid cannot be told: the sweep does not keep {kept} (add them to its outcomes)."
    return f"What it costs at the first point against the last: {', '.join(told)}."


def effects_blocks(found: SweepAnswer) -> Iterator[Block]:
    """Yield the effect of each factor as a table, or why there is none."""
    if found.why_no_effects:
        yield f"{found.why_no_effects[0].upper()}{found.why_no_effects[1:]}."
    if len(found.effects):
        rows = [
            (
                str(row["factor"]), str(row["level"]), _number(row["mean"]),
                _with_interval(row["effect"], row["effect_low"], row["effect_high"]),
            )
            for row in found.effects.to_dict("records")
        ]  # fmt: skip
        unit = outcome_behind(found.outcome).unit
        caption = f"Mean over the other factors, and change from the first level ({unit})"
        yield ReportTable(caption, ("Factor", "Level", "Mean", "Change"), rows, frozenset({1, 2, 3}))


def points_table(found: SweepAnswer) -> ReportTable:
    """Return the best points, and the worst, with their levels."""
    ranked = found.ranked
    shown = ranked if len(ranked) <= 2 * MOST_POINTS else ranked.iloc[[*range(MOST_POINTS), *range(-MOST_POINTS, 0)]]
    rows = [
        (
            str(row["point"]), *(_level(row[factor.key]) for factor in found.sweep.experiment.factors),
            f"{value_text(found, row['value'])} ({value_text(found, row['low'])} to {value_text(found, row['high'])})",
        )
        for row in shown.to_dict("records")
    ]  # fmt: skip
    left_out = len(ranked) - len(shown)
    caption = f"{name_of(found.outcome)}, best first" + (
        f"; {left_out:,} points between are in summary.csv" if left_out else ""
    )
    headers = ("Point", *(factor.key for factor in found.sweep.experiment.factors), "Value")
    return ReportTable(caption, headers, rows, frozenset(range(1, len(headers))))


def _number(value: float) -> str:
    return NO_VALUE if math.isnan(value) else f"{value:.3f}"


def _with_interval(value: float, low: float, high: float) -> str:
    if math.isnan(value):
        return NO_VALUE
    return f"{value:+.3f}" if math.isnan(low) else f"{value:+.3f} ({low:+.3f} to {high:+.3f})"


def sweep_facts(found: SweepAnswer) -> StudyFacts:
    """Return what a sweep says of itself for the reporting checklist."""
    experiment = found.sweep.experiment
    factors = ", ".join(
        f"{factor.key} ({', '.join(factor.labels) if factor.levels else f'{factor.low:g} to {factor.high:g}'})"
        for factor in experiment.factors
    )
    return scenario_facts(
        [experiment.base],
        outcomes=f"Kept for each run: {', '.join(experiment.outcome_names)}. Shown first: “{name_of(found.outcome)}”.",
        aims=f"{experiment.question} Design: {experiment.design.kind}, {len(found.points):,} points over {factors}.",
        differences=f"Points differ in {', '.join(found.sweep.factors)} alone; see design.parquet.",
        comparison="Replicate k is the same world at every point (common random numbers).",
        execution=f"{found.sweep.planned:,} runs.",
        versions=found.sweep.versions,
    )
