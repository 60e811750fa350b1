"""Webhook requests into the inbox: verified, parsed, stored in one transaction, then answered. Nothing else."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bot.errors import BadPayload, BadSignature, StoreError
from bot.ports import Channel, Clock, Reply, Request, Store, Tx
from bot.services.counters import Counters

log = logging.getLogger("askfirst.intake")

MAX_BODY = 4 * 1024 * 1024
"""Bytes; WhatsApp's largest batches are 3 MB."""

_OK = Reply(200)
_AGAIN = Reply(503, "Not stored; please send it again.", headers={"Retry-After": "5"})


class Intake:
    """One per process; threads share it."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], clock: Clock, counters: Counters) -> None:
        self._store, self._channels, self._clock, self._counters = store, channels, clock, counters

    def handshake(self, channel: str, request: Request) -> Reply:
        """Answer the provider's GET."""
        known = self._channels.get(channel)
        return known.handshake(request) if known else Reply(404, "No such channel.")

    def receive(self, channel: str, request: Request) -> Reply:
        """Store every event of a signed body and answer 200; 401, 413 or 503 otherwise, never anything else."""
        known = self._channels.get(channel)
        if known is None:
            return Reply(404, "No such channel.")
        if len(request.body) > MAX_BODY:
            return Reply(413, "Too large.")
        try:
            known.verify(request)
        except BadSignature as problem:
            self._counters.add("webhook_bad_signature")
            return Reply(401, str(problem))
        try:
            return self._stored(known, request.body)
        except StoreError as problem:
            self._counters.add("webhook_not_stored")
            log.error("A webhook was not stored: %s", problem)
            return _AGAIN

    def _stored(self, channel: Channel, body: bytes) -> Reply:
        now_ms = self._clock.now_ms()
        try:
            items = channel.parse(body)
        except BadPayload as problem:
            why = str(problem)
            self._counters.add("webhook_unreadable")
            log.warning("A signed webhook could not be read and was kept: %s", why)
            self._store.write(lambda tx: tx.inbox.keep_raw(channel.name, body, why, now_ms))
            return _OK

        def insert(tx: Tx) -> int:
            return tx.inbox.add(channel.name, items, now_ms)

        new = self._store.write(insert) if items else 0
        self._counters.add("webhook_events", len(items))
        self._counters.add("webhook_duplicates", len(items) - new)
        return _OK
