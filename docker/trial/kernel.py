"""What the trial asks of the machine: commands, and mounts and a network of its own."""

import ctypes
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

NEW_MOUNTS: Final = 0x00020000
NEW_NETWORK: Final = 0x40000000

CGROUPS: Final = Path("/sys/fs/cgroup")


class Failed(Exception):
    """A command or a check that did not go well, in words."""


def run(
    *command: str | Path,
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """What a command prints; raises Failed with its last words. What is long goes to a log."""
    ended = subprocess.run(
        [str(it) for it in command],
        env=environment and {**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if log:
        with log.open("a") as file:
            file.write(f"$ {_words(command)}\n{ended.stdout}{ended.stderr}")
    if ended.returncode:
        last = (ended.stderr.strip() or ended.stdout.strip())[-1500:]
        raise Failed(f"{_words(command)[:200]}: exit {ended.returncode}\n{last}")
    return ended.stdout


def _words(command: Sequence[str | Path]) -> str:
    return " ".join(str(it) for it in command)


def take_mounts_of_our_own() -> None:
    """From here on, what is mounted is seen by this process and its children, and ends with them.

    crun knows cgroups of version 2 only; nothing here is limited by them, so an empty tree does.
    """
    _unshare(NEW_MOUNTS)
    run("mount", "--make-rprivate", "/")
    if not (CGROUPS / "cgroup.controllers").exists():
        run("umount", "--recursive", CGROUPS)
        run("mount", "-t", "cgroup2", "none", CGROUPS)
    networks = Path("/run/netns")
    networks.mkdir(exist_ok=True)
    run("mount", "-t", "tmpfs", "none", networks)


def leave_the_network() -> None:
    """From here on there is nothing but what is set up: no port of the machine is in the way."""
    _unshare(NEW_NETWORK)
    run("ip", "link", "set", "lo", "up")


def _unshare(what: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(what):
        error = ctypes.get_errno()
        raise Failed(f"no namespace of our own: {os.strerror(error)} (root is needed)")
