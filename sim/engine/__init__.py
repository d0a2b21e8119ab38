"""The monthly simulation engine."""
