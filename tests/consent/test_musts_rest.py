"""The musts about lists, links, one's own data, the staff, printed words and the door."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import click
import pytest

from bot.channels.meta import Meta
from bot.cli import main as askfirst
from bot.core.incoming import Item, Message, Referral, Said, Sender, Tapped
from bot.core.outgoing import Buttons
from bot.core.phrases import WORDS
from bot.errors import BadSignature, ImportProblem, LinkError
from bot.flowfiles.book import Library
from bot.flowfiles.lint.understood import printed
from bot.ports import Request
from bot.services import codes
from tests.consent.acts import DAY, ROW, agreed, changed_flows, imported, kinds, last, sent, state
from tests.world import FLOWS, Customer, World

BOT = Path(codes.__file__).parent.parent
LINE = "+15550100002,offers,Paper form at the spring fair,2025-05-01,Yes I want your offers,scan-0007"


# ---- lists


def test_a_list_is_no_consent(world: World) -> None:
    """must 45: whatever its columns say, everybody on it is unknown and can't be written to; a yes in the chat can."""
    text = ROW.strip() + ",opt_in,status\n" + LINE + ",yes,granted\n"
    [outcome] = imported(world, text)
    assert outcome.outcome == "imported"
    ana = world.customer()
    assert state(world, ana) == "unknown" and world.send(ana.phone).reason == "no_consent"
    assert kinds(world, ana) == [("offers", "imported")]
    assert last(world, ana)["evidence"]["evidence"] == "scan-0007"
    ana.says("hi")
    assert world.send(ana.phone).reason == "no_consent"
    agreed(ana)
    assert world.send(ana.phone).verdict == "cleared"


def test_a_line_without_evidence_is_not_taken_over(world: World) -> None:
    """must 45: each line is reported with its number and reason; the good ones go in."""
    text = "\n".join([
        LINE, "+15550100003,offers,,2025-05-01,yes,scan", "+15550100004,parties,fair,2025-05-01,yes,scan",
        "12,offers,fair,2025-05-01,yes,scan", "+15550100005,offers,fair,1 May,yes,scan", "+15550100006,offers,fair,2099-01-01,yes,scan", LINE,
    ])  # fmt: skip
    outcomes = imported(world, text)
    assert [(o.line, o.outcome) for o in outcomes] == [
        (2, "imported"), (3, "problem"), (4, "problem"), (5, "problem"), (6, "problem"), (7, "problem"), (8, "known")
    ]  # fmt: skip
    assert "source" in outcomes[1].why and "'parties'" in outcomes[2].why and "future" in outcomes[5].why
    assert world.rows("SELECT count(*) FROM persons") == [(1,)]


def test_a_list_without_the_columns_is_refused_with_their_names(world: World) -> None:
    with pytest.raises(ImportProblem, match="missing: source, date, words, evidence"):
        imported(world, "phone,purpose,opt_in\n+15550100002,offers,yes\n")


def test_who_said_no_stays_so_whatever_a_list_says(world: World, ana: Customer) -> None:
    """must 39: a STOP, and an erasure, survive every import; of an erased number not even the line is kept."""
    ana.says("stop")
    bea = world.customer("15550100003")
    bea.says("hi")
    found = str(world.bot.store.read(lambda tx: tx.persons.lookup(bea.phone)))
    world.bot.store.write(lambda tx: tx.persons.erase(found, "asked", world.clock.now()))
    people = world.rows("SELECT count(*) FROM persons")
    outcomes = imported(world, LINE + "\n" + LINE.replace("0100002", "0100003"))
    assert [each.outcome for each in outcomes] == ["stopped", "stopped"]
    assert world.rows("SELECT count(*) FROM persons") == people
    assert world.send(ana.phone).reason == "withdrawn"
    assert world.send(bea.phone).verdict == "refused"


