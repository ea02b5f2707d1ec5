"""What code says: a digest of it that changes when its result could, and not when it is moved.

Docstrings, comments, imports, paths and the annotations of functions say nothing about the result.
What the code names in the package `domain`, or in its own module, is followed as far as it goes.
Of facts counts what the code reads of them: an attribute's name stands for whatever the class of a
fact, or one that it inherits from, has under that name.
"""

import ast
import inspect
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from hashlib import blake2b
from types import FunctionType, ModuleType
from typing import Final, NamedTuple, TypeAlias

from domain.ledger.fact import Fact, FactType

Thing: TypeAlias = type | FunctionType

Written: TypeAlias = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

FOLLOWED: Final = __name__.partition(".")[0]
IGNORED: Final = {"ctx", "type_comment", "kind", "type_params", "returns"}


def code_digest(*things: Thing, facts: Iterable[type[Fact]] = ()) -> str:
    """A digest of what classes and functions say, where they are fed with facts of these types."""
    code = Code(*things)
    of_facts = {it.type: code.digest_on(it) for it in facts}
    return _digest(
        [code.digest, *(f"{it} {of_facts[it]}" for it in sorted(of_facts) if of_facts[it])]
    )


class Code:
    """Classes and functions with all that they name, and what they read of facts."""

    def __init__(self, *things: Thing) -> None:
        self._own = {it.__module__ for it in things}
        self._whole = _Closure(self._own)
        for it in things:
            self._whole.add(sys.modules[it.__module__], _found(it))
        self.digest = _digest(sorted(self._whole.texts))
        """What it says, whatever it is fed with."""
        self.words = frozenset(self._whole.words)
        """The texts that are written in it."""

    def digest_on(self, fact: "type[Fact] | FactType") -> str:
        """What it makes of facts of that type, as far as their class says; blank for nothing."""
        closure = _Closure(self._own, self._whole)
        closure.read_of(fact)
        named = {it.__name__ for it in fact.__mro__} & self._whole.names
        said = sorted(closure.texts - self._whole.texts)
        return _digest([*sorted(named), *said]) if named or said else ""


class _Said(NamedTuple):
    """What one definition says, with the names, the attributes and the texts in it."""

    text: str
    names: frozenset[str]
    attributes: frozenset[str]
    words: frozenset[str]


class _Closure:
    """Definitions with what they name, followed to its end."""

    def __init__(self, own: Collection[str], begun: "_Closure | None" = None) -> None:
        self._own = own
        self.texts: set[str] = set(begun.texts) if begun else set()
        self.names: set[str] = set(begun.names) if begun else set()
        self.words: set[str] = set()
        self._attributes: set[str] = set(begun._attributes) if begun else set()

    def add(self, module: ModuleType, definition: ast.stmt) -> None:
        """Take one definition in, and what it names."""
        said = _said(module, definition)
        if said.text in self.texts:
            return
        self.texts.add(said.text)
        self.names |= {name.rpartition(".")[2] for name in said.names}
        self.words |= said.words
        self._attributes |= said.attributes
        for name in sorted(said.names):
            for where, what in _definitions(module, name):
                if self._follows(where, what):
                    self.add(where, what)

    def read_of(self, fact: "type[Fact] | FactType") -> None:
        """Take in what a fact's class has under the names that are read, until there is no more."""
        done: set[str] = set()
        while names := self._attributes - done:
            done |= names
            for kind in fact.__mro__:
                module = sys.modules[kind.__module__]
                if _package(module) == FOLLOWED:
                    for it in _found(kind).body:
                        if names & _bound(it):
                            self.add(module, it)

    def _follows(self, module: ModuleType, definition: ast.stmt) -> bool:
        """Facts count by what is read of them, not by being named."""
        if _package(module) != FOLLOWED and module.__name__ not in self._own:
            return False
        if not isinstance(definition, ast.ClassDef):
            return True
        return not isinstance(getattr(module, definition.name, None), FactType)


def _digest(parts: Iterable[str]) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def _package(module: ModuleType) -> str:
    return module.__name__.partition(".")[0]


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


