"""What only shows when all files are read together: dead ends, empty placeholders, triggers that meet, weak notices."""

from __future__ import annotations

from bot.core.flow import Book
from bot.flowfiles.desk import Desk
from bot.flowfiles.lint import care, filled, graph, meets, notices, proposed, truths, understood


def lint(desk: Desk, book: Book) -> None:
    """Look at the whole book; problems go to the desk."""
    clean = desk.clean
    if clean:  # otherwise a target that is not known yet would be told again as a step that nothing reaches
        graph.unreached(desk, book)
        care.unstarted(desk, book)
        care.unsaid(desk, book)
    for check in (
        graph.check,
        truths.check,
        filled.check,
        meets.check,
        notices.check,
        care.check,
        proposed.check,
        understood.check,
    ):
        check(desk, book)
