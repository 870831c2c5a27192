"""A demonstration is apart: marked at every door, and never mixed with real data."""

import json
import os
import re
import shutil
from datetime import date

import polars as pl
import pytest
from django.core.mail import EmailMessage
from django.test import override_settings
from django.urls import Resolver404, URLPattern, get_resolver, resolve

from barometre.edition.build import build_edition, manifest_of
from barometre.errors import BarometreError
from barometre.facts.schema import SOURCED_FACTS
from barometre.settings import MARKER, Settings, settings
from barometre.web.configuration import mail
from barometre.web.editions.publish import publish_edition
from barometre.web.maps.card import card
from barometre.web.maps.label import Label
from barometre.web.marking import HEADER, MarkedBackend
from barometre.web.shared.marks import DRAWN, FILE, TITLE

DAY = date(2026, 11, 1)
# What stands for each parameter of the addresses; an address for which nothing stands here is told by the test.
VALUES = {
    "kind": "commune",
    "identifier": "site-https",
    "indicator": "site-https",
    "day": "2026-11-01",
    "date": "2026-11-01",
    "siren": "214800955",
    "format": "json",
    "name": "manifest.json",
    "obligation": "accessibilite-declaration",
}
# Formats that say in themselves that they are made up; the others say it beside: in their headers and their name.
MARKED = ("text/html", "image/svg+xml", "application/atom+xml", "text/calendar")


@pytest.fixture
def demonstration(tmp_path, monkeypatch):
    """The store of a demonstration, in the place of that of the instance."""
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / MARKER).write_text("{}")
    monkeypatch.setenv("BAROMETRE_VAR", str(folder))
    settings.cache_clear()
    yield folder
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def doors(demonstration, edition_folder, client):
    """A visitor of a demonstration, whose files are there."""
    (demonstration / "editions").symlink_to(edition_folder.parent)
    return client


def routes(patterns, before=""):
    """Yield every address of the site as Django writes it."""
    for one in patterns:
        if isinstance(one, URLPattern):
            yield before + str(one.pattern)
        else:
            yield from routes(one.url_patterns, before + str(one.pattern))


def addresses():
    """Yield an address of each route: those of Mende and of Lozère where a place is asked for."""
    for route in sorted(set(routes(get_resolver().url_patterns))):
        if route.startswith("gestion/") or "^" in route:
            continue
        code = {"regions/": "76", "departements/": "48", "epci/": "200069151"}.get(route.partition("<")[0], "48095")
        places = {"key": code, "code": code, "str:key": code}
        if route.startswith("themes/"):
            places |= {"key": "cybersecurite", "identifier": "cybersecurite"}
        elif route.startswith("indicateurs/"):
            places |= {"key": "site-https"}
        elif route.startswith("donnees/"):
            places |= {"name": "facts.parquet"}
        told = VALUES | places
        yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match, told=told: told.get(match[1], "x"), route)


def one_of_each():
    """Return an address of each view and of each of its files: those of other places are marked by the same lines."""
    chosen = {}
    for address in sorted(addresses(), key=lambda one: one.startswith("/collectivites/")):
        file = address.rpartition("/")[2]
        try:
            chosen.setdefault((resolve(address).func, file), address)
        except Resolver404:  # nothing is there: a page says so, marked as well
            chosen[address] = address
    return chosen.values()


