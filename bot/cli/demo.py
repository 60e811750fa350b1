"""The demo: simulator and bot as two programs of one process group, one address, Ctrl-C ends both."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import click

READY_WITHIN = 30.0


@click.command()
@click.option("--port", type=int, default=8000, show_default=True, help="The bot's port; a free one if it is taken.")
@click.option("--phone-port", type=int, default=8080, show_default=True, help="The phone page's port.")
@click.option("--folder", default="demo", show_default=True, help="Where the demo keeps its database and chats.")
@click.option("--flows", "flows", default="flows", show_default=True, help="The flow files to play.")
def demo(port: int, phone_port: int, folder: str, flows: str) -> None:
    """Run bot, worker and a simulated phone on this machine. Ctrl-C ends it; the next start goes on."""
    sys.exit(run_demo(port=port, phone_port=phone_port, folder=Path(folder), flows=Path(flows)))


def run_demo(*, port: int, phone_port: int, folder: Path, flows: Path) -> int:
    """Start both, print the phone's address, wait for Ctrl-C; return the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    port, phone_port = _free(port), _free(phone_port)
    bot_url, phone_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{phone_port}"
    environment = _environment(folder, flows, port, phone_url)
    programs = [
        _start(["serve"], environment),
        _start(
            ["simulator", "--port", str(phone_port), "--webhook", f"{bot_url}/webhook", "--inspect", f"{bot_url}/demo",
             "--state", str(folder / "phone.json"), "--templates", str(flows)],
            environment,
        ),
    ]  # fmt: skip
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if not all(_answers(url, programs) for url in (f"{bot_url}/health", f"{phone_url}/")):
            click.echo("The demo did not start; the lines above say why.", err=True)
            return 1
        _welcome(phone_url, bot_url, folder, _desk_link(bot_url))
        while all(program.poll() is None for program in programs):
            time.sleep(0.2)
        return 1
    except KeyboardInterrupt:
        click.echo("\nGoodbye. The next `make demo` goes on where this one ended.")
        return 0
    finally:
        _end(programs)


def _environment(folder: Path, flows: Path, port: int, phone_url: str) -> dict[str, str]:
    return {
        **os.environ,
        "ASKFIRST_DATABASE": f"sqlite:///{folder / 'askfirst.db'}",
        "ASKFIRST_FLOWS": str(flows),
        "ASKFIRST_HOST": "127.0.0.1",
        "ASKFIRST_PORT": str(port),
        "ASKFIRST_WORKER": "on",
        "ASKFIRST_DEMO": "on",
        "ASKFIRST_LOG": "warning",
        "WHATSAPP_ACCESS_TOKEN": "demo-token",
        "WHATSAPP_APP_SECRET": "demo-app-secret",
        "WHATSAPP_VERIFY_TOKEN": "demo-verify-token",
        "WHATSAPP_PHONE_NUMBER_ID": "222000222000222",
        "WHATSAPP_BUSINESS_ACCOUNT_ID": "111000111000111",
        "WHATSAPP_API_URL": f"{phone_url}/v26.0",
    }


def _start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bot", *arguments], env=environment, stdout=subprocess.DEVNULL)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _free(wanted: int) -> int:
    """Return the wanted port, or a free one where somebody has it."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return wanted


def _answers(url: str, programs: list[subprocess.Popen[bytes]]) -> bool:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and all(program.poll() is None for program in programs):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return False


def _desk_link(bot_url: str) -> str:
    """Ask the bot for a link that lets somebody in at the desk once."""
    with urllib.request.urlopen(urllib.request.Request(f"{bot_url}/demo/desk", method="POST"), timeout=10) as answer:
        return bot_url + str(json.load(answer)["path"])


def _welcome(phone_url: str, bot_url: str, folder: Path, desk_url: str) -> None:
    click.echo()
    click.echo(click.style("  AskFirst is running.", bold=True))
    click.echo()
    click.echo(f"  Open the phone:   {click.style(phone_url, fg='green', underline=True)}")
    click.echo(f"  Open the desk:    {click.style(desk_url, fg='green', underline=True)}")
    click.echo("                    (answer those who ask for a person; this link lets you in once)")
    click.echo(f"  The bot:          {bot_url}/ready")
    click.echo(f"  Kept in:          {folder}/askfirst.db")
    click.echo()
    click.echo("  Write “hi”, tap a button, then write STOP. Ctrl-C ends the demo.")
    click.echo()


def _end(programs: list[subprocess.Popen[bytes]]) -> None:
    for program in programs:
        if program.poll() is None:
            program.terminate()
    for program in programs:
        try:
            program.wait(timeout=25)
        except subprocess.TimeoutExpired:
            program.kill()
