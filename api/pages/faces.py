"""Five faces: how content somebody is, from 1 to 5, each with its words."""

from typing import Final

FACES: Final[dict[int, tuple[str, str]]] = {
    5: ("😄", "很满意"),
    4: ("🙂", "满意"),
    3: ("😐", "一般"),
    2: ("🙁", "不满意"),
    1: ("😞", "很不满意"),
}
