"""The whole story in a browser: a customer asks for a person, an agent answers, the customer says STOP."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.services import accounts_owner
from tests.web.browser.conftest import PERSON, at_any_hour
from tests.web.browser.place import Customer, Desk, Shop

pytestmark = pytest.mark.browser

CARD = "[...document.querySelectorAll('.ticket')].find((one) => one.innerText.includes('{0}'))"
LOG = "document.querySelector('#log').innerText.includes({0!r})"


def opened(desk: Desk, name: str) -> None:
    """Wait for a customer's conversation."""
    desk.wait(f"document.querySelector('#head h1').innerText === {name!r} && document.querySelector('#log .line')")


def enter(desk: Desk, name: str = "Ana Lima") -> None:
    """Follow a customer's card, wherever it has moved to meanwhile."""
    desk.wait(CARD.format(name))
    desk.run(CARD.format(name) + ".click()")
    opened(desk, name)


def reached(customer: Customer, text: str) -> None:
    """The words are on the customer's phone."""
    for _ in range(200):
        if any(text in one for one in customer.sees()):
            return
        customer.shop.bot.store.changed(0.05)
    raise AssertionError(customer.sees())


def test_on_a_desktop_everything_comes_by_itself(desk: Desk, shop: Shop, ana: Customer) -> None:
    desk.open(f"{shop.url}/desk/waiting")
    desk.wait("document.querySelector('.tabs [aria-current]')")
    ana.says("Receber ofertas")
    reached(ana, "Sim, quero")
    ana.does("tap", choice="Sim, quero")
    reached(ana, "Obrigado, anotado")
    ana.says(PERSON)
    desk.wait(CARD.format("Ana Lima"))
    assert desk.wait("document.title.startsWith('(')")
    enter(desk)
    desk.click("#head button", "Take")
    desk.wait("document.querySelector('#head').innerText.includes('Yours')")
    desk.click("#reply-text")
    desk.type("Hello Ana, how can I help?")
    desk.click("#reply-form [type=submit]")
    desk.wait(LOG.format("Hello Ana, how can I help?"))
    reached(ana, "Hello Ana, how can I help?")
    desk.wait("document.querySelector('.line.staff .receipt.read')")
    assert desk.run("document.querySelector('#reply-text').value") == ""
    desk.click("#offer-tool > summary")
    desk.wait("document.querySelector('#offer-tool').innerText.includes('May be sent')")
    ana.says("Please stop writing to me with offers. STOP")
    desk.wait("document.querySelector('.event.bad').innerText.includes('Ana Lima said STOP')")
    desk.wait("document.querySelector('#consents').innerText.includes('Withdrawn')")
    desk.wait("!document.querySelector('#offer-tool').innerText.includes('May be sent')")
    assert "took their yes back" in desk.run("document.querySelector('#offer-tool').innerText")
    assert desk.run("document.querySelector('#offer-tool').open")
    assert "STOP" in desk.run("document.querySelector('#said').innerText")
    desk.click("#close-menu > summary")
    desk.run("document.querySelector('[name=outcome]').value = 'solved'")
    desk.click("#close-form button", "Close")
    desk.wait("document.querySelector('#head').innerText.includes('Closed')")


