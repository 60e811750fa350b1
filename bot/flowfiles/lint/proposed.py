"""Proactive flows: what they send first must be able to leave, with every placeholder filled."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.conditions import Condition
from bot.core.flow import AnyStep, Book, Flow, Noop, Say, SendTemplate, SetSlots, TemplateSpec, Trigger
from bot.flowfiles.desk import Desk
from bot.flowfiles.lint.flowing import Slots, surely_filled
from bot.flowfiles.lint.graph import edges_of
from bot.flowfiles.problems import did_you_mean
from bot.flowfiles.triggers import PROACTIVE

CATEGORIES = {"marketing": ("marketing", "utility"), "utility": ("utility",)}
"""Kind of a purpose -> categories of templates that may be sent for it; the gate asks the same."""


def check(desk: Desk, book: Book) -> None:
    """Report what would never leave, or leave with a hole in it."""
    at = surely_filled(book)
    for flow in book.flows.values():
        started = [trigger for trigger in flow.triggers if trigger.kind in PROACTIVE]
        firsts = list(_firsts(flow)) if started else []
        for step in firsts:
            _first(desk, flow, step)
        for step in flow.steps.values():
            if isinstance(step, SendTemplate):
                if step not in firsts and (flow.triggers or not flow.purpose):  # else its triggers could not be read
                    _late(desk, flow, step, bool(started))
                _template(desk, book, flow, step, at[flow.id].get(step.id, frozenset()))
        for trigger in started:
            _moment(desk, book, flow, trigger)


def _firsts(flow: Flow) -> Iterator[AnyStep]:
    """The steps that can be the first to send something."""
    edges, todo, seen = edges_of(flow), [flow.start], set[str]()
    while todo:
        step = flow.steps[todo.pop()]
        if step.id in seen:
            continue
        seen.add(step.id)
        if isinstance(step, (Noop, SetSlots)):
            todo += sorted(edges[step.id])
        else:
            yield step


def _first(desk: Desk, flow: Flow, step: AnyStep) -> None:
    if isinstance(step, SendTemplate):
        return
    plain = isinstance(step, Say) and not (step.choices or step.media or step.save or step.header or step.footer)
    if isinstance(step, Say) and plain and _in_window(flow.guard):
        return
    if isinstance(step, Say) and plain:
        what = f'the flow "{flow.id}" may start when nobody wrote for 24 hours; then only a template may leave'
        desk.error(step.where, what, "begin with - template: and its name, or add if: window.open to the flow")
        return
    what = f'the flow "{flow.id}" starts without a message from the person, so it begins with a template'
    desk.error(step.where, what, "write - template: and its name first; what follows waits for the answer")


def _in_window(guard: Condition | None) -> bool:
    """Whether a flow starts only while the person's 24 hours run."""
    if guard is None:
        return False

    def shut(name: str) -> object:
        return False if name == "window.open" else None

    return "window.open" in guard.names and " or " not in f" {guard.source.lower()} " and not guard.holds(shut)


def _late(desk: Desk, flow: Flow, step: SendTemplate, proactive: bool) -> None:
    if proactive:
        what = "a template is the first message of a proactive flow; here the person has answered, and nothing is sent"
    else:
        what = f'nothing starts the flow "{flow.id}" by itself, so this template is never sent'
    desk.error(step.where, what, "write say: for a reply, or begin a flow that has event:, after: or every: with it")


def _template(desk: Desk, book: Book, flow: Flow, step: SendTemplate, known: Slots) -> None:
    spec = book.templates.get(step.template)
    if spec is None:
        return  # told where it stands
    purpose = book.purposes.get(flow.purpose)
    if purpose is not None and spec.category not in CATEGORIES[purpose.kind]:
        what = (
            f'the template "{step.template}" is {spec.category}, and the purpose "{purpose.id}" is for {purpose.kind}'
        )
        desk.error(desk.find(step.where, step.template), what, "use another template, or another purpose")
    gaps = dict(zip(spec.fill, spec.params, strict=True))
    for name in step.params:
        if name not in gaps and name not in spec.params:
            place = desk.find(step.where, name)
            cure = did_you_mean(name, list(spec.params), "take it away")
            desk.error(place, f'the template "{step.template}" has no placeholder "{name}"', cure)
    for gap, name in gaps.items():
        if gap not in step.params and name not in step.params:
            _filled(desk, step, spec, gap, known)


def _filled(desk: Desk, step: SendTemplate, spec: TemplateSpec, gap: str, known: Slots) -> None:
    """A placeholder that the step leaves to the template: a slot that is surely filled, or a name that never is empty."""
    filler = spec.fill[gap]
    slot = filler.removeprefix("slots.")
    place = desk.find(step.where, step.template)
    if "." in slot:
        if slot.startswith("person."):
            cure = f'write params: {{{gap}: "{{{slot}|there}}"}}'
            desk.error(place, f"{{{{{gap}}}}} of this template is {slot}, which can be empty", cure)
    elif slot not in desk.slots:
        cure = f'write params: {{{filler}: "…"}}, or bring the slot along with data:'
        desk.error(place, f"nothing fills {{{{{gap}}}}} ({filler}) of this template", cure)
    elif slot not in known:
        cure = f'bring it along with data:, or write params: {{{filler}: "{{{slot}|…}}"}}'
        desk.error(place, f"{{{{{gap}}}}} of this template is the slot {slot}, which can be empty here", cure)


_DAYS, _TIMES = ("date", "datetime"), ("time", "datetime")


def _moment(desk: Desk, book: Book, flow: Flow, trigger: Trigger) -> None:
    after = trigger.after
    if after is None:
        return
    if after.flow == flow.id:
        desk.error(
            trigger.where, f'the flow "{flow.id}" would follow itself for ever', "name the flow that comes before it"
        )
    if after.when is None:
        return
    when = after.when
    _slot_of(desk, trigger, when.slot, _DAYS, "a day")
    if when.time_slot:
        _slot_of(desk, trigger, when.time_slot, _TIMES, "a time")
    elif when.minute < 0 and when.slot in desk.slots and desk.slots[when.slot].type == "date":
        what = f'"{when.source}" does not say at what time'
        desk.error(desk.find(trigger.where, "when"), what, "add at 10:00, or at slots. and the slot of the time")


def _slot_of(desk: Desk, trigger: Trigger, name: str, kinds: tuple[str, ...], what: str) -> None:
    place = desk.find(trigger.where, f"slots.{name}")
    facts = desk.slots.get(name)
    if facts is None:
        cure = did_you_mean(name, list(desk.slots), "collect it, or declare it below slots:")
        desk.error(place, f'there is no slot called "{name}"', cure)
    elif facts.type not in (*kinds, "any"):
        desk.error(
            place,
            f"slots.{name} must hold {what}, and it is a {facts.type or 'text'}",
            f"declare it with type: {kinds[0]}",
        )
