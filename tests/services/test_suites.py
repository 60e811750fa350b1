"""What nobody writes down: each generated suite passes on the starter, and fails where the bot is broken."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import wiring
from bot.core import commands, guards, stops, taps
from bot.core import flows as running
from bot.core.exploring import Explored, explore
from bot.core.talk import Talk
from bot.core.talk_text import written
from bot.flowfiles.talks import load_talks
from bot.services.playing import START, begins, play
from bot.services.rehearsal import Rehearsal, Stage
from bot.services.suites import Result, talk_cases
from bot.services.suites_actions import Recorded
from bot.services.suites_ways import way_cases
from tests.world import FLOWS, World

OFFERS = """talk: offers
at: 2026-01-05 10:00
- customer: hi
- tap: Offers by WhatsApp
- bot: May Café Aurora send you offers
- tap: Yes, please
- customer: book
- bot: How many people
"""


@pytest.fixture(scope="module")
def starter() -> wiring.Flows:
    return wiring.Flows(FLOWS)


def talks(folder: Path, flows: wiring.Flows, text: str) -> tuple[Talk, ...]:
    (folder / "talks").mkdir()
    (folder / "talks/one.yaml").write_text(text, "utf-8")
    found = load_talks(folder, book=flows.book)
    assert not found.problems
    return found.talks


def of_talks(folder: Path, flows: wiring.Flows, suite: str, text: str = OFFERS) -> list[Result]:
    """Play a talk, and one of the suites made from it."""
    found = talks(folder, flows, text)
    results = [case.run() for case in talk_cases(found, wiring.stages(FLOWS, flows), quick=False)]
    assert not results[0].differences
    return [result for result in results if result.suite == suite]


def found_in(flows: wiring.Flows) -> Explored:
    book, mind = flows.both()
    return explore(book, mind, now=begins(Talk("", (), at=START), book))


def of_ways(flows: wiring.Flows, suite: str, only: Sequence[str] = (), folder: Path = FLOWS) -> list[Result]:
    found = found_in(flows)
    routes = tuple(r for r in found.routes if not only or str(r.spot) in only)
    cases = way_cases(*flows.both(), replace(found, routes=routes), wiring.stages(folder, flows))
    return [case.run() for case in cases if case.suite == suite]


# ---- the search


def test_every_place_of_the_starter_where_a_person_can_write_is_found(starter: wiring.Flows) -> None:
    found = found_in(starter)
    spots = {str(route.spot) for route in found.routes}
    asked = {
        f"{flow.id}.{step.id}"
        for flow in starter.book.flows.values()
        if not flow.purpose  # a flow that the business starts is not reached by writing
        for step in flow.steps.values()
        if type(step).__name__ in ("Collect", "AskConsent") or getattr(step, "save", "")
    }
    assert found.whole and asked <= spots and "welcome.menu_1" in spots
    assert found.agreed is not None and found.agreed.granted == ("offers",)


def test_a_way_is_a_shortest_one(starter: wiring.Flows) -> None:
    ways = {str(route.spot): len(route.acts) for route in found_in(starter).routes}
    assert ways["welcome.menu_1"] == 1 and ways["book_table.collect_day"] == 2


def test_branches_behind_a_condition_are_found_from_its_own_figures(tmp_path: Path) -> None:
    shutil.copytree(FLOWS, tmp_path / "flows")
    (tmp_path / "flows/extra.yaml").write_text(
        """slots: {guests: {type: number}, budget: {type: number}}
flows:
  party:
    description: {en: Plan a party, pt: Festa, es: Fiesta, de: Feier, ar: حفلة}
    triggers: [{words: [party]}]
    steps:
      - collect: guests
        ask: {en: How many?, pt: Quantos?, es: ¿Cuántos?, de: Wie viele?, ar: كم؟}
        next:
          - if: slots.guests > 47
            then:
              - collect: budget
                ask: {en: What budget?, pt: Que valor?, es: ¿Qué presupuesto?, de: Welches Budget?, ar: ما الميزانية؟}
                next: END
          - else: END
