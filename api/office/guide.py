"""The guide over HTTP: chapters for each kind of people, and cards to print."""

from typing import Final

from api.capability import Capability, Place
from api.policy.act import PUBLIC, Act

READ_GUIDE: Final = Act("guide.read", "看使用指南", by=PUBLIC)

CAPABILITY: Final = Capability(
    name="help",
    pages=("guide",),
    places=(
        Place(menu="site", rank=90, path="/help", words="帮助"),
        Place(menu="till", rank=80, path="/help", words="帮助"),
    ),
)
