"""What is followed of every month while replicates are simulated: trusts one by one, means over all, counts of levels.

Compiled with `kernel`. A column of the trusts' table is found by its place in the record, so that any can be
followed and the kernel stays the same (see `columns`).
"""

from __future__ import annotations

NUMBER, WHOLE, FLAG = 0, 1, 2  # kinds of columns: eight bytes of either kind, or one byte


def record_month(workspace, outputs, replicate, month, world):
    """Note the month of one world of a replicate: `replicate` is its place among those that are kept.

    Of the twin (world 1) only trusts are followed one by one.
    """
    if world > 0:
        if len(outputs.twin_followed) > 0:
            for number in range(len(outputs.followed_columns)):
                row = outputs.twin_followed[replicate, number, month]
                record_trusts(row, workspace, world, outputs.followed_columns[number])
        return
    if len(outputs.means) > 0:
        for number in range(len(outputs.mean_columns)):
            outputs.means[replicate, month, number] = mean_of_trusts(workspace, outputs.mean_columns[number])
    if len(outputs.followed) > 0:
        for number in range(len(outputs.followed_columns)):
            record_trusts(outputs.followed[replicate, number, month], workspace, 0, outputs.followed_columns[number])
    if len(outputs.counts) > 0:
        for number in range(len(outputs.count_columns)):
            count_levels(outputs.counts[number], outputs.groups, month, workspace, outputs.count_columns[number])


def value_of(workspace, world, position, column):
    """Return what stands in a column for a trust as a number; of a choice, whether it is this one."""
    if column.kind == NUMBER:
        return workspace.trust_numbers[world, position, column.place]
    if column.kind == FLAG:
        return workspace.trust_flags[world, position, column.place] + 0.0
    whole = workspace.trust_wholes[world, position, column.place]
    if column.choice < 0:
        return whole + 0.0
    if whole == column.choice:
        return 1.0
    return 0.0


def record_trusts(row, workspace, world, column):
    """Note a column of every trust of a world, in their order."""
    for position in range(len(row)):
        row[position] = value_of(workspace, world, position, column)


def mean_of_trusts(workspace, column):
    """Return the mean of a column over all trusts, added up in their order; units are no trusts of their own."""
    trusts = 0
    total = 0.0
    for position in range(workspace.trusts.shape[1]):
        if workspace.trusts[0, position].unit_of < 0:
            trusts = trusts + 1
            total = total + value_of(workspace, 0, position, column)
    return total / trusts


def count_levels(counts, groups, month, workspace, column):
    """Count every trust at its level: in the group it belongs to, and in the last, which is all that are no units."""
    everyone = counts.shape[0] - 1
    for position in range(workspace.trusts.shape[1]):
        level = int((value_of(workspace, 0, position, column) - column.low) * column.levels_a_unit)
        if level < 0:
            level = 0
        if level >= column.levels:
            level = column.levels - 1
        if workspace.trusts[0, position].unit_of < 0:
            counts[everyone, month, level] += 1
        if groups[position] >= 0:
            counts[groups[position], month, level] += 1
