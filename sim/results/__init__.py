"""What a run leaves: trajectories, events, partnerships, outcomes, and the folder that holds them."""
