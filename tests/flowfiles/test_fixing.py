"""`check --fix`: what cannot be meant otherwise is mended, everything else and every used word is left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.flowfiles.book import load
from bot.flowfiles.fixing import mend
from bot.flowfiles.fixing_names import alike
from tests.flowfiles.helpers import BUSINESS, GOOD

BAD = GOOD.parent / "bad"


def mended(folder: Path, text: str, business: str = BUSINESS) -> str:
    """The file as it would be written, after one more look that a second call has nothing to add."""
    flows = folder / "flows"
    flows.mkdir(exist_ok=True)
    (flows / "business.yaml").write_bytes(business.encode())
    (flows / "test.yaml").write_bytes(text.encode())
    found = {change.path.name: change.after for change in mend(flows).changes}
    after = found.get("test.yaml", text)
    assert (flows / "test.yaml").read_bytes() == text.encode(), "nothing is written by looking"
    (flows / "test.yaml").write_bytes(after.encode())
    assert mend(flows).changes == ()
    return after


HELLO = """\
flows:
  hello:
    description: Hello
    triggers: [{words: [say hello]}]
    steps:
      - say: Hi
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("triggers:", "trigers:"),
        ("description:", "descriptoin:"),
        ("description: Hello", "description:Hello"),
        ('say: "Note: we\'re closed"', "say: Note: we're closed"),
        ('say: "*Bold* words"', "say: *Bold* words"),
        ('say: "Note: closed"', "say: “Note: closed”"),
        ("words: [say hello]", "words: [say hello, Say hello!]"),
        ("words: [say hello]", "words: [say hello, say hello]"),
        ("say: Hi", "say: Hi   "),
    ],
)
def test_what_cannot_be_meant_otherwise_is_mended(tmp_path: Path, right: str, wrong: str) -> None:
    good = HELLO if right in HELLO else HELLO.replace("say: Hi", right)
    assert mended(tmp_path, good.replace(right, wrong)) == good


def test_a_slip_behind_a_slip_is_mended_too(tmp_path: Path) -> None:
    good = HELLO + (
        "      - collect: amount\n        ask: How much?\n        type: number\n        rejections:\n"
        "          - if: slots.amount > 9\n            say: Too much.\n"
    )
    assert mended(tmp_path, good.replace("rejections", "rejectons").replace("slots.amount", "slots.amout")) == good


def test_windows_line_ends_a_byte_order_mark_and_tabs(tmp_path: Path) -> None:
    assert mended(tmp_path, "\ufeff" + HELLO.replace("\n", "\r\n")) == HELLO
    assert mended(tmp_path, HELLO.replace("  ", "\t")) == HELLO


def test_a_name_that_is_one_slip_away_from_the_only_one(tmp_path: Path) -> None:
    longer = (
        HELLO.replace("hello:", "say_hello:") + "      - next: sorry_\n        say: x\n      - {id: sorry, say: y}\n"
    )
    assert "next: sorry\n" in mended(tmp_path, longer)


def test_between_two_names_nobody_guesses(tmp_path: Path) -> None:
    text = (
        HELLO + "      - {id: one, say: x, next: orders}\n      - {id: ordera, say: y}\n      - {id: orderb, say: z}\n"
    )
    assert mended(tmp_path, text) == text


def test_names_that_differ_in_a_digit_or_at_the_start_are_two_names() -> None:
    assert not alike("order_1", "order_2")
    assert not alike("offers", "coffers")
    assert alike("opening_hours", "openign_huors")


NOTICE = """\
consent:
  offers:
    kind: marketing
    notice:
      version: 1
      text: {business.name} may send you offers: at most two a month. Write STOP. {business.privacy_url}
      yes: "Yes, please"
      no: "No, thanks"
"""


@pytest.mark.parametrize("text", [NOTICE, NOTICE.replace("text: {", "text: Note: {")])
def test_the_words_of_a_notice_are_never_touched(tmp_path: Path, text: str) -> None:
    assert mended(tmp_path, text) == text


def test_a_key_of_a_notice_is_mended_and_its_words_are_as_before(tmp_path: Path) -> None:
    good = NOTICE.replace("text: {business.name}", 'text: "{business.name}').replace("_url}\n", '_url}"\n')
    assert mended(tmp_path, good.replace("version: 1", "verison: 1")) == good


def test_spaces_that_belong_to_a_text_stay(tmp_path: Path) -> None:
    text = HELLO.replace("- say: Hi", "- say: |\n          Two lines  \n          here")
    assert mended(tmp_path, text) == text


def test_tabs_inside_a_text_stay(tmp_path: Path) -> None:
    text = HELLO.replace("- say: Hi", "- say: |\n          Price\n          \t20 euros")
    assert mended(tmp_path, text) == text


BAD_FOLDERS = sorted(path for path in BAD.iterdir() if path.suffix == ".yaml" and path.name != "_business.yaml")


@pytest.mark.parametrize("path", BAD_FOLDERS, ids=lambda path: path.stem)
def test_no_mend_ever_makes_a_file_worse(tmp_path: Path, path: Path) -> None:
    """Every wrong file of the gallery: after the mends there are no more errors than before, unless it was unreadable."""
    flows = tmp_path / "flows"
    flows.mkdir()
    shutil.copyfile(BAD / "_business.yaml", flows / "business.yaml")
    shutil.copyfile(path, flows / path.name)
    before = load(flows)
    found = mend(flows)
    if not any("there" in change.says for change in found.changes) and not path.stem.startswith("yaml_"):
        assert len(found.left.errors) <= len(before.errors)
    for change in found.changes:
        assert change.says and change.before != change.after
