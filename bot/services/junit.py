"""Results as JUnit's XML, as CI systems read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as xml

from bot.core.flow import Where
from bot.services.coverage import Coverage


@dataclass(frozen=True, slots=True)
class Timed:
    """One test as the report shows it. ``wrong``: "" where it passed."""

    suite: str
    title: str
    where: Where
    seconds: float
    wrong: str = ""
    talk: str = ""


def report(tests: Sequence[Timed], coverage: Coverage | None) -> str:
    """Return the text of the file: a suite for each kind of test."""
    root = xml.Element("testsuites", _counts("askfirst test", tests))
    for name in dict.fromkeys(test.suite for test in tests):
        mine = [test for test in tests if test.suite == name]
        suite = xml.SubElement(root, "testsuite", _counts(name, mine))
        if coverage and name == "talks":
            properties = xml.SubElement(suite, "properties")
            xml.SubElement(properties, "property", {"name": "coverage", "value": f"{coverage.percent:.1f}"})
        for test in mine:
            _case(suite, test)
    xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.tostring(root, encoding="unicode") + "\n"


def _counts(name: str, tests: Sequence[Timed]) -> dict[str, str]:
    failed = sum(bool(test.wrong) for test in tests)
    counts = {"tests": len(tests), "failures": failed, "errors": 0, "skipped": 0}
    seconds = sum(test.seconds for test in tests)
    return {"name": name, **{key: str(n) for key, n in counts.items()}, "time": f"{seconds:.3f}"}


def _case(suite: xml.Element, test: Timed) -> None:
    place = test.where.path.rpartition(".")[0].replace("/", ".")
    given = {"classname": f"{test.suite}.{place}" if place else test.suite, "name": _clean(test.title)}
    given |= {"time": f"{test.seconds:.3f}"}
    given |= {"file": test.where.path, "line": str(test.where.line)} if test.where.path else {}
    case = xml.SubElement(suite, "testcase", given)
    if test.wrong:
        first = test.wrong.strip().splitlines()[0] if test.wrong.strip() else "differs"
        failure = xml.SubElement(case, "failure", {"message": _clean(first), "type": "difference"})
        failure.text = _clean("\n\n".join(part for part in (test.wrong, test.talk) if part))


def _clean(text: str) -> str:
    """Leave out what XML can't hold."""
    return _FORBIDDEN.sub("", text)


_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
