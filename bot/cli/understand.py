"""`askfirst understand`: what the bot makes of a message, without changing anything."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from bot import wiring
from bot.cli.common import flows_folder
from bot.core.understanding.mind import Mind
from bot.core.understanding.values import read_value


@click.command()
@click.argument("text", nargs=-1)
@click.option("--lang", default="", help="The person's language, such as pt.")
@click.option("--flows", "folder", default=None, help="The folder with the flow files.")
@click.option("--as", "as_type", default=None, help="Read the text as a value: number, date, time, phone …")
@click.option("--country", default="", help="The person's country, such as BR.")
@click.option("--timezone", default="UTC", help="The person's time zone, such as America/Sao_Paulo.")
@click.option("--at", "at", default=None, help="The time to count from, such as 2026-11-21T10:00:00Z.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines; this is also what is printed without it.")
def understand(
    text: tuple[str, ...], lang: str, folder: str | None, as_type: str | None, country: str, timezone: str,
    at: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Say what the bot makes of TEXT; `-` reads lines of text, or of JSON with "text" and "lang".

    One line in, one line of JSON out. Nothing is stored and nothing is sent.
    """
    del as_json
    if not text:
        raise click.UsageError("Give a TEXT, or `-` to read lines.")
    lines = _read(sys.stdin) if text == ("-",) else ((item, lang) for item in [" ".join(text)])
    if as_type is not None:
        now = _moment(at)
        for said, language in lines:
            reading = read_value(
                as_type, said, language=language or lang or "en", country=country, timezone=timezone, now=now
            )
            _print({"text": said, "type": as_type, "value": reading.value, "why": reading.why,
                    "options": [list(option) for option in reading.options]})  # fmt: skip
        return
    mind = wiring.Flows(flows_folder(folder)).both()[1]
    for said, language in lines:
        _print(_understood(mind, said, language or lang, country))


def _understood(mind: Mind, text: str, language: str, country: str) -> dict[str, Any]:
    found = mind.understand(text, language=language, country=country)
    return {
        "text": text,
        "meaning": "help" if found.id == "source" else found.meaning,  # "where did you get my number?" asks for help
        "id": found.id or None,
        "candidates": [[name, score] for name, score in found.candidates],
        "why": found.why,
    }


def _read(stream: Any) -> Iterator[tuple[str, str]]:
    for line in stream:
        line = line.rstrip("\n")
        if line.startswith("{"):
            try:
                given = json.loads(line)
            except ValueError:
                given = None
            if isinstance(given, dict) and isinstance(given.get("text"), str):
                yield given["text"], str(given.get("lang") or "")
                continue
        yield line, ""


def _moment(at: str | None) -> int:
    from datetime import UTC, datetime

    if at is None:
        return wiring.WallClock().now()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise click.BadParameter(f"{at!r} is not a time such as 2026-11-21T10:00:00Z.", param_hint="--at") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _print(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
