"""A person and a compiler read the same rule, or outcome, and get the same bits."""

from __future__ import annotations

import numpy as np
import pytest
from compiled_rules import (
    compared_one_by_one,
    compiled,
    exact,
    for_a_compiler,
    for_a_person,
    random_arguments,
    untouched,
    values_of,
)

from sim.engine.compiled.numba_linker import compile_for

STATES = 60
pytestmark = pytest.mark.xdist_group("compiled rules")  # in one process, which compiles once what several rules call


@pytest.mark.parametrize("name", sorted(compared_one_by_one()))
def test_compiled_function_gives_the_same_bits_as_plain_python(name: str) -> None:
    function = compared_one_by_one()[name]
    machine = compiled()[name]
    random = np.random.default_rng(abs(hash_of(name)))
    for _ in range(STATES):
        arguments = random_arguments(function, random)
        plain, records = for_a_person(arguments), for_a_compiler(arguments)
        expected = function(**plain)
        if not machine.signatures:
            compile_for(machine, tuple(records.values()))
        found = machine(*records.values())
        assert (expected is None) == (found is None)
        if expected is not None:
            assert exact(found) == exact(expected)
        alike = untouched(arguments, plain, records)  # most are, and to write their values out takes long
        written, expected_to_be = ({name: side[name] for name in side.keys() - alike} for side in (records, plain))
        assert dict(values_of(written)) == dict(values_of(expected_to_be))


def hash_of(name: str) -> int:
    """Return a seed that does not change from process to process."""
    return sum(ord(letter) * 31**position for position, letter in enumerate(name)) % 2**32
