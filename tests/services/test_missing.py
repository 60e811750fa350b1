"""Questions without an answer are kept without personal data, grouped, and come with an entry that loads."""

from __future__ import annotations

from bot.flowfiles.lines import plain_yaml
from bot.services import missing
from tests.world import Customer, World


def test_what_nothing_understood_is_kept_folded_and_without_numbers(world: World, ana: Customer) -> None:
    ana.says("hi")
    ana.says("Zyxomat quibble 4915112345678 flux?")
    asked = world.bot.store.read(lambda tx: tx.facts.unanswered())
    assert len(asked) == 1 and "zyxomat" in asked[0][0] and "49151" not in asked[0][0]


def test_questions_with_a_word_in_common_are_one_group_the_most_asked_first() -> None:
    asked = [("parking for a bus", "", 2, 7), ("do you have oat milk", "", 3, 9), ("is there oat milk", "", 1, 8)]
    first, second = missing.groups(asked)
    assert (first.times, set(first.texts)) == (4, {"do you have oat milk", "is there oat milk"})
    assert second.texts == ("parking for a bus",)


def test_questions_near_the_same_entry_are_one_group_and_extend_it() -> None:
    [group] = missing.groups([("u open late", "opening_hours", 1, 1), ("closing hour", "opening_hours", 1, 2)])
    assert group.best == "opening_hours" and 'entry "opening_hours"' in missing.entry(group)


def test_the_entry_to_paste_is_yaml() -> None:
    [group] = missing.groups([("do you have oat milk", "", 3, 9)])
    pasted = plain_yaml("faq:\n" + missing.entry(group))
    assert pasted["faq"][0]["ask"] == ["do you have oat milk"]
