"""What tests of sources ask: a server on loopback, and a checker that finds it."""

import threading
from collections.abc import Iterator

import pytest

from portal.editorial.source_checks import Checker
from tests.editorial.link_server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def checker(server: Server) -> Checker:
    return Checker(pause=0, locate=server.locate, agent="Essai/1.0 (+https://portail.example/)")
