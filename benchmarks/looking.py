"""Looking at something again and again, in a thread, while something else is measured."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def looking(look: Callable[[], None], *, every_seconds: float) -> Iterator[None]:
    """Call `look` with pauses of so many seconds for as long as the block lasts."""
    stopped = Event()

    def go_on() -> None:
        while not stopped.wait(every_seconds):
            look()

    looker = Thread(target=go_on)
    looker.start()
    try:
        yield
    finally:
        stopped.set()
        looker.join()
