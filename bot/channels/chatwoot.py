"""Chatwoot as another desk: its application API out, its webhooks in. Implements ports.telling.HelpDesk.

What we put in is only ever ``incoming`` (the person's words) or private (for agents): a public outgoing message over
there was therefore always written there, and nothing that we put in can come back as an answer.

Facts: developers.chatwoot.com (API reference: contacts, conversations, messages) and Chatwoot's webhook documentation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.channels.cloud_json import decoded, mapping, sequence, text
from bot.channels.http import Answer, Http, Lost
from bot.channels.signatures import check_sha256, same
from bot.errors import BadPayload, BadSignature
from bot.ports import Request
from bot.ports.telling import Again, BridgeRow, Done, Never, Outcome, Said, Who

OURS = "askfirst:"
"""Our messages over there carry this in ``source_id``: an attempt of unknown fate is found again by it."""
FRESH = 300
"""Seconds for which a signed request is believed."""
STATUSES = ("open", "pending", "resolved", "snoozed")


class Chatwoot:
    """One API inbox of one account."""

    name = "chatwoot"

    def __init__(self, url: str, token: str, account: str, inbox: str, secret: str, *, read: float = 15.0) -> None:
        self._root = f"{url.rstrip('/')}/api/v1/accounts/{quote(account, safe='')}"
        self._headers = {"api_access_token": token, "Content-Type": "application/json"}
        self._inbox, self._account = inbox, account
        self._secrets = tuple(part.strip() for part in secret.split(",") if part.strip())
        self._http = Http("", threads=2, read=read)

    # ---- out

    def begin(self, who: Who, known: BridgeRow | None) -> Done | Again | Never:
        """Open the conversation that is there, or make contact and conversation: Done(conversation, contact)."""
        if missing := self._missing():
            return Again(missing)
        if known and known.conversation:
            opened = self.set_status(known.conversation, "open")
            if not (isinstance(opened, Never) and opened.gone):
                return Done(known.conversation, known.contact) if isinstance(opened, Done) else opened
        contact = self._contact(who)
        if not isinstance(contact, Done):
            return contact
        there = self._conversation(contact.ref)
        if isinstance(there, Again):
            return there
        if there:
            opened = self.set_status(there, "open")
            return Done(there, contact.ref) if isinstance(opened, Done) else opened
        wanted = {"inbox_id": int(self._inbox), "contact_id": int(contact.ref), "status": "open", "source_id": who.ref}
        told = self._call("POST", "/conversations", wanted)
        if not isinstance(told, dict):
            return told
        number = _number(told.get("id"))
        return Done(number, contact.ref) if number else Again("Chatwoot's answer names no conversation")

    def _conversation(self, contact: str) -> str | Again:
        """Return the contact's newest conversation in our inbox: one that we made and could not note down."""
        found = self._call("GET", f"/contacts/{quote(contact, safe='')}/conversations")
        if isinstance(found, Again):
            return found
        each = sequence(found.get("payload")) if isinstance(found, dict) else []
        ours = [mapping(one).get("id") for one in each if str(mapping(one).get("inbox_id")) == self._inbox]
        return str(max(number for number in ours if isinstance(number, int))) if ours else ""

    def _contact(self, who: Who) -> Done | Again | Never:
        """Find the contact by our lasting name of the person, or make it."""
        found = self._call("GET", f"/contacts/search?q={quote(who.ref, safe='')}")
        if not isinstance(found, dict):
            return found
        for each in sequence(found.get("payload")):
            if mapping(each).get("identifier") == who.ref and (number := _number(mapping(each).get("id"))):
                return Done(number)
        wanted = {"inbox_id": int(self._inbox), "name": who.name or who.phone or "WhatsApp", "identifier": who.ref,
                  "source_id": who.ref, "phone_number": who.phone}  # fmt: skip
        told = self._call("POST", "/contacts", {name: value for name, value in wanted.items() if value})
        if isinstance(told, Never) and who.phone:  # the number is another contact's already
            del wanted["phone_number"]
            wanted["additional_attributes"] = {"whatsapp": who.phone}
            told = self._call("POST", "/contacts", wanted)
        if not isinstance(told, dict):
            return told
        number = _number(mapping(mapping(told.get("payload")).get("contact")).get("id"))
        return Done(number) if number else Again("Chatwoot's answer names no contact")

    def add(self, conversation: str, text: str, *, key: str, note: bool) -> Outcome:
        """Put in what the person said, or a private note."""
        kind = {"message_type": "outgoing", "private": True} if note else {"message_type": "incoming", "private": False}
        wanted = {"content": text, "content_type": "text", "source_id": OURS + key, **kind}
        told = self._call("POST", f"/conversations/{quote(conversation, safe='')}/messages", wanted)
        return Done(str(told.get("id", ""))) if isinstance(told, dict) else told

    def find(self, conversation: str, key: str) -> Done | Again | None:
        """Look among the newest messages for one of ours."""
        told = self._call("GET", f"/conversations/{quote(conversation, safe='')}/messages")
        if isinstance(told, Again):
            return told
        for each in sequence(told.get("payload")) if isinstance(told, dict) else ():
            if mapping(each).get("source_id") == OURS + key:
                return Done(str(mapping(each).get("id")))
        return None

    def set_status(self, conversation: str, status: str) -> Outcome:
        """Make it open, pending or resolved."""
        told = self._call("POST", f"/conversations/{quote(conversation, safe='')}/toggle_status", {"status": status})
        return Done(conversation) if isinstance(told, dict) else told

    def receipt(self, conversation: str, message: str, state: str, why: str) -> Outcome:
        """Show what became of an agent's message: only API inboxes have that."""
        wanted = {"status": state, **({"external_error": why[:250]} if why else {})}
        path = f"/conversations/{quote(conversation, safe='')}/messages/{quote(message, safe='')}"
        told = self._call("PATCH", path, wanted)
        return Done(message) if isinstance(told, dict) else told

    def forget(self, contact: str) -> Outcome:
        """Delete the contact with all its conversations."""
        told = self._call("DELETE", f"/contacts/{quote(contact, safe='')}")
        return Done(contact) if isinstance(told, dict) or (isinstance(told, Never) and told.gone) else told

    def problem(self) -> str:
        """Look at the inbox: whether we may, and whether it is an API inbox."""
        if missing := self._missing():
            return missing
        told = self._call("GET", f"/inboxes/{quote(self._inbox, safe='')}")
        if not isinstance(told, dict):
            return told.why
        kind = text(told.get("channel_type"))
        return "" if kind == "Channel::Api" else f"inbox {self._inbox} is {kind or 'of another kind'}, not an API inbox"

    def _missing(self) -> str:
        if not self._secrets:
            return "ASKFIRST_CHATWOOT_SECRET is not set, so nothing that Chatwoot tells can be believed"
        if not self._inbox or not self._account:
            return "ASKFIRST_CHATWOOT_ACCOUNT and ASKFIRST_CHATWOOT_INBOX must both be set"
        return ""

    def _call(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> dict[str, Any] | Again | Never:
        body = None if content is None else json.dumps(content, ensure_ascii=False).encode()
        answer = self._http.call(self._root + path, body, self._headers, method=method)
        return _told(answer)

    # ---- in

    def verify(self, request: Request, now: int) -> None:
        """Raise BadSignature unless Chatwoot's signature, or (an older Chatwoot) our secret in the URL, is right."""
        header = request.headers.get("x-chatwoot-signature", "")
        stamp = request.headers.get("x-chatwoot-timestamp", "")
        if header and stamp.isascii() and stamp.isdigit() and len(stamp) < 12 and abs(now - int(stamp)) <= FRESH:
            try:
                return check_sha256(stamp.encode() + b"." + request.body, header, self._secrets)
            except BadSignature:
                pass
        given = request.query.get("secret", "")
        if not any([same(secret, given) for secret in self._secrets]):
            raise BadSignature

    def parse(self, body: bytes) -> tuple[Said, ...]:
        """Return what an agent wrote to the person, or a new status; everything else is nothing of ours."""
        told = decoded(body)
        event = text(told.get("event"))
        if not self._concerns(told, event):
            return ()
        if event == "message_created":
            return _message(told)
        if event in ("conversation_status_changed", "conversation_resolved"):
            return _status(told)
        return ()

    def _concerns(self, told: Mapping[str, Any], event: str) -> bool:
        """Whether it is of our inbox: an account's webhook tells of all of them."""
        inbox = mapping(told.get("conversation")).get("inbox_id") if event == "message_created" else None
        inbox = inbox or told.get("inbox_id") or mapping(told.get("inbox")).get("id")
        return bool(self._inbox) and str(inbox or "") == self._inbox


def _message(told: Mapping[str, Any]) -> tuple[Said, ...]:
    """An agent's public words. Incoming, private, templates (greetings, surveys) and bots are left out."""
    sender = mapping(told.get("sender"))
    kind = told.get("message_type")
    ours = text(told.get("source_id")).startswith(OURS)
    if kind not in ("outgoing", 1) or told.get("private") or ours or sender.get("type") in ("agent_bot", "contact"):
        return ()
    number, conversation = told.get("id"), mapping(told.get("conversation")).get("id")
    if not number or not conversation:
        raise BadPayload(why="the message names no conversation")
    files = (mapping(each) for each in sequence(told.get("attachments")))
    links = tuple(url for each in files if (url := text(each.get("data_url"))).startswith(("https://", "http://")))
    by = text(sender.get("available_name")) or text(sender.get("name"))
    words = text(told.get("content"))
    where = {"ref": _ref(mapping(told.get("conversation"))), "number": str(number)}
    return (Said(f"m:{number}", str(conversation), "said", _time(told), words, by, links, **where),)


def _status(told: Mapping[str, Any]) -> tuple[Said, ...]:
    number, status = told.get("id"), text(told.get("status"))
    if text(told.get("event")) == "conversation_resolved":
        status = "resolved"
    if not number or status not in STATUSES:
        return ()
    stamp = told.get("updated_at") or told.get("timestamp") or 0
    at = int(stamp) if isinstance(stamp, int | float) else 0
    by = text(mapping(mapping(told.get("meta")).get("assignee")).get("name"))
    return (Said(f"s:{number}:{status}:{stamp}", str(number), "status", at, status, by, ref=_ref(told)),)


def _ref(conversation: Mapping[str, Any]) -> str:
    """Our own lasting name of the person, as we gave it."""
    sender = mapping(mapping(conversation.get("meta")).get("sender"))
    return text(sender.get("identifier")) or text(mapping(conversation.get("contact_inbox")).get("source_id"))


def _number(given: Any) -> str:
    """Return an id of theirs as text, "" where it is none."""
    return str(given) if isinstance(given, int) and not isinstance(given, bool) and given > 0 else ""


def _time(told: Mapping[str, Any]) -> int:
    """``created_at`` is ISO 8601 in webhooks, Unix seconds elsewhere; 0 where it is neither."""
    given = told.get("created_at")
    if isinstance(given, int | float):
        return int(given)
    try:
        return int(datetime.fromisoformat(text(given).replace(" UTC", "+00:00").replace("Z", "+00:00")).timestamp())
    except ValueError:
        return 0


def _told(answer: Answer | Lost) -> dict[str, Any] | Again | Never:
    """2xx: what it says; 404: gone; other 4xx: never; the rest: again. No word of the answer's own is repeated."""
    if isinstance(answer, Lost):
        return Again(f"Chatwoot: {answer.why}", begun=answer.begun)
    if 200 <= answer.status < 300:
        try:
            found = json.loads(answer.body or b"{}")
        except ValueError:
            return Again("Chatwoot's answer is not JSON: is ASKFIRST_CHATWOOT_URL right?")
        return found if isinstance(found, dict) else {"payload": found}
    if answer.status in (401, 403):
        return Again(f"Chatwoot does not accept ASKFIRST_CHATWOOT_TOKEN for this ({answer.status})")
    if answer.status in (408, 425, 429) or answer.status >= 500:
        return Again(f"Chatwoot answered {answer.status}", after=answer.retry_after)
    return Never(f"Chatwoot refused it ({answer.status})", gone=answer.status == 404)
