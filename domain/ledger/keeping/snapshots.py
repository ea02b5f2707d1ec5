"""Snapshots: what a thing's states were at a position, kept beside the log and never the truth.

A snapshot names the code that it rests on: that of the states, and what this makes of each type of
fact that was folded. Where any of it has changed, the snapshot is not read, and made anew.
"""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

import domain
from domain.ledger.decision import State
from domain.ledger.definition import Code
from domain.ledger.fact import Fact
from domain.ledger.log import Kept, Log
from domain.ledger.tag import Tag, kind_of
from domain.ledger.thing import Thing

KEEP_AFTER_FACTS: Final = 200
"""So many facts are folded at most, about, to know a thing that nobody remembers."""
DIGEST_LENGTH: Final = 12

Digests = dict[str, dict[str, str]]
"""By kind of thing: the entry of its states under "", and that of each type of fact."""


class StateCode:
    """The code that states are folded by, as entries of which each stands for a part.

    To tell it takes a second, which every process that starts would need: it is noted in the
    database for the sources as they are.
    """

    def __init__(self, log: Log) -> None:
        self._log = log

    def of(self, tags: Iterable[Tag]) -> list[str]:
        """All entries for things of the kinds of these."""
        kinds = {kind_of(tag) for tag in tags}
        return [it for kind in kinds for it in self._digests().get(kind, {}).values()]

    def all(self) -> list[str]:
        """All entries."""
        return [it for entries in self._digests().values() for it in entries.values()]

    def under(self, tag: Tag, types: Iterable[str]) -> list[str]:
        """The entries that a snapshot rests on into which facts of these types went."""
        entries = self._digests()[kind_of(tag)]
        return sorted({entries[""], *(entries[it] for it in types if it in entries)})

    def _digests(self) -> Digests:
        return _known_digests(self._log)


_digests_of_this_process: list[Digests] = []


def _known_digests(log: Log) -> Digests:
    if not _digests_of_this_process:
        source = _sources()
        noted = log.code(source)
        if noted is None:
            made = {kind: _entries(kind) for kind in State.kinds}
            log.note_code(source, msgspec.json.encode(made).decode())
        else:
            made = msgspec.json.decode(noted, type=Digests)
        _digests_of_this_process.append(made)
    return _digests_of_this_process[0]


def _sources() -> str:
    """A digest of all that the model is written in, which is quick to make."""
    read = sha256()
    for path in sorted(Path(domain.__path__[0]).rglob("*.py")):
        read.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return read.hexdigest()


def _entries(kind: str) -> dict[str, str]:
    states = State.kinds[kind]
    code = Code(*states)
    entries = {"": f"{kind} {code.digest[:DIGEST_LENGTH]}"}
    for name, fact in Fact.known.items():
        if any(issubclass(fact, it.folds) for it in states):
            entries[name] = f"{kind}<{name} {code.digest_on(fact)[:DIGEST_LENGTH]}"
    return entries


@cache
def _type_of(entry: str) -> str:
    return entry.partition(" ")[0].partition("<")[2]


def taken_up(kept: Kept, parts: Iterable[Tag] = ()) -> Thing:
    """The thing as a snapshot knows it; `parts` are all that are one with it."""
    types = (it for entry in kept.code if (it := _type_of(entry)))
    return Thing(kept.tag, kept.states, types, parts)
