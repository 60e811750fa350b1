"""``handover: tell``: who of the business hears that somebody waits, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.core.flow import Book, TemplateSpec
from bot.core.telling import ACCOUNTS, EVENTS, FILLERS, USUAL, Channel, Tell
from bot.flowfiles.amounts import MINUTE, duration
from bot.flowfiles.desk import Desk, known_or
from bot.flowfiles.fields import Fields, fields, texts
from bot.flowfiles.nodes import Items, Map, Node, Text, kind_of, where
from bot.flowfiles.problems import did_you_mean
from bot.flowfiles.texts import is_language
from bot.ports.webhooks import url_problem

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")
_KINDS: tuple[Channel, ...] = ("email", "whatsapp", "webhook")
_HOOKED = ("opened", "late", "unanswered", "closed")


def tell(desk: Desk, section: Mapping[str, tuple[Text, Node]], book: Book) -> tuple[Tell, ...]:
    """Build the rows of ``handover``; *book* knows purposes, templates and the business."""
    rows = _of_teams(desk, section["teams"][1], book) if "teams" in section else []
    node = section["tell"][1] if "tell" in section else None
    if node is None or (isinstance(node, Text) and node.empty):
        return tuple(rows)
    if not isinstance(node, Items):
        desk.error(node, f'"tell" is a list, and here is {kind_of(node)}', "write - email: you@example.com below it")
        return tuple(rows)
    for item in node.items:
        given = fields(desk, item, "tell")
        if given is not None:
            rows += _row(desk, given, book)
    return tuple(rows)


def _of_teams(desk: Desk, node: Node, book: Book) -> list[Tell]:
    """``tell:`` of a team: addresses, the short form of a row for that team."""
    rows = []
    for name, item in node.items.items() if isinstance(node, Map) else ():
        inner = item.items.get("tell") if isinstance(item, Map) else None
        if inner is not None:
            row = Tell("email", team=name, language=(book.business.languages or ("en",))[0], where=where(inner))
            rows.append(replace(row, to=_addresses(desk, texts(desk, inner, "an e-mail address"))))
    return rows


def _row(desk: Desk, given: Fields, book: Book) -> list[Tell]:
    present = [kind for kind in _KINDS if given.has(kind)]
    if given.strange and not present:
        return []  # told already, with what was meant
    if len(present) != 1:
        what = f"a row of tell has one way, and this one has {' and '.join(present) or 'none'}"
        desk.error(given.node, what, "write - email:, - whatsapp: or - webhook:, each in a row of its own")
        return []
    team = given.get("team")
    if isinstance(team, Text):
        known_or(desk, team, desk.known.teams, "team", "add it below teams:, or name one that is there")
    row = Tell(
        present[0],
        team=given.text("team"),
        when=_words(desk, given, "when", USUAL, "is nothing that can be told"),
        language=_language(desk, given) or (book.business.languages or ("en",))[0],
        where=where(given.node),
    )
    reader = {"email": _email, "whatsapp": _whatsapp, "webhook": _webhook}[present[0]]
    made = reader(desk, given, row, book)
    return [made] if made else []


def _language(desk: Desk, given: Fields) -> str:
    node = given.get("language")
    if isinstance(node, Text) and not is_language(node.text):
        desk.error(node, f'"{node.text}" is not a language', "write it as two letters: en, pt, es …")
    return given.text("language")


def _words(desk: Desk, given: Fields, name: str, known: tuple[str, ...], wrong: str) -> tuple[str, ...]:
    found = given.texts(name)
    for item in found:
        if item.text not in known:
            desk.error(item, f'"{item.text}" {wrong}', did_you_mean(item.text, known))
    return tuple(dict.fromkeys(item.text for item in found)) or known


def _email(desk: Desk, given: Fields, row: Tell, book: Book) -> Tell | None:
    return replace(row, to=_addresses(desk, given.texts("email")))


def _addresses(desk: Desk, found: list[Text]) -> tuple[str, ...]:
    for item in found:
        if item.text != ACCOUNTS and not _ADDRESS.match(item.text):
            desk.error(
                item, f'"{item.text}" is no e-mail address', f"write one, or {ACCOUNTS} for everybody with an account"
            )
    return tuple(dict.fromkeys(item.text for item in found))


def _whatsapp(desk: Desk, given: Fields, row: Tell, book: Book) -> Tell | None:
    inner = given.get("whatsapp")
    found = fields(desk, inner, "tell_whatsapp") if inner is not None else None
    if found is None:
        return None
    purpose, template = found.get("purpose"), found.get("template")
    known = isinstance(purpose, Text) and known_or(desk, purpose, book.purposes, "purpose")
    if isinstance(purpose, Text) and known and book.purposes[purpose.text].kind != "utility":
        what = f'"{purpose.text}" is for marketing, and what tells one of us is none'
        desk.error(purpose, what, "add a purpose with kind: utility that only your own people agree to")
    if isinstance(template, Text) and known_or(desk, template, book.templates, "template"):
        _fits(desk, template, book.templates[template.text])
    every = found.get("every")
    return replace(
        row,
        purpose=found.text("purpose"),
        template=found.text("template"),
        every=duration(desk, every, '"every"', at_least=MINUTE) if every is not None else row.every,
    )


def _fits(desk: Desk, node: Text, spec: TemplateSpec) -> None:
    """A template to one of us is filled by what is known of a ticket, and by nothing of the customer."""
    if spec.category != "utility":
        desk.error(node, f'the template "{node.text}" is {spec.category}', "name a utility template")
    strange = [name for name in spec.params if name not in FILLERS]
    if strange:
        what = f'the template "{node.text}" needs "{strange[0]}", which nothing can fill here'
        desk.error(node, what, f"name one whose params are among {', '.join(FILLERS)}")


def _webhook(desk: Desk, given: Fields, row: Tell, book: Book) -> Tell | None:
    inner = given.get("webhook")
    found = fields(desk, inner, "tell_webhook") if inner is not None else None
    if found is None:
        return None
    url = found.get("url")
    if isinstance(url, Text) and (wrong := url_problem(url.text)):
        desk.error(
            url, f"nothing can be sent there: {wrong}", "write an address like https://shop.example.com/askfirst"
        )
    events = _words(desk, found, "events", EVENTS, "is nothing that happens at the desk") if found.has("events") else ()
    include = _words(desk, found, "include", ("text",), "can't be included") if found.has("include") else ()
    return replace(row, url=found.text("url"), events=events or _HOOKED, with_text="text" in include)
