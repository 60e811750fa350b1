"""Users, passwords, second factors and the throttle, on the real database with a clock that stands still."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

import pytest

from bot.core import accounts as rules
from bot.core import otp, passwords
from bot.core.passwords import Cost
from bot.errors import AccountError, StoreError, TooBusy
from bot.services import accounts, accounts_entry, accounts_first, accounts_owner, accounts_secrets, retention
from bot.services.accounts_entry import Visitor
from bot.services.accounts_owner import Wanted
from bot.services.desk_views import Seat
from tests.store.things import Raw
from tests.web.signing import PASSWORD, code_now, user
from tests.world import World

HERE = Visitor("203.0.113.7", "Firefox, Linux")


def tries(world: World, email: str, count: int, visitor: Visitor = HERE) -> list[str]:
    """Sign in with a wrong password so many times; what came of each."""
    return [accounts_entry.sign_in(world.bot.front, email, "wrong", visitor).outcome for _ in range(count)]


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> Cost:
    """Passwords that cost nothing, where not the cost is looked at."""
    cost = Cost(4, 8, 1)
    monkeypatch.setattr(passwords, "COST", cost)
    monkeypatch.setattr(passwords.hashed, "__defaults__", (cost,))
    monkeypatch.setattr(passwords.dated, "__defaults__", (cost,))
    return cost


# ---- RFC 6238


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
     (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_the_codes_are_those_of_the_standard(at: int, code: str) -> None:
    """The table of RFC 6238, appendix B, SHA-1; six digits are the last six of its eight."""
    assert otp.code(b"12345678901234567890", at // otp.STEP) == code[-6:]


def test_a_phone_may_be_half_a_minute_off_either_way_and_no_more() -> None:
    secret, step = b"s" * 20, 58_000_000
    found = [
        otp.accepted(secret, otp.code(secret, step + off), now=step * otp.STEP, after=0) for off in (-2, -1, 0, 1, 2)
    ]
    assert found == [0, step - 1, step, step + 1, 0]
    assert otp.accepted(secret, otp.code(secret, step), now=step * otp.STEP, after=step) == 0


def test_a_code_works_once_and_none_that_is_older(world: World) -> None:
    """Also where two requests bring the same code at the same moment: the row decides."""
    row = user(world)
    code = code_now(world, row)

    def use() -> bool:
        def work(tx: Any) -> bool:
            found = tx.users.credential(row.id)
            return accounts_entry.code_fits(tx, world.bot.front, found, code, world.clock.now())

        return world.bot.store.write(work)

    earlier = code_now(world, row, -1)
    assert [use(), use()] == [True, False]
    code = earlier
    assert not use()
    step = world.clock.now() // otp.STEP
    assert not world.bot.store.write(lambda tx: tx.users.use_step(row.id, step))


# ---- passwords


def test_only_a_slow_salted_hash_is_kept_with_its_parameters(world: World) -> None:
    kept = accounts_secrets.hashed(PASSWORD, world.bot.ids)
    again = accounts_secrets.hashed(PASSWORD, world.bot.ids)
    assert kept != again and PASSWORD not in kept
    assert kept.startswith("scrypt$15$8$3$")
    assert accounts_secrets.fits(PASSWORD, kept) and not accounts_secrets.fits(PASSWORD + ".", kept)


def test_a_hash_of_older_parameters_is_made_anew_at_sign_in(world: World) -> None:
    row = user(world)
    assert world.rows("SELECT password FROM credentials")[0][0].startswith("scrypt$4$8$1$")
    answer = accounts_entry.sign_in(world.bot.front, row.email, PASSWORD, HERE)
    assert answer.outcome == "second"
    assert world.rows("SELECT password FROM credentials")[0][0].startswith("scrypt$15$8$3$")
    assert accounts_entry.sign_in(world.bot.front, row.email, PASSWORD, HERE).outcome == "second"


@pytest.mark.parametrize(
    ("password", "why"),
    [("short", "password_short"), ("x" * 201, "password_long"), ("aaaaaaaaaaaaaaaa", "password_plain"),
     ("1234567890123", "password_plain"), ("Qwertyuiop12", "password_plain"), ("rita@example.com", "password_own"),
     ("rita@example.com1", "password_own"), ("violet tractor under rain", ""), ("пароль из трёх слов", "")],
)  # fmt: skip
def test_what_makes_a_password(password: str, why: str) -> None:
    assert passwords.wrong(password, email="rita@example.com", name="Rita") == why


def test_two_keyboards_one_password() -> None:
    """An é as one character and as two is the same password."""
    kept = passwords.hashed("cafe\u0301 on every corner", b"s" * 16, Cost(4, 8, 1))
    assert passwords.fits("caf\u00e9 on every corner", kept)


def test_many_at_once_are_told_to_come_back_and_the_others_threads_stay_free(world: World, cheap: Cost) -> None:
    front, row = world.bot.front, user(world)
    for _ in range(accounts_secrets.WAITING):
        accounts_secrets._asking.acquire()
    try:
        with pytest.raises(TooBusy):
            accounts_entry.sign_in(front, row.email, PASSWORD, HERE)
    finally:
        for _ in range(accounts_secrets.WAITING):
            accounts_secrets._asking.release()
    assert accounts_entry.sign_in(front, row.email, PASSWORD, HERE).outcome == "second"


# ---- nobody learns who has an account


def test_an_unknown_name_does_the_same_slow_work(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known with a wrong password, known without any password yet, unknown: one hash each, of the same cost."""
    done: list[Cost] = []
    real = passwords._scrypt

    def counted(password: str, salt: bytes, cost: Cost) -> bytes:
        done.append(cost)
        return real(password, salt, Cost(4, 8, 1))

    row = user(world)
    front = world.bot.front
    front.store.write(lambda tx: tx.users.set_password(row.id, accounts_secrets.decoy()))
    front.store.write(lambda tx: accounts_owner.add(tx, front, "nobody", Wanted("New", "new@example.com", "agent")))
    monkeypatch.setattr(passwords, "_scrypt", counted)
    answers = [
        accounts_entry.sign_in(front, email, "wrong", HERE)
        for email in (row.email, "new@example.com", "nobody@example.com")
    ]
    assert answers[0] == answers[1] == answers[2]
    assert done == [passwords.COST] * 3


