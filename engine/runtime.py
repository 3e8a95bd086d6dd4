"""Where the parts are put together for the command line: readers, schemas, rules and, when one is set, the language model."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assay.errors import AssayError, DocumentError
from assay.log import log_event
from engine.order import Answer, Container, Form, Found, Job, Member, Order, Outcome, Unpack
from engine.rounds import Pending, Resume
from engine.story import Begun, Teller, Told, is_container, members_of, open_document, teller
from engine.wanted import schemas_wanted
from exports.result import failed_form, result_form
from exports.table import table_rows
from extractors.rules.extractor import RuleExtractor
from ingest.assemble import ID_LENGTH, read_document
from ingest.sandbox.sandbox import Sandbox
from ingest.unpack import Refusal
from ingest.upload import Upload, name_of, open_upload, upload_of
from pipeline.run import run
from schemas.schema import Field, Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """Everything that a document needs on its way, built once per process."""

    schemas: tuple[Schema, ...]
    teller: Teller
    sandbox: Sandbox
    password: str | None = None

    @property
    def only_schema(self) -> Schema | None:
        """The schema, where none is chosen."""
        return self.schemas[0] if len(self.schemas) == 1 else None

    def process(self, path: Path) -> Found | Container:
        """What was found in the file at the path, piece by piece; one that cannot be read gives a result of status `failed`."""
        upload: Upload | None = None
        try:
            upload = open_upload(path, password=self.password)
            return Container() if is_container(upload) else self._found(upload)
        except DocumentError as error:
            return (failed(path, error, schema=self.only_schema, upload=upload),)

    def unpack(self, path: Path) -> tuple[Member, ...]:
        """The members of the container at the path. Raises DocumentError."""
        upload = open_upload(path, password=self.password)
        return tuple(_member(one, upload) for one in members_of(upload, sandbox=self.sandbox))

    def process_member(self, member: Member) -> Found:
        """As `process`. A container inside a container is not unpacked: it is read as one document."""
        try:
            if isinstance(member.content, DocumentError):
                raise member.content
            return self._found(member.content, parent=member.parent)
        except DocumentError as error:
            return (failed_member(member, error, schema=self.only_schema),)

    def resume(self, resume: Resume) -> Outcome | Pending:
        """The story that the answers belong to, up to its next questions or to its end."""
        hash_, parent, begun = pickle.loads(resume.story)  # noqa: S301  another child of ours wrote it
        schema = next(one for one in self.schemas if one.hash == hash_)
        told = self.teller.resume(begun, schema, resume.answered, seconds=resume.seconds)
        return _outcome(told, schema, parent=parent)

    def _found(self, upload: Upload, *, parent: str | None = None) -> Found:
        opened = open_document(upload, self.schemas, sandbox=self.sandbox)
        return tuple(_outcome(told, opened.schema, parent=parent) for told in self.teller.tell(opened))


def build(order: Order, sandbox: Sandbox) -> Runtime:
    """The runtime for the order. Raises SchemaError for an unusable schema, ConfigurationError for an unusable model."""
    story = teller(order.settings, asks_model=order.asks_model)
    return Runtime(
        schemas=schemas_wanted(order.schema),
        teller=replace(story, has_large=story.has_large or order.replays),
        sandbox=sandbox,
        password=order.password,
    )


def start(order: Order, sandbox: Sandbox) -> Callable[[Job], Answer]:
    """The function that turns one file into its outcomes, and logs that it did."""
    runtime = build(order, sandbox)

    def work(job: Job) -> Answer:
        if isinstance(job, Unpack):
            return runtime.unpack(job.path)
        answer = _answer(runtime, job)
        for one in () if isinstance(answer, Container) else answer:
            if isinstance(one, Outcome):
                _log(one.form)
        return answer

    return work


def _answer(runtime: Runtime, job: Path | Member | Resume) -> Found | Container:
    if isinstance(job, Resume):
        return (runtime.resume(job),)
    return runtime.process_member(job) if isinstance(job, Member) else runtime.process(job)


def _log(form: Form) -> None:
    error = form["error"]
    log_event(
        "document",
        sha256=form["document"]["sha256"],
        status=form["status"],
        code=error and error["code"],
        timings_ms=form["timings_ms"],
    )


def schema_of(order: Order) -> Schema | None:
    """The schema that the order names; None when it is chosen for each document."""
    wanted = schemas_wanted(order.schema)
    return wanted[0] if len(wanted) == 1 else None


def failed(path: Path, error: AssayError, *, schema: Schema | None, upload: Upload | None = None) -> Outcome:
    """The outcome of a document that could not be read: what is known of the file, and the error."""
    name = upload.name if upload else name_of(path)
    return Outcome(form=failed_form(name, upload.sha256 if upload else _sha256(path), error, schema))


def failed_member(member: Member, error: DocumentError, *, schema: Schema | None) -> Outcome:
    """The outcome of a member that could not be read or was refused."""
    sha256 = None if isinstance(member.content, DocumentError) else member.content.sha256
    return Outcome(form=failed_form(member.name, sha256, error, schema, parent=member.parent))


def _member(found: Upload | Refusal, container: Upload) -> Member:
    content = found.error if isinstance(found, Refusal) else found
    return Member(name=found.name, parent=container.sha256[:ID_LENGTH], content=content)


def _sha256(path: Path) -> str | None:
    try:
        return open_upload(path).sha256
    except DocumentError:
        return None


def _outcome(told: Told | Begun, schema: Schema, *, parent: str | None) -> Outcome | Pending:
    """A piece of a packet names the packet; what is one document names the container that it came in."""
    if isinstance(told, Begun):
        return Pending(story=pickle.dumps((schema.hash, parent, told)), questions=told.questions)
    form = result_form(told.extraction, told.schema, told.document)
    form["document"]["parent"] = form["document"]["parent"] or parent
    return Outcome(form=form, rows=tuple(table_rows(form, told.schema)))


def find_in_text(schema: Schema, wanted: Field, text: str) -> Any:
    """What the rules read for one field in a text, as its JSON form; None when nothing was read."""
    # With all fields, since the labels of one field tell where the value of another ends.
    unchecked = replace(schema, checks=())
    try:
        document = read_document(upload_of("example.txt", text.encode()))
    except DocumentError:
        return None
    extraction = run(document, unchecked, rules=RuleExtractor(), model=None, clock=time.perf_counter)
    found: Any = result_form(extraction, unchecked, document)["data"]
    for step in wanted.path.strip("/").split("/"):
        found = found[step]
    return found or None if wanted.shape != "value" else found
