"""The entrance: who comes in, how they are remembered, and who is kept out."""

import pytest

from api.pages.visitor import local_path
from tests.api.answers import serve
from tests.office import PASSWORD, Office
from tests.pages.browsing import browser_of


def test_a_volunteer_signs_in_and_sees_their_points(office: Office) -> None:
    serve(office, "volunteer", 8)
    serve(office, "volunteer2", 3)

    with browser_of(office) as browser:
        page = browser.sign_in("volunteer")

    assert page.url.path == "/me"
    assert ">80 <small>" in page.text


def test_who_is_not_signed_in_signs_in_first_and_comes_back(office: Office) -> None:
    with browser_of(office) as browser:
        page = browser.open("/me?from=a-friend")
        assert page.url.path == "/sign-in"

        page = browser.send(browser.form("/sign-in"), username="volunteer", password=PASSWORD)

    assert str(page.url).endswith("/me?from=a-friend")


def test_a_wrong_password_is_said_on_the_page_and_the_name_is_kept(office: Office) -> None:
    with browser_of(office) as browser:
        browser.open("/sign-in")
        page = browser.send(browser.form("/sign-in"), username="volunteer", password="wrong")

    assert page.status_code == 401
    assert "用户名或密码不对" in page.text
    assert 'value="volunteer"' in page.text
    assert "wrong" not in page.text


def test_guessing_passwords_is_throttled_on_the_page_too(office: Office) -> None:
    with browser_of(office) as browser:
        for _ in range(10):
            browser.sign_in("volunteer", "guess")
        page = browser.sign_in("volunteer")

    assert page.status_code == 429
    assert "次数过多" in page.text


def test_the_session_is_out_of_reach_of_scripts_and_other_sites(office: Office) -> None:
    with browser_of(office) as browser:
        form = {"username": "volunteer", "password": PASSWORD}
        plain = browser.client.post("/sign-in", data=form, follow_redirects=False)
        browser.client.base_url = "https://testserver"
        over_tls = browser.client.post("/sign-in", data=form, follow_redirects=False)

    assert plain.status_code == over_tls.status_code == 303
    cookie, secure = plain.headers["set-cookie"], over_tls.headers["set-cookie"]
    assert cookie.startswith("chengyin=")
    assert secure.startswith("__Host-chengyin=")
    assert all(
        "HttpOnly" in it and "SameSite=lax" in it and "Path=/" in it for it in (cookie, secure)
    )
    assert "Secure" in secure


def test_after_signing_out_the_session_is_worth_nothing_anywhere(office: Office) -> None:
    with browser_of(office, "volunteer") as browser:
        token = browser.client.cookies["chengyin"]
        browser.send(browser.form("/sign-out"))
        browser.client.cookies.set("chengyin", token)

        assert browser.open("/me").url.path == "/sign-in"


def test_signing_in_anew_ends_the_old_session_of_that_browser(office: Office) -> None:
    with browser_of(office, "volunteer") as browser, browser_of(office, "volunteer") as other:
        old = browser.client.cookies["chengyin"]
        browser.sign_in("cashier")
        assert browser.client.cookies["chengyin"] != old
        browser.client.cookies.set("chengyin", old)

        assert browser.open("/me").url.path == "/sign-in"
        assert other.open("/me").url.path == "/me"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}],
    ids=["the browser says so", "by its origin"],
)
def test_a_form_from_another_site_is_refused(office: Office, headers: dict[str, str]) -> None:
    with browser_of(office, "volunteer") as browser:
        form = browser.form("/sign-out")
        answer = browser.client.post("/sign-out", data=form.fields, headers=headers)

        assert answer.status_code == 403
        assert browser.open("/me").url.path == "/me"


def test_a_form_without_the_sessions_proof_is_refused(office: Office) -> None:
    with browser_of(office, "volunteer") as browser, browser_of(office, "volunteer2") as other:
        foreign_proof = other.form("/sign-out").fields["csrf"]
        without = browser.client.post("/sign-out", data={})
        foreign = browser.client.post("/sign-out", data={"csrf": foreign_proof})

        assert without.status_code == foreign.status_code == 403
        assert browser.open("/me").url.path == "/me"


