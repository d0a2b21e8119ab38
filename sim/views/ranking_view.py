"""A ranking on the terminal: at how many contexts each choice is better or worse, and what cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from sim.experiments.point_values import outcome_behind

if TYPE_CHECKING:
    from sim.experiments.ranking import Ranking


def verdict_table(found: Ranking) -> Table:
    """Return at how many contexts each choice has each verdict."""
    contexts = len(found.table) // found.table["choice"].nunique()
    unit = outcome_behind(found.outcome).unit
    title = f"{found.outcome} ({unit}), {found.about}: {contexts} contexts; each choice against {found.against}"
    table = Table(title=title, title_justify="left", header_style="bold")
    table.add_column("choice", overflow="fold")
    table.add_column("mean difference", justify="right")
    for name in found.verdicts.columns:
        table.add_column(name, justify="right")
    spans = {str(choice): (own.min(), own.max()) for choice, own in found.table.groupby("choice")["difference"]}
    for choice, counts in found.verdicts.iterrows():
        low, high = spans[str(choice)]
        table.add_row(str(choice), f"{low:+.3g} to {high:+.3g}", *(str(count) for count in counts))
    return table


def ranking_lines(found: Ranking) -> list[str]:
    """Return what the verdicts mean, and on what they rest."""
    least = f"by more than {found.matters:g} " if found.matters else ""
    meaning = (
        f"better, worse: {least}in at least {100 * found.sure:.0f} % of {found.draws}, and with a 95 % interval of "
        "the mean difference that excludes 0; unbeaten: no other choice is better."
    )
    return [meaning, *found.remarks]
