"""Finding files by path or by name, and naming them in messages."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.config.arguments import wrong_type
from sim.config.errors import Place, ScenarioError, names_text, nearest_name, problem_at, shorten

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that users write.

    Attributes
    ----------
    noun : what one is called in messages.
    folder : where those lie that come with the package.
    least : what such a file says at least, in words.
    marks : keys by which such a file is known.
    command : what is done with one.
    narrows : nouns of kinds whose marks such a file has as well.
    """

    noun: str
    folder: str
    least: str
    marks: tuple[str, ...]
    command: str
    narrows: tuple[str, ...] = ()

    def shipped(self) -> dict[str, Path]:
        """Return the files that come with the package, by name."""
        return shipped_files(self.folder)


SCENARIO = FileKind(
    "scenario", "scenarios", "at least `title:` and `trusts:`", ("trusts", "background", "extends"), "turnaround run"
)
EXPERIMENT = FileKind(
    "experiment", "experiments", "at least `title:`, `question:`, `scenario:`, `design:` and a factor",
    ("question", "design", "levers", "uncertainties"), "turnaround sweep",
)  # fmt: skip
CALIBRATION = FileKind(
    "calibration", "experiments/calibration", "at least `title:`, `parameters:` and `patterns:`", ("patterns",),
    "turnaround calibrate",
)  # fmt: skip
APPRAISAL = FileKind(
    "appraisal", "experiments/appraisals", "at least `title:`, `question:`, `scenario:` and `options:`", ("options",),
    "turnaround appraise", narrows=("experiment",),
)  # fmt: skip
WAYS = FileKind(
    "goal search", "experiments/ways", "at least `title:`, `question:`, `scenario:`, `levers:` and `goal:`", ("goal",),
    "turnaround ways", narrows=("experiment", "outcome search"),
)  # fmt: skip
REACH = FileKind(
    "outcome search", "experiments/reach",
    "at least `title:`, `question:`, `scenario:`, `levers:`, `outcomes:` and `search:`", ("search",),
    "turnaround reach", narrows=("experiment",),
)  # fmt: skip
KINDS = (SCENARIO, EXPERIMENT, CALIBRATION, APPRAISAL, WAYS, REACH)


def kind_of_name(name: str) -> FileKind | None:
    """Return the kind of the file that comes with the package under a name."""
    return next((kind for kind in KINDS if name in kind.shipped()), None)


def kind_of_keys(keys: Collection[str]) -> FileKind | None:
    """Return the kind of file that has such keys at its top, if only one has, or one that narrows all others."""
    found = [kind for kind in KINDS if any(mark in keys for mark in kind.marks)]
    wider = {noun for kind in found for noun in kind.narrows}
    narrowest = [kind for kind in found if kind.noun not in wider]
    return narrowest[0] if len(narrowest) == 1 else None


def what_it_is(kind: FileKind, name: str) -> str:
    """Return in words what a name or file is that was given in the place of another kind of thing."""
    return f"{shorten(name)} is {a_or_an(kind.noun)} {kind.noun}"


def a_or_an(noun: str) -> str:
    """Return the article of a noun."""
    return "an" if noun[0] in "aeiou" else "a"


def what_a_folder_is(path: Path, file: str) -> tuple[str, str]:
    """Return what is wrong with a folder in the place of a file, and what is allowed.

    Parameters
    ----------
    file : what the file is to be, in words.
    """
    if not (path / "manifest.json").is_file():
        return "is a directory", file
    if (path / "design.parquet").is_file():
        return "is the results folder of a sweep", f"{file}; turnaround status reads results of a sweep"
    return "is a results folder", f"{file}; turnaround plot and turnaround compare read results of a run"


def shipped_folder(folder: str) -> Path:
    """Return a folder that comes with the package; in a checkout it lies beside the package, installed inside it."""
    package = Path(__file__).resolve().parents[1]
    installed = package / f"shipped_{folder}"
    return installed if installed.is_dir() else package.parent / folder


def shipped_files(folder: str) -> dict[str, Path]:
    """Return the YAML files of a folder that comes with the package, by name."""
    return {path.stem: path for path in sorted(shipped_folder(folder).glob("*.yaml"))}


def file_of(source: str | Path, kind: FileKind) -> Path:
    """Return the file that a path or the name of a shipped file stands for.

    Parameters
    ----------
    source : a path or a name.
    kind : what is to be in the file.

    Raises
    ------
    ScenarioError : text that is no path and no name.
    TypeError : it is neither text nor path.
    """
    shipped, noun = kind.shipped(), kind.noun
    if not isinstance(source, str | Path):
        raise wrong_type(noun, source, f"the name of a shipped {noun}, or the path of a file")
    if isinstance(source, str) and source in shipped:
        return shipped[source]
    if isinstance(source, Path) or _looks_like_path(source) or os.path.exists(source):
        return Path(source)
    other = kind_of_name(source)
    if other is not None:
        what, allowed = what_it_is(other, source), f"{a_or_an(noun)} {noun}; try {other.command} {source}"
        raise ScenarioError([problem_at(Place(source), "", what, allowed)])
    what = f"no shipped {noun} or file is called {shorten(source)}"
    allowed = names_text(list(shipped), source)
    raise ScenarioError([problem_at(Place(noun), "", what, allowed, nearest_name(source, shipped))])


def _looks_like_path(text: str) -> bool:
    return os.sep in text or "/" in text or text.endswith(SUFFIXES)


def file_beside(name: str, folder: Path, shipped: Mapping[str, Path]) -> Path | None:
    """Return the file that a name in another file stands for: one as seen from its folder, else a shipped one."""
    if not name or "\0" in name:
        return None
    beside = [folder / (name + suffix) for suffix in ("", *SUFFIXES)]
    try:
        return next((file for file in beside if file.is_file()), None) or shipped.get(name)
    except OSError:
        return None


def shown(path: Path) -> str:
    """Return a path as short as it can be given from the working directory."""
    try:
        return str(followed(path).relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def followed(path: Path) -> Path:
    """Return where a path leads once all links are followed; links that lead in a circle are left as they are."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()
