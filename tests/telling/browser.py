"""A browser that subscribed, and its maker's push service on loopback: both with real cryptography."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser:
    """Holds the private key of one subscription; opens what was pushed to it (RFC 8291 from the receiver's side)."""

    def __init__(self, endpoint: str, *, private: Any = None, auth: bytes = b"0123456789abcdef") -> None:
        self.endpoint, self.auth = endpoint, auth
        self._private = private or ec.generate_private_key(ec.SECP256R1())
        self.point = self._private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def json(self) -> dict[str, Any]:
        """As PushSubscription.toJSON gives it."""
        keys = {"p256dh": encoded(self.point), "auth": encoded(self.auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def opens(self, body: bytes) -> bytes:
        """Decrypt one aes128gcm record."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert size >= len(sealed)
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self._private.exchange(ec.ECDH(), sender)
        secret = _hkdf(shared, self.auth, b"WebPush: info\x00" + self.point + theirs, 32)
        key = _hkdf(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _hkdf(secret, salt, b"Content-Encoding: nonce\x00", 12)
        text = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
        assert text[-1:] == b"\x02"
        return text[:-1]


def _hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


class PushService:
    """Takes messages whose VAPID signature is right; ``status`` is what it answers then."""

    def __init__(self) -> None:
        self.status, self.headers = 201, {}
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.claims: list[dict[str, Any]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = service.judge(headers, body)
                self.send_response(status)
                for name, value in service.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def judge(self, headers: dict[str, str], body: bytes) -> int:
        """RFC 8292: who signed, for whom, until when."""
        try:
            claims = checked(headers["authorization"])
        except (KeyError, InvalidSignature, ValueError):
            return 401
        if claims["aud"] != self.url or headers.get("content-encoding") != "aes128gcm" or "ttl" not in headers:
            return 403
        self.claims.append(claims)
        self.taken.append((headers, body))
        return self.status


def checked(header: str) -> dict[str, Any]:
    """Return the claims of an Authorization header; InvalidSignature where they are not signed with its key."""
    scheme, _, rest = header.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    if scheme != "vapid":
        raise ValueError(scheme)
    head, claims, mark = parts["t"].split(".")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(parts["k"]))
    raw = decoded(mark)
    signature = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(signature, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(decoded(head)) == {"typ": "JWT", "alg": "ES256"}
    return dict(json.loads(decoded(claims)))
