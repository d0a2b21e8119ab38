"""A run on the terminal: the main outcome, the outcomes that matter, and the expectations."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.outcomes import OUTCOMES
from sim.results.summary import SHOWN, difference_from_twin, estimate, of_which
from sim.scenario.parameter_sets import draws_from_posterior
from sim.scenario.provenance import OVER_SETS, OWN_SETS, band_in_words, words_on_partnerships

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from rich.table import Table

    from sim.results.run import Run
    from sim.runs.stream import Stream
    from sim.scenario.scenario_schema import Scenario


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


def main_outcome_line(run: Run) -> str:
    """Return the main outcome in one sentence, with its interval and of which replicates it is."""
    main = run.scenario.main_outcome
    found = run.main_outcome
    outcome = OUTCOMES[main.outcome]
    about = run.trust_names[main.trust] if main.trust else "all trusts"
    value, low, high = (figure_text(number, outcome.unit) for number in (found.value, found.low, found.high))
    band = band_in_words(found.band, run.parameters_from)
    line = f"{main.outcome}, {about}: {found.statistic} {value} ({band} {low} to {high}, of {run.main_outcome_of})"
    asked = run.about.get("precision")
    if asked is None:
        return line
    reached = "reached" if found.half_width <= asked else "NOT reached"
    return f"{line}\nprecision of {asked:g} {reached} with {run.replicates} replicates"


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


def running_table(summary: pd.DataFrame) -> Table:
    """Return the summary of a run of which outcomes were not kept in memory, as a table for the terminal."""
    from rich.table import Table

    title = "Outcomes, of all replicates unless a row says of which"
    table = Table(title=title, title_justify="left", header_style="bold")
    for header in ("trust", "outcome", "statistic", "value", "from", "to", "band", "n"):
        table.add_column(header, justify="right" if header in ("value", "from", "to", "n") else "left", overflow="fold")
    names = list(dict.fromkeys(summary["trust"]))
    for trust in names if len(names) <= 5 else names[-1:]:
        for row in summary[summary["trust"] == trust].to_dict("records"):
            if row["outcome"] not in SHOWN or row["n"] == 0:
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
