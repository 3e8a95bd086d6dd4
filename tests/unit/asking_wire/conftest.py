from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.standin.server import Standin


@pytest.fixture
def standin() -> Iterator[Standin]:
    with Standin({"total": ("5", "Total 5")}) as server:
        yield server
