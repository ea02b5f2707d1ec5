"""Definitions: what decides a projection's rows, in its code, its statements and the model."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import domain
import projections
from domain.ledger.definition import Code
from domain.ledger.fact import Fact
from projections.ledger.projection import Projection, queries_of

_NOT_SAID: Final = re.compile(rb"--[^\n]*|\s+")


def build() -> str:
    """A digest of all files of the model and of the projections: the same for the same version.

    It tells at once that nothing has changed; what has changed where it has is dearer to find out.
    """
    return _digest_of_files()


@cache
def _digest_of_files() -> str:
    digest = sha256()
    for package in (domain, projections):
        folder = Path(package.__path__[0])
        for path in sorted(it for it in folder.rglob("*") if it.suffix in {".py", ".sql"}):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def in_use(schema: str, build: str) -> str:
    """The name of the advisory lock that all processes of a version share while they run."""
    return f"chengyin {schema} uses {build}"


@cache
def definition_of(kind: type[Projection]) -> str:
    """A digest of a projection's code, and of those statements in its file that its code names."""
    code = _code(kind)
    said = [code.digest.encode()]
    for name, query in sorted(queries_of(kind.question).items()):
        if name in {"create", "index"} or name in code.words:
            said.append(name.encode() + b" " + _NOT_SAID.sub(b" ", query))
    return sha256(b"\0".join(said)).hexdigest()[:32]


@cache
def definition_on(kind: type[Projection], fact_type: str) -> str:
    """A digest of what a projection reads of facts of a type; blank for nothing."""
    return _code(kind).digest_on(Fact.known[fact_type])


@cache
def _code(kind: type[Projection]) -> Code:
    return Code(kind)
