"""The noise of `sim.engine.random.philox` for the compiled engine: the same numbers, one month of all trusts at a time.

It exists beside the NumPy version because plain Python would take a hundred times as long as NumPy, and NumPy calls
cannot be made for one pair in the middle of a month. Both are held to the published test vectors and to each other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.random.philox import ATANH, CENTRE, FAR_TAIL, LN2_HIGH, LN2_LOW, RELATION_KEY, SQRT_HALF, TAIL
from sim.model.random_purposes import (
    FIRST_CHANCE_OF_START,
    INSPECTION_SHOCKS,
    TRUST_CHANCES,
    TRUST_SHOCKS,
    InitialDraw,
    Purpose,
)

MASK = np.uint64(0xFFFFFFFF)
WORD = np.uint64(32)
MULTIPLIER_0, MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
STEP_0, STEP_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
RELATION_0, RELATION_1 = np.uint64(RELATION_KEY[0]), np.uint64(RELATION_KEY[1])
TWENTY, TWELVE, ONE = np.uint64(20), np.uint64(12), np.uint64(1)
UNIT = 2.0**-52
EXPONENT_52 = np.uint64(0x4330000000000000)  # with it a number of 52 bits k is the float 2**52 + k
TWO_TO_52 = 2.0**52
MANTISSA_BITS, HALF_BITS = 0x000FFFFFFFFFFFFF, 0x3FE0000000000000

CENTRE_ENDS = 0.425  # away from 1/2
NEAR = 5.0  # the root of the logarithm up to which a tail is near

FIRST_CHANCE = int(Purpose.DEPARTURE)
BLOCKS = np.array(sorted({int(p) // 2 for p in TRUST_SHOCKS + TRUST_CHANCES if p not in INSPECTION_SHOCKS}))
PURPOSES = 2 * int(BLOCKS[-1]) + 2
FIRST_OF_INSPECTION, LAST_OF_INSPECTION = int(INSPECTION_SHOCKS[0]), int(INSPECTION_SHOCKS[-1])
START_BLOCKS = np.array(sorted({int(draw) // 2 for draw in InitialDraw}))
DRAWS = 2 * int(START_BLOCKS[-1]) + 2
FIRST_SHOCK_OF_START = int(min(InitialDraw))
REGIONAL, NATIONAL = int(Purpose.REGIONAL_PRESSURE), int(Purpose.NATIONAL_PRESSURE)
FUNDING = int(Purpose.NATIONAL_FUNDING)


NUMBERS_AT_ONCE = 64  # of one purpose: enough for a processor to do several at a time


class Cells(NamedTuple):
    """For whom, when and what numbers are drawn: blocks of two purposes for every entity, month after month.

    `months` are counted from the first that is drawn.
    """

    keys: Any
    blocks: Any
    months: Any


def months_at_once(entities: int, months: int) -> int:
    """Return how many months are drawn in one go: more where there are few entities, and none in vain."""
    most = max(1, NUMBERS_AT_ONCE // max(1, entities))
    goes = -(-months // most)
    return -(-months // max(1, goes))


def cells_of(keys: NDArray[np.uint64], blocks: NDArray[np.int64], months: int = 1) -> Cells:
    """Return the cells of some entities, by their keys, in some months: each block for all, one after the other."""
    whom, when = np.tile(keys, months), np.repeat(np.arange(months), len(keys))
    return Cells(np.tile(whom, len(blocks)), np.repeat(blocks, len(whom)).astype(np.uint64), np.tile(when, len(blocks)))


def cells_of_shocks(economies: NDArray[np.uint64], nation: NDArray[np.uint64], months: int) -> Cells:
    """Return the cells of the shocks of places and nation: in each month every place, then the nation's two."""
    keys = np.concatenate([economies, nation, nation])
    purposes = [REGIONAL] * len(economies) + [NATIONAL, FUNDING]
    blocks = np.array([purpose // 2 for purpose in purposes], np.uint64)
    return Cells(np.tile(keys, months), np.tile(blocks, months), np.repeat(np.arange(months), len(keys)))


class Uniforms(NamedTuple):
    """The stream of one replicate: seed and number."""

    seed: Any
    replicate: Any


def mix(c0, c1, c2, c3, k0, k1):
    """Do one round of Philox4x32 (Salmon et al. 2011); 32-bit words are held in uint64."""
    p0 = c0 * MULTIPLIER_0
    p1 = c2 * MULTIPLIER_1
    return (p1 >> WORD) ^ c1 ^ k0, p1 & MASK, (p0 >> WORD) ^ c3 ^ k1, p0 & MASK


def philox(c0, c1, c2, c3, k0, k1):
    """Encrypt one counter with ten rounds of Philox4x32."""
    for _ in range(10):
        c0, c1, c2, c3 = mix(c0, c1, c2, c3, k0, k1)
        k0 = (k0 + STEP_0) & MASK
        k1 = (k1 + STEP_1) & MASK
    return c0, c1, c2, c3


def bits_of(high, low):
    """Return the top 52 bits of two words as the bits of a float between 2**52 and 2**53."""
    return EXPONENT_52 | (high << TWENTY) | (low >> TWELVE)


def open_unit(high, low):
    """Return (k + 1/2) / 2**52, k being the top 52 bits of two words."""
    return (np.float64(np.int64((high << TWENTY) | (low >> TWELVE))) + 0.5) * UNIT


def relation(one, other):
    """Return the key of a relation, from the keys of both in order."""
    a = np.uint64(one)
    b = np.uint64(other)
    low, high, _, _ = philox(a & MASK, a >> WORD, b & MASK, b >> WORD, RELATION_0, RELATION_1)
    return low | (high << WORD)


def chance(stream, key, month, purpose):
    """Return one uniform number of an entity in a month for a purpose."""
    number = np.uint64(purpose + 0)  # a member of an enumeration becomes a number by adding nothing
    words = philox(
        key & MASK, key >> WORD, np.uint64(month) & MASK, number >> ONE, np.uint64(stream.seed),
        np.uint64(stream.replicate),
    )  # fmt: skip
    if number & ONE:
        return open_unit(words[2], words[3])
    return open_unit(words[0], words[1])


def fill_months(workspace, inputs, stream):
    """Draw the numbers of the months whose words are at hand: for each trust, each place and the nation."""
    words = workspace.month_words
    fill(workspace.numbers, workspace.scratch, stream, inputs.cells_of_months, words, BLOCKS, FIRST_CHANCE)
    fill_shocks(workspace.shocks, workspace.scratch, stream, inputs.cells_of_shocks, words)


def fill_start(workspace, inputs, stream):
    """Draw the numbers of the initial state: a column for each trust, or place, and a row for each `InitialDraw`."""
    scratch, words = workspace.scratch, workspace.month_words
    words[0] = 0
    fill(workspace.draws, scratch, stream, inputs.cells_of_start, words, START_BLOCKS, FIRST_CHANCE_OF_START)
    fill(workspace.centres, scratch, stream, inputs.cells_of_places, words, START_BLOCKS, FIRST_CHANCE_OF_START)


def fill_shocks(shocks, scratch, stream, cells, words):
    """Draw one standard normal number for every place, and two for the nation, in every month."""
    evens, odds = scratch[0], scratch[1]
    fill_uniforms(evens, odds, stream, cells, words)
    places = len(cells.keys) // len(words) - 2
    for month in range(len(words)):
        first = month * (places + 2)
        for position in range(first, first + places):
            shocks[position] = of_parity(evens[position], odds[position], REGIONAL)
        nation = first + places
        shocks[nation] = of_parity(evens[nation], odds[nation], NATIONAL)
        shocks[nation + 1] = of_parity(evens[nation + 1], odds[nation + 1], FUNDING)
    to_normal(shocks, len(cells.keys), scratch[2], scratch[3])


def of_parity(even, odd, purpose):
    """Return the number of a purpose, of the two of its block."""
    if purpose % 2 == 1:
        return odd
    return even


def fill(numbers, scratch, stream, cells, words, blocks, shocks):
    """Draw the numbers of two neighbouring purposes for every block and every entity; those before `shocks` are normal.

    All blocks are drawn in one go, and for a few trusts several months, so that there is enough to do several numbers
    at a time. An entity is a trust, or place, in a month; `words` stand for the months.
    """
    evens, odds = scratch[0], scratch[1]
    entities = numbers.shape[1]
    normal_blocks = 0
    for block in blocks:
        normal_blocks = normal_blocks + (2 * block < shocks)
    fill_uniforms(evens, odds, stream, cells, words)
    to_normal(evens, normal_blocks * entities, scratch[2], scratch[3])
    to_normal(odds, normal_blocks * entities, scratch[2], scratch[3])
    for number in range(len(blocks)):
        even, odd = numbers[2 * blocks[number]], numbers[2 * blocks[number] + 1]
        first = number * entities
        for position in range(entities):
            even[position] = evens[first + position]
            odd[position] = odds[first + position]


def fill_uniforms(evens, odds, stream, cells, words):
    """Draw two uniform numbers for every cell: an entity and a block.

    Words are masked where a compiler could not know that they have 32 bits, and floats are made from their bits, so
    that several cells are done at a time.
    """
    k0 = np.uint64(stream.seed) & MASK
    k1 = np.uint64(stream.replicate) & MASK
    even_bits = evens.view(np.uint64)
    odd_bits = odds.view(np.uint64)
    keys, blocks, months = cells.keys, cells.blocks, cells.months
    if len(words) == 1:
        even_bits[: len(keys)] = words[0]
    else:
        for position in range(len(keys)):
            even_bits[position] = words[months[position]]
    for position in range(len(keys)):
        key = keys[position]
        c0, c1, c2, c3 = key & MASK, key >> WORD, even_bits[position] & MASK, blocks[position]
        a, b = k0, k1
        # The rounds of `philox`, written here since compilers do several cells at a time only where they see them.
        for _ in range(10):
            c0, c1, c2, c3 = mix(c0, c1, c2, c3, a, b)
            a = (a + STEP_0) & MASK
            b = (b + STEP_1) & MASK
        even_bits[position] = bits_of(c0, c1)
        odd_bits[position] = bits_of(c2, c3)
    for position in range(len(keys)):
        evens[position] = (evens[position] - TWO_TO_52 + 0.5) * UNIT
        odds[position] = (odds[position] - TWO_TO_52 + 0.5) * UNIT


def shock(stream, key, month, purpose):
    """Return one standard normal number of an entity in a month for a purpose."""
    u = chance(stream, key, month, purpose)
    q = u - 0.5
    if abs(q) > CENTRE_ENDS:
        return tail(root_of(u))
    return centre(q)


def to_normal(numbers, count, spare, other_spare):
    """Turn the first uniforms of a row into standard normals (Wichura 1988, AS 241); two more rows are used up.

    Which uniforms are in the tails is left to chance, so that a processor that has to decide guesses wrong. The tails
    are therefore listed without a decision, brought together, and done several at a time like the others.
    """
    places = other_spare.view(np.int64)
    tails = list_tails(numbers, places, count)
    for number in range(tails):
        spare[number] = numbers[places[number]]
    tails_to_normal(spare, tails)
    for position in range(count):
        numbers[position] = centre(numbers[position] - 0.5)
    for number in range(tails):
        numbers[places[number]] = spare[number]


def list_tails(uniforms, places, count):
    """List the positions of the uniforms outside the centre; return how many they are."""
    tails = 0
    for position in range(count):
        places[tails] = position  # the next one takes its place unless this one is in a tail
        tails = tails + (abs(uniforms[position] - 0.5) > CENTRE_ENDS)
    return tails


def centre(q):
    """Return the normal quantile of 1/2 + q in the centre."""
    r = 0.180625 - q * q
    if r < 0.0:
        r = 0.0
    return q * polynomial(r, CENTRE[0]) / polynomial(r, CENTRE[1])


def tails_to_normal(numbers, tails):
    """Turn the uniforms at the front, all outside the centre, into standard normals."""
    far = 0
    for position in range(tails):
        root = root_of(numbers[position])
        numbers[position] = root
        far = far + (abs(root) > NEAR)
    if far > 0:  # one in many thousand million
        for position in range(tails):
            numbers[position] = tail(numbers[position])
    else:
        for position in range(tails):
            numbers[position] = near_tail(numbers[position])


def root_of(u):
    """Return the root of the logarithm that tails are worked out from, with the sign of the normal."""
    beyond = 1.0 - u
    if u < 0.5:
        beyond = u
    root = np.sqrt(-log(beyond))
    if u < 0.5:
        root = -root
    return root


def near_tail(root):
    """Return the normal quantile outside the centre, but for numbers that hardly ever come up."""
    r = abs(root) - 1.6
    size = polynomial(r, TAIL[0]) / polynomial(r, TAIL[1])
    if root < 0.0:
        size = -size
    return size


def tail(root):
    """Return the normal quantile outside the centre."""
    if abs(root) <= NEAR:
        return near_tail(root)
    r = abs(root) - NEAR
    size = polynomial(r, FAR_TAIL[0]) / polynomial(r, FAR_TAIL[1])
    if root < 0.0:
        return -size
    return size


def polynomial(x, c):
    """Evaluate a polynomial of degree 7, highest power first, rounding after every product and every sum."""
    value = (x * c[0] + c[1]) * x
    value = (value + c[2]) * x
    value = (value + c[3]) * x
    value = (value + c[4]) * x
    value = (value + c[5]) * x
    value = (value + c[6]) * x
    return value + c[7]


def log(x):
    """Return the natural logarithm of a number inside (0, 1)."""
    # The mantissa in [1/2, 1) and the power of two, read off the bits of the float.
    bits = np.float64(x).view(np.int64)
    exponent = np.float64((bits >> 52) - 1022)
    mantissa = np.int64((bits & MANTISSA_BITS) | HALF_BITS).view(np.float64)
    if mantissa < SQRT_HALF:
        mantissa = mantissa * 2.0
        exponent = exponent - 1.0
    s = (mantissa - 1.0) / (mantissa + 1.0)
    series = (s + s) * series_of(s * s)
    return exponent * LN2_HIGH + (exponent * LN2_LOW + series)


def series_of(x):
    """Return the series of atanh(s) / s at x = s * s, highest power first."""
    value = x * ATANH[0]
    for coefficient in ATANH[1:-1]:
        value = (value + coefficient) * x
    return value + ATANH[-1]
