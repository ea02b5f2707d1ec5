"""What is uploaded as a photograph becomes a small one, or is refused before it does any harm."""

import struct
import zlib
from io import BytesIO
from random import Random

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from api.shop.photograph import (
    PIXELS_MAX,
    SCAN,
    SMALL_BYTES_MAX,
    UPLOAD_BYTES_MAX,
    NotAPhotograph,
    PhotographTooLarge,
    made_small,
)

ORIENTATION = 0x0112
TURNED_RIGHT = 6


def noise(width: int, height: int) -> Image.Image:
    """What is hardest to make small."""
    return Image.frombytes("RGB", (width, height), Random(1).randbytes(3 * width * height))


def written(picture: Image.Image, kind: str, **more: object) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **more)
    return file.getvalue()


def opened(small: bytes) -> Image.Image:
    picture = Image.open(BytesIO(small), formats=["JPEG"])
    picture.load()
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(1200, 900), (40, 30), (900, 1200), (300, 60)])
def test_it_is_a_small_jpeg_of_the_same_shape(kind: str, size: tuple[int, int]) -> None:
    small = made_small(written(noise(*size), kind))
    assert len(small) <= SMALL_BYTES_MAX
    width, height = opened(small).size
    assert max(width, height) <= 192
    assert abs(width / height - size[0] / size[1]) < 0.1


def test_nothing_is_told_of_where_and_when_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x9286] = "the camera of Li Guizhen", "at home"
    text = PngInfo()
    text.add_text("Author", "Li Guizhen")
    picture = noise(80, 60)
    for content in (
        written(picture, "JPEG", exif=exif, comment=b"Li Guizhen"),
        written(picture, "PNG", exif=exif, pnginfo=text),
        written(picture, "WEBP", exif=exif, xmp=b"<x>Li Guizhen</x>"),
    ):
        assert b"Guizhen" in content
        small = made_small(content)
        assert b"Guizhen" not in small
        assert dict(opened(small).getexif()) == {}


def test_a_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_RIGHT
    assert opened(made_small(written(noise(80, 60), "JPEG", exif=exif))).size == (60, 80)


def test_what_is_transparent_is_white() -> None:
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    for content in (written(clear, "PNG"), written(clear.convert("LA"), "PNG")):
        assert opened(made_small(content)).getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_every_kind_of_colour_is_taken(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    small = made_small(written(Image.new(mode, (50, 50)), kind))
    assert opened(small).mode == "RGB"


def bomb(width: int, height: int) -> bytes:
    """A few bytes that would be so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (6_000, 5_001), (20_000, 1), (2**31 - 1, 1)])
def test_one_of_too_many_pixels_is_refused_unopened(size: tuple[int, int]) -> None:
    with pytest.raises((PhotographTooLarge, NotAPhotograph)):
        made_small(bomb(*size))


def test_one_of_too_many_bytes_is_refused_unopened() -> None:
    picture = written(noise(20, 20), "PNG")
    with pytest.raises(PhotographTooLarge):
        made_small(picture + b"\0" * UPLOAD_BYTES_MAX)
    assert PIXELS_MAX < 60_000**2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\0" * 100,
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        written(noise(9, 9), "GIF"),
        written(noise(9, 9), "TIFF"),
        written(noise(9, 9), "BMP"),
    ],
    ids=["nothing", "begun", "svg", "gif", "tiff", "bmp"],
)
def test_what_is_no_photograph_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPhotograph):
        made_small(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_one_that_is_broken_anywhere_is_refused_or_taken_and_nothing_else(kind: str) -> None:
    whole, random = written(noise(64, 48), kind), Random(2)
    for _ in range(300):
        broken = bytearray(whole[: random.randrange(1, len(whole) + 1)])
        for _ in range(random.randrange(4)):
            broken[random.randrange(min(len(broken), 200))] = random.randrange(256)
        try:
            assert len(made_small(bytes(broken))) <= SMALL_BYTES_MAX
        except (NotAPhotograph, PhotographTooLarge):
            continue


@pytest.mark.parametrize(("side", "more"), [(4_000, 100), (16, 500)])
def test_a_jpeg_of_very_many_scans_is_refused_before_it_is_opened(side: int, more: int) -> None:
    """Each scan says next to nothing, and takes a time of its own for every pixel."""
    content = written(Image.new("RGB", (side, side), "red"), "JPEG", progressive=True)
    assert made_small(content)
    begun, end = content.rindex(SCAN), content.rindex(b"\xff\xd9")
    with pytest.raises(PhotographTooLarge):
        made_small(content[:end] + more * content[begun:end] + content[end:])
