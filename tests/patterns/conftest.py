"""The directions as data for the tests, since test modules cannot import each other by name."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def load_directions() -> ModuleType:
    """Return the module of directions that lies beside this file."""
    if "directions" not in sys.modules:
        spec = importlib.util.spec_from_file_location("directions", Path(__file__).with_name("directions.py"))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["directions"] = module
        spec.loader.exec_module(module)
    return sys.modules["directions"]


@pytest.fixture(scope="session")
def directions() -> ModuleType:
    return load_directions()
