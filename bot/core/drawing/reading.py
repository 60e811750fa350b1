"""A book's flows to diagrams."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.drawing import words
from bot.core.drawing.diagram import Arrow, Box, Diagram, Exit, Figures, WayOut
from bot.core.drawing.figures import step_figures
from bot.core.effects import Visit
from bot.core.flow import (
    END,
    AnyStep,
    AskConsent,
    Book,
    Call,
    Choice,
    Collect,
    Flow,
    HandOverTo,
    Link,
    Noop,
    RunAction,
    Say,
    SendTemplate,
    SetSlots,
    Tag,
    Utter,
    Wait,
)

START = "start"
LONGEST = 160  # characters of a text in a box
_ENDS = {END: "end", "handover": "a person", "cancel": "cancelled"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a step is read: whose book and flow, and in which language texts are shown."""

    book: Book
    flow: Flow
    language: str
    counts: Mapping[Visit, int]

    def text(self, given: Any) -> str:
        return words.shortened(words.wording(given, self.language), LONGEST)

    def title(self, flow_id: str) -> str:
        return self.book.flows[flow_id].name if flow_id in self.book.flows else flow_id


def diagrams(
    book: Book,
    *,
    only: tuple[str, ...] = (),
    language: str = "",
    counts: Mapping[Visit, int] | None = None,
) -> tuple[Diagram, ...]:
    """Return the diagram of each flow (or of those in ``only``), in the order of the files, with the figures if any."""
    language = language or book.business.languages[0]
    callers = _callers(book)
    chosen = [flow for flow in book.flows.values() if not only or flow.id in only]
    counts = counts or {}
    figures = step_figures(book, counts)
    return tuple(_diagram(_Place(book, flow, language, counts), callers.get(flow.id, ()), figures) for flow in chosen)


def _callers(book: Book) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for flow in book.flows.values():
        for step in flow.steps.values():
            for target in _leads_to(step):
                if target in book.flows and flow.id not in found.get(target, ()):
                    found[target] = (*found.get(target, ()), flow.id)
    return found


def _leads_to(step: AnyStep) -> list[str]:
    if isinstance(step, Call | Link):
        return [step.flow]
    return [choice.then for choice in getattr(step, "choices", ()) if choice.then]


def _diagram(place: _Place, callers: tuple[str, ...], figures: Mapping[tuple[str, str], Figures]) -> Diagram:
    flow = place.flow
    starts = tuple(words.starts(flow, tuple(map(place.title, callers))))
    boxes = [Box(START, "start", "starts with", notes=starts)]
    arrows = [Arrow(START, flow.start)]
    for step in flow.steps.values():
        box = _box(place, step)
        boxes.append(replace(box, figures=figures.get((flow.id, step.id)), exits=(*box.exits, *_exits(place, step))))
        arrows += _arrows(place, step)
    ends = [arrow for arrow in arrows if arrow.target.startswith(f"{END} ")]
    boxes += [Box(arrow.target, "end", "end") for arrow in ends]
    return Diagram(
        flow.id, flow.name, words.wording(flow.description, place.language), tuple(boxes), tuple(arrows), callers
    )


# ---- boxes


def _say(place: _Place, step: Say) -> Box:
    kind: Any = "menu" if step.choices else "say"
    plain = tuple(_titles(place, [choice for choice in step.choices if choice.then not in place.book.flows]))
    media = (f"with {step.media['kind']}",) if step.media.get("kind") else ()
    kept = (f"kept as {step.save}",) if step.save else ()
    return Box(step.id, kind, "says, offers" if step.choices else "says", place.text(step.text), plain, (*media, *kept))


def _titles(place: _Place, choices: list[Choice]) -> list[str]:
    return [place.text(choice.title) for choice in choices]


def _collect(place: _Place, step: Collect) -> Box:
    known = place.book.slots.get(step.slot)
    choices = step.choices or (known.choices if known else ())
    rules = (*(known.rejections if known else ()), *step.rejections)
    notes = tuple(f"not if {rule.when.source}" for rule in rules)
    head = f"asks for {step.slot} ({step.type})"
    return Box(step.id, "ask", head, place.text(step.ask), tuple(_titles(place, list(choices))), notes)


def _consent(place: _Place, step: AskConsent) -> Box:
    purpose = place.book.purposes.get(step.purpose)
    found = purpose.notices if purpose else {}
    notice = found.get(place.language) or next(iter(found.values()), None)
    text, buttons = (notice.text, (notice.yes, notice.no)) if notice else ("", ())
    return Box(step.id, "consent", f"asks for consent: {step.purpose}", words.shortened(text, LONGEST), buttons)


def _utter(place: _Place, step: Utter) -> Box:
    found = place.book.responses.get(step.name, ())
    return Box(step.id, "say", f"says {step.name}", place.text(found[0].text) if found else "")


def _set(place: _Place, step: SetSlots) -> Box:
    return Box(step.id, "set", "sets", notes=tuple(f"{name} = {words.value(given)}" for name, given in step.values))


