"""Common random numbers: the same world for replicate k, whichever engine simulates it."""
