"""Only what WhatsApp signed comes in."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.signatures import check_sha256, same
from bot.errors import BadSignature

SECRET = "test_app_secret"
VECTORS = [
    (
        b'{"object":"whatsapp_business_account","entry":[]}',
        "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
    ),
    (
        b'{"object": "whatsapp_business_account", "entry": []}',
        "56cbbaf4961c6cfdae48b7f116c047e5eb513d2c931baae63a2bc1afd26f803a",
    ),
    (b'{"a":"\\u00e4"}', "a104fd04f240f3226c911617d2d487230475cccb686df583ff32134b6e940688"),
    ('{"a":"ä"}'.encode(), "12b95ac8cc6b4b28b638128527b14221223e60fc0dfc5991cb12a0e2313fe651"),
]
BODY, HEX = VECTORS[0]


@pytest.mark.parametrize(("body", "digest"), VECTORS)
def test_the_raw_bytes_are_what_is_signed(body: bytes, digest: str) -> None:
    check_sha256(body, f"sha256={digest}", (SECRET,))


@pytest.mark.parametrize("secrets", [("old", SECRET), (SECRET, "new"), ("", SECRET)])
def test_any_of_several_secrets_will_do(secrets: tuple[str, ...]) -> None:
    check_sha256(BODY, f"sha256={HEX}", secrets)


@pytest.mark.parametrize(
    "header",
    ["", "sha256=", HEX, f"sha1={HEX}", f"sha256={HEX[:-1]}", f"sha256={HEX}0", f"sha256={HEX.upper()}",
     f"sha256={HEX}\n", f" sha256={HEX}", "sha256=" + "é" * 64, "sha256=" + "０" * 64, f"sha256={'0' * 64}"],
)  # fmt: skip
def test_any_other_header_is_refused(header: str) -> None:
    with pytest.raises(BadSignature):
        check_sha256(BODY, header, (SECRET,))


@pytest.mark.parametrize("secrets", [(), ("",), ("", "")])
def test_without_a_secret_everything_is_refused(secrets: tuple[str, ...]) -> None:
    signed_with_nothing = hmac.new(b"", BODY, hashlib.sha256).hexdigest()
    with pytest.raises(BadSignature):
        check_sha256(BODY, f"sha256={signed_with_nothing}", secrets)


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(BadSignature):
        check_sha256(BODY + b" ", f"sha256={HEX}", (SECRET,))


@given(st.text(), st.text(), st.lists(st.text(st.characters(exclude_categories=("Cs",))), max_size=3))
@settings(max_examples=150, derandomize=True)
def test_nothing_but_bad_signature_comes_of_any_input(body: str, header: str, secrets: list[str]) -> None:
    with pytest.raises(BadSignature):
        check_sha256(body.encode(errors="surrogatepass"), header, secrets)


@pytest.mark.parametrize(
    ("ours", "given_text", "expected"),
    [("abc", "abc", True), ("abc", "abd", False), ("", "", False), ("é", "é", True), ("?", "\ud800", False)],
)
def test_tokens_are_compared_whole_and_an_empty_one_is_never_right(ours: str, given_text: str, expected: bool) -> None:
    assert same(ours, given_text) is expected
