"""What the terminal shows of runs, comparisons, sweeps, evidence and calibrations, and of every name."""
