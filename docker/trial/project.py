"""What `docker compose` does with the services of compose.yaml: up, down, run, exec."""

import shutil
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from docker.trial.composition import COMPOSE, Composition, Health, Mount, Service
from docker.trial.container import Container, Wish
from docker.trial.images import Images
from docker.trial.kernel import Failed, run
from docker.trial.network import Network

ENDS_BY_ITSELF: Final = "service_completed_successfully"
ENDED_SECONDS_MAX: Final = 600
STOPPED: Final = (0, 128 + 15)
"""A process that ends on SIGTERM says either."""


class Project:
    """The services of one compose.yaml over volumes of their own."""

    def __init__(
        self, number: int, composition: Composition, images: Images, *, work: Path, tag: str
    ) -> None:
        self.name = f"project{number}"
        self.tag = tag
        self._composition = composition
        self._images = images
        self._work = work / self.name
        self._work.mkdir()
        names = [it.name for it in composition.services]
        self.network = Network(number, names, self._work)
        self._running: dict[str, Container] = {}
        self._runs = 0

    def up(self, *names: str) -> None:
        """Start the services in order, each once those before it are as depends_on wants them."""
        for service in self._composition.services:
            if (names and service.name not in names) or service.name in self._running:
                continue
            for before, condition in service.after.items():
                self._wait_until(before, condition)
            self._start(service)
        for name in list(self._running):
            if self._health(name).command:
                self._wait_until(name, "service_healthy")

    def _start(self, service: Service) -> None:
        self._running[service.name] = container = self._container(service, service.name)
        container.start()

    def _wait_until(self, name: str, condition: str) -> None:
        container = self._running[name]
        if condition == ENDS_BY_ITSELF:
            if container.wait(ENDED_SECONDS_MAX):
                raise Failed(f"{name}: exit {container.exit_code}\n{container.last_words()}")
        elif condition == "service_healthy":
            self._wait_until_healthy(name)
        elif condition != "service_started":
            raise Failed(f"{name}: the condition {condition} is not known here")

    def _wait_until_healthy(self, name: str) -> None:
        """Asks by the service's own check, each second: oftener than compose, to the same end."""
        container, health = self._running[name], self._health(name)
        deadline = time.monotonic() + health.patience_seconds
        while True:
            code, said = container.execute(*health.command, timeout_seconds=health.timeout_seconds)
            if code == 0:
                return
            if container.exit_code is not None or time.monotonic() > deadline:
                raise Failed(f"{name} is not healthy: {said}\n{container.last_words()}")
            time.sleep(1)

    def _health(self, name: str) -> Health:
        said = self._composition.service(name).health
        return self._running[name].image.health if said is None else said

    def stop(self, name: str, *, by_force: bool = False) -> int:
        """Stop and remove one service; its volumes stay. Its exit code.

        Raises Failed where it did not end in order and had not to.
        """
        container = self._running.pop(name)
        try:
            code = container.stop()
            if code not in STOPPED and not by_force:
                raise Failed(f"{name} ended with {code} when it was stopped")
            return code
        finally:
            self._remove(container)

    def down(self) -> str:
        """Stop all, the last first, and say how each ended."""
        return ", ".join(f"{name} {self.stop(name)}" for name in reversed(list(self._running)))

    def remove(self) -> None:
        """Whatever state things are in."""
        while self._running:
            self._remove(self._running.popitem()[1])

    def container(self, name: str) -> Container:
        return self._running[name]

    def execute(self, name: str, *command: str) -> str:
        """`compose exec`: what a command says; raises Failed."""
        code, said = self._running[name].execute(*command)
        if code:
            raise Failed(f"{name}: {' '.join(command)}: exit {code}\n{said}")
        return said

    def run(
        self,
        name: str,
        *command: str,
        binds: Mapping[Path, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """`compose run --rm`: a service's container with another command, to its end."""
        container = self.begin(name, *command, binds=binds, environment=environment)
        try:
            code = container.wait(ENDED_SECONDS_MAX)
            return code, container.last_words()
        finally:
            self._remove(container)

    def begin(
        self,
        name: str,
        *command: str,
        binds: Mapping[Path, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Container:
        """The same, without waiting for its end: `end` ends it."""
        self._runs += 1
        service = self._composition.service(name)
        more = tuple(Mount(str(source), target) for source, target in (binds or {}).items())
        changed = replace(
            service,
            command=command,
            environment={**service.environment, **(environment or {})},
            mounts=(*service.mounts, *more),
        )
        container = self._container(changed, f"{name}-run{self._runs}")
        container.start()
        return container

    def end(self, container: Container) -> None:
        try:
            container.stop()
        finally:
            self._remove(container)

    def volume(self, name: str) -> Path:
        return self._work / "volumes" / name

    def _container(self, service: Service, name: str) -> Container:
        whole_name = f"{self.name}-{name}"
        image = self._images.image(self.tag if service.image == "chengyin" else service.image)
        address = self.network.join(whole_name, service.name if name == service.name else "")
        wish = Wish(
            name=whole_name,
            command=service.command,
            environment=service.environment,
            binds=(),
            address=address,
            is_read_only=service.is_read_only,
            scratch=service.scratch,
            keeps_capabilities=service.keeps_capabilities,
            gains_no_privileges=service.gains_no_privileges,
        )
        container = Container(wish, image, self._images, self._work)
        binds = [(self.network.hosts, "/etc/hosts", True)]
        binds += [(self._source(it, container), it.target, it.read_only) for it in service.mounts]
        container.wish = replace(wish, binds=tuple(binds))
        return container

    def _remove(self, container: Container) -> None:
        container.remove()
        self.network.leave(container.wish.name)

    def _source(self, mount: Mount, container: Container) -> Path:
        """What is mounted; a new volume begins as the image has its place, owner and all."""
        if not mount.is_volume:
            return (COMPOSE.parent / mount.source).resolve()
        folder = self.volume(mount.source)
        if not folder.exists():
            folder.parent.mkdir(exist_ok=True)
            place = container.root / mount.target.lstrip("/")
            run("cp", "--archive", place, folder)
        return folder


def copy_volume(source: Path, target: Path) -> None:
    """A copy with owners and rights, as by `cp --archive` from a volume to a stick and back."""
    if target.exists():
        shutil.rmtree(target)
    target.parent.mkdir(exist_ok=True)
    run("cp", "--archive", source, target)
