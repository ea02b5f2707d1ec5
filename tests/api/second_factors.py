"""Somebody's phone, with an app that makes one-time codes."""

from dataclasses import dataclass
from time import time
from typing import Final

import psycopg
import pyotp

from tests.api.sessions import asked
from tests.office import Office

PATH: Final = "/api/me/second-factor"


@dataclass
class Phone:
    """Shows each code once, as somebody does who waits for the next one."""

    secret: str
    shown: int = 0

    def code(self) -> str:
        """The next code that nobody has seen."""
        self.shown = max(self.shown + 1, int(time()) // 30 - 1)
        return pyotp.TOTP(self.secret).at(self.shown * 30)


def set_up(office: Office, token: str) -> Phone:
    """The phone of somebody who set a second factor up."""
    offered = asked(office, token, f"GET {PATH}").json()
    phone = Phone(offered["secret"])
    body = {"draft": offered["draft"], "otp": phone.code()}
    answer = asked(office, token, f"POST {PATH}", body)
    assert answer.status_code == 201, answer.text
    return phone


def as_if_unused(database: str, member_id: str) -> None:
    """The codes of these minutes are good again: tests do not wait for the next ones."""
    statement = b"UPDATE yanwuping.one_time_codes SET last_step = 1 WHERE member_id = %s"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(statement, [member_id])
