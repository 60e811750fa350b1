"""Everybody can use the pages: axe finds nothing, nothing is wider than the screen, targets can be hit."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from bot.ports import UserRow
from tests.web.browser.conftest import PERSON
from tests.web.browser.place import Customer, Desk, Shop
from tests.web.browser.test_story import CARD, opened

VENDOR = Path(__file__).parent.parent / "vendor"
STATIC = Path(__file__).parents[3] / "bot/web/static"
AXE = (VENDOR / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def omar(shop: Shop) -> UserRow:
    """Somebody who reads Arabic."""
    return shop.user("عمر", "owner", language="ar")


@pytest.fixture(scope="session")
def full(shop: Shop) -> int:
    """A conversation with everything in it; its ticket."""
    made = shop.customer("Lucía Ortega", "es")
    made.says("hola")
    made.says(PERSON)
    made.says("See https://example.com and *this*")
    for what in ("picture", "audio", "video", "document", "place", "contact"):
        made.does(what)
    made.says("stop")
    for _ in range(500):
        found = [row for row in shop.bot.store.read(lambda tx: tx.tickets.waiting()) if row.stopped]
        if found:
            return found[0].id
        shop.bot.store.changed(0.05)
    raise AssertionError("nobody said STOP")


@pytest.mark.parametrize("folder", [VENDOR, STATIC / "vendor"], ids=["tests", "pages"])
def test_files_of_others_are_as_they_came(folder: Path) -> None:
    table = (folder / "README.md").read_text("utf-8")
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.js")}
    assert files and dict(re.findall(r"\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|", table)) == files
    assert all((folder / name).is_file() for name in re.findall(r"`(LICENSE[^`]+)`", table))
    assert "http" not in table


def found(desk: Desk) -> list[str]:
    """What axe finds wrong on the page, in a line each."""
    desk.run(AXE + "; 0")
    told = desk.run(
        f"axe.run(document, {{runOnly: {json.dumps(RULES)}, resultTypes: ['violations']}}).then((told) => JSON.stringify("
        "told.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.target + ' ' + node.failureSummary).join(' | '))))"
    )
    return list(json.loads(told))


PAGES = (
    "/desk/waiting",
    "/desk/mine",
    "/desk/all",
    "/desk/all?q=nothing-like-it",
    "/desk/{0}",
    "/desk/{0}?about=1",
    "/desk/settings",
    "/desk/9999",
)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 1000, 390])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("arabic", [False, True], ids=["en", "ar"])
def test_axe_finds_nothing(
    desk: Desk, shop: Shop, full: int, omar: UserRow, width: int, dark: bool, arabic: bool
) -> None:
    if arabic:
        desk.forget()
        desk.sign_in(shop, omar)
    desk.look(dark=dark, width=width, height=800)
    for page in PAGES:
        desk.open(shop.url + page.format(full))
        desk.wait("document.readyState === 'complete' && document.querySelector('h1')")
        desk.run("document.querySelectorAll('details').forEach((one) => (one.open = !one.matches('.menu')))")
        assert not found(desk), page
        assert desk.run("document.documentElement.scrollWidth - innerWidth") <= 0, page
    desk.open(f"{shop.url}/desk/{full}")
    opened(desk, "Lucía Ortega")
    for menu in ("close-menu", "assign-menu"):
        desk.run(f"document.querySelector('#{menu}').open = true")
        assert not found(desk), menu
        assert desk.run("document.documentElement.scrollWidth - innerWidth") <= 0, menu
        desk.run(f"document.querySelector('#{menu}').open = false")
    desk.run("document.querySelector('#help').showModal()")
    assert not found(desk), "help"
    desk.trouble.clear()  # the page that is not there was asked for


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(640, 400), (320, 568), (320, 256)])
def test_at_200_and_400_percent_everything_is_there_without_scrolling_sideways(
    desk: Desk, shop: Shop, full: int, width: int, height: int
) -> None:
    desk.look(width=width, height=height)
    desk.open(f"{shop.url}/desk/{full}")
    opened(desk, "Lucía Ortega")
    assert desk.run("document.documentElement.scrollWidth - innerWidth") <= 0
    desk.run("document.querySelector('#reply-text').scrollIntoView()")
    assert desk.run("document.querySelector('#reply-text').getBoundingClientRect().bottom <= innerHeight + 1")


@pytest.mark.browser
def test_targets_are_at_least_24_pixels(desk: Desk, shop: Shop, full: int) -> None:
    for size in (1280, 390):
        desk.look(width=size, height=800)
        desk.open(f"{shop.url}/desk/{full}")
        opened(desk, "Lucía Ortega")
        small = desk.run(
            """[...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea')]
            .filter((one) => one.offsetParent && !one.closest('.text, .skip'))
            .map((one) => [one.getBoundingClientRect(), one]).filter(([box]) => box.width < 24 || box.height < 24)
            .map(([box, one]) => one.outerHTML.slice(0, 90) + ' ' + Math.round(box.width) + '×' + Math.round(box.height))"""
        )
        assert not small


@pytest.mark.browser
def test_pictures_sounds_and_files_that_came_can_be_seen(desk: Desk, shop: Shop, ana: Customer) -> None:
    ana.says(PERSON)
    ana.does("picture")
    desk.open(f"{shop.url}/desk/waiting")
    desk.wait(CARD.format("Ana Lima"))
    desk.run(CARD.format("Ana Lima") + ".click()")
    opened(desk, "Ana Lima")
    desk.wait("document.querySelector('.media img').naturalWidth > 0")
