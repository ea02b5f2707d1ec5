"""Preparing: the role that serves changes nothing at an ordinary start; another one sets up."""

from typing import NamedTuple

from api.serving.composition import is_prepared, prepare
from api.serving.upkeep.at_work import Tell, silent
from domain.ledger.keeping.snapshot_making import make_snapshots
from domain.ledger.log import Log, NotSetUp
from domain.ledger.setting_up import asking, beyond_serving, may_set_up, reachable


class Urls(NamedTuple):
    """Where the database is, for the role that serves and for the one that sets up, if any."""

    serving: str
    setup: str | None = None

    @property
    def setting_up(self) -> str:
        """Where who serves sets up too, that is one and the same."""
        return self.setup or self.serving


def make_ready(urls: Urls, community: str, tell: Tell = silent) -> None:
    """Prepare the database unless it is. Raises NotSetUp where nobody here may, Unreachable."""
    if not is_prepared(urls.serving, community):
        prepare(urls.setting_up, community, urls.serving, tell=tell)
    log = Log(urls.serving, community)
    try:
        make_snapshots(log)  # before this version takes over, whose code may be another
    finally:
        log.close()


def url_for_setting_up(urls: Urls, community: str) -> str:
    """The URL of the role that sets up. Raises NotSetUp where none was named, Unreachable."""
    with reachable(), asking(urls.setting_up, community) as connection:
        if not may_set_up(connection, community):
            raise NotSetUp(community)
    return urls.setting_up


def held_too_much(urls: Urls, community: str) -> list[str]:
    """What to tell the office where the role that serves could change what was recorded."""
    with reachable(), asking(urls.serving, community) as connection:
        held = beyond_serving(connection, community)
    if not held:
        return []
    return [
        "注意：服务所用的数据库角色也能改动账本。请为建表另设一个角色，见 docs/running.md。",
        "The role that serves could change what was recorded, for it may do more with "
        f"{', '.join(held)}: let another role set up, see docs/running.md.",
    ]
