"""Mentions and statements of accessibility as collectivités write them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.criteria.accessibility import (
    ACCESSIBILITY_FACTS,
    judge_accessibility,
    read_mention,
    read_statement,
)
from barometre.observation.html.page import read_page
from barometre.observation.net.coding import CUT
from barometre.observation.net.unread import Unread
from words import negative, words

HOME = "https://www.crest.fr/"
TOTAL, PARTIAL, NOT = "totalement conforme", "partiellement conforme", "non conforme"


def page(body, url=HOME):
    return read_page(url, f'<html lang="fr"><body>{body}</body></html>')


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("<footer><a href=/a>Accessibilité : totalement conforme</a></footer>", TOTAL),  # the decree's words
        ("Accessibilité : partiellement conforme", PARTIAL),
        ("Accessibilité : non conforme", NOT),
        ("Accessibilité: non-conforme", NOT),  # hyphen, no space
        ("ACCESSIBILITÉ&nbsp;: NON&nbsp;CONFORME", NOT),  # capitals, non-breaking spaces
        ("accessibilité numérique (partiellement conforme)", PARTIAL),  # parentheses
        ("Accessibilit&eacute;<br>partiellement <b>conforme</b>", PARTIAL),  # cut by elements
        ("Accessibilité du site : site partiellement conforme", PARTIAL),
        ("Déclaration d’accessibilité – non conforme", NOT),
        ("Accessibilité RGAA 4.1 : partiellement conforme", PARTIAL),
        ("<img src=a.png alt='Accessibilité : non conforme'>", NOT),  # a picture's text is read
        ("<a href=/a aria-label='Accessibilité : partiellement conforme'>a11y</a>", PARTIAL),
        ("Site partiellement conforme au RGAA", PARTIAL),  # turned round
        ("Accessibilité : 72,5 % – partiellement conforme", PARTIAL),  # with its rate
        ("Accessibilité : taux de conformité 72.5% (partiellement conforme)", PARTIAL),
        ("Accessibilité numérique à 100 % – totalement conforme", TOTAL),
        ("Accessibilité", None),
        ("Accessibilité : conforme", None),  # not one of the three mentions
        ("Accessibilité : totalement accessible aux PMR", None),  # buildings
        ("Accessibilité : site en cours de mise en conformité", None),
        ("Accessibilité des bâtiments : mairie non conforme", None),
        ("Accessibilité de la voirie et assainissement non conforme", None),
        ("Installation partiellement conforme aux règles d’assainissement", None),
        ("Accessibilité. Le compteur est non conforme", None),  # another sentence
    ],
)
def test_the_mention_of_a_home_page(body, state):
    assert read_mention(page(body)) == state


MODEL = (
    "<h1>Déclaration d’accessibilité</h1><p>La mairie s’engage à rendre son site accessible, conformément à "
    "l’article 47 de la loi n° 2005-102 du 11 février 2005.</p><h2>État de conformité</h2>"
    "<p>Le site est {state} avec le RGAA.</p><p>{more}</p>"
)


@pytest.mark.parametrize(
    ("state", "more", "expected"),
    [
        ("partiellement conforme", "Cette déclaration a été établie le 12 mars 2024.", (PARTIAL, "2024-03-12", None)),
        ("non conforme", "Établie le 12/03/2024", (NOT, "2024-03-12", None)),
        ("<b>totalement</b> conforme", "Déclaration établie en mars 2024", (TOTAL, "2024-03", None)),  # month only
        ("non conforme", "Mise à jour le 1er septembre 2025. Établie le 3 janvier 2023.", (NOT, "2025-09-01", None)),
        ("non conforme", "", (NOT, None, None)),  # the law's date is not the statement's
        ("non conforme", "Établie le 31 février 2024", (NOT, None, None)),  # no such day
        ("partiellement conforme", "62 % des critères du RGAA sont respectés", (PARTIAL, None, 62.0)),
        ("partiellement conforme", "73,5% des critères sont respectés", (PARTIAL, None, 73.5)),
        ("partiellement conforme", "Le taux moyen de conformité du site s’élève à 80 %", (PARTIAL, None, 80.0)),
        ("partiellement conforme", "100 % des agents formés ; 62&nbsp;% des critères", (PARTIAL, None, 62.0)),
        ("partiellement conforme", "100 % des documents", (PARTIAL, None, None)),  # of something else
        ("partiellement conforme", "162 % des critères", (PARTIAL, None, None)),  # not a share
        ("[totalement / partiellement / non] conforme", "", (None, None, None)),  # model left as it is
    ],
)
def test_a_statement(state, more, expected):
    found = read_statement(page(MODEL.format(state=state, more=more)))
    assert (found.genuine, found.state, found.date, found.rate) == (True, *expected)


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Accessibilité</h1><p>La mairie est accessible aux personnes à mobilité réduite.</p>",
        "<p>Loi n° 2005-102 du 11 février 2005 : commission communale pour l’accessibilité</p>",  # buildings
        "",
    ],
)
def test_a_page_about_buildings_is_no_statement(body):
    assert not read_statement(page(body)).genuine


LINK = "<a href=/rgaa>Accessibilité : non conforme</a>"
STATEMENT = page(MODEL.format(state="non conforme", more="Établie le 12 mars 2024. 62 % des critères"), HOME + "rgaa")
OTHER = page("<p>Bienvenue en mairie</p>", HOME + "rgaa")  # says nothing of the RGAA
FILE = "<a href='/d.pdf'>Déclaration d’accessibilité</a>"
ARA = "<a href='https://ara.numerique.gouv.fr/declaration/ab'>Accessibilité : non conforme</a>"
LIMITED = reason(ReasonCode.NETWORK_RATE_LIMITED)
NOT_FOUND = reason(ReasonCode.HTTP_STATUS, status=404)


@pytest.mark.parametrize(
    ("body", "read", "unread", "expected", "why"),
    [
        (LINK, {"accessibilite": STATEMENT}, {}, 1.0, ReasonCode.ACCESSIBILITY_STATEMENT),
        (LINK, {"mentions-legales": STATEMENT}, {}, 1.0, ReasonCode.ACCESSIBILITY_STATEMENT),  # within another page
        (LINK, {"accessibilite": OTHER}, {}, 0.0, ReasonCode.ACCESSIBILITY_NO_RULES_CITED),
        (LINK, {}, {"accessibilite": Unread(LIMITED, ours=True)}, Outcome.WE_FAILED, ReasonCode.LINK_UNREAD),
        (LINK, {}, {"accessibilite": Unread(NOT_FOUND, ours=False)}, 0.0, ReasonCode.LINK_UNREAD),
        (LINK, {}, {}, Outcome.WE_FAILED, ReasonCode.LINK_UNREAD),  # seen, not read: not said to be absent
        (FILE, {}, {}, Outcome.WE_FAILED, ReasonCode.LINK_UNREAD),  # a file is not read
        (ARA, {}, {}, 1.0, ReasonCode.EVIDENCE_SHOWN),
        ("<p>Bienvenue en mairie</p>", {}, {}, 0.0, ReasonCode.ACCESSIBILITY_NO_STATEMENT),
    ],
)
def test_the_statement_behind_a_home_page(body, read, unread, expected, why):
    found = {one.fact: one for one in judge_accessibility(page(body), read, unread)}
    assert tuple(found) == ACCESSIBILITY_FACTS
    declaration = found["accessibilite.declaration"]
    assert expected in (declaration.number, declaration.outcome)
    assert negative(declaration) is (declaration.number == 0)
    assert declaration.reason.code is why


def test_what_is_said_of_a_statement():
    said = {one.fact: words(one.reason) for one in judge_accessibility(page(LINK), {"accessibilite": STATEMENT})}
    assert said == {
        "accessibilite.mention": "«\u00a0accessibilité\u00a0: non conforme\u00a0»",
        "accessibilite.etat": "«\u00a0accessibilité\u00a0: non conforme\u00a0»",
        "accessibilite.declaration": f"{HOME}rgaa (non conforme)",
        "accessibilite.declaration-date": f"{HOME}rgaa",
        "accessibilite.taux": f"{HOME}rgaa",
    }


@given(st.text(alphabet=st.sampled_from("accessibilité :partiellement non conforme 62,5%/2024 <a href=>")))
def test_any_text_is_read(text):
    assert read_mention(page(text)) in (None, TOTAL, PARTIAL, NOT)
    found = read_statement(page(MODEL.format(state="non conforme", more=text)))
    assert found.genuine
    assert found.rate is None or 0 <= found.rate <= 100


def test_a_statement_cut_leaves_open_its_date_and_rate():
    statement = page("Déclaration d’accessibilité. RGAA : non conforme.", HOME + "rgaa")
    cut = replace(statement, missing=Unread(CUT, ours=True))
    for read, outcome in ((statement, Outcome.NOT_CONCERNED), (cut, Outcome.WE_FAILED)):
        found = {one.fact: one for one in judge_accessibility(page(""), {"confidentialite": read})}
        assert found["accessibilite.declaration"].number == 1
        assert {found[fact].outcome for fact in ("accessibilite.declaration-date", "accessibilite.taux")} == {outcome}
