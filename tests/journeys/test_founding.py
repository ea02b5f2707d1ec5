"""An office that has never seen us: from an empty folder to its own books, and in."""

import os
import pty
import re
import subprocess
import termios
from time import sleep

import httpx
import pytest

from tests.conftest import temporary_folder
from tests.journeys.running import PROGRAM, Running, running

HIDDEN = "密码"
MISTAKEN = 'name = "廖家湾社区"\n[admin]\nusername = "boss"\n[rules]\npack = "atlantis"\n'


def answered(program: Running, answers: dict[str, str], *arguments: str) -> str:
    """What `chengyin …` says at a terminal, each question that is named answered so."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [PROGRAM, *arguments],
        env=program.environment,
        cwd=program.folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        told, seen = b"", 0
        while chunk := _read(ours):
            told += chunk
            said = told[seen:].decode(errors="replace").rpartition("\n")[2]
            if said.rstrip(" ").endswith(":"):
                answer = next((it for asked, it in answers.items() if asked in said), "")
                seen = len(told)
                while HIDDEN in said and termios.tcgetattr(ours)[3] & termios.ECHO:
                    sleep(0.01)  # what is typed before it is hidden is thrown away
                os.write(ours, f"{answer}\n".encode())
    os.close(ours)
    assert process.returncode == 0, told.decode()
    return told.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the program has left its end
        return b""


@pytest.mark.whole
def test_an_office_founds_its_community_and_comes_in() -> None:
    with temporary_folder() as folder, running(folder, "serve") as program:
        assert "chengyin found" in (folder / "program.log").read_text()
        sheet = folder / "community.toml"
        sheet.write_text(MISTAKEN, encoding="utf-8")
        refused = program.run("found", sheet)
        assert refused.returncode == 2
        assert (
            f"{sheet}:5: rules.pack" in refused.stderr and "Nothing was founded" in refused.stderr
        )

        sheet.write_text(MISTAKEN.replace("atlantis", "changsha"), encoding="utf-8")
        answers = {"服务队": "爱心帮扶、治安联防", "网格": "第一网格", "服务台": "一楼大厅"}
        told = answered(program, answers, "found", "community.toml")
        assert "社区名称" not in told and "时区" in told
        (password,) = re.findall(r"密码 password  (\S+)", told)
        again = program.run("found", sheet)
        assert again.returncode == 1 and "founded once" in again.stderr

        form = {"username": "boss", "password": password}
        token = httpx.post(f"{program.address}/api/token", data=form).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=program.address, headers=headers) as boss:
            must = boss.post("/api/teams", json={"team": "邻里互助"})
            assert must.json()["code"] == "password_change_required"
            chosen = boss.post("/api/me/password", json={"new": "correct horse battery"})
            assert chosen.status_code == 201
            assert boss.post("/api/teams", json={"team": "邻里互助"}).status_code == 201
            assert {*boss.get("/api/teams").json()["items"]} == {"爱心帮扶", "治安联防", "邻里互助"}
            settings = boss.get("/api/community/settings").json()
            assert (settings["name"], settings["desk"]) == ("廖家湾社区", "一楼大厅")
        assert program.run("check-books").returncode == 0