def assert_marked(address, answer):
    """Check that an answer says that it is made up, in the way of its format."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    assert answer.headers[HEADER] == "true", address
    assert answer.headers["X-Robots-Tag"].startswith("noindex"), address
    if name := answer.headers.get("Content-Disposition"):
        assert FILE in name, address
    if kind not in MARKED:
        answer.close()  # not read: its cursor would stay open
        return kind
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind == "text/html":
        assert re.search(rb"<title>[^<]* \(d\xc3\xa9monstration\)</title>", body), address
        assert DRAWN.encode() in body, address
    elif kind == "image/svg+xml":
        assert DRAWN.encode() in body, address
    else:
        assert TITLE.encode() in body, address
    return kind


def test_nothing_leaves_a_demonstration_unmarked(doors):
    answers = [(address, doors.get(address)) for address in one_of_each()]
    kinds = [assert_marked(address, answer) for address, answer in answers if answer.status_code == 200]
    assert set(kinds) >= {
        "text/html",
        "text/csv",
        "image/svg+xml",
        "image/png",
        "application/json",
        "application/atom+xml",
        "text/calendar",
        "text/plain",
    }
    table = doors.get("/donnees/facts.parquet")
    table.close()
    assert (
        table.headers["Content-Disposition"]
        == 'attachment; filename="demonstration-barometre-2026-11-01-facts.parquet"'
    )
    for address, answer in answers:
        assert answer.status_code < 500, address
        assert answer.headers[HEADER] == "true", address
    assert doors.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    assert doors.get("/sitemap.xml").status_code == doors.get("/sitemap-pages.xml").status_code == 404
    assert DRAWN.encode() in doors.get("/gestion/login/").content


def test_a_real_instance_bears_no_mark(client):
    answer = client.get("/communes/48095/")
    assert HEADER not in answer.headers
    assert "démonstration)</title>" not in answer.content.decode()


def test_a_workbook_says_it_in_its_title(doors):
    answer = doors.get("/tableau/departements/48/tableau.xlsx")
    if answer.status_code == 404:
        answer = next(doors.get(one) for one in addresses() if one.endswith(".xlsx"))
    assert answer.headers["Content-Disposition"].count(FILE) == 1


def test_a_picture_says_it(demonstration):
    assert DRAWN in card(Label("Mende", "Commune", "", "", (), ""))


def test_a_message_says_it_and_goes_to_this_machine_alone(demonstration):
    sent = EmailMessage("Le lien", "Bonjour", "a@exemple.fr", ["b@exemple.fr"])
    with override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=9):
        MarkedBackend(fail_silently=True).send_messages([sent])
    assert (sent.subject, sent.body.partition(" ")[0]) == (f"{TITLE} Le lien", "Données")
    told = {"var": demonstration, "mail_from": "a@exemple.fr", "public_url": "https://exemple.fr"}
    assert mail(Settings(**told, smtp_url="smtps://mail.exemple.fr")) == {"EMAIL_HOST": ""}
    assert mail(Settings(**told, smtp_url="smtp://127.0.0.1:1025"))["EMAIL_HOST"] == "127.0.0.1"


@pytest.mark.parametrize(
    "command",
    ["build", "publish", "update", "history build", "sources fetch", "sources add dpo x.csv", "observe", "backup x"],
)
def test_commands_for_real_data_refuse_a_demonstration(command, demonstration, refusal, instance):
    environment = instance | {"BAROMETRE_VAR": str(demonstration), "BAROMETRE_OPERATOR_CONTACT": "a@exemple.fr"}
    assert "is the store of a demonstration" in refusal(*command.split(), environment=environment)


def test_made_up_facts_enter_no_real_store_and_a_demonstration_is_not_built_without(tmp_path, demonstration):
    nothing = pl.DataFrame(schema=SOURCED_FACTS)
    with pytest.raises(BarometreError, match="Facts made up cannot enter"):
        build_edition(tmp_path / "out", DAY, tmp_path / "facts", lambda _: None, made_up=nothing)
    with pytest.raises(BarometreError, match="is the store of a demonstration"):
        build_edition(tmp_path / "out", DAY, demonstration / "facts", lambda _: None)
    assert manifest_of(DAY, demonstration / "facts")["demonstration"]
    assert "demonstration" not in manifest_of(DAY, tmp_path / "facts")


def test_an_edition_is_published_among_its_kind_alone(
    tmp_path, published, finistere_edition, demonstration, monkeypatch
):
    with pytest.raises(BarometreError, match="is a real one and this instance is of a demonstration"):
        publish_edition(finistere_edition)
    made_up = tmp_path / "2026-11-01"
    shutil.copytree(finistere_edition, made_up, copy_function=os.link)
    manifest = json.loads((made_up / "manifest.json").read_text()) | {"demonstration": True}
    (made_up / "manifest.json").unlink()
    (made_up / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BarometreError, match="is of a demonstration and this instance is a real one"):
        publish_edition(made_up)  # the store is one, but the database holds a real edition
