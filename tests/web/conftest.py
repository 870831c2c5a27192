import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.test import Client

from barometre.web.database import embedded

COMMAND = Path(sys.executable).with_name("barometre")


@pytest.fixture
def client(published) -> Client:
    """A visitor, in process, at a host name that the instance serves."""
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


@pytest.fixture(scope="session")
def own_server(tmp_path_factory):
    """A PostgreSQL apart from that of the pages, for tests that write or kill."""
    with embedded(tmp_path_factory.mktemp("server") / "postgresql") as url:
        yield url


@pytest.fixture(scope="session")
def make_instance(own_server, tmp_path_factory):
    """Make an instance: a folder, an empty database, and ways to run commands and queries on them."""

    def make(name):
        with psycopg.connect(own_server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        url = own_server.replace("/postgres?", f"/{name}?")
        var = tmp_path_factory.mktemp(name)
        environment = os.environ | {"BAROMETRE_VAR": str(var), "DATABASE_URL": url, "BAROMETRE_OPERATOR": "Ville"}
        environment["PYTHONPATH"] = str(Path(__file__).parents[1])

        def start(*words):
            return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        def run(*words):
            process = start(COMMAND, *map(str, words))
            output, error = process.communicate(timeout=300)
            return process.returncode, output, error

        return SimpleNamespace(command=COMMAND, url=url, var=var, run=run, start=start)

    return make
