"""Every way in which Assay says no.

AssayError
├── UsageError                 exit 2   the command line or an argument is off
├── ConfigurationError         exit 2   a setting is missing or wrong
├── SchemaError                exit 2   a schema cannot be used as written
│   └── SchemaNotFound
├── DocumentError              exit 1   one document cannot be read; the others go on
├── ModelError                 exit 1   the language model gave no usable answer
│   ├── ModelUnauthorised      exit 2   the endpoint refused the key
│   └── ModelUnreached         exit 1   nobody answered at the endpoint
├── StorageError               exit 1   the database or the kept files cannot be used
├── Refused                    exit 1   what was asked for does not fit what is kept
└── RequestError               exit 1   a request to the API is not one that it answers

A class carries a stable `code` where it has only one; `DocumentError`, `ModelError`, `StorageError`, `Refused` and
`RequestError` take theirs from the tables below. The six tables are the whole list: each code with its sentence and its fix.
Messages never contain document text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

EXIT_DONE = 0
EXIT_DOCUMENTS_FAILED = 1
EXIT_USAGE = 2
EXIT_NEEDS_REVIEW = 3
EXIT_INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The sentence that a code says to a person, what to do about it, and whether trying again may help."""

    says: str
    fix: str
    retryable: bool = False


class AssayError(Exception):
    """Something that a person can put right: a stable code, one sentence, one fix."""

    code = "error"
    fix = ""
    retryable = False
    exit_status = EXIT_DOCUMENTS_FAILED

    def __init__(self, says: str, *, code: str | None = None, fix: str | None = None, retryable: bool | None = None) -> None:
        super().__init__(says)
        self.says = says
        self.code = self.code if code is None else code
        self.fix = self.fix if fix is None else fix
        self.retryable = self.retryable if retryable is None else retryable

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders; rebuild them from their state, not from their arguments."""
        return (_rebuilt, (type(self), str(self), self.__dict__))


def _rebuilt(kind: type[AssayError], says: str, state: dict[str, object]) -> AssayError:
    error = kind.__new__(kind)
    Exception.__init__(error, says)
    error.__dict__.update(state)
    return error


class CodedError(AssayError):
    """An error of many codes: sentence, fix and whether to try again come from the table of its class unless the raiser knows better."""

    codes: ClassVar[Mapping[str, Explained]]

    def __init__(self, code: str, says: str | None = None, *, fix: str | None = None) -> None:
        explained = self.codes[code]
        super().__init__(says or explained.says, code=code, fix=explained.fix if fix is None else fix, retryable=explained.retryable)


class UsageError(AssayError):
    """The command was called in a way that it does not understand."""

    code = "usage"
    fix = "Run the command with --help to see what it takes."
    exit_status = EXIT_USAGE


class ConfigurationError(AssayError):
    """A setting is missing or wrong."""

    code = "setting_invalid"
    fix = "Run `assay doctor` to see every setting and what it expects."
    exit_status = EXIT_USAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in a schema: where it stands (lines and columns count from 1), what is wrong, and what to write instead."""

    line: int
    column: int
    says: str
    fix: str = ""
    severity: str = "error"


class SchemaError(AssayError):
    """A schema cannot be used as it is written."""

    code = "schema_invalid"
    fix = "Correct the lines named above; `assay schema lint FILE` checks them without reading any document."
    exit_status = EXIT_USAGE

    def __init__(self, says: str, *, problems: tuple[Problem, ...] = (), code: str | None = None, fix: str | None = None) -> None:
        super().__init__(says, code=code, fix=fix)
        self.problems = problems


class SchemaNotFound(SchemaError):
    """No schema of this name is known."""

    code = "schema_not_found"
    fix = "`assay schema list` shows the schemas there are; a path to a .yaml file works too."


