"""Rows of ``handover: tell`` that are right: what they become."""

from __future__ import annotations

from pathlib import Path

from bot.core.telling import USUAL, Tell
from bot.flowfiles.book import load

BUSINESS = "business: {name: Aurora, languages: [pt, en], privacy_url: 'https://example.com/p'}\n"


def rows(tmp_path: Path, text: str) -> list[Tell]:
    (tmp_path / "business.yaml").write_text(BUSINESS, "utf-8")
    (tmp_path / "handover.yaml").write_text(text, "utf-8")
    loaded = load(tmp_path)
    assert loaded.book is not None and not loaded.errors, loaded.text()
    return list(loaded.book.tell)


def test_an_address_hears_of_everything_in_the_first_language(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, "handover:\n  tell:\n    - email: a@example.com\n")
    assert (row.channel, row.to, row.team, row.when, row.language) == ("email", ("a@example.com",), "", USUAL, "pt")


def test_addresses_below_a_team_are_the_short_form_of_a_row_for_that_team(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, "handover:\n  teams:\n    kitchen: {tell: [k@example.com]}\n")
    assert (row.channel, row.to, row.team) == ("email", ("k@example.com",), "kitchen")


def test_a_webhook_hears_four_things_without_being_asked_and_no_text(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, 'handover:\n  tell:\n    - webhook: {url: "https://shop.example.com/x"}\n')
    assert row.events == ("opened", "late", "unanswered", "closed") and not row.with_text


def test_without_rows_nobody_is_told(tmp_path: Path) -> None:
    assert rows(tmp_path, "handover: {teams: [front]}\n") == []
