"""What the model answered in one call, parsed at the edge. The values of fields are `extractors.llm.answer`'s."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from extractors.llm.answer import Cell, Items, Rows


class _Edge(BaseModel):
    """Read leniently (unknown keys are ignored); errors never repeat what the model wrote."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class AnsweredDocument(_Edge):
    """The answer for one document of the call."""

    id: str
    fields: dict[str, Cell | Items | Rows | None]


class SpoiledDocument(_Edge):
    """An answer for one document that has not the form asked for; the others of the call may have it."""

    id: str = ""


class Answer(_Edge):
    """The answer to one call."""

    documents: list[AnsweredDocument | SpoiledDocument]

    def of(self, document_id: str) -> AnsweredDocument | None:
        """The entry for that document; None when there is none in the form asked for, or more than one, which says nothing certain."""
        entries = [entry for entry in self.documents if entry.id == document_id]
        return entries[0] if len(entries) == 1 and isinstance(entries[0], AnsweredDocument) else None