def test_a_number_from_a_form_stays_unconfirmed_until_it_writes(world: World) -> None:
    """must 14: nothing is sent to it, not even a question; its own message with a code brings the question, a tap decides."""
    imported(world, LINE)
    world.clock.advance(30 * DAY)
    world.bot.worker.settle()
    assert not world.bot.channel.sent
    ana = world.customer()
    code = new_code(world)
    assert "May Café Aurora send you offers" in ana.says(f"offers, please: {code}")
    assert world.send(ana.phone).reason == "asked"
    ana.taps("Yes, please")
    assert world.send(ana.phone).verdict == "cleared"
    asked = next(e for e in world.consent(ana.phone)["events"] if e["kind"] == "asked")
    assert asked["evidence"]["code"] == code and asked["evidence"]["entry"] == f"link:{code}"


# ---- links


def new_code(world: World) -> str:
    book, now, pick = world.bot.flows.book, world.clock.now(), world.bot.ids.pick
    return world.bot.store.write(lambda tx: codes.new_code(tx, book, "offers", pick, now))[0]


def new_yes(world: World, language: str = "en") -> str:
    """The text of a link beside the notice on the shop's own page."""
    book, pick, now = world.bot.flows.book, world.bot.ids.pick, world.clock.now()
    page = codes.Page("https://shop.example/whatsapp", language)
    return world.bot.store.write(lambda tx: codes.new_code(tx, book, "offers", pick, now, page=page))[1]


def test_the_yes_of_a_link_beside_the_notice_is_a_yes(world: World, ana: Customer) -> None:
    """must 14: from their own number, in the notice's own words; the evidence names the page that showed it."""
    said = new_yes(world)
    assert said.startswith("Yes, please (Café Aurora, offers): ")
    assert "Thank you" in ana.says(said)
    assert kinds(world, ana) == [("offers", "granted")] and state(world, ana) == "granted"
    proof = last(world, ana)["evidence"]
    assert proof["method"] == "link" and proof["text"] == said and proof["message_id"]
    assert proof["served"]["page"] == "https://shop.example/whatsapp" and "May Café Aurora" in proof["shown"]["text"]


def test_the_yes_of_a_link_works_once_and_only_as_it_was(world: World, ana: Customer) -> None:
    """must 15: a second use grants nothing; other words with the code bring the question; so does a forwarded one."""
    said = new_yes(world)
    assert "May Café Aurora" in ana.says("what is " + said) and state(world, ana) == "asked"
    ana.says(said)
    assert state(world, ana) == "asked", "the code brought its question and is used up"
    again, bea = new_yes(world), world.customer("15550100003")
    assert "Thank you" in bea.says(again) and state(world, bea) == "granted"
    bea.says("stop")
    bea.says(again)
    assert state(world, bea) == "withdrawn"
    carl = world.customer("15550100004")
    carl.hear(Said(new_yes(world)), forwarded=True)
    assert state(world, carl) != "granted"


def test_a_code_works_once(world: World, ana: Customer) -> None:
    """must 15: the second person who types it is not asked, and never granted anything."""
    code = new_code(world)
    bea = world.customer("15550100003")
    assert "May Café Aurora" in ana.says(code.lower())
    assert "May Café Aurora" not in bea.says(code)
    bea.says("yes")
    assert kinds(world, bea) == []


def test_a_code_expires(world: World, ana: Customer) -> None:
    """must 15: after 30 days it is only letters."""
    code = new_code(world)
    world.clock.advance(30 * DAY)
    assert "May Café Aurora" not in ana.says(code)


def test_a_code_is_bound_to_its_purpose_and_notice(world: World, ana: Customer) -> None:
    """must 15: where the owner wrote another notice since, the code is void."""
    code = new_code(world)
    world.rows("UPDATE facts SET value = replace(value, ?, ?) WHERE key LIKE 'code:%'",
               world.bot.flows.book.purposes["offers"].notices["en"].hash, "0" * 64)  # fmt: skip
    assert "May Café Aurora" not in ana.says(code)


def test_a_code_that_nobody_made_is_nothing(world: World, ana: Customer) -> None:
    """must 15: guessing brings not even the question; and a stop in the same message wins."""
    assert "May Café Aurora" not in ana.says("BCDF-GHJK")
    code = new_code(world)
    ana.says(f"please stop sending me messages {code}")
    assert "asked" not in {kind for _, kind in kinds(world, ana)}


