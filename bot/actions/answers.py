"""What an action answered, in our own terms: events and responses of rasa-sdk -> the fields of an ActionResult.

What has no meaning here is told in one sentence each (``notes``), never passed over in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.actions.showing import replies_of
from bot.core.flow import Book
from bot.errors import ActionError

Event = Mapping[str, Any]
MAX_NAME = 60  # characters of a reminder's name


@dataclass(slots=True)
class Told:
    """An answer being read. ``fields`` are those of ``core.incoming.ActionResult``."""

    name: str
    fields: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        """Say what is not done."""
        self.notes.append(what)


def read_answer(name: str, answer: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the fields of an ActionResult, and what was left out, a sentence each.

    ActionError where the answer has not the shape of rasa-sdk's.
    """
    if not isinstance(answer, Mapping):
        raise ActionError(name=name, why="its answer is not a JSON object")
    if answer.get("error"):
        raise ActionError(name=name, why="the action server answered 200, but with an error; look at its log")
    told = Told(name, {"slots": {}, "replies": [], "follow": "", "handover": False})
    for event in _items(name, answer, "events"):
        _DO.get(str(event.get("event")), _unknown)(told, event)
    for item in _items(name, answer, "responses"):
        _reply(told, item)
    told.fields["replies"] = tuple(told.fields["replies"])
    return told.fields, tuple(dict.fromkeys(told.notes))


def strangers(fields: Mapping[str, Any], book: Book) -> tuple[str, ...]:
    """Return a sentence for each flow or response that an answer names and the owner's files do not hold."""
    follow, known = str(fields.get("follow", "")), (*book.flows, *book.responses)
    out = []
    if follow and not follow.startswith("action_") and follow not in known:
        out.append(f'"{follow}" should follow, but there is no flow or response of that name')
    named = [str(reply.get("response", "")) for reply in fields.get("replies", ())]
    out += [f'there is no response called "{name}"' for name in named if name and name not in book.responses]
    due = [str(one["flow"]) for one in fields.get("reminders", ()) if one["at"]]
    out += [f'a reminder names "{name}", and there is no flow of that id' for name in due if name not in book.flows]
    return tuple(out)


def _items(name: str, answer: Mapping[str, Any], key: str) -> Sequence[Event]:
    found = answer.get(key)
    if found is None:
        return ()
    if not isinstance(found, Sequence) or isinstance(found, str) or not all(isinstance(one, Mapping) for one in found):
        raise ActionError(name=name, why=f'"{key}" of its answer is not a list of objects')
    return found


def _reply(told: Told, item: Mapping[str, Any]) -> None:
    replies, notes = replies_of(item)
    told.fields["replies"] += replies
    told.notes += notes


# ---- events that do something


def _slot(told: Told, event: Event) -> None:
    if isinstance(event.get("name"), str) and event["name"]:
        told.fields["slots"][event["name"]] = event.get("value")
    else:
        told.note("a slot event without a name is left out")


def _reset(told: Told, event: Event) -> None:
    """Every slot is empty again; those that are set afterwards hold."""
    told.fields["slots"].clear()
    told.fields["reset"] = True


def _restart(told: Told, event: Event) -> None:
    """Everything begins anew; what was decided before this event is gone with it."""
    told.fields.update(slots={}, reset=True, restart=True, follow="", handover=False)


def _follow(told: Told, event: Event) -> None:
    name = str(event.get("name") or "")
    if name == "action_restart":
        _restart(told, event)
    elif name in _RASAS_OWN:
        told.note(f'"{name}" is Rasa\'s own and not needed here: the flow goes on by itself')
    else:
        told.fields["follow"] = name


def _pause(told: Told, event: Event) -> None:
    told.fields["handover"] = True


def _resume(told: Told, event: Event) -> None:
    told.fields["handover"] = False


def _bot(told: Told, event: Event) -> None:
    more = event.get("data")
    _reply(told, {**(more if isinstance(more, Mapping) else {}), "text": event.get("text")})


def _loop(told: Told, event: Event) -> None:
    if event.get("name"):
        _follow(told, event)


def _revert(told: Told, event: Event) -> None:
    told.fields["revert"] = True


def _rejected(told: Told, event: Event) -> None:
    if event.get("name") in (told.name, None, ""):
        told.fields["rejected"] = True
    else:
        told.note("the rejection of another action (action_execution_rejected) is not used here")


def _reminder(told: Told, event: Event) -> None:
    at = _moment(event.get("date_time"))
    intent = event.get("intent")
    if at is None or not isinstance(intent, str):
        told.note("a reminder without a date_time and an intent is left out")
        return
    if event.get("entities"):
        told.note("the entities of a reminder are not used here: set slots instead")
    name = str(event.get("name") or intent)[:MAX_NAME]
    _remind(told, {"flow": intent, "name": name, "at": at, "kill": event.get("kill_on_user_msg") is not False})


def _forget_reminder(told: Told, event: Event) -> None:
    _remind(told, {"flow": str(event.get("intent") or ""), "name": str(event.get("name") or "")[:MAX_NAME], "at": 0})


def _remind(told: Told, reminder: dict[str, Any]) -> None:
    told.fields["reminders"] = (*told.fields.get("reminders", ()), reminder)


def _moment(written: Any) -> int | None:
    """Return the Unix seconds of an ISO date, in this machine's zone where it names none; None where it is no date."""
    try:
        return int(datetime.fromisoformat(str(written)).timestamp())
    except (ValueError, OverflowError, OSError):
        return None


# ---- events that only tell Rasa something


_INSTEAD = {
    "session_started": "a conversation has no sessions here",
    "undo": "what an action did is not taken back here: set the slots as they shall be",
    "export": "there is no story to export: `askfirst person` shows what happened",
    "action": "which action ran is known already; use a followup event for the next one",
    "agent": "a person of the business answers in the inbox",
    "user": "only what the person really wrote counts as their message",
    "loop_interrupted": "a flow here is not interrupted by its answers",
}


def _unknown(told: Told, event: Event) -> None:
    kind = str(event.get("event") or "")
    shown = f'the event "{kind[:40]}"' if kind else "an event without a kind"
    told.note(f"{shown} is not used here" + (f": {_INSTEAD[kind]}" if kind in _INSTEAD else ""))


_RASAS_OWN = (
    "action_listen", "action_session_start", "action_default_fallback", "action_deactivate_loop", "action_back",
    "action_two_stage_fallback", "action_revert_fallback_events", "action_default_ask_affirmation",
    "action_default_ask_rephrase", "action_unlikely_intent", "action_extract_slots", "action_send_text",
)  # fmt: skip

_DO: Mapping[str, Callable[[Told, Event], None]] = {
    "slot": _slot,
    "reset_slots": _reset,
    "restart": _restart,
    "session_ended": _restart,
    "followup": _follow,
    "pause": _pause,
    "resume": _resume,
    "bot": _bot,
    "active_loop": _loop,
    "form": _loop,
    "rewind": _revert,
    "action_execution_rejected": _rejected,
    "reminder": _reminder,
    "cancel_reminder": _forget_reminder,
}
