"""Photographs that somebody uploads: looked at before they are opened, and made small."""

import struct
import zlib
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from domain.ledger.refusal import Refusal

FORMATS: Final = ("JPEG", "PNG", "WEBP")
UPLOAD_BYTES_MAX: Final = 10_000_000
PIXELS_MAX: Final = 30_000_000
SIDE_MAX: Final = 12_000
SCANS_MAX: Final = 200
SCANNED_PIXELS_MAX: Final = 900_000_000
"""A JPEG may be written in any number of scans, and each of them goes over all its pixels."""
SMALL_BYTES_MAX: Final = 15_000
SIDES: Final = (192, 144, 96, 64)
QUALITIES: Final = (82, 70, 55, 40)
WHITE: Final = (255, 255, 255)
MEDIA_TYPE: Final = "image/jpeg"
JPEG: Final = b"\xff\xd8"
SCAN: Final = b"\xff\xda"
"""How a JPEG begins, and each of its scans: among what they hold, these bytes are never found."""

_UNREADABLE: Final = (
    *(OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError),
    *(MemoryError, struct.error, zlib.error),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
"""What a file that says it is a photograph and is none can do to whoever opens it."""


class NotAPhotograph(Refusal, code="photograph_unreadable", field="photograph"):
    """It is none of the kinds that are taken, or broken."""

    zh = "这个文件不是能打开的照片，请用 JPEG、PNG 或 WebP 图片。"
    en = "This file is no photo that can be opened: use a JPEG, PNG or WebP picture."


class PhotographTooLarge(Refusal, code="photograph_too_large", field="photograph"):
    """It has more bytes, pixels or scans than anybody needs for a small picture."""

    zh = "照片太大：最多 10 MB、3000 万像素。请缩小后再上传。"
    en = "The photo is too large: 10 MB and 30 million pixels at most. Make it smaller first."


def made_small(content: bytes) -> bytes:
    """A small JPEG of the same, upright, with nothing of what the file told beside the picture.

    How many pixels and scans it has is read before any is opened. Raises NotAPhotograph,
    PhotographTooLarge.
    """
    if len(content) > UPLOAD_BYTES_MAX:
        raise PhotographTooLarge
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            pixels, scans = opened.width * opened.height, _scans(content)
            if pixels > PIXELS_MAX or max(opened.size) > SIDE_MAX:
                raise PhotographTooLarge
            if scans > SCANS_MAX or pixels * scans > SCANNED_PIXELS_MAX:
                raise PhotographTooLarge
            opened.thumbnail((2 * SIDES[0], 2 * SIDES[0]))  # a JPEG is opened no larger at all
            return _written(_on_white(ImageOps.exif_transpose(opened)))
    except _UNREADABLE as unreadable:
        raise NotAPhotograph from unreadable


def _scans(content: bytes) -> int:
    return content.count(SCAN) if content.startswith(JPEG) else 1


def _on_white(picture: Image.Image) -> Image.Image:
    with_alpha = picture.convert("RGBA")
    paper = Image.new("RGB", picture.size, WHITE)
    paper.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return paper


def _written(picture: Image.Image) -> bytes:
    """As large and as good as its bytes allow."""
    written = b""
    for side in SIDES:
        small = ImageOps.contain(picture, (side, side)) if max(picture.size) > side else picture
        for quality in QUALITIES:
            file = BytesIO()
            small.save(file, "JPEG", quality=quality, optimize=True)
            written = file.getvalue()
            if len(written) <= SMALL_BYTES_MAX:
                return written
    return written
