"""One pack of questions, asked until each of them is answered or given up: of which model, how often, within which budget.

    a model whose breaker is closed -> its pace -> the ledger -> the wire -> the ledger -> the memory -> what is asked again

A try of several documents that fails for a reason that may lie in one of them goes on with each of them alone.
"""

from __future__ import annotations

import json
import random
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from asking.ledger import Call, Exhausted, Ledger, Settlement
from asking.memory import Memory
from asking.pack import REMINDER, Pack, refused_alike
from asking.prices import Prices
from asking.wire.backoff import MOST_SECONDS, MOST_TRIES, pause
from asking.wire.breaker import LASTING, Breaker
from asking.wire.client import ModelClient, ModelReply, ModelRequest
from asking.wire.connect import Models
from asking.wire.pace import Pace
from assay.asking import FieldAnswer, Question, Size
from assay.errors import ModelError, ModelUnreached
from assay.extraction import Usage
from assay.money import usage_by_shares
from store.local import NOBODY

if TYPE_CHECKING:
    from asking.batch.inbox import Inbox

BYTES_PER_TOKEN = 3
"""For the pace, where a guess will do."""

REPAIRS = 1
"""How often an answer of the wrong form is asked for again: what a model cannot write twice it cannot write."""

GROWTH = 4
"""How much longer an answer may be when it was cut off."""

_OF_THE_DOCUMENT = ("llm_refused", "llm_too_long")
"""Errors that a document hears at any time and price."""

SECONDS_OF_A_DAY = 86400
SECONDS_OF_A_HICCUP = 8.0
"""An endpoint that fails and rests so long at most may be back before the document has lost its turn."""

SECONDS_FOR_OTHERS = 20.0
"""So long a call waits for what others hold of its budget: an answer mostly takes less."""

