"""`askfirst new`: what it writes is right at once, in every trade and language, and it overwrites nothing."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.cli.new import TRADES
from bot.flowfiles import editor
from bot.flowfiles.book import load
from bot.flowfiles.starting import LANGUAGES
from bot.flowfiles.talks import load_talks

ARABIC = re.compile(r"[\u0600-\u06ff]")


def askfirst(*words: str, says: str = "") -> Result:
    return CliRunner().invoke(main, list(words), input=says)


def made(folder: Path, *options: str) -> Path:
    found = askfirst("new", str(folder / "shop"), *options)
    assert found.exit_code == 0, found.output
    return folder / "shop"


@pytest.mark.parametrize(("trade", "language"), list(product(TRADES, LANGUAGES)))
def test_a_starter_has_no_problems_and_its_talks_come_true(tmp_path: Path, trade: str, language: str) -> None:
    folder = made(tmp_path, "--trade", trade, "--languages", language, "--name", 'Zoë\'s "Best" & Co: 1')
    loaded = load(folder)
    assert loaded.problems == () and loaded.book is not None
    assert loaded.book.business.languages == (language,)
    assert loaded.book.business.name == 'Zoë\'s "Best" & Co: 1'
    assert {purpose.kind for purpose in loaded.book.purposes.values()} == {"marketing", "utility"}
    assert len(load_talks(folder, book=loaded.book).talks) >= 2
    played = askfirst("test", str(folder), "--quick")
    assert played.exit_code == 0, played.output


@pytest.mark.parametrize("trade", TRADES)
def test_only_the_languages_that_were_chosen_are_left(tmp_path: Path, trade: str) -> None:
    folder = made(tmp_path, "--trade", trade, "--languages", "pt,en", "--country", "BR")
    book = load(folder).book
    assert book is not None and book.business.languages == ("pt", "en")
    text = "".join(path.read_text("utf-8") for path in folder.rglob("*.yaml"))
    assert not ARABIC.search(text)
    assert not re.search(r"\b(?:de|es|ar): ", text)
    for template in book.templates.values():
        assert template.languages == ("en", "pt_BR")
    for entry in book.faq:
        assert set(entry.answer.by_language) == {"pt", "en"}


@pytest.mark.parametrize("trade", TRADES)
def test_the_owner_s_comments_stay(tmp_path: Path, trade: str) -> None:
    folder = made(tmp_path, "--trade", trade)
    assert "# What proactive messages are for." in (folder / "consent.yaml").read_text("utf-8")
    for path in folder.glob("*.yaml"):
        assert path.read_text("utf-8").splitlines()[0] == editor.HEADER


def test_the_schema_and_the_guide_are_beside_the_files(tmp_path: Path) -> None:
    folder = made(tmp_path, "--trade", "clinic")
    assert (folder / editor.FILE).read_text("utf-8") == editor.text()
    guide = (folder / "README.md").read_text("utf-8")
    assert "`appointment.yaml`" in guide and "`actions/`" not in guide


def test_every_value_that_is_given_is_written(tmp_path: Path) -> None:
    folder = made(
        tmp_path, "--trade", "Café", "--languages", "de", "--name", "Kaffee Nord", "--timezone", "Europe/Berlin",
        "--country", "de", "--phone", "+49 30 5550 100", "--privacy-url", "https://nord.example/daten",
    )  # fmt: skip
    book = load(folder).book
    assert book is not None
    business = book.business
    assert (business.name, business.timezone, business.country) == ("Kaffee Nord", "Europe/Berlin", "DE")
    assert (business.contact, business.privacy_url) == ("+49 30 5550 100", "https://nord.example/daten")
    assert "Aurora" not in "".join(path.read_text("utf-8") for path in folder.rglob("*.yaml"))


def test_without_a_number_nobody_is_sent_to_the_example_s(tmp_path: Path) -> None:
    book = load(made(tmp_path, "--trade", "shop")).book
    assert book is not None and book.business.contact == ""


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    found = askfirst("new", str(tmp_path), "--trade", "shop")
    assert found.exit_code == 1 and "nothing is overwritten" in found.output
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--languages", "en,fr"), "There are no texts in fr yet"),
        (("--timezone", "Europe/Lisboa"), "did you mean Europe/Lisbon?"),
        (("--country", "Portugal"), "no country's two letters"),
        (("--phone", "call me"), "no phone number"),
        (("--privacy-url", "example.com"), "no address of a page"),
        (("--name", "{person.name}"), "no braces"),
    ],
)
def test_a_wrong_value_is_named_with_its_cure_and_nothing_is_written(
    tmp_path: Path, options: tuple[str, str], told: str
) -> None:
    found = askfirst("new", str(tmp_path / "x"), *options)
    assert found.exit_code == 1 and told in found.output
    assert not (tmp_path / "x").exists()


def test_it_says_what_comes_next(tmp_path: Path) -> None:
    found = askfirst("new", str(tmp_path / "x"), "--trade", "salon")
    assert [line.split()[:2] for line in found.output.splitlines() if line.startswith("  askfirst")] == [
        ["askfirst", "talk"], ["askfirst", "check"], ["askfirst", "test"],
    ]  # fmt: skip
    assert "ASKFIRST_FLOWS=" in found.output


def test_on_a_terminal_it_asks_for_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.new.at_terminal", lambda: True)
    answers = "workshop\nes,en\nTaller Sur\nEurope/Madrid\nES\n\n\n"
    found = askfirst("new", str(tmp_path / "x"), says=answers)
    assert found.exit_code == 0, found.output
    book = load(tmp_path / "x").book
    assert book is not None and book.business.name == "Taller Sur" and "book_repair" in book.flows
