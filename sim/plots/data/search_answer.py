"""What every search over levers has found, in words."""

from __future__ import annotations

from typing import Protocol


class SearchAnswer(Protocol):
    """A search over levers, as far as its figure and its folder tell of it in words."""

    @property
    def title(self) -> str:
        """Return the title of the search."""
        ...

    @property
    def headline(self) -> str:
        """Return what was looked for."""
        ...

    @property
    def words(self) -> list[str]:
        """Return what was found."""
        ...

    @property
    def remarks(self) -> list[str]:
        """Return what a reader must know."""
        ...
