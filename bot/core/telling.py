"""Who of the business is told that somebody waits, and in which words. No word here is personal data of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.core.codec import stored
from bot.core.step_kinds import Where
from bot.core.telling_words import WORDS

Channel = Literal["email", "push", "whatsapp", "webhook"]
CHANNELS: tuple[Channel, ...] = ("email", "push", "whatsapp", "webhook")

REASONS: Mapping[str, str] = {
    "opened": "waiting", "late": "late", "unanswered": "unanswered", "assigned": "assigned",
}  # fmt: skip
"""Kind of a desk event -> kind of the notice about it; of other kinds only a webhook is told."""

USUAL = ("waiting", "late", "unanswered")
EVENTS = (
    "opened", "taken", "released", "assigned", "heard", "said", "tagged", "late", "unanswered", "stopped", "closed",
    "returned",
)  # fmt: skip
"""What a webhook can be told of. Notes never leave."""

ACCOUNTS = "accounts"
"""In place of an address: everybody who has an account and answers for the team."""

FILLERS = ("ticket", "team", "waiting", "link")
"""What can fill a template that tells one of us: number of the ticket, its team, how many wait, where to answer."""


@dataclass(frozen=True, slots=True)
class Tell:
    """One row of ``handover: tell``. ``team`` "": of every team. ``language`` "": the business's first one.

    ``to``: e-mail addresses, or ACCOUNTS. ``every``: seconds between two templates to one of us, at least.
    """

    channel: Channel
    to: tuple[str, ...] = ()
    team: str = ""
    when: tuple[str, ...] = USUAL
    language: str = ""
    purpose: str = ""
    template: str = ""
    every: int = 900
    url: str = ""
    events: tuple[str, ...] = ()
    with_text: bool = False
    where: Where = Where()


@stored
@dataclass(frozen=True, slots=True)
class Waiting:
    """One ticket in a notice. ``since``: when it was opened, in the business's own zone; ``opened``: in Unix seconds.

    ``kind`` as in REASONS.
    """

    ticket: int
    kind: str = "waiting"
    team: str = ""
    since: str = ""
    opened: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told at once to one receiver. ``key``: the same for the same notice, however often it is sent.

    ``link``: address of the page, "" where none is known. ``event``: the JSON of a webhook.
    """

    key: str
    kind: str
    items: tuple[Waiting, ...] = ()
    at: int = 0
    language: str = "en"
    business: str = ""
    link: str = ""
    event: Mapping[str, object] = field(default_factory=dict)


def says(language: str, key: str, **values: object) -> str:
    """Return a sentence to the staff in their language, in English where it is none of ours."""
    base = language.partition("-")[0].partition("_")[0]
    return WORDS.get(base, WORDS["en"])[key].format_map(values)


def subject(notice: Notice) -> str:
    """Return the one line that a mail's subject and a push show: a team and numbers, nothing of the person."""
    if not notice.items:
        return says(notice.language, "test")
    kinds = {item.kind for item in notice.items}
    if len(notice.items) > 1:
        shown = ", ".join(f"#{item.ticket}" for item in notice.items[:5])
        more = " …" if len(notice.items) > 5 else ""
        return says(notice.language, "many", n=len(notice.items), tickets=shown + more)
    item = notice.items[0]
    team = f" ({item.team})" if item.team else ""
    return says(notice.language, kinds.pop(), team=team, ticket=item.ticket)


def lines(notice: Notice) -> list[str]:
    """Return what a mail says, a sentence a line, without the link."""
    if not notice.items:
        return [says(notice.language, "test_body", business=notice.business)]
    return [_line(notice.language, item) for item in notice.items]


def _line(language: str, item: Waiting) -> str:
    team = f" ({item.team})" if item.team else ""
    return says(language, f"{item.kind}_line", ticket=item.ticket, team=team, since=item.since)
