"""Commands that keep the project's own tables in step with its code."""

from __future__ import annotations

import click

from sim.cli.terminal import fail, progress, reports_problems


@click.command()
@click.option("--check", is_flag=True, help="Only say whether the tables are in step with the code.")
@reports_problems
def document(check: bool) -> None:
    """Write the generated tables of the model description (sim/ODD.md) anew from the code."""
    from sim.document import is_in_step, odd_file, write_tables

    if check:
        if not is_in_step():
            fail(f"{odd_file()}: its tables are not in step with the code; run: turnaround document")
        click.echo(f"{odd_file()}: in step with the code")
        return
    write_tables()
    click.echo(f"{odd_file()}: tables written")


@click.command()
@click.option("--only", multiple=True, metavar="M...", help="Which mechanism, e.g. M33; all if not given.")
@click.option("--check", is_flag=True, help="Only say whether the committed results are those that come out now.")
@click.option("--replicates", type=click.IntRange(2, 10_000), help="Compare so many worlds, and write nothing.")
@reports_problems
def mechanisms(only: tuple[str, ...], check: bool, replicates: int | None) -> None:
    """Switch off the mechanisms that the sources report, one by one, and write what changes (sim/mechanisms.csv)."""
    from sim.results import mechanisms as table

    if check and replicates:
        raise ValueError("--check compares with the committed results, which have a number of replicates of their own")
    with progress("Mechanisms") as tick:
        found = table.compare(table.named(only), replicates, tick)
    for line in table.account(found):
        click.echo(line)
    if check:
        committed = table.read_findings()
        if stale := [name for name, row in found.items() if committed.get(name) != row]:
            fail(f"{table.results_file()}: not what comes out now for {', '.join(stale)}; run: turnaround mechanisms")
        click.echo(f"{table.results_file()}: these are what comes out now")
    elif replicates is None:
        table.write_findings(found)
        click.echo(f"Written to {table.results_file()}")
