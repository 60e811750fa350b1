"""The desk's pages as a browser without JavaScript gets them: who sees what, and what every button does."""

from __future__ import annotations

import re

import pytest

from bot.core.incoming import Message, Reacted, Sender, Sent
from bot.web import desk_text
from bot.web.desk_acts import ACTS
from tests.web.signing import Browser, browser, signed_in
from tests.world import Customer, World

PERSON = "I want to talk to a person"
SENDER = Sender(phone="15550100002", name="Ana")


@pytest.fixture
def desk(world: World, ana: Customer) -> Browser:
    """Rita's browser, with Ana waiting."""
    ana.says("hi")
    ana.says(PERSON)
    return signed_in(world)


def at_work(world: World, made: Browser, path: str, **form: str) -> int:
    """Send a form while the worker works; the status of the answer."""
    key = re.search(r'name="key" value="([0-9a-f]+)"', made.get("/desk/1").get_data(as_text=True))
    assert key is not None
    answer = made.send(path, **{"key": key[1], **form})
    world.bot.worker.settle()
    return answer.status_code


def a_day_later(world: World) -> Browser:
    """The window is shut and every session is over; somebody else signs in."""
    world.clock.advance(25 * 3600)
    return signed_in(world, name="Olga")


def test_strangers_sign_in_first_and_come_back(world: World) -> None:
    stranger = browser(world)
    for path in ("/desk/", "/desk/waiting", "/desk/1", "/desk/live", "/desk/settings"):
        answer = stranger.get(path)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/desk/sign-in"), path
    assert stranger.get("/desk/waiting/fresh", headers={"HX-Request": "true"}).status_code == 401


def test_an_auditor_sees_no_conversation(world: World, desk: Browser) -> None:
    auditor = signed_in(world, "auditor", name="Aurel")
    for path in ("/desk/waiting", "/desk/1", "/desk/1/fresh", "/desk/all/fresh", "/desk/live"):
        assert auditor.get(path).status_code == 403, path


def test_who_asks_for_a_person_is_on_the_list(desk: Browser) -> None:
    desk.get("/desk/")
    assert desk.follow().status_code == 200
    assert "Ana" in desk.text and PERSON in desk.text and "Waiting 1" in desk.text
    assert "<title>(1) Waiting – Conversations</title>" in desk.get("/desk/waiting").get_data(as_text=True)


def test_the_conversation_shows_both_sides_why_and_consent(desk: Browser) -> None:
    desk.get("/desk/1?view=waiting")
    for words in (
        PERSON,
        "I'm calling one of us",
        "Ana asked for a person",
        "A person takes over",
        "Never asked",
        "15550100002",
    ):
        assert words in desk.text, words


def test_take_reply_note_tag_release_and_close_each_do_what_they_say(
    world: World, desk: Browser, ana: Customer
) -> None:
    assert at_work(world, desk, "/desk/1/take") == 303
    assert "Yours" in desk.get("/desk/1").get_data(as_text=True)
    assert at_work(world, desk, "/desk/1/reply", text="Hello Ana") == 303
    assert world.bot.channel.sent[-1].message.body == "Hello Ana"  # type: ignore[attr-defined]
    assert at_work(world, desk, "/desk/1/note", text="She is in a hurry") == 303
    assert at_work(world, desk, "/desk/1/tag", add="vip") == 303
    desk.get("/desk/1")
    assert (
        "Hello Ana" in desk.text and "Note by Rita, only for us She is in a hurry" in desk.text and "vip" in desk.text
    )
    assert at_work(world, desk, "/desk/1/tag", remove="vip") == 303
    assert "Remove the tag vip" not in desk.get("/desk/1").get_data(as_text=True)
    assert at_work(world, desk, "/desk/1/release") == 303
    assert "Waiting for somebody" in desk.get("/desk/1").get_data(as_text=True)
    assert at_work(world, desk, "/desk/1/close?view=mine", outcome="solved") == 303
    desk.get("/desk/all")
    assert "Solved" in desk.text
    assert "Nobody is waiting" in desk.get("/desk/waiting").get_data(as_text=True)


def test_a_conversation_is_given_to_a_team_or_a_colleague(world: World, desk: Browser) -> None:
    omar = signed_in(world, name="Omar")
    options = re.findall(r'<option value="([^"]+)">(Omar|Team front)<', desk.get("/desk/1").get_data(as_text=True))
    assert {name for _, name in options} == {"Omar", "Team front"}
    assert at_work(world, desk, "/desk/1/assign", to=dict((b, a) for a, b in options)["Omar"]) == 303
    omar.get("/desk/mine")
    assert "Ana" in omar.text


def test_a_form_that_is_sent_twice_counts_once(world: World, desk: Browser) -> None:
    before = len(world.bot.channel.sent)  # type: ignore[attr-defined]
    for _ in range(2):
        assert at_work(world, desk, "/desk/1/reply", key="abc", text="Once") == 303
    assert len(world.bot.channel.sent) == before + 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("act", ACTS)
