"""A worker as a plain Celery set-up has it: the message is acknowledged before the work, a claim never ends, and nobody sweeps."""

from __future__ import annotations

import os
import threading

from assay.settings import Settings
from engine.errands import desk
from store.processes import Self
from workers.app import celery_app, celery_bell
from workers.heart import Heart
from workers.shift import Shift
from workers.system import open_system
from workers.tasks import listen
from workers.worker import CELERY

FOR_EVER = 3600.0


def main() -> None:
    settings = Settings.from_environment(os.environ)
    address = settings.database_url or ""
    app = celery_app(settings, address)
    app.conf.task_acks_late = False
    with desk(settings, children=1) as children, open_system(settings, address, bell=celery_bell(settings, address)) as system:
        heart = Heart(system.pool, Self(kind="worker"), lease_seconds=FOR_EVER, facts={})
        listen(app, Shift(system=system, desk=children, asker=None, heart=heart, stopping=threading.Event()).work)
        app.set_default()  # the threads of the pool look for the task there
        app.WorkController(hostname=heart.me.name, concurrency=2, **CELERY).start()


if __name__ == "__main__":
    main()
