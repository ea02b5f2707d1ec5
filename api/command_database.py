"""What commands stand on: the community's database, and how far their work has come."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

import typer
from rich.progress import Progress, TaskID

from api.postgres.private_postgres import start as start_private_postgres
from api.serving.preparing import Urls, held_too_much, make_ready
from api.serving.settings import Settings

Tell: TypeAlias = Callable[[str, int, int], None]

NOTHING_THERE: Final = 4


@contextmanager
def database(settings: Settings, *, founding: bool = False) -> Iterator[Urls]:
    """The community's database, with all in it that this version needs."""
    with unprepared(settings, founding=founding) as urls:
        make_ready(urls, settings.community)
        yield urls


@contextmanager
def unprepared(settings: Settings, *, founding: bool = False) -> Iterator[Urls]:
    """The community's database as it is; the private one runs for as long as it is used.

    It is made when `founding`; in a wrong folder, where there is none, other commands say so.
    """
    if settings.database_url:
        yield Urls(settings.database_url, settings.setup_database_url)
        return
    if not (founding or (settings.data / "postgres").exists()):
        folder = settings.data.resolve()
        typer.echo(f"{folder} 里没有社区的数据，请用 CHENGYIN_DATA 指明。", err=True)
        typer.echo(f"There is no community's data in {folder}: name it in CHENGYIN_DATA.", err=True)
        raise typer.Exit(NOTHING_THERE)
    with start_private_postgres(settings.data / "postgres") as private:
        yield Urls(private.url, private.setup_url)


def warn(urls: Urls, settings: Settings) -> None:
    """Say before serving what the role that serves may do and should not."""
    for line in held_too_much(urls, settings.community):
        typer.echo(line, err=True)


@contextmanager
def telling() -> Iterator[Tell]:
    """Show progress: a bar on a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        told: dict[str, int] = {}

        def tell(what: str, done: int, all_of_them: int) -> None:
            percent = 100 * done // max(all_of_them, 1)
            if percent // 10 != told.get(what, -1):
                told[what] = percent // 10
                typer.echo(f"{what}: {done}/{all_of_them} ({percent} %)", err=True)

        yield tell
        return
    with Progress(transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, all_of_them: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what)
            bars.update(tasks[what], completed=done, total=all_of_them)

        yield show
