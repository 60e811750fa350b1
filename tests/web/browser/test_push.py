"""The button and the service worker in a real browser; the push service itself is played by the browser's own tools."""

from __future__ import annotations

import json

import pytest

from bot.channels.webpush import payload
from bot.core.telling import Notice, Waiting
from tests.web.browser.place import Desk, Shop

pytestmark = pytest.mark.browser
LOOK = """(async () => {
  for (let n = 0; n < 5; n += 1) {
    const found = await window.worker.getNotifications();
    if (found.length) return JSON.stringify(found.map((one) => [one.title, one.body, one.data.url, one.lang]));
    await new Promise((done) => setTimeout(done, 50));
  }
  return "[]";
})()"""


def test_a_push_becomes_a_notice_that_names_team_and_number(desk: Desk, shop: Shop) -> None:
    desk._call("Browser.grantPermissions", permissions=["notifications"], origin=shop.url)
    desk.open(f"{shop.url}/desk/settings")
    desk.wait("document.querySelector('#push [data-push=on]').offsetParent")
    assert desk.run("navigator.serviceWorker.ready.then((one) => new URL(one.scope).pathname)") == "/desk/"
    desk._call("ServiceWorker.enable")
    notice = Notice("k", "waiting", (Waiting(12, "waiting", "front", "10:02"),), link=f"{shop.url}/desk/12")
    desk.run("navigator.serviceWorker.ready.then((one) => { window.worker = one; })")
    shown = "[]"
    for _ in range(40):  # the tools know the worker a moment after it is ready
        for number in range(8):  # by a number of their own; wrong ones reach nobody
            desk._call(
                "ServiceWorker.deliverPushMessage",
                origin=shop.url,
                registrationId=str(number),
                data=payload(notice).decode(),
            )
        shown = desk.run(LOOK)
        if shown != "[]":
            break
    assert json.loads(shown) == [
        ["A customer waits (front), #12", "Open the conversation", f"{shop.url}/desk/12", "en"]
    ]
    desk.run("window.worker.getNotifications().then((all) => all.forEach((one) => one.close()))")
