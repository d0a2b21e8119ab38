"""The network of partnerships at a month: trusts as boxes filled by rating, partnerships as lines with their type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Patch, Rectangle
from numpy.typing import NDArray

from sim.model.enums import Nature, Rating, Scale
from sim.plots.data.network_snapshot import PartnershipTie, Snapshot, snapshot
from sim.plots.data.partnership_life import listed
from sim.plots.data.run_frames import RunFrames, title_of
from sim.plots.layout.box_layout import border_point, in_rows
from sim.plots.layout.captions import parameters_note
from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.network_boxes import ENDINGS_OF_NAMES, Box, Line, Placed, placed_network, room, short_name
from sim.plots.layout.palette import FRAME, INK, NATURE_COLOURS, RATING_COLOURS
from sim.plots.layout.sheet import LINE, MARGIN, Sheet, lines_of, on_paper

MOST_LABELLED = 24
"""Trusts up to which even those without a partnership are named."""

MARK = 3.0
MARK_PITCH = 3.8
SPECIAL_WIDTH = 1.8
KEY_COLUMNS = 3
WIDTHS: dict[Scale, float] = {Scale.INDIVIDUAL: 0.8, Scale.STRUCTURAL: 2.0}
GROUP_FILL = "#D9D9D9"


@on_paper
def network(run: RunFrames, month: int | None = None, replicate: int | None = None) -> Sheet:
    """Draw the network of partnerships at a month of one replicate, with ratings, special measures and groups.

    Parameters
    ----------
    run : the results.
    month : months since the start; by default the first one with the most partnerships under way in that replicate.
    replicate : number of the replicate; by default the first.
    """
    shown = snapshot(run, month, replicate)
    named = list(run.trust_names) if len(run.trust_names) <= MOST_LABELLED else shown.tied()
    rest = sorted(set(run.trust_names) - set(named), key=list(run.trust_names).index)
    rest.sort(key=lambda trust: shown.ratings[trust])
    return _draw(
        run, shown, placed_network(shown, {trust: short_name(run.trust_names[trust]) for trust in named}), rest
    )


def _statement(run: RunFrames, shown: Snapshot) -> str:
    """Return what is shown, and how many partnerships of which type there are."""
    which = f"Replicate {shown.replicate}"
    if run.replicates > 1:
        which += f" (one of {run.replicates}: one possible history, not an average)"
    when = f"at the end of month {shown.month}" if shown.month else "at the start (month 0)"
    count = len(shown.partnerships)
    if not count:
        return f"{which}, {when}: no partnership is under way."
    types = Counter(partnership.title.lower() for partnership in shown.partnerships)
    text = listed(
        [
            f"{number} {partnership_type}"
            for partnership_type, number in sorted(types.items(), key=lambda item: (-item[1], item[0]))
        ]
    )
    return f"{which}, {when}: {count} partnership{'s' * (count > 1)} under way ({text})."


def _draw(run: RunFrames, shown: Snapshot, placed: Placed, rest: Sequence[str]) -> Sheet:
    """Draw boxes and lines, the marks of trusts without a partnership, the index of numbers, and the key."""
    marks, marks_height = in_rows(len(rest), room(), MARK_PITCH)
    rest_top = placed.height + (4.0 if placed.boxes else 0.0)
    said = lines_of(
        f"{len(rest)} of {len(run.trust_names)} trusts are in no partnership or group, a square each:", room()
    )
    marks_top = rest_top + LINE * len(said) + 0.8
    index = [line for entry in placed.index for line in lines_of(entry, room())]
    index_top = marks_top + marks_height + 2.0 if rest else placed.height + 4.0
    key_top = index_top + LINE * len(index) + (2.5 if index else 0.0)
    key = [KeyBlock("", _key(shown, placed.boxes), KEY_COLUMNS)]
    title = f"Partnerships in month {shown.month}: {run.title}"
    body = key_top + keys_height(key)
    sheet = Sheet(title, _statement(run, shown), body, [_names_note(run), parameters_note(run, bands=False)])
    axes = _paper(sheet, key_top)
    for line in placed.lines:
        _draw_line(axes, line, placed.boxes, placed.centres)
    for box, centre in zip(placed.boxes, placed.centres, strict=True):
        _draw_box(axes, shown, box, centre)
    if rest:
        sheet.write(MARGIN, sheet.body_top + rest_top, said)
    for trust, mark in zip(rest, marks, strict=True):
        _draw_trust(axes, shown, trust, mark + np.array([0.0, marks_top]), np.array([MARK, MARK]))
    sheet.write(MARGIN, sheet.body_top + index_top, index)
    draw_key_blocks(sheet, sheet.body_top + key_top, key)
    sheet.tell(*(_in_words(run, tie) for tie in shown.partnerships))
    return sheet


def _in_words(run: RunFrames, tie: PartnershipTie) -> str:
    """Return who is in a partnership with whom."""
    members = listed([run.trust_names[trust] for trust in tie.targets])
    if tie.joint:
        return f"{tie.title}: {members}."
    helper = "an external organisation" if tie.partner is None else run.trust_names[tie.partner]
    return f"{tie.title}: {helper} supports {members}."


def _names_note(run: RunFrames) -> str:
    shortened = any(name.endswith(ENDINGS_OF_NAMES) for name in run.trust_names.values())
    return "Names are given without \u201cNHS Trust\u201d and \u201cNHS Foundation Trust\u201d." if shortened else ""


def _paper(sheet: Sheet, height: float) -> Axes:
    """Return axes on which a unit is a millimetre, from the upper left corner of the body."""
    axes = sheet.panel(MARGIN, sheet.body_top, room(), height)
    axes.set_axis_off()
    axes.set_xlim(0.0, room())
    axes.set_ylim(height, 0.0)
    return axes


def _draw_box(axes: Axes, shown: Snapshot, box: Box, centre: NDArray[np.float64]) -> None:
    if box.kind == "trust":
        if len(box.trusts) > 1:
            axes.add_patch(_rectangle(centre, box.size(), facecolor=GROUP_FILL, edgecolor=FRAME, linewidth=0.6))
        for trust, lines, size, middle in zip(
            box.trusts, box.lines, box.part_sizes(), box.part_centres(centre), strict=True
        ):
            _draw_trust(axes, shown, trust, middle, size, "\n".join(lines))
        return
    if box.kind == "outside":
        axes.add_patch(_rectangle(centre, box.size(), facecolor=FRAME, edgecolor=INK, linewidth=0.6))
        return
    size = box.size()
    if box.kind == "hub":
        corner = centre - size / 2
        rounded = f"round,pad=0,rounding_size={size[1] / 2.1:.3f}"
        axes.add_patch(
            FancyBboxPatch(
                (float(corner[0]), float(corner[1])),
                float(size[0]),
                float(size[1]),
                boxstyle=rounded,
                facecolor="white",
                edgecolor=INK,
                linewidth=0.8,
                zorder=4,
            )
        )
    else:
        axes.add_patch(_rectangle(centre, size, facecolor="white", edgecolor="none"))
    _write(axes, centre, "\n".join(box.lines[0]), INK)


def _draw_trust(
    axes: Axes, shown: Snapshot, trust: str, centre: NDArray[np.float64], size: NDArray[np.float64], text: str = ""
) -> None:
    """Draw a trust as a box in the colour of its rating; a thick rim means special measures."""
    rating = shown.ratings[trust]
    special = trust in shown.special
    patch = _rectangle(
        centre,
        size,
        facecolor=RATING_COLOURS[rating],
        edgecolor=INK if special else FRAME,
        linewidth=SPECIAL_WIDTH if special else 0.5,
    )
    axes.add_patch(patch)
    if text:
        _write(axes, centre, text, text_colour(rating))


def text_colour(rating: Rating) -> str:
    """Return the colour of text that can be read on the colour of a rating."""
    return "#FFFFFF" if rating in (Rating.INADEQUATE, Rating.OUTSTANDING) else INK


def _rectangle(centre: NDArray[np.float64], size: NDArray[np.float64], **look: Any) -> Rectangle:
    corner = centre - size / 2
    return Rectangle((float(corner[0]), float(corner[1])), float(size[0]), float(size[1]), zorder=4, **look)


def _write(axes: Axes, centre: NDArray[np.float64], text: str, colour: str) -> None:
    axes.text(
        float(centre[0]),
        float(centre[1]),
        text,
        ha="center",
        va="center_baseline",
        color=colour,
        linespacing=1.05,
        zorder=5,
    )


def _end(box: Box, centre: NDArray[np.float64], trust: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return centre and size of where a line ends: of the trust, if the box is a group."""
    if len(box.trusts) < 2 or not trust:
        return centre, box.size()
    part = box.trusts.index(trust)
    return box.part_centres(centre)[part], box.part_sizes()[part]


