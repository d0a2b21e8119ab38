"""A run on the terminal: the main outcome, the outcomes that matter, and the expectations."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.outcomes import OUTCOMES
from sim.results.expectations import NOT_APPLICABLE
from sim.results.run_answer import answer_of
from sim.results.summary import SHOWN, difference_from_twin, estimate, of_which
from sim.scenario.outcome_titles import title_of
from sim.scenario.parameter_sets import draws_from_posterior
from sim.scenario.provenance import OVER_SETS, OWN_SETS, words_on_partnerships

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from rich.table import Table

    from sim.results.run import Run
    from sim.runs.stream import Stream
    from sim.scenario.scenario_schema import Scenario


ALL = "all trusts"


def figure_text(value: float, unit: str) -> str:
    """Return a figure with a suitable number of digits; a share as a percentage."""
    if math.isnan(value):
        return "-"
    if unit == "share":
        return f"{100 * value:.0f} %"
    if unit in ("months", "number", "classes"):
        return f"{value:.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def of_all(replicates: int) -> str:
    """Return the note, for a title, that rows are of all replicates, unless they say otherwise."""
    return f"of all {replicates:,} replicates unless a row says of which"


def unless_all(of: str) -> str:
    """Return a note, to follow what is measured, of which replicates it is, if it is not of all."""
    return "" if of.startswith("all ") else f", of {of}"


def trust_groups_of(run: Run) -> list[str | None]:
    """Return the trusts that get a block each on the terminal; None stands for all together."""
    return list(run.focal_trusts) if 0 < len(run.focal_trusts) <= 4 else [None]


def outcome_table(run: Run) -> Table:
    """Return the outcomes of the focal trusts (or of all) as a table with bands, and of which replicates they are."""
    from rich.table import Table

    title = f"Outcomes, {of_all(run.replicates)}{over_sets(run.scenario, 'bands')}"
    table = Table(title=title, title_justify="left", header_style="bold")
    right = ("value", "from", "to", "n", "difference from no partnership")
    compares = len(run.twin_outcomes) > 0
    headers = (
        "trust",
        "outcome",
        "statistic",
        "value",
        "from",
        "to",
        "band",
        "n",
        *(["difference from no partnership"] if compares else []),
    )
    for header in headers:
        table.add_column(header, justify="right" if header in right else "left", overflow="fold")
    for trust in trust_groups_of(run):
        for name in SHOWN:
            found = estimate(run.outcomes, name, trust)
            if found.count == 0:
                continue
            unit = OUTCOMES[name].unit
            value, low, high = (figure_text(number, unit) for number in (found.value, found.low, found.high))
            label = run.trust_names[trust] if trust else "all trusts"
            unit_note = "" if unit in ("share", "months") else f" ({unit})"
            of = of_which(name, found.count, run.replicates, 1 if trust else len(run.trust_names))
            about = name + unit_note + unless_all(of)
            cells = [label, about, found.statistic, value, low, high, found.band, str(found.count)]
            if compares:
                cells.append(difference_text(run, name, trust))
            table.add_row(*cells)
        table.add_section()
    return table


def difference_text(run: Run, outcome: str, trust: str | None) -> str:
    """Return the mean paired difference from the twin without partnerships, with its 95 % interval and its n."""
    if OUTCOMES[outcome].needs_twin:
        return ""
    found = difference_from_twin(run.outcomes, run.twin_outcomes, outcome, trust)
    if math.isnan(found.low):
        return "-"
    factor, digits = (100, 0) if OUTCOMES[outcome].unit == "share" else (1, 1 if abs(found.value) >= 1 else 3)
    value, low, high = (f"{factor * number:+.{digits}f}" for number in (found.value, found.low, found.high))
    return f"{value} ({low} to {high}; n = {found.count})"


FEW = (
    "recovered_within_36",
    "recovered_within_60",
    "exit_within_36",
    "months_in_special_measures",
    "relapsed_once_recovered",
    "good_or_better",
    "performance_change_60",
    "cost_to_centre",
)
"""Outcomes that a run prints without --verbose, of one trust or of all."""


def answer_lines(run: Run) -> list[str]:
    """Return the answer of a run in sentences, and whether the precision that was asked for is reached."""
    lines = list(answer_of(run))
    asked = run.about.get("precision")
    if asked is None:
        return lines
    reached = "reached" if run.main_outcome.half_width <= asked else "NOT reached"
    return [*lines, f"precision of {asked:g} {reached} with {run.replicates} replicates"]


def few_outcomes(run: Run) -> Table:
    """Return the outcomes that matter most, of the trust that the main outcome is about, or of all."""
    from rich.table import Table

    main = run.scenario.main_outcome.trust
    trust = main or (run.focal_trusts[0] if len(run.trust_names) == 1 else None)
    own = run.summary[run.summary["trust"] == (trust or ALL)]
    rows = {row["outcome"]: row for row in own.to_dict("records")}
    compares = len(run.twin_outcomes) > 0
    title = f"{run.trust_names[trust] if trust else 'All trusts'}{over_sets(run.scenario, 'bands')}"
    table = Table(title=title, title_justify="left", header_style="bold")
    for header in ("outcome", "value", "interval or band", *(["difference from no partnership"] if compares else [])):
        table.add_column(header, justify="left" if header == "outcome" else "right", overflow="fold")
    for name in FEW:
        if name in rows and (row := rows[name])["n"] > 0:
            unit = OUTCOMES[name].unit
            value, low, high = (figure_text(row[key], unit) for key in ("value", "low", "high"))
            about = title_of(name) + ("" if unit in ("share", "months") else f" ({unit})") + unless_all(row["of"])
            gap = [difference_text(run, name, trust)] if compares else []
            table.add_row(about, value, f"{low} to {high}", *gap)
    return table


def expectation_lines(run: Run) -> list[str]:
    """Return the expectations that did not hold, or that all held; nothing where there are none."""
    found = run.expectations
    if found.empty:
        return []
    if (found["verdict"] == NOT_APPLICABLE).all():
        return ["Expectations are not checked: they are about the scenario as it was, without your changes."]
    lines = [
        f"{row['verdict'].capitalize()}: {row['statement']} (expected {row['expected']}, found "
        f"{'no value' if math.isnan(row['found']) else format(row['found'], '.2f')}; {row['source']})"
        for row in found[found["verdict"] != "held"].to_dict("records")
    ]
    held = int((found["verdict"] == "held").sum())
    return [*lines, f"Expectations that held: {held} of {len(found)}"]


def expectation_table(run: Run) -> Table:
    """Return the expectations with what was found, held or not held."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title="Expectations", title_justify="left", header_style="bold", show_lines=True)
    for header in ("statement", "measure", "expected", "found", "interval or band", "held?", "source"):
        table.add_column(header, overflow="fold")
    for row in run.expectations.to_dict("records"):
        found = "-" if math.isnan(row["found"]) else f"{row['found']:.2f}"
        interval = "-" if math.isnan(row["low"]) else f"{row['low']:.2f} to {row['high']:.2f} ({row['band']})"
        colour = {"held": "green", "not held": "red"}.get(row["verdict"], "yellow")
        verdict = Text(row["verdict"], style=colour)
        table.add_row(
            row["statement"],
            row["measure"],
            row["expected"],
            f"{found} (of {row['of']})",
            interval,
            verdict,
            row["source"],
        )
    return table


