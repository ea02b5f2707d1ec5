"""The whole interface is asked what nobody would ask, by everybody, and never fails.

Every request follows from one number, which the head of the run tells: `CHENGYIN_TESTS_SEED`.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import SEED
from tests.journeys.fuzzing import Fuzzing, drawn, strange, strange_heads
from tests.journeys.running import PASSWORD, Running, created, running_copy

pytestmark = pytest.mark.whole

EACH = 9
WHO = ("nobody", "volunteer", "cashier", "coordinator", "supervisor", "admin")
SECRETS = ("欧阳糖糖", "端木小满", "13912345678", "430499199001011233", "正在住院不便公开")
"""What is in the vault, and in no answer that says no."""


def test_whoever_asks_whatever_is_answered_as_it_is_described(
    empty_demo: Path,
) -> None:
    with running_copy(empty_demo) as program:
        fuzzing = Fuzzing(program.address, SECRETS, lambda who: token_of(program, who), SEED)
        settle_in(program, fuzzing)
        drawn(fuzzing, WHO, EACH)
        for who in ("cashier", "coordinator", "admin"):
            strange(fuzzing, who)
        heads = strange_heads(program.port, token_of(program, "admin"))
        ended = httpx.get(f"{program.address}/livez", timeout=60)
        checked = program.run("check-books")

    assert fuzzing.wrong == []
    assert [it[:200] for it in heads if b" 5" in it[:12]] == []
    assert sum(it.startswith(b"HTTP/1.1 4") for it in heads) >= 5
    assert ended.status_code == 200
    assert checked.returncode == 0, checked.stderr
    assert fuzzing.asked.keys() == {*WHO} and fuzzing.asked.total() >= 2_000
    assert all(fuzzing.done[who] >= 8 for who in WHO), fuzzing.done
    assert len(fuzzing.routes_done) >= 30, fuzzing.routes_done


def token_of(program: Running, who: str) -> str:
    form = {"username": who, "password": PASSWORD}
    answer = httpx.post(f"{program.address}/api/token", data=form, timeout=60)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


def settle_in(program: Running, fuzzing: Fuzzing) -> None:
    """Something of each kind, by which later requests are about what there is."""

    def done(who: str, path: str, **body: Any) -> dict[str, Any]:
        headers = fuzzing.headers(who)
        answer = httpx.post(program.address + path, json=body, headers=headers, timeout=60)
        told: dict[str, Any] = created(answer)
        fuzzing.learn(told)
        return told

    now = datetime.now(UTC).replace(microsecond=0)
    times = {
        "starts_at": (now - timedelta(days=2, hours=2)).isoformat(),
        "ends_at": (now - timedelta(days=2)).isoformat(),
    }
    for name in SECRETS[:2]:
        more = {"phone": SECRETS[2], "id_number": SECRETS[3]} if name == SECRETS[0] else {}
        member_id = done("coordinator", "/api/members", name=name, kind="volunteer", **more)[
            "member_id"
        ]
        service = {"member_id": member_id, "programme": "陪护", "evidence": SECRETS[4]}
        done("coordinator", "/api/services", **service, **times)
    aunt = done("coordinator", "/api/members", name="赵大娘", kind="assisted")["member_id"]
    fuzzing.known["assisted_id"] = [aunt]
    item_id = done("coordinator", "/api/items", name="大米", unit="袋", points=1)["item_id"]
    done("cashier", "/api/donations", goods=[{"item_id": item_id, "quantity": 500}])
    lines = [{"item_id": item_id, "counted": 499, "reason": "月末盘点"}]
    done("cashier", "/api/stock-counts", lines=lines)
    plan = {"title": "清扫", "programme": "环境美化", "place": "3栋"}
    today = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(hours=2)).isoformat()}
    done("coordinator", "/api/activities", **plan, **today)
    for version in ("a", "b", "c"):
        done("admin", "/api/rules", version=version, in_force_from="2100-01-01")
