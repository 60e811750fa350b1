"""Checks an auditor's bundle. Plain Python 3.8 or newer, nothing to install: ``python3 verify.py``.

It reads ledger.jsonl, evidence.jsonl, notices.jsonl and README.txt beside it and checks
  1. the chain: every line has the number after the last one, names the hash of the line before, and its own hash is
     SHA-256 of the JSON list [seq, prev, at, kind, person, purpose, commitment];
  2. the evidence: HMAC-SHA256 with the line's random salt over the evidence's text is the line's commitment;
  3. the notices: SHA-256 of {"no", "text", "yes"} is the hash that the evidence names;
  4. that nothing is missing: as many lines as README.txt says, up to the head that it names.
``--receipt SEQ:HASH`` also checks that a line that somebody was told of is still the same one. Give it a receipt from a
person's phone, or a head from the owner's log: README.txt comes from the business itself, those do not.
Exit code 0: whole. 1: changed, with the first broken line. 2: wrong usage.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple  # noqa: UP035  (3.8 knows no dict[…])

FIRST = "0" * 64
Heads = List[Tuple[int, str]]  # noqa: UP006


class Broken(Exception):
    """Something was changed."""


def lines_of(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (where, JSON object) of each line of a file."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise Broken(f"{path.name} can't be read: {problem}") from problem
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{path.name} line {number}"
        try:
            told = json.loads(line)
        except ValueError as problem:
            raise Broken(f"{where}: it is no JSON") from problem
        if not isinstance(told, dict):
            raise Broken(f"{where}: it is no JSON object")
        yield where, told


def compact(value: Any) -> bytes:
    """Return the one way to write this JSON value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def chain(folder: Path) -> dict[int, dict[str, Any]]:
    """Check the chain; return its lines by number."""
    found: Dict[int, Dict[str, Any]] = {}  # noqa: UP006
    before = FIRST
    for where, line in lines_of(folder / "ledger.jsonl"):
        seq = line.get("seq")
        if seq != len(found) + 1 or line.get("prev") != before:
            raise Broken(f"{where}: it does not follow the line before; a line was added, taken out or moved")
        said = [line.get(name) for name in ("seq", "prev", "at", "kind", "person", "purpose", "commitment")]
        if hashlib.sha256(compact(said)).hexdigest() != line.get("hash"):
            raise Broken(f"{where} (seq {seq}): it was changed; its hash is not the hash of what it says")
        before = str(line["hash"])
        found[len(found) + 1] = line
    return found


def evidence(folder: Path, ledger: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Check the evidence against the lines' commitments; return it by line number."""
    found: Dict[int, Dict[str, Any]] = {}  # noqa: UP006
    for where, told in lines_of(folder / "evidence.jsonl"):
        seq, body = told.get("seq"), str(told.get("body"))
        if seq not in ledger or seq in found:
            raise Broken(f"{where}: there is no ledger line {seq}, or this is its second evidence")
        try:
            salt = bytes.fromhex(str(told.get("salt")))
        except ValueError:
            salt = b""
        bound = hmac.new(salt, body.encode("utf-8", "surrogatepass"), "sha256").hexdigest()
        if len(salt) != 32 or bound != ledger[seq]["commitment"]:
            raise Broken(f"{where} (seq {seq}): this evidence was changed; it is not what the ledger line stands for")
        found[seq] = json.loads(body)
    return found


def notices(folder: Path, proofs: dict[int, dict[str, Any]]) -> int:
    """Check that each notice has the hash by which the evidence names it; return how many there are."""
    hashes = set()
    for where, told in lines_of(folder / "notices.jsonl"):
        said = {name: told.get(name) for name in ("no", "text", "yes")}
        if hashlib.sha256(compact(said)).hexdigest() != told.get("hash"):
            raise Broken(f"{where}: this notice was changed; its hash is not the hash of its words")
        hashes.add(told["hash"])
    for seq, proof in sorted(proofs.items()):
        if proof.get("notice") and proof["notice"] not in hashes:
            raise Broken(f"evidence of seq {seq}: the notice {proof['notice']} is missing in notices.jsonl")
    return len(hashes)


def heads(ledger: dict[int, dict[str, Any]], wanted: Heads, whose: str) -> None:
    """Check that lines that were told of earlier are still there, and the same."""
    for seq, digest in wanted:
        if seq > len(ledger):
            raise Broken(f"seq {seq}: the {whose} names it, but the ledger ends at {len(ledger)}; the end was cut off")
        if seq and ledger[seq]["hash"] != digest:
            raise Broken(f"seq {seq}: the {whose} names another line; the ledger was written anew")


def stated(folder: Path) -> tuple[tuple[int, str], int, int]:
    """Return (head, lines of evidence, notices) as README.txt states them."""
    text = (folder / "README.txt").read_text("utf-8") if (folder / "README.txt").exists() else ""
    found = re.search(r"^head (\d+):([0-9a-f]{64}), evidence (\d+), notices (\d+)$", text, re.M)
    if not found:
        raise Broken("README.txt: the line that states the head is missing")
    return (int(found[1]), found[2]), int(found[3]), int(found[4])


def check(folder: Path, receipts: Heads) -> str:
    """Check a whole bundle; return the sentence for a sound one."""
    ledger = chain(folder)
    proofs = evidence(folder, ledger)
    count = notices(folder, proofs)
    head, lines, shown = stated(folder)
    heads(ledger, [head], "README")
    if len(ledger) != head[0] or len(proofs) != lines or count != shown:
        raise Broken(f"README.txt states {head[0]} lines, {lines} with evidence and {shown} notices; there are others")
    heads(ledger, receipts, "receipt")
    last = ledger[len(ledger)]["hash"] if ledger else FIRST
    return f"Whole: {len(ledger)} lines, {len(proofs)} with evidence, {count} notices, head {len(ledger)}:{last}"


def parsed(arguments: list[str]) -> tuple[Path, Heads]:
    """Read the command line."""
    folder, wanted, rest = Path(__file__).parent, [], list(arguments)
    while rest:
        word = rest.pop(0)
        if word != "--receipt":
            folder = Path(word)
            continue
        seq, _, digest = (rest.pop(0) if rest else "").partition(":")
        if not seq.isdigit() or not re.fullmatch("[0-9a-f]{64}", digest):
            raise ValueError("--receipt wants SEQ:HASH, as it stands on the receipt")
        wanted.append((int(seq), digest))
    return folder, wanted


def main(arguments: list[str]) -> int:
    """Check, say the outcome, return the exit code."""
    try:
        folder, wanted = parsed(arguments)
    except ValueError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    try:
        sys.stdout.write(check(folder, wanted) + "\n")
    except Broken as problem:
        sys.stderr.write(f"Changed. First broken: {problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
