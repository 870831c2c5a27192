import re
import sys
from datetime import date
from html import unescape

import polars as pl
import pytest
from django.db import transaction
from django.test import Client

from barometre.programme.effect.did import Coefficient
from barometre.programme.effect.matching import Matched
from barometre.programme.effect.verdict import Effect, EffectReason
from barometre.programme.fund.demo import demonstration

# Fixtures of tests that import awards: two imports at once are refused, and parallel workers share the database.
IMPORTERS = {"awards_file", "take_in", "importing"}
DAYS = (date(2021, 1, 1), date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1))
EVENTS = (
    Coefficient(-2, 0.3, -1.0, 1.6, 143),
    Coefficient(-1, 0.0, 0.0, 0.0, 143),
    Coefficient(0, 8.6, 7.4, 9.8, 143),
)
ESTIMATED = {"estimate": 8.62, "low": 7.4, "high": 9.84, "p_value": 0.0001, "pretrend": 0.4, "pretrend_slope": 0.7}
MATCHED = Matched(9.1, 7.8, 10.4, 0.0001, n=141, n_control=281, alone=2, balance=0.4, same_region=0.9)


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
    """What pages keep in memory is of a state of the database; tests undo theirs, which no audit log tells.

    The catalogue, the index of names and the outlines of maps, which these modules import too, are of no such state.
    """
    modules = {name: module for name, module in sys.modules.items() if name.startswith("barometre.web.programme")}
    for value in [value for module in modules.values() for value in vars(module).values()]:
        if hasattr(value, "cache_clear") and value.__module__ in modules:
            value.cache_clear()


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
        same = {"axis": "3", "pilot": "ditp", "category": "demarches", "decided_on": "2021-09-01"}
        rows = [
            same | {"call": call, "project": project, "title": f"Projet {project}", "siren": siren, "amount": amount}
            for call, project, siren, amount in lines
        ]
        path = tmp_path / name
        pl.DataFrame(rows).write_csv(path)
        return path

    return write


def words(html):
    """What a reader sees: no tag, ordinary spaces."""
    main = re.sub(r"<svg.*?</svg>", " ", html[html.index("<main") : html.index("</main>")], flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", main)).replace("\u202f", " ").replace("\xa0", " "))


@pytest.fixture
def read(client, programme):
    """Text of a page of the programme."""

    def page(address, status=200):
        answer = client.get(address)
        assert answer.status_code == status
        return words(answer.content.decode())

    return page


@pytest.fixture
def table(client, programme):
    """Rows of the file of a page, and its name."""

    def rows(address):
        answer = client.get(address)
        assert answer.status_code == 200
        frame = pl.read_csv(answer.content, separator=";", decimal_comma=True, infer_schema_length=None)
        return frame, answer.headers["Content-Disposition"]

    return rows


@pytest.fixture
def take_in(programme, tmp_path):
    """Import a file of awards."""
    from barometre.web.programme.fund.store import import_file

    return lambda path: import_file(path, by="test")


@pytest.fixture
def demo(take_in, tmp_path):
    """The demonstration, stored."""
    demonstration().write_csv(tmp_path / "demo.csv")
    return take_in(tmp_path / "demo.csv")


@pytest.fixture
def make_study(programme):
    """Store a study of effect; `unknown` when one cannot tell."""
    from barometre.web.programme.models import EffectStudy

    def make(indicator="site-https", *, told=True, demonstration=False, events=True):
        found = Effect(
            indicator=indicator,
            verdict="more" if told else "unknown",
            sentence="Les collectivités aidées ont progressé davantage." if told else "On ne peut pas dire : trop peu.",
            reasons=() if told else (EffectReason("few-treated", "trop peu de collectivités aidées (3)"),),
            warnings=(EffectReason("early", "collectivités aidées avant : 2"),),
            n_treated=143,
            n_control=1569,
            n_periods=4,
            n_early=2,
            n_alone=0,
            periods=DAYS,
            event_study=EVENTS if events else (),
            matched=MATCHED if events else None,
            **(ESTIMATED if events else dict.fromkeys(ESTIMATED)),
        )
        editions = [day.isoformat() for day in DAYS]
        return EffectStudy.objects.create(
            indicator=indicator, editions=editions, demonstration=demonstration, result=found.to_json()
        )

    return make
