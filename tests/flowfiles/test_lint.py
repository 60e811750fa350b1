"""What is found across files, and what is left alone: a check that cries wolf is turned off."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.flowfiles.lint.understood import printed
from tests.flowfiles.helpers import BUSINESS, flow, whats, written

ASK = "- collect: size\n  ask: How many?\n  type: number\n"


def errors(folder: Path, text: str) -> list[str]:
    """The sentences of all errors of one file."""
    return whats(written(folder, text))


def quiet(folder: Path, text: str, *, business: str = BUSINESS) -> None:
    """Assert that nothing is found."""
    loaded = written(folder, text, business=business)
    assert not loaded.problems, loaded.text()


# ---- placeholders


BRANCH = """\
- noop: true
  next:
    - if: {condition}
      then: {then}
    - else: {otherwise}
- id: ask
  collect: size
  ask: How many?
  type: number
"""
TOLD = "- id: told\n  say: '{size}'"

FILLED = {
    "after its question": ASK + "- say: '{size}'",
    "with a default": "- say: '{size|some}'\n" + ASK,
    "where a condition proves it": BRANCH.format(condition="slots.size", then="told", otherwise="ask") + TOLD,
    "where null was ruled out": BRANCH.format(condition="slots.size is null", then="ask", otherwise="told") + TOLD,
    "in a rejection of the same question": ASK + "  rejections: [{if: slots.size > 9, say: '{size} is too many'}]",
    "after it was set": "- set_slots: [{size: 3}]\n- say: '{size}'",
    "after a choice": "- say: Which?\n  buttons: [A, B]\n  save: size\n- say: '{size}'",
}  # fmt: skip


@pytest.mark.parametrize("case", FILLED)
def test_a_placeholder_that_is_surely_filled_is_left_alone(tmp_path: Path, case: str) -> None:
    assert not errors(tmp_path, flow(FILLED[case]))


EMPTY = {
    "before its question": "- say: '{size}'\n" + ASK,
    "on one of two ways": BRANCH.format(condition="hours.open", then="ask", otherwise="told") + TOLD,
    "after it was emptied": ASK + "- set_slots: [{size: null}]\n- say: '{size}'",
    "where the question failed": ASK + "  on_fail: told\n  next: END\n- id: told\n  say: '{size}'",
    "in the question itself": ASK.replace("How many?", "'{size}?'"),
}  # fmt: skip


@pytest.mark.parametrize("case", EMPTY)
def test_a_placeholder_that_can_be_empty_is_told(tmp_path: Path, case: str) -> None:
    assert errors(tmp_path, flow(EMPTY[case])) == ["{size} can be empty here, and has no default"]


def test_a_called_flow_fills_for_its_caller(tmp_path: Path) -> None:
    text = flow("- call: ask\n- say: '{size}'") + "  ask:\n    steps:\n      " + ASK.replace("\n", "\n      ")
    assert not errors(tmp_path, text)


def test_a_called_flow_knows_what_its_caller_knows(tmp_path: Path) -> None:
    text = flow(ASK + "- call: told") + "  told:\n    steps: [{say: '{size}'}]\n"
    assert not errors(tmp_path, text)


def test_a_called_flow_that_people_can_start_too_knows_nothing(tmp_path: Path) -> None:
    text = flow(ASK + "- call: told") + "  told:\n    triggers: [{words: [told]}]\n    steps: [{say: '{size}'}]\n"
    assert errors(tmp_path, text) == ["{size} can be empty here, and has no default"]


def test_an_action_fills_the_slots_that_no_step_fills(tmp_path: Path) -> None:
    head = "slots: {order: {type: text}}\nactions: [action_look]\n"
    assert not errors(tmp_path, head + flow("- action: action_look\n- say: '{order}'"))
    assert errors(tmp_path, head + flow("- say: '{order}'\n- action: action_look")) == [
        "{order} can be empty here, and has no default"
    ]


def test_a_slot_with_an_initial_value_is_never_empty(tmp_path: Path) -> None:
    quiet(tmp_path, "slots: {size: {type: number, initial_value: 1}}\n" + flow("- say: '{size}'"))


def test_a_response_is_checked_where_it_is_said(tmp_path: Path) -> None:
    text = flow("- action: utter_size\n" + ASK) + "responses: {utter_size: '{size}'}\n"
    assert errors(tmp_path, text) == [
        "{size} can be empty here (step utter_size, flows/test.yaml:6), and has no default"
    ]


# ---- graph


def test_nothing_follows_a_handover(tmp_path: Path) -> None:
    found = whats(written(tmp_path, flow("- handover: true\n- say: Bye")), "warning")
    assert found == ['nothing leads to the step "say_1": the bot stops at the handover before it']


def test_a_flow_that_can_hand_over_still_fills_for_its_caller(tmp_path: Path) -> None:
    inner = (
        ASK.replace("\n", "\n      ")
        + "  next:\n          - if: slots.size > 9\n            then: [{handover: true}]\n          - else: END\n"
    )
    assert not errors(tmp_path, flow("- call: ask\n- say: '{size}'") + "  ask:\n    steps:\n      " + inner)


def test_a_loop_with_a_question_is_fine(tmp_path: Path) -> None:
    quiet(
        tmp_path,
        flow("- id: again\n  menu: What now?\n  options: [{title: Again, then: again}, {title: Done, then: END}]"),
    )


def test_a_loop_through_an_action_is_fine(tmp_path: Path) -> None:
    steps = "- id: look\n  action: action_look\n  next:\n    - if: slots.done\n      then: END\n    - else: look"
    quiet(tmp_path, "slots: {done: {type: bool}}\nactions: [action_look]\n" + flow(steps))


def test_two_flows_may_link_to_each_other(tmp_path: Path) -> None:
    quiet(tmp_path, flow("- say: Hi\n- link: other") + "  other:\n    steps: [{say: Bye}, {link: hello}]\n")


def test_a_flow_that_only_an_faq_offers_is_started(tmp_path: Path) -> None:
    text = (
        "flows:\n  offered:\n    steps: [{say: Hi}]\nfaq: [{id: a, ask: [What is it?], answer: It., then: offered}]\n"
    )
    quiet(tmp_path, text)


# ---- comparisons


@pytest.mark.parametrize(
    "condition",
    [
        "slots.size > 3", "slots.size is '3'", "slots.size is not null", "slots.area is garden",
        "slots.area is not GARDEN", "slots.day > '2026-01-01'", "slots.ok is yes", "slots.ok", "not slots.ok",
        "consent.offers is refused",
        "hours.open",
        "message.type is image", "person.language is pt", "slots.word is anything", "slots.word > 3", "window.open",
        "hours.open_on(slots.day)", "slots.word matches '^a+$'", "slots.words contains x",
    ],
)  # fmt: skip
def test_a_comparison_that_can_hold_is_left_alone(tmp_path: Path, condition: str) -> None:
    assert not errors(
        tmp_path, SLOTS + flow(f"- noop: true\n  next:\n    - if: {condition!r}\n      then: END\n    - else: END")
    )


SLOTS = """\
consent:
  offers:
    kind: marketing
    notice:
      {version: 1, yes: "Yes, please", no: "No, thanks",
       text: "May {business.name} send you offers? Write STOP to end it. {business.privacy_url}"}
