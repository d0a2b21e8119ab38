"""The generated tables of the guide."""

from __future__ import annotations

from collections.abc import Callable

from sim.document.markdown import markdown
from sim.model.glossary import glossary


def terms() -> str:
    """Return the glossary."""
    return markdown(
        ("term", "meaning", "source"), ((name, term.meaning, term.source) for name, term in glossary().items())
    )


TABLES: dict[str, Callable[[], str]] = {"glossary": terms}
