"""Images without a registry: Debian in place of the two that are named, and ours built on it."""

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from docker.trial.composition import Health
from docker.trial.kernel import Failed, run

TOP: Final = Path(__file__).parent.parent.parent
ENTRY_POINT: Final = Path(__file__).parent / "database_entry_point.sh"
SUITE: Final = "trixie"
PYTHON: Final = "python:3.13-slim"
POSTGRES: Final = "postgres:17"
PACKAGES: Final = {
    PYTHON: ("ca-certificates", "python3", "python3-venv"),
    POSTGRES: ("postgresql-17",),
}
PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NANOSECONDS: Final = 1_000_000_000


@dataclass(frozen=True)
class Image:
    """What an image says of the containers that are made of it."""

    name: str
    user: str
    folder: str
    environment: tuple[str, ...]
    entry_point: tuple[str, ...]
    command: tuple[str, ...]
    health: Health
    stop_signal: str


class Images:
    """Images and containers in a store of their own, which is thrown away with its folder."""

    def __init__(self, work: Path, cache: Path, mirror: str) -> None:
        self._store = ("--root", str(work / "store"), "--runroot", str(work / "store-run"))
        self._work = work
        self._cache = cache
        self._mirror = mirror
        self._log = work / "images.log"

    def buildah(self, *command: str | Path) -> str:
        return run("buildah", *self._store, *command, log=self._log).strip()

    def take(self, name: str) -> str:
        """Make a stand-in of an image that is named, and say what is in it."""
        packed = self._cache / f"{SUITE}-{name.replace(':', '-')}.tar"
        fetched = not packed.exists()
        if fetched:
            self._fetch(PACKAGES[name], packed)
        container = self.buildah("from", "scratch")
        self.buildah("add", "--quiet", container, packed, "/")
        self.buildah("config", "--env", f"PATH={PATH}", container)
        if name == PYTHON:
            link = "ln --symbolic /usr/bin/python3 /usr/local/bin/python"
            self.buildah("run", "--isolation", "chroot", container, "--", "sh", "-c", link)
        else:
            self._make_database(container)
        # Registries are not asked: with this name it is the image that a Dockerfile means.
        self.buildah(
            "commit",
            "--quiet",
            "--rm",
            "--format",
            "docker",
            container,
            f"docker.io/library/{name}",
        )
        packages = " ".join(PACKAGES[name])
        return f"Debian {SUITE} with {packages}, {'fetched' if fetched else 'from the cache'}"

    def _fetch(self, packages: tuple[str, ...], packed: Path) -> None:
        with tempfile.TemporaryDirectory(dir=self._work) as folder:
            root = Path(folder) / "root"
            wanted = f"--include={','.join(packages)}"
            run(
                "debootstrap", "--variant=minbase", wanted, SUITE, root, self._mirror, log=self._log
            )
            shutil.rmtree(root / "var/cache/apt/archives", ignore_errors=True)
            unfinished = packed.with_suffix(".unfinished")
            run(
                "tar", "--create", "--numeric-owner", "--file", unfinished, "--directory", root, "."
            )
            unfinished.rename(packed)

    def _make_database(self, container: str) -> None:
        path = f"/usr/lib/postgresql/17/bin:{PATH}"
        target = "/usr/local/bin/entry-point"
        self.buildah("copy", "--quiet", "--chmod", "755", container, ENTRY_POINT, target)
        settings = [f"PATH={path}", "PGDATA=/var/lib/postgresql/data", "LANG=C.UTF-8"]
        owned = "install --directory --owner postgres --group postgres /var/lib/postgresql/data"
        self.buildah("run", "--isolation", "chroot", container, "--", "sh", "-c", owned)
        self.buildah(
            "config",
            *(word for it in settings for word in ("--env", it)),
            "--entrypoint",
            json.dumps([target]),
            "--cmd",
            "postgres",
            "--stop-signal",
            "SIGINT",
            container,
        )

    def build(self, name: str, commit: str = "") -> str:
        """Our image by its Dockerfile: of this folder as it stands, or of a commit.

        The machine's certificates are seen meanwhile, so that pip trusts what the machine does.
        """
        with tempfile.TemporaryDirectory(dir=self._work) as folder:
            context = Path(folder) if commit else TOP
            if commit:
                packed = Path(folder) / ".commit.tar"
                run("git", "-C", TOP, "archive", "--output", packed, commit)
                run("tar", "--extract", "--file", packed, "--directory", folder)
                packed.unlink()
            dockerfile = TOP / "docker/Dockerfile"
            trusted = "/etc/ssl/certs:/etc/ssl/certs:ro"
            how = ("--isolation", "chroot", "--pull-never", "--format", "docker", "--layers")
            self.buildah("build", *how, "-v", trusted, "-f", dockerfile, "-t", name, context)
        told: list[dict[str, str]] = json.loads(self.buildah("images", "--json", name))
        return f"{told[0]['size']} with its base"

    def image(self, name: str) -> Image:
        """What an image says."""
        told: dict[str, Any] = json.loads(self.buildah("inspect", "--type", "image", name))
        said = told["Docker"]["config"]
        return Image(
            name=name,
            user=said.get("User") or "root",
            folder=said.get("WorkingDir") or "/",
            environment=tuple(said["Env"]),
            entry_point=tuple(said.get("Entrypoint") or ()),
            command=tuple(said.get("Cmd") or ()),
            health=_health(said.get("Healthcheck") or {}),
            stop_signal=said.get("StopSignal") or "SIGTERM",
        )

    def new_root(self, name: str) -> tuple[str, Path]:
        """A container's own copy of an image: its id in the store, and where it is mounted."""
        container = self.buildah("from", "--pull-never", name)
        return container, Path(self.buildah("mount", container))

    def drop_root(self, container: str) -> None:
        self.buildah("umount", container)
        self.buildah("rm", container)


def _health(said: dict[str, Any]) -> Health:
    kind, *command = said.get("Test") or ["NONE"]
    if kind not in {"CMD", "NONE"}:
        raise Failed(f"a health check of an image that is {kind} is not read here")
    usual = Health()
    return Health(
        command=tuple(command),
        interval_seconds=said.get("Interval", 0) // NANOSECONDS or usual.interval_seconds,
        timeout_seconds=said.get("Timeout", 0) // NANOSECONDS or usual.timeout_seconds,
        retries=said.get("Retries", 0) or usual.retries,
        start_seconds=said.get("StartPeriod", 0) // NANOSECONDS,
    )
