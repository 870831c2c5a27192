"""Declared addresses as the directory really holds them, odd cases included (communes named)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.addresses import ascii_host, parse_mail, parse_site, platform_of, registrable_domain, telephone_fault
from barometre.facts.reason_codes import ReasonCode
from words import words


@pytest.mark.parametrize(
    ("raw", "valid", "scheme", "host", "domain"),
    [
        ("https://www.quimper.bzh", True, "https", "www.quimper.bzh", "quimper.bzh"),
        ("http://mairie.crevoux.fr/", True, "http", "mairie.crevoux.fr", "crevoux.fr"),
        ("HTTPS://WWW.Mairie-Grimaud.com/#gsc.tab=0", True, "https", "www.mairie-grimaud.com", "mairie-grimaud.com"),
        ("http://www.lees-athas.fr ", True, "http", "www.lees-athas.fr", "lees-athas.fr"),
        ("https://lucé.fr", True, "https", "xn--luc-dma.fr", "xn--luc-dma.fr"),
        ("https://commune.collectivite.fr:8443/x", True, "https", "commune.collectivite.fr", "collectivite.fr"),
        ("mairie-chouvigny.fr", False, "absent", "mairie-chouvigny.fr", "mairie-chouvigny.fr"),
        ("https:/www.troussencourt.fr", False, "absent", "www.troussencourt.fr", "troussencourt.fr"),
        ("mairiedesavilly@orange.fr", False, "absent", None, None),
        ("ftp://quimper.bzh", False, None, None, None),
        ("https://mairie", False, "https", None, None),
        ("https://192.168.0.1/", False, "https", None, None),
        ("http://[bad", False, None, None, None),
        ("https://a.fr ; https://b.fr", False, None, None, None),
        ("https://www.ville.fr:99999/", False, "https", "www.ville.fr", "ville.fr"),
        ("https://www.ville.fr:0/", False, "https", "www.ville.fr", "ville.fr"),
        ("https://www.ville.fr:abc/", False, "https", "www.ville.fr", "ville.fr"),
        ("https://www.ville.fr:/", True, "https", "www.ville.fr", "ville.fr"),
    ],
)
def test_sites(raw, valid, scheme, host, domain):
    site = parse_site(raw)
    assert (site.valid, site.scheme, site.host, site.domain) == (valid, scheme, host, domain)


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        ("mairie-chouvigny.fr", "adresse sans https:// ni http://"),
        ("https:/www.troussencourt.fr", "barres obliques manquantes avant le nom"),
        ("vpernot.mairie@gmail.com", "adresse de courriel à la place d’un site"),
        ("https://lucé.fr", "nom accentué, lu « xn--luc-dma.fr »"),
        ("http://www.lees-athas.fr ", "espace en trop autour de l’adresse"),
        ("https://www.planay.com/#", "ancre (#) inutile dans l’adresse"),
        ("https://a.fr https://b.fr", "espace dans l’adresse, ou plusieurs adresses"),
        ("ftp://quimper.bzh", "adresse qui commence par « ftp: »"),
        ("https://mairie", "nom de domaine impossible"),
        (
            " lucé.fr#",
            "adresse sans https:// ni http:// ; espace en trop autour de l’adresse ; "
            "nom accentué, lu « xn--luc-dma.fr » ; ancre (#) inutile dans l’adresse",
        ),
    ],
)
def test_what_is_odd_is_said(raw, note):
    assert words(parse_site(raw).note) == note


def test_a_plain_address_needs_no_note():
    assert parse_site("https://www.quimper.bzh/mairie").note is None


@pytest.mark.parametrize(
    ("raw", "fault", "domain"),
    [
        ("mairie@abergement-de-varey.fr", None, "abergement-de-varey.fr"),
        ("Mairie.Sein@WANADOO.fr", None, "wanadoo.fr"),
        ("mairie@lucé.fr", None, "xn--luc-dma.fr"),
        ("a@x.fr,b@y.fr", ReasonCode.ADDRESS_SEVERAL_MAILS, None),
        ("mairie.fr", ReasonCode.ADDRESS_NO_AT, None),
        ("mairie@localhost", ReasonCode.ADDRESS_NO_AT, None),
        ("ma..irie@x.fr", ReasonCode.ADDRESS_LOCAL_PART, "x.fr"),
    ],
)
def test_mails(raw, fault, domain):
    mail = parse_mail(raw)
    assert (mail.valid, mail.domain) == (fault is None, domain)
    assert (mail.note.code if mail.note else None) == fault


TEN_DIGITS = ["04 74 24 03 08", "0324714563", "+33 2 98 98 89 89", "+590 590 27 81 12", "02.62.41.00.00"]
# Marseille; Nice's 39 06, as the directory writes it; an operator's; directory enquiries; European; general interest.
SHORT = ["30 13", "03 90 6", "3900", "10 14", "118 712", "116 006", "15", "114", "196"]


@pytest.mark.parametrize("raw", [*TEN_DIGITS, *SHORT])
def test_telephones_of_the_numbering_plan(raw):
    assert telephone_fault(raw) is None


@pytest.mark.parametrize(
    "raw", ["03 22 3 750 53 1", "05 49 65 12 6", "20 13", "04 90 6", "0015", "118 7", "117 000", "16", "mairie"]
)
def test_malformed_telephones(raw):
    assert telephone_fault(raw).code is ReasonCode.TELEPHONE_NOT_TEN_DIGITS


@pytest.mark.parametrize(
    ("host", "domain"),
    [("www.paris.fr", "paris.fr"), ("mairie.blogspot.com", "mairie.blogspot.com"), ("gouv.fr", None)],
)
def test_registrable_domains_follow_the_public_suffix_list(host, domain):
    assert registrable_domain(host) == domain


@given(st.text(max_size=80))
def test_no_declared_text_breaks_the_reading(raw):
    site, mail = parse_site(raw), parse_mail(raw)
    assert site.valid == (site.scheme in ("http", "https") and site.host is not None)
    assert mail.domain is None or mail.domain.isascii()
    telephone_fault(raw)


@given(st.from_regex(r"[a-z]([a-z0-9]{0,10}[a-z0-9])?(\.[a-z]{2,6}){1,2}", fullmatch=True))
def test_an_ascii_host_is_itself(host):
    assert ascii_host(host) == host
    assert parse_site(f"https://{host}").host == host


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("village.wixsite.com", "Wix"),
        ("wixsite.com", "Wix"),
        ("sites.google.com", "Google Sites"),
        ("google.com", None),
        ("notwixsite.com", None),
    ],
)
def test_platforms_match_whole_labels(host, name):
    platforms = {"wixsite.com": "Wix", "sites.google.com": "Google Sites"}
    assert platform_of(host, platforms) == name
