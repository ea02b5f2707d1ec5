"""The text of a PDF that the pages made, read from its bytes: no more than those need."""

import re
import zlib

_STREAM = re.compile(
    rb"\n(\d+) 0 obj\n<<((?:(?!endobj).)*?)>>\nstream\n(.*?)\nendstream", re.DOTALL
)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|(\((?:[^()\\]|\\.)*\)) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\(?:([nrtbf])|([0-7]{1,3})|(.))", re.DOTALL)
_CONTROL = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """All that is shown, line after line."""
    assert pdf.startswith(b"%PDF-")
    streams = {int(number): _inflated(head, body) for number, head, body in _STREAM.findall(pdf)}
    fonts = _fonts(pdf, streams)
    shown = []
    for body in streams.values():
        font = ""
        for name, string in _SHOWN.findall(body):
            if name:
                font = name.decode()
            elif font in fonts:
                shown.append(_decoded(string[1:-1], fonts[font]))
    return "\n".join(shown)


def pages_of(pdf: bytes) -> int:
    """How many pages it has."""
    return len(re.findall(rb"/Type /Page\b", pdf))


def _inflated(head: bytes, body: bytes) -> bytes:
    return zlib.decompress(body) if b"FlateDecode" in head else body


def _fonts(pdf: bytes, streams: dict[int, bytes]) -> dict[str, dict[int, str]]:
    fonts = {}
    for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", pdf):
        font = re.search(rb"\n%s 0 obj(.*?)endobj" % number, pdf, re.DOTALL)
        unicode = re.search(rb"/ToUnicode (\d+) 0 R", font[1]) if font else None
        if unicode:
            fonts[name.decode()] = _meanings(streams[int(unicode[1])])
    return fonts


def _meanings(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,})>(?! *<)", cmap)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _decoded(escaped: bytes, meanings: dict[int, str]) -> str:
    data = _ESCAPED.sub(
        lambda it: _CONTROL[it[1]] if it[1] else bytes([int(it[2], 8)]) if it[2] else it[3],
        escaped,
    )
    codes = (int.from_bytes(data[place : place + 2], "big") for place in range(0, len(data), 2))
    return "".join(meanings.get(code, "\ufffd") for code in codes)
