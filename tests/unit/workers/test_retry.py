"""What becomes of a document depends on the error alone."""

import pytest

from assay.errors import AssayError, ConfigurationError, DocumentError, SchemaNotFound, StorageError
from workers.retry import FAILED, Fate, fate


def test_a_crash_is_tried_three_times_and_counted() -> None:
    crash = DocumentError("parser_crashed")

    assert [fate(crash, crashes=crashes) for crashes in range(3)] == [Fate(again=True, counted=True)] * 2 + [FAILED]


@pytest.mark.parametrize(
    "error",
    [
        DocumentError("timeout"),
        DocumentError("too_large_uncompressed"),
        DocumentError("internal"),
        StorageError("blob_missing"),
        StorageError("blob_damaged"),
        SchemaNotFound("There is no such schema."),
    ],
)
def test_what_would_only_happen_again_is_not_tried_again(error: AssayError) -> None:
    assert fate(error, crashes=0) == FAILED


@pytest.mark.parametrize(
    "error", [StorageError("storage_unavailable"), StorageError("storage_full"), ConfigurationError("A key is missing.")]
)
def test_what_is_not_the_documents_fault_is_tried_later_and_not_counted(error: AssayError) -> None:
    decided = fate(error, crashes=2)

    assert decided.again
    assert not decided.counted
    assert decided.delay_seconds > 0
