"""The owner's pages: users, and the audit log."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from bot.core.accounts import ROLES, roles_that_may
from bot.errors import AccountError
from bot.ports import Tx, UserRow
from bot.services import accounts, accounts_owner
from bot.services.accounts_owner import Wanted
from bot.services.front import Front
from bot.web.auth_account import when
from bot.web.auth_guard import let_out, needs, seat, the_front
from bot.web.words import say

USERS, AUDIT = roles_that_may("users"), roles_that_may("audit")


def add(routes: Blueprint, front: Front) -> None:
    """Add the pages."""
    routes.add_url_rule("/users", view_func=users, methods=["GET", "POST"])
    routes.add_url_rule("/users/<user>", view_func=one_user, methods=["GET", "POST"])
    routes.add_url_rule("/users/<user>/link", view_func=new_link, methods=["POST"])
    routes.add_url_rule("/users/<user>/sign-out", view_func=sign_out_user, methods=["POST"])
    routes.add_url_rule("/users/<user>/remove", view_func=remove_user, methods=["POST"])
    routes.add_url_rule("/audit", view_func=audit_log)


@needs(*USERS)
def users() -> str | tuple[str, int]:
    """Everybody, and a form for one more."""
    if request.method == "GET":
        return _list()
    front, by, wanted = the_front(), seat().user, _wanted()
    try:
        row, link = front.store.write(lambda tx: accounts_owner.add(tx, front, by, wanted))
    except AccountError as problem:
        return _list(problem, wanted), 400
    return _link(row, link)


@needs(*USERS)
def one_user(user: str) -> Answer | str | tuple[str, int]:
    """One user: role, teams, language, links, sessions, the end."""
    front, by = the_front(), seat().user
    if request.method == "GET":
        return _one(user)
    _row(user)
    wanted = _wanted()
    try:
        front.store.write(lambda tx: accounts_owner.change(tx, front, by, user, wanted))
    except AccountError as problem:
        return _one(user, problem), 400
    return redirect(f"/desk/users/{user}?done=user_changed", 303)


@needs(*USERS)
def new_link(user: str) -> str:
    """A new link for a first sign-in, shown once."""
    front, by = the_front(), seat().user
    row = _row(user)
    return _link(row, front.store.write(lambda tx: accounts_owner.new_link(tx, front, by, user)))


@needs(*USERS)
def sign_out_user(user: str) -> Answer:
    """End every session of a user."""
    front, by = the_front(), seat().user
    _row(user)
    front.store.write(lambda tx: accounts_owner.sign_out_everywhere(tx, front, by, user))
    return redirect(f"/desk/users/{user}?done=signed_out_user", 303)


@needs(*USERS)
def remove_user(user: str) -> Answer | tuple[str, int]:
    """Remove a user; the box must be ticked."""
    front, by = the_front(), seat().user
    _row(user)
    if request.form.get("sure") != "yes":
        return _one(user, AccountError(key="tick_to_remove")), 400
    try:
        front.store.write(lambda tx: accounts_owner.remove(tx, front, by, user))
    except AccountError as problem:
        return _one(user, problem), 400
    if user == by:
        let_out()
    return redirect("/desk/users", 303)


@needs(*AUDIT)
def audit_log() -> str:
    """Who did what about whom, newest first."""
    front = the_front()
    before = request.args.get("before", "")
    user = request.args.get("user", "")[:60]

    def look(tx: Tx) -> tuple[tuple[accounts.AuditLine, ...], int]:
        return accounts.lines(tx, before=int(before) if before.isdecimal() and len(before) < 18 else 0, user=user)

    lines, more = front.store.read(look)
    return render_template("accounts/audit.html", lines=lines, more=more, user=user, when=when())


# ---- inside


def _wanted() -> Wanted:
    form = request.form
    teams = form.getlist("team")
    return Wanted(form.get("name", ""), form.get("email", ""), form.get("role", ""), teams, form.get("language", "en"))


def _row(user: str) -> UserRow:
    row = the_front().store.read(lambda tx: tx.users.get(user))
    return row if row is not None else abort(404)


def _list(problem: AccountError | None = None, wanted: Wanted | None = None) -> str:
    return render_template(
        "accounts/users.html", users=the_front().store.read(accounts.accounts), when=when(), error=told(problem),
        wanted=wanted or Wanted("", "", "agent"), **_choices(),
    )  # fmt: skip


def _one(user: str, problem: AccountError | None = None) -> str:
    row, done = _row(user), request.args.get("done", "")

    def look(tx: Tx) -> accounts.Account:
        return accounts.account(tx, row, tx.users.invitations())

    return render_template(
        "accounts/user.html", user=the_front().store.read(look), when=when(), error=told(problem), **_choices(row),
        done=done if done in ("user_changed", "signed_out_user") else "",
    )  # fmt: skip


def _choices(row: UserRow | None = None) -> dict[str, object]:
    there = list(the_front().flows.book.handover.teams)
    return {"roles": ROLES, "teams": there + [each for each in (row.teams if row else ()) if each not in there]}


def _link(row: UserRow, link: str) -> str:
    return render_template("accounts/link.html", user=row, address=f"{the_front().address}/desk/first/{link}")


def told(problem: AccountError | None) -> str:
    """Return what is wrong, in the reader's language."""
    if problem is None:
        return ""
    values = {name: value for name, value in problem.details.items() if name != "key"}
    return say(str(problem.details["key"]), **values)
