"""`askfirst show`: flows as a drawing, with the real figures of where people leave."""

from __future__ import annotations

import sys
import tempfile
import webbrowser
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from bot import wiring
from bot.cli.common import fail, flows_folder, json_option, print_json
from bot.core.drawing.diagram import Diagram
from bot.core.drawing.mermaid import mermaid
from bot.core.drawing.page import Frame, page
from bot.core.drawing.reading import diagrams
from bot.core.drawing.svg import document
from bot.core.drawing.tree import tree
from bot.core.effects import Visit
from bot.core.flow import Book
from bot.flowfiles.book import load
from bot.flowfiles.problems import did_you_mean
from bot.store import open_store

DAY = 86_400
FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)


@dataclass(frozen=True, slots=True)
class Counted:
    """Visits, and since when they are counted ("" where nothing is known)."""

    visits: Mapping[Visit, int]
    since: str = ""


@click.command()
@click.argument("flow", nargs=-1)
@click.option("--browser", is_flag=True, help="Open a page with all drawings in the browser.")
@click.option("--html", type=FILE, default=None, metavar="FILE", help="Write that page into FILE (-: print it).")
@click.option("--svg", type=FILE, default=None, metavar="FILE", help="Write a picture into FILE (-: print it).")
@click.option("--mermaid", "as_mermaid", is_flag=True, help="Print a Mermaid flowchart, for Markdown pages.")
@click.option("--language", default="", help="The language of the texts; the default language without it.")
@click.option("--days", default=30, show_default=True, help="Figures of the last so many days; 0: no figures.")
@click.option("--flows", "folder", default=None, help="The folder with the flow files.")
@json_option
def show(
    flow: tuple[str, ...],
    browser: bool,
    html: Path | None,
    svg: Path | None,
    as_mermaid: bool,
    language: str,
    days: int,
    folder: str | None,
    as_json: bool,
) -> None:
    """Draw the flows (or only FLOW …): as text here, as a picture, or as a page for the browser.

    Where the bot's database is there, each step tells how many people came and how many left.
    """
    path = flows_folder(folder)
    book = _book(path, flow, language)
    counted = _counted(path, days)
    drawn = diagrams(book, only=flow, language=language, counts=counted.visits)
    if html or browser:
        _show_page(page(drawn, _frame(book, counted, language)), html, browser=browser)
    if svg:
        _write(svg, document(drawn))
    if as_mermaid:
        click.echo(mermaid(drawn), nl=False)
    elif as_json:
        print_json({"since": counted.since or None, "flows": [asdict(one) for one in drawn]})
    elif not (html or browser or svg):
        click.echo(_text(drawn, counted))


def _book(path: Path, wanted: tuple[str, ...], language: str) -> Book:
    """Return the book; where the files hold none, or not what is asked for, say so and end."""
    loaded = load(path)
    if loaded.book is None:
        click.echo(loaded.text(), err=True)
        sys.exit(1)
    known = list(loaded.book.flows)
    for name in wanted:
        if name not in known:
            fail(f"There is no flow called {name} in {path}: {did_you_mean(name, known)}")
    if language and language not in loaded.book.business.languages:
        spoken = ", ".join(loaded.book.business.languages)
        fail(f"The flows in {path} have no texts in {language}; their languages are {spoken}.")
    return loaded.book


def _counted(path: Path, days: int) -> Counted:
    """Return the figures of the bot that runs these files; nothing where it has no database yet."""
    settings = wiring.load_settings(whatsapp=False)
    database = Path(settings.database.removeprefix("sqlite:///"))
    if days < 1 or not database.is_file() or Path(settings.flows).resolve() != path.resolve():
        return Counted({})
    store = open_store(settings.database, ids=wiring.SystemIds(), pepper=wiring.pepper(settings))
    try:
        begin = wiring.WallClock().now() - days * DAY
        first, visits = store.read(lambda tx: (tx.step_counts.first(), tx.step_counts.since(begin)))
    finally:
        store.close()
    if not visits:
        return Counted({})
    day = datetime.fromtimestamp(max(first, begin), UTC)
    return Counted(visits, f"{day.day} {day:%B %Y}")


def _frame(book: Book, counted: Counted, language: str) -> Frame:
    asked = [(id, times) for (what, id, _), times in counted.visits.items() if what == "faq"]
    faq = tuple(sorted(asked, key=lambda pair: (-pair[1], pair[0])))
    return Frame(book.business.name, language or book.business.languages[0], counted.since, faq)


def _text(drawn: tuple[Diagram, ...], counted: Counted) -> str:
    told = [tree(one) for one in drawn]
    if counted.since:
        told.append(f"Figures since {counted.since}; somebody who has not answered yet counts as left.")
    return "\n\n".join(told)


def _show_page(text: str, file: Path | None, *, browser: bool) -> None:
    if file is None:
        with tempfile.NamedTemporaryFile("wb", prefix="askfirst-flows-", suffix=".html", delete=False) as made:
            file = Path(made.name)
    _write(file, text)
    if browser and str(file) != "-":
        address = file.resolve().as_uri()
        if not webbrowser.open(address):
            click.echo(f"There is no browser here. Open this yourself: {address}")


def _write(file: Path, text: str) -> None:
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    try:
        file.write_bytes(text.encode("utf-8"))
    except OSError as problem:
        fail(f"{file} can't be written: {problem.strerror}. Name another file.")
    click.echo(f"Written: {file}", err=True)
