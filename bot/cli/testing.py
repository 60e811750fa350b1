"""`askfirst test`: the owner's talks, what nobody writes down, and what of the files they visit."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from bot import wiring
from bot.cli import testing_shown as shown
from bot.cli.common import fail, flows_folder, json_option, print_json
from bot.core.exploring import explore
from bot.core.flow import Where
from bot.core.talk import Talk
from bot.core.talk_diff import note
from bot.flowfiles.problems import Problem, did_you_mean
from bot.flowfiles.talks import load_talks
from bot.services.coverage import Coverage, measure
from bot.services.coverage_html import page
from bot.services.junit import report
from bot.services.playing import START, begins
from bot.services.suites import Case, Result, talk_cases
from bot.services.suites_ways import MOST, way_cases


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for. ``names``: talks, files of talks or flows; () for all."""

    folder: Path
    names: tuple[str, ...] = ()
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that was played, each with its seconds; what is odd about the talks' files; what they visit."""

    results: tuple[tuple[Result, float], ...]
    problems: tuple[Problem, ...]
    coverage: Coverage
    talks: int
    whole: bool = True  # every place where people can write was tried

    @property
    def failed(self) -> bool:
        """Whether anything did not come true."""
        return any(result.differences for result, _ in self.results)


_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("names", nargs=-1, metavar="[FOLDER] [NAMES]...")
@click.option("--quick", is_flag=True, help="Only the talks: leave out what nobody writes down.")
@click.option("--coverage", "all_coverage", is_flag=True, help="List everything that talks visit, and do not.")
@click.option("--html", type=_FILE, default=None, help="Write a page that shows it in the flow files.")
@click.option("--junit", type=_FILE, default=None, help="Write the results as JUnit XML, for CI.")
@click.option(
    "--fail-under", type=click.FloatRange(0, 100), default=None, help="Exit with 1 where talks visit less (percent)."
)
@json_option
def test(
    names: tuple[str, ...],
    *,
    quick: bool,
    all_coverage: bool,
    html: Path | None,
    junit: Path | None,
    fail_under: float | None,
    as_json: bool,
) -> None:
    """Play the talks of FOLDER through the real bot, on a memory database with a frozen clock.

    NAMES are talks (or a part of their titles), files of talks, or flows; without any, everything is played: each
    talk as it stands, then with every message delivered twice, every button pressed twice and a restart between any
    two turns; and at each place where people can write, STOP, the word for a person, menu and cancel.

    Exit code 0: everything came true. 1: something did not, or the talks visit less than --fail-under. 2: wrong usage.
    """
    options = _options(names, quick=quick)
    flows = wiring.Flows(options.folder)
    outcome = play_all(options, flows, bar=not as_json)
    if html is not None:
        html.write_text(page(outcome.coverage, _files(options.folder), business=flows.book.business.name), "utf-8")
    if junit is not None:
        junit.write_text(report(shown.timed(outcome.results), outcome.coverage), "utf-8")
    under = fail_under is not None and outcome.coverage.percent < fail_under
    if as_json:
        print_json(_json(outcome))
    else:
        shown.show(outcome.results, outcome.problems, outcome.coverage, whole=all_coverage, some=bool(options.names))
        if not outcome.whole:
            click.echo("The flows are larger than what is searched for places to write at: some were not tried.")
        for path in (html, junit):
            click.echo(f"Written: {path}" if path else "", nl=path is not None)
    if under and not as_json:
        click.echo(
            f"The talks visit {outcome.coverage.percent:.1f}%, and --fail-under asks for {fail_under:g}%.", err=True
        )
    if not outcome.talks and not as_json:
        fail(
            f"There are no talks in {options.folder / 'talks'}. Write one, or keep one with `askfirst talk --keep FILE`."
        )
    sys.exit(1 if outcome.failed or under or not outcome.talks else 0)


def _json(outcome: Outcome) -> object:
    return {**shown.as_json(outcome.results), "coverage": outcome.coverage.as_json()}


