"""Who may be written to: the folding of lines, every reason of a refusal, and that all else is refused too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.consent import (
    ENDINGS,
    WINDOW,
    Circumstances,
    Cleared,
    Draft,
    LedgerLine,
    Refused,
    clear,
    grant_of,
    standing,
)
from bot.core.effects import LEDGER_KINDS
from bot.core.flow import Purpose
from bot.core.outgoing import Template, Text
from bot.core.state import Standing

NOW = 1_767_607_200
DAY = 86_400
OFFERS = Purpose("offers", "marketing", {}, cap=(2, 30 * DAY), quiet=(21 * 60, 8 * 60), expires=700 * DAY)
ORDERS = Purpose("orders", "utility", {}, expires=0)
TEXT = Draft("ana", "proactive", Text("10 % off"), "offers")
SPRING = Draft("ana", "proactive", Template("spring", "en", {}), "offers")
REPLY = Draft("ana", "reply", Text("We open at 8."))
GOOD = Circumstances(now=NOW, window_until=NOW + 1, rule=OFFERS, template_category="marketing", local_minute=600)


def lines(*kinds: str, purpose: str = "offers", person: str = "ana") -> list[LedgerLine]:
    """Lines in order; "kind:purpose" where the purpose is another one."""
    parts = [[*kind.split(":"), purpose][:2] for kind in kinds]
    return [LedgerLine(n, NOW - 100 + n, kind, person, about, "h") for n, (kind, about) in enumerate(parts, 1)]


YES = lines("asked", "granted")


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), "unknown"), (("asked",), "asked"), (("granted",), "granted"), (("refused",), "refused"),
        (("asked", "granted", "asked"), "granted"), (("granted", "withdrawn"), "withdrawn"),
        (("granted", "withdrawn", "granted"), "granted"), (("granted", "withdrawn:*"), "withdrawn"),
        (("granted", "withdrawn:reminders"), "granted"), (("granted", "expired"), "expired"),
        (("granted", "invalidated:*"), "invalidated"), (("granted", "refused"), "refused"),
        (("withdrawn", "asked"), "withdrawn"), (("withdrawn", "refused"), "refused"),
        (("granted", "erased:*"), "withdrawn"),
        (("granted:*",), "unknown"), (("granted:reminders",), "unknown"), (("imported",), "unknown"),
        (("platform_unblocked", "note", "released", "held"), "unknown"),
        (("withdrawn", "platform_unblocked"), "withdrawn"),
        (("granted", "held", "released", "note"), "granted"), (("asked:*",), "asked"),
    ],
)  # fmt: skip
def test_standing(kinds: tuple[str, ...], expected: str) -> None:
    assert standing(lines(*kinds), "offers", now=NOW) == expected
    assert standing(lines(*kinds)[::-1], "offers", now=NOW) == expected, "the number of a line counts, not its place"


@pytest.mark.parametrize(
    ("later", "heard", "expected"),
    [(99, 0, "granted"), (100, 0, "expired"), (100, 1, "granted"), (150, 51, "granted"), (151, 51, "expired")],
)
def test_a_yes_grows_old_after_its_last_use(later: int, heard: int, expected: str) -> None:
    yes = [LedgerLine(1, NOW, "granted", "ana", "offers", "h")]
    last = NOW + heard if heard else 0
    assert standing(yes, "offers", now=NOW + later, expires=100, last_heard=last) == expected
    assert standing(yes, "offers", now=NOW + later, expires=0) == "granted"


def test_every_standing_can_be_reached() -> None:
    reached = {
        standing(lines(*kinds), "offers", now=NOW) for kinds in ((), ("asked",), ("granted",), *((e,) for e in ENDINGS))
    }
    assert reached == set(get_args(Standing))


def test_the_last_yes_is_the_one_that_allows() -> None:
    found = grant_of(lines("granted", "withdrawn", "granted", "asked", "granted:reminders"), "offers")
    assert found is not None and found.seq == 3
    assert grant_of(lines("granted", "withdrawn"), "offers") is None


# ---- clear()


@pytest.mark.parametrize("draft", [TEXT, SPRING])
def test_a_yes_in_good_order_clears(draft: Draft) -> None:
    cleared = clear(draft, YES, GOOD)
    assert isinstance(cleared, Cleared)
    assert (cleared.draft, cleared.consent_seq) == (draft, 2)
    assert cleared.verdict == {"cleared": "proactive", "at": NOW, "purpose": "offers", "consent": 2}


def test_a_template_needs_no_window() -> None:
    assert isinstance(clear(SPRING, YES, replace(GOOD, window_until=0)), Cleared)


PROACTIVE: list[tuple[str, Draft, Sequence[LedgerLine], dict[str, Any]]] = [
    ("no_purpose", replace(TEXT, purpose=""), YES, {}),
    ("no_purpose", replace(TEXT, purpose="*"), lines("granted", purpose="*"), {}),
    ("unknown_purpose", TEXT, YES, {"rule": None}),
    ("unknown_purpose", TEXT, YES, {"rule": ORDERS}),
    ("no_consent", TEXT, [], {}),
    ("no_consent", TEXT, lines("granted", purpose="reminders"), {}),
    ("no_consent", TEXT, lines("granted", person="bea"), {}),
    ("no_consent", TEXT, lines("imported", "platform_unblocked"), {}),
    ("asked", TEXT, lines("asked"), {}),
    ("refused", TEXT, lines("asked", "refused"), {}),
    ("withdrawn", TEXT, lines("granted", "withdrawn:*"), {}),
    ("withdrawn", TEXT, lines("granted", "erased:*"), {}),
    ("expired", TEXT, lines("granted", "expired"), {}),
    ("expired", SPRING, YES, {"now": NOW + 700 * DAY, "window_until": 0}),
    ("invalidated", TEXT, lines("granted", "invalidated:*"), {}),
    ("suppressed", TEXT, YES, {"suppressed": True}),
    ("held", TEXT, YES, {"held": True}),
    ("brake", TEXT, YES, {"brake": "the number's quality is low"}),
    ("window_closed", TEXT, YES, {"window_until": NOW}),
    ("template_unknown", SPRING, YES, {"template_category": ""}),
    ("template_paused", SPRING, YES, {"template_status": "PAUSED"}),
    ("template_paused", SPRING, YES, {"template_status": "something new"}),
    ("wrong_category", SPRING, YES, {"template_category": "AUTHENTICATION"}),
    ("cap", TEXT, YES, {"sent_in_cap": 2}),
    ("quiet_hours", TEXT, YES, {"local_minute": 23 * 60}),
    ("quiet_hours", TEXT, YES, {"local_minute": 0}),
    ("error", replace(TEXT, kind="broadcast"), YES, {}),
    ("error", replace(TEXT, kind=""), YES, {}),
]


@pytest.mark.parametrize(("reason", "draft", "known", "about"), PROACTIVE)
def test_each_reason(reason: str, draft: Draft, known: Sequence[LedgerLine], about: dict[str, Any]) -> None:
    verdict = clear(draft, known, replace(GOOD, **about))
    assert isinstance(verdict, Refused)
    assert verdict.reason == reason
    assert verdict.why[0].isupper() and verdict.why.endswith((".", "low")) and "{" not in verdict.why


@pytest.mark.parametrize("about", [{"local_minute": 8 * 60}, {"local_minute": 21 * 60 - 1}, {"sent_in_cap": 1}])
def test_what_is_just_allowed(about: dict[str, Any]) -> None:
    assert isinstance(clear(TEXT, YES, replace(GOOD, **about)), Cleared)


@pytest.mark.parametrize("status", ["", "APPROVED", "approved", "FLAGGED", "REINSTATED"])
@pytest.mark.parametrize("category", ["marketing", "UTILITY"])
def test_templates_that_a_marketing_purpose_may_use(status: str, category: str) -> None:
    about = replace(GOOD, template_status=status, template_category=category)
    assert isinstance(clear(SPRING, YES, about), Cleared)


def test_a_utility_purpose_never_carries_advertising() -> None:
    """Also where WhatsApp itself made the template a marketing one since."""
    draft = replace(SPRING, purpose="orders")
    yes = lines("granted", purpose="orders")
    about = replace(GOOD, rule=ORDERS, template_category="utility")
    assert isinstance(clear(draft, yes, about), Cleared)
    refused = clear(draft, yes, replace(about, template_category="MARKETING"))
    assert isinstance(refused, Refused) and refused.reason == "wrong_category"
    assert "may use utility ones" in refused.why


def test_the_last_message_keeps_a_yes_alive() -> None:
    late = NOW + 700 * DAY
    assert isinstance(clear(SPRING, YES, replace(GOOD, now=late, window_until=late + 1)), Cleared)
    assert isinstance(clear(SPRING, YES, replace(GOOD, now=late, window_until=0, last_heard=late - WINDOW)), Cleared)


@pytest.mark.parametrize("until", [NOW + 1, NOW + WINDOW])
def test_a_reply_needs_only_an_open_window(until: int) -> None:
    """No consent, whatever was withdrawn: it is an answer."""
    about = Circumstances(now=NOW, window_until=until, suppressed=True, held=True, brake="x")
    cleared = clear(REPLY, lines("withdrawn:*"), about)
    assert isinstance(cleared, Cleared)
    assert (cleared.consent_seq, cleared.verdict) == (0, {"cleared": "reply", "at": NOW, "window_until": until})


@pytest.mark.parametrize("until", [0, NOW - 1, NOW])
def test_no_reply_after_the_window(until: int) -> None:
    verdict = clear(REPLY, YES, Circumstances(now=NOW, window_until=until))
    assert isinstance(verdict, Refused) and verdict.reason == "window_closed"


@pytest.mark.parametrize(
    "draft", [replace(REPLY, purpose="offers"), replace(REPLY, message=Template("spring", "en", {}))]
)
def test_a_reply_is_no_way_round_the_purposes(draft: Draft) -> None:
    verdict = clear(draft, YES, GOOD)
    assert isinstance(verdict, Refused) and verdict.reason == "wrong_category"


def test_every_reason_of_the_contract_is_tested() -> None:
    promised = set(clear.__doc__.split("no_purpose")[1].replace("\n", " ").rstrip(". ").replace(" ", "").split(",")) - {
        ""
    }
    assert {case[0] for case in PROACTIVE} == promised | {"no_purpose"}


class Trap:
    """Raises whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("the database is gone")


