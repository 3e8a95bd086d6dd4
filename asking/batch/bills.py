"""What batches cost is counted in the first result that uses what they brought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from asking.batch.kept import from_json, usage_from_json
from asking.call import Heard, workspace_of
from assay.asking import Question
from store.model_batches import count_costs
from store.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Bills:
    """The costs of the batches on a shelf."""

    shelf: Shelf

    def of(self, questions: Sequence[Question], heard: Mapping[int, Sequence[Heard]]) -> dict[int, list[Heard]]:
        """What was paid about the questions' documents and not counted yet, by the number of each document's first question.

        A document of which something `heard` has to wait will be asked about anew, and nothing is counted for it. Raises StorageError.
        """
        first = {(workspace_of(one), one.document): number for number, one in reversed(list(enumerate(questions)))}
        for one in chain.from_iterable(heard.values()):
            if one.batch or one.wait_seconds is not None:
                first.pop((workspace_of(one.question), one.question.document), None)
        with self.shelf.transaction() as at:
            found = {number: list(_paid(count_costs(at, *whose))) for whose, number in first.items()}
        return {number: paid for number, paid in found.items() if paid}


def _paid(costs: Sequence[tuple[str, str]]) -> Iterator[Heard]:
    for question, usage in costs:
        yield Heard(question=from_json(question), usage=usage_from_json(usage))
