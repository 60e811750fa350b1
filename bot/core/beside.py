"""While a person of the business has the conversation: the few things for which the bot still listens."""

from __future__ import annotations

from bot.core import answers, commands, desk_closing, handovers
from bot.core.work import Work

RIGHTS = ("export", "erase")


def take(work: Work) -> None:
    """Take the word that calls the bot back, and what the law gives people; be silent about everything else."""
    wish = commands.wish(work)
    sure = _confirmed(work)
    if wish == "menu":
        handovers.give_back(work, "the person wrote MENU")
        commands.menu(work)
    elif sure is not None:
        commands.erase(work, sure=sure)
        if sure and work.question is None:
            handovers.give_back(work, "the person's data is deleted")
    elif work.heard.tap.startswith(desk_closing.SURVEY):
        desk_closing.answered(work, work.heard.tap.removeprefix(desk_closing.SURVEY))
    elif wish in RIGHTS:
        commands.DO[wish](work)
    else:
        work.because("handover", "silent")


def _confirmed(work: Work) -> bool | None:
    """Return the answer to "really delete it all?"; None where the message is none."""
    if work.heard.tap.startswith("erase:"):
        return work.heard.tap == "erase:yes"
    question = work.question
    if question is None or question.kind != "confirm" or work.heard.tap:
        return None
    id = answers.chosen(work, question)
    if id:
        return id == "erase:yes"
    said = work.mind.lexicon.yes_no(work.heard.text, work.language) if work.heard.text else None
    work.question = question if said is not None else None
    return said
