"""Small pictures of goods: the desk's photograph, or a drawing by kind, or the first character."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from projections.shop.item_pictures import photographs_of

_DRAWN: Final = (
    ("toothpaste", ("牙膏", "toothpaste")),
    ("brush", ("牙刷", "toothbrush")),
    ("bottle", ("洗", "沐浴", "消毒", "shampoo", "detergent")),
    ("soap", ("皂", "soap")),
    ("towel", ("毛巾", "towel")),
    ("paper", ("纸", "paper", "tissue")),
    ("noodles", ("面条", "挂面", "方便面", "米线", "粉丝", "noodle")),
    ("egg", ("蛋", "egg")),
    ("milk", ("奶", "milk")),
    ("oil", ("油", "醋", "oil")),
    ("salt", ("盐", "糖", "味精", "salt", "sugar")),
    ("rice", ("米", "面粉", "豆", "rice", "flour")),
)
"""The drawings of templates/goods.html, and what in a name asks for one; the first that fits."""


class Picture(NamedTuple):
    """What stands for an item: the address of a photograph, else a drawing, else a character."""

    photograph: str | None
    drawing: str | None
    character: str


DRAWINGS: Final = {name: Picture(None, name, "") for name, _ in _DRAWN}
"""All there are, for a page that does not know yet what it will show."""


def drawing_of(name: str) -> str | None:
    """The drawing of a kind of goods, if there is one for such a name."""
    called = name.lower()
    found = (it for it, words in _DRAWN if any(word in called for word in words))
    return next(found, None)


async def pictures_of(community: Community, names: Mapping[str, str]) -> dict[str, Picture]:
    """The pictures of items, whose names are given by their ids."""
    await see_own_facts(community, "item_pictures")
    digests = await photographs_of(community.reader, names.keys())
    return {
        item_id: Picture(
            f"/pictures/{digests[item_id]}" if item_id in digests else None,
            None if item_id in digests else drawing_of(name),
            name.strip()[:1] or "·",
        )
        for item_id, name in names.items()
    }
