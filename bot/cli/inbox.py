"""`askfirst inbox`: everything that the desk's page can do, from the terminal."""

from __future__ import annotations

import getpass
import secrets
from collections.abc import Callable
from typing import Any

import click

from bot.cli.common import fail, json_option, opened, print_json
from bot.cli.inbox_shown import card_json, page_lines, print_conversation, print_figures
from bot.ports import TicketRow
from bot.services import desk, staff
from bot.services.desk_figures import figures as desk_figures
from bot.wiring import Bot

_NOBODY = "`askfirst inbox` shows who waits."


def seat() -> desk.Seat:
    """Return who sits at this terminal: whoever may open the database may do what the owner may."""
    name = getpass.getuser()
    return desk.Seat(user=f"terminal:{name}", name=name, role="owner")


@click.group(invoke_without_command=True)
@click.option("--view", type=click.Choice(["open", "waiting", "mine", "all"]), default="open", show_default=True)
@click.option("--search", default="", metavar="TEXT", help="A name, a number, #12, a tag, a word of a title or a note.")
@click.option("--figures", is_flag=True, help="How many asked, and which promises were kept.")
@json_option
@click.pass_context
def inbox(ctx: click.Context, view: Any, search: str, figures: bool, as_json: bool) -> None:
    """Show who waits for a person; answer, take, note, offer and close.

    WHO is a ticket number (12 or #12), a phone number, a user id or a person id.
    """
    if ctx.invoked_subcommand is not None:
        return
    with opened() as bot:
        now = bot.clock.now()
        if figures:
            print_figures(bot.store.read(lambda tx: desk_figures(tx, now)), as_json=as_json)
            return
        cards = bot.store.read(lambda tx: page_lines(tx, seat(), view, search, now))
    if as_json:
        print_json({"tickets": [card_json(card) for card in cards]})
        return
    if not cards:
        click.echo("Nobody waits for a person." if view in ("open", "waiting") and not search else "Nothing found.")
    for card in cards:
        marks = [word for word, so in (("late", card.late), ("STOP", card.stopped)) if so]
        told = f"{card.state}{' ' + card.taken_name if card.taken_name else ''}"
        unread = f"({card.unread}) " if card.unread else ""
        who = card.name or card.person
        shown = card_json(card)
        end = f"  [{', '.join(marks)}]" if marks else ""
        click.echo(f"#{card.ticket}  {shown['since']}  {told:<12}  {who}: {unread}{card.title}{end}")
    if cards:
        click.echo("\nSee one: askfirst inbox show NUMBER     Answer: askfirst inbox reply NUMBER TEXT")


@inbox.command("show")
@click.argument("who")
@click.option("--older", "before", type=int, default=0, metavar="N", help="What the last line of a newer part says.")
@json_option
def show(who: str, before: int, as_json: bool) -> None:
    """Show the conversation of WHO: messages, notes, where the consents stand, what may be offered."""
    with opened() as bot:
        now, book = bot.clock.now(), bot.flows.book
        row = bot.store.read(lambda tx: staff.ticket(tx, who))
        if row is None:
            fail(
                f"Nobody with a ticket is known as {who!r}. {_NOBODY} For messages without one: askfirst person export."
            )
            return
        found = bot.store.read(lambda tx: desk.conversation(tx, seat(), row.id, book, now=now, before=before))
    if found is not None:
        print_conversation(found, now, as_json=as_json)


@inbox.command()
@click.argument("who")
@click.argument("text")
def reply(who: str, text: str) -> None:
    """Answer WHO with TEXT; the ticket becomes yours. Without an open ticket a new one is opened."""

    def answer(bot: Bot, row: TicketRow | None, key: str) -> desk.Result | str:
        if row is not None and row.state != "closed":
            return desk.reply(bot.front, seat(), row.id, text, key=key)
        return _first(bot, who, "reply", key, text)

    _act(who, answer, "Queued. The worker sends it.", needed=False)


@inbox.command()
@click.argument("who")
def take(who: str) -> None:
    """Take the conversation of WHO; the bot is silent for that person."""

    def act(bot: Bot, row: TicketRow | None, key: str) -> desk.Result | str:
        if row is not None:
            return desk.take(bot.front, seat(), row.id, key=key)
        return _first(bot, who, "take", key)

    _act(who, act, "Yours.", needed=False)


