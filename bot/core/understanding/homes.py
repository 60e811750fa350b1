"""Which languages a person may be writing in, from their language and country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

_OLD_CODES: Final = {
    "iw": "he",
    "in": "id",
    "fil": "tl",
    "no": "nb",
    "nn": "nb",
    "mo": "ro",
    "cmn": "zh",
    "yue": "zh-Hant",
    "arz": "ar",
    "pes": "fa",
    "hinglish": "hi-Latn",
}
_TRADITIONAL: Final = ("tw", "hk", "mo", "hant")


def code_of(language: str) -> str:
    """Return the code of our word files for a language tag.

    >>> code_of("pt_BR"), code_of("zh-TW"), code_of("hi-Latn-IN"), code_of("no"), code_of("EN-gb")
    ('pt', 'zh-Hant', 'hi-Latn', 'nb', 'en')
    """
    parts = language.replace("_", "-").lower().split("-")
    base = _OLD_CODES.get(parts[0], parts[0])
    if base == "zh" and any(part in _TRADITIONAL for part in parts[1:]):
        return "zh-Hant"
    if base == "hi" and "latn" in parts:
        return "hi-Latn"
    return base


class Homes:
    """Answers whether a language's words are words of this person."""

    def __init__(self, rules: Mapping[str, Any], scripts: Mapping[str, str]) -> None:
        self._relatives: Mapping[str, Sequence[str]] = rules["relatives"]
        self._countries: Mapping[str, Sequence[str]] = rules["countries"]
        self._scripts = scripts

    def of(self, language: str, country: str) -> frozenset[str]:
        """Return the languages that count as the person's own; empty where the language is not known."""
        if not language:
            return frozenset()
        code = code_of(language)
        return frozenset((code, *self._relatives.get(code, ()), *self.spoken_in(country)))

    def spoken_in(self, country: str) -> Sequence[str]:
        """Return the languages of an ISO 3166 country."""
        return self._countries.get(country.upper(), ())

    def foreign_script(self, code: str, home: frozenset[str]) -> bool:
        """Whether nothing in the script of *code* can be a word of these languages."""
        script = self._scripts.get(code, "Latn")
        return "Latn" not in script and all(script not in self._scripts.get(own, "Latn") for own in home)
