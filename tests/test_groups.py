"""Tests of a group share a worker, so that what takes seconds to make is made once."""

from __future__ import annotations

import os

import pytest


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="no workers, hence nothing to share")
@pytest.mark.xdist_group("one worker")
def test_a_test_carries_its_group_by_which_it_is_handed_to_a_worker(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@one worker")