@inbox.command()
@click.argument("who")
def release(who: str) -> None:
    """Let WHO wait again for whoever takes it."""
    _act(who, lambda bot, row, key: desk.release(bot.front, seat(), _id(row), key=key), "It waits again.")


@inbox.command()
@click.argument("who")
@click.argument("to")
def assign(who: str, to: str) -> None:
    """Let WHO wait for TO: a user's id, or team:NAME."""
    _act(who, lambda bot, row, key: desk.assign(bot.front, seat(), _id(row), to, key=key), f"It waits for {to}.")


@inbox.command()
@click.argument("who")
@click.argument("text")
def note(who: str, text: str) -> None:
    """Write a note TEXT about WHO for the others; the person never sees it, but their data export holds it."""
    _act(who, lambda bot, row, key: desk.note(bot.front, seat(), _id(row), text, key=key), "Noted.")


@inbox.command()
@click.argument("who")
@click.argument("tags", nargs=-1, required=True)
def tag(who: str, tags: tuple[str, ...]) -> None:
    """Put TAGS on the person WHO; no:TAG takes one off."""
    off = [word.removeprefix("no:") for word in tags if word.startswith("no:")]
    on = [word for word in tags if not word.startswith("no:")]
    _act(who, lambda bot, row, key: desk.tag(bot.front, seat(), _id(row), add=on, remove=off, key=key), "Done.")


@inbox.command()
@click.argument("who")
@click.option("--outcome", default="", metavar="WORDS", help="What came of it, such as solved.")
def close(who: str, outcome: str) -> None:
    """Close the ticket of WHO; the bot answers again."""
    _act(
        who,
        lambda bot, row, key: desk.close(bot.front, seat(), _id(row), outcome, key=key),
        "Closed. The bot answers again.",
    )


@inbox.command()
@click.argument("who")
@click.argument("template")
@click.option("--purpose", required=True, help="What for, as in consent: of the flow files.")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="What fills the template.")
def offer(who: str, template: str, purpose: str, params: tuple[str, ...]) -> None:
    """Send TEMPLATE to WHO where the gate allows it: their own yes decides."""
    given = dict((name.strip(), value) for name, _, value in (each.partition("=") for each in params))
    _act(
        who,
        lambda bot, row, key: desk.offer(
            bot.front, seat(), _id(row), template, purpose=purpose, params=given, key=key
        ),
        "Cleared and queued.",
    )  # fmt: skip


@inbox.command()
@click.option("--days", default=30, show_default=True, help="Of tickets opened in so many days.")
@json_option
def figures(days: int, as_json: bool) -> None:
    """Tell how many asked, how many were answered in time, and what people said of it."""
    with opened() as bot:
        now = bot.clock.now()
        print_figures(bot.store.read(lambda tx: desk_figures(tx, now, days)), as_json=as_json)


# ---- what they share

_Act = Callable[[Bot, "TicketRow | None", str], "desk.Result | str"]


def _id(row: TicketRow | None) -> int:
    return row.id if row else 0


def _act(who: str, act: _Act, done: str, *, needed: bool = True) -> None:
    """Do something with the newest ticket of *who*, and say what came of it."""
    with opened() as bot:
        row = bot.store.read(lambda tx: staff.ticket(tx, who))
        if row is None and needed:
            fail(f"Nobody with a ticket is known as {who!r}. {_NOBODY}")
        answer = act(bot, row, secrets.token_hex(8))
    if isinstance(answer, desk.Done):
        click.echo(done)
    else:
        fail(str(answer))


def _first(bot: Bot, who: str, what: Any, key: str, text: str = "") -> desk.Result | str:
    """Write to somebody, or take somebody, who has no open ticket; one is opened."""
    here, now = seat(), bot.clock.now()
    person = bot.store.read(lambda tx: staff.find(tx, who))
    if person is None:
        return f"Nobody is known as {who!r}. {_NOBODY}"
    hours = bot.store.read(lambda tx: staff.hours_since(tx, person, now))
    if what == "reply" and hours is not None:
        return f"They wrote last {hours} hours ago; WhatsApp lets you send a template only: askfirst inbox offer."
    staff.say(bot.store, bot.clock, person, by=here.user, name=here.name, key=f"staff:{key}", text=text, what=what)
    return desk.Done(0)
