"""All tests, and every process they start, test the files at hand, however pytest was started."""

from __future__ import annotations

import os
from pathlib import Path

CHECKOUT = str(Path(__file__).resolve().parents[1])

os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (CHECKOUT, os.environ.get("PYTHONPATH"))))
