"""Signing in, as a browser without JavaScript meets it: sessions, cookies, forms, headers."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.core import accounts as rules
from bot.core import passwords
from bot.services import accounts_owner
from bot.services.accounts_owner import Wanted
from bot.services.accounts_secrets import mark
from tests.web.signing import PASSWORD, Browser, app_of, browser, code_now, sign_in, signed_in, user
from tests.world import World


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that cost nothing: their cost has tests of its own."""
    cost = passwords.Cost(4, 8, 1)
    monkeypatch.setattr(passwords, "COST", cost)
    monkeypatch.setattr(passwords.hashed, "__defaults__", (cost,))
    monkeypatch.setattr(passwords.dated, "__defaults__", (cost,))


def token_of(made: Browser, name: str = "askfirst") -> str:
    found = made.get_cookie(name)
    return found.value if found else ""


def set_cookies(answer: Any) -> list[str]:
    return list(answer.headers.getlist("Set-Cookie"))


# ---- in and out


def test_name_password_and_code_let_in(world: World) -> None:
    row, made = user(world), browser(world)
    answer = sign_in(made, world, row)
    assert answer.status_code == 303 and answer.headers["Location"] == "/desk/"
    assert made.get("/desk/account").status_code == 200 and "Rita" in made.text


def test_a_password_alone_lets_nobody_in(world: World) -> None:
    row, made = user(world), browser(world)
    made.get("/desk/sign-in")
    assert made.send("/desk/sign-in", email=row.email, password=PASSWORD).status_code == 303
    assert made.get("/desk/account").headers["Location"].startswith("/desk/sign-in")
    made.get("/desk/second-factor")
    assert made.send("/desk/second-factor", code="000000").status_code == 403
    assert made.get("/desk/account").status_code == 303


def test_a_known_and_an_unknown_name_get_the_same_page(world: World) -> None:
    row = user(world)
    pages = []
    for email in (row.email, "who@example.com"):
        made = browser(world)
        made.get("/desk/sign-in")
        answer = made.send("/desk/sign-in", email=email, password="wrong")
        text = answer.get_data(as_text=True).replace(email, "…")
        pages.append((answer.status_code, re.sub(r'value="[0-9a-f]{64}"', "", text)))
    assert pages[0] == pages[1] and pages[0][0] == 403
    assert "The e-mail address or the password is wrong." in pages[0][1]


def test_the_second_step_waits_a_quarter_of_an_hour(world: World) -> None:
    row, made = user(world), browser(world)
    made.get("/desk/sign-in")
    made.send("/desk/sign-in", email=row.email, password=PASSWORD)
    made.follow()
    world.clock.advance(rules.HALF)
    answer = made.send("/desk/second-factor", code=code_now(world, row))
    assert answer.status_code == 403 and "Start again with your password" in made.text


def test_signing_out_ends_the_session_on_the_server(world: World) -> None:
    row, made = user(world), browser(world)
    sign_in(made, world, row)
    kept = token_of(made)
    made.get("/desk/account")
    assert made.send("/desk/sign-out").headers["Location"] == "/desk/sign-in"
    assert token_of(made) == ""
    made.set_cookie("askfirst", kept)
    assert made.get("/desk/account").status_code == 303


def test_signing_in_again_ends_the_session_that_was_there(world: World) -> None:
    row = user(world)
    made = signed_in(world, row=row)
    kept = token_of(made)
    made.send("/desk/sign-in", email=row.email, password=PASSWORD)
    made.set_cookie("askfirst", kept)
    assert made.get("/desk/account").status_code == 303


def test_signed_out_everywhere_but_here(world: World) -> None:
    row = user(world)
    one, two = signed_in(world, row=row), signed_in(world, row=row)
    assert one.send("/desk/account/sign-out-others").status_code == 303
    assert one.get("/desk/account").status_code == 200
    assert two.get("/desk/account").status_code == 303


def test_the_throttle_is_told_in_a_sentence(world: World) -> None:
    row, made = user(world), browser(world)
    made.get("/desk/sign-in")
    for _ in range(5):
        made.send("/desk/sign-in", email=row.email, password="wrong")
    answer = made.send("/desk/sign-in", email=row.email, password=PASSWORD)
    assert answer.status_code == 429 and "Too many tries. Wait 10 seconds, then try again." in made.text
    world.clock.advance(10)
    assert made.send("/desk/sign-in", email=row.email, password=PASSWORD).status_code == 303


