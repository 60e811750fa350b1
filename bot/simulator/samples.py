"""Small real files, made here, for customers who send a picture or a voice note without one of their own."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator


def picture(width: int = 240, height: int = 180) -> bytes:
    """Return a PNG of a sunset over the sea."""
    rows = b"".join(b"\0" + b"".join(_pixel(x, y, width, height) for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _pixel(x: int, y: int, width: int, height: int) -> bytes:
    horizon = height * 6 // 10
    down = y / height
    near_sun = ((x - width * 0.62) ** 2 + (y - horizon * 0.8) ** 2) ** 0.5 < height * 0.13
    if y >= horizon:
        wave = 14 if (x // 6 + y // 3) % 3 == 0 else 0
        return bytes((30 + wave, int(90 + 60 * (1 - down)) + wave, 130 + wave))
    if near_sun:
        return bytes((255, 226, 150))
    return bytes((int(250 - 20 * down), int(120 + 130 * down), int(110 + 60 * down)))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def voice(seconds: float = 2.0) -> bytes:
    """Return a voice note: Ogg Opus, mono, silent, playable."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 9) + b"simulator" + struct.pack("<I", 0)
    return b"".join(_pages(head, tags, max(1, int(seconds * 50))))


def _pages(head: bytes, tags: bytes, frames: int) -> Iterator[bytes]:
    yield _page([head], flags=2, position=0, number=0)
    yield _page([tags], flags=0, position=0, number=1)
    silence = b"\xf8\xff\xfe"  # one 20 ms Opus frame without sound
    number, done = 2, 0
    while done < frames:
        batch = min(50, frames - done)
        done += batch
        yield _page([silence] * batch, flags=4 if done == frames else 0, position=done * 960, number=number)
        number += 1


def _page(packets: list[bytes], *, flags: int, position: int, number: int) -> bytes:
    table = bytes(len(packet) for packet in packets)
    start = b"OggS" + struct.pack("<BBqIII", 0, flags, position, 7, number, 0) + bytes((len(table),)) + table
    page = bytearray(start + b"".join(packets))
    page[22:26] = struct.pack("<I", _ogg_crc(page))
    return bytes(page)


def _ogg_crc(data: bytes | bytearray) -> int:
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = ((crc << 1) ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc


def document() -> bytes:
    """Return a one-page PDF."""
    text = b"BT /F1 18 Tf 60 720 Td (A document from the phone simulator) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def sticker() -> bytes:
    """Return a one-pixel WebP."""
    return base64.b64decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")


def video() -> bytes:
    """Return the start of an MP4 file: enough to be told from others, too little to play."""
    return struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"isom", 512, b"isom", b"mp41") + struct.pack(">I4s", 8, b"mdat")


SAMPLES = {
    "image": ("image/png", "picture.png", picture),
    "video": ("video/mp4", "clip.mp4", video),
    "audio": ("audio/ogg; codecs=opus", "voice.ogg", voice),
    "document": ("application/pdf", "document.pdf", document),
    "sticker": ("image/webp", "sticker.webp", sticker),
}
