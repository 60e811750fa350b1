"""What can be written after a slash in `askfirst talk`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import wiring
from bot.core.talk import Again, Later, Line, Send, Sends, Staff
from bot.flowfiles.amounts import seconds_of
from bot.flowfiles.problems import did_you_mean
from bot.services import keeping
from bot.services.inspecting import outbox_line
from bot.services.playing import person_of, state_of, who
from bot.services.rehearsal import Stage

_DIM = {"dim": True}


@dataclass(slots=True)
class Room:
    """A conversation under way."""

    stage: Stage
    folder: Path
    flows: wiring.Flows
    over: bool = False

    def keep(self, path: Path, title: str = "") -> None:
        """Write the conversation to a file, and say whether it passes."""
        store, book = self.stage.front.store, self.flows.book
        title = title or path.stem.replace("_", " ").replace("-", " ")
        one = keeping.kept(store, who(self.stage), book, wiring.stages(self.folder, self.flows), title=title)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(one.text, encoding="utf-8")
        click.echo(f"Kept in {path}; `askfirst test` plays it{', and it passes' if not one.differences else ''}.")
        for sentence in one.left_out:
            click.echo(f"  {sentence}")
        for difference in one.differences:
            click.echo(f"  played again, this differs:\n{difference.text}")


@dataclass(frozen=True, slots=True)
class Command:
    """``usage``: what follows the name; ``does``: a few words."""

    usage: str
    does: str
    run: Callable[[Room, str], Line | None]


def read(room: Room, word: str, rest: str) -> Line | None:
    """Do what a command says, or return the act that it stands for."""
    command = COMMANDS.get(word.lower())
    if command is not None:
        return command.run(room, rest)
    near = did_you_mean(word.lower(), list(COMMANDS)).replace('"', "")
    click.echo(f"  There is no /{word}; {near or '/help lists what there is'}")
    return None


def _help(room: Room, rest: str) -> None:
    shown = {name: command for name, command in COMMANDS.items() if command.does}
    width = max(len(f"/{name} {command.usage}") for name, command in shown.items())
    for name, command in shown.items():
        click.echo(f"  {f'/{name} {command.usage}'.ljust(width)}  {click.style(command.does, **_DIM)}")


def _later(room: Room, rest: str) -> Line | None:
    seconds = seconds_of(rest or "1 hour")
    if not seconds:
        click.echo(f"  {rest!r} is no duration; write it like /later 3 days or /later 30 min")
        return None
    then = datetime.fromtimestamp(room.stage.clock.at + seconds, ZoneInfo(room.flows.book.business.timezone))
    click.echo(click.style(f"  — {then:%a %d %b %Y, %H:%M} —", **_DIM))
    return Later(seconds)


def _send(room: Room, rest: str) -> Line | None:
    """``template purpose name=value …``; the purpose may be left out where only one fits."""
    book = room.flows.book
    words = [word for word in rest.split() if "=" not in word]
    spec = book.templates.get(words[0]) if words else None
    if spec is None:
        known = ", ".join(book.templates) or "none"
        click.echo(f"  /send needs a template; known are {known}")
        return None
    fitting = [purpose.id for purpose in book.purposes.values() if purpose.kind == spec.category]
    purpose = words[1] if len(words) > 1 else fitting[0] if len(fitting) == 1 else ""
    if purpose not in book.purposes:
        click.echo(f"  /send {spec.name} needs a purpose; known are {', '.join(book.purposes) or 'none'}")
        return None
    params = dict(word.split("=", 1) for word in rest.split() if "=" in word)
    return Send(spec.name, purpose, params)


def _staff(room: Room, rest: str) -> Line | None:
    if not rest:
        click.echo("  /staff needs what the person of the business writes")
        return None
    return Staff(rest)


def _why(room: Room, rest: str) -> None:
    rows = room.stage.front.store.read(lambda tx: tx.outbox.of(person_of(tx, room.stage), 10))
    last = [row for row in rows if row.inbox_id == rows[0].inbox_id] if rows else []
    for row in reversed(last):
        line = outbox_line(row)
        why = line["why"]
        parts = [str(why.get("rule", "")), str(why.get("name", "")), str(why.get("detail", ""))]
        heard = f" (heard “{why['heard']}”)" if why.get("heard") else ""
        click.echo(f"  {' · '.join(part for part in parts if part)}{heard}")
    if not last:
        click.echo("  The bot has said nothing yet.")


def _state(room: Room, rest: str) -> None:
    state = room.stage.front.store.read(lambda tx: state_of(tx, room.stage))
    place = ", ".join(f"{frame.flow}.{frame.step}" for frame in state.stack) or "no flow runs"
    click.echo(f"  {place}")
    for name, value in state.slots.items():
        click.echo(f"  {name} = {value}")


def _ledger(room: Room, rest: str) -> None:
    lines = room.stage.front.store.read(lambda tx: tx.ledger.of(person_of(tx, room.stage)))
    for line in lines:
        click.echo(f"  {line.purpose} {line.kind}")
    if not lines:
        click.echo("  No line yet: each yes and no becomes one.")


def _keep(room: Room, rest: str) -> None:
    name, _, title = rest.partition(" ")
    if not name:
        click.echo("  /keep needs a file, like /keep flows/talks/offers.yaml")
        return
    path = Path(name)
    if path.exists():
        click.echo(f"  {path} is there already; choose another name")
        return
    room.keep(path if path.suffix else path.with_suffix(".yaml"), title.strip())


def _quit(room: Room, rest: str) -> None:
    room.over = True


def _sends(kind: str) -> Callable[[Room, str], Line | None]:
    return lambda room, rest: Sends(kind, rest)


COMMANDS: Mapping[str, Command] = {
    "later": Command("3 days", "let time pass", _later),
    "send": Command("TEMPLATE PURPOSE name=value", "ask for a message to the customer, as the business", _send),
    "image": Command("caption", "send a picture; also /video, /document, /sticker, /audio, /voice", _sends("image")),
    "location": Command("", "share a place", lambda room, rest: Sends("location")),
    "contacts": Command("", "share a contact card", lambda room, rest: Sends("contacts")),
    "twice": Command("", "your last message is delivered once more", lambda room, rest: Again("delivered")),
    "staff": Command("text", "a person of the business writes", _staff),
    "take": Command("", "a person of the business takes over", lambda room, rest: Staff(what="take")),
    "close": Command("", "and gives the conversation back", lambda room, rest: Staff(what="close")),
    "why": Command("", "why the bot said that", _why),
    "state": Command("", "where the conversation stands, and what is remembered", _state),
    "ledger": Command("", "consent so far", _ledger),
    "keep": Command("FILE title", "keep the conversation as a talk", _keep),
    "help": Command("", "this list", _help),
    "quit": Command("", "end", _quit),
} | {kind: Command("caption", "", _sends(kind)) for kind in ("video", "document", "sticker", "audio", "voice")}
