"""Services, open data and acts on pages like those of collectivités."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.load import load_catalogue
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.criteria.services import SERVICE_FACTS, judge_services
from barometre.observation.html.page import read_page
from barometre.observation.html.signs import Signs
from words import negative, words

HOME = "https://www.crest.fr/"
TODAY = date(2026, 11, 25)
SIGNS = Signs.of(load_catalogue().signs)


def page(body, url=HOME):
    return read_page(url, f'<html lang="fr"><body>{body}</body></html>')


def facts(*pages, on=TODAY):
    return {one.fact: one for one in judge_services(pages, SIGNS, on)}


def link(url, text):
    return f"<a href='{url}'>{text}</a>"


AWAY = "https://services.exemple.fr/"
ABSENT = {
    "actes.en-ligne": ReasonCode.SERVICE_ABSENT_THIS_YEAR,
    "actes.liste-deliberations": ReasonCode.SERVICE_ABSENT_THIS_HALF,
}


@pytest.mark.parametrize(
    ("fact", "body", "expected"),
    [
        ("services.franceconnect-vu", link("/login", "S’identifier avec FranceConnect"), 1),
        ("services.franceconnect-vu", "<button>Se connecter avec <b>FranceConnect</b></button>", 1),
        ("services.franceconnect-vu", "<a href='/fc'><img src=fc.svg alt='FranceConnect'></a>", 1),
        ("services.franceconnect-vu", "<input type=image src=a.png alt='S’identifier avec FranceConnect'>", 1),
        ("services.franceconnect-vu", link("https://oidc.franceconnect.gouv.fr/api/v2/authorize?x", "Entrer"), 1),
        ("services.franceconnect-vu", link("https://franceconnect.gouv.fr/", "FranceConnect"), 0),  # presentation
        ("services.franceconnect-vu", link("/actu", "FranceConnect arrive bientôt dans nos démarches"), 0),
        ("services.paiement-vu", link("/payer", "Régler ma facture par PayFiP"), 1),
        ("services.paiement-vu", link("/tarifs", "Paiement de la cantine"), 0),
        ("services.urbanisme-vu", link(AWAY, "Guichet numérique des autorisations d’urbanisme"), 1),
        ("services.urbanisme-vu", link("/urbanisme", "Déposer une demande d’urbanisme"), 0),  # explains only
        ("services.urbanisme-vu", link("https://urbanisme.crest.fr/", "Déposer un permis de construire"), 1),
        ("services.rendez-vous-vu", link(AWAY, "Prendre rendez-vous pour une carte d’identité"), 1),
        ("services.rendez-vous-vu", link("/cni", "Prendre rendez-vous"), 0),
        ("services.demarches-vues", link("https://www.espace-citoyens.net/crest/", "Cantine"), 1),
        ("services.demarches-vues", link(AWAY, "Portail famille"), 1),
        ("services.demarches-vues", link("/demarches", "Démarches en ligne"), 0),  # a section is no procedure
        ("services.comarquage-vu", link("/vos-droits?xml=N19810", "Papiers"), 1),
        ("services.comarquage-vu", link("https://www.service-public.gouv.fr/", "Service-public"), 0),
        ("services.seances-vues", link("https://youtu.be/x", "Revoir la vidéo du conseil municipal du 3 mars"), 1),
        ("services.seances-vues", link("/cr.pdf", "Compte rendu du conseil municipal"), 0),
        ("services.seances-vues", link("https://youtu.be/x", "La ville en vidéo"), 0),
        ("services.newsletter-vue", link("/lettre", "S’inscrire à la lettre d’information"), 1),
        ("services.newsletter-vue", "<iframe src='https://app.mailjet.com/widget/iframe/a'></iframe>", 1),
        ("services.newsletter-vue", link("/lettre", "Lettre du maire"), 0),
        ("donnees.ouvertes-vues", link("https://data.crest.fr/", "Open Data"), 1),
        ("donnees.ouvertes-vues", link("https://www.data.gouv.fr/", "data.gouv.fr"), 0),
        ("donnees.licence-vue", "<p>Contenus sous licence etalab-2.0</p>", 1),
        ("donnees.licence-vue", "<p>Données sous ODbL</p>", 1),
        ("donnees.licence-vue", "<p>Licence IV du bar, porte ouverte</p>", 0),
        ("actes.en-ligne", link("/2026/03/d12.pdf", "Délibération n° 12 : budget"), 1),
        ("actes.en-ligne", link("/a.pdf", "Arrêté municipal du 3 mars 2026"), 1),
        ("actes.en-ligne", link("/docs/deliberation-20260303.pdf", "Télécharger"), 1),
        ("actes.en-ligne", link("/a.pdf", "Délibérations 2019"), 0),  # old
        ("actes.en-ligne", link("/deliberations", "Délibérations 2026"), 0),  # a page, not an act
        ("actes.en-ligne", link("/l.pdf", "Liste des délibérations du 3 mars 2026"), 0),  # a list, not an act
        ("actes.liste-deliberations", link("/l.pdf", "Liste des délibérations du 14 octobre 2026"), 1),
        ("actes.liste-deliberations", "<h1>Liste des délibérations</h1><p>Séance du 14 octobre 2026</p>", 1),
        ("actes.liste-deliberations", link("/l.pdf", "Liste des délibérations de 2024"), 0),
    ],
)
def test_a_service_is_seen_or_not(fact, body, expected):
    seen = facts(page(body))[fact]
    assert (seen.number, negative(seen)) == (expected, not expected)
    assert seen.reason.code is (ReasonCode.SERVICE_SEEN if expected else ABSENT.get(fact, ReasonCode.SERVICE_ABSENT))


def test_in_spring_last_autumn_is_recent():
    body = link("/l.pdf", "Liste des délibérations du 14 octobre 2025")
    assert facts(page(body), on=date(2026, 3, 1))["actes.liste-deliberations"].number == 1
    assert facts(page(body))["actes.liste-deliberations"].number == 0


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (link("https://www.facebook.com/villedecrest", "f") + link("https://x.com/crest", "x"), "Facebook, X"),
        (link("https://www.facebook.com/sharer/sharer.php?u=a", "Partager"), "aucun"),  # shares the page
        (link("https://twitter.com/intent/tweet?url=a", "Partager"), "aucun"),
        (link("https://www.youtube.com/watch?v=1", "Film"), "aucun"),  # a film is no account
        (link("https://www.youtube.com/@crest", "Chaîne"), "YouTube"),
        ("", "aucun"),
    ],
)
def test_social_accounts(body, expected):
    seen = facts(page(body))["services.reseaux-sociaux"]
    assert (seen.text, negative(seen)) == (expected, False)
    assert (seen.reason is None) is (expected == "aucun")


def test_what_is_seen_says_where_and_what_is_not_says_on_how_many_pages():
    behind = page(link("https://www.payfip.gouv.fr/", "Payer"), HOME + "payer")
    found = facts(page("<p>Bienvenue"), behind, behind)
    payment = words(found["services.paiement-vu"].reason)
    assert payment == "PayFiP\u00a0: https://www.payfip.gouv.fr/, sur https://www.crest.fr/payer"
    assert words(found["services.comarquage-vu"].reason) == "rien vu sur les 2 pages lues"
    assert (
        words(facts(page("<p>Bienvenue"))["actes.en-ligne"].reason)
        == "rien vu sur la page lue qui soit daté de l’année"
    )


@pytest.mark.parametrize(
    ("fact", "body", "evidence"),
    [
        (
            "services.franceconnect-vu",
            link("/login", "S’identifier avec FranceConnect"),
            "lien « S’identifier avec FranceConnect »",
        ),
        (
            "services.franceconnect-vu",
            "<button>Se connecter avec <b>FranceConnect</b></button>",
            "bouton « se connecter avec franceconnect »",
        ),
        ("donnees.licence-vue", "<p>Données sous ODbL</p>", "« donnees sous odbl »"),
        ("actes.en-ligne", link("/2026/03/d12.pdf", "Délibération"), f"{HOME}2026/03/d12.pdf"),
        (
            "actes.liste-deliberations",
            link("/l.pdf", "Liste des délibérations 2026"),
            f"« Liste des délibérations 2026 » {HOME}l.pdf",
        ),
        (
            "actes.liste-deliberations",
            "<h1>Liste des délibérations</h1><p>de 2026</p>",
            "« liste des deliberations de 2026 »",
        ),
    ],
)
def test_what_is_said_of_what_was_seen(fact, body, evidence):
    assert words(facts(page(body))[fact].reason).replace("\u00a0", " ") == f"{evidence}, sur {HOME}"


@given(st.text(alphabet=st.sampled_from("<a href='/x?2026.pdf'>délibération liste des conseil vidéo</a>")))
def test_any_text_is_judged(text):
    assert tuple(facts(page(text))) == SERVICE_FACTS
