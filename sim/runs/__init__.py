"""Simulating scenarios: in memory with twins, or streamed into a folder."""
