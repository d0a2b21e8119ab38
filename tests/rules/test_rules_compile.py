"""A person and a compiler read the same rule and get the same bits."""

from __future__ import annotations

import numpy as np
import pytest
from compiling import (
    compiled_rules,
    exact,
    for_a_compiler,
    for_a_person,
    random_arguments,
    rules,
    values_of,
)

STATES = 60


@pytest.mark.parametrize("name", sorted(rules()))
def test_compiled_rule_gives_the_same_bits_as_plain_python(name: str) -> None:
    rule, compiled = rules()[name], compiled_rules()[name]
    random = np.random.default_rng(abs(hash_of(name)))
    for _ in range(STATES):
        arguments = random_arguments(rule, random)
        plain, records = for_a_person(arguments), for_a_compiler(arguments)
        expected = rule(**plain)
        found = compiled(*records.values())
        assert (expected is None) == (found is None)
        if expected is not None:
            assert exact(found) == exact(expected)
        assert dict(values_of(records)) == dict(values_of(plain))


def hash_of(name: str) -> int:
    """Return a seed that does not change from process to process."""
    return sum(ord(letter) * 31**position for position, letter in enumerate(name)) % 2**32
