"""The owner's guide: the table of keys as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from bot.flowfiles.schema import TABLES, TYPES, Key

_HEADINGS = {
    "file": "A flow file",
    "business": "business",
    "holiday": "business: holidays",
    "purpose": "consent: a purpose",
    "notice": "consent: the notice",
    "flow": "flows: a flow",
    "trigger": "flows: triggers",
    "after": "triggers: after",
    "branch": "next: branches",
    "choice": "buttons, list and options",
    "rejection": "rejections",
    "timeout": "timeout",
    "media": "image, video, audio, document, sticker",
    "location": "location",
    "contact": "contact",
    "link_button": "link_button",
    "faq": "faq: an entry",
    "response": "responses: a variation",
    "slot": "slots: a slot",
    "validation": "slots: validation",
    "template": "templates: a template",
    "handover": "handover",
    "team": "handover: a team",
    "unanswered": "handover: unanswered",
    "survey": "handover: survey",
    "endpoint": "action_endpoint",
    "basic_auth": "action_endpoint: basic_auth",
    "tell": "handover: tell",
    "tell_whatsapp": "handover: tell: whatsapp",
    "tell_webhook": "handover: tell: webhook",
    "talk": "talks: the head",
    "line": "talks: a line",
    "send": "talks: send",
    "reports": "talks: event",
    "verdict": "talks: verdict",
    "sends": "talks: sends",
}


def guide() -> str:
    """Return one Markdown table for each place where keys can stand; Rasa's unused keys are left out."""
    return "\n\n".join(section(table) for table in TABLES) + "\n"


def section(table: str) -> str:
    """Return the Markdown of one table.

    >>> print(section("step.noop").splitlines()[0])
    ### The step `noop`
    """
    kind = table.removeprefix("step.")
    heading = f"The step `{kind}`" if kind != table else _HEADINGS.get(table, table)
    return "\n".join(
        [f"### {heading}", "", "| key | what | type | example |", "| --- | --- | --- | --- |", *_rows(table)]
    )


def _rows(table: str) -> Iterator[str]:
    for key in TABLES[table]:
        if not key.rasa and not key.says.startswith("Rasa's; not used"):
            name = f"**`{key.name}`**" if key.required else f"`{key.name}`"
            example = f"`{key.example}`" if key.example else ""
            yield f"| {name} | {key.says} | {_type(key)} | {example} |"


def _type(key: Key) -> str:
    name = key.type
    if name.startswith("one of "):
        return ", ".join(name.removeprefix("one of ").split("|"))
    for head in ("list of ", "map of "):
        if name.startswith(head):
            inner = name.removeprefix(head)
            return f"list of {_plural(inner)}" if head == "list of " else f"{_plural(inner)} by name"
    return TYPES.get(name, f"see {_HEADINGS.get(name, name)}")


def _plural(name: str) -> str:
    name = name.removeprefix("list of ")
    return {"faq": "entries", "branch": "branches"}.get(name, name.replace("_", " ") + "s")
