"""Open pages and webhooks share one real server: neither keeps the other waiting, and both let it end."""

from __future__ import annotations

import socket
import urllib.request
from pathlib import Path

from bot.cli.server import STREAMS
from tests.web.browser.place import Shop


def test_when_every_stream_is_taken_webhooks_are_answered_and_the_server_still_ends(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    links: list[socket.socket] = []
    try:
        cookie = shop.session(shop.user("Rita"))
        asked = f"GET /desk/live HTTP/1.1\r\nHost: 127.0.0.1:{shop.port}\r\nCookie: askfirst={cookie}\r\n\r\n".encode()
        statuses = []
        for _ in range(STREAMS + 2):
            links.append(socket.create_connection(("127.0.0.1", shop.port), timeout=10))
            links[-1].sendall(asked)
            statuses.append(links[-1].recv(12).decode())
        assert statuses == ["HTTP/1.1 200"] * STREAMS + ["HTTP/1.1 204"] * 2
        with urllib.request.urlopen(f"{shop.url}/ready", timeout=2) as answer:
            assert answer.status == 200
        links.pop(0).close()  # a page that was closed gives its place to the next one
        links.append(socket.create_connection(("127.0.0.1", shop.port), timeout=10))
        links[-1].sendall(asked)
        assert links[-1].recv(12) == b"HTTP/1.1 200"
    finally:
        shop.close()
        for link in links:
            link.close()
