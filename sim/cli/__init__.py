"""The command `turnaround`: parses, calls, prints. Imports are inside the commands, so that help is quick."""

from __future__ import annotations

import click

from sim.cli.judging import calibrate, evidence
from sim.cli.keeping import ablation, coverage, document, mechanisms
from sim.cli.looking import describe, list_names, plot, schema, validate
from sim.cli.running import compare, run
from sim.cli.sweeping import status, sweep


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="turnaround-sim", prog_name="turnaround")
def main() -> None:
    """Simulate how failing health-care organisations decline and are turned around, and what partnerships do to that.

    Start with: turnaround run case_b_buddying
    """


for command in (
    run, compare, sweep, status, evidence, calibrate, validate, list_names, describe, schema, plot,
    document, mechanisms, ablation, coverage,
):  # fmt: skip
    main.add_command(command)
