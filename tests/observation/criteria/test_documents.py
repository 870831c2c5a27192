"""Minutes, notes on the budget and access to documents, as sites of collectivités show them or do not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.criteria.documents import DOCUMENT_FACTS, judge_documents
from barometre.observation.html.page import read_page
from barometre.observation.net.unread import Unread
from words import words

HOME = "https://www.crest.fr/"
AUTUMN, SPRING = date(2026, 11, 25), date(2026, 3, 1)
OPEN = Outcome.WE_FAILED
MINUTES, BUDGET, ACCOUNTS, PRADA, LIST = DOCUMENT_FACTS


def page(body, path="", title=""):
    return read_page(HOME + path, f'<html lang="fr"><head><title>{title}</title></head><body>{body}</body></html>')


def link(url, text):
    return f"<a href='{url}'>{text}</a>"


def judged(body, on=AUTUMN, read=None, unread=None):
    return {one.fact: one for one in judge_documents(page(body), read or {}, unread or {}, on)}


@pytest.mark.parametrize(
    ("text", "url", "autumn", "spring"),
    [
        ("Procès-verbal du conseil municipal du 12 mars 2026", "/a.pdf", 1, 1),
        ("PV du 12/09/26", "/a.pdf", 1, 1),  # a year of two digits
        ("Télécharger", "/docs/PV-CM-2026-09-12.pdf", 1, 1),  # the name of the file
        ("Procès verbal de la séance du 20 novembre 2025", "/seance-novembre", 0, 1),  # nine months at most
        ("Procès-verbaux 2024", "/a.pdf", 0, 0),
        ("Procès-verbal de la dernière séance", "/a.pdf", OPEN, OPEN),  # of which year?
        ("Procès-verbaux", "/pv", OPEN, OPEN),  # a page that we have not read
        ("Compte rendu du conseil du 12 mars 2026", "/a.pdf", OPEN, OPEN),  # minutes, or their summary?
        ("Compte rendu du conseil du 12 mars 2019", "/a.pdf", 0, 0),
        ("Conseil municipal", "/conseil", OPEN, OPEN),
        ("Procès-verbal des élections municipales de 2026", "/a.pdf", 0, 0),
        ("Approbation du procès-verbal du 12 mars 2026", "/a.pdf", 0, 0),  # speaks of it
        ("Régler un procès-verbal de stationnement 2026", "/amendes", 0, 0),
        ("Liste des délibérations du 12 mars 2026", "/a.pdf", 0, 0),
        ("Bienvenue", "/2026", 0, 0),
    ],
)
def test_minutes_of_a_recent_session(text, url, autumn, spring):
    for on, expected in ((AUTUMN, autumn), (SPRING, spring)):
        found = judged(link(url, text), on)[MINUTES]
        assert (found.outcome if found.number is None else found.number) == expected


@pytest.mark.parametrize(
    ("text", "budget", "accounts"),
    [
        ("Note de présentation brève et synthétique du budget primitif 2026", 1, 0),
        ("Présentation synthétique BP 2026", 1, 0),
        ("Note de présentation du compte administratif 2025", 0, 1),
        ("Note brève et synthétique : CFU 2025 et budget 2026", 1, 1),
        ("L’essentiel du budget 2026", 1, 0),
        ("Note de présentation brève et synthétique 2026", OPEN, OPEN),  # of what?
        ("Note de présentation du budget", OPEN, 0),  # of which year?
        ("Note de présentation du budget 2023", 0, 0),
        ("Budget primitif 2026", 0, 0),  # the budget itself is not its note
        ("Rapport sur les orientations budgétaires 2026 : présentation", 0, 0),
        ("Réunion publique de présentation du budget 2026", 0, 0),
        ("Budget participatif 2026 : présentation des projets", 0, 0),
    ],
)
def test_notes_on_the_budget_and_on_the_accounts(text, budget, accounts):
    found = judged(link("/a.pdf", text))
    for fact, expected in ((BUDGET, budget), (ACCOUNTS, accounts)):
        assert (found[fact].outcome if found[fact].number is None else found[fact].number) == expected


def test_the_year_awaited_follows_the_calendar_of_budgets():
    note = link("/a.pdf", "Note de présentation du budget 2025 et du compte administratif 2024")
    for on, budget, accounts in (
        (date(2026, 6, 30), 1, 1),
        (date(2026, 7, 1), 0, 1),
        (date(2026, 8, 1), 0, 0),
    ):
        found = judged(note, on)
        assert (found[BUDGET].number, found[ACCOUNTS].number) == (budget, accounts)


SECTION = (
    link("/budget", "Budget") + link("/pv", "Procès-verbaux") + link("/prada", "Accès aux documents administratifs")
)


def test_a_section_is_no_document_and_once_read_it_leaves_nothing_open():
    assert {one.outcome for one in judged(SECTION).values()} == {OPEN}
    empty = page("<p>Bientôt</p>" + SECTION, "x/")
    purposes = ("proces-verbaux", "budget", "documents-administratifs")
    read = judged(SECTION, read=dict.fromkeys(purposes, empty))
    assert {one.number for one in read.values()} == {0}


def test_where_the_surest_page_was_read_a_vaguer_one_leaves_nothing_open():
    vague = link("/conseil", "Conseil municipal")
    assert judged(vague)[MINUTES].outcome is OPEN
    empty = {"proces-verbaux": page("<p>Bientôt</p>", "pv")}
    assert judged(vague + link("/pv", "Procès-verbaux"), read=empty)[MINUTES].number == 0
    assert (
        judged(vague + link("/pv", "Procès-verbaux") + link("/cm", "Tous les procès-verbaux"), read=empty)[
            MINUTES
        ].outcome
        is OPEN
    )


@pytest.mark.parametrize("ours", [True, False])
def test_a_section_that_does_not_open_holds_nothing_unless_we_failed(ours):
    why = reason(ReasonCode.NETWORK_ROBOTS) if ours else reason(ReasonCode.HTTP_STATUS, status=404)
    found = judged(SECTION, unread={"proces-verbaux": Unread(why, ours=ours)})[MINUTES]
    assert (found.outcome is OPEN) is ours
    assert (found.reason.code is ReasonCode.LINK_UNREAD) is ours


def test_files_of_a_page_of_minutes_are_named_by_their_session():
    files = link("/1.pdf", "Séance du 12 mars 2026") + link("/2.pdf", "Convocation du 2 mars 2026")
    for title, expected in (("Procès-verbaux du conseil", 1), ("Comptes rendus", OPEN), ("Agenda", 0)):
        found = judged("", read={"proces-verbaux": page(files, "pv", title)})[MINUTES]
        assert (found.outcome if found.number is None else found.number) == expected


@pytest.mark.parametrize(
    ("body", "expected", "why"),
    [
        ("<p>PRADA : écrire à prada@crest.fr</p>", 1, ReasonCode.SERVICE_SEEN),
        (link("/ecrire", "Contacter la PRADA"), 1, ReasonCode.SERVICE_SEEN),
        (
            "<h2>Personne responsable de l’accès aux documents administratifs</h2><p>Mme Martin, 04 75 00 00 00",
            1,
            ReasonCode.SERVICE_SEEN,
        ),
        ("<p>La personne responsable de l’accès aux documents est Mme Martin.</p>", 0, ReasonCode.DOCUMENT_NO_CONTACT),
        (link("/prada", "PRADA") + link("/contact", "Contact"), OPEN, ReasonCode.LINK_UNREAD),  # who says it?
        (link("/arrete.pdf", "Arrêté PRADA"), OPEN, ReasonCode.LINK_UNREAD),
        ("<p>Saisir la CADA : www.cada.fr, contact@cada.fr</p>", 0, ReasonCode.SERVICE_ABSENT),
    ],
)
def test_who_gives_access_to_documents(body, expected, why):
    found = judged(body)[PRADA]
    assert (found.outcome if found.number is None else found.number) == expected
    assert found.reason.code is why
    assert "martin" not in found.reason.to_json().lower(), "who it is, is not kept"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (link("/rip.csv", "Répertoire des informations publiques"), 1),
        ("<h2>Répertoire d’informations publiques</h2><ul><li>Budgets</ul>", 1),
        ("<p>Le répertoire des informations publiques se consulte en mairie.</p>", 0),
        (link("/asso", "Répertoire des associations"), 0),
    ],
)
def test_the_list_of_public_information(body, expected):
    assert judged(body)[LIST].number == expected


def test_what_is_said_of_documents():
    old = link("/2023.pdf", "Procès-verbal du 3 mars 2023")
    said = {fact: words(one.reason).replace("\u00a0", " ") for fact, one in judged(old + SECTION).items()}
    assert said[MINUTES] == "lien « Procès-verbaux » vu, mais la page n’a pas été lue"
    assert words(judged(old)[MINUTES].reason).replace("\u00a0", " ") == (
        f"« Procès-verbal du 3 mars 2023 » {HOME}2023.pdf, sur {HOME}, est trop ancien"
    )
    assert words(judged("")[BUDGET].reason) == "rien vu sur la page lue"


@given(st.text(alphabet=st.sampled_from("<a href='/pv2026.pdf'>procès-verbal note budget prada @ 12/03/26</a>")))
def test_any_text_is_judged(text):
    assert tuple(judged(text)) == DOCUMENT_FACTS
