"""Browsers for the desk's pages: signed in at once, or by hand with a password and an app."""

from __future__ import annotations

import html
import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.core import otp, passwords
from bot.core.passwords import Cost
from bot.ports import CredentialRow, UserRow
from bot.services import accounts_entry, accounts_owner
from bot.services.accounts_entry import Visitor
from bot.services.accounts_owner import Wanted
from bot.services.accounts_secrets import factor, new_factor, tags, token
from bot.web import create_app
from tests.world import World

PASSWORD = "violet tractor under rain"
CHEAP = Cost(4, 8, 1)
"""A hash that costs nothing; signing in with it makes a real one."""


class Browser(FlaskClient):
    """A browser without JavaScript: it keeps cookies, and sends the token that the last page held."""

    page: TestResponse | None = None
    csrf = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        if answer.mimetype == "text/html":
            found = re.search(r'name="csrf" value="([0-9a-f]+)"', answer.get_data(as_text=True))
            self.csrf = found[1] if found else self.csrf
        self.page = answer
        return answer

    def send(self, path: str, **form: Any) -> TestResponse:
        """Send a form of ours."""
        return self.post(path, data={"csrf": self.csrf, **form})

    def follow(self) -> TestResponse:
        """Go where the last answer points."""
        assert self.page is not None and self.page.status_code == 303, self.page
        return self.get(self.page.headers["Location"])

    @property
    def text(self) -> str:
        """What the last page says, without its tags."""
        assert self.page is not None
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.page.get_data(as_text=True))).split())


def app_of(world: World) -> Flask:
    """Return the world's web application."""
    app = create_app(world.bot.front)
    app.testing = True
    app.test_client_class = Browser
    return app


def browser(world: World) -> Browser:
    """Return a browser that nobody is signed in with."""
    made = app_of(world).test_client()
    assert isinstance(made, Browser)
    return made


def user(world: World, role: str = "agent", *, name: str = "Rita", teams: tuple[str, ...] = (), language: str = "en",
         email: str = "", codes: tuple[str, ...] = ()) -> UserRow:  # fmt: skip
    """Add a user who has a password and a second factor."""
    front = world.bot.front
    wanted = Wanted(name, email or f"{name.casefold()}@example.com", role, teams, language)

    def work(tx: Any) -> UserRow:
        row, _ = accounts_owner.add(tx, front, "nobody", wanted)
        kept = passwords.hashed(PASSWORD, b"salt" * 4, CHEAP)
        tx.users.let_in_by(CredentialRow(row.id, kept, new_factor(front.account_keys, front.ids), 0, front.clock.now()))
        tx.users.set_codes(row.id, [tags(front.account_keys, "recovery", code)[0] for code in codes])
        tx.users.uninvite(row.id)
        return row

    return world.bot.store.write(work)


def signed_in(world: World, role: str = "agent", *, name: str = "Rita", teams: tuple[str, ...] = (),
              language: str = "en", row: UserRow | None = None) -> Browser:  # fmt: skip
    """Return a browser of somebody who is signed in, without the work of signing in."""
    front, made = world.bot.front, browser(world)
    found = row or user(world, role, name=name, teams=teams, language=language)
    fresh = token(front.ids)
    world.bot.store.write(lambda tx: accounts_entry.begin(tx, front, found.id, fresh, "in", Visitor()))
    made.set_cookie("askfirst", fresh)
    made.get("/desk/account")
    return made


def code_now(world: World, row: UserRow, steps: int = 0) -> str:
    """Return what the user's app shows, or showed or will show so many steps from now."""
    front = world.bot.front
    kept = world.bot.store.read(lambda tx: tx.users.credential(row.id))
    assert kept is not None
    return otp.code(factor(front.account_keys, kept.factor), world.clock.now() // otp.STEP + steps)


def sign_in(made: Browser, world: World, row: UserRow, password: str = PASSWORD) -> TestResponse:
    """Sign in by hand: name and password, then the app's code."""
    made.get("/desk/sign-in")
    answer = made.send("/desk/sign-in", email=row.email, password=password)
    if answer.status_code != 303:
        return answer
    made.follow()
    return made.send("/desk/second-factor", code=code_now(world, row))
