"""Answers once more, without asking anybody: only what is kept is said again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assay.asking import Answered, FieldAnswer, Question


def replayed(questions: Sequence[Question], kept: Mapping[str, FieldAnswer]) -> tuple[Answered, ...]:
    """What is kept, for each question in order; it costs nothing. `kept` holds a document's answers by key, the newest at the end.

    A field is answered by the answer to its key. Else by the newest one about the field: after an update of Assay or of the schema it is
    asked in other words, and what was answered still stands in the document or is dropped. Only a second answer is never made up from
    the first. Without any there is no answer, and no error.
    """
    newest = {one.name: one for one in kept.values()}
    return tuple(Answered(fields=_said(question, kept, newest if question.reason in ("open", "compare") else {})) for question in questions)


def _said(question: Question, kept: Mapping[str, FieldAnswer], newest: Mapping[str, FieldAnswer]) -> dict[str, FieldAnswer]:
    found = {field.name: kept.get(field.key) or newest.get(field.name) for field in question.fields}
    return {name: replace(answer, name=name) for name, answer in found.items() if answer is not None}
