"""Libraries of the extra `analysis`, imported when they are needed, and asked for where they are missing."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any


def library(module: str, name: str) -> Any:
    """Return a module of a library that is installed only with the extra `analysis`.

    Parameters
    ----------
    module : what is imported.
    name : what the library is called.

    Raises
    ------
    ValueError : it is not installed.
    """
    try:
        with warnings.catch_warnings():  # of further libraries that it could use
            warnings.simplefilter("ignore")
            return import_module(module)
    except ImportError as error:
        raise ValueError(f"this needs {name} ({error}): pip install 'turnaround-sim[analysis]'") from None
