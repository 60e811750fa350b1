"""A mail server on loopback: EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, and whatever refusals a test asks for."""

from __future__ import annotations

import base64
import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import lru_cache
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Postbox:
    """``mails`` holds (from, to, message); ``said`` every command. ``refuse``: command -> the answer instead of 250."""

    def __init__(self, *, tls: bool = False, implicit: bool = False, user: str = "", password: str = "") -> None:
        self.mails: list[tuple[str, str, EmailMessage]] = []
        self.said: list[str] = []
        self.refuse: dict[str, str] = {}
        self.encrypted: list[bool] = []
        self._tls, self._implicit, self._login = tls, implicit, (user, password)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):  # a test has closed it before
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._begin, args=(connection,), daemon=True).start()

    def _begin(self, connection: socket.socket) -> None:
        lines = [connection]
        try:
            if self._implicit:
                lines.append(_server_side(connection))
            self._talk(lines)
        except (OSError, ValueError):
            pass
        finally:
            for line in lines:
                line.close()

    def _talk(self, lines: list[socket.socket]) -> None:
        line = lines[-1]
        line.sendall(b"220 postbox\r\n")
        file = line.makefile("rb")
        sender = receiver = ""
        while command := file.readline().decode().strip():
            word = command.upper().split(":")[0].split(" ")[0]
            self.said.append(word)
            if word in self.refuse:
                line.sendall(f"{self.refuse[word]}\r\n".encode())
            elif word == "EHLO":
                offers = ["250-postbox"] + (["250-STARTTLS"] if self._tls and not _safe(line) else [])
                line.sendall("\r\n".join([*offers, "250-AUTH PLAIN", "250 8BITMIME", ""]).encode())
            elif word == "STARTTLS":
                line.sendall(b"220 go on\r\n")
                line = _server_side(line)
                lines.append(line)
                file.close()
                file = line.makefile("rb")
            elif word == "AUTH":
                _, user, password = base64.b64decode(command.split(" ")[2]).decode().split("\0")
                line.sendall(b"235 in\r\n" if (user, password) == self._login else b"535 no\r\n")
            elif word == "MAIL":
                sender = command.split("<")[1].split(">")[0]
                line.sendall(b"250 ok\r\n")
            elif word == "RCPT":
                receiver = command.split("<")[1].split(">")[0]
                line.sendall(b"250 ok\r\n")
            elif word == "DATA":
                line.sendall(b"354 go on\r\n")
                content = b"".join(iter(file.readline, b".\r\n"))
                if "END" in self.refuse:
                    line.sendall(f"{self.refuse['END']}\r\n".encode())
                    continue
                self.encrypted.append(_safe(line))
                self.mails.append((sender, receiver, message_from_bytes(content, policy=default)))  # type: ignore[arg-type]
                line.sendall(b"250 taken\r\n")
            elif word == "QUIT":
                line.sendall(b"221 bye\r\n")
                return
            else:
                line.sendall(b"250 ok\r\n")


def _safe(line: socket.socket) -> bool:
    return isinstance(line, ssl.SSLSocket)


def _server_side(line: socket.socket) -> socket.socket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate())
    return context.wrap_socket(line, server_side=True)


def trust() -> ssl.SSLContext:
    """A client that believes our certificate."""
    return ssl.create_default_context(cafile=str(_certificate()))


@lru_cache(maxsize=1)
def _certificate() -> Path:
    import tempfile

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1)).add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = Path(tempfile.mkdtemp(prefix="askfirst-postbox-")) / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
