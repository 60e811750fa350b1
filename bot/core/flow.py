"""The checked form of an owner's flow files: what the engine runs and the loader builds.

Everything here was checked when the files were loaded: targets exist, conditions are parsed, limits hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core.conditions import Condition
from bot.core.hours import Hours
from bot.core.step_kinds import (
    AnyStep,
    AskConsent,
    Branch,
    Call,
    Choice,
    Collect,
    HandOverTo,
    Link,
    Noop,
    Rejection,
    RunAction,
    Say,
    SetSlots,
    Step,
    Tag,
    Timeout,
    Utter,
    Wait,
    Where,
    Wording,
)

END = "END"

__all__ = [
    "END",
    "AnyStep",
    "AskConsent",
    "Book",
    "Branch",
    "Business",
    "Call",
    "Choice",
    "Collect",
    "Faq",
    "Flow",
    "HandOverTo",
    "HandoverRules",
    "Link",
    "Noop",
    "Notice",
    "Purpose",
    "Rejection",
    "Response",
    "RunAction",
    "Say",
    "SetSlots",
    "Slot",
    "Step",
    "Tag",
    "TemplateSpec",
    "Timeout",
    "Trigger",
    "Utter",
    "Wait",
    "Where",
    "Wording",
]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts a flow.

    kind: words | phrases | pattern | examples | payload | first_message | ad | link | media | location |
    out_of_hours | handover_closed | unknown. ``values``: the words, phrases, examples, ids … as the owner wrote them.
    """

    kind: str
    values: tuple[str, ...] = ()
    priority: int = 0
    where: Where = Where()


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation. ``steps`` keeps the file's order; the first one starts."""

    id: str
    name: str
    description: Wording
    steps: Mapping[str, AnyStep]
    triggers: tuple[Trigger, ...] = ()
    guard: Condition | None = None
    persisted: tuple[str, ...] = ()
    purpose: str = ""  # set: may be started proactively, for this purpose
    where: Where = Where()

    @property
    def start(self) -> str:
        """The first step's id."""
        return next(iter(self.steps))


@dataclass(frozen=True, slots=True)
class Slot:
    """Something remembered. Types as in flow-files: text, number, bool, choice, date …"""

    name: str
    type: str = "text"
    initial: Any = None
    keep: bool = False  # kept after the flow that asked for it
    choices: tuple[Choice, ...] = ()
    rejections: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """The exact text that asks for one consent in one language. ``hash`` = sha256 of text and buttons, hex."""

    purpose: str
    version: int
    language: str
    text: str
    yes: str
    no: str
    hash: str


@dataclass(frozen=True, slots=True)
class Purpose:
    """What proactive messages are for."""

    id: str
    kind: Literal["marketing", "utility"]
    notices: Mapping[str, Notice]  # by language
    cap: tuple[int, int] | None = None  # so many per so many seconds
    quiet: tuple[int, int] | None = None  # minutes of the day, from–to, in the person's time zone
    expires: int = 24 * 30 * 86400  # seconds after last use or last message
    double_opt_in: bool = False
    where: Where = Where()


@dataclass(frozen=True, slots=True)
class Faq:
    """A question with one answer. ``then``: a flow offered as a button."""

    id: str
    ask: tuple[str, ...]
    answer: Wording
    then: str = ""
    words: tuple[str, ...] = ()
    where: Where = Where()


@dataclass(frozen=True, slots=True)
class TemplateSpec:
    """An approved WhatsApp template: (name, language) is known to Meta; ``params`` in order of their placeholders."""

    name: str
    languages: tuple[str, ...]
    category: Literal["marketing", "utility", "authentication"]
    params: tuple[str, ...] = ()
    named: bool = False
    body: Mapping[str, str] = field(default_factory=dict)  # by language, for the simulator and the page
    where: Where = Where()
    fill: Mapping[str, str] = field(default_factory=dict)  # placeholder ("1" or its name) -> slot or person.name


@dataclass(frozen=True, slots=True)
class Response:
    """One variation of an ``utter_…``: the first whose condition and channel fit is taken."""

    text: Wording
    when: Condition | None = None
    channel: str = ""
    choices: tuple[Choice, ...] = ()
    media: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandoverRules:
    """How people take over."""

    teams: tuple[str, ...] = ("team",)
    say: Wording | None = None  # meanwhile
    closed: Wording | None = None  # out of hours
    back_after: int = 12 * 3600  # seconds without a word until the bot returns
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Business:
    """Who we are."""

    name: str
    languages: tuple[str, ...]
    timezone: str = "UTC"
    country: str = ""
    privacy_url: str = ""
    hours: Hours = Hours()
    contact: str = ""
    where: Where = Where()


@dataclass(frozen=True, slots=True)
class Book:
    """A whole folder of flow files, checked."""

    business: Business
    flows: Mapping[str, Flow]
    purposes: Mapping[str, Purpose]
    faq: tuple[Faq, ...] = ()
    slots: Mapping[str, Slot] = field(default_factory=dict)
    responses: Mapping[str, tuple[Response, ...]] = field(default_factory=dict)
    templates: Mapping[str, TemplateSpec] = field(default_factory=dict)
    handover: HandoverRules = HandoverRules()
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)  # meaning -> language -> words
    action_endpoint: str = ""
    caution: Literal["cautious", "normal", "bold"] = "normal"
    version: str = ""  # hash of the files