def test_a_form_without_the_sessions_token_is_refused(desk: Browser, act: str) -> None:
    assert desk.post(f"/desk/1/{act}", data={"text": "x"}).status_code == 403


def test_what_is_refused_says_why_and_keeps_the_text(world: World, desk: Browser) -> None:
    assert at_work(world, desk, "/desk/1/reply", text=" ") == 409
    assert "Write something first." in desk.text
    desk = a_day_later(world)
    assert at_work(world, desk, "/desk/1/reply", text="Are you there?") == 409
    assert "approved templates only" in desk.text
    part = desk.post("/desk/1/reply", data={"csrf": desk.csrf, "text": "x"}, headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["X-Desk"]) == (409, "refused")
    assert "<html" not in part.get_data(as_text=True)


def test_outside_the_window_templates_are_offered_with_the_reason_against_each(world: World, desk: Browser) -> None:
    desk = a_day_later(world)
    desk.get("/desk/1")
    assert "spring offer" in desk.text and "They never said yes to this." in desk.text
    assert 'id="reply-text"' not in desk.get("/desk/1").get_data(as_text=True)
    assert (
        at_work(world, desk, "/desk/1/offer", template="spring_offer", purpose="offers", **{"param.item": "tea"}) == 409
    )
    assert "They never said yes to this." in desk.text


def test_an_offer_leaves_only_with_a_yes(world: World, ana: Customer) -> None:
    ana.says("hi")
    ana.taps("Offers by WhatsApp")
    ana.taps("Yes, please")
    ana.says(PERSON)
    made = signed_in(world)
    made.get("/desk/1")
    assert "May be sent: they said yes to this." in made.text
    assert (
        at_work(world, made, "/desk/1/offer", template="spring_offer", purpose="offers", **{"param.item": "tea"}) == 303
    )
    assert world.bot.channel.sent[-1].message.name == "spring_offer"  # type: ignore[attr-defined]
    ana.says("stop")
    made.get("/desk/1")
    assert "Ana said STOP" in made.text and "Withdrawn" in made.text
    assert (
        at_work(world, made, "/desk/1/offer", template="spring_offer", purpose="offers", **{"param.item": "tea"}) == 409
    )


def test_search_finds_names_and_says_when_nothing_is_found(world: World, desk: Browser) -> None:
    desk.get("/desk/all?q=ana")
    assert "1 conversation for “ana”" in desk.text
    desk.get("/desk/all?q=zzz")
    assert "Nothing found" in desk.text
    assert "&lt;b&gt;" in desk.get("/desk/all?q=<b>").get_data(as_text=True)


def test_long_lists_and_long_conversations_have_pages(world: World) -> None:
    for n in range(55):
        customer = world.customer(f"1555010{n:04}", name=f"Customer {n}")
        customer.says(PERSON)
    made = signed_in(world)
    first = made.get("/desk/waiting").get_data(as_text=True)
    assert first.count('class="ticket"') == 50
    more = re.search(r'href="(/desk/waiting\?before=\d+)"', first)
    assert more is not None
    second = made.get(more[1]).get_data(as_text=True)
    assert second.count('class="ticket"') == 5
    shown = re.findall(r'id="t(\d+)"', first + second)
    assert len(set(shown)) == 55
    for n in range(70):
        world.clock.advance(1)
        customer.says(f"line {n}")
    page = made.get("/desk/55").get_data(as_text=True)
    earlier = re.search(r'href="(/desk/55\?before=\d+[^"]*)"', page)
    assert "line 69" in page and "line 0<" not in page and earlier is not None
    assert "line 0<" in made.get(earlier[1].replace("&amp;", "&")).get_data(as_text=True)


def test_a_quick_reply_is_put_into_the_box_without_javascript(world: World, desk: Browser) -> None:
    page = desk.get("/desk/1").get_data(as_text=True)
    quick = re.findall(r'href="([^"]*quick=[^"]+)#reply-text" data-quick="([^"]+)"', page)
    if world.bot.flows.book.handover.replies:
        address, text = quick[0]
        assert f">{text}</textarea>" in desk.get(address.replace("&amp;", "&")).get_data(as_text=True)
    else:
        assert not quick


def test_every_page_speaks_the_users_language_and_runs_its_way(world: World, desk: Browser) -> None:
    for language, direction, word in (
        ("de", "ltr", "Wartet"),
        ("pt", "ltr", "À espera"),
        ("ar", "rtl", "بالانتظار"),
        ("es", "ltr", "En espera"),
    ):
        made = signed_in(world, name=f"X{language}", language=language)
        page = made.get("/desk/1").get_data(as_text=True)
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert word in page


