"""A process that asks a model for money, over and over: it reserves, dawdles, and settles most of its calls."""

import random
import sys
import time
from decimal import Decimal
from uuid import UUID, uuid4

from asking.accounts import StoredLedger
from asking.ledger import Call, CallPart, Settlement
from assay.asking import Budget
from assay.extraction import Usage
from store.pool import open_pool
from store.shelf import PostgresShelf

DOCUMENTS = 6
BUDGET = Budget(per_document=Decimal("0.03"), per_day=Decimal("0.12"))


def main(address: str, workspace: UUID, token: UUID, seed: int, calls: int) -> None:
    draw = random.Random(seed)  # noqa: S311  no secret
    with open_pool(address, size=1) as pool:
        ledger = StoredLedger(PostgresShelf(pool), per_day=Decimal("0.1"))
        for _ in range(calls):
            one(ledger, workspace, token if draw.random() < 0.5 else None, draw)


def one(ledger: StoredLedger, workspace: UUID, token: UUID | None, draw: random.Random) -> None:
    documents = draw.sample(range(DOCUMENTS), draw.randint(1, 4))
    parts = tuple(
        CallPart(
            document=str(document),
            schema=draw.choice(["invoice", "receipt"]),
            schema_hash="5c",
            fields=("total", "date"),
            egress=(),
            share=1 / len(documents),
            reason="open",
            budget=BUDGET,
        )
        for document in documents
    )
    worst = Decimal(draw.randint(1, 9_999_999)) / 10**9
    call = Call(id=uuid4().hex, workspace=workspace, token=token, model="openai/m", kind="live", parts=parts, worst=worst)
    sys.stdout.write("asked\n" if ledger.reserve(call) is None else "refused\n")
    sys.stdout.flush()
    time.sleep(draw.random() / 200)
    if draw.random() < 0.9:
        usage = Usage(calls=1, input_tokens=draw.randint(1, 999), output_tokens=draw.randint(1, 99), usd=worst * draw.randint(0, 100) / 100)
        ledger.settle(call.id, Settlement(outcome="ok", usage=usage, price="openai/m from 2026-01-01"))


if __name__ == "__main__":
    given, whose, paying, number, count = sys.argv[1:]
    main(given, UUID(whose), UUID(paying), int(number), int(count))
