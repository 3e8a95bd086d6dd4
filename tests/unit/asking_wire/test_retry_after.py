"""For how long an endpoint wants to be left alone, in every way in which endpoints say it."""

from __future__ import annotations

import pytest

from asking.wire.failure import LONGEST_RETRY_AFTER, retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "20"}, 20),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "20", "retry-after-ms": "1500"}, 1.5),
        ({"retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"}, 10),
        ({"retry-after": "Sun, 06 Nov 1994 08:40:00 GMT"}, 0),
        ({"retry-after": "1e9"}, LONGEST_RETRY_AFTER),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "in a while"}, None),
    ],
)
def test_seconds_milliseconds_and_dates_are_understood(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, now=784111767.0) == seconds
