"""What the consent tests share: what people do, and what can be seen of it from outside."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from bot.core.incoming import AccountNews
from bot.core.outgoing import Template
from bot.services import importing
from tests.world import FLOWS, Customer, World

HOUR, DAY = 3600, 86_400
MONTH = 30 * DAY
ROW = "phone,purpose,source,date,words,evidence\n"


def asked(customer: Customer) -> str:
    """Let a customer ask for offers; return the question."""
    return customer.says("offers")


def agreed(customer: Customer, purpose: str = "offers") -> None:
    """Let a customer say yes; reminders are asked for with a button that the test makes."""
    if purpose == "offers":
        asked(customer)
        assert "Thank you" in customer.taps("Yes, please")
    else:
        customer.says("start")
        assert "Thank you" in customer.taps("Yes, remind me")


def state(world: World, customer: Customer, purpose: str = "offers") -> str:
    return str(world.consent(customer.phone or customer.sender.bsuid)["purposes"][purpose]["state"])


def kinds(world: World, customer: Customer) -> list[tuple[str, str]]:
    """(purpose, kind) of each line of the customer."""
    return [(e["purpose"], e["kind"]) for e in world.consent(customer.phone or customer.sender.bsuid)["events"]]


def last(world: World, customer: Customer) -> dict[str, Any]:
    return dict(world.consent(customer.phone or customer.sender.bsuid)["events"][-1])


def sent(world: World) -> int:
    """How many proactive messages reached WhatsApp."""
    return sum(isinstance(one.message, Template) for one in world.bot.channel.sent)


def waits(world: World, customer: Customer) -> int:
    """Ask for an offer without letting the worker work; return its row."""
    from bot.services.proactive import Asked

    answer = world.bot.front.send(
        Asked(person=customer.phone, purpose="offers", template="spring_offer", params={"item": "x"})
    )
    assert answer.verdict == "cleared" and answer.message
    return int(answer.message)


def row(world: World, number: int) -> tuple[str, str]:
    """(state, error) of a message."""
    [found] = world.rows("SELECT state, error FROM outbox WHERE id = ?", number)
    return str(found[0]), str(found[1])


def news(world: World, field: str, event: str = "", **value: Any) -> None:
    """Let WhatsApp tell something of the account or a template."""
    world.arrives(
        f"news-{field}-{event}-{len(value)}-{world.clock.now()}", AccountNews(field, event, world.clock.now(), value)
    )


def imported(world: World, text: str) -> list[importing.Outcome]:
    """Take over a CSV file."""
    lines, _ = importing.read(ROW + text if not text.startswith("phone") else text)
    book, now = world.bot.flows.book, world.clock.now()
    return world.bot.store.write(lambda tx: importing.take(tx, lines, book, now, "old.csv"))


def changed_flows(folder: Path, **edits: tuple[str, str]) -> Path:
    """Copy the starter's flows with one text replaced in each named file: ``consent=(pattern, new)``."""
    target = folder / "flows"
    shutil.copytree(FLOWS, target)
    for name, (pattern, new) in edits.items():
        path = target / f"{name}.yaml"
        text, count = re.subn(pattern, new, path.read_text("utf-8"))
        assert count, pattern
        path.write_text(text, "utf-8")
    return target
