"""What of `askfirst consent` is about ways in and out: links, pages to leave by, and what is about to end."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bot.cli.common import fail, find_person, json_option, opened, print_json
from bot.errors import LinkError
from bot.services import codes, expiry
from bot.services.inspecting import iso
from bot.wiring import Bot

# ---- expiring


@click.command()
@click.option("--within", default=30, show_default=True, help="Days from now.")
@json_option
def expiring(within: int, as_json: bool) -> None:
    """List the consents that will end by their age. A message of the person, or your next one for the purpose, renews it.

    Nobody may be asked about it out of the blue: that would be a message that they did not agree to.
    """
    with opened() as bot:
        book, now = bot.flows.book, bot.clock.now()
        found = bot.store.read(lambda tx: expiry.ahead(tx, book, now, within * 86_400))
        names = bot.store.read(lambda tx: {each.person: _shown_name(tx, each.person) for each in found})
    if as_json:
        rows = [{**asdict(each), **{name: iso(getattr(each, name)) if getattr(each, name) else None
                                    for name in ("agreed", "heard", "used", "ends")}} for each in found]  # fmt: skip
        print_json({"within_days": within, "expiring": rows})
        return
    if not found:
        click.echo(f"No consent ends within {within} days.")
    for each in found:
        last = f"heard {iso(each.heard)[:10]}" if each.heard else "never heard"
        click.echo(
            f"{iso(each.ends)[:10]}  {each.purpose:<12} {names[each.person]}  (agreed {iso(each.agreed)[:10]}, {last})"
        )


def _shown_name(tx: Any, person: str) -> str:
    row, (phone, bsuid) = tx.persons.get(person), tx.persons.address(person)
    return " ".join(part for part in (row.name if row else "", f"+{phone}" if phone else bsuid) if part) or person


@click.command("stop-link")
@click.argument("person")
def stop_link(person: str) -> None:
    """Print PERSON's own page to end messages without WhatsApp, for a letter or a mail; it needs ASKFIRST_PUBLIC_URL."""
    with opened() as bot:
        address = bot.front.links.of(find_person(bot, person))
    if not address:
        fail("Nobody could open it: set ASKFIRST_PUBLIC_URL to the address at which people reach this program.")
    click.echo(address)


# ---- link


@click.command("link")
@click.argument("purpose")
@click.option("--code", default="", help="A code of a flow with a `link` trigger. Without: the flow's first one.")
@click.option("--single-use", is_flag=True, help="Make a new code that works once, within 30 days.")
@click.option(
    "--shown",
    default="",
    metavar="URL",
    help="With --single-use: the page where the whole notice stands beside the link; sending it is the yes.",
)
@click.option("--language", default="", help="The language of the notice on that page. Without: the bot's first one.")
@click.option("--number", default="", help="The bot's own WhatsApp number (+351…). Without: WhatsApp is asked.")
@click.option("--text", default="", help="What stands in the chat, with {code} in it. Without: the code.")
@click.option("--qr", type=click.Path(dir_okay=False, path_type=Path), help="Also write a QR code to this SVG file.")
@json_option
def make_link(
    purpose: str, code: str, single_use: bool, shown: str, language: str, number: str, text: str, qr: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Make a wa.me link that brings the consent question of PURPOSE when the person sends what stands in it.

    The link grants nothing: the notice is shown in the chat, and the person's tap decides. With --shown the whole notice
    stands on your page, the text in the link says yes in its words, and who sends exactly that has agreed.
    """
    _fits(code, single_use, shown, text)
    with opened() as bot:
        book, now = bot.flows.book, bot.clock.now()
        number = number or _own_number(bot)
        if single_use:
            page = codes.Page(shown, language) if shown else None
            code, said = bot.store.write(lambda tx: codes.new_code(tx, book, purpose, bot.ids.pick, now, page=page))
        else:
            code = said = codes.own_code(book, purpose, code)
    said = text.replace("{code}", code) or said
    address = codes.link(number, said)
    if qr is not None:
        qr.write_text(codes.qr(address), "utf-8")
    if as_json:
        print_json({"link": address, "code": code, "text": said, "purpose": purpose, "qr": str(qr) if qr else None})
    else:
        click.echo(address)


def _fits(code: str, single_use: bool, shown: str, text: str) -> None:
    """Refuse options that do not go together."""
    if code and single_use:
        raise click.UsageError("Take one of --code and --single-use.")
    if shown and not single_use:
        raise click.UsageError("--shown goes with --single-use: a code that many may type proves nobody's yes.")
    if text and shown:
        raise click.UsageError("With --shown the link says yes in the notice's own words: leave --text out.")
    if text and "{code}" not in text:
        raise click.UsageError("--text needs {code} where the code shall stand.")


def _own_number(bot: Bot) -> str:
    """Ask WhatsApp for the bot's number."""
    told: Any = bot.channel.check() if bot.settings.access_token else None  # type: ignore[attr-defined]
    shown = told.get("display_phone_number") if isinstance(told, dict) else None
    if not shown:
        raise LinkError(why="WhatsApp did not tell the bot's number; give it: --number +351…")
    return str(shown)
