"""Who may see what: every address below /desk, with every role and with none."""

from __future__ import annotations

import json
import re

import pytest

from bot.core.accounts import MAY, ROLES
from bot.web.words import LANGUAGES, catalogue
from tests.web.signing import app_of, browser, signed_in, user
from tests.world import World

OPEN = {"accounts.sign_in", "accounts.second_factor", "accounts.first_password", "accounts.first_factor",
        "accounts.first_picture"}  # fmt: skip
OWN = {
    "accounts.own_account": ROLES, "accounts.own_password": ROLES, "accounts.own_codes": ROLES,
    "accounts.own_language": ROLES, "accounts.sign_out_others": ROLES, "accounts.sign_out": ROLES,
    "accounts.users": ("owner",), "accounts.one_user": ("owner",), "accounts.new_link": ("owner",),
    "accounts.sign_out_user": ("owner",), "accounts.remove_user": ("owner",), "accounts.audit_log": ("owner",),
    "accounts.consent": ("owner", "auditor"), "accounts.consent_of": ("owner", "auditor"),
    "accounts.check_ledger": ("owner", "auditor"),
}  # fmt: skip
NOT_CHATS = {"desk.settings", "desk.language"}
"""Pages of the desk that show nothing of any customer, so that an auditor may have them."""


def rules_of(world: World) -> list[tuple[str, str, str]]:
    """Return (endpoint, method, address with its parts filled in) of every route below /desk."""
    found = []
    for rule in app_of(world).url_map.iter_rules():
        if rule.rule.startswith("/desk") and not rule.rule.startswith("/desk/static"):
            path = re.sub(r"<any\(([a-z]+)[^>]*>", r"\1", rule.rule)
            path = re.sub(r"<(?:int|float):\w+>", "1", path)
            path = re.sub(r"<[^>]+>", "nobody", path)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                found.append((rule.endpoint, method, path))
    return found


def allowed(world: World) -> dict[str, frozenset[str] | None]:
    views = app_of(world).view_functions
    return {endpoint: getattr(views[endpoint], "askfirst_needs", None) for endpoint, _, _ in rules_of(world)}


def test_there_are_routes_to_look_at(world: World) -> None:
    assert len(rules_of(world)) >= 25


def test_every_page_says_whom_it_is_for(world: World) -> None:
    assert [endpoint for endpoint, roles in allowed(world).items() if roles is None] == []


def test_the_pages_of_accounts_are_for_whom_the_table_says(world: World) -> None:
    found = {name: roles for name, roles in allowed(world).items() if name.startswith("accounts.")}
    assert {name for name, roles in found.items() if roles == frozenset()} == OPEN
    assert {name: set(roles or ()) for name, roles in found.items() if roles} == {
        name: set(r) for name, r in OWN.items()
    }


def test_no_page_with_chats_is_for_auditors_and_none_is_open(world: World) -> None:
    for name, roles in allowed(world).items():
        if not name.startswith("accounts."):
            assert roles, name
            assert "auditor" not in roles or name in NOT_CHATS, name


@pytest.mark.parametrize("role", ROLES)
def test_every_route_with_every_role(world: World, role: str) -> None:
    """Who may not gets 403 and nothing else happens; who may gets something else."""
    made, needs = signed_in(world, role, name="Rita"), allowed(world)
    kept = made.get_cookie("askfirst")
    assert kept
    seen = set()
    for endpoint, method, path in rules_of(world):
        if endpoint in ("accounts.sign_out", "desk.live"):
            continue
        made.set_cookie("askfirst", kept.value)
        answer = made.open(path, method=method, data={"csrf": made.csrf} if method != "GET" else None)
        want = needs[endpoint]
        assert want is not None
        if want and role not in want:
            home = (path, role) == ("/desk/", "auditor")
            assert answer.status_code == (303 if home else 403), (path, role)
        elif want:
            assert answer.status_code != 403 or endpoint in ("accounts.own_codes", "accounts.own_password"), (
                path,
                role,
            )
        seen.add(endpoint)
        made.get("/desk/account")
    assert len(seen) >= 20


def test_every_route_without_a_seat(world: World) -> None:
    needs = allowed(world)
    for endpoint, method, path in rules_of(world):
        made = browser(world)
        made.get("/desk/sign-in")
        if needs[endpoint]:
            answer = made.open(path, method=method, data={"csrf": made.csrf} if method != "GET" else None)
            assert answer.status_code == 303 and answer.headers["Location"].startswith("/desk/sign-in"), path


def test_no_unsafe_method_works_without_the_token(world: World) -> None:
    """Signed in as an owner, for whom everything else would be right."""
    made = signed_in(world, "owner")
    before = world.rows("SELECT count(*) FROM audit")
    unsafe = [(method, path) for _, method, path in rules_of(world) if method != "GET"]
    assert len(unsafe) >= 10
    for method, path in unsafe:
        assert made.open(path, method=method).status_code == 403, path
    assert world.rows("SELECT count(*) FROM audit") == before


def test_a_page_that_forgets_to_say_is_for_nobody(world: World) -> None:
    app = app_of(world)
    app.add_url_rule("/desk/forgotten", "forgotten", lambda: "secret")
    made = app.test_client()
    made.set_cookie("askfirst", signed_in(world, "owner").get_cookie("askfirst").value)  # type: ignore[union-attr]
    assert made.get("/desk/forgotten").status_code == 403


