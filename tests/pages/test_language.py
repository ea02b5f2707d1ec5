"""Every sentence of the pages is there in both languages."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from api.pages.language import CATALOGUES, english
from api.serving.problems import DETAILS

PAGES = CATALOGUES.parent
HAN = re.compile(r"[\u3400-\u9fff]")
SAID = re.compile(r"""_\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
COMMENTS = re.compile(r"\{#.*?#\}", re.DOTALL)


def _sources() -> list[Path]:
    return sorted([*PAGES.glob("templates/**/*.html"), *PAGES.glob("*.py")])


def _sentences(text: str) -> set[str]:
    return {found[1:-1] for found in SAID.findall(text)}


@pytest.mark.parametrize("path", _sources(), ids=lambda path: path.name)
def test_every_sentence_that_a_page_says_has_its_english(path: Path) -> None:
    said = {it for it in _sentences(path.read_text(encoding="utf-8")) if HAN.search(it)}

    assert sorted(said - english().keys()) == []


@pytest.mark.parametrize(
    "path", sorted(PAGES.glob("templates/**/*.html")), ids=lambda path: path.name
)
def test_no_template_says_chinese_that_cannot_be_translated(path: Path) -> None:
    text = COMMENTS.sub("", path.read_text(encoding="utf-8"))
    left = SAID.sub("", text)
    left = left.replace(">中文</a>", "")

    assert HAN.findall(left) == []


def test_each_sentence_has_one_english_with_the_same_blanks() -> None:
    seen: dict[str, str] = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if message.id:
                    sentence, text = str(message.id), str(message.string)
                    assert text, f"{path.name}: {sentence} has no English"
                    assert seen.get(sentence, text) == text, f"{sentence} is translated twice"
                    blanks = set(re.findall(r"\{\w+\}", sentence))
                    assert blanks == set(re.findall(r"\{\w+\}", text)), sentence
                    assert not HAN.search(text), f"{sentence} is still Chinese: {text}"
                    seen[sentence] = text
    assert len(seen) > 30


@pytest.mark.parametrize("path", sorted(CATALOGUES.glob("*.po")), ids=lambda it: it.name)
def test_no_sentence_stands_twice_in_a_catalogue(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    sentences = re.findall(r'^msgid ((?:".*"\n)+)', text, re.MULTILINE)
    assert [it for it in sorted(set(sentences)) if sentences.count(it) > 1] == []


def test_every_problem_is_told_in_both_languages() -> None:
    for zh, en in DETAILS.values():
        assert HAN.search(zh)
        assert not HAN.search(en)
