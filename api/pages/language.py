"""Language: Chinese sentences are their own keys; English ones come from a catalogue."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.pofile import read_po

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
CATALOGUES: Final = Path(__file__).with_name("translations")
"""One catalogue for each group of pages; a sentence stands in one of them."""

_LOCALES: Final = {"zh": "zh_CN", "en": "en_GB"}


@cache
def english() -> dict[str, str]:
    """The English of every Chinese sentence in the pages."""
    sentences: dict[str, str] = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            messages = read_po(file, locale="en")
        said = {str(it.id): str(it.string) for it in messages if it.id and not it.fuzzy}
        sentences |= {sentence: text for sentence, text in said.items() if text}
    return sentences


def translator(language: Language) -> Callable[..., str]:
    """What says a Chinese sentence in a language, its `{blanks}` filled by keyword.

    A sentence without English stays Chinese.
    """

    def translate(sentence: str, **values: object) -> str:
        text = english().get(sentence, sentence) if language == "en" else sentence
        return text.format(**values) if values else text

    return translate


def say_hours(minutes: int, language: Language) -> str:
    """210 as 3小时30分钟, or 3 h 30 min."""
    hours, rest = divmod(abs(minutes), 60)
    units = ("小时", "分钟") if language == "zh" else (" h", " min")
    parts = [f"{hours}{units[0]}"] * bool(hours) + [f"{rest}{units[1]}"] * bool(rest or not hours)
    return ("-" if minutes < 0 else "") + ("" if language == "zh" else " ").join(parts)


def say_yuan(fen: int) -> str:
    """123456 as 1,234.56."""
    sign, fen = "-" if fen < 0 else "", abs(fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


@lru_cache(maxsize=2048)
def say_day(day: date, language: Language) -> str:
    """2026年11月22日, or 22 Nov 2026."""
    return format_date(
        day, format="long" if language == "zh" else "medium", locale=_LOCALES[language]
    )


def say_weekday(day: date, language: Language) -> str:
    """星期五, or Friday."""
    return format_date(day, "EEEE", locale=_LOCALES[language])


def say_day_ahead(day: date, today: date, language: Language) -> str:
    """A day that is near, as people speak of it: 今天, 明天, 11月29日周日; or Sun 29 Nov."""
    near = {0: ("今天", "Today"), 1: ("明天", "Tomorrow")}.get((day - today).days)
    if near:
        return near[language == "en"]
    pattern = "M月d日EEE" if language == "zh" else "EEE d MMM"
    return format_date(day, pattern, locale=_LOCALES[language])


def say_moment(moment: datetime, language: Language, zone: ZoneInfo) -> str:
    """The day and the time of day in the community."""
    local = moment.astimezone(zone)
    return f"{say_day(local.date(), language)} {say_time(moment, language, zone)}"


def say_time(moment: datetime, language: Language, zone: ZoneInfo) -> str:
    """The time of day in the community, as 14:30."""
    return f"{moment.astimezone(zone):%H:%M}"


def say_month(day: date, language: Language) -> str:
    """2026年11月, or Nov 2026."""
    pattern = "y年M月" if language == "zh" else "MMM y"
    return format_date(day, pattern, locale=_LOCALES[language])
