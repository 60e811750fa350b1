"""The sections ``handover`` and ``words``."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.flow import Book, HandoverRules, Survey, Team, Wording
from bot.core.outgoing import MAX_BODY, MAX_BUTTON_TITLE, MAX_BUTTONS, MAX_ROW_TITLE, MAX_ROWS, MAX_TEXT
from bot.flowfiles.amounts import MINUTE, duration
from bot.flowfiles.business import opening_hours, timezone
from bot.flowfiles.desk import Desk, check_id
from bot.flowfiles.fields import Fields, fields, texts
from bot.flowfiles.nodes import Items, Map, Node, Text, kind_of
from bot.flowfiles.problems import did_you_mean
from bot.flowfiles.texts import is_language, wording

MEANINGS: Mapping[str, str] = {
    **{name: name for name in ("stop", "start", "help", "person", "cancel", "back", "menu", "source", "wrong_number")},
    "language": "languages", "languages": "languages",
    "my_data": "export", "export": "export", "delete": "erase", "erase": "erase",
}  # fmt: skip
Words = dict[str, dict[str, tuple[str, ...]]]


def teams_of(node: Node | None) -> list[Text]:
    """Return the names of the teams, before flows that hand over are built."""
    given = node.items.get("teams") if isinstance(node, Map) else None
    if isinstance(given, Map):
        return list(given.keys.values())
    found = given.items if isinstance(given, Items) else [given] if given is not None else []
    return [item for item in found if isinstance(item, Text) and not item.empty]


def handover(desk: Desk, node: Map) -> HandoverRules:
    """Build the section."""
    given = Fields(desk, node, "handover")
    teams = [item for item in teams_of(node) if check_id(desk, item, "team")]
    after, unanswered = _unanswered(desk, given)
    back, promise = given.get("back_after"), given.get("promise")
    return HandoverRules(
        teams=tuple(dict.fromkeys(item.text for item in teams)) or ("team",),
        say=_said(desk, given, "say"),
        closed=_said(desk, given, "closed"),
        back_after=duration(desk, back, '"back_after"', at_least=MINUTE) if back is not None else 12 * 3600,
        contact=given.text("contact"),
        crew=_crew(desk, given.get("teams")),
        noted=_said(desk, given, "noted"),
        promise=duration(desk, promise, '"promise"', at_least=MINUTE) if promise is not None else 0,
        unanswered_after=after,
        unanswered=unanswered,
        back=_said(desk, given, "back"),
        survey=_survey(desk, given.get("survey")),
        replies=_replies(desk, given.get("replies")),
    )


def spoken(book: Book) -> tuple[Wording, ...]:
    """Return everything that the section says."""
    rules = book.handover
    asked = (rules.survey.ask, rules.survey.thanks, *rules.survey.options) if rules.survey else ()
    said = (rules.say, rules.closed, rules.noted, rules.unanswered, rules.back, *asked, *rules.replies.values())
    return tuple(wording for wording in said if wording is not None)


def _said(desk: Desk, given: Fields, name: str) -> Wording | None:
    node = given.get(name)
    return wording(desk, node, limit=MAX_TEXT, what="a text") if node is not None else None


def _crew(desk: Desk, node: Node | None) -> dict[str, Team]:
    """Return the teams that have something of their own."""
    found: dict[str, Team] = {}
    for name, item in node.items.items() if isinstance(node, Map) else ():
        if isinstance(item, Map):
            found[name] = _team(desk, name, Fields(desk, item, "team"))
        elif not (isinstance(item, Text) and item.empty):
            what = f'the team "{name}" is a map of what it has of its own, and here is {kind_of(item)}'
            desk.error(item, what, "write name:, hours: or languages: below it, or leave it empty")
    return found


def _team(desk: Desk, name: str, given: Fields) -> Team:
    for key in ("holidays", "timezone"):
        if given.has(key) and not given.has("hours"):
            desk.error(given.node.keys[key], f"{key}: of a team says nothing without hours:", "write its hours:, too")
    return Team(
        id=name,
        name=given.text("name"),
        hours=opening_hours(desk, given) if given.has("hours") else None,
        timezone=timezone(desk, given) if given.has("timezone") else "",
        languages=tuple(item.text for item in given.texts("languages") if _language(desk, item)),
    )


def _language(desk: Desk, item: Text) -> bool:
    if item.text in desk.languages:
        return True
    cure = f"the business speaks {', '.join(desk.languages)}; add it to languages: in business"
    desk.error(item, f'nobody is answered in "{item.text}"', cure)
    return False


def _unanswered(desk: Desk, given: Fields) -> tuple[int, Wording | None]:
    node = given.get("unanswered")
    inner = fields(desk, node, "unanswered") if node is not None else None
    after = inner.get("after") if inner else None
    if inner is None or after is None:
        return 0, None
    return duration(desk, after, '"after"', at_least=MINUTE), _said(desk, inner, "say")


def _survey(desk: Desk, node: Node | None) -> Survey | None:
    given = fields(desk, node, "survey") if node is not None else None
    ask = given.get("ask") if given else None
    if given is None or ask is None:
        return None
    nodes = given.items("options")
    limit = MAX_BUTTON_TITLE if len(nodes) <= MAX_BUTTONS else MAX_ROW_TITLE
    if given.has("options") and not 2 <= len(nodes) <= MAX_ROWS:
        told = f"a survey has 2 to {MAX_ROWS} answers (this one has {len(nodes)})"
        desk.error(given.node.keys["options"], told, "write one answer a line, each with - in front")
    options = tuple(wording(desk, item, limit=limit, what="an answer to a survey") for item in nodes)
    asked = wording(desk, ask, limit=MAX_BODY, what="a question with buttons")
    return Survey(asked, options, _said(desk, given, "thanks")) if len(options) > 1 else None


def _replies(desk: Desk, node: Node | None) -> dict[str, Wording]:
    if node is None:
        return {}
    if not isinstance(node, Map):
        desk.error(node, f'"replies" is a map of names, and here is {kind_of(node)}', "write name: text, one a line")
        return {}
    return {name: wording(desk, item, limit=MAX_TEXT, what="a text") for name, item in node.items.items()}


def words(desk: Desk, section: Mapping[str, tuple[Text, Node]]) -> Words:
    """Return meaning -> language ("" for all) -> words; one with - in front is taken away, which STOP refuses."""
    out: Words = {}
    for name, (key, node) in section.items():
        meaning = MEANINGS.get(name.lower().replace(" ", "_"))
        if meaning is None:
            desk.error(key, f'"{name}" is no meaning that words can have', did_you_mean(name.lower(), list(MEANINGS)))
            continue
        for language, found in _by_language(desk, node):
            kept = tuple(item.text for item in texts(desk, found, "a word") if _may(desk, item, meaning))
            before = out.setdefault(meaning, {}).get(language, ())
            out[meaning][language] = before + kept
    return out


def _by_language(desk: Desk, node: Node) -> list[tuple[str, Node]]:
    if not isinstance(node, Map):
        return [("", node)]
    for tag in node.items:
        if not is_language(tag):
            desk.error(node.keys[tag], f'"{tag}" is not a language', "write it as two letters: en, pt, es …")
    return [(tag, item) for tag, item in node.items.items() if is_language(tag)]


def _may(desk: Desk, item: Text, meaning: str) -> bool:
    if meaning == "stop" and item.text.startswith("-"):
        desk.error(item, f'"{item.text[1:]}" can\'t be taken away: STOP words can only be added', "take the line away")
        return False
    return True
