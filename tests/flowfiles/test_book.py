"""A folder and the library that keeps the last good book."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.core.flow import ActionServer
from bot.errors import FlowsError
from bot.flowfiles.book import MAX_FILES, Library, load
from tests.flowfiles.helpers import BUSINESS, GOOD, flow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small good folder."""
    flows = tmp_path / "flows"
    flows.mkdir()
    (flows / "business.yaml").write_text(BUSINESS, "utf-8")
    (flows / "hello.yaml").write_text(flow("- say: Hi"), "utf-8")
    return flows


def write(path: Path, text: str) -> None:
    """Write a file so that its time differs for sure."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


def said(library: Library) -> str:
    """What the flow ``hello`` says first."""
    step = library.book.flows["hello"].steps["say_1"]
    return step.text.by_language["en"][0].source  # type: ignore[union-attr]


def test_the_good_folders_load_without_an_error() -> None:
    for name in ("cafe", "rasa"):
        loaded = load(GOOD / name)
        assert loaded.book is not None, loaded.text()


def test_the_cafe_has_no_problem_at_all() -> None:
    assert load(GOOD / "cafe").text() == "3 files, no problems."


def test_the_same_files_make_the_same_book() -> None:
    first, second = load(GOOD / "cafe").book, load(GOOD / "cafe").book
    assert first is not None and second is not None and first is not second
    assert first.version == second.version and first.business == second.business and first.purposes == second.purposes


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FlowsError, match=r"There is no folder .*askfirst new"):
        load(tmp_path / "nowhere")


def test_an_empty_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".hidden.yaml").write_text("a: 1", "utf-8")
    with pytest.raises(FlowsError, match=r"There are no flow files in .*ASKFIRST_FLOWS"):
        load(tmp_path)


def test_a_folder_with_far_too_many_files_is_most_likely_the_wrong_one(tmp_path: Path) -> None:
    for number in range(MAX_FILES + 1):
        (tmp_path / f"{number}.yaml").touch()
    with pytest.raises(FlowsError, match="Is it the right folder"):
        load(tmp_path)


def test_a_change_is_taken_up(folder: Path) -> None:
    library = Library(folder)
    write(folder / "hello.yaml", flow("- say: Good morning"))
    assert library.refresh() and said(library) == "Good morning"


def test_without_a_change_nothing_happens(folder: Path) -> None:
    library = Library(folder)
    book = library.book
    assert not library.refresh() and library.book is book


def test_a_file_that_was_only_touched_is_the_same_book(folder: Path) -> None:
    library = Library(folder)
    book = library.book
    write(folder / "hello.yaml", flow("- say: Hi"))
    assert not library.refresh() and library.book is book


def test_a_wrong_file_changes_nothing_and_says_why(folder: Path) -> None:
    library = Library(folder)
    write(folder / "hello.yaml", flow('- say: "Hi'))
    assert not library.refresh()
    assert said(library) == "Hi"
    assert library.problems[0].what == 'this quote " is never closed'


def test_a_mended_file_is_taken_up_again(folder: Path) -> None:
    library = Library(folder)
    write(folder / "hello.yaml", "flows: 7\n")
    library.refresh()
    write(folder / "hello.yaml", flow("- say: Hello"))
    assert library.refresh() and said(library) == "Hello" and not library.problems


def test_a_folder_that_vanishes_leaves_the_last_book_in_force(folder: Path) -> None:
    library = Library(folder)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert not library.refresh()
    assert said(library) == "Hi" and "There is no folder" in library.problems[0].what


def test_a_library_that_never_had_a_good_book_says_so_with_all_problems(folder: Path) -> None:
    write(folder / "hello.yaml", "flowz: {}\n")
    library = Library(folder)
    assert not library.loaded
    with pytest.raises(FlowsError, match='"flowz" is not a key of a flow file'):
        _ = library.book


def test_only_changed_files_are_parsed_again(folder: Path) -> None:
    library = Library(folder)
    before = dict(library._sheets)
    write(folder / "hello.yaml", flow("- say: Hello"))
    library.refresh()
    assert library._sheets["flows/business.yaml"] is before["flows/business.yaml"]
    assert library._sheets["flows/hello.yaml"] is not before["flows/hello.yaml"]


def test_a_new_action_file_is_noticed(folder: Path) -> None:
    write(folder / "hello.yaml", flow("- action: action_greet"))
    library = Library(folder)
    assert not library.loaded
    (folder / "actions").mkdir()
    (folder / "actions/greet.py").write_text("class A:\n    def name(self):\n        return 'action_greet'\n", "utf-8")
    assert library.refresh() and library.loaded


def test_an_action_file_is_never_run(folder: Path) -> None:
    (folder / "actions").mkdir()
    (folder / "actions/bad.py").write_text("raise SystemExit('ran')\n", "utf-8")
    assert load(folder).book is not None


def test_an_action_file_that_is_no_python_is_a_problem_with_its_line(folder: Path) -> None:
    (folder / "actions").mkdir()
    (folder / "actions/bad.py").write_text("x = 1\nclass\n", "utf-8")
    problem = load(folder).problems[0]
    assert (problem.path, problem.line) == ("flows/actions/bad.py", 2)


def test_names_of_actions_can_be_handed_in(folder: Path) -> None:
    write(folder / "hello.yaml", flow("- action: action_greet"))
    assert load(folder).book is None
    assert load(folder, actions_known=["action_greet"]).book is not None


def test_an_action_server_may_have_any_action(folder: Path) -> None:
    write(
        folder / "hello.yaml", "action_endpoint: {url: http://127.0.0.1:5055/webhook}\n" + flow("- action: action_any")
    )
    loaded = load(folder)
    assert loaded.book is not None and loaded.book.action_server == ActionServer("http://127.0.0.1:5055/webhook")


def test_talks_and_hidden_files_are_not_part_of_the_book(folder: Path) -> None:
    (folder / "talks").mkdir()
    (folder / "talks/a.yaml").write_text("talk: x\n- customer: hi\n", "utf-8")
    (folder / "b.yaml").write_text("talk: x\n- customer: hi\n", "utf-8")
    (folder / ".c.yaml").write_text("nonsense", "utf-8")
    (folder / "~d.yaml").write_text("nonsense", "utf-8")
    assert load(folder).text() == "2 files, no problems."


def test_any_section_may_stand_in_any_file_of_any_folder(folder: Path) -> None:
    (folder / "deep/er").mkdir(parents=True)
    (folder / "deep/er/more.yml").write_text("handover: {contact: owner@example.com}\n", "utf-8")
    loaded = load(folder)
    assert loaded.book is not None
    assert (loaded.book.handover.contact, loaded.book.handover.teams) == ("owner@example.com", ("front",))


def test_with_an_unreadable_file_names_that_it_may_hold_are_not_told_as_missing(folder: Path) -> None:
    write(folder / "hello.yaml", flow("- link: other"))
    (folder / "other.yaml").write_text('flows:\n  other:\n    steps:\n      - say: "Hi\n', "utf-8")
    assert [problem.path for problem in load(folder).problems] == ["flows/other.yaml"]


def test_a_file_that_can_not_be_opened_is_a_problem(folder: Path) -> None:
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    assert load(folder).book is not None  # a link to nowhere is no file
