"""What an owner should know before customers do: nobody to talk to, sensitive questions, flows that can't start."""

from __future__ import annotations

import re
from difflib import get_close_matches

from bot.core.flow import Book, Call, Collect, Flow, Link, RunAction, Say, Utter
from bot.core.outgoing import MAX_ROW_TITLE
from bot.core.phrases import KEYS
from bot.core.understanding.fold import fold
from bot.flowfiles.desk import Desk
from bot.flowfiles.texts import texts_of
from bot.flowfiles.triggers import PROACTIVE

# Words, folded, of what the law calls special: health, belief, origin, politics, union, sex life, biometrics, children.
_SPECIAL = re.compile(
    r"\b(?:health|illness|disease|diagnos\w*|medication\w*|medicine|allerg\w*|pregnan\w*|disabilit\w*|hiv|blood type"
    r"|religio\w*|faith|church|ethnic\w*|race|skin colou?r|political\w*|party membership|trade union|union member\w*"
    r"|sexual\w*|orientation|gender identity|fingerprint\w*|face scan|criminal record"
    r"|saude|doenca\w*|diagnostic\w*|remedio\w*|medicamento\w*|alergi\w*|gravid\w*|deficiencia|religiao|igreja|etnia|raca|sindicato"
    r"|salud|enfermedad\w*|embaraz\w*|discapacidad|iglesia|raza"
    r"|gesundheit\w*|krankheit\w*|schwanger\w*|behinderung\w*|medikament\w*|glaube|konfession|kirche|herkunft"
    r"|gewerkschaft\w*"
    r"|sante|maladie\w*|grossesse|handicap|eglise|syndicat)\b"
)
_CHILD = re.compile(
    r"\b(?:how old are you|your age|date of birth|birth ?date|your school|quantos anos|data de nascimento|que edad"
    r"|cuantos anos|fecha de nacimiento|wie alt|geburtsdatum|quel age|date de naissance)\b"
)


def check(desk: Desk, book: Book) -> None:
    """Report it all."""
    for flow in book.flows.values():
        _starts(desk, flow)
        _described(desk, flow)
        for name in flow.persisted:
            if name not in desk.slots:
                desk.error(
                    desk.find(flow.where, name),
                    f'there is no slot called "{name}"',
                    "keep only slots that the flow fills",
                )
        for step in flow.steps.values():
            if isinstance(step, (Collect, Say)):
                _special(desk, step)
    _person(desk, book)


def unstarted(desk: Desk, book: Book) -> None:
    """Report flows that nothing starts."""
    wanted = _wanted(book)
    for flow in book.flows.values():
        if not flow.triggers and not flow.purpose and flow.id not in wanted:
            cure = "write triggers:, or call, link or offer it somewhere"
            desk.warning(flow.where, f'nothing ever starts the flow "{flow.id}"', cure)


def unsaid(desk: Desk, book: Book) -> None:
    """Report responses that nothing says: most likely a slip in the name."""
    steps = [step for flow in book.flows.values() for step in flow.steps.values()]
    if any(isinstance(step, RunAction) for step in steps):
        return  # an action may say any of them
    said = {step.name for step in steps if isinstance(step, Utter)} | desk.uttered | {f"utter_{key}" for key in KEYS}
    for name in book.responses:
        if name not in said:
            near = get_close_matches(name, [f"utter_{key}" for key in KEYS], n=1, cutoff=0.85)
            cure = f'did you mean "{near[0]}"?' if near else "say it with action:, or take it away"
            desk.warning(desk.known.responses[name], f'nothing says the response "{name}"', cure)


def _starts(desk: Desk, flow: Flow) -> None:
    kinds = [trigger for trigger in flow.triggers if trigger.kind in PROACTIVE]
    if kinds and not flow.purpose:
        what = f'"{kinds[0].kind}" starts the flow "{flow.id}" without a message from the person, so it needs a purpose'
        desk.error(kinds[0].where, what, "write purpose: and one of the section consent")


def _wanted(book: Book) -> set[str]:
    steps = [step for flow in book.flows.values() for step in flow.steps.values()]
    found = {step.flow for step in steps if isinstance(step, (Call, Link))}
    found |= {choice.then for step in steps if isinstance(step, Say) for choice in step.choices}
    found |= {choice.then for variations in book.responses.values() for one in variations for choice in one.choices}
    return found | {entry.then for entry in book.faq}


def _described(desk: Desk, flow: Flow) -> None:
    """Where people choose between flows, a row shows the description, or the name where that is too long."""
    for _, text in texts_of(flow.description):
        if min(len(text.source), len(flow.name)) > MAX_ROW_TITLE and flow.triggers:
            figures = f"{MAX_ROW_TITLE} characters (they have {len(text.source)} and {len(flow.name)})"
            what = f"neither the description nor the name of this flow fits into a row: {figures}"
            desk.warning(flow.description.where, what, "shorten it, or add a short name:")
            return


def _special(desk: Desk, step: Collect | Say) -> None:
    if isinstance(step, Say) and not step.save:
        return
    asked = step.ask if isinstance(step, Collect) else step.text
    slot = step.slot if isinstance(step, Collect) else step.save
    heard = " ".join([fold(slot.replace("_", " ")), *(fold(text.source) for _, text in texts_of(asked))])
    found = _SPECIAL.search(heard)
    if found:
        what = f'this seems to ask for something that the law protects ("{found.group()}")'
        desk.warning(
            step.where, what, "ask only if you must, and let a person take it instead of the bot: handover: true"
        )
    elif _CHILD.search(heard):
        what = "this asks for an age or a birthday; a child can't agree to your messages"
        desk.warning(step.where, what, "ask only if you must, and send nothing to children")


def _person(desk: Desk, book: Book) -> None:
    if "handover" not in _sections(desk) and book.flows:
        first = next(iter(book.flows.values()))
        what = "no file says who takes over when a customer wants a person"
        desk.warning(first.where, what, "add a section handover: with teams: and say:")


def _sections(desk: Desk) -> set[str]:
    return {key for sheet in desk.sheets.values() for key in getattr(sheet.root, "items", {})}
