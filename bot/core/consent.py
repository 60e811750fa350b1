"""Who may be written to, for what, and on the strength of which line. The only maker of ``Cleared``.

Sources: GDPR Art. 7, WhatsApp Business Messaging Policy; docs/consent.md tells them one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn
from weakref import WeakKeyDictionary

from bot.core.outgoing import Outgoing, Template
from bot.core.state import Standing

if TYPE_CHECKING:
    from bot.core.flow import Purpose

WINDOW = 24 * 3600  # seconds after a person's message in which replies may leave
ENDINGS: Final = ("withdrawn", "refused", "expired", "invalidated", "erased")
SENDABLE: Final = ("", "approved", "active", "reinstated", "flagged")  # template states under which Meta still delivers


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the ledger. ``purpose`` "*": every purpose. ``evidence`` None: erased."""

    seq: int
    at: int
    kind: str
    person: str
    purpose: str
    hash: str
    evidence: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that somebody wants to send. kind: reply | proactive."""

    person: str
    kind: str
    message: Outgoing
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known at the moment of the verdict; the caller looks it up in the same transaction.

    ``window_until``: when the 24-hour window shuts (0: shut). ``rule``: the purpose as the owner wrote it.
    ``sent_in_cap``: proactive messages for it in the cap's time. ``local_minute``: minute of the person's day.
    ``brake``: why everything proactive is stopped ("": it is not). ``last_heard``: their last message, where the
    window does not tell.
    """

    now: int
    window_until: int = 0
    suppressed: bool = False
    held: bool = False
    rule: Purpose | None = None
    sent_in_cap: int = 0
    template_category: str = ""
    template_status: str = ""
    brake: str = ""
    local_minute: int = 0
    last_heard: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that may not leave. ``reason`` for programs, ``why`` a sentence for the owner."""

    reason: str
    why: str


# What was cleared is kept here and not in the object: an object that `clear` did not make has nothing in it.
_contents: WeakKeyDictionary[Cleared, tuple[Draft, int, dict[str, Any]]] = WeakKeyDictionary()
_OURS = object()


class Cleared:
    """A message that may leave. Only ``clear`` makes one; it can't be built, copied, pickled, subclassed or changed."""

    __slots__ = ("__weakref__",)

    def __init__(self, ours: object = None) -> None:
        if ours is not _OURS:
            raise TypeError("only bot.core.consent.clear makes a Cleared")

    def __init_subclass__(cls) -> None:
        raise TypeError("Cleared can't be subclassed")

    @property
    def draft(self) -> Draft:
        """The message exactly as it was judged."""
        return self._content()[0]

    @property
    def consent_seq(self) -> int:
        """The ledger line that allows it; 0 for a reply."""
        return self._content()[1]

    @property
    def verdict(self) -> dict[str, Any]:
        """Why it may leave, as JSON types, for the row that keeps it."""
        return dict(self._content()[2])

    def _content(self) -> tuple[Draft, int, dict[str, Any]]:
        try:
            return _contents[self]
        except KeyError:
            raise TypeError("this message was never cleared") from None

    def _never(self, *_: object) -> NoReturn:
        raise TypeError("a verdict can't be copied; ask bot.core.consent.clear again")

    __copy__ = __deepcopy__ = __reduce__ = __reduce_ex__ = _never


def grant_of(lines: Sequence[LedgerLine], purpose: str) -> LedgerLine | None:
    """Return the last grant for *purpose* that no later line ended, whatever its age."""
    granted = ended = None
    for line in _about(lines, purpose):
        if line.kind == "granted" and line.purpose == purpose and _later(line, granted):
            granted = line
        elif line.kind in ENDINGS and _later(line, ended):
            ended = line
    return granted if granted and _later(granted, ended) else None


def standing(lines: Sequence[LedgerLine], purpose: str, *, now: int, expires: int = 0, last_heard: int = 0) -> Standing:
    """Fold one person's lines into where the consent for *purpose* stands.

    A question never changes a decision: "asked" means asked and not decided yet. An erasure counts as a withdrawal.
    ``expires``: seconds after the later of grant and ``last_heard`` (their last message or use); 0: never.
    """
    grant = grant_of(lines, purpose)
    if grant:
        return "expired" if expires and now >= max(grant.at, last_heard) + expires else "granted"
    last: LedgerLine | None = None
    asked = False
    for line in _about(lines, purpose):
        asked = asked or line.kind == "asked"
        if line.kind in ENDINGS and _later(line, last):
            last = line
    if last:
        return _ENDED[last.kind]
    return "asked" if asked else "unknown"


_ENDED: Final[Mapping[str, Standing]] = {
    "withdrawn": "withdrawn", "refused": "refused", "expired": "expired", "invalidated": "invalidated",
    "erased": "withdrawn",
}  # fmt: skip


def _about(lines: Sequence[LedgerLine], purpose: str) -> Iterator[LedgerLine]:
    return (line for line in lines if line.purpose in (purpose, "*"))


def _later(line: LedgerLine, than: LedgerLine | None) -> bool:
    return than is None or line.seq > than.seq


