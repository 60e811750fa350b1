"""The coverage as one page: the owner's files with what the talks visit, and what they do not. No scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from bot.services.coverage import KINDS, Coverage, Item, share

_STYLE = """
:root { color-scheme: light dark; --ground: #eef2f0; --panel: #fff; --line: #dbe5e0; --ink: #14221d; --dim: #51645c;
  --good: #0b6b42; --good-soft: #dff3e8; --bad: #a3221a; --bad-soft: #fde7e4; --brand: #0e7a5f; }
@media (prefers-color-scheme: dark) { :root { --ground: #0d1512; --panel: #15201c; --line: #28382f; --ink: #e7f0ec;
  --dim: #a5b8af; --good: #6fdfa8; --good-soft: #123324; --bad: #ff9d94; --bad-soft: #3f201d; --brand: #3cc39a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1080px; padding: 20px 14px 60px; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.35rem; margin: 0 0 2px; } h2 { font-size: 1.05rem; margin: 0; }
p { margin: 0 0 14px; } .dim { color: var(--dim); }
a { color: var(--brand); } a:focus-visible, summary:focus-visible { outline: 2px solid var(--brand); outline-offset: 2px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 10px; margin: 16px 0;
  padding: 0; list-style: none; }
.figures li { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 10px 14px; }
.figures b { display: block; font-size: 1.4rem; } .figures meter { width: 100%; }
details { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; margin: 0 0 14px; overflow: hidden; }
summary { cursor: pointer; padding: 10px 14px; display: flex; gap: 12px; align-items: baseline; }
summary h2 { flex: 1; overflow-wrap: anywhere; }
.missing { margin: 0; padding: 0 14px 12px 32px; } .missing li { overflow-wrap: anywhere; }
.code { overflow-x: auto; border-top: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font: 13px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
th { font-weight: 400; color: var(--dim); text-align: right; padding: 0 10px; user-select: none; vertical-align: top; }
td { padding: 0 10px 0 4px; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
td.mark { width: 22px; padding: 0; text-align: center; white-space: nowrap; vertical-align: top; }
tr.good { background: var(--good-soft); } tr.good .mark { color: var(--good); }
tr.bad { background: var(--bad-soft); } tr.bad .mark { color: var(--bad); font-weight: 700; }
tr:target { outline: 2px solid var(--brand); outline-offset: -2px; }
.note { color: var(--bad); font-family: system-ui, sans-serif; font-size: 12px; display: block; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media print { details { break-inside: avoid-page; } }
"""
_NAMES = {"step": "Steps", "branch": "Branches", "rejection": "Rejections", "way out": "Ways out", "answer": "Answers"}


def page(coverage: Coverage, files: Mapping[str, Sequence[str]], *, business: str) -> str:
    """Return the page. ``files``: the lines of each file, by the path that the items name."""
    by_path: dict[str, list[Item]] = {}
    for item in coverage.items:
        by_path.setdefault(item.where.path, []).append(item)
    body = "".join(_file(n, path, items, files.get(path, ())) for n, (path, items) in enumerate(by_path.items()))
    title = f"What the talks of {business} visit"
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n'
        f"</head>\n<body>\n<header>\n<h1>{escape(title)}</h1>\n"
        f'<p class="dim">Green lines were visited by a talk, red ones by none. Made by <code>askfirst test --html</code>.</p>\n'
        f"{_figures(coverage)}</header>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def _figures(coverage: Coverage) -> str:
    cells = [_figure("In all", coverage.items)]
    cells += [_figure(_NAMES[kind], found) for kind in KINDS if (found := coverage.of(kind))]
    return f'<ul class="figures">{"".join(cells)}</ul>\n'


def _figure(name: str, items: Sequence[Item]) -> str:
    visited, percent = sum(item.visited for item in items), share(items)
    meter = f'<meter min="0" max="100" value="{percent:.1f}" aria-label="{name}: {percent:.0f} percent"></meter>'
    return f'<li>{name}<b>{percent:.0f}%</b><span class="dim">{visited} of {len(items)}</span>{meter}</li>'


def _file(number: int, path: str, items: Sequence[Item], lines: Sequence[str]) -> str:
    missing = [item for item in items if not item.visited]
    links = "".join(
        f'<li><a href="#f{number}l{item.where.line}">line {item.where.line}</a>: {item.kind} {escape(item.title)}</li>'
        for item in missing
    )
    at: dict[int, list[Item]] = {}
    for item in items:
        at.setdefault(item.where.line, []).append(item)
    rows = "".join(_row(number, n, line, at.get(n, ())) for n, line in enumerate(lines, 1))
    told = f"{len(missing)} not visited" if missing else "all visited"
    return (
        f"<details{' open' if missing else ''}>\n<summary><h2>{escape(path)}</h2><span>{share(items):.0f}%</span>"
        f'<span class="dim">{told}</span></summary>\n'
        + (f'<ul class="missing">{links}</ul>\n' if links else "")
        + f'<div class="code"><table aria-label="{escape(path)}, line by line"><tbody>\n{rows}</tbody></table></div>\n'
        f"</details>\n"
    )


def _row(number: int, line: int, text: str, items: Sequence[Item]) -> str:
    missing = [item for item in items if not item.visited]
    tone, sign, told = (
        ("", "", "") if not items else ("good", "✓", "visited") if not missing else ("bad", "✗", "not visited")
    )
    notes = "".join(f'<span class="note">{item.kind} {escape(item.title)}</span>' for item in missing if len(items) > 1)
    mark = f'<span aria-hidden="true">{sign}</span><span class="sr">{told}</span>' if told else ""
    return (
        f'<tr id="f{number}l{line}"{f" class={tone}" if tone else ""}><th scope="row">{line}</th>'
        f'<td class="mark">{mark}</td><td dir="ltr">{escape(text)}{notes}</td></tr>\n'
    )
