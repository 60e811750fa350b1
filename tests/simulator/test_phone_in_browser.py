"""The page in a real browser: a person types, taps, chooses, reads, switches marketing off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.simulator.browser import Browser
from tests.simulator.insider import Insider
from tests.simulator.peer import NUMBER, Town

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    browser = Browser()
    yield browser
    browser.close()


@pytest.fixture
def page(chromium: Browser, town: Town) -> Iterator[Browser]:
    """The page with one customer, Ada; nothing may go wrong in it."""
    town.add("Ada Test", auto_read=False)
    chromium.trouble.clear()
    chromium.look()
    chromium.open(f"{town.running.url}/")
    chromium.wait("document.querySelector('.person[aria-current=true]').innerText.includes('Ada')")
    yield chromium
    chromium.open("about:blank")
    assert not chromium.trouble


def ada(town: Town) -> dict[str, Any]:
    return dict(town.sim_get("/customers")[0])


def send(town: Town, kind: str, action: dict[str, Any]) -> None:
    interactive = {"type": kind, "body": {"text": "May *we*?"}, "action": action}
    status, told = town.send({"to": f"+{ada(town)['phone']}", "type": "interactive", "interactive": interactive})
    assert status == 200, told


def say(page: Browser, town: Town, text: str) -> str:
    page.click("#composer-text")
    page.type(text)
    page.press("Enter")
    hit = town.ears.wait(lambda hit: hit.message.get("text", {}).get("body") == text)[0]
    return str(hit.message["id"])


def test_what_is_typed_reaches_the_bot_and_the_ticks_follow(page: Browser, town: Town) -> None:
    wamid = say(page, town, "Hello <b>bot</b>")
    page.wait("document.querySelector('.msg.mine .text').innerText === 'Hello <b>bot</b>'")
    page.wait("document.querySelector('.mine .meta use').getAttribute('href') === '#i-ticks'")
    mark = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": wamid,
        "typing_indicator": {"type": "text"},
    }
    town.call("POST", f"/v26.0/{NUMBER}/messages", mark)
    page.wait("document.querySelector('.mine .meta .read')")
    page.wait("document.querySelector('#typing') && document.querySelector('#presence').innerText === 'typing…'")


def test_a_suggestion_is_sent_with_one_tap(page: Browser, town: Town) -> None:
    page.click(".welcome .chip", "When are you open?")
    town.ears.wait(lambda hit: hit.message.get("text", {}).get("body") == "When are you open?")


def test_a_button_is_tapped_and_the_message_is_read_because_the_chat_is_open(page: Browser, town: Town) -> None:
    say(page, town, "hi")
    replies = [{"type": "reply", "reply": {"id": f"id:{one}", "title": one}} for one in ("Yes, please", "No")]
    send(town, "button", {"buttons": replies})
    town.ears.wait(lambda hit: hit.status.get("status") == "read")
    assert page.wait("document.querySelector('.msg:not(.mine) .text strong').innerText") == "we"
    page.click(".tap", "Yes, please")
    hit = town.ears.wait(lambda hit: hit.message.get("type") == "interactive")[0]
    assert hit.message["interactive"]["button_reply"] == {"id": "id:Yes, please", "title": "Yes, please"}
    page.wait("document.querySelector('.tap[data-tapped]').innerText.includes('Yes, please')")


def test_a_list_slides_up_and_is_used_by_keyboard(page: Browser, town: Town) -> None:
    say(page, town, "hi")
    rows = [{"id": "a", "title": "First"}, {"id": "b", "title": "Second", "description": "the other"}]
    send(town, "list", {"button": "Choose", "sections": [{"title": "All", "rows": rows}]})
    page.click(".tap", "Choose")
    page.wait("document.activeElement.innerText.includes('First')")
    page.press("Escape")
    page.wait("document.getElementById('sheet').hidden && document.activeElement.innerText.includes('Choose')")
    page.press("Enter")
    page.wait("document.activeElement.innerText.includes('First')")
    page.press("ArrowDown")
    page.press("Enter")
    page.wait("document.querySelector('.choice[aria-checked=true]').innerText.includes('Second')")
    page.click("#sheet .primary", "Send")
    hit = town.ears.wait(lambda hit: hit.message.get("type") == "interactive")[0]
    assert hit.message["interactive"]["list_reply"]["id"] == "b"


def test_marketing_is_switched_off_in_the_chat_settings(page: Browser, town: Town) -> None:
    page.click("#chat-menu")
    page.click("[role=switch]", "Offers and announcements")
    hit = town.ears.wait(lambda hit: hit.field == "user_preferences")[0]
    assert hit.value["user_preferences"][0]["value"] == "stop"
    page.wait("document.querySelector('.tag').innerText === 'offers off'")


def test_a_picture_and_a_place_are_sent_from_the_plus(page: Browser, town: Town) -> None:
    page.click("#attach")
    page.click(".tile", "Picture")
    town.ears.wait(lambda hit: hit.message.get("type") == "image")
    page.wait("document.querySelector('.photo').naturalWidth > 0")
    page.click("#attach")
    page.click(".tile", "Place")
    town.ears.wait(lambda hit: hit.message.get("type") == "location")
    page.wait("document.querySelector('.map')")


def test_the_clock_moves_and_closes_the_window(page: Browser, town: Town) -> None:
    say(page, town, "hi")
    page.wait("document.getElementById('window-text').innerText.startsWith('Window open')")
    page.click("[data-advance='86400']")
    page.wait("document.getElementById('window-text').innerText.startsWith('Window closed')")
    page.wait("document.getElementById('clock-shift').innerText === '+1 day'")
    page.click("#clock-back")
    page.wait("document.getElementById('clock-shift').innerText === ''")


def test_a_message_that_fails_is_a_note_not_a_bubble(page: Browser, town: Town) -> None:
    say(page, town, "hi")
    town.sim_post("/faults", {"fail": {"next": 1, "code": 131049}})
    town.text(ada(town), "unseen")
    page.wait("document.querySelector('.note.bad').innerText.includes('131049')")
    assert (
        page.run("[...document.querySelectorAll('.bubble .text')].some((one) => one.innerText === 'unseen')") is False
    )


def test_a_new_customer_is_added_and_an_arabic_bubble_runs_from_right_to_left(page: Browser, town: Town) -> None:
    page.click("#new-person")
    page.run("document.querySelector('[name=language]').value = 'ar'")
    page.click("#person-form .check")
    page.click("#person-form .primary")
    page.wait("document.querySelectorAll('.person').length === 2")
    made = town.sim_get("/customers")[1]
    assert (made["language"], made["shows_phone"], made["auto_read"]) == ("ar", False, False)
    page.click(".welcome .chip", "مرحبا")
    page.wait("getComputedStyle(document.querySelector('.mine .text')).direction === 'rtl'")


def test_unread_messages_of_another_customer_are_counted(page: Browser, town: Town) -> None:
    bob = town.friend("Bob Test", auto_read=False)
    town.text(bob, "for Bob")
    page.wait("document.querySelector('.unread').innerText.startsWith('1')")
    page.click(".person", "Bob")
    town.ears.wait(lambda hit: hit.status.get("status") == "read")
    page.wait("!document.querySelector('.unread')")


def test_what_the_bot_says_is_shown_beside_the_phone(chromium: Browser, build: Callable[..., Town]) -> None:
    insider = Insider()
    try:
        town = build(inspect_url=insider.url)
        town.add("Ada Test")
        chromium.look()
        chromium.open(f"{town.running.url}/")
        chromium.wait("document.querySelector('#why .name').innerText === 'opening_hours'")
        ledger = chromium.run("document.querySelector('#ledger details').textContent")
        assert "text: May we <b>write</b>?" in ledger
        outbox = chromium.run("document.querySelector('#outbox').innerText")
        assert "Cleared: answers a message of the last 24 hours" in outbox
        assert "Refused, quiet hours: It is night." in outbox
        pills = chromium.run("document.querySelector('#consents').innerText")
        assert "granted" in pills and "ticket #12" in pills
        assert chromium.run("document.querySelector('#problems').innerText") == "flows/a.yaml:3: no such step"
        chromium.click("#ask button")
        chromium.wait("document.querySelector('#toast').innerText === 'Refused: no yes for offers'")
        chromium.open("about:blank")
    finally:
        insider.close()


def test_without_an_inspect_address_a_friendly_note_stands_there(page: Browser, town: Town) -> None:
    page.wait("!document.getElementById('no-inspect').hidden")
    assert page.run("document.querySelector('[data-panel=faults]').offsetParent !== null")
    assert page.run("document.querySelector('[data-panel=why]').offsetParent === null")


def test_a_fault_is_switched_on_and_everything_mended(page: Browser, town: Town) -> None:
    page.run(
        "[...document.querySelectorAll('.fault')].find((one) => one.innerText.includes('Error 500')).querySelector('button').click()"
    )
    page.wait("document.querySelector('.fault [aria-pressed=true]')")
    assert town.sim_get("/faults")["error_500"]["next"] == 1
    page.click("#mend")
    page.wait("!document.querySelector('.fault [aria-pressed=true]')")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 700), (390, 800), (320, 568)])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_wider_than_the_screen(page: Browser, town: Town, width: int, height: int, dark: bool) -> None:
    page.look(dark=dark, width=width, height=height)
    say(page, town, "x" * 300)
    page.wait("document.querySelector('.msg.mine')")
    for view in ("people", "chat", "backstage"):
        page.run(f"document.body.dataset.view = '{view}'")
        assert page.run("document.documentElement.scrollWidth - innerWidth") <= 0, view
    luminance = (
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).reduce((sum, one) => sum + Number(one), 0)"
    )
    assert (page.run(luminance) < 300) is dark
