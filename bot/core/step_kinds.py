"""The kinds of steps that a flow is made of, as the loader builds them and the engine runs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.conditions import Condition
from bot.core.fill import Pattern


@dataclass(frozen=True, slots=True)
class Where:
    """A place in an owner's file; lines and columns count from 1."""

    path: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in the owner's languages: language -> variants, of which one is taken (by a number handed in)."""

    by_language: Mapping[str, tuple[Pattern, ...]]
    where: Where = Where()


@dataclass(frozen=True, slots=True)
class Branch:
    """``when`` None: else. ``to``: a step id of the same flow, or END."""

    when: Condition | None
    to: str
    where: Where = field(default=Where(), compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """A button, a list row or a menu line. ``then``: a flow id, or "" (go on with the step's ``next``).

    ``id`` is what WhatsApp echoes; ``value`` what is saved. Ids are ``flow/step/n`` so that a late tap is understood.
    """

    id: str
    title: Wording
    value: str = ""
    description: Wording | None = None
    then: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """An answer is refused where ``when`` holds; then ``say``."""

    when: Condition
    say: Wording


@dataclass(frozen=True, slots=True)
class Timeout:
    """After so many seconds without an answer: say something, then ``then`` (a step id, END, "handover", "cancel")."""

    after: int
    say: Wording | None = None
    then: str = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What all steps have. ``next`` is never empty: the last branch has no condition."""

    id: str
    next: tuple[Branch, ...]
    where: Where = Where()


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Step):
    """Say something. Up to 3 choices are buttons, more are a list; with ``save`` or choices with ``then`` it waits."""

    text: Wording
    choices: tuple[Choice, ...] = ()
    list_button: Wording | None = None
    header: Wording | None = None
    footer: Wording | None = None
    save: str = ""
    media: Mapping[str, Any] = field(default_factory=dict)  # {"kind": "image", "link": "https://…"} …
    react: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect(Step):
    """Ask for a slot until the answer is valid; skipped where the slot is filled, unless ``again``."""

    slot: str
    ask: Wording
    type: str = "text"
    choices: tuple[Choice, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    retry: Wording | None = None  # said where the answer is not of the type
    retries: int = 2
    on_fail: str = "handover"  # step id, END, "handover", "cancel"
    timeout: Timeout | None = None
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSlots(Step):
    """Set slots to values (None empties)."""

    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAction(Step):
    """Run an action (``action_…``) and wait for its result.

    ``on_fail``: where it goes when it declines, or has failed twice; "": on with ``next``, or to a person.
    """

    name: str
    on_fail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utter(Step):
    """Say a response (``utter_…``) of ``book.responses``."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Step):
    """Run another flow, then go on."""

    flow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Step):
    """End this flow and start another."""

    flow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noop(Step):
    """Only branch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskConsent(Step):
    """Ask for a consent with its notice; skipped where it stands, or was refused less than 90 days ago."""

    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverTo(Step):
    """Give the conversation to a person."""

    team: str = ""
    say: Wording | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(Step):
    """Put a tag on the person, or take it off (``-name``)."""

    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Step):
    """Go on after so many seconds, or at the person's next message."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTemplate(Step):
    """The first message of a proactive flow; what follows waits for the answer. ``params``: placeholder -> text."""

    template: str
    params: Mapping[str, Wording] = field(default_factory=dict)


AnyStep = (
    SendTemplate
    | Say
    | Collect
    | SetSlots
    | RunAction
    | Utter
    | Call
    | Link
    | Noop
    | AskConsent
    | HandOverTo
    | Tag
    | Wait
)
