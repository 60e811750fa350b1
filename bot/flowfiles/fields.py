"""Maps whose keys were checked against the table, and readers of simple values.

Each reader reports what is wrong at its place and returns a usable value.
"""

from __future__ import annotations

from bot.flowfiles.desk import Desk
from bot.flowfiles.nodes import Items, Map, Node, Text, kind_of
from bot.flowfiles.problems import did_you_mean, nearest
from bot.flowfiles.schema import STEP_KINDS, Key, keys_of

TOLD_ELSEWHERE = (*STEP_KINDS, "next")  # two kinds in one step, and next after a link, have sentences of their own


class Fields:
    """A map whose keys were checked against their table."""

    def __init__(self, desk: Desk, node: Map, table: str) -> None:
        self.desk, self.node, self.table = desk, node, table
        self.keys = keys_of(table)
        self.strange = [name for name in node.items if name not in self.keys]
        meant = {self._unknown(name) for name in self.strange}
        for key in self.keys.values():
            self._known(key, meant)

    def _unknown(self, name: str) -> str:
        """Report an unknown key; return the known one that was most likely meant."""
        if self.table.startswith("step.") and name in TOLD_ELSEWHERE:
            return ""
        names = [key.name for key in self.keys.values() if not key.rasa]
        told = f'"{name}" is not a key of {_title(self.table)}'
        self.desk.error(self.node.keys[name], told, did_you_mean(name, names))
        return nearest(name, names)

    def _known(self, key: Key, meant: set[str]) -> None:
        """Report a key that is missing, empty, or Rasa's."""
        item = self.node.items.get(key.name)
        if item is None:
            if key.required and key.name not in meant:
                cure = (
                    f"write {key.name}: {key.example}" if key.example else f"add {key.name}: with what belongs below it"
                )
                self.desk.error(self.node, f'{_title(self.table)} needs "{key.name}"', cure)
        elif key.rasa:
            self.desk.warning(self.node.keys[key.name], f'"{key.name}" is Rasa\'s and is not used here', key.says)
        elif _empty(item) and not key.nothing:
            self.desk.error(self.node.keys[key.name], f'"{key.name}" has no value', "write one, or take the line away")

    def get(self, name: str) -> Node | None:
        """Return the value of a key; None where it is not there or empty."""
        item = self.node.items.get(name)
        return None if item is None or _empty(item) else item

    def has(self, name: str) -> bool:
        """Whether the key is there with a value."""
        return self.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """Return a plain text."""
        item = self.get(name)
        return default if item is None else text(self.desk, item, f'"{name}"')

    def number(self, name: str, default: int, low: int = 0, high: int = 10**9) -> int:
        """Return a whole number within limits."""
        item = self.get(name)
        found = None if item is None else number(self.desk, item, f'"{name}"', low, high)
        return default if found is None else found

    def yes_no(self, name: str, default: bool = False) -> bool:
        """Return true or false."""
        item = self.get(name)
        return default if item is None else yes_no(self.desk, item, f'"{name}"')

    def texts(self, name: str) -> list[Text]:
        """Return a list of texts, or one text as a list."""
        item = self.get(name)
        return [] if item is None else texts(self.desk, item, f'"{name}"')

    def one_of(self, name: str, default: str) -> str:
        """Return one of the words that the table allows for this key."""
        item = self.get(name)
        if item is None:
            return default
        allowed = self.keys[name].type.removeprefix("one of ").split("|")
        found = text(self.desk, item, f'"{name}"')
        if found and found not in allowed:
            self.desk.error(item, f'"{found}" is not a {name}', did_you_mean(found, allowed))
        return found if found in allowed else default

    def items(self, name: str) -> list[Node]:
        """Return the items of a list."""
        item = self.get(name)
        if item is None or isinstance(item, Items):
            return item.items if item else []
        self.desk.error(
            item, f'"{name}" is a list, and here is {kind_of(item)}', "begin each item with - on its own line"
        )
        return []


def fields(desk: Desk, node: Node, table: str) -> Fields | None:
    """Check a map against its table; None (and a problem) where it is no map."""
    if isinstance(node, Map):
        return Fields(desk, node, table)
    desk.error(
        node, f"here is {kind_of(node)}, but {_title(table)} is a map (key: value)", "write its keys below, indented"
    )
    return None


def text(desk: Desk, node: Node, what: str) -> str:
    """Return a text; "" (and a problem) where it is none."""
    if isinstance(node, Text) and not node.empty:
        return node.text
    if isinstance(node, Map) and node.flow and all(_empty(item) for item in node.items.values()):
        inner = ", ".join(node.items)
        desk.error(node, f"{{{inner}}} without quotes is a map, not a text", f'write "{{{inner}}}" with the quotes')
    else:
        desk.error(node, f"{what} is a text, and here is {kind_of(node)}", "write it on one line")
    return ""


def texts(desk: Desk, node: Node, what: str) -> list[Text]:
    """Return a list of texts, or one text as a list of one."""
    found = node.items if isinstance(node, Items) else [node]
    return [item for item in found if text(desk, item, what) and isinstance(item, Text)]


def number(desk: Desk, node: Node, what: str, low: int, high: int) -> int | None:
    """Return a whole number; None (and a problem) where it is none within the limits."""
    value = node.value if isinstance(node, Text) else None
    if isinstance(value, bool) or not isinstance(value, int):
        shown = f'"{node.text}"' if isinstance(node, Text) else kind_of(node)
        desk.error(node, f"{what} is a whole number, and here is {shown}", "write digits, like 2")
        return None
    if not low <= value <= high:
        desk.error(node, f"{what} goes from {low} to {high} (this one is {value})", "write a number in between")
        return None
    return value


def yes_no(desk: Desk, node: Node, what: str) -> bool:
    """Return true or false; yes and no are understood where only these make sense."""
    word = node.text.lower() if isinstance(node, Text) else ""
    if word in ("true", "yes", "false", "no"):
        return word in ("true", "yes")
    shown = f'"{word}"' if word else kind_of(node)
    desk.error(node, f"{what} is true or false, and here is {shown}", "write true or false")
    return False


def _empty(node: Node) -> bool:
    return isinstance(node, Text) and node.empty


_TITLES = {
    "tell": "a row of tell", "tell_whatsapp": "whatsapp", "tell_webhook": "webhook",
    "file": "a flow file", "business": "business", "purpose": "a purpose", "handover": "handover",
    "choice": "a button or option", "faq": "an FAQ entry", "branch": "a branch", "validation": "validation",
    "words": "words", "unanswered": "unanswered", "after": '"after"', "endpoint": "action_endpoint", "basic_auth": "basic_auth",
}  # fmt: skip


def _title(table: str) -> str:
    kind = table.removeprefix("step.")
    if kind != table:
        return f"a {kind} step" if kind[0] not in "aeiou" else f"an {kind} step"
    return _TITLES.get(table, f"a {table.replace('_', ' ')}")
