"""A made-up run with the shape of real results: two hospitals that fail and recover with a buddy, or a population."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

from sim.model.enums import Ending, Nature, Phase, Rating, Scale, Stage, label
from sim.model.indicators import OBSERVABLES
from sim.model.state import PartnershipState, TrustState
from sim.model.variables import field_types, variables
from sim.results.twin_months import no_twin_months
from sim.scenario.dated_marks import DatedMark

from .made_up_twins import made_up_outcomes, made_up_twin_months

TRUST_COLUMNS = tuple(name for name, variable in variables(TrustState).items() if variable.recorded)
PARTNERSHIP_COLUMNS = tuple(name for name, variable in variables(PartnershipState).items() if variable.recorded)
INTEGRATING = ("acquisition", "merger", "management_contract")

NAMES = (
    "Northmoor Hospitals NHS Trust",
    "Eastbridge University Hospitals NHS Foundation Trust",
    "Southfield NHS Trust",
    "Westley and District Hospitals NHS Trust",
    "Midvale NHS Trust",
)


@dataclass
class MadeUpRun:
    """What figures need of a run."""

    title: str
    scenario_name: str
    replicates: int
    months: int
    start_month: int
    trust_names: dict[str, str]
    focal_trusts: list[str]
    policy_months: list[int]
    trajectories: pd.DataFrame
    partnerships: pd.DataFrame
    events: pd.DataFrame = field(default_factory=pd.DataFrame)
    parameters_from: str = "defaults"
    seed: int = 2013
    twin_months: pd.DataFrame = field(default_factory=no_twin_months)
    outcomes: pd.DataFrame = field(default_factory=pd.DataFrame)
    twin_outcomes: pd.DataFrame = field(default_factory=pd.DataFrame)
    dated_marks: list[DatedMark] = field(default_factory=list)


def _walk(random: np.random.Generator, start: NDArray[np.float64], aim: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return paths [..., month] that follow an aim [..., month] with noise."""
    noise = random.normal(0.0, 0.012, aim.shape)
    paths = np.empty(aim.shape)
    paths[..., 0] = start
    for month in range(1, aim.shape[-1]):
        before = paths[..., month - 1]
        paths[..., month] = np.clip(before + 0.06 * (aim[..., month] - before) + noise[..., month], 0.02, 0.98)
    return paths