COMMAND_CODES: dict[str, Explained] = {
    "usage": Explained(says="The command was called in a way that it does not understand.", fix=UsageError.fix),
    "no_documents": Explained(
        says="There are no documents at the paths given.",
        fix="Name files, or folders that hold some; hidden and temporary files are passed over.",
    ),
    "cannot_write": Explained(says="The output file cannot be written.", fix="Choose a folder that exists and may be written to."),
    "folder_unusable": Explained(
        says="The folder cannot be watched.",
        fix="Name a folder on one file system with the folder around it, and let both be read and written.",
    ),
    "setting_invalid": Explained(says="A setting has a value that cannot be right.", fix=ConfigurationError.fix),
    "setting_missing": Explained(says="A setting that is needed here is missing.", fix=ConfigurationError.fix),
    "already_running": Explained(
        says="Assay runs already in this data folder.", fix="Use the one that runs, or stop it with Ctrl+C there."
    ),
    "part_failed": Explained(says="A part of the system cannot be started.", fix="Run the part by itself to see what it says."),
    "schema_invalid": Explained(says="The schema cannot be used as it is written.", fix=SchemaError.fix),
    "schema_not_found": Explained(says="No schema of this name is known.", fix=SchemaNotFound.fix),
}


DOCUMENT_CODES: dict[str, Explained] = {
    "empty_file": Explained(says="The file is empty.", fix="Export or download it again."),
    "too_large": Explained(says="The file is larger than the limit.", fix="Split it into smaller files."),
    "too_large_uncompressed": Explained(
        says="The file unpacks to far more than its size.", fix="Check where it comes from; send the documents inside it one by one."
    ),
    "too_many_pages": Explained(says="The file has more pages than the limit.", fix="Split it into smaller files."),
    "too_many_pixels": Explained(says="The picture has more pixels than the limit.", fix="Scan or export it at a lower resolution."),
    "too_many_attachments": Explained(says="The mail has more attachments than the limit.", fix="Send the attachments one by one."),
    "nesting_limit": Explained(
        says="The file is nested deeper than the limit.", fix="Take the inner documents out and send them one by one."
    ),
    "unsupported_type": Explained(
        says="This type of file is not read.",
        fix="Send it as PDF, DOCX, XLSX, CSV, HTML, mail (.eml, .mbox, .msg), calendar (.ics), JSON, XML, picture, plain text or ZIP.",
    ),
    "type_mismatch": Explained(says="The file's content is not what its name says.", fix="Give it the right ending, or export it again."),
    "encrypted": Explained(
        says="The file is protected by a password.",
        fix="Send it again with its password (`--password`, the field `password`, or `password:` in the sidecar), or without one.",
    ),
    "corrupt_document": Explained(says="The file is damaged and cannot be opened.", fix="Export or download it again."),
    "dangerous_content": Explained(
        says="The file contains constructs that are refused for safety.",
        fix="Check where it comes from; export it again from a program that you trust.",
    ),
    "no_text": Explained(
        says="No text was found in the file.", fix="If it is a scan or a picture, it needs text recognition (the `ocr` extra)."
    ),
    "timeout": Explained(
        says="Reading the file took longer than the limit.", fix="Send it again, or split it into smaller files.", retryable=True
    ),
    "memory_limit": Explained(
        says="Reading the file took more memory than the limit.",
        fix="Split it into smaller files, or export it again from another program.",
    ),
    "output_too_large": Explained(says="The file holds more text than the limit.", fix="Split it into smaller files."),
    "too_complex": Explained(
        says="The file is built in a way that takes more work than the limit.",
        fix="Export it again from another program, or print it to a PDF.",
    ),
    "parser_crashed": Explained(
        says="Reading the file stopped unexpectedly.", fix="Export it again; if it happens again, the file is damaged in an unusual way."
    ),
    "unreadable_file": Explained(says="The file cannot be opened.", fix="Check that it exists and that you may read it.", retryable=True),
    "internal": Explained(
        says="Something that nobody foresaw went wrong.",
        fix="The log in the data folder says where; please report it, without the document.",
    ),
    "sidecar_invalid": Explained(
        says="The metadata beside the file cannot be used.",
        fix="Write it as YAML, one `key: value` a line, or take it away; then put both files back into the inbox.",
    ),
    "value_unreadable": Explained(
        says="What was typed is no value of this field.", fix="Write it as it is printed, or as the field's type shows values."
    ),
    "field_unknown": Explained(says="The schema has no value there.", fix="Take the pointer from the result's `fields`."),
    "not_drawable": Explained(
        says="The document has no such page that can be drawn.", fix="Look at its words instead, or at the original."
    ),
    "no_schema_applies": Explained(
        says="No schema says that it is for this document.",
        fix="Name one with --schema, or a folder of schemas that say in `applies_to` which documents they are for.",
    ),
}


