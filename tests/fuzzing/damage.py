"""Ways to spoil files and folders: structure-aware changes of YAML texts, and harm to what a results folder holds."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from ruamel.yaml import YAML

TOKENS = (
    "[/b]",
    "[red]x[/red]",
    "{{x}}",
    "%s%n",
    "$\\frac{",
    "<script>",
    "&amp;",
    "'",
    '"',
    "\\",
    "#",
    ":",
    "- ",
    "|",
    ">-",
    "? ",
    "\x00",
    "\x07",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\u00a0",
    "\u200b",
    "\u2013",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\ufffe",
    "\U0001f600",
    "!!python/object:os.system",
    "!x",
    "*x",
    "&x",
    "<<: *x",
    "%YAML 1.1\n---\n",
    "---",
    "...",
    "\t",
    "\r",
    "~",
    "null",
    "yes",
    "no",
    "on",
    "true",
    ".nan",
    "-.inf",
    "1e400",
    "0x" + "f" * 300,
    "9" * 400,
    "-1",
    "0",
    "60.0",
    "60.5",
    "1_000",
    "2020-01-01",
    "12:30:45",
    "../../../etc/passwd",
    "/etc/passwd",
    "/dev/zero",
    "/dev/stdin",
    "C:\\x",
    "",
    " ",
    "\n",
    "x" * 5000,
    "[" * 60,
    "{" * 60,
    "[]",
    "{}",
    "[[]]",
    "{a: {b: c}}",
    "as_it_is",
    "buddying",
    "green_bay",
    "exit_within_36",
    "parameters.gaming",
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2,
    60.0,
    0.5,
    -0.5,
    1e308,
    -1e308,
    10**30,
    10**400,
    "",
    "x",
    [],
    {},
    [None],
    [[1]],
    {"": 1},
    {"levels": []},
    {"low": 1, "high": 0},
    "null",
    "good",
    "Requires improvement",
    float("nan"),
    float("inf"),
)


def spoiled(text: str, random: Random) -> str:
    """Return a YAML text changed in a few places, in its tree or in its letters."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        change = random.choice((in_the_tree, in_the_tree, in_the_tree, in_the_letters))
        text = change(text, random)
    return text


@cache
def tree_of(text: str) -> Any:
    """Return the tree of a YAML text, of which the same few are spoiled again and again."""
    return YAML(typ="safe", pure=True).load(text)


def in_the_tree(text: str, random: Random) -> str:
    """Return a YAML text with one value, key or item of its tree changed; the letters where it has no tree."""
    try:
        tree = deepcopy(tree_of(text))
    except Exception:
        return in_the_letters(text, random)
    places = list(branches(tree))
    if not places:
        return in_the_letters(text, random)
    branch = random.choice(places)
    keys = list(branch) if isinstance(branch, dict) else list(range(len(branch)))
    if not keys:
        return in_the_letters(text, random)
    key, way = random.choice(keys), random.randrange(6)
    if way == 0:
        branch[key] = random.choice(VALUES)
    elif way == 1:
        branch[key] = random.choice(TOKENS)
    elif way == 2:
        del branch[key]
    elif way == 3:
        branch[key] = random.choice(places)
    elif isinstance(branch, dict) and way == 4:
        branch[str(random.choice((*TOKENS, f"{key}s", str(key)[:-1])))] = branch.pop(key)
    elif isinstance(branch, list):
        branch.append(branch[key])
    try:
        return json.dumps(tree, indent=1)  # JSON is YAML
    except (ValueError, RecursionError):
        return text


def branches(node: Any) -> list[Any]:
    """Return every mapping and list of a tree."""
    inner = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    found = [node] if isinstance(node, dict | list) else []
    return found + [branch for part in inner for branch in branches(part)]


def in_the_letters(text: str, random: Random) -> str:
    """Return a text with a token put in, a piece cut out, or lines doubled, lost or swapped."""
    at, lines = random.randrange(len(text) + 1), text.splitlines(keepends=True)
    way = random.randrange(5)
    if way == 0 or not lines:
        return text[:at] + random.choice(TOKENS) + text[at:]
    if way == 1:
        return text[:at] + text[at + random.randrange(1, 40) :]
    if way == 2:
        return text[:at]
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    if way == 3:
        lines.insert(one, lines[other])
    else:
        lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def cut_off(path: Path, random: Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: random.randrange(len(data) + 1)])


def flipped(path: Path, random: Random) -> None:
    data = bytearray(path.read_bytes()) or bytearray(b"x")
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    path.write_bytes(data)


def lengthened(path: Path, random: Random) -> None:
    path.write_bytes(path.read_bytes() + random.randbytes(random.randrange(1, 100)))


def lost(path: Path, random: Random) -> None:
    path.unlink()


def renamed(path: Path, random: Random) -> None:
    path.rename(path.with_name(f"x{path.name}"))


def replaced_by_another(path: Path, random: Random) -> None:
    others = sorted(other for other in path.parent.iterdir() if other.is_file())
    data = random.choice(others).read_bytes()
    path.unlink()
    path.write_bytes(data)


def replaced_by_a_pipe(path: Path, random: Random) -> None:
    path.unlink()
    os.mkfifo(path)


def replaced_by_a_link(path: Path, random: Random) -> None:
    path.unlink()
    path.symlink_to(random.choice(("/dev/zero", "/dev/null", "/nowhere", path.name, "/etc/passwd", ".")))


def replaced_by_a_folder(path: Path, random: Random) -> None:
    path.unlink()
    path.mkdir()
    (path / "mine").write_text("mine")


def edited_json(path: Path, random: Random) -> None:
    """Change a value of a manifest; of any other file a bit."""
    if path.suffix != ".json":
        flipped(path, random)
        return
    tree = json.loads(path.read_text())
    branch = random.choice([part for part in branches(tree) if part])
    key = random.choice(list(branch) if isinstance(branch, dict) else range(len(branch)))
    branch[key] = random.choice(
        [value for value in VALUES if value is None or isinstance(value, str | int | list | dict)]
    )
    path.write_text(json.dumps(tree))


HARM: tuple[Callable[[Path, Random], None], ...] = (
    cut_off,
    flipped,
    lengthened,
    lost,
    renamed,
    replaced_by_another,
    replaced_by_a_pipe,
    replaced_by_a_link,
    replaced_by_a_folder,
    edited_json,
)


def damaged_copy(folder: Path, place: Path, random: Random) -> list[str]:
    """Copy a results folder and harm a file or two of it; return what was done."""
    shutil.copytree(folder, place)
    done = []
    for _ in range(random.choice((1, 1, 2))):
        files = sorted(path for path in place.rglob("*") if path.is_file() and not path.is_symlink())
        if files:
            harm, path = random.choice(HARM), random.choice(files)
            harm(path, random)
            done.append(f"{path.relative_to(place)} {harm.__name__}")
    return done
