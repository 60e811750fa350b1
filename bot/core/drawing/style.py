"""The colours and letters of drawings: light and dark, each with a contrast of at least 4.5 to 1."""

from __future__ import annotations

_LIGHT = {
    "ink": "#1b1f24", "soft": "#4a5360", "line": "#5b6673", "paper": "#ffffff", "link": "#0b57a4", "bad": "#a3161c",
    "badfill": "#fde7e7", "start": "#e6edf7", "say": "#f3f4f6", "ask": "#fff1cf", "consent": "#dcf3e2",
    "action": "#e9e4f8", "choice": "#e3f2f5", "person": "#fbe1e8", "quiet": "#f3f4f6",
}  # fmt: skip
_DARK = {
    "ink": "#eef1f5", "soft": "#b7c0cb", "line": "#97a3b1", "paper": "#14181d", "link": "#8ec5ff", "bad": "#ff9a94",
    "badfill": "#4a1c1c", "start": "#22324a", "say": "#272d35", "ask": "#453613", "consent": "#173c25",
    "action": "#352c54", "choice": "#17414a", "person": "#512433", "quiet": "#272d35",
}  # fmt: skip
_FILLS = {
    "start": "start", "say": "say", "ask": "ask", "menu": "ask", "consent": "consent", "action": "action",
    "set": "quiet", "tag": "quiet", "call": "choice", "link": "choice", "choice": "choice", "handover": "person",
    "wait": "quiet", "end": "paper",
}  # fmt: skip
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', Arial, sans-serif"


def variables(selector: str) -> str:
    """Return the colours as CSS variables, for light and for dark surroundings."""
    light, dark = (";".join(f"--{name}:{value}" for name, value in of.items()) for of in (_LIGHT, _DARK))
    return (
        f"{selector}{{color-scheme:light dark;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{{selector}{{{dark}}}}}\n"
        f"@media print{{{selector}{{color-scheme:light;{light}}}}}\n"
    )


def drawing_css() -> str:
    """Return the style of what stands in a drawing."""
    fills = "\n".join(f".af-{kind} .af-shape{{fill:var(--{fill})}}" for kind, fill in _FILLS.items())
    return f"""svg.af{{font-family:{FONT};font-size:14px}}
.af text{{fill:var(--ink);text-anchor:middle;unicode-bidi:plaintext}}
.af .af-head{{font-size:11.5px;fill:var(--soft);font-weight:600}}
.af .af-note,.af .af-way{{font-size:12px;fill:var(--soft)}}
.af .af-title{{font-size:18px;font-weight:700;text-anchor:start}}
.af .af-shape{{stroke:var(--line);stroke-width:1.4}}
.af .af-inner{{fill:none;stroke:var(--line);stroke-width:1.4}}
.af .af-button{{fill:var(--paper);stroke:var(--line);stroke-width:1}}
.af .af-arrow{{fill:none;stroke:var(--line);stroke-width:1.6}}
.af .af-dashed{{stroke-dasharray:5 4}}
.af .af-tip{{fill:var(--line)}}
.af .af-label{{font-size:12px;paint-order:stroke;stroke:var(--paper);stroke-width:5px;stroke-linejoin:round}}
.af .af-exit{{fill:var(--paper);stroke:var(--line);stroke-width:1.2}}
.af .af-exit.af-person{{fill:var(--person)}}
.af a .af-exit,.af a .af-shape{{stroke:var(--link)}}
.af a text.af-way,.af a text.af-text{{fill:var(--link);text-decoration:underline}}
.af .af-came{{font-size:12px;font-weight:600}}
.af .af-bar{{fill:var(--line);opacity:.25}}
.af .af-lost{{fill:var(--bad)}}
.af .af-many .af-shape{{stroke:var(--bad);stroke-width:2.6}}
.af .af-many .af-came{{fill:var(--bad)}}
.af .af-paper{{fill:var(--paper)}}
{fills}
"""
