"""Wording: what was typed wrongly, said in Chinese or English with the field it is about."""

from collections.abc import Mapping
from typing import Any, Final

_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("必须填写。", "is required."),
    "extra_forbidden": ("没有这一项。", "is not a known field."),
    "int_type": ("必须是整数。", "has to be a whole number."),
    "int_from_float": ("必须是整数。", "has to be a whole number."),
    "int_parsing": ("必须是整数。", "has to be a whole number."),
    "greater_than_equal": ("不能小于 {ge}。", "may not be less than {ge}."),
    "less_than_equal": ("不能大于 {le}。", "may not be more than {le}."),
    "string_type": ("必须是文字。", "has to be text."),
    "string_too_short": ("不能为空。", "may not be empty."),
    "string_too_long": ("最多 {max_length} 个字。", "may have {max_length} characters at most."),
    "string_pattern_mismatch": ("格式不对。", "is not in the right form."),
    "too_short": ("至少要有一行。", "needs at least one entry."),
    "too_long": ("最多 {max_length} 行。", "may have {max_length} entries at most."),
    "literal_error": ("只能是 {expected}。", "has to be one of {expected}."),
    "timezone_aware": ("时间必须带时区，如 +08:00。", "needs a UTC offset, such as +08:00."),
    "date_type": ("必须是日期，如 2026-11-22。", "has to be a date, such as 2026-11-22."),
    "json_invalid": ("不是有效的 JSON。", "is not valid JSON."),
}
_OTHERWISE: Final = ("填写有误。", "is malformed.")


def of_validation(error: Mapping[str, Any], language: str) -> dict[str, str]:
    """One finding as a JSON pointer and a sentence."""
    place = error["loc"]
    where = "/".join(_escape(str(part)) for part in place[1:])
    if error["type"] == "json_invalid":
        where = ""
    elif place and place[0] != "body":
        where = "/".join(str(part) for part in place)
    zh, en = _SENTENCES.get(error["type"], _OTHERWISE)
    context = {key: str(value) for key, value in (error.get("ctx") or {}).items()}
    if "expected" in context and language != "en":
        context["expected"] = context["expected"].replace(" or ", "、").replace(", ", "、")
    if error["type"] == "value_error":
        zh, en = context.get("error", "｜").partition("｜")[::2]
    sentence = (en if language == "en" else zh).format_map(_Forgiving(context))
    return {"pointer": f"/{where}" if where else "", "message": sentence}


class _Forgiving(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
