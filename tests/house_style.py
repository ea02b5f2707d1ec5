"""The house style as rules: each takes one source and yields the lines that break it."""

import ast
import re
import tokenize
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
PACKAGES: Final = ("domain", "projections", "api")
SUFFIXES: Final = (".py", ".sql", ".css", ".js", ".html")

FILE_LINES_MAX: Final = 300
FOLDER_FILES_MAX: Final = 20
FUNCTION_LINES_MAX: Final = 50
LINE_COLUMNS_MAX: Final = 100
FORBIDDEN_NAMES: Final = {"utils", "helpers", "common", "manager", "base", "misc"}

# Files that may do what a rule forbids. Each entry says why; one that is no longer needed fails.
MAY_CATCH_EVERYTHING: Final[dict[str, str]] = {
    "api/postgres/private_postgres.py": "nobody else starts a database again that has died",
    "api/serving/recorder.py": "one request's failure is its own answer, not its batch's",
    "projections/ledger/runner.py": "a projection that fails stops and says so, the others go on",
}
MAY_HOLD_SQL: Final[dict[str, str]] = {}

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")
SILENCED = re.compile(r"#\s*noqa\b")
SILENCED_WITH_A_REASON = re.compile(r"#\s*noqa:\s*[A-Z]+\d+(\s*,\s*[A-Z]+\d+)*\W+\w+")
UNTYPED_WITHOUT_A_CODE = re.compile(r"#\s*type:\s*ignore(?!\[[a-z, -]+\])")
SQL = re.compile(
    r"\bSELECT\b.+\bFROM\b|\bINSERT\s+INTO\b|\bUPDATE\b.+\bSET\b|\bDELETE\s+FROM\b"
    r"|^\s*select\b.+\bfrom\b|^\s*insert\s+into\b|^\s*update\b.+\bset\b|^\s*delete\s+from\b",
    re.DOTALL,
)
ONE_SENTENCE = re.compile(r'"""[^\n]*?[^\s.!?。！？][.!?。！？](""")?\n')
FURTHER_SENTENCE = re.compile(r"[a-z0-9)`'”][.!?] +[A-Z]|[。！？].")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Named = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
Found = tuple[int, str]


@dataclass(frozen=True)
class Source:
    """A file's text under its path from the top of the repository, with `/`."""

    path: str
    text: str

    @property
    def package(self) -> str:
        return self.path.split("/", maxsplit=1)[0]

    @property
    def suffix(self) -> str:
        return Path(self.path).suffix

    @property
    def is_python(self) -> bool:
        return self.suffix == ".py"

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text))) if self.is_python else []

    @cached_property
    def comments(self) -> list[Found]:
        """The comments of a Python file; every line of any other."""
        if not self.is_python:
            return list(enumerate(self.lines, 1))
        tokens = tokenize.generate_tokens(StringIO(self.text).readline)
        return [(it.start[0], it.string) for it in tokens if it.type == tokenize.COMMENT]


Rule = Callable[[Source], Iterable[Found]]
RULES: Final[list[Rule]] = []


def a_rule(rule: Rule) -> Rule:
    """Puts a rule on the list of those that must be shown to fail."""
    RULES.append(rule)
    return rule


def sources(*folders: str) -> Iterator[Source]:
    """The files of these folders, in the order of their names."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                yield Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def offences(rule: Rule, over: Iterable[Source]) -> list[str]:
    """What breaks a rule, as `file:line: why`."""
    return [
        f"{source.path}:{line}: {why}" for source in over for line, why in sorted(set(rule(source)))
    ]


def columns(line: str) -> int:
    """How wide a line is on a screen: a Chinese character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(it) in "WF" else 1 for it in line)


@a_rule
def long_file(source: Source) -> Iterator[Found]:
    if len(source.lines) > FILE_LINES_MAX:
        yield FILE_LINES_MAX + 1, f"{len(source.lines)} lines, at most {FILE_LINES_MAX}"


@a_rule
def long_line(source: Source) -> Iterator[Found]:
    if source.suffix in {".py", ".sql"}:
        for number, line in enumerate(source.lines, 1):
            if columns(line) > LINE_COLUMNS_MAX:
                yield number, f"{columns(line)} columns, at most {LINE_COLUMNS_MAX}"


@a_rule
def long_function(source: Source) -> Iterator[Found]:
    for node in source.nodes:
        if isinstance(node, Function):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES_MAX:
                yield node.lineno, f"{node.name}: {length} lines, at most {FUNCTION_LINES_MAX}"


@a_rule
def public_without_docstring(source: Source) -> Iterator[Found]:
    if source.package != "domain":
        return
    for node in source.nodes:
        if isinstance(node, ast.Module) and not ast.get_docstring(node):
            yield 1, "the module has no docstring"
        if isinstance(node, ast.Module | ast.ClassDef):
            for child in node.body:
                if (
                    isinstance(child, Named)
                    and child.name[0] != "_"
                    and not ast.get_docstring(child)
                ):
                    yield child.lineno, f"{child.name} has no docstring"


