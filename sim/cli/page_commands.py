"""`turnaround page`: scenarios as one HTML file that plays them."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.own_trust_commands import refuse_to_replace
from sim.cli.terminal import reports_problems, say


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option("--out", type=click.Path(path_type=Path), default=Path("page.html"), show_default=True, help="HTML file.")
@click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Change one value in every scenario.")
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there.")
@reports_problems
def page(scenarios: tuple[str, ...], out: Path, sets: tuple[str, ...], overwrite: bool) -> None:
    """Write SCENARIO... as one HTML file that plays them in any browser, without a network and without Python.

    What a reader can move is what the scenario names under `page:`, or else the usual levers.
    """
    from sim.webpage.page import page as made_page

    refuse_to_replace(out, overwrite)
    command = " ".join(["turnaround page", *scenarios, *(f"--set {text}" for text in sets)])
    made = made_page(*scenarios, sets=sets, command=command)
    made.save(out)
    say(f"Written to {out} ({len(made.text.encode()):,} bytes). Open it in a browser; it needs nothing else.")