def test_the_owner_sees_failed_sign_ins(world: World) -> None:
    rita, owner = user(world, name="Rita"), signed_in(world, "owner", name="Olga")
    for email in (rita.email, "who@example.com"):
        made = browser(world)
        made.get("/desk/sign-in")
        made.send("/desk/sign-in", email=email, password="wrong")
    owner.get("/desk/audit")
    assert "somebody unknown wrong name or password Rita" in owner.text
    assert owner.text.count("wrong name or password") == 2
    owner.get(f"/desk/audit?user={rita.id}")
    assert owner.text.count("wrong name or password") == 1 and "added a user" not in owner.text.replace(
        "added a user Rita", ""
    )


# ---- sessions


def test_the_session_id_is_new_after_each_step(world: World) -> None:
    """Fixation: an id that somebody planted before the sign-in is worth nothing after it."""
    row, made = user(world), browser(world)
    made.set_cookie("askfirst", "planted")
    made.get("/desk/sign-in")
    made.send("/desk/sign-in", email=row.email, password=PASSWORD)
    half = token_of(made)
    made.follow()
    made.send("/desk/second-factor", code=code_now(world, row))
    whole = token_of(made)
    assert len({"planted", half, whole}) == 3
    for old in ("planted", half):
        other = browser(world)
        other.set_cookie("askfirst", old)
        assert other.get("/desk/account").status_code == 303


def test_only_the_hash_of_a_session_is_stored(world: World) -> None:
    made = signed_in(world)
    kept = str(world.rows("SELECT * FROM sessions"))
    assert token_of(made) not in kept and mark(token_of(made)) in kept


def test_a_session_ends_after_twelve_idle_hours_and_not_before(world: World) -> None:
    made = signed_in(world)
    for _ in range(3):
        world.clock.advance(rules.IDLE - 1)
        assert made.get("/desk/account").status_code == 200
    world.clock.advance(rules.IDLE)
    assert made.get("/desk/account").status_code == 303


def test_a_session_ends_after_seven_days_whatever_happens(world: World) -> None:
    made = signed_in(world)
    for _ in range(7 * 4 - 1):
        world.clock.advance(6 * 3600)
        assert made.get("/desk/account").status_code == 200
    world.clock.advance(6 * 3600)
    assert made.get("/desk/account").status_code == 303


def test_an_open_page_that_only_listens_keeps_no_session_alive(world: World) -> None:
    made = signed_in(world)
    world.clock.advance(rules.IDLE - 60)
    made.get("/desk/account", headers={"Accept": "text/event-stream"})
    world.clock.advance(60)
    assert made.get("/desk/account").status_code == 303


def test_a_removed_user_and_a_changed_role_hold_from_the_next_click(world: World) -> None:
    front, row = world.bot.front, user(world, "owner", name="Olga")
    user(world, "owner", name="Paula")
    made = signed_in(world, row=row)
    wanted = Wanted("Olga", row.email, "agent")
    front.store.write(lambda tx: accounts_owner.change(tx, front, "nobody", row.id, wanted))
    assert made.get("/desk/users").status_code == 403
    front.store.write(lambda tx: accounts_owner.remove(tx, front, "nobody", row.id))
    assert made.get("/desk/account").status_code == 303


# ---- the cookie


def test_the_cookie_is_for_us_alone(world: World) -> None:
    row, made = user(world), browser(world)
    answer = sign_in(made, world, row)
    (cookie,) = set_cookies(answer)
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert "Secure" not in cookie  # http on this machine


def test_on_https_the_cookie_is_secure_and_bound_to_the_host(world: World) -> None:
    made = browser(world)
    answer = made.get("/desk/sign-in", base_url="https://bot.example.com")
    (cookie,) = set_cookies(answer)
    assert cookie.startswith("__Host-askfirst=") and "Secure" in cookie and "Path=/" in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def proxied(world: World, on: bool) -> Browser:
    from dataclasses import replace

    from bot.web import create_app

    app = create_app(replace(world.bot.front, proxied=on, address="https://bot.example.com"))
    app.test_client_class = Browser
    made = app.test_client()
    assert isinstance(made, Browser)
    return made


