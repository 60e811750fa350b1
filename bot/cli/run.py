"""`askfirst serve`, `work`, `simulator`, `demo`, `doctor`: what keeps running, and whether it is well."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

import click

from bot import wiring
from bot.cli import server
from bot.cli.common import json_option, print_json
from bot.cli.demo import run_demo
from bot.core.flow import Book
from bot.flowfiles.book import load
from bot.services.doctor import examine


@click.command()
@click.option("--host", default=None, help="The address to listen on (ASKFIRST_HOST).")
@click.option("--port", type=int, default=None, help="The port to listen on (ASKFIRST_PORT).")
def serve(host: str | None, port: int | None) -> None:
    """Run the webhook, the worker and the sender in one program."""
    settings = wiring.load_settings()
    wiring.log_to_stderr(settings.log_level)
    bot = wiring.build(settings)
    server.run(bot, host=host or settings.host, port=settings.port if port is None else port)


@click.command()
def work() -> None:
    """Run the worker alone, beside web processes that have ASKFIRST_WORKER=off."""
    settings = wiring.load_settings()
    wiring.log_to_stderr(settings.log_level)
    bot = wiring.build(settings)
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: bot.worker.stop())
    thread = wiring.start_worker(bot)
    while thread.is_alive():
        thread.join(0.5)
    bot.store.close()


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
            "body": spec.body.get(language, ""),
            "params": list(spec.params),
            "parameter_format": "NAMED" if spec.named else "POSITIONAL",
        }
        for spec in book.templates.values()
        for language in spec.languages
    )


@click.command()
@click.option("--port", type=int, default=8000, show_default=True, help="The bot's port; a free one if it is taken.")
@click.option("--phone-port", type=int, default=8080, show_default=True, help="The phone page's port.")
@click.option("--folder", default="demo", show_default=True, help="Where the demo keeps its database and chats.")
@click.option("--flows", "flows", default="flows", show_default=True, help="The flow files to play.")
def demo(port: int, phone_port: int, folder: str, flows: str) -> None:
    """Run bot, worker and a simulated phone on this machine. Ctrl-C ends it; the next start goes on."""
    sys.exit(run_demo(port=port, phone_port=phone_port, folder=Path(folder), flows=Path(flows)))


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Say whether everything is well: settings, flows, database, ledger, clock, disk, WhatsApp, stuck messages."""
    settings = wiring.load_settings()
    bot = wiring.build(settings)
    findings = examine(
        bot.front, channel=bot.channel, disk=wiring.free_disk(settings), drift=wiring.clock_drift(), settings=settings
    )
    bot.store.close()
    if as_json:
        print_json({"well": all(f.well for f in findings), "findings": [f.as_json() for f in findings]})
    else:
        for finding in findings:
            mark = click.style("✓", fg="green") if finding.well else click.style("✗", fg="red")
            click.echo(f"{mark} {finding.name:<10} {finding.says}")
    sys.exit(0 if all(f.well for f in findings) else 1)
