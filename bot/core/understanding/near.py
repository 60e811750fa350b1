"""Slips of the finger: one word that is nearly a stop word and is no other word that we know."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_HEAD: Final = 3  # signing up and signing off differ at the beginning: anmelden, abmelden; подписаться, отписаться
_LOOKS: Final = frozenset(zip("0113457$", "oileasts", strict=True))  # st0p
_PLACES: Final = {char: (row, at + row * 0.5) for row, line in enumerate(_ROWS) for at, char in enumerate(line)}


def distance(a: str, b: str, most: int) -> int:
    """Return the Damerau-Levenshtein distance (neighbours swapped count one), or *most* + 1 where it is larger.

    >>> distance("tsop", "stop", 2), distance("subscribe", "unsubscribe", 2), distance("abc", "xyz", 1)
    (1, 2, 2)
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == b[j - 2] and a[i - 2] == other:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def neighbours(a: str, b: str) -> bool:
    """Whether two letters lie side by side on a QWERTY keyboard, or the first is a digit that looks like the second.

    >>> neighbours("s", "d"), neighbours("s", "h")
    (True, False)
    """
    if a not in _PLACES or b not in _PLACES:
        return (a, b) in _LOOKS
    (row, at), (other_row, other_at) = _PLACES[a], _PLACES[b]
    return abs(row - other_row) <= 1 and abs(at - other_at) <= 1


def slip(word: str, target: str) -> bool:
    """Whether *word* is *target* with two letters swapped, one doubled or left out, or a neighbouring key hit.

    For short targets, where most words at distance one are words of their own.

    >>> [slip(word, "stop") for word in ("sotp", "stpp", "stoop", "atop", "shop", "stol")]
    [True, True, True, True, False, True]
    """
    if len(word) == len(target):
        wrong = [at for at in range(len(word)) if word[at] != target[at]]
        if len(wrong) == 1:
            return neighbours(word[wrong[0]], target[wrong[0]])
        return len(wrong) == 2 and distance(word, target, 1) == 1
    if len(word) == len(target) + 1:
        at = next((at for at in range(len(target)) if word[at] != target[at]), len(target))
        return word[:at] + word[at + 1 :] == target and (
            word[at] in target[max(at - 1, 0) : at + 1]
            or any(neighbours(word[at], near) for near in target[max(at - 1, 0) : at + 1])
        )
    return False


class Near:
    """Stop words that a single word may be a slip of."""

    def __init__(self, targets: Mapping[str, str], known: Collection[str]) -> None:
        """Take stop words with their "kind language" entries, and all words that are no slips."""
        self._known = known
        self._targets: dict[tuple[int, str], list[tuple[str, str]]] = {}
        for target, entry in targets.items():
            for head in {target[:_HEAD]} if len(target) > 4 else set(target[:2]):
                self._targets.setdefault((len(target), head), []).append((target, entry))

    def find(self, word: str) -> tuple[str, str]:
        """Return (stop word, its entry) that *word* is a slip of; two empty texts where there is none."""
        if (
            not 4 <= len(word) <= 24
            or word in self._known
            or (any(char.isdigit() for char in word[1:-1]) and len(word) > 6)
        ):
            return "", ""
        for size in range(len(word) - 2, len(word) + 3):
            for head in dict.fromkeys((word[:_HEAD], *word[:2])):
                for target, entry in self._targets.get((size, head), ()):
                    if _near(word, target):
                        return target, entry
        return "", ""


def _near(word: str, target: str) -> bool:
    if len(target) <= 4:
        return slip(word, target)
    if word[:_HEAD] != target[:_HEAD]:
        return False
    most = 2 if len(target) >= 9 else 1
    return distance(word, target, most) <= most
