"""Where the bell hangs: a broker of one's own (`redis://`), or tables in the database itself (`pgmq`, as plain SQL).

What is added to kombu's transports here is one thing above all: a message that cannot be acknowledged, because the broker is
gone, still makes room for the next. Otherwise a worker whose every message was in work when the broker went would never again ask for
one, and so never learn that its connection is dead.
"""

from __future__ import annotations

from typing import Any

import psycopg
from kombu.transport import TRANSPORT_ALIASES, pgmq, redis, virtual
from pgmq import PGMQueue
from pgmq.install import get_embedded_install_sql
from psycopg_pool import ConnectionPool

from store.pool import OPTIONS

WAITED = "assay_waited"  # documents that somebody waits for, one a message
BULK = "assay_bulk"  # chunks of documents
QUEUES = (WAITED, BULK)

SECONDS_HIDDEN = 300  # after which an unanswered message is heard again; hearing twice does no harm
SECONDS_BETWEEN_LOOKS = 0.1
MADE = "select to_regclass('pgmq.meta') is not null"
MAKING = "select pg_advisory_xact_lock(hashtext('assay.broker'))"


class RedisQueue(redis.QoS):
    """What a consumer has in hand."""

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge, and make room in any case."""
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]  # kombu's own
        finally:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]  # kombu's own


class RedisChannel(redis.Channel):
    """kombu's channel with our queue."""

    QoS = RedisQueue


class RedisTransport(redis.Transport):
    """kombu's transport with our channel."""

    Channel = RedisChannel


# By their names, because what an address says of encryption is read together with its scheme.
TRANSPORT_ALIASES.update(redis="workers.broker:RedisTransport", rediss="workers.broker:RedisTransport")


class PostgresChannel(pgmq.Channel):
    """kombu's channel, for which a message that somebody is working on does not wait."""

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        """Acknowledge, and make room in any case."""
        try:
            super().basic_ack(delivery_tag, multiple)  # type: ignore[no-untyped-call]  # kombu's own
        finally:
            self.qos.ack(delivery_tag)

    def _size(self, queue: str) -> int:
        visible: int = self.pgmq.metrics(self._queue_name(queue)).queue_visible_length
        return visible


class PostgresTransport(pgmq.Transport):
    """kombu's `pgmq` transport over connections opened as the rest of Assay opens them.

    kombu takes an address apart and together again, which loses sockets, certificates and passwords with a space.
    `broker_transport_options` give the `address` and the `patience` in seconds.
    """

    Channel = PostgresChannel

    def _create_pgmq_client(self) -> PGMQueue:
        options: dict[str, Any] = self.client.transport_options  # type: ignore[union-attr]  # a transport in use has one
        patience = options["patience"]
        pool = ConnectionPool(
            options["address"],
            min_size=0,
            max_size=8,
            timeout=patience,
            reconnect_timeout=patience,
            configure=make_queues,
            check=ConnectionPool.check_connection,
            kwargs=OPTIONS | {"connect_timeout": max(2, int(patience))},
            open=True,
        )
        # An address is given only so that none is taken from the environment; the pool is what is used.
        client = PGMQueue(conn_string="host=localhost", pool=pool, vt=SECONDS_HIDDEN, init_extension=False)
        client._own_pool = True  # closing the client closes the pool
        return client


def make_queues(connection: psycopg.Connection) -> None:
    """Make the broker's tables where there are none; several at once wait for each other."""
    with connection.transaction():
        if _made(connection):
            return
        connection.execute(MAKING)
        if not _made(connection):
            connection.execute(get_embedded_install_sql().encode())


def _made(connection: psycopg.Connection) -> bool:
    return bool((connection.execute(MADE).fetchone() or [False])[0])
