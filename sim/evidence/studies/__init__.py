"""Studies: what partnerships, support, oversight and every lever do in paired worlds, committed as tables.

Each is made by `turnaround studies NAME`, which writes its tables into this folder; with `--worlds` in fewer worlds.
All commands as they were last run stand in the first line of each table. In full:

    turnaround studies contexts
    turnaround studies support
    turnaround studies mixes
    turnaround studies levers
"""