class DocumentError(CodedError):
    """One document cannot be read or processed; the others are unharmed."""

    codes = DOCUMENT_CODES


MODEL_CODES: dict[str, Explained] = {
    "llm_unavailable": Explained(
        says="The language model could not be reached.",
        fix="Check ASSAY_MODEL_BASE_URL and the network, then run the documents again.",
        retryable=True,
    ),
    "llm_rate_limited": Explained(
        says="The language model's endpoint limits how often it may be asked.",
        fix="Set ASSAY_MODEL_REQUESTS_PER_MINUTE and ASSAY_MODEL_TOKENS_PER_MINUTE to what it allows, or run the documents again later.",
        retryable=True,
    ),
    "llm_no_quota": Explained(
        says="The account at the language model's provider has no quota left.",
        fix="Raise the limit with the provider, then run the documents again.",
    ),
    "llm_budget_exceeded": Explained(
        says="A budget does not hold what the language model may cost next.",
        fix="Raise `budget` in the schema, ASSAY_BUDGET_PER_DAY or the token's budget, or wait for the next day; "
        "`assay cost` shows what was spent.",
    ),
    "llm_invalid_output": Explained(
        says="The language model's answer did not have the form that was asked for.",
        fix="Run the documents again, or choose another ASSAY_MODEL.",
        retryable=True,
    ),
    "llm_refused": Explained(
        says="The language model refused to answer for this document.", fix="The fields wait for a person; another ASSAY_MODEL may answer."
    ),
    "llm_unknown_model": Explained(
        says="The endpoint does not know the language model.",
        fix="Check the name in ASSAY_MODEL, and that ASSAY_MODEL_BASE_URL is the address up to and with /v1.",
    ),
    "llm_too_long": Explained(
        says="The document is longer than the language model can read.", fix="Choose an ASSAY_MODEL with a longer context."
    ),
    "llm_rejected": Explained(
        says="The language model's endpoint does not accept the request.",
        fix="Check that it is an OpenAI-compatible endpoint with structured output (response_format json_schema).",
    ),
    "llm_no_batches": Explained(
        says="The language model's endpoint takes no batches.",
        fix="Leave --batch and `batch` in at_limit out, or choose an ASSAY_MODEL whose provider has a batch API.",
    ),
    "llm_batch_refused": Explained(
        says="The language model's endpoint does not take the batch.",
        fix="The documents are asked about one by one, at the full price; the provider's page of batches may say why.",
    ),
    "llm_batch_unanswered": Explained(
        says="The batch ended without an answer to this question.",
        fix="It goes into the next batch, or is asked at the full price when the time is over.",
        retryable=True,
    ),
    "llm_unrecorded": Explained(
        says="What the language model answered about this document is not recorded.",
        fix="Read the document anew with the model; answers go with `assay forget` and when ASSAY_ANSWERS_DAYS are over.",
    ),
    "llm_unauthorised": Explained(
        says="The language model's endpoint refused the key.", fix="Set ASSAY_MODEL_API_KEY to a key that is valid for this endpoint."
    ),
}


class ModelError(CodedError):
    """The language model gave no usable answer."""

    codes = MODEL_CODES


class ModelUnauthorised(ModelError):
    """The endpoint refused the key: asking for further documents is pointless."""

    exit_status = EXIT_USAGE

    def __init__(self, says: str | None = None, *, fix: str | None = None) -> None:
        super().__init__("llm_unauthorised", says, fix=fix)


class ModelUnreached(ModelError):
    """Nobody answered at the endpoint: each further try costs seconds."""

    def __init__(self) -> None:
        super().__init__("llm_unavailable")


