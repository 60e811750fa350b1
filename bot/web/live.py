"""What keeps open pages fresh: one thread follows the desk's events and wakes the streams that wait.

A stream carries ids only, never a word of anybody: the page fetches what it may see. Each stream holds one of the
server's threads, so their number has a limit; a page that gets none looks again every few seconds.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.errors import AskFirstError
from bot.ports import Store, Tx

log = logging.getLogger("askfirst.live")

BEAT = 15.0  # seconds between two signs of life, so that no proxy gives up
REST = 0.1  # seconds between two looks: a hundred commits a second are ten looks
LISTS_REST = 2.0  # seconds between two "the lists changed" of one stream …
LISTS_EACH = 0.2  # … and this much more for each page that is open: all together fetch at most five lists a second
CHECK = 5.0  # seconds between two looks whether the session still holds; what the page fetches is checked each time
TICKS_REST = 1.0  # seconds between two looks whether ticks of an open conversation moved …
SETTLED_REST = 10.0  # … and where all have come as far as they go, or are old
NEWEST = 4  # messages of a conversation whose ticks are watched
FINAL = ("read", "played", "failed", "blocked")
OLD = 600  # seconds after which nobody waits for a tick any more
LINKS_REST = 1.0  # seconds between two looks who hung up
EVERYTHING = -1  # stands for every ticket
CATCH_UP = 200  # events that a page which comes back is told of; beyond them it looks at everything


@dataclass(slots=True, eq=False)
class Stream:
    """One open page, maybe with a conversation in it. ``tickets``: what changed since it was last told; ``lists``: they did."""

    last: int
    ticket: int = 0
    person: str = ""
    link: socket.socket | None = None
    tickets: set[int] = field(default_factory=set)
    lists: bool = False
    over: bool = False
    news: threading.Condition = field(default_factory=threading.Condition)

    def tell(self, tickets: set[int], last: int = 0) -> None:
        """Note what changed and wake whoever waits. ``last``: the newest event; 0: only ticks changed."""
        with self.news:
            mine = tickets & {EVERYTHING, self.ticket}
            awake = bool(mine) or not self.lists
            self.tickets |= mine
            self.lists, self.last = self.lists or last > 0, last or self.last
            if awake:
                self.news.notify_all()

    def end(self) -> None:
        """Let go of the request."""
        with self.news:
            self.over = True
            self.news.notify_all()

    def hung_up(self) -> bool:
        """Whether the browser has gone; only a look at the socket tells, as nothing is written for long."""
        if self.link is None:
            return False
        try:
            return self.link.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except (OSError, ValueError):
            return True


class Hub:
    """The streams of one process. ``most``: how many there may be; 0: every page looks for itself."""

    def __init__(
        self, store: Store, now: Callable[[], int], ending: Callable[[], bool], most: Callable[[], int]
    ) -> None:
        self._most = most
        self._now = now
        self._store = store
        self._ending = ending
        self._streams: set[Stream] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._seen = 0
        self._ticks: dict[str, object] = {}  # of each person whose conversation is open: how far their messages came
        self._ticks_from: dict[str, float] = {}  # when to look at them again
        self._links_from = 0.0

    def __len__(self) -> int:
        return len(self._streams)

    def join(self, ticket: int = 0, after: int | None = None, link: socket.socket | None = None) -> Stream | None:
        """Return a stream that hears of what comes after event *after* (None: from now on); None where all are taken."""

        def look(tx: Tx) -> tuple[int, str]:
            row = tx.tickets.get(ticket) if ticket else None
            return tx.desk.last_event(), row.person if row else ""

        now, person = self._store.read(look)
        stream = Stream(now if after is None else min(after, now), ticket, person, link)
        with self._changed:
            if len(self._streams) >= self._most():
                self._drop_gone()
            if len(self._streams) >= self._most() or self._ending():
                return None
            if not self._streams:
                self._seen = now
            self._streams.add(stream)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._follow, name="live", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        if stream.last < self._seen:
            self._catch_up(stream)
        return stream

    def leave(self, stream: Stream) -> None:
        """Give the place to somebody else."""
        with self._changed:
            self._streams.discard(stream)

    def _drop_gone(self) -> None:
        for gone in [stream for stream in self._streams if stream.hung_up()]:
            self._streams.discard(gone)
            gone.end()

    def _catch_up(self, stream: Stream) -> None:
        events = self._store.read(lambda tx: tx.desk.events(stream.last, CATCH_UP))
        missed = {event.ticket for event in events}
        stream.tell({EVERYTHING} if len(events) == CATCH_UP else missed, self._seen)

    def _follow(self) -> None:
        """Wait for the database to change as long as somebody listens; end when nobody does or the server stops."""
        while True:
            with self._changed:
                if not self._streams:
                    self._changed.wait(1.0)
                if not self._streams or self._ending():
                    streams, self._thread = tuple(self._streams), None
                    break
            self._look()
            time.sleep(REST)
        for stream in streams:
            stream.end()

    def _look(self) -> None:
        try:
            changed = self._store.changed(1.0)
            events = self._store.read(lambda tx: tx.desk.events(self._seen, CATCH_UP)) if changed else ()
            self._look_at_ticks()
        except AskFirstError as problem:
            log.warning("Live pages wait: %s", problem)
            time.sleep(1.0)
            return
        if events:
            self._seen = events[-1].id
            tickets = {event.ticket for event in events}
            for stream in tuple(self._streams):
                stream.tell(tickets, self._seen)
                if stream.ticket in tickets:
                    self._ticks_from.pop(stream.person, None)
        if time.monotonic() >= self._links_from:
            self._links_from = time.monotonic() + LINKS_REST
            for stream in tuple(self._streams):
                if stream.hung_up():
                    stream.end()

    def _look_at_ticks(self) -> None:
        """Wake the pages whose conversation has ticks that moved; receipts are no events, and there are many."""
        now = time.monotonic()
        watching = [stream for stream in tuple(self._streams) if stream.person]
        persons = {stream.person for stream in watching if now >= self._ticks_from.get(stream.person, 0.0)}
        if not persons:
            return
        found = self._store.read(lambda tx: {person: _ticks(tx, person, self._now()) for person in persons})
        moved = {person for person, (ticks, moving) in found.items() if self._moved(person, ticks, moving)}
        here = {stream.person for stream in watching}
        self._ticks = {person: ticks for person, ticks in self._ticks.items() if person in here}
        self._ticks |= {person: ticks for person, (ticks, _) in found.items()}
        rests = {person: TICKS_REST if moving else SETTLED_REST for person, (_, moving) in found.items()}
        self._ticks_from = {person: at for person, at in self._ticks_from.items() if person in here}
        self._ticks_from |= {person: now + rest for person, rest in rests.items()}
        for stream in watching:
            if stream.person in moved:
                stream.tell({stream.ticket})

    def _moved(self, person: str, ticks: object, moving: bool) -> bool:
        """Whether a page may show old ticks; of somebody who is looked at first nobody knows what the page shows."""
        return ticks != self._ticks[person] if person in self._ticks else moving


def _ticks(tx: Tx, person: str, now: int) -> tuple[object, bool]:
    """Return how far a person's newest messages came, and whether one is still on its way."""
    rows = tx.outbox.of(person, NEWEST)
    moving = any(row.state not in FINAL and row.at > now - OLD for row in rows)
    return tuple((row.id, row.state) for row in rows), moving


