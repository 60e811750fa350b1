"""One person's proof as a page to print: no script, no address to load anything from, one file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_STYLE = """
@page { size: A4; margin: 16mm 15mm 18mm; }
* { box-sizing: border-box; }
body { font: 10.5pt/1.45 system-ui, "Segoe UI", "Noto Sans", "Noto Sans Arabic", Arial, sans-serif; color: #1b1f24;
  max-width: 180mm; margin: 0 auto; padding: 10mm 4mm; background: #fff; }
header { border-bottom: 2pt solid #1b1f24; padding-bottom: 3mm; margin-bottom: 6mm; }
h1 { font-size: 19pt; margin: 0; letter-spacing: -.01em; }
header p { margin: 1mm 0 0; color: #59636e; }
h2 { font-size: 12.5pt; margin: 8mm 0 2.5mm; break-after: avoid; }
h3 { font-size: 11pt; margin: 0 0 2mm; display: flex; justify-content: space-between; gap: 4mm; break-after: avoid; }
h3 time { font-weight: 400; color: #59636e; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: 1.1mm 3mm 1.1mm 0; border-bottom: .4pt solid #d1d9e0; }
th { font-weight: 600; color: #59636e; width: 46mm; }
section { border: .6pt solid #d1d9e0; border-radius: 2mm; padding: 3.5mm 4mm; margin: 0 0 4mm; break-inside: avoid; }
section.yes { border-left: 3pt solid #1a7f37; } section.no { border-left: 3pt solid #b3261e; }
blockquote { margin: 0 0 2.5mm; padding: 2.5mm 3.5mm; background: #f3f5f7; border-radius: 1.5mm;
  white-space: pre-wrap; }
.button { display: inline-block; border: .6pt solid #818b98; border-radius: 3mm; padding: .3mm 3mm;
  margin: 0 2mm 2.5mm 0; }
code { font: 7.8pt/1.4 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; overflow-wrap: anywhere; }
.state { font-weight: 600; } ol { padding-inline-start: 5mm; margin: 0; } li { margin-bottom: 1.5mm; }
footer { margin-top: 8mm; color: #59636e; font-size: 9pt; border-top: .6pt solid #d1d9e0; padding-top: 2mm; }
"""
_YES, _NO = ("granted",), ("refused", "withdrawn", "expired", "invalidated", "erased")
_SAYS: Mapping[str, str] = {
    "asked": "was asked", "granted": "said yes", "refused": "said no", "withdrawn": "withdrew",
    "expired": "grew too old",
    "invalidated": "void: the number was somebody else's", "held": "held: an unclear STOP", "released": "let go again",
    "platform_unblocked": "WhatsApp's own block was lifted (no consent)",
    "imported": "stood on an old list (no consent)",
    "erased": "data was erased", "note": "note",
}  # fmt: skip


def page(proof: Mapping[str, Any]) -> str:
    """Return the whole page. ``proof``: what ``services.proof.of`` tells."""
    business = proof["business"]
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Proof of consent · {escape(business['name'])}</title><style>{_STYLE}</style></head><body>",
            f"<header><h1>Proof of consent</h1><p>{_text(business['name'])}, {_text(business['contact'])}. "
            f"Made on {escape(proof['made'])}; all times are UTC.</p></header>",
            "<h2>Who</h2>",
            _table(_who(proof)),
            "<h2>What for, and where it stands</h2>",
            _table([(name, _standing(told)) for name, told in proof["purposes"].items()]),
            "<h2>What happened, in order</h2>",
            *[_event(event) for event in proof["events"]],
            *([] if proof["events"] else ["<p>Nothing. This person was never asked and never agreed to anything.</p>"]),
            "<h2>How to check this</h2>",
            _how(proof),
            "<footer>Personal data. Keep it safe, and destroy it when nobody needs it.</footer></body></html>",
        ]
    )


def _text(value: object) -> str:
    """Return text safe for the page, right-to-left where it is."""
    return f'<span dir="auto">{escape(str(value))}</span>' if value else ""


def _code(value: object) -> str:
    return f"<code>{escape(str(value))}</code>"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    body = "".join(f"<tr><th>{escape(name)}</th><td>{value}</td></tr>" for name, value in rows if value)
    return f"<table>{body}</table>"


def _who(proof: Mapping[str, Any]) -> list[tuple[str, str]]:
    known = [
        _code(("+" if each["kind"] == "phone" else "") + each["value"]) + ("" if each["live"] else " (earlier)")
        for each in proof["identifiers"]
    ]
    return [
        ("Name on WhatsApp", _text(proof["name"])),
        ("Known as", "<br>".join(known)),
        ("Id here", _code(proof["person"])),
    ]


def _standing(told: Mapping[str, Any]) -> str:
    since = f" since {escape(told['since'])}" if told["since"] else ""
    return f'<span class="state">{escape(told["state"])}</span>{since}'


def _event(event: Mapping[str, Any]) -> str:
    kind, proof = event["kind"], event["evidence"]
    mood = "yes" if kind in _YES else "no" if kind in _NO else ""
    about = "everything" if event["purpose"] == "*" else event["purpose"]
    title = f"<h3><span>{escape(about)}: {escape(_SAYS.get(kind, kind))}</span><time>{escape(event['at'])}</time></h3>"
    shown = (proof or {}).get("shown") or {}
    words = f'<blockquote dir="auto">{escape(shown["text"])}</blockquote>' if shown else ""
    buttons = "".join(
        f'<span class="button" dir="auto">{escape(shown[each])}</span>' for each in ("yes", "no") if shown
    )
    rows = _details(event, proof) if proof is not None else [("Evidence", "erased; the line itself stays")]
    return f'<section class="{mood}">{title}{words}{buttons}{_table([*rows, *_line(event)])}</section>'


def _details(event: Mapping[str, Any], proof: Mapping[str, Any]) -> list[tuple[str, str]]:
    served = proof.get("served") or {}
    notice = f"version {proof.get('version')}, {proof.get('language')}" if proof.get("notice") else ""
    rows = [
        ("Words of the person", _text(proof.get("text"))),
        ("How", escape(str(proof.get("method") or ""))),
        ("Button", _code(proof["button"]) if proof.get("button") else ""),
        ("Message of the person", _code(proof["message_id"]) if proof.get("message_id") else ""),
        ("Shown in our message", _code(served["wamid"]) if served.get("wamid") else ""),
        ("To our number (id)", _code(proof["number"]) if proof.get("number") else ""),
        ("The chat began with", _text(proof.get("entry"))),
        ("Notice", escape(notice)),
        ("SHA-256 of the words", _code(proof["notice"]) if proof.get("notice") else ""),
    ]
    more = [(name, name.capitalize()) for name in ("by", "note", "source", "date", "words", "why", "matched", "code")]
    return rows + [(title, _text(proof[name])) for name, title in more if proof.get(name)]


def _line(event: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [("Line of the ledger", _code(f"{event['seq']}:{event['hash']}"))]


def _how(proof: Mapping[str, Any]) -> str:
    steps = [
        f"The ledger's head when this was made: {_code(proof['head'])}. "
        f"Receipt of this person's last line: {_code(proof['receipt'] or 'none')}.",
        f"On the bot's machine: {_code('askfirst consent verify --receipt ' + str(proof['receipt'] or 'SEQ:HASH'))} "
        "checks every line, its order and its evidence, and that this very line is still the same.",
        f"Without the bot: {_code('askfirst consent export FOLDER --person ' + proof['person'])} makes a bundle that "
        f"{_code('python3 verify.py')} checks with nothing but Python.",
        "Each line's hash is SHA-256 of the JSON list [seq, prev, at, kind, person, purpose, commitment]; prev is the "
        "hash of the line before. A changed word, date or order gives another hash, here and in every later line.",
    ]
    return "<ol>" + "".join(f"<li>{step}</li>" for step in steps) + "</ol>"
