"""Text folded to what matters: one key for every way to type the same words, in every shipped script.

The order of the steps matters: compatibility forms, invisible characters, case, marks (never those of Indic
scripts, where a mark makes another word), letters, digits, punctuation, runs, look-alikes, spaced letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_ZEROS: Final = (
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810,
)  # fmt: skip
DIGITS: Final[dict[int, str]] = {zero + n: str(n) for zero in _ZEROS for n in range(10)}
"""Code points of the digits of other scripts -> ASCII digits, for ``str.translate``."""

_INVISIBLE: Final = (
    "\u00ad\u034f\u0640\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u2060\u2061\u2062\u2063\u2064\u2065\u3164\ufeff\uffa0"
    + "".join(
        map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x2070), *range(0xFE00, 0xFE10)))
    )
    + "\u061c"
)
_SILENT: Final = "'’‘ʼʹ`´′‛＇\u02bb\u02bf\u05f3\u05f4·\u0387"  # apostrophes and friends join what they stand between
_LETTERS: Final = dict(
    zip("ıłøđðħəŧı", ("i", "l", "o", "d", "d", "h", "e", "t", "i"), strict=True),
    **{"æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "ĳ": "ij"},
    **{"ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ئ": "ي", "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه", "ۀ": "ه"},
    **{"ک": "ك", "ڪ": "ك", "ں": "ن", "ؤ": "و", "ٲ": "ا", "ٳ": "ا", "ٵ": "ا"},
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True)),
)
_MARKS: Final = re.compile(  # of Latin, Greek, Cyrillic, Hebrew and Arabic only
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
RUN: Final = re.compile(r"([^\W\d_])\1{2,}")
"""Three or more equal letters in a row."""

_SPACED: Final = re.compile(r"(?<!\S)[a-zα-ωа-яא-תء-ي](?: [a-zα-ωа-яא-תء-ي]){2,}(?!\S)")
_BADGES: Final = re.compile("[\U0001f1e6-\U0001f1ff]{4,}")
_CLOSE: Final = (  # scripts that part words by no spaces, or by any
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_PIECE: Final = re.compile(f"[{_CLOSE}]|[^\\s{_CLOSE}]+")
_GLUE: Final = re.compile(f"(?<=[{_CLOSE}]) (?=[{_CLOSE}])")
_LATIN_LOOKS: Final = dict(
    zip("авсдеєнӏіјкмоөԛрѕтѵԝхугпαβεηικνορτυχϲ", "abcdeehlijkmooqpstvwxyrnabenikvoptuxc", strict=True)
)
_CYRILLIC_LOOKS: Final = dict(zip("abcehkmoptxyu", "авсенкмортхуи", strict=True))
_RARE: Final = frozenset("ѕјӏԛԝѵ")  # Cyrillic letters that hardly anybody types but to disguise Latin ones
# A word all of Cyrillic letters is a disguise where one of them is hardly ever typed (no ј: Serbian is full of it).
_TWISTED: Final = re.compile(r"\S*(?:[ѕӏԛԝѵ]|[a-z][а-яєіјѕӏԛԝѵөα-ωϲ]|[а-яєіјѕӏԛԝѵөα-ωϲ][a-z])\S*")
_PLAIN: Final = {n: (chr(n) if chr(n).isalnum() else " ") for n in range(128)} | {ord("'"): "", ord("`"): ""}


class _Table(dict[int, str]):
    """What becomes of a character, found out once: letters, digits and marks stay, invisible ones go, others part words."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if code in DIGITS:
            out = DIGITS[code]
        elif char in _INVISIBLE or char in _SILENT:
            out = ""
        elif char in _LETTERS:
            out = _LETTERS[char]
        elif 0x1F150 <= code <= 0x1F169 or 0x1F170 <= code <= 0x1F189:  # white letters in black circles and squares
            out = chr(97 + (code - 0x1F150) % 32)
        elif unicodedata.category(char)[0] in "LNM":
            out = char
        else:
            out = " "
        if len(self) < 8192:  # a sender must not be able to fill our memory
            self[code] = out
        return out


_TABLE: Final = _Table()


def strip_marks(text: str) -> str:
    """Take accents, points and vowel signs off Latin, Greek, Cyrillic, Hebrew and Arabic letters; leave all other marks.

    >>> strip_marks("não désabonnez إيقاف बंद")
    'nao desabonnez ايقاف बंद'
    """
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)))


def _one_script(match: re.Match[str]) -> str:
    """Return a word of mixed scripts in the script that most of its letters have, where they all have a twin there."""
    word = match[0]
    latin = sum("a" <= char <= "z" for char in word)
    into_latin = all(char.isascii() or char in _LATIN_LOOKS for char in word)
    into_cyrillic = all(not "a" <= char <= "z" or char in _CYRILLIC_LOOKS for char in word)
    if into_latin and (latin * 2 >= len(word) or not into_cyrillic or not _RARE.isdisjoint(word)):
        return "".join(_LATIN_LOOKS.get(char, char) for char in word)
    return "".join(_CYRILLIC_LOOKS.get(char, char) for char in word) if into_cyrillic else word


def _letters(text: str) -> str:
    """Return any text as lower-case letters, ASCII digits and single spaces."""
    text = unicodedata.normalize("NFKC", text.translate(_TABLE_FIRST))
    text = _BADGES.sub(lambda m: "".join(chr(ord(c) - 0x1F1E6 + 97) for c in m[0]), text)
    text = strip_marks(text.casefold()).translate(_TABLE)
    return _TWISTED.sub(_one_script, text) if _TWISTED.search(text) else text


_TABLE_FIRST: Final = {0x130: "i", 0x131: "i"} | {ord(char): "" for char in _INVISIBLE}


@lru_cache(maxsize=4096)
def fold(text: str, keep: int = 1) -> str:
    """Return *text* as the key that all its spellings share: lower-case words of letters and digits, one space between.

    *keep* says how many letters stay of a run of three or more. Digits are never squeezed.

    >>> fold("*S.T.O.P!!*"), fold("Sttttop"), fold("ＳＴＯＰ 36111"), fold("İPTAL"), fold("cтоп")
    ('stop', 'stop', 'stop 36111', 'iptal', 'стоп')
    >>> fold("Arrêtez, s'il vous plaît"), fold("إيقاف‏"), fold("बंद करो।"), fold("لغو۱۱")
    ('arretez sil vous plait', 'ايقاف', 'बंद करो', 'لغو11')
    """
    if text.isascii():
        text = text.lower().translate(_PLAIN)
    else:
        text = _letters(text)
    text = " ".join(RUN.sub(r"\1" * keep, text).split())
    return _SPACED.sub(lambda m: m[0].replace(" ", ""), text)


def tokens(folded: str) -> list[str]:
    """Split a folded text into words; scripts that put no (or any) spaces between words give one piece a character.

    >>> tokens("stop sms"), tokens("请退订 sms"), tokens("수신 거부")
    (['stop', 'sms'], ['请', '退', '订', 'sms'], ['수', '신', '거', '부'])
    """
    return folded.split() if folded.isascii() else _PIECE.findall(folded)


def joined(key: str) -> str:
    """Return pieces with a space between as people would write them.

    >>> joined("退 订 sms please")
    '退订 sms please'
    """
    return _GLUE.sub("", key)
