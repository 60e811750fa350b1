"""Yes and no, one of several, several of several."""

from __future__ import annotations

import pytest

from tests.core.understanding.values_cases import outcome, pairs, read, table

YES_NO = """
en | yes | true
en | Yes please! | true
en | yesss | true
en | Y | true
en | 👍 | true
en | 👍🏾 | true
en | 👍🏿👍🏿 | true
en | ✅ | true
en | no problem | true
en | why not | true
en | I think so | true
en | I do | true
en | true | true
en | sure thing, thanks | true
en | ja | true
en | I agree to the terms | true
pt | sim, pode ser | true
pt | s | true
pt | claro que sim | true
pt | simmm | true
es | sí | true
es | si | true
es | por supuesto | true
de | ja bitte | true
de | na klar | true
de | doch | true
fr | oui | true
fr | d'accord | true
fr | D’accord | true
it | si, va bene | true
it | perché no | true
ar | نعم | true
ar | طبعا | true
hi | हाँ | true
en | sim | true
en | no | false
en | No thanks | false
en | nooo | false
en | N | false
en | 👎🏿 | false
en | 🙅🏽‍♀️ | false
en | ❌ | false
en | of course not | false
en | not yet | false
en | don't | false
en | nah I'm good | false
pt | não obrigado | false
pt | acho que não | false
es | no gracias | false
es | claro que no | false
de | nein danke | false
de | natürlich nicht | false
fr | bien sûr que non | false
it | credo di no | false
ar | لا شكرا | false
ar | لأ | false
de | não | false
en | maybe | none
en | I don't know | none
en | yes and no | none
en | hello | none
en | is it open? | none
en | I would like to know the price | none
pt | no sábado | none
pt | já | none
it | si può pagare con carta | none
en | 👍👎 | ? yes, no
en | yes 👎 | ? yes, no
"""

FOOD = [("pizza", "🍕 Pizza"), ("pasta", "Pasta"), ("salad", "Green salad"), ("steak", "Steak with fries")]
FROM_THE_MENU = """
en | pizza | "pizza"
en | PIZZA!!! | "pizza"
en | 2 | "pasta"
en | 2. | "pasta"
en | 2️⃣ | "pasta"
en | #2 | "pasta"
en | 2nd | "pasta"
en | two | "pasta"
en | the second | "pasta"
en | the second one please | "pasta"
en | number two please | "pasta"
en | the last one | "steak"
en | 🍕 | "pizza"
en | piza | "pizza"
en | pizzza | "pizza"
en | green | "salad"
en | I want the steak please | "steak"
en | the one with fries | "steak"
en | sal | "salad"
en | stek with frise | "steak"
pt | a segunda | "pasta"
pt | quero a 2 | "pasta"
pt | opção 3 | "salad"
es | la primera | "pizza"
de | der zweite | "pasta"
fr | la deuxième | "pasta"
it | il terzo | "salad"
ar | الثاني | "pasta"
ar | ٢ | "pasta"
en | 1 or 2 | ? pizza, pasta
en | pizza or pasta | ? pizza, pasta
en | pa | "pasta"
en | burger | none
en | 7 | none
en | 0 | none
en | not pizza | none
en | I have 2 kids | none
en | 👍 | none
en | ! | none
"""

SEVERAL = """
en | pizza and pasta | ["pizza", "pasta"]
en | 1,3 | ["pizza", "salad"]
en | 1 3 | ["pizza", "salad"]
en | 1 and 4 | ["pizza", "steak"]
en | 2, 2 | ["pasta"]
en | all | ["pizza", "pasta", "salad", "steak"]
pt | todos | ["pizza", "pasta", "salad", "steak"]
en | none | []
en | steak with fries | ["steak"]
en | pizza, burger | none
"""

FREE_LISTS = """
en | eggs, milk and bread | ["eggs", "milk", "bread"]
pt | ovos e leite | ["ovos", "leite"]
de | Eier, Milch und Brot; Käse | ["Eier", "Milch", "Brot", "Käse"]
ar | خبز و حليب | ["خبز", "حليب"]
en | 1,5 l milk, 2 eggs | ["1,5 l milk", "2 eggs"]
en | bread | ["bread"]
en | , ; | none
"""


@pytest.mark.parametrize(("who", "typed", "expected"), table(YES_NO))
def test_yes_or_no_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("bool", who, typed)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(FROM_THE_MENU))
def test_one_of_the_choices_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("choice", who, typed, choices=FOOD)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(SEVERAL))
def test_several_of_the_choices_are_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("list", who, typed, choices=FOOD)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(FREE_LISTS))
def test_a_list_without_choices_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("list", who, typed)) == expected


def test_a_list_may_come_one_a_line_with_bullets_or_numbers() -> None:
    assert read("list", "en", "- eggs\n- milk").value == ["eggs", "milk"]
    assert read("list", "en", "1. eggs\n2) milk").value == ["eggs", "milk"]


def test_a_tapped_id_wins_over_everything() -> None:
    assert read("choice", "en", "book/1/2", choices=[("book/1/1", "2"), ("book/1/2", "1")]).value == "book/1/2"


def test_a_number_in_a_title_wins_over_the_place_in_the_list() -> None:
    people = [("a", "2 people"), ("b", "3 people"), ("c", "4 people")]
    assert read("choice", "en", "3", choices=people).value == "b"
    assert read("choice", "en", "three people", choices=people).value == "b"
    assert read("choice", "en", "the third", choices=people).value == "c"


def test_yes_in_any_language_fits_a_yes_button() -> None:
    buttons = [("y", "Yes"), ("n", "No")]
    assert read("choice", "en", "sim", choices=buttons).value == "y"
    assert read("choice", "en", "👍🏾", choices=buttons).value == "y"
    assert read("choice", "en", "nope", choices=buttons).value == "n"


def test_near_spellings_that_fit_two_titles_are_asked_back() -> None:
    assert outcome(read("choice", "en", "sma", choices=pairs("Small", "Smart", "Large"))) == "? small, smart"
    assert outcome(read("choice", "en", "humburg", choices=pairs("Hamburg", "Homburg"))) == "? hamburg, homburg"
    assert outcome(read("choice", "en", "thurday", choices=pairs("Tuesday", "Thursday"))) == '"thursday"'


def test_there_is_nothing_to_choose_without_choices() -> None:
    assert outcome(read("choice", "en", "pizza")) == "none"
