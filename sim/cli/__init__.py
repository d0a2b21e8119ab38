"""The command `turnaround`: parses, calls, prints. Imports are inside the commands, so that help is fast."""

from __future__ import annotations

import gc
import os

import click

from sim.cli.analysis_commands import discover, survival
from sim.cli.attribution_commands import appraise, why
from sim.cli.evidence_commands import answers, calibrate, evidence, refit
from sim.cli.export_commands import export, report
from sim.cli.inspect_commands import describe, list_names, plot, schema, validate
from sim.cli.lever_search_commands import reach, ways
from sim.cli.maintenance_commands import ablation, coverage, document, mechanisms, population, screen, studies
from sim.cli.own_trust_commands import hindcast, import_figures, partners, register
from sim.cli.page_commands import page
from sim.cli.run_commands import compare, run
from sim.cli.sweep_commands import rank, sensitivity, status, sweep


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="turnaround-sim", prog_name="turnaround")
def main() -> None:
    """Simulate how failing NHS organisations decline and recover, and how partnerships affect that.

    Start with: turnaround run case_b_buddying
    """
    # Matrices are small: several threads would only wait for each other, most of all where other processes compute.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # To look for garbage after every 700 new objects, as is usual, takes a tenth of the time of a short command.
    gc.set_threshold(100_000)


for command in (
    run, compare, page, why, appraise, ways, reach, sweep, status, sensitivity, rank, survival, discover,
    evidence, answers, calibrate, refit,
    validate, list_names, describe, schema, plot, export, report,
    import_figures, partners, hindcast, register,
    document, mechanisms, ablation, coverage, screen, population, studies,
):  # fmt: skip
    main.add_command(command)
