"""Who may do what, how long a sign-in lasts, how long somebody who guesses must wait. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Literal, get_args

Role = Literal["owner", "agent", "auditor"]
May = Literal["conversations", "consent", "users", "audit", "own"]

ROLES: tuple[Role, ...] = get_args(Role)
LANGUAGES = ("en", "pt", "es", "de", "ar")
"""The languages of the pages."""

MAY: Mapping[Role, frozenset[May]] = {
    "owner": frozenset(get_args(May)),
    "agent": frozenset({"conversations", "own"}),
    "auditor": frozenset({"consent", "own"}),
}
"""What each role may see and do; ``own``: one's own account. An agent sees the conversations of their teams."""

IDLE = 12 * 3600
"""Seconds without a click after which a sign-in ends."""
WHOLE = 7 * 86_400
"""Seconds after which it ends anyway."""
HALF = 15 * 60
"""Seconds for the second factor, and for setting up the first."""
TOUCH = 60
"""Seconds between two notes that somebody is still there."""
LINK = 86_400
"""Seconds that a link for the first sign-in works."""

FREE = {"account": 5, "address": 20}
"""Tries that cost no waiting. An address is shared by a whole office."""
FIRST_WAIT, LONGEST_WAIT = 10, 900
"""Seconds; each further try doubles the wait."""
FORGIVEN = 86_400
"""Seconds without a try after which earlier ones are forgotten."""

RECOVERY_CODES = 10
_ALPHABET = "BCDFGHJKMNPQRSTVWXYZ23456789"  # nothing that looks like something else, and no vowel: no word at all
_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,190}\.[^@\s<>\".]{2,63}")
_WHAT = re.compile(r"[a-z][a-z_]{1,39}")
_ABOUT = re.compile(r"[A-Za-z0-9_:#.-]{0,80}")
_PHONE = re.compile(r"\+?\d{10,14}")


def roles_that_may(what: May) -> tuple[Role, ...]:
    """Return the roles that may do it."""
    return tuple(role for role in ROLES if what in MAY[role])


def opens(role: Role, teams: Collection[str], user: str, *, team: str, hands: Collection[str]) -> bool:
    """Whether somebody may open a conversation: that of their teams, or one that is in their hands.

    ``teams`` empty: all; ``team`` "": of no team, for everybody; ``hands``: who has it, and whom it waits for.

    >>> [opens("agent", ("sales",), "u1", team=team, hands=("u2",)) for team in ("sales", "", "repairs")]
    [True, True, False]
    """
    if "conversations" not in MAY[role]:
        return False
    return role == "owner" or not teams or not team or team in teams or user in hands


def stands(stage: str, made_at: int, seen_at: int, now: int) -> bool:
    """Whether a session still holds at that time."""
    if stage != "in":
        return now < made_at + HALF
    return now < seen_at + IDLE and now < made_at + WHOLE


def wait(kind: str, failures: int, last: int, now: int) -> int:
    """Return the seconds until the next try is looked at, 0 where it is at once. ``kind``: account | address.

    >>> [wait("account", n, 100, 100) for n in (4, 5, 6, 7, 30)]
    [0, 10, 20, 40, 900]
    """
    over = failures - FREE[kind]
    if over < 0 or now >= last + FORGIVEN:
        return 0
    delay = min(FIRST_WAIT << min(over, 10), LONGEST_WAIT)
    return max(0, last + delay - now)


def email(given: str) -> str:
    """Return an e-mail address in the form that signs in, "" where it is none."""
    text = given.strip().casefold()
    return text if _EMAIL.fullmatch(text) else ""


def recovery_codes(chance: bytes) -> tuple[str, ...]:
    """Return ten codes of twelve letters and digits (56 bits each) from 160 random bytes or more.

    >>> recovery_codes(bytes(range(160)))[0]
    '5J73-W8CX-XR7F'
    """
    letters = len(_ALPHABET)
    codes = []
    for n in range(RECOVERY_CODES):
        number = int.from_bytes(chance[n * 16 : n * 16 + 16], "big")
        text = ""
        for _ in range(12):
            number, rest = divmod(number, letters)
            text += _ALPHABET[rest]
        codes.append("-".join((text[:4], text[4:8], text[8:])))
    return tuple(codes)


def recovery_code(given: str) -> str:
    """Return what somebody typed as a recovery code is kept, "" where it can't be one.

    >>> recovery_code(" bcdf ghjk-mnpq ")
    'BCDF-GHJK-MNPQ'
    """
    text = "".join(char for char in given.upper() if char in _ALPHABET)
    return "-".join((text[:4], text[4:8], text[8:])) if len(text) == 12 else ""


def private(what: str, about: str) -> str:
    """Say why a line may not stand in the audit log, "" where it may: it names ids, never people."""
    if not _WHAT.fullmatch(what):
        return f"{what!r} is not a word in small letters, like role_changed"
    if not _ABOUT.fullmatch(about) or _PHONE.fullmatch(about):
        return "what it is about must be an id (of a person, a user, a ticket), never a number, an address or a text"
    return ""


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("SamsungBrowser", "Samsung"),
             ("CriOS", "Chrome"), ("Chrom", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def device(agent: str) -> str:
    """Return browser and system in two words, as their owner would call them.

    >>> device("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    """
    found = [next((name for sign, name in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found))
