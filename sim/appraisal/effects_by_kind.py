"""What each option costs and brings, to whom, by the kinds that public appraisals tell apart.

Money that is spent or saved can be spent on something else; leaders' time cannot, though it is worth something; and
what patients and staff gain or lose has no price here, since the model has no measure of health that could be valued
(kinds after the business case guidance of HM Treasury).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

CASH_RELEASING, NON_CASH_RELEASING = "cash-releasing", "non-cash-releasing"
SOCIETAL, NOT_MONETISED = "societal", "not monetised"
KINDS = {
    CASH_RELEASING: "money spent, less money saved or earned; discounted, costs raised for optimism",
    NON_CASH_RELEASING: "time of leaders, which no budget gets back",
    SOCIETAL: "value to patients and the public in money; none is given, since the model has no measure of health",
    NOT_MONETISED: "what patients and staff gain or lose, on which no money is put",
}
"""The kinds, with what is counted as each."""

SOURCES = {
    ("target", CASH_RELEASING): {"cost": ("cost_to_target", "£m")},
    ("partner", CASH_RELEASING): {"cost": ("cost_to_partner", "£m")},
    ("centre", CASH_RELEASING): {"cost": ("cost_to_centre", "£m")},
    ("target", NON_CASH_RELEASING): {"leaders' time": ("target_leaders_months", "attention-months")},
    ("partner", NON_CASH_RELEASING): {"leaders' time": ("partner_leaders_months", "attention-months")},
    ("neighbours", NON_CASH_RELEASING): {"leaders' time": ("neighbours_leaders_months", "attention-months")},
    ("public", SOCIETAL): {"value of health": ("", "£m")},
    ("target", NOT_MONETISED): {
        "quality of care": ("quality", "level"),
        "staff engagement": ("engagement", "level"),
    },
    ("partner", NOT_MONETISED): {
        "quality of care": ("partner_quality", "level"),
        "staff engagement": ("partner_engagement", "level"),
    },
    ("neighbours", NOT_MONETISED): {
        "quality of care": ("neighbours_quality", "level"),
        "staff engagement": ("neighbours_engagement", "level"),
    },
}
"""The column of the table of options that each figure comes from, by whom it concerns and its kind."""


def effects_by_kind(options: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each option, kind and side: what it costs or brings, less business as usual.

    Parameters
    ----------
    options : the table of an appraisal, a row for each option.

    Examples
    --------
    >>> found = effects_by_kind(pd.DataFrame([{"option": "merger", "title": "Merger", "cost_to_target": 1.5}]))
    >>> found[["kind", "whom", "what", "amount", "unit"]].head(1).to_numpy().tolist()
    [['cash-releasing', 'target', 'cost', 1.5, '£m']]
    """
    return pd.DataFrame([row for option in options.to_dict("records") for row in _of_option(option)])


def _of_option(option: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
    for (whom, kind), figures in SOURCES.items():
        for what, (column, unit) in figures.items():
            amount = option.get(column, np.nan)
            yield {
                "option": option["option"],
                "title": option["title"],
                "kind": kind,
                "whom": whom,
                "what": what,
                "amount": amount,
                "unit": unit,
            }
