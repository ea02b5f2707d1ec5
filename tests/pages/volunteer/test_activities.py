"""Volunteers find an activity, take a place, and sign in and out with the leader's code."""

from datetime import timedelta

import pytest

from api.serving.codes import activity_code
from domain.people.credentials import FAILURES_MAX
from tests.api.answers import created_by, found, head, settle
from tests.clock import now, today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join


def publish(office: Office, title: str = "社区大扫除", *, hours: int = 0, **more: object) -> str:
    """An activity of two hours that begins in so many hours."""
    starts_at = now() + timedelta(hours=hours, minutes=-1)
    body = {
        "title": title,
        "programme": "环境美化",
        "place": "小区门岗",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
        **more,
    }
    return str(created_by(office, "/api/activities", "coordinator", body)["activity_id"])


def code_of(office: Office, activity_id: str, days: int = 0) -> str:
    return activity_code(office.community.vault, activity_id, today(days))


def test_what_comes_first_is_shown_first(shared_office: Office) -> None:
    publish(shared_office, "下周的合唱", hours=24 * 7)
    publish(shared_office, "明天的读报", hours=24)
    publish(shared_office, "早就结束了", hours=-9)
    with browser_of(shared_office, "volunteer") as browser:
        text = browser.open("/activities").text
    assert text.index("明天的读报") < text.index("下周的合唱")
    assert "早就结束了" not in text


def test_a_volunteer_takes_a_place_once(shared_office: Office) -> None:
    activity_id, other = publish(shared_office, capacity=2), publish(shared_office)
    member_id = join(shared_office)
    with browser_of(shared_office, member_id) as browser:
        page = browser.open(f"/activities/{activity_id}")
        assert "还有 2 个名额" in page.text
        form = browser.form("/sign-up")
        page = browser.send(form)
        assert "报名成功，到时见。" in page.text and "您已报名" in page.text
        before = head(shared_office)
        assert browser.send(form).status_code == 200
        assert head(shared_office) == before
        assert "您还没有报名活动" not in browser.open("/me").text
        assert "社区大扫除" in browser.page.text
        assert "可以报名" in browser.open(f"/activities/{other}").text


def test_who_cannot_come_gives_the_place_back(shared_office: Office) -> None:
    activity_id = publish(shared_office, hours=30, capacity=1)
    with browser_of(shared_office, join(shared_office)) as browser:
        browser.open(f"/activities/{activity_id}")
        browser.send(browser.form("/sign-up"))
        form = browser.form("/cancel")
        page = browser.send(form)
        assert "已取消报名，名额让给别人。" in page.text and "还有 1 个名额" in page.text
        assert [it for it in browser.forms() if it.action.endswith("/cancel")] == []
        form.fields["key"] = "another-key-0123456789"
        page = browser.send(form)
        assert page.status_code == 409 and "没有报名，不用取消。" in page.text
    with browser_of(shared_office, join(shared_office, "王建国")) as browser:
        browser.open(f"/activities/{activity_id}")
        assert "报名成功" in browser.send(browser.form("/sign-up")).text


def test_who_comes_too_late_for_a_place_is_told(shared_office: Office) -> None:
    activity_id = publish(shared_office, capacity=1)
    late, early = join(shared_office), join(shared_office, "王建国")
    with browser_of(shared_office, late) as browser, browser_of(shared_office, early) as faster:
        browser.open(f"/activities/{activity_id}")
        form = browser.form("/sign-up")
        faster.open(f"/activities/{activity_id}")
        faster.send(faster.form("/sign-up"))
        page = browser.send(form)
        assert page.status_code == 409 and "报名人数已满（1 人）。" in page.text
        assert "名额已满。" in browser.open("/activities").text


def test_a_volunteer_signs_in_and_out_with_the_leaders_code(shared_office: Office) -> None:
    activity_id = publish(shared_office)
    member_id = join(shared_office)
    code = code_of(shared_office, activity_id)
    with browser_of(shared_office, member_id) as browser:
        browser.open(f"/activities/{activity_id}")
        browser.send(browser.form("/sign-up"))
        form = browser.form("/sign-in")
        page = browser.send(form, code=f"{code[:3]} {code[3:]}")
        assert "签到成功" in page.text and "您已签到" in page.text
        before = head(shared_office)
        browser.send(form, code=f"{code[:3]} {code[3:]}")
        assert head(shared_office) == before
        browser.open(f"/activities/{activity_id}")
        browser.send(browser.form(f"{activity_id}/sign-out"), code=code)
        page = browser.send(browser.form(f"{activity_id}/sign-out"))
        assert "签退成功" in page.text and "您已签退" in page.text
        assert "我参加过的" in browser.open("/activities").text
        settle(shared_office)
        services = found(
            shared_office, "/api/services", "coordinator", params={"member_id": member_id}
        )
    assert [it["status"] for it in services["items"]] == ["pending"]


def test_who_has_no_place_may_still_come_with_the_code(shared_office: Office) -> None:
    activity_id = publish(shared_office)
    with browser_of(shared_office, join(shared_office)) as browser:
        browser.open(f"/activities/{activity_id}")
        page = browser.send(browser.form("/sign-in"), code=code_of(shared_office, activity_id))
    assert "您已签到" in page.text


