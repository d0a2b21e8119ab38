"""Finding files by path or by name, and naming them in messages."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sim.config.arguments import wrong_type
from sim.config.errors import Place, ScenarioError, names_text, nearest_name, problem_at, shorten

SUFFIXES = (".yaml", ".yml")


def shipped_files(folder: str) -> dict[str, Path]:
    """Return the YAML files of a folder that comes with the package, by name.

    In a checkout it lies beside the package; in an installed package it lies inside.
    """
    package = Path(__file__).resolve().parents[1]
    installed = package / f"shipped_{folder}"
    found = installed if installed.is_dir() else package.parent / folder
    return {path.stem: path for path in sorted(found.glob("*.yaml"))}


def file_of(source: str | Path, shipped: Mapping[str, Path], noun: str) -> Path:
    """Return the file that a path or the name of a shipped file stands for.

    Parameters
    ----------
    source : a path or a name.
    shipped : the files that have names.
    noun : what is in such a file, for messages, such as `scenario`.

    Raises
    ------
    ScenarioError : text that is no path and no name.
    TypeError : it is neither text nor path.
    """
    if not isinstance(source, str | Path):
        raise wrong_type(noun, source, f"the name of a shipped {noun}, or the path of a file")
    if isinstance(source, str) and source in shipped:
        return shipped[source]
    if isinstance(source, Path) or _looks_like_path(source) or os.path.exists(source):
        return Path(source)
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
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
