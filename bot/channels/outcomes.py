"""What an HTTP answer means for a message: accepted, declined, or nobody knows.

Surely not sent: no body byte left, or WhatsApp (or any 4xx) refused. Accepted: 2xx with a wamid. All else is Unsure:
a time-out or a broken connection after the body, a redirect, 5xx without WhatsApp's error, a 2xx that cannot be read.
"""

from __future__ import annotations

from typing import Any

from bot.channels.cloud_json import code, mapping, sequence, strictly, text
from bot.channels.cloud_status import explained
from bot.channels.errors_table import Meaning, meaning, status_meaning
from bot.channels.http import Answer, Lost
from bot.core.numbers import digits
from bot.ports import Accepted, Declined, Unsure

HELD = ("held_for_quality_assessment", "paused")


def sent(answer: Answer | Lost) -> Accepted | Declined | Unsure:
    """Return the outcome of sending one message."""
    told = result(answer)
    if isinstance(told, Declined | Unsure):
        return told
    message = _first(told.get("messages"))
    wamid = text(message.get("id"))
    if not wamid:
        return Unsure("WhatsApp's answer names no message")
    contact, status = _first(told.get("contacts")), text(message.get("message_status"))
    return Accepted(
        wamid=wamid,
        wa_id=digits(text(contact.get("wa_id"))),
        bsuid=text(contact.get("user_id")),
        held=status if status in HELD else "",
    )


def result(answer: Answer | Lost) -> dict[str, Any] | Declined | Unsure:
    """Return the JSON object of a successful answer, or why there is none."""
    if isinstance(answer, Lost):
        return (
            Unsure(_capital(answer.why)) if answer.begun else Declined(0, _capital(answer.why), "retry", scope="number")
        )
    told = _object(answer.body)
    error = mapping(told.get("error")) if told else {}
    if error and answer.status >= 400:
        return _declined(error, answer)
    if 400 <= answer.status < 500:
        return _with_meaning(answer.status, status_meaning(answer.status), "", answer.retry_after)
    if 200 <= answer.status < 300 and told is not None and not error:
        return told
    return Unsure(f"The server answered with HTTP status {answer.status} and nothing readable")


def _declined(error: dict[str, Any], answer: Answer) -> Declined:
    number = code(error.get("code"))
    details = text(mapping(error.get("error_data")).get("details")) or text(error.get("message"))
    return _with_meaning(number, meaning(number), details, answer.retry_after)


def _with_meaning(number: int, found: Meaning, details: str, retry_after: float) -> Declined:
    waits = found.verdict in ("retry", "later")
    return Declined(
        code=number,
        why=explained(found.why, details),
        verdict=found.verdict,
        after=max(found.after, retry_after) if waits else 0.0,
        scope=found.scope,
        tries=found.tries,
        alert=found.alert,
    )


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        value = strictly(body.decode())
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _first(value: Any) -> dict[str, Any]:
    items = sequence(value)
    return mapping(items[0]) if items else {}


def _capital(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}."
