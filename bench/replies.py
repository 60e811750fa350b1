"""Acknowledgement, latency, throughput, CPU, start and memory of the whole bot, beside the plain Flask bot."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench import parts

GUNICORN = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "16", "--log-level", "error",
            "--no-control-socket", "--keep-alive", "75"]  # fmt: skip


def plain(port: int) -> list[str]:
    return [*GUNICORN, "--bind", f"127.0.0.1:{port}", "bench.plain_bot:app"]


def acknowledge(count: int, rounds: int) -> None:
    """Durable acknowledgement beside the same kind of server that answers 200 and stores nothing."""
    ratios, tails = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            rates = {}
            for name in ("ok", "ours"):
                port = parts.free_port()
                env = parts.environment(Path(folder), port, 9, ASKFIRST_WORKER="off")
                command = plain(port) if name == "ok" else [*parts.ASKFIRST, "serve"]
                requests = [parts.raw_request(port, parts.body(n, n % 500)) for n in range(count)]
                if name == "ok":
                    requests = [r.replace(b"POST /webhook", b"POST /ok", 1) for r in requests]
                with parts.running(command, env, port):
                    parts.load(port, requests[:100], 8)
                    seconds, taken = parts.load(port, requests[100:], 8)
                rates[name] = (count - 100) / seconds
                if name == "ours":
                    tails.append(parts.percentile(taken, 99) * 1000)
            ratios.append(rates["ours"] / rates["ok"])
            seen = f"ok {rates['ok']:.0f}/s  durable {rates['ours']:.0f}/s"
            print(f"  {seen}  ratio {ratios[-1]:.2f}  p99 {tails[-1]:.1f} ms")
    ratio, tail = statistics.median(ratios), statistics.median(tails)
    print(f"acknowledgement: ratio {ratio:.2f}, p99 {tail:.1f} ms at 8 connections")


def latency(count: int, rate: float) -> None:
    """Webhook sent to reply at the provider, light load."""
    provider = parts.Provider()
    with tempfile.TemporaryDirectory() as folder:
        port = parts.free_port()
        env = parts.environment(Path(folder), port, provider.port)
        with parts.running([*parts.ASKFIRST, "serve"], env, port):
            time.sleep(0.5)
            taken = []
            for n in range(count):
                start = time.perf_counter()
                parts.load(port, [parts.raw_request(port, parts.body(n, n))], 1)
                provider.wait_for(n + 1, 5)
                taken.append((provider.arrived[n][0] - start) * 1000)
                time.sleep(1 / rate)
    tail = parts.percentile(taken[5:], 99)
    print(f"light load: median {statistics.median(taken):.1f} ms, p99 {tail:.1f} ms from webhook to provider")


def saturate(name: str, count: int, delay: float = 0.0) -> tuple[float, float]:
    """Replies a second and CPU milliseconds a reply, the bot pinned to one core."""
    os.sched_setaffinity(0, {parts.LOAD_CORE})
    provider = parts.Provider(delay)
    with tempfile.TemporaryDirectory() as folder:
        port = parts.free_port()
        env = parts.environment(Path(folder), port, provider.port, ASKFIRST_SENDERS="64" if delay else "16")
        command = plain(port) if name == "plain" else [*parts.ASKFIRST, "serve"]
        requests = [parts.raw_request(port, parts.body(n, n % 400)) for n in range(count)]
        with parts.running(command, env, port, core=parts.SERVER_CORE) as process:
            parts.load(port, requests[:50], 4)
            provider.wait_for(50, 10)
            before, start, seen = parts.cpu_seconds(process.pid), time.perf_counter(), len(provider.arrived)
            feeder = threading.Thread(target=parts.load, args=(port, requests[50:], 16))
            feeder.start()
            arrived = provider.wait_for(count, 120)
            seconds = time.perf_counter() - start
            used = parts.cpu_seconds(process.pid) - before
            feeder.join()
    os.sched_setaffinity(0, set(parts.CORES))
    done = len(provider.arrived) - seen
    if not arrived:
        print(f"  only {len(provider.arrived)} of {count} replies came")
    return done / seconds, used / done * 1000


def start_and_memory() -> None:
    with tempfile.TemporaryDirectory() as folder:
        port = parts.free_port()
        env = parts.environment(Path(folder), port, 9)
        begin = time.perf_counter()
        with parts.running([*parts.ASKFIRST, "serve"], env, port) as process:
            parts.load(port, [parts.raw_request(port, parts.body(1, 1))], 1)
            seconds = time.perf_counter() - begin
            time.sleep(1.5)
            resident, shared = parts.memory_mb(process.pid)
    print(f"start to first served webhook {seconds:.2f} s; memory {resident:.0f} MB, shared pages once {shared:.0f} MB")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=3000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", default="")
    given = options.parse_args()
    if given.only in ("", "start"):
        start_and_memory()
    if given.only in ("", "ack"):
        acknowledge(given.count, given.rounds)
    if given.only in ("", "light"):
        latency(200, 20)
    if given.only in ("", "full"):
        compare(given.count, given.rounds)
    if given.only in ("", "slow"):
        rate, _ = saturate("ours", given.count, 0.1)
        print(f"provider that takes 100 ms: {rate:.0f} replies/s")


def compare(count: int, rounds: int) -> None:
    pairs = []
    for _ in range(rounds):
        theirs, ours = saturate("plain", count), saturate("ours", count)
        pairs.append((ours[0] / theirs[0], ours[1] / theirs[1]))
        print(f"  plain {theirs[0]:.0f}/s {theirs[1]:.2f} ms   ours {ours[0]:.0f}/s {ours[1]:.2f} ms CPU a reply")
    speed, cost = (statistics.median(values) for values in zip(*pairs, strict=True))
    print(f"saturated on one core: {speed:.2f} x the plain bot's replies/s at {cost:.2f} x its CPU a reply")


if __name__ == "__main__":
    main()
