"""`askfirst consent`: prove, check, take back. There is no command to say yes: only the person can."""

from __future__ import annotations

import getpass
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from bot.cli import ways
from bot.cli.common import fail, find_person, json_option, me, opened, print_json
from bot.errors import ProofError
from bot.services import importing, jsonld, proof, proof_html, withdrawing


@click.group()
def consent() -> None:
    """Show, prove, check and take back consents; no command grants one."""


# ---- show


@consent.command()
@click.argument("person")
@json_option
@click.option("--jsonld", "as_jsonld", is_flag=True, help="Print a receipt as JSON-LD (ISO/IEC TS 27560 with DPV).")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page to print to this file.")
def show(person: str, as_json: bool, as_jsonld: bool, html: Path | None) -> None:
    """Show what PERSON agreed to, when, and with which exact words."""
    if as_json + as_jsonld + (html is not None) > 1:
        raise click.UsageError("Take one of --json, --jsonld and --html.")
    with opened(checked=False) as bot:
        book, now, found = bot.flows.book, bot.clock.now(), find_person(bot, person)
        told = bot.store.read(lambda tx: proof.of(tx, found, book, now))
    if as_jsonld:
        print_json(jsonld.receipt(told, book))
    elif html is not None:
        html.write_text(proof_html.page(told), "utf-8")
        click.echo(f"{html} is written. It holds personal data.")
    elif as_json:
        print_json(told)
    else:
        _print(told)


def _print(told: dict[str, Any]) -> None:
    known = ", ".join(f"{i['kind']} {i['value']}" for i in told["identifiers"])
    click.echo(f"Person {told['person']} ({known})\n")
    for name, purpose in told["purposes"].items():
        since = f" since {purpose['since']}" if purpose["since"] else ""
        click.echo(f"  {name:<14} {purpose['state']}{since}")
    if told["suppressed"]:
        click.echo("\n  This number must never be written to.")
    click.echo("\nLedger")
    for event in told["events"]:
        click.echo(f"  {event['seq']:>6}  {event['at']}  {event['kind']:<11} {event['purpose']}")
        for line in _evidence_lines(event["evidence"]):
            click.echo(f"          {line}")
    click.echo(f"\nreceipt {told['receipt'] or 'none'}")
    click.echo(f"head    {told['head']}")


def _evidence_lines(evidence: dict[str, Any] | None) -> list[str]:
    if evidence is None:
        return ["(evidence erased)"]
    shown = evidence.get("shown") or {}
    lines = [f"shown (version {shown['version']}, {shown['language']}): {shown['text']}"] if shown else []
    if evidence.get("text"):
        lines.append(f"answered by {evidence.get('method', 'message')}: {evidence['text']}")
    elif evidence.get("method"):
        lines.append(f"by {evidence['method']}")
    named = [(name, evidence.get(key)) for name, key in _ALSO]
    return lines + [f"{name} {value}" for name, value in named if value]


_ALSO = (
    ("staff", "by"), ("note", "note"), ("source", "source"), ("date", "date"), ("words", "words"),
    ("evidence", "evidence"), ("button", "button"), ("message", "message_id"), ("to number", "number"),
    ("began with", "entry"), ("code", "code"),
)  # fmt: skip


# ---- verify, export


@consent.command()
@json_option
@click.option("--receipt", "receipts", multiple=True, metavar="SEQ:HASH", help="A receipt that a person kept; repeat.")
@click.option("--anchor", "anchors", multiple=True, metavar="COUNT:HASH", help="A head from the log or `doctor`.")
def verify(as_json: bool, receipts: tuple[str, ...], anchors: tuple[str, ...]) -> None:
    """Check the whole ledger: every line, its order, and the evidence behind it.

    With a receipt or an anchor that was kept elsewhere it also finds a cut end and a ledger that was written anew.
    """
    try:
        heads = [proof.head(text) for text in (*receipts, *anchors)]
    except ProofError as problem:
        raise click.UsageError(str(problem)) from problem
    with opened() as bot:
        told = bot.store.read(lambda tx: proof.check(tx, heads))
    if as_json:
        print_json(told)
    elif told["ok"]:
        click.echo(f"The ledger is whole: {told['lines']} lines, head {told['head']}.")
    else:
        broken = told["broken"]
        click.echo(f"The ledger was changed. First broken line: {broken['seq']} ({broken['why']}).", err=True)
    sys.exit(0 if told["ok"] else 1)


