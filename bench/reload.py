"""How long replies wait while a large folder is read again: ``python -m bench.reload``.

2,000 FAQ entries and 300 flows; customers write at a steady pace, each a person of their own; a file changes several
times. A reply counts as "during a reload" from the moment the file is saved until the first reply in the new words.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from pathlib import Path

from bench import check, parts

QUESTION = "when does shop {n} open?"


def edition(folder: Path, number: int) -> None:
    """Save the FAQ with other answers."""
    entries = "".join(check.ENTRY.format(n=n) for n in range(2000)).replace("is open", f"is open (edition {number})")
    whole = folder / "faq.yaml"
    part = folder / ".faq.part"
    part.write_text("faq:\n" + entries, "utf-8")
    part.replace(whole)


class Customers:
    """They write, at a steady pace, whatever the bot does."""

    def __init__(self, port: int, provider: parts.Provider, rate: float) -> None:
        self.port, self.provider, self.rate = port, provider, rate
        self.sent: dict[str, float] = {}
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(4)]

    def __enter__(self) -> Customers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _run(self, lane: int) -> None:
        begin, step, n = time.perf_counter(), len(self._threads) / self.rate, 0
        while not self._over.wait(max(0.0, begin + (n + lane / 4) * step - time.perf_counter())):
            person = lane + n * 4
            text = QUESTION.format(n=person % 2000)
            self.sent[f"1555{person:07d}"] = time.perf_counter()
            parts.load_one(self.port, parts.raw_request(self.port, parts.body(person, person, text)))
            n += 1

    def answers(self) -> list[tuple[float, float, str]]:
        """(when it was asked, milliseconds until the answer was at the provider, its words), in order of asking."""
        found = []
        for at, raw in list(self.provider.arrived):
            told = json.loads(raw)
            to = str(told.get("to", "")).lstrip("+")
            if to in self.sent and told.get("type") != "read":
                found.append((self.sent[to], (at - self.sent[to]) * 1000, raw.decode()))
        return sorted(found)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rate", type=float, default=20)
    options.add_argument("--reloads", type=int, default=3)
    options.add_argument("--quiet", type=float, default=12, help="seconds without a change, before")
    given = options.parse_args()
    provider = parts.Provider()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "flows"
        folder.mkdir()
        check.write(folder)
        edition(folder, 0)
        port = parts.free_port()
        env = parts.environment(Path(name), port, provider.port, str(folder))
        with parts.running([*parts.ASKFIRST, "serve"], env, port) as process:
            parts.load_one(port, parts.raw_request(port, parts.body(9_999_999, 9_999_999, "hello")))
            provider.wait_for(1, 60)
            with Customers(port, provider, given.rate) as customers:
                time.sleep(given.quiet)
                spans = [_reload(folder, customers, n) for n in range(1, given.reloads + 1)]
                time.sleep(1)
            memory, _ = parts.memory_mb(process.pid)
            _tell(customers, spans, memory)


def _reload(folder: Path, customers: Customers, number: int) -> tuple[float, float]:
    """Change the files; return from when to when it took."""
    begin = time.perf_counter()
    edition(folder, number)
    words = f"(edition {number})"
    parts.wait_until(lambda: any(words in text for _, _, text in customers.answers()[-40:]), 120)
    end = time.perf_counter()
    time.sleep(2)
    return begin, end


def _tell(customers: Customers, spans: list[tuple[float, float]], memory: float) -> None:
    answers = customers.answers()
    during = [took for at, took, _ in answers if any(begin <= at <= end for begin, end in spans)]
    without = [took for at, took, _ in answers if not any(begin - 1 <= at <= end + 1 for begin, end in spans)]
    print(f"asked {len(customers.sent)}, answered {len(answers)}; memory at the end {memory:.0f} MB")
    for name, taken in (("without a reload", without), ("during a reload", during)):
        middle, tail, most = parts.percentile(taken, 50), parts.percentile(taken, 99), max(taken)
        print(f"{name:17} {len(taken):5} replies   median {middle:6.1f}   p99 {tail:7.1f}   longest {most:7.1f} ms")
    seconds = [f"{end - begin:.1f}" for begin, end in spans]
    print(f"a change was in force after {', '.join(seconds)} s")


if __name__ == "__main__":
    main()
