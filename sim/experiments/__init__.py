"""Experiments: files that vary a scenario, their designs, and sweeps over them that can be stopped and resumed."""
