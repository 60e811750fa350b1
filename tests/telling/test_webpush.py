"""Web push: a real browser key opens what was sent, a real push service checks who sent it."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from bot.channels.webpush import Keys, WebPush, encrypted, endpoint_problem, topic
from bot.core.telling import Notice, Waiting
from bot.ports.telling import Again, Done, Never
from tests.telling.browser import Browser, PushService, checked, decoded

NOW = 1_767_607_200
NOTICE = Notice(
    key="k", kind="waiting", items=(Waiting(12, "waiting", "front", "10:02"),), link="https://bot.example.com/desk/12"
)  # fmt: skip


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as made:
        yield made


@pytest.fixture
def push(tmp_path: Path) -> WebPush:
    return WebPush(tmp_path / "askfirst.db.push.pem", "mailto:bot@example.com", loopback=True)


def target(browser: Browser) -> str:
    told = browser.json()
    return json.dumps({"endpoint": told["endpoint"], **told["keys"]})


def test_the_example_of_the_standard_comes_out_to_the_byte() -> None:
    """RFC 8291, appendix A: keys, salt and plain text in, the printed message out."""
    private = ec.derive_private_key(
        int.from_bytes(decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
    )
    made = encrypted(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        salt=decoded("DGv6ra1nlYgDCS1FRnbzlw"),
        own=private,
    )
    assert made == decoded(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_notice_arrives_signed_and_only_that_browser_can_read_it(service: PushService, push: WebPush) -> None:
    browser, other = Browser(f"{service.url}/send/1"), Browser(f"{service.url}/send/2")
    assert push.tell(NOTICE, target(browser), NOW) == Done()
    headers, body = service.taken[0]
    shown = json.loads(browser.opens(body))
    assert shown["title"] == "A customer waits (front), #12" and shown["url"] == "https://bot.example.com/desk/12"
    with pytest.raises(Exception):  # noqa: B017 - whatever the library calls it: it can't be opened
        other.opens(body)
    assert headers["urgency"] == "high" and int(headers["ttl"]) > 0 and len(headers["topic"]) <= 32
    assert service.claims[0]["sub"] == "mailto:bot@example.com"
    assert NOW < service.claims[0]["exp"] <= NOW + 24 * 3600


def test_nothing_of_the_customer_is_in_the_payload(service: PushService, push: WebPush) -> None:
    browser = Browser(f"{service.url}/send/1")
    push.tell(NOTICE, target(browser), NOW)
    shown = json.loads(browser.opens(service.taken[0][1]))
    assert set(shown) == {"title", "body", "tag", "url", "lang", "dir"}


def test_two_notices_are_never_encrypted_alike(service: PushService, push: WebPush) -> None:
    browser = Browser(f"{service.url}/send/1")
    for _ in range(2):
        push.tell(NOTICE, target(browser), NOW)
    (_, one), (_, two) = service.taken
    assert one[:16] != two[:16] and one[21:86] != two[21:86]


def test_a_changed_claim_is_noticed(push: WebPush, tmp_path: Path) -> None:
    """The stand-in's check is real: it refuses what our key did not sign."""
    header = Keys.of(tmp_path / "other.pem").signed("https://push.example.com/1", "mailto:a@b.co", NOW)
    assert checked(header)["aud"] == "https://push.example.com"
    head, claims, rest = header.split(".", 2)
    with pytest.raises(InvalidSignature):
        checked(f"{head}.{claims[:-2]}x{claims[-1]}.{rest}")


def test_the_keys_are_made_once_and_only_this_user_can_read_them(push: WebPush, tmp_path: Path) -> None:
    first = push.public_key
    path = tmp_path / "askfirst.db.push.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert WebPush(path, "").public_key == first and len(decoded(first)) == 65
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("status", "kind", "gone"), [(404, Never, True), (410, Never, True), (400, Never, False), (413, Never, False)]
)
def test_a_browser_that_is_gone_is_told_apart_from_a_refusal(
    service: PushService, push: WebPush, status: int, kind: type, gone: bool
) -> None:
    service.status = status
    told = push.tell(NOTICE, target(Browser(f"{service.url}/send/1")), NOW)
    assert isinstance(told, Never) and told.gone is gone


def test_a_push_service_that_is_busy_says_when(service: PushService, push: WebPush) -> None:
    service.status, service.headers = 429, {"Retry-After": "120"}
    told = push.tell(NOTICE, target(Browser(f"{service.url}/send/1")), NOW)
    assert isinstance(told, Again) and told.after == 120


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/1", "https://127.0.0.1/1", "https://[::1]/1", "https://localhost/1",
        "https://10.0.0.8/1", "https://push.example.com:8443/1", "https://u@push.example.com/1",
        "https://printer.local/1", "https://intranet/1", "file:///etc/passwd", "https://",
    ],
)  # fmt: skip
def test_nobody_can_make_us_call_into_our_own_network(endpoint: str) -> None:
    assert endpoint_problem(endpoint)


def test_real_push_services_are_fine() -> None:
    for host in (
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
        "wns2-db5p.notify.windows.com",
    ):
        assert not endpoint_problem(f"https://{host}/send/abc")


@pytest.mark.parametrize(("p256dh", "auth"), [("", "MDEyMzQ1Njc4OWFiY2RlZg"), ("AAAA", "MDEyMzQ1Njc4OWFiY2RlZg"), ("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "short")])  # fmt: skip
def test_keys_that_are_none_are_refused_before_they_are_kept(push: WebPush, p256dh: str, auth: str) -> None:
    assert push.accept("https://push.example.com/1", p256dh, auth)


def test_a_later_notice_of_the_same_ticket_takes_the_place_of_the_first() -> None:
    late = Notice(key="l", kind="late", items=(Waiting(12, "late", "front", "10:02"),))
    other = Notice(key="o", kind="waiting", items=(Waiting(13, "waiting", "front", "10:02"),))
    assert topic(NOTICE) == topic(late) != topic(other)
