"""The results of `askfirst test`: on a terminal, as JSON, for a report."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from bot.core.flow import Where
from bot.core.talk_diff import Difference, Row, plain_rows
from bot.core.talk_text import written
from bot.flowfiles.problems import Problem
from bot.services.coverage import Coverage, listed, summary
from bot.services.junit import Timed
from bot.services.suites import Result

Played = Sequence[tuple[Result, float]]
_TALKS = "talks"


def show(played: Played, problems: Sequence[Problem], coverage: Coverage, *, whole: bool, some: bool) -> None:
    """Print it all. ``whole``: the whole list of what is visited; ``some``: only some talks were asked for."""
    for problem in problems:
        click.echo(f"{click.style('!', fg='yellow')} {problem.path}:{problem.line} {problem.what}: {problem.cure}")
    for result, _ in played:
        if result.suite == _TALKS:
            _show_talk(result)
    _show_suites([result for result, _ in played if result.suite != _TALKS])
    lines = listed(coverage) if whole else [] if some else summary(coverage)
    for line in ["", *lines] if lines else []:
        click.echo(line)
    click.echo(f"\n{_counted(played)}")


def _show_talk(result: Result) -> None:
    click.echo(f"{_mark(not result.differences)} {result.title}")
    for difference in result.differences:
        _show_difference(difference)


def _show_suites(results: Sequence[Result]) -> None:
    names = list(dict.fromkeys(result.suite for result in results))
    if names:
        click.echo("\nWhat nobody writes down:")
    for name in names:
        mine = [result for result in results if result.suite == name]
        failed = [result for result in mine if result.differences]
        told = f"{len(mine) - len(failed)} of {len(mine)}" if failed else f"{len(mine)}"
        click.echo(f"{_mark(not failed)} {name:<24} {told}")
        for result in failed:
            _show_generated(result)


def _show_generated(result: Result) -> None:
    click.echo(f"\n  {click.style('✗', fg='red')} {result.title}")
    for difference in result.differences:
        _show_difference(difference)
    if result.talk is not None:
        click.echo("    The shortest conversation that shows it; keep it in talks/ until it passes:\n")
        click.echo(click.style(_indented(written(result.talk), 6), dim=True))


def _mark(well: bool) -> str:
    return click.style("✓", fg="green") if well else click.style("✗", fg="red")


def _show_difference(difference: Difference) -> None:
    if difference.where.path:
        click.echo(f"  {click.style(_place(difference.where), dim=True)}")
    for row in difference.rows:
        for line in _styled(row):
            click.echo(f"    {line}")


def _styled(row: Row) -> Iterator[str]:
    """Yield a row in colour; without colours, with marks below."""
    if not sys.stdout.isatty():
        yield from plain_rows(row)
        return
    colour = "red" if row.sign == "-" else "green"
    yield click.style(f"{row.sign} ", fg=colour) + "".join(
        click.style(text, fg=colour, bold=mark and row.telling, underline=mark and row.telling)
        for text, mark in row.parts
    )


def _counted(played: Played) -> str:
    talks = [result for result, _ in played if result.suite == _TALKS]
    others = [result for result, _ in played if result.suite != _TALKS]
    failed = sum(bool(result.differences) for result, _ in played)
    what = f"{len(played) - failed} passed, {failed} failed"
    made = f" and {len(others)} generated tests" if others else ""
    seconds = sum(seconds for _, seconds in played)
    return f"{what} ({len(talks)} {'talk' if len(talks) == 1 else 'talks'}{made}, {seconds:.1f} s)"


# ---- for programs


def as_json(played: Played) -> dict[str, Any]:
    """Return the JSON of the talks and of the generated suites."""
    talks = [_talk_json(result) for result, _ in played if result.suite == _TALKS]
    suites: dict[str, dict[str, Any]] = {}
    for result, _ in played:
        if result.suite == _TALKS:
            continue
        suite = suites.setdefault(result.suite, {"suite": result.suite, "tests": 0, "failed": []})
        suite["tests"] += 1
        if result.differences:
            suite["failed"].append({**_talk_json(result), "keep": written(result.talk) if result.talk else ""})
    return {"talks": talks, "suites": list(suites.values())}


def _talk_json(result: Result) -> dict[str, Any]:
    return {
        "talk": result.title,
        "path": result.where.path,
        "line": result.where.line,
        "passed": not result.differences,
        "difference": wrong(result),
    }


def wrong(result: Result) -> str:
    """Return all differences of a result as text."""
    return "\n".join(f"  {_place(one.where)}\n{_indented(one.text, 4)}" for one in result.differences)


def timed(played: Played) -> list[Timed]:
    """Return the results as a report wants them."""
    return [
        Timed(r.suite, r.title, r.where, seconds, wrong(r), written(r.talk) if r.talk and r.differences else "")
        for r, seconds in played
    ]


def _place(where: Where) -> str:
    return f"{where.path}:{where.line}"


def _indented(text: str, by: int) -> str:
    return "\n".join(f"{' ' * by}{line}".rstrip() for line in text.splitlines())
