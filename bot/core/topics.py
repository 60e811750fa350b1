"""What the bot offers: the list of its main flows, and the answers that tell about itself."""

from __future__ import annotations

from bot.core import asking, times
from bot.core.effects import Why
from bot.core.outgoing import MAX_ROW_TITLE, MAX_ROWS
from bot.core.present import Dress, Option, with_options
from bot.core.understanding.values import show_value
from bot.core.wording import flow_title, holds, sentence, text
from bot.core.work import Work

BUSINESS_FIRST = "business"
"""How a conversation began whose first message known here is one of ours, from the WhatsApp Business app."""
_ASKED_FOR = ("words", "phrases", "pattern", "examples", "payload")


def main_flows(work: Work) -> list[str]:
    """Return the flows that people can ask for, in the order of the files."""
    return [
        flow.id
        for flow in work.book.flows.values()
        if not flow.purpose
        and any(trigger.kind in _ASKED_FOR for trigger in flow.triggers)
        and text(work, flow.description)
        and holds(work, flow.guard)
    ][: MAX_ROWS - 1]


def main_options(work: Work) -> tuple[Option, ...]:
    """Return the main flows and the way to a person as things to tap."""
    found = [_row(work, id) for id in main_flows(work)]
    return (*found, Option("person", sentence(work, "person")))


def _row(work: Work, flow_id: str) -> Option:
    title, name = flow_title(work, flow_id), work.book.flows[flow_id].name
    if len(title) <= MAX_ROW_TITLE or len(name) > MAX_ROW_TITLE:
        return Option(f"start:{flow_id}", title)
    return Option(f"start:{flow_id}", name, title)


def show_menu(work: Work, lead: str, why: Why) -> None:
    """Say something above the list of what can be done."""
    options = main_options(work)
    dress = Dress(list_button=sentence(work, "menu_title"))
    asking.say_all(work, with_options(work, lead, options, dress), why)


def offer(work: Work, lead: str, why: Why) -> None:
    """Say something above two ways out: a person, or the menu."""
    options = (Option("person", sentence(work, "person")), Option("menu", sentence(work, "menu_title")))
    asking.say_all(work, with_options(work, lead, options), why)


def help_text(work: Work) -> str:
    """Who we are, what can be asked, how to stop, how to reach a person."""
    business = work.book.business
    topics = ", ".join(flow_title(work, id) for id in main_flows(work))
    lines = [sentence(work, "help")]
    lines += [sentence(work, "help_topics", topics=topics)] if topics else []
    lines += [sentence(work, "help_words")]
    lines += [sentence(work, "help_languages")] if len(business.languages) > 1 else []
    lines += [sentence(work, "contact")] if business.contact else []
    lines += [sentence(work, "privacy")] if business.privacy_url else []
    return "\n".join(lines)


def source(work: Work) -> None:
    """Where the number came from: who we are, how the contact began, what was agreed to, and one tap to end it."""
    lines = [sentence(work, "source"), *_list(work)]
    if len(lines) == 1 or work.person.known_since < work.person.imported[3]:
        first = "source_ad" if work.entry.startswith("ad:") else "source_first"
        first = "source_us" if work.entry == BUSINESS_FIRST else first
        lines.append(sentence(work, first, date=_day(work, work.person.known_since)))
    agreed = [_agreed(work, id) for id, standing in work.consent.items() if standing == "granted"]
    lines += agreed or [sentence(work, "source_none")]
    lines += [sentence(work, "privacy")] if work.book.business.privacy_url else []
    options = (Option("consent:withdraw:all", sentence(work, "source_stop")),)
    asking.say_all(work, with_options(work, "\n".join(lines), options), work.because("source"))


def _list(work: Work) -> list[str]:
    """Say on which list the number stood before the person wrote to us, where it stood on one."""
    origin, date, words, _ = work.person.imported
    if not origin:
        return []
    told = [sentence(work, "source_list", source=origin, date=_written(work, date))]
    return [*told, sentence(work, "source_list_words", words=words)] if words else told


def _agreed(work: Work, purpose_id: str) -> str:
    purpose = work.book.purposes.get(purpose_id)
    date = _day(work, work.person.asked_at.get(purpose_id, 0))
    shown_hash = work.person.asked_notices.get(purpose_id, "")
    notices = purpose.notices.values() if purpose else ()
    notice = next((notice for notice in notices if notice.hash == shown_hash), None)
    words = notice.text if notice else work.person.old_words.get(purpose_id, "")
    if not words:
        return sentence(work, "source_yes_old", date=date, purpose=purpose_id)
    return sentence(work, "source_yes", date=date, words=words)


def _day(work: Work, at: int) -> str:
    day = times.local(at or work.now, work.book.business.timezone).date().isoformat()
    return _written(work, day)


def _written(work: Work, day: str) -> str:
    """Write a day with its year, always: this is an answer that people keep."""
    return show_value(day, "date", work.language, now=0)
