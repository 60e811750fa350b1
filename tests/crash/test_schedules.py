"""kill -9 while reminders and a round go out: each person gets one of each, or a doubt that is settled; never two."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import parts
from bot import settings, wiring
from bot.channels.console import Console
from bot.core.incoming import Sender
from bot.ports import RoundRow, ScheduleRow
from bot.services.rehearsal import Rehearsal

PERSONS = 120
FLOWS = """\
business: {{name: Aurora, languages: [en], timezone: UTC, privacy_url: "https://example.com/privacy"}}
handover: {{teams: [front], say: A person will answer you here.}}
consent:
  orders:
    kind: utility
    notice:
      version: 1
      text: "May {{business.name}} tell you about your orders? Write STOP to end it. {{business.privacy_url}}"
      yes: "Yes, please"
      no: "No, thanks"
templates:
  reminder: {{category: utility, language: en, params: [day]}}
  round: {{category: utility, language: en}}
slots: {{day: {{type: text}}}}
flows:
  orders: {{triggers: [words: [orders]], steps: [consent: orders]}}
  book: {{triggers: [words: [book]], steps: [{{set_slots: {{day: today}}}}, {{say: Booked.}}]}}
  remind:
    purpose: orders
    triggers: [{{after: {{flow: book, wait: 1 hour}}}}]
    steps: [template: reminder, say: Thank you.]
  round:
    purpose: orders
    triggers: [{{every: "day at {clock}"}}]
    steps: [template: round]
"""


@pytest.fixture
def port() -> int:
    return parts.free_port()


@pytest.fixture
def provider(port: int) -> parts.Provider:
    return parts.Provider(receipts_to=port)


def prepared(folder: Path, env: dict[str, str], now: int) -> None:
    """A database in which everybody agreed, a reminder for each is due, and so is a round."""
    bot = wiring.build(settings.load(env), Console(), clock=wiring.SetClock(now - 7200))
    bot.worker.settle()
    for n in range(PERSONS):
        phone = Rehearsal(bot.store, bot.worker, bot.clock, bot.channel, Sender(phone=f"4915550{n:05d}"), n * 10)
        phone.say("orders")
        assert phone.tap("Yes, please")
    persons = bot.store.read(lambda tx: [str(row[0]) for row in tx.db.all("SELECT id FROM persons")])  # type: ignore[attr-defined]
    [known] = bot.store.read(lambda tx: tx.schedules.rounds())

    def due(tx: object) -> None:
        for person in persons:
            row = ScheduleRow(
                person=person, key="remind:x", flow="remind", at=now - 60, until=now + 3600, data={"day": "now"}
            )
            tx.schedules.arm(row)  # type: ignore[attr-defined]
        tx.schedules.put_round(RoundRow(known.key, known.flow, now - 7200))  # type: ignore[attr-defined]

    bot.store.write(due)
    bot.store.close()


def test_a_kill_at_any_moment_starts_nothing_twice_and_loses_nothing(
    tmp_path: Path, port: int, provider: parts.Provider
) -> None:
    now = int(time.time())
    flows = tmp_path / "flows"
    flows.mkdir()
    minute = datetime.fromtimestamp(now - 120, UTC).strftime("%H:%M")
    (flows / "shop.yaml").write_text(FLOWS.format(clock=minute), "utf-8")
    env = parts.environment(tmp_path, port, provider.port, flows=str(flows), ASKFIRST_RESEND_AFTER="1")
    prepared(tmp_path, env, now)
    for enough in (10, 60, 150):
        with parts.running([*parts.ASKFIRST, "serve"], env, port) as process:
            provider.wait_for(enough, 30)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
    with parts.running([*parts.ASKFIRST, "serve"], env, port):
        settled = "SELECT count(*) FROM outbox WHERE kind = 'proactive' AND state NOT IN ('queued', 'sending')"
        parts.wait_until(lambda: _one(tmp_path, settled) == 2 * PERSONS, 60)
    sent = Counter((one["to"], one["template"]["name"]) for one in _templates(provider))
    assert set(sent.values()) == {1}
    doubt = _one(tmp_path, "SELECT count(*) FROM outbox WHERE kind = 'proactive' AND state = 'unknown'")
    assert len(sent) + doubt >= 2 * PERSONS and doubt <= 3 * 16  # at most what was in the senders' hands at each kill
    assert _one(tmp_path, "SELECT count(*) FROM schedules") == 0


def _templates(provider: parts.Provider) -> list[dict[str, dict[str, str]]]:
    bodies = [json.loads(body) for _, body in provider.arrived]
    return [body for body in bodies if body.get("type") == "template"]


def _one(folder: Path, sql: str) -> int:
    with sqlite3.connect(folder / "bench.db") as db:
        return int(db.execute(sql).fetchone()[0])
