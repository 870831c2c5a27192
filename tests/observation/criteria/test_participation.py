"""Feedback, tracking, participation and languages on pages like those of collectivités."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.catalogue.load import load_catalogue
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.criteria.participation import PARTICIPATION_FACTS, judge_participation
from barometre.observation.html.page import read_page
from barometre.observation.html.signs import Signs
from effort import EXAMPLES
from words import words

HOME = "https://www.crest.fr/"
SIGNS = Signs.of(load_catalogue().signs)


def page(body, url=HOME, head=""):
    return read_page(url, f'<html lang="fr"><head>{head}</head><body>{body}</body></html>')


def facts(*pages):
    return {one.fact: one for one in judge_participation(pages, SIGNS)}


def link(url, text):
    return f"<a href='{url}'>{text}</a>"


def test_every_fact_is_stated_once():
    assert tuple(facts(page("<p>Bienvenue"))) == PARTICIPATION_FACTS


BUTTON = "https://jedonnemonavis.numerique.gouv.fr/Demarches/3661?button=3947"


@pytest.mark.parametrize(
    ("fact", "body", "expected"),
    [
        ("services.avis-vu", f"<a href='{BUTTON}'><img src=b.svg alt=''></a>", 1),
        ("services.avis-vu", link("https://voxusagers.numerique.gouv.fr/Demarches/2245?&nd_source=button", "Avis"), 1),
        ("services.avis-vu", link("https://jedonnemonavis.numerique.gouv.fr/", "L’outil de l’État"), 0),
        ("services.avis-vu", link("/avis", "Je donne mon avis"), 1),
        ("services.avis-vu", link("/avis", "Donnez-nous votre avis sur ce service"), 1),
        ("services.avis-vu", link("/avis", "Donner votre avis sur l’accueil"), 1),
        ("services.avis-vu", link("/avis", "Répondez à l’enquête de satisfaction de la cantine"), 1),
        ("services.avis-vu", link("/plu", "Donnez votre avis sur le projet de PLU"), 0),  # a consultation
        ("services.avis-vu", link("/avis", "Avis d’enquête publique"), 0),
        ("services.suivi-vu", link("/suivi", "Suivre ma demande"), 1),
        ("services.suivi-vu", link("/suivi", "Suivez l’avancement de votre dossier"), 1),
        ("services.suivi-vu", link("/suivi", "Suivi de dossier"), 1),
        ("services.suivi-vu", link("/suivi", "État de ma demande"), 1),
        ("services.suivi-vu", link("/x", "Suivez-nous sur les réseaux"), 0),
        ("services.suivi-vu", link("/x", "Suivi de la qualité de l’eau"), 0),
        ("services.suivi-vu", link("/x", "L’état de la demande en logements"), 0),
        ("services.participation-vue", link("https://jeparticipe.crest.fr/", "Ici"), 1),
        ("services.participation-vue", link("https://participer.crest.fr/processes/parc/f/88/", "Le parc"), 1),
        ("services.participation-vue", link("https://purpoz.com/project/parc/consultation/avis", "Le parc"), 1),
        ("services.participation-vue", link("https://crest.citizenlab.co/", "Le parc"), 1),
        ("services.participation-vue", link("/bp", "Le budget participatif 2026"), 1),
        ("services.participation-vue", link("/idees", "Boîte à idées"), 1),
        ("services.participation-vue", link("/securite", "Participation citoyenne"), 0),  # the gendarmerie's
        ("services.participation-vue", link("/conseil", "Les conseils de quartier"), 0),
        ("services.participation-vue", link("/eau", "Le procédé de traitement de l’eau"), 0),
    ],
)
def test_a_service_is_seen_by_its_sign_or_by_the_words_of_a_link(fact, body, expected):
    found = facts(page("<p>Bienvenue"), page(body, HOME + "demarches"))[fact]
    assert found.number == expected, words(found.reason)
    assert found.reason.code == (ReasonCode.SERVICE_SEEN if expected else ReasonCode.SERVICE_ABSENT)


WIDGET = "<script src='//translate.google.com/translate_a/element.js?cb=init'></script>"


@pytest.mark.parametrize(
    ("head", "body", "languages"),
    [
        ("<link rel=alternate hreflang=en href=/en/><link rel=alternate hreflang=fr href=/>", "", ("en",)),
        ("<link rel='alternate' hreflang='de-DE' href='https://www.crest.de/'>", "", ("de",)),
        ("<link rel=alternate hreflang=x-default href=/en/><link rel=alternate hreflang=fr-FR href=/fr/>", "", ()),
        ("<link rel=alternate hreflang=en href=/>", "", ()),  # the page itself
        ("<link rel=alternate hreflang=en type='application/rss+xml' href=/feed>", "", ()),
        ("", link("/welcome", "English"), ("en",)),
        ("", link("/en/", "EN") + link("https://de.crest.fr/", "DE"), ("de", "en")),
        ("", link("/?lang=it", "Italiano") + link("/br/degemer", "Brezhoneg"), ("br", "it")),
        ("", "<a href='/en/'><img src=gb.png alt='English version'></a>", ("en",)),
        ("", link("/parking", "En") + link("/de-la-gare", "de"), ()),  # small words, not codes
        ("", link("#", "English"), ()),  # a script would do it
        ("", link("https://www.tourisme.exemple.fr/en/", "English"), ()),  # another site
        ("", link("/club", "English club de Crest"), ()),
    ],
)
def test_a_version_in_another_language_is_offered_or_not(head, body, languages):
    found = facts(page(body, head=head))["site.autres-langues"]
    assert found.number == bool(languages), words(found.reason)
    assert found.reason.context.get("languages", ()) == languages


def test_a_machine_that_translates_is_told_apart():
    found = facts(page(WIDGET))["site.autres-langues"]
    assert (found.number, words(found.reason)) == (0, "traduction automatique seulement (Google Traduction)")
    linked = facts(page(link("https://translate.google.com/translate?u=crest.fr", "English")))["site.autres-langues"]
    assert (linked.number, linked.reason.code) == (0, ReasonCode.LANGUAGES_MACHINE)


def test_pages_beside_a_machine_are_not_known_to_be_its_own_or_not():
    found = facts(page(link("/en/", "English") + WIDGET))["site.autres-langues"]
    assert (found.outcome, found.reason.code) == (Outcome.WE_FAILED, ReasonCode.LANGUAGES_UNSURE)


@settings(max_examples=EXAMPLES)
@given(st.lists(st.sampled_from(["suivre", "avis", "donnez votre", "sur", "l'", "en", "english", "/en/", "'", "#"])))
def test_any_words_are_judged(parts):
    text = " ".join(parts)
    found = facts(page(link(text.replace("'", ""), text.replace("'", "’"))))
    assert tuple(found) == PARTICIPATION_FACTS
