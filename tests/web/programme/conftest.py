import sys

import polars as pl
import pytest
from django.db import transaction
from django.test import Client

IMPORTERS = {"awards_file", "take_in", "importing"}
"""Fixtures of tests that import awards: two imports at once are refused, and parallel workers share the database."""


@pytest.fixture
def undone(published, request):
    """What a test writes is undone at its end: others read the same database."""
    if IMPORTERS & set(request.fixturenames):
        request.getfixturevalue("importing")  # before the transaction, so that it is released after its end
    with transaction.atomic():
        yield published
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def nothing_kept():
    """What pages keep in memory is of a state of the database; tests undo theirs, which no audit log tells."""
    kept = [
        found for name, module in list(sys.modules.items()) if name.startswith("barometre.web.programme")
        for found in vars(module).values() if hasattr(found, "cache_clear")
    ]  # fmt: skip
    for found in kept:
        found.cache_clear()


@pytest.fixture
def programme(undone):
    """The shipped content in the database; what a test changes of it is undone."""
    return undone


@pytest.fixture
def someone(programme):
    """Make an account of a role, and a browser where it is logged in."""

    def make(role, organisation=None):
        from django.contrib.auth.models import Group, User

        from barometre.web.programme.models import Profile
        from barometre.web.programme.permissions import ROLES

        user = User.objects.create(username=f"{role}-{organisation}", is_staff=True)
        user.groups.add(Group.objects.get(name=ROLES[role]))
        Profile.objects.create(user=user, organisation_id=organisation)
        browser = Client(SERVER_NAME="localhost", raise_request_exception=False)
        browser.force_login(user)
        browser.user = user
        return browser

    return make


@pytest.fixture
def awards_file(tmp_path):
    """Write a file of awards: (call, project, siren, amount) of each line."""

    def write(*lines, name="awards.csv"):
        rows = [
            {"call": call, "axis": "3", "pilot": "ditp", "project": project, "title": f"Projet {project}",
             "category": "demarches", "siren": siren, "amount": amount, "decided_on": "2021-09-01"}
            for call, project, siren, amount in lines
        ]  # fmt: skip
        path = tmp_path / name
        pl.DataFrame(rows).write_csv(path)
        return path

    return write
