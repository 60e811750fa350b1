"""All flows on one page for a browser: no scripts, nothing from elsewhere, in light and dark, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.drawing.diagram import Box, Diagram
from bot.core.drawing.figures import reasons, told
from bot.core.drawing.style import FONT, drawing_css, variables
from bot.core.drawing.svg import anchors, clean, figure
from bot.core.drawing.tree import tree

MOST_LEFT = 10
_LEGEND = (
    ("start", "what starts it"), ("say", "the bot says something"), ("ask", "the bot asks"),
    ("consent", "asks for a consent"), ("choice", "decides by a rule"), ("action", "a program runs"),
    ("link", "another flow"), ("handover", "a person takes over"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the drawings. ``since``: from when the figures are, "" for none. ``faq``: (id, times)."""

    business: str
    language: str
    since: str = ""
    faq: tuple[tuple[str, int], ...] = ()


def page(diagrams: Sequence[Diagram], frame: Frame) -> str:
    """Return one whole HTML file."""
    names = anchors(diagrams)
    parts = [
        f"<h1><bdi>{clean(frame.business)}</bdi>: what the bot does</h1>",
        f"<p>{_figures_from(frame)}</p>",
        *_leaving(diagrams, names, frame),
        '<nav aria-labelledby="contents"><h2 id="contents">Flows</h2><ul class="toc">',
        *(_entry(one, names, frame) for one in diagrams),
        "</ul></nav>",
        *_legend(),
        *(part for one in diagrams for part in _section(one, names, frame)),
        *_faq(frame),
    ]
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{clean(frame.business)}: flows</title>\n<style>\n{_css()}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def _own(text: str, frame: Frame) -> str:
    """Return a text of the owner's, marked with its language: it may be read from the right."""
    return f'<bdi lang="{clean(frame.language)}">{clean(text)}</bdi>'


def _figures_from(frame: Frame) -> str:
    if not frame.since:
        return "There are no figures yet: they appear here once people have talked to the bot."
    return f"The figures count everybody since {clean(frame.since)}. Somebody who has not answered yet counts as left."


def _leaving(diagrams: Sequence[Diagram], names: Mapping[str, str], frame: Frame) -> Iterator[str]:
    """Yield the table of the steps at which most people leave."""
    found = [(box, one) for one in diagrams for box in one.boxes if box.figures and box.figures.gone]
    found.sort(key=lambda pair: -pair[0].figures.gone if pair[0].figures else 0)
    if not frame.since:
        return
    yield "<h2>Where people leave</h2>"
    if not found:
        yield "<p>Nobody has left in the middle of anything.</p>"
        return
    yield '<div class="wide" tabindex="0" role="group" aria-label="Where people leave"><table>'
    yield '<thead><tr><th scope="col">step</th><th scope="col">left</th><th scope="col">why</th></tr></thead><tbody>'
    for box, one in found[:MOST_LEFT]:
        yield _row(box, one, names, frame)
    yield "</tbody></table></div>"


def _row(box: Box, one: Diagram, names: Mapping[str, str], frame: Frame) -> str:
    figures = box.figures
    if figures is None:
        return ""
    share = f"{figures.gone:,} of {figures.reached:,} ({figures.share:.0%})".replace("%)", "\u00a0%)")
    return (
        f'<tr><td><a href="#{names[one.id]}">{clean(one.title)}</a><br>{_own(box.text or box.head, frame)}</td>'
        f"<td>{share}</td><td>{clean(reasons(figures))}</td></tr>"
    )


def _entry(one: Diagram, names: Mapping[str, str], frame: Frame) -> str:
    first = next((box.figures for box in one.boxes if box.figures), None)
    came = f" <small>{clean(told(first))}</small>" if first else ""
    described = f"<br><small>{_own(one.description, frame)}</small>" if one.description else ""
    return f'<li><a href="#{names[one.id]}">{clean(one.title)}</a>{came}{described}</li>'


def _legend() -> Iterator[str]:
    yield '<h2>How to read it</h2><ul class="legend">'
    for kind, says in _LEGEND:
        yield f'<li><span class="key key-{kind}" aria-hidden="true"></span>{says}</li>'
    yield "</ul><p>A dashed line is what happens without a good answer. A thick red frame: one in five leaves there.</p>"


def _section(one: Diagram, names: Mapping[str, str], frame: Frame) -> Iterator[str]:
    yield f'<section id="{names[one.id]}" aria-labelledby="{names[one.id]}-title">'
    yield f'<h2 id="{names[one.id]}-title">{clean(one.title)}</h2>'
    yield f"<p><code>{clean(one.id)}</code> {_own(one.description, frame)}</p>"
    yield f'<div class="wide" tabindex="0" role="group" aria-label="{clean(one.title)}">{figure(one, names)}</div>'
    yield f'<details><summary>As text</summary><pre dir="auto">{clean(tree(one))}</pre></details>'
    yield '<p><a href="#contents">All flows</a></p></section>'


def _faq(frame: Frame) -> Iterator[str]:
    if not frame.faq:
        return
    yield "<section><h2>Questions that were answered</h2><table>"
    yield '<thead><tr><th scope="col">question</th><th scope="col">times</th></tr></thead><tbody>'
    for id, times in frame.faq:
        yield f"<tr><td>{clean(id)}</td><td>{times:,}</td></tr>"
    yield "</tbody></table></section>"


def _css() -> str:
    keys = "\n".join(f".key-{kind}{{background:var(--{_KEYS[kind]})}}" for kind, _ in _LEGEND)
    return f"""{variables(":root")}
*{{box-sizing:border-box}}
body{{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 {FONT}}}
main{{max-width:60rem;margin:0 auto;padding:1rem 1rem 4rem}}
h1{{font-size:1.6rem;line-height:1.25}}
h2{{font-size:1.25rem;margin:2rem 0 .5rem}}
a{{color:var(--link)}}
a:focus-visible,summary:focus-visible,.wide:focus-visible{{outline:3px solid var(--link);outline-offset:2px}}
small,p{{color:var(--soft)}}
section{{border-top:1px solid var(--line);margin-top:2rem}}
.toc{{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.5rem}}
.toc li{{border:1px solid var(--line);border-radius:.5rem;padding:.5rem .75rem}}
.toc a{{display:inline-block;min-height:24px;font-weight:600}}
.legend{{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.35rem 1.25rem;color:var(--soft)}}
.key{{display:inline-block;width:1.6em;height:1em;border:1px solid var(--line);border-radius:3px}}
.key{{margin-right:.4em;vertical-align:-.1em}}
.wide{{overflow-x:auto;max-width:100%}}
.wide svg{{display:block;width:100%;height:auto;margin:0 auto}}
table{{border-collapse:collapse;width:100%}}
th,td{{text-align:start;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}}
pre{{overflow-x:auto;white-space:pre-wrap;font-size:.9rem}}
summary{{cursor:pointer;min-height:24px}}
{keys}
{drawing_css()}"""


_KEYS = {
    "start": "start", "say": "say", "ask": "ask", "consent": "consent", "choice": "choice", "action": "action",
    "link": "choice", "handover": "person",
}  # fmt: skip
