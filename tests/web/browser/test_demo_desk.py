"""`askfirst demo` shows the desk too: a newcomer is both sides of the counter."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bench import parts
from tests.web.browser.place import Desk
from tests.world import FLOWS

pytestmark = pytest.mark.browser


def test_a_newcomer_asks_on_the_phone_and_answers_at_the_desk(tmp_path: Path, chromium: Desk) -> None:
    ports = ["--port", str(parts.free_port()), "--phone-port", str(parts.free_port())]
    command = [sys.executable, "-m", "bot", "demo", *ports, "--folder", str(tmp_path), "--flows", str(FLOWS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            told = ""
            while "Ctrl-C" not in told:
                told += process.stdout.readline()
            phone, desk = (
                re.search(rf"Open the {one}:\s+\S*?(http://127[^\s\x1b]+)", told) for one in ("phone", "desk")
            )
            assert phone and desk, told
            chromium.look()
            chromium.open(phone[1])
            chromium.wait("document.querySelector('.person[aria-current=true]') && document.querySelector('.chip')")
            chromium.click("#composer-text")
            chromium.type("I want to talk to a person")
            chromium.key("Enter")
            chromium.wait("document.querySelector('#consents').innerText.includes('ticket #1')")
            chromium.open(desk[1])
            chromium.wait("document.querySelector('.ticket').innerText.includes('I want to talk to a person')")
            chromium.open(desk[1])
            chromium.wait("document.body.innerText.includes('There is no such page')")
            chromium.open("about:blank")
        finally:
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(30) == 0
