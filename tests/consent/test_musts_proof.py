"""The musts about proof: the printed file, the receipt, the ledger that shows every change."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.core.incoming import Sender
from bot.services import jsonld, proof, proof_html
from bot.store import open_store
from bot.wiring import SystemIds
from tests.consent.acts import agreed, imported
from tests.world import Customer, World

# The terms of DPV 2.3 (repository state of 28 Feb 2026) that a receipt may use; checked once against its files.
TERMS = set(
    [
        "ConsentReceipt",
        "ConsentRecord",
        "hasRecordOfActivity",
        "hasDataSubject",
        "DataSubject",
        "hasJurisdiction",
        "hasApplicableLaw",
        "hasNotice",
        "ConsentNotice",
        "hasEntity",
        "DataController",
        "hasName",
        "hasContact",
        "hasProcess",
        "Process",
        "hasPurpose",
        "DirectMarketing",
        "CommunicationForCustomerCare",
        "hasLegalBasis",
        "ExplicitlyExpressedConsent",
        "hasDataController",
        "hasRecipient",
        "hasPersonalData",
        "hasNecessity",
        "Required",
        "hasProcessing",
        "Store",
        "Transmit",
        "hasStorageCondition",
        "StorageDuration",
        "hasDuration",
        "UntilEventDuration",
        "TemporalDuration",
        "hasConsentControl",
        "WithdrawConsent",
        "ManageConsent",
        "isExercisedAt",
        "hasRight",
        "hasConsentStatus",
        "ConsentRequested",
        "ConsentGiven",
        "RenewedConsentGiven",
        "ConsentRefused",
        "ConsentWithdrawn",
        "ConsentRevoked",
        "ConsentExpired",
        "ConsentInvalidated",
        "ConsentUnknown",
        "isIndicatedAtTime",
        "isIndicatedBy",
        "hasIndicationMethod",
    ]
)


def told(world: World, customer: Customer) -> dict[str, Any]:
    book, now = world.bot.flows.book, world.clock.now()
    found = str(world.bot.store.read(lambda tx: tx.persons.lookup(customer.phone)))
    return world.bot.store.read(lambda tx: proof.of(tx, found, book, now))


def test_the_proof_of_one_person_is_one_page(world: World, ana: Customer) -> None:
    """must 16: who, what for, the exact words, when, message ids, hash and head, how to check; in far under a second."""
    agreed(ana)
    ana.says("stop")
    begun = time.perf_counter()
    file = told(world, ana)
    page = proof_html.page(file)
    assert time.perf_counter() - begun < 1
    granted = next(e for e in file["events"] if e["kind"] == "granted")
    for needed in (
        "Café Aurora", "+15550100002", "offers", granted["evidence"]["shown"]["text"], "Yes, please", granted["at"],
        granted["evidence"]["message_id"], granted["evidence"]["served"]["wamid"], granted["evidence"]["notice"],
        granted["hash"], file["head"], file["receipt"], "askfirst consent verify", "python3 verify.py",
    ):  # fmt: skip
        assert needed in page, needed


def test_the_page_is_whole_harmless_and_needs_nothing(world: World) -> None:
    """must 16: no script, nothing to load, what people type is text; it can be printed on A4."""
    ana = world.customer(name='<script>alert("x")</script>')
    agreed(ana)
    ana.says('stop <img src="https://example.com/x.png">')
    page = proof_html.page(told(world, ana))
    open_tags: list[str] = []

    class Looks(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag not in ("script", "img", "link", "iframe") and not {"src", "href"} & {name for name, _ in attrs}
            if tag not in ("meta", "br"):
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_tags.pop() == tag

    Looks().feed(page)
    assert not open_tags and "size: A4" in page and "url(" not in page


def test_the_receipt_is_valid_linked_data_without_a_phone(world: World, ana: Customer) -> None:
    """must 17: JSON, only terms that DPV 2.3 has, the four schema IRIs, no phone number, name or typed word inside."""
    agreed(ana)
    ana.says("please stop sending me messages, Ana, 15550100002")
    ana.says("start")
    ana.taps("Yes, please")
    receipt = jsonld.receipt(told(world, ana), world.bot.flows.book)
    text = json.dumps(receipt, ensure_ascii=False)
    assert json.loads(text) == receipt
    used = set(re.findall(r"dpv:(\w+)", text))
    assert used - TERMS == set()
    assert {"ConsentGiven", "ConsentWithdrawn", "RenewedConsentGiven", "ConsentRequested"} <= used
    assert "ConsentTerminated" not in text and "eu-gdpr:GDPR" not in text and "legal-eu:law-GDPR" in text
    assert set(re.findall(r"dpv-27560#([\w-]+)", text)) == {"receipt-eu-gdpr", "record-eu-gdpr"}
    assert ana.phone not in text and "Ana" not in text and "5550100002" not in text
    [record] = receipt["dpv:hasRecordOfActivity"]
    assert record["dpv:hasNotice"][0]["dct:description"].startswith("May Café Aurora")


def test_every_kind_of_line_has_a_state_in_the_receipt(world: World, ana: Customer) -> None:
    """must 17: also refusals, expiry, wrong numbers, lists and erasures."""
    from bot.core.effects import LEDGER_KINDS

    silent = {"held", "released", "platform_unblocked", "note"}  # no state of a consent
    assert set(LEDGER_KINDS) - silent == set(jsonld._STATUS) - {"renewed"}
    assert imported(world, "+15550100002,offers,fair,2025-05-01,yes,scan-7")[0].outcome == "imported"
    receipt = jsonld.receipt(told(world, ana), world.bot.flows.book)
    assert "dpv:ConsentUnknown" in json.dumps(receipt) and "fair" not in json.dumps(receipt)


def test_a_person_can_keep_a_receipt_that_fits_into_a_message(world: World, ana: Customer) -> None:
    """must 17: seq:hash of their last line, the same in text, JSON and page; it finds its line again."""
    assert told_receipt(world, ana) is None
    agreed(ana)
    receipt = str(told_receipt(world, ana))
    seq, digest = proof.head(receipt)
    assert world.rows("SELECT hash FROM ledger WHERE seq = ?", seq) == [(digest,)]
    assert world.bot.store.read(lambda tx: proof.check(tx, [(seq, digest)]))["ok"]


def told_receipt(world: World, customer: Customer) -> str | None:
    if not customer.count % 1000:
        customer.says("hi")
    return told(world, customer)["receipt"]


# ---- the ledger


@pytest.mark.parametrize("column", ["at", "kind", "person", "purpose", "commitment", "hash", "prev", "seal"])
def test_a_changed_line_is_named(world: World, ana: Customer, column: str) -> None:
    """must 36: whatever is changed in a line, verify names the first broken one; the triggers refuse it before that."""
    agreed(ana)
    with pytest.raises(Exception, match="append-only"):
        world.rows(f"UPDATE ledger SET {column} = 'x' WHERE seq = 2")
    world.rows("DROP TRIGGER ledger_no_update")
    if column == "kind":
        world.rows("UPDATE ledger SET kind = 'refused' WHERE seq = 2")
    else:
        world.rows(f"UPDATE ledger SET {column} = ? WHERE seq = 2", 7 if column == "at" else "f" * 64)
    found = world.bot.store.read(lambda tx: proof.check(tx))
    assert not found["ok"] and found["broken"]["seq"] == 2


def test_a_cut_end_and_a_rewrite_are_found_by_a_receipt(world: World, ana: Customer) -> None:
    """must 36: the chain alone notices neither; a head that somebody else has does, and names where it breaks."""
    agreed(ana)
    kept = proof.head(str(told_receipt(world, ana)))
    ana.says("stop")
    later = proof.head(str(told_receipt(world, ana)))
    for trigger in ("ledger_no_delete", "evidence_erased_on_record"):
        world.rows(f"DROP TRIGGER {trigger}")
    world.rows("DELETE FROM evidence WHERE seq = ?", later[0])
    world.rows("DELETE FROM ledger WHERE seq = ?", later[0])
    assert world.bot.store.read(lambda tx: proof.check(tx))["ok"]
    found = world.bot.store.read(lambda tx: proof.check(tx, [kept, later]))
    assert found["broken"]["seq"] == later[0] and "cut off" in found["broken"]["why"]
    other = World()
    try:
        again = other.customer()
        agreed(again)
        rewritten = other.bot.store.read(lambda tx: proof.check(tx, [kept]))
        assert not rewritten["ok"] and rewritten["broken"]["seq"] == kept[0] and "redone" in rewritten["broken"]["why"]
    finally:
        other.close()


def test_the_ledger_is_checked_and_its_head_logged_at_start_and_daily(
    world: World, ana: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    """must 36: the log is outside the database; a changed line is an error there."""
    agreed(ana)
    caplog.set_level("INFO", "askfirst.proof")
    head = told(world, ana)["head"]
    for _ in range(2):
        world.bot.worker._housekeeping()
        world.bot.worker.settle()
        assert caplog.text.count(f"head {head}") == 1
        caplog.clear()
        world.clock.advance(25 * 3600)
    world.rows("DROP TRIGGER ledger_no_update")
    world.rows("UPDATE ledger SET at = 1 WHERE seq = 1")
    world.bot.worker._housekeeping()
    world.bot.worker.settle()
    assert "First broken line: 1" in caplog.text


def test_two_writers_make_one_chain(tmp_path: Path) -> None:
    """must 37: two processes' worth of connections, 1,000 events each: no fork, every line in order."""
    stores = [open_store(f"sqlite:///{tmp_path / 'a.db'}", ids=SystemIds(), pepper=b"k") for _ in range(2)]

    def write(n: int) -> None:
        store = stores[n]
        person = store.write(lambda tx: tx.persons.create(Sender(phone=f"1555010000{n}"), 1))
        for _ in range(20):
            store.write(lambda tx: [tx.ledger.append(person, "note", "offers", {"n": n}, at=1) for _ in range(50)])

    threads = [threading.Thread(target=write, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = stores[0].read(lambda tx: proof.check(tx))
    assert found["ok"] and found["lines"] == 2000
    for store in stores:
        store.close()


def test_erasure_leaves_a_sound_chain_and_no_word(world: World, ana: Customer) -> None:
    """must 38: the chain verifies, the evidence is gone, and the auditor's bundle has nothing of the person."""
    agreed(ana)
    found = str(world.bot.store.read(lambda tx: tx.persons.lookup(ana.phone)))
    world.bot.store.write(lambda tx: tx.persons.erase(found, "asked", world.clock.now()))
    world.bot.store.scrub()
    told_now = world.bot.store.read(lambda tx: proof.check(tx))
    assert told_now["ok"] and told_now["erased"] == 2
    dump = str(world.rows("SELECT * FROM evidence")) + str(world.rows("SELECT * FROM identifiers"))
    assert ana.phone not in dump and "Yes, please" not in dump


def test_no_hash_of_a_number_can_be_made_without_the_key(world: World, ana: Customer) -> None:
    """must 40: no SHA of the number, plain, with + or with its kind, anywhere in the database."""
    import hashlib

    agreed(ana)
    found = str(world.bot.store.read(lambda tx: tx.persons.lookup(ana.phone)))
    world.bot.store.write(lambda tx: tx.persons.suppress(found, "wrong number", 1))
    tables = [
        name for (name,) in world.rows("SELECT name FROM sqlite_schema WHERE type = 'table'") if "stat" not in name
    ]
    everything = "".join(str(world.rows(f"SELECT * FROM {name}")) for name in tables)
    assert world.rows("SELECT count(*) FROM suppressions") == [(1,)] and "pepper_id" in str(
        world.rows("SELECT sql FROM sqlite_schema WHERE name = 'suppressions'")
    )
    for text in (ana.phone, "+" + ana.phone, "phone:" + ana.phone):
        for algorithm in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            assert hashlib.new(algorithm, text.encode()).hexdigest() not in everything


# ---- the auditor's bundle


@pytest.fixture
def bundle(world: World, ana: Customer, tmp_path: Path) -> Path:
    agreed(ana)
    ana.says("stop")
    agreed(world.customer("15550100003"))
    folder = tmp_path / "bundle"
    book = world.bot.flows.book
    world.bot.store.read(lambda tx: proof.export(tx, folder, [], book, world.clock.now()))
    return folder


def checked(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the bundle's own verifier as an auditor would: plain Python, isolated, without our packages."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py"), *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_bundle_is_whole_and_checks_without_us(world: World, ana: Customer, bundle: Path) -> None:
    """must 36: ledger, evidence, notices and a verifier that needs nothing but Python."""
    assert {path.name for path in bundle.iterdir()} == {
        "ledger.jsonl", "evidence.jsonl", "notices.jsonl", "README.txt", "verify.py"
    }  # fmt: skip
    code, says = checked(bundle)
    assert code == 0 and says.startswith("Whole: 5 lines, 5 with evidence, 1 notices")
    assert checked(bundle, "--receipt", str(told(world, ana)["receipt"]))[0] == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in bundle.iterdir())


CHANGES = {
    "a word of the evidence": ("evidence.jsonl", "Yes, please", "Yes, indeed", "seq 2"),
    "a time": ("ledger.jsonl", '"seq":2,', '"seq":2, "at":1,', ""),
    "a kind": ("ledger.jsonl", "withdrawn", "refused", "seq 3"),
    "a word of the notice": ("notices.jsonl", "at most two", "at most ten", "notices.jsonl line 1"),
    "a salt": ("evidence.jsonl", '"salt":"', '"salt":"00', "evidence.jsonl line 1"),
    "a line out": ("ledger.jsonl", "\n{", "\n", "ledger.jsonl line 2"),
    "the stated head": ("README.txt", "head 5:", "head 4:", "seq 4"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_bundle_is_refused_with_its_first_broken_line(bundle: Path, change: str) -> None:
    """must 36: exit code 1, and where."""
    name, old, new, where = CHANGES[change]
    path = bundle / name
    before = path.read_text("utf-8")
    path.write_text(before.replace(old, new, 1), "utf-8")
    if change == "a time":  # JSON takes the last of two: move the true one before ours
        lines = [json.loads(line) for line in before.splitlines()]
        lines[1]["at"] += 1
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert path.read_text("utf-8") != before
    code, says = checked(bundle)
    assert code == 1 and "First broken" in says and where in says, says


@pytest.mark.parametrize("name", ["ledger.jsonl", "evidence.jsonl", "notices.jsonl"])
def test_a_bundle_with_its_end_cut_off_is_refused(bundle: Path, name: str) -> None:
    """must 36: the head, the number of evidence lines and of notices are stated."""
    path = bundle / name
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    assert checked(bundle)[0] == 1


def test_a_bundle_of_one_person_has_nobody_elses_evidence(world: World, ana: Customer, tmp_path: Path) -> None:
    """must 16: the chain is whole, the words are theirs alone, also those under an id that was merged into theirs."""
    agreed(ana)
    bea = world.customer("15550100003")
    agreed(bea)
    found = str(world.bot.store.read(lambda tx: tx.persons.lookup(ana.phone)))
    book = world.bot.flows.book
    told = world.bot.store.read(lambda tx: proof.export(tx, tmp_path / "b", [found], book, 1))
    assert (told["lines"], told["evidence"]) == (4, 2)
    assert checked(tmp_path / "b")[0] == 0


def test_a_wrong_receipt_is_a_usage_error(bundle: Path) -> None:
    assert checked(bundle, "--receipt", "nonsense")[0] == 2
    assert checked(bundle, "--receipt", f"2:{'0' * 64}")[0] == 1
