"""What the secret key is used for: seals on ledger lines, and the keyed hashes of people who must be left alone."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from bot.errors import StoreError


class Keys:
    """The current pepper and those before it; the first one makes, all of them recognise."""

    def __init__(self, pepper: bytes, old: Sequence[bytes] = ()) -> None:
        if not all((pepper, *old)):
            raise StoreError(why="the secret key is empty; set ASKFIRST_SECRET_KEY.")
        self._peppers = (pepper, *old)
        self._seals = tuple(hmac.digest(each, b"askfirst ledger seal", "sha256") for each in self._peppers)
        self.ids = tuple(hmac.digest(each, b"askfirst pepper id", "sha256").hex()[:16] for each in self._peppers)

    def seal(self, line_hash: str) -> str:
        """Return what proves that a holder of the key wrote the line: keyed BLAKE2b, hex."""
        return _seal(self._seals[0], line_hash)

    def sealed(self, line_hash: str, seal: str) -> bool:
        """Whether the seal is ours, by the current key or an old one."""
        if _seal(self._seals[0], line_hash) == seal:
            return True
        return any(_seal(key, line_hash) == seal for key in self._seals[1:])

    def hashes(self, kind: str, match: str) -> tuple[str, ...]:
        """Return the suppression hashes of one identifier, the current key's first."""
        text = f"{kind}:{match}".encode()
        return tuple(hmac.digest(each, text, "sha256").hex() for each in self._peppers)


def _seal(key: bytes, line_hash: str) -> str:
    return hashlib.blake2b(line_hash.encode(), key=key, digest_size=32).hexdigest()
