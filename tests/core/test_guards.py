"""What starts nothing, and WhatsApp's own switch: one test per guard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core import effects as fx
from bot.core.incoming import (
    CallPermission,
    IdentityChange,
    Ignored,
    Preference,
    Reacted,
    Receipt,
    Revoked,
    Sender,
    Unreadable,
)
from tests.core.playing import DAY
from tests.core.shop import GRANTED, player

# ---- what starts nothing


@pytest.mark.parametrize(
    "content", [Reacted("wamid.x", "👍"), Reacted("wamid.x"), Revoked("wamid.x"), CallPermission("accept")]
)
def test_reactions_and_their_like_start_nothing(content: Any) -> None:
    here = player()
    before = here.state
    assert here.hear(content) == "" and not here.turn.effects
    assert replace(here.state, entry="", language=before.language) == before


@pytest.mark.parametrize(
    "event",
    [
        Receipt("222", "wamid.1", "read", 1),
        IdentityChange("222", "x", 1, "user_changed_number", Sender(), Sender()),
        Ignored("history", "", {}),
    ],
)
def test_news_that_are_no_messages_start_nothing(event: Any) -> None:
    here = player()
    assert here.event(event) == [] and not here.turn.effects


def test_a_group_is_never_answered() -> None:
    assert player().says("stop", group="g1") == ""


def test_what_cannot_be_read_is_told_once_a_day() -> None:
    here = player()
    assert here.hear(Unreadable("poll_creation")).startswith("WhatsApp does not let me see")
    assert here.hear(Unreadable("poll_creation")) == ""
    assert here.later(DAY).hear(Unreadable("poll_creation")) != ""


def test_what_cannot_be_read_is_left_to_the_person_who_has_the_conversation() -> None:
    here = player()
    here.says("I want to talk to a person")
    assert here.hear(Unreadable("poll_creation")) == ""


# ---- WhatsApp's own switch


def test_whatsapps_stop_withdraws_advertising_without_a_word() -> None:
    here = player()
    assert here.event(Preference("222", here.now, Sender(phone="1"), "stop")) == []
    assert here.ledger() == [("offers", "withdrawn")] and here.evidence("withdrawn")["method"] == "platform_preference"
    assert fx.CancelQueued("offers", "stopped in WhatsApp") in here.turn.effects
    assert here.person.consent["orders"] == "granted"


def test_whatsapps_resume_allows_nothing() -> None:
    here = player(consent=dict.fromkeys(GRANTED, "withdrawn"))
    assert here.event(Preference("222", here.now, Sender(phone="1"), "resume")) == []
    assert here.ledger() == [("*", "platform_unblocked")]
    assert set(here.person.consent.values()) == {"withdrawn"}


def test_whatsapps_signup_counts_for_advertising_and_only_with_its_id() -> None:
    here = player(consent=dict.fromkeys(GRANTED, "unknown"))
    here.event(Preference("222", here.now, Sender(phone="1"), "signup"))
    assert here.ledger() == []
    here.event(Preference("222", here.now, Sender(phone="1"), "signup", signup="su1"))
    assert here.ledger() == [("offers", "granted")]
    assert (here.evidence("granted")["method"], here.evidence("granted")["signup"]) == ("platform_signup", "su1")
