"""Spelling of names: characters that look alike are one, and so is every dot in a name."""

import re
import unicodedata
from typing import Final

NAME_DOT: Final = "·"

_DOTS: Final = "・･•‧∙⋅●◦∘▪■□◆˙⸱ꞏ᛫ㆍ⦁∶"
_DOTS_AMONG_HAN: Final = ".．。｡﹒､、،,，*＊`｀'’‘ʼ＇‐‑‒–—―−-－_＿~～⁃:：·"

_PRIVATE_FIRST: Final = 0xE815
_PRIVATE: Final = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹"
    "䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
"""What GBK and GB 18030 of 2000 kept in the private use area, from U+E815 on."""

_RADICALS: Final = {
    "⺁": "厂", "⺄": "乙", "⺈": "刀", "⺊": "卜", "⺋": "卩", "⺝": "月", "⺟": "母", "⺠": "民",
    "⺡": "氵", "⺢": "水", "⺣": "灬", "⺤": "爪", "⺥": "爫", "⺦": "丬", "⺧": "牛", "⺨": "犭",
    "⺩": "王", "⺪": "疋", "⺫": "目", "⺬": "示", "⺭": "礻", "⺮": "竹", "⺯": "糹", "⺰": "纟",
    "⺱": "网", "⺲": "罒", "⺶": "羊", "⺷": "羊", "⺸": "羊", "⺹": "老", "⺺": "聿", "⺻": "聿",
    "⺼": "肉", "⺽": "臼", "⺾": "艹", "⺿": "艹", "⻀": "艹", "⻁": "虎", "⻂": "衤", "⻃": "西",
    "⻄": "西", "⻅": "见", "⻆": "角", "⻇": "角", "⻈": "讠", "⻉": "贝", "⻊": "足", "⻋": "车",
    "⻌": "辶", "⻍": "辶", "⻎": "辶", "⻏": "阝", "⻐": "金", "⻑": "長", "⻒": "镸", "⻓": "长",
    "⻔": "门", "⻕": "阜", "⻖": "阝", "⻗": "雨", "⻘": "青", "⻙": "韦", "⻚": "页", "⻛": "风",
    "⻜": "飞", "⻝": "食", "⻞": "食", "⻟": "飠", "⻠": "饣", "⻡": "首", "⻢": "马", "⻣": "骨",
    "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻪": "黾", "⻫": "斉",
    "⻬": "齐", "⻭": "歯", "⻮": "齿", "⻯": "竜", "⻰": "龙", "⻱": "龜", "⻲": "亀", "⻳": "龟",
    "㇐": "一", "㇑": "丨", "㇓": "丿", "㇔": "丶", "㇚": "亅", "㇠": "乙",
}  # fmt: skip
"""Radicals whose own characters Unicode does not call the same, though they look so."""

_FOLDED: Final = str.maketrans(
    _RADICALS | {_PRIVATE_FIRST + place: meant for place, meant in enumerate(_PRIVATE)}
)
MEANT_BY_LOOK_ALIKES: Final = "".join(_RADICALS.values()) + _PRIVATE
LOOK_ALIKES: Final = (
    "".join(_RADICALS)
    + "".join(chr(_PRIVATE_FIRST + place) for place in range(len(_PRIVATE)))
    + "".join(dict.fromkeys(NAME_DOT + _DOTS + _DOTS_AMONG_HAN + " "))
)
"""Characters with what each is read as, in its place; those without are dots and spaces."""

_VARIATION: Final = re.compile(
    "[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180f\u115f\u1160\u3164\uffa0\u2800]"
)
_DOT: Final = str.maketrans(dict.fromkeys(_DOTS, NAME_DOT))
_HAN: Final = r"[^\W\d_\x00-ɏ]"
_PARTED: Final = re.compile(
    rf"(?<={_HAN})\s*[{re.escape(_DOTS_AMONG_HAN)}][\s{re.escape(_DOTS_AMONG_HAN)}]*(?={_HAN})"
)
_CIRCLE_THAT_PARTS: Final = re.compile(rf"(?<={_HAN}{{2}})\s*[○◯]\s*(?={_HAN}{{2}})")
_CIRCLE: Final = re.compile(r"[○◯]")
_DOTS_IN_A_ROW: Final = re.compile(r"\s*·[\s·]*")
_SPACE_IN_A_NAME: Final = re.compile(r"(?<![A-Za-zÀ-ɏ])\s|\s(?![A-Za-zÀ-ɏ])")
_LETTERS_LIKE_DOTS: Final = "丶ーˑˈᐧᐨᆞᅳㄧꓸ"
_LETTERS_LIKE_ZERO: Final = "0oοо"
_VARIANTS: Final = (
    "呂吕戶户戸户黃黄靑青眞真溫温晉晋錄录録录彥彦髙高曽曾吳吴內内卽即"
    "旣既敎教淸清淨净產产産产說说説说ト卜ニ二ロ口カ力エ工タ夕ハ八ミ三ム厶ㄚ丫"
)
"""Each form of a character, and the one as which it is taken."""

_LOOKS: Final = str.maketrans(
    dict.fromkeys(_LETTERS_LIKE_DOTS, "") | dict(zip(_VARIANTS[::2], _VARIANTS[1::2], strict=True))
)
_ZEROS: Final = str.maketrans(dict.fromkeys(_LETTERS_LIKE_ZERO, "〇"))
_HAN_AND_ZEROS: Final = re.compile(rf"(?:{_HAN}|[{_LETTERS_LIKE_ZERO}])*")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
"""Whatever is neither letter, digit nor part of one."""


def alike(text: str) -> str:
    """The text with the characters that look alike made one: ⽅ is 方, U+E863 is 䶮."""
    folded = _VARIATION.sub("", text).translate(_DOT).translate(_FOLDED)
    return unicodedata.normalize("NFKC", folded).translate(_FOLDED)


def spelled(name: str) -> str:
    """A person's name as it is kept: ``王 秀`` is 王秀, and the dot in a name is always U+00B7.

    One space stays between two Latin letters, where it parts two names.
    """
    text = _spelled_once(name)
    while (again := _spelled_once(text)) != text:  # marks that something held apart may have met
        text = again
    return text


def _spelled_once(name: str) -> str:
    text = " ".join(_circles(alike(name)).split())
    text = _SPACE_IN_A_NAME.sub("", _PARTED.sub(NAME_DOT, text))
    return _DOTS_IN_A_ROW.sub(NAME_DOT, text).strip()


def name_key(name: str) -> str:
    """What a name is looked up by: its letters alone, whatever stands between them."""
    return _NOT_LETTERS.sub("", _circles(alike(name))).casefold() or spelled(name)


def look(name: str) -> str:
    """What a name looks like to who copies it: also letters that are no dots, variants of a form.

    Two people may look alike: it is asked only where nobody has the name itself, or whether two
    names could be one person's.
    """
    key = name_key(name).translate(_LOOKS)
    return key.translate(_ZEROS) if _HAN_AND_ZEROS.fullmatch(key) else key


def _circles(text: str) -> str:
    """A circle parts two names, or is the zero 〇 of a name."""
    return _CIRCLE.sub("〇", _CIRCLE_THAT_PARTS.sub(NAME_DOT, text))
