"""The theory: one module a process, plain functions over anything that has the named attributes.

A rule takes entities (see `sim.model.state`), the parameters (see `sim.parameters`) and noise that is handed in:
a `shock` is a standard normal number, a `chance` a uniform one between 0 and 1. It returns a number, or writes
attributes of the entity it is named for. It uses + - * /, comparisons, branches and loops only, so that a person and
a compiler read the same function and get the same bits.
"""