def lines(stream: Stream, hub: Hub, allowed: Callable[[], bool]) -> Iterator[str]:
    """Yield the text of a stream until the page goes, the session ends or the server stops."""
    lists_from = checked = 0.0
    try:
        yield "retry: 2000\n\n: here\n\n"
        while (news := _wait(stream, lists_from)) is not None:
            if time.monotonic() > checked + CHECK:
                checked = time.monotonic()
                if not allowed():
                    yield "event: over\ndata:\n\n"
                    break
            tickets, lists, last = news
            if lists:
                lists_from = time.monotonic() + LISTS_REST + LISTS_EACH * len(hub)
            yield _text(tickets, lists, last) or ": still here\n\n"
    finally:
        hub.leave(stream)


def _wait(stream: Stream, lists_from: float) -> tuple[set[int], bool, int] | None:
    """Return (tickets, lists, last event): at once where the ticket changed, the lists from then on; None at the end."""
    with stream.news:
        until = time.monotonic() + BEAT
        while not stream.over and not stream.tickets:
            left = (min(until, lists_from) if stream.lists else until) - time.monotonic()
            if left <= 0:
                break
            stream.news.wait(left)
        if stream.over:
            return None
        lists = stream.lists and time.monotonic() >= lists_from
        tickets, stream.tickets = stream.tickets, set()
        stream.lists = stream.lists and not lists
        return tickets, lists, stream.last


def _text(tickets: set[int], lists: bool, last: int) -> str:
    names = ["everything" if ticket == EVERYTHING else f"ticket-{ticket}" for ticket in sorted(tickets)]
    names += ["lists"] if lists else []
    return "".join(f"id: {last}\nevent: {name}\ndata:\n\n" for name in names)
