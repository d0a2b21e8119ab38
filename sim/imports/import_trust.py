"""From files that somebody has downloaded to a scenario of a trust like theirs; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.config.errors import FaultsError, Place, Problem, ScenarioError, key_path, nearest_name, problem_at
from sim.config.files import shown
from sim.imports.cells import code_of
from sim.imports.file_readers import read_table
from sim.imports.imported_scenario import (
    FOCUS,
    NEIGHBOUR,
    PARTNER,
    Member,
    identifier_of,
    plain_data,
    scenario_text,
)
from sim.imports.layouts import layouts
from sim.imports.observations import Reading
from sim.imports.published_tables import published_table
from sim.imports.raw_tables import READABLE, raw_tables
from sim.imports.trust_figures import TrustFigures, conflicts, figures_of
from sim.scenario.partial_scenario import Written
from sim.scenario.scenario_loader import scenario_of
from sim.scenario.starting_ratings import rating_faults

MOST_NEIGHBOURS = 3
"""Neighbours that are taken from the region of a trust if none are named."""
TABLES = (".csv", ".txt", ".xlsx", ".ods", "")
"""How names of files end that are read where a folder is given; files that are given themselves are always read."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A scenario made of published files.

    Attributes
    ----------
    text : the file.
    members : its trusts; the first is the one that it is about.
    files : the files that were read, with their kinds.
    not_read : files that are none of the known kinds.
    notes : what was left out or not understood in rows of these trusts.
    others : how many faults there are in rows of other trusts.
    """

    text: str
    members: tuple[Member, ...]
    files: dict[str, str]
    not_read: tuple[str, ...]
    notes: tuple[Problem, ...]
    others: int


def read_published(paths: Sequence[Path]) -> tuple[Reading, list[str]]:
    """Return what files say of all trusts, and which files in folders are of no known kind.

    Parameters
    ----------
    paths : files, and folders of files.

    Raises
    ------
    ScenarioError : every file that cannot be read, or is damaged, or has columns renamed.
    ValueError : there is no file, or a package is missing.
    """
    reading, not_read, problems = Reading(), [], []
    given = set(paths)
    for path in list(files_in(paths)):
        try:
            known = read_file(path, reading)
        except ScenarioError as error:
            problems += error.problems
            continue
        if not known and path in given:
            kinds = ", ".join(layout.title for layout in layouts().values())
            problems.append(problem_at(Place(shown(path)), "", "has the columns of no file that is known", kinds))
        elif not known:
            not_read.append(shown(path))
    if problems:
        raise ScenarioError(problems)
    for code, problem in conflicts(reading.observations):
        reading.fault(code, problem)
    return reading, not_read


def files_in(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield files, and those in folders, in the order of their names.

    Raises
    ------
    ScenarioError : there is no such file or folder, or nothing to read in a folder.
    """
    for path in paths:
        found = [path] if not path.is_dir() else sorted(
            file for file in path.iterdir() if file.is_file() and file.suffix.lower() in TABLES
            and not file.name.startswith((".", "~"))
        )  # fmt: skip
        if not found:
            raise ScenarioError([problem_at(Place(shown(path)), "", "holds no file to read", READABLE)])
        yield from found


def read_file(path: Path, reading: Reading) -> bool:
    """Read the tables of a file; return whether any is of a known kind.

    Raises
    ------
    ScenarioError : the file is damaged, or has columns renamed.
    """
    known = [table for raw in raw_tables(path) if raw.head and (table := published_table(raw)) is not None]
    for table in known:
        read_table(table, reading)
    return bool(known)


def import_trust(
    code: str,
    paths: Sequence[Path],
    partners: Sequence[str] = (),
    neighbours: Sequence[str] = (),
    anonymous: bool = False,
) -> Imported:
    """Return the scenario of a trust that published files make.

    Parameters
    ----------
    code : of the trust, in capitals or not.
    paths : files, and folders of files.
    partners : codes of trusts that might help.
    neighbours : codes of trusts around; if there are none, a few of its region are taken.
    anonymous : leave out names, codes, regions, and files and rows by which trusts could be found.

    Raises
    ------
    ScenarioError : everything that is wrong with the files, by file, row and column, or trusts that none has.
    ValueError : a trust is named twice, or a package is missing.
    """
    focus, helpers, named = code_of(code), [code_of(text) for text in partners], [code_of(text) for text in neighbours]
    refuse_repeated([focus, *helpers, *(other for other in named if other not in helpers)])
    reading, not_read = read_published(paths)
    around = named or neighbours_of(focus, reading, helpers)
    chosen = [focus, *helpers, *(other for other in around if other not in helpers)]
    refuse_unknown(chosen, reading)
    if faults := [fault for one in chosen for fault in reading.faults.get(one, [])]:
        raise ScenarioError(faults)
    rows, notes = [], []
    for one in chosen:
        figures, note = with_possible_ratings(figures_of(one, reading))
        rows.append(figures)
        notes += [*reading.notes.get(one, []), *note]
    roles = [FOCUS, *([PARTNER] * len(helpers)), *([NEIGHBOUR] * (len(chosen) - 1 - len(helpers)))]
    local = {focus, *around}
    members = named_members(rows, roles, local, anonymous)
    text = scenario_text(members, reading.files.values(), anonymous)
    refuse_unsound(text)
    others = sum(len(faults) for one, faults in reading.faults.items() if one not in chosen)
    return Imported(text, members, reading.files, tuple(not_read), tuple(notes), others)


