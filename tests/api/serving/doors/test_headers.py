"""Every answer says what browsers may do with it, and leads nobody to another host."""

import pytest

from tests.office import PASSWORD, Office
from tests.pages.browsing import browser_of

ANSWERS = [
    "/api/me",
    "/api/community",
    "/api/nothing",
    "/docs",
    "/docs/assets/swagger-ui.css",
    "/static/documentation.js",
    "/static/nothing",
    "/livez",
    "/nothing",
    "/board",
    "/",
]
KEPT = {"/docs", "/docs/assets/swagger-ui.css", "/static/documentation.js", "/static/nothing"}


@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_of_any_kind_bears_the_same_headers(shared_office: Office, path: str) -> None:
    answer = shared_office.client.get(path, follow_redirects=False)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert (answer.headers.get("cache-control") == "no-store") == (path not in KEPT)
    assert "strict-transport-security" not in answer.headers


def test_what_is_ones_own_is_kept_by_no_browser(shared_office: Office) -> None:
    for path in ("/api/me", "/api/members/volunteer/balance", "/api/members/volunteer/statement"):
        answer = shared_office.get(path, "volunteer")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), path


def test_over_tls_browsers_are_told_to_stay_with_it(shared_office: Office) -> None:
    for path in ("/api/me", "/board", "/docs"):
        answer = shared_office.client.get(f"https://testserver{path}")
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000"), path


def test_over_tls_every_cookie_is_for_this_host_and_no_other(shared_office: Office) -> None:
    with browser_of(shared_office) as browser:
        browser.client.base_url = "https://testserver"
        form = {"username": "volunteer", "password": PASSWORD}
        answers = [
            browser.client.post("/sign-in", data=form, follow_redirects=False),
            browser.client.post("/sign-in/asking", follow_redirects=False),
            browser.client.get("/reading?language=en", follow_redirects=False),
        ]
        cookies = [it for answer in answers for it in answer.headers.get_list("set-cookie")]

        assert len(cookies) == 5
        for cookie in cookies:
            assert cookie.startswith("__Host-"), cookie
            assert all(it in cookie for it in ("; Secure", "; HttpOnly", "; Path=/;", "SameSite"))
        assert "Sign in" in browser.client.get("/sign-in").text
        assert browser.client.get("/sign-in/asking").text.count("six digits") > 0


def test_an_error_over_tls_bears_the_same_headers(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.board.board.board_of", None)
    answer = office.client.get("https://testserver/board")
    assert answer.status_code == 500
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


@pytest.mark.parametrize("path", ["/me/", "/api/me/", "/docs/", "/static", "//evil.example/me/"])
def test_no_redirect_names_the_host_that_was_asked_for(shared_office: Office, path: str) -> None:
    answer = shared_office.client.get(
        f"http://testserver{path}", headers={"Host": "evil.example"}, follow_redirects=False
    )
    location = answer.headers.get("location", "/")
    assert location.startswith("/") and not location.startswith("//")
    assert "evil.example" not in answer.text and "evil.example" not in location.partition("/me")[0]


def test_a_slash_too_many_still_leads_to_the_page(shared_office: Office) -> None:
    with browser_of(shared_office) as browser:
        answer = browser.client.get("/board/", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (307, "/board")
