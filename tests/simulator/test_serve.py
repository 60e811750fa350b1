"""serve(): what `askfirst simulator` calls, in a process of its own."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from bot.simulator import serve
serve("127.0.0.1", int(sys.argv[1]), webhook_url="", app_secret="s", verify_token="v", token="t",
      phone_number_id="222000222000222", waba_id="111000111000111", display_number="+1 555 010 0001",
      flows_title="Café Aurora", state_path=sys.argv[2], on_ready=lambda url: print(url, flush=True))
"""


def start(state: Path) -> subprocess.Popen[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    argv = [sys.executable, "-c", PROGRAM, str(port), str(state)]
    return subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def stop(process: subprocess.Popen[str], number: signal.Signals) -> int:
    process.send_signal(number)
    _, trouble = process.communicate(timeout=20)
    assert not trouble
    return process.returncode


@pytest.fixture
def states(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "town.json"


def ask(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.loads(answer.read())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop_and_finds_its_state_again(states: Path, number: signal.Signals) -> None:
    process = start(states)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    state = ask(f"{url}/sim/state")
    assert state["business"] == {"name": "Café Aurora", "number": "+15550100001"}
    assert len(state["customers"]) == 4
    assert stop(process, number) == 0
    again = start(states)
    assert again.stdout is not None
    url = again.stdout.readline().strip()
    assert ask(f"{url}/sim/state")["customers"] == state["customers"]
    assert stop(again, number) == 0
