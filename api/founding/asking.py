"""Asking at the terminal for what neither the file nor the flags say."""

from copy import deepcopy
from typing import Any, Final, NamedTuple

import typer

from api.founding.sheet import TIME_ZONE, Malformed, read_sheet
from domain.rules.packs import PACKS

SEPARATORS: Final = str.maketrans("，、,;；", "     ")


class Question(NamedTuple):
    """What is asked for, and what it is where nothing is typed."""

    place: tuple[str, ...]
    words: str
    otherwise: str = ""
    are_several: bool = False


QUESTIONS: Final = (
    Question(("name",), "社区名称 Name of the community"),
    Question(("name_english",), "英文名称（可空）Its name in English, or nothing"),
    Question(("time_zone",), "时区 Time zone", TIME_ZONE),
    Question(("issuer",), "记录单出具单位（可空）Who issues certificates, or nothing"),
    Question(("desk",), "服务台在哪里、何时开（可空）Where the desk is and when, or nothing"),
    Question(("teams",), "服务队，空格分开（可空）Service teams, or nothing", are_several=True),
    Question(("grids",), "网格，空格分开（可空）Grids, or nothing", are_several=True),
    Question(("admin", "username"), "管理员用户名 The administrator's username", "admin"),
    Question(("admin", "name"), "管理员姓名 The administrator's name", "管理员"),
    Question(("rules", "pack"), "规则 Rules", PACKS[0].name),
)
ASKED_LAST: Final = "管理员密码（空着就由系统编一个）The password, or nothing: one is made up"


def complete(said: dict[str, Any]) -> dict[str, Any]:
    """What was said, with answers to all that was not."""
    whole = deepcopy(said)
    for it in QUESTIONS:
        if not _is_said(whole, it.place):
            if it.place == ("rules", "pack"):
                _tell_packs()
            _ask(whole, it)
    if not _is_said(whole, ("admin", "password")):
        _ask_for_password(whole)
    return whole


def _is_said(said: dict[str, Any], place: tuple[str, ...]) -> bool:
    found: Any = said
    for part in place:
        if not isinstance(found, dict):  # a mistake, which is told later
            return True
        if part not in found:
            return False
        found = found[part]
    return True


def _tell_packs() -> None:
    for it in PACKS:
        typer.echo(f"  {it.name:<26}{it.zh}  {it.en}")


def _ask(said: dict[str, Any], question: Question) -> None:
    def read(typed: str) -> Any:
        answer = typed.translate(SEPARATORS).split() if question.are_several else typed.strip()
        _require(question.place, answer)
        return answer

    default = question.otherwise if question.place != ("name",) else None
    answer = typer.prompt(question.words, default=default, show_default=bool(default),
                          value_proc=read)  # fmt: skip
    _put(said, question.place, answer)


def _ask_for_password(said: dict[str, Any]) -> None:
    def read(typed: str) -> str:
        if typed:
            _require(("admin", "password"), typed)
        return typed

    hide: dict[str, Any] = {"hide_input": True, "show_default": False, "default": ""}
    typed = typer.prompt(ASKED_LAST, value_proc=read, **hide)
    if typed and typer.prompt("再输一次 Once more", **hide) != typed:
        typer.echo("两次不一样，请再输。They differ: type it again.")
        _ask_for_password(said)
    elif typed:
        _put(said, ("admin", "password"), typed)


def _require(place: tuple[str, ...], answer: Any) -> None:
    """See that an answer can be taken. Raises what has the question asked again."""
    alone: dict[str, Any] = {"name": "社区"}
    _put(alone, place, answer)
    try:
        read_sheet(alone)
    except Malformed as malformed:
        raise typer.BadParameter(f"{malformed.slips[0].zh} {malformed.slips[0].en}") from None


def _put(said: dict[str, Any], place: tuple[str, ...], answer: Any) -> None:
    *tables, key = place
    for table in tables:
        said = said.setdefault(table, {})
    said[key] = answer
