"""What the buttons of the desk do: POST, act, and back to the page (303); or the part of it that changed (htmx)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from bot.services import desk
from bot.services.desk import Done, NotDone, Result
from bot.services.front import Front
from bot.web.auth import needs, seat, the_front
from bot.web.desk_page import STAFF, conversation_page, kept
from bot.web.words import said

PATIENCE = 1.5
"""Seconds that an answer waits for the worker, so that the page shows what was just done."""

Act = Callable[[Front, desk.Seat, int, str], Result]


def add(routes: Blueprint) -> None:
    """Add the actions."""
    for name, act in ACTS.items():
        routes.add_url_rule(f"/<int:ticket>/{name}", name, _view(name, act), methods=["POST"])


def _view(name: str, act: Act) -> Callable[..., Any]:
    @needs(*STAFF)
    def view(ticket: int) -> Answer | str:
        front, me = the_front(), seat()
        before = front.store.read(lambda tx: tx.desk.last_event())
        key = f"{name}:{request.form.get('key', '')[:40] or front.new_key()}"
        result = act(front, me, ticket, key)
        if isinstance(result, NotDone):
            return _refused(name, ticket, result)
        return _done(name, _wait(front, result, before))

    return view


def _done(name: str, ticket: int) -> Answer | str:
    if request.headers.get("HX-Request"):
        return conversation_page(ticket, partial=True, notice=said(f"done_{name}"))
    if name == "close":
        return redirect(url_for("desk.list", view=kept()["view"]), 303)
    return redirect(url_for("desk.conversation", ticket=ticket, done=name, **kept()), 303)


def _refused(name: str, ticket: int, result: NotDone) -> Response:
    why = said(f"not_{result.code}", said(result.code, result.why, **result.values), **result.values)
    typed = {name: request.form.get("text", "")} if name in ("reply", "note") else {}
    partial = bool(request.headers.get("HX-Request"))
    page = conversation_page(ticket, partial=partial, trouble=why, typed=typed)
    return Response(page, 409, headers={"X-Desk": "refused"})


def _wait(front: Front, done: Done, before: int) -> int:
    """Wait until the worker has done it; return the ticket, which is a new one where a closed one was taken again."""
    until = time.monotonic() + PATIENCE
    row = front.store.read(lambda tx: tx.tickets.get(done.ticket))
    while row is not None and (left := until - time.monotonic()) > 0:
        events = front.store.read(lambda tx: tx.desk.events(before, 50))
        mine = [event.ticket for event in events if event.person == row.person]
        if mine:
            return mine[-1]
        front.store.changed(left)
    return done.ticket


# ---- the acts


def _reply(front: Front, me: desk.Seat, ticket: int, key: str) -> Result:
    return desk.reply(front, me, ticket, _text(), key=key)


def _note(front: Front, me: desk.Seat, ticket: int, key: str) -> Result:
    return desk.note(front, me, ticket, _text(), key=key)


def _take(front: Front, me: desk.Seat, ticket: int, key: str) -> Result:
    return desk.take(front, me, ticket, key=key)


def _release(front: Front, me: desk.Seat, ticket: int, key: str) -> Result:
    return desk.release(front, me, ticket, key=key)


def _assign(front: Front, me: desk.Seat, ticket: int, key: str) -> Result:
    return desk.assign(front, me, ticket, request.form.get("to", "")[:200], key=key)


def _close(front: Front, me: desk.Seat, ticket: int, key: str) -> Result:
    return desk.close(front, me, ticket, request.form.get("outcome", ""), key=key)


def _tag(front: Front, me: desk.Seat, ticket: int, key: str) -> Result:
    form = request.form
    add, remove = ([word for word in form.getlist(name) if word.strip()] for name in ("add", "remove"))
    return desk.tag(front, me, ticket, add=add, remove=remove, key=key)


def _offer(front: Front, me: desk.Seat, ticket: int, key: str) -> Result:
    form = request.form
    params = {name.removeprefix("param."): value for name, value in form.items() if name.startswith("param.")}
    return desk.offer(
        front, me, ticket, form.get("template", ""), purpose=form.get("purpose", ""), params=params, key=key
    )  # fmt: skip


def _withdraw(front: Front, me: desk.Seat, ticket: int, key: str) -> Result:
    return desk.withdraw(front, me, ticket, _text(), purpose=request.form.get("purpose", "*")[:80])


def _text() -> str:
    return request.form.get("text", "").replace("\r\n", "\n")


ACTS: dict[str, Act] = {
    "reply": _reply,
    "note": _note,
    "take": _take,
    "release": _release,
    "assign": _assign,
    "close": _close,
    "tag": _tag,
    "offer": _offer,
    "withdraw": _withdraw,
}
