"""Common random numbers for the simulation.

Every random number is a pure function of (seed, replicate, entity, month, purpose). No stream is consumed, so
a run that adds a trust, a month or a rule leaves the noise of everything else exactly as it was, and two
policies compared under one seed differ only by what the policies do.

The generator is Philox4x32-10 of Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1,
2, 3" (SC'11). Normals come from Wichura (1988), Algorithm AS 241 (PPND16). Floating-point work is restricted
to elementwise + - * / and sqrt, which IEEE 754 rounds correctly, so the bits are the same on every machine.
"""

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]
CounterBlock = tuple[Words, Words, Words, Words]

_WORD = 2**32
_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_ROUNDS = 10
_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_KEY_STEPS = (0x9E3779B9, 0xBB67AE85)

RELATION_KEY = (0x72656C61, 0x74696F6E)  # "relation" in ASCII: no seed and replicate that anybody would choose

# Work is cut into pieces of about this many elements, so that temporaries stay in cache and memory modest.
_CHUNK = 16384

KEYS_REMEMBERED = 4096  # all points of a sweep have the same entities

# ln 2 in two parts; the first has trailing zero bits, so that its product with any binary exponent is exact.
LN2_HIGH = float.fromhex("0x1.62e42fep-1")
LN2_LOW = float.fromhex("0x1.f473de6af278fp-30")
SQRT_HALF = 0.7071067811865476
# Two 512s because a subnormal number is up to 1073 doublings away from [0.5, 1).
_HALVINGS = (512, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1)
# 1/23, 1/21, ..., 1/3, 1: with |s| <= 0.1716 the first omitted term of the series is below 1e-19 of the sum.
ATANH = tuple(1.0 / odd for odd in range(23, 0, -2))

# Numerators and denominators of PPND16, highest power first: centre, tail, far tail.
# fmt: off
CENTRE = (
    (2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987,
     13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665),
    (5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597,
     5394.196021424751, 687.1870074920579, 42.31333070160091, 1.0),
)
TAIL = (
    (0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
     3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835),
    (1.0507500716444169e-09, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
     0.6897673349851, 1.6763848301838038, 2.053191626637759, 1.0),
)
FAR_TAIL = (
    (2.0103343992922881e-07, 2.7115555687434876e-05, 0.0012426609473880784, 0.026532189526576124,
     0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103),
    (2.0442631033899397e-15, 1.421511758316446e-07, 1.8463183175100548e-05, 0.0007868691311456133,
     0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1.0),
)
# fmt: on


def philox(counter: CounterBlock, key: tuple[int, int]) -> CounterBlock:
    """Encrypt counters with ten rounds of Philox4x32.

    Parameters
    ----------
    counter : tuple of four uint64 arrays
        The four 32-bit words of each counter, each held in a uint64. The arrays need only broadcast together.
    key : tuple of two ints
        The two 32-bit words of the key.

    Returns
    -------
    tuple of four uint64 arrays
        The four 32-bit words of each random block, in the broadcast shape of the counter.
    """
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(_ROUNDS):
        # A 32x32-bit product never overflows 64 bits, so its halves are the words the cipher wants.
        p0 = c0 * _MULTIPLIERS[0]
        p1 = c2 * _MULTIPLIERS[1]
        c0, c1, c2, c3 = (
            (p1 >> _SHIFT) ^ (c1 ^ np.uint64(k0)),
            p1 & _MASK,
            (p0 >> _SHIFT) ^ (c3 ^ np.uint64(k1)),
            p0 & _MASK,
        )
        k0 = (k0 + _KEY_STEPS[0]) % _WORD
        k1 = (k1 + _KEY_STEPS[1]) % _WORD
    return c0, c1, c2, c3


