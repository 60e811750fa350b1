"""A gallery of wrong files with the exact words that an owner reads.

``ASKFIRST_UPDATE=1 pytest tests/flowfiles/test_gallery.py`` writes the words anew; read the difference first.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bot.flowfiles.book import load

BAD = Path(__file__).parent / "bad"
COMMON = BAD / "_business.yaml"
CASES = sorted({path.stem for path in BAD.iterdir() if not path.name.startswith("_")})


def told(name: str, folder: Path) -> str:
    """Load one case, beside the common business file unless it brings its own, and return what the owner reads."""
    flows = folder / "flows"
    if (BAD / name).is_dir():
        shutil.copytree(BAD / name, flows)
    else:
        flows.mkdir()
        shutil.copy(BAD / f"{name}.yaml", flows / f"{name}.yaml")
    alone = (flows / "_alone").exists() or any(
        b"\nbusiness:" in b"\n" + path.read_bytes() for path in flows.glob("*.yaml")
    )
    if not alone:
        shutil.copy(COMMON, flows / "business.yaml")
    return load(flows).text() + "\n"


def test_there_are_at_least_sixty_mistakes() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", CASES)
def test_the_owner_reads_these_words(name: str, tmp_path: Path) -> None:
    found = told(name, tmp_path)
    expected = BAD / f"{name}.txt"
    if os.environ.get("ASKFIRST_UPDATE"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


@pytest.mark.parametrize("name", CASES)
def test_no_mistake_is_missed_and_no_word_of_the_parser_is_shown(name: str, tmp_path: Path) -> None:
    found = told(name, tmp_path)
    assert "no problems" not in found
    assert not any(word in found for word in ("ruamel", "Traceback", "<block", "<scalar", "expected the node"))
