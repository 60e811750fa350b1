"""README, docs and the owner's guide are true: generated parts are current, examples run, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.flowfiles.book import load
from bot.flowfiles.schema import STEP_KINDS
from docs import generate
from tests.world import FLOWS

ROOT = Path(__file__).parent.parent
PAGES = [*generate.pages(), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]


@pytest.mark.parametrize("page", generate.pages(), ids=lambda page: page.name)
def test_generated_parts_are_current(page: Path) -> None:
    """Cure: `make docs`."""
    text = page.read_text("utf-8")
    assert text == generate.fresh(text)


def test_every_generated_part_stands_on_a_page() -> None:
    everything = "".join(page.read_text("utf-8") for page in generate.pages())
    assert all(f"<!-- {name} -->" in everything for name in generate.PARTS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing


def test_every_step_kind_is_in_the_owners_guide() -> None:
    guide = (FLOWS / "README.md").read_text("utf-8")
    assert STEP_KINDS and all(f"`{kind}`" in guide for kind in STEP_KINDS)


def test_the_examples_of_the_owners_guide_load_beside_the_starter(tmp_path: Path) -> None:
    """Each YAML example is added to a copy of the starter and makes no problem."""
    examples = re.findall(r"```yaml\n(.*?)```", (FLOWS / "README.md").read_text("utf-8"), re.S)
    assert len(examples) >= 2
    for path in FLOWS.rglob("*.*"):
        if path.suffix in (".yaml", ".py"):
            target = tmp_path / path.relative_to(FLOWS)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    for n, example in enumerate(examples):
        (tmp_path / f"example{n}.yaml").write_text(example, "utf-8")
    loaded = load(tmp_path)
    assert loaded.book is not None, loaded.text()
    assert not loaded.errors


def test_the_two_commands_of_the_readme_exist() -> None:
    readme, makefile = (ROOT / "README.md").read_text("utf-8"), (ROOT / "Makefile").read_text("utf-8")
    for target in ("demo", "test"):
        assert f"make {target} " in readme and re.search(rf"^{target}: ", makefile, re.M)
