"""A starter's files for one business: only its languages, with its name; comments and layout stay as they are.

The sources are ordinary flow files in all shipped languages, laid out so that plain text processing is enough:

- a text per language is a map with the languages as keys, on one line or one below the other;
- a list with several languages has a line for each, and ends it with a comment that names them: ``# pt, es``;
- in a talk, a map of languages stands for the one that the customer speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LANGUAGES = ("en", "pt", "es", "de", "ar")
_ANY = "|".join(LANGUAGES)
_INLINE = re.compile(rf"\{{(?=(?:{_ANY}): )")
_BLOCK = re.compile(rf"( *)(?:- )?({_ANY}):(?: |$)")
_TAGGED = re.compile(rf"(.*?) +# ((?:{_ANY})(?:, (?:{_ANY}))*)$")
_TEMPLATE = re.compile(rf"( +languages: \[)((?:(?:{_ANY})(?:_[A-Z]{{2}})?(?:, )?)+)(\].*)$")
_PLAIN = re.compile(r"[^\W\d_][\w .&()/+-]*")
_COUNTRIES = {"PT": "pt_PT", "BR": "pt_BR"}


@dataclass(frozen=True, slots=True)
class Business:
    """Whose files they become. ``sample``: the name in the sources; empty values leave the sample as it is."""

    languages: tuple[str, ...]
    name: str
    sample: str
    timezone: str = ""
    country: str = ""
    phone: str = ""
    privacy_url: str = ""


def flow_file(text: str, business: Business) -> str:
    """Return a flow file of a starter for one business."""
    text = _named(text, business)
    lines = _lists(text.split("\n"), business.languages)
    found = [_templates(_inline(line, business.languages), business) for line in _blocks(lines, business.languages)]
    return "\n".join(found)


def business_file(text: str, business: Business) -> str:
    """Return the starter's business.yaml with the values of one business."""
    values = {
        "name": scalar(business.name),
        "languages": f"[{', '.join(business.languages)}]",
        "timezone": scalar(business.timezone) if business.timezone else "",
        "country": business.country.upper(),
        "privacy_url": scalar(business.privacy_url) if business.privacy_url else "",
        "contact": f'"{business.phone}"' if business.phone else "",
    }
    for key, value in values.items():
        if value:
            text = re.sub(
                rf"(?m)^(  {key}: )(?:\[[^\]]*\]|\"[^\"]*\"|[^#\n]*?)( *(?:#.*)?)$", _put(value), text, count=1
            )
    if not business.phone:  # nobody shall be sent to a number that is only an example
        text = re.sub(r"(?m)^  contact:", "  # contact:", text, count=1)
    return flow_file(text, business)


def _put(value: str) -> str:
    return "\\g<1>" + value.replace("\\", "\\\\") + "\\g<2>"


def talk_file(text: str, business: Business) -> str:
    """Return a talk of a starter in the first of the languages."""
    spoken = business.languages[:1]
    return "\n".join(_inline(line, spoken, alone=True) for line in _named(text, business).split("\n"))


def scalar(text: str) -> str:
    """Write a text as YAML, in quotes where it needs them.

    >>> scalar("Café Aurora"), scalar("Bob's: 2")
    ('Café Aurora', '"Bob\\'s: 2"')
    """
    plain = _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in ("true", "false", "null")
    return text if plain else f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _named(text: str, business: Business) -> str:
    """Put the name where the sample's stood: always between double quotes, or in a folded text."""
    lines = [line if line.startswith("  name: ") else _rename(line, business) for line in text.split("\n")]
    return "\n".join(lines)


def _rename(line: str, business: Business) -> str:
    if business.sample not in line or business.sample == business.name:
        return line
    parts = line.split(business.sample)
    found = parts[0]
    for n, part in enumerate(parts[1:], 1):
        quoted = business.sample.join(parts[:n]).count('"') % 2 == 1
        found += (_escaped(business.name) if quoted else business.name) + part
    return found


# ---- texts per language


def _blocks(lines: Iterable[str], languages: Sequence[str]) -> Iterator[str]:
    """Leave out the lines of other languages, with what is indented below them."""
    dropped = -1
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if dropped >= 0 and line.strip() and indent > dropped:
            continue
        dropped = -1
        found = _BLOCK.match(line)
        if found and found[2] not in languages:
            dropped = indent
        else:
            yield line


def _inline(line: str, languages: Sequence[str], *, alone: bool = False) -> str:
    """Keep these languages in the maps of a line; ``alone``: the text itself takes the place of its map."""
    start = 0
    while found := _INLINE.search(line, start):
        items, end = _items(line, found.end())
        kept = [item for item in items if item.partition(":")[0] in languages]
        shown = "{" + ", ".join(kept) + "}"
        if alone and kept:
            shown = kept[0].partition(": ")[2]
        line = line[: found.start()] + shown + line[end:]
        start = found.start() + len(shown)
    return line


def _items(line: str, start: int) -> tuple[list[str], int]:
    """Split an inline map at its commas; return its items and where it ends."""
    items, begin, at, before = [], start, start, ","
    while at < len(line) and line[at] != "}":
        mark = line[at]
        if mark in "\"'" and before in ":,":
            at = _closing(line, at)
        elif mark == ",":
            items.append(line[begin:at].strip())
            begin = at + 1
        before = mark if mark != " " else before
        at += 1
    return [*items, line[begin:at].strip()], at + 1


def _closing(line: str, start: int) -> int:
    """Return where a quoted text ends."""
    quote, at = line[start], start + 1
    while at < len(line) and line[at] != quote:
        at += 2 if line[at] == "\\" and quote == '"' else 1
    return at


# ---- lists


def _lists(lines: Sequence[str], languages: Sequence[str]) -> Iterator[str]:
    """Keep the lines of these languages in lists that name them; with one language the names are not needed."""
    group: list[tuple[str, str]] = []
    for line in lines:
        found = _TAGGED.match(line)
        if found is None:
            yield line
            continue
        group.append((found[1], found[2]))
        if found[1].endswith("]"):
            yield from _list(group, languages)
            group = []


def _list(group: Sequence[tuple[str, str]], languages: Sequence[str]) -> Iterator[str]:
    head, _, first = group[0][0].partition("[")
    rows = [(first, group[0][1]), *((row.strip(), tags) for row, tags in group[1:])]
    kept = [(row.rstrip(",]"), tags) for row, tags in rows if set(tags.split(", ")) & set(languages)]
    for n, (row, tags) in enumerate(kept):
        begin = head + "[" if n == 0 else " " * (len(head) + 1)
        end = "," if n < len(kept) - 1 else "]"
        named = [tag for tag in tags.split(", ") if tag in languages]
        yield begin + row + end + (f"  # {', '.join(named)}" if len(languages) > 1 else "")


def _templates(line: str, business: Business) -> str:
    """Keep these languages of a WhatsApp template, in the form of the country."""
    found = _TEMPLATE.match(line)
    if found is None or line.startswith("  languages"):
        return line
    codes = [code for code in found[2].split(", ") if code.partition("_")[0] in business.languages]
    own = _COUNTRIES.get(business.country.upper(), "")
    shown = [own if own and code.startswith("pt") else code for code in codes]
    return found[1] + ", ".join(shown) + found[3]
