"""The watcher: takes files out of the inbox, hands them in, and has them filed when their documents are done.

Nothing is remembered that cannot be found again: what was taken lies in `processing`, and which document it is stands in Postgres.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from uuid import UUID

from assay.errors import COMMAND_CODES, StorageError, UsageError
from assay.log import log_event, log_unexpected
from folder.backoff import Backoff
from folder.claims import Claim, Claims
from folder.delivery import Delivery, Filed
from folder.filing import Filing
from folder.handing import BATCH_FILES, Handing, Refusal
from folder.ignore import Ignored, ignored_in
from folder.inbox import Contents, Rest, contents, described_by, sidecar_of
from folder.latecomers import Latecomers
from folder.steady import UnsteadyError, opens
from folder.wake import Wake
from store.pool import transaction
from store.processes import Self, leave, seen
from workers.system import System

SETTLE_SECONDS = 2.0
RESCAN_SECONDS = 60.0
POLL_SECONDS = 2.0
REST_SECONDS = 0.5  # between two looks while something has still to come to rest
OPEN_SECONDS = 1.0  # between two looks at the documents that are still at work
BEAT_SECONDS = 5.0
MOST_OPEN = 20_000  # files that are taken and not yet filed; the others wait where they are
OWN_FOLDERS = frozenset({"processing", "done", "failed"})
_FIX = COMMAND_CODES["folder_unusable"].fix

Heard = Callable[[Filed], None]


@dataclass(slots=True, kw_only=True)
class Watcher:
    """One watcher of one inbox; several may share it. `turn` does what there is to do at the moment, `watch` goes on doing it."""

    system: System
    inbox: Path
    claims: Claims
    handing: Handing
    delivery: Delivery
    latecomers: Latecomers
    ignored: Ignored
    rest: Rest
    polling: bool
    wake: Wake
    me: Self = field(default_factory=lambda: Self(kind="watcher"))
    waiting: frozenset[PurePosixPath] = frozenset()  # what the last look has left in the inbox
    _unread: dict[UUID, Claim] = field(default_factory=dict)  # taken, and not yet handed in
    _open: dict[UUID, Claim] = field(default_factory=dict)  # handed in, and not yet filed
    _emptied: list[UUID] = field(default_factory=list)  # taken over, with their file gone already
    _shut: Backoff = field(default_factory=lambda: Backoff(first=1.0, most=5.0))  # files of the inbox that cannot be taken
    _look_at: float = 0.0
    _take_over_at: float = 0.0
    _beat_at: float = 0.0
    _filed: int = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing is taken that is not filed."""
        return not self._unread and not self._open

    def watch(self) -> None:
        """Take turns until stopped. Trouble is said to the log once, and nothing is taken until it has passed."""
        trouble = Backoff(most=30.0)
        woken = True
        while not self.wake.is_stopped:
            pause = self._tried(trouble, woken=woken)
            woken = self.wake.wait(pause)

    def once(self, *, patience: float, say: Callable[[int], None]) -> frozenset[PurePosixPath]:
        """Take what the first look finds and wait until it is filed, or until this is stopped; what could not be taken is returned.

        A file has the settle time and `patience` seconds to come to rest. `say` hears how many are still to be filed. Raises as
        `turn` does.
        """
        give_up_at = time.monotonic() + self.rest.seconds + patience
        self.turn()
        wanted = self.waiting
        while not self.wake.is_stopped:
            left = (self.waiting & wanted) | {claim.place for claim in self._unread.values()}
            say(len(left) + len(self._open))
            if not self._open and (not left or time.monotonic() > give_up_at):
                return left
            self.wake.wait(self._pause())
            self.turn(woken=False)
        return self.waiting & wanted

    def turn(self, *, woken: bool = True) -> None:
        """Do all that can be done now; look into the inbox if that is due or something has `woken` the watcher.

        Raises StorageError when the database or the place of the bytes cannot be used, and OSError when the inbox cannot be read.
        """
        now = time.monotonic()
        self._beat(now)
        self._take_over(now)
        self._hand_in()
        self._deliver()
        if woken or now >= self._look_at:
            self._look(now)

    def leave(self) -> None:
        """This watcher ends. Raises StorageError."""
        with transaction(self.system.pool) as connection:
            leave(connection, self.me)

    def _tried(self, trouble: Backoff, *, woken: bool) -> float:
        """One turn; seconds until the next."""
        try:
            self.turn(woken=woken)
        except (StorageError, OSError) as error:
            if trouble.put_off("turn"):
                log_event("watcher_waits", code=getattr(error, "code", "folder_unusable"), error=type(error).__qualname__)
        except Exception as error:  # noqa: BLE001  whatever it is, the files are where they were, and the next turn tries again
            trouble.put_off("turn")
            log_unexpected(error)
        else:
            if trouble.forget("turn"):
                log_event("watcher_goes_on")
            return self._pause()
        self._look_at = 0.0
        return trouble.seconds_left("turn")

    def _pause(self) -> float:
        until_look = max(0.1, self._look_at - time.monotonic())
        return min(until_look, BEAT_SECONDS if self.is_idle else OPEN_SECONDS)

    # From the inbox

    def _look(self, now: float) -> None:
        found = contents(self.inbox, self._spec())
        self.rest.look({**found.documents, **found.sidecars}, now)
        self._follow(found, now)
        ready = [place for place in found.documents if self._is_ready(place, found, now)]
        taken: set[PurePosixPath] = set()
        for start in range(0, len(ready), BATCH_FILES):
            if self.wake.is_stopped or len(self._open) + len(self._unread) >= MOST_OPEN:
                break
            taken |= self._take(ready[start : start + BATCH_FILES], found)
            self._hand_in()
            self._beat(time.monotonic())
        self.waiting = frozenset(found.documents.keys() - taken)
        self._shut.keep(self.waiting)
        self._look_at = time.monotonic() + self._rhythm(now)

    def _rhythm(self, now: float) -> float:
        """Seconds until the next look."""
        if self.rest.is_restless(now):
            return min(REST_SECONDS, self.rest.seconds / 2)
        return POLL_SECONDS if self.polling or self.waiting else RESCAN_SECONDS

    def _is_ready(self, place: PurePosixPath, found: Contents, now: float) -> bool:
        """A file is taken together with its sidecar, and once it opens and nobody writes to it."""
        sidecar = sidecar_of(place)
        if not self.rest.is_rested(place, now) or (sidecar in found.sidecars and not self.rest.is_rested(sidecar, now)):
            return False
        if not self._shut.is_due(place):
            return False
        if opens(self.inbox / place):
            return True
        self._put_off(place, "file_not_opening")
        return False

    def _take(self, places: list[PurePosixPath], found: Contents) -> set[PurePosixPath]:
        taken = set()
        for place in places:
            try:
                claim = self.claims.take(place, found.documents[place])
            except OSError:
                self._put_off(place, "file_not_taken")
                continue
            if claim is not None:
                taken.add(place)
                self._unread[claim.id] = claim
        return taken

    def _put_off(self, place: PurePosixPath, event: str) -> None:
        if self._shut.put_off(place):
            log_event(event)

    def _follow(self, found: Contents, now: float) -> None:
        """Sidecars whose file is no longer in the inbox go where it is now."""
        late = [one for one in found.sidecars if described_by(one) not in found.documents and self.rest.is_rested(one, now)]
        taken = {claim.place: claim for claim in (*self._unread.values(), *self._open.values())} if late else {}
        for sidecar in late:
            try:
                if claim := taken.get(described_by(sidecar)):
                    self.claims.take_sidecar(claim)
                else:
                    self.latecomers.follow(sidecar, found.sidecars[sidecar])
            except (OSError, UnsteadyError):
                self._put_off(sidecar, "file_not_taken")

    def _spec(self) -> Ignored:
        """What is ignored; while `.assayignore` cannot be used, what was ignored before."""
        try:
            self.ignored = ignored_in(self.inbox)
        except UsageError as error:
            log_event("ignore_file_unusable", code=error.code)
        return self.ignored

    # Through Postgres

    def _take_over(self, now: float) -> None:
        """Go on with what a watcher has left behind, ours of the last time included."""
        if now < self._take_over_at:
            return
        held, empty = self.claims.taken_over()
        self._unread |= {claim.id: claim for claim in held}
        self._emptied += empty
        if held or empty:
            log_event("claims_taken_over", files=len(held), filed=len(empty))
        if self._emptied:
            self.delivery.forget(self._emptied)
            self._emptied = []
        self._take_over_at = now + RESCAN_SECONDS

    def _hand_in(self) -> None:
        for one in self.handing.hand_in(list(self._unread.values())):
            if isinstance(one, Refusal):
                if self.delivery.refuse(one.claim, one.error):
                    del self._unread[one.claim.id]
            else:
                self._open[one.id] = self._unread.pop(one.id)

    def _deliver(self) -> None:
        for claim in self.delivery.deliver(list(self._open.values())):
            del self._open[claim.id]
            self._filed += 1

    def _beat(self, now: float) -> None:
        if now < self._beat_at:
            return
        facts = {"inbox": str(self.inbox), "waiting": len(self.waiting), "open": len(self._open) + len(self._unread), "filed": self._filed}
        with transaction(self.system.pool) as connection:
            seen(connection, self.me, facts=facts, stopping=self.wake.is_stopped)
        self._beat_at = now + BEAT_SECONDS