@cache
def _top(module: ModuleType) -> dict[str, list[ast.stmt]]:
    """What a module defines, by name; what stands below a condition counts whatever that is."""
    found: dict[str, list[ast.stmt]] = {}
    waiting: list[ast.stmt] = list(_tree(module).body)
    while waiting:
        statement = waiting.pop(0)
        if isinstance(statement, ast.If | ast.Try | ast.With):
            waiting += [it for it in ast.iter_child_nodes(statement) if isinstance(it, ast.stmt)]
        for name in _bound(statement):
            found.setdefault(name, []).append(statement)
    return found


def _bound(statement: ast.stmt) -> set[str]:
    """The names that a statement gives something to; imports give none of their own."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return {statement.name}
        case ast.Assign(targets=targets):
            return {it.id for at in targets for it in ast.walk(at) if isinstance(it, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
        case ast.AugAssign(target=ast.Name(id=name)):
            return {name}
    return set()


@cache
def _imported(module: ModuleType) -> dict[str, tuple[str, str]]:
    """What a module has imported: by its name here the module, and the name there or nothing."""
    found: dict[str, tuple[str, str]] = {}
    for it in ast.walk(_tree(module)):
        match it:
            case ast.ImportFrom(module=str(source)):
                for alias in it.names:
                    whole = f"{source}.{alias.name}"
                    there = (whole, "") if whole in sys.modules else (source, alias.name)
                    found[alias.asname or alias.name] = there
            case ast.Import():
                for alias in it.names:
                    if alias.asname or "." not in alias.name:
                        found[alias.asname or alias.name] = (alias.name, "")
    return found


def _definitions(module: ModuleType, name: str) -> Iterator[tuple[ModuleType, ast.stmt]]:
    """Where a module's name is defined, here or where it is imported from; `a.b` is b in a."""
    first, _, rest = name.partition(".")
    source, original = _imported(module).get(first, ("", ""))
    if first in _top(module):
        yield from ((module, it) for it in _top(module)[first])
    elif source.partition(".")[0] == FOLLOWED and (wanted := original or rest):
        yield from _definitions(sys.modules[source], wanted)


@cache
def _found(thing: Thing) -> Written:
    """The definition of a class or function, also of one inside another. Raises LookupError."""
    body: list[ast.stmt] = _tree(sys.modules[thing.__module__]).body
    found: Written | None = None
    for name in thing.__qualname__.replace("<locals>.", "").split("."):
        named = (it for statement in body for it in ast.walk(statement))
        within = [it for it in named if isinstance(it, Written) and it.name == name]
        if not within:
            raise LookupError(f"{thing.__qualname__} is written nowhere")
        found = within[-1]
        body = found.body
    assert found is not None
    return found


@cache
def _said(module: ModuleType, definition: ast.stmt) -> _Said:
    writer = _Writer(module)
    text = writer.text(definition)
    return _Said(text, *map(frozenset, (writer.names, writer.attributes, writer.words)))


class _Writer:
    """Writes a definition down without what says nothing, the same for each version of Python."""

    def __init__(self, module: ModuleType) -> None:
        self._modules = {name for name, (_, it) in _imported(module).items() if not it}
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.words: set[str] = set()

    def text(self, node: object) -> str:
        """What a node says; nothing for an import or a docstring."""
        match node:
            case list():
                return "[" + ",".join(text for it in node if (text := self.text(it))) + "]"
            case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
                return ""
            case ast.arg(arg=name):
                return name
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in self._modules:
                self.names.add(f"{name}.{attribute}")
                return f"Name(id={attribute!r})"
            case ast.AST():
                return self._of_node(node)
        return repr(node)

    def _of_node(self, node: ast.AST) -> str:
        match node:
            case ast.Name(id=name):
                self.names.add(name)
            case ast.Attribute(attr=name):
                self.attributes.add(name)
            case ast.Constant(value=str(text)):
                self.words.add(text)
            case ast.MatchClass(kwd_attrs=names):
                self.attributes.update(names)
        fields = ((it, getattr(node, it, None)) for it in node._fields if it not in IGNORED)
        said = (f"{name}={self.text(it)}" for name, it in fields if it is not None and it != [])
        return f"{type(node).__name__}({','.join(said)})"