def test_a_message_is_on_the_page_at_once(
    desk: Desk, shop: Shop, ana: Customer, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the customer's phone, through webhook and worker, into the page; the figure is printed, not judged."""
    ana.says(PERSON)
    desk.open(f"{shop.url}/desk/waiting")
    enter(desk)
    taken = []
    for n in range(5):
        start = time.perf_counter()
        ana.says(f"message {n}")
        desk.wait(LOG.format(f"message {n}"))
        taken.append(time.perf_counter() - start)
    with capsys.disabled():
        print(
            f"\nfrom the phone to the page: {sorted(taken)[2] * 1000:.0f} ms (median), {max(taken) * 1000:.0f} ms (worst)"
        )


def test_what_is_being_written_stays_when_news_come(desk: Desk, shop: Shop, ana: Customer) -> None:
    ana.says(PERSON)
    for n in range(12):
        ana.says(f"line {n}\n.\n.")
    desk.open(f"{shop.url}/desk/waiting")
    enter(desk)
    desk.wait(LOG.format("line 11"))
    desk.click("#reply-text")
    desk.type("I am still wri")
    desk.click("#log")
    desk.run("document.querySelector('#log').scrollTop = 40")
    desk.click("#reply-text")
    ana.says("one more thing")
    desk.wait(LOG.format("one more thing"))
    assert desk.run("document.activeElement.id") == "reply-text"
    assert desk.run("document.querySelector('#log').scrollTop") == 40
    desk.wait("!document.querySelector('#to-end').hidden")
    desk.type("ting")
    shop.bot.store.write(lambda tx: tx.persons.shut_window(tx.tickets.waiting()[-1].person))  # the box goes away …
    desk.open(desk.run("location.href"))
    desk.wait("document.querySelector('#reply-box .banner')")
    ana.says("hello?")  # … and comes back
    desk.wait("document.querySelector('#reply-text').value === 'I am still writing'")
    desk.click("#reply-form [type=submit]")
    desk.wait(LOG.format("I am still writing"))
    desk.open(desk.run("location.href"))
    opened(desk, "Ana Lima")
    assert desk.run("document.querySelector('#reply-text').value") == ""


def test_on_a_phone_one_thing_is_seen_at_a_time(desk: Desk, shop: Shop, ana: Customer) -> None:
    desk.look(width=390, height=844)
    desk.open(f"{shop.url}/desk/waiting")
    desk.wait("document.querySelector('.tabs [aria-current]')")
    ana.says(PERSON)
    desk.wait(CARD.format("Ana Lima"))
    enter(desk)
    assert desk.run("document.querySelector('.list-pane').offsetParent === null")
    desk.click("#head button", "Take")
    desk.wait("document.querySelector('#head').innerText.includes('Yours')")
    desk.click("#reply-text")
    desk.type("On my way")
    desk.click("#reply-form [type=submit]")
    desk.wait(LOG.format("On my way"))
    reached(ana, "On my way")
    ana.says("stop")
    desk.wait("document.querySelector('.event.bad')")
    desk.click("#head .only-narrow")
    desk.wait("document.querySelector('.show-about') && document.querySelector('#consents').offsetParent")
    assert desk.run("document.querySelector('#log').offsetParent === null")
    desk.run("htmx.trigger(document.body, 'look')")
    desk.click("#tag-text")
    desk.type("phone")
    desk.click("#tag-form [type=submit]")
    desk.wait("document.querySelector('#tags').innerText.includes('phone')")
    desk.click("#head .only-narrow")
    desk.wait("document.querySelector('#log').offsetParent")
    desk.click("#offer-tool > summary")
    desk.wait("document.querySelector('#offer-tool .verdict.no')")
    assert not desk.run("document.querySelector('#offer-tool button')")
    desk.click(".to-list")
    desk.wait("document.querySelector('.list-pane').offsetParent")


def tab_to(desk: Desk, selector: str, most: int = 40) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        if desk.run(f"!!document.activeElement.closest({selector!r})"):
            return
        desk.key("Tab")
    raise AssertionError(f"{selector} is not to be reached with Tab")


def test_with_the_keyboard_alone(desk: Desk, shop: Shop, ana: Customer) -> None:
    ana.says(PERSON)
    desk.open(f"{shop.url}/desk/waiting")
    desk.wait(CARD.format("Ana Lima"))
    focused = "document.activeElement.closest('.ticket')?.innerText.includes('Ana Lima')"
    for _ in range(20):
        desk.key("j")
        if desk.run(focused):
            break
    desk.key("k")
    desk.key("j")
    assert desk.run(focused)
    desk.key("Enter")
    opened(desk, "Ana Lima")
    tab_to(desk, "#head button")
    desk.key("Enter")
    desk.wait("document.querySelector('#head').innerText.includes('Yours')")
    desk.run("document.activeElement.blur()")
    desk.key("r")
    desk.type("Hello from the keyboard")
    desk.key("Enter", ctrl=True)
    desk.wait(LOG.format("Hello from the keyboard"))
    reached(ana, "Hello from the keyboard")
    assert desk.run("document.activeElement.id") == "reply-text"
    desk.key("Escape")
    desk.key("n")
    desk.wait("document.activeElement.id === 'note-text'")
    desk.type("likes short answers")
    desk.key("Enter", ctrl=True)
    desk.wait("document.querySelector('#notes').innerText.includes('likes short answers')")
    desk.run("document.activeElement.blur()")
    desk.key("?", shift=True)
    desk.wait(
        "document.querySelector('#help').open && document.querySelector('#help').contains(document.activeElement)"
    )
    desk.key("Escape")
    desk.wait("!document.querySelector('#help').open")
    ana.says("stop")
    desk.wait("document.querySelector('.event.bad')")
    desk.run("document.querySelector('#reply-text').focus()")
    tab_to(desk, "#offer-tool > summary")
    desk.key("Enter")
    desk.wait("document.querySelector('#offer-tool').open && document.querySelector('#offer-tool .verdict.no')")
    desk.run("document.activeElement.blur()")
    desk.key("/")
    desk.wait("document.activeElement.id === 'search'")
    desk.type("ana")
    desk.wait("document.querySelector('#found').innerText.includes('“ana”')")
    desk.key("Escape")
    desk.run("document.querySelector('#close-menu summary').focus()")
    desk.key("Enter")
    tab_to(desk, "#close-form [type=submit]")
    desk.key("Enter")
    desk.wait("document.querySelector('#head').innerText.includes('Closed')")


def test_the_box_counts_characters_and_says_when_it_takes_several_messages(
    desk: Desk, shop: Shop, ana: Customer
) -> None:
    ana.says(PERSON)
    desk.open(f"{shop.url}/desk/waiting")
    enter(desk)
    desk.click("#reply-text")
    desk.type("x" * 4000)
    desk.wait("document.querySelector('#reply-left').innerText === '96 characters left'")
    desk.type("x" * 100)
    desk.wait("document.querySelector('#reply-left').innerText.endsWith('it becomes: 2')")
    desk.run("document.querySelector('#reply-text').value = ''; sessionStorage.clear()")


def test_what_was_refused_is_said_and_the_text_is_kept(desk: Desk, shop: Shop, ana: Customer) -> None:
    ana.says(PERSON)
    desk.open(f"{shop.url}/desk/waiting")
    enter(desk)
    desk.click("#reply-text")
    desk.type("Are you still there?")
    person = shop.bot.store.read(lambda tx: tx.tickets.waiting()[-1].person)
    shop.bot.store.write(lambda tx: tx.persons.shut_window(person))
    desk.click("#reply-form [type=submit]")
    desk.wait("document.querySelector('#trouble').innerText.includes('approved templates only')")
    desk.run("htmx.trigger(document.body, 'look')")
    assert desk.run("!!document.querySelector('#trouble').innerText")
    desk.trouble.clear()  # the answer was 409, as it should be
    ana.says("yes")
    desk.wait("document.querySelector('#reply-text').value === 'Are you still there?'")
    desk.run("sessionStorage.clear()")


def test_search_follows_what_is_typed(desk: Desk, shop: Shop, ana: Customer) -> None:
    ana.says(PERSON)
    bob = shop.customer("Bob Carter")
    bob.says(PERSON)
    desk.open(f"{shop.url}/desk/waiting")
    desk.wait(CARD.format("Ana Lima"))
    desk.wait(CARD.format("Bob Carter"))
    desk.click("#search")
    desk.type("carter")
    desk.wait(f"!({CARD.format('Ana Lima')}) && {CARD.format('Bob Carter')}")
    bob.says("it is urgent")
    desk.wait("document.querySelector('.ticket').innerText.includes('it is urgent')")
    assert not desk.run(CARD.format("Ana Lima"))
    desk.run("document.querySelector('#search').value = ''")
    desk.key(" ")
    desk.wait(CARD.format("Ana Lima"))
    bob.says("menu")


def test_single_keys_can_be_switched_off(desk: Desk, shop: Shop, ana: Customer) -> None:
    desk.open(f"{shop.url}/desk/all")
    desk.click("[data-help]")
    desk.click("#help label")
    desk.click("#help-close")
    desk.wait("!document.querySelector('#help').open")
    desk.key("j")
    assert not desk.run("document.activeElement.closest('.ticket')")
    desk.key("?", shift=True)
    desk.click("#help label")
    desk.wait("document.querySelector('#keys-on').checked")


def test_without_javascript(desk: Desk, shop: Shop, ana: Customer) -> None:
    ana.says(PERSON)
    reached(ana, "Escreva MENU")
    desk.script(False)

    def go(selector: str, text: str = "") -> None:
        """Click, and wait for the page that comes; scripts of a test still run, those of the page do not."""
        desk.run("window.old = true")
        desk.click(selector, text)
        desk.wait("!window.old && document.readyState === 'complete'")

    desk.open(f"{shop.url}/desk/waiting")
    desk.wait("document.querySelector('.ticket')")
    go(".ticket", "Ana Lima")
    opened(desk, "Ana Lima")
    assert desk.run("typeof htmx") == "undefined"
    go("#head button", "Take")
    assert "This conversation is yours." in desk.run("document.querySelector('#trouble').innerText")
    desk.click("#reply-text")
    desk.type("Hello without scripts")
    go("#reply-form [type=submit]")
    assert desk.run(LOG.format("Hello without scripts"))
    reached(ana, "Hello without scripts")
    desk.click("#note-tool summary")
    desk.click("#note-text")
    desk.type("old browser")
    go("#note-form [type=submit]")
    assert desk.run("document.querySelector('#notes').innerText.includes('old browser')")
    desk.click("#tag-text")
    desk.type("vip")
    go("#tag-form [type=submit]")
    assert desk.run("document.querySelector('#tags').innerText.includes('vip')")
    ana.says("stop")
    for _ in range(100):
        go("#tools > noscript a")
        if desk.run("!!document.querySelector('.event.bad')"):
            break
    assert desk.run("document.querySelector('.event.bad').innerText.includes('said STOP')")
    desk.click("#offer-tool > summary")
    assert desk.run("!!document.querySelector('#offer-tool .verdict.no')")
    desk.click("#close-menu > summary")
    go("#close-form button", "Close")
    desk.wait("location.pathname === '/desk/waiting'")


def test_under_another_server_the_page_looks_for_itself(chromium: Desk, tmp_path: Path) -> None:
    """Nobody knows how many threads it has, so no page holds one."""
    shop = Shop(tmp_path, at_any_hour(tmp_path / "flows"), plain=True)
    try:
        chromium.forget()
        chromium.sign_in(shop, shop.user("Rita Gomes"))
        chromium.open(f"{shop.url}/desk/waiting")
        chromium.wait("document.querySelector('.tabs [aria-current]')")
        shop.customer("Ana Lima").says(PERSON)
        chromium.wait(CARD.format("Ana Lima"))
        chromium.open("about:blank")
    finally:
        shop.close()


def test_when_the_session_ends_the_page_goes_to_the_door(desk: Desk, shop: Shop, ana: Customer) -> None:
    olga = shop.user("Olga")
    desk.forget()
    desk.sign_in(shop, olga)
    ana.says(PERSON)
    desk.open(f"{shop.url}/desk/all")
    desk.wait(CARD.format("Ana Lima"))
    shop.bot.store.write(lambda tx: accounts_owner.sign_out_everywhere(tx, shop.bot.front, olga.id, olga.id))
    ana.says("news, which the stream may not tell any more")
    desk.wait("location.pathname === '/desk/sign-in'")
    desk.trouble.clear()