def test_an_unknown_name_waits_like_a_known_one(world: World, cheap: Cost) -> None:
    row = user(world)
    for email in (row.email, "nobody@example.com"):
        outcomes = tries(world, email, 7, Visitor(f"198.51.100.{len(email)}"))
        assert outcomes == ["wrong"] * 5 + ["wait"] * 2


# ---- the throttle


def test_each_further_try_doubles_the_wait_and_it_is_told(world: World, cheap: Cost) -> None:
    row = user(world)
    tries(world, row.email, 5)
    waits = []
    for _ in range(4):
        answer = accounts_entry.sign_in(world.bot.front, row.email, PASSWORD, HERE)
        assert answer.outcome == "wait"
        waits.append(answer.wait)
        world.clock.advance(answer.wait)
        assert tries(world, row.email, 1) == ["wrong"]
    assert waits == [10, 20, 40, 80]


def test_knocking_while_one_has_to_wait_makes_it_no_longer(world: World, cheap: Cost) -> None:
    row = user(world)
    tries(world, row.email, 50)
    world.clock.advance(10)
    assert accounts_entry.sign_in(world.bot.front, row.email, PASSWORD, HERE).outcome == "second"


def test_an_address_that_tries_many_names_waits(world: World, cheap: Cost) -> None:
    outcomes = [tries(world, f"{n}@example.com", 1)[0] for n in range(25)]
    assert outcomes == ["wrong"] * 20 + ["wait"] * 5
    assert tries(world, "again@example.com", 1, Visitor("198.51.100.1")) == ["wrong"]


def test_an_account_of_ones_own_does_not_free_the_address(world: World, cheap: Cost) -> None:
    """Who signs in well in between can't guess other names for ever."""
    front, row = world.bot.front, user(world)
    for n in range(18):
        tries(world, f"{n}@example.com", 1)
    half = accounts_entry.sign_in(front, row.email, PASSWORD, HERE)
    assert accounts_entry.second(front, half.token, code_now(world, row), HERE).outcome == "in"
    assert [tries(world, f"more{n}@example.com", 1) for n in range(3)] == [["wrong"], ["wrong"], ["wait"]]


