"""Tables of `EVIDENCE.md`: committed results of the evidence, the calibration, its check, the ablation, and studies."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.calibration.ablation import ablation_file
from sim.calibration.calibration_loader import shipped_calibrations
from sim.calibration.calibration_summary import IDENTIFIED, NOT, WEAKLY
from sim.calibration.coverage import compared, coverage
from sim.calibration.screening import FREE
from sim.document.markdown import markdown
from sim.document.study_tables import levers, mixes, regimes_compared, support_compared, types_compared
from sim.evidence.assessment import assessment_summary as accounted
from sim.evidence.assessment import read_committed
from sim.evidence.facts import facts
from sim.evidence.headline_answers import answers_file, answers_in_words
from sim.evidence.lost_directions import lost_directions_file, lost_directions_in_words
from sim.evidence.mechanisms import mechanisms
from sim.evidence.patterns import patterns
from sim.evidence.predictive import predictive_table, score_of
from sim.parameters import parameter_table
from sim.results.text_columns import read_csv_with_text
from sim.scenario.scenario_schema import DEFAULTS, POSTERIOR
from sim.views.calibration_view import settling_told

IDENTIFIED_IN_WORDS = {IDENTIFIED: "are well identified", WEAKLY: "weakly", NOT: "not at all"}


def results_of(calibration: str) -> Path:
    """Return the folder of the committed results of a shipped calibration."""
    return shipped_calibrations()[calibration].with_suffix("")


def account() -> str:
    """Return how many patterns pass, with the defaults and over the posterior sample."""
    lines = []
    for title, source in (("With the defaults", DEFAULTS), ("Over the posterior sample", POSTERIOR)):
        lines += [f"{title}:", "", *(f"- {line}" for line in accounted(read_committed(source))), ""]
    return "\n".join(lines).strip()


def predicted() -> str:
    """Return where the record lies in what the model would show, the least likely first."""
    table = predictive_table(read_committed(POSTERIOR), read_committed(DEFAULTS))
    rows = [
        (
            row["pattern"],
            _title(row),
            row["use"],
            _number(row["record"]),
            _number(row["predicted"]),
            *(_number(row[reason]) for reason in ("parameters", "replicates", "observation")),
            f"{row['tail']:.2g}",
        )
        for row in table.to_dict("records")
    ]
    scores = {source: score_of(read_committed(source)) for source in (DEFAULTS, POSTERIOR)}
    said = "; ".join(f"{source} {score:.3f}" for source, (score, _) in scores.items())
    header = ("", "figure", "use", "record", "model", "parameters", "replicates", "observation", "tail")
    return f"Mean score over {len(table)} figures (0 is best): {said}.\n\n{markdown(header, rows)}"


def record() -> str:
    """Return every pattern of the record with its band and what the model shows."""
    return _judged("PN")


def directions() -> str:
    """Return every direction with the settings it is read off."""
    return _judged("D")


def cases() -> str:
    """Return every expectation of the case studies."""
    return _judged("C")


def _judged(letters: str) -> str:
    shipped, uncertain = read_committed(DEFAULTS), read_committed(POSTERIOR)
    rows = []
    for row, other in zip(shipped.to_dict("records"), uncertain.to_dict("records"), strict=True):
        if row["pattern"][0] not in letters:
            continue
        figure = f": {row['figure']}" if row["figure"] and letters != "C" else ""
        what = row["what"] if letters == "C" else f"{row['title']}{figure} ({row['what']})"
        rows.append(
            (
                row["pattern"],
                what,
                f"`{row['scenario']}`",
                row["source"],
                row["band"],
                f"{_number(row['value'])} [{_number(row['low'])}, {_number(row['high'])}]",
                row["unit"],
                row["n"],
                row["verdict"],
                f"{_number(other['value'])} ({other['verdict']})",
            )
        )
    header = ("", "what", "scenario", "source", "band", "model", "unit", "n", "verdict", "over the posterior")
    return markdown(header, rows)


def settings() -> str:
    """Return the settings in which each direction is read."""
    rows = []
    for name, pattern in patterns().items():
        if name.startswith("D"):
            second = " or ".join("; ".join(own) or "as it is" for own in pattern.seconds)
            first = "; ".join(pattern.first) or "as it is"
            if pattern.energies:
                first, second = f"work on values and staff {', '.join(map(str, pattern.energies))}", ""
            both = [*pattern.changes, *(["each partnership in turn, and none"] if pattern.forms else [])]
            rows.append((name, f"`{pattern.scenario}`", "; ".join(both), first, second))
    return markdown(("", "scenario", "in both", "first", "less second"), rows)


def identified() -> str:
    """Return what the evidence says of each free parameter."""
    table = pd.read_csv(results_of("national") / "identified.csv")
    rows = [
        (
            f"`{row['parameter']}`",
            row["title"],
            f"{_number(row['low'])} to {_number(row['high'])}",
            _number(row["default"]),
            f"{_number(row['posterior_low'])} to {_number(row['posterior_high'])}",
            f"{100 * row['width_left']:.0f} %",
            row["identified"],
        )
        for row in table.to_dict("records")
    ]
    header = ("parameter", "meaning", "prior", "default", "posterior, 5-95 %", "of the prior's width", "identified?")
    counts = table["identified"].value_counts()
    said = ", ".join(f"{counts.get(word, 0)} {words}" for word, words in IDENTIFIED_IN_WORDS.items())
    return f"Of {len(table)} parameters, {said}.\n\n{markdown(header, rows)}"


def answers() -> str:
    """Return the answers to the headline questions, with what they rest on that is not known."""
    return "\n".join(f"- {line}" for line in answers_in_words(pd.read_csv(answers_file())))


def directions_lost() -> str:
    """Return the directions that are lost over the posterior sample, with what decides whether they hold."""
    return "\n".join(f"- {line}" for line in lost_directions_in_words(pd.read_csv(lost_directions_file())))


def calibration() -> str:
    """Return how the calibration went."""
    diagnostics = json.loads((results_of("national") / "diagnostics.json").read_text(encoding="utf-8"))
    return f"{diagnostics['evaluations']:,} parameter sets were simulated. {settling_told(diagnostics)}"


def _figures_in(table: str) -> pd.DataFrame:
    """Return a table of the national calibration with a row for each figure; a figure may have no name of its own."""
    return read_csv_with_text(results_of("national") / f"{table}.csv", "figure")


def _title(row: Mapping[Hashable, Any]) -> str:
    return f"{row['title']}: {row['figure']}" if row["figure"] else str(row["title"])


def unmet() -> str:
    """Return the figures that the posterior sample mostly misses, and those that conflict."""
    fit = _figures_in("pattern_fit")
    rows = [
        (
            row["pattern"],
            _title(row),
            f"{_number(row['band_low'])} to {_number(row['band_high'])}",
            f"{_number(row['value'])} ({_number(row['low'])} to {_number(row['high'])})",
            f"{100 * row['inside']:.0f} %",
        )
        for row in fit[fit["inside"] < 0.5].to_dict("records")
    ]
    missed = markdown(("", "figure", "band", "median of the sample, 5-95 %", "of the sets within the band"), rows)
    conflicts = read_csv_with_text(results_of("national") / "conflicts.csv", "other")
    told = [
        f"- {row['figure']} and {row['other']} (at best {row['together']:.1f} standard deviations off)"
        if row["other"]
        else f"- {row['figure']} by itself (at best {row['together']:.1f} standard deviations off)"
        for row in conflicts.to_dict("records")
    ]
    said = [missed if rows else "No figure is missed by half of the sets.", "\n".join(told) or "No figures conflict."]
    return "\n\n".join(said)


def left_out() -> str:
    """Return what figures are predicted to be with their pattern and, by weights, without it."""
    rows = [
        (
            row["pattern"],
            _title(row),
            f"{_number(row['band_low'])} to {_number(row['band_high'])}",
            *(f"{_number(row[by])} ± {_number(row[f'{by}_spread'])}" for by in ("fitted", "left_out")),
            *(f"{row[f'{by}_tail']:.2g}" for by in ("fitted", "left_out")),
            f"{row['sets']:.0f}",
        )
        for row in _figures_in("left_out").to_dict("records")
    ]
    header = ("", "figure", "band", "fitted", "left out", "tail, fitted", "tail, left out", "worth in sets")
    return markdown(header, rows)


def refits() -> str:
    """Return what figures are predicted to be without their pattern, by weights and by a calibration without it."""
    rows = [
        (
            row["pattern"],
            _title(row),
            f"{_number(row['band_low'])} to {_number(row['band_high'])}",
            *(f"{_number(row[by])} ± {_number(row[f'{by}_spread'])}" for by in ("left_out", "refit")),
            *(f"{row[f'{by}_tail']:.2g}" for by in ("left_out", "refit")),
        )
        for row in _figures_in("refits").to_dict("records")
    ]
    return markdown(("", "figure", "band", "by weights", "by a refit", "tail, by weights", "tail, by a refit"), rows)


def screened() -> str:
    """Return the parameters that the screening found free, and what each moves most."""
    table = pd.read_csv(results_of("national") / FREE)
    rows = [
        (f"`{row['parameter']}`", parameter_table()[row["parameter"]].meaning, row["figures_moved"], row["moves_most"])
        for row in table.to_dict("records")
    ]
    moved = markdown(("parameter", "meaning", "figures moved", "most of all (in errors of the figure)"), rows)
    return f"{len(table)} of {len(parameter_table())} parameters are free.\n\n{moved}"


def methods_compared() -> str:
    """Return how often the intervals of each method hold a known truth, how wide they are, and what they cost."""
    rows = [
        (
            row["method"].replace("_", " "),
            row["trials"],
            f"{100 * row['coverage']:.1f} % ({100 * row['low']:.1f} to {100 * row['high']:.1f})",
            f"{100 * row['width_left']:.0f} %",
            f"{row['evaluations']:,.0f}",
            f"{row['seconds']:.1f}",
        )
        for row in compared(pd.read_csv(results_of("reduced_wide") / "methods.csv")).to_dict("records")
    ]
    header = ("method", "trials", "90 % intervals that hold the truth", "of the priors' width left", "sets simulated",
              "seconds of a processor")  # fmt: skip
    return markdown(header, rows)


def calibrator() -> str:
    """Return how often intervals of the calibrator hold a truth that is known."""
    checked = pd.read_csv(results_of("reduced") / "coverage.csv")
    share, low, high = coverage(checked)
    own = checked.groupby("parameter", sort=False)
    rows = [
        (f"`{name}`", f"{100 * rows_of['holds'].mean():.0f} %", f"{100 * rows_of['width_left'].mean():.0f} %")
        for name, rows_of in own
    ]
    trials = checked["trial"].nunique()
    table = markdown(("parameter", "90 % intervals that hold the truth", "of the prior's width left, on average"), rows)
    return (
        f"{table}\n\nIn {trials} trials, {100 * share:.1f} % of the 90 % intervals hold the truth "
        f"(95 % interval of that share {100 * low:.1f} to {100 * high:.1f} %)."
    )


def ablation() -> str:
    """Return what is lost when a mechanism is switched off."""
    table = pd.read_csv(ablation_file()).fillna("")
    rows = [
        (row["mechanism"], row["what"], row["lost"], row["made_up_by"], row["still_lost"], row["needed"])
        for row in table.to_dict("records")
        if row["lost"]
    ]
    header = ("", "mechanism", "lost without it", "parameters that may make up for it", "still lost", "needed?")
    return markdown(header, rows)


def unneeded() -> str:
    """Return the mechanisms that no pattern and no case needs, by name."""
    table = pd.read_csv(ablation_file()).fillna("")
    said = mechanisms()
    parts = []
    for verdict, title in (
        ("made up for", "Made up for by related parameters"),
        ("no", "Needed by no pattern and no case"),
        ("cannot be determined", "Switched off in one scenario only, so that it cannot be determined"),
    ):
        names = table.loc[table["needed"] == verdict, "mechanism"].tolist()
        parts.append(f"{title} ({len(names)}): {'; '.join(f'{name} {said[name].what}' for name in names) or 'none'}.")
    return "\n\n".join(parts)


def bases() -> str:
    """Return how many facts rest on what."""
    counted = facts().groupby("basis").size()
    meaning = {
        "read": "a published text says it",
        "computed": "own computation from public data",
        "derived": "worked out from other rows",
        "gap": "looked for and not found",
    }
    return markdown(
        ("basis", "meaning", "facts"), [(name, said, counted.get(name, 0)) for name, said in meaning.items()]
    )


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3g}"


TABLES: dict[str, Callable[[], str]] = {
    table.__name__: table
    for table in (
        account,
        predicted,
        record,
        directions,
        directions_lost,
        settings,
        cases,
        bases,
        answers,
        calibration,
        screened,
        unmet,
        left_out,
        refits,
        methods_compared,
        identified,
        calibrator,
        ablation,
        unneeded,
        types_compared,
        support_compared,
        mixes,
        regimes_compared,
        levers,
    )
}
