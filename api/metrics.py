"""What Prometheus reads: numbers of the whole system, and nothing of what it holds."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api import examples
from api.caller import bearer_of, by_token, parts_of
from api.parts import Parts
from assay.errors import RequestError
from store.pool import transaction
from store.status import Contents, contents
from workers.life import Life, life

STATUSES = ("queued", "running", "succeeded", "failed", "canceled")
KINDS = ("worker", "server", "watcher")

router = APIRouter(tags=["operation"])


@router.get("/metrics", response_class=Response, **examples.operation("metrics"))
def metrics(
    request: Request,
    parts: Annotated[Parts, Depends(parts_of)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer_of)],
) -> Response:
    """The numbers in Prometheus' text format: for programs on this machine, and for tokens with the scope `admin`."""
    if not _is_from_here(request) and not by_token(parts, bearer).may("admin"):
        raise RequestError("forbidden", "This needs the scope `admin`, or a program on the same machine.")
    waiting = parts.system.bell.waiting()
    with transaction(parts.system.pool) as connection:
        numbers = Numbers(contents(connection), life(connection), waiting)
    registry = CollectorRegistry()
    registry.register(numbers)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class Numbers(Collector):
    """The numbers of one moment as metrics."""

    def __init__(self, contents: Contents, life: Life, waiting: int | None) -> None:
        self._contents, self._life, self._waiting = contents, life, waiting

    def collect(self) -> Iterator[Metric]:
        """Every metric; one whose number is not known is left out."""
        jobs = self._contents.jobs
        counted = self._contents.documents
        pulse = self._life.pulse
        yield _by("assay_documents", "Documents by status.", "status", {one: counted.get(one, 0) for one in STATUSES})
        yield _by("assay_jobs", "Jobs by state.", "state", {"waiting": jobs.waiting, "running": jobs.running, "lost": jobs.lost})
        yield _one("assay_oldest_job_seconds", "How long the oldest due job has waited.", pulse.oldest_job_seconds or 0.0)
        yield _one("assay_reviews", "Documents that wait for a person.", pulse.reviews)
        yield _one("assay_doubtful_fields", "Fields that wait for a person.", self._contents.doubtful_fields)
        yield _by("assay_events", "Events for the world outside.", "state", {"waiting": pulse.events, "dead": pulse.dead_events})
        alive = {one: self._life.alive.get(one, 0) for one in KINDS}
        yield _by("assay_processes", "Processes that are alive, by kind.", "kind", alive)
        yield _one("assay_broker_up", "Whether the broker answers.", self._waiting is not None)
        if self._waiting is not None:
            yield _one("assay_broker_messages", "Messages that wait at the broker.", self._waiting)


def _one(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=float(value))


def _by(name: str, says: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _is_from_here(request: Request) -> bool:
    """Whether the program that asks runs on this machine, and is not a proxy that asks for somebody else."""
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
