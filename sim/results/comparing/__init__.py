"""Twins compared: what one scenario changes against another in the same worlds, replicate by replicate."""

from sim.results.comparing.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
