"""Calibration: parameters that the evidence informs, searched and sampled against its patterns."""
