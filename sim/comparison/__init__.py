"""Comparison of scenarios in the same worlds, replicate by replicate."""

from sim.comparison.comparison import Comparison
from sim.comparison.sources import compare

__all__ = ["Comparison", "compare"]
