"""The house style holds in every file, and each of its rules can fail."""

from collections.abc import Iterator
from functools import cache

import pytest

from tests import house_style as style
from tests.house_style import PACKAGES, Found, Rule, Source, offences, sources


def holds(rule: Rule, *folders: str, except_in: dict[str, str] | None = None) -> None:
    excepted = except_in or {}
    found = offences(rule, (it for it in sources(*folders) if it.path not in excepted))
    assert not found, "\n" + "\n".join(found)
    needless = [it for it in sources(*folders) if it.path in excepted and not [*rule(it)]]
    gone = excepted.keys() - {it.path for it in sources(*folders)}
    assert not needless and not gone, f"no longer needs an exception: {needless or gone}"


TWENTY = {f"api/crowd/page{number}.py" for number in range(20)}


@cache
def paths() -> set[str]:
    return {it.path for it in sources(*PACKAGES, "tests", "benchmarks", "docker")}


def crowded_folder(source: Source) -> Iterator[Found]:
    return style.crowded_folder(source, paths() | TWENTY)


def projection_alone(source: Source) -> Iterator[Found]:
    return style.projection_alone(source, paths())


def capability_untested(source: Source) -> Iterator[Found]:
    return style.capability_untested(source, paths())


def test_a_file_has_at_most_300_lines() -> None:
    holds(style.long_file, *PACKAGES, "docker")


def test_a_folder_has_at_most_20_files() -> None:
    holds(crowded_folder, *PACKAGES, "tests", "benchmarks", "docker")


def test_a_line_has_at_most_100_columns() -> None:
    holds(style.long_line, *PACKAGES, "docker")


def test_a_function_has_at_most_50_lines() -> None:
    holds(style.long_function, *PACKAGES, "docker")


def test_everything_public_in_the_model_has_a_docstring() -> None:
    holds(style.public_without_docstring, "domain")


def test_every_module_is_said_in_one_sentence_on_its_first_line() -> None:
    holds(style.module_not_said_in_one_sentence, *PACKAGES, "docker")


def test_nothing_is_left_to_do_in_a_comment() -> None:
    holds(style.unfinished, *PACKAGES)


def test_a_silenced_check_says_why() -> None:
    holds(style.silenced_without_reason, *PACKAGES, "tests", "docker")


def test_errors_of_the_programmer_are_never_caught() -> None:
    holds(style.catches_everything, *PACKAGES, except_in=style.MAY_CATCH_EVERYTHING)


def test_nothing_is_printed() -> None:
    holds(style.prints, *PACKAGES)


def test_a_module_is_named_by_what_is_in_it() -> None:
    holds(style.says_nothing, *PACKAGES, "tests")


def test_sql_lives_in_sql_files() -> None:
    holds(style.sql_outside_its_files, *PACKAGES, except_in=style.MAY_HOLD_SQL)


def test_there_are_no_floats_in_the_model() -> None:
    holds(style.floats_in_the_model, "domain")


def test_no_debugger_is_left_over() -> None:
    holds(style.left_over, *PACKAGES, "tests")


def test_a_projection_is_three_files_with_one_stem() -> None:
    holds(projection_alone, "projections")


def test_a_capability_has_a_test_with_its_stem() -> None:
    holds(capability_untested, "domain")


DECIDES = '"""Helping."""\nclass Help:\n    def decide(self, view, stamp): ...\n'

