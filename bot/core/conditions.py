"""Rasa's condition words as a closed grammar: parsed once, afterwards only looked up.

``slots.party_size > 8 and not (consent.offers or slots.day is null)``. Nothing is called and nothing is evaluated as
Python or Jinja. Names: ``bot.core.names``. Comparisons forgive what people do not see: ``is`` ignores case, and a
number may be written as text.

>>> parse("slots.party_size > 8 and slots.area is Garden").holds({"slots.party_size": 9, "slots.area": "garden"}.get)
True
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.core import compare
from bot.core.names import CALLS, nearest, unknown
from bot.core.patterns import PatternProblem, safe

MAX_LENGTH = 1000
MAX_DEPTH = 40

Lookup = Callable[[str], Any]
_Run = Callable[[Lookup], Any]


class ConditionProblem(ValueError):
    """A condition that cannot be read; ``offset`` is where in its text, ``hint`` the cure."""

    def __init__(self, message: str, offset: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.offset, self.hint = message, offset, hint


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison with a fixed value, for checks when files are loaded. ``value`` None: null."""

    name: str
    operator: str
    value: Any
    offset: int


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition. ``names``: all that it looks up, ``hours.open_on(slots.day)`` written out, without spaces."""

    source: str
    names: tuple[str, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    _run: _Run = field(default=lambda lookup: False, repr=False, compare=False)

    def __reduce__(self) -> tuple[Callable[[str], Condition], tuple[str]]:
        """A condition goes to another process as its text."""
        return parse, (self.source,)

    def holds(self, lookup: Lookup) -> bool:
        """Whether it is true where ``lookup(name)`` gives the values (None: nothing known)."""
        return bool(self._run(lookup))


def parse(text: str) -> Condition:
    """Read a condition; raise ConditionProblem."""
    source = text.strip()
    if len(source) > MAX_LENGTH:
        raise ConditionProblem(f"a condition can have {MAX_LENGTH} characters (this one has {len(source)})")
    _early(source)
    reader = _Reader(_tokens(source))
    run = reader.whole()
    return Condition(source, tuple(dict.fromkeys(reader.names)), tuple(reader.comparisons), run)


def _early(source: str) -> None:
    """Refuse what the grammar would only misunderstand."""
    if not source:
        raise ConditionProblem("this condition is empty", 0, "write something like slots.name is Ada")
    braces = source.find("{{")
    if braces >= 0:
        raise ConditionProblem("{{ }} is not filled in conditions", braces, "write the name itself, such as slots.name")
    title = re.search(r"\b(?i:is) (Not)\b", source)
    if title:  # `is Not now` would read as "is not" + "now", although a button may be called so
        raise ConditionProblem('"is Not" can be read in two ways', title.start(1), 'write is not, or is "Not …"')


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # name, word, number, text, sign, end
    text: str
    offset: int

    @property
    def low(self) -> str:
        return self.text.lower() if self.kind in ("word", "sign") else ""


_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
      | (?P<date>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?|\d{1,2}:\d{2})
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<name>[^\W\d]\w*(?:\.\w[\w-]*)+)
      | (?P<word>[^\W\d][\w-]*)
      | (?P<sign><=|>=|!=|==|<|>|=|\(|\)|,)""",
    re.VERBOSE,
)
_INSTEAD = {"&": "and", "|": "or", "!": "not", "{": "a name without braces, such as slots.name", "“": 'quotes like "'}
_VALUES: dict[str, Any] = {"true": True, "false": False, "null": None, "none": None}
_KEYWORDS = ("and", "or", "not", "is", "contains", "matches")
_OPERATORS = {"=": "is", "==": "is", "is": "is", "!=": "is not", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_OPERATORS |= {"contains": "contains", "matches": "matches"}
_ENDS = ("and", "or", ")", "")


def _tokens(source: str) -> list[_Token]:
    out, at = [], 0
    while at < len(source):
        found = _TOKEN.match(source, at)
        if found is None:
            raise _strange(source, at)
        kind = found.lastgroup or ""
        if kind != "space":
            out.append(_token(kind, found.group(), at))
        at = found.end()
    return [*out, _Token("end", "", len(source))]


def _strange(source: str, at: int) -> ConditionProblem:
    mark = source[at]
    if mark in "\"'":
        return ConditionProblem("this text has no closing quote", at, f"add {mark} at its end")
    instead = _INSTEAD.get(mark, "")
    return ConditionProblem(f'"{mark}" has no meaning here', at, f"write {instead}" if instead else "")


def _token(kind: str, text: str, at: int) -> _Token:
    if kind == "text":  # only the quote itself is escaped: a pattern keeps its backslashes
        return _Token("text", text[1:-1].replace("\\" + text[0], text[0]), at)
    return _Token("text" if kind == "date" else kind, text, at)


class _Reader:
    """Recursive descent: or > and > not > comparison."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0
        self.names: list[str] = []
        self.comparisons: list[Comparison] = []

    def whole(self) -> _Run:
        run = self._either()
        token = self._peek()
        if token.kind == "end":
            return run
        before = self.tokens[self.at - 1]
        if before.kind in ("word", "number") and token.kind in ("word", "number"):
            raise ConditionProblem(f'"{token.text}" is not expected here', token.offset, "put quotes around the text")
        raise _unexpected(token)

    def _peek(self) -> _Token:
        return self.tokens[self.at]

    def _take(self) -> _Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def _accept(self, word: str) -> bool:
        found = self._peek().low == word
        self.at += found
        return found

    def _either(self) -> _Run:
        runs = [self._both()]
        while self._accept("or"):
            runs.append(self._both())
        return runs[0] if len(runs) == 1 else lambda lookup: any(run(lookup) for run in runs)

    def _both(self) -> _Run:
        runs = [self._negated()]
        while self._accept("and"):
            runs.append(self._negated())
        return runs[0] if len(runs) == 1 else lambda lookup: all(run(lookup) for run in runs)

    def _negated(self) -> _Run:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ConditionProblem(f"this nests deeper than {MAX_DEPTH}", self._peek().offset, "split it into steps")
        if self._accept("not"):
            inner = self._negated()
            self.depth -= 1
            return lambda lookup: not inner(lookup)
        run = self._group() if self._peek().text == "(" and self._peek().kind == "sign" else self._comparison()
        self.depth -= 1
        return run

    def _group(self) -> _Run:
        opened = self._take()
        run = self._either()
        if not self._accept(")"):
            raise ConditionProblem("this parenthesis is never closed", opened.offset, "add )")
        return run

    def _comparison(self) -> _Run:
        token = self._take()
        if token.low in ("true", "false") and self._peek().low in _ENDS:
            always = token.low == "true"
            return lambda lookup: always
        if token.kind not in ("name", "word") or token.low in _KEYWORDS:
            raise _unexpected(token)
        name = self._name(token)
        operator = self._operator()
        if not operator:
            return _granted(name) if name.startswith("consent.") else lambda lookup: compare.truth(lookup(name))
        return self._against(name, operator)

    def _name(self, token: _Token) -> str:
        wrong = unknown(token.text)
        if wrong:
            raise ConditionProblem(wrong[0], token.offset, wrong[1])
        name = token.text
        if name in CALLS:
            name = f"{name}({self._argument(token)})"
        self.names.append(name)
        return name

    def _argument(self, call: _Token) -> str:
        if not self._accept("("):
            raise ConditionProblem(f"{call.text} needs a date", call.offset, f"write {call.text}(slots.day)")
        token = self._take()
        inner = self._name(token) if token.kind == "name" else token.text if token.kind == "text" else ""
        if not inner or not self._accept(")"):
            raise ConditionProblem(f"{call.text} takes one slot", token.offset, f"write {call.text}(slots.day)")
        return inner

    def _operator(self) -> str:
        token = self._peek()
        if token.low in _ENDS:
            return ""
        operator = _OPERATORS.get(token.low)
        if operator is None:
            raise _unexpected(token)
        self.at += 1
        return "is not" if token.low == "is" and self._accept("not") else operator

    def _against(self, name: str, operator: str) -> _Run:
        token = self._take()
        if operator == "matches":
            return _matching(name, token)
        test = compare.OPERATORS[operator]
        if token.kind == "name":
            other = self._name(token)
            return lambda lookup: test(lookup(name), lookup(other))
        value = _literal(token)
        self.comparisons.append(Comparison(name, operator, value, token.offset))
        return lambda lookup: test(lookup(name), value)


def _granted(name: str) -> _Run:
    """A purpose alone asks for a live yes; its standing can be compared: ``consent.offers is refused``."""
    return lambda lookup: lookup(name) in ("granted", True)


def _literal(token: _Token) -> Any:
    if token.kind == "text":
        return token.text
    if token.kind == "number":
        return float(token.text) if "." in token.text else int(token.text)
    if token.kind == "word" and token.low not in _KEYWORDS:
        return _VALUES.get(token.low, token.text)
    if token.kind == "end":
        raise ConditionProblem("a value is missing at the end", token.offset, "compare with a number or a text")
    raise ConditionProblem(f'"{token.text}" is not a value', token.offset, "compare with a number, a text or a name")


def _matching(name: str, token: _Token) -> _Run:
    if token.kind != "text":
        raise ConditionProblem("matches needs a pattern in quotes", token.offset, 'such as matches "^[0-9]{5}$"')
    try:
        pattern = safe(token.text)
    except PatternProblem as problem:
        raise ConditionProblem(problem.message, token.offset + 1 + problem.offset, problem.hint) from problem
    return lambda lookup: pattern.found_in(compare.text(lookup(name)))


def _unexpected(token: _Token) -> ConditionProblem:
    if token.kind == "end":
        return ConditionProblem("the condition stops too early", token.offset, "something is missing at its end")
    near = nearest(token.low, (*_KEYWORDS, "true", "false")) if token.kind == "word" else ""
    known = "known are and, or, not, is, <, >, contains, matches"
    hint = f"did you mean {near}?" if near and near != token.low else known
    return ConditionProblem(f'"{token.text}" is not expected here', token.offset, hint)
