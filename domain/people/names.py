"""Chinese names: how they sort and by which initials they are found."""

from typing import Final

SURNAMES: Final = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "朴": "piao", "查": "zha", "盖": "ge",
    "区": "ou", "缪": "miao", "种": "chong", "员": "yun", "繁": "po", "折": "she", "那": "na",
    "宓": "fu", "召": "shao", "洗": "xian", "冼": "xian", "黑": "he", "秘": "bi", "逄": "pang",
    "乐": "yue", "任": "ren", "华": "hua", "尹": "yin", "覃": "qin", "翟": "zhai", "佘": "she",
    "褚": "chu", "牟": "mu", "宁": "ning", "隗": "wei", "燕": "yan", "纪": "ji", "过": "guo",
    "哈": "ha", "撒": "sa", "呙": "guo", "车": "che", "葛": "ge", "令": "ling", "石": "shi",
    "都": "du", "卜": "bu", "薄": "bo", "么": "yao", "句": "gou", "乜": "nie", "阚": "kan",
    "佴": "nai", "祭": "zhai",
}  # fmt: skip
"""Readings of surnames that the dictionary of common words gets wrong, or might."""

COMPOUND_SURNAMES: Final = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"), "令狐": ("ling", "hu"), "宇文": ("yu", "wen"),
}  # fmt: skip


def syllables(name: str) -> list[str]:
    """The name in pinyin without tones, the surname read as a surname."""
    compound = COMPOUND_SURNAMES.get(name[:2])
    if compound:
        return [*compound, *_read(name[2:])]
    if name[:1] in SURNAMES:
        return [SURNAMES[name[0]], *_read(name[1:])]
    return _read(name)


def _read(name: str) -> list[str]:
    """Its syllables as the dictionary of common words has them.

    That is loaded when a name is first read: it takes longer than all else that the model imports,
    and most processes never read one.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 (see above)

    return lazy_pinyin(name)


def sort_key(name: str) -> str:
    """What names are sorted by: their pinyin, then themselves."""
    return " ".join(syllables(name)).lower() + "\t" + name


def initials(name: str) -> str:
    """张立华 as zlh; · and what has no reading is left out."""
    firsts = (syllable[:1] for syllable in syllables(name))
    return "".join(it for it in firsts if it.isascii() and it.isalpha()).lower()
