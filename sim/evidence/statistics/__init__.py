"""Statistics of simulated worlds, each computed as its source computed it."""
