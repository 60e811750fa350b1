"""The phone that is a list keeps the contract of a real channel."""

from __future__ import annotations

import threading

import pytest

from bot.channels.console import Console
from bot.core.outgoing import Button, Buttons, Text
from bot.errors import BadMessage
from bot.ports import Accepted, Address, Channel, Declined, Request, Unsure
from tests.channels.peer import cleared

TO = Address(phone="15550100002")


def test_it_is_a_channel() -> None:
    console: Channel = Console()
    console.verify(Request("POST", "/webhook/console", {}, {}, b""))
    assert console.handshake(Request("GET", "/webhook/console", {}, {}, b"")).status == 404
    assert console.parse(b'{"object":"whatsapp_business_account","entry":[]}') == ()


def test_what_is_sent_is_kept_in_order_with_ids_of_its_own() -> None:
    console = Console()
    assert console.send(cleared(Text("one")), TO, "o:1:1") == Accepted("console.1", "15550100002")
    assert console.send(cleared(Text("two")), TO, "o:2:1") == Accepted("console.2", "15550100002")
    assert [(kept.wamid, kept.message, kept.to, kept.reference) for kept in console.sent] == [
        ("console.1", Text("one"), TO, "o:1:1"),
        ("console.2", Text("two"), TO, "o:2:1"),
    ]


def test_limits_hold_as_at_whatsapp() -> None:
    console = Console()
    with pytest.raises(BadMessage, match="1 to 3 buttons"):
        console.send(cleared(Buttons("?", tuple(Button(str(n), str(n)) for n in range(4)))), TO, "")
    with pytest.raises(BadMessage, match="reference"):
        console.send(cleared(Text("x")), TO, "x" * 513)
    assert console.sent == []


def test_the_next_outcomes_can_be_planned() -> None:
    console = Console()
    planned = [Declined(131026, "no", "never"), Unsure("lost"), Accepted("wamid.9")]
    console.outcomes.extend(planned)
    assert [console.send(cleared(Text("x")), TO, "") for _ in planned] == planned
    assert [kept.wamid for kept in console.sent] == ["", "wamid.9"]


def test_threads_get_different_ids() -> None:
    console = Console()
    message = cleared(Text("x"))
    threads = [threading.Thread(target=lambda: [console.send(message, TO, "") for _ in range(50)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {kept.wamid for kept in console.sent} == {f"console.{n}" for n in range(1, 201)}


def test_blue_ticks_are_kept() -> None:
    console = Console()
    console.mark_read("wamid.1", typing=True)
    assert console.read == ["wamid.1"]
