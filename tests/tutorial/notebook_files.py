"""Notebooks as they are kept: run from top to bottom, and without noise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

FOLDER = Path(__file__).parents[2] / "experiments" / "tutorial"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
KEPT_OF_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def without_noise(notebook: Any) -> Any:
    """Return a notebook without counts, times, names of machines, and what one run leaves and another does not."""
    notebook.metadata = nbformat.from_dict(KEPT_OF_METADATA)
    for number, cell in enumerate(notebook.cells, 1):
        cell.id, cell.metadata = f"cell-{number}", {}
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = [kept for output in cell.outputs if (kept := without_noise_of_output(output)) is not None]
    return notebook


def without_noise_of_output(output: Any) -> Any:
    """Return an output without counts and names in memory; nothing for what is said on the side."""
    if output.output_type == "stream" and output.name == "stderr":
        return None
    if "data" in output:
        if output.data.get("text/html") == "":  # a bar that has gone
            return None
        output.metadata = {}
        output.pop("execution_count", None)
        if output.output_type == "execute_result":
            output.execution_count = None
        if "image/png" in output.data:
            output.data["text/plain"] = "<figure>"
    return output


def texts_of(notebook: Any) -> list[str]:
    """Return what code cells print and show, without pictures."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs]
