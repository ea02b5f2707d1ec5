"""One writes, another posts, anybody objects, somebody else answers, and supervisors watch."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace as copy_of

from api.pages.board.notice_paper import in_groups
from domain.openness.notice_posting import digest_of
from tests.api.answers import created_by, enrol, found, listed, number_of, settle
from tests.api.every_post import notice, objected_notice, service_of, volunteer
from tests.clock import today
from tests.notices import POSTED, objected
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.paper_text import text_of
from tests.pages.recorded import day, words
from tests.scenario import by, given, write

ENGLISH = {"Accept-Language": "en"}


def hang(office: Office, **changes: Any) -> dict[str, Any]:
    """A notice that hangs."""
    made = created_by(office, "/api/notices", "coordinator2", notice(office) | changes)
    settle(office)
    told: dict[str, Any] = found(office, f"/api/notices/{made['notice_id']}")
    return told


def objections(office: Office, notice_id: str) -> list[dict[str, Any]]:
    return listed(office, f"/api/notices/{notice_id}/objections", "supervisor")


def test_who_is_not_signed_in_reads_a_notice_and_objects(shared_office: Office) -> None:
    told = hang(shared_office)
    path = f"/notices/{told['number']}"
    with browser_of(shared_office) as browser:
        assert path in browser.open("/board").text
        assert "李*珍" in words(browser.open("/notices").text)
        page = words(browser.open(path).text)
        assert "有异议，请告诉我们" in page and "留下我的名字" not in page
        sent = browser.send(browser.form("/objections"), line="2", grounds="第二项不对")
        assert "已收到" in words(sent.text)
        english = browser.open(path, headers=ENGLISH)
        assert "Something is wrong? Tell us" in words(english.text)
    (row,) = found(shared_office, f"/api/notices/{told['notice_id']}/objections", "supervisor")[
        "items"
    ]
    assert (row["line"], row["grounds"], row["raised_by"]) == (2, "第二项不对", None)


def test_who_is_signed_in_may_give_their_name(shared_office: Office) -> None:
    told = hang(shared_office)
    with browser_of(shared_office, "volunteer") as browser:
        browser.open(f"/notices/{told['number']}")
        browser.send(browser.form("/objections"), grounds="不对", named="true")
    with browser_of(shared_office, "supervisor") as browser:
        settle(shared_office)
        assert "署名" in words(browser.open(f"/ledger/notices/{told['number']}").text)
    (row,) = found(shared_office, f"/api/notices/{told['notice_id']}/objections", "supervisor")[
        "items"
    ]
    assert row["raised_by"] == "volunteer"


def test_what_cannot_be_taken_is_said_on_the_page(shared_office: Office) -> None:
    told = hang(shared_office)
    with browser_of(shared_office) as browser:
        browser.open(f"/notices/{told['number']}")
        form = browser.form("/objections")
        assert "请写明异议的理由" in words(browser.send(form, grounds=" ").text)
        long = browser.send(form, grounds="长" * 501)
        assert long.status_code == 422 and "哪里不对" in words(long.text)
        assert browser.open("/notices/999999").status_code == 404
        assert browser.open("/notices/99999999999").status_code == 404
        address = f"/notices/{told['number']}/objections"
        forged = browser.client.post(
            address, data={"grounds": "不对"}, headers={"Origin": "https://elsewhere.example"}
        )
        assert forged.status_code == 403


def test_a_form_that_is_sent_twice_is_one_objection(shared_office: Office) -> None:
    told = hang(shared_office)
    with browser_of(shared_office) as browser:
        browser.open(f"/notices/{told['number']}")
        form = browser.form("/objections")
        for _ in range(2):
            assert browser.send(form, grounds="不对").status_code == 200
    path = f"/api/notices/{told['notice_id']}/objections"
    assert len(found(shared_office, path, "supervisor")["items"]) == 1


def test_after_its_last_day_the_page_shows_figures_only(office: Office) -> None:
    over = copy_of(
        POSTED, opens_on=today() - timedelta(days=9), last_day=today() - timedelta(days=1)
    )
    write(office.ledger.log, given(by("coordinator", over)).past)
    settle(office)
    with browser_of(office) as browser:
        assert "已经结束的公示" in words(browser.open("/notices").text)
        page = words(browser.open("/notices/1").text)
    assert "共 2 项，异议 0 条，成立 0 条" in page
    assert "提出异议" not in page and "王*国" not in page


def test_one_writes_and_another_posts(office: Office) -> None:
    number = number_of(office, enrol(office))
    filled = {
        "kind": "honour",
        "opens_on": day(0),
        "last_day": day(-9),
        "people": f" {number}\n",
        "wording": "本月之星：\r\n李*珍",
        "box": "true",
    }
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/notices/new")
        private = browser.send(browser.form("/new"), **filled | {"wording": "电话13800138000"})
        assert private.status_code == 409 and "像是有电话号码" in words(private.text)
        nobody = browser.send(browser.form("/new"), **filled | {"people": "V999999"})
        assert nobody.status_code == 404
        kept = browser.send(browser.form("/new"), **filled)
        assert "草稿已存好" in words(kept.text)
        draft = kept.text.partition("/desk/notices/drafts/")[2].partition('"')[0]
        own = browser.open(f"/desk/notices/drafts/{draft}")
        assert "/posting" not in own.text
        proof = browser.form("/discarding").fields
        refused = browser.client.post(f"/desk/notices/drafts/{draft}/posting", data=proof)
        assert refused.status_code == 409 and "由您起草" in words(refused.text)
    with browser_of(office, "coordinator2") as browser:
        assert "李桂珍" in words(browser.open(f"/desk/notices/drafts/{draft}").text)
        posted = browser.send(browser.form("/posting"))
        assert "已张贴" in words(posted.text)
        assert browser.open(f"/desk/notices/drafts/{draft}").status_code == 404
        paper = text_of(browser.open("/desk/notices/1/paper").content)
    (told,) = found(office, "/api/notices")["items"]
    assert told["wording_digest"] == digest_of("本月之星：\n李*珍")
    assert all(line in paper for line in in_groups(told["wording_digest"]))
    assert "本月之星" in paper and "第 1 号" in paper
    assert told["waits_until"] == (today() + timedelta(days=11)).isoformat()


def test_a_draft_is_thrown_away(office: Office) -> None:
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/notices/new")
        kept = browser.send(
            browser.form("/new"), kind="rules", opens_on=day(0), last_day=day(-9), wording="新规则"
        )
        draft = kept.text.partition("/desk/notices/drafts/")[2].partition('"')[0]
        browser.open(f"/desk/notices/drafts/{draft}")
        assert "草稿已删去" in words(browser.send(browser.form("/discarding")).text)


def test_slips_are_entered_and_objections_answered_at_the_desk(shared_office: Office) -> None:
    told = hang(shared_office)
    path = f"/desk/notices/{told['number']}"
    with browser_of(shared_office, "coordinator") as browser:
        assert "等待答复" not in words(browser.open(path).text)
        form = browser.form(f"{path}/objections")
        entered = browser.send(form, way="box", line="1", grounds="纸条上写的")
        assert "异议已登记" in words(entered.text) and "纸条上写的" in entered.text
        assert "等待答复的异议" in words(browser.open("/desk/notices").text)
        browser.open(path)
        answered = browser.send(browser.form("/answers"), outcome="upheld", answer="属实")
        assert "已答复" in words(answered.text) and "成立，这一项不办" in words(answered.text)
    with browser_of(shared_office, "supervisor") as browser:
        page = words(browser.open("/ledger/notices").text)
        assert "公示与异议" in page
        english = browser.open("/ledger/notices", headers=ENGLISH).text
        assert "Notices and objections" in words(english)


def test_who_posted_it_does_not_answer(shared_office: Office) -> None:
    path, _ = objected_notice(shared_office)
    number = found(shared_office, path)["number"]
    with browser_of(shared_office, "coordinator2") as browser:
        settle(shared_office)
        browser.open(f"/desk/notices/{number}")
        refused = browser.send(browser.form("/answers"), outcome="dismissed", answer="没有错")
    assert refused.status_code == 409 and "另一位工作人员答复" in words(refused.text)


def test_a_supervisor_takes_a_notice_down(shared_office: Office) -> None:
    told = hang(shared_office)
    with browser_of(shared_office, "supervisor") as browser:
        browser.open(f"/ledger/notices/{told['number']}")
        done = browser.send(browser.form("/withdrawal"), reason="写错了月份")
        assert "已撤下" in words(done.text)
    with browser_of(shared_office) as browser:
        assert "这份公示已经撤下" in words(browser.open(f"/notices/{told['number']}").text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_over_is_erased_in_the_ledger(office: Office, language: str) -> None:
    over = copy_of(
        POSTED, opens_on=today() - timedelta(days=9), last_day=today() - timedelta(days=1)
    )
    write(office.ledger.log, given(by("coordinator", over)).past)
    settle(office)
    said = "只留数字和指纹" if language == "zh" else "only figures and the fingerprint are left"
    with browser_of(office, "supervisor") as browser:
        browser.client.cookies.set("language", language)
        browser.open("/ledger/notices/1")
        done = browser.send(browser.form("/erasure"), reason="名单不必再留")
        assert said in words(done.text)
        assert "/erasure" not in browser.open("/ledger/notices/1").text
    with browser_of(office) as browser:
        browser.client.cookies.set("language", language)
        assert said in words(browser.open("/notices/1").text)
    with browser_of(office, "coordinator") as browser:
        browser.client.cookies.set("language", language)
        page = browser.open("/desk/notices/1").text
        assert said in words(page) and "/paper" not in page


def test_first_pages_tell_what_waits_and_what_hangs_if_anything_does(office: Office) -> None:
    with browser_of(office, "volunteer") as browser:
        assert 'href="/notices"' not in browser.open("/me").text
    path, _ = objected_notice(office)
    number = found(office, path)["number"]
    settle(office)
    with browser_of(office, "volunteer") as browser:
        assert "正在公示 1 份，有异议可以提" in words(browser.open("/me").text)
    with browser_of(office) as browser:
        assert "正在公示（1 份）" in words(browser.open("/board").text)
    with browser_of(office, "coordinator") as browser:
        assert "公示异议等答复 1 条 最早的还有 3 天要答复" in words(browser.open("/desk").text)
    with browser_of(office, "supervisor") as browser:
        assert "逾期没有答复" not in browser.open("/ledger").text
    late = copy_of(objected(None, "against-1"), notice_id=path.rpartition("/")[2])
    days_ago = today() - timedelta(days=2)
    write(office.ledger.log, given(by("box", copy_of(late, answer_by=days_ago))).past)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        assert "最早的已逾期 2 天" in words(browser.open("/desk").text)
    with browser_of(office, "supervisor") as browser:
        assert "1 条公示异议逾期没有答复" in words(browser.open("/ledger").text)
    assert number == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_waiting_hours_are_looked_at_and_put_up(office: Office, language: str) -> None:
    service_of(office, volunteer(office))
    service_of(office, "coordinator")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = browser.open("/desk/hours-notice", headers={"Accept-Language": language})
        assert "李*珍" in words(page.text)
        said = "您自己的 1 项不在里面" if language == "zh" else "1 of your own are not on it"
        assert said in words(page.text)
        form = next(it for it in browser.forms() if it.method == "post" and "last_day" in it.fields)
        assert "服务时长公示" in words(browser.send(form).text)
        nothing = browser.open("/desk/hours-notice")
        assert "还没公示过的服务时长" in words(nothing.text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rules_are_looked_at_and_put_up(office: Office, language: str) -> None:
    nothing = "没有等待批准的专项规则" if language == "zh" else "No special rules wait"
    with browser_of(office, "coordinator") as browser:
        browser.client.cookies.set("language", language)
        assert nothing in words(browser.open("/desk/rules-notice").text)
        body = {"version": "2031", "in_force_from": day(0), "terms": {"claims_open_max": 3}}
        created_by(office, "/api/rules/needs", "admin", body)
        page = browser.open("/desk/rules-notice")
        assert "改为“3”" in words(page.text)
        form = next(it for it in browser.forms() if it.method == "post" and "last_day" in it.fields)
        short = browser.send(form, last_day=day(0))
        assert short.status_code == 409
        posted = browser.send(form)
        assert "改为“3”" in words(posted.text)
        done = "已经张贴过" if language == "zh" else "Put up already"
        assert done in words(browser.open("/desk/rules-notice").text)
        assert "/desk/rules-notice" in browser.open("/desk/notices").text
