"""Home pages as collectivités write them, and pages made to hurt."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.models import Sign
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.criteria.home import HOME_FACTS, judge_home
from barometre.observation.html.page import is_html, read_answer, read_page
from barometre.observation.html.signs import Signs
from barometre.observation.net.answers import Answer, Fault, Hop
from barometre.observation.net.coding import CUT
from barometre.observation.net.unread import Unread
from effort import NIGHTLY
from words import negative, words

HOME = "https://www.crest.fr/"


def sign(name, kind, **how):
    return Sign(id=kind, name=name, kind=kind, source="https://www.crest.fr/", verified_on=date(2026, 1, 1), **how)


SIGNS = Signs.of(
    [
        sign("WordPress", "cms", selectors=('link[href*="/wp-content/"]',), generator="WordPress"),
        sign("Système de design de l’État", "dsfr", selectors=('link[href*="dsfr.min.css"]',)),
        sign("RDV Service Public", "rendez-vous", hosts=("rdv.anct.gouv.fr",), shared=True),
    ]
)
WORDS = "Bienvenue sur le site de la mairie et de ses services pour les habitants dans la commune " * 3


def page(body="", head="", attributes='lang="fr"', url=HOME):
    return read_page(url, f"<!doctype html><html {attributes}><head>{head}</head><body>{body}</body></html>")


def facts(home, **others):
    return {one.fact: one for one in judge_home(home, SIGNS, **others)}


@pytest.mark.parametrize(
    ("attributes", "body", "expected", "why"),
    [
        ('lang="fr"', "", 1, ReasonCode.LANG_DECLARED),
        ('lang="fr-FR"', "", 1, ReasonCode.LANG_DECLARED),
        ('LANG=" FR_fr "', "", 1, ReasonCode.LANG_DECLARED),  # capitals, spaces, underscore
        ("", "", 0, ReasonCode.LANG_MISSING),
        ('lang=""', "", 0, ReasonCode.LANG_MISSING),
        ('xml:lang="fr"', "", 0, ReasonCode.LANG_MISSING),  # read by nobody in text/html
        ('lang="en-US"', "", 0, ReasonCode.LANG_DECLARED),
        ('lang="en-US"', WORDS, 0, ReasonCode.LANG_CONTRADICTED),  # left as WordPress installs it
        ('lang="br"', "Degemer mat war lec’hienn an ti-kêr " * 8, 1, ReasonCode.LANG_REGIONAL),  # Breton
        ('lang="br"', WORDS, 0, ReasonCode.LANG_CONTRADICTED),  # Breton declared, French written (RGAA 8.4)
    ],
)
def test_the_language_is_given_and_right(attributes, body, expected, why):
    lang = facts(page(body, attributes=attributes))["site.lang"]
    assert (lang.number, lang.reason.code) == (expected, why)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<title>Mairie de Crest</title>", 1),
        ("<title>Accueil - Crest</title>", 1),
        ("<title> Accueil </title>", 0),
        ("<title>HOME</title>", 0),
        ("<title>\n</title>", 0),
        ("", 0),
    ],
)
def test_the_title_names_the_place(head, expected):
    body = "<svg><title>Facebook</title></svg>"  # the title of a drawing is none of the page
    assert facts(page(body, head))["site.title"].number == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("width=device-width, initial-scale=1", 1),
        ("width=device-width,initial-scale=1.0,maximum-scale=5", 1),
        ("width=device-width; initial-scale = 1", 1),  # semicolon, spaces
        ("width=device-width, user-scalable=no", 0),
        ("width=device-width, user-scalable=0", 0),
        ("width=device-width, maximum-scale=1.0", 0),
        ("WIDTH=DEVICE-WIDTH, MAXIMUM-SCALE=1.99", 0),
        ("width=1024", 0),
        ("", 0),
    ],
)
def test_text_can_be_enlarged(content, expected):
    assert facts(page(head=f'<meta name="Viewport" content="{content}">'))["site.viewport"].number == expected


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("", "<a href='http://ailleurs.fr/'>lien</a>", 1),  # a link loads nothing
        ("", "<img src='http://ailleurs.fr/a.png'>", 0),
        ("", "<img srcset='/a.png 1x, http://ailleurs.fr/b.png 2x'>", 0),
        ("", "<script src='//ailleurs.fr/a.js'></script>", 1),  # scheme of the page
        ("<link rel=stylesheet href='http://ailleurs.fr/a.css'>", "", 0),
        ("<link rel=canonical href='http://www.crest.fr/'>", "", 1),  # loads nothing
        ("<base href='http://www.crest.fr/'>", "<img src=a.png>", 0),  # through base
        (
            "<meta http-equiv=content-security-policy content='upgrade-insecure-requests'>",
            "<img src='http://ailleurs.fr/a.png'>",
            1,
        ),
    ],
)
def test_mixed_content(head, body, expected):
    assert facts(page(body, head))["site.no-mixed-content"].number == expected


def test_a_page_in_clear_has_no_mixed_content_and_a_header_upgrades():
    clear = page("<img src=a.png>", url="http://www.crest.fr/")
    assert facts(clear)["site.no-mixed-content"].outcome is Outcome.NOT_CONCERNED
    mixed = page("<img src='http://ailleurs.fr/a.png'>")
    assert facts(mixed, upgrades=True)["site.no-mixed-content"].number == 1


LEGAL_LINK = "<a href=/legal>Mentions l&eacute;gales</a>"
BOTH = page("Directrice de la publication : la maire. Hébergement : OVH", url=HOME + "legal")
PUBLISHER = page("Éditeur : commune de Crest", url=HOME + "legal")
EMPTY = page("Page en construction", url=HOME + "legal")
LIMITED = reason(ReasonCode.NETWORK_RATE_LIMITED)
NOT_FOUND = reason(ReasonCode.HTTP_STATUS, status=404)


@pytest.mark.parametrize(
    ("body", "others", "expected"),
    [
        (LEGAL_LINK, {"read": {"mentions-legales": BOTH}}, 1),
        (LEGAL_LINK, {"read": {"mentions-legales": PUBLISHER}}, 0),  # no host
        (LEGAL_LINK, {}, None),  # not read: not judged
        (LEGAL_LINK, {"unread": {"mentions-legales": Unread(LIMITED, ours=True)}}, None),
        (LEGAL_LINK, {"unread": {"mentions-legales": Unread(NOT_FOUND, ours=False)}}, 0),
        ("<a href=/l.pdf>Mentions légales</a>", {}, None),  # a file
        ("Site édité par la commune, hébergé par OVH", {}, 1),  # on the home page itself
        ("", {}, 0),
    ],
)
def test_the_legal_notice_names_publisher_and_host(body, others, expected):
    assert facts(page(body), **others)["site.mentions-legales"].number == expected


@pytest.mark.parametrize(
    "publisher",
    [
        "Directeur de la publication : M. le maire",
        "Directrice de publication",
        "Directeur(trice) de la publication",
        "Directeur/Directrice de la publication",
        "Directeur / directrice de la publication",
        "Directeur·rice de la publication",
        "Directeur.rice de publication",
        "Directeur-trice des publications",
        "Directrice·teur de la publication",
        "Direction de la publication",
        "Responsable de publication : Mme la maire",
        "Responsable(s) de la publication",
        "Responsable éditoriale",
        "Responsable de la rédaction",
        "Responsable du site",
        "Éditrice du site",
        "Site édité par la commune",
    ],
)
def test_a_publisher_is_seen_however_it_is_written(publisher):
    found = facts(page(f"{LEGAL_LINK}<p>{publisher}</p><p>Hébergement : OVH</p>"))
    assert found["site.mentions-legales"].number == 1


@pytest.mark.parametrize(
    "other",
    ["Directeur des services techniques", "Responsable de salle", "Publications du conseil", "Direction de l’eau"],
)
def test_another_post_is_no_publisher(other):
    found = facts(page(f"{LEGAL_LINK}<p>{other}</p><p>Hébergement : OVH</p>"))
    assert found["site.mentions-legales"].number != 1


@pytest.mark.parametrize(
    ("body", "others", "sentence"),
    [
        (LEGAL_LINK, {"read": {"mentions-legales": BOTH}}, f"éditeur et hébergeur nommés sur {HOME}legal"),
        (LEGAL_LINK, {"read": {"mentions-legales": PUBLISHER}}, f"{HOME}legal ne nomme pas l’hébergeur"),
        (LEGAL_LINK, {"read": {"mentions-legales": EMPTY}}, f"{HOME}legal ne nomme pas l’éditeur ni l’hébergeur"),
        (LEGAL_LINK, {}, "lien « Mentions légales » vu, mais la page n’a pas été lue"),
        (
            LEGAL_LINK,
            {"unread": {"mentions-legales": Unread(NOT_FOUND, ours=False)}},
            "lien « Mentions légales » vu, mais le serveur répond 404",
        ),
        (
            "<a href=/l.pdf>Mentions légales</a>",
            {},
            "lien « Mentions légales » vu, mais c’est un document que nous ne lisons pas",
        ),
        ("", {}, "pas de lien « Mentions légales » sur la page d’accueil"),
    ],
)
def test_what_is_said_of_the_legal_notice(body, others, sentence):
    legal = facts(page(body), **others)["site.mentions-legales"]
    assert words(legal.reason).replace("\u00a0", " ") == sentence


@pytest.mark.parametrize(
    ("body", "privacy", "contact"),
    [
        ("<a href=/a>Données personnelles</a>", ReasonCode.LINK_SEEN, ReasonCode.CONTACT_MISSING),
        (
            "<a href=/a>Protection des données</a><a href='tel:+33475000000'>04 75 00 00 00</a>",
            ReasonCode.LINK_SEEN,
            ReasonCode.CONTACT_TELEPHONE,
        ),
        ("<a href=/a>Nous contacter</a>", ReasonCode.PRIVACY_MISSING, ReasonCode.LINK_SEEN),
        ("<a href='MAILTO:mairie@crest.fr'>Écrire</a>", ReasonCode.PRIVACY_MISSING, ReasonCode.CONTACT_MAIL),
        ("<form><textarea></textarea></form>", ReasonCode.PRIVACY_MISSING, ReasonCode.CONTACT_FORM),
        ("<a href=/a>Lentilles de contactologie</a>", ReasonCode.PRIVACY_MISSING, ReasonCode.CONTACT_MISSING),
    ],
)
def test_privacy_and_contact(body, privacy, contact):
    missing = (ReasonCode.PRIVACY_MISSING, ReasonCode.CONTACT_MISSING)
    found = facts(page(body))
    for fact, code in (("site.confidentialite", privacy), ("site.contact", contact)):
        assert (found[fact].number, found[fact].reason.code) == (code not in missing, code)


@pytest.mark.parametrize(
    ("head", "cms", "dsfr"),
    [
        ('<meta name="Generator" content="WordPress 6.5.3">', "WordPress 6.5.3", 0),
        ("<link rel=stylesheet href=/wp-content/themes/a.css>", "WordPress", 0),
        ("<link rel=stylesheet href=/dsfr/dsfr.min.css>", None, 1),
    ],
)
def test_software_is_stated_without_blame(head, cms, dsfr):
    found = facts(page(head=head))
    assert (found["site.cms"].text, found["site.dsfr"].number) == (cms, dsfr)
    assert not negative(found["site.cms"])
    assert not negative(found["site.dsfr"])


def test_shared_tools_are_named_whatever_the_page():
    behind = page("<a href='https://rdv.anct.gouv.fr/x'>RDV</a>", url=HOME + "rdv")
    assert facts(page(), read={"demarches": behind})["site.tools"].text == "RDV Service Public"
    assert facts(page())["site.tools"].text == "aucun"


def answer(status=200, kind="text/html", body=b"<html>", **others):
    headers = (("content-type", kind),) if kind else ()
    return Answer(HOME, (Hop(HOME, status),), status, headers, body, **others)


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("text/html; charset=utf-8", b"", True),
        ("Application/XHTML+XML", b"", True),
        ("", b"\n<!DOCTYPE html><html>", True),  # no type: its first bytes
        ("", b"<?xml version='1.0'?><html>", True),
        ("", b"<div>Mairie", True),
        ("", b"<title>Mairie</title>", True),
        ("", b"<p\nclass=a>Mairie", True),
        ("", b"<pre>Mairie", False),
        ("", b"%PDF-1.7", False),
        ("application/pdf", b"<html>", False),
    ],
)
def test_html_is_known(kind, body, expected):
    assert is_html(answer(kind=kind, body=body)) is expected


@pytest.mark.parametrize(
    ("seen", "outcome", "why"),
    [
        (answer(status=404), Outcome.THEY_FAILED, ReasonCode.HTTP_STATUS),
        (answer(status=429), Outcome.WE_FAILED, ReasonCode.NETWORK_RATE_LIMITED),
        (answer(kind="application/pdf"), Outcome.THEY_FAILED, ReasonCode.HTTP_NOT_HTML),
        (answer(kind="", body=b"", partial=CUT), Outcome.WE_FAILED, ReasonCode.BODY_CUT),
        (answer(kind="", body=b"%PDF-1.7"), Outcome.THEY_FAILED, ReasonCode.HTTP_NOT_HTML_UNTYPED),
        (Answer(HOME, (), fault=Fault.TIMEOUT), Outcome.WE_FAILED, ReasonCode.NETWORK_TIMEOUT),
        (Answer(HOME, (), fault=Fault.REFUSED), Outcome.THEY_FAILED, ReasonCode.NETWORK_REFUSED),
    ],
)
def test_a_page_that_is_not_read_says_whose_failure_it_is(seen, outcome, why):
    unread = read_answer(seen)
    assert (unread.statement("site.title").outcome, unread.why.code) == (outcome, why)


def test_the_type_of_what_is_no_page_is_said():
    assert (
        words(read_answer(answer(kind="Application/PDF; name=a")).why) == "ce n’est pas une page HTML (Application/PDF)"
    )


# Characters of a page made to hurt.
MEGA = 1_000_000 if NIGHTLY else 300_000
HOSTILE = {
    "nested": "<div>" * (MEGA // 5),
    "nested in comments": "<div><!--</div>-->" * (MEGA // 18),
    "hidden ends": "<div><textarea></div></textarea>" * (MEGA // 32),
    "hidden in attributes": '<div title="></div>">' * (MEGA // 21),
    "formatting": "".join(f"<b c={i}><p>" for i in range(MEGA // 14)),
    "formatting in cells": "".join(f"<table><b c={i}><td></b></table><p>" for i in range(MEGA // 40)),
    "links in links": "<a href=x><table><td>" * (MEGA // 21),
    "attributes": "<a " + " ".join(f"b{i}=1" for i in range(MEGA // 10)) + ">x</a>",
    "unfinished": "<a b='" * (MEGA // 6),
    "lists": "<ul><li>" * (MEGA // 8),
    "drawing": "<svg><style><div></div></style>" + "<div>" * (MEGA // 5),
    "script": "<script><!-- </script>" + "<div>" * (MEGA // 5) + "-->",
    "ends of a script": "<script>" + "</script " * (MEGA // 9),
    "noscript": "<noscript>" * (MEGA // 10),
    "links": "<a href='http://a.fr/é'>x</a>" * (MEGA // 29),
    "words": "accessibilité : " * (MEGA // 16),
    "spaces": "accessibilité" + " " * MEGA + "conforme",
    "sets": "<img srcset='" + "a 1x, " * (MEGA // 6) + "'>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_made_to_hurt_is_read_all_the_same(name):
    home = read_page(HOME, f"<title>Crest</title>{HOSTILE[name]}")
    assert home.title == "Crest"
    assert [one.fact for one in judge_home(home, SIGNS)] == list(HOME_FACTS)


def test_a_page_reduced_keeps_its_links_and_words():
    home = read_page(
        HOME,
        "<html lang=fr><title>Crest</title>" + "<div>" * 600 + "<a title='>' href=/legal>Mentions <b>légales</b></a>",
    )
    assert (home.lang, home.title) == ("fr", "Crest")
    assert [(link.url, link.words) for link in home.links] == [(HOME + "legal", "mentions legales >")]


@given(st.text() | st.text(alphabet=st.sampled_from("<>!-/abp= \"'&;tdscripvg\n")))
def test_any_text_is_a_page(text):
    assert len(judge_home(read_page(HOME, text), SIGNS)) == len(HOME_FACTS)
