"""What takes the force of a phrase: negations, questions, quoted footers, orders; and what nothing takes it from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.core.understanding.phrases_match import Hit

_VETOES: Final = {"not_stop": "stop", "not_person": "person", "not_wrong_number": "wrong_number", "not_start": "start"}


def allowed(hits: list[Hit]) -> list[Hit]:
    """Return the hits that no veto, and no wish to be rid of the bot alone, takes the force from."""
    against: dict[str, list[Hit]] = {}
    for hit in hits:
        kind = "stop" if hit.kind == "stop_bot" else _VETOES.get(hit.kind)
        if kind:
            against.setdefault(kind, []).append(hit)
    never = {hit.language for hit in hits if hit.kind == "never_start"}
    hits = [hit for hit in hits if hit.kind != "start" or hit.language not in never]
    sure = [replace(hit, kind="stop") for hit in hits if hit.kind == "stop_surely"]
    return sure + [hit for hit in hits if hit.kind not in _VETOES and not _covered(hit, against.get(hit.kind, ()))]


def _covered(hit: Hit, vetoes: Iterable[Hit]) -> bool:
    return any(veto.start < hit.end and hit.start < veto.end and _reaches(veto, hit) for veto in vetoes)


def _reaches(veto: Hit, hit: Hit) -> bool:
    """Whether the veto may touch the hit: "stop the bot" leaves "stop the bot messages"; but for STOP, only at home."""
    if veto.kind == "stop_bot":
        return hit.end <= veto.end
    return veto.kind == "not_stop" or veto.language == hit.language
