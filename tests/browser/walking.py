"""A way through all pages that somebody can reach, one of each kind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Page, Response

STARTS: Final[dict[str, tuple[str, ...]]] = {
    "": ("/sign-in", "/board", "/board/screen", "/verify", "/help"),
    "volunteer": ("/me", "/me/certificate"),
    "cashier": ("/till",),
    "coordinator": ("/desk",),
    "supervisor": ("/ledger",),
    "admin": ("/ledger",),
}
"""Where each of them begins; nobody is signed in under the name ''."""

OWN: Final[dict[str, tuple[str, ...]]] = {
    "": ("/board", "/verify", "/help"),
    "volunteer": ("/me", "/activities", "/shelf"),
    "cashier": ("/till",),
    "coordinator": ("/desk",),
    "supervisor": ("/ledger",),
    "admin": ("/ledger", "/desk"),
}
ID_IN_PATH: Final = re.compile(
    r"/[0-9a-f]{32}(-\d+)?(?=/|$)|/\d+(?=/|$)|/[A-Z]+-?\d[\w-]*(?=/|$)"
    r"|(?<=/teams)/[^/.]+(?=/|$)"
)
FILES: Final = re.compile(
    r"\.(pdf|xlsx)\b|/register/list\b|/export|/template/|/bytes|/members/[^/]+/passbook"
)


def kind_of(address: str) -> str:
    """The same for all pages of a kind: the ids in their addresses are left out."""
    return ID_IN_PATH.sub("/…", address.partition("?")[0].partition("#")[0])


@dataclass
class Way:
    """Somebody's way: each page is opened, and `answer` is what came last."""

    page: Page
    role: str
    seen: set[str] = field(default_factory=set)
    answer: Response | None = None

    def pages(self) -> Iterator[str]:
        """The addresses of pages, each opened."""
        waiting = list(STARTS[self.role])
        while waiting:
            address = waiting.pop(0)
            kind = kind_of(address)
            if kind in self.seen or FILES.search(kind):
                continue
            self.seen.add(kind)
            self.answer = self.page.goto(address)
            yield address
            links = self.page.eval_on_selector_all(
                "a[href^='/']", "all => all.map(it => it.getAttribute('href'))"
            )
            waiting += [it for it in links if it.startswith(OWN[self.role])]
