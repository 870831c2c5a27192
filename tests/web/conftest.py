import os
import sys
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.db import transaction
from django.test import Client

from barometre.web.database import embedded
from preparation import copy_server, database_of
from resident import Started, resident
from townhall_visits import Box, served

COMMAND = Path(sys.executable).with_name("barometre")


@pytest.fixture
def client(published) -> Client:
    """A visitor, in process, at a host name that the instance serves."""
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


@pytest.fixture
def undone(published):
    """What a test writes is undone at its end: others read the same database."""
    with transaction.atomic():
        yield published
        transaction.set_rollback(True)


@pytest.fixture
def as_member(undone):
    """Open /gestion/ as a member of a group."""
    from django.contrib.auth.models import Group, User

    def make(group):
        user = User.objects.create_user(group, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        return client

    return make


@pytest.fixture(scope="session")
def mail_server():
    """A server of mail, and what it received."""
    box = Box()
    with served(box) as port:
        yield SimpleNamespace(box=box, port=port)


@pytest.fixture(scope="session")
def own_server(shared, tmp_path_factory):
    """A PostgreSQL apart from that of the pages, for tests that write or kill: a copy of one made for all workers."""
    folder = tmp_path_factory.mktemp("server") / "postgresql"
    copy_server(shared, folder)
    with embedded(folder) as url:
        yield url


@pytest.fixture(scope="session")
def upgraded(own_server):
    """Name of its database with the tables and the content of this version, that others are copied from."""
    return "upgraded"


@pytest.fixture(scope="module")
def make_instance(own_server, upgraded, tmp_path_factory):
    """Make an instance: a folder, a database, empty or with its tables, and ways to run commands and queries on them.

    `run` runs a command beside others in one process, `start` starts one.
    """
    with ExitStack() as processes:

        def make(name, template="template1"):
            with psycopg.connect(own_server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
            url = database_of(own_server, name)
            var = tmp_path_factory.mktemp(name)
            environment = os.environ | {"BAROMETRE_VAR": str(var), "DATABASE_URL": url, "BAROMETRE_OPERATOR": "Ville"}
            environment["PYTHONPATH"] = str(Path(__file__).parents[1])

            def start(*words):
                started = Started([*map(str, words)], environment)
                processes.callback(started.kill)
                return started

            @cache
            def commands():
                return processes.enter_context(resident(environment))

            def run(*words):
                return commands()(*words)

            return SimpleNamespace(command=COMMAND, url=url, var=var, run=run, start=start)

        yield make