def _draw_line(axes: Axes, line: Line, boxes: Sequence[Box], centres: NDArray[np.float64]) -> None:
    (first, first_size), (second, second_size) = (
        _end(boxes[end], centres[end], trust) for end, trust in zip(line.ends, line.trusts, strict=True)
    )
    start, end = border_point(first, first_size, second), border_point(second, second_size, first)
    axes.add_patch(
        FancyArrowPatch(
            (float(start[0]), float(start[1])),
            (float(end[0]), float(end[1])),
            arrowstyle="-|>,head_length=5.5,head_width=2.6" if line.arrow else "-",
            mutation_scale=1.0,
            shrinkA=0.0,
            shrinkB=0.0,
            color=NATURE_COLOURS[line.partnership.nature],
            linewidth=WIDTHS[line.partnership.scale],
            linestyle="-" if line.partnership.operating else (0, (2.5, 1.5)),
            capstyle="butt",
            clip_on=False,
            joinstyle="miter",
            zorder=3,
        )
    )


def _key(shown: Snapshot, boxes: Sequence[Box]) -> list[Artist]:
    """Return what boxes and lines mean, as far as they occur."""
    ratings = set(shown.ratings.values())
    key: list[Artist] = [
        Patch(facecolor=colour, edgecolor=FRAME, linewidth=0.5, label=f"Overall rating: {title_of(rating).lower()}")
        for rating, colour in RATING_COLOURS.items()
        if rating in ratings
    ]
    if shown.special:
        rim = Patch(facecolor="white", edgecolor=INK, linewidth=SPECIAL_WIDTH, label="Thick rim: in special measures")
        key.append(rim)
    if shown.heads:
        key.append(
            Patch(facecolor=GROUP_FILL, edgecolor=FRAME, linewidth=0.6, label="One group: head, then its subsidiaries")
        )
    if any(box.kind == "outside" for box in boxes):
        key.append(Patch(facecolor=FRAME, edgecolor=INK, linewidth=0.6, label="Dark square: external organisation"))
    return key + _key_of_lines(shown.partnerships)


def _key_of_lines(partnerships: Sequence[PartnershipTie]) -> list[Artist]:
    natures = [nature for nature in Nature if any(item.nature == nature for item in partnerships)]
    scales = [scale for scale in Scale if any(item.scale == scale for item in partnerships)]
    key: list[Artist] = [
        Line2D([], [], color=NATURE_COLOURS[nature], linewidth=1.4, label=f"{title_of(nature)} partnership")
        for nature in natures
    ]
    key += [Line2D([], [], color=FRAME, linewidth=WIDTHS[scale], label=f"{title_of(scale)} scale") for scale in scales]
    if not all(item.operating for item in partnerships):
        key.append(Line2D([], [], color=FRAME, linewidth=1.2, dashes=(2.5, 1.5), label="Not yet operating"))
    if any(not item.joint for item in partnerships):
        arrow = "Arrow: towards the trust that is supported"
        key.append(Line2D([], [], color=FRAME, linewidth=1.0, marker=">", markersize=4.0, label=arrow))
    if any(item.joint for item in partnerships):
        key.append(
            Patch(facecolor="white", edgecolor=INK, linewidth=0.8, label="White box: joint partnership of its members")
        )
    return key
