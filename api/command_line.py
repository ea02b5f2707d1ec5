"""The command line: `chengyin …`, for the office and for whoever runs the service."""

import asyncio
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import Annotated, Final

import typer
from pydantic import ValidationError

from api.backup.refusing import NoBackup
from api.capabilities import WORKBOOKS, workbook_of
from api.commands import backing_up
from api.commands.founding import found_command
from api.commands.helping import second_factor
from api.commands.opening import database, unprepared, warn
from api.commands.telling import telling
from api.demo.founding import Demo, found_demo
from api.founding.carrying import carry_forward
from api.founding.taking_over import take_over
from api.ledger.books import check_books
from api.ledger.export import Format
from api.ledger.export import export as export_lines
from api.postgres.private_postgres import NoPrivatePostgres, end_in_order_when_told_to
from api.projecting import project as run_projections
from api.server import refuse_taken_port
from api.server import serve as serve_community
from api.serving.composition import open_community, prepare, zone_of
from api.serving.preparing import held_too_much, url_for_setting_up
from api.serving.settings import Settings
from api.serving.upkeep.at_work import at_work
from api.serving.upkeep.checks import CHECKING
from api.serving.upkeep.works import REBUILD, Stopped
from api.workbooks.importing import import_file
from api.workbooks.kinds import Workbook
from api.workbooks.opened.failures import UnreadableWorkbook
from api.workbooks.refused_rows import write_refused_rows
from api.workbooks.report import Report
from api.workbooks.resembling import Choice
from api.workbooks.rows import Book
from domain.ledger.log import Log, NotSetUp, Unreachable
from projections.catalogue import PROJECTIONS
from projections.ledger.layout import VersionBeforeRuns
from projections.ledger.runner import Runner
from projections.replaying.rebuilding import rebuild as rebuild_projections

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="橙银 Chengyin: time bank and charity supermarket for communities.",
)

cli.add_typer(second_factor, name="second-factor")

KINDS: Final = [it.kind for it in WORKBOOKS]

ALL_TAKEN: Final = 0
DIFFERENCES: Final = 1
NOT_THIS_KIND: Final = 2
SOME_REFUSED: Final = 3
STOPPED: Final = 5


def main() -> None:
    """Run a command; a database that cannot be had is said in plain words, with exit status 1."""
    os.environ.setdefault("PGAPPNAME", "chengyin")  # the version before gave no name
    end_in_order_when_told_to()
    try:
        cli()
    except (NoPrivatePostgres, NotSetUp, VersionBeforeRuns) as missing:
        typer.echo(str(missing), err=True)
        sys.exit(1)
    except Unreachable as away:
        typer.echo(f"数据库连接不上。The database cannot be reached: {away}", err=True)
        sys.exit(1)
    except NoBackup as refused:
        typer.echo(str(refused), err=True)
        sys.exit(NOT_THIS_KIND)
    except Stopped:
        typer.echo("已在总账首页被停下，没有留下半成品。", err=True)
        typer.echo("Stopped on the ledger's first page: nothing half done was left.", err=True)
        sys.exit(STOPPED)
    except OSError as error:
        typer.echo(f"{error.filename or ''} {error.strerror or error}".strip(), err=True)
        sys.exit(1)
    except ValidationError as invalid:
        for wrong in invalid.errors():
            name = "_".join(str(part) for part in ("CHENGYIN", *wrong["loc"])).upper()
            typer.echo(f"{name}: {wrong['msg']}", err=True)
        sys.exit(1)


@cli.command()
def serve() -> None:
    """Serve a community."""
    settings = Settings()
    refuse_taken_port(settings)
    with database(settings, founding=True) as urls:
        warn(urls, settings)
        for line in asyncio.run(take_over(urls.serving, settings)):
            typer.echo(line, err=True)
        asyncio.run(carry_forward(urls.serving, settings))
        typer.echo(f"http://{settings.host}:{settings.port}/")
        serve_community(urls.serving, settings)


cli.command("found")(found_command)


@cli.command("prepare")
def prepare_command() -> None:
    """Set up the database, or upgrade it for this version, in the name of the role for that."""
    settings = Settings()
    with unprepared(settings, founding=True) as urls, telling() as tell:
        name = settings.community
        prepare(urls.setting_up, name, urls.serving, facts_max=sys.maxsize, tell=tell)
    typer.echo("数据库已准备好。The database is ready for this version.")


@cli.command()
def project() -> None:
    """Take the projections along the log, as a process of its own."""
    settings = Settings()
    with database(settings) as urls:
        warn(urls, settings)
        run_projections(urls.serving, settings, Event())


@cli.command()
def demo(
    empty: Annotated[bool, typer.Option(help="People of each role, teams and rules only.")] = False,
) -> None:
    """Make the demo community on the first start, print its sign-ins, and serve it."""
    settings = Settings()
    refuse_taken_port(settings)
    with database(settings, founding=True) as urls:
        warn(urls, settings)
        with telling() as tell:
            founded = asyncio.run(found_demo(urls.serving, settings, empty=empty, tell=tell))
        asyncio.run(carry_forward(urls.serving, settings))
        _print_demo(founded, settings)
        serve_community(urls.serving, settings)


