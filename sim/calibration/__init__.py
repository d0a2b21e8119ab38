"""Calibration: parameters that the evidence can tell something about, searched and sampled against its patterns."""
