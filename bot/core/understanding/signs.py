"""What is no word and still means stop: 🛑, a short code after STOP, a signature under it, STOPSTOPSTOP."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.core.understanding.fold import fold

_NUMBERED: Final = re.compile(
    r"(stopp?)(?: (?:sms|wa|whatsapp))?(?: (?:au|a|al|ao|an|to|til|do|na|la|le|aan))? [0-9]{3,6}"
)
_SHOUTED: Final = re.compile(r"\W*(stop)p*[!1]*(?:1|!1)[!1]*\W*", re.IGNORECASE)  # the key beside the exclamation mark
_TWICE: Final = re.compile(r"(.{3,20}?)\1+")
_PARTS: Final = re.compile(r"\s*[-–—,.!:~(\n]+\s*")
_BEFORE_NAMES: Final = frozenset(("from", "by", "de", "da", "do", "di", "von", "par", "van", "este", "es"))
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_JOINED: Final = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff\\s.!]+")


class Signs:
    """Reads the signs, with the rules of global.yml."""

    def __init__(
        self, rules: Mapping[str, Any], is_stop: Callable[[str], bool], is_polite: Callable[[str], bool]
    ) -> None:
        emoji = rules["emoji"]
        self._stop = frozenset(map(_bare, emoji["stop"]))
        self._beside = frozenset(map(_bare, emoji["beside"])) | self._stop
        self._pattern = re.compile("|".join(map(re.escape, self._stop)))
        self._answers = {char: answer for answer in ("yes", "no") for sign in emoji[answer] for char in _bare(sign)}
        self._is_stop = is_stop
        self._is_polite = is_polite

    def emoji(self, text: str) -> str:
        """Return the stop sign of a message that holds nothing else, or only 🙏 and its like beside."""
        found = self._pattern.search(text) if len(text) <= 40 and not text.isascii() else None
        return found[0] if found and all(char in self._beside for char in _JOINED.sub("", text)) else ""

    def answer(self, text: str) -> str:
        """Return "yes" or "no" for a message of nothing but 👍, 👎 and their like; empty otherwise."""
        answers = {self._answers.get(char, "") for char in _bare(text)} if len(text) <= 40 else set()
        return answers.pop() if len(answers) == 1 else ""

    def spelled(self, text: str) -> str:
        """Return *text* with its stop signs written as words; empty where it has none."""
        if text.isascii() or len(text) > 120 or not self._pattern.search(text):
            return ""
        return self._pattern.sub(" stop ", text)

    def short(self, key: str) -> str:
        """Return the stop word of "stop 36111", "stop au 36111" and "stopstopstop"; empty where it is none of these."""
        numbered = _NUMBERED.fullmatch(key)
        if numbered:
            return numbered[1]
        word = key.replace(" ", "") if len(key) <= 60 else ""
        twice = _TWICE.fullmatch(word)
        if twice and self._is_stop(twice[1]):
            return twice[1]
        return word if word != key and key.count(" ") <= 2 and len(word) >= 4 and self._is_stop(word) else ""

    def signed(self, text: str) -> str:
        """Return the stop word above a signature: "STOP - Maria", "Stop. Kind regards, J. Smith"; and of "STOP!!!1!"."""
        shouted = _SHOUTED.fullmatch(text) if len(text) <= 40 else None
        if shouted:
            return fold(shouted[1])
        head, *rest = _PARTS.split(text.strip(" *_~\"'"), maxsplit=1)
        if not rest or len(text) > 80 or not self._is_stop(fold(head)):
            return ""
        names = [word for word in _WORD.findall(rest[0]) if not self._is_silent(fold(word))]
        named = all(word[0].isupper() or _caseless(word) for word in names)
        return fold(head) if names and len(names) <= 3 and named and not re.search(r"[\d?]", rest[0]) else ""

    def _is_silent(self, word: str) -> bool:
        return word in _BEFORE_NAMES or self._is_polite(word)


def _bare(emoji: str) -> str:
    return _JOINED.sub("", emoji)


def _caseless(word: str) -> bool:
    return word.lower() == word.upper()
