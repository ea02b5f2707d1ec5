"""A browser without JavaScript: it keeps cookies, follows links, sends the forms it was given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from httpx import Client, Response
from starlette.testclient import TestClient

from tests.office import PASSWORD, Office


@dataclass
class Form:
    """A form as the page offers it: where it goes, and what its fields hold."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "input" and self.forms and given.get("name"):
            unchecked = given.get("type") in {"checkbox", "radio"} and "checked" not in given
            if not unchecked:
                self.forms[-1].fields[given["name"]] = given.get("value", "")


class Browser:
    """Somebody's own browser."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page: Response = Response(200)

    def open(self, path: str, **options: Any) -> Response:
        """Open an address and follow where it leads."""
        self.page = self.client.get(path, follow_redirects=True, **options)
        return self.page

    def forms(self) -> list[Form]:
        """The forms on the page."""
        parser = _Forms()
        parser.feed(self.page.text)
        return parser.forms

    def form(self, action: str) -> Form:
        """The form that goes to an address ending in `action`."""
        found = [it for it in self.forms() if it.action.endswith(action)]
        assert found, f"no form goes to {action}: {[it.action for it in self.forms()]}"
        return found[0]

    def send(self, form: Form, **filled: str | list[str]) -> Response:
        """Send a form with some fields filled in, and follow where it leads."""
        address = urljoin(str(self.page.url), form.action)
        fields = form.fields | filled
        if form.method == "get":
            return self.open(address, params=fields)
        self.page = self.client.post(address, data=fields, follow_redirects=True)
        return self.page

    def sign_in(self, username: str, password: str = PASSWORD) -> Response:
        """Sign in through the form."""
        self.open("/sign-in")
        return self.send(self.form("/sign-in"), username=username, password=password)


@contextmanager
def browser_of(office: Office, username: str | None = None) -> Iterator[Browser]:
    """A new browser; signed in when a name is given. The office's own client is left alone."""
    client = TestClient(office.client.app, raise_server_exceptions=False)
    client.portal = office.client.portal  # the event loop in which the office records
    browser = Browser(client)
    if username:
        assert browser.sign_in(username).status_code == 200
    yield browser
