"""The compiled engine: the same rules over arrays of records, made machine code by Numba."""
