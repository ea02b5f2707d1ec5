"""Every "no" is a problem document in the reader's language, and none tells too much."""

from string import Formatter
from typing import Any

import psycopg
import pytest

from api.serving.problems import DETAILS, STATUS, TITLES
from domain.ledger.refusal import Refusal
from tests.api.answers import CHINESE, found, head, malformed, problem
from tests.office import Office
from tests.roles import as_owner

CODES = sorted(
    code
    for code, refusal in Refusal.known.items()
    if refusal.__module__ in {"api.ledger.audit", "api.shop.donation"}
    or "domain." in refusal.__module__
)
"""All refusals that the interface gives; those of workbooks and pages are told elsewhere."""


def in_language(office: Office, language: str | None) -> dict[str, Any]:
    """A problem, as somebody reads it whose browser asks for a language."""
    headers = {} if language is None else {"Accept-Language": language}
    answer = office.get("/api/me", headers=headers)
    document = problem(answer, 401, "not_signed_in")
    assert answer.headers["Content-Language"] == (
        "zh" if CHINESE.search(document["detail"]) else "en"
    )
    return document


@pytest.mark.parametrize(
    "language",
    [None, "", "zh", "zh-CN", "ZH-hans", "zh-CN,en;q=0.9", "fr", "*", "en;q=0", "en;q=x", ";;,,"],
)
def test_problems_are_told_in_chinese(shared_office: Office, language: str | None) -> None:
    document = in_language(shared_office, language)

    assert (document["title"], document["detail"]) == ("请先登录", "请先登录再操作。")


@pytest.mark.parametrize("language", ["en", "en-GB", "EN", "fr, en;q=0.5", "zh;q=0.4,en;q=0.8"])
def test_who_prefers_english_is_told_in_english(shared_office: Office, language: str) -> None:
    document = in_language(shared_office, language)

    assert (document["title"], document["detail"]) == ("Not signed in", "Sign in first.")


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_a_sentence_in_both_languages(shared_office: Office, code: str) -> None:
    refusal = Refusal.known[code]

    assert CHINESE.search(refusal.zh) and not CHINESE.search(refusal.en)
    assert refusal.zh[-1] == "。" and refusal.en[-1] == "."
    blanks = [{name for _, name, _, _ in Formatter().parse(it)} for it in (refusal.zh, refusal.en)]
    assert blanks[0] == blanks[1]
    told = found(shared_office, f"/problems/{code}")
    if code in DETAILS:
        assert told == {"code": code, "zh": DETAILS[code][0], "en": DETAILS[code][1]}
    else:
        assert told == {"code": code, "zh": refusal.zh, "en": refusal.en}


@pytest.mark.parametrize("code", DETAILS)
def test_every_other_problem_has_a_sentence_in_both_languages(
    shared_office: Office, code: str
) -> None:
    zh, en = DETAILS[code]

    assert CHINESE.search(zh) and not CHINESE.search(en)
    assert found(shared_office, f"/problems/{code}") == {"code": code, "zh": zh, "en": en}


def test_every_status_has_a_title_in_both_languages() -> None:
    assert {400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503} <= TITLES.keys()
    for zh, en in TITLES.values():
        assert CHINESE.search(zh) and not CHINESE.search(en)


def test_only_these_refusals_are_neither_404_nor_409() -> None:
    assert STATUS == {
        "not_permitted": 403,
        "not_for_you": 403,
        "not_the_caller": 403,
        "not_the_asker": 403,
        "not_the_helper": 403,
        "idempotency_key_reused": 422,
        "wrong_activity_code": 422,
    }


@pytest.mark.parametrize("code", ["nothing", "%00", "a/b", "😀", "x" * 500])
def test_a_problem_that_does_not_exist_has_no_meaning(shared_office: Office, code: str) -> None:
    problem(shared_office.get(f"/problems/{code}"), 404, "not_found")


