"""What a shell completes: names of scenarios, experiments, outcomes, figures, lists and all that is described.

Names are read only when the shell asks for them. Where no name fits, the shell completes files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def completes(names: Callable[[], Iterable[str]]) -> Complete:
    """Return what completes an argument by names; where none fits, by files."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        fitting = [CompletionItem(name) for name in names() if name.startswith(incomplete)]
        return fitting or [CompletionItem(incomplete, type="file")]

    return complete


def _scenarios() -> Iterable[str]:
    from sim.config.files import SCENARIO

    return SCENARIO.shipped()


def _experiments() -> Iterable[str]:
    from sim.config.files import EXPERIMENT

    return EXPERIMENT.shipped()


def _appraisals() -> Iterable[str]:
    from sim.config.files import APPRAISAL

    return APPRAISAL.shipped()


def _outcomes() -> Iterable[str]:
    from sim.outcomes import OUTCOMES

    return OUTCOMES


def _figures() -> Iterable[str]:
    from sim.plots import FIGURES

    return FIGURES


def _lists() -> Iterable[str]:
    from sim.views.name_lists import SECTIONS

    return SECTIONS


def _described() -> Iterable[str]:
    from sim.parameters import parameter_table

    return [*_scenarios(), *_experiments(), *_appraisals(), *_outcomes(), *parameter_table()]


scenario_names = completes(_scenarios)
experiment_names = completes(_experiments)
appraisal_names = completes(_appraisals)
outcome_names = completes(_outcomes)
figure_names = completes(_figures)
list_names_of = completes(_lists)
described_names = completes(_described)
