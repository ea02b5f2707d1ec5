"""Wording: days and hours as people write them."""

from datetime import date

from domain.ledger.sentence import Sentence


def hours_zh(minutes: int) -> str:
    """150 as 2小时30分钟: 分 alone would be a point."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest or not hours else "")


def hours_en(minutes: int) -> str:
    """150 as 2 h 30 min."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours))


class Minutes(int):
    """Minutes that a refusal's sentence says as hours."""

    def said_in(self, language: str) -> str:
        """150 as 2小时30分钟, or 2 h 30 min."""
        return hours_en(self) if language == "en" else hours_zh(self)


def day_zh(day: date) -> str:
    """The 5th of March as 3月5日."""
    return f"{day.month}月{day.day}日"


def credited_late(day: date, minutes: int, points: int) -> Sentence:
    """What a word brought that came after the hours had been recognised."""
    return Sentence(
        f"{day_zh(day)}的服务对方已确认，补计{hours_zh(minutes)}，得{points}分",
        f"the other side confirmed the service of {day:%Y-%m-%d}: "
        f"{hours_en(minutes)} credited, {points} points",
    )
