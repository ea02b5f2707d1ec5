"""Codes: what a volunteer shows at the till, and what a leader tells at an activity.

A redemption code is eight characters, two groups of four: a member's number, or a card's,
enciphered under the vault's key with sixteen bits that have to come out as nought. So a code is
read in the same few steps however many members there are, and one that is guessed or mistyped is
somebody's in fewer than one case in ten million. A phone's code changes every two minutes, and the
one before is still taken; a card's code stays the same until the card is revoked.

The till asks `member_of_code`; the desk shows and checks `activity_code`.
"""

import hmac
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from domain.people.vault import Vault
from projections.people.cards import valid_card
from projections.people.members import member_of_number

WINDOW_SECONDS: Final = 120
CODE_LENGTH: Final = 8
ACTIVITY_CODE_DIGITS: Final = 6
WORD_CODE_LENGTH: Final = 6

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT: Final = str.maketrans("OILU", "011V")
_LEFT_OUT: Final = frozenset(" \t-‐‑‒–—−_·.")
_TEXT_MAX: Final = 40
_HALF_BITS: Final = 20
_CHECK_BITS: Final = 16
_ROUNDS: Final = 6
_CARD: Final = "card"
_CERTIFICATE_NUMBER: Final = re.compile(rf"\d{{4}}-(\d{{6,12}})-[{_ALPHABET}]{{8}}", re.ASCII)


class RedemptionCode(NamedTuple):
    """A code for a phone. `text` is as 7K4F-92QX; it is taken until `taken_until`."""

    text: str
    changes_at: datetime
    taken_until: datetime


def redemption_code(vault: Vault, volunteer_number: str, now: datetime) -> RedemptionCode:
    """The code of a member, by their volunteer number, at a moment."""
    window = _window(now)
    changes_at = datetime.fromtimestamp((window + 1) * WINDOW_SECONDS, UTC)
    text = _write(_encipher(vault, str(window), _number(volunteer_number)))
    return RedemptionCode(text, changes_at, changes_at + timedelta(seconds=WINDOW_SECONDS))


def card_code(vault: Vault, card_number: int) -> str:
    """The code that is printed on a card, as 7K4F-92QX."""
    return _write(_encipher(vault, _CARD, card_number))


async def member_of_code(
    community: Community, text: str, now: datetime | None = None
) -> str | None:
    """The id of the member who shows this code, or none.

    Takes the codes of phones and cards alike, in either case, with or without spaces and hyphens,
    full-width too. A card that was revoked is nobody's. `now` is this moment unless given.
    """
    code = _read(text)
    if code is None:
        return None
    window = _window(now or datetime.now(UTC))
    numbers = [_decipher(community.vault, str(it), code) for it in (window, window - 1)]
    card_number = _decipher(community.vault, _CARD, code)
    await see_own_facts(community, "members")
    for number in numbers:
        if number is not None:
            member_id = await member_of_number(community.reader, f"V{number:06d}")
            if member_id is not None:
                return member_id
    if card_number is not None:
        await see_own_facts(community, "cards")
        card = await valid_card(community.reader, card_number)
        return card.member_id if card else None
    return None


def day_of_code(starts_at: datetime, now: datetime, zone: ZoneInfo) -> date:
    """The community's day whose code is told in an activity: a night keeps that of its evening.

    A new one comes every 24 hours after the start, and before that there is only the first.
    """
    first_day = starts_at.astimezone(zone).date()
    return first_day + timedelta(days=max((now - starts_at).days, 0))


def activity_code(vault: Vault, activity_id: str, day: date) -> str:
    """The six digits that the leader of an activity tells who is there, on a community's day."""
    digest = int(vault.digest("activity code", activity_id, day.isoformat()), 16)
    return str(digest % 10**ACTIVITY_CODE_DIGITS).zfill(ACTIVITY_CODE_DIGITS)


def fits_activity(vault: Vault, activity_id: str, day: date, text: str) -> bool:
    """Whether a text is the activity's code of that day; spaces and full-width digits do no harm.

    A million codes are soon tried out: whoever asks has to count the wrong ones.
    """
    if len(text) > _TEXT_MAX:
        return False
    typed = "".join(it for it in unicodedata.normalize("NFKC", text) if it not in _LEFT_OUT)
    return hmac.compare_digest(typed.encode(), activity_code(vault, activity_id, day).encode())


