"""Activities at the desk: published, their code told, people signed in and out by hand."""

import re
from datetime import timedelta

from api.serving.codes import activity_code
from tests.api.answers import created_by, enrol, head, settle
from tests.clock import at, now, today
from tests.office import TEAM, Office
from tests.pages.browsing import browser_of
from tests.pages.people import join
from tests.pages.recorded import facts_about, published, words


def test_an_activity_is_published_once_however_often_the_form_is_sent(
    shared_office: Office,
) -> None:
    day = today(2).isoformat()
    filled = {"title": "陪老人读报", "programme": "真情系夕阳", "place": "日间照料中心"}
    times = {"day": day, "starts": "14:00", "ends": "16:30", "team": TEAM, "capacity": "12"}
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/desk/activities/new")
        form = browser.form("/desk/activities/new")
        page = browser.send(form, **filled | times)
        assert "活动已发布。" in page.text
        path = page.url.path
        assert browser.send(form, **filled | times).url.path == path
        text = words(page.text)
        assert "陪老人读报" in text and "14:00 – 16:30" in text and "0 人，名额 12" in text
        listed = words(browser.open("/desk/activities").text)
        assert listed.count("陪老人读报") == 1
    (fact,) = facts_about(shared_office, f"activity:{path.rpartition('/')[2]}")
    assert fact["data"]["starts_at"].startswith(f"{day}T06:00")
    assert "陪老人读报" not in str(fact)


def test_an_activity_that_ends_before_it_begins_is_refused_and_the_form_kept(
    shared_office: Office,
) -> None:
    before = head(shared_office)
    filled = {
        "title": "清扫",
        "programme": "环境美化",
        "place": "三栋",
        "day": today(1).isoformat(),
    }
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/desk/activities/new")
        form = browser.form("/desk/activities/new")
        page = browser.send(form, **filled, starts="16:00", ends="14:00")
        assert page.status_code == 409 and "结束时间必须晚于开始时间。" in page.text
        assert 'value="清扫"' in page.text and 'value="16:00"' in page.text
        page = browser.send(form, **filled, starts="14:00", ends="16:00", capacity="0")
        assert page.status_code == 422 and "“名额”" in page.text
        page = browser.send(form, **filled, starts="14:00", ends="16:00", team="没有这队")
        assert page.status_code == 404 and "没有“没有这队”这支服务队。" in page.text
    assert head(shared_office) == before


def test_todays_code_is_told_on_the_day_only(shared_office: Office) -> None:
    begun = now().replace(hour=0, minute=0, second=0, microsecond=0)
    today_id = published(shared_office, begun.isoformat(), begun.replace(hour=23).isoformat())
    later = begun + timedelta(days=3)
    later_id = published(shared_office, later.isoformat(), later.replace(hour=5).isoformat())
    code = activity_code(shared_office.community.vault, today_id, today())
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        page = browser.open(f"/desk/activities/{today_id}")
        assert f"{code[:3]} {code[3:]}" in page.text
        assert "今天的签到码" not in browser.open(f"/desk/activities/{later_id}").text
        assert browser.open("/desk/activities/none").status_code == 404


def test_people_are_signed_in_and_out_at_times_that_were_written_down(
    shared_office: Office,
) -> None:
    li, wang = enrol(shared_office, "李桂珍"), enrol(shared_office, "王建国")
    activity = published(shared_office, at(9), at(11))
    settle(shared_office)
    path = f"/desk/activities/{activity}"
    with browser_of(shared_office, "coordinator") as browser:
        for member_id, name, number in ((li, "李桂珍", "1"), (wang, "王建国", "2")):
            browser.open(f"{path}?q={name}")
            forms = [it for it in browser.forms() if it.fields.get("member_id") == member_id]
            (form,) = [it for it in forms if it.action.endswith("/sign-in")]
            page = browser.send(form, at=f"09:0{number}")
            assert "已代为签到。" in page.text
        settle(shared_office)
        page = browser.open(path)
        assert "09:01" in page.text and "09:02" in page.text
        (form,) = [it for it in browser.forms() if it.fields.get("member_id") == li]
        for _ in range(2):
            page = browser.send(form, at="10:31")
            assert "已代为签退" in page.text
        assert "10:31" in page.text
    (fact,) = facts_about(shared_office, f"member:{li}", "activity.signed_out")
    assert (fact["actor"], fact["on_behalf_of"]) == ("coordinator", li)
    assert re.match(r".*T01:01", fact["data"]["starts_at"])
    assert re.match(r".*T02:31", fact["data"]["ends_at"])
    assert not facts_about(shared_office, f"member:{wang}", "activity.signed_out")