@pytest.mark.parametrize("wrong", ["", "000000x", "12345", "签到", "1" * 500])
def test_a_wrong_code_signs_nobody_in(shared_office: Office, wrong: str) -> None:
    activity_id = publish(shared_office)
    before = head(shared_office)
    with browser_of(shared_office, join(shared_office)) as browser:
        before = head(shared_office)
        browser.open(f"/activities/{activity_id}")
        page = browser.send(browser.form("/sign-in"), code=wrong)
    assert page.status_code == 409 and "签到码不对" in page.text
    assert head(shared_office) == before


def test_the_code_of_another_activity_is_wrong(shared_office: Office) -> None:
    activity_id, other = publish(shared_office), publish(shared_office, "合唱")
    with browser_of(shared_office, join(shared_office)) as browser:
        browser.open(f"/activities/{activity_id}")
        page = browser.send(browser.form("/sign-in"), code=code_of(shared_office, other))
    assert page.status_code == 409 and "签到码不对" in page.text


def test_codes_cannot_be_tried_out(shared_office: Office) -> None:
    activity_id = publish(shared_office)
    code = code_of(shared_office, activity_id)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    with browser_of(shared_office, join(shared_office)) as browser:
        browser.open(f"/activities/{activity_id}")
        form = browser.form("/sign-in")
        for _ in range(FAILURES_MAX):
            assert browser.send(form, code=wrong).status_code == 409
        assert browser.send(form, code=code).status_code == 429
    with browser_of(shared_office, join(shared_office)) as browser:
        browser.open(f"/activities/{activity_id}")
        assert browser.send(browser.form("/sign-in"), code=code).status_code == 200


def test_nobody_signs_in_before_the_day(shared_office: Office) -> None:
    activity_id = publish(shared_office, hours=48)
    with browser_of(shared_office, join(shared_office)) as browser:
        browser.open(f"/activities/{activity_id}")
        form = browser.form("/sign-up")
        form.action = f"/activities/{activity_id}/sign-in"
        page = browser.send(form, code=code_of(shared_office, activity_id, days=2))
    assert page.status_code == 409 and "还没到活动当天，不能签到。" in page.text


def test_an_activity_that_is_not_there_is_a_page_that_says_so(shared_office: Office) -> None:
    with browser_of(shared_office, "volunteer") as browser:
        page = browser.open("/activities/none")
        assert page.status_code == 404 and "没有这项活动。" in page.text
        english = browser.open("/activities/none", headers={"Accept-Language": "en"})
        assert "There is no such activity." in english.text


def test_a_form_without_its_proof_or_from_elsewhere_does_nothing(shared_office: Office) -> None:
    activity_id = publish(shared_office)
    with browser_of(shared_office, join(shared_office)) as browser:
        before = head(shared_office)
        browser.open(f"/activities/{activity_id}")
        form = browser.form("/sign-up")
        assert browser.send(form, csrf="0" * 64).status_code == 403
        elsewhere = browser.client.post(
            f"/activities/{activity_id}/sign-up",
            data=form.fields,
            headers={"Origin": "https://elsewhere.example"},
        )
        assert elsewhere.status_code == 403
        assert head(shared_office) == before


def test_who_came_in_this_minute_is_asked_before_they_leave(shared_office: Office) -> None:
    activity_id, member_id = publish(shared_office), join(shared_office)
    code = code_of(shared_office, activity_id)
    with browser_of(shared_office, member_id) as browser:
        browser.open(f"/activities/{activity_id}")
        browser.send(browser.form("/sign-in"), code=code)
        before = head(shared_office)
        page = browser.send(browser.form(f"{activity_id}/sign-out"), code=code)
        assert page.status_code == 409 and "真的要签退吗？" in page.text
        assert head(shared_office) == before
        page = browser.send(browser.form(f"{activity_id}/sign-out"))
        assert "签退成功" in page.text


def test_a_mistaken_sign_out_is_taken_back_with_the_code(shared_office: Office) -> None:
    activity_id, member_id = publish(shared_office), join(shared_office)
    code = code_of(shared_office, activity_id)
    with browser_of(shared_office, member_id) as browser:
        browser.open(f"/activities/{activity_id}")
        browser.send(browser.form("/sign-in"), code=code)
        browser.send(browser.form(f"{activity_id}/sign-out"), code=code)
        browser.send(browser.form(f"{activity_id}/sign-out"))
        page = browser.send(browser.form("/withdrawal"), code=f"{(int(code) + 1) % 10**6:06d}")
        assert page.status_code == 409 and "签到码不对" in page.text
        page = browser.send(browser.form("/withdrawal"), code=code)
        assert "已撤回签退，继续计时。" in page.text and "您已签到" in page.text
        assert "没有等待确认的服务。" in browser.open("/me").text
        browser.open(f"/activities/{activity_id}")
        browser.send(browser.form(f"{activity_id}/sign-out"), code=code, sure="yes")
        assert "签退成功" in browser.page.text


def test_only_volunteers_and_coordinators_join(shared_office: Office) -> None:
    activity_id = publish(shared_office)
    with browser_of(shared_office, "cashier") as browser:
        page = browser.open(f"/activities/{activity_id}")
        assert "请到服务台办理" in page.text
        form = browser.form("/sign-out")
        form.action = f"/activities/{activity_id}/sign-up"
        assert browser.send(form).status_code == 403
    with browser_of(shared_office) as browser:
        assert browser.open(f"/activities/{activity_id}").url.path == "/sign-in"
