"""What is followed of every month while replicates are played: trusts one by one, means over all, counts of levels.

Compiled with `kernel`. A column of the trusts' table is found by its place in the record, so that any can be
followed and the kernel stays the same (see `columns`).
"""

from __future__ import annotations

NUMBER, WHOLE, FLAG = 0, 1, 2  # kinds of columns: eight bytes of either kind, or one byte


def follow(room, kept, replicate, month):
    """Note the month of the world that a replicate is about: `replicate` is its place among those that are kept."""
    if len(kept.means) > 0:
        for number in range(len(kept.mean_columns)):
            kept.means[replicate, month, number] = mean_of_trusts(room, kept.mean_columns[number])
    if len(kept.followed) > 0:
        for number in range(len(kept.followed_columns)):
            note_trusts(kept.followed[replicate, number, month], room, kept.followed_columns[number])
    if len(kept.counts) > 0:
        for number in range(len(kept.count_columns)):
            count_levels(kept.counts[number], kept.groups, month, room, kept.count_columns[number])


def value_of(room, position, column):
    """Return what stands in a column for a trust as a number; of a choice, whether it is this one."""
    if column.kind == NUMBER:
        return room.trust_numbers[0, position, column.place]
    if column.kind == FLAG:
        return room.trust_flags[0, position, column.place] + 0.0
    whole = room.trust_wholes[0, position, column.place]
    if column.choice < 0:
        return whole + 0.0
    if whole == column.choice:
        return 1.0
    return 0.0


def note_trusts(row, room, column):
    """Note a column of every trust, in their order."""
    for position in range(len(row)):
        row[position] = value_of(room, position, column)


def mean_of_trusts(room, column):
    """Return the mean of a column over all trusts, added up in their order."""
    trusts = room.trusts.shape[1]
    total = 0.0
    for position in range(trusts):
        total = total + value_of(room, position, column)
    return total / trusts


def count_levels(counts, groups, month, room, column):
    """Count every trust at its level: in the group it belongs to, and in the last, which is all."""
    everyone = counts.shape[0] - 1
    for position in range(room.trusts.shape[1]):
        level = int((value_of(room, position, column) - column.low) * column.levels_a_unit)
        if level < 0:
            level = 0
        if level >= column.levels:
            level = column.levels - 1
        counts[everyone, month, level] += 1
        if groups[position] >= 0:
            counts[groups[position], month, level] += 1
