"""How a problem is drawn."""

from __future__ import annotations

from bot.flowfiles.problems import Problem, did_you_mean, draw, draw_all, in_order, nearest, summary


def problem(source: str, column: int, cure: str = "mend it") -> Problem:
    return Problem("flows/a.yaml", 12, column, "error", "this is wrong", cure, source)


def test_the_caret_stands_below_the_column() -> None:
    shown = draw(problem("  - goto: offer_yes", 11)).splitlines()
    assert shown[0] == "flows/a.yaml:12:11: this is wrong"
    assert shown[1].index("offer_yes") == shown[2].index("^")


def test_the_caret_stands_right_below_wide_letters() -> None:
    shown = draw(problem("say: 予約 x", 9)).splitlines()
    assert shown[2].index("^") - shown[1].index("say") == 10  # two of the eight letters before it are two columns wide


def test_a_long_line_is_shown_around_the_caret() -> None:
    shown = draw(problem("x" * 300 + "HERE" + "y" * 300, 301)).splitlines()
    assert len(shown[1]) < 120
    assert shown[1].index("HERE") == shown[2].index("^")


def test_a_tab_does_not_move_the_caret() -> None:
    shown = draw(problem("\tsay: x", 2)).splitlines()
    assert shown[1].index("say") == shown[2].index("^")


def test_a_warning_says_that_it_is_one() -> None:
    told = Problem("flows/a.yaml", 1, 1, "warning", "this is odd")
    assert draw(told) == "flows/a.yaml:1:1: warning: this is odd"


def test_a_problem_without_a_line_has_no_place() -> None:
    assert draw(Problem("flows", 0, 0, "error", "gone")) == "flows: gone"


def test_problems_are_counted_in_words() -> None:
    one = problem("x", 1)
    assert summary([one], 7) == "1 problem in 7 files."
    assert draw_all([one, Problem("b", 1, 1, "warning", "odd")], 1).endswith("1 problem and 1 warning in 1 file.")


def test_problems_come_once_and_in_order() -> None:
    first, second = problem("x", 1), problem("x", 2)
    assert in_order([second, first, second]) == (first, second)


def test_json_has_all_that_an_editor_needs() -> None:
    assert problem("x", 3).as_json() == {
        "path": "flows/a.yaml", "line": 12, "column": 3, "level": "error", "what": "this is wrong", "cure": "mend it",
    }  # fmt: skip


def test_the_nearest_name_is_found_whatever_its_case() -> None:
    assert nearest("BUTONS", ["say", "buttons"]) == "buttons"
    assert nearest("xyz", ["say", "buttons"]) == ""


def test_where_nothing_is_near_the_few_known_names_are_told() -> None:
    assert did_you_mean("xyz", ["b", "a"]) == "known here: a, b"
    assert did_you_mean("xyz", ["b", "a"], "add it") == "add it"