STORAGE_CODES: dict[str, Explained] = {
    "storage_unavailable": Explained(
        says="The database cannot be reached.", fix="Check that it runs and that ASSAY_DATABASE_URL names it.", retryable=True
    ),
    "storage_full": Explained(
        says="There is no space left where the data is kept.",
        fix="Make room on the disk; nothing that was accepted is lost.",
        retryable=True,
    ),
    "storage_denied": Explained(
        says="The data folder cannot be used.", fix="Set ASSAY_DATA_DIR to a folder that may be written and has room."
    ),
    "blob_missing": Explained(says="The bytes of the document are not kept here.", fix="Send the document again."),
    "blob_damaged": Explained(
        says="The kept bytes of the document are not what they were.", fix="Send the document again, and check the disk."
    ),
    "database_missing_programs": Explained(
        says="The programs of the own database are not installed.",
        fix="Run `make setup`, or set ASSAY_DATABASE_URL to a Postgres that runs.",
    ),
    "database_other_version": Explained(
        says="The data folder was made by another major version of Postgres.",
        fix="Export the data with the version that made it (pg_dump) and load it into a new data folder.",
    ),
    "records_conflict": Explained(
        says="A table of the records was changed by hand and does not take the document's rows.",
        fix="Drop or rename the table in the schema `records`, then reprocess the document.",
    ),
    "records_busy": Explained(
        says="A table of the records is in use for long and could not get a new column.",
        fix="Reprocess the document when the query on the table has ended.",
        retryable=True,
    ),
    "database_behind": Explained(says="The database is older than this version of Assay.", fix="Run `assay migrate`."),
    "database_newer": Explained(says="The database is newer than this version of Assay.", fix="Update Assay on this machine."),
    "migration_changed": Explained(
        says="A migration that was applied has been changed since.",
        fix="Put the published file back; what it should do differently belongs into a new migration.",
    ),
    "migration_failed": Explained(
        says="A migration cannot be applied; the database is as it was before it.",
        fix="Correct what the sentence names and run `assay migrate` again.",
    ),
}


class StorageError(CodedError):
    """The database or the kept files cannot be used; `retryable` says whether that may pass by itself."""

    codes = STORAGE_CODES


REFUSAL_CODES: dict[str, Explained] = {
    "not_found": Explained(says="There is nothing with this id.", fix="Check the id; what belongs to another workspace is unknown here."),
    "revision_stale": Explained(
        says="The result has changed since it was shown.", fix="Look at the newest revision, and decide again where it still matters."
    ),
    "held_by_another": Explained(
        says="Another reviewer has this document.", fix="Take the next one, or wait until it is given back.", retryable=True
    ),
    "nothing_to_undo": Explained(says="No decision stands that could be taken back.", fix="Look at the newest revision."),
    "duplicate": Explained(says="The same bytes are kept already for this version of the schema.", fix="Use the document that came first."),
    "cursor_invalid": Explained(says="The place to continue from is not one that a list gave.", fix="Begin at the start of the list."),
    "idempotency_conflict": Explained(
        says="The Idempotency-Key was used for another request.", fix="Send each new request with a new key."
    ),
    "idempotency_in_flight": Explained(
        says="The first request with this Idempotency-Key is still under way.", fix="Send it again in a moment.", retryable=True
    ),
}


class Refused(CodedError):
    """What was asked for does not fit what is kept; nothing was changed."""

    codes = REFUSAL_CODES


REQUEST_CODES: dict[str, Explained] = {
    "request_malformed": Explained(says="The request cannot be read.", fix="Check its form against the reference of the API."),
    "request_invalid": Explained(
        says="The request holds something that is not allowed there.", fix="Correct the places that `errors` names."
    ),
    "unauthorised": Explained(
        says="The request does not say who asks, or its token is not valid.", fix="Send `Authorization: Bearer` with a valid token."
    ),
    "forbidden": Explained(says="This token may not do that.", fix="Use a token that has the scope which the sentence names."),
    "method_not_allowed": Explained(says="This address does not take that method.", fix="The header `Allow` names those that it takes."),
    "media_type_unsupported": Explained(
        says="The body has a media type that is not taken here.",
        fix="Send multipart/form-data, or what the reference names for this route.",
    ),
    "urls_off": Explained(
        says="Fetching documents from addresses is switched off.", fix="Send the files themselves, as multipart/form-data or in a zip."
    ),
    "precondition_missing": Explained(
        says="The request does not say which revision it was made for.", fix="Send the result's `ETag` back as `If-Match`."
    ),
    "result_not_ready": Explained(
        says="The document is still being worked on.", fix="Ask again in a moment, or wait with `Prefer: wait=30`.", retryable=True
    ),
    "document_canceled": Explained(says="The work on this document was canceled.", fix="Begin it again with `retry`."),
    "port_in_use": Explained(says="Another program listens on the port.", fix="Stop it, or set ASSAY_PORT to a free port."),
}


class RequestError(CodedError):
    """A request to the API, or the place where it would be taken, is not as it has to be; nothing was changed."""

    codes = REQUEST_CODES