WRONG: list[tuple[Any, Any, Any]] = [
    (TEXT, Trap(), GOOD), (TEXT, [Trap()], GOOD), (TEXT, None, GOOD), (Trap(), YES, GOOD), (None, YES, GOOD),
    (TEXT, YES, Trap()), (TEXT, YES, None), (TEXT, YES, replace(GOOD, now=None)), (REPLY, (), Circumstances(now=None)),
    (TEXT, YES, replace(GOOD, rule=Trap())), (SPRING, YES, replace(GOOD, template_status=None)),
    (TEXT, [replace(YES[1], seq=None)] * 2, GOOD), (TEXT, YES, replace(GOOD, sent_in_cap=None)),
]  # fmt: skip


@pytest.mark.parametrize("n", range(len(WRONG)))
def test_whatever_goes_wrong_is_a_refusal(n: int) -> None:
    draft, known, about = WRONG[n]
    verdict = clear(draft, known, about)
    assert isinstance(verdict, Refused)
    assert verdict.reason in ("error", "unknown_purpose")
    assert "database" not in verdict.why


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(LEDGER_KINDS),
            st.sampled_from(("offers", "reminders", "*")),
            st.sampled_from(("ana", "bea")),
        )
    ),
    st.booleans(),
    st.booleans(),
    st.integers(0, 3),
    st.integers(0, 1439),
)
def test_nothing_is_cleared_without_a_live_yes(
    history: list[tuple[str, str, str]], held: bool, suppressed: bool, sent: int, minute: int
) -> None:
    """Read the promise backwards through the history: the first line that decides must be a yes."""
    known = [LedgerLine(n, NOW, kind, who, purpose, "h") for n, (kind, purpose, who) in enumerate(history, 1)]
    about = replace(GOOD, held=held, suppressed=suppressed, sent_in_cap=sent, local_minute=minute)
    verdict = clear(TEXT, known, about)
    decides = next(
        (
            line
            for line in reversed(known)
            if line.person == "ana"
            and (
                (line.kind == "granted" and line.purpose == "offers")
                or (line.kind in ENDINGS and line.purpose in ("offers", "*"))
            )
        ),
        None,
    )
    live = decides is not None and decides.kind == "granted"
    free = not held and not suppressed and sent < 2 and 8 * 60 <= minute < 21 * 60
    assert isinstance(verdict, Cleared) == (live and free)
    if isinstance(verdict, Cleared):
        assert decides is not None and verdict.consent_seq == decides.seq
