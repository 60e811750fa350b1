"""What people wrote as HTML: escaped, WhatsApp's *bold* and the rest shown, addresses as links. And small looks."""

from __future__ import annotations

import re
import zlib

from markupsafe import Markup, escape

_PARTS = re.compile(
    r"(?P<link>https?://[^\s<>\"']{3,2000})"
    r"|(?<!\w)```(?P<code>[^`\n]{1,2000})```"
    r"|(?<![\w*])\*(?P<strong>[^\s*](?:[^*\n]{0,2000}[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<em>[^\s_](?:[^_\n]{0,2000}[^\s_])?)_(?![\w_])"
    r"|(?<![\w~])~(?P<s>[^\s~](?:[^~\n]{0,2000}[^\s~])?)~(?![\w~])"
)
_TRAILING = ".,;:!?)]}»”’"
_HIDDEN = re.compile(r'<input type="hidden"[^>]*>')
_HUES = 8


def rich(text: str) -> Markup:
    """Return text as WhatsApp shows it.

    >>> rich("*Hi* <b>")
    Markup('<strong>Hi</strong> &lt;b&gt;')
    """
    out, at = Markup(), 0
    for found in _PARTS.finditer(text):
        out += escape(text[at : found.start()])
        out += _part(str(found.lastgroup), str(found[str(found.lastgroup)]))
        at = found.end()
    return out + escape(text[at:])


def _part(kind: str, inner: str) -> Markup:
    if kind != "link":
        return Markup("<{0}>{1}</{0}>").format(Markup(kind), inner)
    address = inner.rstrip(_TRAILING)
    link = Markup('<a href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>').format(address)
    return link + escape(inner[len(address) :])


def initials(name: str) -> str:
    """Return up to two letters for a face without a picture.

    >>> initials("Ana de Lima"), initials("+351 21"), initials("")
    ('AL', '#', '?')
    """
    words = [word for word in name.split() if word[:1].isalpha()]
    if not words:
        return "#" if name.strip() else "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def hue(person: str) -> int:
    """Return the number of a person's colour, always the same one."""
    return zlib.crc32(person.encode()) % _HUES


def versioned(html: str) -> Markup:
    """Fill the first ``data-v=""`` with a checksum of the rest, so that the page replaces only what changed.

    Hidden fields do not count: tokens and keys differ each time and show nothing.
    """
    sum_ = zlib.crc32(_HIDDEN.sub("", html).encode())
    return Markup(html.replace('data-v=""', f'data-v="{sum_:x}"', 1))
