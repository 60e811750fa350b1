"""Regular expressions that cannot run for ever.

Python's engine backtracks: what takes long is the number of ways in which a pattern can be laid over a text. That
number is bounded here before the pattern is ever used: each quantifier multiplies it by its range, an alternation
adds its branches, and a quantifier over something that itself has several ways raises it to a power, so nested
quantifiers fall out by themselves. Backreferences would defeat the count and are refused.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field

MAX_PATTERN = 200
MAX_SUBJECT = 200
MAX_WAYS = 10_000_000  # about a tenth of a second at worst

_QUANTIFIER = re.compile(r"\*|\+|\?|\{(\d*)(,?)(\d*)\}")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)  # a first ] stands for itself
_GROUP = re.compile(r"\((\?:|\?P<\w+>|\?=|\?!)?")


class PatternProblem(ValueError):
    """A pattern that is not accepted; ``offset`` is where in the pattern, ``hint`` the cure."""

    def __init__(self, message: str, offset: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.offset, self.hint = message, offset, hint


@dataclass(frozen=True, slots=True)
class Safe:
    """A checked pattern."""

    source: str
    _run: re.Pattern[str] = field(repr=False, compare=False)

    def found_in(self, subject: str) -> bool:
        """Whether the pattern occurs in *subject*; never in one longer than MAX_SUBJECT characters."""
        return len(subject) <= MAX_SUBJECT and self._run.search(subject) is not None


def safe(pattern: str, *, ignore_case: bool = False) -> Safe:
    """Check and compile *pattern*; raise PatternProblem."""
    if len(pattern) > MAX_PATTERN:
        raise PatternProblem(f"a pattern can have {MAX_PATTERN} characters (this one has {len(pattern)})")
    run = _compiled(pattern, re.IGNORECASE if ignore_case else 0)
    counter = _Counter(pattern)
    ways = counter.ways()
    anchored = pattern.startswith(("^", "(?i)^", "\\A")) and not counter.branches
    if ways * (1 if anchored else MAX_SUBJECT) > MAX_WAYS:
        hint = "use fewer * + ?, no quantifier on a group that has one inside, and begin with ^"
        raise PatternProblem("this pattern could take for ever on some texts", 0, hint)
    return Safe(pattern, run)


def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # "[[": Python warns that its meaning may change
            return re.compile(pattern, flags)
    except (re.error, OverflowError, Warning) as problem:
        offset = getattr(problem, "pos", 0) or 0
        raise PatternProblem(f"this is not a regular expression: {problem}", offset) from problem


class _Counter:
    """Walks a pattern that ``re`` has accepted, and counts."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 4 if pattern.startswith("(?i)") else 0
        self.depth = 0
        self.branches = False  # "^a|b": only the first branch is anchored

    def ways(self) -> int:
        """Alternatives up to the closing parenthesis or the end."""
        total = self._sequence()
        while self._peek() == "|":
            self.branches = self.branches or self.depth == 0
            self.at += 1
            total += self._sequence()
        return total

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _sequence(self) -> int:
        ways = 1
        while self._peek() not in ("", "|", ")"):
            ways = _limited(ways * self._repeated(self._atom()))
        return ways

    def _atom(self) -> int:
        mark = self._peek()
        if mark == "(":
            return self._group()
        if mark == "\\":
            self._escape()
        elif mark == "[":
            self._class()
        else:
            self.at += 1
        return 1

    def _group(self) -> int:
        start = self.at
        opening = _GROUP.match(self.text, start)
        if opening is None or self.text[opening.end() : opening.end() + 1] == "?":
            raise PatternProblem("this kind of group is not known here", start, "use ( ), (?: ), (?= ) or (?! )")
        self.at = opening.end()
        self.depth += 1
        ways = self.ways()
        self.depth -= 1
        self.at += 1
        return ways

    def _escape(self) -> None:
        if self.text[self.at + 1 : self.at + 2] in "123456789":
            raise PatternProblem("a pattern cannot refer back to a group", self.at, "write the part out again")
        self.at += 2

    def _class(self) -> None:
        found = _CLASS.match(self.text, self.at)
        self.at = found.end() if found else len(self.text)

    def _repeated(self, ways: int) -> int:
        found = _QUANTIFIER.match(self.text, self.at)
        if found is None or found.group(0) == "{}":
            return ways
        self.at = found.end()
        if self._peek() in ("?", "+"):
            self.at += 1
        low, high = _range(found)
        if ways == 1:
            return min(high, MAX_SUBJECT) - min(low, MAX_SUBJECT) + 1
        return _limited(sum(_power(ways, n) for n in range(min(low, 30), min(high, 30) + 1)))


def _range(found: re.Match[str]) -> tuple[int, int]:
    simple = {"*": (0, MAX_SUBJECT), "+": (1, MAX_SUBJECT), "?": (0, 1)}.get(found.group(0))
    if simple:
        return simple
    low, comma, high = found.groups()
    if not comma:
        return int(low), int(low)
    return int(low or 0), int(high or MAX_SUBJECT)


def _power(ways: int, times: int) -> int:
    return _limited(ways ** min(times, 30))


def _limited(ways: int) -> int:
    return min(ways, MAX_WAYS + 1)