def test_signing_in_from_another_site_is_refused(office: Office) -> None:
    form = {"username": "volunteer", "password": PASSWORD}
    with browser_of(office) as browser:
        answer = browser.client.post(
            "/sign-in", data=form, headers={"Sec-Fetch-Site": "cross-site"}
        )

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "me",
        "/me\r\nSet-Cookie: a=b",
    ],
)
def test_signing_in_leads_to_no_other_site(office: Office, elsewhere: str) -> None:
    form = {"username": "volunteer", "password": PASSWORD, "next": elsewhere}
    with browser_of(office) as browser:
        answer = browser.client.post("/sign-in", data=form, follow_redirects=False)

    assert answer.headers["location"] == "/me"
    assert local_path(elsewhere) == "/"


def test_pages_say_what_browsers_may_do(office: Office) -> None:
    with browser_of(office) as browser:
        page = browser.open("/sign-in")

    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"


def test_reading_settings_are_kept_and_lead_back(office: Office) -> None:
    with browser_of(office) as browser:
        referer = {"Referer": "http://testserver/sign-in?next=/shelf"}
        page = browser.open("/reading?size=largest", headers=referer)
        assert str(page.url).endswith("/sign-in?next=/shelf")
        assert 'data-size="largest"' in page.text

        page = browser.open("/reading?language=en", headers=referer)
        assert '<html lang="en"' in page.text
        assert "Sign in" in page.text

        page = browser.open("/reading?contrast=high", headers=referer)
        assert 'data-contrast="high"' in page.text


def test_unknown_reading_settings_are_left_out(office: Office) -> None:
    with browser_of(office) as browser:
        answer = browser.client.get("/reading?size=%22%3E&language=xx", follow_redirects=False)

    assert "set-cookie" not in answer.headers
    assert answer.headers["location"] == "/"


def test_the_language_of_the_browser_is_spoken_until_another_is_chosen(office: Office) -> None:
    with browser_of(office) as browser:
        page = browser.open("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9"})
        assert '<html lang="en"' in page.text

        browser.client.cookies.set("language", "zh")
        page = browser.open("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9"})
        assert '<html lang="zh-CN"' in page.text


def test_a_forms_proof_in_other_letters_is_a_wrong_one(office: Office) -> None:
    with browser_of(office, "volunteer") as browser:
        answer = browser.client.post("/me/certificate", data={"csrf": "证明"})
    assert answer.status_code == 403
    assert "表单已经过期" in answer.text


@pytest.mark.parametrize("field", ["member_id", "first\0day"])
def test_what_no_database_keeps_is_refused(office: Office, field: str) -> None:
    with browser_of(office, "coordinator") as browser:
        proof = {"csrf": browser.form("/sign-out").fields["csrf"]}
        sent = browser.client.post("/desk/backfill", data=proof | {field: "a\0b"})
        asked = browser.client.get("/desk/members", params={"q": "a\0b"})
    assert (sent.status_code, asked.status_code) == (422, 422)
    assert "没有填对" in sent.text and "没有填对" in asked.text


def test_what_no_database_keeps_is_not_found_without_signing_in(office: Office) -> None:
    with browser_of(office) as browser:
        for path in ("/verify?number=%00", "/verify/a%00b", "/board?period=%00"):
            assert browser.client.get(path).status_code in {200, 404, 422}, path


def test_who_reads_pages_is_told_on_one_that_there_is_nothing_here(office: Office) -> None:
    with browser_of(office) as browser:
        page = browser.client.get("/no-such-page", headers={"Accept": "text/html,*/*"})
        program = browser.client.get("/no-such-page", headers={"Accept": "application/json"})
    assert page.status_code == program.status_code == 404
    assert "<h1" in page.text and "没有这个地址" in page.text
    assert program.json()["code"] == "not_found"