@a_rule
def module_not_said_in_one_sentence(source: Source) -> Iterator[Found]:
    if source.is_python:
        first = f"{source.text.partition(chr(10))[0]}\n"
        if not ONE_SENTENCE.fullmatch(first) or FURTHER_SENTENCE.search(first):
            yield 1, "the first line is not one sentence in a docstring"


@a_rule
def unfinished(source: Source) -> Iterator[Found]:
    for number, comment in source.comments:
        if UNFINISHED.search(comment):
            yield number, "left to do"


@a_rule
def silenced_without_reason(source: Source) -> Iterator[Found]:
    for number, comment in source.comments if source.is_python else ():
        if SILENCED.search(comment) and not SILENCED_WITH_A_REASON.search(comment):
            yield number, "a silenced check says which it is and why"
        if UNTYPED_WITHOUT_A_CODE.search(comment):
            yield number, "an ignored type error says which it is"


@a_rule
def catches_everything(source: Source) -> Iterator[Found]:
    """A handler of every exception is fine when it ends by raising it again."""
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler):
            caught = {it.id for it in ast.walk(node.type or node) if isinstance(it, ast.Name)}
            wide = node.type is None or caught & {"Exception", "BaseException"}
            last = node.body[-1]
            if wide and not (isinstance(last, ast.Raise) and last.exc is None):
                yield node.lineno, "an error of the programmer would be swallowed"


@a_rule
def prints(source: Source) -> Iterator[Found]:
    for node in source.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
            yield node.lineno, "print()"


@a_rule
def says_nothing(source: Source) -> Iterator[Found]:
    for word in re.split(r"[/_.]", source.path):
        if word in FORBIDDEN_NAMES:
            yield 1, f"“{word}” does not say what is in it"


@a_rule
def sql_outside_its_files(source: Source) -> Iterator[Found]:
    docstrings = {
        node.value
        for node in source.nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in source.nodes:
        if node not in docstrings and SQL.search(_literal(node)):
            yield node.lineno, "SQL lives in .sql files"  # type: ignore[attr-defined]


def _literal(node: ast.AST) -> str:
    """The text of a string, with `{}` where an f-string puts a value."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Constant(value=bytes(text)):
            return text.decode(errors="replace")
        case ast.JoinedStr(values=values):
            return "".join(_literal(it) or "{}" for it in values)
    return ""


@a_rule
def floats_in_the_model(source: Source) -> Iterator[Found]:
    if source.package != "domain":
        return
    for node in source.nodes:
        match node:
            case ast.Name(id="float", lineno=line) | ast.Constant(value=float(), lineno=line):
                yield line, "amounts are whole numbers"


@a_rule
def left_over(source: Source) -> Iterator[Found]:
    debuggers = {"pdb", "ipdb", "pudb"}
    for node in source.nodes:
        match node:
            case ast.Import(names=names) if debuggers & {it.name for it in names}:
                yield node.lineno, "a debugger"
            case ast.ImportFrom(module=module) if module in debuggers:
                yield node.lineno, "a debugger"
            case ast.Call(func=ast.Name(id="breakpoint") | ast.Attribute(attr="set_trace")):
                yield node.lineno, "a breakpoint"


def decides(source: Source) -> bool:
    """Whether this is a capability: it has a class, not a protocol, that decides."""
    return any(
        isinstance(node, ast.ClassDef)
        and not any("Protocol" in ast.unparse(base) for base in node.bases)
        and any(isinstance(it, Function) and it.name == "decide" for it in node.body)
        for node in source.nodes
    )


def tests_of(stem: str) -> str:
    """Where the tests of domain/shop/items are: tests/domain/shop/test_items.py."""
    folder, _, name = stem.rpartition("/")
    return f"tests/{folder}/test_{name}.py"


def crowded_folder(source: Source, paths: Iterable[str]) -> Iterator[Found]:
    """A file that is one too many among the paths of its folder."""
    folder = Path(source.path).parent
    if len({source.path, *(it for it in paths if Path(it).parent == folder)}) > FOLDER_FILES_MAX:
        yield 1, f"more than {FOLDER_FILES_MAX} files in {folder}"


def projection_alone(source: Source, paths: Container[str]) -> Iterator[Found]:
    """A projection's SQL whose module or test is not among the paths."""
    if source.package == "projections" and source.suffix == ".sql":
        stem = source.path.removesuffix(".sql")
        for path in (f"{stem}.py", tests_of(stem)):
            if path not in paths:
                yield 1, f"there is no {path}"


def capability_untested(source: Source, paths: Container[str]) -> Iterator[Found]:
    """A capability whose test is not among the paths."""
    path = tests_of(source.path.removesuffix(".py"))
    if source.package == "domain" and decides(source) and path not in paths:
        yield 1, f"there is no {path}"
