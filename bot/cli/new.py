"""`askfirst new`: a folder with flow files to begin with."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

import click

import bot as package
from bot.cli.common import fail
from bot.flowfiles import editor
from bot.flowfiles.book import load
from bot.flowfiles.problems import nearest
from bot.flowfiles.starting import LANGUAGES, Business, business_file, flow_file, talk_file

PACKAGE = Path(package.__file__).parent
TRADES = ("cafe", "salon", "clinic", "shop", "workshop")
ALSO = {"café": "cafe"}
LONGEST_NAME = 60
_NAMES = {"en": "English", "pt": "Português", "es": "Español", "de": "Deutsch", "ar": "العربية"}
_ODD = re.compile(r"[{}\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a trade's files are. The café's flow files are the ones of the demo; its talks are beside the others."""

    flows: Path
    talks: Path

    @property
    def sample(self) -> str:
        """The business's name in the sources."""
        return load(self.flows).book.business.name  # type: ignore[union-attr]


class _Trade(click.Choice[str]):
    """A trade; café may be written with its accent."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return super().convert(ALSO.get(value.casefold(), value), param, ctx)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--trade", type=_Trade(TRADES, case_sensitive=False), default=None, help="What kind of business it is.")
@click.option("--languages", default="", help="Of en, pt, es, de, ar; the first is the default. For example: pt,en")
@click.option("--name", default="", help="The name that people know.")
@click.option("--timezone", default="", help="Where its clock is, like Europe/Lisbon.")
@click.option("--country", default="", help="Two letters, like PT: how numbers and dates are read.")
@click.option("--phone", default="", help="A number that people can call as well, like +351 21 555 0100.")
@click.option("--privacy-url", default="", help="The page that says what you keep.")
def new(
    folder: Path,
    trade: str | None,
    languages: str,
    name: str,
    timezone: str,
    country: str,
    phone: str,
    privacy_url: str,
) -> None:
    """Make FOLDER with flow files for a café, a salon, a clinic, a shop or a workshop.

    On a terminal it asks for what is missing. The files are yours: change whatever you like.
    """
    if folder.exists() and any(folder.iterdir()):
        fail(f"There is something in {folder} already, and nothing is overwritten. Name a new folder.")
    asks = at_terminal()
    trade = trade or (
        click.prompt("What kind of business is it?", type=_Trade(TRADES), default="cafe") if asks else "cafe"
    )
    source = _source(trade)
    business = Business(
        languages=_languages(languages or _asked(asks, "Languages, the first is the default", "en", _LIST)),
        name=_name(name or _asked(asks, "The name that people know", source.sample)),
        sample=source.sample,
        timezone=_timezone(timezone or _asked(asks, "Time zone", "UTC")),
        country=_country(country or _asked(asks, "Country, two letters", "")),
        phone=_phone(phone or _asked(asks, "A number that people can call as well (empty: none)", "")),
        privacy_url=_web(privacy_url or _asked(asks, "Address of your privacy page (empty: later)", "")),
    )
    _write(folder, source, business)
    _tell(folder, business)


_LIST = ", ".join(f"{code} {name}" for code, name in _NAMES.items())


def at_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()


def _asked(asks: bool, question: str, default: str, more: str = "") -> str:
    """Ask on a terminal; elsewhere take the default."""
    if not asks:
        return default
    shown = f"{question} ({more})" if more else question
    return str(click.prompt(shown, default=default, show_default=bool(default))).strip()


def _source(trade: str) -> Source:
    """Return where a trade's files are, in a wheel as in a clone."""
    talks = PACKAGE / "starters" / trade / "talks"
    if trade != "cafe":
        return Source(PACKAGE / "starters" / trade, talks)
    shipped = PACKAGE / "starter"
    return Source(shipped if shipped.is_dir() else PACKAGE.parent / "flows", talks)


# ---- what is given


def _languages(given: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(re.findall(r"[^\s,;]+", given.lower())))
    for code in found:
        if code not in LANGUAGES:
            fail(f"There are no texts in {code} yet; choose among {', '.join(LANGUAGES)} and translate from there.")
    return found or ("en",)


def _name(given: str) -> str:
    if len(given) > LONGEST_NAME or _ODD.search(given):
        fail(f"A name has at most {LONGEST_NAME} characters and no braces: WhatsApp's texts have to hold it.")
    return given


def _timezone(given: str) -> str:
    known = available_timezones()
    if given not in known:
        near = nearest(given, known)
        fail(
            f"There is no time zone {given}"
            + (f"; did you mean {near}?" if near else ". Write one like Europe/Lisbon.")
        )
    return given


def _country(given: str) -> str:
    if given and not re.fullmatch(r"[A-Za-z]{2}", given):
        fail(f"{given} is no country's two letters. Write them like PT, BR, DE or AE.")
    return given.upper()


def _phone(given: str) -> str:
    if given and not re.fullmatch(r"\+?[\d ().-]{5,25}", given):
        fail(f"{given} is no phone number. Write it like +351 21 555 0100.")
    return given


def _web(given: str) -> str:
    if given and not re.fullmatch(r"https?://[^\s\"\\]+", given):
        fail(f"{given} is no address of a page. Write it like https://example.com/privacy.")
    return given


# ---- what is written


def _write(folder: Path, source: Source, business: Business) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.flows.glob("*.yaml")):
        make = business_file if path.name == "business.yaml" else flow_file
        _put(folder / path.name, make(path.read_text("utf-8"), business))
    for path in sorted(source.talks.glob("*.yaml")):
        _put(folder / "talks" / path.name, talk_file(path.read_text("utf-8"), business))
    if (source.flows / "actions").is_dir():
        shutil.copytree(source.flows / "actions", folder / "actions", ignore=shutil.ignore_patterns("__pycache__"))
    _put(folder / "README.md", _guide(folder))
    editor.write(folder)


def _guide(folder: Path) -> str:
    """Return the owner's guide with the names of this folder's files."""
    own = {path.name for path in folder.glob("*.yaml")}
    text = (_source("cafe").flows / "README.md").read_text("utf-8")
    main = sorted(
        own - {"business.yaml", "consent.yaml", "welcome.yaml", "faq.yaml", "handover.yaml", "templates.yaml"}
    )
    lines = text.replace("| `booking.yaml` |", f"| `{main[0]}` |").split("\n")
    return "\n".join(line for line in lines if not line.startswith("| `actions/`") or (folder / "actions").is_dir())


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def _tell(folder: Path, business: Business) -> None:
    loaded = load(folder)
    for problem in loaded.problems:
        click.echo(f"{problem}\n", err=True)
    spoken = ", ".join(_NAMES[code] for code in business.languages)
    click.echo(
        f"{folder}: flow files for {business.name}, in {spoken}. Begin with business.yaml; README.md is the guide."
    )
    click.echo("\nNext:")
    click.echo(f"  askfirst talk --flows {folder}      talk to it here")
    click.echo(f"  askfirst check {folder}             what is wrong, where, and the cure")
    click.echo(f"  askfirst test {folder}              play the conversations in talks/")
    click.echo(f"\nThe bot uses it with this line in .env:\n  ASKFIRST_FLOWS={folder.resolve()}")