@lru_cache(maxsize=KEYS_REMEMBERED)
def entity_key(*names: str) -> int:
    """Return the stable 64-bit key of an entity.

    Parameters
    ----------
    *names : str
        The entity's id; for a relation between entities, each id in order.

    Returns
    -------
    int
        A key in 0..2**64-1 that depends on nothing but the names and their order.

    Raises
    ------
    ValueError
        If no name is given.
    """
    if not names:
        raise ValueError("an entity key needs at least one name")
    digest = hashlib.blake2b(digest_size=8, person=b"sim.noise.entity")
    for name in names:
        encoded = name.encode("utf-8")
        # The length goes first, so that ("ab", "c") and ("a", "bc") are different messages.
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return int.from_bytes(digest.digest(), "big")


def relation_keys(ones: Words, others: Words) -> Words:
    """Return the 64-bit keys of relations between entities, from the keys of both in order.

    Parameters
    ----------
    ones, others : uint64 arrays that broadcast together
        Keys of entities; in place of the second there may be any whole number that distinguishes relations.

    Returns
    -------
    uint64 array
        Half of a Philox block, whose counter is the two keys: a relation is as well mixed as a hash of two ids.
    """
    words = philox((ones & _MASK, ones >> _SHIFT, others & _MASK, others >> _SHIFT), RELATION_KEY)
    return words[0] | (words[1] << _SHIFT)


def relation_key(one: int, other: int) -> int:
    """Return the 64-bit key of one relation; see `relation_keys`."""
    return int(relation_keys(np.array([one], dtype=np.uint64), np.array([other], dtype=np.uint64))[0])


