"""`askfirst work`: the worker alone."""

from __future__ import annotations

import signal

import click

from bot import wiring


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
