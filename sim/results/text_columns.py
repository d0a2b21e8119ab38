"""CSV files with columns of text that may be empty from top to bottom, of which pandas would make numbers."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import pandas as pd


def read_csv_with_text(source: Path | IO[bytes], *names: str) -> pd.DataFrame:
    r"""Return a CSV file as a table in which columns of these names are text, empty where nothing is written.

    Parameters
    ----------
    names : of columns; those that the file does not have are passed over.

    Examples
    --------
    >>> from io import BytesIO
    >>> table = read_csv_with_text(BytesIO(b"pattern,figure,value\\nP03a,,25.3\\n"), "figure", "unit")
    >>> table["figure"].tolist()
    ['']
    """
    table = pd.read_csv(source, dtype=dict.fromkeys(names, str))
    return table.fillna({name: "" for name in names if name in table})
