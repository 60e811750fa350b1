"""A message that may leave can't be made, copied, changed or smuggled: only `clear` hands it out."""

from __future__ import annotations

import copy
import dataclasses
import gc
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from bot.core import consent
from bot.core.consent import Circumstances, Cleared, Draft, clear
from bot.core.outgoing import Text

REPLY = Draft("ana", "reply", Text("We open at 8."))


@pytest.fixture
def cleared() -> Cleared:
    made = clear(REPLY, (), Circumstances(now=1, window_until=2))
    assert isinstance(made, Cleared)
    return made


@pytest.mark.parametrize(
    "make", [lambda: Cleared(), lambda: Cleared(object()), lambda: Cleared(None), lambda: Cleared(True)]
)
def test_it_is_not_built(make: Callable[[], Any]) -> None:
    with pytest.raises(TypeError, match=r"only bot\.core\.consent\.clear makes a Cleared"):
        make()


def test_it_is_not_subclassed() -> None:
    with pytest.raises(TypeError, match="can't be subclassed"):
        type("Mine", (Cleared,), {})


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, pickle.dumps, lambda c: c.__reduce_ex__(4), dataclasses.replace]
)
def test_it_is_not_copied(cleared: Cleared, copied: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError):
        copied(cleared)


@pytest.mark.parametrize("name", ["draft", "consent_seq", "verdict", "other", "_draft"])
def test_it_is_not_changed(cleared: Cleared, name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(cleared, name, 1)
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(cleared, name, 1)


@pytest.mark.parametrize("ask", [lambda c: c.draft, lambda c: c.consent_seq, lambda c: c.verdict])
def test_an_empty_shell_holds_no_message(ask: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="never cleared"):
        ask(object.__new__(Cleared))


def test_what_it_gives_out_changes_nothing(cleared: Cleared) -> None:
    cleared.verdict["at"] = 99
    assert cleared.verdict["at"] == 1
    assert cleared.draft is REPLY
    with pytest.raises(dataclasses.FrozenInstanceError):
        cleared.draft.person = "bea"  # type: ignore[misc]


def test_each_verdict_is_its_own(cleared: Cleared) -> None:
    other = clear(REPLY, (), Circumstances(now=1, window_until=2))
    assert cleared != other and cleared == cleared and len({cleared, other}) == 2


def test_it_is_forgotten_with_its_message(cleared: Cleared) -> None:
    gc.collect()
    before = len(consent._contents)
    other = clear(REPLY, (), Circumstances(now=1, window_until=2))
    assert len(consent._contents) == before + 1
    del other
    assert len(consent._contents) == before