@pytest.mark.parametrize(
    "path", ["/nothing", "/api", "/api/", "/api/nothing", "/api/members/x", "/%00"]
)
@pytest.mark.parametrize(("language", "title"), [("zh", "没有找到"), ("en", "Not found")])
def test_there_is_nothing_at_a_made_up_address(
    shared_office: Office, *, path: str, language: str, title: str
) -> None:
    headers = {"Accept-Language": language, "Accept": "application/json"}

    answer = shared_office.get(path, headers=headers, follow_redirects=False)

    assert problem(answer, 404, "not_found")["title"] == title


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/api/items"), ("DELETE", "/api/rules"), ("PATCH", "/api/me"), ("POST", "/livez")],
)
def test_an_address_names_the_methods_it_takes(
    shared_office: Office, method: str, path: str
) -> None:
    answer = shared_office.ask(method, path, "coordinator")

    document = problem(answer, 405, "method_not_allowed")
    assert document["detail"] == "这个地址不支持这种操作。"
    assert method not in answer.headers["Allow"]
    assert answer.headers["Allow"]


def test_what_is_too_large_is_refused_before_it_is_read(shared_office: Office) -> None:
    """By its length when it says how long it is, and as it comes in when it does not."""
    before = head(shared_office)
    body = b'{"team": "' + b"x" * 1_100_000 + b'"}'
    headers = {
        "Authorization": f"Bearer {shared_office.token('admin')}",
        "Content-Type": "application/json",
    }

    def in_parts() -> Any:
        yield from (body[begin : begin + 65_536] for begin in range(0, len(body), 65_536))

    for content in (body, in_parts()):
        answer = shared_office.client.post("/api/teams", content=content, headers=headers)
        document = problem(answer, 413, "too_large")
        assert (document["title"], document["detail"]) == (
            "内容太大",
            "内容太大，请分几次提交。",
        )
    assert head(shared_office) == before


def test_every_field_that_is_malformed_is_pointed_at_once(shared_office: Office) -> None:
    body = {"name": 1, "unit": "", "points": -1, "cash_price_fen": 1.5, "colour": "red", "a/b~": 1}

    answer = shared_office.post("/api/items", "coordinator", body)

    malformed(answer)
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert sorted(pointers) == [
        "/a~1b~0",
        "/cash_price_fen",
        "/colour",
        "/name",
        "/points",
        "/unit",
    ]


@pytest.mark.parametrize(
    ("body", "zh", "en"),
    [
        ({}, "必须填写。", "is required."),
        ({"team": 5}, "必须是文字。", "has to be text."),
        ({"team": " "}, "不能为空。", "may not be empty."),
        ({"team": "x" * 41}, "最多 40 个字。", "may have 40 characters at most."),
        ({"team": "\u202e反"}, "含有看不见的字符。", "contains invisible characters."),
        ({"team": None}, "必须是文字。", "has to be text."),
    ],
)
def test_what_is_malformed_is_said_in_the_readers_language(
    shared_office: Office, body: dict[str, Any], zh: str, en: str
) -> None:
    for language, sentence in (("zh", zh), ("en", en)):
        headers = {"Accept-Language": language}
        answer = shared_office.post("/api/teams", "admin", body, headers=headers)
        assert answer.json()["errors"] == [{"pointer": "/team", "message": sentence}]


def test_an_error_of_ours_says_sorry_and_not_what_is_inside(office: Office, database: str) -> None:
    with psycopg.connect(as_owner(database)) as connection:
        connection.execute("DROP TABLE yanwuping.stock_lots_1")

    for language, title in (("zh", "系统出错"), ("en", "Internal error")):
        answer = office.get("/api/items", "cashier", headers={"Accept-Language": language})
        assert problem(answer, 500, "internal_error")["title"] == title
        for inside in ("stock_lots", "psycopg", "Traceback", "SELECT"):
            assert inside not in answer.text
    assert office.get("/api/community").status_code == 200
