"""Run a notebook in a folder and write it there: in a process of its own, whose sockets end with it."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

if __name__ == "__main__":
    place, path = Path(sys.argv[1]), Path(sys.argv[2])
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(place)}}).execute()
    nbformat.write(notebook, place / path.name)
