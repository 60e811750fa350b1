"""What of a book the talks came by: steps, branches, answers, rejections and ways out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.effects import Visit
from bot.core.flow import AnyStep, Book, Choice, Collect, Flow, Say, Where
from bot.core.step_kinds import Rejection

KINDS = ("step", "branch", "rejection", "way out", "answer")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a talk can come by. ``visits``: any of these shows that one did."""

    kind: str
    title: str
    where: Where
    visits: tuple[Visit, ...]
    visited: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything, in the order of the files."""

    items: tuple[Item, ...]

    @property
    def percent(self) -> float:
        """How much was visited; 100 where there is nothing to visit."""
        return share(self.items)

    @property
    def missing(self) -> tuple[Item, ...]:
        """What no talk came by."""
        return tuple(item for item in self.items if not item.visited)

    def of(self, kind: str) -> tuple[Item, ...]:
        """Return what is of one kind."""
        return tuple(item for item in self.items if item.kind == kind)

    def as_json(self) -> dict[str, Any]:
        """Return the JSON of `askfirst test`."""
        found = [(kind, self.of(kind)) for kind in KINDS]
        counts = {kind: {"visited": sum(i.visited for i in mine), "of": len(mine)} for kind, mine in found if mine}
        items = [
            {"kind": i.kind, "what": i.title, "path": i.where.path, "line": i.where.line, "visited": i.visited}
            for i in self.items
        ]
        return {"percent": round(self.percent, 1), "counts": counts, "items": items}


def share(items: Sequence[Item]) -> float:
    """Return how much was visited, in percent."""
    return 100 * sum(item.visited for item in items) / len(items) if items else 100.0


def measure(book: Book, visits: Iterable[Mapping[Visit, int]]) -> Coverage:
    """Compare a book with what all talks came by."""
    seen: set[Visit] = set()
    for one in visits:
        seen.update(one)
    found = [item for flow in book.flows.values() for item in _of_flow(book, flow)] + list(_of_faq(book))
    marked = [Item(i.kind, i.title, i.where, i.visits, any(v in seen for v in i.visits)) for i in found]
    return Coverage(tuple(sorted(marked, key=lambda item: (item.where.path, item.where.line))))


def _of_faq(book: Book) -> Iterator[Item]:
    for entry in book.faq:
        yield Item("answer", entry.id, entry.where, (("faq", entry.id, ""),))


def _of_flow(book: Book, flow: Flow) -> Iterator[Item]:
    for step in flow.steps.values():
        name = f"{flow.id}.{step.id}"
        yield Item("step", name, step.where, (("step", flow.id, step.id),))
        yield from _branches(flow, step, name)
        yield from _choices(book, flow, step, name)
        if isinstance(step, Collect):
            yield from _collect(book, flow, step, name)


def _branches(flow: Flow, step: AnyStep, name: str) -> Iterator[Item]:
    if len(step.next) < 2:
        return
    for n, branch in enumerate(step.next):
        when = f"if {branch.when.source}" if branch.when else "else"
        where = branch.where if branch.where.line else step.where
        yield Item("branch", f"{name}: {when}", where, (("branch", flow.id, f"{step.id}/{n}"),))


def _choices(book: Book, flow: Flow, step: AnyStep, name: str) -> Iterator[Item]:
    choices: Sequence[Choice] = step.choices if isinstance(step, Say | Collect) else ()
    for choice in choices:
        if choice.then:
            title = _first(choice, book.business.languages)
            where = choice.title.where if choice.title.where.line else step.where
            yield Item("branch", f"{name}: [{title}]", where, (("chosen", flow.id, choice.id),))


def _first(choice: Choice, languages: Sequence[str]) -> str:
    found = choice.title.by_language
    patterns = next((found[one] for one in languages if found.get(one)), next(iter(found.values()), ()))
    return patterns[0].source if patterns else choice.id


def _collect(book: Book, flow: Flow, step: Collect, name: str) -> Iterator[Item]:
    slot = book.slots.get(step.slot)
    rejections: Sequence[Rejection] = (*(slot.rejections if slot else ()), *step.rejections)
    for n, rejection in enumerate(rejections):
        where = rejection.say.where if rejection.say.where.line else step.where
        title = f"{name}: if {rejection.when.source}"
        yield Item("rejection", title, where, (("rejected", flow.id, f"{step.id}/{n}"),))
    if step.timeout:
        said = step.timeout.say
        where = said.where if said and said.where.line else step.where
        yield Item("way out", f"{name}: nobody answers", where, (("timeout", flow.id, step.id),))
    if step.on_fail not in ("handover", ""):  # the default needs no test of the owner's
        title = f"{name}: no answer fits ({step.on_fail})"
        yield Item("way out", title, step.where, (("failed", flow.id, step.id),))


# ---- as text


def summary(coverage: Coverage, most: int = 8) -> list[str]:
    """Return a few lines: the figure, and what is missing first."""
    if not coverage.items:
        return []
    lines = [f"Talks visit {coverage.percent:.0f}% of the flow files: {_counted(coverage)}."]
    lines += [f"  {place(item)}  {item.kind} {item.title}" for item in coverage.missing[:most]]
    rest = len(coverage.missing) - most
    if rest > 0:
        lines.append(f"  … and {rest} more: --coverage lists them all, --html FILE shows them in the files.")
    return lines


def listed(coverage: Coverage) -> list[str]:
    """Return the whole list, file by file."""
    out: list[str] = []
    path = ""
    for item in coverage.items:
        if item.where.path != path:
            path = item.where.path
            mine = [one for one in coverage.items if one.where.path == path]
            out += ["", f"{path}  {share(mine):.0f}%"]
        out.append(f"  {'✓' if item.visited else '✗'} {item.where.line:4}  {item.kind:9}  {item.title}")
    return [*out[1:], "", f"{coverage.percent:.0f}%: {_counted(coverage)}"]


def place(item: Item) -> str:
    """Return file:line."""
    return f"{item.where.path}:{item.where.line}"


_PLURAL = {"branch": "branches", "way out": "ways out"}


def _counted(coverage: Coverage) -> str:
    found = [(kind, coverage.of(kind)) for kind in KINDS]
    return ", ".join(
        f"{sum(i.visited for i in items)} of {len(items)} {_PLURAL.get(kind, kind + 's') if len(items) != 1 else kind}"
        for kind, items in found
        if items
    )
