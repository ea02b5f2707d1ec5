"""Locks on files, which the kernel releases when their last holder ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def open_own_file(path: Path, flags: int = 0) -> int:
    """Open a file only its owner may read, made if missing; returns its descriptor.

    The file belongs to the owner of its folder even when the administrator makes it,
    and a symbolic link in its place is refused.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | flags, 0o600)
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.fchown(descriptor, folder.st_uid, folder.st_gid)
    return descriptor


def take_lock(path: Path, *, shared: bool = False) -> int:
    """Wait for the lock; returns the descriptor that holds it until it is closed."""
    descriptor = open_own_file(path)
    fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    return descriptor


def is_free(path: Path) -> bool:
    """Whether no one holds the lock, shared or alone."""
    descriptor = open_own_file(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock, shared with no one, for the length of a block."""
    descriptor = take_lock(path)
    try:
        yield
    finally:
        os.close(descriptor)
