"""Answers from what runs and sweeps leave: how long something takes, and where it happens.

The statistics are those of libraries that come with the extra `analysis`; they are imported when they are needed.
"""
