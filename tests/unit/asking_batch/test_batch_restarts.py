"""A clerk may be killed, and a reply lost, at any point: the next one goes on, and nothing is sent, charged or kept twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from asking.accounts import StoredLedger
from asking.batch.clerk import Clerk
from asking.remembered import ShelvedMemory
from store.shelf import Shelf, Transaction
from tests.standin.batches import BatchStandin
from tests.unit.asking_batch.conftest import Office, question

HALF_PRICE = 55_000_000
ROUNDS = 4  # after whatever happened


class Killed(BaseException):
    """As a process that is killed: nothing after it is carried out."""


@dataclass
class Mortal:
    """The shelf of a process that dies with a transaction: before it is committed, or right after."""

    shelf: Shelf
    left: int
    after: bool

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        self.left -= 1
        if self.left < 0:
            raise Killed
        with self.shelf.transaction() as at:
            yield at
            if self.left == 0 and not self.after:
                raise Killed
        if self.left == 0:
            raise Killed


def over(clerk: Clerk, shelf: Shelf) -> Clerk:
    """The same clerk over another shelf."""
    memory, ledger = ShelvedMemory(shelf), StoredLedger(shelf)
    sender = replace(clerk.sender, shelf=shelf, memory=memory, ledger=ledger)
    return replace(clerk, shelf=shelf, sender=sender, reader=replace(clerk.reader, shelf=shelf, memory=memory, ledger=ledger))


def went_well(office: Office, standin: BatchStandin, document: str) -> bool:
    """Whether the document was asked about once, in one batch over one file, and charged once."""
    (sent,) = (request for request in standin.requests if document in str(request))
    (name,) = office.rows(f"select call_id from model_call_parts where document = '{document}'")  # noqa: S608  our own name
    (call,) = office.rows(f"select nano from model_calls where id = '{name['call_id']}'")  # noqa: S608  as above
    spent = office.rows(f"select nano from model_spending where scope = 'day'")  # noqa: F541
    found = office.answers(question(document, text=document))
    return bool(sent and found) and call["nano"] == HALF_PRICE and spent[0]["nano"] == HALF_PRICE * len(standin.requests)


@pytest.mark.parametrize("after", [False, True])
def test_a_clerk_may_be_killed_at_every_transaction(office: Office, standin: BatchStandin, after: bool) -> None:
    clerk, number, killed = office.clerk(), 0, True
    while killed:
        number += 1
        document = f"document-{number}"
        office.put(question(document, text=document))
        killed = _is_killed(over(clerk, Mortal(office.shelf, number, after)))
        for _ in range(ROUNDS):
            office.hurry()
            assert clerk.step() == ()
        assert went_well(office, standin, document)
        assert len(standin.batches) == len(standin.uploads) == number
        assert office.rows("select * from model_batches") == []
    assert number > 10  # a whole run has more transactions than that


def test_every_reply_may_be_lost(office: Office, standin: BatchStandin) -> None:
    clerk, number, lost = office.clerk(), 0, True
    while lost:
        number += 1
        document = f"document-{number}"
        office.put(question(document, text=document))
        standin.unheard = number
        for _ in range(ROUNDS):
            office.hurry()
            clerk.step()
        lost = standin.unheard <= 0
        assert went_well(office, standin, document)
        assert len(standin.batches) == len(standin.uploads) == number
    assert number > 5


def _is_killed(clerk: Clerk) -> bool:
    try:
        for _ in range(ROUNDS):
            clerk.step()
    except Killed:
        return True
    return False


def test_several_clerks_at_once_make_one_batch(office: Office, standin: BatchStandin) -> None:
    questions = [question(f"document-{number}", text=f"document-{number}") for number in range(8)]
    office.put(*questions)
    clerks = [office.clerk() for _ in range(4)]
    with ThreadPoolExecutor(len(clerks)) as threads:
        assert [error for _ in range(ROUNDS) for found in threads.map(lambda clerk: clerk.step(), clerks) for error in found] == []
    assert (len(standin.batches), len(standin.uploads), len(standin.requests)) == (1, 1, 2)
    assert all(office.answers(one) for one in questions)
