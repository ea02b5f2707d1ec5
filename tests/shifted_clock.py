"""A plugin of pytest for runs under libfaketime: waiting there needs another way to sleep.

Its `clock_nanosleep` cannot wait until a moment of a monotonic clock that it leaves alone, as it
has to: a lock's timeout would never come otherwise. Python's `time.sleep` rests on that call.
"""

import select
import time


def _sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


time.sleep = _sleep
