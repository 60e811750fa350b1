"""The desk at which files are built: problems so far, the owner's languages, and what exists where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.core.conditions import Condition
from bot.core.fill import Pattern
from bot.core.flow import Choice, Where
from bot.flowfiles.lines import Sheet
from bot.flowfiles.nodes import Node, Text
from bot.flowfiles.problems import Level, Problem, did_you_mean

_ID = re.compile(r"[^\W\d_]?\w[\w-]*\Z")
MAX_ID = 60  # an id is part of a button's id, which WhatsApp limits


NOWHERE = Where()


@dataclass(slots=True)
class SlotFacts:
    """What is known of a slot while files are built. ``type`` "": nobody said; "any": Rasa's any."""

    type: str = ""
    place: Where = NOWHERE
    declared: bool = False
    choices: tuple[Choice, ...] = ()
    open_choices: bool = False  # somebody fills it with values of their own


@dataclass(slots=True)
class Known:
    """Every id of the folder with the place of its key; names of actions; teams."""

    flows: Mapping[str, Text] = field(default_factory=dict)
    purposes: Mapping[str, Text] = field(default_factory=dict)
    responses: Mapping[str, Text] = field(default_factory=dict)
    templates: Mapping[str, Text] = field(default_factory=dict)
    actions: frozenset[str] | None = None  # None: nobody can know (they run on a server)
    teams: tuple[str, ...] = ()


class Desk:
    """All that building shares."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self.sheets = sheets
        self.whole = all(sheet.root is not None or not sheet.problems for sheet in sheets.values())
        self.problems: list[Problem] = []
        self.languages: tuple[str, ...] = ("en",)
        self.known = Known()
        self.slots: dict[str, SlotFacts] = {}
        self.lonely: dict[str, list[Text]] = {}  # texts in the default language only, by file
        self.conditions: list[tuple[Text, Condition]] = []
        self.filled: list[
            tuple[Text, Pattern, frozenset[str]]
        ] = []  # texts with placeholders, and names only they know
        self.extras: frozenset[str] = frozenset()  # names that the text being read may use besides slots
        self.uttered: set[str] = set()  # responses that questions and rejections say

    def error(self, at: Node | Where, what: str, cure: str = "") -> None:
        """Note what has to be mended before the files are used."""
        self._note(at, "error", what, cure)

    def warning(self, at: Node | Where, what: str, cure: str = "") -> None:
        """Note what should be mended."""
        self._note(at, "warning", what, cure)

    @property
    def clean(self) -> bool:
        """Whether there is no error yet: what follows from an error need not be told again."""
        return not any(problem.level == "error" for problem in self.problems)

    def inside(self, node: Text, offset: int, what: str, cure: str = "") -> None:
        """Note an error at an offset within a text."""
        quote = 0 if node.plain else 1
        source = self.source(node)
        begin = node.column - 1 + quote
        one_line = source[begin:].startswith(node.text[: offset + 1])
        column = node.column + (quote + offset if one_line else 0)
        self.error(Where(node.path, node.line, column), what, cure)

    def source(self, at: Node | Where) -> str:
        """Return the line of the file at a place."""
        sheet = self.sheets.get(at.path)
        return sheet.lines[at.line - 1] if sheet and 0 < at.line <= len(sheet.lines) else ""

    def find(self, at: Where, part: str, lines: int = 30) -> Where:
        """Return the place where *part* first stands as a whole, from *at* on; *at* itself where it does not."""
        sheet = self.sheets.get(at.path)
        whole = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)")
        for number in range(at.line, min(at.line + lines, len(sheet.lines) + 1) if sheet else 0):
            assert sheet is not None
            found = whole.search(sheet.lines[number - 1], at.column - 1 if number == at.line else 0)
            if found:
                return Where(at.path, number, found.start() + 1)
        return at

    def _note(self, at: Node | Where, level: Level, what: str, cure: str) -> None:
        self.problems.append(Problem(at.path, at.line, at.column, level, what, cure, self.source(at)))


def check_id(desk: Desk, key: Text, what: str) -> bool:
    """Whether an id is made of letters, digits, _ and -, and short enough."""
    if not _ID.match(key.text):
        cure = "use letters, digits and _, like " + (re.sub(r"\W+", "_", key.text).strip("_").lower() or "my_name")
        desk.error(key, f'"{key.text}" can\'t be the id of a {what}', cure)
        return False
    if len(key.text) > MAX_ID:
        desk.error(key, f"an id can have {MAX_ID} characters (this one has {len(key.text)})", "shorten it")
        return False
    return True


def known_or(desk: Desk, node: Text, names: Iterable[str], what: str, otherwise: str = "") -> bool:
    """Whether the name that a text gives exists; a problem with the nearest one where it does not."""
    names = list(names)
    if node.text in names:
        return True
    otherwise = otherwise or f"add it, or name a {what} that exists"
    if desk.whole:  # it may be in a file that can't be read
        desk.error(node, f'there is no {what} called "{node.text}"', did_you_mean(node.text, names, otherwise))
    return False
