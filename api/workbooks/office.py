"""What must be known of the community to read the rows of its workbooks."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from api.workbooks.known.drawing import Drawing
from api.workbooks.known.in_teams import InTeams
from api.workbooks.people import People
from api.workbooks.resembling import Earlier
from api.workbooks.typed.named_goods import NamedGoods
from domain.people.sealing.seal import Seal, Unsealed
from domain.people.vault import Vault


@dataclass(frozen=True, kw_only=True)
class Office:
    """The people and items that rows name, and what they say beside facts."""

    zone: ZoneInfo
    today: date
    vault: Vault
    people: People
    goods: NamedGoods
    earlier: Earlier
    drawing: Drawing
    in_teams: InTeams
    hands: frozenset[str] = frozenset()
    """Who brings the file, and who confirms it."""
    adjoining: list[str] = field(default_factory=list)
    """Under which ids the rows that adjoin the one being read, and are one with it, may stand."""
    texts: dict[str, str]
    """Free texts met so far, by id: the vault keeps them before the facts are recorded."""
    seal: Seal
    unsealed: list[Unsealed] = field(default_factory=list)
    """Confidential texts met so far, which are sealed before the facts are recorded."""

    def noon(self, day: date) -> datetime:
        """The moment that stands for a day without a time."""
        return datetime.combine(day, time(12), self.zone).astimezone(UTC)

    def text_id(self, text: str) -> str | None:
        """The id of a free text, which is noted."""
        if not text:
            return None
        text_id = self.vault.text_id(text)
        self.texts[text_id] = text
        return text_id

    def to_seal(self, text: Unsealed) -> str:
        """The id of a confidential text, which is noted."""
        self.unsealed.append(text)
        return text.sealed_id
