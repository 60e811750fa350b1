"""`askfirst show` and `askfirst check --fix`: on real files and a real database."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from bot import settings, wiring
from bot.channels.console import Console
from bot.cli import main
from bot.core.incoming import Sender
from bot.services.rehearsal import Rehearsal
from tests.world import FLOWS


@pytest.fixture
def flows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in [name for name, _, _ in settings.table()]:
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(FLOWS, tmp_path / "flows")
    monkeypatch.setenv("ASKFIRST_DATABASE", f"sqlite:///{tmp_path / 'a.db'}")
    monkeypatch.setenv("ASKFIRST_FLOWS", str(tmp_path / "flows"))
    return tmp_path / "flows"


def askfirst(*words: str) -> Result:
    found = CliRunner().invoke(main, list(words))
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def talked(flows: Path) -> None:
    """Two people begin to book; one goes on, one wants a person."""
    bot = wiring.build(wiring.load_settings(whatsapp=False), Console(), rehearsed=wiring.Flows(flows))
    for phone, last in (("15550100002", "4"), ("15550100003", "PERSON")):
        here = Rehearsal(bot.store, bot.worker, bot.clock, bot.channel, Sender(phone=phone))
        here.count = int(phone[-1]) * 1000
        for words in ("book a table", last):
            here.say(words)
    bot.worker.stop()
    bot.store.close()


def test_without_options_the_flows_are_drawn_as_text(flows: Path) -> None:
    told = askfirst("show").output
    assert "book_table – Book a table" in told
    assert "? collect_party_size: asks for party_size (number)" in told
    assert "no answer for 30 min → cancelled" in told


def test_only_the_flows_that_are_named(flows: Path) -> None:
    told = askfirst("show", "welcome").output
    assert told.startswith("welcome") and "collect_party_size" not in told


def test_an_unknown_flow_is_named_with_the_nearest(flows: Path) -> None:
    found = askfirst("show", "book_tabel")
    assert found.exit_code == 1 and 'did you mean "book_table"?' in found.output


def test_texts_are_shown_in_the_language_that_is_asked_for(flows: Path) -> None:
    assert "Para quantas pessoas?" in askfirst("show", "book_table", "--language", "pt").output
    found = askfirst("show", "--language", "fr")
    assert found.exit_code == 1 and "en, pt, es, de, ar" in found.output


def test_wrong_files_are_explained_instead(flows: Path) -> None:
    (flows / "x.yaml").write_text("flowz: {}\n")
    found = askfirst("show")
    assert found.exit_code == 1 and 'did you mean "flows"?' in found.output


def test_before_anybody_talked_there_are_no_figures_and_no_database(flows: Path) -> None:
    assert "came" not in askfirst("show").output
    assert not (flows.parent / "a.db").exists()


def test_the_real_figures_stand_at_each_step(flows: Path) -> None:
    talked(flows)
    told = askfirst("show", "book_table").output
    assert re.search(r"collect_party_size: .*\[2 came, 1 left \(50\s%\)\]", told)
    assert "left: 1 went to a person" in told
    assert "left: 1 no answer yet" in told
    assert "Figures since" in told
    assert "came" not in askfirst("show", "book_table", "--days", "0").output


def test_other_files_get_no_figures_of_this_bot(flows: Path, tmp_path: Path) -> None:
    talked(flows)
    shutil.copytree(flows, tmp_path / "other")
    assert "came" not in askfirst("show", "--flows", str(tmp_path / "other")).output


def test_picture_page_and_mermaid(flows: Path, tmp_path: Path) -> None:
    talked(flows)
    assert askfirst("show", "--svg", "a.svg", "--html", "a.html").exit_code == 0
    root = ElementTree.fromstring((tmp_path / "a.svg").read_text("utf-8"))
    assert root.tag.endswith("svg")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert page.count("<section id=") == page.count('class="af"') > 3
    assert "Where people leave" in page and "<script" not in page
    told = askfirst("show", "--mermaid").output
    assert told.startswith("flowchart TD\n") and "2 came, 1 left" in told.replace("#160;", " ")


def test_a_dash_prints(flows: Path) -> None:
    assert askfirst("show", "--html", "-").output.startswith("<!doctype html>")
    assert askfirst("show", "welcome", "--svg", "-").output.startswith("<?xml")


def test_json_for_programs(flows: Path) -> None:
    told = json.loads(askfirst("show", "book_table", "--json").output)
    [flow] = told["flows"]
    assert told["since"] is None and flow["id"] == "book_table"
    assert flow["boxes"][1]["exits"][0]["kind"] == "failed"


def test_the_browser_is_opened_with_a_page(flows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: bool(opened.append(address)) or True)
    assert askfirst("show", "--browser", "--html", "flows.html").exit_code == 0
    assert opened == [(flows.parent / "flows.html").as_uri()]


def test_a_file_that_cannot_be_written_is_named(flows: Path) -> None:
    found = askfirst("show", "--svg", "nowhere/a.svg")
    assert found.exit_code == 1 and "nowhere/a.svg can't be written" in found.output


# ---- check --fix


def test_mends_are_shown_and_written_only_where_they_are_wanted(flows: Path) -> None:
    file = flows / "x.yaml"
    wrong = "flows:\n  x:\n    description: X\n    trigers: [{words: [xx]}]\n    steps:\n      - say: Hi\n"
    file.write_text(wrong)
    found = askfirst("check", "--fix")
    assert found.exit_code == 1 and "-    trigers:" in found.output and "+    triggers:" in found.output
    assert "add --yes" in found.output and file.read_text() == wrong
    found = askfirst("check", "--fix", "--yes")
    assert found.exit_code == 0 and "Written: x.yaml" in found.output
    assert file.read_text() == wrong.replace("trigers", "triggers")
    assert (flows / "x.yaml.bak").read_text() == wrong


def test_what_is_left_is_shown_as_before(flows: Path) -> None:
    (flows / "x.yaml").write_text("faq:\n  - id: a\n    ask: [b?]\n    anser: c\n    than: nowhere\n")
    found = askfirst("check", "--fix", "--yes")
    assert found.exit_code == 1 and "anser is answer" in found.output
    assert 'there is no flow called "nowhere"' in found.output


def test_nothing_to_mend(flows: Path) -> None:
    found = askfirst("check", "--fix")
    assert found.exit_code == 0 and "nothing that can be mended safely" in found.output


def test_with_json_only_json_is_on_standard_output(flows: Path) -> None:
    (flows / "x.yaml").write_text("faq:\n  - id: aa\n    ask: [b?]  \n    answer: c\n")
    found = askfirst("check", "--fix", "--yes", "--json")
    assert json.loads(found.stdout) == {"problems": []}


def test_the_schema_is_written_beside_the_files(flows: Path) -> None:
    (flows / ".schema.json").unlink()
    assert askfirst("schema", "--write").exit_code == 0
    assert json.loads((flows / ".schema.json").read_text("utf-8")) == json.loads(askfirst("schema").output)
