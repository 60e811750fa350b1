"""kill -9 while webhooks come in and replies go out: nothing is lost, nothing is said twice, order holds."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from bench import parts

FLOWS = Path(__file__).parent / "flows"
PERSONS = 24  # a multiple of the connections, so that a person stays on one
NOW = int(time.time()) - 2000


@pytest.fixture
def port() -> int:
    return parts.free_port()


@pytest.fixture
def provider(port: int) -> parts.Provider:
    return parts.Provider(receipts_to=port)


def command() -> list[str]:
    return [*parts.ASKFIRST, "serve"]


def serve(folder: Path, port: int, provider: parts.Provider) -> dict[str, str]:
    return parts.environment(folder, port, provider.port, flows=str(FLOWS), ASKFIRST_RESEND_AFTER="1")


def said(provider: parts.Provider) -> list[tuple[str, str]]:
    """(to, text) of every message that reached the provider, in order."""
    bodies = [json.loads(body) for _, body in provider.arrived]
    return [(body["to"], body["text"]["body"]) for body in bodies if body.get("type") == "text"]


def test_500_messages_with_a_kill_in_the_middle(tmp_path: Path, port: int, provider: parts.Provider) -> None:
    """Every acknowledged message is answered exactly once, in its person's order, over kill -9 and a restart."""
    count = 500
    env = serve(tmp_path, port, provider)
    requests = [parts.raw_request(port, parts.body(n, n % PERSONS, f"say {n}", NOW + n)) for n in range(count)]
    with parts.running(command(), env, port) as process:
        parts.load(port, requests[: count // 2], 8)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
    with parts.running(command(), env, port):
        parts.load(port, requests[count // 2 :], 1)
        assert provider.wait_for(count, 60), f"{len(provider.arrived)} of {count} arrived"
    answers = said(provider)
    assert Counter(Counter(text for _, text in answers).values()) == {1: count}
    order: dict[str, list[int]] = defaultdict(list)
    for to, text in answers:
        order[to].append(int(re.findall(r"\d+", text)[-1]))
    assert all(numbers == sorted(numbers) for numbers in order.values())


def test_1000_duplicates_have_one_effect(tmp_path: Path, port: int, provider: parts.Provider) -> None:
    """One message, delivered a thousand times over eight connections, also across a restart: one answer."""
    env = serve(tmp_path, port, provider)
    request = parts.raw_request(port, parts.body(1, 1, "say 1"))
    for _ in range(2):
        with parts.running(command(), env, port):
            parts.load(port, [request] * 500, 8)
            assert provider.wait_for(1, 10)
    assert len(said(provider)) == 1


def test_1000_messages_of_one_person_keep_their_order(tmp_path: Path, port: int, provider: parts.Provider) -> None:
    """Sent in order of WhatsApp's clock, answered in that order (the pair limit is lifted for the test's speed)."""
    count = 1000
    env = serve(tmp_path, port, provider)
    requests = [parts.raw_request(port, parts.body(n, 1, f"say {n}", NOW + n)) for n in range(count)]
    with parts.running(command(), env, port):
        parts.load(port, requests, 1)
        parts.wait_until(lambda: b"askfirst_inbox_waiting 0\n" in parts.get(port, "/metrics"), 60)
        assert provider.wait_for(40, 30)
    with sqlite3.connect(tmp_path / "bench.db") as db:
        queued = [row[0] for row in db.execute("SELECT message FROM outbox ORDER BY id")]
    numbers = [int(re.findall(r"\d+", text)[-1]) for text in queued]
    assert numbers == sorted(numbers) and len(numbers) == count
    sent = [int(re.findall(r"\d+", text)[-1]) for _, text in said(provider)]
    assert sent == numbers[: len(sent)]
