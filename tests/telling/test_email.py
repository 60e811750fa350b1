"""Mails to people of the business: what they say, what they don't, and what becomes of them at a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.channels.email import Email, server_of, written
from bot.core.telling import Notice, Waiting
from bot.core.telling_words import WORDS
from bot.ports.telling import Again, Done, Never
from tests.telling.postbox import Postbox, trust

SENDER = "Café Aurora <bot@example.com>"
ONE = Notice(
    key="e1:email:x", kind="waiting", items=(Waiting(12, "waiting", "front", "10:02"),), at=1_767_607_200,
    business="Café Aurora", link="https://bot.example.com/desk/12",
)  # fmt: skip


@pytest.fixture
def box() -> Iterator[Postbox]:
    with Postbox() as made:
        yield made


def plain(box: Postbox, **more: str) -> Email:
    return Email(f"smtp://127.0.0.1:{box.port}?tls=off", SENDER)


def test_a_mail_arrives_with_a_subject_of_team_and_number_and_a_link(box: Postbox) -> None:
    assert isinstance(plain(box).tell(ONE, "front@example.com", ONE.at), Done)
    sender, receiver, mail = box.mails[0]
    assert (sender, receiver) == ("bot@example.com", "front@example.com")
    assert mail["Subject"] == "A customer waits (front), #12"
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Content-Language"] == "en"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "#12 (front): waits since 10:02." in text and "https://bot.example.com/desk/12" in text
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert '<a href="https://bot.example.com/desk/12">' in html


def test_the_same_notice_has_the_same_message_id_and_all_about_a_ticket_are_one_thread() -> None:
    again = written(ONE, SENDER, "front@example.com", ONE.at + 900)
    first = written(ONE, SENDER, "front@example.com", ONE.at)
    late = Notice(key="e2:email:x", kind="late", items=(Waiting(12, "late", "front", "10:02"),))
    reminder = written(late, SENDER, "front@example.com", ONE.at)
    assert first["Message-ID"] == again["Message-ID"] != reminder["Message-ID"]
    assert first["In-Reply-To"] == reminder["In-Reply-To"]
    assert reminder["Subject"] == "The promised time has passed (front), #12"


def test_an_installation_that_begins_anew_is_not_taken_for_the_old_one() -> None:
    """Event 1 and ticket 1 come again with a new database; a mail program must not hide the second as a copy."""
    anew = replace(ONE, at=ONE.at + 86_400, items=(Waiting(12, "waiting", "front", "10:02", ONE.at + 86_400),))
    first, second = (written(one, SENDER, "front@example.com", 1) for one in (ONE, anew))
    assert first["Message-ID"] != second["Message-ID"] and first["In-Reply-To"] != second["In-Reply-To"]


def test_ten_tickets_are_one_mail_with_all_numbers() -> None:
    many = Notice(key="k", kind="waiting", items=tuple(Waiting(n, "waiting", "front", "10:00") for n in range(1, 11)))
    mail = written(many, SENDER, "front@example.com", 1)
    assert mail["Subject"] == "10 customers wait: #1, #2, #3, #4, #5 …"
    assert all(f"#{n} (front)" in mail.get_body(("plain",)).get_content() for n in range(1, 11))  # type: ignore[union-attr]


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_language_says_everything_and_arabic_runs_from_the_right(language: str) -> None:
    assert WORDS[language].keys() == WORDS["en"].keys()
    kinds = ("waiting", "late", "unanswered", "assigned")
    notice = Notice(
        key="k", kind="waiting", items=tuple(Waiting(n, kind, "front", "10:00") for n, kind in enumerate(kinds)),
        language=language, business="Café Aurora",
    )  # fmt: skip
    mail = written(notice, SENDER, "a@example.com", 1)
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert ('dir="rtl"' in html) == (language == "ar")
    assert "{" not in html and "{" not in str(mail["Subject"])


def test_a_name_with_markup_stays_text() -> None:
    mail = written(Notice(key="k", kind="test", business="<b>& Co"), SENDER, "a@example.com", 1)
    assert "&lt;b&gt;&amp; Co" in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_starttls_and_sign_in_come_before_the_password_leaves() -> None:
    with Postbox(tls=True, user="bot@example.com", password="s3cret/with@signs") as box:
        email = Email(f"smtp://bot%40example.com:s3cret%2Fwith%40signs@127.0.0.1:{box.port}", SENDER, trust=trust())
        assert isinstance(email.tell(ONE, "front@example.com", 1), Done)
        assert box.encrypted == [True] and box.said.index("STARTTLS") < box.said.index("AUTH")
        assert email.problem() == ""


def test_smtps_is_encrypted_from_the_first_byte() -> None:
    with Postbox(implicit=True) as box:
        email = Email(f"smtps://127.0.0.1:{box.port}", SENDER, trust=trust())
        assert isinstance(email.tell(ONE, "front@example.com", 1), Done)
        assert box.encrypted == [True] and "STARTTLS" not in box.said


def test_a_server_without_tls_gets_neither_mail_nor_password(box: Postbox) -> None:
    told = Email(f"smtp://u:p@127.0.0.1:{box.port}", SENDER).tell(ONE, "front@example.com", 1)
    assert isinstance(told, Again) and "no TLS" in told.why
    assert "AUTH" not in box.said and not box.mails


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    with Postbox(tls=True) as box:
        told = Email(f"smtp://127.0.0.1:{box.port}", SENDER).tell(ONE, "front@example.com", 1)
    assert isinstance(told, Again) and "certificate" in told.why
    assert not box.mails


@pytest.mark.parametrize(
    ("word", "answer", "kind"),
    [
        ("RCPT", "550 nobody here", Never), ("RCPT", "450 try later", Again), ("MAIL", "530 keep out", Never),
        ("END", "554 spam", Never), ("END", "451 later", Again), ("EHLO", "421 closing", Again),
    ],
)  # fmt: skip
def test_a_refusal_is_for_ever_or_for_now_and_repeats_no_word_of_the_server(
    box: Postbox, word: str, answer: str, kind: type
) -> None:
    box.refuse = {word: answer, "HELO": answer} if word == "EHLO" else {word: answer}
    told = plain(box).tell(ONE, "front@example.com", 1)
    assert isinstance(told, kind)
    assert "front@example.com" not in told.why and answer[4:] not in told.why  # type: ignore[attr-defined]


def test_wrong_sign_in_says_which_setting() -> None:
    with Postbox(tls=True, user="u", password="right") as box:
        email = Email(f"smtp://u:wrong@127.0.0.1:{box.port}", SENDER, trust=trust())
        assert "ASKFIRST_SMTP_URL" in email.problem() and "wrong" not in email.problem().replace("or wrong", "")


def test_a_server_that_is_not_there_is_tried_again(box: Postbox) -> None:
    box.__exit__()
    assert isinstance(plain(box).tell(ONE, "front@example.com", 1), Again)


@pytest.mark.parametrize("url", ["smtp://mail.example.com?tls=off", "http://mail.example.com", "smtp://"])
def test_an_address_that_can_not_be_used_is_a_sentence(url: str) -> None:
    with pytest.raises(ValueError, match="ASKFIRST_SMTP_URL"):
        server_of(url)


def test_without_settings_nothing_is_sent_and_doctor_knows() -> None:
    assert Email("", SENDER).problem() == "ASKFIRST_SMTP_URL is not set, so no mail can leave"
    assert "ASKFIRST_MAIL_FROM" in Email("smtp://127.0.0.1:1", "").problem()
