"""Every way of saying no has a code, a sentence, a fix and an exit status, and survives the way between processes."""

import pickle

import pytest

from assay.errors import (
    COMMAND_CODES,
    DOCUMENT_CODES,
    MODEL_CODES,
    REFUSAL_CODES,
    STORAGE_CODES,
    AssayError,
    ConfigurationError,
    DocumentError,
    ModelError,
    ModelUnauthorised,
    Problem,
    Refused,
    SchemaError,
    SchemaNotFound,
    StorageError,
    UsageError,
)

EVERY = [
    UsageError("No."),
    ConfigurationError("No.", code="setting_missing"),
    SchemaError("No.", problems=(Problem(line=1, column=2, says="Typo."),)),
    SchemaNotFound("No."),
    DocumentError("encrypted"),
    ModelError("llm_unavailable"),
    ModelUnauthorised(),
    StorageError("storage_unavailable"),
    Refused("not_found"),
]
TABLES = (COMMAND_CODES, DOCUMENT_CODES, MODEL_CODES, STORAGE_CODES, REFUSAL_CODES)
CODES = {code: explained for table in TABLES for code, explained in table.items()}


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_an_error_is_the_same_on_the_other_side_of_a_pipe(error: AssayError) -> None:
    twin = pickle.loads(pickle.dumps(error))

    assert type(twin) is type(error)
    assert str(twin) == str(error)
    assert vars(twin) == vars(error)


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_the_code_of_every_error_is_in_a_table(error: AssayError) -> None:
    assert error.code in CODES


@pytest.mark.parametrize(("code", "explained"), CODES.items())
def test_every_code_has_a_sentence_and_a_fix(code: str, explained: object) -> None:
    assert code.islower()
    assert explained.says.endswith(".")  # type: ignore[attr-defined]  # an Explained
    assert explained.fix.endswith((".", ")"))  # type: ignore[attr-defined]  # an Explained


def test_no_code_means_two_things() -> None:
    assert len(CODES) == sum(map(len, TABLES))