slots:
  size: {type: number}
  area: {type: choice, values: [garden, inside]}
  day: {type: date}
  ok: {type: bool}
  word: {type: text}
  words: {type: list}
"""


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ("slots.size is many", 'slots.size is a number, which is never "many"'),
        ("slots.area is gardn", 'slots.area is never "gardn"'),
        ("slots.area is not gardn", 'slots.area is never "gardn"'),
        ("slots.day is monday", 'slots.day is a date, and "monday" is not written like one'),
        ("slots.ok is 3", 'slots.ok is true or false, and never "3"'),
        ("consent.offers is given", 'a consent is never "given"'),
        ("hours.open is late", 'hours.open is true or false, and never "late"'),
        ("message.type is photo", 'no message is of the type "photo"'),
        ("slots.words > 3", "slots.words is a list, which is neither less nor more than anything"),
        ("hours.open_on(slots.size)", "hours.open_on needs a date, and slots.size is a number"),
    ],
)
def test_a_comparison_that_can_never_hold_is_told(tmp_path: Path, condition: str, what: str) -> None:
    assert errors(
        tmp_path, SLOTS + flow(f"- noop: true\n  next:\n    - if: {condition!r}\n      then: END\n    - else: END")
    ) == [what]


# ---- triggers


def test_a_priority_settles_who_wins(tmp_path: Path) -> None:
    other = "  other:\n    triggers: [{words: [say hello], priority: 1}]\n    steps: [{say: Hi}]\n"
    quiet(tmp_path, flow("- say: Hi") + other)


def test_two_flows_that_say_when_they_start_do_not_meet(tmp_path: Path) -> None:
    other = "  other:\n    if: not hours.open\n    triggers: [first_message]\n    steps: [{say: Closed.}]\n"
    quiet(tmp_path, flow("- say: Hi", head="if: hours.open\n    triggers: [first_message]") + other)


def test_two_flows_for_the_first_message_meet(tmp_path: Path) -> None:
    other = "  other:\n    triggers: [first_message]\n    steps: [{say: Hi}]\n"
    found = errors(tmp_path, flow("- say: Hi", head="triggers: [first_message]") + other)
    assert found == ['"first_message" is wanted by the flow "other" and by the flow "hello" (flows/test.yaml:4)']


def test_the_word_of_a_flow_may_be_an_example_of_its_own(tmp_path: Path) -> None:
    quiet(tmp_path, flow("- say: Hi", head="triggers: [{words: [cake]}, {examples: [cake, a cake please]}]"))


# ---- notices


NOTICE = """\
business: {{name: Aurora, languages: [{language}], privacy_url: https://example.com/p}}
handover: {{say: "…"}}
consent:
  offers:
    kind: marketing
    cap: 2 per month
    notice: {{version: 1, yes: "+", no: "-", text: "{text}"}}
"""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Aurora would like to send you offers, twice a month. Reply STOP to end it. https://example.com/p"),
        ("pt", "Aurora: posso enviar ofertas, até duas por mês? Para sair, escreva PARAR. https://example.com/p"),
        ("es", "Aurora: ¿podemos enviarle ofertas, hasta 2 al mes? Escriba BAJA para salir. https://example.com/p"),
        ("de", "Aurora: Dürfen wir Angebote schicken, höchstens zwei im Monat? STOPP genügt. https://example.com/p"),
        ("fr", "Aurora : pouvons-nous envoyer des offres, deux par mois ? Répondez STOP. https://example.com/p"),
    ],
)
def test_a_full_notice_is_left_alone_in_every_language(tmp_path: Path, language: str, text: str) -> None:
    quiet(tmp_path, "faq: []\n", business=NOTICE.format(language=language, text=text))


# ---- words that are printed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('Write "person" or STOP at any time.', ["person", "STOP"]),
        ("Responda SIM ou NÃO.", ["SIM", "NÃO"]),
        ("Escreva *SAIR* a qualquer momento", ["SAIR"]),
        ("Schreiben Sie „Mensch“.", ["Mensch"]),
        ("Just reply with the word MENU", []),
        ("Please send your CPF or a PDF.", []),
        ("We write BIG letters sometimes.", ["BIG"]),
        ('She said "hello there" to him.', []),
    ],
)
def test_words_to_write_are_found_in_texts(text: str, words: list[str]) -> None:
    assert printed(text) == words


@pytest.mark.parametrize("word", ["STOP", "person", "menu", "SAIR", "cake", "Garden"])
def test_a_printed_word_that_something_understands_is_left_alone(tmp_path: Path, word: str) -> None:
    steps = f"- say: 'Write \"{word}\" now.'\n  buttons: [Garden, Inside]\n  save: where"
    quiet(tmp_path, flow(steps, head="triggers: [{words: [cake]}]"))


# ---- care


def test_a_message_that_only_mentions_health_is_left_alone(tmp_path: Path) -> None:
    quiet(tmp_path, flow("- say: Our cakes are good for your health!"))


@pytest.mark.parametrize(
    "question", ["Do you have allergies?", "Qual é a sua religião?", "Welche Krankheit haben Sie?", "¿Está embarazada?"]
)
def test_a_question_about_what_the_law_protects_is_told(tmp_path: Path, question: str) -> None:
    found = whats(written(tmp_path, flow(f"- collect: note\n  ask: {question}")), "warning")
    assert len(found) == 1 and found[0].startswith("this seems to ask for something that the law protects")