def clear(draft: Draft, lines: Sequence[LedgerLine], circumstances: Circumstances) -> Cleared | Refused:
    """Judge one message. Whatever goes wrong while judging is a refusal.

    A reply needs an open window. A proactive message needs a purpose of the owner's files and a live grant of the
    same person for it, always; a template outside the window; and nothing of what ``Refused.reason`` names:
    no_purpose, unknown_purpose, suppressed, no_consent, asked, refused, withdrawn, expired, invalidated, held, brake,
    window_closed, template_unknown, template_paused, wrong_category, cap, quiet_hours, error.
    """
    try:
        refusal, seq = _judge(draft, lines, circumstances)
        if refusal:
            return refusal
        cleared = Cleared(_OURS)
        _contents[cleared] = draft, seq, _verdict(draft, seq, circumstances)
        return cleared
    except Exception as error:
        return Refused("error", f"It could not be found out whether this may be sent ({type(error).__name__}).")


def _judge(draft: Draft, lines: Sequence[LedgerLine], about: Circumstances) -> tuple[Refused | None, int]:
    if draft.kind == "reply":
        return _reply(draft, about), 0
    if draft.kind != "proactive":
        raise ValueError(draft.kind)
    if not draft.purpose or draft.purpose == "*":
        return Refused("no_purpose", "A proactive message must say what it is for: name one purpose."), 0
    if about.rule is None or about.rule.id != draft.purpose:
        return Refused("unknown_purpose", f"The flow files know no purpose {draft.purpose}."), 0
    own = [line for line in lines if line.person == draft.person]
    refusal = (
        _consent(own, about.rule, about)
        or _halted(about)
        or _template(draft, about.rule, about)
        or _moment(about.rule, about)
    )
    grant = grant_of(own, draft.purpose)
    if refusal is None and grant is None:
        raise ValueError("a standing without its line")
    return refusal, grant.seq if grant else 0


def _reply(draft: Draft, about: Circumstances) -> Refused | None:
    if not about.window_until > about.now:
        return Refused(
            "window_closed", "More than 24 hours have passed since this person's last message; a reply can't leave."
        )
    if draft.purpose or (isinstance(draft.message, Template) and about.template_category.casefold() == "marketing"):
        return Refused("wrong_category", "A reply carries no advertising; send it as a proactive message.")
    return None


def _consent(lines: Sequence[LedgerLine], rule: Purpose, about: Circumstances) -> Refused | None:
    if about.suppressed:
        return Refused("suppressed", "This person's number is on the list of those who must never be written to.")
    heard = max(about.last_heard, about.window_until - WINDOW)
    where = standing(lines, rule.id, now=about.now, expires=rule.expires, last_heard=heard)
    if where == "granted":
        return None
    reason = "no_consent" if where == "unknown" else where
    return Refused(reason, _WHY[reason].format(purpose=rule.id))


_WHY: Final = {
    "no_consent": "This person was never asked about {purpose}.",
    "asked": "This person was asked about {purpose} and has not answered yet.",
    "refused": "This person said no to {purpose}.",
    "withdrawn": "This person stopped {purpose}.",
    "expired": "This person's yes to {purpose} is too old; they must be asked again.",
    "invalidated": "The yes to {purpose} came from somebody else: the number was wrong.",
}


def _halted(about: Circumstances) -> Refused | None:
    if about.held:
        return Refused("held", "This person may have asked to stop; everything waits until they say what they meant.")
    if about.brake:
        return Refused("brake", f"Proactive messages are halted: {about.brake}")
    return None


def _template(draft: Draft, rule: Purpose, about: Circumstances) -> Refused | None:
    if not isinstance(draft.message, Template):
        if about.window_until > about.now:
            return None
        return Refused("window_closed", "Outside the 24 hours after a person's message only a template may leave.")
    name, category, status = draft.message.name, about.template_category.casefold(), about.template_status.casefold()
    if not category:
        return Refused("template_unknown", f"The flow files know no template {name}.")
    if status not in SENDABLE:
        return Refused("template_paused", f"WhatsApp does not deliver the template {name} now: it is {status}.")
    allowed = ("marketing", "utility") if rule.kind == "marketing" else ("utility",)
    if category not in allowed:
        return Refused(
            "wrong_category",
            f"The template {name} is {category}; the purpose {rule.id} may use {' and '.join(allowed)} ones.",
        )
    return None


def _moment(rule: Purpose, about: Circumstances) -> Refused | None:
    if rule.cap and about.sent_in_cap >= rule.cap[0]:
        return Refused("cap", f"The notice promises at most {rule.cap[0]} in this time, and they were sent.")
    if rule.quiet and _within(about.local_minute, *rule.quiet):
        return Refused("quiet_hours", "It is night for this person; it may be sent when the quiet hours end.")
    return None


def _within(minute: int, start: int, end: int) -> bool:
    """Whether a minute of the day lies in a span that may pass midnight.

    >>> _within(23 * 60, 21 * 60, 8 * 60), _within(12 * 60, 21 * 60, 8 * 60)
    (True, False)
    """
    return start <= minute < end if start <= end else minute >= start or minute < end


def _verdict(draft: Draft, seq: int, about: Circumstances) -> dict[str, Any]:
    if draft.kind == "reply":
        return {"cleared": "reply", "at": about.now, "window_until": about.window_until}
    return {"cleared": "proactive", "at": about.now, "purpose": draft.purpose, "consent": seq}
