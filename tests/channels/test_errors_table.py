"""Every error code of WhatsApp has a sentence and a verdict; those with consequences have the right one."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.channels.errors_table import Scope, Verdict, meaning, status_meaning

# As Meta documents them, with what the sender does.
DOCUMENTED = {
    "stop": (
        0,
        10,
        33,
        190,
        200,
        299,
        368,
        131005,
        131031,
        131037,
        131042,
        131045,
        131048,
        131064,
        133006,
        133010,
        141008,
        141014,
    ),
    "retry": (1, 2, 130429, 131000, 131016, 131056, 131057, 133004, 139102, 139103),
    "later": (4, 80007, 131049, 132069, 133015, 133016, 134101),
    "optout": (130403, 131050),
    "never": (
        130472,
        130497,
        131020,
        131021,
        131026,
        131041,
        131044,
        131047,
        131052,
        131059,
        131060,
        131062,
        131215,
        137000,
        138000,
        138999,
        139000,
        139004,
        139100,
        139101,
        147001,
        147005,
        1752041,
        2388040,
        2494191,
        2593107,
        2593109,
    ),
    "fix": (
        3,
        100,
        131008,
        131009,
        131030,
        131051,
        131053,
        131055,
        131063,
        132000,
        132001,
        132005,
        132007,
        132008,
        132012,
        132015,
        132016,
        132018,
        132068,
        133000,
        133005,
        133008,
        133009,
        134011,
        134100,
        134102,
        135000,
        139200,
    ),
}


@pytest.mark.parametrize(
    ("code", "verdict"), [(code, verdict) for verdict, codes in DOCUMENTED.items() for code in codes]
)
def test_a_documented_code_has_its_verdict_and_a_sentence(code: int, verdict: str) -> None:
    found = meaning(code)
    assert (found.verdict, found.known) == (verdict, True)
    assert found.why.endswith(".") and str(code) not in found.why


def test_a_code_that_nobody_knows_is_never_tried_again_and_the_owner_is_told() -> None:
    found = meaning(987_654)
    assert (found.verdict, found.known, found.alert) == ("never", False, True)
    assert "987654" in found.why


def test_every_number_means_something() -> None:
    found = [meaning(code) for code in range(-5, 300)]
    assert {one.verdict for one in found} <= set(get_args(Verdict))
    assert {one.scope for one in found} <= set(get_args(Scope))


@pytest.mark.parametrize(
    ("code", "scope"),
    [(131056, "person"), (131050, "person"), (131047, "person"), (130429, "number"), (80007, "number"), (190, "number"),
     (131048, "proactive"), (131064, "proactive"), (132015, "template"), (132001, "template"), (131000, "message")],
)  # fmt: skip
def test_a_verdict_says_what_it_is_about(code: int, scope: str) -> None:
    assert meaning(code).scope == scope


@pytest.mark.parametrize(
    ("code", "after", "tries"),
    [(131056, 4.0, 0), (131049, 86_400.0, 2), (131000, 0.0, 3), (1, 0.0, 2), (132069, 3600.0, 0), (134101, 600.0, 0)],
)
def test_waits_and_numbers_of_attempts_are_as_documented(code: int, after: float, tries: int) -> None:
    assert (meaning(code).after, meaning(code).tries) == (after, tries)


def test_every_4xx_without_an_error_of_whatsapps_means_something() -> None:
    assert all(status_meaning(status).why.endswith(".") for status in range(400, 500))
