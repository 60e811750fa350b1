"""Running flows as a stack of frames: start, go on, end, put aside, offer again, cancel, go back."""

from __future__ import annotations

from dataclasses import replace

from bot.core import proactive_after
from bot.core.flow import END, Branch, Collect, Flow, Say, SendTemplate
from bot.core.flow_memory import forget, remember, used
from bot.core.present import Option, shown, with_options
from bot.core.state import Frame, Question
from bot.core.times import DAY
from bot.core.wording import flow_title, holds, sentence
from bot.core.work import Work

__all__ = [
    "cancel", "drop_all", "drop_group", "drop_stack", "end", "forget", "go", "go_back", "groups", "interrupted", "link",
    "move", "offer_aside", "push", "put_aside", "quiet_timers", "quiet_waits", "remember", "rewind", "runs", "swap_in",
    "used",
]  # fmt: skip

MAX_ASIDE = 3  # interrupted flows that are remembered
WAITING = "wait"  # what a frame's ``waits`` says at a wait step; else it is the id of an action's call
KEPT_ASIDE = DAY  # older interruptions are not worth a question


# ---- forwards


def push(work: Work, flow: Flow, *, called: bool = False, step: str = "") -> None:
    """Put a flow on top; it runs with the next ``run``."""
    work.stack = (*work.stack, Frame(flow.id, step or flow.start, called=called, hash=work.book.version))


def go(work: Work, branches: tuple[Branch, ...]) -> None:
    """Follow a step's ``next``."""
    if len(branches) == 1 and branches[0].when is None:
        move(work, branches[0].to)
        return
    taken = next((n for n, one in enumerate(branches) if holds(work, one.when)), None)
    if taken is not None and len(branches) > 1:
        top = work.stack[-1]
        work.visits.append(("branch", top.flow, f"{top.step}/{taken}"))
    move(work, END if taken is None else branches[taken].to)


def move(work: Work, target: str) -> None:
    """Let the running flow continue at a step, or end."""
    frame = work.stack[-1]
    flow = work.flow(frame)
    if target == END or flow is None or target not in flow.steps:
        end(work)
    else:
        work.put(step=target, question=None, waits="", failures=0)


def end(work: Work) -> None:
    """End the running flow: a caller goes on after its call, otherwise what the flow remembered is forgotten."""
    frame = work.stack[-1]
    work.stack = work.stack[:-1]
    flow = work.flow(frame)
    work.previous = flow.name if flow else frame.flow
    proactive_after.follow(work, flow=frame.flow)
    if frame.called and work.stack:
        caller = work.step(work.stack[-1])
        if caller is not None:
            go(work, caller.next)
        return
    forget(work, frame.flow)


def link(work: Work, flow: Flow) -> None:
    """End everything that runs and start another flow; slots that the new one uses too are handed over."""
    root = work.stack[0].flow if work.stack else ""
    top = work.top
    before = work.flow(top) if top else None
    work.previous = before.name if before else work.previous
    proactive_after.follow(work, flow=top.flow if top else "")
    work.stack = ()
    forget(work, root, keep=used(work, flow.id))
    push(work, flow)


# ---- sideways


def quiet_timers(work: Work) -> None:
    """Cancel what would ask after an answer; a ``wait`` goes on beside whatever else is done."""
    for frame in work.stack:
        step = work.step(frame)
        if frame.question and isinstance(step, Collect) and step.timeout:
            work.wake(f"timeout/{frame.flow}/{frame.step}", 0)


def quiet_waits(work: Work, frames: tuple[Frame, ...]) -> None:
    """Cancel the timers of ``wait`` steps."""
    for frame in frames:
        if frame.waits == WAITING:
            work.wake(f"wait/{frame.flow}/{frame.step}", 0)


def put_aside(work: Work) -> None:
    """Interrupt what runs: kept to be offered again where the person had begun to answer."""
    if not work.stack:
        return
    work.went("other")
    quiet_timers(work)
    stack, work.stack = work.stack, ()
    if _worth_keeping(work, stack):
        work.aside = (*work.aside, *stack)
        for group in groups(work.aside)[:-MAX_ASIDE]:
            drop_group(work, group)
    else:
        work.question = stack[-1].question if _is_consent(stack[-1]) else work.question
        forget(work, stack[0].flow)


def _is_consent(frame: Frame) -> bool:
    return frame.question is not None and frame.question.kind == "consent"