@pytest.mark.parametrize(("on", "name"), [(True, "__Host-askfirst"), (False, "askfirst")])
def test_a_proxys_word_counts_only_where_the_setting_says_so(world: World, on: bool, name: str) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    answer = proxied(world, on).get("/desk/sign-in", headers=headers)
    assert set_cookies(answer)[0].startswith(name + "=")
    assert ("Strict-Transport-Security" in answer.headers) is on


def test_behind_a_proxy_each_address_is_counted_for_itself(world: World) -> None:
    """The last address in the list is the proxy's own word; what a client put before it is not believed."""
    for n in range(22):
        made = proxied(world, True)
        headers = {"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.9", "Origin": "https://bot.example.com"}
        made.get("/desk/sign-in", headers=headers)
        answer = made.post(
            "/desk/sign-in", data={"csrf": made.csrf, "email": f"{n}@example.com", "password": "x"}, headers=headers
        )
    assert answer.status_code == 429


def test_an_ipv6_household_is_one_address(world: World) -> None:
    app = app_of(world)
    for n in range(22):
        made = app.test_client()
        where = {"REMOTE_ADDR": f"2001:db8:1:2::{n:x}"}
        made.get("/desk/sign-in", environ_base=where)
        answer = made.post(
            "/desk/sign-in", data={"csrf": made.csrf, "email": f"{n}@example.com", "password": "x"}, environ_base=where
        )
    assert answer.status_code == 429


# ---- forms


def test_a_form_without_its_token_is_refused(world: World) -> None:
    made = signed_in(world, "owner")
    answer = made.post("/desk/users", data={"name": "X", "email": "x@example.com", "role": "owner"})
    assert answer.status_code == 403 and "Go back, load the page again" in made.text
    assert world.rows("SELECT count(*) FROM users") == [(1,)]


def test_a_form_with_somebody_elses_token_is_refused(world: World) -> None:
    row = user(world, "owner", name="Olga")
    mine, other = signed_in(world, row=row), signed_in(world, "agent")
    answer = mine.post("/desk/users", data={"csrf": other.csrf, "name": "X", "email": "x@example.com", "role": "agent"})
    assert answer.status_code == 403
    assert mine.send("/desk/users", name="X", email="x@example.com", role="agent").status_code == 200


def test_a_form_of_an_earlier_session_is_refused(world: World) -> None:
    row = user(world)
    made = signed_in(world, row=row)
    old = made.csrf
    made.set_cookie("askfirst", token_of(signed_in(world, row=row)))
    assert made.post("/desk/account/language", data={"csrf": old, "language": "de"}).status_code == 403
    made.get("/desk/account")
    assert made.send("/desk/account/language", language="de").status_code == 303


def test_the_sign_in_form_is_bound_to_its_browser_too(world: World) -> None:
    """Nobody can be signed in as somebody else from another site."""
    row = user(world)
    other, made = browser(world), browser(world)
    other.get("/desk/sign-in")
    data = {"csrf": other.csrf, "email": row.email, "password": PASSWORD}
    assert made.post("/desk/sign-in", data=data).status_code == 403
    made.get("/desk/sign-in")
    assert made.post("/desk/sign-in", data=data).status_code == 403


def test_a_header_carries_the_token_as_well(world: World) -> None:
    made = signed_in(world)
    headers = {"X-CSRF-Token": made.csrf}
    assert made.post("/desk/account/language", data={"language": "pt"}, headers=headers).status_code == 303
    headers = {"X-CSRF-Token": "0" * 64}
    assert made.post("/desk/account/language", data={"language": "pt"}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403),
     ({"Sec-Fetch-Site": "same-origin"}, 303), ({"Origin": "https://evil.example"}, 403),
     ({"Origin": "http://localhost"}, 303), ({"Origin": "null"}, 303), ({"Origin": "http://localhost.evil.example"}, 403),
     ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 403)],
)  # fmt: skip
def test_where_a_form_comes_from(world: World, headers: dict[str, str], status: int) -> None:
    """Also with the right token: a token that leaked is worth nothing on another site."""
    made = signed_in(world)
    answer = made.post("/desk/account/language", data={"csrf": made.csrf, "language": "es"}, headers=headers)
    assert answer.status_code == status


