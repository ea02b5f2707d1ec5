"""The next version of the program, which starts while this one serves."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.testclient import TestClient

import projections.ledger.layout
from api.application import create_application
from api.serving.composition import open_community, prepare
from domain.ledger.log import Log
from projections.catalogue import PROJECTIONS
from projections.ledger import definition
from projections.ledger.definition import definition_of
from projections.ledger.projection import Projection
from projections.ledger.runner import Runner
from tests.conftest import COMMUNITY_NAME
from tests.office import Office
from tests.roles import as_owner


@contextmanager
def next_version(
    office: Office, database: str, monkeypatch: pytest.MonkeyPatch, *otherwise: str
) -> Iterator[Office]:
    """It answers these questions from tables of its own, which nobody has filled yet."""

    def defined(kind: type[Projection]) -> str:
        return "otherwise" if kind.question in otherwise else definition_of(kind)

    with monkeypatch.context() as patch:
        patch.setattr(definition, "_digest_of_files", lambda: "the next version")
        patch.setattr(projections.ledger.layout, "definition_of", defined)
        prepare(as_owner(database), COMMUNITY_NAME, database, facts_max=0)
        application = create_application(lambda: open_community(database, office.settings))
        with TestClient(application, raise_server_exceptions=False) as client:
            yield Office(client, office.ledger, office.settings)


def catch_up(database: str) -> None:
    """Let the tables of the version that runs come to the end of the log."""
    log = Log(database, COMMUNITY_NAME)
    runner = Runner(log, PROJECTIONS, database, COMMUNITY_NAME)
    runner.catch_up()
    runner.close()
    log.close()