""",
        "utf-8",
    )
    spots = {str(route.spot) for route in found_in(wiring.Flows(tmp_path / "flows")).routes}
    assert {"party.collect_guests", "party.collect_budget"} <= spots


# ---- STOP and the other ways out


@pytest.mark.parametrize("suite", ["STOP everywhere", "a person everywhere", "menu everywhere", "cancel everywhere"])
def test_every_way_out_works_at_every_place_of_the_starter(starter: wiring.Flows, suite: str) -> None:
    results = of_ways(starter, suite)
    assert len(results) > 8 and not [result for result in results if result.differences]


def broken_stop(monkeypatch: pytest.MonkeyPatch, name: str) -> str:
    """Break one part of STOP; return what the suite must say."""
    if name == "flow":
        monkeypatch.setattr(running, "drop_all", lambda work: None)
        return "the flow is left; still open: book_table.collect_day"
    if name == "consent":
        monkeypatch.setattr(stops, "withdraw", lambda *given, **more: None)
        return "consent is withdrawn; still"
    if name == "silent":
        monkeypatch.setattr(stops, "_confirm", lambda *given: None)
        return "STOP is confirmed once; the bot said (nothing)"
    monkeypatch.setattr(guards, "_stop_word", lambda work: None)
    return "nothing may be sent after STOP; the gate cleared spring_offer (offers)"


@pytest.mark.parametrize("part", ["flow", "consent", "silent", "word"])
def test_a_broken_stop_is_found_with_a_talk_to_keep(
    starter: wiring.Flows, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    expected = broken_stop(monkeypatch, part)
    (result,) = of_ways(starter, "STOP everywhere", ["book_table.collect_day"])
    assert any(expected in difference.text for difference in result.differences), result.differences
    assert result.where.path == "flows/booking.yaml" and result.where.line > 0
    assert result.talk is not None and '- customer: "STOP"\n- ledger: "* withdrawn"' in written(result.talk)


def own_words(folder: Path, word: str, steps: str) -> wiring.Flows:
    shutil.copytree(FLOWS, folder / "flows")
    text = f"flows:\n  own:\n    description: {{en: Own, pt: Own, es: Own, de: Own, ar: Own}}\n    triggers: [{{words: [{word}]}}]\n{steps}"
    (folder / "flows/own.yaml").write_text(text, "utf-8")
    return wiring.Flows(folder / "flows")


def test_a_flow_that_takes_the_word_for_the_menu_is_found(tmp_path: Path) -> None:
    say = "    steps: [{say: {en: No., pt: No., es: No., de: No., ar: No.}}]\n"
    flows = own_words(tmp_path, "menu", say)
    (result,) = of_ways(flows, "menu everywhere", ["welcome.menu_1"], tmp_path / "flows")
    assert "shows what can be chosen" in result.differences[0].text


def test_a_bot_that_brings_nobody_is_found(starter: wiring.Flows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(commands.DO, "person", commands.cancel)  # type: ignore[call-overload]
    (result,) = of_ways(starter, "a person everywhere", ["book_table.collect_day"])
    assert "brings a person from anywhere" in result.differences[0].text


def test_a_way_that_the_whole_bot_does_not_go_is_found(starter: wiring.Flows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rehearsal, "tap", lambda self, title: [])
    results = of_ways(starter, "cancel everywhere", ["book_table.confirm"])
    assert "does not lead there" in results[0].differences[0].text


# ---- twice, and restarts


@pytest.mark.parametrize("suite", ["every message twice", "every button twice", "restart between turns"])
def test_nothing_changes_when_messages_and_buttons_come_twice_or_the_bot_restarts(
    starter: wiring.Flows, tmp_path: Path, suite: str
) -> None:
    (result,) = of_talks(tmp_path, starter, suite)
    assert not result.differences


def test_a_message_that_is_taken_twice_is_found(
    starter: wiring.Flows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def anew(self: Rehearsal) -> list[Any]:
        assert self.last is not None
        return self._arrives(replace(self.last, key=self.last.key + "x"))

    monkeypatch.setattr(Rehearsal, "again", anew)
    (result,) = of_talks(tmp_path, starter, "every message twice")
    assert "+ bot:" in result.differences[0].text and result.talk is not None
    assert written(result.talk).count("again: delivered") == 1


def test_a_button_that_counts_twice_is_found_and_the_talk_fails_by_itself(
    starter: wiring.Flows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(taps, "twice", lambda work: False)
        (result,) = of_talks(tmp_path, starter, "every button twice")
        assert result.differences and result.talk is not None
        text = written(result.talk)
        assert text.splitlines()[-2:] == ["- again: tapped", "- bot:"]
        (tmp_path / "kept").mkdir()
        (kept,) = talks(tmp_path / "kept", starter, text)
        with wiring.stages(FLOWS, starter)(kept, Recorded()) as stage:
            assert play(kept, stage).differences
    with wiring.stages(FLOWS, starter)(kept, Recorded()) as stage:
        assert not play(kept, stage).differences


def test_a_bot_that_forgets_at_a_restart_is_found(
    starter: wiring.Flows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forget(self: Stage) -> None:
        bot = wiring.rehearse(FLOWS, self.clock, starter)  # type: ignore[arg-type]
        self.phone = Rehearsal(bot.store, bot.worker, self.phone.clock, bot.channel)
        self.front = bot.front

    monkeypatch.setattr(Stage, "start_anew", forget)
    (result,) = of_talks(tmp_path, starter, "restart between turns")
    assert result.differences and result.talk is not None and "- restart: true" in written(result.talk)


def test_an_action_that_runs_once_more_is_found(
    starter: wiring.Flows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "talk: book\nat: 2026-01-05 10:00\n" + "".join(
        f"- {line}\n"
        for line in (
            "customer: book",
            "customer: 2",
            "customer: 2026-01-06",
            "customer: 12:30",
            "tap: Garden",
            "tap: 'Yes, book it'",
        )
    )
    monkeypatch.setattr(Rehearsal, "again", lambda self: self.worker._actions.calls.append("action_book_table") or [])
    (result,) = of_talks(tmp_path, starter, "every message twice", text)
    assert "+ actions: action_book_table, action_book_table" in result.differences[0].text


def test_a_second_stop_is_not_answered_even_where_somebody_waits_for_a_person_at_night() -> None:
    here = World()
    here.clock.advance(13 * 3600)  # 23:00
    ada = here.customer()
    assert ada.say("person") and len(ada.say("stop")) == 1
    assert ada.say("stop") == []
    here.close()