def _hand_over(place: _Place, step: HandOverTo) -> Box:
    head = f"a person takes over: {step.team}" if step.team else "a person takes over"
    text = place.text(step.say or place.book.handover.say)
    return Box(step.id, "handover", head, text, notes=(step.reason,) if step.reason else ())


def _template(place: _Place, step: SendTemplate) -> Box:
    known = place.book.templates.get(step.template)
    bodies = known.body if known else {}
    text = bodies.get(place.language) or next(iter(bodies.values()), "")
    return Box(step.id, "say", f"we send the template {step.template}", words.shortened(text, LONGEST))


_BOXES: Mapping[type, Callable[[_Place, Any], Box]] = {
    Say: _say,
    Collect: _collect,
    AskConsent: _consent,
    Utter: _utter,
    SetSlots: _set,
    HandOverTo: _hand_over,
    SendTemplate: _template,
    RunAction: lambda place, step: Box(step.id, "action", "runs", step.name),
    Call: lambda place, step: Box(
        step.id, "call", "runs the flow, then goes on", place.title(step.flow), flow=step.flow
    ),
    Link: lambda place, step: Box(step.id, "link", "goes on with the flow", place.title(step.flow), flow=step.flow),
    Noop: lambda place, step: Box(step.id, "choice", "decides"),
    Wait: lambda place, step: Box(step.id, "wait", f"waits {words.duration(step.seconds)}", "or for the next message"),
    Tag: lambda place, step: Box(step.id, "tag", "tags", ", ".join(step.tags)),
}


def _box(place: _Place, step: AnyStep) -> Box:
    return _BOXES[type(step)](place, step)


# ---- ways out and arrows


def _exits(place: _Place, step: AnyStep) -> tuple[Exit, ...]:
    found = [
        Exit("flow", f"{place.text(choice.title)} → {place.title(choice.then)}", choice.then)
        for choice in getattr(step, "choices", ())
        if choice.then in place.book.flows
    ]
    if isinstance(step, Collect | RunAction):
        found += [
            Exit(kind, f"{when} → {_ENDS.get(then, then)}")
            for kind, when, then in _failures(step)
            if then not in place.flow.steps
        ]
    if any(branch.to == step.id for branch in step.next):
        found.append(Exit("again", "and once more from here"))
    return tuple(found)


def _failures(step: Collect | RunAction) -> list[tuple[WayOut, str, str]]:
    """Return what happens without a good answer (or result), as (kind, when, then)."""
    if isinstance(step, RunAction):
        return [("failed", "it fails", step.on_fail)] if step.on_fail else []
    wrong = step.retries + 1
    found: list[tuple[WayOut, str, str]] = [
        ("failed", f"{wrong} wrong answer{'s' if wrong != 1 else ''}", step.on_fail)
    ]
    if step.timeout:
        found.append(("timeout", f"no answer for {words.duration(step.timeout.after)}", step.timeout.then))
    return found


def _arrows(place: _Place, step: AnyStep) -> list[Arrow]:
    """Return where a step leads within its flow; an end gets a box of its own below the step."""
    found = [
        Arrow(step.id, choice.then, f"“{place.text(choice.title)}”")
        for choice in getattr(step, "choices", ())
        if choice.then
    ]
    if isinstance(step, Collect | RunAction):
        found += [Arrow(step.id, then, when, dashed=True) for _, when, then in _failures(step) if then != END]
    if _goes_on(step):
        alone = len(step.next) == 1
        found += [
            Arrow(step.id, branch.to, words.condition(branch, alone=alone) + _taken(place, step, n))
            for n, branch in enumerate(step.next)
        ]
    here = (*place.flow.steps, END)
    return _joined([arrow for arrow in found if arrow.target in here and arrow.target != step.id])


def _taken(place: _Place, step: AnyStep, n: int) -> str:
    """Return how many took a branch, where that was counted."""
    count = place.counts.get(("branch", place.flow.id, f"{step.id}/{n}"), 0)
    return f" ({count:,})" if count else ""


def _goes_on(step: AnyStep) -> bool:
    """Whether a step's ``next`` is ever followed."""
    if isinstance(step, Link | HandOverTo):
        return False
    choices = getattr(step, "choices", ())
    return not (isinstance(step, Say) and choices and not step.save and all(choice.then for choice in choices))


def _joined(arrows: list[Arrow]) -> list[Arrow]:
    """Join arrows between the same two boxes, and give each end its own box."""
    found: dict[tuple[str, bool], Arrow] = {}
    for arrow in arrows:
        before = found.get((arrow.target, arrow.dashed))
        label = f"{before.label}, {arrow.label}" if before and before.label and arrow.label else arrow.label
        found[arrow.target, arrow.dashed] = replace(arrow, label=label)
    return [replace(one, target=f"{END} {one.source}") if one.target == END else one for one in found.values()]
