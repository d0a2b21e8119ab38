"""The noise of the simulation: reproducible to the bit, and nobody's noise depends on anybody else."""

import hashlib
import os
import subprocess
import sys
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from sim.engine.random import philox as philox_module
from sim.engine.random.philox import entity_key, philox, relation_key, relation_keys, standard_normal, uniforms

ALL_ONES = 0xFFFFFFFF


def keys_of(*names):
    return np.array([entity_key(name) for name in names], dtype=np.uint64)


def trusts(count):
    return keys_of(*(f"R{number:03d}" for number in range(count)))


def words(*values):
    return tuple(np.array([value], dtype=np.uint64) for value in values)


@pytest.fixture(scope="module")
def table():
    """Ten years of noise for 136 trusts and 24 purposes."""
    return uniforms(20260401, 3, trusts(136), range(-24, 96), range(24))


@pytest.fixture(scope="module")
def normals(table):
    return standard_normal(table)


# The generator is Philox4x32-10.


@pytest.mark.parametrize(
    ("counter", "key", "block"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ALL_ONES,) * 4, (ALL_ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
    ids=["zeros", "ones", "digits of pi"],
)
def test_philox_gives_the_published_answers(counter, key, block):
    assert tuple(int(word[0]) for word in philox(words(*counter), key)) == block


def test_philox_encrypts_each_counter_of_an_array_on_its_own():
    many = philox((np.arange(7, dtype=np.uint64)[:, None], *words(1, 2), np.arange(5, dtype=np.uint64)), (8, 9))
    for i in range(7):
        for j in range(5):
            one = philox(words(i, 1, 2, j), (8, 9))
            assert [int(word[i, j]) for word in many] == [int(word[0]) for word in one]


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, ALL_ONES),
    replicate=st.integers(0, ALL_ONES),
    key=st.integers(0, 2**64 - 1),
    month=st.integers(-1000, 5000),
    purpose=st.integers(0, 2**33 - 1),
)
def test_a_uniform_is_one_lane_of_one_block(seed, replicate, key, month, purpose):
    block = philox(words(key % 2**32, key // 2**32, month % 2**32, purpose // 2), (seed, replicate))
    high, low = (int(word[0]) for word in (block[:2], block[2:])[purpose % 2])
    expected = (2 * ((high << 32 | low) >> 12) + 1) / 2**53
    assert uniforms(seed, replicate, np.array([key], dtype=np.uint64), [month], [purpose]).item() == expected


@pytest.mark.parametrize(("word", "expected"), [(0, 2.0**-53), (ALL_ONES, 1.0 - 2.0**-53)])
def test_even_the_extreme_blocks_stay_strictly_inside_the_unit_interval(monkeypatch, word, expected):
    monkeypatch.setattr(
        philox_module, "philox", lambda counter, key: tuple(np.full((1, 1, 1), word, np.uint64) for _ in range(4))
    )
    assert uniforms(0, 0, trusts(1), [0], [0, 1]).tolist() == [[[expected, expected]]]


# Nobody's noise depends on anybody else.


@settings(max_examples=60, deadline=None)
@given(data=st.data(), seed=st.integers(0, ALL_ONES), replicate=st.integers(0, ALL_ONES))
def test_entities_months_and_purposes_added_or_reordered_change_no_other_number(data, seed, replicate):
    def everyone_and_some(values):
        everyone = data.draw(st.lists(values, min_size=1, max_size=8, unique=True))
        some = data.draw(st.lists(st.integers(0, len(everyone) - 1), max_size=8))
        return everyone, some

    names, some_names = everyone_and_some(st.text(max_size=5))
    months, some_months = everyone_and_some(st.integers(-1000, 1000))
    purposes, some_purposes = everyone_and_some(st.integers(0, 30))
    keys = keys_of(*names)
    large = uniforms(seed, replicate, keys, months, purposes)
    small = uniforms(
        seed,
        replicate,
        keys[np.array(some_names, dtype=int)],
        [months[i] for i in some_months],
        [purposes[i] for i in some_purposes],
    )
    cells = [np.array(some, dtype=int) for some in (some_months, some_names, some_purposes)]
    assert np.array_equal(small, large[np.ix_(*cells)])
    assert np.array_equal(standard_normal(small), standard_normal(large)[np.ix_(*cells)])


def test_a_month_computed_alone_matches_the_month_within_ten_years(table, normals):
    for row, month in enumerate(range(-24, 96)):
        alone = uniforms(20260401, 3, trusts(136), [month], range(24))
        assert np.array_equal(alone[0], table[row])
        assert np.array_equal(standard_normal(alone)[0], normals[row])


def test_the_size_of_the_pieces_of_work_changes_nothing(monkeypatch, table, normals):
    monkeypatch.setattr(philox_module, "_CHUNK", 1001)
    assert np.array_equal(uniforms(20260401, 3, trusts(136), range(-24, 96), range(24)), table)
    assert np.array_equal(standard_normal(table), normals)


def test_no_two_cells_of_the_table_share_a_number(table):
    assert np.unique(table).size == table.size


@pytest.mark.parametrize(("seed", "replicate"), [(20260402, 3), (20260401, 4), (3, 20260401)])
def test_another_seed_or_replicate_changes_every_number(table, seed, replicate):
    other = uniforms(seed, replicate, trusts(136), range(-24, 96), range(24))
    assert not np.intersect1d(other, table).size
    assert abs(np.corrcoef(other.ravel(), table.ravel())[0, 1]) < 5 / np.sqrt(table.size)


@pytest.mark.parametrize("sizes", [(0, 3, 2), (4, 0, 2), (4, 3, 0)], ids=["no months", "no trusts", "no purposes"])
def test_asking_for_nothing_gives_an_empty_table(sizes):
    months, entities, purposes = sizes
    empty = uniforms(1, 1, trusts(entities), list(range(months)), list(range(purposes)))
    assert empty.shape == standard_normal(empty).shape == sizes


# The noise looks like noise.


def test_uniforms_fill_the_unit_interval_evenly(table):
    assert 0.0 < table.min() < 1e-4
    assert 1.0 - 1e-4 < table.max() < 1.0
    expected = table.size / 100
    counts = np.histogram(table, bins=100, range=(0, 1))[0]
    chi_square = ((counts - expected) ** 2 / expected).sum()
    assert abs(chi_square - 99) < 5 * np.sqrt(2 * 99)


def test_normals_have_the_moments_of_the_standard_normal(normals):
    n = normals.size
    assert abs(normals.mean()) < 5 * np.sqrt(1 / n)
    assert abs((normals**2).mean() - 1) < 5 * np.sqrt(2 / n)
    assert abs((normals**3).mean()) < 5 * np.sqrt(15 / n)
    assert abs((normals**4).mean() - 3) < 5 * np.sqrt(96 / n)


@pytest.mark.parametrize("axis", [0, 1, 2], ids=["months", "entities", "purposes"])
def test_neighbouring_numbers_are_uncorrelated(normals, axis):
    for lag in (1, 2, 12):
        one = np.take(normals, range(lag, normals.shape[axis]), axis=axis)
        other = np.take(normals, range(normals.shape[axis] - lag), axis=axis)
        assert abs((one * other).mean()) < 5 / np.sqrt(one.size)
        # Squares too, since numbers can be uncorrelated and still share their size.
        assert abs(((one**2 - 1) * (other**2 - 1)).mean()) < 5 * 2 / np.sqrt(one.size)


@pytest.mark.parametrize("axis", [0, 1, 2], ids=["months", "entities", "purposes"])
def test_no_pair_of_months_entities_or_purposes_moves_together(normals, axis):
    rows = np.moveaxis(normals, axis, 0).reshape(normals.shape[axis], -1)
    correlations = np.corrcoef(rows)[np.triu_indices(len(rows), 1)]
    assert np.abs(correlations).max() < 6 / np.sqrt(rows.shape[1])


# Uniforms become normals by the inverse distribution function.


def test_normals_match_scipy_over_the_whole_range_of_the_uniforms():
    tail = 2.0 ** -np.linspace(1, 54, 200_001)
    borders = [b + d * 2.0**-53 for b in (0.075, 0.925, 0.5) for d in range(-50, 51)]
    far = np.exp(-25.0) * (1 + np.linspace(-1e-9, 1e-9, 101))
    u = np.concatenate([np.linspace(2.0**-53, 1 - 2.0**-53, 200_001), tail, 1 - tail[tail >= 2.0**-53], borders, far])
    np.testing.assert_allclose(standard_normal(u), ndtri(u), rtol=1e-14, atol=1e-14)


def test_the_median_is_exactly_zero_and_the_smallest_double_is_finite():
    assert standard_normal(np.array(0.5)) == 0.0
    np.testing.assert_allclose(standard_normal(np.array([5e-324, 1e-300])), ndtri([5e-324, 1e-300]), rtol=1e-13)


@given(st.integers(0, 2**52 - 1))
def test_normals_are_exactly_symmetric(top_bits):
    u = np.array([(2 * top_bits + 1) / 2**53])
    assert standard_normal(1.0 - u) == -standard_normal(u)


@given(st.lists(st.floats(2.0**-53, 1 - 2.0**-53), min_size=2, max_size=50))
def test_a_luckier_uniform_never_gives_a_lower_normal(values):
    # Quantiles closer than the accuracy of the algorithm may trade places.
    assert np.diff(standard_normal(np.sort(np.array(values)))).min() >= -1e-14


@given(st.floats(0.0, 1.0, exclude_min=True, exclude_max=True))
def test_the_private_logarithm_is_accurate_to_one_part_in_1e15(x):
    with localcontext() as context:
        context.prec = 40
        exact = Decimal(x).ln()
        assert abs(Decimal(float(philox_module._log(np.array([x]))[0])) - exact) <= Decimal("1e-15") * abs(exact)


@pytest.mark.parametrize("outside", [0.0, 1.0, -0.1, 1.1, float("nan"), float("inf")])
def test_a_number_outside_the_open_unit_interval_has_no_normal(outside):
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        standard_normal(np.array([0.5, outside]))


# Entities keep their keys.


def test_entity_keys_are_pinned():
    assert entity_key("RXK") == 0xB9B92E0C789E0861
    assert entity_key("RXK", "RRK") == 0x5BC81452F027010E


def test_ten_thousand_entities_have_ten_thousand_keys():
    assert np.unique(trusts(10_000)).size == 10_000


@given(
    st.lists(st.text(max_size=4), min_size=1, max_size=3),
    st.lists(st.text(max_size=4), min_size=1, max_size=3),
)
def test_different_ids_have_different_keys(one, other):
    assert (entity_key(*one) == entity_key(*other)) == (one == other)


def test_a_pair_is_ordered_and_keeps_its_ids_apart():
    assert len({entity_key(*ids) for ids in [("ab", "c"), ("a", "bc"), ("c", "ab"), ("abc",), ("abc", "")]}) == 5


def test_an_entity_without_a_name_has_no_key():
    with pytest.raises(ValueError, match="at least one name"):
        entity_key()


def test_keys_ignore_the_hash_seed_of_python():
    script = "from sim.engine.random.philox import entity_key; print(entity_key('RXK'), entity_key('RXK', 'RRK'))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={
                **os.environ,
                "PYTHONHASHSEED": hash_seed,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            },
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert printed == {f"{entity_key('RXK')} {entity_key('RXK', 'RRK')}\n"}


# Relations have keys of their own, made of those of both sides.

whole_keys = st.integers(0, 2**64 - 1)


def all_pairs(count):
    """Return the keys of all ordered pairs of entities, each with itself too: a row for each first entity."""
    return relation_keys(trusts(count)[:, None], trusts(count))


@given(whole_keys, whole_keys)
def test_a_relation_depends_on_the_order_of_its_sides(one, other):
    assert (relation_key(one, other) == relation_key(other, one)) == (one == other)


@given(st.tuples(whole_keys, whole_keys), st.tuples(whole_keys, whole_keys))
def test_different_pairs_have_different_keys(pair, other_pair):
    assert (relation_key(*pair) == relation_key(*other_pair)) == (pair == other_pair)


@given(st.lists(st.tuples(whole_keys, whole_keys), min_size=1, max_size=8))
def test_a_relation_alone_has_the_key_that_it_has_among_many(pairs):
    ones, others = (np.array(side, dtype=np.uint64) for side in zip(*pairs, strict=True))
    assert relation_keys(ones, others).tolist() == [relation_key(*pair) for pair in pairs]
    assert relation_keys(ones, others).dtype == np.uint64


def test_all_pairs_of_300_entities_have_keys_of_their_own():
    keys = np.concatenate([all_pairs(300).ravel(), trusts(300)])
    assert np.unique(keys).size == 300 * 300 + 300, "nor is a relation mistaken for an entity"


def test_a_relation_to_a_small_whole_number_is_distinguished_from_its_neighbours():
    months = relation_keys(trusts(300)[:, None], np.arange(600, dtype=np.uint64))
    assert np.unique(months).size == months.size


def test_keys_of_relations_are_well_spread():
    keys = all_pairs(300).ravel()
    for bit in range(64):
        share = ((keys >> np.uint64(bit)) & np.uint64(1)).mean()
        assert abs(share - 0.5) < 5 * 0.5 / np.sqrt(keys.size), f"bit {bit}"
    counts = np.bincount((keys >> np.uint64(56)).astype(int), minlength=256)
    chi_square = ((counts - keys.size / 256) ** 2 / (keys.size / 256)).sum()
    assert abs(chi_square - 255) < 5 * np.sqrt(2 * 255)


@pytest.mark.parametrize("side", [0, 1], ids=["first", "second"])
def test_one_bit_of_a_side_changes_half_the_bits_of_a_relation(side):
    keys = [trusts(300), trusts(600)[300:]]
    before = relation_keys(*keys)
    for bit in range(64):
        keys[side] = keys[side] ^ np.uint64(1 << bit)
        changed = np.bitwise_count(before ^ relation_keys(*keys))
        keys[side] = keys[side] ^ np.uint64(1 << bit)
        assert abs(changed.mean() - 32) < 5 * 4 / np.sqrt(300), f"bit {bit}"


def test_noise_of_relations_is_unlike_that_of_their_sides_and_of_each_other():
    ties = uniforms(20260401, 3, all_pairs(60).ravel(), [0], [0])[0, :, 0].reshape(60, 60)
    own = uniforms(20260401, 3, trusts(60), [0], [0])[0, :, 0]
    assert abs(ties.mean() - 0.5) < 5 / np.sqrt(12 * ties.size)
    pairs = np.triu_indices(60, 1)
    limit = 5 / np.sqrt(len(pairs[0]))
    assert abs(np.corrcoef(ties[pairs], ties.T[pairs])[0, 1]) < limit
    assert abs(np.corrcoef(ties[pairs], own[pairs[0]])[0, 1]) < limit
    assert abs(np.corrcoef(ties[pairs], own[pairs[1]])[0, 1]) < limit


def test_keys_of_relations_are_pinned():
    assert relation_key(entity_key("RXK"), entity_key("RRK")) == 0x44A101EA1DC82E1F
    assert relation_key(0, 0) == 0xE3114056E91FFE1E


# The numbers themselves are part of the contract: results published under a seed must come back.


@pytest.mark.parametrize(
    ("month", "purpose", "uniform", "normal"),
    [
        (0, 0, "0x1.a1bb96081cc7dp-1", "0x1.ccb16c6523047p-1"),
        (0, 1, "0x1.77ea4b3cb4a2bp-1", "0x1.404ddeba212c8p-1"),
        (-1000, 0, "0x1.6726696316c6cp-3", "-0x1.ddc8641883857p-1"),
        (-1, 5, "0x1.cc63a9bf02932p-2", "-0x1.036e06c85e512p-3"),
        (119, 23, "0x1.267a7dc0df65cp-3", "-0x1.103e71f879f07p+0"),
        (12, 8589934591, "0x1.297b8d0542983p-1", "0x1.a2d3c44e2d016p-3"),
        (1983, 48, "0x1.0a23e3edc0000p-19", "-0x1.273e1ff2ab5e0p+2"),
        (1355, 52, "0x1.fffff30075079p-1", "0x1.3c43880ef7e77p+2"),
    ],
)
def test_the_numbers_of_a_trust_are_pinned(month, purpose, uniform, normal):
    u = uniforms(2026, 7, keys_of("RXK"), [month], [purpose])
    assert (u.item().hex(), standard_normal(u).item().hex()) == (uniform, normal)


def test_the_whole_table_is_pinned(table, normals):
    def digest(numbers):
        return hashlib.sha256(numbers.astype("<f8").tobytes()).hexdigest()

    assert digest(table) == "fcac2937f3c65726fe7450dbc3530a5ab20393fa9dce81e66a1215fd3d78fbc9"
    assert digest(normals) == "ec67a88e9358323f28e916ed81fa648884354667669d1727a446a38f49628adf"


# What is not allowed is refused, with what is.


@pytest.mark.parametrize("bad", [-1, 2**32, 1.0, "1", None, True])
def test_a_seed_or_replicate_that_is_no_32_bit_word_is_refused(bad):
    with pytest.raises(ValueError, match="seed must be an integer from 0 to 4294967295"):
        uniforms(bad, 0, trusts(1), [0], [0])
    with pytest.raises(ValueError, match="replicate must be an integer from 0 to 4294967295"):
        uniforms(0, bad, trusts(1), [0], [0])


def test_the_largest_seed_and_replicate_are_allowed_and_numpy_integers_are_integers():
    assert uniforms(ALL_ONES, ALL_ONES, trusts(1), [0], [0]).size == 1
    assert uniforms(5, np.int64(6), trusts(1), [0], [0]) == uniforms(5, 6, trusts(1), [0], [0])


@pytest.mark.parametrize("months", [[0.5], [2**31], [-(2**31) - 1], [[0]]])
def test_a_month_that_is_no_signed_word_is_refused(months):
    with pytest.raises(ValueError, match="months must be a one-dimensional array of integers from -2147483648"):
        uniforms(0, 0, trusts(1), months, [0])


@pytest.mark.parametrize("purposes", [[0.0], [-1], [2**33], 0])
def test_a_purpose_without_a_block_is_refused(purposes):
    with pytest.raises(ValueError, match="purposes must be a one-dimensional array of integers from 0 to 8589934591"):
        uniforms(0, 0, trusts(1), [0], purposes)


@pytest.mark.parametrize("keys", [np.array([1.0]), np.array([1]), np.zeros((1, 1), dtype=np.uint64)])
def test_keys_that_may_have_lost_bits_are_refused(keys):
    with pytest.raises(ValueError, match="dtype uint64"):
        uniforms(0, 0, keys, [0], [0])
