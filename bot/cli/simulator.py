"""`askfirst simulator`: a stand-in for WhatsApp."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bot.core.flow import Book
from bot.flowfiles.book import load


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; loopback.")
@click.option("--port", type=int, default=8080, show_default=True, help="The port to listen on.")
@click.option("--webhook", default="http://127.0.0.1:8000/webhook", show_default=True, help="The bot's webhook.")
@click.option("--app-secret", default="demo-app-secret", show_default=True, help="Signs the webhooks.")
@click.option("--verify-token", default="demo-verify-token", show_default=True, help="For the GET handshake.")
@click.option("--token", default="demo-token", show_default=True, help="The bearer token that is accepted.")
@click.option("--phone-number-id", default="222000222000222", show_default=True, help="The business's number id.")
@click.option("--waba-id", default="111000111000111", show_default=True, help="The business account's id.")
@click.option("--display-number", default="15550100001", show_default=True, help="The business's number.")
@click.option("--inspect", "inspect_url", default="", help="The bot's window for the page (demo mode).")
@click.option("--state", "state_path", default="", help="A file that keeps the chats for the next start.")
@click.option("--templates", "flows", default="", help="A flows folder whose templates are known as approved.")
def simulator(**options: Any) -> None:
    """Run a stand-in for WhatsApp's Cloud API, with a phone to play on, on this machine only."""
    from bot.simulator import serve as run_simulator

    book = load(Path(folder)).book if (folder := options.pop("flows")) else None
    run_simulator(
        webhook_url=options.pop("webhook"),
        templates=_templates(book) if book else (),
        flows_title=book.business.name if book else "",
        on_ready=lambda url: click.echo(f"The phone is at {url}"),
        **options,
    )


def _templates(book: Book) -> tuple[dict[str, Any], ...]:
    """Return the owner's templates as the simulator knows templates."""
    return tuple(
        {
            "name": spec.name,
            "language": language,
            "category": spec.category.upper(),
            "status": "APPROVED",
            "body": spec.body.get(language) or spec.body.get(language[:2]) or next(iter(spec.body.values()), spec.name),
            "params": list(spec.params),
            "parameter_format": "NAMED" if spec.named else "POSITIONAL",
        }
        for spec in book.templates.values()
        for language in spec.languages
    )
