"""Where a sum fails, the fewest claims are moved to the front that make it hold."""

from __future__ import annotations

import pytest

from pipeline.settle import _fewest_moves_first


@pytest.mark.parametrize("counts", [[2], [2, 3], [5, 5, 5, 5]])
def test_every_way_comes_once_and_one_move_before_two(counts: list[int]) -> None:
    ways = list(_fewest_moves_first(counts))

    moves = [sum(rank > 0 for rank in way) for way in ways]
    assert moves == sorted(moves)
    assert len(set(ways)) == len(ways)
    expected = 1
    for count in counts:
        expected *= count
    assert len(ways) == expected - 1
