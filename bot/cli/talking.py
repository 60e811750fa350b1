"""`askfirst talk`: the customer's side of a conversation, in the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from bot import wiring
from bot.cli.common import flows_folder
from bot.cli.talking_commands import Room, read
from bot.core.incoming import Sender
from bot.core.outgoing import Outgoing, Template
from bot.core.talk import Customer, Line, Talk, Tap
from bot.errors import KeepProblem
from bot.services.front import Front
from bot.services.playing import begins, do
from bot.services.rehearsal import Rehearsal, Stage, drawn, tappable
from bot.services.staging import end, phone_of


@click.command()
@click.option("--flows", "folder", default=None, help="The folder with the flow files.")
@click.option("--phone", default="15550100002", show_default=True, help="The pretend phone number, digits only.")
@click.option("--name", default="", help="The pretend person's name.")
@click.option("--at", default="", help="When it begins, like 2026-01-05 09:00; now without it.")
@click.option("--keep", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Keep it as a talk.")
def talk(folder: str | None, phone: str, name: str, at: str, keep: Path | None) -> None:
    """Talk to the bot in the terminal, as a customer. The clock stands still until you write /later.

    A number taps that button; /help lists what else there is, such as /later 3 days, /send TEMPLATE PURPOSE, /image,
    /why and /keep FILE. /quit, an empty line or Ctrl-D ends. With --keep the conversation becomes a talk that
    `askfirst test` plays; it is played once at the end, to see that it passes.
    """
    path = flows_folder(folder)
    flows = wiring.Flows(path)
    clock = wiring.SetClock(_begin(at, flows))
    bot = wiring.rehearse(path, clock, flows)
    play = phone_of(bot, clock)
    play.sender = Sender(phone=phone, name=name)
    room = Room(Stage(play, bot.front, clock, _no_restart), path, flows)
    try:
        _greet()
        _converse(room)
        if keep is not None:
            room.keep(keep)
    finally:
        end(bot)


def _begin(at: str, flows: wiring.Flows) -> int:
    if not at:
        return wiring.WallClock().now()
    try:
        return begins(Talk("", (), at=at), flows.book)
    except ValueError:
        raise click.BadParameter(f"{at!r} is no date and time; write it like 2026-01-05 09:00") from None


def _no_restart() -> tuple[Rehearsal, Front]:
    raise AssertionError("a conversation in the terminal has one bot")


def _greet() -> None:
    click.echo("You are the customer. Write “hi”; a number taps that button; /help shows more, /quit ends.\n")


def _converse(room: Room) -> None:
    while not room.over and (said := _prompt()) is not None:
        if said.startswith("/"):
            _command(room, said)
        else:
            _shown(room, _typed(room, said))


def _prompt() -> str | None:
    try:
        said = click.prompt(click.style("you", bold=True), prompt_suffix=" › ", default="", show_default=False)
    except (click.Abort, EOFError):
        click.echo()
        return None
    return str(said).strip() or None


def _typed(room: Room, said: str) -> Line:
    """A number or an exact title is a tap, where something can be tapped."""
    options = tappable([sent.message for sent in room.stage.phone.channel.sent][-1:])
    if said.isdigit() and 1 <= int(said) <= len(options):
        return Tap(options[int(said) - 1].title)
    return Tap(said) if any(option.title == said for option in options) else Customer(said)


def _command(room: Room, said: str) -> None:
    word, _, rest = said[1:].partition(" ")
    try:
        act = read(room, word, rest.strip())
    except KeepProblem as problem:
        click.echo(f"  {problem}")
        return
    if act is not None:
        _shown(room, act)


def _shown(room: Room, act: Line) -> None:
    came, wrong = do(act, room.stage)
    if wrong is not None:
        click.echo(f"  {wrong.rows[-1].text}")
    for message in came.said:
        click.echo(click.style(_indented(_drawn(room, message)), fg="green"))
    if came.verdict:
        click.echo(f"  verdict: {came.verdict}")
    for purpose, kind in came.ledger:
        click.echo(click.style(f"  ledger: {purpose} {kind}", dim=True))
    if not (came.said or came.verdict):
        quiet = "a person has the conversation: the bot is silent" if came.with_person else "the bot says nothing"
        click.echo(click.style(f"  ({quiet})", dim=True))


def _drawn(room: Room, message: Outgoing) -> str:
    """A template is shown with its words from the flow files."""
    spec = room.flows.book.templates.get(message.name) if isinstance(message, Template) else None
    if not isinstance(message, Template) or spec is None:
        return drawn(message)
    body = spec.body.get(message.language.partition("_")[0], next(iter(spec.body.values()), ""))
    for name, value in message.params.items():
        body = body.replace(f"{{{{{name}}}}}", value)
    return f"{body}\n({message.name}, {message.language})"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
