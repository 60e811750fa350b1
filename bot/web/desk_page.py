"""What the desk's pages show: lists and a conversation, gathered in one read and put into words."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from flask import abort, render_template, request

from bot.core.outgoing import MAX_TEXT
from bot.ports import Tx
from bot.services import accounts, desk
from bot.services.desk import Card, Conversation, Seat
from bot.web import desk_show
from bot.web.auth import seat, the_front
from bot.web.words import said, say
from bot.web.words_when import When

View = Literal["waiting", "mine", "all"]
VIEWS: tuple[View, ...] = get_args(View)
STAFF = ("owner", "agent")
CARDS, LINES = 50, 60
FRESH = 20
"""Lines that an open page fetches again; those before them stay as they are."""
OUTCOMES = ("solved", "answered", "no_answer", "later", "spam")


def list_page(view: View, *, partial: bool = False) -> str:
    """Return a list: the whole page, or the part that is put over the one that is shown."""
    front, now = the_front(), the_front().clock.now()
    lists = front.store.read(lambda tx: _lists(tx, seat(), view, now))
    return render_template(
        "desk/lists.html" if partial else "desk/page.html",
        **lists, **_frame(now), told=None, heading=say(f"view_{view}"), kept={"view": view}, open_ticket=_number("open"),
    )  # fmt: skip


def conversation_page(
    ticket: int, *, partial: bool = False, trouble: str = "", notice: str = "", typed: Mapping[str, str] | None = None
) -> str:
    """Return a conversation: the whole page, or the part that is put over the one that is shown."""
    front, me, now = the_front(), seat(), the_front().clock.now()
    book, view, before = front.flows.book, _view(), _number("before", 12)
    tail = partial and not before

    def look(tx: Tx) -> dict[str, Any]:
        found = desk.conversation(tx, me, ticket, book, now=now, before=before, limit=FRESH if tail else LINES)
        if found is None:
            abort(404)
        lists = {} if partial else _lists(tx, me, view, now, open_ticket=ticket)
        return {
            **lists,
            **_conversation(found, me, now, tail=tail),
            "notes": tx.desk.notes(found.card.person),
            "colleagues": _colleagues(tx, me, book.handover.teams),
        }

    quick = request.args.get("quick", "")
    known = front.store.read(look)
    ready = next((one.text for one in known["told"].quick if one.name == quick), "")
    shown = known | _frame(now) | {
        "view": view, "search": _search(), "kept": kept(), "heading": known["face"]["name"], "partial": partial,
        "trouble": trouble, "notice": notice or said(f"done_{request.args.get('done', '')}"),
        "show_about": "about" in request.args, "show_quick": bool(quick), "list_before": 0,
        "typed": {"reply": ready, "note": "", **(typed or {})},
    }  # fmt: skip
    return render_template("desk/conversation.html" if partial else "desk/page.html", **shown)


def kept() -> dict[str, Any]:
    """Return what goes along from page to page: the list one came from, what was searched for, what a phone shows."""
    along = {"view": _view(), "q": _search(), "about": "1" if "about" in request.args else ""}
    return {name: value for name, value in along.items() if value}


# ---- what they show


def _frame(now: int) -> dict[str, Any]:
    """Return what every page of the desk shows or needs."""
    business = the_front().flows.book.business
    return {
        "business": business.name,
        "when": When(now, business.timezone),
        "key": secrets.token_hex(8),
        "longest": MAX_TEXT,
        "before": _number("before", 12),
    }


def _lists(tx: Tx, me: Seat, view: View, now: int, *, open_ticket: int = 0) -> dict[str, Any]:
    """Return a list: cards, counts and where the next page begins."""
    timezone = the_front().flows.book.business.timezone
    before = 0 if open_ticket else _number("before")
    page = desk.tickets(
        tx, me, view="all" if _search() else view, search=_search(), before=before, limit=CARDS, now=now
    )
    when = When(now, timezone)
    return {
        "view": view,
        "search": _search(),
        "counts": desk.counts(tx, me),
        "last_event": tx.desk.last_event(),
        "cards": [
            desk_show.card(one, when, view=view, open_ticket=open_ticket or _number("open")) for one in page.cards
        ],
        "list_more": page.more,
        "list_before": before,
    }


def _conversation(found: Conversation, me: Seat, now: int, *, tail: bool) -> dict[str, Any]:
    """Return a conversation in words. ``tail``: only its end; the page keeps what stands before."""
    business = the_front().flows.book.business
    when, card, who = When(now, business.timezone), found.card, desk_show.name(found.card)
    return {
        "told": found,
        "face": desk_show.card(card, when, view="", open_ticket=0, taker=False),
        "state_words": _state(card, me),
        "window_open": found.window_until > now,
        "can_take": card.state != "taken" or card.taken_by != me.user,
        "lines": desk_show.by_day(found.lines, when, who, tail=tail),
        "more": 0 if tail else found.more,
        "about": found.about,
        "facts": desk_show.facts(found.about, when),
        "reason": desk_show.reason(card.reason),
        "consents": desk_show.consents(found.consent),
        "outcomes": [("", say("outcome_none")), *((word, desk_show.outcome(word)) for word in OUTCOMES)],
    }


def _state(card: Card, me: Seat) -> str:
    if card.state == "taken":
        return say("state_mine") if card.taken_by == me.user else say("state_taken", by=card.taken_name)
    return say("state_closed") if card.state == "closed" else say("state_waiting")


def _colleagues(tx: Tx, me: Seat, teams: Sequence[str]) -> list[dict[str, str]]:
    """Return to whom a conversation can be given."""
    people = [
        {"value": one.id, "name": one.name} for one in accounts.accounts(tx) if one.role in STAFF and one.id != me.user
    ]
    return people + [{"value": f"team:{team}", "name": say("team", team=team)} for team in teams]


# ---- what was asked for


def _view() -> View:
    asked = request.args.get("view", "all")
    return asked if asked in VIEWS else "all"


def _search() -> str:
    return request.args.get("q", "").strip()[:100]


def _number(name: str, digits: int = 20) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else 0
