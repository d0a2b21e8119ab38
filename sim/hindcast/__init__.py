"""What was observed, laid over what was simulated: how well a band held, and what surprised."""
