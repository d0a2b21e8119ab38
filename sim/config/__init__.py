"""Reading, merging and checking the YAML files that users write: scenarios, experiments and calibrations alike."""