def _print_demo(demo: Demo, settings: Settings) -> None:
    address = f"http://{settings.host}:{settings.port}"
    typer.echo(f"\n橙银 Chengyin  {address}/")
    typer.echo(f"公示栏 notice board  {address}/board    接口 interface  {address}/docs\n")
    typer.echo("用户名 username      密码 password       角色 role")
    for username, role in demo.sign_ins:
        typer.echo(f"{username:<20} {demo.password:<19} {role}")
    typer.echo("")


@cli.command("import")
def import_command(
    kind: Annotated[str, typer.Argument(help=", ".join(KINDS))],
    file: Path,
    *,
    dry_run: Annotated[bool, typer.Option(help="Record nothing, report the same.")] = False,
    resembling: Annotated[Choice, typer.Option(help="Rows like earlier ones.")] = "refuse",
    report: Annotated[Path | None, typer.Option(help="Write the report as JSON.")] = None,
    errors: Annotated[Path | None, typer.Option(help="Write the refused rows as .xlsx.")] = None,
) -> None:
    """Take in one workbook of the office: exit 0 all taken, 3 some refused, 2 not this kind."""
    settings = Settings()
    if kind not in KINDS:
        raise typer.BadParameter(f"{kind} (known: {', '.join(KINDS)})")
    for written in (report, errors):
        if written and not written.parent.is_dir():
            raise typer.BadParameter(f"{written.parent} 不是文件夹 is no folder")
    try:
        with database(settings) as urls, telling() as tell:
            what = workbook_of(kind), file, dry_run, resembling
            found, book = asyncio.run(_import(urls.serving, settings, what, tell))
    except UnreadableWorkbook as unreadable:
        typer.echo(f"{unreadable.message_zh}\n{unreadable.message_en}", err=True)
        raise typer.Exit(NOT_THIS_KIND) from None
    except OSError as error:
        typer.echo(f"{file}: {error.strerror}", err=True)
        raise typer.Exit(NOT_THIS_KIND) from None
    for line in found.lines():
        typer.echo(line)
    if report:
        report.write_text(found.as_text(), encoding="utf-8")
    if errors:
        write_refused_rows(errors, book.columns, found.refused_rows())
    raise typer.Exit(SOME_REFUSED if found.rejected else ALL_TAKEN)


async def _import(
    url: str,
    settings: Settings,
    what: tuple[Workbook, Path, bool, Choice],
    tell: Callable[[str, int, int], None],
) -> tuple[Report, Book]:
    workbook, file, dry_run, chosen = what
    runner = Runner(Log(url, settings.community), PROJECTIONS, url, settings.community)
    runner.catch_up()
    async with open_community(url, settings) as community:
        found = await import_file(
            community,
            workbook,
            file,
            dry_run=dry_run,
            resembling=chosen,
            progress=partial(tell, file.name),
        )
    runner.catch_up()
    runner.close()
    return found


@cli.command()
def rebuild(questions: Annotated[list[str] | None, typer.Argument()] = None) -> None:
    """Rebuild projections from the log, all of them or those named, while others go on reading."""
    known = [it.question for it in PROJECTIONS]
    if unknown := sorted(set(questions or ()) - set(known)):
        raise typer.BadParameter(f"{', '.join(unknown)} (known: {', '.join(known)})")
    settings = Settings()
    with database(settings) as urls, telling() as tell:
        url, community = url_for_setting_up(urls, settings.community), settings.community
        projections = [it for it in PROJECTIONS if it.question in (questions or known)]
        with at_work(url, community, REBUILD, tell) as tell_all:
            progress = partial(tell_all, REBUILD)
            taken = rebuild_projections(url, community, projections, progress)
    typer.echo(f"{len(projections)} projections, {taken} facts taken in")


@cli.command("check-books")
def check_books_command() -> None:
    """Check that units sum to zero, nobody owes, projections equal a replay; else exit 1."""
    settings = Settings()
    with database(settings) as urls:
        for line in held_too_much(urls, settings.community):
            typer.echo(line)
        with telling() as tell:
            progress = partial(tell, CHECKING)
            wrong = asyncio.run(check_books(urls.serving, settings.community, typer.echo, progress))
    for line in wrong:
        typer.echo(line, err=True)
    if wrong:
        raise typer.Exit(DIFFERENCES)
    typer.echo("账目自洽（账本和各报表一致；货架是否账实相符，要看盘点）。The books are in order.")


@cli.command()
def export(
    format: Annotated[Format, typer.Argument(help="beancount, csv or cloudevents")],
    output: Annotated[Path | None, typer.Option(help="A file; else standard output.")] = None,
) -> None:
    """Write the whole ledger for other tools."""
    settings = Settings()
    with database(settings) as urls:
        log = Log(urls.serving, settings.community)
        lines = export_lines(log, zone_of(log, settings), settings.community, format)
        if output:
            with output.open("w", encoding="utf-8", newline="") as file:
                file.writelines(lines)
        else:
            sys.stdout.writelines(lines)


cli.command("backup")(backing_up.backup)
cli.command("backup-key")(backing_up.backup_key)
cli.command("restore")(backing_up.restore)


if __name__ == "__main__":
    main()
