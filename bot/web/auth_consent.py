"""Consents: how one person agreed, and whether the ledger is whole. Proof alone, no chats: for owner and auditor."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from bot.core.accounts import roles_that_may
from bot.errors import ProofError
from bot.ports import Tx
from bot.services import accounts, proof
from bot.services.front import Front
from bot.web.auth_account import when
from bot.web.auth_guard import needs, seat, the_front
from bot.web.words import say

READERS = roles_that_may("consent")
_ID = re.compile(r"[0-9a-f]{16}")


def add(routes: Blueprint, front: Front) -> None:
    """Add the pages."""
    routes.add_url_rule("/consent", view_func=consent, methods=["GET", "POST"])
    routes.add_url_rule("/consent/<person>", view_func=consent_of)
    routes.add_url_rule("/consent/check", view_func=check_ledger, methods=["POST"])


@needs(*READERS)
def consent() -> Answer | str | tuple[str, int]:
    """Look for a person; the number is sent in the form, so that no address and no log holds it."""
    if request.method == "GET":
        return _page()
    who = request.form.get("who", "").strip()[:200]
    found = the_front().store.read(lambda tx: tx.persons.lookup(who)) if who else None
    if found is None:
        return _page(error=say("nobody_known"), who=who), 404
    return redirect(f"/desk/consent/{found}", 303)


@needs(*READERS)
def consent_of(person: str) -> str:
    """What one person agreed to, when, and with which exact words."""
    front, me = the_front(), seat()
    book, now = front.flows.book, front.clock.now()

    def look(tx: Tx) -> dict[str, Any]:
        return proof.of(tx, person, book, now)

    if not _ID.fullmatch(person) or not front.store.read(lambda tx: tx.persons.get(person) or tx.ledger.of(person)):
        abort(404)
    front.store.write(lambda tx: accounts.audit(tx, me, "consent_seen", person, now))
    return render_template("accounts/consent_of.html", told=front.store.read(look), when=when(), seconds=seconds)


@needs(*READERS)
def check_ledger() -> tuple[str, int] | str:
    """Read the whole ledger; with a receipt also find a cut end."""
    front, me, text = the_front(), seat(), request.form.get("receipt", "").strip()
    try:
        heads = [proof.head(text)] if text else []
    except ProofError:
        return _page(error=say("receipt_wrong"), receipt=text[:100]), 400
    told = front.store.read(lambda tx: proof.check(tx, heads))
    front.store.write(lambda tx: accounts.audit(tx, me, "ledger_checked", "", front.clock.now()))
    return _page(checked=told, receipt=text[:100])


def _page(**values: Any) -> str:
    count, digest = the_front().store.read(lambda tx: tx.ledger.head())
    return render_template("accounts/consent.html", **{"count": count, "head": f"{count}:{digest}", **values})


def seconds(iso: str) -> int:
    """Return the Unix time of what a proof says as ISO 8601."""
    return int(datetime.fromisoformat(iso).timestamp())
