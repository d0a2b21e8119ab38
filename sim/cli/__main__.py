"""`python -m sim.cli` is the command `turnaround`."""

from sim.cli import main

main()
