"""The interface describes itself, to machines and to people, without asking anybody outside."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.api.every_post import EVERY_POST, routes_of
from tests.office import Office

AMOUNTS = re.compile(
    r"^(points|amount|quantity|counted|booked|difference|received|on_shelf|redeemed|counted_off"
    r"|households|in_stock|redeemable|capacity|position|rank|services|members|balance_after|sum"
    r"|accounts|visit_every_days|visits|(.*_)?(minutes|fen|hours?|max|min|positions?))$"
)
"""Names of fields that are counted or measured: whole numbers, always."""

MOMENTS = re.compile(r"^(at|since|until|ending_after|.*_at)$")
DAYS = re.compile(r"^(birth_date|next_visit_due|first_expiry|in_force_from|.*_on)$")


@pytest.fixture(scope="module")
def description(shared_office: Office) -> dict[str, Any]:
    answer = shared_office.get("/api/openapi.json")
    assert answer.status_code == 200
    described: dict[str, Any] = answer.json()
    return described


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation, as `METHOD path`."""
    for path, item in description["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON document."""
    if isinstance(value, dict):
        yield value
        for it in value.values():
            yield from parts(it)
    elif isinstance(value, list):
        for it in value:
            yield from parts(it)


def headers_of(operation: dict[str, Any]) -> set[str]:
    parameters = operation.get("parameters", [])
    return {it["name"].lower() for it in parameters if it["in"] == "header"}


def fields(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every field of every body and answer, and every parameter: where, name, schema."""
    for name, schema in description["components"]["schemas"].items():
        for field, of in schema.get("properties", {}).items():
            yield name, field, of
    for name, operation in operations(description):
        for parameter in operation.get("parameters", []):
            yield name, parameter["name"], parameter["schema"]


def kinds(schema: dict[str, Any]) -> set[tuple[str | None, str | None]]:
    """The types and formats that a field may have, null left out."""
    choices = schema.get("anyOf", [schema])
    return {(it.get("type"), it.get("format")) for it in choices} - {("null", None)}


def test_every_route_is_described_and_nothing_else(
    shared_office: Office, description: dict[str, Any]
) -> None:
    there = {name for name, route in routes_of(shared_office) if route.include_in_schema}

    assert {name for name, _ in operations(description)} == there
    assert {name for name, route in routes_of(shared_office) if not route.include_in_schema} == {
        "GET /docs"
    }


def test_the_description_is_a_whole_openapi_document(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    assert description["info"]["title"] and description["info"]["version"]
    for part in parts(description):
        if "$ref" in part:
            there = description
            assert part["$ref"].startswith("#/")
            for step in part["$ref"].removeprefix("#/").split("/"):
                there = there[step]
    ids = [operation["operationId"] for _, operation in operations(description)]
    assert len(set(ids)) == len(ids)


def test_every_operation_says_what_it_does_and_answers(description: dict[str, Any]) -> None:
    schemes = description["components"]["securitySchemes"]
    for name, operation in operations(description):
        assert operation["summary"] and operation["description"], name
        places = set(re.findall(r"\{(\w+)\}", name))
        parameters = operation.get("parameters", [])
        described = {it["name"] for it in parameters if it["in"] == "path"}
        assert described == places, name
        assert all(it["required"] for it in parameters if it["in"] == "path")
        assert any(code.startswith("2") for code in operation["responses"]), name
        for demand in operation.get("security", []):
            assert demand.keys() <= schemes.keys()


def test_every_operation_may_answer_with_a_problem(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        answer = operation["responses"]["default"]["content"]["application/problem+json"]
        assert {"type", "title", "status", "detail", "code", "errors"} == {
            *answer["schema"]["properties"]
        }
        assert "422" not in operation["responses"], name
        assert "Retry-After" in operation["responses"]["503"]["headers"], name
    assert "HTTPValidationError" not in description["components"]["schemas"]


def test_figures_are_described_as_the_text_that_they_are(description: dict[str, Any]) -> None:
    told = description["paths"]["/metrics"]["get"]["responses"]["200"]["content"]
    assert told.keys() == {"text/plain"}


@pytest.mark.parametrize("route", EVERY_POST)
def test_every_post_that_records_takes_a_key_and_answers_with_a_position(
    description: dict[str, Any], route: str
) -> None:
    operation = description["paths"][route]["post"]

    assert "idempotency-key" in headers_of(operation)
    answer = operation["responses"]["201"]["content"]["application/json"]["schema"]["$ref"]
    schema = description["components"]["schemas"][answer.rpartition("/")[2]]
    assert schema["properties"]["position"]["type"] == "integer"
    assert "position" in schema["required"]
    assert operation["security"]


def test_every_get_that_answers_from_projections_takes_a_position(
    description: dict[str, Any],
) -> None:
    for name, operation in operations(description):
        if name.startswith("GET /api/") and not name.startswith("GET /api/me"):
            assert "read-after" in headers_of(operation), name


def test_every_list_is_read_in_pieces(description: dict[str, Any]) -> None:
    bare = set()
    for name, operation in operations(description):
        content = operation["responses"].get("200", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        parameters = {it["name"]: it["schema"] for it in operation.get("parameters", [])}
        if schema.get("type") == "array":
            bare.add(name)
        if "/Page_" in schema.get("$ref", ""):
            assert parameters["limit"]["maximum"] == 200, name
            assert "after" in parameters, name
    assert bare == {"GET /api/donations/{donation_id}/trail"}


def test_amounts_are_whole_numbers(description: dict[str, Any]) -> None:
    decimal = {
        field for _, field, schema in fields(description) if ("number", None) in kinds(schema)
    }
    counted = [(it, schema) for _, it, schema in fields(description) if AMOUNTS.match(it)]

    assert decimal == {"share_aged_60_and_over"}
    assert len(counted) > 60
    for name, schema in counted:
        if name == "members" and schema.get("type") == "array":
            continue  # whom a household is made of
        each = schema["items"] if schema.get("type") == "array" else schema
        assert {kind for kind, _ in kinds(each)} == {"integer"}, name


def test_moments_are_written_in_rfc_3339_and_days_as_days(description: dict[str, Any]) -> None:
    named = [(it, kinds(of)) for where, it, of in fields(description) if "Proxy" not in where]
    moments = [it for it in named if MOMENTS.match(it[0])]
    days = [it for it in named if DAYS.match(it[0])]

    assert len(moments) > 20 and len(days) > 6
    assert all(kind == {("string", "date-time")} for _, kind in moments), moments
    assert all(kind == {("string", "date")} for _, kind in days), days


def test_names_are_written_in_snake_case(description: dict[str, Any]) -> None:
    for where, name, _ in fields(description):
        assert re.fullmatch(r"[a-z][a-z0-9_]*|(idempotency-key|read-after)", name), (where, name)


class Addresses(HTMLParser):
    """What a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"src", "href"} and value]


def test_the_page_for_people_loads_nothing_from_outside(shared_office: Office) -> None:
    page = shared_office.get("/docs")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    addresses = Addresses()
    addresses.feed(page.text)

    assert len(addresses.found) >= 3
    assert "/api/openapi.json" in page.text
    assert not re.search(r"(https?:)?//\w", page.text)
    for address in addresses.found:
        asset = shared_office.get(address)
        assert asset.status_code == 200 and len(asset.content) > 100, address


def test_the_stylesheet_of_the_page_loads_nothing_from_outside(shared_office: Office) -> None:
    style = shared_office.get("/docs/assets/swagger-ui.css").text

    assert not re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", style)


def test_no_list_of_files_and_nothing_beside_them_is_served(shared_office: Office) -> None:
    for path in ("/docs/assets/", "/docs/assets/../__init__.py", "/docs/assets/%2e%2e/__init__.py"):
        assert shared_office.get(path).status_code == 404
