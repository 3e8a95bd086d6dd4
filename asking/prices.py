"""What models cost: prices by model and date, from the file that ASSAY_PRICES names.

[[price]]
model = "openai/gpt-5-mini"     # as ASSAY_MODEL names it; `*` stands for anything
from = 2026-08-01
input = 0.40                    # US dollars per million tokens
cached_input = 0.10             # of input that the provider had in its cache; without it as `input`
output = 1.60
batch = 0.5                     # factor of a provider's batch; without it 1
source = "the provider's page of that day"
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fnmatch import fnmatchcase

from asking.ledger import Kind
from assay.extraction import Usage

MILLION = Decimal(1_000_000)
FRAMING_TOKENS = 256
"""More than chat formats add to two messages, and providers to say that an answer has a form."""

_WILD = re.compile(r"[*?\[\]]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a model costs from a day on, in US dollars per million tokens. `model` may hold `*`; `batch` is the factor of a batch."""

    model: str
    since: date
    input: Decimal
    cached_input: Decimal
    output: Decimal
    batch: Decimal = Decimal(1)
    source: str = ""

    @property
    def name(self) -> str:
        """Names this price in the ledger: `openai/gpt-5-mini from 2026-08-01`."""
        return f"{self.model} from {self.since.isoformat()}"

    def of(self, usage: Usage, kind: Kind) -> Decimal:
        """What a call cost; its cached tokens are some of its input tokens."""
        fresh = usage.input_tokens - usage.cached_tokens
        whole = fresh * self.input + usage.cached_tokens * self.cached_input + usage.output_tokens * self.output
        return whole / MILLION * self._factor(kind)

    def worst(self, request_bytes: int, output_tokens: int, kind: Kind) -> Decimal:
        """The most that a call can cost whose words and form have so many bytes in UTF-8 and whose answer may have so many tokens.

        No tokenizer makes more tokens than bytes, since each stands for at least one; what the provider puts around the words is allowed
        for besides. Usual text has a token for three to four bytes: more is reserved than a call will cost, until it is settled.
        """
        input_tokens = request_bytes + FRAMING_TOKENS
        whole = input_tokens * max(self.input, self.cached_input) + output_tokens * self.output
        return whole / MILLION * self._factor(kind)

    def _factor(self, kind: Kind) -> Decimal:
        return self.batch if kind == "batch" else Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Every price that is known."""

    entries: tuple[Price, ...] = field(default=())

    def price(self, model: str, day: date | None = None) -> Price | None:
        """The price of a model on a day, today (UTC) when none is named; None where it is not known.

        The entry that names the model most exactly counts, and of several like that the one that began last.
        """
        day = day or today()
        fitting = [one for one in self.entries if one.since <= day and fnmatchcase(model, one.model)]
        return max(fitting, key=lambda one: (*_exactness(one.model), one.since), default=None)


NO_PRICES = Prices()


def today() -> date:
    """The date in UTC, as the ledger counts days."""
    return datetime.now(UTC).date()


def _exactness(pattern: str) -> tuple[bool, int]:
    """A name without wildcards before any pattern, and a longer pattern before a shorter one."""
    return not _WILD.search(pattern), len(_WILD.sub("", pattern))
