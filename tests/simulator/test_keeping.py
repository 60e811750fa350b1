"""The conversation on the screen kept as a test: through the simulator's API, and with the page's button."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.simulator.browser import Browser
from tests.simulator.insider import TALK, Insider
from tests.simulator.peer import Town


@pytest.fixture
def insider() -> Iterator[Insider]:
    made = Insider()
    yield made
    made.close()


def test_the_bot_writes_the_test_and_keeps_it(build: Callable[..., Town], insider: Insider) -> None:
    town = build(inspect_url=insider.url)
    assert town.sim_get("/talk?person=%2B1555&title=a%26b") == TALK
    assert insider.asked == ["/demo/talk?person=%2B1555&title=a%26b"]
    assert town.sim_post("/talk", {"person": "+1555", "title": "mine"}) == {"saved": "flows/talks/x.yaml"}
    assert town.sim_post("/talk", {"person": "+1555", "title": "taken"}) == {"problem": "No."}
    assert insider.kept[0] == {"person": "+1555", "title": "mine"}


def test_a_bot_without_an_inspect_endpoint_keeps_nothing(build: Callable[..., Town]) -> None:
    town = build()
    assert "no inspect endpoint" in town.sim_get("/talk?person=x")["problem"]


@pytest.mark.browser
def test_the_page_shows_the_test_asks_and_lets_the_bot_keep_it(build: Callable[..., Town], insider: Insider) -> None:
    town = build(inspect_url=insider.url)
    town.add("Ada Test")
    page = Browser()
    try:
        page.look()
        page.open(f"{town.running.url}/")
        page.click("#keep", "Keep as a test")
        page.wait("document.getElementById('keep-text').textContent.includes('<b>hi</b>')")
        told = page.run("document.getElementById('keep-state').textContent")
        assert "it differs in line 2" in told and "+ bot: Goodbye" in told
        assert page.run("document.getElementById('keep-download').download") == "hi.yaml"
        assert page.run("document.getElementById('keep-download').href.startsWith('blob:')")
        page.click("#keep-form input")
        page.type("taken")
        page.click("#keep-save", "Save in flows/talks")
        page.wait("document.getElementById('keep-state').textContent === 'No.'")
        page.run("document.querySelector('#keep-form input').value = 'mine'")
        page.run("document.querySelector('#keep-form input').dispatchEvent(new Event('input'))")
        page.wait("!document.getElementById('keep-save').disabled")
        page.click("#keep-save")
        page.wait("document.querySelector('#toast').innerText === 'Kept: flows/talks/x.yaml'")
        assert page.run("document.getElementById('keep-dialog').open") is False
        assert [one["title"] for one in insider.kept] == ["taken", "mine"]
        for width in (390, 320):
            page.look(width=width, height=640, dark=True)
            page.run("document.body.dataset.view = 'backstage'")
            page.click("#keep", "Keep as a test")
            page.wait("document.getElementById('keep-text').textContent")
            assert page.run("document.documentElement.scrollWidth - innerWidth") <= 0
            assert (
                page.run(
                    "document.getElementById('keep-dialog').scrollWidth - document.getElementById('keep-dialog').clientWidth"
                )
                <= 0
            )
            page.press("Escape")
        page.open("about:blank")
        assert not page.trouble
    finally:
        page.close()