def _stages(random: np.random.Generator, level: NDArray[np.float64], failing: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return stages [replicate, trust, month]: failing trusts pass through all of them at times of their own."""
    months = np.arange(level.shape[2])
    lengths = random.integers(4, 14, (*failing.shape, 5))
    lengths[..., 4] += 24
    ends = np.cumsum(lengths, axis=2)[..., None]
    passed = (months >= ends).sum(axis=2)
    path = np.array([Stage.DECLINE, Stage.TRIGGER, Stage.FORMULATION, Stage.RETRENCHMENT, Stage.GROWTH, Stage.STABLE])
    walked = path[passed]
    walked[(random.random(failing.shape) < 0.07)[..., None] & (months > 50)] = Stage.PERMANENT_FAILURE
    return np.where(failing[..., None], walked, Stage.STABLE)


def _columns(random: np.random.Generator, replicates: int, trusts: int, months: int) -> dict[str, NDArray[Any]]:
    shape = (replicates, trusts, months + 1)
    failing = np.broadcast_to(np.arange(trusts) % 3 == 0, shape[:2]).copy()
    stage = _stages(random, np.zeros(shape), failing)
    poor = np.isin(stage, [Stage.DECLINE, Stage.TRIGGER, Stage.FORMULATION, Stage.PERMANENT_FAILURE])
    base = np.linspace(0.47, 0.77, trusts)[None, :, None]
    season = 0.06 * np.cos(2.0 * np.pi * (np.arange(months + 1) + 3 - 1) / 12.0)
    held: dict[str, NDArray[Any]] = {}
    for name, type_ in field_types(TrustState).items():
        variable = variables(TrustState)[name]
        if variable.recorded:
            held[name] = np.full(shape, variable.initial, dtype=type_)
    for name in ("quality", "access", "finance", "engagement", "workforce", "leadership", "capability"):
        aim = np.where(poor, 0.30, base) - (season if name == "access" else 0.0)
        held[name] = _walk(random, np.where(failing, 0.38, base[..., 0]), aim)
    level = held["quality"]
    seen = np.roll(level, 6, axis=2)
    seen[..., :6] = level[..., :1]
    held["rating_overall"] = np.digitize(seen, [0.40, 0.55, 0.74])
    held["special_measures"] = held["rating_overall"] == Rating.INADEQUATE
    held["stage"] = stage
    _ledger(random, held)
    return held


def _ledger(random: np.random.Generator, held: dict[str, NDArray[Any]]) -> None:
    special = held["special_measures"].astype(float)
    quality = held["quality"].astype(float)
    held["attention_supply"] = 0.55 + 0.45 * held["leadership"].astype(float)
    held["attention_operations"] = 0.42 + 0.4 * (1.0 - quality)
    held["attention_compliance"] = 0.05 + 0.14 * special
    held["attention_partnership"] = np.zeros(quality.shape)
    _close_ledger(held)


def _close_ledger(held: dict[str, NDArray[Any]]) -> None:
    asked = held["attention_operations"] + held["attention_compliance"] + held["attention_partnership"]
    held["attention_free"] = np.maximum(held["attention_supply"] - asked, 0.0)
    held["overload"] = np.maximum(asked - held["attention_supply"], 0.0)


def _words(column: NDArray[Any], name: str) -> object:
    choices = variables(TrustState)[name].choices
    if choices is None:
        return column.ravel()
    return pd.Categorical.from_codes(column.ravel(), pd.Index([label(member) for member in choices]), ordered=True)


@dataclass(frozen=True)
class DrawnPartnership:
    """A partnership that occurs in most replicates of a made-up run."""

    identifier: str
    partnership_type: str
    targets: tuple[int, ...]
    partner: int = -1
    nature: Nature = Nature.MANDATED
    scale: Scale = Scale.INDIVIDUAL
    occurs: float = 1.0


def _life(random: np.random.Generator, drawn: DrawnPartnership, months: int) -> list[dict[str, object]]:
    """Return what the rows of a partnership say in one replicate, month by month, whoever the trust is."""
    begins = int(random.integers(8, 16))
    sets_up = begins + int(random.integers(1, 4))
    operates, ends = sets_up + int(random.integers(2, 5)), begins + int(random.integers(24, 40))
    grows, fit, strength = drawn.partnership_type == "contractual", random.uniform(0.4, 0.8), random.uniform(0.5, 1.0)
    trust, integration, scope, rows = 0.3, 0.0, 0.1 if grows else 0.4, []
    for month in range(begins, min(ends, months) + 1):
        phase = Phase.EXPLORING if month < sets_up else Phase.SETTING_UP if month < operates else Phase.OPERATING
        working = phase == Phase.OPERATING
        trust += 0.05 * (fit - trust) + random.normal(0.0, 0.01)
        integration += 0.08 * (1.0 - integration) * working * (drawn.partnership_type in INTEGRATING)
        scope = min(scope + 0.02 * working * grows, 1.0)
        rows.append(
            {
                "month": month,
                "phase": label(Phase.ENDED if month == ends else phase),
                "ending": label(
                    (Ending.TERM, Ending.PARTNER_WITHDREW)[ends % 2] if month == ends else Ending.NOT_ENDED
                ),
                "fit": min(fit + 0.002 * (month - begins), 1.0),
                "relational_trust": trust,
                "scope": scope,
                "integration": integration,
                "delivered_support": strength * trust * 0.6 * working,
            }
        )
    return rows


def _partnership_rows(
    random: np.random.Generator, held: dict[str, NDArray[Any]], ids: list[str], further: list[DrawnPartnership]
) -> list[dict[str, object]]:
    replicates, _, months = held["quality"].shape
    rows: list[dict[str, object]] = []
    for replicate in range(replicates):
        for drawn in further:
            life = _life(random, drawn, months - 1) if random.random() < drawn.occurs else []
            for target in drawn.targets:
                about = {
                    "replicate": replicate,
                    "partnership": drawn.identifier,
                    "type": drawn.partnership_type,
                    "target": ids[target],
                    "partner": None if drawn.partner < 0 else ids[drawn.partner],
                    "members": max(2 if drawn.partner >= 0 else 1, len(drawn.targets)),
                    "nature": label(drawn.nature),
                    "scale": label(drawn.scale),
                }
                rows += [dict.fromkeys(PARTNERSHIP_COLUMNS, 0.5) | about | row for row in life]
                _record_sides(random, held, replicate, drawn, target, life)
    _close_ledger(held)
    return rows


def _record_sides(
    random: np.random.Generator,
    held: dict[str, NDArray[Any]],
    replicate: int,
    drawn: DrawnPartnership,
    target: int,
    life: list[dict[str, object]],
) -> None:
    """Let a partnership take attention, and let integration change the culture of the target."""
    for row in life:
        asked = {"ended": 0.0, "operating": 0.07}.get(str(row["phase"]), 0.10)
        held["attention_partnership"][replicate, target, row["month"]] += asked
        if drawn.partner >= 0:
            held["attention_partnership"][replicate, drawn.partner, row["month"]] += 1.4 * asked
    operating = [int(str(row["month"])) for row in life if row["phase"] == "operating"]
    if not operating or drawn.partnership_type not in INTEGRATING:
        return
    held["integrating"][replicate, target, operating[0] :] = True
    aim, level = random.choice([0.9, 0.25, 0.58]), 0.8
    for month in range(operating[0], held["coherence"].shape[2]):
        level += (0.05 * (aim - level) if month - operating[0] > 6 else -0.05) + random.normal(0.0, 0.01)
        held["coherence"][replicate, target, month] = np.clip(level, 0.0, 1.0)


def make_run(
    focal: int = 2,
    others: int = 0,
    replicates: int = 20,
    months: int = 48,
    partnerships: bool = True,
    policy_months: tuple[int, ...] = (25,),
    absorbed: bool = False,
    partnership_type: str = "buddying",
    further: tuple[tuple[Any, ...], ...] = (),
    groups: tuple[tuple[int, int], ...] = (),
    seed: int = 1,
    title: str = "Northmoor in special measures, with a buddy",
    parameters_from: str = "defaults",
    dated_marks: tuple[DatedMark, ...] = (),
) -> MadeUpRun:
    """Return a made-up run; the first trusts fail by threes, and each is supported by the one after it.

    `further` are further partnerships, each with what a `DrawnPartnership` takes;
    `groups` are units and their heads, from the middle of the run onwards.
    """
    random = np.random.default_rng(seed)
    trusts = focal + others
    ids = [f"trust_{number}" for number in range(trusts)]
    names = {key: NAMES[place] if place < len(NAMES) else f"Trust {place}" for place, key in enumerate(ids)}
    held = _columns(random, replicates, trusts, months)
    pairs = (
        [DrawnPartnership(f"p{place}", partnership_type, (place,), place + 1) for place in range(0, trusts - 1, 3)]
        if partnerships
        else []
    )
    rows = _partnership_rows(random, held, ids, [*pairs, *(DrawnPartnership(*drawn) for drawn in further)])
    if absorbed:
        held["absorbed_by"][: replicates // 2, 0, months // 2 :] = 1
    for unit, head in groups:
        held["absorbed_by"][:, unit, months // 2 :] = head
    table: dict[str, object] = {
        "replicate": np.repeat(np.arange(replicates), trusts * (months + 1)),
        "month": np.tile(np.arange(months + 1), replicates * trusts),
        "trust": pd.Categorical.from_codes(
            np.tile(np.repeat(np.arange(trusts), months + 1), replicates), pd.Index(ids)
        ),
    }
    table |= {name: _words(held[name], name) for name in TRUST_COLUMNS}
    table |= {
        name: shown.of_trusts(held[shown.level].ravel(), held["provider_type"].ravel())
        for name, shown in OBSERVABLES.items()
    }
    heads = ["replicate", "month", "partnership", "type", *PARTNERSHIP_COLUMNS]
    frame = pd.DataFrame(table).sort_values(["replicate", "month", "trust"], ignore_index=True)
    return MadeUpRun(
        title,
        "made_up",
        replicates,
        months,
        4,
        names,
        ids[:focal],
        list(policy_months),
        frame,
        _partnerships(rows, heads, ids),
        parameters_from=parameters_from,
        dated_marks=list(dated_marks),
        twin_months=made_up_twin_months(frame, ids[:focal], trusts) if rows else no_twin_months(),
        outcomes=made_up_outcomes(ids, replicates, 0.02),
        twin_outcomes=made_up_outcomes(ids, replicates, 0.0).iloc[: None if rows else 0],
    )


def _partnerships(rows: list[dict[str, object]], heads: list[str], ids: list[str]) -> pd.DataFrame:
    """Return rows as a table with the categories of real results."""
    frame = pd.DataFrame(rows, columns=heads)
    for name in ("target", "partner"):
        frame[name] = pd.Categorical(frame[name], categories=ids)
    for name in ("partnership", "type", "phase", "nature", "scale", "ending"):
        frame[name] = frame[name].astype("category")
    return frame.sort_values(["replicate", "month"], kind="stable", ignore_index=True)


@pytest.fixture(scope="session")
def made_up() -> Callable[..., MadeUpRun]:
    """Return `make_run`; a run that was asked for before is not made again."""
    return cache(make_run)


def read(figure: Figure) -> str:
    """Return all that is written on a figure, after making sure that it can be read."""
    figure.draw_without_rendering()
    written = [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_visible()]
    # Axes that are switched off keep texts that are not drawn.
    shown = [text for text in written if text.get_text().strip() and (text.axes is None or _drawn(text))]
    assert min(float(text.get_fontsize()) for text in shown) >= 7.0
    boxes = [(text.get_text(), text.get_window_extent()) for text in shown]
    for text, box in boxes:
        assert min(box.x0, box.y0) >= 0, text
        assert box.x1 <= figure.bbox.width, text
        assert box.y1 <= figure.bbox.height, text
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        upwards = min(first.y1, second.y1) - max(first.y0, second.y0)
        # Boxes have room for letters that hang below the line, so a sliver in common is no overlap of ink.
        assert across <= 0.5 or upwards <= 2.0, (one, other)
    return " ".join(text.replace("\n", " ") for text, _ in boxes)


def _drawn(text: Text) -> bool:
    return bool(text.axes.axison or text in text.axes.texts)


@pytest.fixture(scope="session")
def reading() -> Callable[[Figure], str]:
    """Return `read`."""
    return read
