"""What of a question is known already, and what of it is still to be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from asking.call import workspace_of
from asking.memory import Memory
from assay.asking import FieldAnswer, Question


def recalled(memory: Memory, question: Question, models: Sequence[str]) -> dict[str, FieldAnswer]:
    """What one of the models answered before, by the fields' names; an earlier model comes first. Raises StorageError."""
    keys = {field.key: field.name for field in question.fields}
    found = memory.recall(workspace_of(question), question.document, keys, models)
    return {keys[key]: replace(answer, name=keys[key]) for key, answer in found.items()}


def still_open(question: Question, known: Mapping[str, FieldAnswer]) -> Question:
    """The question without the fields that are known."""
    return replace(question, fields=tuple(field for field in question.fields if field.name not in known))
