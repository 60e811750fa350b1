"""Proof of consent: one person's file, the receipt they can keep, the ledger's check, the auditor's bundle."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.core.flow import Book
from bot.errors import ProofError
from bot.ports import Store, Tx
from bot.services import inspecting, verifier

log = logging.getLogger("askfirst.proof")

HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def receipt(tx: Tx, person: str) -> str:
    """Return ``seq:hash`` of the person's last line, which nobody can change later without its showing; "": no line."""
    lines = tx.ledger.of(person)
    return f"{lines[-1].seq}:{lines[-1].hash}" if lines else ""


def of(tx: Tx, person: str, book: Book, now: int) -> dict[str, Any]:
    """Return everything that proves one person's consents: what `consent show` tells, and who asked, and the head."""
    row, business, (count, digest) = tx.persons.get(person), book.business, tx.ledger.head()
    told = inspecting.consent(tx, person, book, now)
    return {
        **told,
        "name": row.name if row else "",
        "receipt": receipt(tx, person) or None,
        "head": f"{count}:{digest}",
        "made": inspecting.iso(now),
        "suppressed": tx.persons.suppressed(person),
        "held": bool(row and row.held),
        "business": {"name": business.name, "contact": business.contact, "privacy_url": business.privacy_url},
    }


# ---- is the ledger whole?


def head(text: str) -> tuple[int, str]:
    """Read ``count:hash`` as it stands on a receipt, in the log or in `doctor`. Raise ProofError where it is none."""
    found = HEAD.fullmatch(text.strip())
    if not found:
        raise ProofError(why=f"{text!r} is not like 12:0f3a…: a number, a colon and 64 hex digits. Copy all of it.")
    return int(found[1]), found[2]


def check(tx: Tx, heads: Sequence[tuple[int, str]] = ()) -> dict[str, Any]:
    """Check the whole ledger, also against heads that were kept elsewhere; the first broken line of all is named."""
    told = [dict(tx.ledger.verify(each)) for each in heads or (None,)]
    broken = [each for each in told if not each["ok"]]
    return min(broken, key=lambda each: int(each["broken"]["seq"])) if broken else told[0]


def watch(store: Store) -> bool:
    """Check the ledger and log its head: at start and once a day. The log is a place where a head is kept elsewhere."""
    told = store.read(check)
    if told["ok"]:
        log.info("The consent ledger is whole: %s lines, head %s", told["lines"], told["head"])
    else:
        broken = told["broken"]
        log.error("The consent ledger was changed. First broken line: %s (%s)", broken["seq"], broken["why"])
    return bool(told["ok"])


# ---- the auditor's bundle


def export(tx: Tx, folder: Path, persons: Sequence[str], book: Book, now: int) -> dict[str, Any]:
    """Write a bundle that anybody can check without us. ``persons``: whose evidence goes in; none named: everybody's.

    The ledger is always whole, because a chain can only be checked so; it holds random ids, kinds and times alone.
    """
    _fresh(folder)
    wanted = {each for person in persons for each in _ids(tx, person)}
    hashes: dict[str, None] = {}
    rows, proofs = _written(folder / "ledger.jsonl"), _written(folder / "evidence.jsonl")
    counted = {"lines": 0, "evidence": 0}
    with rows, proofs:
        for line in tx.ledger.rows():
            rows.write(_json({name: line[name] for name in line if name not in ("salt", "body")}))
            counted["lines"] += 1
            if line["body"] is not None and (not wanted or line["person"] in wanted):
                proofs.write(_json({name: line[name] for name in ("seq", "salt", "body")}))
                counted["evidence"] += 1
                hashes |= dict.fromkeys(_notices(json.loads(line["body"])))
    shown = [told for each in hashes if (told := tx.facts.notice(each))]
    _put(folder / "notices.jsonl", "".join(map(_json, shown)))
    _put(folder / "verify.py", Path(verifier.__file__).read_text("utf-8"))
    count, digest = tx.ledger.head()
    state = f"head {count}:{digest}, evidence {counted['evidence']}, notices {len(shown)}"
    _put(folder / "README.txt", _readme(book, state, persons, inspecting.iso(now)))
    return {"folder": str(folder), **counted, "notices": len(shown), "head": f"{count}:{digest}"}


def _fresh(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise ProofError(why=f"{folder} can't be made: {problem.strerror}.") from problem
    if any(folder.iterdir()):
        raise ProofError(why=f"{folder} is not empty; name a new folder, so that two bundles never mix.")


def _ids(tx: Tx, person: str) -> Iterator[str]:
    """Yield a person's id and those that were merged into it."""
    yield person
    for line in tx.ledger.merged(person):
        yield line.person


def _notices(evidence: Mapping[str, Any]) -> Iterable[str]:
    """Return the notices that a line's evidence names; a merged line keeps the original's beside its own."""
    found = [evidence.get("notice"), (evidence.get("original") or {}).get("notice")]
    return [str(each) for each in found if each]


def _written(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")


def _put(path: Path, text: str) -> None:
    with _written(path) as file:
        file.write(text)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":")) + "\n"


def _readme(book: Book, state: str, persons: Sequence[str], made: str) -> str:
    whose = f"{len(persons)} person(s): {', '.join(persons)}" if persons else "everybody"
    return f"""Proof of consent, {book.business.name}
Made by AskFirst on {made}. Evidence of {whose}.

{state}

Check it:   python3 verify.py
With a receipt from a person's phone, or a head that the owner noted:   python3 verify.py --receipt SEQ:HASH

ledger.jsonl    every line of the consent ledger. person is a random id; nothing here says who it is.
                kinds: asked, granted, refused, withdrawn, expired, invalidated, held, released, platform_unblocked,
                imported, erased, note. purpose "*": every purpose. at: Unix seconds, UTC.
evidence.jsonl  what happened, in words (body), and the random salt that binds it to its line. Personal data: keep it
                safe, delete it when the audit is over. Lines of other people, and erased ones, have none here.
notices.jsonl   the exact words that were shown, by the hash that the evidence names.
verify.py       checks all of it with nothing but Python. Read it first: it is short.

A whole ledger proves that nothing was changed since its head was noted elsewhere: on a receipt, in the log, in
`askfirst doctor`. README.txt states the head too, but comes from the business itself.
"""
