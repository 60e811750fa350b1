"""Reading messages for STOP and friends: what is caught, by language, and how fast. ``python -m bench.words [--write]``.

``--write`` puts the figures into docs/words.md; a test says when they are stale.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
import tracemalloc
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.core.understanding.fold import fold
from bot.core.understanding.word_tables import ready
from bot.core.understanding.words import Lexicon
from bot.flowfiles.words import COMPILED, lexicon, sources

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
PAGE = ROOT / "docs" / "words.md"
OPT_OUT = {"stop", "stop_ambiguous", "wrong_number"}
RIGHT = {
    "stop": OPT_OUT, "human": {"person"}, "start": {"start"}, "help": {"help", "source"},
    "other": {"", "cancel", "back", "menu", "export", "erase"},
}  # fmt: skip
COLUMNS = {"stop": "opt-outs", "other": "no opt-outs", "human": "person", "start": "start", "help": "help"}
Row = Mapping[str, str]


def rows(name: str) -> list[Row]:
    """Read one labelled set."""
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]


def is_negative(row: Row) -> bool:
    """Whether the row is one that only looks like an opt-out."""
    return row["note"].split("]")[0].endswith("neg")


def score(reader: Lexicon, messages: Iterable[Row], chat: str | None = None) -> dict[str, tuple[int, int]]:
    """Return label -> (right, all); "exact": plain keywords; "neg": hard negatives taken for an opt-out.

    *chat*: the language that the chat is thought to be in; None: the message's own.
    """
    found: dict[str, list[bool]] = {}
    for row in messages:
        kind = reader.read(row["text"], language=row["lang"] if chat is None else chat).kind
        found.setdefault(row["label"], []).append(kind in RIGHT[row["label"]])
        if row["note"].startswith("[exact]"):
            found.setdefault("exact", []).append(kind in OPT_OUT)
        if is_negative(row):
            found.setdefault("neg", []).append(kind in OPT_OUT)
    return {label: (sum(right), len(right)) for label, right in found.items()}


def table() -> str:
    """Return the figures of both sets together, by language."""
    reader, languages = lexicon(), sources()["languages"]
    messages = [*rows("optout_dev"), *rows("optout_own")]
    heads = ["language", "rating", *COLUMNS.values()]
    lines = ["| " + " | ".join(heads) + " |", "| --- | --- |" + " --: |" * len(COLUMNS)]
    for code, words in sorted(languages.items(), key=lambda item: item[1]["name"]):
        figures = score(reader, [row for row in messages if row["lang"] == code])
        shown = [_share(figures.get(label)) for label in COLUMNS]
        lines.append(f"| {words['name']} ({code}) | {words['confidence']} | {' | '.join(shown)} |")
    whole = score(reader, messages)
    lines.append(f"| **all** | | {' | '.join(_share(whole.get(label)) for label in COLUMNS)} |")
    return "\n".join(lines)


def _share(figure: tuple[int, int] | None) -> str:
    return f"{figure[0]} of {figure[1]}" if figure else ""


def chats() -> str:
    """Return the figures of the messages when the chat's language is right, not known, or wrong."""
    reader, messages = lexicon(), [*rows("optout_dev"), *rows("optout_own")]
    english = [row for row in messages if row["lang"] == "en"]
    others = [row for row in messages if row["lang"] != "en"]
    wrong = {
        label: tuple(map(sum, zip(*(part.get(label, (0, 0)) for part in parts), strict=True)))
        for parts in [(score(reader, others, "en"), score(reader, english, "de"))]
        for label in parts[0] | parts[1]
    }
    cases: dict[str, Mapping[str, Any]] = {
        "right": score(reader, messages), "not known": score(reader, messages, ""), "wrong": wrong,
    }  # fmt: skip
    heads = ["opt-outs caught", "plain keywords", "hard negatives taken for opt-outs", "person", "start", "help"]
    lines = [f"| the chat's language is | {' | '.join(heads)} |", "| --- |" + " --: |" * len(heads)]
    for name, figures in cases.items():
        shown = [_percent(figures[label]) for label in ("stop", "exact", "neg", "human", "start", "help")]
        lines.append(f"| {name} | {' | '.join(shown)} |")
    return "\n".join(lines)


def _percent(figure: tuple[int, int]) -> str:
    return f"{100 * figure[0] / figure[1]:.1f} %"


def fresh(page: str) -> str:
    """Return the page with its figures written again."""
    for name, part in (("word-chats", chats()), ("word-figures", table())):
        marked = rf"<!-- {name} -->\n.*?<!-- /{name} -->"
        page = re.sub(marked, lambda _, n=name, p=part: f"<!-- {n} -->\n{p}\n<!-- /{n} -->", page, flags=re.S)
    return page


def speed() -> None:
    """Print the time for a message, for building, and the memory."""
    text = COMPILED.read_text("utf-8")
    tracemalloc.start()
    reader = Lexicon(ready(json.loads(text)))
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    start = time.process_time()
    Lexicon(json.loads(text))
    print(f"from JSON to a lexicon {1000 * (time.process_time() - start):.0f} ms of work, {kept / 1e6:.1f} MB")
    spent = []
    fold.cache_clear()
    for row in rows("optout_dev"):
        start = time.perf_counter()
        reader.read(row["text"], language=row["lang"])
        spent.append(1e6 * (time.perf_counter() - start))
    spent.sort()
    print(f"a message {statistics.median(spent):.0f} µs (median), {spent[int(len(spent) * 0.99)]:.0f} µs (99 of 100)")


def main() -> None:
    """Print the figures, or write them into the page."""
    if "--write" in sys.argv:
        PAGE.write_text(fresh(PAGE.read_text("utf-8")), "utf-8")
        return
    print(chats(), table(), sep="\n\n")
    speed()


if __name__ == "__main__":
    main()
