"""`chengyin found`: a community from nothing, as a file, flags and answers say."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from api.commands.opening import database
from api.founding.asking import complete
from api.founding.founder import found
from api.founding.sheet import Malformed, Sheet, Slip, read_sheet, read_toml
from api.serving.settings import Settings
from domain.ledger.refusal import Refusal
from domain.rules.packs import PACKS

MALFORMED: Final = 2
REFUSED: Final = 1
PACK_NAMES: Final = ", ".join(it.name for it in PACKS)


def found_command(
    file: Annotated[Path | None, typer.Argument(help="What to found, as TOML.")] = None,
    *,
    name: Annotated[str | None, typer.Option(help="The community's name.")] = None,
    name_english: Annotated[str | None, typer.Option(help="Its name in English.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="As Asia/Shanghai, for ever.")] = None,
    issuer: Annotated[str | None, typer.Option(help="Who issues certificates.")] = None,
    desk: Annotated[str | None, typer.Option(help="Where the desk is and when.")] = None,
    team: Annotated[list[str] | None, typer.Option(help="A service team; repeatable.")] = None,
    grid: Annotated[list[str] | None, typer.Option(help="A grid; repeatable.")] = None,
    admin: Annotated[str | None, typer.Option(help="The administrator's username.")] = None,
    rules: Annotated[str | None, typer.Option(help=f"A pack: {PACK_NAMES}.")] = None,
) -> None:
    """Found a community: all of it or, where something is wrong, nothing.

    At a terminal you are asked for what neither file nor flags say. A password is asked for or
    stands in the file; without one it is made up, told once and changed at the first sign-in.
    """
    flags = {
        "name": name,
        "name_english": name_english,
        "time_zone": time_zone,
        "issuer": issuer,
        "desk": desk,
        "teams": team,
        "grids": grid,
    }
    settings = Settings()
    try:
        sheet = _sheet(file, flags, {"admin": {"username": admin}, "rules": {"pack": rules}})
    except Malformed as malformed:
        for slip in malformed.slips:
            typer.echo(_told(slip, file), err=True)
        typer.echo("什么都没有成立。Nothing was founded.", err=True)
        raise typer.Exit(MALFORMED) from None
    try:
        with database(settings, founding=True) as urls:
            version = asyncio.run(found(urls.serving, settings, sheet, _show))
    except Refusal as refusal:
        typer.echo(f"{refusal.sentence()}\n{refusal.sentence('en')}", err=True)
        raise typer.Exit(REFUSED) from None
    _tell(sheet, version, settings)


def _sheet(file: Path | None, flags: dict[str, Any], in_tables: dict[str, dict[str, Any]]) -> Sheet:
    """What is to be founded; what a flag says goes before the file. Raises Malformed."""
    said, text = read_toml(file.read_bytes()) if file else ({}, "")
    said |= {name: it for name, it in flags.items() if it}
    for table, keys in in_tables.items():
        wanted = {key: it for key, it in keys.items() if it}
        if wanted and isinstance(said.setdefault(table, {}), dict):
            said[table] |= wanted
    return read_sheet(complete(said) if sys.stdin.isatty() else said, text)


def _told(slip: Slip, file: Path | None) -> str:
    where = f"{file}:{slip.line}: " if file and slip.line else f"{file}: " if file else ""
    named = f"{slip.where} " if slip.where else ""
    return f"{where}{named}{slip.zh} {named}{slip.en}"


def _show(password: str) -> None:
    typer.echo(f"密码 password  {password}")
    typer.echo("只显示这一次，第一次登录时要改。Shown once; changed at the first sign-in.")


def _tell(sheet: Sheet, version: str, settings: Settings) -> None:
    admin, pack = sheet.admin, sheet.rules.chosen
    typer.echo(f"“{sheet.name}”成立了。“{sheet.name}” was founded.")
    typer.echo(f"规则 rules  {version}（{pack.zh} {pack.en}；{pack.source}）")
    if pack.left_out_zh:
        typer.echo(f"  这里不管的：{pack.left_out_zh}。\n  Not kept here: {pack.left_out_en}.")
    typer.echo(f"管理员 administrator  {admin.username}")
    address = f"http://{settings.host}:{settings.port}/"
    typer.echo(f"下一步 next: chengyin serve, {address}")
    if sheet.time_zone != settings.time_zone:
        typer.echo("正在运行的服务请重新启动。Restart what serves already: the time zone is new.")
