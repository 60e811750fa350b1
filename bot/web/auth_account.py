"""One's own account: password, recovery codes, language, where one is signed in."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, g, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from bot.core.accounts import LANGUAGES, ROLES
from bot.errors import TooBusy
from bot.ports import Tx
from bot.services import accounts_first, accounts_owner
from bot.services.accounts_secrets import mark
from bot.services.front import Front
from bot.web.auth_entry import minutes
from bot.web.auth_guard import home, let_in, needs, seat, the_front, visitor
from bot.web.words import say
from bot.web.words_when import When


def add(routes: Blueprint, front: Front) -> None:
    """Add the pages."""
    routes.add_url_rule("/account", view_func=own_account)
    routes.add_url_rule("/account/password", view_func=own_password, methods=["POST"])
    routes.add_url_rule("/account/recovery-codes", view_func=own_codes, methods=["POST"])
    routes.add_url_rule("/account/language", view_func=own_language, methods=["POST"])
    routes.add_url_rule("/account/sign-out-others", view_func=sign_out_others, methods=["POST"])


def when() -> When:
    """Return the times of this page."""
    front = the_front()
    return When(front.clock.now(), front.flows.book.business.timezone)


@needs(*ROLES)
def own_account() -> str:
    """The page."""
    return _page()[0]


@needs(*ROLES)
def own_password() -> Answer | tuple[str, int]:
    """A new password; every other session ends."""
    form = request.form
    if form.get("password", "") != form.get("again", ""):
        return _page("password_differs", 400)
    try:
        step = accounts_first.change_password(
            the_front(), seat().user, form.get("old", ""), form.get("password", ""), visitor()
        )
    except TooBusy:
        return _page("sign_in_busy", 503)
    if step.outcome == "wait":
        return _page("sign_in_wait", 429, wait=minutes(step.wait))
    if step.outcome != "on":
        return _page(step.key or "user_gone", 403)
    let_in(step.token)
    return redirect("/desk/account?done=password_changed", 303)


@needs(*ROLES)
def own_codes() -> str | tuple[str, int]:
    """Ten new recovery codes, shown once."""
    step = accounts_first.new_codes(the_front(), seat().user, request.form.get("code", ""), visitor())
    if step.outcome == "wait":
        return _page("sign_in_wait", 429, wait=minutes(step.wait))
    if step.outcome != "on":
        return _page(step.key or "user_gone", 403)
    return render_template("accounts/recovery_codes.html", codes=step.codes, onward="/desk/account")


@needs(*ROLES)
def own_language() -> Answer:
    """Another language for the pages."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        user = seat().user
        the_front().store.write(lambda tx: tx.users.change(replace(accounts_owner.known(tx, user), language=wanted)))
    return redirect("/desk/account", 303)


@needs(*ROLES)
def sign_out_others() -> Answer:
    """End every session but this one."""
    front, user, keep = the_front(), seat().user, mark(g.token)
    front.store.write(lambda tx: accounts_owner.sign_out_everywhere(tx, front, user, user, keep=keep))
    return redirect("/desk/account?done=signed_out_others", 303)


def _page(key: str = "", status: int = 200, **values: str) -> tuple[str, int]:
    front, me, this = the_front(), seat(), mark(g.token)

    def look(tx: Tx) -> dict[str, object]:
        user = accounts_owner.known(tx, me.user)
        return {"user": user, "sessions": tx.sessions.of(me.user), "codes_left": tx.users.codes_left(me.user)}

    done = request.args.get("done", "")
    return render_template(
        "accounts/account.html", **front.store.read(look), this=this, when=when(), home=home(me.role),
        error=say(key, **values) if key else "", done=done if done in ("password_changed", "signed_out_others") else "",
    ), status  # fmt: skip
