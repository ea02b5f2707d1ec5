"""One application may serve several communities: each request is for one of them alone."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.application import create_application
from api.serving.composition import open_community, prepare
from api.serving.settings import Settings
from tests.office import PASSWORD
from tests.roles import as_owner

NORTH, SOUTH = "north", "south"


async def let_in(url: str, settings: Settings, member_id: str) -> None:
    async with open_community(url, settings) as community:
        await community.credentials.set(member_id, "ada", PASSWORD)


@pytest.fixture
def client(unfounded_database: str, tmp_path: Path) -> Iterator[TestClient]:
    """An application for two communities, each with an Ada of its own."""
    both = [Settings(community=name, data=tmp_path / name) for name in (NORTH, SOUTH)]
    for settings in both:
        prepare(as_owner(unfounded_database), settings.community, unfounded_database)
        asyncio.run(let_in(unfounded_database, settings, f"ada-of-{settings.community}"))
    openings = [lambda it=it: open_community(unfounded_database, it) for it in both]
    with TestClient(create_application(*openings)) as opened:
        yield opened


def asked(client: TestClient, host: str, token: str) -> Any:
    headers = {"Host": host, "Authorization": f"Bearer {token}"}
    return client.get("/api/me", headers=headers)


def test_the_host_says_which_community_a_request_is_for(client: TestClient) -> None:
    form = {"username": "ada", "password": PASSWORD}
    for name, other in ((NORTH, SOUTH), (SOUTH, NORTH)):
        host = f"{name}.example.org"
        token = client.post("/api/token", data=form, headers={"Host": host}).json()["access_token"]
        assert asked(client, host, token).json()["member_id"] == f"ada-of-{name}"
        assert asked(client, f"{other}.example.org", token).status_code == 401
        assert asked(client, host, token).status_code == 200


def test_who_comes_under_another_name_is_in_the_first_community(client: TestClient) -> None:
    form = {"username": "ada", "password": PASSWORD}
    for host in ("127.0.0.1:8000", "localhost", "nobody.example.org"):
        token = client.post("/api/token", data=form, headers={"Host": host}).json()["access_token"]
        assert asked(client, "north", token).json()["member_id"] == "ada-of-north"
