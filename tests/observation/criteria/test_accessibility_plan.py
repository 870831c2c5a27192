"""Scheme, plan and contact that go with a statement of accessibility."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.criteria.accessibility_plan import PLAN_FACTS, judge_accessibility_plan
from barometre.observation.html.page import read_page
from barometre.observation.net.unread import Unread

HOME = "https://www.crest.fr/"
ON = date(2026, 11, 25)
OPEN, NO_OBJECT = Outcome.WE_FAILED, Outcome.NOT_CONCERNED
STATEMENT = "<h1>Déclaration d’accessibilité</h1><p>Article 47 de la loi n° 2005-102.</p><p>RGAA : non conforme.</p>"
LINK = "<a href=/rgaa>Accessibilité : non conforme</a>"


def page(body, path=""):
    return read_page(HOME + path, f'<html lang="fr"><body>{body}</body></html>')


def judged(more, home=LINK, on=ON, statement=STATEMENT):
    """What is known of the three facts, with this more on the page of the statement."""
    found = judge_accessibility_plan(page(home), {"accessibilite": page(statement + more, "rgaa")}, {}, on)
    assert tuple(one.fact for one in found) == PLAN_FACTS
    return [one.outcome if one.number is None else one.number for one in found]


@pytest.mark.parametrize(
    ("more", "scheme", "plan"),
    [
        ("", 0, 0),
        ("<a href=/s.pdf>Schéma pluriannuel 2026-2028</a>", 1, OPEN),  # the plan may be in the file
        ("<a href=/s.pdf>Schéma pluri-annuel d’accessibilité numérique</a>", 1, OPEN),
        ("<a href=/s.pdf>Schéma pluriannuel 2020-2022</a>", 0, 0),  # over
        ("<a href=/s.pdf>Schéma pluriannuel 2024</a>", 1, OPEN),  # three years at most
        ("<a href=/s.pdf>Schéma pluriannuel 2022</a>", 0, 0),
        ("Schéma pluriannuel de mise en accessibilité 2026-2028 <a href=/s.pdf>[url]</a> ;", 1, OPEN),  # the model
        ("Schéma pluriannuel ; <a href=/p.pdf>Plan d’actions 2026</a>", 0, 1),  # the link is the plan's
        ("<p>Schéma pluriannuel de mise en accessibilité : en cours d’élaboration.</p>", 0, 0),
        ("<h2>Schéma pluriannuel 2026-2028</h2><h2>Plan d’actions 2026</h2>", 1, 1),  # in the page itself
        ("<h2>Schéma pluriannuel 2026-2028</h2>", 1, 0),
        ("<a href=/p.pdf>Plan d’actions 2026</a>", 0, 1),
        ("<a href=/p.pdf>Plan d’actions 2024</a>", 0, 0),
        ("<a href=/s.pdf>Schéma d’accessibilité programmée des transports</a>", 0, 0),
    ],
)
def test_the_scheme_and_the_plan_of_the_year(more, scheme, plan):
    assert judged(more)[:2] == [scheme, plan]


def test_the_plan_of_last_year_is_that_of_the_year_until_march():
    plan = "<a href=/p.pdf>Plan d’actions 2025</a>"
    assert [judged(plan, on=date(2026, month, 31))[1] for month in (3, 5)] == [1, 0]


@pytest.mark.parametrize(
    ("more", "contact"),
    [
        ("<h2>Retour d’information et contact</h2><p>Écrivez à mairie@crest.fr</p>", 1),
        ("<p>Si vous n’arrivez pas à accéder à un contenu, vous pouvez nous contacter par courriel.</p>", 1),
        ("<p>Pour signaler un défaut, utilisez notre formulaire.</p>", 1),
        ("<h2>Retour d’information et contact</h2><p>Envoyer un message [url du formulaire en ligne]</p>", 0),  # left
        ("<p>Si vous constatez un défaut, saisissez le Défenseur des droits par son formulaire.</p>", 0),
        ("<a href=/contact>Contact</a>", 0),  # of the site
    ],
)
def test_how_to_tell_of_a_difficulty(more, contact):
    assert judged(more)[2] == contact


def test_a_scheme_is_seen_wherever_its_link_says_what_it_is_about():
    scheme = "<a href=/s.pdf>Schéma pluriannuel d’accessibilité numérique 2026-2028</a>"
    assert judged("", home=LINK + scheme)[0] == 1
    assert judged("", home="<a href=/s.pdf>Schéma annuel de voirie</a>")[0] == 0


def test_without_a_statement_only_the_scheme_is_asked():
    assert judged("", statement="<p>La mairie est accessible.</p>") == [0, NO_OBJECT, NO_OBJECT]


@pytest.mark.parametrize(
    ("home", "unread", "scheme"),
    [
        (LINK, {}, OPEN),
        (LINK, {"accessibilite": Unread(reason(ReasonCode.NETWORK_ROBOTS), ours=True)}, OPEN),
        (LINK, {"accessibilite": Unread(reason(ReasonCode.HTTP_STATUS, status=404), ours=False)}, 0),
        ("<a href='https://ara.numerique.gouv.fr/declaration/a'>Accessibilité : non conforme</a>", {}, OPEN),
        ("<p>Bienvenue</p>", {}, 0),
    ],
)
def test_a_statement_that_we_did_not_read_leaves_all_open(home, unread, scheme):
    found = judge_accessibility_plan(page(home), {}, unread, ON)
    assert scheme in (found[0].number, found[0].outcome)
    assert {one.outcome for one in found[1:]} == {OPEN if scheme is OPEN else NO_OBJECT}


@given(
    st.text(alphabet=st.sampled_from("<a href=/s>schéma pluriannuel d'accessibilité plan d'actions 2026 @signaler un"))
)
def test_any_text_is_judged(text):
    judged(text)
