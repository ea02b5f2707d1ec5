"""Who may do what: seen by supervisors, given and taken by administrators, never for oneself."""

from tests.api.answers import enrol, head, settle
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import Form, browser_of


def test_supervisors_see_who_gave_what_and_change_nothing(office: Office) -> None:
    with browser_of(office, "supervisor") as browser:
        page = browser.open("/ledger/roles")
        fields = browser.form("/sign-out").fields | {"member_id": "volunteer", "role": "cashier"}
        answers = [
            browser.client.post(f"/ledger/roles/{deed}", data=fields).status_code
            for deed in ("grant", "withdraw")
        ]

    assert "收银员" in page.text
    assert "办公室" in page.text
    assert 'href="/ledger/facts/' in page.text
    assert "/ledger/roles/withdraw" not in page.text
    assert answers == [403, 403]


def test_an_admin_proposes_a_role_a_supervisor_approves_it_and_it_can_be_taken_back(
    office: Office,
) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/roles?q=李桂珍")
        form = browser.form("/ledger/roles/grant")
        assert form.fields["member_id"] == li
        assert wang not in browser.page.text
        page = browser.send(form, role="cashier")
        assert "已提议，等另一位管理员或监事批准" in page.text
        assert "提议 李桂珍 担任收银员" in plain(page.text)
        assert "/ledger/roles/approve" not in page.text
    with browser_of(office, "supervisor") as browser:
        browser.open("/ledger/roles")
        page = browser.send(browser.form("/ledger/roles/approve"))
        assert "已授予角色" in page.text
        assert "李桂珍 收银员" in plain(page.text)
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/roles")
        page = browser.send(withdrawing(browser.forms(), li))
        assert "已撤销角色" in page.text
        assert "李桂珍" not in plain(page.text)


def test_a_proposal_is_declined(office: Office) -> None:
    enrol(office, "李桂珍")
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/roles?q=李桂珍")
        browser.send(browser.form("/ledger/roles/grant"), role="cashier")
    with browser_of(office, "supervisor") as browser:
        browser.open("/ledger/roles")
        page = browser.send(browser.form("/ledger/roles/decline"))
        assert "已作废这项提议" in page.text
        assert "李桂珍" not in plain(page.text)


def test_a_form_that_is_sent_twice_proposes_one_role(office: Office) -> None:
    enrol(office, "李桂珍")
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/roles?q=李桂珍")
        form = browser.form("/ledger/roles/grant")
        browser.send(form, role="cashier")
        before = head(office)
        page = browser.send(form, role="cashier")

    assert "已提议" in page.text
    assert head(office) == before


def test_nobody_gives_themselves_a_role(office: Office) -> None:
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/roles")
        assert "本人" in browser.page.text
        proof = browser.form("/sign-out").fields
        fields = {**proof, "key": "k", "member_id": "admin", "role": "supervisor"}
        page = browser.client.post("/ledger/roles/grant", data=fields)

    assert page.status_code == 409
    assert "不能给自己授予或撤销角色" in page.text


def test_a_role_is_given_once_and_taken_once(office: Office) -> None:
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/roles")
        proof = browser.form("/sign-out").fields
        held = proof | {"key": "a", "member_id": "cashier", "role": "cashier"}
        missing = proof | {"key": "b", "member_id": "cashier", "role": "admin"}
        again = browser.client.post("/ledger/roles/grant", data=held)
        none = browser.client.post("/ledger/roles/withdraw", data=missing)
        unknown = browser.client.post("/ledger/roles/grant", data=missing | {"role": "king"})

    assert (again.status_code, none.status_code, unknown.status_code) == (409, 409, 422)
    assert "已经有这个角色" in again.text
    assert "没有这个角色" in none.text


def test_a_role_is_given_for_the_people_of_one_grid(office: Office) -> None:
    li = enrol(office, "李桂珍")
    grid = {"level": "grid", "label": "第七网格"}
    node_id = office.post("/api/nodes", "admin", grid).json()["node_id"]
    settle(office)
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/roles?q=李桂珍")
        assert "第七网格" in browser.page.text
        form = browser.form("/ledger/roles/grant")
        wrong = browser.send(form, role="cashier", within=node_id)
        assert wrong.status_code == 409
        assert "只有“网格员”角色可以限定在一个网格" in wrong.text
        browser.open("/ledger/roles?q=李桂珍")
        page = browser.send(browser.form("/ledger/roles/grant"), role="coordinator", within=node_id)
        assert "网格员（只管第七网格）" in plain(page.text)
    with browser_of(office, "supervisor") as browser:
        browser.client.cookies.set("language", "en")
        browser.open("/ledger/roles")
        page = browser.send(browser.form("/ledger/roles/approve"))
        assert "(for 第七网格 alone)" in plain(page.text)
    assert office.get("/api/members", "coordinator").status_code == 200
    (held,) = [
        it
        for it in office.get("/api/audit/roles", "supervisor").json()["items"]
        if it["member_id"] == li
    ]
    assert held["role"] == "coordinator"


def withdrawing(forms: list[Form], member_id: str) -> Form:
    """The form that takes a role from somebody."""
    return next(
        it
        for it in forms
        if it.action.endswith("/withdraw") and it.fields["member_id"] == member_id
    )


def test_an_administrator_enrols_who_is_to_work_here_and_lets_them_in(office: Office) -> None:
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/roles")
        assert 'href="/desk/members/new"' in browser.page.text
        browser.open("/desk/members/new")
        page = browser.send(
            browser.form("/desk/members/new"), name="陈静", kind="volunteer", phone="13800135555"
        )
        assert page.url.path == "/ledger/roles" and "已登记" in page.text
        form = browser.form("/ledger/roles/grant")
        member_id = form.fields["member_id"]
        assert f'href="/desk/members/{member_id}/sign-in">让 陈静 登录' in page.text
        browser.open("/desk/members/new")
        form = browser.form("/desk/members/new")
        page = browser.send(form, name="陈静", kind="volunteer", phone="13800135555")
        assert page.status_code == 409
        assert 'href="/ledger/roles?q=V' in page.text and "/desk/members/V" not in page.text
        assert browser.open(f"/desk/members/{member_id}").status_code == 403
