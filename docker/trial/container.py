"""One container, run by crun as the runtime of an engine would be asked to run it."""

import json
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from docker.trial.images import Image, Images
from docker.trial.kernel import Failed, run

# What root may do in a container of Docker's unless compose.yaml says otherwise.
CAPABILITIES: Final = [
    "CAP_AUDIT_WRITE",
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_FOWNER",
    "CAP_FSETID",
    "CAP_KILL",
    "CAP_MKNOD",
    "CAP_NET_BIND_SERVICE",
    "CAP_NET_RAW",
    "CAP_SETFCAP",
    "CAP_SETGID",
    "CAP_SETPCAP",
    "CAP_SETUID",
    "CAP_SYS_CHROOT",
]
ALWAYS_MOUNTED: Final = [
    {"destination": "/proc", "type": "proc", "source": "proc"},
    {
        "destination": "/sys",
        "type": "sysfs",
        "source": "sysfs",
        "options": ["nosuid", "noexec", "nodev", "ro"],
    },
    {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"]},
    {
        "destination": "/dev/pts",
        "type": "devpts",
        "source": "devpts",
        "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"],
    },
    {
        "destination": "/dev/shm",  # noqa: S108 (where every container has it)
        "type": "tmpfs",
        "source": "shm",
        "options": ["nosuid", "noexec", "nodev", "mode=1777", "size=64m"],
    },
]
NAMESPACES: Final = ("pid", "mount", "uts", "ipc")
LAST_WORDS: Final = 1500
KILLED_AFTER_SECONDS: Final = 10


@dataclass(frozen=True)
class Wish:
    """How a container is to be run."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    binds: tuple[tuple[Path, str, bool], ...]
    address: str
    is_read_only: bool = False
    scratch: tuple[str, ...] = ()
    keeps_capabilities: bool = True
    gains_no_privileges: bool = False


class Container:
    """A process behind walls: its own files, processes, name and address."""

    def __init__(self, wish: Wish, image: Image, images: Images, work: Path) -> None:
        self.wish = wish
        self.image = image
        self._images = images
        self._crun = ("crun", "--cgroup-manager=disabled", "--root", str(work / "crun"))
        self._id, self.root = images.new_root(image.name)
        self._bundle = work / "bundles" / self._id
        self._bundle.mkdir(parents=True)
        self.log = work / f"{wish.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def user(self) -> tuple[int, int, str]:
        """User, group and home of the image's user, as the image's own list has them."""
        for line in (self.root / "etc/passwd").read_text().splitlines():
            name, _, user, group, _, home, _ = line.split(":")
            if self.image.user in (name, user):
                return int(user), int(group), home
        raise Failed(f"{self.image.name}: there is no user {self.image.user}")

    def start(self) -> None:
        (self._bundle / "config.json").write_text(json.dumps(self._config()))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._crun, "run", "--bundle", self._bundle, self._id],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def exit_code(self) -> int | None:
        return self._process.poll() if self._process else None

    def process_status(self) -> dict[str, str]:
        """What the kernel says of the container's first process."""
        told = json.loads(run(*self._crun, "state", self._id))
        lines = Path(f"/proc/{told['pid']}/status").read_text().splitlines()
        return {name: value.strip() for name, _, value in (it.partition(":") for it in lines)}

    def execute(self, *command: str, timeout_seconds: float | None = None) -> tuple[int, str]:
        """A further command beside the first: its exit code, and what it said."""
        try:
            ended = subprocess.run(
                [*self._crun, "exec", self._id, *command],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return -1, f"no answer within {timeout_seconds} seconds"
        return ended.returncode, (ended.stdout + ended.stderr).strip()

    def wait(self, seconds: float) -> int:
        """The exit code of a container that ends by itself."""
        assert self._process
        try:
            return self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"{self.wish.name} did not end: {self.last_words()}") from None

    def stop(self) -> int:
        """As an engine stops it, which kills after ten seconds: the exit code."""
        assert self._process
        if self._process.poll() is None:
            self._signal(self.image.stop_signal)
        try:
            return self._process.wait(timeout=KILLED_AFTER_SECONDS)
        except subprocess.TimeoutExpired:
            self._signal("SIGKILL")
            return self._process.wait()

    def _signal(self, name: str) -> None:
        run(*self._crun, "kill", self._id, str(int(signal.Signals[name])))

    def remove(self) -> None:
        """Whatever state it is in; what it wrote into its own files is gone."""
        run(*self._crun, "delete", "--force", self._id)
        if self._process:
            self._process.wait()
        self._images.drop_root(self._id)
        shutil.rmtree(self._bundle)  # the store gives a name again that is free

    def last_words(self) -> str:
        said = self.log.read_text(errors="replace") if self.log.exists() else ""
        return said[-LAST_WORDS:]

    def _config(self) -> dict[str, Any]:
        """The bundle's config.json, after the OCI's runtime specification."""
        user, group, home = self.user
        wish, image = self.wish, self.image
        said = dict(it.split("=", maxsplit=1) for it in image.environment)
        named = {"HOME": home, **said, **wish.environment}
        environment = [f"{name}={value}" for name, value in named.items()]
        bounding = CAPABILITIES if wish.keeps_capabilities else []
        effective = bounding if user == 0 else []
        return {
            "ociVersion": "1.0.2",
            "hostname": wish.name,
            "root": {"path": str(self.root), "readonly": wish.is_read_only},
            "process": {
                "terminal": False,
                "user": {"uid": user, "gid": group, "umask": 0o022},
                "args": [*image.entry_point, *(wish.command or image.command)],
                "env": environment,
                "cwd": image.folder,
                "noNewPrivileges": wish.gains_no_privileges,
                "capabilities": {
                    "bounding": bounding,
                    "effective": effective,
                    "permitted": effective,
                },
            },
            "mounts": [*ALWAYS_MOUNTED, *_scratch(wish.scratch), *_binds(wish.binds)],
            "linux": {
                "namespaces": [
                    *({"type": it} for it in NAMESPACES),
                    {"type": "network", "path": f"/run/netns/{wish.name}"},
                ]
            },
        }


def _scratch(paths: Sequence[str]) -> list[dict[str, Any]]:
    options = ["nosuid", "nodev", "noexec", "mode=1777"]
    return [
        {"destination": it, "type": "tmpfs", "source": "tmpfs", "options": options} for it in paths
    ]


def _binds(binds: Sequence[tuple[Path, str, bool]]) -> list[dict[str, Any]]:
    return [
        {
            "destination": target,
            "type": "bind",
            "source": str(source),
            "options": ["rbind", "ro" if is_read_only else "rw"],
        }
        for source, target, is_read_only in binds
    ]
