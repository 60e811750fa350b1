"""The routes by which a browser of ours is told: only for who is signed in, only public addresses, only one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports.telling import Telling
from bot.services import accounts_owner
from tests.telling.browser import Browser as Phone
from tests.telling.browser import decoded
from tests.telling.office import Office, flows_with
from tests.web import signing

ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/abc"
ROWS = "SELECT user, endpoint FROM push_subscriptions"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(flows_with("handover: {teams: [front]}\n"), f"sqlite:///{tmp_path / 'a.db'}")
    yield made
    made.close()


def posted(browser: signing.Browser, path: str, what: object) -> int:
    return browser.post(f"/desk/push/{path}", json=what, headers={"X-CSRF-Token": browser.csrf}).status_code


def test_a_browser_is_kept_once_and_goes_again(office: Office) -> None:
    browser = signing.signed_in(office, name="Rita")
    phone = Phone(ENDPOINT)
    assert posted(browser, "subscribe", phone.json()) == 200
    assert posted(browser, "subscribe", phone.json()) == 200
    assert [endpoint for _, endpoint in office.rows(ROWS)] == [ENDPOINT]
    assert posted(browser, "unsubscribe", {"endpoint": ENDPOINT}) == 200
    assert office.rows(ROWS) == []


def test_nobody_takes_a_browser_away_from_somebody_else(office: Office) -> None:
    rita, bea = signing.signed_in(office, name="Rita"), signing.signed_in(office, name="Bea")
    posted(rita, "subscribe", Phone(ENDPOINT).json())
    posted(bea, "unsubscribe", {"endpoint": ENDPOINT})
    assert len(office.rows(ROWS)) == 1


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:6379/", "https://169.254.169.254/latest", "https://intranet/x", "x" * 3000, ""]
)
def test_an_address_inside_our_own_network_is_never_kept(office: Office, endpoint: str) -> None:
    browser = signing.signed_in(office)
    assert posted(browser, "subscribe", Phone(endpoint).json()) == 400
    assert office.rows(ROWS) == []


@pytest.mark.parametrize(
    "what", [None, [], {}, {"endpoint": ENDPOINT}, {"endpoint": ENDPOINT, "keys": {"p256dh": 5, "auth": "x"}}]
)
def test_what_is_no_subscription_is_refused(office: Office, what: object) -> None:
    assert posted(signing.signed_in(office), "subscribe", what) == 400


def test_a_user_who_is_removed_takes_browsers_and_address_along(office: Office) -> None:
    rita, bea = signing.user(office, name="Rita"), signing.user(office, "owner", name="Bea")
    posted(signing.signed_in(office, row=rita), "subscribe", Phone(ENDPOINT).json())
    row = Telling(0, "k", "email", "rita@example.com", "waiting", 1, "", "en", {}, 1)
    office.bot.store.write(lambda tx: tx.tellings.add(row))
    office.bot.store.write(lambda tx: accounts_owner.remove(tx, office.bot.front, bea.id, rita.id))
    assert office.rows(ROWS) == [] and office.rows("SELECT count(*) FROM tellings") == [(0,)]


def test_a_user_has_ten_browsers_and_the_oldest_goes(office: Office) -> None:
    browser = signing.signed_in(office)
    for n in range(12):
        office.clock.advance(1)
        posted(browser, "subscribe", Phone(f"{ENDPOINT}{n}").json())
    assert [row[1].removeprefix(ENDPOINT) for row in office.rows(ROWS + " ORDER BY since")] == [
        str(n) for n in range(2, 12)
    ]


def test_strangers_and_auditors_and_forms_without_the_token_get_nowhere(office: Office) -> None:
    stranger = signing.browser(office)
    assert stranger.get("/desk/push.js").status_code == 303
    assert stranger.post("/desk/push/subscribe", json=Phone(ENDPOINT).json()).status_code == 403
    auditor = signing.signed_in(office, "auditor", name="Dan")
    assert posted(auditor, "subscribe", Phone(ENDPOINT).json()) == 403
    agent = signing.signed_in(office, name="Eva")
    assert agent.post("/desk/push/subscribe", json=Phone(ENDPOINT).json()).status_code == 403
    assert office.rows(ROWS) == []


def test_the_settings_page_has_the_button_and_our_public_key(office: Office) -> None:
    page = signing.signed_in(office).get("/desk/settings").get_data(as_text=True)
    assert 'id="push"' in page and "/desk/push/button.js" in page
    key = page.split('data-key="')[1].split('"')[0]
    assert len(decoded(key)) == 65 and key == office.bot.front.browsers.public_key  # type: ignore[union-attr]


def test_the_scripts_are_served_as_scripts_and_the_worker_may_speak_for_the_desk(office: Office) -> None:
    browser = signing.signed_in(office)
    for path in ("/desk/push.js", "/desk/push/button.js"):
        answer = browser.get(path)
        assert answer.status_code == 200 and answer.content_type.startswith("text/javascript")
    assert "showNotification" in browser.get("/desk/push.js").get_data(as_text=True)
