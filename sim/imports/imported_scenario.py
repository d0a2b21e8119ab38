"""The scenario file that is made of published figures: every value with its file, row, date and unit as a comment."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from sim.imports.cells import month_text
from sim.imports.trust_figures import DOMAINS, Chosen, TrustFigures
from sim.scenario.provenance import LIKE_YOURS

WIDTH = 100
"""Characters of a line of comment."""
PLACES = 3
"""Places of a sum that are named one by one; of more only the first and the last."""
FOCUS, PARTNER, NEIGHBOUR = "trust", "partner", "neighbour"
AREA = "local_area"


@dataclass(frozen=True, slots=True)
class Member:
    """A trust of the scenario that is made, and as what it is in it.

    Attributes
    ----------
    role : `trust`, `partner` or `neighbour`.
    id, name : what it is called in the file.
    is_local : whether it is in the local health economy of the trust.
    """

    figures: TrustFigures
    role: str
    id: str
    name: str
    is_local: bool


def scenario_text(members: Sequence[Member], kinds: Iterable[str], anonymous: bool) -> str:
    """Return the scenario file of some trusts, the first of which it is about.

    Parameters
    ----------
    kinds : the kinds of the files that were read; one that was read more often is there more often.
    """
    focus = members[0]
    data = CommentedMap()
    data["title"] = "A trust like yours" if anonymous else f"A trust like {focus.name[:150]}"
    data["description"] = f"{LIKE_YOURS} Its figures are published; the rest of its state is inferred."
    data["source"] = "; ".join(f"{kind} ({count})" for kind, count in sorted(Counter(kinds).items()))
    latest = focus.figures.latest
    if latest is not None:
        data["start_month"] = (latest + 1) % 12 + 1
        note(data, "start_month", [f"the calendar month after {month_text(latest)}, the last with figures"], 0)
    data["main_outcome"] = CommentedMap({"trust": focus.id})
    data["local_health_economies"] = CommentedSeq([CommentedMap({"id": AREA})])
    data["trusts"] = CommentedSeq([trust_entry(member, anonymous) for member in members])
    data.yaml_set_start_comment("\n".join(opening_lines(members)))
    return to_text(data)


def opening_lines(members: Sequence[Member]) -> list[str]:
    """Return what stands at the top of the file: what it is, and what is missing."""
    lines = [LIKE_YOURS, "Made by turnaround import from published files. Missing figures are inferred:"]
    for member in members:
        missing = f"{member.id}: {', '.join(member.figures.missing) or 'nothing is missing'}"
        lines += wrap(missing, WIDTH, initial_indent="  ", subsequent_indent="    ")
    return lines


def trust_entry(member: Member, anonymous: bool) -> CommentedMap:
    """Return a trust as it is written."""
    figures = member.figures
    entry = CommentedMap({"id": member.id, "name": member.name, "provider_type": figures.provider_type})
    if figures.about.provider_type is None:
        note(entry, "provider_type", ["no file says it"], 4)
    if member.is_local:
        entry["local_health_economy"] = AREA
    for key, chosen in figures.own.items():
        entry[key] = number(chosen.value) if key != "sites" else int(float(chosen.value))
        note(entry, key, lines_on(chosen, anonymous), 4)
    entry["published"] = published_entry(figures, anonymous)
    lines = [line for name, chosen in figures.beside.items() for line in
             wrap(f"{name} {number(chosen.value):g}, not used: {in_words(chosen, anonymous)}", WIDTH)]  # fmt: skip
    if lines:
        note(entry, "published", lines, 4)
    return entry


def published_entry(figures: TrustFigures, anonymous: bool) -> CommentedMap:
    """Return what is published of a trust as it is written."""
    entry = CommentedMap()
    ratings = CommentedMap()
    for domain in DOMAINS:
        if (chosen := figures.published.get(f"rating_{domain}")) is not None:
            ratings[domain] = chosen.value
            note(ratings, domain, lines_on(chosen, anonymous), 8)
    if ratings:
        entry["ratings"] = ratings
    for key, chosen in figures.published.items():
        if not key.startswith("rating_"):
            entry[key] = int(float(chosen.value)) if chosen.unit == "months" else number(chosen.value)
            note(entry, key, lines_on(chosen, anonymous), 6)
    if figures.history:
        entry["history"] = CommentedSeq([past_entry(ago, rows, anonymous) for ago, rows in figures.history.items()])
    return entry


def past_entry(ago: int, rows: dict[str, Chosen], anonymous: bool) -> CommentedMap:
    """Return figures of the past as they are written."""
    entry = CommentedMap({"months_ago": ago})
    for key, chosen in rows.items():
        entry[key] = number(chosen.value)
        note(entry, key, lines_on(chosen, anonymous), 10)
    return entry


def number(value: float | str) -> float:
    """Return a figure as it is written: with a point even where it is whole."""
    return float(value)


def note(entry: CommentedMap, key: str, lines: Sequence[str], indent: int) -> None:
    """Write lines of comment before a key."""
    entry.yaml_set_comment_before_after_key(key, before="\n".join(lines), indent=indent)


def lines_on(chosen: Chosen, anonymous: bool) -> list[str]:
    """Return unit, date and place of a figure as lines of comment."""
    return wrap(in_words(chosen, anonymous), WIDTH)


def in_words(chosen: Chosen, anonymous: bool) -> str:
    """Return unit, date and place of a figure; without files and rows, by which a trust could be found, if asked."""
    parts = [chosen.unit, chosen.dates, *([chosen.remark] if chosen.remark else [])]
    if anonymous:
        return "; ".join([*parts, *sorted({place.kind for place in chosen.places})])
    places = [f"{place.file}, row {place.row}, {place.column}" for place in chosen.places]
    if len(places) > PLACES:
        places = [places[0], f"{len(places) - 2} more files or rows", places[-1]]
    return "; ".join([*parts, *places])


def to_text(data: CommentedMap) -> str:
    """Return the file as text."""
    yaml = YAML(typ="rt", pure=True)
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    yaml.width = 4096
    text = io.StringIO()
    yaml.dump(data, text)
    return text.getvalue()


def identifier_of(code: str) -> str:
    """Return the id of a trust: its code with what an id may not have replaced."""
    return re.sub("[^A-Za-z0-9]+", "_", code).strip("_")[:64] or "trust"


def plain_data(text: str) -> Any:
    """Return what a scenario file says, without its comments."""
    return YAML(typ="safe", pure=True).load(text)
