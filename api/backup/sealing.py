"""Sealing: a backup is encrypted for public keys of `age`, and opened with the secret ones.

Whoever makes backups needs the public key alone, so that no secret lies beside them. What goes in
or out passes through a pipe: nothing is written in clear to any disk, and no file is too large.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

import pyrage

from api.backup.refusing import Locked, NoKey, NotWhole

Public: TypeAlias = pyrage.x25519.Recipient
Secret: TypeAlias = pyrage.x25519.Identity

MARK: Final = b"age-encryption.org/v1\n"
SECRET_FOR_OWNER: Final = 0o600


def make_key(file: Path) -> str:
    """Make a key pair: the secret one in a new file for its owner alone; the public one."""
    secret = Secret.generate()
    public = str(secret.to_public())
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET_FOR_OWNER)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(f"# public key: {public}\n{secret}\n")
    return public


def public_keys(file: Path) -> list[Public]:
    """The public keys in a file, a line each. Raises NoKey."""
    try:
        return [Public.from_str(it) for it in _lines(file)]
    except pyrage.RecipientError:
        raise NoKey(str(file)) from None


def secret_keys(file: Path) -> list[Secret]:
    """The secret keys in a file, a line each. Raises NoKey."""
    try:
        return [Secret.from_str(it) for it in _lines(file)]
    except pyrage.IdentityError:
        raise NoKey(str(file)) from None


def _lines(file: Path) -> list[str]:
    lines = (it.strip() for it in file.read_text(encoding="utf-8", errors="replace").splitlines())
    if found := [it for it in lines if it and not it.startswith("#")]:
        return found
    raise NoKey(str(file))


@contextmanager
def sealed(file: BinaryIO, keys: Sequence[Public]) -> Iterator[BinaryIO]:
    """Where to write what goes into a file, encrypted for these keys if there are any."""
    if not keys:
        yield file
        return
    ours, theirs = _pipe()
    with ThreadPoolExecutor(1) as beside:
        done = beside.submit(_seal, ours, file, keys)
        try:
            with suppress(BrokenPipeError), theirs:  # the reason is told below
                yield theirs
        finally:
            _see_that_it_was_written(done)


@contextmanager
def opened(file: BinaryIO, keys: Sequence[Secret]) -> Iterator[BinaryIO]:
    """What a file holds, decrypted where it is encrypted. Raises Locked, NotWhole at the end."""
    is_sealed = file.read(len(MARK)) == MARK
    file.seek(0)
    if not is_sealed:
        yield file
        return
    if not keys:
        raise Locked(named=False)
    ours, theirs = _pipe()
    with ThreadPoolExecutor(1) as beside:
        done = beside.submit(_open, file, theirs, keys)
        try:
            with ours:
                yield ours
        except NotWhole:
            _see_that_it_fitted(done)  # what does not open looks like a file that was cut
            raise
        _see_that_it_fitted(done)


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    ours, theirs = os.pipe()
    return os.fdopen(ours, "rb"), os.fdopen(theirs, "wb")


def _seal(clear: BinaryIO, file: BinaryIO, keys: Sequence[Public]) -> None:
    with clear:
        pyrage.encrypt_io(clear, file, list(keys))


def _open(file: BinaryIO, clear: BinaryIO, keys: Sequence[Secret]) -> None:
    with suppress(BrokenPipeError), clear:
        pyrage.decrypt_io(file, clear, list(keys))


def _see_that_it_was_written(done: Future[None]) -> None:
    try:
        done.result()
    except pyrage.EncryptError as amiss:
        raise OSError(str(amiss)) from None


def _see_that_it_fitted(done: Future[None]) -> None:
    try:
        done.result()
    except (pyrage.DecryptError, OSError) as amiss:
        if "No matching keys" in str(amiss):
            raise Locked(named=True) from None
        raise NotWhole(str(amiss)) from None
