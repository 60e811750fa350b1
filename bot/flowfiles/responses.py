"""The ``responses`` section, in Rasa's shape: variations with a condition and a channel, the fitting one is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.conditions import Condition
from bot.core.fill import Pattern
from bot.core.flow import Choice, Rejection, Response, Wording
from bot.core.outgoing import MAX_BODY, MAX_LIST_BODY, MAX_TEXT
from bot.core.phrases import EXTRAS, KEYS
from bot.flowfiles.choices import Option, options
from bot.flowfiles.desk import Desk, check_id, known_or
from bot.flowfiles.fields import Fields, fields
from bot.flowfiles.nodes import Items, Map, Node, Text, plain
from bot.flowfiles.texts import condition, is_language, wording

Responses = Mapping[str, "Spoken"]


@dataclass(slots=True)
class Spoken:
    """A response: its variations, and the options with what Rasa's buttons would set."""

    variations: tuple[Response, ...]
    options: tuple[Option, ...] = field(default=())

    def any_time(self) -> Wording | None:
        """Return the text of the variations that need no condition; every text where all have one."""
        free = [found for found in self.variations if found.when is None] or list(self.variations)
        return joined([found.text for found in free]) if free else None


def read_responses(desk: Desk, section: Mapping[str, tuple[Text, Node]]) -> dict[str, Spoken]:
    """Read all responses."""
    out: dict[str, Spoken] = {}
    for name, (key, node) in section.items():
        if not name.startswith("utter_"):
            desk.error(key, f'the name of a response begins with utter_, and "{name}" does not', f"write utter_{name}")
        elif check_id(desk, key, "response"):
            desk.extras = frozenset(EXTRAS) if name.removeprefix("utter_") in KEYS else frozenset()
            out[name] = _spoken(desk, name, node)
    desk.extras = frozenset()
    return out


def joined(parts: Sequence[Wording]) -> Wording:
    """Return one wording with the variants of all."""
    by_language: dict[str, tuple[Pattern, ...]] = {}
    for part in parts:
        for language, variants in part.by_language.items():
            by_language[language] = by_language.get(language, ()) + variants
    return Wording(by_language, parts[0].where)


def rejections(desk: Desk, nodes: Sequence[Node], responses: Responses) -> tuple[Rejection, ...]:
    """Read when an answer is refused and what is said then."""
    out = []
    for node in nodes:
        given = fields(desk, node, "rejection")
        when = given.get("if") if given else None
        if given is None or when is None:
            continue
        parsed, said = condition(desk, when), said_or_uttered(desk, given, "say", responses)
        if said is None and not (given.has("say") or given.has("utter")):
            desk.error(node, "a rejection needs what is said then", "write say: We can't do that, because …")
        if parsed is not None and said is not None:
            out.append(Rejection(parsed, said))
    return tuple(out)


def said_or_uttered(desk: Desk, given: Fields, key: str, responses: Responses) -> Wording | None:
    """Read a text that stands here, or the response that ``utter`` names."""
    node = given.get(key)
    if node is not None:
        return wording(desk, node, limit=MAX_TEXT, what="a text")
    named = given.get("utter")
    if not isinstance(named, Text) or not known_or(desk, named, desk.known.responses, "response"):
        return None
    desk.uttered.add(named.text)
    found = responses.get(named.text)
    return found.any_time() if found else None


def _spoken(desk: Desk, name: str, node: Node) -> Spoken:
    entries = _entries(node)
    read = [_variation(desk, entry, f"flow/{name}/{number}") for number, entry in enumerate(entries, 1)]
    found = [one for one in read if one is not None]
    ranked = sorted((one for one, _ in found), key=_rank)
    return Spoken(tuple(_merged(ranked)), tuple(option for _, chosen in found for option in chosen))


def _entries(node: Node) -> list[Node]:
    """A response is a list of variations, one of them, or simply a text."""
    if isinstance(node, Items) and all(isinstance(item, Map) and not _is_text(item) for item in node.items):
        return node.items
    return [node]


