"""Places for boxes with ties between them: near what they are tied to, clear of each other, within a width.

Everything is in millimetres, and the same boxes always get the same places: the layout starts from the order of the
boxes instead of from chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

CLEARANCE = 2.5
TIED_CLEARANCE = 5.0
"""A line between boxes needs room to be seen."""

BETWEEN = 6.0
"""Room between groups of boxes that nothing ties to each other."""

OFF_LINE = 0.8
"""Distance that boxes keep from lines between other boxes, where they can."""

PAGE = 165.0
"""Height that boxes that hang together take before they are pushed apart, at most."""

ROUNDS = 12
PASSES = 200
PUSHES = 600
TOLERANCE = 0.05
"""How much nearer than the clearance boxes may be; to ask for none takes many times as long."""

FLATNESS = 0.55
"""How much of their width boxes that are tied lie apart upwards: text is wide and low."""

Points = NDArray[np.float64]


def place(sizes: Points, ties: Sequence[tuple[int, int]], width: float, near: float) -> tuple[Points, float]:
    """Return the centre of each box, an array [box, 2] from the upper left, and the height that all of them take.

    Parameters
    ----------
    sizes : width and height of each box, an array [box, 2].
    ties : pairs of boxes that belong near each other.
    width : room for them all.
    near : distance of tied boxes, before they are pushed apart.
    """
    from scipy.sparse import csr_array  # here, since few runs draw a network
    from scipy.sparse.csgraph import connected_components

    count = len(sizes)
    if not count:
        return np.zeros((0, 2)), 0.0
    ends = np.array(ties, dtype=np.intp).reshape(-1, 2)
    graph = csr_array((np.ones(2 * len(ends)), (ends.ravel(), ends[:, ::-1].ravel())), shape=(count, count))
    graph.data[:] = 1.0  # several ties between the same boxes do not bring them further apart
    found, label = connected_components(graph, directed=False)
    parts = [np.flatnonzero(label == number) for number in range(found)]
    centres = np.zeros((count, 2))
    extents: list[Points] = []
    for part in parts:
        centres[part] = _part(graph[part][:, part], sizes[part], width, near)
        extents.append((centres[part] + sizes[part] / 2).max(axis=0))
    order = sorted(range(found), key=lambda number: (-extents[number][1], -len(parts[number]), number))
    corners, height = shelve([extents[number] for number in order], width)
    for number, corner in zip(order, corners, strict=True):
        centres[parts[number]] += corner
    return centres, height


def shelve(extents: Sequence[Points], width: float) -> tuple[list[Points], float]:
    """Return the upper left corners of blocks, the highest first, put where a row has room; and the height of all."""
    corners: list[Points] = []
    tops: list[float] = []
    lefts: list[float] = []
    total = 0.0
    for wide, high in extents:
        row = next((number for number, left in enumerate(lefts) if left + wide <= width + 1e-6), len(tops))
        if row == len(tops):
            tops.append(total + (BETWEEN if tops else 0.0))
            lefts.append(0.0)
            total = tops[-1] + float(high)
        corners.append(np.array([lefts[row], tops[row]]))
        lefts[row] += float(wide) + BETWEEN
    return corners, total


def _part(graph: csr_array, sizes: Points, width: float, near: float) -> Points:
    """Return the centres of boxes that hang together, the upper left corner of them all at the origin."""
    tied = np.asarray(graph.toarray() > 0.0, dtype=np.bool_)
    clearance = np.where(tied, TIED_CLEARANCE, CLEARANCE)
    points = _lie_flat(_spread(graph)) * np.array([near, FLATNESS * near])
    most = np.maximum(np.array([width, PAGE]) - sizes.max(axis=0), 1.0)
    centres = separate(points * np.minimum(most / np.maximum(np.ptp(points, axis=0), 1e-9), 1.0), sizes, clearance)
    for _ in range(ROUNDS):
        centres = _squeeze(centres, sizes, clearance, width)
        pushed = _off_the_lines(centres, sizes, tied)
        if np.array_equal(pushed, centres):
            break
        centres = separate(pushed, sizes, clearance)
    centres = _straighten(_squeeze(centres, sizes, clearance, width), sizes, tied)
    return np.asarray(centres - (centres - sizes / 2).min(axis=0), dtype=np.float64)


def _squeeze(centres: Points, sizes: Points, clearance: Points, width: float) -> Points:
    """Return centres of boxes that keep within a width; what is too wide is squeezed, and makes room upwards."""
    left, right = centres[:, 0] - sizes[:, 0] / 2, centres[:, 0] + sizes[:, 0] / 2
    if right.max() - left.min() <= width or len(sizes) == 1:
        return centres
    share = (centres[:, 0] - centres[:, 0].min()) / np.ptp(centres[:, 0])
    squeezed = np.column_stack([sizes[:, 0] / 2 + share * np.maximum(width - sizes[:, 0], 0.0), centres[:, 1]])
    return separate(squeezed, sizes, clearance, upwards_only=True)


def _off_the_lines(centres: Points, sizes: Points, tied: NDArray[np.bool_]) -> Points:
    """Return centres pushed off lines that would pass behind their boxes; a reader would take the box for an end."""
    moved = centres.copy()
    for first, second in np.argwhere(np.triu(tied)):
        along = centres[second] - centres[first]
        length = max(float(np.hypot(*along)), 1e-9)
        across = np.array([-along[1], along[0]]) / length
        offset = centres - centres[first]
        ahead, aside = offset @ along / length, offset @ across
        lacking = sizes @ np.abs(across) / 2 + OFF_LINE - np.abs(aside)
        crossed = (lacking > 1e-6) & (ahead > 0.0) & (ahead < length)
        crossed[[first, second]] = False
        moved += np.where(crossed, np.where(aside < 0.0, -lacking, lacking), 0.0)[:, None] * across
    return moved


def _straighten(centres: Points, sizes: Points, tied: NDArray[np.bool_]) -> Points:
    """Return centres in which a box between two others lies on the line between them, where there is room for it."""
    moved = centres.copy()
    for box in np.flatnonzero(tied.sum(axis=1) == 2):
        first, second = np.flatnonzero(tied[box])
        ends = (
            border_point(moved[first], sizes[first], moved[second]),
            border_point(moved[second], sizes[second], moved[first]),
        )
        wished = (ends[0] + ends[1]) / 2
        lacking = (sizes + sizes[box]) / 2 + CLEARANCE - np.abs(moved - wished)
        in_the_way = (lacking > 0.0).all(axis=1)
        in_the_way[box] = False
        if not in_the_way.any():
            moved[box] = wished
    return moved


def border_point(centre: Points, size: Points, towards: Points) -> Points:
    """Return where the line from the centre of a box towards a point leaves the box."""
    direction = towards - centre
    reach = np.abs(direction) / np.maximum(size / 2, 1e-9)
    return np.asarray(centre + direction / max(float(reach.max()), 1.0), dtype=np.float64)


def _spread(graph: csr_array) -> Points:
    """Return points whose distances are as near as can be to the number of ties between them (stress majorisation)."""
    from scipy.sparse.csgraph import depth_first_order, shortest_path

    count = graph.shape[0]
    if count == 1:
        return np.zeros((1, 2))
    wanted = shortest_path(graph, directed=False, unweighted=True)
    # From neighbour to neighbour round a circle: branches of a tree then start without crossing.
    hub = int(np.argmax(np.diff(graph.indptr)))
    order = depth_first_order(graph, hub, directed=False, return_predecessors=False)
    angle = np.empty(count)
    angle[order] = 2.0 * np.pi * np.arange(count) / count
    points = wanted.max() / 2 * np.column_stack([np.cos(angle), np.sin(angle)])
    weights = 1.0 / np.maximum(wanted, 1.0) ** 2
    np.fill_diagonal(weights, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian)
    for _ in range(PASSES):
        apart = np.linalg.norm(points[:, None] - points[None], axis=2)
        ratio = np.where(apart > 1e-9, weights * wanted / np.maximum(apart, 1e-9), 0.0)
        points = inverse @ ((np.diag(ratio.sum(axis=1)) - ratio) @ points)
    return np.asarray(points, dtype=np.float64)


def _lie_flat(points: Points) -> Points:
    """Return points turned so that they spread most from left to right."""
    centred = points - points.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2] if len(points) > 1 else np.eye(2)
    turned = centred @ axes.T
    # The first point that lies off the middle lies left and up: a turn by half changes nothing else.
    for axis in (0, 1):
        off = np.flatnonzero(np.abs(turned[:, axis]) > 1e-6)
        if len(off) and turned[off[0], axis] > 0.0:
            turned[:, axis] *= -1.0
    return np.asarray(np.round(turned, 6), dtype=np.float64)


def separate(
    centres: Points, sizes: Points, clearance: float | Points = CLEARANCE, upwards_only: bool = False
) -> Points:
    """Return centres moved apart until no box comes nearer to another than the clearance, an array [box, box]."""
    moved = centres.copy()
    room = (sizes[:, None] + sizes[None]) / 2 + np.asarray(clearance)[..., None]
    earlier = np.sign(np.subtract.outer(np.arange(len(sizes)), np.arange(len(sizes))))
    others = ~np.eye(len(sizes), dtype=np.bool_)
    for _ in range(PUSHES):
        difference = moved[:, None] - moved[None]
        lacking = room - np.abs(difference)
        close: NDArray[np.bool_] = np.asarray((lacking > TOLERANCE).all(axis=2) & others, dtype=np.bool_)
        if not close.any():
            break
        sideways = close & (lacking[..., 0] < lacking[..., 1]) & (not upwards_only)
        for axis, pushed in ((0, sideways), (1, close & ~sideways)):
            side = np.where(difference[..., axis] == 0.0, earlier, np.sign(difference[..., axis]))
            push = np.where(pushed, side * (lacking[..., axis] / 2 + TOLERANCE / 4), 0.0)
            moved[:, axis] += push.sum(axis=1) / np.maximum(pushed.sum(axis=1), 1)
    return moved


def in_rows(count: int, width: float, pitch: float) -> tuple[Points, float]:
    """Return the centres of small marks in rows from the left, and the height of the rows."""
    across = max(1, int(width // pitch))
    positions = np.arange(count)
    centres = (np.column_stack([positions % across, positions // across]) + 0.5) * pitch
    return np.asarray(centres, dtype=np.float64), ceil(count / across) * pitch
