"""Shipped words: bot/words/*.yml, compiled to bot/words/words.json by ``python -m bot.flowfiles.words``."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from bot.core.understanding.word_tables import compiled, ready
from bot.core.understanding.words import Lexicon

FOLDER: Final = Path(__file__).resolve().parent.parent / "words"
COMPILED: Final = FOLDER / "words.json"


def sources() -> dict[str, Any]:
    """Read the word files as people write them: ``{"global": …, "languages": {code: …}}``."""
    from bot.flowfiles.lines import plain_yaml  # the YAML reader is slow to load and not needed to start

    files = {path.stem: plain_yaml(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))}
    rules = files.pop("global")
    first = [code for code in ("en", "pt", "es", "de", "ar", "fr", "it") if code in files]
    return {"global": rules, "languages": {code: files[code] for code in (*first, *files)}}


def compiled_text() -> str:
    """Return what words.json must hold."""
    return json.dumps(compiled(sources()), ensure_ascii=False, separators=(",", ":"), sort_keys=False) + "\n"


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Any]:
    """Return the compiled tables of the shipped words."""
    return ready(json.loads(COMPILED.read_text(encoding="utf-8")))


def lexicon(book_words: Mapping[str, Mapping[str, Sequence[str]]] | None = None) -> Lexicon:
    """Return the shipped words with the owner's additions."""
    return Lexicon(shipped(), book_words or None)


def main(arguments: Sequence[str]) -> int:
    """Write words.json; with --check only say whether it is current (0: it is)."""
    text = compiled_text()
    if "--check" in arguments:
        return 0 if COMPILED.exists() and COMPILED.read_text(encoding="utf-8") == text else 1
    COMPILED.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