def test_every_form_of_ours_that_changes_something_carries_the_token(world: World) -> None:
    made = signed_in(world, "owner")
    row = user(world, name="Nina")
    pages = ["/desk/account", "/desk/users", f"/desk/users/{row.id}", "/desk/audit", "/desk/consent"]
    forms = [
        form for page in pages for form in re.findall(r"<form.*?</form>", made.get(page).get_data(as_text=True), re.S)
    ]
    assert len(forms) > 10
    assert all('name="csrf"' in form for form in forms if 'method="post"' in form)


# ---- going on


@pytest.mark.parametrize(
    "bad",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/desk//evil.example", "/desk/../x", "javascript:x",
     "/desk/\nx", "/deskevil", "/desk/x?next=//evil", "/other", "%2f%2fevil.example", "/desk/@evil.example"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(world: World, bad: str) -> None:
    row, made = user(world), browser(world)
    page = made.get("/desk/sign-in", query_string={"next": bad})
    assert "evil" not in page.get_data(as_text=True)
    made.send("/desk/sign-in", email=row.email, password=PASSWORD, next=bad)
    assert made.page is not None and made.page.headers["Location"] == "/desk/second-factor"
    made.follow()
    answer = made.send("/desk/second-factor", code=code_now(world, row), next=bad)
    assert answer.headers["Location"] == "/desk/"
    assert made.get("/desk/sign-in", query_string={"next": bad}).headers["Location"] == "/desk/"


def test_one_comes_back_to_the_page_one_wanted(world: World) -> None:
    row, made = user(world), browser(world)
    made.get("/desk/account")
    made.follow()
    assert made.page is not None and 'name="next" value="/desk/account"' in made.page.get_data(as_text=True)
    made.send("/desk/sign-in", email=row.email, password=PASSWORD, next="/desk/account")
    made.follow()
    assert (
        made.send("/desk/second-factor", code=code_now(world, row), next="/desk/account").headers["Location"]
        == "/desk/account"
    )


def test_a_part_that_is_fetched_sends_the_whole_page_to_the_sign_in(world: World) -> None:
    answer = browser(world).get("/desk/account", headers={"HX-Request": "true"})
    assert answer.status_code == 401 and answer.headers["HX-Redirect"] == "/desk/sign-in"


# ---- the first sign-in


def test_from_the_link_to_the_first_page(world: World) -> None:
    import base64

    from bot.core import otp

    front = world.bot.front
    wanted = Wanted("Zé", "ze@example.com", "auditor", (), "pt")
    _, link = front.store.write(lambda tx: accounts_owner.add(tx, front, "nobody", wanted))
    made = browser(world)
    for _ in range(3):  # a mail program looks first
        assert browser(world).get(f"/desk/first/{link}").status_code == 200
    made.get(f"/desk/first/{link}")
    assert "Olá, Zé" in made.text
    assert made.send(f"/desk/first/{link}", password=PASSWORD, again="other").status_code == 400
    assert made.send(f"/desk/first/{link}", password="curta", again="curta").status_code == 400
    assert made.send(f"/desk/first/{link}", password=PASSWORD, again=PASSWORD).status_code == 303
    page = made.follow().get_data(as_text=True)
    picture = made.get("/desk/first-factor.svg")
    assert picture.mimetype == "image/svg+xml" and b"<svg" in picture.data and "data:" not in page
    secret = re.search(r'class="secret" dir="ltr">([A-Z2-7 ]+)<', page)
    assert secret
    made.get("/desk/first-factor")
    assert made.send("/desk/first-factor", code="000000").status_code == 403
    code = otp.code(base64.b32decode(secret[1].replace(" ", "")), world.clock.now() // otp.STEP)
    done = made.send("/desk/first-factor", code=code)
    assert (
        done.status_code == 200
        and len(re.findall(r"<li><code>[A-Z0-9-]{14}</code>", done.get_data(as_text=True))) == 10
    )
    assert made.get("/desk/consent").status_code == 200
    assert browser(world).get(f"/desk/first/{link}").status_code == 404
    assert browser(world).get("/desk/first-factor.svg").status_code == 404


def test_there_is_no_sign_up_and_no_first_password(world: World) -> None:
    """Without a user nobody gets in, whatever they send, and no page makes one."""
    made = browser(world)
    for email, password in (("admin", "admin"), ("admin@example.com", ""), ("", ""), ("owner@example.com", "owner")):
        made.get("/desk/sign-in")
        assert made.send("/desk/sign-in", email=email, password=password).status_code == 403
    made.get("/desk/sign-in")
    assert (
        made.send("/desk/users", name="X", email="x@example.com", role="owner")
        .headers["Location"]
        .startswith("/desk/sign-in")
    )
    assert made.get("/desk/first/guessed").status_code == 404
    assert world.rows("SELECT count(*) FROM users") == [(0,)]


# ---- one's own account


def test_the_sign_in_page_says_how_to_begin_while_nobody_is_there(world: World) -> None:
    made = browser(world)
    made.get("/desk/sign-in")
    assert "askfirst user add NAME --email ADDRESS --role owner" in made.text
    user(world)
    made.get("/desk/sign-in")
    assert "askfirst user add" not in made.text


def test_changing_the_password_asks_for_the_old_one_and_ends_the_other_sessions(world: World) -> None:
    row = user(world)
    made, other = signed_in(world, row=row), signed_in(world, row=row)
    new = "a better sentence than that"
    before = token_of(made)
    assert made.send("/desk/account/password", old="wrong", password=new, again=new).status_code == 403
    assert made.send("/desk/account/password", old=PASSWORD, password=new, again="x").status_code == 400
    assert made.send("/desk/account/password", old=PASSWORD, password="short", again="short").status_code == 403
    assert other.get("/desk/account").status_code == 200
    assert made.send("/desk/account/password", old=PASSWORD, password=new, again=new).status_code == 303
    assert token_of(made) != before
    made.follow()
    assert "Your password is changed." in made.text
    assert other.get("/desk/account").status_code == 303
    assert sign_in(browser(world), world, row, new).status_code == 303


def test_new_recovery_codes_ask_for_the_apps_code(world: World) -> None:
    row = user(world)
    made = signed_in(world, row=row)
    assert made.send("/desk/account/recovery-codes", code="000000").status_code == 403
    answer = made.send("/desk/account/recovery-codes", code=code_now(world, row))
    assert answer.status_code == 200 and answer.get_data(as_text=True).count("<li><code>") == 10


# ---- headers


def test_every_answer_of_the_desk_carries_the_headers(world: World) -> None:
    made = signed_in(world, "owner")
    stranger = browser(world)
    answers = [
        made.get(path) for path in ("/desk/account", "/desk/users", "/desk/audit", "/desk/consent", "/desk/nope")
    ]
    answers += [stranger.get("/desk/sign-in"), stranger.get("/desk/account"), stranger.post("/desk/sign-in")]
    answers += [made.get("/desk/static/base.css", buffered=True)]
    for answer in answers:
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'" and policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'" and policy["form-action"] == "'self'"
        assert "unsafe" not in str(policy) and "data:" not in str(policy) and "*" not in str(policy)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Frame-Options"] == "DENY"
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in answers[:-1])


def test_the_rest_of_the_program_is_left_alone(world: World) -> None:
    made = browser(world)
    assert made.get("/health").status_code == 200
    assert "Content-Security-Policy" not in made.get("/health").headers
    assert made.get("/nope").mimetype == "text/html" and "askfirst" not in str(set_cookies(made.get("/nope")))
    assert made.post("/api/messages", json={}).status_code == 401


def test_pages_hold_no_code_and_no_style_of_their_own(world: World) -> None:
    made = signed_in(world, "owner")
    row = user(world, name="Nina")
    for path in ("/desk/account", "/desk/users", f"/desk/users/{row.id}", "/desk/audit", "/desk/consent"):
        page = made.get(path).get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=|javascript:|data:", page), path
