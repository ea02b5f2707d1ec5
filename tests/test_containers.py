"""What compose.yaml says, as `docker/try` reads it: all of it, and nothing passed over."""

import re
from pathlib import Path

import pytest
import yaml

from api.serving.settings import Settings
from docker.trial.composition import COMPOSE, Composition, Unreadable, read
from docker.trial.images import PACKAGES

PASSWORDS = {"POSTGRES_PASSWORD": "owners-own", "SERVICE_PASSWORD": "servants-own"}
OURS = ("prepare", "service", "projections")


def composed(**variables: str) -> Composition:
    return read({**PASSWORDS, **variables})


def altered(folder: Path, what: str, instead: str) -> Path:
    """compose.yaml with something said otherwise."""
    text = COMPOSE.read_text(encoding="utf-8")
    assert what in text
    (folder / "compose.yaml").write_text(text.replace(what, instead, 1), encoding="utf-8")
    return folder / "compose.yaml"


def test_each_service_and_volume_is_known_and_stands_behind_those_it_waits_for() -> None:
    told = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    names = [it.name for it in composed().services]

    assert sorted(names) == sorted(told["services"])
    assert {*composed().volumes} == {*told["volumes"]}
    for service in composed().services:
        assert {*service.after} <= {*names[: names.index(service.name)]}
    assert names.index("database") < names.index("prepare") < names.index("service")


def test_each_image_that_is_not_ours_has_a_stand_in() -> None:
    dockerfile = (COMPOSE.parent / "Dockerfile").read_text(encoding="utf-8")
    named = {*re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)}
    named |= {it.image for it in composed().services} - {"chengyin"}

    assert named == PACKAGES.keys()


@pytest.mark.parametrize("name", PASSWORDS)
@pytest.mark.parametrize("is_blank", [True, False])
def test_nobody_starts_without_a_password(name: str, is_blank: bool) -> None:
    given = {it: value for it, value in PASSWORDS.items() if it != name}
    if is_blank:
        given[name] = ""

    with pytest.raises(Unreadable, match=f"{name} is missing a value: set {name} in docker/.env"):
        read(given)


def test_only_who_sets_up_is_given_the_password_of_the_owner() -> None:
    told = {it.name: str(it.environment) for it in composed().services}

    assert {name for name, it in told.items() if "owners-own" in it} == {"database", "prepare"}
    assert all("servants-own" in it for it in told.values())


@pytest.mark.parametrize("name", OURS)
def test_ours_write_to_their_volume_only_and_gain_no_rights(name: str) -> None:
    service = composed().service(name)

    assert service.is_read_only and service.gains_no_privileges and not service.keeps_capabilities
    assert (service.mounts[0].target, *service.scratch) == ("/data", "/tmp")


def test_the_community_is_the_usual_one_unless_another_is_named() -> None:
    for variables, community in (({}, "yanwuping"), ({"CHENGYIN_COMMUNITY": "other"}, "other")):
        for name in OURS:
            said = composed(**variables).service(name).environment
            assert said["CHENGYIN_COMMUNITY"] == community


def test_each_setting_can_be_said_and_is_the_programs_own_where_it_is_not() -> None:
    """Where to listen and to keep things is the image's; the URL for setting up is prepare's."""
    settings = {f"CHENGYIN_{it.upper()}" for it in Settings.model_fields}
    elsewhere = {"CHENGYIN_DATA", "CHENGYIN_HOST", "CHENGYIN_PORT", "CHENGYIN_SETUP_DATABASE_URL"}
    said = composed(**dict.fromkeys(settings, "said")).service("service").environment
    unsaid = composed().service("service").environment

    assert said.keys() == settings - elsewhere
    assert unsaid.keys() == {
        "CHENGYIN_DATABASE_URL",
        "CHENGYIN_COMMUNITY",
        "CHENGYIN_PROJECTIONS",
    }


@pytest.mark.parametrize(
    ("what", "instead", "told"),
    [
        ("restart:", "privileged: true\n  restart:", "privileged"),
        ("interval: 5s", "start_interval: 1s", "start_interval"),
        ("interval: 5s", "interval: 1m", "1m"),
        (":ro", ":ro,z", ":ro,z"),
        ("[ALL]", "[CHOWN]", "CHOWN"),
        ("no-new-privileges:true", "seccomp:unconfined", "seccomp"),
        ("volumes:\n  facts:", "networks:\n  one:\nvolumes:\n  facts:", "networks"),
        ("      database:\n        condition", "      nobody:\n        condition", "nowhere"),
        ("${SERVICE_PASSWORD}", "$SERVICE_PASSWORD", r"\$S is not read"),
    ],
)
def test_what_is_said_and_cannot_be_read_is_refused(
    tmp_path: Path, what: str, instead: str, told: str
) -> None:
    with pytest.raises(Unreadable, match=told):
        read(PASSWORDS, altered(tmp_path, what, instead))
