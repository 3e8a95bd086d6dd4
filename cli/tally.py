"""What became of the documents of one run, and the exit status that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from assay.errors import EXIT_DOCUMENTS_FAILED, EXIT_DONE, EXIT_NEEDS_REVIEW, EXIT_USAGE
from cli.message import tell
from engine.order import Form, Outcome
from exports.result import shown_name


class Tally:
    """Counts outcomes as they pass. With `aloud`, each failed document is said on stderr at once."""

    def __init__(self, *, aloud: bool) -> None:
        self._aloud = aloud
        self._codes: Counter[str] = Counter()
        self._documents = 0
        self._for_review = 0

    def counted(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The same outcomes."""
        for outcome in outcomes:
            form = outcome.form
            self._documents += 1
            self._for_review += form["review"]["state"] == "needs_review"
            if form["error"]:
                self._codes[form["error"]["code"]] += 1
                self._tell(shown_name(form), form["error"])
            yield outcome

    def summarise(self) -> None:
        """Say how many documents failed, and of what, unless it was the only one and has been said."""
        if self._codes and self._documents > 1:
            reasons = ", ".join(f"{count} of {code}" for code, count in sorted(self._codes.items()))
            tell(f"{self._codes.total()} of {self._documents} documents failed: {reasons}.")

    def exit_status(self, *, fail_on_review: bool) -> int:
        """0 done, 1 some documents failed, 2 the model's endpoint refused the key, 3 something needs review and that was asked."""
        if "llm_unauthorised" in self._codes:
            return EXIT_USAGE
        if self._codes:
            return EXIT_DOCUMENTS_FAILED
        return EXIT_NEEDS_REVIEW if fail_on_review and self._for_review else EXIT_DONE

    def _tell(self, name: str, error: Form) -> None:
        code = error["code"]
        sentence = f"{error['says']} [{code}] {error['fix']}"
        if code.startswith("llm_"):
            # What is wrong with the model is wrong for every document: once is enough.
            if self._codes[code] == 1:
                tell(sentence)
        elif self._aloud:
            tell(f"{name}: {sentence}")
