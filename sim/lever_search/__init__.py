"""Searches over levers: all the ways to a goal, and which combinations of outcomes can be reached at all."""
