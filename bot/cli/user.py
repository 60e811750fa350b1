"""`askfirst user`: who may look at conversations. Nobody gets a password here: a link lets them choose their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from bot.cli.common import fail, json_option, me, opened, print_json
from bot.core.accounts import LANGUAGES, ROLES
from bot.errors import AccountError
from bot.ports import Tx, UserRow
from bot.services import accounts, accounts_owner, inspecting
from bot.services.accounts_owner import Wanted
from bot.web.words import catalogue, say_in
from bot.wiring import Bot

HOURS = "The link works once, within 24 hours. Whoever opens it first chooses the password."
team_option = click.option(
    "--team", "teams", multiple=True, help="A team of business.yaml; repeat. Without: all teams."
)


@click.group()
def user() -> None:
    """Add, list, change and remove the people who answer customers, and read the audit log."""


@contextmanager
def _told() -> Iterator[Bot]:
    """The bot; what can't be done is said in a sentence."""
    try:
        with opened() as bot:
            yield bot
    except AccountError as problem:
        details: Mapping[str, Any] = problem.details
        fail(say_in("en", str(details["key"]), **{name: each for name, each in details.items() if name != "key"}))


def _find(bot: Bot, who: str) -> UserRow:
    row = bot.store.read(lambda tx: accounts.find(tx, who))
    if row is None:
        fail(f"No one user is called {who!r}. `askfirst user list` shows them; give the e-mail address or the id.")
        raise SystemExit(1)
    return row


# ---- add, link


@user.command()
@click.argument("name")
@click.option("--email", required=True, help="What they sign in with.")
@click.option("--role", type=click.Choice(ROLES), default="agent", show_default=True, help="What they may do.")
@team_option
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of their pages.")
@json_option
def add(name: str, email: str, role: str, teams: tuple[str, ...], language: str, as_json: bool) -> None:
    """Add the user NAME and print the link for their first sign-in.

    owner: everything; agent: the conversations of their teams; auditor: proofs of consent, no conversations.
    """
    with _told() as bot:
        front, wanted = bot.front, Wanted(name, email, role, teams, language)
        row, token = bot.store.write(lambda tx: accounts_owner.add(tx, front, me(), wanted))
        _show_link(bot, row, token, as_json)


@user.command()
@click.argument("who")
@json_option
def link(who: str, as_json: bool) -> None:
    """Print a new link for WHO (name, e-mail or id): for a lost phone, a forgotten password, an old link."""
    with _told() as bot:
        front, row = bot.front, _find(bot, who)
        token = bot.store.write(lambda tx: accounts_owner.new_link(tx, front, me(), row.id))
        _show_link(bot, row, token, as_json)


def _show_link(bot: Bot, row: UserRow, token: str, as_json: bool) -> None:
    address = f"{bot.front.address}/desk/first/{token}"
    if as_json:
        print_json({"user": row.id, "name": row.name, "email": row.email, "role": row.role, "link": address})
        return
    click.echo(f"{row.name} ({row.role}): {address}\n{HOURS}")
    if not bot.settings.public_url:
        click.echo(
            "It names this machine. Set ASKFIRST_PUBLIC_URL, such as https://bot.example.com, for links from outside."
        )


# ---- list, role, remove


@user.command("list")
@json_option
def list_users(as_json: bool) -> None:
    """Show every user, their role, and whether they are signed in."""
    with _told() as bot:
        found, now = bot.store.read(accounts.accounts), bot.clock.now()
    if as_json:
        print_json({"users": [asdict(each) for each in found]})
        return
    if not found:
        click.echo("Nobody yet. Begin with: askfirst user add NAME --email ADDRESS --role owner")
    for each in found:
        teams = f"  teams: {', '.join(each.teams)}" if each.teams else ""
        click.echo(f"{each.id}  {each.role:<8} {each.name} <{each.email}>{teams}  {_state(each, now)}")


def _state(each: accounts.Account, now: int) -> str:
    if each.seen_at:
        return f"signed in, last seen {inspecting.iso(each.seen_at)}"
    if each.ready:
        return "not signed in"
    if each.invited_until > now:
        return f"has a link until {inspecting.iso(each.invited_until)}"
    return "the link is too old: askfirst user link " + each.email


@user.command()
@click.argument("who")
@click.argument("role", type=click.Choice(ROLES))
@team_option
def role(who: str, role: str, teams: tuple[str, ...]) -> None:
    """Give WHO another ROLE and other teams; it holds from their next click on."""
    with _told() as bot:
        front, old = bot.front, _find(bot, who)
        wanted = Wanted(old.name, old.email, role, teams, old.language)
        row = bot.store.write(lambda tx: accounts_owner.change(tx, front, me(), old.id, wanted))
    which = f", teams: {', '.join(row.teams)}" if row.teams else ", all teams" if row.role == "agent" else ""
    click.echo(f"{row.name} is {row.role} now{which}.")


@user.command()
@click.argument("who")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(who: str, yes: bool) -> None:
    """Remove WHO with everything that lets them in; the audit log keeps their random id, and no name."""
    with _told() as bot:
        front, row = bot.front, _find(bot, who)
        if not yes:
            click.confirm(f"Remove {row.name} <{row.email}>?", abort=True, err=True)
        bot.store.write(lambda tx: accounts_owner.remove(tx, front, me(), row.id))
    click.echo(f"{row.name} is removed and signed out. The audit log knows them as {row.id}.")


# ---- sessions, audit


@user.command()
@click.argument("who")
@click.option("--end", is_flag=True, help="Sign them out everywhere.")
@json_option
def sessions(who: str, end: bool, as_json: bool) -> None:
    """Show where WHO is signed in; with --end sign them out everywhere."""
    with _told() as bot:
        front, row = bot.front, _find(bot, who)
        found = bot.store.read(lambda tx: tx.sessions.of(row.id))
        if end:
            bot.store.write(lambda tx: accounts_owner.sign_out_everywhere(tx, front, me(), row.id))
    told = [{"device": each.device, "since": each.made_at, "seen": each.seen_at} for each in found]
    if as_json:
        print_json({"user": row.id, "sessions": told, "ended": end})
        return
    for each in found:
        click.echo(f"{each.device or 'a browser':<20} since {inspecting.iso(each.made_at)}, "
                   f"last seen {inspecting.iso(each.seen_at)}")  # fmt: skip
    many = len(found)
    click.echo(f"Signed out of {many} browsers." if end else "Not signed in." if not many else f"{many} in all.")


@user.command()
@click.option("--user", "who", default="", help="Only what this user did, and what was done about them.")
@click.option("--limit", default=50, show_default=True, help="How many lines.")
@json_option
def audit(who: str, limit: int, as_json: bool) -> None:
    """Show who did what about whom, newest first: ids of people, never a number or a text."""
    with _told() as bot:

        def look(tx: Tx) -> tuple[accounts.AuditLine, ...]:
            found = accounts.find(tx, who) if who else None
            return accounts.lines(tx, limit=max(1, min(limit, 10_000)), user=found.id if found else who)[0]

        lines = bot.store.read(look)
    if as_json:
        print_json({"lines": [asdict(each) for each in lines]})
        return
    for each in lines:
        what = catalogue("en").get(f"did_{each.what}", each.what.replace("_", " "))
        about = ":".join([each.about_name, *each.about.split(":")[1:]]) if each.about_name else each.about
        click.echo(f"{inspecting.iso(each.at)}  {each.who or each.user:<20} {what}  {about}".rstrip())
    if not lines:
        click.echo("Nothing yet.")