def test_many_tries_at_the_same_moment_are_counted_one_by_one(world: World, cheap: Cost) -> None:
    row, outcomes = user(world), []

    def one() -> None:
        try:
            outcomes.append(accounts_entry.sign_in(world.bot.front, row.email, "wrong", HERE).outcome)
        except TooBusy:
            outcomes.append("busy")

    threads = [threading.Thread(target=one) for _ in range(30)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert outcomes.count("wrong") <= 5 and len(outcomes) == 30


def test_a_second_factor_is_guessed_no_faster_than_a_password(world: World, cheap: Cost) -> None:
    row = user(world)
    token = accounts_entry.sign_in(world.bot.front, row.email, PASSWORD, HERE).token
    outcomes = [accounts_entry.second(world.bot.front, token, "000000", HERE).outcome for _ in range(7)]
    assert outcomes == ["wrong"] * 5 + ["wait"] * 2
    again = accounts_entry.sign_in(world.bot.front, row.email, PASSWORD, HERE)
    assert again.outcome == "wait"


def test_the_throttle_keeps_no_name_and_no_address(world: World, cheap: Cost) -> None:
    tries(world, "nobody@example.com", 1)
    kept = str(world.rows("SELECT key FROM throttle"))
    assert "nobody" not in kept and "203.0.113" not in kept


# ---- recovery codes


def test_a_recovery_code_works_once(world: World, cheap: Cost) -> None:
    codes = rules.recovery_codes(bytes(range(160)))
    row = user(world, codes=codes)
    outcomes = []
    for given in (codes[0], codes[0].lower().replace("-", " "), codes[1].lower().replace("-", "")):
        token = accounts_entry.sign_in(world.bot.front, row.email, PASSWORD, HERE).token
        outcomes.append(accounts_entry.second(world.bot.front, token, given, HERE).outcome)
    assert outcomes == ["in", "wrong", "in"]
    assert world.bot.store.read(lambda tx: tx.users.codes_left(row.id)) == 8
    assert codes[0] not in str(world.rows("SELECT hash FROM recovery_codes"))


def test_ten_different_codes_of_chance(world: World) -> None:
    codes = accounts_first._new_codes(world.bot.front)
    assert len(set(codes)) == 10 and all(rules.recovery_code(each) == each for each in codes)


# ---- the first sign-in


def invited(world: World, role: str = "agent") -> tuple[str, str]:
    front = world.bot.front
    wanted = Wanted("Rita", "rita@example.com", role)
    row, link = front.store.write(lambda tx: accounts_owner.add(tx, front, "nobody", wanted))
    return row.id, link


def set_up(world: World, link: str, password: str = PASSWORD) -> accounts_first.Step:
    """Use a link to the end."""
    front = world.bot.front
    step = accounts_first.choose(front, link, password, HERE)
    if step.outcome != "on":
        return step
    setup = accounts_first.setup(front, step.token)
    assert setup is not None
    import base64

    secret = base64.b32decode(setup.secret.replace(" ", ""))
    return accounts_first.confirm(front, step.token, otp.code(secret, world.clock.now() // otp.STEP), HERE)


def test_a_link_leads_to_password_second_factor_codes_and_in(world: World, cheap: Cost) -> None:
    who, link = invited(world)
    done = set_up(world, link)
    assert done.outcome == "on" and len(done.codes) == 10
    seat = world.bot.store.read(lambda tx: accounts.seat_of(tx, done.token, world.clock.now()))
    assert seat == Seat(who, "Rita", "agent", (), "en")


def test_a_link_works_once_for_a_day_and_only_the_newest(world: World, cheap: Cost) -> None:
    front = world.bot.front
    who, first = invited(world)
    second = front.store.write(lambda tx: accounts_owner.new_link(tx, front, "nobody", who))
    assert set_up(world, first).outcome == "over"
    world.clock.advance(rules.LINK - 1)
    assert set_up(world, second).outcome == "on"
    assert set_up(world, second).outcome == "over"
    third = front.store.write(lambda tx: accounts_owner.new_link(tx, front, "nobody", who))
    world.clock.advance(rules.LINK)
    assert set_up(world, third).outcome == "over"


def test_a_wrong_code_leaves_the_link_as_it_was(world: World, cheap: Cost) -> None:
    _, link = invited(world)
    step = accounts_first.choose(world.bot.front, link, PASSWORD, HERE)
    assert accounts_first.confirm(world.bot.front, step.token, "000000", HERE).outcome == "wrong"
    assert set_up(world, link).outcome == "on"


def test_a_new_link_that_is_used_ends_what_was_open_and_what_let_in_before(world: World, cheap: Cost) -> None:
    front = world.bot.front
    who, link = invited(world)
    before = set_up(world, link)
    fresh = front.store.write(lambda tx: accounts_owner.new_link(tx, front, "nobody", who))
    assert front.store.read(lambda tx: accounts.seat_of(tx, before.token, world.clock.now()))  # until it is used
    world.clock.advance(60)
    assert set_up(world, fresh, "quite another sentence").outcome == "on"
    assert front.store.read(lambda tx: accounts.seat_of(tx, before.token, world.clock.now())) is None
    assert accounts_entry.sign_in(front, "rita@example.com", PASSWORD, HERE).outcome == "wrong"


def test_the_database_alone_makes_no_codes(world: World, cheap: Cost) -> None:
    """The second factor's secret needs the program's key, which lies outside; no token or code is in the file either."""
    _, link = invited(world)
    done = set_up(world, link)
    everything = "".join(
        str(world.rows(f"SELECT * FROM {table}"))
        for table in ("users", "credentials", "sessions", "invitations", "recovery_codes", "audit", "throttle")
    )
    assert link not in everything and done.token not in everything and PASSWORD not in everything
    assert not any(code in everything for code in done.codes)
    kept = world.rows("SELECT factor FROM credentials")[0][0]
    assert accounts_secrets.factor((b"another key",), kept) == b""


def test_a_changed_secret_key_still_knows_what_was_made_under_the_old_one(world: World) -> None:
    old, new = accounts_secrets.keys([b"old", b"new"])
    kept = accounts_secrets.new_factor((old,), world.bot.ids)
    assert accounts_secrets.factor((new, old), kept) == accounts_secrets.factor((old,), kept) != b""
    assert accounts_secrets.tags((new, old), "recovery", "X")[1] == accounts_secrets.tags((old,), "recovery", "X")[0]


# ---- owners


def test_the_last_owner_stays(world: World) -> None:
    front, row = world.bot.front, user(world, "owner", name="Olga")
    for act in (
        lambda tx: accounts_owner.remove(tx, front, row.id, row.id),
        lambda tx: accounts_owner.change(tx, front, row.id, row.id, Wanted("Olga", row.email, "agent")),
    ):
        with pytest.raises(AccountError) as caught:
            front.store.write(act)
        assert caught.value.details["key"] == "last_owner"
    user(world, "owner", name="Paula")
    front.store.write(lambda tx: accounts_owner.remove(tx, front, row.id, row.id))
    assert front.store.read(lambda tx: tx.users.get(row.id)) is None


@pytest.mark.parametrize(
    ("wanted", "key"),
    [(Wanted("X", "nope", "agent"), "email_wrong"), (Wanted("X", "rita@example.com", "agent"), "email_known"),
     (Wanted("X", "RITA@Example.com ", "agent"), "email_known"), (Wanted("  ", "x@example.com", "agent"), "name_wrong"),
     (Wanted("X", "x@example.com", "boss"), "role_wrong"), (Wanted("X", "x@example.com", "agent", (), "xx"), "language_wrong"),
     (Wanted("X", "x@example.com", "agent", ("moon",)), "team_wrong")],
)  # fmt: skip
def test_what_is_wrong_with_a_new_user_is_named(world: World, wanted: Wanted, key: str) -> None:
    front = world.bot.front
    user(world)
    with pytest.raises(AccountError) as caught:
        front.store.write(lambda tx: accounts_owner.add(tx, front, "nobody", wanted))
    assert caught.value.details["key"] == key


# ---- the audit log


def test_the_audit_log_only_grows(world: World) -> None:
    """Also for another program that has the file open."""
    user(world)
    raw = Raw(world.bot.store.path)  # type: ignore[attr-defined]
    for sql in ("UPDATE audit SET what = 'x'", "DELETE FROM audit",
                "INSERT OR REPLACE INTO audit (id, at, user, what, about) VALUES (1, 1, 'u', 'x', '')"):  # fmt: skip
        with pytest.raises(StoreError, match="append-only"):
            world.rows(sql)
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            raw.run(sql)
    raw.close()
    assert world.rows("SELECT what FROM audit") == [("user_added",)]


@pytest.mark.parametrize("about", ["+4915550100002", "15550100002", "ana@example.com", "a text of somebody", "x" * 81])
def test_the_audit_log_takes_ids_alone(world: World, about: str) -> None:
    seat = Seat("u1", "Rita", "agent")
    with pytest.raises(StoreError, match="must be an id") as caught:
        world.bot.store.write(lambda tx: accounts.audit(tx, seat, "taken", about, 1))
    assert about not in str(caught.value)


@pytest.mark.parametrize("about", ["", "#12", "1234567", "3f9aa0b1c2d3e4f5", "1234567890123456", "ufe1:agent:owner"])
def test_ids_of_every_kind_are_taken(world: World, about: str) -> None:
    world.bot.store.write(lambda tx: accounts.audit(tx, Seat("u1", "Rita", "agent"), "taken", about, 1))
    assert world.bot.store.read(accounts.lines)[0][0].about == about


def test_a_removed_user_leaves_a_random_id_in_the_audit_log_and_nothing_else(world: World, cheap: Cost) -> None:
    front = world.bot.front
    codes = rules.recovery_codes(bytes(range(160)))
    owner, row = user(world, "owner", name="Olga"), user(world, name="Rita", codes=codes)
    front.store.write(lambda tx: accounts_first.invite(tx, front, row))
    token = accounts_entry.sign_in(front, row.email, PASSWORD, HERE).token
    front.store.write(lambda tx: accounts.audit(tx, accounts.seat(row), "taken", "#1", world.clock.now()))
    front.store.write(lambda tx: accounts_owner.remove(tx, front, owner.id, row.id))
    lines, _ = front.store.read(accounts.lines)
    assert [(line.what, line.who) for line in lines if row.id in (line.user, line.about)] == [
        ("user_removed", "Olga"), ("taken", ""),
    ]  # fmt: skip
    for table in ("users", "credentials", "sessions", "recovery_codes", "invitations"):
        assert row.id not in str(world.rows(f"SELECT * FROM {table}")), table
    assert front.store.read(lambda tx: accounts.session(tx, token, world.clock.now())) is None


def test_a_flood_of_unknown_names_does_not_fill_the_audit_log(world: World, cheap: Cost) -> None:
    for n in range(15):
        tries(world, f"{n}@example.com", 1)
    assert world.rows("SELECT count(*) FROM audit") == [(1,)]
    world.clock.advance(60)
    tries(world, "later@example.com", 1, Visitor("198.51.100.9"))
    assert world.rows("SELECT count(*) FROM audit") == [(2,)]


# ---- what is over goes


def test_ended_sessions_and_old_tries_are_swept(world: World, cheap: Cost) -> None:
    front, row = world.bot.front, user(world)
    half = accounts_entry.sign_in(front, row.email, PASSWORD, HERE)
    accounts_entry.second(front, half.token, code_now(world, row), HERE)
    accounts_entry.sign_in(front, row.email, PASSWORD, HERE)
    tries(world, "nobody@example.com", 1)

    def swept() -> tuple[int, int]:
        found = retention.sweep(front.store, retention.Keep(), world.clock.now())
        return found["sessions"], found["tries"]

    assert swept() == (0, 0)
    world.clock.advance(rules.HALF)
    assert swept() == (1, 0)
    world.clock.advance(rules.IDLE)
    assert swept() == (1, 0)
    world.clock.advance(rules.FORGIVEN)
    assert swept()[1] > 0 and world.rows("SELECT count(*) FROM throttle") == [(0,)]