def running_table(summary: pd.DataFrame, verbose: bool = False) -> Table:
    """Return the summary of a run of which outcomes were not kept in memory, as a table for the terminal."""
    from rich.table import Table

    title = "Outcomes, of all replicates unless a row says of which"
    table = Table(title=title, title_justify="left", header_style="bold")
    for header in ("trust", "outcome", "statistic", "value", "from", "to", "band", "n"):
        table.add_column(header, justify="right" if header in ("value", "from", "to", "n") else "left", overflow="fold")
    names = list(dict.fromkeys(summary["trust"]))
    for trust in names if len(names) <= 5 else names[-1:]:
        for row in summary[summary["trust"] == trust].to_dict("records"):
            if row["outcome"] not in (SHOWN if verbose else FEW) or row["n"] == 0:
                continue
            unit = row["unit"]
            value, low, high = (figure_text(row[key], unit) for key in ("value", "low", "high"))
            unit_note = "" if unit in ("share", "months") else f" ({unit})"
            name = row["outcome"] + unit_note + unless_all(row["of"])
            table.add_row(trust, name, row["statistic"], value, low, high, row["band"], str(row["n"]))
        table.add_section()
    return table


def size(count: float) -> str:
    """Return bytes in words."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{max(count / 1e6, 1):.0f} MB"


def opening_line(scenario: Scenario) -> str:
    """Return what would be simulated: title, replicates and months."""
    twin = ", each also run without partnerships (twin)" if scenario.has_twin else ""
    runs = f"{scenario.replicates} replicates of {scenario.months} months"
    return f"{scenario.shown_title}: {runs}{twin}{own_sets(scenario)}"


def own_sets(scenario: Scenario) -> str:
    """Return a note, to follow the number of replicates, that each has its own parameter set, if so."""
    return f", {OWN_SETS}" if draws_from_posterior(scenario) else ""


def over_sets(scenario: Scenario, bands: str) -> str:
    """Return a note, for a title, that bands are also over parameter sets, if so."""
    return f"; {bands} are {OVER_SETS}" if draws_from_posterior(scenario) else ""


def partnership_line(scenario: Scenario, partnerships: bool) -> list[str]:
    """Return the note that partnership effects are assumed, if there are partnerships."""
    return [words_on_partnerships(scenario.parameters_from)] if partnerships else []


def plan_of_stream(stream: Stream, folder: Path) -> str:
    """Return what a run straight into a folder would do, in lines."""
    plan = stream.plan
    return "\n".join(
        (
            opening_line(stream.scenario),
            *partnership_line(stream.scenario, stream.scenario.has_partnerships),
            f"{len(stream.trusts)} trusts; engine: {stream.engine}, {plan.threads} x {plan.chunk} replicates at a time",
            f"keeps {stream.options.keep}: {', '.join(stream.names)}",
            f"peak memory about {size(plan.memory)}, whatever the number of replicates",
            f"would be written to {folder}; nothing was simulated",
        )
    )


def plan_of_everything(scenario: Scenario, engine: str, folder: Path) -> str:
    """Return what a run that keeps everything would do, in lines."""
    from sim.engine.selection import chosen_engine
    from sim.runs.stream import memory_for_everything
    from sim.scenario.model_inputs import trust_ids

    chosen = chosen_engine(engine, scenario, scenario.replicates, own_class=False)
    memory = size(memory_for_everything(scenario))
    return "\n".join(
        (
            opening_line(scenario),
            *partnership_line(scenario, scenario.has_partnerships),
            f"{len(trust_ids(scenario))} trusts; engine: {chosen}",
            f"keeps everything: peak memory about {memory}, growing with replicates; --keep outcomes needs less",
            f"would be written to {folder}; nothing was simulated",
        )
    )
