"""From YAML's tokens to nodes: a small recursive descent that knows our refusals.

Tokens are told apart by their ``id`` ("-", ":", "<scalar>" …), so that nothing here depends on the scanner's library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.flowfiles.nodes import Items, Map, Node, Text
from bot.flowfiles.problems import Problem
from bot.flowfiles.syntax import Complaint, quoted

MAX_DEPTH = 40
MAX_PROBLEMS = 50  # of one file's YAML: after so many, reading on helps nobody
_NO_VALUE = ("?", ":", "<block end>")
_NO_KEY = "\0"
_ENDS = ("<stream end>", "<document end>")


class Broken(Exception):
    """The file can't be read further."""

    def __init__(self, complaint: Complaint | None) -> None:
        super().__init__("broken")
        self.complaint = complaint  # None: it was told already


class Composer:
    """One pass over one file."""

    def __init__(self, path: str, lines: tuple[str, ...], tokens: Iterator[Any]) -> None:
        self.path, self.lines = path, lines
        self.problems: list[Problem] = []
        self._next: Callable[[], Any] = tokens.__next__
        self._token: Any = next(tokens)
        self._depth = 0

    def note(self, line: int, column: int, what: str, cure: str) -> None:
        """Note an error; line and column from 1."""
        source = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        self.problems.append(Problem(self.path, line, column, "error", what, cure, source))
        if len(self.problems) >= MAX_PROBLEMS:
            raise Broken(None)

    # ---- the document

    def document(self) -> Node | None:
        """Return the root; None where the file is empty. Raise Broken."""
        self._skip("<stream start>")
        if self._token.id == "<directive>":
            self._note_token("a line that begins with % is not used in flow files", "take it away")
            raise Broken(None)
        self._skip("<document start>")
        root = None if self._token.id in _ENDS else self._node(block=True)
        self._skip("<document end>")
        if self._token.id == "<document start>":
            self._note_token("--- begins a second document; a flow file holds one", "take the line away")
        elif self._token.id != "<stream end>":
            raise self._unexpected("", None, "expected <block end>")
        return root

    def _skip(self, id: str) -> None:
        while self._token.id == id:
            self._token = self._next()

    def _note_token(self, what: str, cure: str) -> None:
        self.note(self._token.start_mark.line + 1, self._token.start_mark.column + 1, what, cure)

    # ---- nodes

    def _node(self, *, block: bool, indentless: bool = False) -> Node:
        """Read one node. *indentless*: a list may stand at the indentation of its key."""
        token = self._token
        kind = token.id
        if kind == "<scalar>":
            self._token = self._next()
            return self._scalar(token)
        if kind in ("<anchor>", "<tag>"):
            return self._decorated(block=block, indentless=indentless)
        if kind == "<alias>":
            return self._alias(block=block)
        reader = _FLOW.get(kind) or (_BLOCK.get(kind) if block else None)
        if kind == "-" and indentless:
            reader = Composer._indentless
        if reader is None:
            raise self._unexpected("while parsing a node", None, "expected the node content")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            cure = "a flow never needs that; look for brackets that are not closed"
            self._note_token(f"lists and maps stand in each other more than {MAX_DEPTH} deep", cure)
            raise Broken(None)
        node = reader(self)
        self._depth -= 1
        return node

    def _empty(self) -> Text:
        mark = self._token.start_mark
        return Text(self.path, mark.line + 1, mark.column + 1, "")

    def _scalar(self, token: Any) -> Text:
        mark, end = token.start_mark, token.end_mark
        if token.plain:
            if mark.line != end.line:
                self._glued(mark.line, end.line)
            elif end.column < len(self.lines[end.line]):
                self._cut(end.line, end.column)
        return Text(self.path, mark.line + 1, mark.column + 1, token.value, token.plain)

    def _decorated(self, *, block: bool, indentless: bool) -> Node:
        """Refuse tags (``!name``) and anchors (``&name``), and go on with what they stand before."""
        mark = ""
        while self._token.id in ("<anchor>", "<tag>"):
            sort, mark = ("anchors", "&") if self._token.id == "<anchor>" else ("tags", "!")
            cure = f'take it away; a text with {mark} stands in quotes: "{mark}…"'
            self._note_token(f"{sort} (words with {mark}) are not used in flow files", cure)
            self._token = self._next()
        if self._token.id in (*_NO_VALUE, *_ENDS, ",", "]", "}"):
            return Text(
                self.path, self._token.start_mark.line + 1, self._token.start_mark.column + 1, mark, plain=False
            )
        return self._node(block=block, indentless=indentless)

    def _alias(self, *, block: bool) -> Text:
        """Refuse an alias (``*name``) and go on."""
        token = self._token
        what = "a text that begins with an asterisk must stand in quotes (YAML takes it for an alias)"
        rest = self.lines[token.start_mark.line][token.start_mark.column :][:100]
        rest = rest if block else re.split(r"[,\]}]", rest)[0]
        self._note_token(what, f"write {quoted(rest)}")
        self._token = self._next()
        return Text(self.path, token.start_mark.line + 1, token.start_mark.column + 1, f"*{token.value}", plain=False)

    # ---- lists

    def _list(self) -> Items:
        start = self._token
        self._token = self._next()
        out = self._items(start)
        while self._token.id == "-":
            self._token = self._next()
            out.items.append(self._empty() if self._token.id in ("-", "<block end>") else self._node(block=True))
        self._close("<block end>", "while parsing a block collection", start)
        return out

    def _indentless(self) -> Items:
        out = self._items(self._token)
        while self._token.id == "-":
            self._token = self._next()
            out.items.append(self._empty() if self._token.id in ("-", *_NO_VALUE) else self._node(block=True))
        return out

    def _flow_list(self) -> Items:
        start = self._token
        self._token = self._next()
        out = self._items(start)
        while self._token.id != "]":
            if out.items:
                self._comma(start, "sequence", "]")
            if self._token.id == "?":
                pair = Map(self.path, self._token.start_mark.line + 1, self._token.start_mark.column + 1, flow=True)
                self._flow_pair(pair)
                out.items.append(pair)
            elif self._token.id != "]":
                out.items.append(self._node(block=False))
        self._token = self._next()
        return out

    def _items(self, token: Any) -> Items:
        return Items(self.path, token.start_mark.line + 1, token.start_mark.column + 1)

    # ---- maps

    def _map(self) -> Map:
        start = self._token
        self._token = self._next()
        out = Map(self.path, start.start_mark.line + 1, start.start_mark.column + 1)
        while self._token.id in ("?", ":"):
            key = self._after("?", _NO_VALUE)
            value = self._after(":", _NO_VALUE)
            self._pair(out, self._as_key(key), value)
        self._close("<block end>", "while parsing a block mapping", start)
        return out

    def _flow_map(self) -> Map:
        start = self._token
        self._token = self._next()
        out = Map(self.path, start.start_mark.line + 1, start.start_mark.column + 1, flow=True)
        while self._token.id != "}":
            if out.items:
                self._comma(start, "mapping", "}")
            if self._token.id in ("?", ":"):
                self._flow_pair(out)
            elif self._token.id != "}":
                self._pair(out, self._as_key(self._node(block=False)), self._empty())
        self._token = self._next()
        return out

    def _flow_pair(self, into: Map) -> None:
        key = self._after("?", (":", ",", "]", "}"), block=False)
        value = self._after(":", (",", "]", "}"), block=False)
        self._pair(into, self._as_key(key), value)

    def _after(self, id: str, ends: tuple[str, ...], *, block: bool = True) -> Node:
        """Read the node after "?" or ":"; an empty text where there is none."""
        if self._token.id == id:
            self._token = self._next()
            if self._token.id not in ends:
                return self._node(block=block, indentless=block)
        return self._empty()

    def _as_key(self, node: Node) -> Text:
        """Return a key; a list or a map can't be one."""
        if isinstance(node, Text):
            return node
        cure = "a text with { or [ stands in quotes"
        self.note(node.line, node.column, "a key must be a word, not a list or a map", cure)
        return Text(node.path, node.line, node.column, _NO_KEY)

    def _pair(self, into: Map, key: Text, node: Node) -> None:
        """Put key and value into their map; the same key twice is refused."""
        first = into.keys.get(key.text)
        if key.text == _NO_KEY:
            return
        if first is None:
            into.keys[key.text] = key
            into.items[key.text] = node
            return
        what = f'"{key.text}" stands here twice: also in line {first.line}'
        cure = "keep one of the two, or give one another name"
        if key.column == 1 and first.column == 1:  # a section: most likely an example was pasted below
            cure = f"move what is below it under line {first.line}, or both into a file of their own"
        self.note(key.line, key.column, what, cure)

    # ---- what is wrong

    def _close(self, id: str, context: str, start: Any) -> None:
        if self._token.id != id:
            raise self._unexpected(context, start, f"expected {id}")
        self._token = self._next()

    def _comma(self, start: Any, sort: str, close: str) -> None:
        if self._token.id != ",":
            raise self._unexpected(f"while parsing a flow {sort}", start, f"expected ',' or '{close}'")
        self._token = self._next()

    def _unexpected(self, context: str, start: Any, expected: str) -> Broken:
        at = self._token.start_mark
        since = start.start_mark if start is not None else at
        problem = f"{expected}, but found {self._token.id!r}"
        return Broken(Complaint(problem, at.line, at.column, context, since.line, since.column))

    def _glued(self, first: int, last: int) -> None:
        """Refuse "- b" below "- a" with another indentation: YAML would read one text "a - b"."""
        for number in range(first + 1, last + 1):
            line = self.lines[number] if number < len(self.lines) else ""
            if line.lstrip().startswith("- "):
                column = len(line) - len(line.lstrip()) + 1
                what = "this line is glued to the text above it, because it is indented further"
                self.note(number + 1, column, what, "give both - the same indentation")
                return

    def _cut(self, line: int, column: int) -> None:
        """Refuse "Call #5": YAML would read "Call" and take the rest for a comment."""
        found = re.match(r" +(?=#\w)", self.lines[line][column:])
        if found:
            what = "from this # on, the text would be lost (YAML takes it for a comment)"
            cure = "put the text in quotes; a real comment has a space after #"
            self.note(line + 1, column + len(found.group()) + 1, what, cure)


_FLOW: dict[str, Callable[[Composer], Node]] = {"[": Composer._flow_list, "{": Composer._flow_map}
_BLOCK: dict[str, Callable[[Composer], Node]] = {
    "<block mapping start>": Composer._map,
    "<block sequence start>": Composer._list,
}
