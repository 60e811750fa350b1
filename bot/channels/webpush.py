"""Web push: encrypted for one browser (RFC 8291, aes128gcm of RFC 8188), signed by us (VAPID, RFC 8292).

The only home of ``cryptography``, which is an optional part: ``pip install askfirst[push]``. Without it nothing is
pushed, and everything else works.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.channels.http import Http, Lost
from bot.core.telling import Notice, says, subject
from bot.ports.telling import Again, Done, Never, Outcome

try:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    installed: bool = True
except ImportError:  # the optional part is not there
    installed = False

MISSING = "the package cryptography is not installed: pip install 'askfirst[push]'"
LIFE = 4 * 3600
"""Seconds for which the push service keeps a notice for a browser that is off: later somebody else has answered."""
SIGNED_FOR = 12 * 3600
"""Seconds for which a signature holds; the standard allows 24 hours."""
RECORD = 4096
"""Bytes of the one record; all push services take so many."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def base64url(data: bytes) -> str:
    """Return base64url without padding, as push writes everything."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Read it, with or without padding; ValueError where it is none."""
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)


def endpoint_problem(endpoint: str, *, loopback: bool = False) -> str:
    """Return why a browser's address can't be used: it must be a public https host, so that nobody inside is called."""
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "is no web address"
    if loopback and host in _LOOPBACK:
        return ""
    if parts.scheme != "https" or port not in (None, 443) or "@" in parts.netloc or "\\" in endpoint:
        return "is not an https address"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "" if "." in host and not host.endswith((".local", ".internal", ".localhost")) else "is not public"
    return "is a number, not a name"


def subscription_problem(p256dh: str, auth: str) -> str:
    """Return why a browser's keys can't be used."""
    if not installed:
        return MISSING
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(p256dh))
        return "" if len(from_base64url(auth)) == 16 else "has a secret of the wrong length"
    except ValueError:
        return "has a key that is none"


class Keys:
    """Our VAPID key pair: made once, in a file that only this user can read."""

    def __init__(self, private: Any) -> None:
        self._private = private
        self.public = base64url(_point(private.public_key()))

    @classmethod
    def of(cls, path: Path) -> Keys:
        """Read the pair, or make it. Every browser is bound to it: a lost file means that all must switch on again."""
        if not path.exists():
            made = ec.generate_private_key(ec.SECP256R1())
            if path.name.startswith(":memory:"):  # a rehearsal: its browsers end with it
                return cls(made)
            text = made.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            _write_once(path, text)
        return cls(serialization.load_pem_private_key(path.read_bytes(), None))

    def signed(self, endpoint: str, contact: str, now: int) -> str:
        """Return the Authorization header for one push service."""
        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": now + SIGNED_FOR, "sub": contact}
        head = base64url(b'{"typ":"JWT","alg":"ES256"}')
        body = f"{head}.{base64url(json.dumps(claims, separators=(',', ':')).encode())}"
        r, s = utils.decode_dss_signature(self._private.sign(body.encode(), ec.ECDSA(hashes.SHA256())))
        mark = base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return f"vapid t={body}.{mark}, k={self.public}"


def _write_once(path: Path, content: bytes) -> None:
    """Write a file that is whole as soon as it can be seen; where another process was faster, theirs stays."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _point(public: Any) -> bytes:
    point: bytes = public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return point


def encrypted(text: bytes, p256dh: str, auth: str, *, salt: bytes = b"", own: Any = None) -> bytes:
    """Return *text* for one browser: one record, padded by nothing. ``salt`` and ``own`` are chance where not given."""
    theirs = from_base64url(p256dh)
    browser = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    own = own or ec.generate_private_key(ec.SECP256R1())
    salt = salt or secrets.token_bytes(16)
    ours = _point(own.public_key())
    shared = own.exchange(ec.ECDH(), browser)
    secret = _derived(shared, from_base64url(auth), b"WebPush: info\x00" + theirs + ours, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
    sealed = AESGCM(key).encrypt(nonce, text + b"\x02", None)
    return salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours + sealed


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


class WebPush:
    """Sends notices to browsers. Implements ports.telling.Teller; threads may share it."""

    def __init__(self, key_file: Path, contact: str, *, loopback: bool = False) -> None:
        """``contact``: mailto: or https: of the operator, which push services want to know."""
        self._key_file, self._contact, self._loopback = key_file, contact or "mailto:nobody@example.invalid", loopback
        self._http = Http("", threads=4, read=15.0)
        self._keys: Keys | None = None

    @property
    def public_key(self) -> str:
        """What a browser needs to subscribe; "" where nothing can be pushed."""
        return self._pair().public if installed else ""

    def accept(self, endpoint: str, p256dh: str, auth: str) -> str:
        """Return why a browser can't be told, "" where it can."""
        return endpoint_problem(endpoint, loopback=self._loopback) or subscription_problem(p256dh, auth)

    def problem(self) -> str:
        """Return what is wrong."""
        if not installed:
            return MISSING
        try:
            self._pair()
        except (OSError, ValueError):
            return f"the key file {self._key_file} can't be read or written"
        return ""

    def tell(self, notice: Notice, to: str, now: int) -> Outcome:
        """Push to one browser: *to* is JSON of its endpoint, p256dh and auth."""
        if not installed:
            return Never(MISSING)
        browser = json.loads(to)
        endpoint = str(browser["endpoint"])
        if wrong := self.accept(endpoint, str(browser["p256dh"]), str(browser["auth"])):
            return Never(f"the browser's subscription {wrong}", gone=True)
        headers = {
            "Authorization": self._pair().signed(endpoint, self._contact, now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(LIFE),
            "Urgency": "high",
            "Topic": topic(notice),
        }
        body = encrypted(payload(notice), str(browser["p256dh"]), str(browser["auth"]))
        answer = self._http.call(endpoint, body, headers)
        return _outcome(answer)

    def _pair(self) -> Keys:
        if self._keys is None:
            self._keys = Keys.of(self._key_file)
        return self._keys


def topic(notice: Notice) -> str:
    """What a later notice replaces while the browser is off: at most 32 characters."""
    what = f"ticket-{notice.items[0].ticket}" if len(notice.items) == 1 else notice.kind
    return base64url(hashlib.sha256(what.encode()).digest())[:32]


def payload(notice: Notice) -> bytes:
    """Return what the browser shows: the line without personal data, and where to go."""
    shown = {
        "title": subject(notice),
        "body": says(notice.language, "open") if notice.items else "",
        "tag": topic(notice),
        "url": notice.link,
        "lang": notice.language,
        "dir": "rtl" if notice.language.startswith(("ar", "fa", "he", "ur")) else "ltr",
    }
    return json.dumps(shown, ensure_ascii=False).encode()


def _outcome(answer: Any) -> Outcome:
    if isinstance(answer, Lost):
        return Again(f"the push service: {answer.why}", begun=answer.begun)
    status = answer.status
    if 200 <= status < 300:
        return Done()
    if status in (404, 410):
        return Never("the browser wants no more", gone=True)
    if status == 429 or status >= 500:
        return Again(f"the push service answered {status}", after=answer.retry_after)
    return Never(f"the push service refused ({status})")
