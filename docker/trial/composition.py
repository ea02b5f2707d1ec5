"""What compose.yaml says, read as compose reads it: services with everything filled in.

A key that is not known here is refused, so that nothing that compose.yaml says is passed over.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

COMPOSE: Final = Path(__file__).parent.parent / "compose.yaml"

TRIED: Final = {
    "image",
    "command",
    "environment",
    "volumes",
    "depends_on",
    "healthcheck",
    "read_only",
    "tmpfs",
    "cap_drop",
    "security_opt",
}
UNTRIED: Final = {
    "build": "the image is built by buildah from the Dockerfile itself, not by compose",
    "restart": "nothing starts a container again that has died",
    "ports": "the service is asked at its own address, no port of the host is mapped",
}

VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<rest>[^}]*))?\}|\$(?P<odd>.)")
DURATION = re.compile(r"(\d+)s")


class Unreadable(Exception):
    """Something in compose.yaml that this cannot read, or a variable that has to be set."""


@dataclass(frozen=True)
class Mount:
    """What a container sees at a path: a named volume, or a file or folder of the host."""

    source: str
    target: str
    read_only: bool = False

    @property
    def is_volume(self) -> bool:
        return not self.source.startswith((".", "/"))


@dataclass(frozen=True)
class Health:
    """The command that asks how a service is, and how patiently; without one, nobody asks."""

    command: tuple[str, ...] = ()
    interval_seconds: int = 30
    timeout_seconds: int = 30
    retries: int = 3
    start_seconds: int = 0

    @property
    def patience_seconds(self) -> int:
        """When a service that never answered is unhealthy."""
        return self.start_seconds + self.retries * (self.interval_seconds + self.timeout_seconds)


@dataclass(frozen=True)
class Service:
    """One service; what is None or empty is said by its image."""

    name: str
    image: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    mounts: tuple[Mount, ...]
    after: Mapping[str, str]
    health: Health | None
    is_read_only: bool
    scratch: tuple[str, ...]
    keeps_capabilities: bool
    gains_no_privileges: bool


@dataclass(frozen=True)
class Composition:
    """The services in an order in which each stands behind those it depends on."""

    services: tuple[Service, ...]
    volumes: tuple[str, ...]
    untried: Mapping[str, str]

    def service(self, name: str) -> Service:
        return next(it for it in self.services if it.name == name)


def read(variables: Mapping[str, str], file: Path = COMPOSE) -> Composition:
    """compose.yaml with the variables filled in; raises Unreadable."""
    told = _filled(yaml.safe_load(file.read_text(encoding="utf-8")), variables)
    _refuse_unknown("compose.yaml", told, {"name", "services", "volumes", "x-chengyin"})
    services = {name: _service(name, it, variables) for name, it in told["services"].items()}
    used = {key for it in told["services"].values() for key in it}
    return Composition(
        services=tuple(_in_order(services)),
        volumes=tuple(told["volumes"]),
        untried={key: why for key, why in UNTRIED.items() if key in used},
    )


def _filled(told: Any, variables: Mapping[str, str]) -> Any:
    """Variables are filled into values after YAML was read, as compose does."""
    match told:
        case dict():
            return {key: _filled(value, variables) for key, value in told.items()}
        case list():
            return [_filled(it, variables) for it in told]
        case str():
            return VARIABLE.sub(lambda found: _value(found, variables), told)
    return told


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str:
    if found["odd"]:
        raise Unreadable(f"compose.yaml: {found[0]} is not read here")
    value = variables.get(found["name"], "")
    if not value and found["kind"] == ":?":
        raise Unreadable(f"required variable {found['name']} is missing a value: {found['rest']}")
    return value or (found["rest"] if found["kind"] == ":-" else "")


def _refuse_unknown(place: str, told: Mapping[str, Any], known: set[str]) -> None:
    if unknown := told.keys() - known:
        raise Unreadable(f"{place}: {', '.join(sorted(unknown))} is not read here")


def _service(name: str, told: dict[str, Any], variables: Mapping[str, str]) -> Service:
    _refuse_unknown(name, told, TRIED | UNTRIED.keys())
    if (dropped := told.get("cap_drop", [])) not in ([], ["ALL"]):
        raise Unreadable(f"{name}: cap_drop {dropped} is not read here")
    if (options := told.get("security_opt", [])) not in ([], ["no-new-privileges:true"]):
        raise Unreadable(f"{name}: security_opt {options} is not read here")
    return Service(
        name=name,
        image=told["image"],
        command=tuple(told.get("command", ())),
        environment=_environment(told.get("environment", {}), variables),
        mounts=tuple(_mount(it) for it in told.get("volumes", ())),
        after={key: it["condition"] for key, it in told.get("depends_on", {}).items()},
        health=_health(name, told["healthcheck"]) if "healthcheck" in told else None,
        is_read_only=bool(told.get("read_only")),
        scratch=tuple(told.get("tmpfs", ())),
        keeps_capabilities=not dropped,
        gains_no_privileges=bool(options),
    )


def _environment(told: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, str]:
    """What is named without a value is passed on where there is one."""
    passed = {key: variables[key] for key, it in told.items() if it is None and key in variables}
    return {**{key: str(it) for key, it in told.items() if it is not None}, **passed}


def _mount(told: str) -> Mount:
    source, target, *options = told.split(":")
    if options not in ([], ["ro"]):
        raise Unreadable(f"the volume {told} is not read here")
    return Mount(source, target, read_only=options == ["ro"])


def _health(name: str, told: dict[str, Any]) -> Health:
    _refuse_unknown(
        f"{name}.healthcheck",
        told,
        {"test", "interval", "timeout", "retries", "start_period", "disable"},
    )
    if told.get("disable"):
        return Health()
    kind, *command = told["test"]
    if kind != "CMD":
        raise Unreadable(f"{name}: a health check {kind} is not read here")
    return Health(
        command=tuple(command),
        interval_seconds=_seconds(told.get("interval", "30s")),
        timeout_seconds=_seconds(told.get("timeout", "30s")),
        retries=int(told.get("retries", 3)),
        start_seconds=_seconds(told.get("start_period", "0s")),
    )


def _seconds(told: str) -> int:
    if not (found := DURATION.fullmatch(told)):
        raise Unreadable(f"the duration {told} is not read here")
    return int(found[1])


def _in_order(services: Mapping[str, Service]) -> list[Service]:
    ordered: list[Service] = []
    while len(ordered) < len(services):
        begun = {it.name for it in ordered}
        ready = [
            it for it in services.values() if it.name not in begun and it.after.keys() <= begun
        ]
        if not ready:
            raise Unreadable(f"depends_on of {services.keys() - begun} goes round or to nowhere")
        ordered += ready
    return ordered
