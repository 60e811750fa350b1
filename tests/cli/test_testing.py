"""`askfirst test` as a person and as CI meet it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.world import FLOWS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The starter with two talks of its own."""
    shutil.copytree(FLOWS, tmp_path / "flows")
    shutil.rmtree(tmp_path / "flows/talks")
    write(
        tmp_path / "flows",
        "one",
        "talk: Good morning\n- customer: hi\n- bot: What can I do for you?\n\ntalk: A table\n- customer: book\n- bot: How many people\n",
    )
    return tmp_path / "flows"


def write(folder: Path, name: str, text: str) -> None:
    (folder / "talks").mkdir(exist_ok=True)
    (folder / "talks" / f"{name}.yaml").write_text(text, "utf-8")


def run(folder: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["test", str(folder), *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_all_is_well_is_exit_code_0_and_tells_what_was_played_and_visited(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 0, result.output
    for told in (
        "✓ Good morning",
        "✓ A table",
        "✓ STOP everywhere",
        "✓ every message twice",
        "✓ restart between turns",
    ):
        assert told in result.output
    assert re.search(r"Talks visit \d+% of the flow files: 2 of \d+ steps", result.output)
    assert re.search(r"\d+ passed, 0 failed \(2 talks and \d+ generated tests", result.output)


def test_quick_plays_the_talks_only(folder: Path) -> None:
    assert "STOP everywhere" not in run(folder, "--quick").output


def test_a_talk_that_differs_is_shown_with_its_line_and_exit_code_1(folder: Path) -> None:
    write(folder, "two", "talk: Wrong\n- customer: hi\n- bot: What may I do for you?\n")
    result = run(folder, "--quick")
    assert result.exit_code == 1
    assert "✗ Wrong" in result.output and "flows/talks/two.yaml:3" in result.output
    assert "- bot: What may I do for you?" in result.output and "+ bot: Hello! This is Café Aurora" in result.output
    assert "^^^" in result.output and "2 passed, 1 failed" in result.output


def test_json_has_talks_suites_and_coverage(folder: Path) -> None:
    write(folder, "two", "talk: Wrong\n- customer: hi\n- bot: Nope\n")
    told = json.loads(run(folder, "--json").output)
    assert [(talk["talk"], talk["passed"], talk["line"]) for talk in told["talks"]] == [
        ("Good morning", True, 1), ("A table", True, 5), ("Wrong", False, 1),
    ]  # fmt: skip
    assert "- bot: Nope" in told["talks"][2]["difference"]
    suites = {suite["suite"]: suite for suite in told["suites"]}
    assert suites["STOP everywhere"]["tests"] > 8 and suites["STOP everywhere"]["failed"] == []
    assert 0 < told["coverage"]["percent"] < 100 and told["coverage"]["counts"]["answer"]["visited"] == 0


def test_talks_are_played_by_a_part_of_their_title_by_their_file_and_by_a_flow(folder: Path) -> None:
    write(folder, "two", "talk: Another\n- customer: hi\n")
    assert "Good morning" not in run(folder, "table", "--quick").output
    by_file = run(folder, "flows/talks/two.yaml", "--quick").output
    assert "✓ Another" in by_file and "Good morning" not in by_file
    by_flow = run(folder, "get_offers").output
    assert "STOP everywhere" in by_flow and "1 of 1" not in by_flow and "✓ Another" not in by_flow


def test_a_name_that_fits_nothing_is_wrong_usage_with_the_nearest(folder: Path) -> None:
    result = run(folder, "god morning")
    assert result.exit_code == 2 and 'did you mean "Good morning"?' in result.output


def test_fail_under_is_exit_code_1(folder: Path) -> None:
    result = run(folder, "--quick", "--fail-under", "99")
    assert result.exit_code == 1 and "--fail-under asks for 99%" in result.output
    assert run(folder, "--quick", "--fail-under", "1").exit_code == 0
    assert run(folder, "--quick", "--fail-under", "101").exit_code == 2


def test_the_page_and_the_report_are_written(folder: Path, tmp_path: Path) -> None:
    run(folder, "--quick", "--html", str(tmp_path / "c.html"), "--junit", str(tmp_path / "j.xml"))
    page = (tmp_path / "c.html").read_text("utf-8")
    assert "flows/booking.yaml" in page and "collect: party_size" in page and "<script" not in page
    root = ElementTree.parse(tmp_path / "j.xml").getroot()
    assert root.get("tests") == "2" and root[0].get("name") == "talks"


def test_coverage_lists_every_line(folder: Path) -> None:
    assert re.search(r"✗ +\d+ +answer +wifi", run(folder, "--quick", "--coverage").output)


def test_a_file_of_talks_that_cannot_be_read_counts_as_failed(folder: Path) -> None:
    write(folder, "two", "talk: x\n- custommer: hi\n")
    result = run(folder, "--quick")
    assert result.exit_code == 1 and 'did you mean "customer"?' in result.output


def test_what_is_not_checked_of_a_rasa_file_is_one_line(folder: Path) -> None:
    write(
        folder,
        "two",
        "test_cases:\n  - test_case: a\n    steps:\n      - user: hi\n        assertions:\n"
        "          - generative_response_is_relevant: {threshold: 0.9}\n",
    )
    result = run(folder, "--quick")
    assert result.exit_code == 0
    assert '! flows/talks/two.yaml:6 the assertion "generative_response_is_relevant" is not checked' in result.output


def test_a_folder_without_talks_says_how_to_get_one(folder: Path) -> None:
    shutil.rmtree(folder / "talks")
    result = run(folder, "--quick")
    assert result.exit_code == 1 and "askfirst talk --keep FILE" in result.output
