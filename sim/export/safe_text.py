"""Text that no spreadsheet takes for a formula."""

from __future__ import annotations

import pandas as pd

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Characters with which a cell begins that a spreadsheet may run, among them those of full width."""


def is_formula(text: object) -> bool:
    """Return whether a spreadsheet may take text for a formula.

    Examples
    --------
    >>> is_formula("=1+1"), is_formula("a = b"), is_formula(-1.5)
    (True, False, False)
    """
    return isinstance(text, str) and text.lstrip(" ").startswith(BEGINS_A_FORMULA)


def as_text(text: object) -> object:
    """Return text with an apostrophe before it where a spreadsheet may take it for a formula; all else as it is."""
    return f"'{text}" if is_formula(text) else text


def neutralised(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table of which no cell of text, and no heading, is taken for a formula; numbers stay numbers."""
    safe = {}
    for name in frame.columns:
        column = frame[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            categories = [as_text(word) for word in column.cat.categories]
            safe[as_text(name)] = column.cat.rename_categories(categories)
        elif pd.api.types.is_string_dtype(column.dtype) or column.dtype == object:
            safe[as_text(name)] = column.map(as_text, na_action="ignore")
        else:
            safe[as_text(name)] = column
    return pd.DataFrame(safe)