def test_what_somebody_writes_is_never_html(world: World, desk: Browser, ana: Customer) -> None:
    ana.says("<script>alert(1)</script> *bold* <img src=x onerror=alert(1)>")
    page = desk.get("/desk/1").get_data(as_text=True)
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;script&gt;" in page and "<strong>bold</strong>" in page


def test_pages_hold_no_inline_code_and_no_foreign_address(desk: Browser) -> None:
    for path in ("/desk/waiting", "/desk/1", "/desk/settings"):
        answer = desk.get(path)
        page = answer.get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", page), path
        addresses = re.findall(r'(?:src|href|action)="([^"]+)"', page)
        assert all(one.startswith(("/desk", "#", "?")) for one in addresses), addresses
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_files_are_kept_by_browsers_under_a_name_that_changes(desk: Browser) -> None:
    page = desk.get("/desk/waiting").get_data(as_text=True)
    files = set(re.findall(r'(?:src|href)="(/desk/static/[^"]+)"', page))
    assert len(files) > 6
    for address in files:
        with desk.get(address) as answer:
            assert (answer.status_code, "immutable" in answer.headers["Cache-Control"]) == (200, True), address
    with desk.get("/desk/static/desk.css?v=old") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"
    assert desk.get("/desk/static/../desk.py").status_code == 404


def test_wrong_addresses_are_a_page_that_says_so(desk: Browser) -> None:
    for path in ("/desk/999", "/desk/nowhere", "/desk/1/nothing", "/desk/999/fresh"):
        answer = desk.get(path)
        assert answer.status_code == 404 and "<h1" in answer.get_data(as_text=True), path
    for query in ("before=x", "before=9999999999999999999999", "view=none", "about=1", "done=<b>", "quick=none"):
        assert desk.get(f"/desk/1?{query}").status_code == 200, query


def test_a_body_that_is_too_large_is_a_page_that_says_so(desk: Browser) -> None:
    desk.get("/desk/1")
    answer = desk.post("/desk/1/note", data={"csrf": desk.csrf, "text": "x" * 6_000_000})
    assert answer.status_code == 413 and "<h1" in answer.get_data(as_text=True)


def test_reactions_and_pictures_are_lines(world: World, desk: Browser, ana: Customer) -> None:
    for n, content in enumerate((Reacted("wamid.1", "👍"), Sent("image", "media-1", "image/png", "Look"))):
        world.arrives(f"m{n}", Message("222000222000222", f"wamid.m{n}", world.clock.now(), SENDER, content))
    page = desk.get("/desk/1").get_data(as_text=True)
    assert "Ana reacted: 👍" in page
    picture = re.search(r'<img src="(/desk/1/media/\d+)" alt="Picture from Ana"', page)
    assert picture is not None
    answer = desk.get(picture[1])  # a rehearsal's phone has no files
    assert (answer.status_code, "can't fetch" in answer.get_data(as_text=True)) == (404, False)
    assert "The file is not there" in desk.text


@pytest.mark.parametrize(
    ("text", "html"),
    [("*a* _b_ ~c~ ```d```", "<strong>a</strong> <em>b</em> <s>c</s> <code>d</code>"),
     ("2*3*4 snake_case_name", "2*3*4 snake_case_name"), ("* a *", "* a *"), ("<i>", "&lt;i&gt;"),
     ("see https://a.example/b?c=1&d=2.", 'see <a href="https://a.example/b?c=1&amp;d=2" target="_blank" rel="noopener noreferrer nofollow">https://a.example/b?c=1&amp;d=2</a>.'),
     ("javascript:alert(1)", "javascript:alert(1)")],
)  # fmt: skip
def test_text_is_shown_as_whatsapp_shows_it(text: str, html: str) -> None:
    assert str(desk_text.rich(text)) == html


def test_only_what_is_shown_counts_for_what_changed() -> None:
    one, two = (desk_text.versioned(f'<p data-v=""><input type="hidden" name="key" value="{n}">x</p>') for n in "12")
    assert re.findall(r'data-v="\w+"', one) == re.findall(r'data-v="\w+"', two)
    assert desk_text.versioned('<p data-v="">y</p>') != desk_text.versioned('<p data-v="">z</p>')


def test_what_somebody_told_us_is_recorded_with_its_note_and_shown(world: World, desk: Browser) -> None:
    """must 26: the agent's button; there is none that says yes."""
    assert at_work(world, desk, "/desk/1/withdraw", text=" ") == 409
    assert at_work(world, desk, "/desk/1/withdraw", text="Called at noon") == 303
    assert world.rows("SELECT kind, purpose FROM ledger ORDER BY seq DESC LIMIT 1") == [("withdrawn", "*")]
    page = desk.get("/desk/1").get_data(as_text=True)
    assert "withdraw-form" in page and "grant" not in page and "noted that" in page and "said STOP: no" not in page
