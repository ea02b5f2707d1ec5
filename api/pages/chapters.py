"""Chapters of the guide: Markdown in docs/guide, of which no more is understood than is used."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup
from PIL import Image

from api.pages.language import Language

GUIDE: Final = Path(__file__).parents[2] / "docs" / "guide"
"""A folder for each language; beside the packages in the repository and where it is installed."""
CHAPTERS: Final = (
    *("volunteers", "neighbours", "family", "cashiers"),
    *("coordinators", "supervisors", "administrators"),
)
PICTURE_PIXELS_MAX: Final = 270
"""A higher one is shown smaller: a chapter is to be short."""
CARDS: Final = ("volunteer", "cashier")

_UNDERSTOOD: Final = ("heading", "list", "emphasis", "backticks", "image", "balance_pairs")
_WITH_ANCHOR: Final = re.compile(r"(?P<title>.+?) \{#(?P<anchor>[a-z-]+)\}")
_BROKEN_LINE: Final = re.compile(r"(?<=[^\x00-\x7f])\n *(?=(\*\*)?[^\x00-\x7f])")
"""In Chinese a line goes on in the next one without a space."""
_PICTURE: Final = re.compile(r"pictures/(?P<name>[a-z-]+\.webp)")


@dataclass(frozen=True)
class Section:
    """Something that people do, by its anchor; `words` are those of the pages that it names."""

    anchor: str
    title: str
    html: Markup
    words: tuple[str, ...]
    pictures: dict[str, str]
    """What each picture shows, by the file's name."""


@dataclass(frozen=True)
class Chapter:
    """The guide of one kind of people."""

    name: str
    title: str
    opening: Section
    sections: tuple[Section, ...]


def picture_path(language: Language, name: str) -> Path:
    """Where a picture of the guide lies."""
    return GUIDE / language / "pictures" / name


@cache
def chapter(name: str, language: Language) -> Chapter:
    """A chapter in a language. Raises OSError where there is none."""
    markdown = _markdown()
    text = (GUIDE / language / f"{name}.md").read_text(encoding="utf-8")
    parts = [*_parts(markdown.parse(_BROKEN_LINE.sub("", text)))]
    first, *others = (_section(markdown, it, language) for it in parts)
    return Chapter(name, first.title, first, tuple(others))


def section(address: str, language: Language) -> Section:
    """The section at `chapter#anchor`. Raises KeyError where there is none."""
    name, _, anchor = address.partition("#")
    return {it.anchor: it for it in chapter(name, language).sections}[anchor]


@cache
def _markdown() -> MarkdownIt:
    """Headings, lists, what stands out, pictures; HTML is text like any other."""
    markdown = MarkdownIt("zero").enable([*_UNDERSTOOD])
    markdown.add_render_rule("image", _picture)
    return markdown


def _picture(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: Any
) -> str:
    """A picture of the reader's language, with its size, so that nothing jumps as it comes."""
    name, shown = _pictured(renderer, tokens[place], options)
    with Image.open(picture_path(env["language"], name)) as opened:
        width, height = opened.size
    if height > PICTURE_PIXELS_MAX:
        width, height = width * PICTURE_PIXELS_MAX // height, PICTURE_PIXELS_MAX
    return Markup(
        '<img src="/help/pictures/{}/{}" alt="{}" width="{}" height="{}" loading="lazy">'
    ).format(env["language"], name, shown, width, height)


def _pictured(renderer: RendererHTML, token: Token, options: OptionsDict) -> tuple[str, str]:
    """A picture's file and what it shows. Raises ValueError for one that is not of the guide."""
    found = _PICTURE.fullmatch(str(token.attrs["src"]))
    if found is None:
        raise ValueError(f"no picture of the guide: {token.attrs['src']}")
    return found["name"], renderer.renderInlineAsText(token.children, options, {})


def _parts(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of the opening and of each section, each from its heading on."""
    starts = [place for place, it in enumerate(tokens) if it.type == "heading_open"]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        yield tokens[start:end]


def _section(markdown: MarkdownIt, tokens: list[Token], language: Language) -> Section:
    heading, said = tokens[1].content, tokens[3:]
    found = _WITH_ANCHOR.fullmatch(heading)
    inline = [child for it in said for child in it.children or ()]
    html = markdown.renderer.render(said, markdown.options, {"language": language})
    return Section(
        anchor=found["anchor"] if found else "",
        title=found["title"] if found else heading,
        html=Markup(html),  # noqa: S704 (our own words, escaped by the renderer)
        words=tuple(_strong(inline)),
        pictures=dict(
            _pictured(_renderer(markdown), it, markdown.options)
            for it in inline
            if it.type == "image"
        ),
    )


def _renderer(markdown: MarkdownIt) -> RendererHTML:
    assert isinstance(markdown.renderer, RendererHTML)
    return markdown.renderer


def _strong(inline: list[Token]) -> Iterator[str]:
    """What stands out: words as a page has them."""
    for place, it in enumerate(inline):
        if it.type == "strong_open":
            yield " ".join(inline[place + 1].content.split())
