"""The community's database, for as long as a command needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import typer

from api.commands.telling import telling
from api.postgres.private_postgres import start as start_private_postgres
from api.serving.preparing import Urls, held_too_much, make_ready
from api.serving.settings import Settings

NOTHING_THERE: Final = 4


@contextmanager
def database(settings: Settings, *, founding: bool = False) -> Iterator[Urls]:
    """The community's database, with all in it that this version needs."""
    with unprepared(settings, founding=founding) as urls:
        with telling() as tell:
            make_ready(urls, settings.community, tell)
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