def test_a_link_and_its_picture(world: World, tmp_path: Path) -> None:
    """A wa.me link with the code in it; the QR code is one SVG file that needs nothing."""
    flows = changed_flows(
        tmp_path, welcome=(r"(description: \{en: Offers by WhatsApp.*\n    triggers:\n)", r"\1      - link: [AURORA]\n")
    )
    book = Library(flows).book
    assert codes.own_code(book, "offers") == "AURORA" == codes.own_code(book, "offers", "aurora")
    address = codes.link("+351 21 555 0100", "AURORA")
    assert address == "https://wa.me/351215550100?text=AURORA"
    picture = codes.qr(address)
    assert (
        picture.startswith("<?xml")
        and "<svg" in picture
        and "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    )
    with pytest.raises(LinkError, match="no purpose"):
        codes.own_code(book, "parties")
    with pytest.raises(LinkError, match="--single-use"):
        codes.own_code(book, "reminders")


def test_the_link_of_a_flow_asks_and_grants_nothing(tmp_path: Path) -> None:
    """must 14: a code that many may type starts the flow that asks; the evidence names how the chat began."""
    flows = changed_flows(
        tmp_path, welcome=(r"(description: \{en: Offers by WhatsApp.*\n    triggers:\n)", r"\1      - link: [AURORA]\n")
    )
    world = World(flows)
    try:
        ana = world.customer()
        assert "May Café Aurora" in ana.says("Hello! AURORA")
        assert state(world, ana) == "asked"
        ana.taps("Yes, please")
        assert last(world, ana)["evidence"]["entry"].startswith("link:")
    finally:
        world.close()


# ---- where did you get my number?


def test_where_from_for_somebody_on_a_list(world: World) -> None:
    """must 41: business, source, date and words, as the list has them; and that nothing was agreed to."""
    imported(world, LINE)
    world.clock.advance(DAY)
    answer = world.customer().says("where did you get my number?")
    for slot in ("Café Aurora", "Paper form at the spring fair", "1 May 2025", "Yes I want your offers", "not agreed"):
        assert slot in answer, slot
    assert "You wrote to us" not in answer


def test_where_from_for_somebody_from_an_ad(world: World, ana: Customer) -> None:
    """must 41: the advertisement, the day, the words agreed to."""
    ana.hear(Said("hi"), referral=Referral(source_id="120210"))
    agreed(ana)
    answer = ana.says("where did you get my number?")
    for slot in ("Café Aurora", "advertisement", "5 January 2026", "at most two a month"):
        assert slot in answer, slot


def test_where_from_for_somebody_who_wrote_first(world: World, ana: Customer) -> None:
    """must 41: you wrote to us, on this day; nothing was agreed to, or these words were."""
    ana.says("hi")
    world.clock.advance(3 * DAY)
    answer = ana.says("Where did you get my number?")
    for slot in ("Café Aurora", "You wrote to us", "5 January 2026", "not agreed"):
        assert slot in answer, slot
    agreed(ana)
    assert "at most two a month" in ana.says("where did you get my number?")


def test_where_from_has_the_words_of_then(world: World, ana: Customer) -> None:
    """must 41: also where the owner's files hold a newer notice by now."""
    from dataclasses import replace

    from bot.services import people

    agreed(ana)
    book = world.bot.flows.book
    rule = book.purposes["offers"]
    newer = {lang: replace(notice, text="New words", hash="9" * 64) for lang, notice in rule.notices.items()}
    edited = replace(book, purposes={**book.purposes, "offers": replace(rule, notices=newer)})
    found = str(world.bot.store.read(lambda tx: tx.persons.lookup(ana.phone)))
    loaded = world.bot.store.read(lambda tx: people.load(tx, found, edited, world.clock.now()))
    assert loaded and "at most two a month" in loaded[1].old_words["offers"]


@pytest.mark.parametrize("words", ["my data", "DELETE my data"])
def test_ones_own_data_is_one_message_away(world: World, ana: Customer, words: str) -> None:
    """must 42: the words are understood; an erasure is asked about once more before it happens."""
    agreed(ana)
    answer = ana.says(words)
    assert "keep about you" in answer
    if "DELETE" in words:
        assert [b.title for b in last_buttons(world)] == ["Yes, delete it", "No, keep it"]


def last_buttons(world: World) -> tuple[Any, ...]:
    return [m.message for m in world.bot.channel.sent if isinstance(m.message, Buttons)][-1].buttons


# ---- staff


def commands(command: click.Command, path: str = "askfirst") -> list[str]:
    found = [path]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            found += commands(child, f"{path} {name}")
    return found


def test_no_command_and_no_door_says_yes_for_somebody() -> None:
    """must 46: nothing outside the conversation writes a grant: no command, no route, no service."""
    names = commands(askfirst)
    assert "askfirst consent withdraw" in names and not [
        n for n in names if re.search("grant|agree|opt.?in|subscribe", n)
    ]
    for folder in ("cli", "web", "services", "channels", "flowfiles", "simulator", "actions"):
        for path in (BOT / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in ("append", "append_as", "ledger"):
                    assert not any(isinstance(a, ast.Constant) and a.value == "granted" for a in call.args), path


def test_a_paper_form_needs_its_scan_and_still_a_message(world: World) -> None:
    """must 46: no evidence id, no line; with one, unknown until the person writes and agrees."""
    assert imported(world, LINE.replace("scan-0007", ""))[0].outcome == "problem"
    assert imported(world, LINE)[0].outcome == "imported"
    assert world.send("15550100002").reason == "no_consent"


# ---- words, files, the door


def test_every_word_that_is_printed_is_understood(world: World) -> None:
    """must 47: in our sentences, the starter's notices and templates, in five languages."""
    reader = world.bot.flows.both()[1].lexicon
    for language, words in WORDS.items():
        for name, word in words.items():
            assert reader.read(word, language=language).kind in (name.lower(), "menu", "help"), (language, word)
    book = world.bot.flows.book
    texts = [(n.language, n.text) for rule in book.purposes.values() for n in rule.notices.values()]
    texts += [(lang, body) for spec in book.templates.values() for lang, body in spec.body.items()]
    found = [(lang, word) for lang, text in texts for word in printed(text)]
    assert len(found) >= 16
    for language, word in found:
        assert reader.read(word, language=language).kind == "stop", (language, word)


def test_questions_about_children_and_protected_matters_are_told_to_the_owner(tmp_path: Path) -> None:
    """must 48: `askfirst check` warns of a flow that asks for what the law protects."""
    flows = changed_flows(
        tmp_path,
        welcome=(r"  ask_anything:", "  health:\n    triggers:\n      - words: [health]\n    steps:\n      - collect: illness\n        ask: Which illness do you have?\n\n  ask_anything:"),
    )  # fmt: skip
    (flows / "health.yaml").write_text("slots:\n  illness: {type: text}\n", "utf-8")
    problems = Library(flows).problems
    assert any(re.search("illness|special|protect|health", p.what) for p in problems), [p.what for p in problems]


def test_a_forged_webhook_changes_nothing() -> None:
    """must 50: a body that is not signed with our secret is refused before anybody reads it."""
    meta = Meta(
        api_url="http://127.0.0.1:9",
        token="t",
        app_secrets=("s",),
        verify_token="v",
        phone_number_id="1",
        waba_id="",
        threads=1,
    )
    for headers in ({}, {"x-hub-signature-256": "sha256=" + "0" * 64}):
        with pytest.raises(BadSignature):
            meta.verify(Request("POST", "/webhook", {}, headers, b"{}"))
    meta.close()


def test_the_same_message_twice_is_one_line(world: World, ana: Customer) -> None:
    """must 50: WhatsApp delivers again; one event, one line, one thank-you."""
    ana.says("offers")
    button = last_buttons(world)[0]
    message = Message(
        "222000222000222", "wamid.Y", world.clock.now(), Sender(phone=ana.phone), Tapped(button.id, button.title)
    )
    item = Item("222000222000222:wamid.Y", message.at, message)
    for _ in range(3):
        world.bot.store.write(lambda tx: tx.inbox.add(world.bot.channel.name, [item], world.clock.now_ms()))
        world.bot.worker.settle()
    assert kinds(world, ana) == [("offers", "asked"), ("offers", "granted")]
    assert sent(world) == 0 and FLOWS.exists()