def _is_text(node: Node) -> bool:
    return not isinstance(node, Map) or all(is_language(key) for key in node.items)


def _variation(desk: Desk, node: Node, prefix: str) -> tuple[Response, list[Option]] | None:
    if _is_text(node):
        return Response(wording(desk, node, limit=MAX_TEXT, what="a text")), []
    given = fields(desk, node, "response")
    if given is None:
        return None
    chosen = options(desk, given.items("buttons"), prefix)
    media = _image(given)
    limit = (MAX_LIST_BODY if len(chosen) > 3 else MAX_BODY) if chosen or media else MAX_TEXT
    said = _text(desk, given, limit)
    if said is None:
        desk.error(node, "a response needs a text", 'write text: "…"')
        return None
    when = _condition(desk, given)
    choices = tuple(_leading(desk, option) for option in chosen)
    return Response(said, when, given.text("channel"), choices, media), chosen


def _leading(desk: Desk, option: Option) -> Choice:
    """Point a response's button to its flow. It starts that flow whenever it is tapped: it belongs to no step."""
    choice, target = option.choice, option.target
    if option.slot:
        return replace(choice, id=f"/SetSlots({option.slot}={choice.value})")  # understood whenever it is tapped
    if target is None or not known_or(desk, target, desk.known.flows, "flow"):
        return choice
    return replace(choice, id=f"start:{target.text}", then=target.text)


def _image(given: Fields) -> Mapping[str, Any]:
    link = given.text("image")
    return {"kind": "image", "link": link} if link else {}


def _text(desk: Desk, given: Fields, limit: int) -> Wording | None:
    node = given.get("text")
    if node is None:
        return None
    said = wording(desk, node, limit=limit, what="a text")
    more = given.get("translation")
    if not isinstance(more, Map):
        return said
    other = wording(desk, _with_default(desk, more, node), limit=limit, what="a text")
    return Wording({**other.by_language, **said.by_language}, said.where)


def _with_default(desk: Desk, translation: Map, default: Node) -> Map:
    """Rasa keeps the default text apart from its translations."""
    items = {desk.languages[0]: default, **translation.items}
    return Map(translation.path, translation.line, translation.column, items, dict(translation.keys))


def _condition(desk: Desk, given: Fields) -> Condition | None:
    node = given.get("condition")
    if node is None:
        return None
    if not isinstance(node, Items):
        return condition(desk, node)
    parts = [plain(item) for item in node.items]
    source = " and ".join(_classic(part) for part in parts if isinstance(part, dict) and "name" in part)
    return condition(desk, Text(node.path, node.line, node.column, source or "true"))


def _classic(part: Mapping[str, Any]) -> str:
    """Write Rasa 3's ``{type: slot, name: logged_in, value: true}`` as a condition."""
    value = part.get("value")
    if value is None or isinstance(value, bool):
        return f"slots.{part['name']} is {'null' if value is None else str(value).lower()}"
    quoted = str(value).replace('"', '\\"')
    return f'slots.{part["name"]} is "{quoted}"'


def _rank(found: Response) -> int:
    """Rasa's order: condition and channel, channel, condition, neither."""
    return {(True, True): 0, (False, True): 1, (True, False): 2, (False, False): 3}[
        (found.when is not None, bool(found.channel))
    ]


def _merged(ranked: Sequence[Response]) -> list[Response]:
    """Join plain variations that fit alike: one of them is taken by chance."""
    out: list[Response] = []
    for found in ranked:
        last = out[-1] if out else None
        if last and not (found.choices or found.media or last.choices or last.media) and _alike(last, found):
            out[-1] = Response(joined([last.text, found.text]), last.when, last.channel)
        else:
            out.append(found)
    return out


def _alike(left: Response, right: Response) -> bool:
    same = (left.when.source if left.when else "") == (right.when.source if right.when else "")
    return same and left.channel == right.channel