def test_what_each_role_may() -> None:
    assert {role: sorted(may) for role, may in MAY.items()} == {
        "owner": ["audit", "consent", "conversations", "own", "users"],
        "agent": ["conversations", "own"],
        "auditor": ["consent", "own"],
    }


# ---- the owner's pages


def test_the_owner_adds_changes_and_removes(world: World) -> None:
    made = signed_in(world, "owner", name="Olga")
    answer = made.send("/desk/users", name="Nina", email="nina@example.com", role="agent", language="de")
    link = re.search(r"/desk/first/([\w-]+)", answer.get_data(as_text=True))
    assert link and browser(world).get(f"/desk/first/{link[1]}").status_code == 200
    (who,) = world.rows("SELECT id FROM users WHERE email = 'nina@example.com'")[0]
    assert made.send(f"/desk/users/{who}", name="Nina", role="auditor", language="de").status_code == 303
    again = made.send(f"/desk/users/{who}/link").get_data(as_text=True)
    assert link[1] not in again and browser(world).get(f"/desk/first/{link[1]}").status_code == 404
    assert made.send(f"/desk/users/{who}/remove").status_code == 400
    assert made.send(f"/desk/users/{who}/remove", sure="yes").status_code == 303
    made.get("/desk/audit")
    for words in ("added a user", "changed a role", "made a link for signing in", "removed a user"):
        assert f"Olga {words}" in made.text


def test_the_owner_signs_somebody_out(world: World) -> None:
    row, made = user(world, name="Nina"), signed_in(world, "owner", name="Olga")
    other = signed_in(world, row=row)
    assert made.send(f"/desk/users/{row.id}/sign-out").status_code == 303
    assert other.get("/desk/account").status_code == 303


# ---- the auditor's pages


def test_an_auditor_sees_the_proof_and_no_chat(world: World) -> None:
    ana = world.customer(name="Ana")
    ana.says("hi")
    ana.taps("Offers by WhatsApp")
    ana.taps("Yes, please")
    ana.says("my secret question")
    made = signed_in(world, "auditor")
    made.get("/desk/consent")
    answer = made.send("/desk/consent", who="+1 555 010 0002")
    assert answer.status_code == 303 and "555" not in answer.headers["Location"]
    made.follow()
    assert "May Café Aurora send you offers" in made.text and "said yes" in made.text
    assert "my secret question" not in made.text
    assert "consent_seen" in str(world.rows("SELECT what, about FROM audit ORDER BY id DESC LIMIT 1"))
    assert made.get("/desk/waiting").status_code in (403, 404)


def test_an_auditor_checks_the_ledger(world: World) -> None:
    ana = world.customer(name="Ana")
    ana.says("hi")
    ana.taps("Offers by WhatsApp")
    ana.taps("Yes, please")
    made = signed_in(world, "auditor")
    made.get("/desk/consent")
    head = re.search(r">(2:[0-9a-f]{64})<", made.get("/desk/consent").get_data(as_text=True))
    assert head
    made.send("/desk/consent/check", receipt=head[1])
    assert "The ledger is whole: 2 lines." in made.text
    made.send("/desk/consent/check", receipt="3" + head[1][1:])
    assert "The ledger was changed." in made.text
    assert made.send("/desk/consent/check", receipt="x").status_code == 400


def test_nobody_unknown_is_shown(world: World) -> None:
    made = signed_in(world, "auditor")
    made.get("/desk/consent")
    assert made.send("/desk/consent", who="+4915550100009").status_code == 404
    for odd in ("nobody", "0" * 16, "..", "1' OR 1=1"):
        assert made.get(f"/desk/consent/{odd}").status_code == 404
    assert world.rows("SELECT count(*) FROM audit WHERE what = 'consent_seen'") == [(0,)]


# ---- words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_whole_in_every_language(world: World, language: str) -> None:
    made = signed_in(world, "owner", language=language)
    for path in ("/desk/account", "/desk/users", "/desk/audit", "/desk/consent"):
        page = made.get(path).get_data(as_text=True)
        assert f'lang="{language}"' in page and f'dir="{"rtl" if language == "ar" else "ltr"}"' in page
        assert catalogue(language)["my_account"] in page


def test_every_text_of_accounts_exists_in_every_language_with_the_same_places() -> None:
    from pathlib import Path

    from bot.web import words

    folder = Path(words.__file__).with_name("words")
    files = {lang: json.loads((folder / f"accounts.{lang}.json").read_text("utf-8")) for lang in LANGUAGES}
    assert len(files["en"]) > 150
    for lang, texts in files.items():
        assert set(texts) == set(files["en"]), lang
        for key, text in texts.items():
            each = list(text.values()) if isinstance(text, dict) else [text]
            wanted = set(re.findall(r"{(\w+)}", json.dumps(files["en"][key])))
            assert all(set(re.findall(r"{(\w+)}", one)) <= wanted for one in each), (lang, key)
            assert wanted <= set(re.findall(r"{(\w+)}", json.dumps(text))), (lang, key)
