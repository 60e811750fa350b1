"""The checked form of an owner's flow files: what the engine runs and the loader builds.

Everything here was checked when the files were loaded: targets exist, conditions are parsed, limits hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core.conditions import Condition
from bot.core.hours import Hours
from bot.core.schedule import After, Every
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
    SendTemplate,
    SetSlots,
    Step,
    Tag,
    Timeout,
    Utter,
    Wait,
    Where,
    Wording,
)
from bot.core.telling import Tell

END = "END"

__all__ = [
    "END",
    "ActionServer",
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
    "SendTemplate",
    "SetSlots",
    "Slot",
    "Step",
    "Survey",
    "Tag",
    "Team",
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
    out_of_hours | handover_closed | unknown, and, for proactive flows, event | after | every. ``values``: the words,
    phrases, examples, ids … as the owner wrote them. ``data``: the slots that an event brings.
    """

    kind: str
    values: tuple[str, ...] = ()
    priority: int = 0
    where: Where = Where()
    data: tuple[str, ...] = ()
    after: After | None = None
    every: Every | None = None


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
    reads: tuple[str, ...] = ()  # the slots that its texts and conditions name

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
    hands_over: bool = False  # a person is called below the answer, …
    team: str = ""  # … of this team


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
class Team:
    """Some of the business's people. ``hours`` None: those of the business; ``timezone`` "": the business's."""

    id: str
    name: str = ""
    hours: Hours | None = None
    timezone: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """The one question after a person of the business has closed a conversation."""

    ask: Wording
    options: tuple[Wording, ...]
    thanks: Wording | None = None


@dataclass(frozen=True, slots=True)
class HandoverRules:
    """How people take over. Wordings that are None: our own sentence, or none where there is no need for one."""

    teams: tuple[str, ...] = ("team",)
    say: Wording | None = None  # meanwhile
    closed: Wording | None = None  # out of hours
    back_after: int = 12 * 3600  # seconds without a word until the bot returns
    contact: str = ""
    crew: Mapping[str, Team] = field(default_factory=dict)  # teams with hours, names or languages of their own
    noted: Wording | None = None  # said once about what somebody writes while nobody is there
    promise: int = 0  # seconds of open hours within which an answer is promised; 0: none is
    unanswered_after: int = 0  # seconds of open hours until nobody has taken it; 0: never said
    unanswered: Wording | None = None
    back: Wording | None = None  # said when the bot returns by itself
    survey: Survey | None = None
    replies: Mapping[str, Wording] = field(default_factory=dict)  # ready answers for staff, by name


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
class ActionServer:
    """Where actions run, as Rasa calls it. ``${NAME}`` in a text is a variable of the environment, read at each call."""

    url: str
    token: str = ""  # goes along as ?token=…
    token_name: str = "token"
    headers: Mapping[str, str] = field(default_factory=dict)
    login: tuple[str, str] = ("", "")  # basic auth: user name, password
    compress: bool = False
    seconds: int = 10  # how long an answer may take


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
    action_server: ActionServer | None = None
    caution: Literal["cautious", "normal", "bold"] = "normal"
    version: str = ""  # hash of the files
    tell: tuple[Tell, ...] = ()  # who of us hears that somebody waits
