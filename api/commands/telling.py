"""How far long work has come, told on the terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.progress import Progress, TaskID

from api.serving.upkeep.at_work import Tell


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
    bars, tasks = Progress(transient=True), dict[str, TaskID]()

    def show(what: str, done: int, all_of_them: int) -> None:
        if what not in tasks:
            bars.start()
            tasks[what] = bars.add_task(what)
        bars.update(tasks[what], completed=done, total=all_of_them)

    try:
        yield show
    finally:
        if tasks:
            bars.stop()