def neighbours_of(focus: str, reading: Reading, helpers: Sequence[str]) -> list[str]:
    """Return a few trusts of the region of a trust: those of its type first, then by their codes."""
    own = reading.trusts.get(focus)
    if own is None or not own.region:
        return []
    same = [one for one, about in reading.trusts.items()
            if about.region == own.region and one not in (focus, *helpers) and one not in reading.faults]  # fmt: skip
    same.sort(key=lambda one: (reading.trusts[one].provider_type != own.provider_type, one))
    return same[:MOST_NEIGHBOURS]


def refuse_repeated(named: Sequence[str]) -> None:
    """Refuse trusts that are named twice, before anything is read.

    Raises
    ------
    ValueError : there is such a trust.
    """
    if again := sorted({one for one in named if named.count(one) > 1}):
        raise ValueError(
            f"{', '.join(again)}: named twice; allowed: each trust once, and the trust itself not as another"
        )


def refuse_unknown(chosen: Sequence[str], reading: Reading) -> None:
    """Refuse trusts that no file has.

    Raises
    ------
    ScenarioError : each of them, with the code that is most like it.
    """
    known = {row.code for row in reading.observations} | set(reading.trusts)
    allowed = f"a code that stands in the files ({len(known)} trusts)"
    unknown = [one for one in chosen if one not in known and one not in reading.faults]
    where = Place(", ".join(reading.files) or "no file")
    if unknown:
        raise ScenarioError(
            problem_at(where, "", f"no row is of trust {one!r}", allowed, nearest_name(one, known)) for one in unknown
        )


def with_possible_ratings(figures: TrustFigures) -> tuple[TrustFigures, list[Problem]]:
    """Return a trust without an overall rating that its domains exclude, as ratings of different years may.

    Returns
    -------
    The trust, and a note on what was left out.
    """
    ratings = {key.removeprefix("rating_"): chosen.value for key, chosen in figures.published.items()
               if key.startswith("rating_")}  # fmt: skip
    if not list(rating_faults(Written({"trusts": [{"published": {"ratings": ratings}}]}))):
        return figures, []
    kept = {key: chosen for key, chosen in figures.published.items() if key != "rating_overall"}
    place = figures.published["rating_overall"].places[0]
    what = f"found {ratings['overall']!r}, which the ratings of the domains exclude in the model; left out"
    missing = (*figures.missing, "overall rating")
    without = TrustFigures(
        figures.code, figures.about, figures.provider_type, kept, figures.history, figures.own, figures.beside, missing
    )
    return without, [problem_at(Place(place.file, place.row), place.column, what)]


def named_members(
    rows: Sequence[TrustFigures], roles: Sequence[str], local: set[str], anonymous: bool
) -> tuple[Member, ...]:
    """Return trusts with what they are called: by code and name, or by role and number."""
    names = [figures.about.name or figures.code for figures in rows]
    members = []
    for position, (figures, role) in enumerate(zip(rows, roles, strict=True)):
        count = roles[:position].count(role) + 1
        if anonymous:
            called = (role, f"The {role}") if role == FOCUS else (f"{role}_{count}", f"{role.capitalize()} {count}")
        else:
            alike = [other for other in names if other.casefold() == names[position].casefold()]
            own = names[position] if len(alike) == 1 else f"{names[position]} ({figures.code})"
            called = (identifier_of(figures.code), own[:200])
        members.append(Member(figures, role, *called, is_local=figures.code in local))
    return tuple(members)


def refuse_unsound(text: str) -> None:
    """Refuse figures that no scenario can have, before anything is written.

    Raises
    ------
    ScenarioError : they make no valid scenario.
    """
    try:
        scenario_of(plain_data(text), "imported")
    except FaultsError as error:
        raise ScenarioError(
            problem_at(Place("the scenario"), key_path(fault.location), fault.what, fault.allowed, fault.nearest)
            for fault in error.faults
        ) from None
