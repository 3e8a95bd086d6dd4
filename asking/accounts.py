"""The ledger on a shelf: every call is written down before it is made, and fits into every budget that it touches, or is not made.

Writing down and taking out of the budgets is one transaction: whoever is killed has either reserved nothing or keeps the worst case
reserved, and either way no budget is overspent. See docs/adr/0021-the-ledger.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from asking.ledger import Call, CallPart, Exhausted, Scope, Settlement
from asking.postings import Limits, Posting, accounts_of, limit_of, postings
from assay.extraction import Usage
from assay.money import nano_above, nano_of, usage_by_shares, usd_of
from store.calls import CallRow, Ended, KeptPart, PartRow, Written, add_call, in_flight, parts_of, settle_call, settle_part
from store.shelf import Shelf, Transaction
from store.spending import Account, give_back, limit_of_token, spent, take


class _Refusal(Exception):
    """The call does not fit; raised to undo what was written of it."""

    def __init__(self, exhausted: Exhausted) -> None:
        super().__init__(exhausted.says)
        self.exhausted = exhausted


class StoredLedger:
    """The ledger as `asking.ledger` has it. `per_day` limits each workspace, in US dollars."""

    def __init__(self, shelf: Shelf, *, per_day: Decimal | None = None) -> None:
        self._shelf = shelf
        self._per_day = limit_of(per_day)

    def reserve(self, call: Call) -> Exhausted | None:
        """As in `Ledger`. A call that was written down before has its place already, and takes nothing twice."""
        try:
            with self._shelf.transaction() as transaction:
                self._reserve(transaction, call)
        except _Refusal as refusal:
            return refusal.exhausted
        return None

    def settle(self, call_id: str, settlement: Settlement) -> None:
        """As in `Ledger`. A cost of None, of a call that has a price, is one that nobody knows: the worst case stays."""
        ended = Ended(outcome=settlement.outcome, usage=settlement.usage, price=settlement.price, seconds=settlement.seconds)
        with self._shelf.transaction() as transaction:
            written = settle_call(transaction, call_id, ended)
            if written is not None:
                _settle_parts(transaction, call_id, ended.usage, written)

    def _reserve(self, transaction: Transaction, call: Call) -> None:
        token = None if call.token is None else limit_of_token(transaction, call.workspace, call.token)
        limits = Limits(workspace=self._per_day, token=token)
        amounts = _amounts(call)
        row = CallRow(workspace=call.workspace, call=call.id, token=call.token, model=call.model, kind=call.kind)
        day = add_call(transaction, row, [_row(part, nano) for part, nano in zip(call.parts, amounts, strict=True)])
        if day is None:
            return
        for posting in postings(call, amounts, day=day, limits=limits):
            _post(transaction, call, posting)


def _post(transaction: Transaction, call: Call, posting: Posting) -> None:
    """Raises _Refusal when it does not fit."""
    if posting.most == 0:
        raise _refusal(call, posting, f"The budget of {posting.whose} is zero: no model is asked, and the rules alone answer.")
    if call.worst is None:
        if posting.most is not None:
            says = f"The price of {call.model} is not known, so the budget of {posting.whose} does not let it be asked."
            raise _refusal(call, posting, says)
        return
    if not take(transaction, call.workspace, posting.account, posting.nano, most=posting.most):
        raise _over(transaction, call, posting)


def _over(transaction: Transaction, call: Call, posting: Posting) -> _Refusal:
    """The limit is there, or it would have fitted."""
    most, held = posting.most or 0, spent(transaction, call.workspace, posting.account)
    flying = in_flight(transaction, call.workspace, posting.account, besides=call.id)
    says = (
        f"The budget of {posting.whose} is {_usd(most)}; {_usd(held)} of it are spent or reserved, "
        f"and the next call may cost up to {_usd(posting.nano)}."
    )
    return _refusal(call, posting, says, may_pass=flying > 0 and held - flying + posting.nano <= most)


def _refusal(call: Call, posting: Posting, says: str, *, may_pass: bool = False) -> _Refusal:
    budget = next((part.budget for part in call.parts if part.budget), None)
    scope: Scope = posting.account.scope  # type: ignore[assignment]  # made of one below
    return _Refusal(Exhausted(scope=scope, says=says, budget=budget, may_pass=may_pass))


def _settle_parts(transaction: Transaction, call_id: str, usage: Usage, written: Written) -> None:
    parts = parts_of(transaction, written.workspace, call_id)
    used = usage_by_shares(usage, [part.share for part in parts])
    for part, one in zip(parts, used, strict=True):
        settle_part(transaction, part, one)
    for account, unused in _unused(parts, used, written):
        give_back(transaction, written.workspace, account, unused)


def _unused(parts: Sequence[KeptPart], used: Sequence[Usage], written: Written) -> list[tuple[Account, int]]:
    """What each account gets back, in the order in which everybody takes."""
    sums: dict[Account, int] = {}
    for part, usage in zip(parts, used, strict=True):
        reserved = part.nano or 0
        unused = 0 if usage.usd is None else reserved - nano_of(usage.usd)
        for account in accounts_of(part, written):
            sums[account] = sums.get(account, 0) + unused
    return [(account, sums[account]) for account in sorted(sums) if sums[account]]


def _amounts(call: Call) -> list[int | None]:
    """Each part's share of the worst case, none too little, so that its share of the cost always fits."""
    if call.worst is None:
        return [None] * len(call.parts)
    whole = sum(Decimal(part.share) for part in call.parts)
    return [nano_above(call.worst * Decimal(part.share) / whole) for part in call.parts]


def _row(part: CallPart, nano: int | None) -> PartRow:
    return PartRow(
        document=part.document,
        schema=part.schema,
        schema_hash=part.schema_hash,
        reason=part.reason,
        fields=part.fields,
        egress=part.egress,
        share=part.share,
        nano=nano,
    )


def _usd(nano: int) -> str:
    """As people read it: six places are enough."""
    return f"{Decimal(f'{usd_of(nano):.6f}').normalize():f} USD"
