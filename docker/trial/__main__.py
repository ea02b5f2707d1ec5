"""`docker/try`: builds the image and tries what compose.yaml says, without a container engine.

As root on Debian, with the packages buildah, crun, debootstrap, git, iproute2 and python3-yaml.
Debian's Python and PostgreSQL stand in for the two images that are named; nothing but Debian's
packages and PyPI's is fetched. It ends with a table of what was tried, exit code 0 when all went
well, and leaves nothing behind but the cache.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from docker.trial import composition
from docker.trial.composition import Unreadable
from docker.trial.images import PACKAGES, TOP, Images
from docker.trial.kernel import Failed, leave_the_network, run, take_mounts_of_our_own
from docker.trial.telling import Table, tell
from docker.trial.trials import NEW, OLD, REQUIRED, Trials

NEEDED: Final = ("buildah", "crun", "debootstrap", "git", "ip")


def main() -> int:
    """Try everything: 0 when all went well, 1 when something did not, 2 when it cannot be tried."""
    wanted = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if lacking := _lacking():
        tell(f"This needs {lacking}.")
        return 2
    table = Table()
    try:
        _try(wanted, table)
    except (Failed, Unreadable) as failed:
        tell(f"\n{failed}\n")
    tell("\n".join(table.lines()))
    for key, why in composition.read(dict.fromkeys(REQUIRED, "x")).untried.items():
        tell(f"Not tried: {key}: {why}.")
    return 0 if table.is_whole else 1


def _arguments() -> argparse.Namespace:
    told = argparse.ArgumentParser("docker/try", description=__doc__)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    told.formatter_class = argparse.RawDescriptionHelpFormatter
    told.add_argument(
        "--cache",
        type=Path,
        default=home / "chengyin",
        help="where Debian's packages are kept between two runs (%(default)s)",
    )
    told.add_argument("--mirror", default="http://deb.debian.org/debian", help="%(default)s")
    told.add_argument(
        "--from",
        dest="earlier",
        metavar="COMMIT",
        help="the version that is there before the upgrade (the one before a table last changed)",
    )
    told.add_argument("--logs", type=Path, help="a new folder that keeps what containers wrote")
    return told.parse_args()


def _lacking() -> str:
    if os.geteuid():
        return "root: it mounts, and makes networks"
    return ", ".join(it for it in NEEDED if not shutil.which(it))


def _try(wanted: argparse.Namespace, table: Table) -> None:
    take_mounts_of_our_own()
    wanted.cache.mkdir(parents=True, exist_ok=True)
    with _work(wanted.cache, wanted.logs) as work:
        earlier = _commit(wanted.earlier)
        images = Images(work, wanted.cache, wanted.mirror)
        for name in PACKAGES:
            table.tried(f"a stand-in of {name}", partial(images.take, name))
        table.tried(f"the image of {earlier}", lambda: images.build(OLD, earlier))
        table.tried("the image of what is here", lambda: images.build(NEW))
        leave_the_network()
        trials = Trials(images, work)
        try:
            for what, act in trials.all():
                table.tried(what, act)
            table.is_whole = True
        finally:
            trials.remove()


@contextmanager
def _work(cache: Path, logs: Path | None) -> Iterator[Path]:
    """A folder for all that is made, gone at the end; beside the cache, since it is large."""
    work = Path(tempfile.mkdtemp(prefix="try-", dir=cache))
    try:
        yield work
    finally:
        if logs:
            logs.mkdir(parents=True)
            for log in work.rglob("*.log"):
                if "store" not in log.relative_to(work).parts:
                    shutil.copy(log, logs)
        _remove(work)


def _remove(work: Path) -> None:
    """What is still mounted there first: the store's layers are seen by this process alone."""
    mounted = [line.split(" ")[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    for place in reversed([it for it in mounted if Path(it).is_relative_to(work)]):
        run("umount", "--lazy", place)
    shutil.rmtree(work)


def _commit(named: str | None) -> str:
    """The short name of a commit; raises Failed where there is none, as in a shallow clone."""
    try:
        if not named:
            named = run("git", "-C", TOP, "log", "-1", "--format=%H^", "--", "*.sql").strip()
        return run("git", "-C", TOP, "rev-parse", "--short", f"{named}^{{commit}}").strip()
    except Failed as failed:
        raise Failed(f"name an earlier version with --from COMMIT\n{failed}") from None


sys.exit(main())
