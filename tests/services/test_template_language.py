"""A proactive template goes out in the language that the person chose."""

from __future__ import annotations

import pytest

from tests.world import World


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ("auf Deutsch bitte", "de"),
        ("em português", "pt_PT"),
        ("en español por favor", "es"),
        ("بالعربية", "ar"),
        ("", "en"),
    ],
)
def test_a_template_is_sent_in_the_language_that_was_switched_to(wish: str, code: str) -> None:
    world = World()
    ada = world.customer()
    ada.says("start")
    ada.taps("Yes, please")
    if wish:
        ada.says(wish)
    assert world.send(ada.phone).verdict == "cleared"
    [found] = world.rows("SELECT json_extract(message, '$.language') FROM outbox WHERE kind = 'proactive'")
    assert found == (code,)
    world.close()
