"""What WhatsApp says of the account, the number, the templates and of people's identities."""

from __future__ import annotations

import logging
from typing import Any

from bot.core.incoming import AccountNews, IdentityChange, Ignored, Sender
from bot.core.outgoing import Template
from bot.ports import OutRow, Tx
from bot.services import people

log = logging.getLogger("askfirst.account")

BRAKE = "brake"
"""Fact: {"why", "until"}; while it stands nothing proactive leaves."""
HALT = "halt"
"""Fact: {"why", "code"}; while it stands nothing leaves at all (token refused, account locked)."""

_STOPPING = {"ACCOUNT_VIOLATION", "ACCOUNT_RESTRICTION", "ACCOUNT_DELETED", "ACCOUNT_OFFBOARDED", "PARTNER_REMOVED",
             "PARTNER_APP_UNINSTALLED"}  # fmt: skip


def apply(
    tx: Tx, event: AccountNews | IdentityChange | Ignored, now: int, *, meeting: people.Meeting = people.alone
) -> str:
    """Record one account event; return the note for its inbox row."""
    if isinstance(event, IdentityChange):
        return identity(tx, event, now, meeting=meeting)
    if isinstance(event, Ignored):
        return f"{event.field}: {event.why}"
    if "template" in event.field:
        _template(tx, event, now)
    elif event.field == "account_update":
        _update(tx, event, now)
    log.warning("WhatsApp says: %s %s", event.field, event.event)
    tx.facts.set(f"account:{event.field}", {"event": event.event, "at": event.at}, now)
    return f"{event.field} {event.event}".strip()


def identity(tx: Tx, event: IdentityChange, now: int, *, meeting: people.Meeting = people.alone) -> str:
    """Move a person to new identifiers; opt-outs go with them, a later owner of the old number is somebody else."""
    if event.kind not in ("user_changed_number", "user_changed_user_id", "user_id_update", "customer_changed_number"):
        return event.kind
    found = tx.persons.find(event.old)
    if not found:
        return "identity change of somebody unknown"
    meets = [other for other in tx.persons.find(event.new) if other != found[0]]
    for each in (found[0], *meets) if meets else ():
        meeting(each)
    tx.persons.replace(found[0], event.old, event.new, now)
    for other in meets:
        tx.persons.merge(found[0], other, now)
    return event.kind


def _template(tx: Tx, event: AccountNews, now: int) -> None:
    """Keep a template's status and category as WhatsApp has them now: the gate reads them at sending time."""
    value = event.value
    name, language = (
        value.get("message_template_name"),
        str(value.get("message_template_language", "")).replace("-", "_"),
    )
    key = f"template:{name}:{language}"
    known: dict[str, Any] = dict(tx.facts.get(key) or {})
    if event.field == "message_template_status_update":
        known["status"] = "APPROVED" if event.event in ("REINSTATED", "UNARCHIVED") else event.event
    category = value.get("new_category") or value.get("message_template_category")
    if category:
        known["category"] = str(category).lower()
    if "new_quality_score" in value:
        known["quality"] = value["new_quality_score"]
    tx.facts.set(key, known, now)


def _update(tx: Tx, event: AccountNews, now: int) -> None:
    if event.event in _STOPPING:
        until = max((int(r.get("expiration") or 0) for r in event.value.get("restriction_info") or ()), default=0)
        tx.facts.set(BRAKE, {"why": f"WhatsApp: {event.event}", "until": until}, now)
    elif event.event == "DISABLED_UPDATE":
        state = str((event.value.get("ban_info") or {}).get("waba_ban_state", ""))
        if state == "DISABLE":
            tx.facts.set(HALT, {"why": "WhatsApp disabled the account", "code": 0}, now)
        elif state == "REINSTATE":
            tx.facts.set(HALT, None, now)


def refused(tx: Tx, row: OutRow, scope: str, verdict: str, why: str, *, now: int) -> None:
    """Draw the consequences of a refusal that is about more than one message: a template, or all proactive sending."""
    if scope == "proactive":
        tx.facts.set(BRAKE, {"why": f"WhatsApp: {why}", "until": 0}, now)
    elif scope == "template" and isinstance(row.message, Template):
        key = f"template:{row.message.name}:{row.message.language}"
        tx.facts.set(key, {**(tx.facts.get(key) or {}), "status": "PAUSED"}, now)
    elif verdict == "optout":
        tx.outbox.cancel(row.person, "*", why, now)


def brake(tx: Tx, now: int) -> str:
    """Return why nothing proactive may leave now, or ""."""
    fact = tx.facts.get(BRAKE)
    if not fact or (fact.get("until") and fact["until"] <= now):
        return ""
    return str(fact.get("why", "stopped"))


def learn(tx: Tx, person: str, *, phone: str, bsuid: str, now: int, meeting: people.Meeting = people.alone) -> None:
    """Keep the phone that WhatsApp really uses beside the one we sent to."""
    sender = Sender(phone=phone, bsuid=bsuid)
    if tx.persons.erased(person):
        return
    if (phone or bsuid) and set(tx.persons.find(sender)) <= {person}:
        tx.persons.learn(person, sender, now)
    elif phone or bsuid:
        people.resolve(tx, sender, now, meeting=meeting)
