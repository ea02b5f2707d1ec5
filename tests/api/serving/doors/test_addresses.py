"""A setting names addresses one by one, by network, or all of them."""

import pytest

from api.serving.doors.addresses import is_among


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("127.0.0.1", "127.0.0.1, ::1"),
        ("::1", "127.0.0.1, ::1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("10.1.2.3", "192.0.2.1,10.0.0.0/8"),
        ("2001:db8::9", "2001:db8::/32"),
        ("anything", "*"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_that_is_named_is_known(host: str, named: str) -> None:
    assert is_among(host, named)


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("203.0.113.9", "127.0.0.1, ::1"),
        ("203.0.113.9", ""),
        ("", ""),
        ("", "127.0.0.1"),
        ("not an address", "10.0.0.0/8"),
        ("11.0.0.1", "10.0.0.0/8"),
        ("::1", "127.0.0.1"),
    ],
)
def test_any_other_is_not(host: str, named: str) -> None:
    assert not is_among(host, named)
