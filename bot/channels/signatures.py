"""Signatures of webhook bodies, compared in constant time. Without a secret everything is refused."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence

from bot.errors import BadSignature

_HEADER = re.compile(r"sha256=([0-9a-f]{64})")


def check_sha256(body: bytes, header: str, secrets: Sequence[str]) -> None:
    """Raise BadSignature unless *header* (X-Hub-Signature-256) signs the raw *body* with one of our app secrets.

    Several secrets: the old and the new one while a secret is being changed. All are tried, always.
    """
    found = _HEADER.fullmatch(header)
    given = bytes.fromhex(found[1]) if found else b""
    good = False
    for secret in filter(None, secrets):
        good |= hmac.compare_digest(hmac.digest(secret.encode(), body, "sha256"), given)
    if not good:
        raise BadSignature


def same(ours: str, given: str) -> bool:
    """Compare two secrets in constant time; an empty one of ours is never the same as anything."""
    return bool(ours) and hmac.compare_digest(ours.encode(errors="surrogatepass"), given.encode(errors="surrogatepass"))