@contextmanager
def open_watcher(
    system: System, inbox: Path, *, wake: Wake, heard: Heard, settle: float = SETTLE_SECONDS, polling: bool = False
) -> Iterator[Watcher]:
    """A watcher of the inbox; `processing`, `done` and `failed` lie beside it. `heard` is told of each file that is filed.

    Raises UsageError for a folder that cannot be watched.
    """
    inbox = inbox.resolve()
    filing = Filing(root=inbox.parent)
    backoff = Backoff()

    def filed(one: Filed) -> None:
        latecomers.note(one)
        heard(one)

    ignored = ignored_in(inbox)
    _make_usable(inbox, filing.processing)
    with Claims(inbox, filing.processing) as claims:
        delivery = Delivery(system=system, claims=claims, filing=filing, backoff=backoff, heard=filed)
        latecomers = Latecomers(system=system, claims=claims, delivery=delivery)
        yield Watcher(
            system=system,
            inbox=inbox,
            claims=claims,
            handing=Handing(system=system, backoff=backoff),
            delivery=delivery,
            latecomers=latecomers,
            ignored=ignored,
            rest=Rest(seconds=settle),
            polling=polling,
            wake=wake,
        )


def _make_usable(inbox: Path, processing: Path) -> None:
    """Both folders, on one file system, so that taking a file is a rename."""
    if inbox.name in OWN_FOLDERS or inbox == inbox.parent:
        raise UsageError(f"{inbox} cannot be watched: it is where files go to.", code="folder_unusable", fix="Name another folder.")
    try:
        for folder in (inbox, processing):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UsageError(f"{inbox} cannot be watched: {reason}.", code="folder_unusable", fix=_FIX) from error
    if inbox.stat().st_dev != processing.stat().st_dev:
        raise UsageError(f"{inbox} cannot be watched: {processing} lies on another file system.", code="folder_unusable", fix=_FIX)
