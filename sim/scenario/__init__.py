"""Scenario files: what they may say, how they are read, merged and checked, and how they are written back."""
