"""What a call takes out of which accounts, and what it may get back: one place that knows which budgets a part of it touches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from asking.ledger import Call, CallPart
from assay.asking import Budget
from assay.money import nano_of
from store.calls import KeptPart, Written
from store.spending import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What a call takes out of one account, and the most that may be spent there; None without a limit. `whose` is for sentences."""

    account: Account
    nano: int
    most: int | None
    whose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What may be spent in a day by the workspace and by the token that pays, in billionths of a dollar; None without a limit."""

    workspace: int | None = None
    token: int | None = None


def postings(call: Call, amounts: Sequence[int | None], *, day: str, limits: Limits) -> list[Posting]:
    """What the call takes out of which accounts, in the order in which everybody takes: parts of one account together.

    `amounts` are the parts' shares of the worst case; without a price they are None, and only the limits matter.
    """
    together: dict[Account, Posting] = {}
    for part, nano in zip(call.parts, amounts, strict=True):
        for one in _postings(part, nano or 0, call.token, day, limits):
            before = together.get(one.account)
            together[one.account] = one if before is None else _joined(before, one)
    return [together[account] for account in sorted(together)]


def _postings(part: CallPart, nano: int, token: UUID | None, day: str, limits: Limits) -> Iterator[Posting]:
    budget = part.budget or Budget()
    yield Posting(
        account=_document_account(part.document, part.schema_hash),
        nano=nano,
        most=limit_of(budget.per_document),
        whose=f"a document of the schema `{part.schema}`",
    )
    yield Posting(
        account=schema_account(part.schema, day),
        nano=nano,
        most=limit_of(budget.per_day),
        whose=f"the schema `{part.schema}` today",
    )
    yield Posting(account=day_account(day), nano=nano, most=limits.workspace, whose="all documents today (ASSAY_BUDGET_PER_DAY)")
    if token is not None:
        whose = "the token that handed the document in, today"
        yield Posting(account=_token_account(token, day), nano=nano, most=limits.token, whose=whose)


def _joined(one: Posting, other: Posting) -> Posting:
    limits = [posting.most for posting in (one, other) if posting.most is not None]
    return Posting(account=one.account, nano=one.nano + other.nano, most=min(limits, default=None), whose=one.whose)


def accounts_of(part: KeptPart, written: Written) -> Iterator[Account]:
    """Every account that the part was taken from."""
    yield _document_account(part.document, part.schema_hash)
    yield schema_account(part.schema_name, written.day)
    yield day_account(written.day)
    if written.token is not None:
        yield _token_account(written.token, written.day)


def _document_account(document: str, schema_hash: str) -> Account:
    """Of one document read with one version of a schema: who asks for something else anew may pay for it anew."""
    return Account(scope="document", name=f"{document} {schema_hash}")


def schema_account(schema: str, day: str) -> Account:
    """Of all documents of a schema, whatever its version, on a day."""
    return Account(scope="schema", name=schema, day=day)


def day_account(day: str) -> Account:
    """Of everything in a workspace on a day."""
    return Account(scope="day", day=day)


def _token_account(token: UUID, day: str) -> Account:
    return Account(scope="token", name=str(token), day=day)


def limit_of(limit: Decimal | None) -> int | None:
    """A limit in dollars as accounts count it."""
    return None if limit is None else nano_of(limit)
