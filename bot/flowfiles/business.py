"""The ``business`` section: who we are, in which languages, and when we are open."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.core.flow import Business
from bot.core.hours import Hours, parse_hours
from bot.flowfiles.desk import Desk
from bot.flowfiles.fields import Fields, fields
from bot.flowfiles.media import address
from bot.flowfiles.nodes import Map, Node, Text, plain, where
from bot.flowfiles.problems import did_you_mean
from bot.flowfiles.texts import is_language


def business(desk: Desk, node: Map) -> Business:
    """Build the section; what it says of languages holds for everything built after it."""
    given = Fields(desk, node, "business")
    desk.languages = _languages(desk, given)
    link = given.get("privacy_url")
    return Business(
        name=given.text("name"),
        languages=desk.languages,
        timezone=timezone(desk, given),
        country=_country(desk, given),
        privacy_url=address(desk, link, '"privacy_url"') if link else "",
        hours=opening_hours(desk, given),
        contact=given.text("contact"),
        where=where(node),
    )


def _languages(desk: Desk, given: Fields) -> tuple[str, ...]:
    found: list[str] = []
    for item in given.texts("languages"):
        if not is_language(item.text):
            cure = "write it as two letters: en, pt, es, de, fr …"
            desk.error(item, f'"{item.text}" is not a language', cure)
        elif item.text in found:
            desk.error(item, f'the language "{item.text}" stands here twice', "take one away")
        else:
            found.append(item.text)
    return tuple(found) or ("en",)


def timezone(desk: Desk, given: Fields) -> str:
    """Read a time zone; UTC where there is none."""
    name, node = given.text("timezone"), given.get("timezone")
    if not name or node is None:
        if given.has("hours"):
            cure = "write timezone: like America/Sao_Paulo"
            desk.warning(given.node.keys["hours"], "without a time zone the opening hours are read as UTC", cure)
        return "UTC"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        cure = did_you_mean(name, sorted(available_timezones()), "write it like Europe/Berlin or America/Sao_Paulo")
        desk.error(node, f'there is no time zone called "{name}"', cure)
        return "UTC"
    return name


def _country(desk: Desk, given: Fields) -> str:
    name, node = given.text("country"), given.get("country")
    if node is not None and name and not (len(name) == 2 and name.isascii() and name.isalpha()):
        desk.error(node, f'"{name}" is not a country of two letters', "write it like BR, DE or US")
        return ""
    return name.upper()


def opening_hours(desk: Desk, given: Fields) -> Hours:
    """Read hours: and holidays:."""
    week = given.get("hours")
    if week is not None and not isinstance(week, Map):
        desk.error(week, "hours are a map of days", 'write {mon-fri: "08:00-18:00", sat: "09:00-13:00"}')
        week = None
    days = {name: item for name, item in week.items.items() if _day(desk, week, name, item)} if week else {}
    holidays = [item for item in given.items("holidays") if _holiday(desk, item)]
    return parse_hours({name: plain(item) for name, item in days.items()}, [_plain(item) for item in holidays])


def _day(desk: Desk, week: Map, name: str, item: Node) -> bool:
    try:
        parse_hours({name: plain(item)})
    except ValueError as problem:
        _told(desk, item if "in the hours" in str(problem) else week.keys[name], problem)
        return False
    return True


def _holiday(desk: Desk, item: Node) -> bool:
    given = fields(desk, item, "holiday")
    if given is None or not given.has("date"):
        return False
    try:
        parse_hours({}, [_plain(item)])
    except ValueError as problem:
        _told(desk, given.get("hours") if "in the holiday" in str(problem) else given.get("date"), problem)
        return False
    return True


def _plain(item: Node) -> dict[str, str]:
    """A holiday as texts: a date without quotes stays as it was written."""
    return (
        {key: node.text for key, node in item.items.items() if isinstance(node, Text)} if isinstance(item, Map) else {}
    )


def _told(desk: Desk, node: Node | None, problem: ValueError) -> None:
    what, _, cure = str(problem).partition("; ")
    assert node is not None
    desk.error(node, what, cure)
