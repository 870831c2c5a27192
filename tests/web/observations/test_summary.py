"""The head of the page and its checks say the same thing, before and after a look asked for."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import they_failed, yes_no
from barometre.observation.run.journal import to_records
from barometre.observation.standards.ecoindex import ecoindex, grade
from barometre.web.observations.models import RequestedLook
from barometre.web.pages.observed import observation_report
from observed import look_of

PAGE = "/communes/48095/observation/"
ALL = f"{PAGE}?groupe=tout"
REFUSED = reason(ReasonCode.NETWORK_REFUSED)
SILENT = reason(ReasonCode.VISIT_FAILED, url="https://www.mende.fr/", cause=REFUSED)
BECAUSE = reason(ReasonCode.PREREQUISITE_UNMET, criterion="1.3", cause=SILENT)
SEEN = {"outcome": "seen", "observed_on": "2026-09-20", "source": "observation"}


def text_reason(text):
    """Columns of a fact whose reason is a text."""
    return {"reason_code": "former_text", "reason_context": {"text": text}}


def keep_look(siren, *statements):
    """Keep a look requested now."""
    now = timezone.now()
    records = to_records([look_of(siren, *statements)])
    RequestedLook.objects.create(siren=siren, asked_at=now, finished_at=now, records=records)


@pytest.fixture
def silent(undone):
    """Mende, whose certificate was said expired, then a look at which its site does not answer."""
    (body,) = undone.collectivite_set.filter(siren="214800955")
    body.facts["rcpnt.1.3"] = SEEN | {"number": 1.0}
    body.facts["rcpnt.1.5"] = SEEN | {"number": 0.0, **text_reason("certificat expiré")}
    body.facts["site.lang"] = SEEN | {"number": 1.0}
    body.save()
    told = [
        yes_no("rcpnt.1.3", False, SILENT),
        replace(yes_no("rcpnt.1.5", False, BECAUSE), hangs_on="rcpnt.1.3"),
        they_failed("site.lang", REFUSED),
    ]
    keep_look(body.siren, *told)
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
    page = visitor.get(ALL)
    assert total(page) == (112, 112)
    assert "Niveau et nombres sont ceux de l’édition du 1er novembre 2026" in words(page)


def test_after_a_look_level_and_counts_are_those_of_the_checks_shown(visitor, silent, undone):
    page = visitor.get(ALL)
    assert total(page) == (112, 112)
    assert "Niveau et nombres sont ceux des contrôles affichés" in words(page)
    found = observation_report(undone, silent, timezone.now())
    unmet = [one.id[6:] for one in found.checks if one.id.startswith("rcpnt.") and one.current.kind == "bad"]
    told = re.search(r"critères non remplis : ([\d., ]+)\)", words(page))[1].split(", ")
    assert told and set(told) <= set(unmet)
    assert not {"1.3", "1.5"} & set(told)


def test_a_look_alone_gives_a_level_too(visitor, undone):
    keep_look("212902324", yes_no("rcpnt.1.3", True))
    page = words(visitor.get("/communes/29232/observation/"))
    assert "niveau atteint : pas établi (il dépend de critères à confirmer ou que nous n’avons pas vus" in page


def test_what_waits_is_under_its_cause_and_the_stated_reason_stays(visitor, silent):
    page = visitor.get(ALL)
    assert "À confirmer" in block(page, "rcpnt.1.3")
    assert "1 contrôle attend que le site réponde" in words(page)
    certificate = block(page, "rcpnt.1.5")
    assert "À confirmer" in certificate and "Dernier résultat établi, dans l’édition : À corriger" in certificate
    assert "Constaté alors, le 20 septembre 2026 : certificat expiré" in certificate
    html = page.content.decode()
    assert html.index('id="rcpnt.1.3"') < html.index('id="site.lang"') < html.index('id="rcpnt.1.4"')
    assert 'href="?groupe=presence#rcpnt.1.3"' in html
    assert "Que faire" not in block(page, "site.lang")


def test_the_last_attempt_is_that_of_the_look(visitor, silent):
    told = block(visitor.get(ALL), "rcpnt.1.5")
    assert "Dernière vérification réussie : 20 septembre 2026." in told
    assert "Dernière tentative : 20 septembre" not in told


def test_the_page_says_first_what_to_do_and_opens_a_group_when_asked(visitor, silent, undone):
    found = observation_report(undone, silent, timezone.now())
    assert [one.certain for one in found.to_do] == sorted((one.certain for one in found.to_do), reverse=True)
    assert next(one.id for one in found.to_do if not one.certain) == "rcpnt.1.3", "another waits for it"
    page = visitor.get(PAGE)
    assert found.verdict.replace("\u00a0", " ") in words(page)
    assert page.content.decode().count('class="bar-check"') == 0
    opened = visitor.get(f"{PAGE}?groupe=courriel").content.decode()
    assert {one.group for one in found.checks if f'id="{one.id}"' in opened} == {"courriel"}


def test_the_page_is_light_enough_for_the_best_grade(visitor, undone):
    """Elements as EcoIndex counts them, those inside drawings left out, for four requests and 60 kB."""
    tree = LexborHTMLParser(visitor.get(PAGE).content.decode())
    elements = len(tree.css("*")) - len(tree.css("svg *"))
    assert grade(ecoindex(elements, 4, 60)) == "A", elements
