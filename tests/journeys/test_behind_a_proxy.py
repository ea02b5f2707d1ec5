"""Behind a proxy: what it says of who asks is believed where it is trusted, and nowhere else."""

import httpx
import pytest

from tests.conftest import temporary_folder
from tests.journeys.running import PASSWORD, Running, running

pytestmark = pytest.mark.whole

SAID = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}


def cookies_of(program: Running) -> list[str]:
    form = {"username": "volunteer", "password": PASSWORD}
    answer = httpx.post(f"{program.address}/sign-in", data=form, headers=SAID)
    assert answer.status_code == 303
    return answer.headers.get_list("set-cookie")


def test_a_trusted_proxys_word_makes_cookies_secure_and_tells_who_asks() -> None:
    with temporary_folder() as folder:
        with running(folder, "demo", "--empty", trusted_proxies="127.0.0.0/8") as program:
            assert all("Secure" in it and it.startswith("__Host-") for it in cookies_of(program))
            home = httpx.get(f"{program.address}/board", headers=SAID)
            assert home.headers["strict-transport-security"]
            assert httpx.get(f"{program.address}/metrics", headers=SAID).status_code == 404
            assert httpx.get(f"{program.address}/metrics").status_code == 200
        with running(folder, "demo", "--empty", trusted_proxies="192.0.2.1") as program:
            assert not any("Secure" in it for it in cookies_of(program))
            assert httpx.get(f"{program.address}/metrics", headers=SAID).status_code == 200
        with running(folder, "demo", "--empty", metrics_from="") as program:
            assert httpx.get(f"{program.address}/metrics").status_code == 404
