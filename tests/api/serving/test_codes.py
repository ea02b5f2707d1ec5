"""Codes are read however they are typed, for as long as they last, and by nobody who guesses."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest

from api.serving.codes import (
    WINDOW_SECONDS,
    activity_code,
    canonical_certificate_number,
    card_code,
    certificate_number,
    day_of_code,
    fits_activity,
    member_of_code,
    read_certificate_number,
    redemption_code,
)
from api.serving.composition import Community, open_community
from domain.people.card import CardIssued, IssueCard, RevokeCard
from domain.people.vault import Vault
from tests.api.answers import settle
from tests.clock import SHANGHAI
from tests.office import Office

T = TypeVar("T")

NOON = datetime(2026, 11, 22, 4, 0, 30, tzinfo=UTC)
DAY = date(2026, 11, 22)


def within(office: Office, ask: Callable[[Community], Awaitable[T]]) -> T:
    """What a question answers that is asked of the office's community."""
    url = str(office.community.reader._pool.conninfo)

    async def answer() -> T:
        async with open_community(url, office.settings) as community:
            return await ask(community)

    return asyncio.run(answer())


def whose(office: Office, *texts: str, now: datetime = NOON) -> list[str | None]:
    async def ask(community: Community) -> list[str | None]:
        return [await member_of_code(community, text, now) for text in texts]

    return within(office, ask)


def vault_of(office: Office) -> Vault:
    vault: Vault = office.community.vault
    return vault


@pytest.fixture
def vault(shared_office: Office) -> Vault:
    return vault_of(shared_office)


def test_a_code_is_the_members_however_it_is_typed(shared_office: Office, vault: Vault) -> None:
    ours = redemption_code(vault, "V000007", NOON).text
    theirs = redemption_code(vault, "V000008", NOON).text
    assert len(ours) == 9 and ours[4] == "-" and ours != theirs
    wide = "".join(chr(ord(it) + 0xFEE0) for it in ours)
    bare = ours.replace("-", "")
    typed = [ours, ours.lower(), bare, f" {bare[:2]} {bare[2:]} ", wide, f"{bare[:4]}－{bare[4:]}"]
    typed += [ours.replace("0", "O").replace("1", "l")]
    assert whose(shared_office, *typed) == ["volunteer"] * len(typed)
    assert whose(shared_office, theirs) == ["volunteer2"]


def test_a_code_lasts_for_its_two_minutes_and_the_two_after(
    shared_office: Office, vault: Vault
) -> None:
    start = datetime.fromtimestamp(NOON.timestamp() // WINDOW_SECONDS * WINDOW_SECONDS, UTC)
    code = redemption_code(vault, "V000007", start)
    window, moment = timedelta(seconds=WINDOW_SECONDS), timedelta(microseconds=1)
    assert code == redemption_code(vault, "V000007", start + window - moment)
    assert code.text != redemption_code(vault, "V000007", start + window).text
    assert (code.changes_at, code.taken_until) == (start + window, start + 2 * window)
    last = start + 2 * window - moment
    assert whose(shared_office, code.text, now=start) == ["volunteer"]
    assert whose(shared_office, code.text, now=last) == ["volunteer"]
    assert whose(shared_office, code.text, now=start + 2 * window) == [None]
    assert whose(shared_office, code.text, now=start - moment) == [None]


def test_what_is_no_code_is_nobodys(shared_office: Office, vault: Vault) -> None:
    code = redemption_code(vault, "V000007", NOON).text
    other = "3" if code[0] != "3" else "4"
    nobody = redemption_code(vault, "V000999", NOON).text
    typed = [
        "",
        "-",
        code[:-1],
        code + "2",
        other + code[1:],
        nobody,
        "兑换码兑换码兑换",
        "x" * 9000,
    ]
    typed += ["0000-0000", "ZZZZ-ZZZZ", card_code(vault, 999), "6901234567892"]
    assert whose(shared_office, *typed) == [None] * len(typed)


def test_a_code_of_another_community_is_nobodys_here(shared_office: Office, vault: Vault) -> None:
    elsewhere = Vault(shared_office.community.reader, b"another key")
    assert whose(shared_office, redemption_code(elsewhere, "V000007", NOON).text) == [None]


def test_a_card_opens_the_till_until_it_is_revoked(office: Office) -> None:
    vault = vault_of(office)
    cards = [
        office.record(IssueCard(member_id=member_id)).fact for member_id in ("volunteer", "cashier")
    ]
    assert all(isinstance(it, CardIssued) for it in cards)
    settle(office)
    codes = [card_code(vault, it.number) for it in cards]
    later = NOON + timedelta(days=400)
    assert whose(office, *codes, codes[0].lower(), now=later) == [
        "volunteer",
        "cashier",
        "volunteer",
    ]
    office.record(RevokeCard(member_id="volunteer", card_id=cards[0].card_id))
    settle(office)
    assert whose(office, *codes, now=later) == [None, "cashier"]


def test_a_leaders_code_is_six_digits_of_one_activity_and_one_day(vault: Vault) -> None:
    code = activity_code(vault, "cleaning", DAY)
    assert len(code) == 6 and code.isdigit()
    assert code != activity_code(vault, "choir", DAY)
    assert code != activity_code(vault, "cleaning", DAY + timedelta(days=1))
    wide = "".join(chr(ord(it) + 0xFEE0) for it in code)
    for typed in (code, f"{code[:3]} {code[3:]}", wide):
        assert fits_activity(vault, "cleaning", DAY, typed)
    for typed in ("", code[:5], code + "0", f"{(int(code) + 1) % 10**6:06d}", "签到", "1" * 9000):
        assert not fits_activity(vault, "cleaning", DAY, typed)


@pytest.mark.parametrize(
    ("hours_after_start", "days"),
    [(-200, 0), (-1, 0), (0, 0), (2.5, 0), (14, 0), (23, 0), (24, 1), (30, 1), (49, 2)],
)
def test_a_night_keeps_the_code_of_its_evening(hours_after_start: float, days: int) -> None:
    ten = datetime(2026, 3, 5, 22, tzinfo=SHANGHAI)
    now = ten + timedelta(hours=hours_after_start)
    assert day_of_code(ten, now, SHANGHAI) == ten.date() + timedelta(days=days)


def test_a_certificates_number_names_it_and_cannot_be_made_up(vault: Vault) -> None:
    number = certificate_number(vault, "certificate-1", 12, DAY)
    year, count, check = number.split("-")
    assert (year, count, len(check)) == ("2026", "000012", 8)
    assert number != certificate_number(vault, "certificate-2", 12, DAY)
    typed = f" {number.lower().replace('-', ' ')} ".replace("0", "０")
    assert canonical_certificate_number(typed) == number
    assert read_certificate_number(typed) == 12
    for text in ("", "2026-12", "x" * 9000, f"{number}9999999999999999999999999"):
        assert read_certificate_number(text) is None
