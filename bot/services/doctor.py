"""Looks at everything that can be wrong and says it in sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.ports import Declined, Tx, Unsure
from bot.services import account, accounts
from bot.services.front import Front, health


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    well: bool
    says: str

    def as_json(self) -> dict[str, Any]:
        """Return the JSON of `askfirst doctor --json`."""
        return {"name": self.name, "well": self.well, "says": self.says}


def examine(
    front: Front, *, channel: Any, disk: int, drift: str, settings: Any,
    more: Sequence[tuple[str, Callable[[], Finding]]] = (),
) -> tuple[Finding, ...]:  # fmt: skip
    """Look at everything; nothing raises. ``disk``: free bytes beside the database; ``more``: further looks."""
    looks: tuple[tuple[str, Callable[[], Finding]], ...] = (
        ("settings", lambda: _settings(settings)),
        ("flows", lambda: _flows(front)),
        ("database", lambda: _database(front)),
        ("ledger", lambda: _ledger(front)),
        ("worker", lambda: _worker(front)),
        ("users", lambda: _users(front)),
        ("queues", lambda: _queues(front)),
        ("disk", lambda: Finding("disk", disk > 200_000_000, f"{disk // 1_000_000} MB free beside the database")),
        ("clock", lambda: Finding("clock", not drift, drift or "is a plausible time")),
        ("whatsapp", lambda: _whatsapp(channel)),
        ("templates", lambda: _templates(front, channel)),
    )
    return tuple(_safely(name, look) for name, look in (*looks, *more))


def _safely(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as problem:
        return Finding(name, False, f"could not be looked at: {problem}")


def _settings(settings: Any) -> Finding:
    if not settings.secret_key:
        return Finding(
            "settings", True, "complete (ASKFIRST_SECRET_KEY is not set: the key file beside the database is used)"
        )
    return Finding("settings", True, "complete")


def _flows(front: Front) -> Finding:
    errors = [p for p in front.flows.problems if p.level == "error"]
    warnings = len(front.flows.problems) - len(errors)
    book = front.flows.book
    what = f"{len(book.flows)} flows, {len(book.faq)} FAQ entries, {len(book.purposes)} purposes"
    tail = f", {warnings} warnings (`askfirst check`)" if warnings else ""
    return Finding("flows", not errors, f"{len(errors)} problems: run `askfirst check`" if errors else what + tail)


def _database(front: Front) -> Finding:
    now = front.clock.now()
    front.store.write(lambda tx: tx.facts.set("doctor", now, now))
    return Finding("database", True, "can be read and written")


def _ledger(front: Front) -> Finding:
    told = front.store.read(lambda tx: tx.ledger.verify())
    says = f"whole: {told['lines']} lines, head {told['head']}" if told["ok"] else f"was changed: {told['broken']}"
    return Finding("ledger", bool(told["ok"]), says)


def _worker(front: Front) -> Finding:
    _, checks = health(front)
    state = str(checks.get("worker", checks.get("database")))
    return Finding("worker", state == "well", "runs" if state == "well" else state)


def _users(front: Front) -> Finding:
    """Nobody is no fault: a bot whose handovers are answered on the phone alone needs no page."""
    found = front.store.read(accounts.accounts)
    if not found:
        return Finding("users", True, "nobody yet: askfirst user add NAME --email ADDRESS --role owner")
    lost = front.store.read(lambda tx: accounts.without_key(tx, front.account_keys))
    if lost:
        return Finding("users", False, f"{len(lost)} can't sign in, as the secret key changed: put the old one into "
                       f"ASKFIRST_OLD_SECRET_KEYS, or make links: askfirst user link {lost[0]}")  # fmt: skip
    owners = sum(each.role == "owner" for each in found)
    waiting = sum(not each.ready for each in found)
    tail = f"; {waiting} have not used their link" if waiting else ""
    return Finding("users", True, f"{len(found)}, {owners} of them owners{tail}")


def _queues(front: Front) -> Finding:
    def look(tx: Tx) -> tuple[int, dict[str, int], Any]:
        return tx.inbox.waiting(), dict(tx.outbox.depth()), tx.facts.get(account.HALT)

    waiting, depth, halt = front.store.read(look)
    says = f"{waiting} events and {depth.get('queued', 0)} messages wait"
    if halt:
        return Finding("queues", False, f"{says}; WhatsApp refuses everything ({halt.get('code')}): {halt.get('why')}")
    if depth.get("unknown"):
        says += f"; {depth['unknown']} messages have an unknown outcome (they wait for WhatsApp's receipt)"
    return Finding("queues", True, says)


def _whatsapp(channel: Any) -> Finding:
    told = channel.check()
    if isinstance(told, Declined | Unsure):
        return Finding("whatsapp", False, f"does not accept us: {told.why}")
    name, quality = told.get("verified_name", "?"), told.get("quality_rating") or told.get("quality_score") or "unknown"
    return Finding("whatsapp", True, f"answers: {name}, quality {quality}")


def _templates(front: Front, channel: Any) -> Finding:
    wanted = {(s.name, lang.replace("-", "_")): s for s in front.flows.book.templates.values() for lang in s.languages}
    told = channel.list_templates()
    if isinstance(told, Declined | Unsure):
        return Finding("templates", False, f"could not be compared: {told.why} (is WHATSAPP_BUSINESS_ACCOUNT_ID set?)")
    known = {(str(t.get("name")), re.sub("-", "_", str(t.get("language")))): t for t in told}
    wrong = [f"{name} ({lang}) is not known to WhatsApp" for name, lang in wanted if (name, lang) not in known]
    for key, spec in wanted.items():
        category = str(known.get(key, {}).get("category", "")).lower()
        if category and category != spec.category:
            wrong.append(f"{key[0]} ({key[1]}) is {category} at WhatsApp and {spec.category} in your files")
    return Finding("templates", not wrong, "; ".join(wrong) or f"{len(wanted)} as WhatsApp has them")
