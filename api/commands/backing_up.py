"""`chengyin backup` and `chengyin restore`: all of a community in one file, and back again."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from api.backup.archive import Contents
from api.backup.making import make_backup
from api.backup.restoring import BackupFile, look_into, other_settings
from api.backup.restoring import restore as restore_community
from api.backup.sealing import make_key, public_keys, secret_keys
from api.commands.opening import database, unprepared
from api.commands.telling import telling
from api.ledger.books import check_books
from api.serving.settings import Settings
from api.serving.upkeep.at_work import at_work
from api.serving.upkeep.works import BACKUP

NewFile = Annotated[Path, typer.Argument(help="A file that is not there yet.")]


def backup(
    file: NewFile,
    encrypt_for: Annotated[
        Path | None, typer.Option(help="A file with the public key: encrypt the backup.")
    ] = None,
) -> None:
    """Write all of the community but its keys into a file, while others go on working."""
    settings = Settings()
    keys = public_keys(encrypt_for) if encrypt_for else []
    with (
        database(settings) as urls,
        telling() as tell,
        at_work(urls.serving, settings.community, BACKUP, tell) as tell_all,
    ):
        made = make_backup(urls.serving, settings, file, keys, tell_all)
    _tell_contents(made.contents)
    typer.echo(f"{file}  {made.noted.bytes:,} bytes  SHA-256 {made.noted.sha256}")
    folder = settings.data.resolve() / "keys"
    typer.echo(f"密钥不在备份里，请另外保存 {folder}。")
    typer.echo(f"The keys are not in it: keep {folder} apart.")


def backup_key(file: NewFile) -> None:
    """Make a key for encrypted backups: FILE, to be kept apart, and FILE.pub for the server."""
    public_file = file.with_name(f"{file.name}.pub")
    if public_file.exists():
        raise typer.BadParameter(f"{public_file} 已经存在 is there already")
    public = make_key(file)
    public_file.write_text(f"{public}\n", encoding="ascii")
    typer.echo(
        f"{file} 是打开备份用的密钥，请另外保存（可以打印出来）；{public_file} 留在服务器上。"
    )
    typer.echo(f"{file} opens the backups: keep it apart, on paper too. {public_file} makes them.")


def restore(
    file: Path,
    *,
    key: Annotated[Path | None, typer.Option(help="The file that opens an encrypted one.")] = None,
    without_keys: Annotated[
        bool, typer.Option(help="The keys that belong to it are lost.")
    ] = False,
    dry_run: Annotated[bool, typer.Option(help="Read it from end to end only.")] = False,
) -> None:
    """Put a backup into an empty folder or database, and check the books: exit 1 if they differ."""
    settings = Settings()
    given = BackupFile(file, secret_keys(key) if key else [])
    contents = look_into(given, settings, without_keys=without_keys)
    _tell_contents(contents)
    if lines := other_settings(contents, settings):
        typer.echo("备份时的设置与现在不同。These settings were others then:")
        for line in lines:
            typer.echo(f"  {line}")
    if dry_run:
        return
    with unprepared(settings, founding=True) as urls, telling() as tell:
        restore_community(urls, settings, given, contents, tell)
        wrong = asyncio.run(check_books(urls.serving, settings.community, typer.echo))
    for line in wrong:
        typer.echo(line, err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo("已恢复，账目自洽；所有人都要重新登录。")
    typer.echo("Restored, the books are in order; everybody signs in anew.")


def _tell_contents(contents: Contents) -> None:
    for it in contents.tables:
        typer.echo(f"{it.name:<20} {it.rows:>12,} rows  SHA-256 {it.sha256}")
    made = contents.made_at.isoformat(timespec="seconds")
    typer.echo(
        f"schema {contents.community}  {made}  {contents.facts} facts, position {contents.position}"
    )
    for name, mark in contents.keys.items():
        typer.echo(f"{name}.key  {mark}  （不在备份里 not in it）")