def test_what_cannot_be_done_for_somebody_is_said_on_the_page(shared_office: Office) -> None:
    li = enrol(shared_office, "李桂珍")
    over = published(shared_office, at(9), at(11))
    coming = (now() + timedelta(days=2)).isoformat()
    later = published(shared_office, coming, (now() + timedelta(days=2, hours=1)).isoformat())
    settle(shared_office)
    before = head(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        form = browser.open(f"/desk/activities/{later}?q=李桂珍") and browser.form("/sign-up")
        proof = {"csrf": form.fields["csrf"], "member_id": li}
        for path, sentence in (
            (f"{over}/sign-up", "活动已经结束。"),
            (f"{over}/sign-out", "还没有签到，不能签退。"),
            (f"{later}/sign-in", "还没到活动当天，不能签到。"),
        ):
            page = browser.client.post(f"/desk/activities/{path}", data=proof)
            assert page.status_code == 409 and sentence in page.text
        page = browser.client.post(f"/desk/activities/{later}/sign-in", data=proof | {"at": "x"})
        assert page.status_code == 422
        page = browser.client.post("/desk/activities/none/sign-up", data=proof)
        assert page.status_code == 404
    assert head(shared_office) == before


def test_a_place_is_given_back_for_somebody_from_both_pages(shared_office: Office) -> None:
    li = enrol(shared_office, "李桂珍")
    begins = now() + timedelta(days=2)
    activity = published(
        shared_office, begins.isoformat(), (begins + timedelta(hours=2)).isoformat()
    )
    settle(shared_office)
    of_activity, of_member = f"/desk/activities/{activity}", f"/desk/members/{li}/activities"
    with browser_of(shared_office, "coordinator") as browser:
        for path in (of_activity, of_member):
            browser.open(of_member)
            browser.send(browser.form(f"{activity}/sign-up"))
            browser.open(path)
            page = browser.send(browser.form(f"{activity}/cancel"))
            assert "已代为取消报名。" in page.text
            assert page.url.path == path
    facts = facts_about(shared_office, li)
    assert [it["type"] for it in facts if it["type"].startswith("activity.")] == [
        "activity.sign_up_cancelled",
        "activity.signed_up",
    ] * 2
    assert {it["on_behalf_of"] for it in facts[:4]} == {li}


def test_a_mistaken_sign_out_is_taken_back_at_the_desk(shared_office: Office) -> None:
    li, wang = enrol(shared_office, "李桂珍"), enrol(shared_office, "王建国")
    starts_at, ends_at = now() - timedelta(hours=3), now() + timedelta(hours=1)
    activity = published(shared_office, starts_at.isoformat(), ends_at.isoformat())
    for who in (li, wang):
        path = f"/api/activities/{activity}/sign-ins"
        created_by(shared_office, path, "coordinator", {"member_id": who})
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/activities/{activity}")
        form = browser.form(f"{activity}/sign-out")
        before = head(shared_office)
        page = browser.send(form)
        assert page.status_code == 409 and "签到还不到 1 分钟" in page.text
        assert head(shared_office) == before
        page = browser.send(browser.form(f"{activity}/sign-out"))
        assert "已代为签退" in page.text
        back = browser.form("/withdrawal")
        assert "已撤回签退，继续计时。" in browser.send(back).text
        assert not [it for it in browser.forms() if it.action.endswith("/withdrawal")]
        back.fields["key"] = "another-key-0123456789"
        page = browser.send(back)
        assert page.status_code == 409 and "没有签退，不用撤回。" in page.text


def test_an_activity_is_moved_at_the_desk_and_its_people_read_it(shared_office: Office) -> None:
    starts_at = (now() + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    ends_at = starts_at + timedelta(hours=2)
    activity = published(shared_office, starts_at.isoformat(), ends_at.isoformat())
    li = join(shared_office)
    with browser_of(shared_office, li) as browser:
        browser.open(f"/activities/{activity}")
        browser.send(browser.form("/sign-up"))
        assert "有变动" not in browser.open("/me").text
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/activities/{activity}")
        browser.open(f"/desk/activities/{activity}/plan")
        form = browser.form("/changes")
        assert (form.fields["starts"], form.fields["ends"]) == ("09:00", "11:00")
        page = browser.send(form)
        assert page.status_code == 409 and "没有任何改动" in page.text
        page = browser.send(browser.form("/changes"), starts="14:00", ends="13:00")
        assert page.status_code == 409 and 'value="14:00"' in page.text
        page = browser.send(browser.form("/changes"), starts="14:00", ends="16:00", place="活动室")
        assert "活动已更改" in page.text and "14:00 – 16:00" in words(page.text)
        assert "原定" in page.text and "09:00 – 11:00" in words(page.text)
    settle(shared_office)
    with browser_of(shared_office, li) as browser:
        for page in ("/me", "/activities", f"/activities/{activity}"):
            text = words(browser.open(page).text)
            assert "时间或地点有变" in text and "14:00–16:00" in text, page
            assert "三栋门口" in text.partition("原定")[2], page
    with browser_of(shared_office, "volunteer") as browser:
        assert "有变动" not in browser.open("/me").text


def test_of_two_who_change_an_activity_the_later_sees_what_the_other_made_of_it(
    shared_office: Office,
) -> None:
    begins = now() + timedelta(days=3)
    ends = begins + timedelta(hours=1)
    activity = published(shared_office, begins.isoformat(), ends.isoformat())
    settle(shared_office)
    path = f"/desk/activities/{activity}/plan"
    with (
        browser_of(shared_office, "coordinator") as one,
        browser_of(shared_office, "coordinator2") as other,
    ):
        other.open(path)
        one.open(path)
        one.send(one.form("/changes"), place="活动室")
        settle(shared_office)
        page = other.send(other.form("/changes"), capacity="30")
        assert page.status_code == 409 and "已经有人改过" in page.text
        assert other.form("/changes").fields["place"] == "活动室"
        page = other.send(other.form("/changes"), capacity="30")
        assert "活动已更改" in page.text and "活动室" in page.text


def test_an_activity_is_called_off_at_the_desk_and_its_people_read_why(
    shared_office: Office,
) -> None:
    starts_at, ends_at = now() - timedelta(minutes=5), now() + timedelta(hours=2)
    activity = published(shared_office, starts_at.isoformat(), ends_at.isoformat())
    li = join(shared_office)
    with browser_of(shared_office, li) as browser:
        browser.open(f"/activities/{activity}")
        browser.send(browser.form("/sign-up"))
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/activities/{activity}/plan")
        page = browser.send(browser.form("/calling-off"), reason="下大雨")
        assert "活动已取消" in page.text and "下大雨" in page.text
        assert not [it for it in browser.forms() if it.action.endswith(("/sign-in", "/plan"))]
        assert "今天的签到码" not in page.text
        browser.open(f"/desk/activities/{activity}/plan")
        page = browser.send(browser.form("/calling-off"), reason="下大雨")
        assert page.status_code == 409 and "活动已经取消。" in page.text
        text = words(browser.open(f"/desk/members/{li}/activities").text)
        assert "活动已取消。" in text and "代为签到" not in text.partition("活动已取消。")[2]
    with browser_of(shared_office, li) as browser:
        for path in ("/me", f"/activities/{activity}"):
            page = browser.open(path)
            assert "活动已取消。" in page.text and "原因：下大雨" in page.text, path
        steps = ("/sign-in", "/sign-up", "/cancel")
        assert not [it for it in browser.forms() if it.action.endswith(steps)]