def word_code(vault: Vault, service_id: str) -> str:
    """The code by which a helper shows that who was helped says yes to one service, as 7K4-F92.

    It is good for that service alone, and once: the word is given once.
    """
    digest = int(vault.digest("word on a service", service_id), 16)
    characters = "".join(_ALPHABET[digest >> 5 * place & 31] for place in range(WORD_CODE_LENGTH))
    return f"{characters[:3]}-{characters[3:]}"


def fits_word(vault: Vault, service_id: str, text: str) -> bool:
    """Whether a text is that code, however it was typed: whoever asks has to count wrong ones."""
    if len(text) > _TEXT_MAX:
        return False
    typed = unicodedata.normalize("NFKC", text).upper()
    bare = "".join(it for it in typed if it not in _LEFT_OUT).translate(_MEANT)
    expected = word_code(vault, service_id).replace("-", "")
    return hmac.compare_digest(bare.encode(), expected.encode())


def certificate_number(vault: Vault, certificate_id: str, number: int, issued_on: date) -> str:
    """What a certificate is called, as 2026-000123-7K4F92QX: its end cannot be guessed."""
    digest = vault.digest("certificate", certificate_id, str(number), issued_on.isoformat())
    check = int(digest, 16) & (1 << 5 * CODE_LENGTH) - 1
    return f"{issued_on.year}-{number:06d}-{_write(check).replace('-', '')}"


def read_certificate_number(text: str) -> int | None:
    """Which of the community's certificates a text may be meant for.

    Whether it is genuine is another question: `certificate_number` of that one has to be the same
    as `canonical_certificate_number` of the text.
    """
    matched = _CERTIFICATE_NUMBER.fullmatch(canonical_certificate_number(text))
    return int(matched[1]) if matched else None


def canonical_certificate_number(text: str) -> str:
    """A certificate's number as it was typed, in the form in which it was written."""
    typed = unicodedata.normalize("NFKC", text[:_TEXT_MAX]).upper()
    bare = "".join(it for it in typed if it not in _LEFT_OUT)
    year, number, check = bare[:4], bare[4:-CODE_LENGTH], bare[-CODE_LENGTH:]
    return f"{year}-{number}-{check.translate(_MEANT)}"


def _window(now: datetime) -> int:
    return int(now.timestamp()) // WINDOW_SECONDS


def _number(volunteer_number: str) -> int:
    return int(volunteer_number.removeprefix("V"))


def _write(code: int) -> str:
    characters = "".join(_ALPHABET[code >> 5 * place & 31] for place in reversed(range(8)))
    return f"{characters[:4]}-{characters[4:]}"


def _read(text: str) -> int | None:
    """The forty bits that eight characters stand for, if they are a code at all."""
    if len(text) > _TEXT_MAX:
        return None
    typed = unicodedata.normalize("NFKC", text).upper()
    characters = "".join(it for it in typed if it not in _LEFT_OUT).translate(_MEANT)
    if len(characters) != CODE_LENGTH or not set(characters) <= set(_ALPHABET):
        return None
    code = 0
    for character in characters:
        code = code << 5 | _ALPHABET.index(character)
    return code


def _encipher(vault: Vault, purpose: str, number: int) -> int:
    """Forty bits that stand for a number: a Feistel network over the vault's keyed digest."""
    left, right = divmod(number << _CHECK_BITS, 1 << _HALF_BITS)
    for turn in range(_ROUNDS):
        left, right = right, left ^ _mixed(vault, purpose, turn, right)
    return left << _HALF_BITS | right


def _decipher(vault: Vault, purpose: str, code: int) -> int | None:
    """The number that a code stands for, if it was made for this purpose."""
    left, right = divmod(code, 1 << _HALF_BITS)
    for turn in reversed(range(_ROUNDS)):
        left, right = right ^ _mixed(vault, purpose, turn, left), left
    number, check = divmod(left << _HALF_BITS | right, 1 << _CHECK_BITS)
    return number if check == 0 else None


def _mixed(vault: Vault, purpose: str, turn: int, half: int) -> int:
    digest = vault.digest("redemption code", purpose, str(turn), str(half))
    return int(digest[: _HALF_BITS // 4], 16)
