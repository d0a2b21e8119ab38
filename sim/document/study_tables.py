"""Tables of the studies in `EVIDENCE.md`: types compared, support beside them, mixes of oversight, and every lever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from sim.document.markdown import markdown
from sim.evidence.studies.contexts_study import CONTEXT, MEASURES, REFERENCE
from sim.evidence.studies.levers_study import COMPARABLE
from sim.evidence.studies.mixes_study import CORNERS, QUANTILES
from sim.evidence.studies.study_files import command_of, read_table
from sim.evidence.studies.support_study import ALONE, NOTHING, SAME

CLOSEST = 10  # pairs of types that differ in the fewest measures

Row = dict[str, Any]


def types_compared() -> str:
    """Return every measure of every type at the reference context, and which types are hardest to tell apart."""
    table = read_table("contexts")
    here = table[(table[list(CONTEXT)] == list(REFERENCE)).all(axis=1)]
    found = {(row["type"], row["measure"]): row for row in records(here)}
    rows = [(f"`{kind}`", *(in_words(found[kind, name]) for name in MEASURES)) for kind in here["type"].unique()]
    names = [name.replace("_", " ") for name in MEASURES]
    meaning = "\n".join(f"- {name}: {said}" for name, said in zip(names, MEASURES.values(), strict=True))
    return f"{source('contexts', here)}\n\n{markdown(('type', *names), rows)}\n\n{meaning}\n\n{told_apart()}"


def told_apart() -> str:
    """Return how many pairs of types differ beyond 99 % bounds, and those that differ in fewest measures."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for row in records(read_table("types")):
        pairs.setdefault((row["first"], row["second"]), []).append(row["measure"].replace("_", " "))
    closest = sorted(pairs.items(), key=lambda pair: len(pair[1]))[:CLOSEST]
    rows = [(f"`{first}`", f"`{second}`", ", ".join(measures)) for (first, second), measures in closest]
    account = f"{len(pairs)} pairs of types differ beyond 99 % bounds in at least one measure. The closest are:"
    return f"{account}\n\n{markdown(('first', 'second', 'differ in'), rows)}"


def support_compared() -> str:
    """Return what support and each type make of the same failing trust, and at what cost."""
    table = read_table("support")
    measures = tuple(table["measure"].unique())
    options: dict[tuple[str, float], dict[tuple[str, str], str]] = {}
    for row in records(table):
        cells = options.setdefault((row["option"], row["support"]), {})
        cells[row["compared_with"], row["measure"]] = in_words(row)
    keys = [(other, name) for other in (NOTHING, SAME) for name in measures]
    rows = [
        (name_of(option), f"{support:g}", *(cells.get(key, "") for key in keys))
        for (option, support), cells in options.items()
    ]
    titles = [f"{name}{', £m' if name == 'cost' else ''}" for name in measures]
    header = ("what is done", "support", *titles, *(f"{title}, beyond {SAME}" for title in titles))
    return f"{source('support', table)}\n\n{markdown(header, rows)}"


def name_of(option: str) -> str:
    """Return the name of what is done, types as in scenarios."""
    return option if option == ALONE else f"`{option}`"


def mixes() -> str:
    """Return how good each mix of scrutiny and support is, which is best, and how sure that is."""
    table = read_table("mixes")
    own = table[table["what"] != "grid"]
    places = list(own[["of", "outcome"]].drop_duplicates().itertuples(index=False, name=None))
    rows = [mix_row(records(own[(own["of"] == of) & (own["outcome"] == outcome)])) for of, outcome in places]
    header = (
        "of", "outcome", "at scrutiny 0, 0.1 to 1, support the rest", "chosen mix",
        *(f"its gain over {corner}" for corner in CORNERS), "an inner mix beats both corners in", "surely in",
        f"scrutiny of the best mix: {' / '.join(QUANTILES)}", "best: no scrutiny / inner / full scrutiny", "sets",
    )  # fmt: skip
    return f"{source('mixes')}\n\n{markdown(header, rows)}\n\n{where_best(records(own))}"


