"""What the desk's pages cost: replies a second with 0 and with 50 open pages, and opening them with a million messages.

python -m bench.pages [--count 3000] [--rounds 5] [--pages 50] [--messages 1000000] [--only live|open]
"""

from __future__ import annotations

import argparse
import os
import re
import select
import socket
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from bench import desk as million
from bench import parts
from bot import settings, wiring
from bot.core.incoming import Sender
from bot.ports import Tx
from bot.services import accounts_entry
from bot.services.accounts_entry import Visitor
from bot.services.accounts_owner import Wanted, add
from bot.services.accounts_secrets import token
from bot.web import create_app

BUSY = 25  # persons who are handed over


class Pages:
    """Open pages as a browser holds them: a stream each, and what it names is fetched again."""

    def __init__(self, port: int, cookie: str, tickets: list[int], count: int) -> None:
        self._port, self._cookie = port, cookie
        self.fetched = self.heard = 0
        self._links: dict[socket.socket, int] = {}
        for n in range(count):
            ticket = tickets[n // 2 % len(tickets)] if n % 2 else 0
            link = socket.create_connection(("127.0.0.1", port))
            link.sendall(self._request(f"/desk/live?ticket={ticket}", "text/event-stream"))
            answer = link.recv(4096)
            assert b" 200 " in answer[:20], answer[:300]
            self._links[link] = ticket
        self._fetcher = socket.create_connection(("127.0.0.1", port))
        self._ended = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def close(self) -> None:
        self._ended = True
        self._thread.join()
        for link in (*self._links, self._fetcher):
            link.close()

    def _request(self, path: str, accept: str = "text/html") -> bytes:
        told = {"Host": f"127.0.0.1:{self._port}", "Accept": accept, "Cookie": f"askfirst={self._cookie}"}
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
        return "\r\n".join(lines).encode()

    def _run(self) -> None:
        while not self._ended:
            for link in select.select(list(self._links), [], [], 0.2)[0]:
                ticket = self._links[link]
                names = re.findall(rb"event: (\S+)", link.recv(65536))
                self.heard += len(names)
                wanted = {b"lists": "/desk/waiting/fresh", f"ticket-{ticket}".encode(): f"/desk/{ticket}/fresh"}
                for name in set(names):
                    if name in wanted:
                        self._fetch(wanted[name])

    def _fetch(self, path: str) -> None:
        self._fetcher.sendall(self._request(path))
        parts._take_answer(self._fetcher)
        self.fetched += 1


def staffed(environ: dict[str, str]) -> tuple[str, list[int]]:
    """Let somebody in, and hand persons over; (the cookie, tickets)."""
    bot = wiring.build(settings.load(environ))
    fresh, now = token(bot.front.ids), bot.clock.now()

    def work(tx: Tx) -> list[int]:
        row, _ = add(tx, bot.front, "nobody", Wanted("Rita", "rita@example.com", "owner", [], "en"))
        accounts_entry.begin(tx, bot.front, row.id, fresh, "in", Visitor())
        persons = [tx.persons.find(Sender(phone=f"1555{n:07d}"))[0] for n in range(BUSY)]
        found = [tx.tickets.current(person) for person in persons]
        return [ticket.id for ticket in found if ticket is not None]

    try:
        assert now
        return fresh, bot.store.write(work)
    finally:
        bot.store.close()


def burst(pid: int, port: int, provider: parts.Provider, first: int, count: int, every: int) -> tuple[float, float]:
    """Replies a second and CPU milliseconds a reply, while one message in *every* (0: none) is of a person who is handed over."""
    requests, replies = [], 0
    for n in range(first, first + count):
        handed_over = every > 0 and n % every == 0
        replies += not handed_over
        person = n // every % BUSY if handed_over else BUSY + n % 400
        requests.append(parts.raw_request(port, parts.body(n, person)))
    before, used, start = len(provider.arrived), parts.cpu_seconds(pid), time.perf_counter()
    feeder = threading.Thread(target=parts.load, args=(port, requests, 16))
    feeder.start()
    came = provider.wait_for(before + replies, 120)
    seconds = time.perf_counter() - start
    feeder.join()
    assert came, f"only {len(provider.arrived) - before} of {replies} replies came"
    return replies / seconds, (parts.cpu_seconds(pid) - used) / replies * 1000


def live(count: int, rounds: int, pages: int, every: int) -> None:
    """One server; bursts with and without open pages by turns."""
    told = fetched = 0
    os.sched_setaffinity(0, {parts.LOAD_CORE})
    provider = parts.Provider()
    with tempfile.TemporaryDirectory() as folder:
        port = parts.free_port()
        environ = parts.environment(Path(folder), port, provider.port, ASKFIRST_SECRET_KEY="bench")
        with parts.running([*parts.ASKFIRST, "serve"], environ, port, core=parts.SERVER_CORE) as server:
            person = [parts.raw_request(port, parts.body(n, n, "I want to talk to a person")) for n in range(BUSY)]
            parts.load(port, person, 4)
            provider.wait_for(BUSY, 20)
            time.sleep(1)
            cookie, tickets = staffed(environ)
            burst(server.pid, port, provider, 10_000_001, 500, 0)
            ratios = []
            for n in range(rounds):
                rates: dict[bool, tuple[float, float]] = {}
                for with_pages in (False, True) if n % 2 else (True, False):
                    held = Pages(port, cookie, tickets, pages) if with_pages else None
                    rates[with_pages] = burst(
                        server.pid, port, provider, (2 * n + with_pages) * count + 1000, count, every
                    )
                    if held is not None:
                        held.close()
                        told, fetched = held.heard, held.fetched
                ratios.append(tuple(there / here for there, here in zip(rates[True], rates[False], strict=True)))
                for with_pages, (rate, cost) in sorted(rates.items()):
                    what = f"with {pages} pages ({told} events, {fetched} fetched)" if with_pages else "alone"
                    print(f"  {rate:.0f}/s, {cost:.2f} ms CPU a reply, {what}")
    os.sched_setaffinity(0, set(parts.CORES))
    busy = f"one message in {every} at the desk" if every else "nothing at the desk"
    speed, cost = (statistics.median(values) for values in zip(*ratios, strict=True))
    print(
        f"{pages} open pages, {busy}: {speed:.3f} x the replies a second at {cost:.3f} x the CPU (medians of {rounds})"
    )


def opening(tickets: int, messages: int) -> None:
    """Pages of a database as years of use leave it, through the whole application, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        environ = parts.environment(Path(folder), 0, 9, ASKFIRST_SECRET_KEY="bench", ASKFIRST_PORT="8000")
        wiring.build(settings.load(environ)).store.close()
        million.fill(Path(folder) / "bench.db", tickets, messages)
        bot = wiring.build(settings.load(environ))
        bot.clock.move(million.NOW - int(time.time()))
        fresh = token(bot.front.ids)

        def let_in(tx: Any) -> None:
            row, _ = add(tx, bot.front, "nobody", Wanted("Rita", "rita@example.com", "owner", [], "en"))
            accounts_entry.begin(tx, bot.front, row.id, fresh, "in", Visitor())

        bot.store.write(let_in)
        client = create_app(bot.front).test_client()
        client.set_cookie("askfirst", fresh)
        middle = (million.NOW - tickets * 25) * 10**10
        for path in ("/desk/waiting", "/desk/all", f"/desk/all?before={middle}", "/desk/all?q=zebra",
                     f"/desk/{tickets // 2}?view=waiting", "/desk/1?view=waiting", "/desk/1/fresh"):  # fmt: skip
            taken = []
            for _ in range(7):
                start = time.perf_counter()
                answer = client.get(path)
                taken.append((time.perf_counter() - start) * 1000)
                assert answer.status_code == 200, answer.status
            print(
                f"  {path.partition('?before')[0]:<28} {statistics.median(taken):7.1f} ms, first time {taken[0]:.1f} ms"
            )
        bot.store.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=3000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--pages", type=int, default=50)
    options.add_argument("--tickets", type=int, default=10_000)
    options.add_argument("--messages", type=int, default=1_000_000)
    options.add_argument("--only", default="")
    given = options.parse_args()
    if given.only in ("", "live"):
        live(given.count, given.rounds, given.pages, 0)
        live(given.count, given.rounds, given.pages, 100)
    if given.only in ("", "open"):
        opening(given.tickets, given.messages)


if __name__ == "__main__":
    main()