BROKEN = [
    (style.long_file, "api/page.css", "a {}\n" * 301, 301),
    (style.long_file, "projections/stock.sql", "SELECT 1;\n" * 301, 301),
    (style.long_line, "api/a.py", "\n" + "x" * 101, 2),
    (style.long_line, "api/a.py", "#" + "银" * 50, 1),
    (style.long_function, "api/a.py", "\n@cache\ndef f():\n" + "    f()\n" * 50, 3),
    (style.public_without_docstring, "domain/a.py", "x = 1", 1),
    (style.public_without_docstring, "domain/a.py", '"""A."""\nclass A:\n    x: int', 2),
    (style.public_without_docstring, "domain/a.py", '"""A."""\n\nasync def f(): ...', 3),
    (
        style.public_without_docstring,
        "domain/a.py",
        '"""A."""\nclass _A:\n    def f(self): ...',
        3,
    ),
    (style.module_not_said_in_one_sentence, "api/a.py", "# A.\n", 1),
    (style.module_not_said_in_one_sentence, "api/a.py", '"""\nA page.\n"""', 1),
    (style.module_not_said_in_one_sentence, "api/a.py", '"""A page"""', 1),
    (style.module_not_said_in_one_sentence, "api/a.py", '"""A page. Its form."""', 1),
    (style.unfinished, "api/a.py", "x = 1\ny = 2  # TO" + "DO: later", 2),
    (style.unfinished, "api/a.js", "// FIX" + "ME", 1),
    (style.silenced_without_reason, "api/a.py", "x = 1  # no" + "qa", 1),
    (style.silenced_without_reason, "api/a.py", "x = 1  # no" + "qa: S608", 1),
    (style.silenced_without_reason, "api/a.py", "x = 1  # type: ig" + "nore", 1),
    (style.catches_everything, "api/a.py", "try: f()\nexcept Exception: pass", 2),
    (style.catches_everything, "api/a.py", "try: f()\nexcept: x = 1", 2),
    (style.catches_everything, "api/a.py", "try: f()\nexcept (A, BaseException): raise B", 2),
    (style.prints, "api/a.py", "x = 1\nprint(x)", 2),
    (style.says_nothing, "api/utils.py", "", 1),
    (style.says_nothing, "domain/base/a.py", "", 1),
    (style.says_nothing, "projections/stock_manager.sql", "", 1),
    (style.sql_outside_its_files, "api/a.py", 'x = "SELECT a\\nFROM b"', 1),
    (style.sql_outside_its_files, "api/a.py", 'x = f"SELECT a FROM {b}"', 1),
    (style.sql_outside_its_files, "api/a.py", '\nx = b"insert into a values (1)"', 2),
    (style.sql_outside_its_files, "api/a.py", 'x = "UPDATE a SET b = 1"', 1),
    (style.floats_in_the_model, "domain/a.py", "def f(rate: float): ...", 1),
    (style.floats_in_the_model, "domain/a.py", "x = 1\ny = 0.5", 2),
    (style.left_over, "api/a.py", "import os, pdb", 1),
    (style.left_over, "tests/a.py", "x = 1\nbreakpoint()", 2),
    (crowded_folder, "api/crowd/one_more.py", "", 1),
    (projection_alone, "projections/shop/made_up.sql", "", 1),
    (capability_untested, "domain/shop/made_up.py", DECIDES, 1),
]


@pytest.mark.parametrize(
    ("rule", "path", "text", "line"), BROKEN, ids=lambda it: getattr(it, "__name__", "")
)
def test_a_rule_names_the_line_that_breaks_it(rule: Rule, path: str, text: str, line: int) -> None:
    found = offences(rule, [Source(path, text)])
    assert {it.split(" ")[0] for it in found} == {f"{path}:{line}:"}


KEPT = [
    (style.long_line, "api/a.py", "x" * 100),
    (style.long_function, "api/a.py", "def f():\n" + "    f()\n" * 49),
    (style.public_without_docstring, "api/a.py", "def f(): ..."),
    (style.public_without_docstring, "domain/a.py", '"""A."""\ndef _f(): ...'),
    (style.module_not_said_in_one_sentence, "api/a.py", '"""Reads `.sql` files, e.g. ours."""\n'),
    (style.module_not_said_in_one_sentence, "api/a.py", '"""One sentence.\n\nMore of it.\n"""'),
    (style.unfinished, "api/a.py", 'x = "TO' + 'DO"'),
    (style.silenced_without_reason, "api/a.py", "x  # no" + "qa: S608, S105 - a fixed list"),
    (style.catches_everything, "api/a.py", "try: f()\nexcept Exception:\n    g()\n    raise"),
    (style.catches_everything, "api/a.py", "try: f()\nexcept ValueError: g()"),
    (style.sql_outside_its_files, "api/a.py", '"""SELECT a FROM b."""'),
    (style.sql_outside_its_files, "api/a.py", 'x = "Select a member from the list."'),
    (style.floats_in_the_model, "api/a.py", "x = 0.5"),
]


@pytest.mark.parametrize(("rule", "path", "text"), KEPT, ids=lambda it: getattr(it, "__name__", ""))
def test_a_rule_leaves_alone_what_keeps_it(rule: Rule, path: str, text: str) -> None:
    assert offences(rule, [Source(path, text)]) == []


def test_every_rule_is_shown_to_fail() -> None:
    assert {*style.RULES, crowded_folder, projection_alone, capability_untested} == {
        rule for rule, *_ in BROKEN
    }
