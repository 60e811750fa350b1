"""What the measurements share: a provider that answers at once, webhook bodies, a load of raw sockets, processes."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

SECRET = "bench-secret"
NUMBER = "222000222000222"
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[0], CORES[-1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def body(n: int, person: int, text: str = "hello", at: int | None = None) -> bytes:
    """One signed-to-be webhook body with one text message."""
    phone = f"1555{person:07d}"
    sent = str(at or int(time.time()))
    message = {"from": phone, "from_user_id": f"US.{person}", "id": f"wamid.B{n}", "timestamp": sent, "type": "text",
               "text": {"body": text}}  # fmt: skip
    value = {"messaging_product": "whatsapp",
             "metadata": {"display_phone_number": "15550100001", "phone_number_id": NUMBER},
             "contacts": [{"profile": {"name": "Ada Test"}, "wa_id": phone, "user_id": f"US.{person}"}],
             "messages": [message]}  # fmt: skip
    change = {"field": "messages", "value": value}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()


def raw_request(port: int, data: bytes) -> bytes:
    """The whole HTTP request of a webhook, signed."""
    signature = hmac.new(SECRET.encode(), data, hashlib.sha256).hexdigest()
    head = (
        f"POST /webhook HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


def receipt(sent: bytes, n: int) -> bytes:
    """The body that says that a message was sent."""
    told = json.loads(sent)
    status = {"id": f"wamid.P{n}", "status": "sent", "timestamp": str(int(time.time())),
              "recipient_id": told.get("to", "").lstrip("+"),
              "biz_opaque_callback_data": told.get("biz_opaque_callback_data", "")}  # fmt: skip
    value = {"messaging_product": "whatsapp",
             "metadata": {"display_phone_number": "15550100001", "phone_number_id": NUMBER},
             "statuses": [status]}  # fmt: skip
    change = {"field": "messages", "value": value}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()


def load_one(port: int, request: bytes) -> None:
    """Send one request over a connection of its own; raises where it is not taken."""
    _drive(port, [request], [])


def load(port: int, requests: list[bytes], connections: int) -> tuple[float, list[float]]:
    """Send all requests over so many connections; return (seconds, each answer's seconds)."""
    taken: list[list[float]] = [[] for _ in range(connections)]
    threads = [
        threading.Thread(target=_drive, args=(port, requests[n::connections], taken[n])) for n in range(connections)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start, [t for times in taken for t in times]


def _drive(port: int, requests: list[bytes], taken: list[float]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            start = time.perf_counter()
            link.sendall(request)
            _take_answer(link)
            taken.append(time.perf_counter() - start)


def _take_answer(link: socket.socket) -> None:
    answer = b""
    while b"\r\n\r\n" not in answer:
        piece = link.recv(65536)
        if not piece:
            raise ConnectionError("the server hung up")
        answer += piece
    if b" 200 " not in answer[:20]:
        raise RuntimeError(answer[:200])
    head, _, rest = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.I)
    missing = (int(length[1]) if length else 0) - len(rest)
    while missing > 0:
        missing -= len(link.recv(65536))


class Provider:
    """A Graph API that takes everything after ``delay`` seconds and remembers when; in this process's own thread."""

    def __init__(self, delay: float = 0.0, *, receipts_to: int = 0) -> None:
        """``receipts_to``: a bot's port that gets a ``sent`` receipt for every message."""
        self.delay, self.port, self.receipts_to = delay, free_port(), receipts_to
        self._receipts: SimpleQueue[bytes] = SimpleQueue()
        if receipts_to:
            threading.Thread(target=self._tell, daemon=True).start()
        self.arrived: list[tuple[float, bytes]] = []
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        ready.wait()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._loop.create_server(lambda: _Graph(self), "127.0.0.1", self.port))
        ready.set()
        self._loop.run_forever()

    def _tell(self) -> None:
        """Post receipts, each until it is taken, as WhatsApp does."""
        while True:
            request = raw_request(self.receipts_to, self._receipts.get())
            while True:
                with contextlib.suppress(OSError, RuntimeError):
                    load_one(self.receipts_to, request)
                    break
                time.sleep(0.1)

    def wait_for(self, count: int, seconds: float) -> bool:
        end = time.perf_counter() + seconds
        while len(self.arrived) < count and time.perf_counter() < end:
            time.sleep(0.01)
        return len(self.arrived) >= count


class _Graph(asyncio.Protocol):
    def __init__(self, provider: Provider) -> None:
        self._provider, self._buffer = provider, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = re.search(rb"content-length: (\d+)", self._buffer[:end], re.I)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            self._provider.arrived.append((time.perf_counter(), body))
            n = len(self._provider.arrived)
            if self._provider.receipts_to:
                self._provider._receipts.put(receipt(body, n))
            if self._provider.delay:
                self._provider._loop.call_later(self._provider.delay, self._answer, n)
            else:
                self._answer(n)

    def _answer(self, n: int) -> None:
        said = (
            b'{"messaging_product":"whatsapp","contacts":[{"input":"+1","wa_id":""}],"messages":[{"id":"wamid.P%d"}]}'
            % n
        )
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(said)
        self._transport.write(head + said)  # type: ignore[attr-defined]


def environment(folder: Path, port: int, provider: int, flows: str = "flows", **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "ASKFIRST_DATABASE": f"sqlite:///{folder / 'bench.db'}",
        "ASKFIRST_FLOWS": flows,
        "ASKFIRST_PORT": str(port),
        "ASKFIRST_LOG": "error",
        "ASKFIRST_PACE": "10000",
        "WHATSAPP_ACCESS_TOKEN": "t",
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": "v",
        "WHATSAPP_PHONE_NUMBER_ID": NUMBER,
        "WHATSAPP_API_URL": f"http://127.0.0.1:{provider}/v26.0",
        **more,
    }


@contextlib.contextmanager
def running(
    command: list[str], env: dict[str, str], port: int, *, core: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server in its own process group, pinned to one core where asked; killed at the end."""
    pin = (lambda: os.sched_setaffinity(0, {core})) if core is not None else None
    process = subprocess.Popen(command, env=env, start_new_session=True, preexec_fn=pin)
    try:
        wait_until_up(port, process)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def wait_until_up(port: int, process: subprocess.Popen[bytes], path: str = "/health") -> None:
    end = time.perf_counter() + 20
    while time.perf_counter() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1):
            return
        time.sleep(0.005)
    raise RuntimeError("the server did not start")


def get(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return bytes(answer.read())


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    end = time.perf_counter() + seconds
    while not true():
        if time.perf_counter() > end:
            raise TimeoutError
        time.sleep(0.05)


def family(pid: int) -> list[int]:
    """A process and all its children."""
    found = [pid]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                if parent in found:
                    found.append(int(entry.name))
    return found


def cpu_seconds(pid: int) -> float:
    """CPU time that a process and its children used so far."""
    total = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> tuple[float, float]:
    """(sum of resident sizes, proportional size: shared pages counted once), MB."""
    resident = shared = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{one}/smaps_rollup").read_text()
            resident += int(re.search(r"Rss:\s+(\d+)", text)[1])  # type: ignore[index]
            shared += int(re.search(r"Pss:\s+(\d+)", text)[1])  # type: ignore[index]
    return resident / 1024, shared / 1024


def percentile(values: list[float], share: float) -> float:
    return statistics.quantiles(values, n=1000)[int(share * 10) - 1] if len(values) > 2 else max(values)


ASKFIRST = [sys.executable, "-m", "bot"]