def uniforms(seed: int, replicate: int, keys: Words, months: ArrayLike, purposes: ArrayLike) -> Floats:
    """Return the uniform random numbers of entities in months for purposes.

    Parameters
    ----------
    seed, replicate : int
        Each in 0..2**32-1.
    keys : uint64 array [entities]
        Entity keys, from `entity_key`.
    months : int array [months]
        Month numbers in -2**31..2**31-1, in any order.
    purposes : int array [purposes]
        Purpose numbers in 0..2**33-1, in any order.

    Returns
    -------
    float64 array [months, entities, purposes]
        Odd multiples of 2**-53, hence strictly inside (0, 1) and symmetric about 0.5.

    Raises
    ------
    ValueError
        If an argument is not an integer (array) in the range allowed for it.
    """
    key = (_key_word("seed", seed), _key_word("replicate", replicate))
    # Large Python ints can turn into floats in a NumPy array; a key rounded like that would go unnoticed.
    if not isinstance(keys, np.ndarray) or keys.dtype != np.uint64 or keys.ndim != 1:
        raise ValueError("keys must be a one-dimensional array of dtype uint64")
    # The cast to unsigned is two's complement, which gives months before the start a word of their own.
    month_words = _integers("months", months, -(2**31), 2**31 - 1).astype(np.uint64) & _MASK
    wanted = _integers("purposes", purposes, 0, 2**33 - 1)
    # One block serves purposes 2k and 2k+1, so each block is computed once however many of them are wanted.
    blocks, position = np.unique(wanted // 2, return_inverse=True)
    lanes = [np.flatnonzero(wanted % 2 == lane) for lane in (0, 1)]

    result = np.empty((month_words.size, keys.size, wanted.size))
    entity_low = (keys & _MASK)[None, :, None]
    entity_high = (keys >> _SHIFT)[None, :, None]
    block_words = blocks.astype(np.uint64)[None, None, :]
    step = max(1, _CHUNK // max(1, keys.size * blocks.size))
    for start in range(0, month_words.size, step):
        rows = slice(start, start + step)
        words = philox((entity_low, entity_high, month_words[rows, None, None], block_words), key)
        for lane, columns in enumerate(lanes):
            if columns.size:
                values = _open_unit(words[2 * lane], words[2 * lane + 1])
                result[rows, :, columns] = values[:, :, position[columns]]
    return result


def standard_normal(uniform: Floats) -> Floats:
    """Turn uniforms into standard normals by the inverse distribution function.

    Parameters
    ----------
    uniform : float64 array
        Numbers strictly inside (0, 1).

    Returns
    -------
    float64 array
        The normal quantiles, in the same shape, within about 1e-15 of the exact value.

    Raises
    ------
    ValueError
        If a number is not strictly inside (0, 1).
    """
    source = np.asarray(uniform, dtype=np.float64)
    flat = source.reshape(-1)
    result = np.empty_like(flat)
    for start in range(0, flat.size, _CHUNK):
        piece = slice(start, start + _CHUNK)
        result[piece] = _quantile(flat[piece])
    return result.reshape(source.shape)


def _key_word(name: str, value: int) -> int:
    """Return a seed or replicate as a plain int, or refuse it."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 0 <= value < _WORD:
        raise ValueError(f"{name} must be an integer from 0 to {_WORD - 1}, not {value!r}")
    return int(value)


def _integers(name: str, values: ArrayLike, low: int, high: int) -> NDArray[np.int64]:
    """Return a vector of integers, or refuse it."""
    array = np.asarray(values)
    # An empty list has no integer dtype, yet asking for nothing is harmless.
    outside = array.size and (array.dtype.kind not in "iu" or array.min() < low or array.max() > high)
    if array.ndim != 1 or outside:
        raise ValueError(f"{name} must be a one-dimensional array of integers from {low} to {high}")
    return array.astype(np.int64)


def _open_unit(high: Words, low: Words) -> Floats:
    """Return the numbers (k + 1/2) / 2**52, k being the top 52 bits of a 64-bit lane; every step is exact."""
    bits = (high << np.uint64(20)) | (low >> np.uint64(12))
    # The bits fit a signed integer, and signed integers convert faster.
    values = bits.view(np.int64).astype(np.float64)
    values += 0.5
    values *= 2.0**-52
    return values


def _horner(x: Floats, coefficients: tuple[float, ...]) -> Floats:
    """Evaluate a polynomial, highest power first, rounding after every product and every sum."""
    value = x * coefficients[0]
    for coefficient in coefficients[1:-1]:
        value += coefficient
        value *= x
    value += coefficients[-1]
    return value


def _log(x: Floats) -> Floats:
    """Return the natural logarithm of numbers inside (0, 1); NumPy's own may differ between machines."""
    mantissa = x.copy()
    exponent = np.zeros_like(x)
    for power in _HALVINGS:
        small = mantissa < 2.0**-power
        if small.any():
            mantissa = np.where(small, mantissa * 2.0**power, mantissa)
            exponent = np.where(small, exponent - power, exponent)
    # The mantissa is now in [0.5, 1); centring it on 1 keeps the series short.
    small = mantissa < SQRT_HALF
    mantissa = np.where(small, mantissa * 2.0, mantissa)
    exponent = np.where(small, exponent - 1.0, exponent)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    series = (s + s) * _horner(s * s, ATANH)
    return exponent * LN2_HIGH + (exponent * LN2_LOW + series)


def _quantile(u: Floats) -> Floats:
    """Apply PPND16 to one vector."""
    if not ((u > 0.0) & (u < 1.0)).all():
        raise ValueError("uniforms must be strictly between 0 and 1")
    q = u - 0.5
    # Tail values are overwritten below; raising them to the boundary keeps the denominator away from zero.
    r = np.maximum(0.180625 - q * q, 0.0)
    result = q * _horner(r, CENTRE[0]) / _horner(r, CENTRE[1])
    tail = np.flatnonzero(np.abs(q) > 0.425)
    if tail.size:
        beyond = u[tail]
        lower = beyond < 0.5
        root = np.sqrt(-_log(np.where(lower, beyond, 1.0 - beyond)))
        r = root - 1.6
        size = _horner(r, TAIL[0]) / _horner(r, TAIL[1])
        far = np.flatnonzero(root > 5.0)
        r = root[far] - 5.0
        size[far] = _horner(r, FAR_TAIL[0]) / _horner(r, FAR_TAIL[1])
        result[tail] = np.where(lower, -size, size)
    return result
