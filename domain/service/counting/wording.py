"""Wording: days and hours as people write them."""

from datetime import date


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
