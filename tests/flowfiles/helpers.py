"""What the tests of flow files share."""

from __future__ import annotations

from pathlib import Path

from bot.core.flow import Book
from bot.flowfiles.book import Loaded, load

GOOD = Path(__file__).parent / "good"
BUSINESS = """\
business:
  {name: Café Aurora, languages: [en], timezone: UTC, privacy_url: https://example.com/privacy,
   hours: {mon-fri: "08:00-18:00"}}
handover: {teams: [front], say: A person will answer you here.}
"""


def written(folder: Path, text: str, *, business: str = BUSINESS) -> Loaded:
    """Load one file beside the common business."""
    flows = folder / "flows"
    flows.mkdir(exist_ok=True)
    (flows / "business.yaml").write_text(business, "utf-8")
    (flows / "test.yaml").write_text(text, "utf-8")
    return load(flows)


def booked(folder: Path, text: str, *, business: str = BUSINESS) -> Book:
    """Load one file that must be well, without a warning."""
    loaded = written(folder, text, business=business)
    assert loaded.book is not None and not loaded.problems, loaded.text()
    return loaded.book


def flow(steps: str, *, head: str = "triggers: [{words: [say hello]}]") -> str:
    """A file with one flow, ``hello``, that has these steps."""
    body = "".join(f"      {line}\n" for line in steps.strip("\n").splitlines())
    return f"flows:\n  hello:\n    description: Hello\n    {head}\n    steps:\n{body}"


def whats(loaded: Loaded, level: str = "error") -> list[str]:
    """The sentences of all problems of one level."""
    return [problem.what for problem in loaded.problems if problem.level == level]