SECONDS_TO_RECOVER = 30.0
"""So long an endpoint is left alone that could not be reached in all tries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What became of a question, or of a part of it, as in `assay.asking.Answered`."""

    question: Question
    answers: tuple[FieldAnswer, ...] = ()
    usage: Usage = field(default_factory=Usage)
    error: ModelError | None = None
    wait_seconds: float | None = None
    batch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """A pack on its way. `repairs` counts the answers of the wrong form, `passed` the models that could not be reached."""

    pack: Pack
    size: Size
    since: float
    tries: int = 0
    repairs: int = 0
    growth: int = 1
    passed: frozenset[str] = frozenset()

    def alone(self, *, reminder: str = "", repaired: bool = False) -> Iterator[_Try]:
        """Each document by itself."""
        for pack in self.pack.alone(reminder=reminder):
            yield replace(self, pack=pack, repairs=self.repairs + repaired)

    @property
    def request(self) -> ModelRequest:
        """What goes over the wire."""
        request = self.pack.request
        return replace(request, output_tokens=request.output_tokens * self.growth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who makes the calls. Safe to share between threads. In the `inbox` questions wait for a batch, where a budget is at its end."""

    models: Models
    memory: Memory
    ledger: Ledger
    prices: Prices
    pace: Pace
    inbox: Inbox | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    draw: Callable[[], float] = random.random
    breakers: Mapping[str, Breaker] = field(default_factory=dict)

    def names(self, size: Size) -> tuple[str, ...]:
        """The models that may answer a question of that size, the first choice first."""
        return tuple(client.model for client in self.models.of(size))

    def held(self, questions: Mapping[int, Question]) -> dict[int, Heard]:
        """Those of the questions that are not asked live: a batch may still answer one, or has shown that no model will.

        Raises StorageError.
        """
        if self.inbox is None or not questions:
            return {}
        standing = dict(zip(questions, self.inbox.standing(tuple(questions.values())), strict=True))
        held = ((number, _held(questions[number], one.given_up)) for number, one in standing.items() if one is not None)
        return {number: one for number, one in held if one is not None}

    def call(self, pack: Pack) -> list[Heard]:
        """What became of each of the pack's questions, in one piece or several. Raises StorageError."""
        first = next(iter(pack.questions.values()))
        heard: list[Heard] = []
        waiting = deque([_Try(pack=pack, size=first.size, since=self.clock())])
        while waiting:
            done, again = self._tried(waiting.popleft())
            heard += done
            waiting += again
        return heard

    def _tried(self, one: _Try) -> tuple[list[Heard], list[_Try]]:
        client = self._free(one)
        if client is None:
            return self._unreached(one)
        call = self._call(one, client.model)
        if (seconds := self._keep_pace(client.model, one)) > 0:
            return [_later(question, seconds) for question in one.pack.questions.values()], []
        if (exhausted := self.ledger.reserve(call)) is not None:
            return self._at_limit(one, exhausted)
        began = self.clock()
        reply = client.ask(one.request)
        answers = one.pack.answers(reply, model=client.model, call=call.id)
        self._keep(one.pack, answers)  # before anything else: whoever is killed now has been answered
        reply = self._settled(call, reply, self.clock() - began)
        self._breaker(client.model).heard(reply.error)
        return self._judged(one, client, reply, answers)

    def _keep(self, pack: Pack, answers: Mapping[str, tuple[FieldAnswer, ...]]) -> None:
        for document_id, found in answers.items():
            question = pack.questions[document_id]
            self.memory.keep(workspace_of(question), question.document, found)

    def _settled(self, call: Call, reply: ModelReply, seconds: float) -> ModelReply:
        """The reply with its price, written down."""
        price = self.prices.price(call.model)
        usage = replace(reply.usage, usd=price.of(reply.usage, "live") if price and reply.is_counted else None)
        outcome = reply.error.code if reply.error else "ok"
        self.ledger.settle(call.id, Settlement(outcome=outcome, usage=usage, price=price.name if price else None, seconds=seconds))
        return replace(reply, usage=usage)

    def _judged(
        self, one: _Try, client: ModelClient, reply: ModelReply, answers: Mapping[str, tuple[FieldAnswer, ...]]
    ) -> tuple[list[Heard], list[_Try]]:
        shares = dict(zip(one.pack.questions, usage_by_shares(reply.usage, one.pack.shares()), strict=True))
        left = [document_id for document_id in one.pack.questions if document_id not in answers]
        error = reply.error or (ModelError("llm_invalid_output") if left else None)
        again = [] if error is None else self._again(replace(one, pack=one.pack.only(left)), client.model, reply, error)
        kept = {id(question) for later in again for question in later.pack.questions.values()}
        heard = [
            Heard(
                question=question,
                answers=answers.get(document_id, ()),
                usage=shares[document_id],
                error=None if document_id in answers or id(question) in kept else error,
                wait_seconds=_wait(error) if document_id in left and id(question) not in kept else None,
            )
            for document_id, question in one.pack.questions.items()
        ]
        return heard, again

    def _again(self, one: _Try, model: str, reply: ModelReply, error: ModelError) -> list[_Try]:
        """What is tried next about the documents that have no answer; nothing when that has no point."""
        if error.code in LASTING:
            return [replace(one, passed=one.passed | {model})] if self._others(one, model) else []
        if error.retryable and error.code != "llm_invalid_output":
            return self._later(one, model, reply)
        if reply.cut_off and one.growth == 1:
            return [replace(later, growth=GROWTH) for later in one.alone()]
        if not one.pack.is_alone and refused_alike(error):
            return list(one.alone(reminder=REMINDER, repaired=error.code == "llm_invalid_output"))
        if error.code == "llm_invalid_output" and one.repairs < REPAIRS:
            return list(one.alone(reminder=REMINDER, repaired=True))
        return []

    def _later(self, one: _Try, model: str, reply: ModelReply) -> list[_Try]:
        """The same again after a pause; another model when this one had its tries."""
        seconds = pause(one.tries, reply.retry_after, self.draw())
        if reply.retry_after is not None:
            self.pace.rest(model, reply.retry_after)
        if one.tries + 1 < MOST_TRIES and self.clock() + seconds - one.since < MOST_SECONDS:
            self.sleep(seconds)
            return [replace(one, tries=one.tries + 1)]
        return [replace(one, tries=0, passed=one.passed | {model})] if self._others(one, model) else []

    def _others(self, one: _Try, model: str) -> bool:
        return any(name not in one.passed | {model} for name in self.names(one.size))

    def _free(self, one: _Try) -> ModelClient | None:
        """The first model that may be asked now."""
        clients = (client for client in self.models.of(one.size) if client.model not in one.passed)
        return next((client for client in clients if self._breaker(client.model).rest() == 0), None)

    def _unreached(self, one: _Try) -> tuple[list[Heard], list[_Try]]:
        """Every model rests: a hiccup is waited out, else the questions wait as long as the first of them rests."""
        resting = [self._breaker(client.model) for client in self.models.of(one.size) if client.model not in one.passed]
        rest = min((breaker.rest() for breaker in resting), default=SECONDS_TO_RECOVER)
        error = next((breaker.error for breaker in resting if breaker.error), None) or ModelUnreached()
        if rest <= SECONDS_OF_A_HICCUP and not isinstance(error, ModelUnreached) and self.clock() + rest - one.since < MOST_SECONDS:
            self.sleep(rest)
            return [], [one]
        wait = rest if rest < inf else None
        return [Heard(question=each, error=error, wait_seconds=wait) for each in one.pack.questions.values()], []

    def _keep_pace(self, model: str, one: _Try) -> float:
        """Wait until the model's limits leave room, and return 0; or, where that takes too long, the seconds that it takes."""
        tokens = one.request.output_tokens + request_bytes(one.request) // BYTES_PER_TOKEN
        while (seconds := self.pace.wait(model, tokens)) > 0:
            if self.clock() + seconds - one.since > MOST_SECONDS:
                return seconds
            self.sleep(seconds)
        return 0.0

    def _at_limit(self, one: _Try, exhausted: Exhausted) -> tuple[list[Heard], list[_Try]]:
        """What a budget that is at its end leaves, once no other call holds of it what it will not cost.

        Of several documents only one may have spent its own. No day gives a document a budget of its own anew.
        """
        if exhausted.may_pass and self.clock() - one.since < SECONDS_FOR_OTHERS:
            self.sleep(pause(0, None, self.draw()))
            return [], [one]
        if not one.pack.is_alone:
            return [], list(one.alone())
        if exhausted.may_pass:  # the money may come back, if only because whoever holds it was lost: no reason to do without
            return [self._spent(one, exhausted, wait_seconds=SECONDS_TO_RECOVER)], []
        for choice in exhausted.budget.at_limit if exhausted.budget else ("rules_only",):
            if choice == "hold" and exhausted.scope == "document":
                continue
            if choice == "smaller_model" and one.size == "large" and self.models.small:
                return [], [replace(one, size="small", passed=frozenset())]
            if choice == "batch" and self.inbox is not None and self.inbox.put(*one.pack.questions.values()):
                return [self._spent(one, exhausted, batch=True)], []
            if choice in ("rules_only", "hold"):
                return [self._spent(one, exhausted, wait_seconds=_until_tomorrow() if choice == "hold" else None)], []
        return [self._spent(one, exhausted)], []

    def _spent(self, one: _Try, exhausted: Exhausted, *, batch: bool = False, wait_seconds: float | None = None) -> Heard:
        (question,) = one.pack.questions.values()
        error = ModelError("llm_budget_exceeded", exhausted.says)
        return Heard(question=question, error=error, wait_seconds=wait_seconds, batch=batch)

    def _call(self, one: _Try, model: str) -> Call:
        first = next(iter(one.pack.questions.values()))
        price = self.prices.price(model)
        request = one.request
        return Call(
            id=str(uuid4()),
            workspace=workspace_of(first),
            token=first.payer.token if first.payer else None,
            model=model,
            kind="live",
            parts=one.pack.parts(),
            worst=price.worst(request_bytes(request), request.output_tokens, "live") if price else None,
        )

    def _breaker(self, model: str) -> Breaker:
        return self.breakers[model]


def _held(question: Question, given_up: str | None) -> Heard | None:
    if given_up is None:
        return Heard(question=question, batch=True)
    return Heard(question=question, error=ModelError(given_up)) if given_up in _OF_THE_DOCUMENT else None


def _later(question: Question, seconds: float) -> Heard:
    return Heard(question=question, error=ModelError("llm_rate_limited"), wait_seconds=seconds)


def workspace_of(question: Question) -> UUID:
    """The workspace that the question, its answer and its cost belong to."""
    return question.payer.workspace if question.payer else NOBODY


def request_bytes(request: ModelRequest) -> int:
    """How long the request is on the wire, its answer's form included: no tokenizer makes more tokens of it."""
    return len(request.system.encode()) + len(request.user.encode("utf-8", "replace")) + len(json.dumps(request.schema))


def _wait(error: ModelError | None) -> float | None:
    """How long to wait before the question is asked again, where that may help."""
    passes = error is not None and error.retryable and error.code != "llm_invalid_output"
    return SECONDS_TO_RECOVER if passes else None


def _until_tomorrow() -> float:
    """Budgets of a day are full again at midnight in UTC."""
    return SECONDS_OF_A_DAY - time.time() % SECONDS_OF_A_DAY