def _options(names: Sequence[str], *, quick: bool) -> Options:
    """A folder may stand first; the rest are names."""
    first = Path(names[0]) if names else None
    given = first is not None and first.is_dir() and not first.name.startswith("talks")
    folder = flows_folder(names[0] if given else None)
    return Options(folder, tuple(names[1:] if given else names), quick)


def play_all(options: Options, flows: wiring.Flows, *, bar: bool) -> Outcome:
    """Play what is asked for; unreadable talks count as failed."""
    found = load_talks(options.folder, book=flows.book)
    talks = _chosen(found.talks, options, flows)
    results = [(_unreadable(problem), 0.0) for problem in found.problems if problem.level == "error"]
    cases = list(talk_cases(talks, wiring.stages(options.folder, flows), quick=options.quick))
    whole = True
    if not options.quick:
        ways, whole = _ways(options, flows)
        cases += ways
    results += _played(cases, bar=bar)
    visits = [result.played.visits for result, _ in results if result.played]
    warnings = tuple(problem for problem in found.problems if problem.level != "error")
    return Outcome(tuple(results), warnings, measure(flows.book, visits), len(talks) or len(results), whole)


def _ways(options: Options, flows: wiring.Flows) -> tuple[list[Case], bool]:
    """Return a case for each way out of each place, and whether every place was found."""
    book, mind = flows.both()
    now = begins(Talk("", (), at=START), book)
    found = explore(book, mind, now=now)
    if options.names:
        wanted = {name.casefold() for name in options.names}
        routes = tuple(route for route in found.routes if route.spot.flow.casefold() in wanted)
        found = replace(found, routes=routes)
    cases = way_cases(book, mind, found, wiring.stages(options.folder, flows))
    return list(cases), found.whole and len(found.routes) <= MOST


def _played(cases: Sequence[Case], *, bar: bool) -> list[tuple[Result, float]]:
    out: list[tuple[Result, float]] = []
    hidden = not (bar and sys.stderr.isatty())
    with click.progressbar(cases, label="Playing", file=sys.stderr, hidden=hidden, width=30) as all_cases:
        for case in all_cases:
            began = time.monotonic()
            out.append((case.run(), time.monotonic() - began))
    return out


def _unreadable(problem: Problem) -> Result:
    where = Where(problem.path, problem.line, problem.column)
    return Result("talks", problem.what, where, (note(where, str(problem)),))


def _chosen(talks: tuple[Talk, ...], options: Options, flows: wiring.Flows) -> tuple[Talk, ...]:
    """Return the talks that are named; a name that fits nothing is wrong usage."""
    if not options.names:
        return talks
    out: dict[int, Talk] = {}
    for name in options.names:
        fitting = {n: talk for n, talk in enumerate(talks) if _is_called(talk, name)}
        if not fitting and name not in flows.book.flows:
            known = [talk.title for talk in talks] + list(flows.book.flows)
            near = did_you_mean(name, known) or f"known are {', '.join(known)}"
            raise click.UsageError(f"No talk, file of talks or flow is called {name!r}: {near}")
        out |= fitting
    return tuple(out[n] for n in sorted(out))


def _is_called(talk: Talk, name: str) -> bool:
    path, wanted = Path(talk.where.path), name.casefold()
    as_path = path.as_posix().endswith(Path(name).as_posix().lstrip("./"))
    return wanted in talk.title.casefold() or wanted == path.stem.casefold() or ("." in name and as_path)


def _files(folder: Path) -> dict[str, list[str]]:
    """Return the lines of every flow file, by the path that problems and coverage name."""
    name = folder.resolve().name
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".yml", ".yaml") and path.is_file())
    texts = {path: path.read_text("utf-8", errors="replace") for path in found}
    return {f"{name}/{path.relative_to(folder).as_posix()}": text.splitlines() for path, text in texts.items()}
