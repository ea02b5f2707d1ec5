"""Paper: PDF pages with a Chinese font in them, that never print an empty box for a character."""

import asyncio
import gc
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final, Literal

import segno
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace
from pylopdf_fonts_zh_cn import sans_path, serif_path

FONTS: Final = {"sans": sans_path, "serif": serif_path}
"""The font of the text, then the one that is taken for characters which that one lacks."""
BLANK: Final = "＿"
"""Stands where neither font has the character, so that it can be written by hand."""
LINE_HEIGHT: Final = 1.5
POINTS_PER_MILLIMETRE: Final = 72 / 25.4
_drawing: Final = asyncio.Semaphore(1)

Align = Literal["L", "C", "R"]


@cache
def _characters(font: str) -> frozenset[int]:
    """The code points that a font has."""
    with TTFont(Path(FONTS[font]()), lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def _lacking(text: str) -> list[str]:
    """The characters of a text that the font of the text has not."""
    return [it for it in text if ord(it) not in _characters("sans") and it != "\n"]


def unprintable(texts: Iterable[str]) -> list[str]:
    """The characters in these texts that no font here has, each once, in order."""
    lacking = dict.fromkeys(_lacking("".join(texts)))
    return [it for it in lacking if ord(it) not in _characters("serif")]


def named(characters: Iterable[str]) -> str:
    """Characters that cannot be printed, by their numbers in Unicode."""
    return " ".join(f"U+{ord(it):04X}" for it in characters)


class Paper(FPDF):
    """A4 pages with text in lines, in tables and in QR codes; millimetres and points."""

    def __init__(self, title: str, language: str) -> None:
        super().__init__(format="A4")
        self.add_font("sans", fname=str(FONTS["sans"]()))
        self.set_margins(20, 18)
        self.set_auto_page_break(auto=True, margin=20)
        self.set_title(title)
        self.set_lang("zh-CN" if language == "zh" else "en")
        self.add_page()

    def printable(self, text: str) -> str:
        """The text, with a blank to write on for what cannot be printed."""
        if not _lacking(text):
            return text
        if "serif" not in self.fonts:  # opening a font takes a third of a second
            self.add_font("serif", fname=str(FONTS["serif"]()))
            self.set_fallback_fonts(["serif"], exact_match=False)
        blanks = dict.fromkeys(unprintable([text]), BLANK)
        return "".join(blanks.get(it, it) for it in text)

    def say(self, text: str, size: float = 11, *, align: Align = "L") -> None:
        """A paragraph over the whole width."""
        self.set_font("sans", size=size)
        height = size * LINE_HEIGHT / POINTS_PER_MILLIMETRE
        self.multi_cell(
            0, height, self.printable(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def gap(self, millimetres: float) -> None:
        """Nothing, so high."""
        self.ln(millimetres)

    def rows(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        aligns: Sequence[Align],
        size: float = 10,
    ) -> None:
        """A table; its first row is repeated on each page. Widths are in proportion."""
        self.set_font("sans", size=size)
        height = size * LINE_HEIGHT / POINTS_PER_MILLIMETRE
        with self.table(
            col_widths=tuple(widths),
            text_align=tuple(aligns),
            line_height=height,
            padding=1,
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(fill_color=(241, 241, 244)),
        ) as table:
            for cells in rows:
                table.row([self.printable(it) for it in cells])

    def square(self, content: str, x: float, y: float, side: float) -> None:
        """A QR code as vector squares, with its quiet zone, so many millimetres wide."""
        matrix = [list(row) for row in segno.make_qr(content, error="m").matrix_iter(border=4)]
        cell = side / len(matrix)
        self.set_fill_color(0, 0, 0)
        for down, row in enumerate(matrix):
            for across, dark in enumerate(row):
                if dark:
                    self.rect(x + across * cell, y + down * cell, cell, cell, style="F")


async def drawn(draw: Callable[[], FPDF]) -> bytes:
    """The bytes of a paper, drawn outside the event loop, one at a time: fonts take memory."""
    async with _drawing:
        return await asyncio.to_thread(_bytes_of, draw)


def _bytes_of(draw: Callable[[], FPDF]) -> bytes:
    try:
        return bytes(draw().output())
    finally:
        gc.collect()  # a font's tables point at each other, and take 80 MB until somebody looks