def mix_row(own: list[Row]) -> tuple[str, ...]:
    """Return the row of one outcome of one place."""
    said = {row["what"]: row for row in own}
    shown = [f"{row['value']:.3g}" for row in own if row["what"] == "mix"]
    best = [row["value"] for row in own if row["what"] == "share of sets in which it is best"]
    beaten = said["share of sets in which an inner mix beats both corners"]
    gains = [said[f"chosen mix, gain over {corner}"] for corner in CORNERS]
    return (
        own[0]["of"],
        own[0]["outcome"],
        ", ".join(shown),
        f"{gains[0]['scrutiny']:g}",
        *(in_words(gain) for gain in gains),
        in_words(beaten),
        in_words(said["the same, surely"]),
        " / ".join(f"{said[f'scrutiny of the best mix, {part}']['value']:.2g}" for part in QUANTILES),
        f"{best[0]:.3g} / {sum(best[1:-1]):.3g} / {best[-1]:.3g}",
        f"{beaten['n']:.0f}",
    )


def where_best(own: list[Row]) -> str:
    """Return over which range of the parameter that moves the optimum most each mix is best."""
    parts: dict[tuple[str, str, str], list[str]] = {}
    for row in own:
        name, best, _ = row["what"].partition(" where it is best")
        if best:
            ranges = parts.setdefault((row["of"], row["outcome"], name), [])
            ranges.append(f"{row['scrutiny']:g} from {row['low']:.3g} to {row['high']:.3g} ({row['n']:.0f} sets)")
    lines = [f"- {of}, {outcome}: `{name}`; scrutiny {'; '.join(each)}" for (of, outcome, name), each in parts.items()]
    return "\n".join(["The parameter that goes most with the best mix, and where each mix is best:", "", *lines])


def regimes_compared() -> str:
    """Return every measure under every regime, and what is published of it."""
    table = read_table("regimes")
    regimes = list(table["regime"].unique())
    found = {(row["measure"], row["regime"]): row for row in records(table)}
    rows = []
    for measure in dict.fromkeys(table["measure"]):
        own = {regime: found[measure, regime] for regime in regimes if (measure, regime) in found}
        said = [f"`{regime}`: {row['published']}" for regime, row in own.items() if isinstance(row["published"], str)]
        cells = (in_words(own[regime]) if regime in own else "–" for regime in regimes)
        rows.append((measure, *cells, "; ".join(said)))
    header = ("measure", *(f"`{regime}`" for regime in regimes), "published")
    return f"{source('regimes', table)}\n\n{markdown(header, rows)}"


def levers() -> str:
    """Return for each lever the scenario and the outcome in which it shows most."""
    shown: dict[str, list[Row]] = {}
    for row in records(read_table("levers")):
        own = shown.setdefault(row["lever"], [])
        if row["low"] > 0.0 or row["high"] < 0.0:
            own.append(row)
    rows = [lever_row(lever, own) for lever, own in shown.items()]
    header = ("lever", "levels", "scenario", "outcome", "of", "worlds", "change", "shows in")
    return f"{source('levers')}\n\n{markdown(header, rows)}"


def lever_row(lever: str, own: list[Row]) -> tuple[str, ...]:
    """Return the row of a lever from the scenarios in which it shows; shares and levels come first."""
    if not own:
        return (f"`{lever}`", *("–",) * 6, "no scenario")
    most = max(own, key=lambda row: (row["unit"] in COMPARABLE, abs(row["value"])))
    return (
        f"`{lever}`",
        f"{most['low_level']} to {most['high_level']}",
        f"`{most['scenario']}`",
        f"`{most['outcome']}` ({most['unit']})",
        most["trust"],
        f"{most['n']}",
        in_words(most),
        f"{len({row['scenario'] for row in own})} scenarios",
    )


def records(table: pd.DataFrame) -> list[Row]:
    """Return the rows of a table by the names of its columns."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def in_words(found: Mapping[str, Any]) -> str:
    """Return a value with its 99 % interval; a dash where it is missing."""
    if pd.isna(found["value"]):
        return "–"
    if pd.isna(found["low"]) or found["low"] == found["high"]:
        return f"{found['value']:.3g}"
    return f"{found['value']:.3g} [{found['low']:.3g}, {found['high']:.3g}]"


def source(name: str, table: pd.DataFrame | None = None) -> str:
    """Return the command that made a table, where all of it is, and in how many worlds it rests on."""
    said = f"`{command_of(name)}`; the whole table is `sim/evidence/studies/{name}.csv`. Means with 99 % intervals"
    return f"{said}{'' if table is None else in_worlds(table['n'])}."


def in_worlds(counts: Iterable[int]) -> str:
    """Return in words how many worlds each figure rests on."""
    least, most = min(counts), max(counts)
    return f"; {most} worlds" if least == most else f"; {most} worlds, fewer ({least} at least) where not all show it"