def _worth_keeping(work: Work, stack: tuple[Frame, ...]) -> bool:
    top = stack[-1]
    if _is_consent(top):  # what it was for is done; nobody is asked twice for a consent
        return False
    step = work.step(top)
    if isinstance(step, SendTemplate):  # a reminder that was not answered is no conversation to come back to
        return False
    answered = any(entry[0] == frame.flow for entry in work.trail for frame in stack)
    return answered or isinstance(step, Collect) or bool(top.waits) or bool(isinstance(step, Say) and step.save)


def groups(aside: tuple[Frame, ...]) -> list[tuple[Frame, ...]]:
    """Return the interrupted conversations: each a flow with those that it had called."""
    out: list[tuple[Frame, ...]] = []
    for frame in aside:
        if frame.called and out:
            out[-1] = (*out[-1], frame)
        else:
            out.append((frame,))
    return out


def runs(work: Work, flow_id: str) -> bool:
    """Whether that flow is the one under way; at a ``wait`` step it is not, and makes room for a new start."""
    if not any(frame.flow == flow_id for frame in work.stack):
        return False
    if work.stack[-1].waits == WAITING:
        drop_stack(work)
        return False
    return True


def swap_in(work: Work, flow_id: str) -> bool:
    """Go on with an interrupted flow and put aside what runs; whether it was one."""
    group = next((group for group in groups(work.aside) if group[0].flow == flow_id), None)
    if group is None:
        return False
    if group[-1].waits == WAITING:
        drop_group(work, group)
        return False
    drop_group(work, group, forgetting=False)
    work.aside = (*work.aside, *group)  # the youngest, so that it is not pushed out
    put_aside(work)
    drop_group(work, group, forgetting=False)
    work.stack = group
    work.visits.append(("resumed", group[-1].flow, group[-1].step))
    return True


def interrupted(work: Work) -> tuple[Frame, ...]:
    """Return the interrupted flow that is worth a question: the last one; () where there is none."""
    return next((group for group in reversed(groups(work.aside)) if group[-1].waits != WAITING), ())


def drop_group(work: Work, group: tuple[Frame, ...], *, forgetting: bool = True) -> None:
    """Take one interrupted flow off the list."""
    rest = [other for other in groups(work.aside) if other != group]
    work.aside = tuple(frame for other in rest for frame in other)
    if forgetting:
        quiet_waits(work, group)
        forget(work, group[0].flow)


def drop_stack(work: Work) -> None:
    """End what runs, without a word."""
    work.went("other")
    quiet_timers(work)
    quiet_waits(work, work.stack)
    stack, work.stack = work.stack, ()
    if stack:
        forget(work, stack[0].flow)


def drop_all(work: Work) -> None:
    """End everything that runs or waits, without a word."""
    drop_stack(work)
    for group in groups(work.aside):
        drop_group(work, group)
    work.question, work.queued, work.trail = None, (), ()


def offer_aside(work: Work) -> None:
    """Where nothing runs any more, ask whether an interrupted flow should go on."""
    moved = work.steps or work.person.state.stack
    if not (work.aside and moved) or work.stack or work.question or work.handover:
        return
    group = interrupted(work)
    if not group:
        return
    question = group[-1].question
    if question and question.asked_at + KEPT_ASIDE < work.now:
        drop_group(work, group)
        return
    options = (Option("resume:yes", sentence(work, "go_on")), Option("resume:no", sentence(work, "leave_it")))
    why = work.because("resume", group[0].flow)
    for message in with_options(work, sentence(work, "resume", flow=flow_title(work, group[0].flow)), options):
        work.say(message, why)
    work.question = Question("resume", work.now, options=shown(options))


# ---- backwards


def cancel(work: Work) -> None:
    """End the running flows because the person wants it."""
    flow = work.flow(work.stack[0])
    work.cancelled = flow.name if flow else work.stack[0].flow
    work.went("cancel")
    drop_stack(work)
    work.queued, work.previous = (), work.cancelled


def go_back(work: Work) -> bool:
    """Return to the last answered step and empty its slot; whether there was one."""
    running = [frame.flow for frame in work.stack]
    for entry in reversed(work.trail):
        if entry[0] in running:
            rewind(work, entry)
            return True
    return False


def rewind(work: Work, entry: tuple[str, str, str]) -> None:
    """Return to one answered step; what was answered after it is asked again."""
    flow, step, _ = entry
    work.went("back")
    quiet_timers(work)
    index = work.trail.index(entry)
    for _, _, slot in work.trail[index:]:
        work.slots.pop(slot, None)
        if work.slot(slot).initial is not None:
            work.slots[slot] = None  # an initial value would skip the question
    work.trail = work.trail[:index]
    depth = max(n for n, frame in enumerate(work.stack) if frame.flow == flow)
    top = work.stack[depth]
    work.stack = (*work.stack[:depth], replace(top, step=step, question=None, waits="", failures=0))
