"""The head of the page and its checks say the same thing, before and after a look asked for."""

import re
from dataclasses import asdict
from html import unescape

import pytest
from django.utils import timezone

from barometre.facts.statement import they_failed, yes_no
from barometre.web.observations.models import Look
from barometre.web.pages.observed import observe

PAGE = "/communes/48095/observation/"
REFUSED = "https://www.mende.fr/ : le serveur refuse la connexion"
BECAUSE = f"le critère 1.3 n’est pas rempli : {REFUSED}"
SEEN = {"outcome": "seen", "observed_on": "2026-09-20", "source": "observation"}


@pytest.fixture
def silent(undone):
    """Mende, whose certificate was said expired, then a look at which its site does not answer."""
    (body,) = undone.collectivite_set.filter(siren="214800955")
    body.facts["rcpnt.1.3"] = SEEN | {"number": 1.0, "detail": "https://www.mende.fr/ répond 200"}
    body.facts["rcpnt.1.5"] = SEEN | {"number": 0.0, "detail": "certificat expiré"}
    body.facts["site.lang"] = SEEN | {"number": 1.0, "detail": "lang=« fr »"}
    body.save()
    told = [
        yes_no("rcpnt.1.3", False, REFUSED),
        yes_no("rcpnt.1.5", False, BECAUSE),
        they_failed("site.lang", "le serveur refuse la connexion"),
    ]
    now = timezone.now()
    Look.objects.create(siren=body.siren, asked_at=now, finished_at=now, statements=[asdict(one) for one in told])
    return body


def words(page):
    return words_of(page.content.decode())


def block(page, fact):
    return words_of(re.search(rf'id="{re.escape(fact)}">.*?</article>', page.content.decode(), re.S)[0])


def words_of(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " "))


def total(page):
    """(Announced, sum of what is counted) in the head of the page."""
    announced, counted = re.search(r"(\d+) contrôles : ([^.]+)\.", words(page)).groups()
    return int(announced), sum(int(one) for one in re.findall(r"\d+", counted))


def test_counts_add_up_and_say_where_they_come_from(visitor):
    page = visitor.get(PAGE)
    assert total(page) == (96, 96)
    assert "Niveau et nombres sont ceux de l’édition du 1er novembre 2026" in words(page)


def test_after_a_look_level_and_counts_are_those_of_the_checks_shown(visitor, silent, undone):
    page = visitor.get(PAGE)
    assert total(page) == (96, 96)
    assert "Niveau et nombres sont ceux des contrôles affichés" in words(page)
    found = observe(undone, silent, timezone.now())
    unmet = [one.id[6:] for one in found.checks if one.id.startswith("rcpnt.") and one.current.kind == "bad"]
    told = re.search(r"critères non remplis : ([\d., ]+)\)", words(page))[1].split(", ")
    assert told and set(told) <= set(unmet)
    assert not {"1.3", "1.5"} & set(told)


def test_a_look_alone_gives_a_level_too(visitor, undone):
    now, told = timezone.now(), [asdict(yes_no("rcpnt.1.3", True, "répond 200"))]
    Look.objects.create(siren="212902324", asked_at=now, finished_at=now, statements=told)
    page = words(visitor.get("/communes/29232/observation/"))
    assert "niveau atteint : pas établi (il dépend de critères à confirmer ou que nous n’avons pas vus" in page


def test_what_waits_is_under_its_cause_and_the_stated_reason_stays(visitor, silent):
    page = visitor.get(PAGE)
    assert "À confirmer" in block(page, "rcpnt.1.3")
    assert "1 contrôle attend que le site réponde" in words(page)
    certificate = block(page, "rcpnt.1.5")
    assert "À confirmer" in certificate and "Dernier résultat établi, dans l’édition : À corriger" in certificate
    assert "Vu alors, le 20 septembre 2026 : certificat expiré" in certificate
    html = page.content.decode()
    assert html.index('id="rcpnt.1.3"') < html.index('id="site.lang"') < html.index('id="rcpnt.1.4"')
    assert 'href="#rcpnt.1.3"' in html
    assert "Que faire" not in block(page, "site.lang")


def test_the_last_attempt_is_that_of_the_look(visitor, silent):
    told = block(visitor.get(PAGE), "rcpnt.1.5")
    assert "Dernier regard réussi : 20 septembre 2026." in told
    assert "Dernière tentative : 20 septembre" not in told
