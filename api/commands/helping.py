"""Commands by which the machine's owner helps people whom nobody else in the office can help."""

import asyncio
from typing import Final

import typer

from api.commands.opening import database
from api.people.second_factor import remove_at_the_machine
from api.serving.composition import open_community
from api.serving.doors.security_log import keep_log
from api.serving.settings import Settings
from domain.ledger.refusal import Refusal

REFUSED: Final = 1

second_factor = typer.Typer(no_args_is_help=True, help="Codes that people sign in with.")


@second_factor.command("remove")
def remove(username: str) -> None:
    """Let somebody who lost their phone sign in without a code, as a fact of the office."""
    settings = Settings()
    keep_log(settings.security_log)
    try:
        with database(settings) as urls:
            position = asyncio.run(_remove(urls.serving, settings, username))
    except Refusal as no:
        typer.echo(f"{no.sentence('zh')}\n{no.sentence('en')}", err=True)
        raise typer.Exit(REFUSED) from None
    typer.echo(f"已取消 {username} 的两步验证（账本第 {position} 条）。")
    typer.echo(f"The second factor of {username} was taken away (fact {position}).")


async def _remove(url: str, settings: Settings, username: str) -> int:
    async with open_community(url, settings) as community:
        return await remove_at_the_machine(community, username)
