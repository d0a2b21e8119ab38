"""The command `turnaround`: parses, calls, prints. Imports are inside the commands, so that help is fast."""

from __future__ import annotations

import gc
import os

import click

from sim.cli.analysis_commands import discover, survival
from sim.cli.attribution_commands import appraise, why
from sim.cli.evidence_commands import answers, calibrate, evidence
from sim.cli.inspect_commands import describe, list_names, plot, schema, validate
from sim.cli.maintenance_commands import ablation, coverage, document, mechanisms, population, screen, studies
from sim.cli.own_trust_commands import hindcast, import_figures, partners, register
from sim.cli.run_commands import compare, run
from sim.cli.sweep_commands import sensitivity, status, sweep


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="turnaround-sim", prog_name="turnaround")
def main() -> None:
    """Simulate how failing NHS organisations decline and recover, and how partnerships affect that.

    Start with: turnaround run case_b_buddying
    """
    # Matrices are small: several threads would only wait for each other, most of all where other processes compute.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Imports and figures make many objects that stay and hardly a circle: commands are quicker if these are looked
    # for less often.
    gc.set_threshold(50_000)


for command in (
    run, compare, why, appraise, sweep, status, sensitivity, survival, discover, evidence, answers, calibrate,
    validate, list_names, describe, schema, plot,
    import_figures, partners, hindcast, register,
    document, mechanisms, ablation, coverage, screen, population, studies,
):  # fmt: skip
    main.add_command(command)
