"""The owner's own words on top of the shipped ones. A STOP word can be added, never taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.core.understanding.homes import code_of
from bot.core.understanding.word_tables import whole_key

MEANINGS: Final = {
    "stop": "stop", "start": "start", "help": "help", "person": "person", "human": "person", "cancel": "cancel",
    "back": "back", "menu": "menu", "export": "export", "my data": "export", "erase": "erase", "delete": "erase",
    "delete my data": "erase", "yes": "yes", "no": "no", "language": "languages", "languages": "languages",
}  # fmt: skip
"""Names that an owner may use for a meaning, and ours."""

_EVERYWHERE: Final = ("", "*", "all", "any")


def meaning_of(name: str) -> str:
    """Return our name of a meaning as the owner wrote it ("MY DATA" -> "export"); empty: no such meaning."""
    return MEANINGS.get(" ".join(name.lower().replace("_", " ").replace("-", " ").split()), "")


def with_additions(tables: Mapping[str, Any], additions: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, Any]:
    """Return tables with the owner's whole messages added; ``-word`` takes a shipped word away, in all languages.

    A STOP word can't be taken away.
    """
    changed = {**tables, "whole": dict(tables["whole"]), "yes_no": dict(tables["yes_no"])}
    for name, by_language in additions.items():
        kind = meaning_of(name)
        into = changed["yes_no" if kind in ("yes", "no") else "whole"]
        for language, words in by_language.items():
            code = "*" if language in _EVERYWHERE else code_of(language)
            for word in words:
                if kind:
                    _change(into, kind, code, word.strip())
    return changed


def _change(into: dict[str, Sequence[str]], kind: str, code: str, word: str) -> None:
    key = whole_key(word)
    entries = into.get(key, ())
    if word.startswith("-") and len(word) > 1:
        if kind != "stop":
            into[key] = [entry for entry in entries if entry.split()[0] != kind]
    elif key and f"{kind} {code}" not in entries:
        into[key] = [f"{kind} {code}", *entries]