@consent.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--person", "persons", multiple=True, help="Only this person's evidence; repeat. Without: everybody's.")
@json_option
def export_bundle(folder: Path, persons: tuple[str, ...], as_json: bool) -> None:
    """Write a bundle for an auditor to FOLDER, which is new or empty; its verify.py needs nothing but Python."""
    with opened() as bot:
        book, now = bot.flows.book, bot.clock.now()
        found = [find_person(bot, person) for person in persons]
        told = bot.store.read(lambda tx: proof.export(tx, folder, found, book, now))
        bot.store.write(lambda tx: tx.audit.add(me(), "proofs_exported", found[0] if len(found) == 1 else "", now))
    if as_json:
        print_json(told)
    else:
        click.echo(f"{folder}: {told['lines']} lines, {told['evidence']} with evidence, {told['notices']} notices.")
        click.echo(f"head {told['head']}\nCheck it with: python3 {folder / 'verify.py'}")


# ---- withdraw


@consent.command()
@click.argument("person")
@click.option("--purpose", default="*", help="Only this purpose. Without: all of them.")
@click.option("--note", required=True, help='When and how they said so: "e-mail of 3 May".')
@json_option
def withdraw(person: str, purpose: str, note: str, as_json: bool) -> None:
    """Record that PERSON told you to stop, by telephone, e-mail or in person; what waits is blocked at once."""
    with opened() as bot:
        book, now, found = bot.flows.book, bot.clock.now(), find_person(bot, person)

        def work(tx: Any) -> Any:
            return withdrawing.withdraw(tx, found, book, purpose=purpose, note=note, by=getpass.getuser(), now=now)

        line, blocked = bot.store.write(work)
    if as_json:
        print_json({"person": found, "purpose": purpose, "seq": line.seq, "blocked": blocked})
    else:
        what = "everything" if purpose == "*" else purpose
        click.echo(f"Withdrawn: {what}. {blocked} waiting messages were blocked. receipt {line.seq}:{line.hash}")


# ---- import


@consent.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def take_over(file: Path, as_json: bool) -> None:
    """Take over an old list: CSV with phone, purpose, source, date, words, evidence.

    Nobody on it can be written to before they write to you and say yes: a list is no consent. Who said no stays so.
    Exit code 1: a line was not taken over because something is wrong with it.
    """
    try:
        lines, ignored = importing.read(file.read_text("utf-8"))
    except UnicodeDecodeError:
        fail(f"{file} is not UTF-8. Save it as CSV UTF-8.")
    outcomes: list[importing.Outcome] = []
    with opened() as bot, click.progressbar(length=len(lines), label="Importing", file=sys.stderr) as bar:
        book, now = bot.flows.book, bot.clock.now()
        for start in range(0, len(lines), 200):
            part = lines[start : start + 200]
            outcomes += bot.store.write(partial(importing.take, lines=part, book=book, now=now, file=file.name))
            bar.update(len(part))
    _report(outcomes, ignored, as_json)
    sys.exit(1 if any(each.outcome == "problem" for each in outcomes) else 0)


def _report(outcomes: list[importing.Outcome], ignored: list[str], as_json: bool) -> None:
    counts = {name: sum(each.outcome == name for each in outcomes) for name in _OUTCOMES}
    if as_json:
        print_json({"lines": [each.as_json() for each in outcomes], "counts": counts, "ignored": ignored})
        return
    for each in outcomes:
        click.echo(f"line {each.line:>5}  {each.outcome:<9} {each.why}")
    for name in ignored:
        click.echo(f"The column {name!r} was not read: nobody can say yes for somebody else.")
    click.echo(", ".join(f"{count} {name}" for name, count in counts.items()))


_OUTCOMES = ("imported", "known", "agreed", "stopped", "problem")


for command in (ways.make_link, ways.stop_link, ways.expiring):
    consent.add_command(command)
