"""What a run comes to: its exit status, and what is said on the way."""

import pytest

from assay.errors import MODEL_CODES
from cli.tally import Tally
from engine.order import Outcome


def outcome(code: str | None = None, *, review: bool = False) -> Outcome:
    error = {"code": code, "says": "Says.", "fix": "Fix."} if code else None
    document = {"name": "a.pdf", "page_range": None}
    return Outcome(form={"document": document, "error": error, "review": {"state": "needs_review" if review else "not_required"}})


@pytest.mark.parametrize(
    ("outcomes", "fail_on_review", "status"),
    [
        ([outcome()], False, 0),
        ([outcome(review=True)], False, 0),
        ([outcome(review=True), outcome()], True, 3),
        ([outcome()], True, 0),
        ([outcome(review=True), outcome("encrypted")], True, 1),
        ([outcome("llm_unavailable")], False, 1),
        ([outcome("encrypted"), outcome("llm_unauthorised")], True, 2),
    ],
)
def test_the_exit_status_of_the_contract(outcomes: list[Outcome], fail_on_review: bool, status: int) -> None:
    tally = Tally(aloud=False)

    assert list(tally.counted(outcomes)) == outcomes
    assert tally.exit_status(fail_on_review=fail_on_review) == status


def test_each_failed_document_is_said_and_the_run_summed_up(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally(aloud=True)

    list(tally.counted([outcome("encrypted"), outcome(), outcome("empty_file"), outcome("encrypted")]))
    tally.summarise()

    said = capsys.readouterr().err.splitlines()
    assert said[0] == "assay: a.pdf: Says. [encrypted] Fix."
    assert said[-1] == "assay: 3 of 4 documents failed: 1 of empty_file, 2 of encrypted."


@pytest.mark.parametrize("code", [code for code in MODEL_CODES if code in ("llm_unavailable", "llm_unauthorised", "llm_unknown_model")])
def test_what_is_wrong_with_the_endpoint_is_said_once(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    list(Tally(aloud=True).counted([outcome(code), outcome(code), outcome(code)]))

    assert capsys.readouterr().err.count(f"[{code}]") == 1
