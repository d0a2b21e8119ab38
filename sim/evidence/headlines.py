"""Headline questions: whether a partnership helps a failing trust, which one does, and support or scrutiny.

Each is a difference that a setting makes to the same trust in the same worlds: mean performance of a failing trust five
years on, which has no ceiling as a recovery has.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.evidence.patterns import DIFFERENCE, REPORT, Band, Pattern

MATTERS = 0.02  # of a level: a smaller difference would change no answer; assumed
SCENARIO = "local_health_economy"
NO_HELP = ("months=60", "regulator.mandated_type=null", "regulator.remedy_type=null", "regulator.partnering_climate=0")
"""What is set in both worlds: no partnership comes about but what is planned."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A question, and the two settings whose difference answers it.

    Attributes
    ----------
    types : of partnerships, whose attributes the answer may rest on.
    """

    name: str
    question: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    types: tuple[str, ...] = ()

    def pattern(self) -> Pattern:
        """Return the difference as a pattern that is only reported; its band is what does not matter."""
        return Pattern(
            name=self.name, title=self.name, what="mean performance in month 60", unit="level", source="",
            bands=(Band("", -MATTERS, MATTERS),), use=REPORT, scale="", strength="", facts=(), mechanisms=(),
            scenario=SCENARIO, changes=NO_HELP, measure="partnership_statistics.performance_at_60", first=self.first,
            seconds=(self.second,), contrast=DIFFERENCE, forms=(), yes_or_no=False, energies=(), cases=(), off=(),
        )  # fmt: skip


def with_partner(partnership_type: str) -> tuple[str, ...]:
    """Return the setting in which a partnership of some type with a good neighbour is agreed in month 6."""
    plan = f"{{id: help, type: {partnership_type}, target: green_bay, partner: regency_vale, start_month: 6}}"
    return (f"partnerships=[{plan}]",)


def _does_it_help(partnership_type: str, title: str) -> Headline:
    question = f"Does {title} help a failing trust?"
    return Headline(f"effect of {title}", question, with_partner(partnership_type), (), (partnership_type,))


HEADLINES = (
    _does_it_help("buddying", "buddying"),
    _does_it_help("management_contract", "a management contract"),
    _does_it_help("acquisition", "an acquisition"),
    Headline(
        "acquisition less buddying",
        "Is an acquisition better than buddying?",
        with_partner("acquisition"),
        with_partner("buddying"),
        ("acquisition", "buddying"),
    ),
    Headline(
        "effect of support",
        "Does full support by the regulator help, against none?",
        ("regulator.support=1",),
        ("regulator.support=0",),
    ),
    Headline(
        "effect of scrutiny",
        "Does full scrutiny help, against a fifth of it?",
        ("regulator.scrutiny=1",),
        ("regulator.scrutiny=0.2",),
    ),
    Headline(
        "support less scrutiny",
        "Does a step of support do more than a step of scrutiny?",
        ("regulator.support=0.8", "regulator.scrutiny=0.4"),
        ("regulator.support=0.3", "regulator.scrutiny=0.9"),
    ),
)
